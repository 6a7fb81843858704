"""What counts cost: `series=8/1000,logs=0.50/GB`, in whatever currency."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ..queries.samples import Sample
from ..simulate import Line
from .counts import Arrived

BYTES = {"KB": 1e3, "MB": 1e6, "GB": 1e9, "TB": 1e12, "KiB": 2.0**10, "MiB": 2.0**20, "GiB": 2.0**30, "TiB": 2.0**40}
MONTH = 30 * 24 * 3600 * 1_000_000_000
_PART = re.compile(r"(series|logs)=([0-9]+(?:\.[0-9]+)?)/([0-9]+)?([KMGT]i?B)?")


@dataclass(frozen=True)
class Prices:
    """A month's price of a series, and that of a byte of logs; 0 where none was said."""

    series: float
    byte: float
    text: str


def read_prices(text: str) -> Prices:
    """Raises ValueError for what is no list of prices."""
    found = {"series": 0.0, "logs": 0.0}
    for part in text.split(","):
        match = _PART.fullmatch(part.strip())
        if match is None or (match[1] == "logs") is not bool(match[4]):
            raise ValueError(part)
        amount = float(match[3] or 1) * BYTES.get(match[4] or "", 1.0)
        if not amount:
            raise ValueError(part)
        found[match[1]] = float(match[2]) / amount
    return Prices(found["series"], found["logs"], text)


def cost(prices: Prices, arrived: Iterable[Arrived], series: int, months: float) -> float:
    """The price of what arrived at a destination: series for a month, logs as often as the sample is in a month."""
    return round(series * prices.series + sum(one.bytes for one in arrived) * prices.byte * months, 2)


def samples_a_month(samples: Iterable[Sample]) -> float:
    """How often the time that log samples span is in a month; 0 where their lines have no times."""
    times = [line.timestamp for one in samples for line in one.data if isinstance(line, Line) and line.timestamp]
    span = max(times) - min(times) if times else 0
    return MONTH / span if span else 0.0


def assumptions(prices: Prices, samples: Sequence[Sample]) -> tuple[str, ...]:
    """What the money stands on, to be read beside it."""
    found = [f"at {prices.text}"]
    if prices.series:
        found.append("each series of the samples is active for a whole month")
    if prices.byte and any(isinstance(datum, Line) for one in samples for datum in one.data):
        often = samples_a_month(samples)
        hours = MONTH / often / 3_600_000_000_000 if often else 0
        every = f"log lines come all month as in the {hours:.3g} hours of the samples"
        found.append(every if often else "log lines have no times: only those of the samples are paid for")
    return tuple(found)
