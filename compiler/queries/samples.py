"""Samples of what sources gather, from files: dumps of metrics, log lines, OTLP."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..report.diagnostics import Diagnostic, Refused, Span, nearest
from ..simulate import Datum, Line, Otlp, Unknown, read_series
from ..simulate.places import read_path

SIGNALS = {"resourceMetrics": "metrics", "resourceLogs": "logs", "resourceSpans": "traces"}
ENDINGS = (".prom", ".txt", ".metrics", ".log", ".jsonl", ".ndjson", ".json")


@dataclass(frozen=True)
class Sample:
    """What a source gathered: all that one file has. The file stands for the target, which is called `instance`."""

    source: str
    file: str
    instance: str
    data: tuple[Datum, ...]


def read_samples(named: Sequence[str], sources: Iterable[str], sections: Iterable[str] = ()) -> tuple[Sample, ...]:
    """The samples that `--samples` names: `SOURCE=FILE`, a file that is called as its source is, or a folder in which
    a file, or the folder that it is in, is. What is called as something in a section of the values is a source that
    may be off. Raises Refused for all that are of no source, or cannot be read."""
    known = _Known(sorted(set(sources)), tuple(sections))
    found: list[Sample] = []
    faults: list[Diagnostic] = []
    for name in named:
        for source, file in _files(name):
            try:
                found.append(_sample(source, file, known))
            except Refused as refused:
                faults += refused.diagnostics
    if faults:
        raise Refused(faults)
    return tuple(found)


@dataclass(frozen=True)
class _Known:
    sources: list[str]
    sections: tuple[str, ...]

    def __contains__(self, name: str) -> bool:
        return name in self.sources or any(is_below(name, section) for section in self.sections)


def is_below(source: str, section: str) -> bool:
    """Whether a source stands at a values path or below it."""
    path, above = read_path(source), read_path(section)
    return bool(above) and path[: len(above)] == above


def _files(name: str) -> Iterator[tuple[str, Path]]:
    """Files, each with the source that the command line gives it; "" where none is given."""
    source, separator, rest = name.partition("=")
    if separator and not Path(name).exists():
        yield source, Path(rest)
    elif Path(name).is_dir():
        inside = (path for path in Path(name).rglob("*") if path.is_file() and not path.name.startswith("."))
        yield from (("", path) for path in sorted(inside))
    else:
        yield "", Path(name)


def _sample(source: str, file: Path, known: _Known) -> Sample:
    stem = _stem(file.name)
    if not source:
        source = next((name for name in (stem, file.parent.name) if name in known), "")
    if source not in known:
        close = nearest(source or stem, known.sources)
        listed = ", ".join(f"`{name}`" for name in known.sources)
        help = f"did you mean `{close}`?" if close else f"call it SOURCE=FILE; the sources are {listed}"
        raise _refused("unknown-source", file, f"`{source or stem}` is no source", help)
    try:
        return Sample(source, str(file), stem, tuple(_data(file)))
    except (OSError, UnicodeDecodeError):
        raise _refused("unreadable-file", file, f"`{file}` cannot be read", "check its name and rights") from None
    except (Unknown, ValueError, TypeError, AttributeError) as reason:
        help = "give Prometheus' text format, log lines as text or JSON, or OTLP as JSON"
        raise _refused("unreadable-file", file, f"`{file}` is no sample: {reason}", help) from None


def _stem(name: str) -> str:
    return next((name.removesuffix(ending) for ending in ENDINGS if name.endswith(ending)), name)


def _data(file: Path) -> Iterator[Datum]:
    text = file.read_text(encoding="utf-8")
    match file.suffix:
        case ".log":
            yield from (Line({}, line) for line in text.splitlines())
        case ".jsonl" | ".ndjson":
            yield from (_line(json.loads(line)) for line in text.splitlines() if line.strip())
        case ".json":
            yield from _otlp(json.loads(text))
        case _:
            yield from read_series(text)


def _line(said: dict[str, Any]) -> Line:
    """A line of a log as JSON: `line`, and where they are known `labels` and `timestamp`."""
    labels = {str(name): str(value) for name, value in (said.get("labels") or {}).items()}
    return Line(labels, str(said["line"]) if "line" in said else "", _nanoseconds(said.get("timestamp")))


def _nanoseconds(time: str | int | None) -> int:
    """A time as RFC 3339 writes it, or as Loki counts it."""
    if time is None:
        return 0
    if isinstance(time, int) or time.isdigit():
        return int(time)
    from datetime import datetime

    moment = datetime.fromisoformat(time)
    return int(moment.timestamp()) * 1_000_000_000 + moment.microsecond * 1000


def _otlp(document: dict[str, Any]) -> Iterator[Otlp]:
    for key, signal in SIGNALS.items():
        if key in document:
            yield Otlp(signal, {key: document[key]})


def _refused(code: Any, file: Path, message: str, help: str) -> Refused:
    return Refused([Diagnostic(code, message, help=help, span=Span(str(file), 1, 1))])
