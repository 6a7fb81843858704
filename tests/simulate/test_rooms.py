"""Lines through the rooms of stages and of OTLP, from one to the other and back."""

from __future__ import annotations

import pytest

from alloyc import simulate
from alloyc.simulate import Line
from support.cluster import of_text

pytest.importorskip("alloyc.simulate.logs", reason="the stages of loki.process are not here")
pytest.importorskip("alloyc.simulate.otlp", reason="the processors of OTLP are not here")

CONFIGURATION = """
loki.process "in" {
	forward_to = [loki.write.end.receiver, otelcol.receiver.loki.bridge.receiver]

	stage.json {
		expressions = {level = "level"}
	}

	stage.drop {
		source = "level"
		value  = "debug"
	}

	stage.static_labels {
		values = {cluster = sys.env("CLUSTER")}
	}
}

loki.write "end" {
	endpoint {
		url = "https://logs.example"
	}
}

otelcol.receiver.loki "bridge" {
	output {
		logs = [otelcol.processor.attributes.team.input]
	}
}

otelcol.processor.attributes "team" {
	action {
		key    = "team"
		value  = "web"
		action = "insert"
	}

	output {
		logs = [otelcol.exporter.otlp.end.input]
	}
}

otelcol.exporter.otlp "end" {
	client {
		endpoint = "otlp.example"
	}
}
"""


def traces(text: str) -> list[simulate.Trace]:
    run = of_text(CONFIGURATION, environment={"CLUSTER": "eu-1"}, now=5)
    return list(simulate.run(run, simulate.find(run, "loki.process.in"), Line({"app": "x"}, text, 1)))


def test_a_line_goes_both_ways() -> None:
    ends = [(trace.ended.kind, trace.unknown) for trace in traces('{"level":"info"}') if trace.ended]
    assert ends == [("loki.write", ""), ("otelcol.exporter.otlp", "")]


def test_stages_are_steps() -> None:
    to_loki, to_otlp = traces('{"level":"info"}')
    assert to_loki.arrived[0][1] == Line({"app": "x", "cluster": "eu-1"}, '{"level":"info"}', 1)
    kinds = [step.component.kind for step in to_otlp.steps if step.component]
    assert kinds == ["loki.process", "otelcol.receiver.loki", "otelcol.processor.attributes"]


def test_the_stage_that_drops_is_the_last_step() -> None:
    [trace] = traces('{"level":"debug"}')
    assert trace.arrived == ()
    assert trace.steps[-1].statement is not None
    assert trace.steps[-1].statement.name == "stage.drop"
