"""The attributes and blocks of a body against what its component or block takes."""

from __future__ import annotations

from functools import lru_cache

from ..catalog import STABILITIES, AttributeSpec, BlockSpec, BodySpec, load, load_body
from ..report.diagnostics import nearest
from ..syntax.ast import Array, Attribute, Block, Body, Expr, Literal, Statement
from .expressions import check_value, type_of
from .known_values import known_value
from .site import Run, Scope, Site, body_blocks
from .texts import check_text
from .value_rules import check_values_of


def check_body(
    body: Body, spec: BodySpec, site: Site, name: str, node: Block | None, path: tuple[str, ...] = ()
) -> None:
    """Reports what is unknown, missing, repeated or of the wrong sort, then looks into every value and block.

    `path` are the blocks down to this body, in its component.
    """
    attributes, blocks, seen, mark = spec.attributes, spec.blocks, set[str](), len(site.run.found)
    for statement in body:
        if type(statement) is Attribute:
            attribute = attributes.get(statement.name)
            if attribute is None:
                report_attribute(statement, spec, site, name)
            elif statement.name in seen:
                message = f"the attribute `{statement.name}` stands twice in `{name}`"
                site.report("repeated-attribute", message, statement, "keep one of them")
            else:
                check_attribute(statement, attribute, site)
            seen.add(statement.name)
        elif type(statement) is Block:
            block = blocks.get(statement.name) or inherited_block(statement.name, spec, site)
            if block is None:
                report_block(statement, spec, site, name)
            else:
                check_block(statement, block, site, name, path, again=statement.name in seen)
            seen.add(statement.name)
    if not spec.required <= seen:
        report_missing(spec, seen, site, name, node)
    check_values_of(body, spec, site, name, path, node, mark)


def check_attribute(statement: Attribute, spec: AttributeSpec, site: Site) -> None:
    value = statement.value
    mark = len(site.run.found)
    check_value(value, spec.type, site, statement.name, spec)
    if spec.values and len(site.run.found) == mark:
        check_values(statement, spec, site)
    if spec.syntax and len(site.run.found) == mark:
        check_text(value, spec.syntax, site, statement.name)


def check_values(statement: Attribute, spec: AttributeSpec, site: Site) -> None:
    """An attribute that takes one of a few values."""
    value = known_value(statement.value, site) or statement.value
    if type(value) is Literal and value.value is not None and str(value.value) not in spec.values:
        near = nearest(str(value.value), spec.values)
        choice = ", ".join(f'"{known}"' for known in spec.values)
        help = f'did you mean "{near}"?' if near else f"it takes {choice}"
        site.report("unknown-value", f'`{statement.name}` does not take "{value.value}"', value, help)


def inherited_block(name: str, spec: BodySpec, site: Site) -> BlockSpec | None:
    """`stage.match` of `loki.process` holds the component's own stages."""
    if spec.inherits and site.root is not None and name.startswith(spec.inherits):
        return site.root.blocks.get(name)
    return None


def check_block(block: Block, spec: BlockSpec, site: Site, name: str, path: tuple[str, ...], *, again: bool) -> None:
    if again and not spec.repeatable:
        message = f"the block `{block.name}` stands twice in `{name}`"
        site.report("repeated-block", message, block, "it may stand once: merge them")
    if spec.labelled and not block.label:
        message = f"the block `{block.name}` has no label"
        site.report("missing-label", message, block, f'write `{block.name} "NAME" {{`')
    elif block.label and not spec.labelled:
        message = f"the block `{block.name}` takes no label"
        site.report("unexpected-label", message, block, f'leave out `"{block.label}"`')
    if not spec.holds and not (
        is_literal(block.body) and is_sound(block, spec.body, site.kind, path, site.run.version)
    ):
        check_body(block.body, load_body(spec.body, site.run.version), site, block.name, block, (*path, block.name))


def is_literal(body: Body) -> bool:
    """Whether a body holds nothing but literals: what it means then depends on nothing around it."""
    return all(is_literal(s.body) if type(s) is Block else is_literal_value(s.value) for s in body)  # type: ignore[union-attr]


def is_literal_value(value: Expr) -> bool:
    return type(value) is Literal or (isinstance(value, Array) and all(type(item) is Literal for item in value.items))


@lru_cache(maxsize=4096)
def is_sound(block: Block, key: str, kind: str, path: tuple[str, ...], version: int) -> bool:
    """Whether nothing is wrong with the body of a literal block. Most rules and stages stand in many components."""
    component = load(kind, version)
    run = Run(version, STABILITIES[-1], lambda path: None)
    site = Site(run, "", Scope({}, {}, {}), "", kind, component.body if component is not None else None)
    check_body(block.body, load_body(key, version), site, block.name, block, (*path, block.name))
    return not run.found


def report_attribute(statement: Attribute, spec: BodySpec, site: Site, name: str) -> None:
    """An attribute that is none: a block, one of another version, or a word nobody knows."""
    word = statement.name
    if word in spec.blocks:
        message = f"`{word}` is a block of `{name}`, and this gives it as an attribute"
        site.report("attribute-for-block", message, statement, f"write `{word} {{ ... }}`")
    elif word in spec.absent:
        report_absent(word, spec, site, name, statement)
    else:
        near = nearest(word, [*spec.attributes, *spec.blocks])
        help = f"did you mean `{near}`?" if near else choices(spec.attributes, name)
        site.report("unknown-attribute", f"`{name}` has no attribute `{word}`", statement, help)
    type_of(statement.value, site)


def report_block(block: Block, spec: BodySpec, site: Site, name: str) -> None:
    word = block.name
    if word in spec.attributes:
        message = f"`{word}` is an attribute of `{name}`, and this gives it as a block"
        site.report("block-for-attribute", message, block, f"write `{word} = ...`")
    elif word in spec.absent:
        report_absent(word, spec, site, name, block)
    else:
        inherited = site.root.blocks if spec.inherits and site.root else ()
        near = nearest(word, [*spec.blocks, *spec.attributes, *inherited])
        help = f"did you mean `{near}`?" if near else choices(spec.blocks, name)
        site.report("unknown-block", f"`{name}` has no block `{word}`", block, help)
    walk(block.body, site)


def walk(body: Body, site: Site) -> None:
    """Looks into the values of a body that is not understood, so that their references count as used."""
    for statement in body:
        if type(statement) is Attribute:
            type_of(statement.value, site)
    for block in body_blocks(body):
        walk(block.body, site)


def choices(names: object, name: str) -> str:
    listed = ", ".join(f"`{known}`" for known in names)  # type: ignore[attr-defined]
    return f"it takes {listed}" if listed else f"`{name}` takes none"


def report_absent(word: str, spec: BodySpec, site: Site, name: str, node: Statement) -> None:
    """Something that other versions know."""
    since, until = spec.absent[word]
    when = f"came with Alloy {since}" if since and int(since[2:]) > site.run.version else f"went after Alloy {until}"
    message = f"`{word}` of `{name}` is not in Alloy 1.{site.run.version}: it {when}"
    site.report("not-in-version", message, node, "leave it out, or choose another Alloy version")


def report_missing(spec: BodySpec, seen: set[str], site: Site, name: str, node: Block | None) -> None:
    for word in sorted(spec.required - seen):
        if word in spec.attributes:
            message = f"`{name}` needs the attribute `{word}`"
            help = f"add `{word} = ...`, {spec.attributes[word].type}"
            site.report("missing-attribute", message, node, help)
        else:
            message = f"`{name}` needs the block `{word}`"
            site.report("missing-block", message, node, f"add `{word} {{ ... }}`")
