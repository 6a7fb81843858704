"""The operators of Alloy on constants. NotImplemented is a result that is not known here."""

from __future__ import annotations

from typing import Any

LARGEST = 2**63 - 1


def unary(operator: str, value: Any) -> Any:
    if operator == "!" and isinstance(value, bool):
        return not value
    if operator == "-" and isinstance(value, int | float) and not isinstance(value, bool):
        return -value
    return NotImplemented


def binary(operator: str, left: Any, right: Any) -> Any:
    """The result of an operator on two constants of one sort."""
    if isinstance(left, bool) and isinstance(right, bool):
        return logical(operator, left, right)
    if isinstance(left, str) and isinstance(right, str):
        return left + right if operator == "+" else compared(operator, left, right)
    if numeric(left) and numeric(right):
        result = arithmetic(operator, left, right)
        whole = isinstance(result, int) and not isinstance(result, bool)
        return NotImplemented if whole and abs(result) > LARGEST else result
    return NotImplemented


def numeric(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def logical(operator: str, left: bool, right: bool) -> Any:
    match operator:
        case "&&":
            return left and right
        case "||":
            return left or right
        case "==":
            return left == right
        case "!=":
            return left != right
    return NotImplemented


def compared(operator: str, left: Any, right: Any) -> Any:
    match operator:
        case "==":
            return left == right
        case "!=":
            return left != right
        case "<":
            return left < right
        case "<=":
            return left <= right
        case ">":
            return left > right
        case ">=":
            return left >= right
    return NotImplemented


def arithmetic(operator: str, left: Any, right: Any) -> Any:
    """Whole numbers stay whole, and are divided towards zero, as Go does."""
    whole = isinstance(left, int) and isinstance(right, int)
    match operator:
        case "+":
            return left + right
        case "-":
            return left - right
        case "*":
            return left * right
        case "/" if right:
            return abs(left) // abs(right) * (1 if (left < 0) == (right < 0) else -1) if whole else left / right
        case "%" if right and whole:
            return abs(left) % abs(right) * (1 if left >= 0 else -1)
        case "^" if whole and 0 <= right < 64 and abs(left) <= LARGEST:
            return left**right
        case "/" | "%" | "^" | "+" | "-" | "*":
            return NotImplemented
    return compared(operator, left, right)
