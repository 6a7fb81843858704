"""Seeds faults into real configurations: each kind of fault, at every place where it can be seeded."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TypeAlias

from alloyc.catalog import AttributeSpec, BlockSpec, BodySpec, Type, load, load_body, parse_type
from alloyc.syntax.ast import Array, Attribute, Block, Body, Call, Expr, File, Literal, Name, Object, Statement

VERSION = 18
PLAIN = frozenset({"string", "number", "bool", "duration"})


@dataclass(frozen=True, slots=True)
class Place:
    """A statement, the spec of the body it stands in, and the way there (an index a level)."""

    path: tuple[int, ...]
    statement: Statement
    spec: BodySpec | None
    siblings: Body
    component: bool

    def attribute(self) -> tuple[Attribute, AttributeSpec] | None:
        spec = self.spec.attributes.get(self.statement.name) if self.spec else None
        return (self.statement, spec) if isinstance(self.statement, Attribute) and spec else None

    def block(self) -> tuple[Block, BlockSpec] | None:
        spec = self.spec.blocks.get(self.statement.name) if self.spec else None
        return (self.statement, spec) if isinstance(self.statement, Block) and spec else None


Seed: TypeAlias = Callable[[Place], tuple[Statement, ...] | None]


def places(
    body: Body, spec: BodySpec | None = None, path: tuple[int, ...] = (), *, held: bool = True
) -> Iterator[Place]:
    """Every statement of a configuration. `held`: the body holds components."""
    for index, statement in enumerate(body):
        here = (*path, index)
        component = held and isinstance(statement, Block) and load(statement.name) is not None
        yield Place(here, statement, spec, body, component)
        if isinstance(statement, Block):
            known = load(statement.name, VERSION) if held else None
            within = spec.blocks.get(statement.name) if spec else None
            inner = known.body if known else load_body(within.body, VERSION) if within else None
            yield from places(statement.body, inner, here, held=held and statement.name == "declare")


def seeded(file: File, path: tuple[int, ...], new: tuple[Statement, ...]) -> File:
    return replace(file, body=edited(file.body, path, new))


def edited(body: Body, path: tuple[int, ...], new: tuple[Statement, ...]) -> Body:
    index = path[0]
    if len(path) > 1:
        block = body[index]
        assert isinstance(block, Block)
        new = (replace(block, body=edited(block.body, path[1:], new)),)
    return (*body[:index], *new, *body[index + 1 :])


def with_value(place: Place, value: Expr) -> tuple[Statement, ...]:
    assert isinstance(place.statement, Attribute)
    return (replace(place.statement, value=value),)


def rename_component(place: Place) -> tuple[Statement, ...] | None:
    return (replace(place.statement, name=place.statement.name + "s"),) if place.component else None


def rename_attribute(place: Place) -> tuple[Statement, ...] | None:
    return (replace(place.statement, name=place.statement.name + "_x"),) if place.attribute() else None


def rename_block(place: Place) -> tuple[Statement, ...] | None:
    return (replace(place.statement, name=place.statement.name + "_x"),) if place.block() else None


def drop_attribute(place: Place) -> tuple[Statement, ...] | None:
    found = place.attribute()
    return () if found and found[1].required else None


def drop_block(place: Place) -> tuple[Statement, ...] | None:
    found = place.block()
    alone = [other.name for other in place.siblings].count(place.statement.name) == 1
    return () if found and found[1].required and alone else None


def give_block_as_attribute(place: Place) -> tuple[Statement, ...] | None:
    found = place.block()
    return (Attribute(found[0].name, Object(()), at=found[0].at),) if found and "." not in found[0].name else None


def give_attribute_as_block(place: Place) -> tuple[Statement, ...] | None:
    found = place.attribute()
    return (Block(found[0].name, "", (), at=found[0].at),) if found else None


def repeat_attribute(place: Place) -> tuple[Statement, ...] | None:
    return (place.statement, place.statement) if place.attribute() else None


def repeat_block(place: Place) -> tuple[Statement, ...] | None:
    found = place.block()
    return (found[0], found[0]) if found and not found[1].repeatable else None


def wrong_literal(place: Place) -> tuple[Statement, ...] | None:
    found = place.attribute()
    if not found or found[1].type.name not in ("string", "number", "bool", "list", "map"):
        return None
    wrong = {"string": True, "number": "many", "bool": "true", "list": "one", "map": 1}[found[1].type.name]
    return with_value(place, Literal(wrong, at=found[0].at))


def wrong_item(place: Place) -> tuple[Statement, ...] | None:
    found = place.attribute()
    if not found or found[1].type.name != "list" or not isinstance(found[0].value, Array):
        return None
    return with_value(place, Array((*found[0].value.items, Array((), at=found[0].at))))


def wrong_map_value(place: Place) -> tuple[Statement, ...] | None:
    found = place.attribute()
    if not found or not isinstance(found[0].value, Object) or not found[0].value.fields:
        return None
    first = found[0].value.fields[0]
    wrong = replace(first, value=Array((Literal(True),), at=found[0].at))
    return with_value(place, Object((wrong,)))


def wrong_call(place: Place) -> tuple[Statement, ...] | None:
    found = place.attribute()
    if not found or found[1].type.name not in ("bool", "list", "map"):
        return None
    return with_value(place, Call(Name(("sys", "env")), (Literal("HOME"),), at=found[0].at))


def wrong_list_call(place: Place) -> tuple[Statement, ...] | None:
    found = place.attribute()
    if not found or found[1].type.name not in PLAIN:
        return None
    return with_value(place, Call(Name(("string", "split")), (Literal("a,b"), Literal(",")), at=found[0].at))


def reference(place: Place) -> tuple[Attribute, Name, Type] | None:
    """The attribute, its first reference to a component's export, and the type of that."""
    found = place.attribute()
    if not found:
        return None
    value = found[0].value
    name = value.items[0] if isinstance(value, Array) and value.items else value
    if not isinstance(name, Name) or len(name.parts) < 4:
        return None
    spec = load(".".join(name.parts[:-2]), VERSION)
    return (found[0], name, spec.exports[name.parts[-1]]) if spec and name.parts[-1] in spec.exports else None


