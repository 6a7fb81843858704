"""A side held against a budget."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from ..features import FEATURES
from ..languages.fault import LanguageFault, NotModelled
from ..queries.samples import Sample, is_below, read_samples
from ..report.diagnostics import Diagnostic, nearest, warning
from ..simulate import Series
from ..simulate.places import destinations
from ..syntax.ast import Attribute, Block, Literal, Object
from .budget_file import Budget, Most, in_bytes
from .counts import Arrived, Counted, count, source_names
from .journeys import Journey, Said, journeys
from .metrics import names
from .rule import argument, pattern, sources_of
from .sides import Side
from .totals import by_metric, series_of

BREACHES = ("over-budget", "required-metric", "forbidden-label")
Figure = Callable[[Iterable[Arrived]], float]
FIGURES: Mapping[str, tuple[str, Figure]] = {
    "series": ("series", lambda some: len(series_of(some))),
    "points_per_minute": ("data points a minute", lambda some: sum(one.points for one in some)),
    "lines": ("log lines", lambda some: sum(one.lines for one in some)),
    "bytes": ("bytes of logs", lambda some: sum(one.bytes for one in some)),
    "spans": ("spans", lambda some: sum(one.spans for one in some)),
}


def check_budget(
    budget: Budget, side: Side, counted: Counted | None, samples: Iterable[Sample] = ()
) -> list[Diagnostic]:
    """Every breach of a budget, at its line. Without samples, limits are not known to hold: a warning says so."""
    ways = journeys(side)
    found = list(_unknown_names(budget, side))
    if counted is None and budget.limits:
        path = budget.limits[0][0]
        help = "give samples: `samples` in the budget, or `--samples`"
        found.append(warning(budget.fault("uncounted-budget", "without samples nothing is counted", path, help)))
    elif counted is not None:
        found += [breach for path, most in budget.limits for breach in _over(budget, counted, path, most)]
    found += _missing(budget, ways, counted, samples)
    return [*found, *_forbidden(budget, ways, counted)]


def _unknown_names(budget: Budget, side: Side) -> Iterator[Diagnostic]:
    known = sorted({one.name for graph in side.graphs for one in destinations(graph)})
    for name in budget.file.destinations:
        if name not in known:
            close = nearest(name, known)
            help = f"did you mean `{close}`?" if close else f"there are: {', '.join(known)}"
            message = f"the budget is for a destination `{name}`, which there is not"
            yield budget.fault("unknown-destination", message, ("destinations", name), help)


def _over(budget: Budget, counted: Counted, path: tuple[str | int, ...], most: Most) -> Iterator[Diagnostic]:
    name = str(path[-1])
    match path[0]:
        case "destinations":
            some, who = [one for (at, _), one in counted.arrived.items() if at == name], f"`{name}` gets"
        case "features":
            some, who = [one for (_, source), one in counted.arrived.items() if is_below(source, name)], f"`{name}` is"
        case _:
            label = budget.file.teams.label
            some, who = [_of_team(one, label, name) for one in counted.arrived.values()], f"the team `{name}` has"
    for key, (what, figure) in FIGURES.items():
        limit = getattr(most, key)
        if limit is None:
            continue
        allowed, there = in_bytes(limit), figure(some)
        if there > allowed:
            message = f"{who} {there:,.0f} {what}, {allowed:,.0f} are allowed"
            alias = type(most).model_fields[key].alias or key
            yield budget.fault("over-budget", message, (*path, alias), "drop what nobody looks at, or allow more")


def _of_team(arrived: Arrived, label: str, team: str) -> Arrived:
    """The part that a label says is a team's. Bytes and lines are told apart by the labels of their stream."""
    mine = (label, team)
    scraped = arrived.points / len(arrived.series) if arrived.series else 0.0
    series = {labels for labels in arrived.series if mine in labels}
    streams = {labels: size for labels, size in arrived.streams.items() if mine in labels}
    lines, size = (sum(pair[at] for pair in streams.values()) for at in (0, 1))
    return replace(
        arrived, series=series, points=scraped * len(series), lines=lines, bytes=size, spans=0, streams=streams
    )


