"""Whether the Collector takes a statement: names, arity, kinds of arguments, paths. It stops at the first fault."""

from __future__ import annotations

from collections.abc import Iterator

from . import tables
from .arguments import bind, is_literal, literal_value
from .ast import (
    AllOf,
    AnyOf,
    Argument,
    Arithmetic,
    Call,
    Comparison,
    Enum,
    Expression,
    FunctionName,
    List,
    Literal,
    Map,
    Negated,
    Parenthesis,
    Path,
    Signed,
    Span,
    Statement,
)
from .convert import CONVERSIONS
from .faults import OttlFault, fault, nearest
from .rules import check_call
from .tables import Parameter
from .values import EvaluationError, Unmodelled

PATH_KINDS = ("setter", "path", "map_path", "slice_path")


class Checker:
    """A context to check in: of a kind of component, and a version of Alloy ("" for the newest).

    `named`: every path must say its context, since none was given."""

    def __init__(self, context: str, kind: str, version: str = "", named: bool = False) -> None:
        self.context, self.kind, self.named = context, kind, named
        self.version = tables.numbers(version) if version else None
        self.functions = tables.functions(context, kind)

    def statement(self, statement: Statement) -> None:
        if statement.editor is not None:
            self._editor(statement.editor)
        if statement.condition is not None:
            self.condition(statement.condition)

    def _editor(self, editor: Call) -> None:
        if editor.name[0].isupper():
            editors = [name for name in self.functions if name[0].islower()]
            raise fault(
                editor.name_at,
                f"`{editor.name}` gives a value; a statement begins with an editor",
                nearest(editor.name, editors),
            )
        if editor.keys:
            raise fault(editor.at, f"`{editor.name}` is an editor, and gives nothing that could be indexed")
        self._call(editor)

    def condition(self, expression: Expression) -> None:
        match expression:
            case AnyOf(conditions) | AllOf(conditions):
                for condition in conditions:
                    self.condition(condition)
            case Negated(inner) | Parenthesis(inner):
                self.condition(inner)
            case Comparison(_, left, right):
                self.value(left)
                self.value(right)
            case Literal(value) if isinstance(value, bool):
                pass
            case Call():
                self.value(expression)
            case _:
                self.value(expression)
                raise fault(
                    expression.at, "this is a value, and no condition", "compare it: `... != nil`, `... == true`"
                )

    def value(self, expression: Expression) -> None:
        match expression:
            case Literal():
                pass
            case Enum(name):
                self._enum(name, expression.at)
            case Path():
                self._path(expression)
            case Call():
                if expression.name[0].islower():
                    raise fault(
                        expression.name_at,
                        f"`{expression.name}` is an editor, and gives no value",
                        nearest(expression.name, self._converters()),
                    )
                self._call(expression)
                self._keys(expression.keys)
            case List(items):
                for item in items:
                    self.value(item)
            case Map(pairs):
                for _, item in pairs:
                    self.value(item)
                if is_literal(expression):
                    _check_depth(expression)
            case Arithmetic() | Signed() | Parenthesis():
                self._number(expression)
            case _:
                raise fault(expression.at, "a condition cannot stand here, only a value")

    def _number(self, expression: Expression) -> None:
        match expression:
            case Arithmetic(_, left, right):
                self._number(left)
                self._number(right)
            case Signed(_, inner) | Parenthesis(inner):
                self._number(inner)
            case Literal(value) if type(value) in (int, float):
                pass
            case Path() | Call():
                self.value(expression)
            case _:
                raise fault(expression.at, "this cannot be calculated with, nor stand in parentheses")

    def _converters(self) -> Iterator[str]:
        return (name for name in self.functions if name[0].isupper())

    def _enum(self, name: str, at: Span) -> None:
        known = tables.enums(self.context)
        if name not in known:
            raise fault(at, f"context `{self.context}` has no name `{name}`", nearest(name, known))

    def _path(self, path: Path) -> None:
        if self.named and not tables.first_context(path, self.context, "transform"):
            raise fault(path.at, f"`{path}` does not say its context", f"`{self.context}.{path}`?")
        tables.place(path, self.context, self.kind)
        for part in path.fields:
            self._keys(part.keys)

    def _keys(self, keys: tuple[Expression, ...]) -> None:
        for key in keys:
            match key:
                case Literal(value) if type(value) in (str, int, float):
                    pass
                case Path() | Call() | Arithmetic() | Signed() | Parenthesis():
                    self.value(key)
                case _:
                    raise fault(key.at, "a key is a string, an integer, a path, a converter or a calculation")

    def _call(self, call: Call) -> None:
        parameters = self.functions.get(call.name)
        if parameters is None:
            raise self._unknown(call.name, call.name_at)
        self._available(call.name, call.name_at)
        for parameter, argument in bind(call, parameters):
            self._available(f"{call.name}.{parameter.name}", argument.at)
            self._argument(call, parameter, argument)
        if any(parameter.kind == "lambda" for parameter in parameters):
            raise fault(call.name_at, f"`{call.name}` takes a function of one's own, which is not enabled in Alloy")
        check_call(call, parameters)

    def _unknown(self, name: str, at: Span) -> OttlFault:
        lower = name[0].islower()
        known = [other for other in self.functions if other[0].islower() == lower]
        return fault(at, f"context `{self.context}` has no function `{name}`", nearest(name, known))

    def _available(self, name: str, at: Span) -> None:
        first = tables.since(name)
        if first is not None and self.version is not None and self.version < first:
            raise fault(
                at,
                f"`{name}` is not in Alloy {self.version[0]}.{self.version[1]}",
                f"it came with {first[0]}.{first[1]}",
            )

    def _argument(self, call: Call, parameter: Parameter, argument: Argument) -> None:
        if parameter.is_list:
            if not isinstance(argument.value, List):
                raise fault(argument.at, f"`{parameter.name}` of `{call.name}` is a list", "write it as `[...]`")
            for item in argument.value.items:
                self._single(call, parameter, item)
        else:
            self._single(call, parameter, argument.value)

    def _single(self, call: Call, parameter: Parameter, value: Expression | FunctionName) -> None:
        kind = parameter.kind
        if kind == "function":
            return self._function(value)
        if isinstance(value, FunctionName):
            raise (
                self._unknown(value.name, value.at)
                if value.name not in self.functions
                else fault(
                    value.at,
                    f"`{value.name}` is a function; `{parameter.name}` of `{call.name}` wants a value",
                    f"`{value.name}(...)`",
                )
            )
        if kind in PATH_KINDS and not isinstance(value, Path):
            raise fault(value.at, f"`{parameter.name}` of `{call.name}` must be a path", 'such as `attributes["name"]`')
        if (wanted := _WRITTEN_OUT.get(kind)) is not None:
            if not isinstance(value, Literal) or type(value.value) is not wanted[0]:
                raise fault(value.at, f"`{parameter.name}` of `{call.name}` must be {wanted[1]}")
            return None
        if kind == "lambda":
            raise fault(value.at, "functions of one's own are not enabled in Alloy")
        self.value(value)
        if kind in CONVERSIONS and is_literal(value):
            try:
                CONVERSIONS[kind](literal_value(value, self.context))
            except EvaluationError as error:
                raise fault(value.at, f"`{parameter.name}` of `{call.name}`: {error}") from None
            except Unmodelled:
                pass
        return None

    def _function(self, value: Expression | FunctionName) -> None:
        if not isinstance(value, (FunctionName, Enum)):
            raise fault(value.at, "here the name of a function is wanted", "such as `SHA256`, without parentheses")
        if value.name not in self.functions:
            raise self._unknown(value.name, value.at)


def _check_depth(literal: Map) -> None:
    """A map takes lists of maps, but no lists of lists of maps; the Collector finds that when it reads a statement."""
    for _, item in literal.pairs:
        for inner in item.items if isinstance(item, List) else ():
            found = _first_map(inner) if isinstance(inner, List) else None
            if found is not None:
                raise fault(found.at, "a map cannot stand in a list in a list of a map")


def _first_map(items: List) -> Map | None:
    for item in items.items:
        found = item if isinstance(item, Map) else _first_map(item) if isinstance(item, List) else None
        if found is not None:
            return found
    return None


_WRITTEN_OUT: dict[str, tuple[type, str]] = {
    "text": (str, "a string, written out"),
    "integer": (int, "an integer, written out"),
    "decimal": (float, "a number with a point, written out"),
    "flag": (bool, "`true` or `false`"),
}
