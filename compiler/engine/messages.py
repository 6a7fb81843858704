"""What Alloy sends and takes over HTTP, to data and back: remote write, Loki's pushes, OTLP in JSON, profiles.

Source: prometheus/prometheus prompb/types.proto and remote.proto; grafana/loki pkg/push/push.proto; grafana/pyroscope
api/push/v1/push.proto. Only the fields that are looked at stand here: protobuf skips others.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from ..languages.logql import parse
from ..simulate.data import Datum, Line, Otlp, Profile, Series
from ..simulate.exposition import read_one_series
from ..simulate.otlp.messages import RESOURCES

MISSING = "the other engine takes the packages `cramjam` and `protobuf`: install `alloyc[engine]`"

_FIELDS: dict[str, tuple[tuple[str, int, str], ...]] = {
    "Label": (("name", 1, "string"), ("value", 2, "string")),
    "Sample": (("value", 1, "double"), ("timestamp", 2, "int64")),
    "Histogram": (("timestamp", 15, "int64"),),
    "TimeSeries": (("labels", 1, "[Label]"), ("samples", 2, "[Sample]"), ("histograms", 4, "[Histogram]")),
    "WriteRequest": (("timeseries", 1, "[TimeSeries]"),),
    "Timestamp": (("seconds", 1, "int64"), ("nanos", 2, "int32")),
    "Entry": (("timestamp", 1, "Timestamp"), ("line", 2, "string"), ("metadata", 3, "[Label]")),
    "Stream": (("labels", 1, "string"), ("entries", 2, "[Entry]")),
    "PushRequest": (("streams", 1, "[Stream]"),),
    "RawSample": (("rawProfile", 1, "bytes"),),
    "RawSeries": (("labels", 1, "[Label]"), ("samples", 2, "[RawSample]")),
    "ProfileRequest": (("series", 1, "[RawSeries]"),),
}
"""The messages, by name: each field with its number and type; a list in brackets."""

_STALE = struct.pack(">Q", 0x7FF0000000000002)
"""The value of a sample that says only that its series has ended."""


@cache
def message(name: str) -> Any:
    """The class of a message. Raises ImportError where protobuf is not installed."""
    from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

    types = {"string": 9, "double": 1, "int64": 3, "int32": 5, "bytes": 12}
    file = descriptor_pb2.FileDescriptorProto(name="alloyc-engine.proto", package="alloyc.engine", syntax="proto3")
    for named, fields in _FIELDS.items():
        made = file.message_type.add(name=named)
        for field, number, kind in fields:
            inner = kind.strip("[]")
            added: Any = made.field.add(name=field, number=number, label=3 if kind[0] == "[" else 1)
            if inner in _FIELDS:
                added.type, added.type_name = 11, f".alloyc.engine.{inner}"
            else:
                added.type = types[inner]
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    return message_factory.GetMessageClass(pool.FindMessageTypeByName(f"alloyc.engine.{name}"))


def _snappy() -> Any:
    import cramjam

    return cramjam.snappy


def decode_series(body: bytes) -> list[Series]:
    """The samples of a remote write request, of version 1. Raises ImportError."""
    request = message("WriteRequest").FromString(bytes(_snappy().decompress_raw(body)))
    return [
        Series({label.name: label.value for label in series.labels}, getattr(sample, "value", 0.0), sample.timestamp)
        for series in request.timeseries
        for sample in (*series.samples, *series.histograms)
        if struct.pack(">d", getattr(sample, "value", 0.0)) != _STALE
    ]


def encode_series(found: Iterable[Series], now: int) -> bytes:
    """A remote write request; a sample without a time is of `now`, in milliseconds. Raises ImportError."""
    request = message("WriteRequest")()
    for one in found:
        series = request.timeseries.add()
        for name, value in sorted(one.labels.items()):
            series.labels.add(name=name, value=value)
        series.samples.add(value=one.value, timestamp=now if one.timestamp is None else one.timestamp)
    return bytes(_snappy().compress_raw(request.SerializeToString()))


def decode_lines(body: bytes) -> list[Line]:
    """The lines of a push to Loki. Raises ImportError."""
    request = message("PushRequest").FromString(bytes(_snappy().decompress_raw(body)))
    return [
        Line(
            {matcher.name: matcher.value for matcher in parse(stream.labels).matchers},
            entry.line,
            entry.timestamp.seconds * 1_000_000_000 + entry.timestamp.nanos,
            {pair.name: pair.value for pair in entry.metadata},
        )
        for stream in request.streams
        for entry in stream.entries
    ]


def encode_lines(lines: Iterable[Line]) -> bytes:
    """A push to Loki, in JSON."""
    streams = [
        {"stream": dict(line.labels), "values": [[str(line.timestamp), line.line, dict(line.metadata)]]}
        for line in lines
    ]
    return json.dumps({"streams": streams}).encode()


def decode_otlp(body: bytes) -> list[Otlp]:
    """A request of OTLP in JSON."""
    data = json.loads(body)
    return [Otlp(signal, {key: data[key]}) for signal, key in RESOURCES.items() if key in data]


def decode_profiles(body: bytes) -> list[Profile]:
    """The profiles of a push to Pyroscope. Raises ImportError."""
    request = message("ProfileRequest").FromString(body)
    return [
        Profile({label.name: label.value for label in series.labels})
        for series in request.series
        for _ in series.samples
    ]


def encode_profile(labels: Mapping[str, str]) -> bytes:
    """A push of a profile to Pyroscope. Raises ImportError."""
    request = message("ProfileRequest")()
    series = request.series.add()
    for name, value in sorted(labels.items()):
        series.labels.add(name=name, value=value)
    series.samples.add(rawProfile=b"profile")
    return bytes(request.SerializeToString())


def decode(kind: str, body: bytes) -> list[Datum]:
    """What a request to a sink of a kind has in it. Raises ImportError."""
    match kind:
        case "prometheus.remote_write":
            return list(decode_series(body))
        case "loki.write":
            return list(decode_lines(body))
        case "pyroscope.write":
            return list(decode_profiles(body))
    return list(decode_otlp(body))


def without_times(text: str) -> str:
    """Exposition text without the times of its samples: Alloy sends on no sample that is older than itself."""
    return "".join(_without_time(line) for line in text.splitlines(keepends=True))


def _without_time(line: str) -> str:
    parts = line.rpartition("}")[2].split()
    has_name = "}" not in line
    if line.lstrip().startswith("#") or len(parts) < (3 if has_name else 2):
        return line
    if read_one_series(line).timestamp is None:
        return line
    return line.rstrip()[: -len(parts[-1])].rstrip() + "\n"
