"""Answers from traces: which hop, what changed, where it ends and why."""

from __future__ import annotations

from collections.abc import Iterable

from alloyc.graph.component import Graph
from alloyc.graph.resolve import graph_of
from alloyc.picture.answers import answers, labels_of, precomputed
from alloyc.picture.masking import Masks
from alloyc.picture.questions import Question
from alloyc.picture.words import rule_blocks
from alloyc.simulate.data import Datum, Line, Otlp, Series
from alloyc.simulate.trace import Step, Trace
from alloyc.syntax.parser import parse

GRAPH = graph_of(
    "metrics",
    parse(
        'prometheus.relabel "shop" {\n  forward_to = [prometheus.remote_write.out.receiver]\n'
        '  rule {\n    target_label = "team"\n    replacement = "shop-secret"\n  }\n'
        '  rule {\n    action = "drop"\n    regex = "x"\n  }\n}\n'
        'prometheus.remote_write "out" { }\n'
    ).body,
)
RELABEL, WRITE = GRAPH.components
FIRST, SECOND = rule_blocks(RELABEL)
BEFORE = Series({"__name__": "up"})
AFTER = Series({"__name__": "up", "team": "shop-secret"})
LABELLED = Step(RELABEL, FIRST, BEFORE, (AFTER,))
UP = Question("series", "up")


def answer_of(trace: Trace) -> dict[str, object]:
    def evaluate(graph: Graph, datum: Datum) -> Iterable[Trace]:
        return [trace]

    (found,) = answers(UP, [GRAPH], evaluate, Masks(("secret",)))
    return found


def test_a_hop_has_its_rule_and_what_changed_without_secrets() -> None:
    found = answer_of(Trace(BEFORE, (LABELLED,), ((WRITE, AFTER),)))
    assert found["outcome"] == "arrived"
    assert found["arrived"] == [
        {"node": "metrics/prometheus.remote_write.out", "labels": {"__name__": "up", "team": "shop-..."}}
    ]
    assert found["hops"] == [
        {
            "node": "metrics/prometheus.relabel.shop",
            "rule": 0,
            "statement": 'rule {\n\ttarget_label = "team"\n\treplacement  = "shop-..."\n}',
            "changes": [{"label": "team", "before": None, "after": "shop-..."}],
            "outcome": "passed",
            "reason": "",
        }
    ]


def test_what_is_dropped_says_where_and_why() -> None:
    found = answer_of(Trace(BEFORE, (LABELLED, Step(RELABEL, SECOND, AFTER, (), "the pattern matches"))))
    assert (found["outcome"], found["reason"]) == ("dropped", "the pattern matches")


def test_what_is_unknown_says_why() -> None:
    found = answer_of(Trace(BEFORE, (Step(RELABEL, None, BEFORE, (BEFORE,)),), unknown="nobody can tell"))
    assert (found["outcome"], found["reason"]) == ("unknown", "nobody can tell")


def test_a_statement_that_refers_to_others_is_printed_with_names() -> None:
    found = answer_of(Trace(BEFORE, (Step(RELABEL, RELABEL.body[0], BEFORE, (BEFORE,)),)))
    (hop,) = found["hops"]  # type: ignore[misc]
    assert hop["statement"] == "forward_to = [prometheus.remote_write.out.receiver]"
    assert hop["rule"] is None


def test_a_page_holds_only_so_many_answers() -> None:
    many = (Question("series", f"metric_{number}") for number in range(100_000))
    trace = Trace(BEFORE, (LABELLED,))
    found = list(precomputed(many, [GRAPH], lambda graph, datum: [trace], Masks()))
    assert 100 < len(found) < 10_000


def test_labels_of_lines_and_of_opentelemetry() -> None:
    assert labels_of(Line({"a": "b"}, "GET /", metadata={"c": "d"})) == {"a": "b", "metadata c": "d", "(line)": "GET /"}
    assert labels_of(Otlp("traces", {"spans": [{"name": "x"}]})) == {"spans[0].name": "x"}
