"""One relabelling rule: its arguments, what Alloy refuses, and a function for each action."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from hashlib import md5
from itertools import product
from math import prod
from typing import Any, Literal, NamedTuple, TypeAlias

from ..syntax.ast import Block
from .evaluate import Lookup, arguments, nothing_known
from .patterns import Pattern, compile_anchored, compile_pattern, lowercase, template, uppercase
from .trace import Unknown

Dialect: TypeAlias = Literal["discovery", "prometheus", "loki"]
"""Whose code runs the rules, see `relabel`."""


class Labels(NamedTuple):
    """Labels under change: those from the start, and those that rules have set."""

    kept: dict[str, str]
    set: dict[str, str]

    def all(self) -> dict[str, str]:
        return {**self.kept, **self.set}


Run: TypeAlias = Callable[[Labels], bool]
"""Changes labels; False drops them. Raises Ambiguous."""


class Ambiguous(Exception):
    """A rule that has several outcomes, and chance decides. Its text says why."""

    def __init__(self, outcomes: list[Labels], reason: str) -> None:
        super().__init__(reason)
        self.outcomes = outcomes


@dataclass(frozen=True, slots=True)
class Rule:
    """A compiled rule. `touched` are the labels that it reads or writes; None where names or values decide which."""

    block: Block
    touched: tuple[str, ...] | None
    run: Run


class Arguments(NamedTuple):
    """What a rule says, and what it is without."""

    action: str = "replace"
    source_labels: tuple[str, ...] = ()
    separator: str = ";"
    regex: str = "(.*)"
    modulus: int = 0
    target_label: str = ""
    replacement: str = "$1"


_REMEMBERED = 100_000
"""So many values a rule keeps the outcome of."""

_OUTCOMES = 64
"""So many outcomes of chance are followed to their ends."""


def compile_rule(block: Block, dialect: Dialect, lookup: Lookup = nothing_known) -> Rule:
    """A `rule` block. Raises Unknown for what Alloy refuses."""
    given = arguments(block.body, lookup)
    given["source_labels"] = tuple(given.get("source_labels") or ())
    try:
        rule = Arguments(**{name: value for name, value in given.items() if value is not None})
    except TypeError:
        raise Unknown("Alloy refuses a rule with an argument that there is not") from None
    return Rule(block, *compile_arguments(rule, dialect))


def compile_arguments(rule: Arguments, dialect: Dialect) -> tuple[tuple[str, ...] | None, Run]:
    """The labels that a rule touches, and what it does."""
    fault = _fault(rule)
    if fault:
        raise Unknown(f"Alloy refuses a rule: {fault}")
    pattern = compile_anchored(rule.regex)
    static = (*rule.source_labels, rule.target_label)
    match rule.action:
        case "keep" | "drop":
            return rule.source_labels, _filter(rule, pattern)
        case "keepequal" | "dropequal":
            return static, _filter_equal(rule)
        case "replace":
            return (None if "$" in rule.target_label else static), _replace(rule, pattern, dialect)
        case "lowercase":
            return static, _write(rule, lowercase, dialect)
        case "uppercase":
            return static, _write(rule, uppercase, dialect)
        case "hashmod":
            return static, _write(rule, lambda value: str(_hash(value) % rule.modulus), dialect)
        case "labelmap":
            return None, _label_map(rule, pattern, dialect)
        case _:
            return None, _label_filter(pattern, rule.action == "labeldrop")


ACTIONS = (
    "replace", "keep", "drop", "hashmod", "labelmap", "labeldrop", "labelkeep", "lowercase", "uppercase",
    "keepequal", "dropequal",
)  # fmt: skip


def _fault(rule: Arguments) -> str:
    """What Alloy says when it loads the rule; "" where it loads it."""
    action, target, default = rule.action, rule.target_label, Arguments()
    if action not in ACTIONS:
        return f"there is no action `{action}`"
    if action == "hashmod" and not rule.modulus:
        return "`hashmod` needs a `modulus`"
    if action in ("replace", "hashmod", "lowercase", "uppercase", "keepequal", "dropequal"):
        named = _target_names().search(target) if action == "replace" and "$" in target else target
        if not named:
            return f"`{target}` is no `target_label` for `{action}`"
    if action in ("lowercase", "uppercase", "keepequal", "dropequal") and rule.replacement != default.replacement:
        return f"`{action}` takes no `replacement`"
    if action == "labelmap" and not _target_names().search(rule.replacement):
        return f"`{rule.replacement}` is no `replacement` for `labelmap`"
    if action in ("labeldrop", "labelkeep") and rule != Arguments(action, regex=rule.regex):
        return f"`{action}` takes only a `regex`"
    if action in ("keepequal", "dropequal") and rule != Arguments(action, rule.source_labels, target_label=target):
        return f"`{action}` takes only `source_labels` and `target_label`"
    return ""


@cache
def _target_names() -> Pattern:
    return compile_pattern(r"^(?:(?:[a-zA-Z_]|\$(?:\{\w+\}|\w+))+\w*)+$")


@lru_cache(maxsize=50_000)
def is_label_name(name: str) -> bool:
    """Whether a label may be called so by the rules of old: ASCII letters, digits, `_`."""
    return name != "" and name.isascii() and name.replace("_", "a").isalnum() and not name[0].isdigit()


def _reader(rule: Arguments) -> Callable[[Labels], str]:
    """The text that a rule looks at: the values of its source labels, joined."""
    names, separator = rule.source_labels, rule.separator
    if len(names) == 1:
        name = names[0]
        return lambda labels: labels.set.get(name) or labels.kept.get(name) or ""
    return lambda labels: separator.join([labels.set.get(n) or labels.kept.get(n) or "" for n in names])


def _put(labels: Labels, name: str, value: str) -> None:
    """Sets a label; an empty value takes it away. One that rules have set before keeps its place."""
    labels.kept.pop(name, None)
    if value:
        labels.set[name] = value
    else:
        labels.set.pop(name, None)


def _put_in_place(labels: Labels, name: str, value: str) -> None:
    """Sets a label where it stands: to the code that `loki.relabel` runs, rules have set all labels."""
    if not value:
        labels.kept.pop(name, None)
        labels.set.pop(name, None)
    elif name in labels.kept:
        labels.kept[name] = value
    else:
        labels.set[name] = value


def _setter(dialect: Dialect) -> Callable[[Labels, str, str], None]:
    return _put_in_place if dialect == "loki" else _put


def _remembered(function: Callable[[str], Any]) -> Callable[[str], Any]:
    """The function, with what it said of the last values: series share most of them."""
    known: dict[str, Any] = {}

    def ask(value: str) -> Any:
        try:
            return known[value]
        except KeyError:
            if len(known) >= _REMEMBERED:
                known.clear()
            answer = known[value] = function(value)
            return answer

    return ask


def _filter(rule: Arguments, pattern: Pattern) -> Run:
    read, keeps = _reader(rule), rule.action == "keep"
    passes = _remembered(lambda value: (pattern.search(value) is not None) is keeps)
    return lambda labels: passes(read(labels))


def _filter_equal(rule: Arguments) -> Run:
    read, target, keeps = _reader(rule), rule.target_label, rule.action == "keepequal"

    def run(labels: Labels) -> bool:
        return ((labels.set.get(target) or labels.kept.get(target) or "") == read(labels)) is keeps

    return run


def _replace(rule: Arguments, pattern: Pattern, dialect: Dialect) -> Run:
    read, put = _reader(rule), _setter(dialect)
    is_name = is_label_name if dialect != "discovery" else bool
    target, replacement = template(rule.target_label, pattern), template(rule.replacement, pattern)

    def outcome(value: str) -> tuple[str, str] | None:
        found = pattern.search(value)
        if found is None:
            return None
        name = target(found)
        return (name, replacement(found)) if is_name(name) else None

    known = _remembered(outcome)

    def run(labels: Labels) -> bool:
        change = known(read(labels))
        if change is not None:
            put(labels, *change)
        return True

    return run


def _write(rule: Arguments, change: Callable[[str], str], dialect: Dialect) -> Run:
    read, target, put = _reader(rule), rule.target_label, _setter(dialect)

    def run(labels: Labels) -> bool:
        put(labels, target, change(read(labels)))
        return True

    return run


def _hash(value: str) -> int:
    """The last eight bytes of the MD5 sum."""
    return int.from_bytes(md5(value.encode(errors="surrogatepass"), usedforsecurity=False).digest()[8:], "big")


def _label_filter(pattern: Pattern, drops: bool) -> Run:
    goes = _remembered(lambda name: (pattern.search(name) is not None) is drops)

    def run(labels: Labels) -> bool:
        for part in labels:
            for name in [name for name in part if goes(name)]:
                del part[name]
        return True

    return run


def _label_map(rule: Arguments, pattern: Pattern, dialect: Dialect) -> Run:
    fill, put = template(rule.replacement, pattern), _setter(dialect)

    def mapped(name: str) -> str | None:
        return None if pattern.search(name) is None else str(pattern.sub(fill, name))

    known = _remembered(mapped)

    def run(labels: Labels) -> bool:
        found = [
            _Mapped(rank, name, result, value)
            for rank, name, value in _ranked(labels, dialect)
            if (result := known(name)) is not None
        ]
        unsure = _unsure(found, dialect)
        if unsure:
            raise Ambiguous(list(_alternatives(labels, found, unsure, dialect)), _reason(found, unsure))
        for one in found:
            put(labels, one.result, one.value)
        if dialect == "loki" and len(found) > 1:
            _forget_order(labels)
        return True

    return run


class _Mapped(NamedTuple):
    """A label that a `labelmap` copies. Of equal rank, chance decides which comes first."""

    rank: int
    name: str
    result: str
    value: str


def _ranked(labels: Labels, dialect: Dialect) -> Iterator[tuple[int, str, str]]:
    """Labels in the order in which a rule goes through them, as far as there is one."""
    if dialect == "discovery":
        yield from ((0, name, value) for name, value in labels.set.items())
        yield from ((1, name, value) for name, value in labels.kept.items())
        return
    for place, (name, value) in enumerate(labels.kept.items()):
        yield place if dialect == "prometheus" else 0, name, value
    for place, (name, value) in enumerate(labels.set.items(), len(labels.kept) + 1):
        yield place, name, value


def _forget_order(labels: Labels) -> None:
    """Labels that were set in an order that nobody knows stand with the others that have none."""
    labels.kept.update(labels.set)
    labels.set.clear()


def _unsure(found: list[_Mapped], dialect: Dialect) -> dict[str, set[str | None]]:
    """The results that chance decides about, with the values that they can have; None for as it was."""
    last: dict[str, list[_Mapped]] = {}
    for one in found:
        others = last.setdefault(one.result, [])
        if others and others[-1].rank < one.rank:
            others.clear()
        others.append(one)
    values: dict[str, set[str | None]] = {result: {one.value for one in ones} for result, ones in last.items()}
    if dialect == "discovery":
        sources = {one.name: one for one in found}
        for one in found:
            following = sources.get(one.result)
            if following is not None and following.name != one.name and following.result != following.name:
                values[following.result] |= {None, one.value}
    return {result: possible for result, possible in values.items() if len(possible) > 1}


def _reason(found: list[_Mapped], unsure: dict[str, set[str | None]]) -> str:
    result = min(unsure)
    names = ", ".join(f"`{name}`" for name in sorted({one.name for one in found if one.result == result}))
    return f"`labelmap` makes `{result}` of {names}: which of them wins is different on each run of Alloy"


def _alternatives(
    labels: Labels, found: list[_Mapped], unsure: dict[str, set[str | None]], dialect: Dialect
) -> Iterator[Labels]:
    """Every outcome. Raises Unknown where there are too many to follow."""
    if prod(map(len, unsure.values())) > _OUTCOMES:
        raise Unknown(_reason(found, unsure))
    put = _setter(dialect)
    for chosen in product(*(sorted(values, key=lambda value: value or "") for values in unsure.values())):
        outcome = Labels(dict(labels.kept), dict(labels.set))
        decided = dict(zip(unsure, chosen, strict=True))
        for one in found:
            value = decided.get(one.result, one.value)
            if value is not None:
                put(outcome, one.result, value)
        if dialect == "loki":
            _forget_order(outcome)
        yield outcome
