"""A base and what goes over it: migrated, they say together what they said together."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from alloyc.cli import main
from alloyc.migrate import migrate_together, migrate_values
from alloyc.values.load import combine, read_layer
from alloyc.values.placed import bare_tree
from migrate.test_nothing_lost import SECTIONS

CLUSTER = "cluster: {name: c}\ndestinations: [{name: 'Local Logs', type: loki, url: 'https://l'}]\n"
PODS = "podLogs: {enabled: true, gatherMethod: kubernetesApi}\nalloy-logs: {enabled: true}\n"
OVERLAYS = [
    ("podLogs: {labels: {a: b}}\n", {"podLogsViaKubernetesApi": {"labels": {"a": "b"}}}),
    ("alloy-logs: {controller: {replicas: 6}}\n", {"collectors": {"alloy-logs": {"controller": {"replicas": 6}}}}),
    ("podLogs: {destinations: [Local Logs]}\n", {"podLogsViaKubernetesApi": {"destinations": ["Local-Logs"]}}),
    (
        "destinations: [{name: other, type: loki, url: 'https://o'}]\n",
        {"destinations": {"other": {"type": "loki", "url": "https://o"}, "Local-Logs": {"disabled": True}}},
    ),
]


def data(*texts: str) -> Any:
    return combine([read_layer("f", text.encode())[0] for text in texts], (), {})


@pytest.mark.parametrize(("text", "wanted"), OVERLAYS)
def test_an_overlay_says_what_it_said_with_its_base(text: str, wanted: dict[str, Any]) -> None:
    _, overlay = migrate_together([("base.yaml", CLUSTER + PODS), ("prod.yaml", text)])
    assert yaml.safe_load(overlay.text) == wanted


@settings(max_examples=100, deadline=None)
@given(st.fixed_dictionaries({}, optional=SECTIONS), st.fixed_dictionaries({}, optional=SECTIONS))
def test_together_they_are_what_the_whole_would_be(base: dict[str, Any], over: dict[str, Any]) -> None:
    old = [yaml.safe_dump(values, sort_keys=False) for values in (base, over)]
    new = [done.text for done in migrate_together([("base", old[0]), ("over", old[1])])]
    whole, _ = migrate_values(data(*old))
    assert said(data(*new).data) == said(whole.data)


def said(value: Any) -> Any:
    """The values without what says nothing: null, and destinations that are disabled."""
    if isinstance(value, dict):
        kept = {key: said(inner) for key, inner in value.items() if inner is not None}
        return {key: inner for key, inner in kept.items() if not is_disabled(inner)}
    return [said(item) for item in value] if isinstance(value, list) else bare_tree(value)


def is_disabled(value: Any) -> bool:
    return isinstance(value, dict) and value.get("disabled") is True


LEFT_OUT = [
    (
        "podLogs:\n  # about it\n  labelsToKeep:\n    - a  # one\n  enabled: true\n",
        ["  # about it", "  # TODO no place in version 4: every", "  # labelsToKeep:", "  #   - a  # one", "  enabled"],
    ),
    (
        "podLogs: {enabled: true, labelsToKeep: [a]}  # pods\n",
        ["# TODO no place in version 4: every", "# labelsToKeep: [a]", "podLogsViaLoki: {enabled: true"],
    ),
    (
        "prometheusOperatorObjects:\n  enabled: true\n  crds: {deploy: true}\nclusterEvents: {}\n",
        ["  enabled: true", "  # TODO no place in version 4: the chart", "  # crds: {deploy: true}"],
    ),
]


@pytest.mark.parametrize(("text", "wanted"), LEFT_OUT)
def test_what_has_no_place_stays_where_it_was(text: str, wanted: list[str]) -> None:
    lines = migrate_together([("values.yaml", text)])[0].text.splitlines()
    start = next(number for number, line in enumerate(lines) if line.startswith(wanted[0]))
    assert [line[: len(part)] for line, part in zip(lines[start:], wanted, strict=False)] == wanted


COMMENTS = [
    ("alloy-other: {enabled: true}  # mine\n", "alloy-other: {enabled: true}  # mine"),
    ("alloy-metrics:  # mine\n  enabled: true\n", "alloy-metrics:  # mine"),
    ("destinations: [{name: a, type: loki, url: 'https://l'}]  # mine\n", "destinations:  # mine"),
    ("destinations:\n  - type: loki  # mine\n    name: a\n    url: 'https://l'\n", "type: loki  # mine"),
    ("destinations:\n  - name: a  # mine\n    type: loki\n    url: 'https://l'\n", "a:  # mine"),
    ("clusterMetrics:\n  enabled: true\n  node-exporter:  # mine\n    scrapeInterval: 30s\n", "linuxHosts:  # mine"),
    ("clusterMetrics:\n  enabled: true\n  kepler:\n    enabled: true  # mine\n", "enabled: true  # mine"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "line"), COMMENTS)
def test_a_comment_stays_beside_its_key(text: str, line: str) -> None:
    lines = migrate_together([("values.yaml", text)])[0].text.splitlines()
    assert [found.strip() for found in lines if "mine" in found] == [line]


@pytest.mark.parametrize("form", ["text", "json"])
def test_what_keeps_the_result_from_being_built_is_told(form: str, tmp_path: Path) -> None:
    (tmp_path / "old.yaml").write_text(CLUSTER + PODS + "clusterEvents: {enabled: true}\n")
    arguments = ["migrate", str(tmp_path / "old.yaml"), "-o", str(tmp_path / "new.yaml"), "--report", form]
    result = CliRunner().invoke(main, arguments, catch_exceptions=False)
    assert result.exit_code == 0
    if form == "json":
        told = [change for change in json.loads(result.stderr) if change["kind"] == "refused"]
        assert [Path(change["file"]).name for change in told] == ["new.yaml"]
        assert told[0]["to"] == "collectors.alloy-logs.alloy.clustering.enabled"
    else:
        assert "What keeps the result from being built:\n" in result.stderr
