"""Laws that hold for every pass on any graph, not only on the pairs that somebody thought of."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alloyc.graph.component import Graph, map_body, refs
from alloyc.graph.contributions import contributions_of
from alloyc.graph.flows import flows
from alloyc.graph.read import read_graph
from alloyc.graph.resolve import graph_of
from alloyc.passes import PASSES, Pass
from alloyc.passes.drop_empty_relabel import drop_empty_relabel
from alloyc.passes.drop_unused import drop_unused
from alloyc.passes.fold_rules import fold_rules
from alloyc.passes.fuse_rules import fuse_rules
from alloyc.passes.share_discovery import share_discovery
from alloyc.proof.round_trip import print_graph
from alloyc.report.contribution import Contribution
from alloyc.simulate.data import Datum, Line, Series
from alloyc.simulate.flow import deliver
from alloyc.simulate.simulation import Simulation
from alloyc.syntax.ast import Block, Expr, Ref
from alloyc.syntax.parser import parse_body

ALL = {change.__name__: change for change in PASSES[2]}
ENDPOINT = 'endpoint {\n\turl = "http://w"\n}\n'
NAMES = st.sampled_from("abc")
PATTERNS = st.sampled_from(["x", "(.*)", "x|b", "x.+", "", "(x)(b)?", "[^x]*"])
TEXTS = st.sampled_from(["", "x", "$1", "${1}b", "b$2"])


def block(name: str, **attributes: object) -> str:
    """A block as text. What is None is left out."""
    lines = (f"\t{key} = {json.dumps(value)}" for key, value in attributes.items() if value is not None)
    return "\n".join((f"{name} {{", *lines, "}"))


def rule(action: str, **attributes: st.SearchStrategy[object]) -> st.SearchStrategy[str]:
    return st.fixed_dictionaries(attributes).map(lambda given: block("rule", action=action, **given))


def optional(values: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    return st.none() | values


READ = {"source_labels": st.lists(NAMES, min_size=1, max_size=2), "separator": optional(st.sampled_from([";", ""]))}
EQUAL = ("keepequal", "dropequal")
RULES = st.one_of(
    rule("replace", **READ, target_label=NAMES, regex=optional(PATTERNS), replacement=optional(TEXTS)),
    rule("replace", target_label=NAMES, replacement=st.sampled_from(["b", "x", ""])),
    *(rule(action, **READ, regex=PATTERNS) for action in ("keep", "drop")),
    rule("labeldrop", regex=st.sampled_from(["a", "[ab]", "c.*"])),
    rule("labelmap", regex=st.just("(a)"), replacement=st.sampled_from(["b", "${1}c"])),
    rule("labelkeep", regex=st.sampled_from(["__name__|job|a", "__name__|job|[bc]"])),
    *(rule(action, **READ, target_label=NAMES) for action in ("lowercase", "uppercase")),
    *(rule(action, source_labels=NAMES.map(lambda name: [name]), target_label=NAMES) for action in EQUAL),
    rule("hashmod", **READ, target_label=NAMES, modulus=st.integers(1, 3)),
)
KEYS = st.sampled_from(["level", "a", "b"])
STAGES = st.one_of(
    KEYS.map(lambda key: f'stage.json {{\n\texpressions = {{{key} = ""}}\n}}'),
    st.tuples(NAMES, KEYS).map(lambda to: f'stage.labels {{\n\tvalues = {{{to[0]} = "{to[1]}"}}\n}}'),
    PATTERNS.map(lambda text: block("stage.drop", expression=text or "x")),
    st.tuples(NAMES, TEXTS).map(lambda to: f"stage.static_labels {{\n\tvalues = {{{to[0]} = {json.dumps(to[1])}}}\n}}"),
    NAMES.map(lambda name: block("stage.label_drop", values=[name])),
    st.builds(
        lambda text, key: block("stage.replace", expression=f"({text})", replace=key), st.sampled_from("xb"), KEYS
    ),
    KEYS.map(lambda key: block("stage.output", source=key)),
    KEYS.map(lambda key: block("stage.tenant", source=key)),
)


def listed(receivers: list[str]) -> str:
    return f"[{', '.join(receivers)}]"


@st.composite
def log_graphs(draw: st.DrawFn) -> Graph:
    """A source of logs, and components that process or relabel them and forward to later ones."""
    kinds = draw(st.lists(st.sampled_from(["loki.process", "loki.relabel"]), max_size=5))
    receivers = [f"{kind}.m{i}.receiver" for i, kind in enumerate(kinds)] + ["loki.write.w.receiver"]
    text = f'loki.write "w" {{\n{ENDPOINT}}}\nloki.source.api "s" {{\n\tforward_to = [{receivers[0]}]\n}}\n'
    for i, kind in enumerate(kinds):
        parts = st.lists(STAGES if kind == "loki.process" else RULES, max_size=3).map("\n".join)
        later = st.lists(st.sampled_from(receivers[i + 1 :]), max_size=2, unique=True).map(listed)
        text += f'{kind} "m{i}" {{\n\tforward_to = {draw(later)}\n{draw(parts)}\n}}\n'
    return graph_of("any", parse_body(text))


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    """Discovery, scrapes, relabel components that forward to later ones, a writer; some components are entries."""
    rules = st.lists(RULES, max_size=3).map("\n".join)
    pods, middle, scrapes = draw(st.integers(1, 3)), draw(st.integers(0, 5)), draw(st.integers(0, 3))
    receivers = [f"prometheus.relabel.m{i}.receiver" for i in range(middle)] + ["prometheus.remote_write.w.receiver"]
    some = st.lists(st.sampled_from(receivers), max_size=3, unique=True).map(listed)
    text = f'prometheus.remote_write "w" {{\n{ENDPOINT}}}\n'
    for i in range(pods):
        text += f'discovery.kubernetes "p{i}" {{\n\trole = "{draw(st.sampled_from(["pod", "node"]))}"\n}}\n'
        text += f'discovery.relabel "p{i}" {{\n\ttargets = discovery.kubernetes.p{i}.targets\n{draw(rules)}\n}}\n'
    for i in range(middle):
        later = st.lists(st.sampled_from(receivers[i + 1 :]), max_size=2, unique=True).map(listed)
        text += f'prometheus.relabel "m{i}" {{\n\tforward_to = {draw(later)}\n{draw(rules)}\n}}\n'
    for i in range(scrapes):
        targets = f"discovery.relabel.p{draw(st.integers(0, pods - 1))}.output"
        text += f'prometheus.scrape "s{i}" {{\n\ttargets = {targets}\n\tforward_to = {draw(some)}\n}}\n'
    graph = graph_of("any", parse_body(text))
    entries = draw(st.sets(st.sampled_from([c.id for c in graph.components]), max_size=2))
    return graph.with_components(tuple(replace(c, entry=c.id in entries) for c in graph.components))


@pytest.mark.parametrize("change", ALL.values(), ids=ALL)
@given(graph=graphs() | log_graphs())
def test_keeps_flows(change: Pass, graph: Graph) -> None:
    assert flows(change(graph)) == flows(graph)


@pytest.mark.parametrize("change", ALL.values(), ids=ALL)
@given(graph=graphs() | log_graphs())
def test_is_idempotent(change: Pass, graph: Graph) -> None:
    once = change(graph)
    assert change(once) == once


@pytest.mark.parametrize("change", ALL.values(), ids=ALL)
@given(graph=graphs() | log_graphs())
def test_leaves_no_dangling_reference(change: Pass, graph: Graph) -> None:
    after = change(graph)
    assert all(ref.component in after.by_id() for component in after.components for _, ref in refs(component))
    printed = read_graph(print_graph(after))
    assert [component.name for component in printed.components] == [c.name for c in after.components]


def explained(graph: Graph) -> Graph:
    """The graph in which every component, rule, stage and reference has a contribution of its own."""

    def refer(expression: Expr) -> Expr:
        return replace(expression, by=(next(fresh),)) if isinstance(expression, Ref) else expression

    fresh = (Contribution("value", (number,)) for number in count())
    return graph.with_components(
        tuple(
            replace(
                component,
                by=(next(fresh),),
                body=map_body(
                    tuple(replace(s, by=(next(fresh),)) if isinstance(s, Block) else s for s in component.body), refer
                ),
            )
            for component in graph.components
        )
    )


def all_contributions(graph: Graph) -> set[Contribution]:
    return {by for component in graph.components for by in contributions_of(component)}


MERGING = [share_discovery, drop_empty_relabel, fuse_rules, fold_rules]
"""Passes after which all that had an effect has it still; the others take out what has none."""


@pytest.mark.parametrize("change", MERGING)
@given(graph=(graphs() | log_graphs()).map(explained))
def test_what_is_merged_keeps_its_contributions(change: Pass, graph: Graph) -> None:
    graph = drop_unused(graph)
    assert all_contributions(change(graph)) == all_contributions(graph)


@pytest.mark.parametrize("change", [c for c in PASSES[2] if c not in MERGING])
@given(graph=(graphs() | log_graphs()).map(explained))
def test_what_stays_keeps_its_contributions(change: Pass, graph: Graph) -> None:
    before = graph.by_id()
    assert all(contributions_of(c) == contributions_of(before[c.id]) for c in change(graph).components)


@given(graph=log_graphs())
def test_no_level_moves_a_stage(graph: Graph) -> None:
    after = graph
    for change in PASSES[2]:
        after = change(after)
    before = {c.body[1:] for c in graph.components if c.kind == "loki.process"}
    assert {c.body[1:] for c in after.components if c.kind == "loki.process"} <= before


@given(graph=graphs() | log_graphs())
def test_a_level_keeps_flows(graph: Graph) -> None:
    after = graph
    for change in PASSES[2]:
        after = change(after)
    assert flows(after) == flows(graph)


WORDS = st.sampled_from(["x", "b", "xx", ""])
LABELS = st.fixed_dictionaries({"__name__": st.just("up")}, optional=dict.fromkeys("abc", WORDS))
LINES = st.sampled_from(["x", '{"level": "info", "a": "x"}', '{"level": "", "b": 1}', "no json"])
SERIES = LABELS.map(Series)
ENTRIES = st.builds(Line, st.fixed_dictionaries({"job": st.just("j")}, optional=dict.fromkeys("abc", WORDS)), LINES)


def arrived(graph: Graph, data: Mapping[str, list[Datum]]) -> list[str]:
    """What comes to the sinks of what each source of a graph gives, as often as it comes."""
    simulation = Simulation(graph)
    found = [
        (component.name, deliver(simulation, component, data[component.kind], {"job": "j"}))
        for component in graph.components
        if component.kind in data
    ]
    assert [delivered.unknown for _, delivered in found if delivered.unknown] == []
    return sorted(f"{source} {sink.name} {datum}" for source, to in found for sink, datum in to.arrived)


@pytest.mark.parametrize("change", ALL.values(), ids=ALL)
@given(graph=graphs() | log_graphs(), series=st.lists(SERIES, max_size=4), lines=st.lists(ENTRIES, max_size=4))
def test_delivers_the_same(change: Pass, graph: Graph, series: list[Datum], lines: list[Datum]) -> None:
    """By the evaluator, which knows nothing of flows: what a pass claims and what is asked share no code."""
    data = {"prometheus.scrape": series, "loki.source.api": lines}
    assert arrived(change(graph), data) == arrived(graph, data)


def test_data_arrive() -> None:
    scrape = 'prometheus.scrape "s" {\n\tforward_to = [prometheus.remote_write.w.receiver]\n\ttargets = []\n}'
    graph = graph_of("any", parse_body(f'prometheus.remote_write "w" {{\n{ENDPOINT}}}\n{scrape}'))
    assert len(arrived(graph, {"prometheus.scrape": [Series({"__name__": "up"})]})) == 1