def _missing(
    budget: Budget, ways: tuple[Journey, ...], counted: Counted | None, samples: Iterable[Sample]
) -> Iterator[Diagnostic]:
    """Metrics that must arrive: no way lets them through, or the samples have them and none arrives."""
    passing = [names(way) for way in ways if way.signal == "metrics"]
    arrived = by_metric(series_of(counted.arrived.values())) if counted else {}
    given = {datum.labels.get("__name__") for one in samples for datum in one.data if isinstance(datum, Series)}
    for index, metric in enumerate(budget.file.metrics.required):
        path = ("metrics", "required", index)
        open_ways = any(
            all(metric in kept for kept in known.kept) and not any(metric in gone for gone in known.dropped)
            for known in passing
        )
        if not open_ways or (metric in given and not arrived.get(metric)):
            message = f"`{metric}` must arrive, and does not"
            yield budget.fault(
                "required-metric", message, path, f"`alloyc why-not --metric {metric}` says what stops it"
            )


def _forbidden(budget: Budget, ways: tuple[Journey, ...], counted: Counted | None) -> Iterator[Diagnostic]:
    """Labels that must never arrive: those of the samples that do, or those that the configuration sets."""
    there = {name for one in counted.arrived.values() for name in one.labels()} if counted else set()
    for index, label in enumerate(budget.file.labels.forbidden):
        setter = next((way for way in ways if _sets(way, label)), None)
        if label in there or setter is not None:
            at = f" at {setter.destination}" if setter is not None else ""
            message = f"the label `{label}` must never arrive, and does{at}"
            help = f'drop it: `action = "labeldrop"`, `regex = "{label}"`'
            yield budget.fault("forbidden-label", message, ("labels", "forbidden", index), help)


def _sets(way: Journey, label: str) -> bool:
    """Whether the configuration gives a label to what goes a way, and does not take it away again."""
    there = False
    for said in way.said:
        if _gives(said, label):
            there = True
        elif there and _takes(said, label):
            there = False
    return there


def _gives(said: Said, label: str) -> bool:
    node = said.node
    if isinstance(node, Attribute):
        named = node.name in ("external_labels", "labels", "static_labels")
        return named and isinstance(node.value, Object) and any(field.key == label for field in node.value.fields)
    if node.name in ("stage.labels", "stage.static_labels"):
        return any(_gives_field(inner, label) for inner in node.body)
    return argument(node, "action") in ("", "replace", "lowercase", "uppercase", "hashmod") and (
        argument(node, "target_label") == label and (bool(sources_of(node)) or argument(node, "replacement") != "")
    )


def _gives_field(statement: object, label: str) -> bool:
    value = statement.value if isinstance(statement, Attribute) else None
    return isinstance(value, Object) and any(field.key == label for field in value.fields)


def _takes(said: Said, label: str) -> bool:
    from ..algebra import language

    node = said.node
    if not isinstance(node, Block):
        return False
    if node.name == "stage.label_drop":
        return any(isinstance(s, Attribute) and Literal(label) in getattr(s.value, "items", ()) for s in node.body)
    action = argument(node, "action")
    try:
        if action in ("labeldrop", "labelkeep"):
            known = pattern(node)
            return known is not None and (label in language(known)) is (action == "labeldrop")
    except (LanguageFault, NotModelled):
        return False
    return action in ("", "replace") and argument(node, "target_label") == label and not sources_of(node)


def counted_budgets(
    found: Iterable[Budget], side: Side, more: tuple[Sample, ...] = (), known: Iterable[str] = ()
) -> list[Diagnostic]:
    """The breaches of several budgets by one side, each counted on its own samples and on more. `known` are sources of
    another side that samples may be of. Raises Refused for samples that cannot be used."""
    sections = [feature.key for feature in FEATURES]
    breaches: list[Diagnostic] = []
    for budget in found:
        samples = (*read_samples(budget.samples, (*source_names(side), *known), sections), *more)
        breaches += check_budget(budget, side, count(side, samples) if samples else None, samples)
    return breaches


def breaches(budgets: Sequence[Budget], old: Side, new: Side, samples: tuple[Sample, ...]) -> Iterator[dict[str, Any]]:
    """The breaches of the new side as a report has them; `already`: the old side does not keep to it either."""
    had = {
        (one.path, one.code)
        for one in counted_budgets(budgets, old, samples, source_names(new))
        if one.code in BREACHES
    }
    for one in counted_budgets(budgets, new, samples, source_names(old)):
        span = one.span
        yield {
            "code": one.code,
            "severity": one.severity,
            "message": one.message,
            "file": span.file if span else None,
            "line": span.line if span else None,
            "already": (one.path, one.code) in had,
        }
