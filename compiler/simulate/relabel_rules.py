"""One relabelling rule: its arguments, what Alloy refuses, and a function for each action."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache
from hashlib import md5
from typing import NamedTuple

from ..syntax.ast import Block
from .evaluate import Lookup, arguments, nothing_known
from .labelmap import label_map
from .patterns import Pattern, compile_anchored, compile_pattern, lowercase, template, uppercase
from .relabel_labels import Dialect, Labels, Run, remembered, setter
from .trace import Unknown


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


def compile_rule(block: Block, dialect: Dialect, lookup: Lookup = nothing_known, dot_all: bool = True) -> Rule:
    """A `rule` block. Raises Unknown for what Alloy refuses."""
    given = arguments(block.body, lookup)
    labels = given.get("source_labels") or []
    if not isinstance(labels, list) or not all(isinstance(label, str) for label in labels):
        raise Unknown("Alloy refuses a rule whose `source_labels` are no list of names")
    given["source_labels"] = tuple(labels)
    try:
        rule = Arguments(**{name: value for name, value in given.items() if value is not None})
    except TypeError:
        raise Unknown("Alloy refuses a rule with an argument that there is not") from None
    return Rule(block, *compile_arguments(rule, dialect, dot_all))


def compile_arguments(rule: Arguments, dialect: Dialect, dot_all: bool = True) -> tuple[tuple[str, ...] | None, Run]:
    """The labels that a rule touches, and what it does."""
    fault = _fault(rule)
    if fault:
        raise Unknown(f"Alloy refuses a rule: {fault}")
    pattern = compile_anchored(rule.regex, dot_all)
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
            return None, label_map(rule.replacement, pattern, dialect)
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


def _filter(rule: Arguments, pattern: Pattern) -> Run:
    read, keeps = _reader(rule), rule.action == "keep"
    passes = remembered(lambda value: (pattern.search(value) is not None) is keeps)
    return lambda labels: passes(read(labels))


def _filter_equal(rule: Arguments) -> Run:
    read, target, keeps = _reader(rule), rule.target_label, rule.action == "keepequal"

    def run(labels: Labels) -> bool:
        return ((labels.set.get(target) or labels.kept.get(target) or "") == read(labels)) is keeps

    return run


def _replace(rule: Arguments, pattern: Pattern, dialect: Dialect) -> Run:
    read, put = _reader(rule), setter(dialect)
    is_name = is_label_name if dialect != "discovery" else bool
    target, replacement = template(rule.target_label, pattern), template(rule.replacement, pattern)

    def outcome(value: str) -> tuple[str, str] | None:
        found = pattern.search(value)
        if found is None:
            return None
        name = target(found)
        return (name, replacement(found)) if is_name(name) else None

    known = remembered(outcome)

    def run(labels: Labels) -> bool:
        change = known(read(labels))
        if change is not None:
            put(labels, *change)
        return True

    return run


def _write(rule: Arguments, change: Callable[[str], str], dialect: Dialect) -> Run:
    read, target, put = _reader(rule), rule.target_label, setter(dialect)

    def run(labels: Labels) -> bool:
        put(labels, target, change(read(labels)))
        return True

    return run


def _hash(value: str) -> int:
    """The last eight bytes of the MD5 sum."""
    return int.from_bytes(md5(value.encode(errors="surrogatepass"), usedforsecurity=False).digest()[8:], "big")


def _label_filter(pattern: Pattern, drops: bool) -> Run:
    goes = remembered(lambda name: (pattern.search(name) is not None) is drops)

    def run(labels: Labels) -> bool:
        for part in labels:
            for name in [name for name in part if goes(name)]:
                del part[name]
        return True

    return run
