"""Running a template, as Go's text/template does."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..fault import EvaluationFault, NotModelled
from . import tree
from .printing import sprint
from .values import Int64, is_true, settled, type_name

MISSING: Any = object()
"""No value was piped into the command; nil may have been."""


@dataclass(frozen=True, slots=True)
class Callee:
    """A function: the types of its parameters, of which the last may take any number; None for one not modelled."""

    parameters: tuple[str, ...]
    call: Callable[..., Any] | None
    variadic: bool = False


class _Break(Exception):
    pass


class _Continue(Exception):
    pass


@dataclass(slots=True)
class State:
    """A run: the templates, the functions, the variables (the innermost last), and what was written so far."""

    templates: Mapping[str, tuple[tree.Node, ...]]
    functions: Mapping[str, Callee]
    variables: list[tuple[str, Any]]
    written: list[str] = field(default_factory=list)

    def walk(self, nodes: tuple[tree.Node, ...], dot: Any) -> None:
        """Writes what nodes give."""
        for node in nodes:
            match node:
                case tree.Text(text):
                    self.written.append(text)
                case tree.Action(pipe):
                    value = self.pipe(pipe, dot)
                    if not pipe.declared:
                        self.written.append("<no value>" if value is None else sprint(value))
                case tree.Branch("range"):
                    self.range(node, dot)
                case tree.Branch():
                    self.branch(node, dot)
                case tree.Call(name, pipe):
                    self.template(name, None if pipe is None else self.pipe(pipe, dot))
                case tree.Leave(kind):
                    raise _Break if kind == "break" else _Continue

    def branch(self, node: tree.Branch, dot: Any) -> None:
        """`if` and `with`."""
        known = len(self.variables)
        value = self.pipe(node.pipe, dot)
        if is_true(value):
            self.walk(node.body, value if node.kind == "with" else dot)
        else:
            self.walk(node.otherwise, dot)
        del self.variables[known:]

    def range(self, node: tree.Branch, dot: Any) -> None:
        """`range` over a number, list or map, which goes by its sorted keys."""
        known = len(self.variables)
        value = settled(self.pipe(node.pipe, dot))
        declared = node.pipe.declared
        match value:
            case bool() | str() | float():
                raise EvaluationFault(f"range cannot iterate over {type_name(value)}")
            case int():
                if len(declared) > 1:
                    raise EvaluationFault("a number gives no pairs")
                pairs: list[tuple[Any, Any]] = [(None, type(value)(item)) for item in range(value)]
            case list():
                pairs = list(enumerate(value))
            case dict():
                pairs = sorted(value.items())
            case _:
                pairs = []
        inside = len(self.variables)
        try:
            for index, item in pairs:
                self._set_of_range(node.pipe, index, item)
                try:
                    self.walk(node.body, item)
                except _Continue:
                    pass
                finally:
                    del self.variables[inside:]
        except _Break:
            pass
        if not pairs:
            self.walk(node.otherwise, dot)
        del self.variables[known:]

    def _set_of_range(self, pipe: tree.Pipe, index: Any, item: Any) -> None:
        values = (item,) if len(pipe.declared) == 1 else (index, item)
        for place, name in enumerate(pipe.declared):
            if pipe.assigns:
                self.assign(name, values[place])
            else:
                self.variables[len(self.variables) - len(pipe.declared) + place] = (name, values[place])

    def template(self, name: str, dot: Any) -> None:
        """Another template, which sees what it is given and nothing else."""
        if name not in self.templates:
            raise EvaluationFault(f"there is no template {name}")
        State(self.templates, self.functions, [("$", dot)], self.written).walk(self.templates[name], dot)

    def assign(self, name: str, value: Any) -> None:
        """Sets a variable that is declared."""
        for place in reversed(range(len(self.variables))):
            if self.variables[place][0] == name:
                self.variables[place] = (name, value)
                return
        raise EvaluationFault(f"there is no variable {name}")

    def pipe(self, pipe: tree.Pipe, dot: Any) -> Any:
        """The value of the last command; each is given that of the one before."""
        value = MISSING
        for command in pipe.commands:
            value = self.command(command, dot, value)
        for name in pipe.declared:
            if pipe.assigns:
                self.assign(name, value)
            else:
                self.variables.append((name, value))
        return value

    def command(self, command: tree.Command, dot: Any, final: Any) -> Any:
        """A call, or a value that stands alone."""
        first, *arguments = command
        match first:
            case tree.Function(name):
                return self.call(name, arguments, dot, final)
            case tree.Nil():
                raise EvaluationFault("nil is no command")
        if arguments or final is not MISSING:
            self.operand(first, dot)
            raise EvaluationFault("arguments for what is no function")
        return self.operand(first, dot)

    def operand(self, operand: tree.Operand, dot: Any) -> Any:
        """The value of an operand."""
        match operand:
            case tree.Field(names):
                return self.fields(dot, names)
            case tree.Constant(value):
                return value
            case tree.Dot():
                return dot
            case tree.Variable(name, names):
                return self.fields(self.variable(name), names)
            case tree.Pipe():
                return self.pipe(operand, dot)
            case tree.Function(name):
                return self.call(name, [], dot, MISSING)
            case tree.Chain(value, names):
                return self.fields(self.operand(value, dot), names)
            case tree.Number():
                return _ideal(operand)
            case tree.Nil():
                return None

    def variable(self, name: str) -> Any:
        """The value of a variable."""
        for known, value in reversed(self.variables):
            if known == name:
                return value
        raise EvaluationFault(f"there is no variable {name}")

    def fields(self, value: Any, names: tuple[str, ...]) -> Any:
        """What lies behind names in maps; nothing has nothing behind it."""
        for name in names:
            if value is None:
                continue
            if not isinstance(settled(value), dict):
                raise EvaluationFault(f"{type_name(value)} has no field {name}")
            value = value.get(name)
        return value if type(value) in (str, int, float, bool) else settled(value)

    def call(self, name: str, arguments: list[tree.Operand], dot: Any, final: Any) -> Any:
        """Calls a function; what was piped in is the last argument."""
        if name in ("and", "or"):
            return self._and_or(name, arguments, dot, final)
        callee = self.functions[name]
        if callee.call is None:
            raise NotModelled(f"the function `{name}` of templates is not modelled")
        count, fixed = len(arguments) + (final is not MISSING), len(callee.parameters)
        if count < fixed - 1 if callee.variadic else count != fixed:
            raise EvaluationFault(f"{name} takes {fixed} arguments, not {count}")
        kinds = callee.parameters + callee.parameters[-1:] * (count - fixed)
        values = [self.argument(operand, kind, dot) for operand, kind in zip(arguments, kinds, strict=False)]
        if final is not MISSING:
            values.append(fitting(final, kinds[len(arguments)]))
        try:
            return callee.call(*values)
        except (ArithmeticError, IndexError, KeyError, TypeError, ValueError) as error:
            raise NotModelled(f"`{name}` of templates with these arguments: {error}") from None

    def _and_or(self, name: str, arguments: list[tree.Operand], dot: Any, final: Any) -> Any:
        if not arguments and final is MISSING:
            raise EvaluationFault(f"{name} takes arguments")
        value = None
        for operand in arguments:
            value = self.argument(operand, "any", dot)
            if is_true(value) == (name == "or"):
                return value
        return value if final is MISSING else settled(final)

    def argument(self, operand: tree.Operand, kind: str, dot: Any) -> Any:
        """The value of an argument, which must be of the parameter's type."""
        match operand:
            case tree.Nil():
                if kind in ("string", "int", "int64", "float64", "bool"):
                    raise EvaluationFault(f"nil is no {kind}")
                return fitting(None, kind)
            case tree.Constant(value) if kind == "any" or _TYPES.get(kind) is type(value):
                return value
            case tree.Number() if kind == "any":
                return _ideal(operand)
            case tree.Number(_, integer, floating):
                if kind == "float64" and floating is not None:
                    return floating
                if kind in ("int", "int64") and integer is not None:
                    return Int64(integer) if kind == "int64" else integer
                raise EvaluationFault(f"{operand.text} is no {kind}")
            case tree.Constant():
                raise EvaluationFault(f"{operand.value} is no {kind}")
        return fitting(self.operand(operand, dot), kind)


_TYPES: dict[str, type] = {"string": str, "bool": bool, "int": int, "int64": Int64, "float64": float}


def fitting(value: Any, kind: str) -> Any:
    """The value, if it is of the type. Raises EvaluationFault."""
    value = settled(value)
    if kind == "any":
        return value
    wanted = _TYPES.get(kind)
    if wanted:
        fits = type(value) is wanted
    elif kind == "map":
        fits = value is None or type(value) is dict
    elif kind == "strings":
        fits = type(value).__name__ == "Strings"
    else:
        fits = value is None or type(value) is list
    if not fits:
        raise EvaluationFault(f"{type_name(value)} is no {kind}")
    return {} if value is None and kind == "map" else [] if value is None and kind == "list" else value


def _ideal(number: tree.Number) -> Any:
    """What a number is where no type is asked for."""
    text = number.text
    if number.floating is None:
        raise NotModelled("complex numbers in templates")
    is_hexadecimal = text.lstrip("+-")[:2].lower() == "0x" and "p" not in text.lower()
    if text[0] != "'" and not is_hexadecimal and any(sign in text for sign in ".eEpP"):
        return number.floating
    if number.integer is None:
        raise EvaluationFault(f"{text} is too large")
    return number.integer
