"""A graph in normal form: two spellings of one meaning become equal.

Defaults that are spelled out, expressions that have a value, durations ("60s", "1m"), the order of blocks that have
none, patterns of the same texts, filters in another order: none of it changes what a configuration does.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from itertools import groupby
from typing import Any

from ..catalog.behaviour import kind
from ..catalog.spec import BodySpec, load, load_body, load_configuration
from ..constants import Undefined, fold
from ..graph.component import Component, Graph
from ..languages.fault import LanguageFault, NotModelled
from ..languages.gotime import parse_duration
from ..syntax.ast import Array, Attribute, Block, Body, Call, Expr, Literal, Name, Object, Paren, Ref, Statement
from ..syntax.printer import print_body
from ..syntax.strings import quote
from .jobs import has_job
from .rewrite import rewrite

_NOTHING = BodySpec({}, {}, frozenset(), {})
_ORDERED = ("rule", "stage.", "write_relabel_config", "endpoint", "policy", "statements")
_OLD_NAMES = {
    "env": "sys.env", "nonsensitive": "convert.nonsensitive", "concat": "array.concat",
    "json_decode": "encoding.from_json", "yaml_decode": "encoding.from_yaml", "base64_decode": "encoding.from_base64",
    **{old: f"string.{old}" for old in ("format", "join", "replace", "split", "to_lower", "to_upper", "trim",
                                        "trim_prefix", "trim_suffix", "trim_space")},
}  # fmt: skip


def normal(graph: Graph) -> Graph:
    """The graph in normal form. What is left of each node keeps its contributions."""
    by_id = graph.by_id()
    return graph.with_components(tuple(_component(component, by_id) for component in graph.components))


def _component(component: Component, by_id: Mapping[int, Component]) -> Component:
    known = load(component.kind) or load_configuration(component.kind)
    takes = kind(component.kind)
    spec = known.body if known else _NOTHING
    body = _body(component.body, spec, spec)
    outputs = {path for path in takes.outputs if "." not in path}
    if takes.label_unless is not None and has_job(component, by_id):
        component = replace(component, label="")
    return component.with_body(tuple(s for s in body if not (s.name in outputs and _value_of(s) == Array(()))))


def _value_of(statement: Statement) -> Expr | None:
    return statement.value if isinstance(statement, Attribute) else None


def _body(body: Body, spec: BodySpec, whole: BodySpec) -> Body:
    found: list[Statement] = []
    for statement in body:
        if isinstance(statement, Attribute):
            value = _expression(statement.value, statement.name, spec)
            if value is not None:
                found.append(statement if value is statement.value else replace(statement, value=value))
        else:
            found += _block(statement, spec, whole)
    loose = [s for s in found if isinstance(s, Block) and not s.name.startswith(_ORDERED)]
    return (*(s for s in found if isinstance(s, Attribute)), *sorted(loose, key=_by_name), *_rules(found))


def _by_name(statement: Statement) -> str:
    return statement.name


def _rules(found: list[Statement]) -> Iterator[Statement]:
    """Blocks that have an order. Filters that stand side by side do the same in any: here, in that of their text."""
    ordered = [s for s in found if isinstance(s, Block) and s.name.startswith(_ORDERED)]
    for filters, run in groupby(ordered, _filters):
        rules = list(run)
        yield from dict.fromkeys(sorted(rules, key=_text)) if filters else rules


def _text(block: Block) -> str:
    return print_body((block,))


def _filters(block: Block) -> bool:
    """Whether a rule only lets pass or not, and reads nothing of another component."""
    values = [_value_of(s) for s in block.body]
    action = next((_value_of(s) for s in block.body if s.name == "action"), None)
    read = any(isinstance(value, Ref) for value in values)
    return block.name == "rule" and not read and action in (Literal("keep"), Literal("drop"))


def _block(block: Block, spec: BodySpec, whole: BodySpec) -> Iterator[Block]:
    known = spec.blocks.get(block.name)
    if known is None and spec.inherits and block.name.startswith(spec.inherits):
        known = whole.blocks.get(block.name)
    inner = load_body(known.body) if known else _NOTHING
    body = _body(block.body, inner, whole)
    if body or block.label or block.name.startswith(_ORDERED) or not (known and _says_nothing(block.name)):
        yield block if body == block.body else replace(block, body=body)


def _says_nothing(name: str) -> bool:
    """Whether the block without a word in it only repeats defaults."""
    return name in (
        "tls_config", "tls", "queue_config", "wal", "debug_metrics", "headers", "clustering", "sending_queue",
        "retry_on_failure", "client", "output", "metadata_config",
    )  # fmt: skip


def _expression(value: Expr, name: str, spec: BodySpec) -> Expr | None:
    """The value of an argument; None where it says what Alloy does anyway."""
    facts = spec.attributes.get(name)
    value = _folded(value)
    if value == Literal(None):
        return None
    if facts is None:
        return value
    if not facts.required and (_same(value, facts.default) or (value == Object(()) or _empty(value, facts.default))):
        return None
    if isinstance(value, Literal) and isinstance(value.value, str):
        if facts.type.name == "duration":
            spelling = value.text or quote(value.value)
            return replace(value, value=_duration(value.value), text=spelling)
        if facts.syntax == "regex" and name == "regex":
            return replace(value, value=_pattern(value.value))
    return value


def _empty(value: Expr, default: Any) -> bool:
    return (value == Array(()) and default is None) or (value == Literal("") and default in (None, ""))


def _folded(value: Expr) -> Expr:
    try:
        folded = fold(value)
    except Undefined:
        return value
    return folded if folded is not None else rewrite(value, _simpler)


def _simpler(value: Expr) -> Expr:
    match value:
        case Paren(inner):
            return inner
        case Call(Name((old,)) as function) if old in _OLD_NAMES:
            return replace(value, function=replace(function, parts=tuple(_OLD_NAMES[old].split("."))))
        case Call(Name(("array", "concat")), arguments) if all(isinstance(a, Array) for a in arguments):
            return Array(tuple(item for a in arguments if isinstance(a, Array) for item in a.items))
    return value


def _same(value: Expr, default: Any) -> bool:
    if default is None or not isinstance(value, Literal | Array | Object):
        return False
    match value, default:
        case Literal(bool(one)), _:
            return default is one
        case Literal(int() | float() as number), int() | float():
            return number == default
        case Literal(str(text)), str():
            return text == default or (_duration(text) == _duration(default) and _is_duration(text))
        case Array(items), list():
            return len(items) == len(default) and all(map(_same, items, default))
        case Object(fields), dict():
            return {f.key for f in fields} == set(default) and all(_same(f.value, default[f.key]) for f in fields)
    return False


def _is_duration(text: str) -> bool:
    return _duration(text) != text or text.endswith("ns")


@lru_cache(maxsize=1000)
def _duration(text: str) -> str:
    """The length of a duration in nanoseconds; what is none stays."""
    try:
        return f"{parse_duration(text)}ns"
    except (LanguageFault, NotModelled, ValueError):
        return text


@lru_cache(maxsize=5000)
def _pattern(pattern: str) -> str:
    """The same for each list of the same alternatives."""
    return pattern if set(pattern) & set("()[]{}\\^$?") else "|".join(sorted(set(pattern.split("|"))))
