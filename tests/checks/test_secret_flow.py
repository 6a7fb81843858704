"""Secrets that come to where they can be read, and those that do not."""

from __future__ import annotations

import pytest

from alloyc.checks.run import check_values, choice
from alloyc.compile import Settings
from alloyc.values.load import load_text

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
