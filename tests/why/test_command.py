"""`alloyc why` and `alloyc why-not`, from outside."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result

from alloyc.cli import main
from support import questions

CASE = questions.case("exclude-wins-over-include")
SERIES = 'kube_pod_tolerations{namespace="shop"}'
ALLOY = """
prometheus.relabel "all" {
	forward_to = [prometheus.remote_write.prom.receiver]

	rule {
		source_labels = ["__name__"]
		regex         = "up|down"
		action        = "keep"
	}
EXTRA
}

prometheus.remote_write "prom" {
	endpoint {
		url = "http://localhost"
	}
}
"""


@pytest.fixture
def values(tmp_path: Path) -> Path:
    path = tmp_path / "values.yaml"
    path.write_text(CASE.text.replace("- kube_lease_owner", "- kube_lease_owner # noise"))
    return path


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["why", "--series", "kube_pod_info"], 0),
        (["why-not", "--series", SERIES], 1),
        (["why-not"], 2),
        (["why-not", "--series", "}{"], 2),
        (["why-not", "--series", "up", "--at", "nowhere"], 2),
        (["why-not", "--series", "up", "--to", "nowhere"], 2),
        (["why-not", "--metric", "container_memory_rss"], 3),
    ],
)
def test_exit_codes(values: Path, arguments: list[str], code: int) -> None:
    assert run(arguments[0], values, *arguments[1:]).exit_code == code


def test_json(values: Path) -> None:
    told = json.loads(run("why-not", values, "--series", SERIES, "--json").stdout)
    [one] = told["destinations"]
    assert (told["outcome"], one["name"], one["outcome"]) == ("dropped", "prom", "dropped")
    [by] = one["decided_by"]["contributions"]
    assert (by["kind"], by["file"]) == ("value", str(values))
    assert values.read_text().split("\n")[by["line"] - 1].strip() == "- kube_pod_tolerations"
    assert told["edits"][0]["verified"]


def test_apply_keeps_comments(values: Path) -> None:
    assert run("why-not", values, "--series", SERIES, "--apply").exit_code == 1
    assert "- kube_lease_owner # noise" in values.read_text()
    assert run("why-not", values, "--series", SERIES).exit_code == 0


def test_diagnostics_are_at_the_line(values: Path) -> None:
    [told] = json.loads(run("why-not", values, "--series", SERIES, "--diagnostics", "json").stdout)
    assert told["code"] == "dropped-datum"
    assert "kube_pod_tolerations" in values.read_text().split("\n")[told["line"] - 1]


@pytest.mark.parametrize("series", [SERIES, 'kube_pod_info{namespace="shop"}'])
def test_a_saved_test_holds(values: Path, series: str, tmp_path: Path) -> None:
    saved = tmp_path / "saved.alloytest.yaml"
    run("why", values, "--series", series, "--save-test", saved)
    assert yaml.safe_load(saved.read_text())["values"] == ["values.yaml"]
    assert run("test", saved).exit_code == 0


@pytest.mark.parametrize(("series", "code"), [("up", 0), ("sideways", 1)])
def test_a_plain_configuration(tmp_path: Path, series: str, code: int) -> None:
    path = tmp_path / "config.alloy"
    path.write_text(ALLOY.replace("EXTRA", ""))
    assert run("why-not", path, "--series", series, "--at", "prometheus.relabel.all").exit_code == code


def test_rules_that_nothing_passes(tmp_path: Path) -> None:
    path = tmp_path / "config.alloy"
    rule = 'rule {\n source_labels = ["__name__"]\n regex = "[a-t].*"\n action = "keep"\n}\n'
    path.write_text(ALLOY.replace("EXTRA", rule + rule.replace('"keep"', '"drop"')))
    told = run("why-not", path, "--metric", "up", "--at", "prometheus.relabel.all")
    assert "impossible: no value of `__name__` passes" in told.stdout
