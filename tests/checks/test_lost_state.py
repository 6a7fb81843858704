"""Names that keep state, against the last output."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from alloyc.cli import main

VALUES = """\
cluster: {{name: prod}}
destinations:
  {name}: {{type: prometheus, url: https://metrics.example.com/api/v1/push}}
collectors:
  alloy: {{presets: [singleton]}}
clusterMetrics: {{enabled: true}}
telemetryServices: {{kube-state-metrics: {{deploy: true}}}}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "old.yaml").write_text(VALUES.format(name="metrics"))
    (tmp_path / "new.yaml").write_text(VALUES.format(name="other"))
    return tmp_path


@pytest.mark.parametrize(("form", "file"), [("alloy", "alloy.alloy"), ("configmap", "alloy.configmap.yaml")])
def test_a_renamed_queue_is_told_at_its_line(folder: Path, form: str, file: str) -> None:
    out = str(folder / "out")
    assert CliRunner().invoke(main, ["build", str(folder / "old.yaml"), "--format", form, "-o", out]).exit_code == 0
    asked = ["check", "--select", "lost-state", "--against", out]
    assert CliRunner().invoke(main, [*asked, str(folder / "old.yaml")]).exit_code == 0
    told = CliRunner().invoke(main, [*asked, str(folder / "new.yaml"), "--diagnostics", "json"])
    assert told.exit_code == 1
    assert "`prometheus.remote_write.metrics` of `alloy`" in told.output
    line = next(n for n, text in enumerate((folder / "out" / file).read_text().split("\n"), 1)
                if 'prometheus.remote_write "metrics"' in text)  # fmt: skip
    assert f'"line": {line}' in told.output


def test_a_folder_without_output_is_refused(folder: Path) -> None:
    told = CliRunner().invoke(main, ["check", str(folder / "new.yaml"), "--against", str(folder)])
    assert told.exit_code == 1
    assert "unreadable-file" in told.output
