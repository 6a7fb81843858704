"""What Alloy sends and takes, to data and back."""

from __future__ import annotations

import struct

import cramjam
import pytest
from hypothesis import given
from hypothesis import strategies as some

from alloyc.engine import messages
from alloyc.simulate.data import Line, Otlp, Profile, Series

LABELS = some.dictionaries(some.from_regex("[a-z_]{1,8}", fullmatch=True), some.text(max_size=8), max_size=4)


@given(LABELS, some.floats(allow_nan=False), some.integers(0, 2**53))
def test_a_series_survives_remote_write(labels: dict[str, str], value: float, timestamp: int) -> None:
    series = Series(labels, value, timestamp)
    assert messages.decode_series(messages.encode_series([series], 1)) == [series]


def test_a_sample_without_a_time_is_of_now() -> None:
    [series] = messages.decode_series(messages.encode_series([Series({"__name__": "up"}, 1.0)], 7))
    assert series.timestamp == 7


def test_the_end_of_a_series_is_no_sample() -> None:
    [stale] = struct.unpack(">d", struct.pack(">Q", 0x7FF0000000000002))
    assert messages.decode_series(messages.encode_series([Series({"__name__": "up"}, stale)], 7)) == []


def test_lines_of_a_push_to_loki() -> None:
    request = messages.message("PushRequest")()
    stream = request.streams.add(labels='{app="web", quoted="a\\"b\\n"}')
    entry = stream.entries.add(line="hello")
    entry.timestamp.seconds, entry.timestamp.nanos = 3, 5
    entry.metadata.add(name="pod", value="web-1")
    body = bytes(cramjam.snappy.compress_raw(request.SerializeToString()))
    expected = Line({"app": "web", "quoted": 'a"b\n'}, "hello", 3_000_000_005, {"pod": "web-1"})
    assert messages.decode("loki.write", body) == [expected]


@given(LABELS)
def test_a_profile_survives_a_push(labels: dict[str, str]) -> None:
    assert messages.decode("pyroscope.write", messages.encode_profile(labels)) == [Profile(labels)]


def test_otlp_is_read_as_json() -> None:
    assert messages.decode("otelcol.exporter.otlphttp", b'{"resourceLogs": []}') == [
        Otlp("logs", {"resourceLogs": []}),
    ]


@pytest.mark.parametrize(
    ("text", "without"),
    [
        ("up 1\n", "up 1\n"),
        ("up 1 1700000000000\n", "up 1\n"),
        ('up{a="b c"} 1 17\ndown 2', 'up{a="b c"} 1\ndown 2'),
        ('up{a="} 1 2"} 1\n', 'up{a="} 1 2"} 1\n'),
        ("# HELP up is it up 5 6\n", "# HELP up is it up 5 6\n"),
    ],
)
def test_times_are_left_out_of_text(text: str, without: str) -> None:
    assert messages.without_times(text) == without
