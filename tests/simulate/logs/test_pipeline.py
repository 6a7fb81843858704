"""Running a pipeline: what is told of it, and what it does not guess."""

from __future__ import annotations

import pytest

from alloyc.simulate.data import Line
from alloyc.simulate.logs import StageFault, compile_stages, run
from alloyc.simulate.logs.jsonl import answer
from alloyc.simulate.trace import Step, Unknown
from alloyc.syntax.ast import Attribute, Block
from alloyc.syntax.parser import parse_body


def after(stages: str, *lines: str, now: int | None = None) -> list[Line]:
    return run(compile_stages(parse_body(stages)), [Line({"job": "a"}, line) for line in lines], now)


def steps(stages: str, *lines: str) -> list[tuple[str, int, str]]:
    """The stage, how many lines came out, and why none did, of each step."""
    seen: list[Step] = []
    run(compile_stages(parse_body(stages)), [Line({"job": "a"}, line) for line in lines], None, seen.append)
    return [(step.statement.name, len(step.after), step.reason) for step in seen if step.statement]


UNKNOWN = {
    "the time": 'stage.drop { older_than = "1h" }',
    "chance": "stage.sampling { rate = 0.5 }",
    "a database": 'stage.geoip {\n db = "x"\n db_type = "city"\n source = "job"\n}',
    "the order of members": 'stage.json { expressions = {"o" = ""} }\nstage.output { source = "o" }',
    "the packing time": 'stage.pack { labels = ["job"] }',
    "a function of the machine": 'stage.template {\n source = "x"\n template = "{{ env \\"HOME\\" }}"\n}',
}


@pytest.mark.parametrize("stages", UNKNOWN.values(), ids=UNKNOWN)
def test_what_is_not_given_is_unknown(stages: str) -> None:
    with pytest.raises(Unknown):
        after(stages, '{"o": {"a": 1, "b": 2}}')


def test_what_nobody_knows_may_be_left_unused() -> None:
    assert len(after('stage.json { expressions = {"o" = ""} }', '{"o": {"a": 1, "b": 2}}')) == 1


def test_the_time_is_given() -> None:
    stages = 'stage.drop { older_than = "1h" }'
    assert after(stages, "x", now=3600 * 10**9) == [Line({"job": "a"}, "x")]
    assert after(stages, "x", now=3600 * 10**9 + 1) == []


def test_an_argument_that_only_alloy_knows_is_unknown() -> None:
    with pytest.raises(Unknown, match="only known when Alloy runs"):
        compile_stages(parse_body('stage.output { source = sys.env("X") }'))


def test_a_fault_is_at_its_attribute() -> None:
    body = parse_body('stage.regex {\n  expression = "("\n}')
    with pytest.raises(StageFault) as caught:
        compile_stages(body)
    assert isinstance(body[0], Block)
    assert caught.value.statement is body[0].body[0]
    assert isinstance(caught.value.statement, Attribute)


def test_an_unknown_stage_is_a_fault() -> None:
    with pytest.raises(StageFault):
        compile_stages(parse_body("stage.nope {}"))


def test_steps_tell_what_changed_and_what_ended() -> None:
    stages = """stage.static_labels { values = {"x" = "1"} }
        stage.drop {
            expression = "no"
            drop_counter_reason = "why"
        }"""
    assert steps(stages, "yes", "no") == [
        ("stage.static_labels", 1, ""),
        ("stage.static_labels", 1, ""),
        ("stage.drop", 0, "why"),
    ]


def test_a_stage_that_changes_nothing_is_no_step() -> None:
    assert steps('stage.label_drop { values = ["z"] }', "x") == []


def test_stages_inside_a_match_tell_of_themselves() -> None:
    stages = 'stage.match {\n selector = "{job=\\"a\\"}"\n stage.label_drop { values = ["job"] }\n}'
    assert steps(stages, "x") == [("stage.label_drop", 1, "")]


def test_lines_that_wait_are_told_of() -> None:
    stages = 'stage.multiline { firstline = "^A" }'
    assert steps(stages, "A", " b") == [
        ("stage.multiline", 0, "kept until the block of lines is complete"),
        ("stage.multiline", 0, "kept until the block of lines is complete"),
        ("stage.multiline", 1, "let go at the end"),
    ]


def test_runs_share_nothing() -> None:
    stages = compile_stages(parse_body('stage.multiline { firstline = "^A" }'))
    assert run(stages, [Line({}, "A")]) == run(stages, [Line({}, "A")]) == [Line({}, "A")]


def test_lines_given_stay_as_they_are() -> None:
    line = Line({"job": "a"}, "x", metadata={"k": "v"})
    run(compile_stages(parse_body('stage.structured_metadata { values = {"job" = ""} }')), [line])
    assert line == Line({"job": "a"}, "x", metadata={"k": "v"})


def test_a_random_order_of_streams_is_said() -> None:
    entries = [{"labels": {"job": job}, "line": "A"} for job in ("a", "b")]
    assert "random order" in answer({"stages": 'stage.multiline { firstline = "A" }', "entries": entries})["unknown"]
