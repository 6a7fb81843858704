"""`stage.timestamp`: the time of an entry, read from an extracted value."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from ...languages.fault import EvaluationFault
from ...languages.gostrings import parse_int
from ...languages.gotime import SECOND, Moment, Zone, load_zone
from ...languages.gotime_layout import NAMED_LAYOUTS, layout
from .arguments import Arguments
from .entry import Entry, Run, Stage, text_of

Read: TypeAlias = Callable[[str, Run], int]
"""The nanoseconds that a text says. Raises EvaluationFault."""

_MOVES_APART = 17
"""The version of Alloy since which equal times are moved apart."""

UNIX_UNITS = {"UnixMs": 1_000_000, "UnixUs": 1_000, "UnixNs": 1}


def timestamp(arguments: Arguments) -> Stage:
    """Equal times of a stream are moved apart; an entry without a time gets the one after the stream's last."""
    source = arguments.needed("source")
    formats = (arguments.needed("format"), *arguments.texts("fallback_formats"))
    location = arguments.get("location")
    zone = None if location is None else arguments.language("location", lambda: load_zone(arguments.text("location")))
    on_failure = _action(arguments, "action_on_failure", ("skip", "fudge"))
    on_duplicate = _action(arguments, "action_on_duplicate_timestamp", ("keep", "fudge"))
    if arguments.version < _MOVES_APART:
        on_duplicate = "keep"
    readers = [reader(text, zone) for text in formats]

    def stage(entries: Iterator[Entry], run: Run) -> Iterator[Entry]:
        seen: dict[frozenset[tuple[str, str]], _Last] = {}
        for entry in entries:
            stream = frozenset(entry.labels.items())
            last = seen.get(stream)
            read = _first(readers, text_of(entry.extracted.get(source)), run)
            if read is None:
                if on_failure == "fudge" and last:
                    last.given += 1
                    entry.timestamp = last.given
            else:
                is_double = on_duplicate == "fudge" and last is not None and last.read == read
                entry.timestamp = last.given + 1 if is_double and last else read
                seen[stream] = _Last(read, entry.timestamp)
            yield entry

    return stage


@dataclass
class _Last:
    """The last time that a stream said, and what it was given."""

    read: int
    given: int


def _action(arguments: Arguments, name: str, actions: tuple[str, str]) -> str:
    action = arguments.text(name) or "fudge"
    if action not in actions:
        raise arguments.fault(f"`{name}` is `{actions[0]}` or `{actions[1]}`", name)
    return action


def _first(readers: list[Read], text: str | None, run: Run) -> int | None:
    for read in readers if text is not None else ():
        try:
            return read(text or "", run)
        except EvaluationFault:
            continue
    return None


def reader(form: str, zone: Zone | None) -> Read:
    """What reads times of a format: one of Go's names for a layout, a Unix time, or a layout."""
    if form == "Unix":
        return lambda text, run: _unix(text)
    if form in UNIX_UNITS:
        return lambda text, run: _wrapped(_integer(text) * UNIX_UNITS[form])
    if form in NAMED_LAYOUTS:
        named = layout(NAMED_LAYOUTS[form])
        return lambda text, run: named.parse(text).nanoseconds
    parsed = layout(form)
    if "06" in form:
        return lambda text, run: parsed.parse(text, zone or 0, zone or 0).nanoseconds
    return lambda text, run: _this_year(parsed.parse(text, zone or 0, zone or 0), run)


def _integer(text: str) -> int:
    value = parse_int(text)
    if value is None:
        raise EvaluationFault("no number")
    return value


def _wrapped(value: int) -> int:
    """As 64 bits hold it."""
    return (value + 2**63) % 2**64 - 2**63


def _unix(text: str) -> int:
    """Seconds; digits after a single dot are a fraction."""
    if text.count(".") != 1:
        return _integer(text) * SECOND
    whole, digits = text.split(".")
    return _integer(whole) * SECOND + int(float(_integer(digits)) * 10.0 ** (9 - len(digits)))


def _this_year(moment: Moment, run: Run) -> int:
    """A time without a year is one near now: December and January lie side by side."""
    year, month, *_ = moment.civil()
    if year != 0:
        raise EvaluationFault("a year in a time that should have none")
    now_year, now_month, *_ = Moment(run.time("a time without its year is completed from the time")).civil()
    shift = {(12, 1): -1, (1, 12): 1}.get((month, now_month), 0)
    return moment.add_years(now_year + shift).nanoseconds