def bend(place: Place, change: Callable[[tuple[str, ...]], tuple[str, ...]]) -> tuple[Statement, ...] | None:
    found = reference(place)
    if not found:
        return None
    name = replace(found[1], parts=change(found[1].parts))
    return with_value(place, Array((name,)) if isinstance(found[0].value, Array) else name)


def wrong_label(place: Place) -> tuple[Statement, ...] | None:
    return bend(place, lambda parts: (*parts[:-2], parts[-2] + "_gone", parts[-1]))


def wrong_export(place: Place) -> tuple[Statement, ...] | None:
    return bend(place, lambda parts: (*parts[:-1], parts[-1] + "s"))


def wrong_reference(place: Place) -> tuple[Statement, ...] | None:
    """A receiver where targets are wanted, and the other way about."""
    found, spec = reference(place), place.attribute()
    if not found or not spec:
        return None
    other = found[1] if spec[1].type.name == "list" and found[2].name == "capsule" else None
    return with_value(place, other) if other else with_value(place, Array((found[1],)))


def wrong_signal(place: Place) -> tuple[Statement, ...] | None:
    """In one step, a writer of another signal and a reference to it."""
    if not place.component or not isinstance(place.statement, Block):
        return None
    body = list(place.statement.body)
    for index, statement in enumerate(body):
        if isinstance(statement, Attribute) and statement.name == "forward_to":
            spec = load(place.statement.name, VERSION)
            logs = spec is not None and "loki" in str(spec.body.attributes["forward_to"].type)
            kind = "prometheus.echo" if logs else "loki.echo"
            name = Name((*kind.split("."), "seeded", "receiver"), at=statement.at)
            body[index] = replace(statement, value=Array((name,)))
            return Block(kind, "seeded", ()), replace(place.statement, body=tuple(body))
    return None


def wrong_value(place: Place) -> tuple[Statement, ...] | None:
    found = place.attribute()
    return with_value(place, Literal("neither", at=found[0].at)) if found and found[1].values else None


def typed(name: str, wrong: str) -> Seed:
    """Gives an attribute of a type a text that is none; adds the attribute where the body could have it."""

    def seed(place: Place) -> tuple[Statement, ...] | None:
        found = place.attribute()
        if found and found[1].type is parse_type(name):
            return with_value(place, Literal(wrong, at=found[0].at))
        names = {other.name for other in place.siblings}
        for attribute, spec in (place.spec.attributes if place.spec else {}).items():
            if spec.type is parse_type(name) and attribute not in names:
                return place.statement, Attribute(attribute, Literal(wrong, at=place.statement.at))
        return None

    return seed


