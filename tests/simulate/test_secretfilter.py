"""`loki.secretfilter`: what is found in lines, and what becomes of it. Every secret here is made up."""

from __future__ import annotations

from typing import Any

import pytest

from alloyc.graph.read import read_graph
from alloyc.simulate.data import Line
from alloyc.simulate.flow import run
from alloyc.simulate.given import Given
from alloyc.simulate.simulation import Simulation

TOKEN = "ghp_" + "k3Jx9QpLm2Vt7Rz8Wc5Yb1Nd4Fh6Gs0AqEuT"
CONFIG = """
loki.secretfilter "secrets" {{
  forward_to = [loki.echo.end.receiver]
{body}
}}

loki.echo "end" {{ }}
"""


def redacted(line: str, body: str = "", **given: Any) -> str:
    """The line as it arrives, or why nobody knows."""
    graph = read_graph(CONFIG.format(body=body), "a.alloy")
    [trace] = run(Simulation(graph, Given(**given)), graph.components[0], Line({"app": "x"}, line))
    [(_, datum)] = trace.arrived or ((None, None),)
    return datum.line if isinstance(datum, Line) else trace.unknown


LINES = {
    "level=info msg=hello": "level=info msg=hello",
    f"pushed with {TOKEN} by bob": f"pushed with {TOKEN[:8]}... by bob",
    f"{TOKEN} and {TOKEN}": f"{TOKEN[:8]}... and {TOKEN[:8]}...",
    f"pushed with {TOKEN} gitleaks:allow": f"pushed with {TOKEN} gitleaks:allow",
    f"ghp_{'a' * 36}": f"ghp_{'a' * 36}",
    "api_key = abcdefghijklmnopqrstuvwxyz": "api_key = abcdefghijklmnopqrstuvwxyz",
    "the github token was renewed": "the github token was renewed",
}


@pytest.mark.parametrize("line", LINES)
def test_a_line(line: str) -> None:
    assert redacted(line) == LINES[line]


OPTIONS = {
    'redact_with = "<$SECRET_NAME>"': "<github-pat>",
    "redact_percent = 100": "REDACTED",
    "redact_percent = 50": TOKEN[:20] + "...",
    "rate = 0": TOKEN,
}


@pytest.mark.parametrize("body", OPTIONS)
def test_an_option(body: str) -> None:
    assert redacted(TOKEN, body) == OPTIONS[body]


OWN = """
[[rules]]
id = "badge"
regex = 'badge-([0-9]+)'
keywords = ["BADGE"]
[[rules.allowlists]]
regexes = ['^0+$']
[allowlist]
stopwords = ["999"]
"""


BADGES = [("badge-12", "badge-<badge>"), ("badge-00", "badge-00"), ("badge-1999", "badge-1999")]


@pytest.mark.parametrize(("line", "after"), BADGES)
def test_rules_of_a_file(line: str, after: str) -> None:
    body = 'gitleaks_config = "/rules.toml"\nredact_with = "<$SECRET_NAME>"'
    assert redacted(line, body, files={"/rules.toml": OWN}) == after


UNKNOWN = {
    "rate = 0.5": {},
    'gitleaks_config = "/rules.toml"': {},
    'gitleaks_config = "/broken.toml"': {"files": {"/broken.toml": "["}},
    'gitleaks_config = "/more.toml"': {"files": {"/more.toml": "[extend]\nuseDefault = true"}},
    "": {"alloy_version": "1.12"},
}


@pytest.mark.parametrize("body", UNKNOWN)
def test_what_nobody_knows(body: str) -> None:
    assert TOKEN not in redacted(TOKEN, body, **UNKNOWN[body])
