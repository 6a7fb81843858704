"""Which configurations do the same, and which do not."""

from __future__ import annotations

import pytest

from alloyc.graph.flows import Flow, Step, flows
from alloyc.graph.resolve import graph_of
from alloyc.syntax.parser import parse_body

JSON, LABELS = 'stage.json { expressions = {level = ""} }', 'stage.labels { values = {level = ""} }'
ONE, TWO = 'rule { target_label = "one" }', 'rule { target_label = "two" }'


def does(text: str) -> frozenset[Flow]:
    return flows(graph_of("any", parse_body(text)))


def describe(flow: Flow) -> str:
    """The kinds of components on a flow: "prometheus.scrape > prometheus.remote_write"."""
    return " > ".join(_kind(step) for step in flow)


def _kind(step: Step) -> str:
    """The component kind that a step, however it is wrapped, is of."""
    match step:
        case ("rules", str(kind), _, _):
            return kind
        case (str(), (str(kind), *_)):
            return kind
        case (str(kind), *_):
            return kind
        case _:
            return "?"


def ways(text: str) -> set[str]:
    return {describe(flow) for flow in does(text)}


def chain(kind: str, *bodies: str) -> str:
    """Components that feed each other in a row, between a source and a sink of the same ecosystem."""
    family = kind.partition(".")[0]
    source, sink = SOURCES[family]
    names = [f"{kind}.c{position}" for position in range(len(bodies))] + [f"{sink}.w"]
    made = [f'{kind} "c{i}" {{\nforward_to = [{names[i + 1]}.receiver]\n{body}\n}}\n' for i, body in enumerate(bodies)]
    return f'{source} "s" {{\nforward_to = [{names[0]}.receiver]\n}}\n{"".join(made)}{sink} "w" {{ }}\n'


SOURCES = {
    "prometheus": ("prometheus.receive_http", "prometheus.remote_write"),
    "loki": ("loki.source.api", "loki.write"),
    "pyroscope": ("pyroscope.receive_http", "pyroscope.write"),
}


@pytest.mark.parametrize("kind", ["prometheus.relabel", "loki.relabel", "pyroscope.relabel"])
def test_two_that_relabel_are_one_with_the_rules_of_both(kind: str) -> None:
    assert does(chain(kind, ONE, TWO)) == does(chain(kind, f"{ONE}\n{TWO}"))
    assert does(chain(kind, ONE, TWO)) != does(chain(kind, TWO, ONE))


def test_two_that_process_logs_are_not_one_with_the_stages_of_both() -> None:
    assert does(chain("loki.process", JSON, LABELS)) != does(chain("loki.process", f"{JSON}\n{LABELS}"))


@pytest.mark.parametrize("kind", ["prometheus.relabel", "loki.relabel", "pyroscope.relabel", "loki.process"])
def test_one_without_rules_does_nothing(kind: str) -> None:
    assert does(chain(kind, "")) == does(chain(kind))


def test_the_size_of_a_cache_is_nothing_that_a_component_does() -> None:
    assert does(chain("loki.relabel", f"max_cache_size = 5\n{ONE}")) == does(chain("loki.relabel", ONE))


@pytest.mark.parametrize(
    ("kind", "argument", "shown"),
    [
        ("prometheus.scrape", "", True),
        ("prometheus.scrape", 'job_name = "x"', False),
        ("pyroscope.scrape", "", True),
        ("pyroscope.scrape", 'job_name = "x"', False),
        ("loki.source.journal", "", True),
        ("loki.source.file", "", False),
    ],
)
def test_a_label_counts_where_telemetry_holds_it(kind: str, argument: str, shown: bool) -> None:
    sink = SOURCES[kind.partition(".")[0]][1]
    one, other = (
        does(f'{kind} "{label}" {{\nforward_to = [{sink}.w.receiver]\n{argument}\n}}\n{sink} "w" {{ }}')
        for label in ("a", "b")
    )
    assert (one != other) is shown


def test_a_signal_leaves_a_processor_as_it_came() -> None:
    text = """
    otelcol.receiver.otlp "r" { output { logs = [otelcol.processor.batch.b.input] } }
    otelcol.processor.batch "b" {
      output {
        logs = [otelcol.exporter.loki.l.input]
        metrics = [otelcol.exporter.prometheus.p.input]
      }
    }
    otelcol.exporter.loki "l" { forward_to = [loki.write.w.receiver] }
    otelcol.exporter.prometheus "p" { forward_to = [prometheus.remote_write.w.receiver] }
    loki.write "w" { }
    prometheus.remote_write "w" { }
    """
    assert ways(text) == {"otelcol.receiver.otlp > otelcol.processor.batch > otelcol.exporter.loki > loki.write"}


def test_a_source_that_is_fed_is_a_source_still() -> None:
    text = """
    loki.source.api "s" { forward_to = [database_observability.postgres.d.logs_receiver] }
    database_observability.postgres "d" { forward_to = [loki.write.w.receiver] }
    loki.write "w" { }
    """
    assert ways(text) == {
        "loki.source.api > database_observability.postgres > loki.write",
        "database_observability.postgres > loki.write",
    }


def test_a_module_hides_what_becomes_of_a_signal() -> None:
    text = """
    declare "m" { argument "x" { } }
    otelcol.receiver.otlp "r" { output { traces = [m.one.input] } }
    m "one" { x = [prometheus.relabel.p.receiver] }
    prometheus.relabel "p" {
      forward_to = [prometheus.remote_write.w.receiver]
      rule { target_label = "one" }
    }
    prometheus.remote_write "w" { }
    """
    assert "otelcol.receiver.otlp > m > prometheus.relabel > prometheus.remote_write" in ways(text)
