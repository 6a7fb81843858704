"""Questions about every series of a name: what holds whatever its other labels are, by algebra of the patterns."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ..algebra import Language, language, word
from ..graph.component import Component
from ..languages.fault import LanguageFault, NotModelled
from ..languages.goregexp import quote_meta
from ..simulate.data import Series
from ..syntax.ast import Block
from .decide import read_labels, rule_text
from .outcome import Answer, Outcome


def for_every_series(found: Answer) -> Answer:
    """The answer, where it holds for every series of the name; unknown where other labels could change it. Notes tell
    rules that no series at all passes."""
    assert isinstance(found.question.datum, Series)
    name = found.question.datum.labels["__name__"]
    outcomes = tuple(_widened(found, outcome, name) for outcome in found.outcomes)
    notes = [
        note
        for graph in found.world.graphs.values()
        for component in graph.components
        if component.kind == "prometheus.relabel" and _concerns(found, component)
        for note in impossible(component)
    ]
    return replace(found, outcomes=outcomes, notes=(*found.notes, *notes))


def _concerns(found: Answer, component: Component) -> bool:
    """Whether a component stands on a way of the answer."""
    on_the_way = {step.component.id for one in found.every for step in one.steps if step.component}
    ended = {one.decision.component.id for one in found.every if one.decision}
    return component.id in on_the_way | ended


def _widened(found: Answer, outcome: Outcome, name: str) -> Outcome:
    """An outcome for one series, for all of its name."""
    decided = outcome.decision
    if decided is not None and isinstance(decided.statement, Block):
        if read_labels(decided.statement) == ["__name__"]:
            return outcome
        reason = f"a rule of `{decided.component.name}` looks at other labels: say which with --series"
        return replace(outcome, verdict="unknown", reason=reason)
    if outcome.verdict != "arrives" or outcome.source is None:
        return outcome
    graph = found.world.graphs[outcome.source.collector]
    for component in graph.components:
        if component.kind == "prometheus.relabel" and _passes(found, outcome, component):
            for rule in _filters(component):
                if read_labels(rule) != ["__name__"] and _may_drop(rule, name):
                    reason = f"a `{rule_text(rule, 'action')}` rule of `{component.name}` looks at other labels too"
                    return replace(outcome, reason=reason)
    return outcome


def _passes(found: Answer, outcome: Outcome, component: Component) -> bool:
    assert outcome.source is not None
    from ..graph.component import refs

    graph = found.world.graphs[outcome.source.collector].by_id()
    seen, waiting = set(), [outcome.source.component]
    while waiting:
        for _, ref in refs(waiting.pop()):
            if ref.component not in seen and ref.export == "receiver":
                seen.add(ref.component)
                waiting.append(graph[ref.component])
    return component.id in seen


def _filters(component: Component) -> Iterator[Block]:
    for statement in component.body:
        if isinstance(statement, Block) and rule_text(statement, "action") in ("keep", "drop"):
            yield statement


def _may_drop(rule: Block, name: str) -> bool:
    """Whether a rule that looks at the name first, and at other labels, can drop a series of the name."""
    labels = read_labels(rule)
    if "__name__" not in labels:
        return True
    separator = rule_text(rule, "separator", ";")
    written = quote_meta(separator).join(quote_meta(name) if label == "__name__" else "(?s:.*)" for label in labels)
    try:
        pattern, series = language(rule_text(rule, "regex", "(.*)")), language(written)
        if rule_text(rule, "action") == "drop":
            return word([pattern, series]) is not None
        return word([series], [pattern]) is not None
    except (LanguageFault, NotModelled):
        return True


def impossible(component: Component) -> Iterator[str]:
    """The rules of a component that nothing passes, with what stands before them. A label that a rule may write is
    looked at no further."""
    kept: dict[str, list[Language]] = {}
    dropped: dict[str, list[Language]] = {}
    for rule in component.body:
        if not isinstance(rule, Block) or rule.name != "rule":
            continue
        action, labels = rule_text(rule, "action", "replace"), read_labels(rule)
        if action not in ("keep", "drop"):
            written = rule_text(rule, "target_label")
            for label in (written,) if action == "replace" and written else tuple({*kept, *dropped}):
                kept.pop(label, None), dropped.pop(label, None)
            continue
        if len(labels) != 1:
            continue
        try:
            (kept if action == "keep" else dropped).setdefault(labels[0], []).append(language(rule_text(rule, "regex")))
            inside = kept.get(labels[0]) or [language("(?s:.*)")]
            if word(inside, dropped.get(labels[0], [])) is None:
                what = f"no value of `{labels[0]}` passes the rules of `{component.name}`"
                yield f"impossible: {what} up to this `{action}`"
                return
        except (LanguageFault, NotModelled) as fault:
            yield f"unknown: whether anything passes `{component.name}`: {fault}"
            return
