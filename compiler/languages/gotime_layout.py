"""Layouts of Go, and reading a time along one, as Go's `time.Parse` does it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from .fault import EvaluationFault, NotModelled
from .gotime import SECOND, Moment, Zone, days_of, is_leap, moment, zoned

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

NAMED_LAYOUTS = {
    "ANSIC": "Mon Jan _2 15:04:05 2006",
    "UnixDate": "Mon Jan _2 15:04:05 MST 2006",
    "RubyDate": "Mon Jan 02 15:04:05 -0700 2006",
    "RFC822": "02 Jan 06 15:04 MST",
    "RFC822Z": "02 Jan 06 15:04 -0700",
    "RFC850": "Monday, 02-Jan-06 15:04:05 MST",
    "RFC1123": "Mon, 02 Jan 2006 15:04:05 MST",
    "RFC1123Z": "Mon, 02 Jan 2006 15:04:05 -0700",
    "RFC3339": "2006-01-02T15:04:05Z07:00",
    "RFC3339Nano": "2006-01-02T15:04:05.999999999Z07:00",
}
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
DAYS = ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")
MONTH_LENGTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
UTC = "UTC"


@dataclass
class _Fields:
    """What has been read so far; -1 is nothing."""

    year: int = 0
    month: int = -1
    day: int = -1
    day_of_year: int = -1
    hour: int = 0
    minute: int = 0
    second: int = 0
    nanosecond: int = 0
    half: str = ""
    offset: int | None = None
    zone_name: str = ""


@dataclass(frozen=True)
class Layout:
    """A layout, cut up: the text before each part, the part; and the text after the last."""

    parts: tuple[tuple[str, str], ...]
    rest: str

    def parse(self, text: str, zone: Zone = 0, local: Zone = 0) -> Moment:
        """The moment of a text. `zone` counts where the text names none; `local` is where names of zones are known.

        Raises EvaluationFault where Go gives an error.
        """
        fields, rest = _Fields(), text
        following = (*(part for _, part in self.parts[1:]), "")
        for (before, part), after in zip(self.parts, following, strict=False):
            rest = _read(fields, part, _skip(rest, before), after)
        if _skip(rest, self.rest):
            raise EvaluationFault("text after the time")
        if fields.half == "PM" and fields.hour < 12:
            fields.hour += 12
        elif fields.half == "AM" and fields.hour == 12:
            fields.hour = 0
        _settle_date(fields)
        seconds = days_of(fields.year, fields.month, fields.day) * 86400
        seconds += fields.hour * 3600 + fields.minute * 60 + fields.second
        if fields.zone_name == UTC:
            return moment(seconds, fields.nanosecond, 0)
        if fields.offset is not None:
            return moment(seconds, fields.nanosecond, fields.offset)
        if fields.zone_name:
            return _in_named_zone(seconds, fields, local)
        return moment(seconds, fields.nanosecond, zone)


@cache
def _layout_parts() -> re.Pattern[str]:
    """What stands for a part of a time; all else in a layout is itself."""
    return re.compile(
        r"January|Jan(?![a-z])|Monday|Mon(?![a-z])|MST|0[1-6]|002|15|1|2006|2|_2(?!006)|__2|3|4|5|PM|pm"
        r"|[-Z]07(?:0000|:00:00|00|:00|)|[.,](?:0+|9+)(?![0-9])"
    )


@cache
def layout(text: str) -> Layout:
    """Any text is a layout."""
    parts: list[tuple[str, str]] = []
    end = 0
    for found in _layout_parts().finditer(text):
        parts.append((text[end : found.start()], found[0]))
        end = found.end()
    return Layout(tuple(parts), text[end:])


def _in_named_zone(seconds: int, fields: _Fields, local: Zone) -> Moment:
    """A name that the local zone does not know is taken for a zone that is not ahead of UTC."""
    name = fields.zone_name
    for offset in () if isinstance(local, int) else _offsets_named(local, name):
        return Moment((seconds - offset) * SECOND + fields.nanosecond, local)
    shown = int(name[3:]) * 3600 if name.startswith("GMT") and len(name) > 3 else 0
    return Moment(seconds * SECOND + fields.nanosecond, shown)


@cache
def _offsets_named(zone: ZoneInfo, name: str) -> tuple[int, ...]:
    """The offset that a name stands for in a zone, at any time of the year. Raises NotModelled where it had several."""
    times = (days_of(year, month, 15) * 86400 for year in range(1970, 2038) for month in (1, 4, 7, 10))
    offsets = {offset for offset, known in (zoned(zone, time) for time in times) if known == name}
    if len(offsets) > 1:
        raise NotModelled(f"the zone name {name}, which had several offsets")
    return tuple(offsets)


def _skip(text: str, before: str) -> str:
    """The text after what the layout has for itself. A blank stands for any number of blanks."""
    while before:
        if before[0] == " ":
            if text and text[0] != " ":
                raise EvaluationFault("no blank")
            before, text = before.lstrip(" "), text.lstrip(" ")
            continue
        if text[:1] != before[0]:
            raise EvaluationFault(f"no `{before[0]}`")
        before, text = before[1:], text[1:]
    return text


def _read(fields: _Fields, part: str, text: str, after: str) -> str:
    """Reads one part; what is left of the text."""
    match part:
        case "06":
            year = _number(text[:2], r"[+-]?[0-9]+", 2)
            fields.year = year + (1900 if year >= 69 else 2000)
            return text[2:]
        case "2006":
            fields.year = _number(text[:4], "[0-9]+", 4)
            return text[4:]
        case "Jan" | "January":
            place, text = _named(MONTHS, text, part == "January")
            fields.month = place + 1
            return text
        case "Mon" | "Monday":
            return _named(DAYS, text, part == "Monday")[1]
        case "1" | "01":
            fields.month, text = _two_digits(text, part == "01")
            _in_range(fields.month, 1, 12)
            return text
        case "2" | "_2" | "02":
            fields.day, text = _two_digits(text[1:] if part == "_2" and text[:1] == " " else text, part == "02")
            return text
        case "__2" | "002":
            return _read_day_of_year(fields, part, text)
        case "15":
            fields.hour, text = _two_digits(text, False)
            _in_range(fields.hour, 0, 23)
            return text
        case "3" | "03":
            fields.hour, text = _two_digits(text, part == "03")
            _in_range(fields.hour, 0, 12)
            return text
        case "4" | "04":
            fields.minute, text = _two_digits(text, part == "04")
            _in_range(fields.minute, 0, 59)
            return text
        case "5" | "05":
            return _read_second(fields, part, text, after)
        case "PM" | "pm":
            half = text[:2]
            if half not in (("PM", "AM") if part == "PM" else ("pm", "am")):
                raise EvaluationFault(f"no {part}")
            fields.half = half.upper()
            return text[2:]
        case "MST":
            return _read_zone_name(fields, text)
    return _read_fraction(fields, part, text) if part[0] in ".," else _read_offset(fields, part, text)


def _read_second(fields: _Fields, part: str, text: str, after: str) -> str:
    """Seconds; a fraction that the layout does not have may follow them."""
    fields.second, text = _two_digits(text, part == "05")
    _in_range(fields.second, 0, 59)
    if re.match(r"[.,][0-9]", text) and after[:1] not in (".", ","):
        return _read_fraction(fields, ".9", text)
    return text


def _read_fraction(fields: _Fields, part: str, text: str) -> str:
    """`.000` takes so many digits, `.999` any number, or none."""
    if part[1] == "0":
        digits = text[1 : len(part)]
        if text[:1] not in (".", ",") or not re.fullmatch("[0-9]+", digits) or len(digits) < len(part) - 1:
            raise EvaluationFault("no fraction of a second")
    else:
        found = re.match(r"[.,]([0-9]+)", text)
        if not found:
            return text
        digits = found[1]
    fields.nanosecond = int(digits[:9].ljust(9, "0"))
    return text[1 + len(digits) :]


def _read_day_of_year(fields: _Fields, part: str, text: str) -> str:
    if part == "__2":
        text = text[min(len(text) - len(text.lstrip(" ")), 2) :]
    found = re.match("[0-9]{1,3}", text)
    if not found or (part == "002" and len(found[0]) < 3):
        raise EvaluationFault("no day of the year")
    fields.day_of_year = int(found[0])
    return text[found.end() :]


@cache
def _offset_of(part: str) -> re.Pattern[str]:
    """The pattern of an offset as a layout writes it."""
    return re.compile("([+-])" + part[1:].replace("07", "([0-9]{2})", 1).replace("00", "([0-9]{2})"))


def _read_offset(fields: _Fields, part: str, text: str) -> str:
    if part[0] == "Z" and text[:1] == "Z":
        fields.zone_name = UTC
        return text[1:]
    found = _offset_of(part).match(text)
    if not found:
        raise EvaluationFault("no offset of a time zone")
    sign, *numbers = found.groups()
    hours, minutes, seconds = (int(number) for number in (*numbers, "0", "0")[:3])
    if hours > 24 or minutes > 60 or seconds > 60:
        raise EvaluationFault("an offset out of range")
    fields.offset = (hours * 3600 + minutes * 60 + seconds) * (-1 if sign == "-" else 1)
    return text[found.end() :]


def _read_zone_name(fields: _Fields, text: str) -> str:
    if text.startswith("UTC"):
        fields.zone_name = UTC
        return text[3:]
    found = _zone_name().match(text) if len(text) >= 3 else None
    if not found:
        raise EvaluationFault("no name of a time zone")
    name = found[0]
    if name.startswith("GMT") and len(name) > 3 and int(name[4:]) > 23:
        name = "GMT"
    elif name[0] in "+-" and int(name[1:]) > 23:
        raise EvaluationFault("no name of a time zone")
    fields.zone_name = name
    return text[len(name) :]


@cache
def _zone_name() -> re.Pattern[str]:
    return re.compile(
        r"ChST|MeST|GMT(?:[+-][0-9]+)?|[+-][0-9]+|[A-Z]{4}T(?![A-Z])|(?:[A-Z]{3}T|WITA)(?![A-Z])|[A-Z]{3}(?![A-Z])"
    )


def _named(names: tuple[str, ...], text: str, long: bool) -> tuple[int, str]:
    for place, name in enumerate(names):
        wanted = name if long else name[:3]
        if text[: len(wanted)].lower() == wanted.lower() and text[: len(wanted)].isascii():
            return place, text[len(wanted) :]
    raise EvaluationFault("no name of a month or day")


def _number(digits: str, pattern: str, length: int) -> int:
    if len(digits) < length or not re.fullmatch(pattern, digits):
        raise EvaluationFault("no number")
    return int(digits)


def _two_digits(text: str, both: bool) -> tuple[int, str]:
    found = re.match("[0-9]{2}" if both else "[0-9]{1,2}", text)
    if not found:
        raise EvaluationFault("no number")
    return int(found[0]), text[found.end() :]


def _in_range(value: int, low: int, high: int) -> None:
    if not low <= value <= high:
        raise EvaluationFault("out of range")


def _settle_date(fields: _Fields) -> None:
    """The month and day of the day of the year, which must be those that were read."""
    lengths = [29 if month == 1 and is_leap(fields.year) else days for month, days in enumerate(MONTH_LENGTHS)]
    if fields.day_of_year >= 0:
        rest, month = fields.day_of_year, 1
        _in_range(rest, 1, sum(lengths))
        while rest > lengths[month - 1]:
            rest -= lengths[month - 1]
            month += 1
        if fields.month not in (-1, month) or fields.day not in (-1, rest):
            raise EvaluationFault("the day of the year is another")
        fields.month, fields.day = month, rest
    fields.month = max(fields.month, 1)
    fields.day = fields.day if fields.day >= 0 else 1
    _in_range(fields.day, 1, lengths[fields.month - 1])
