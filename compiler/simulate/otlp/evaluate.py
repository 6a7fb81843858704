"""Statements of OTTL as functions of a record. Each is made once and kept."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any, NamedTuple

from ...languages.ottl import parse_statement, tables
from ...languages.ottl.arguments import bind, is_literal, literal_value
from ...languages.ottl.ast import (
    AllOf,
    AnyOf,
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
    Statement,
)
from ...languages.ottl.check import PATH_KINDS
from ...languages.ottl.convert import CONVERSIONS, WrongType, own
from ...languages.ottl.tables import Parameter
from ...languages.ottl.values import Duration, EvaluationError, Plain, Time, Unmodelled, Value, int64
from .compare import compare
from .ottl_functions import function_named
from .paths import Evaluate, Record, Target, copy_value, read


class Compiled(NamedTuple):
    """A statement: `condition` says whether it runs on a record, `run` runs it."""

    text: str
    condition: Callable[[Record], bool]
    run: Callable[[Record], Value]


@lru_cache(maxsize=4096)
def compile_statement(text: str, context: str, named: bool) -> Compiled:
    """A statement of a transformation. Raises OttlFault where the Collector does not take it."""
    tree = parse_statement(text, context, "transform", "", named)
    compiler = _Compiler(context, "transform")
    assert tree.editor is not None
    return Compiled(text, compiler.clause(tree), compiler.call(tree.editor))


@lru_cache(maxsize=4096)
def compile_condition(text: str, context: str, named: bool = False) -> Callable[[Record], bool]:
    """A condition of a filter or a policy, and of a transformation's statements. Raises OttlFault."""
    tree = parse_statement(text, context, "filter", "", named)
    return _Compiler(context, "filter").clause(tree)


class _Compiler:
    def __init__(self, context: str, kind: str) -> None:
        self.context, self.kind = context, kind
        self.functions = tables.functions(context, kind)

    def clause(self, statement: Statement) -> Callable[[Record], bool]:
        condition = True if statement.condition is None else self.condition(statement.condition)
        return condition if callable(condition) else lambda record: bool(condition)

    def condition(self, expression: Expression) -> Callable[[Record], bool] | bool:
        """A condition, or what it is known to be: a part that is known saves the others from being looked at."""
        match expression:
            case AnyOf(conditions):
                return _joined([self.condition(condition) for condition in conditions], True)
            case AllOf(conditions):
                return _joined([self.condition(condition) for condition in conditions], False)
            case Negated(inner):
                negated = self.condition(inner)
                return (lambda record: not negated(record)) if callable(negated) else not negated
            case Parenthesis(inner):
                return self.condition(inner)
            case Literal(value):
                return bool(value)
            case Comparison(sign, left, right):
                return self._comparison(sign, left, right)
        evaluate = self.value(expression)
        return lambda record: _as_condition(evaluate(record))

    def _comparison(self, sign: str, left: Expression, right: Expression) -> Callable[[Record], bool] | bool:
        if is_literal(left) and is_literal(right):
            return compare(sign, literal_value(left, self.context), literal_value(right, self.context))
        one, other = self.value(left), self.value(right)
        return lambda record: compare(sign, one(record), other(record))

    def value(self, expression: Expression) -> Evaluate:
        match expression:
            case List(items):
                evaluators = [self.value(item) for item in items]
                return lambda record: Plain(evaluate(record) for evaluate in evaluators)
            case Map(pairs):
                entries = [(key, self.value(item)) for key, item in pairs]
                return lambda record: {key: _map_item(evaluate(record)) for key, evaluate in entries}
            case Literal() | Enum():
                constant = literal_value(expression, self.context)
                return lambda record: constant
            case Path():
                place, keys = tables.place(expression, self.context, self.kind), self._keys(expression)
                return lambda record: read(record, place, keys)
            case Call():
                return self._indexed_call(expression)
            case Arithmetic(sign, left, right):
                one, other = self.value(left), self.value(right)
                return lambda record: _calculate(sign, one(record), other(record))
            case Signed(sign, inner):
                evaluate = self.value(inner)
                return evaluate if sign == "+" else lambda record: _negative(evaluate(record))
            case Parenthesis(inner):
                return self.value(inner)
        raise AssertionError(expression)

    def _keys(self, path: Path) -> tuple[Evaluate, ...]:
        return tuple(self._key(key) for key in path.fields[-1].keys)

    def _key(self, key: Expression) -> Evaluate:
        if isinstance(key, Literal) and isinstance(key.value, float):
            return _no_key
        return self.value(key)

    def _indexed_call(self, call: Call) -> Evaluate:
        evaluate = self.call(call)
        keys = [self._key(key) for key in call.keys]
        return (lambda record: _index(evaluate(record), [key(record) for key in keys])) if keys else evaluate

    def call(self, call: Call) -> Evaluate:
        """A function with its arguments. A wrong type inside of it is an error like others to what it is given to."""
        function = function_named(call.name)
        arguments = {
            parameter.name: self._argument(parameter, argument.value)
            for parameter, argument in bind(call, self.functions[call.name])
        }

        def evaluate(record: Record) -> Value:
            try:
                if function.lazy:
                    given = {name: _bound(argument, record) for name, argument in arguments.items()}
                else:
                    given = {name: argument(record) for name, argument in arguments.items()}
                return function.run(record, **given) if function.of_record else function.run(**given)
            except WrongType as error:
                raise EvaluationError(str(error)) from None

        return evaluate

    def _argument(self, parameter: Parameter, value: Expression | FunctionName) -> Evaluate:
        if parameter.kind == "function":
            assert isinstance(value, (FunctionName, Enum))
            given = self._given_function(value.name)
            return lambda record: given
        assert not isinstance(value, FunctionName)
        if parameter.is_list:
            assert isinstance(value, List)
            evaluators = [self._single(parameter.kind, item) for item in value.items]
            return lambda record: (evaluate(record) for evaluate in evaluators)
        return self._single(parameter.kind, value)

    def _single(self, kind: str, value: Expression) -> Evaluate:
        if kind in PATH_KINDS:
            assert isinstance(value, Path)
            place, keys = tables.place(value, self.context, self.kind), self._keys(value)
            return lambda record: Target(record, place, keys)
        evaluate, convert = self.value(value), CONVERSIONS.get(kind)
        if convert is None or kind == "any":
            return evaluate
        if is_literal(value):
            constant = convert(literal_value(value, self.context))
            return lambda record: constant
        return lambda record: convert(evaluate(record))

    def _given_function(self, name: str) -> Callable[[str], Value]:
        """A function that `replace_pattern` and others call on what they found."""
        parameters = self.functions[name]
        if len(parameters) != 1:
            return _refuse
        if parameters[0].kind != "string" or parameters[0].is_list:
            return _unmodelled_function
        function = function_named(name)

        def apply(text: str) -> Value:
            return function.run(**{parameters[0].name: (lambda: text) if function.lazy else text})

        return apply


