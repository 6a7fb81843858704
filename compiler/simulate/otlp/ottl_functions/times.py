"""Functions of times and durations."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from ....languages.ottl.values import Duration, EvaluationError, Time, Unmodelled, Value

LOCAL = "the machine's"
"""The zone of what `Unix` gives."""

_UNITS = {"ns": 1, "us": 10**3, "µs": 10**3, "μs": 10**3, "ms": 10**6, "s": 10**9, "m": 60 * 10**9, "h": 3600 * 10**9}


def duration(duration: str) -> Duration:
    """`1h30m`, `1.5s`, `-2ms`. Raises EvaluationError."""
    match = re.fullmatch(r"([+-]?)((?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+|0)", duration, re.ASCII)
    if match is None:
        raise EvaluationError(f"`{duration}` is no duration")
    total = 0
    for number, unit in re.findall(r"([\d.]+)([a-zµμ]+)", match[2], re.ASCII):
        whole, _, fraction = number.partition(".")
        total += int(whole or 0) * _UNITS[unit] + int(fraction or 0) * _UNITS[unit] // 10 ** len(fraction)
    if total >= 1 << 63:
        raise EvaluationError(f"`{duration}` is too long")
    return Duration(-total if match[1] == "-" else total)


def _whole(unit: int) -> Callable[[Duration], int]:
    def count(duration: Duration) -> int:
        whole = abs(duration.nanoseconds) // unit
        return whole if duration.nanoseconds >= 0 else -whole

    return count


def _parts(unit: int) -> Callable[[Duration], float]:
    def count(duration: Duration) -> float:
        whole, rest = divmod(abs(duration.nanoseconds), unit)
        value = float(whole) + float(rest) / float(unit)
        return value if duration.nanoseconds >= 0 else -value

    return count


def _date(time: Time) -> datetime:
    if time.zone:
        raise Unmodelled("a date in another time zone than UTC")
    return datetime.fromtimestamp(0, UTC) + timedelta(seconds=time.nanoseconds // 10**9)


def _part(part: Callable[[datetime], int]) -> Callable[[Time], int]:
    return lambda time: part(_date(time))


_BEFORE_1970 = 62135596800 * 10**9
"""From the year 1, where the Collector counts from, in nanoseconds."""


def truncate_time(time: Time, duration: Duration) -> Time:
    if duration.nanoseconds <= 0:
        return time
    return Time(time.nanoseconds - (time.nanoseconds + _BEFORE_1970) % duration.nanoseconds, time.zone)


def unix(seconds: int, nanoseconds: int = 0) -> Time:
    return Time(seconds * 10**9 + nanoseconds, LOCAL)


def _now() -> Value:
    raise Unmodelled("the function `Now`")


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "Day": _part(lambda date: date.day),
    "Duration": duration,
    "Hour": _part(lambda date: date.hour),
    "Hours": _parts(_UNITS["h"]),
    "Microseconds": _whole(_UNITS["us"]),
    "Milliseconds": _whole(_UNITS["ms"]),
    "Minute": _part(lambda date: date.minute),
    "Minutes": _parts(_UNITS["m"]),
    "Month": _part(lambda date: date.month),
    "Nanosecond": lambda time: time.nanoseconds % 10**9,
    "Nanoseconds": lambda duration: duration.nanoseconds,
    "Now": _now,
    "Second": _part(lambda date: date.second),
    "Seconds": _parts(_UNITS["s"]),
    "TruncateTime": truncate_time,
    "Unix": unix,
    "UnixMicro": lambda time: time.nanoseconds // 10**3,
    "UnixMilli": lambda time: time.nanoseconds // 10**6,
    "UnixNano": lambda time: time.nanoseconds,
    "UnixSeconds": lambda time: time.nanoseconds // 10**9,
    "Weekday": _part(lambda date: date.isoweekday() % 7),
    "Year": _part(lambda date: date.year),
}
LAZY: dict[str, Callable[..., Any]] = {}