def written(syntax: str, spoil: Callable[[str], str]) -> Seed:
    """Spoils a text that has a syntax of its own."""

    def seed(place: Place) -> tuple[Statement, ...] | None:
        found = place.attribute()
        if not found or found[1].syntax != syntax:
            return None
        value = found[0].value
        if isinstance(value, Array) and value.items and isinstance(value.items[0], Literal):
            return with_value(place, Array((Literal(spoil(str(value.items[0].value)), at=found[0].at),)))
        return (
            with_value(place, Literal(spoil(str(value.value)), at=found[0].at)) if isinstance(value, Literal) else None
        )

    return seed


def untargeted_rule(place: Place) -> tuple[Statement, ...] | None:
    """A rule without the label it sets."""
    if not isinstance(place.statement, Block) or place.statement.name != "rule":
        return None
    body = tuple(other for other in place.statement.body if other.name not in ("target_label", "action"))
    return (replace(place.statement, body=body),)


def hashed_rule(place: Place) -> tuple[Statement, ...] | None:
    """A `hashmod` without its modulus, and a `labeldrop` with source labels."""
    if not isinstance(place.statement, Block) or place.statement.name != "rule":
        return None
    named = {other.name for other in place.statement.body}
    action = "labeldrop" if "source_labels" in named else "hashmod"
    body = tuple(other for other in place.statement.body if other.name not in ("action", "modulus"))
    return (replace(place.statement, body=(*body, Attribute("action", Literal(action)))),)


def emptied_match(place: Place) -> tuple[Statement, ...] | None:
    """A `stage.match` with nothing to do, or with stages for what it drops."""
    if not isinstance(place.statement, Block) or place.statement.name != "stage.match":
        return None
    kept = tuple(other for other in place.statement.body if isinstance(other, Attribute) and other.name != "action")
    return (replace(place.statement, body=kept),)


def own_cycle(place: Place) -> tuple[Statement, ...] | None:
    """A component that feeds itself."""
    spec = load(place.statement.name, VERSION) if place.component else None
    if not spec or not isinstance(place.statement, Block):
        return None
    for export, attribute in (("receiver", "forward_to"), ("output", "targets")):
        if export in spec.exports and attribute in spec.body.attributes:
            own = Name((*place.statement.name.split("."), place.statement.label, export), at=place.statement.at)
            value = own if attribute == "targets" else Array((own,))
            body = tuple(other for other in place.statement.body if other.name != attribute)
            return (replace(place.statement, body=(*body, Attribute(attribute, value))),)
    return None


def repeat_component(place: Place) -> tuple[Statement, ...] | None:
    return (place.statement, place.statement) if place.component else None


def relabelled(label: str) -> Seed:
    def seed(place: Place) -> tuple[Statement, ...] | None:
        known = isinstance(place.statement, Block) and place.component
        return (replace(place.statement, label=label),) if known else None

    return seed


def labelled_block(place: Place) -> tuple[Statement, ...] | None:
    found = place.block()
    return (replace(found[0], label="seeded"),) if found and not found[1].labelled else None


def add_component(kind: str, *body: Statement) -> Seed:
    """Puts a component beside another one."""

    def seed(place: Place) -> tuple[Statement, ...] | None:
        at = place.statement.at
        return (place.statement, Block(kind, "seeded", body, at=at)) if place.component else None

    return seed


def add_argument(place: Place) -> tuple[Statement, ...] | None:
    if not isinstance(place.statement, Block) or place.statement.name != "argument":
        return None
    optional = Attribute("optional", Literal(True))
    return place.statement, Block("argument", "seeded", (optional,), at=place.statement.at)


def called(function: str, *arguments: Expr) -> Seed:
    """Replaces a written text by a call that gives a text."""

    def seed(place: Place) -> tuple[Statement, ...] | None:
        found = place.attribute()
        if not found or found[1].type.name != "string" or not isinstance(found[0].value, Literal):
            return None
        return with_value(place, Call(Name(tuple(function.split("."))), arguments, at=found[0].at))

    return seed


def newer(place: Place) -> tuple[Statement, ...] | None:
    """Something that the oldest version does not know."""
    old = load(place.statement.name, 8) if place.component else None
    if not old or not isinstance(place.statement, Block):
        return None
    for name, (since, _) in old.body.absent.items():
        now = load(place.statement.name, VERSION)
        if since and now and name in now.body.attributes:
            null = Attribute(name, Literal(None), at=place.statement.at)
            return (replace(place.statement, body=(*place.statement.body, null)),)
    return None
