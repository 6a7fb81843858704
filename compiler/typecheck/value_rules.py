"""The common forms of what Alloy demands of values: one of, at most one of, requires, excludes, limits, patterns.

A value that is not known yet satisfies whatever is asked of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any, TypeAlias

from ..catalog import BodySpec
from ..catalog.rules import Rule, load_rules
from ..report.diagnostics import nearest
from ..syntax.ast import Array, Block, Body, Expr, Literal, Object
from .fault import Node
from .fields import UNKNOWN, Fields, Finding, constant, fields_of, measured
from .site import Site

Form: TypeAlias = Callable[[Rule, Fields], Iterator[Finding]]


def check_values_of(
    body: Body, spec: BodySpec, site: Site, name: str, path: tuple[str, ...], node: Block | None, mark: int
) -> None:
    """Reports where the values of a body are not what Alloy demands of them.

    `path` are the blocks down to the body, `mark` is how many faults there were before it was looked at.
    """
    rules, defaults = load_rules(site.kind, path, spec.key, site.run.version)
    if not rules:
        return
    found = site.run.found
    reported = frozenset(id(fault.node) for fault in found[mark:]) if len(found) > mark else frozenset()
    fields = fields_of(body, spec, defaults, reported, path, site.run.version)
    for rule in rules:
        if applies(rule, fields):
            for finding in FORMS[rule.form](rule, fields):
                if finding.node is not None or node is not None or not site.run.fragment:
                    message = f"`{name}`: {rule.say or finding.message}"
                    at = finding.node or node
                    site.report(finding.code, message, at, finding.help, offset=finding.offset, extent=finding.extent)


def applies(rule: Rule, fields: Fields) -> bool:
    """Whether the conditions of a rule surely hold: `true` and `false` ask whether something is there."""
    for name, wanted in rule.when.items():
        value = fields.value(name)
        if value is UNKNOWN:
            return False
        spec = fields.spec.attributes.get(name)
        if isinstance(wanted, bool) and (spec is None or spec.type.name != "bool" or wanted is True):
            if bool(value) is not wanted:
                return False
        elif value not in (wanted if isinstance(wanted, list) else [wanted]):
            return False
    return True


def listed(names: list[str], word: str) -> str:
    quoted = [f"`{name}`" for name in names]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} {word} {quoted[-1]}"


def known(names: list[str], fields: Fields) -> tuple[list[str], list[str]]:
    """Of some names, those that are surely set, and those that may be."""
    there = {
        name: fields.is_set(name) for name in names if name in fields.spec.attributes or name in fields.spec.blocks
    }
    return [name for name, is_set in there.items() if is_set], [
        name for name, is_set in there.items() if is_set is None
    ]


def one(rule: Rule, fields: Fields) -> Iterator[Finding]:
    yield from most_one(rule, fields)
    yield from some(rule, fields)


def most_one(rule: Rule, fields: Fields) -> Iterator[Finding]:
    there, _ = known(rule.of, fields)
    if len(there) > 1:
        message = f"{listed(there, 'and')} exclude each other"
        yield Finding(
            "conflicting-arguments", message, "keep one of them", fields.node(there[1]) or fields.node(there[0])
        )


def some(rule: Rule, fields: Fields) -> Iterator[Finding]:
    there, unknown = known(rule.of, fields)
    if not there and not unknown:
        yield Finding(
            "missing-argument",
            f"it needs {listed(rule.of, 'or')}",
            f"add {listed(rule.of, 'or')}",
            any_node(rule.of, fields),
        )


def any_node(names: list[str], fields: Fields) -> Node | None:
    """What stands there and says nothing: an attribute that is given and empty."""
    found = [fields.node(name) for name in names]
    return next((node for node in found if node is not None), None)


def needs(rule: Rule, fields: Fields) -> Iterator[Finding]:
    for name, wanted in rule.of.items():
        choices = wanted if isinstance(wanted, list) else [wanted]
        there, unknown = known(choices, fields)
        if fields.is_set(name) and not there and not unknown:
            message = f"`{name}` needs {listed(choices, 'or')}"
            yield Finding(
                "missing-argument",
                message,
                f"add {listed(choices, 'or')}",
                any_node(choices, fields) or fields.node(name),
            )


def excludes(rule: Rule, fields: Fields) -> Iterator[Finding]:
    for name, others in rule.of.items():
        there, _ = known(others, fields)
        if there and fields.is_set(name):
            message = f"`{name}` and {listed(there, 'and')} exclude each other"
            yield Finding(
                "conflicting-arguments", message, "keep one of them", fields.node(there[0]) or fields.node(name)
            )


def values(rule: Rule, fields: Fields) -> Iterator[Finding]:
    for name, choices in rule.of.items():
        for value, node in each(name, fields):
            if not chosen(value, choices):
                shown = [f'"{choice}"' for choice in choices if choice != ""]
                near = nearest(str(value), [str(choice) for choice in choices if choice != ""])
                help = f'did you mean "{near}"?' if near else f"it takes {', '.join(shown)}"
                yield Finding("unknown-value", f'`{name}` does not take "{value}"', help, node)


def chosen(value: Any, choices: list[Any]) -> bool:
    return (value if value in choices else str(value)) in choices or value is None


def pattern(rule: Rule, fields: Fields) -> Iterator[Finding]:
    for name, expression in rule.of.items():
        for value, node in each(name, fields):
            if isinstance(value, str) and not re.fullmatch(expression, value):
                yield Finding("invalid-value", f'`{name}` does not take "{value}"', f"it is like `{expression}`", node)


def each(name: str, fields: Fields) -> Iterator[tuple[Any, Node | None]]:
    """A value, or each of a list or map, as far as it is known, with its node."""
    attribute, spec = fields.attributes.get(name), fields.spec.attributes.get(name)
    type = spec.type.of if spec is not None and spec.type.of is not None else None
    if attribute is not None and type is not None and isinstance(attribute.value, Array | Object):
        parts: list[Expr] = (
            list(attribute.value.items)
            if isinstance(attribute.value, Array)
            else [field.value for field in attribute.value.fields]
        )
        for part in parts:
            value = constant(part)
            if value is not UNKNOWN:
                yield measured(value, type), part
        return
    value = fields.value(name)
    if value is UNKNOWN:
        return
    for item in value if isinstance(value, list) else [value]:
        yield item, fields.node(name)


def filled(rule: Rule, fields: Fields) -> Iterator[Finding]:
    for name in rule.of:
        if fields.is_set(name) is False:
            yield Finding("missing-argument", f"it needs `{name}`", f"give `{name}` a value", fields.node(name))


def limit(fits: Callable[[Any, Any], bool], word: str) -> Form:
    def check(rule: Rule, fields: Fields) -> Iterator[Finding]:
        for name, other in rule.of.items():
            named = isinstance(other, str) and other in fields.spec.attributes
            spec = fields.spec.attributes[name]
            bound = fields.value(other) if named else measured(other, spec.type.of or spec.type)
            if bound is UNKNOWN or bound is None:
                continue
            for value, node in each(name, fields):
                if isinstance(value, int | float) and not fits(value, bound):
                    what = f"`{other}` ({shown(other, fields)})" if named else str(other)
                    message = f"`{name}` ({shown(name, fields)}) is not {word} {what}"
                    yield Finding(
                        "value-out-of-range", message, f"it must be {word} {what}", node or fields.node(str(other))
                    )

    return check


def shown(name: str, fields: Fields) -> str:
    """A value as it was written, or its default."""
    given = fields.attributes.get(name)
    if given is not None and isinstance(given.value, Literal):
        return given.value.text or str(given.value.value)
    default = fields.defaults.get(name, fields.spec.attributes[name].default)
    return f"{default} by default" if given is None else "computed"


def function(rule: Rule, fields: Fields) -> Iterator[Finding]:
    yield from functions()[rule.of](fields)


@cache
def functions() -> Mapping[str, Callable[[Fields], Iterator[Finding]]]:
    from . import ottl_rules, special_rules

    return special_rules.FUNCTIONS | ottl_rules.FUNCTIONS


FORMS: dict[str, Form] = {
    "one": one,
    "most_one": most_one,
    "some": some,
    "needs": needs,
    "excludes": excludes,
    "values": values,
    "above": limit(lambda value, bound: value > bound, "above"),
    "least": limit(lambda value, bound: value >= bound, "at least"),
    "below": limit(lambda value, bound: value < bound, "below"),
    "most": limit(lambda value, bound: value <= bound, "at most"),
    "pattern": pattern,
    "filled": filled,
    "function": function,
}
