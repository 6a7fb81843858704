"""What `docs/testing.md` shows of a real Alloy is what happens. The command itself takes one, in ALLOYC_ALLOY."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from alloyc.cli import main
from alloyc.engine.ends import Ends
from alloyc.engine.given import runs_of
from alloyc.engine.rewrite import localized
from alloyc.proof.round_trip import print_graph
from alloyc.testing.feed import Feed
from alloyc.testing.read import read_tests

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "testing.md").read_text(encoding="utf-8").partition("## Through a real Alloy")[2]
ALLOY = os.environ.get("ALLOYC_ALLOY", "")


def shown(language: str) -> str:
    return re.findall(rf"^```{language}\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)[0]


def test_the_destination_is_what_alloy_gets() -> None:
    tests = read_tests(str(ROOT / "fixtures" / "engine" / "sources.alloytest.yaml"), {})
    [case] = [case for case in tests.file.tests if case.name.startswith("PodLogs")]
    [run] = runs_of(Feed(tests.subject, case.given), case.expect)
    ends = Ends(run.simulation, "http://127.0.0.1:4000", "0", Path("/logs"))
    text = print_graph(localized(run.graph, run.roots, ends))
    assert re.sub(r"0\.\d+\.0", "0.0.0", shown("alloy")) in re.sub(r"0\.\d+\.0", "0.0.0", text)


@pytest.mark.skipif(not ALLOY, reason="no Alloy to ask: name one in ALLOYC_ALLOY")
def test_the_command_prints_what_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    command, _, output = shown("sh").partition("\n")
    words = command.removeprefix("$ alloyc ").replace("./alloy", ALLOY).split()
    assert CliRunner().invoke(main, words).stdout == output
