"""What arrived from Alloy, held against what arrives in the simulation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ..testing.expect import Arrival, arrivals, may_reach
from ..testing.feed import Outcome
from ..testing.subject import Subject

_OF_THE_SCRAPE = frozenset(
    (
        "up",
        "scrape_duration_seconds",
        "scrape_samples_scraped",
        "scrape_samples_post_metric_relabeling",
        "scrape_series_added",
        "scrape_timeout_seconds",
        "scrape_sample_limit",
        "scrape_body_size_bytes",
        "target_info",
    )
)
"""Series that Alloy adds to each scrape; a simulation follows those that are given."""

_SAMPLED = ("series", "points")
"""What each scrape gives again."""


@dataclass(frozen=True)
class Difference:
    """What arrives in the simulation alone, and what from Alloy alone."""

    simulated: tuple[Arrival, ...]
    real: tuple[Arrival, ...]

    def __bool__(self) -> bool:
        return bool(self.simulated or self.real)


def difference(
    outcomes: Sequence[Outcome], subject: Subject, real: Iterable[Arrival], clock: tuple[int, int]
) -> Difference:
    """Where the two differ. What a simulation does not know is no difference.

    `clock` is when Alloy ran, in nanoseconds: a line whose time lies there has it from its source, not from its log.
    """
    expected = list(arrivals(outcomes, subject))
    secret = {one.destination for one in expected if one.tenant is None}
    found = [replace(one, tenant=None) if one.destination in secret else one for one in real]
    times = {_key(one): one.timestamp for one in expected}
    timed = [_timed(one, times, clock) for one in found]
    had, has = _counted(expected), _counted(timed)
    by_key = {_key(one): one for one in (*expected, *timed)}
    open_ways = [trace for outcome in outcomes for trace in outcome.traces if trace.unknown]
    more = [by_key[key] for key in (has - had).elements()]
    return Difference(
        tuple(by_key[key] for key in (had - has).elements()),
        tuple(
            one
            for one in more
            if one.labels.get("__name__") not in _OF_THE_SCRAPE
            and not any(may_reach(trace, one.destination, subject) for trace in open_ways)
        ),
    )


def _timed(arrival: Arrival, times: Mapping[str, int | None], clock: tuple[int, int]) -> Arrival:
    """The arrival, without a time that is Alloy's own. A line at another time than it should be is another line."""
    stamp = arrival.timestamp
    if stamp is None or clock[0] <= stamp <= clock[1] or times.get(_key(arrival), stamp) == stamp:
        return arrival
    return replace(arrival, kind=f"{arrival.kind} at another time")


def _counted(found: Iterable[Arrival]) -> Counter[str]:
    """How many arrivals there are of each contents. A series is there or not, however often it is scraped."""
    kinds = {_key(one): one.kind for one in found}
    counts = Counter(_key(one) for one in found)
    return Counter({key: 1 if kinds[key] in _SAMPLED else count for key, count in counts.items()})


_LISTED = "loki.attribute.labels"
"""An attribute that lists names, in the order of a map of Go's: another on each run."""


def _key(arrival: Arrival) -> str:
    """All of an arrival that is compared."""
    labels, attributes = _unordered(arrival.labels), _unordered(arrival.attributes or {})
    found = (labels, arrival.metadata or {}, attributes, arrival.resource or {})
    return repr((arrival.destination, arrival.kind, arrival.line, arrival.tenant, *map(_sorted, found)))


def _unordered(found: Mapping[str, Any]) -> Mapping[str, Any]:
    return {**found, _LISTED: sorted(str(found[_LISTED]).split(","))} if _LISTED in found else found


def _sorted(found: Any) -> Any:
    if isinstance(found, Mapping):
        return sorted((str(key), _sorted(value)) for key, value in found.items())
    return [_sorted(one) for one in found] if isinstance(found, list | tuple) else str(found)


def shown(arrival: Arrival) -> str:
    """An arrival on a line."""
    labels = ", ".join(f'{name}="{value}"' for name, value in sorted(arrival.labels.items()))
    line = f" {arrival.line!r}" if arrival.line is not None else ""
    metadata = f" metadata {dict(sorted(arrival.metadata.items()))}" if arrival.metadata else ""
    tenant = f" as {arrival.tenant}" if arrival.tenant else ""
    return f"{arrival.kind} at `{arrival.destination}`: {{{labels}}}{line}{metadata}{tenant}"
