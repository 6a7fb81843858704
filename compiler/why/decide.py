"""The step that decides about a datum, the part of its pattern that does, and who wrote it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import takewhile

from ..graph.component import Component
from ..graph.contributions import contributions
from ..report.contribution import Contribution, Part
from ..simulate.data import Datum, Line, Otlp, Profile, Series, Target
from ..simulate.evaluate import argument
from ..simulate.patterns import compile_anchored
from ..simulate.trace import Step, Unknown
from ..syntax.ast import Attribute, Block, Literal


@dataclass(frozen=True)
class Decision:
    """What dropped a datum. `value` is the text that a rule looked at, `matched` the part of its pattern that matched
    it; "" where no part did. `by` is who wrote that part, the nearest first."""

    component: Component
    statement: Block | Attribute | None
    reason: str = ""
    value: str = ""
    matched: str = ""
    by: tuple[Contribution, ...] = ()

    @property
    def action(self) -> str:
        if self.statement is None or self.statement.name == "namespaces":
            return "keep" if self.statement else ""
        return rule_text(self.statement, "action", "replace") if isinstance(self.statement, Block) else ""

    @property
    def label(self) -> str:
        """The one label that a rule looks at; "" for several, and for what is no rule."""
        return names[0] if isinstance(self.statement, Block) and len(names := read_labels(self.statement)) == 1 else ""


def decision(component: Component, step: Step | None) -> Decision:
    """The decision of the last step of a way."""
    if step is None or step.component is None:
        return Decision(component, None, by=component.by)
    if isinstance(step.before, Otlp):
        return _of_otlp(step.component, step)
    statement = step.statement
    if not isinstance(statement, Block) or not (pattern := _regex(statement)):
        by = contributions(statement) if statement is not None else ()
        held = labels_of(step.before)
        named = held.get("namespace") or held.get("__meta_kubernetes_namespace", "")
        value = named if statement is not None and statement.name == "namespaces" else ""
        return Decision(step.component, statement, step.reason, value, by=by or step.component.by)
    value = looked_at(statement, step.before)
    parts = matching_parts(pattern, value)
    if rule_text(statement, "action") in ("drop", "labeldrop") and parts:
        by = tuple(dict.fromkeys(part.by for part in parts))
        return Decision(step.component, statement, step.reason, value, _text(pattern, parts[0]), by)
    by = contributions(statement) or step.component.by
    return Decision(step.component, statement, step.reason, value, "", tuple(sorted(by, key=_distance)))


def _of_otlp(component: Component, step: Step) -> Decision:
    """The decision of a processor: by one condition or policy, or by all that it has."""
    from .otlp import condition_of, text_of

    statement = condition_of(step)
    if statement is not None:
        return Decision(component, statement, step.reason, "", text_of(statement), _one_entry(statement, component))
    blocks = [node for node in component.body if isinstance(node, Block) and node.name != "output"]
    by = dict.fromkeys(by for block in blocks for by in _one_entry(block, component))
    return Decision(component, None, step.reason, by=tuple(sorted(by, key=_distance)) or component.by)


def _one_entry(statement: Block | Attribute, component: Component) -> tuple[Contribution, ...]:
    """What made a statement; several values of one entry of a list are that entry."""
    by = contributions(statement)
    paths = [one.path for one in by if one.kind == "value" and one.at is None]
    shared = [parts[0] for parts in takewhile(lambda parts: len({*parts}) == 1, zip(*paths, strict=False))]
    entry = max((index for index, part in enumerate(shared) if isinstance(part, int)), default=None)
    if len(paths) > 1 and entry is not None:
        return (Contribution("value", tuple(shared[: entry + 1])),)
    return by or component.by


def _distance(by: Contribution) -> int:
    """A user's value is nearer than a switch, and that nearer than an entry of a preset."""
    return {"value": 0, "unit": 1, "preset": 2}[by.kind]


def _text(pattern: Literal, part: Part) -> str:
    return str(pattern.value)[part.start : part.end]


def _regex(rule: Block) -> Literal | None:
    found = next((s.value for s in rule.body if isinstance(s, Attribute) and s.name == "regex"), None)
    return found if isinstance(found, Literal) and isinstance(found.value, str) else None


def matching_parts(pattern: Literal, value: str) -> list[Part]:
    """The parts of an alternation that match by themselves; those that are narrowest first."""
    whole = str(pattern.value)
    found = [
        part for part in pattern.parts if _stands_alone(whole, part) and _matches(whole[part.start : part.end], value)
    ]
    return sorted(found, key=lambda part: (part.end - part.start, part.start))


def _stands_alone(whole: str, part: Part) -> bool:
    before, after = whole[: part.start], whole[part.end :]
    return (not before or before[-1] in "|(") and (not after or after[0] in "|)")


def _matches(pattern: str, value: str) -> bool:
    try:
        return compile_anchored(pattern).search(value) is not None
    except Unknown:
        return False


def looked_at(rule: Block, datum: Datum) -> str:
    """The text that a rule compares: the values of its labels, joined."""
    held = labels_of(datum)
    return (rule_text(rule, "separator", ";")).join(held.get(name, "") for name in read_labels(rule))


def labels_of(datum: Datum) -> Mapping[str, str]:
    """The labels of a datum; of OTLP, the attributes and fields of its first record."""
    if isinstance(datum, Otlp):
        from .otlp import flat

        return flat(datum)
    return datum.labels if isinstance(datum, Series | Line | Profile | Target) else {}


def read_labels(rule: Block) -> list[str]:
    """The labels that a rule reads."""
    try:
        return [str(name) for name in argument(rule.body, "source_labels", [])]
    except Unknown:
        return []


def rule_text(rule: Block, name: str, default: str = "") -> str:
    """An argument of a rule that is text."""
    try:
        return str(argument(rule.body, name, default))
    except Unknown:
        return default
