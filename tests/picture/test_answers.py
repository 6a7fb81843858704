"""Answers from traces: which hop, what changed, where it ends and why."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import pytest

from alloyc.graph.component import Component, Graph
from alloyc.graph.resolve import graph_of
from alloyc.picture.answers import Evaluate, answers, labels_of, precomputed, sources_of
from alloyc.picture.masking import Masks
from alloyc.picture.questions import Question
from alloyc.picture.simulated import evaluator
from alloyc.picture.words import rule_blocks
from alloyc.simulate.data import Datum, Line, Otlp, Series, Target
from alloyc.simulate.trace import Step, Trace
from alloyc.syntax.parser import parse
from support.pictures import LARGEST, made

GRAPH = graph_of(
    "metrics",
    parse(
        'prometheus.scrape "shop" {\n  targets = []\n  forward_to = [prometheus.relabel.shop.receiver]\n}\n'
        'prometheus.relabel "shop" {\n  forward_to = [prometheus.remote_write.out.receiver]\n'
        '  rule {\n    target_label = "team"\n    replacement = "shop-secret"\n  }\n'
        '  rule {\n    action = "drop"\n    regex = "x"\n  }\n}\n'
        'prometheus.remote_write "out" { }\n'
    ).body,
)
SCRAPE, RELABEL, WRITE = GRAPH.components
FIRST, SECOND = rule_blocks(RELABEL)
BEFORE = Series({"__name__": "up"})
AFTER = Series({"__name__": "up", "team": "shop-secret"})
LABELLED = Step(RELABEL, FIRST, BEFORE, (AFTER,))
UP = Question("series", "up")


def answer_of(trace: Trace) -> dict[str, object]:
    """The answer that a trace becomes, without its first hop."""

    def evaluate(graph: Graph, source: Component, datum: Datum) -> Iterable[Trace]:
        return [trace]

    (found,) = answers(UP, [GRAPH], evaluate, Masks(("secret",)))
    assert found["hops"].pop(0)["node"] == "metrics/prometheus.scrape.shop"
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
            "statement": "",
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


@pytest.mark.parametrize(
    ("datum", "kinds"),
    [
        (Series({}), {"prometheus.scrape", "prometheus.operator.podmonitors"}),
        (Line({}, ""), {"loki.source.kubernetes", "loki.source.podlogs"}),
        (Target({}), {"discovery.kubernetes"}),
    ],
)
def test_what_is_asked_about_enters_where_it_could_be_gathered(datum: Datum, kinds: set[str]) -> None:
    graph = next(graph for graph in made(LARGEST).graphs if graph.collector == "metrics")
    assert kinds <= {component.kind for component in sources_of(graph, datum)}


def ask_at(asked: list[tuple[str, str]]) -> Evaluate:
    """An evaluator that notes what it is asked, and says that it arrives."""

    def evaluate(graph: Graph, source: Component, datum: Datum) -> Iterable[Trace]:
        assert isinstance(datum, Series)
        asked.append((datum.labels["__name__"], source.name))
        return [Trace(datum, (), ((source, datum),))]

    return evaluate


def test_precomputed_are_listed_metrics_from_where_a_rule_names_them() -> None:
    asked: list[tuple[str, str]] = []
    found = list(precomputed(made(LARGEST).graphs, ask_at(asked), Masks()))
    assert ("kubelet_running_pods", "prometheus.scrape.cluster_metrics_kubelet") in asked
    assert ("kubelet_running_pods", "prometheus.scrape.cluster_metrics_cadvisor") not in asked
    assert [answer["question"]["text"] for answer in found] == sorted(metric for metric, _ in asked)


def test_a_page_holds_only_so_many_answers() -> None:
    long = Trace(BEFORE, (LABELLED,) * 500)
    found = list(precomputed(made(LARGEST).graphs, lambda graph, source, datum: [long], Masks()))
    assert 0 < len(json.dumps(found)) < 400_000


def kubelet(metric: str) -> dict[str, Any]:
    """The simulation's answer for a metric that the kubelet's scrape gathers."""
    found = answers(Question("series", metric), made(LARGEST).graphs, evaluator(), Masks())
    (of_kubelet,) = [a for a in found if a["hops"][0]["node"] == "metrics/prometheus.scrape.cluster_metrics_kubelet"]
    return of_kubelet


def test_the_simulation_answers() -> None:
    kept, dropped = kubelet("kubelet_running_pods"), kubelet("nobody_lists_this")
    assert [one["node"] for one in kept["arrived"]] == ["metrics/prometheus.remote_write.metrics"]
    assert (kept["outcome"], dropped["outcome"]) == ("arrived", "dropped")
    assert dropped["hops"][-1]["node"] == "metrics/prometheus.relabel.cluster_metrics_kubelet"
    assert dropped["hops"][-1]["rule"] == 0


def test_what_is_not_known_says_behind_which_component() -> None:
    found = answers(Question("series", "up"), made(LARGEST).graphs, evaluator(), Masks())
    unknown = [answer for answer in found if answer["outcome"] == "unknown"]
    assert unknown
    assert all(answer["reason"] and answer["hops"][-1]["outcome"] == "unknown" for answer in unknown)


def test_labels_of_lines_and_of_opentelemetry() -> None:
    assert labels_of(Line({"a": "b"}, "GET /", metadata={"c": "d"})) == {"a": "b", "metadata c": "d", "(line)": "GET /"}
    assert labels_of(Otlp("traces", {"spans": [{"name": "x"}]})) == {"spans[0].name": "x"}
