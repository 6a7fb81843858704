"""Sides for different versions of Alloy, and of the chart."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from alloyc.cli import main
from diff.test_compare import OLD

QUERIES = """
database_observability.postgres "p" {
  data_source_name = "postgres://u@h/d"
  forward_to = [loki.write.l.receiver]
  targets = []
  query_samples { }
}
loki.write "l" { endpoint { url = "http://l" } }
"""
LOGS = """
cluster: {name: meadow}
destinations: {loki: {type: loki, url: https://loki.example/loki/api/v1/push}}
podLogsViaLoki: {enabled: true, secretFilter: {enabled: true, redactPercent: 50}}
collectors: {logs: {presets: [filesystem-log-reader, daemonset], alloy: {stabilityLevel: experimental}}}
"""


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["diff", *arguments])


def found(*arguments: str) -> dict[str, Any]:
    return dict(json.loads(run(*arguments, "--format", "json").stdout))


def test_another_alloy_that_does_the_same_is_no_change() -> None:
    assert found(str(OLD), str(OLD), "--alloy-version", "1.12,1.18")["same"] is True


def test_a_default_that_another_alloy_has_is_one(tmp_path: Path) -> None:
    (tmp_path / "config.alloy").write_text(QUERIES)
    config = str(tmp_path / "config.alloy")
    assert found(config, config)["same"] is True
    [change] = found(config, config, "--alloy-version", "1.12,1.18")["destinations"]["loki.write.l"]["intervals"][
        "changed"
    ]
    assert (change["name"], change["old"], change["new"]) == ("query_samples.collect_interval", '"15s"', '"10s"')


@pytest.mark.parametrize(
    ("versions", "code"), [("1.14,1.18", 0), ("1.18", 0), ("1.12,1.18", 1), ("1.18,1.12", 1), ("2.0", 2)]
)
def test_each_side_is_built_for_its_own(tmp_path: Path, versions: str, code: int) -> None:
    (tmp_path / "values.yaml").write_text(LOGS)
    done = run(str(tmp_path / "values.yaml"), str(tmp_path / "values.yaml"), "--alloy-version", versions)
    assert done.exit_code == code
    assert ("not-in-version" in done.stderr) is (code == 1)


def test_what_version_3_says_that_cannot_be_compared_is_a_warning(tmp_path: Path) -> None:
    (tmp_path / "old.yaml").write_text(
        "cluster: {name: meadow}\ndestinations: [{name: l, type: loki, url: https://l.example/push}]\n"
        "clusterEvents: {enabled: true, noSuchOption: 1}\nalloy-singleton: {enabled: true}\n"
    )
    done = run("--from-v3", str(tmp_path / "old.yaml"), str(OLD))
    assert done.exit_code == 1
    assert "noSuchOption" in done.output
