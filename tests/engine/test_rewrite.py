"""Configurations with local ends: Alloy would take them, and nothing in them leads away from this machine."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from alloyc.engine.ends import Ends
from alloyc.engine.given import Run, runs_of
from alloyc.engine.rewrite import localized
from alloyc.graph.component import Graph
from alloyc.graph.resolve import to_body
from alloyc.proof.round_trip import print_graph
from alloyc.testing.feed import Feed
from alloyc.testing.read import files_of, read_tests
from alloyc.typecheck import faults

ROOT = Path(__file__).resolve().parents[2]
FILES = files_of((str(ROOT / "fixtures" / "tests"),))


def graph_of(run: Run, folder: Path) -> Graph:
    ends = Ends(run.simulation, "http://127.0.0.1:9", "0", folder, run.receivers, run.stand_ins, run.satellites)
    return localized(run.graph, run.roots, ends)


def runs(path: str) -> list[Run]:
    tests = read_tests(path, {})
    return [run for case in tests.file.tests for run in runs_of(Feed(tests.subject, case.given), case.expect)]


@pytest.mark.parametrize("path", FILES, ids=lambda path: Path(path).name)
def test_nothing_leads_away(path: str, tmp_path: Path) -> None:
    for run in runs(path):
        text = print_graph(graph_of(run, tmp_path))
        places = re.findall(r'"\w+://(?:[^@"/]*@)?([^:/"]*)|listen_address *= "(.*)"', text)
        assert {url or address for url, address in places} == {"127.0.0.1"}


@pytest.mark.parametrize("path", FILES, ids=lambda path: Path(path).name)
def test_alloy_would_take_it(path: str, tmp_path: Path) -> None:
    for run in runs(path):
        found = faults(to_body(graph_of(run, tmp_path)), stability="experimental")
        assert [fault.message for fault in found if fault.severity == "error"] == []
