"""What alloyc takes and the chart does not: a warning at its line, and with `--strict-chart` an error."""

from __future__ import annotations

import pytest

from alloyc.compile import Settings, compile_values
from alloyc.report.diagnostics import Refused
from alloyc.values.load import load_text

VALUES = """\
cluster: {name: unit}
destinations: {metrics: {type: prometheus, url: "https://p/api/v1/push"}}
hostMetrics: {enabled: true, linuxHosts: {enabled: ON}, collector: one}
telemetryServices: {SERVICE: {deploy: true}}
collectors: {one: {presets: [PRESETS]}}
"""
CHART = {"ON": "true", "SERVICE": "node-exporter", "PRESETS": "clustered, statefulset"}
ADDITIONS = {
    "preset": ({"PRESETS": "metricCollector"}, 5),
    "service": ({"SERVICE": "nodeExporter"}, 4),
    "hosts": ({"linuxHosts: {enabled: ON}, ": ""}, 3),
    "spelling": ({"[PRESETS]}": "[], preset: metricCollector}"}, 5),
}


def text(changes: dict[str, str]) -> str:
    made = VALUES
    for old, new in {**changes, **{key: value for key, value in CHART.items() if key not in changes}}.items():
        made = made.replace(old, new)
    return made


def test_what_the_chart_takes_is_no_addition() -> None:
    assert compile_values(load_text(text({})), Settings(strict_chart=True)).warnings == ()


@pytest.mark.parametrize("name", ADDITIONS)
def test_a_warning(name: str) -> None:
    changes, line = ADDITIONS[name]
    (warning,) = compile_values(load_text(text(changes))).warnings
    assert warning.span
    assert (warning.code, warning.span.line) == ("not-in-chart", line)


@pytest.mark.parametrize("name", ADDITIONS)
def test_an_error(name: str) -> None:
    with pytest.raises(Refused) as refused:
        compile_values(load_text(text(ADDITIONS[name][0])), Settings(strict_chart=True))
    assert [fault.code for fault in refused.value.diagnostics] == ["not-in-chart"]


def test_a_deprecated_preset() -> None:
    (warning,) = compile_values(load_text(text({"PRESETS": "clustered, statefulset, privileged"}))).warnings
    assert warning.code == "deprecated-key"
