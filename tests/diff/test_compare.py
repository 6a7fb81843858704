"""What two sides do differently, in the user's terms."""

from __future__ import annotations

from pathlib import Path

import pytest

from alloyc.compile import Settings
from alloyc.diff.changes import Difference
from alloyc.diff.compare import compare
from alloyc.diff.conditions import holds
from alloyc.diff.sides import read_side
from alloyc.diff.summary import summary

ROOT = Path(__file__).resolve().parents[2]
OLD, NEW = (ROOT / "fixtures" / "diff" / name for name in ("old.yaml", "new.yaml"))

HEAD = """prometheus.scrape "a" {{
  targets    = [{{"__address__" = "a:1"}}]
  job_name   = "a"
  forward_to = [{next}]
  {scrape}
}}
"""
SINK = 'prometheus.remote_write "p" { endpoint { url = "http://p" } }\n'


def rules(*texts: str, scrape: str = "") -> str:
    body = "".join(f"rule {{ {text} }}\n" for text in texts)
    relabel = f'prometheus.relabel "r" {{ forward_to = [prometheus.remote_write.p.receiver]\n{body} }}\n'
    return HEAD.format(next="prometheus.relabel.r.receiver", scrape=scrape) + relabel + SINK


def found(tmp_path: Path, old: str, new: str) -> Difference:
    sides = []
    for name, text in (("old.alloy", old), ("new.alloy", new)):
        (tmp_path / name).write_text(text.replace("; ", "\n"))
        sides.append(read_side((str(tmp_path / name),), Settings(), {}))
    return compare(*sides)


KEEP = 'source_labels = ["__name__"]; action = "keep"; regex = "{}"'
DROP = 'source_labels = ["__name__"]; action = "drop"; regex = "{}"'
TEAM = 'target_label = "team"; replacement = "{}"'
BY_ZONE = 'source_labels = ["zone"]; regex = "{}"; action = "drop"'

EQUAL = [
    ([KEEP.format("up|node_.*")], [KEEP.format("node_.*|up|up")]),
    ([KEEP.format("up|down"), DROP.format("down")], [DROP.format("down"), KEEP.format("down|up")]),
    ([TEAM.format("a")], [TEAM.format("a") + '; action = "replace"; separator = ";"']),
    ([TEAM.format('" + "a')], [TEAM.format("a")]),
]
CHANGED = [
    ([KEEP.format("up|node_.*")], [KEEP.format("up")], {("metrics", "removed", "node_.*")}),
    ([KEEP.format("up")], [KEEP.format("up|down")], {("metrics", "added", "down")}),
    ([], [DROP.format("go_.*|up")], {("metrics", "removed", "go_.*"), ("metrics", "removed", "up")}),
    ([TEAM.format("a")], [], {("labels", "removed", "team")}),
    ([TEAM.format("a")], [TEAM.format("b")], {("labels", "changed", "team")}),
    ([], ['action = "labeldrop"; regex = "pod"'], {("labels", "removed", "pod")}),
    ([BY_ZONE.format("a")], [BY_ZONE.format("a|b")], {("metrics", "changed", "drop")}),
]


@pytest.mark.parametrize(("old", "new"), EQUAL)
def test_what_does_the_same_is_no_change(tmp_path: Path, old: list[str], new: list[str]) -> None:
    assert found(tmp_path, rules(*old), rules(*new)) == Difference(True)


@pytest.mark.parametrize(("old", "new", "expected"), CHANGED)
def test_rules_are_told_as_what_they_change(
    tmp_path: Path, old: list[str], new: list[str], expected: set[tuple[str, str, str]]
) -> None:
    difference = found(tmp_path, rules(*old), rules(*new))
    assert {(change.aspect, change.how, change.name) for change in difference.changes} == expected
    assert difference.same is False


def test_a_label_is_renamed(tmp_path: Path) -> None:
    zone = 'source_labels = ["zone"]; target_label = "{}"'
    difference = found(tmp_path, rules(zone.format("area")), rules(zone.format("place")))
    [change] = difference.changes
    assert (change.aspect, change.how, change.was, change.name) == ("labels", "changed", "area", "place")
    assert (summary(difference), holds(difference, "lost-label")) == ("1 label renamed", True)


def test_a_rule_without_an_effect_that_is_known_is_unknown(tmp_path: Path) -> None:
    odd = 'source_labels = ["a"]; regex = "x^"; action = "drop"'
    difference = found(tmp_path, rules(), rules(odd))
    assert difference.same is None
    assert difference.unknown


def test_a_default_that_is_written_is_none(tmp_path: Path) -> None:
    assert found(tmp_path, rules(), rules(scrape='scrape_interval = "60s"')).same is True
    [change] = found(tmp_path, rules(), rules(scrape='scrape_interval = "30s"')).changes
    assert (change.aspect, change.old, change.new) == ("intervals", '"1m"', '"30s"')


def test_a_renamed_component_that_keeps_state_is_warned_of(tmp_path: Path) -> None:
    renamed = rules().replace('"p"', '"q"').replace(".p.", ".q.")
    difference = found(tmp_path, rules(), renamed)
    assert (difference.same, difference.changes) == (True, ())
    assert "prometheus.remote_write.p" in difference.warnings[0]


def test_a_secret_is_not_shown(tmp_path: Path) -> None:
    texts = [rules().replace('"http://p"', f'"http://p"\nbearer_token = "{secret}"') for secret in ("hush", "quiet")]
    difference = found(tmp_path, *texts)
    assert [change.aspect for change in difference.changes] == ["credentials"]
    assert not {"hush", "quiet"} & set(repr(difference).replace('"', " ").replace("'", " ").split())


CAUSES = {
    ("sources", "clusterMetrics.cadvisor"): 19,
    ("metrics", "kubelet_node_name"): 17,
    ("labels", "external_labels"): 8,
    ("intervals", "scrape_interval"): 15,
}


@pytest.mark.parametrize(("change", "line"), CAUSES.items())
def test_each_change_of_values_has_its_line(change: tuple[str, str], line: int) -> None:
    sides = [read_side((str(path),), Settings(), {}) for path in (OLD, NEW)]
    places = [c.at_new for c in compare(*sides).changes if (c.aspect, c.name) == change]
    assert {place.line for place in places if place} == {line}
