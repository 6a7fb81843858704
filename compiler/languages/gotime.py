"""Go's times: layouts (`time.Parse`), durations (`time.ParseDuration`), and moments in a zone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, TypeAlias

from .fault import LanguageFault, NotModelled

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

SECOND = 1_000_000_000
UNITS = {
    "ns": 1,
    "us": 1_000,
    "µs": 1_000,
    "μs": 1_000,
    "ms": 1_000_000,
    "s": SECOND,
    "m": 60 * SECOND,
    "h": 3600 * SECOND,
}

Zone: TypeAlias = "ZoneInfo | int"
"""A zone of the time zone database, or an offset in seconds."""


def parse_duration(text: str) -> int:
    """Nanoseconds. Raises LanguageFault where Go does not take the text."""
    help_line = "write a number and a unit, such as `30s` or `1h30m`"
    sign = -1 if text[:1] == "-" else 1
    rest = text[1:] if text[:1] in ("+", "-") else text
    if rest == "0":
        return 0
    total = 0
    position = len(text) - len(rest)
    while position < len(text) or not rest:
        found = _duration_part().match(text, position)
        if not found or not (found[1] or found[2]):
            raise LanguageFault(f"`{text}` is no duration", text, position, help_line)
        unit = UNITS.get(found[3])
        if unit is None:
            raise LanguageFault(f"`{found[3]}` is no unit of time", text, found.start(3), help_line)
        fraction = (found[2] or "")[:18]
        total += int(found[1] or 0) * unit + (int(int(fraction) * (unit / 10 ** len(fraction))) if fraction else 0)
        position = found.end()
    if total > 2**63 - (sign > 0):
        raise LanguageFault(f"`{text}` is too long for a duration", text, 0, help_line)
    return sign * total


@cache
def _duration_part() -> re.Pattern[str]:
    return re.compile(r"([0-9]*)(?:\.([0-9]*))?([^0-9.]*)")


def load_zone(name: str) -> Zone:
    """`time.LoadLocation`. Raises LanguageFault for a name that the database lacks, NotModelled for "Local"."""
    if name in ("", "UTC"):
        return 0
    if name == "Local":
        raise NotModelled("the time zone of the machine is not given")
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise LanguageFault(
            f"there is no time zone `{name}`", name, 0, "write a name such as `Europe/Berlin`"
        ) from None


@dataclass(frozen=True, slots=True)
class Moment:
    """A point in time, in nanoseconds since 1970, and the zone in which it was said."""

    nanoseconds: int
    zone: Zone = 0

    def civil(self) -> tuple[int, int, int, int]:
        """Year, month, day, and the seconds of the day, in its zone."""
        seconds = self.nanoseconds // SECOND
        days, rest = divmod(seconds + offset_at(self.zone, seconds), 86400)
        return (*civil_date(days), rest)

    def add_years(self, years: int) -> Moment:
        """The same date and time of day in another year, as `AddDate` has it: 29 February may become 1 March."""
        year, month, day, seconds = self.civil()
        begin = days_of(year + years, month, 1) + day - 1
        return moment(begin * 86400 + seconds, self.nanoseconds % SECOND, self.zone)


def moment(local_seconds: int, nanoseconds: int, zone: Zone) -> Moment:
    """The moment at which clocks of the zone show so many seconds since 1970. A doubled hour is the first one."""
    offset = offset_at(zone, local_seconds)
    if offset and not isinstance(zone, int):
        offset = offset_at(zone, local_seconds - offset)
    return Moment((local_seconds - offset) * SECOND + nanoseconds, zone)


def offset_at(zone: Zone, seconds: int) -> int:
    """How many seconds a zone is ahead of UTC at a time."""
    if isinstance(zone, int):
        return zone
    return zoned(zone, seconds)[0]


def zoned(zone: ZoneInfo, seconds: int) -> tuple[int, str]:
    """The offset and the name of the zone's time. Before year 1 it is as in year 1: mean time of the place."""
    from datetime import UTC, datetime, timedelta

    earliest, latest = -62_135_500_000, 253_402_200_000
    since = timedelta(seconds=min(max(seconds, earliest), latest))
    local = (datetime(1970, 1, 1, tzinfo=UTC) + since).astimezone(zone)
    offset = local.utcoffset()
    return round(offset.total_seconds()) if offset is not None else 0, local.tzname() or ""


def days_of(year: int, month: int, day: int) -> int:
    """Days from 1970-01-01 to a date of the Gregorian calendar, in any year."""
    year -= month <= 2
    era, of_era = divmod(year, 400)
    of_year = (153 * ((month + 9) % 12) + 2) // 5 + day - 1
    return era * 146097 + of_era * 365 + of_era // 4 - of_era // 100 + of_year - 719468


def civil_date(days: int) -> tuple[int, int, int]:
    """Year, month and day of a number of days since 1970."""
    era, of_era = divmod(days + 719468, 146097)
    years = (of_era - of_era // 1460 + of_era // 36524 - of_era // 146096) // 365
    of_year = of_era - (365 * years + years // 4 - years // 100)
    shifted = (5 * of_year + 2) // 153
    month = shifted + 3 if shifted < 10 else shifted - 9
    return years + era * 400 + (month <= 2), month, of_year - (153 * shifted + 2) // 5 + 1


def format_rfc3339(nanoseconds: int) -> str:
    """`time.RFC3339Nano` in UTC."""
    seconds, fraction = divmod(nanoseconds, SECOND)
    days, rest = divmod(seconds, 86400)
    year, month, day = civil_date(days)
    tail = f".{fraction:09d}".rstrip("0") if fraction else ""
    date = f"{year:0{5 if year < 0 else 4}d}-{month:02d}-{day:02d}"
    return f"{date}T{rest // 3600:02d}:{rest // 60 % 60:02d}:{rest % 60:02d}{tail}Z"


def is_leap(year: int) -> bool:
    """Whether the year has a 29 February."""
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
