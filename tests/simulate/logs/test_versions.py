"""What stages did in older versions of Alloy."""

from __future__ import annotations

import pytest

from alloyc.graph.read import read_graph
from alloyc.simulate.data import Line
from alloyc.simulate.flow import run_together
from alloyc.simulate.given import Given
from alloyc.simulate.logs import compile_stages, run
from alloyc.simulate.simulation import Simulation
from alloyc.simulate.trace import Unknown
from alloyc.syntax.parser import parse_body

MULTILINE = 'stage.multiline { firstline = "^a" }'
TIMES = 'stage.regex { expression = "^(?P<ts>.*)$" }\nstage.timestamp {\n  source = "ts"\n  format = "Unix"\n}'


def after(stages: str, version: int, *lines: str) -> list[Line]:
    given = [Line({"job": "a"}, line, metadata={"m": "1"}) for line in lines]
    return run(compile_stages(parse_body(stages), version), given)


def test_blocks_of_lines() -> None:
    old, newer, newest = (after(MULTILINE, version, "a\n", "b")[0] for version in (9, 11, 12))
    assert (old.line, dict(old.metadata)) == ("a\n\nb", {})
    assert (newer.line, dict(newer.metadata)) == ("a\n\nb", {"m": "1"})
    assert newest.line == "a\nb"


def test_equal_times() -> None:
    assert [[line.timestamp for line in after(TIMES, version, "1", "1")] for version in (16, 17)] == [
        [10**9, 10**9],
        [10**9, 10**9 + 1],
    ]


UNKNOWN = {
    "another JMESPath": ('stage.json { expressions = {"a" = "let $x = a in $x"} }', 10, "{}"),
    "a name": ('stage.labels { values = {"a-b" = ""} }', 10, "x"),
    "a line that is not Docker's": ("stage.docker {}", 14, "{}"),
    "a full block": ('stage.multiline {\n  firstline = "^a"\n  max_lines = 1\n}', 14, "a"),
    "a wrong template": ('stage.replace {\n  expression = "(a)"\n  replace = "{{ x"\n}', 17, "a"),
}


@pytest.mark.parametrize("name", UNKNOWN)
def test_what_nobody_knows(name: str) -> None:
    stages, version, line = UNKNOWN[name]
    with pytest.raises(Unknown, match=r"before Alloy|Alloy before"):
        after(stages, version, line)


PROCESS = 'loki.process "p" {\n  forward_to = [loki.echo.end.receiver]\n  stage.split_json { }\n}\nloki.echo "end" { }'


@pytest.mark.parametrize(("version", "why"), [("1.18", "refuses a stage"), ("1.19", "")])
def test_a_stage_that_is_not_there_yet(version: str, why: str) -> None:
    graph = read_graph(PROCESS, "a.alloy")
    [trace] = run_together(
        Simulation(graph, Given(alloy_version=version)), graph.components[0], [Line({"a": "b"}, "[1]")]
    )
    assert why in trace.unknown
    assert bool(trace.arrived) is not bool(why)
