"""Statements and conditions of OTTL, the language of OpenTelemetry transformations, as text."""

from __future__ import annotations

from ..graph.build import Value, call
from ..syntax.ast import Expr
from ..values.placed import in_place_of, piecewise

_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"})


def quoted(text: str) -> str:
    """A string literal: `say "hi"` becomes `"say \\"hi\\""`."""
    return '"' + piecewise(text, lambda piece: piece.translate(_ESCAPES)) + '"'


def attribute(name: str, of: str = "") -> str:
    """The access to an attribute: `attributes["x"]`, with `of` that of another context: `resource.attributes["x"]`."""
    return (f"{of}.attributes[" if of else "attributes[") + quoted(name) + "]"


def set_attribute(name: str, value: Value) -> Value:
    """`set(attributes[name], value)`. A value that is an Alloy expression is put in where the collector runs."""
    if isinstance(value, Expr):
        return call("string.format", "set(attributes[%q], %q)", name, value)
    return text_attribute(name, value if isinstance(value, str) else str(value))


def text_attribute(name: str, value: str) -> str:
    """The same, for a text."""
    return "set(" + attribute(name) + ", " + quoted(value) + ")"


def set_missing_attribute(name: str, value: Value) -> Value:
    """The same, where there is no such attribute yet."""
    if isinstance(value, Expr):
        form = in_place_of("set(attributes[%q], %q) where attributes[%q] == nil", name)
        return call("string.format", form, name, value, name)
    return f"{set_attribute(name, value)} where {attribute(name)} == nil"


def delete_attribute(name: str) -> str:
    return "delete_key(attributes, " + quoted(name) + ")"


def move_to_resource(name: str, resource_attribute: str) -> tuple[str, str]:
    """Two statements: an attribute becomes the resource's where that has none, and goes where both say the same.

    What names a service also replaces an empty text, and is no text to be copied when empty itself: the chart's rule.
    """
    own, other = attribute(name), attribute(resource_attribute, "resource")
    if resource_attribute in ("service.name", "service.namespace"):
        condition = "(" + other + " == nil or " + other + ' == "") and ' + own + " != nil and " + own + ' != ""'
    else:
        condition = other + " == nil and " + own + " != nil"
    # The blank before the bracket is the chart's; statements are compared as text.
    moved = "set(" + other + ", " + own + " ) where " + condition
    return moved, delete_attribute(name) + " where " + own + " == " + other
