"""Secrets that come to where they can be read, and those that do not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from alloyc.checks.run import check_values, choice
from alloyc.checks.secret_flow import sure
from alloyc.cli import main
from alloyc.compile import Settings, compile_values
from alloyc.values.load import load, load_text

FIXTURES = sorted((Path(__file__).resolve().parents[2] / "fixtures" / "values").glob("*.yaml"))

VALUES = """\
cluster: {{name: prod}}
destinations:
  metrics: {{type: prometheus, url: https://metrics.example.com/api/v1/push}}
collectors:
  alloy:
    presets: [singleton]
    extraConfig: |
      remote.kubernetes.secret "login" {{
        name      = "login"
        namespace = "x"
      }}
      prometheus.remote_write "own" {{
        endpoint {{
          url = {url}
          basic_auth {{
            username = convert.nonsensitive(remote.kubernetes.secret.login.data["user"])
            password = remote.kubernetes.secret.login.data["password"]
          }}
        }}
        external_labels = {{team = {label}}}
      }}
clusterMetrics: {{enabled: true}}
telemetryServices: {{kube-state-metrics: {{deploy: true}}}}
"""
REVEALED = 'convert.nonsensitive(remote.kubernetes.secret.login.data["token"])'


def found(url: str = '"https://x/"', label: str = '"a"') -> list[tuple[str, int]]:
    values = load_text(VALUES.format(url=url, label=label))
    told = check_values(values, Settings(), chosen=choice("secret-flow"))
    return [(one.answer, one.diagnostic.span.line) for one in told if one.diagnostic.span]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, []),
        ({"label": REVEALED}, [("proven", 20)]),
        ({"url": f'"https://x/" + {REVEALED}'}, [("proven", 14)]),
        ({"label": 'sys.env("API_TOKEN")'}, [("unknown", 20)]),
        ({"label": 'sys.env("TEAM")'}, []),
    ],
)
def test_what_is_told(given: dict[str, str], expected: list[tuple[str, int]]) -> None:
    assert found(**given) == expected


def test_a_build_warns_of_it(tmp_path: Path) -> None:
    (tmp_path / "values.yaml").write_text(VALUES.format(url=REVEALED, label='"a"'))
    result = CliRunner().invoke(main, ["build", str(tmp_path / "values.yaml"), "--diagnostics", "json"])
    told = [(one["code"], one["line"]) for one in json.loads(result.stderr)]
    assert ("secret-flow", 14) in told
    assert result.exit_code == 0


def test_a_build_heeds_the_comment_that_accepts_it(tmp_path: Path) -> None:
    text = VALUES.format(url=REVEALED, label='"a"')
    accepted = text.replace("  alloy:", "  alloy: # alloyc: ignore[secret-flow] a URL of ours")
    (tmp_path / "values.yaml").write_text(accepted)
    assert "secret-flow" not in CliRunner().invoke(main, ["build", str(tmp_path / "values.yaml")]).stderr


@pytest.mark.parametrize("file", FIXTURES, ids=lambda file: file.stem)
def test_a_build_says_nothing_of_fixtures(file: Path) -> None:
    values = load([str(file)])
    assert not sure(compile_values(values), values)
