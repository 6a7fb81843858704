"""What a scrape makes of the series that a target exposes."""

from __future__ import annotations

import pytest

from alloyc import simulate
from alloyc.simulate import Series, Trace, Unknown
from support.cluster import of_text

CONFIGURATION = """
prometheus.scrape "x" {
	targets    = [{"__address__" = "a:1", "job" = "j", "pod" = "p"}]
	forward_to = [prometheus.echo.y.receiver]
	%s
}

prometheus.echo "y" { }
"""

TARGET = {"job": "j", "instance": "a:1", "pod": "p"}


def scraped(text: str, arguments: str = "") -> list[Series]:
    """The series that arrive, without their names where they have one."""
    run = of_text(CONFIGURATION % arguments)
    delivered = simulate.deliver(run, simulate.find(run, "prometheus.scrape.x"), simulate.read_series(text))
    assert delivered.unknown == []
    return [datum for _, datum in delivered.arrived if isinstance(datum, Series)]


def labels(text: str, arguments: str = "") -> dict[str, str]:
    [series] = scraped(text, arguments)
    return {name: value for name, value in series.labels.items() if name != "__name__"}


def test_target_wins() -> None:
    own = 'm{job="own", exported_job="e", pod="", x="1"} 1'
    assert labels(own) == {**TARGET, "exported_job": "e", "exported_exported_job": "own", "x": "1"}


def test_own_labels_are_honoured() -> None:
    assert labels('m{job="own"} 1', "honor_labels = true") == {**TARGET, "job": "own"}


@pytest.mark.parametrize(("arguments", "timestamp"), [("", 5000), ("honor_timestamps = false", None)])
def test_time_stamps(arguments: str, timestamp: int | None) -> None:
    [series] = scraped("m 1 5000", arguments)
    assert (series.value, series.timestamp) == (1.0, timestamp)


LIMITS = {
    "sample_limit = 1": "m 1\nn 2",
    "label_limit = 4": 'm{a="1"} 1\nn 2',
    "label_name_length_limit = 8": 'm{a_long_name="1"} 1',
    "label_value_length_limit = 3": 'm{a="1234"} 1',
    "target_limit = 5": "",
}


@pytest.mark.parametrize("limit", LIMITS)
def test_a_limit_fails_the_scrape(limit: str) -> None:
    assert scraped(LIMITS[limit], limit) == []
    assert len(scraped(LIMITS[limit])) == len(LIMITS[limit].splitlines())


def test_a_limit_is_the_reason() -> None:
    run = of_text(CONFIGURATION % "label_limit = 1")
    [trace] = simulate.run(run, simulate.find(run, "prometheus.scrape.x"), Series({"__name__": "m"}))
    assert isinstance(trace, Trace)
    assert "`label_limit`" in trace.steps[-1].reason


def test_formats() -> None:
    prometheus = '# TYPE h histogram\nh_bucket{le="1"} 2\nh_sum 3\nh_count 2\n'
    assert [s.labels["__name__"] for s in simulate.read_series(prometheus)] == ["h_bucket", "h_sum", "h_count"]
    open_metrics = '# TYPE c counter\nc_total{a="1"} 2 1.5\n# EOF\n'
    assert simulate.read_series(open_metrics) == [Series({"__name__": "c_total", "a": "1"}, 2.0, 1500)]


@pytest.mark.parametrize("text", ["m", 'm{a="1"}', 'm{a="1"} 0', "m 0"])
def test_one_series(text: str) -> None:
    assert simulate.read_one_series(text).labels["__name__"] == "m"


@pytest.mark.parametrize("text", ["m{", "m x", "m 1\nn 1"])
def test_what_is_no_series(text: str) -> None:
    with pytest.raises(Unknown):
        simulate.read_one_series(text)
