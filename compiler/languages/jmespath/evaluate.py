"""Searching data with a JMESPath expression."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from ..fault import EvaluationFault, NotModelled
from . import tree


class Search:
    """One search: the data as a whole, and the variables that are bound."""

    def __init__(self, root: Any) -> None:
        self.root = root
        self.bound: dict[str, Any] = {}

    def value(self, node: tree.Node, data: Any) -> Any:
        """What a node gives for data. Raises EvaluationFault, NotModelled."""
        match node:
            case tree.Field(name):
                return data.get(name) if isinstance(data, dict) else None
            case tree.Then(left, right):
                found = self.value(left, data)
                return None if found is None else self.value(right, found)
            case tree.Identity():
                return data
            case tree.Index(number):
                is_there = isinstance(data, list) and -len(data) <= number < len(data)
                return data[number] if is_there else None
            case tree.Slice():
                return _sliced(data, node)
            case tree.Projection():
                return self.projected(node, data)
            case tree.Constant(value):
                return value
            case tree.Binary():
                return self.binary(node, data)
            case tree.Not(value):
                return is_false(self.value(value, data))
            case tree.MultiList(items):
                return [self.value(item, data) for item in items]
            case tree.MultiHash(pairs):
                return {key: self.value(item, data) for key, item in pairs}
            case tree.Call(name, arguments):
                return self.call(name, arguments, data)
            case tree.Signed(sign, value):
                number = self.value(value, data)
                return None if type(number) is not float else -number if sign == "-" else number
            case tree.Root():
                return self.root
            case tree.Variable(name):
                if name not in self.bound:
                    raise EvaluationFault(f"there is no variable ${name}")
                return self.bound[name]
            case tree.Let(bindings, body):
                return self.let(bindings, body, data)
            case tree.Reference(inner):
                return lambda item: self.value(inner, item)

    def let(self, bindings: tuple[tuple[str, tree.Node], ...], body: tree.Node, data: Any) -> Any:
        """Variables that hold in a body."""
        outer = self.bound
        self.bound = outer | {name: self.value(value, data) for name, value in bindings}
        try:
            return self.value(body, data)
        finally:
            self.bound = outer

    def projected(self, node: tree.Projection, data: Any) -> Any:
        """What each item gives, without the nulls."""
        items = self.items(node, data)
        if not isinstance(items, list):
            return items if node.kind == "slice" and isinstance(items, str) else None
        if node.condition is not None:
            condition = node.condition
            items = [item for item in items if not is_false(self.value(condition, item))]
        found = (self.value(node.right, item) for item in items)
        return [value for value in found if value is not None]

    def items(self, node: tree.Projection, data: Any) -> Any:
        """What a projection goes over. A fault on its left side is null, but for lists and slices."""
        try:
            left = self.value(node.left, data)
        except EvaluationFault:
            if node.kind in ("list", "slice"):
                raise
            return None
        match node.kind:
            case "values":
                return _in_order(list(left.values())) if isinstance(left, dict) else None
            case "flatten" if isinstance(left, list):
                return [inner for item in left for inner in (item if isinstance(item, list) else [item])]
        return left

    def binary(self, node: tree.Binary, data: Any) -> Any:
        """Two values and an operator; sizes and sums are of numbers, and else null."""
        left = self.value(node.left, data)
        match node.operator:
            case "|":
                return self.value(node.right, left)
            case "||":
                return self.value(node.right, data) if is_false(left) else left
            case "&&":
                return left if is_false(left) else self.value(node.right, data)
        right = self.value(node.right, data)
        match node.operator:
            case "==":
                return is_equal(left, right)
            case "!=":
                return not is_equal(left, right)
        if type(left) is not float or type(right) is not float:
            return None
        return _calculated(node.operator, left, right)

    def call(self, name: str, arguments: tuple[tree.Node, ...], data: Any) -> Any:
        """A function of some values."""
        from .functions import FUNCTIONS, checked

        values = [self.value(argument, data) for argument in arguments]
        if name not in FUNCTIONS:
            raise EvaluationFault(f"there is no function {name}")
        types, function = FUNCTIONS[name]
        checked(name, types, values)
        if function is None:
            raise NotModelled(f"the function `{name}` of JMESPath is not modelled")
        return function(*values)


def _in_order(values: list[Any]) -> list[Any]:
    """The values of an object. Raises NotModelled where they have an order, which Go draws by lot."""
    if len(values) > 1:
        raise NotModelled("the order of the values of a JSON object: Alloy takes a random one")
    return values


def _sliced(data: Any, node: tree.Slice) -> Any:
    if not isinstance(data, list | str):
        return None
    if node.step == 0:
        if isinstance(data, str):
            return None
        raise EvaluationFault("a step of 0")
    return data[node.begin : node.end : node.step]


def _calculated(operator: str, left: float, right: float) -> Any:
    comparisons: dict[str, Callable[[float, float], bool]] = {
        "<": float.__lt__,
        "<=": float.__le__,
        ">": float.__gt__,
        ">=": float.__ge__,
    }
    if operator in comparisons:
        return comparisons[operator](left, right)
    if operator in ("/", "\u00f7", "//", "%") and right == 0:
        raise NotModelled("division by 0 in JMESPath")
    match operator:
        case "+":
            return left + right
        case "-" | "\u2212":
            return left - right
        case "*" | "\u00d7":
            return left * right
        case "%":
            return math.fmod(left, right)
        case "//":
            return float(math.floor(left / right))
    return left / right


def is_false(value: Any) -> bool:
    """Nothing, false, and what is empty; a number never."""
    return value is None or value is False or (isinstance(value, str | list | dict) and not value)


def is_equal(left: Any, right: Any) -> bool:
    """Of the same type and value."""
    if type(left) is not type(right):
        return False
    if isinstance(left, list):
        return len(left) == len(right) and all(map(is_equal, left, right))
    if isinstance(left, dict):
        return left.keys() == right.keys() and all(is_equal(left[key], right[key]) for key in left)
    return bool(left == right)