def _refuse(text: str) -> Value:
    raise EvaluationError("the function takes another number of arguments")


def _unmodelled_function(text: str) -> Value:
    raise Unmodelled("a function of another kind, given to a function")


def _no_key(record: Record) -> Value:
    raise EvaluationError("a key cannot be a number with a point")


def _bound(argument: Evaluate, record: Record) -> Callable[[], Value]:
    return lambda: argument(record)


def _joined(conditions: list[Callable[[Record], bool] | bool], decisive: bool) -> Callable[[Record], bool] | bool:
    if any(condition is decisive for condition in conditions):
        return decisive
    open_ones = [condition for condition in conditions if callable(condition)]
    if not open_ones:
        return not decisive
    if decisive:
        return lambda record: any(condition(record) for condition in open_ones)
    return lambda record: all(condition(record) for condition in open_ones)


def _as_condition(value: Value) -> bool:
    if not isinstance(value, bool):
        raise EvaluationError("what stands for a condition must give a bool")
    return value


def _map_item(value: Value) -> Value:
    if isinstance(value, dict):
        return copy_value(value)
    if isinstance(value, Plain):
        return [copy_value(item) if isinstance(item, dict) else own(item) for item in value]
    return own(value)


def _index(value: Value, keys: list[Value]) -> Value:
    for key in keys:
        if isinstance(key, str) and isinstance(value, dict):
            if key not in value:
                raise EvaluationError("key not found in map")
            value = value[key]
        elif type(key) is int and isinstance(value, (list, tuple, bytes)):
            if not 0 <= key < len(value):
                raise EvaluationError(f"index {key} out of bounds")
            value = value[key]
        else:
            raise EvaluationError("this type does not support such a key")
    return value


def _negative(value: Value) -> Value:
    if type(value) is int:
        return int64(-value)
    if isinstance(value, float):
        return -value
    raise EvaluationError("only a number has a negative")


def _calculate(sign: str, left: Value, right: Value) -> Value:
    if isinstance(left, (Time, Duration)):
        return _calculate_time(sign, left, right)
    if type(left) not in (int, float) or type(right) not in (int, float):
        raise EvaluationError("only numbers, times and durations can be calculated with")
    if type(left) is int and type(right) is int:
        return int64(_whole(sign, left, right))
    return _decimal(sign, float(left), float(right))


def _whole(sign: str, left: int, right: int) -> int:
    match sign:
        case "+":
            return left + right
        case "-":
            return left - right
        case "*":
            return left * right
    if right == 0:
        raise EvaluationError("attempted to divide by 0")
    quotient = abs(left) // abs(right)
    return quotient if (left < 0) == (right < 0) else -quotient


def _decimal(sign: str, left: float, right: float) -> float:
    match sign:
        case "+":
            return left + right
        case "-":
            return left - right
        case "*":
            return left * right
    if right == 0:
        raise EvaluationError("attempted to divide by 0")
    return left / right


def _calculate_time(sign: str, left: Time | Duration, right: Any) -> Value:
    match left, sign, right:
        case Time(at, zone), "+", Duration(length):
            return Time(at + length, zone)
        case Time(at, zone), "-", Duration(length):
            return Time(at - length, zone)
        case Time(at), "-", Time(other):
            return Duration(at - other)
        case Duration(length), "+", Time(at, zone):
            return Time(at + length, zone)
        case Duration(length), "+", Duration(other):
            return Duration(int64(length + other))
        case Duration(length), "-", Duration(other):
            return Duration(int64(length - other))
    raise EvaluationError("these times cannot be calculated with")
