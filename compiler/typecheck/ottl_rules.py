"""Statements and conditions of OTTL: read in the context that their block says, or that their paths tell.

The collector's transform, filter and tail sampling processors, and the connectors that count or measure, each run them
with functions of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from ..syntax.ast import Array, Expr, Literal
from .fields import Fields, Finding, constant_node

if TYPE_CHECKING:
    from ..languages.ottl import OttlFault, Statement

SIGNALS = {"trace": "traces", "metric": "metrics", "log": "logs"}
CONTEXTS = {
    "traces": ("resource", "scope", "span", "spanevent"),
    "metrics": ("resource", "scope", "metric", "datapoint"),
    "logs": ("resource", "scope", "log"),
}
BY_ATTRIBUTE = {
    "span": "span",
    "spanevent": "spanevent",
    "metric": "metric",
    "datapoint": "datapoint",
    "log_record": "log",
}
BY_BLOCK = {"spans": "span", "spanevents": "spanevent", "metrics": "metric", "datapoints": "datapoint", "logs": "log"}


class Text(NamedTuple):
    """A statement that is known, and its node; a condition unless it is an `editor`'s."""

    text: str
    node: Literal
    editor: bool


def ottl_statements(fields: Fields) -> Iterator[Finding]:
    """A `trace_statements` block and its like: statements of one context, and the conditions of all of them."""
    signal = SIGNALS[fields.path[-1].partition("_")[0]]
    texts = [*texts_of(fields, "statements", editor=True), *texts_of(fields, "conditions", editor=False)]
    yield from in_context(fields, texts, signal, "transform")


def ottl_conditions(fields: Fields) -> Iterator[Finding]:
    """A `trace_conditions` block and its like."""
    signal = SIGNALS[fields.path[-1].partition("_")[0]]
    yield from in_context(fields, texts_of(fields, "conditions", editor=False), signal, "filter")


def in_context(fields: Fields, texts: list[Text], signal: str, kind: str) -> Iterator[Finding]:
    context = fields.value("context")
    if context is not None and not isinstance(context, str):
        return
    context = (context or "").lower()
    if not context:
        yield from inferred(texts, signal, kind, fields)
    elif context not in CONTEXTS[signal]:
        help = f"it takes {', '.join(CONTEXTS[signal])}"
        yield Finding(
            "unknown-value", f'`context` does not take "{context}" for {signal}', help, fields.node("context")
        )
    else:
        for text in texts:
            yield from read(text, context, kind, fields)


def inferred_statements(fields: Fields) -> Iterator[Finding]:
    """The `statements` block: the paths of all statements of a signal say the context."""
    for attribute, signal in SIGNALS.items():
        yield from inferred(texts_of(fields, attribute, editor=True), signal, "transform", fields)


def explicit_conditions(fields: Fields) -> Iterator[Finding]:
    """The blocks `traces`, `metrics` and `logs` of `otelcol.processor.filter`."""
    for attribute, context in BY_ATTRIBUTE.items():
        for text in texts_of(fields, attribute, editor=False):
            yield from read(text, context, "filter", fields)


def policy_conditions(fields: Fields) -> Iterator[Finding]:
    """The block `ottl_condition` of a policy of tail sampling."""
    for attribute in ("span", "spanevent"):
        for text in texts_of(fields, attribute, editor=False):
            yield from read(text, attribute, "tail_sampling", fields)


def counted_conditions(fields: Fields) -> Iterator[Finding]:
    """The conditions of what a connector counts or measures, in the context of its block."""
    for text in texts_of(fields, "conditions", editor=False):
        yield from read(text, BY_BLOCK[fields.path[-1]], "filter", fields)


def measured_values(fields: Fields) -> Iterator[Finding]:
    """What a connector measures: values, each read as what a comparison has on its left."""
    for name in ("value", "count"):
        for text in texts_of(fields, name, editor=False):
            if text.text:
                compared = text._replace(text=f"{text.text} == nil")
                yield from read(compared, BY_BLOCK[fields.path[0]], "filter", fields)


def texts_of(fields: Fields, name: str, *, editor: bool) -> list[Text]:
    """The texts of a list that are known. What is empty, or no text, is not of the list."""
    given = fields.attributes.get(name)
    if given is None or name in fields.faulty:
        return []
    value = constant_node(given.value)
    items: tuple[Expr, ...] = value.items if isinstance(value, Array) else (value,) if value is not None else ()
    nodes = [constant_node(item) for item in items]
    return [
        Text(str(node.value), node, editor) for node in nodes if isinstance(node, Literal) and node.value is not None
    ]


def read(text: Text, context: str, kind: str, fields: Fields, *, named: bool = False) -> Iterator[Finding]:
    from ..languages.ottl import OttlFault, parse_condition, parse_statement

    version = f"1.{fields.version}"
    try:
        if text.editor or kind != "transform":
            parse_statement(text.text, context, kind, version, named)
        else:
            parse_condition(text.text, context, version, named)
    except OttlFault as fault:
        yield finding(text, fault)


def inferred(texts: list[Text], signal: str, kind: str, fields: Fields) -> Iterator[Finding]:
    from ..languages.ottl import OttlFault
    from ..languages.ottl.infer import infer_context
    from ..languages.ottl.parse import read_condition, read_statement

    statements: list[Statement] = []
    for text in texts:
        try:
            statements.append(read_statement(text.text) if text.editor else read_condition(text.text))
        except OttlFault as fault:
            yield finding(text, fault)
    if not texts or len(statements) < len(texts):
        return
    try:
        context = infer_context(statements, signal, kind)
    except OttlFault as fault:
        yield Finding("invalid-statement", fault.message, fault.help, texts[0].node)
        return
    for text in texts:
        yield from read(text, context, kind, fields, named=True)


def finding(text: Text, fault: OttlFault) -> Finding:
    help = fault.help or ("a statement is `editor(arguments) where condition`" if text.editor else "it compares values")
    return Finding("invalid-statement", fault.message, help, text.node, fault.offset, max(1, fault.length))


FUNCTIONS: dict[str, Callable[[Fields], Iterator[Finding]]] = {
    function.__name__: function
    for function in (
        *(ottl_statements, ottl_conditions, inferred_statements, explicit_conditions, policy_conditions),
        *(counted_conditions, measured_values),
    )
}
