"""What samples come to: by destination, metric and rule, and what it costs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from alloyc.cli import main
from alloyc.compile import Settings
from alloyc.diff.counts import Counted, count, source_names
from alloyc.diff.prices import read_prices
from alloyc.diff.sides import read_side
from alloyc.diff.totals import arrived_at, series_of
from alloyc.queries.samples import read_samples
from alloyc.report.diagnostics import Refused
from diff.test_compare import KEEP, TEAM, rules

ROOT = Path(__file__).resolve().parents[2]
OLD, NEW, SAMPLES = (str(ROOT / "fixtures" / "diff" / name) for name in ("old.yaml", "new.yaml", "samples"))
LOGS = """
cluster: {name: meadow}
destinations: {loki: {type: loki, url: https://loki.example.com/loki/api/v1/push}}
podLogsViaLoki: {enabled: true, extraLogProcessingStages: 'stage.drop { expression = "debug" }'}
collectors: {logs: {presets: [filesystem-log-reader, daemonset]}}
"""


def counted(folder: Path, text: str, sample: str, name: str = "prometheus.scrape.a.prom") -> Counted:
    file = folder / ("config.alloy" if "prometheus.scrape" in text else "values.yaml")
    file.write_text(text.replace("; ", "\n") if file.suffix == ".alloy" else text)
    (folder / name).write_text(sample)
    side = read_side((str(file),), Settings(), {})
    return count(side, read_samples([str(folder / name)], source_names(side)))


def in_json(*options: str) -> dict[str, Any]:
    done = CliRunner().invoke(main, ["diff", OLD, NEW, "--samples", SAMPLES, "--format", "json", *options])
    return dict(json.loads(done.stdout)["counts"])


def test_series_and_data_points_of_both_sides() -> None:
    assert in_json()["destinations"]["prometheus"] == {
        "series": {"old": 7, "new": 4},  # seven of nine are on the lists
        "points_per_minute": {"old": 7.0, "new": 8.0},  # the rest twice as often
    }


def test_metrics_and_rules_that_differ() -> None:
    found = in_json()
    assert found["metrics"]["prometheus"] == {
        "container_memory_rss": {"old": 2, "new": 0}, "kubelet_node_name": {"old": 1, "new": 0},
    }  # fmt: skip
    dropped = {name: (pair["old"], pair["new"]) for name, pair in found["rules"].items()}
    by_list = "clusterMetrics.kubelet: drop by clusterMetrics.kubelet.metricsTuning.excludeMetrics[0]"
    assert dropped[by_list] == (0, 1)


def test_the_price_and_what_it_stands_on() -> None:
    found = in_json("--price", "series=8/2")
    assert found["destinations"]["prometheus"]["cost"] == {"old": 28.0, "new": 16.0}
    assert found["assumptions"] == ["at series=8/2", "each series of the samples is active for a whole month"]


@pytest.mark.parametrize("text", ["series", "series=x", "logs=1", "series=8/1000GB", "series=8/0", "rain=1/2"])
def test_what_is_no_price_is_wrong_usage(text: str) -> None:
    with pytest.raises(ValueError, match=text.rpartition(",")[2]):
        read_prices(text)
    assert CliRunner().invoke(main, ["diff", OLD, NEW, "--samples", SAMPLES, "--price", text]).exit_code == 2


def test_series_that_become_one_count_once(tmp_path: Path) -> None:
    found = counted(tmp_path, rules('action = "labeldrop"; regex = "pod"'), 'up{pod="a"} 1\nup{pod="b"} 1\n')
    arrived = arrived_at(found, "prometheus.remote_write.p")
    assert (len(series_of(arrived)), arrived[0].points) == (1, 2)


def test_each_rule_counts_what_it_drops(tmp_path: Path) -> None:
    sample = "".join(f'{name}{{pod="{pod}"}} 1\n' for name in ("up", "down", "left") for pod in range(10))
    found = counted(tmp_path, rules(TEAM.format("a"), KEEP.format("up|down"), KEEP.format("up")), sample)
    assert {(dropper.what, number) for dropper, number in found.dropped.items()} == {("keep", 10)}
    assert len(found.dropped) == 2


def test_lines_and_bytes_of_logs(tmp_path: Path) -> None:
    lines = [{"labels": {"namespace": "shop"}, "line": line} for line in ("äh", "debug this", "ok")]
    sample = "\n".join(map(json.dumps, lines))
    found = counted(tmp_path, LOGS, sample, "podLogsViaLoki.jsonl")
    [arrived] = arrived_at(found, "loki")
    assert (arrived.lines, arrived.bytes) == (2, len("äh".encode()) + len("ok"))
    assert [dropper.what for dropper in found.dropped] == ["stage.drop"]


FAULTS = [
    ("kubelets.prom", "up 1\n", "unknown-source"),
    ("clusterMetrics.kubelet.prom", "up{ 1\n", "unreadable-file"),
    ("clusterMetrics.kubelet.jsonl", "no json\n", "unreadable-file"),
]


@pytest.mark.parametrize(("name", "text", "code"), FAULTS)
def test_a_sample_that_cannot_be_used_is_refused(tmp_path: Path, name: str, text: str, code: str) -> None:
    (tmp_path / name).write_text(text)
    with pytest.raises(Refused) as refused:
        read_samples([str(tmp_path)], ["clusterMetrics.kubelet"])
    assert [diagnostic.code for diagnostic in refused.value.diagnostics] == [code]


def test_the_page_shows_the_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    sides = ["fixtures/diff/old.yaml", "fixtures/diff/new.yaml"]
    options = ["--samples", "fixtures/diff/samples", "--price", "series=8/1000"]
    shown = CliRunner().invoke(main, ["diff", *sides, *options]).stdout
    assert shown[shown.index("the samples come to") :].rstrip() in (ROOT / "docs" / "diff.md").read_text()
