"""Alloy text as a graph: modules are instantiated, names lead through them."""

from __future__ import annotations

import pytest

from alloyc.graph.component import Graph, map_body
from alloyc.graph.read import read_graph, read_graph_file, running_id
from alloyc.report.diagnostics import Refused
from alloyc.syntax.ast import Expr, Name, Ref
from support.reference import ABSENT, CONFORMANCE, cases

MODULE = """
declare "metrics" {
	argument "to" { }

	argument "rate" {
		optional = true
		default  = "1m"
	}

	prometheus.scrape "x" {
		targets         = []
		scrape_interval = argument.rate.value
		forward_to      = argument.to.value
	}

	prometheus.relabel "in" {
		forward_to = argument.to.value
	}

	export "receiver" {
		value = prometheus.relabel.in.receiver
	}
}
"""

USES = """
metrics "a" {
	to = [prometheus.remote_write.main.receiver]
}

metrics "b" {
	to   = [metrics.a.receiver]
	rate = "5m"
}

prometheus.remote_write "main" { }
"""


def found(graph: Graph, name: str) -> str:
    """What the component of a name sends to."""
    [component] = [c for c in graph.components if running_id(c) == name]
    forwarded = component.argument("forward_to")
    assert forwarded is not None
    [ref] = forwarded.items  # type: ignore[union-attr]
    assert isinstance(ref, Ref)
    return running_id(graph.by_id()[ref.component])


def test_modules_are_instantiated_and_wired() -> None:
    graph = read_graph(MODULE + USES)
    assert found(graph, "metrics.a/prometheus.scrape.x") == "prometheus.remote_write.main"
    assert found(graph, "metrics.b/prometheus.scrape.x") == "metrics.a/prometheus.relabel.in"


def test_arguments_have_defaults() -> None:
    intervals = [c.argument("scrape_interval") for c in read_graph(MODULE + USES).components if "scrape" in c.kind]
    assert [value.value for value in intervals] == ["1m", "5m"]  # type: ignore[union-attr]


def test_imported_modules() -> None:
    uses = 'import.file "lib" {\n\tfilename = "lib.alloy"\n}\n' + USES.replace("metrics ", "lib.metrics ")
    uses = uses.replace("[metrics.a", "[lib.metrics.a")
    graph = read_graph(uses, read={"lib.alloy": MODULE}.get)
    assert found(graph, "lib.metrics.b/prometheus.scrape.x") == "lib.metrics.a/prometheus.relabel.in"


def test_an_imported_module_that_is_not_there_stays() -> None:
    graph = read_graph('import.git "lib" { }\n\nlib.metrics "a" { }')
    assert [component.kind for component in graph.components] == ["lib.metrics"]


def test_modules_in_modules() -> None:
    text = 'declare "outer" {\n' + MODULE + 'metrics "in" {\n\tto = []\n}\n}\n\nouter "o" { }'
    names = [running_id(component) for component in read_graph(text).components]
    assert names == ["outer.o/metrics.in/prometheus.scrape.x", "outer.o/metrics.in/prometheus.relabel.in"]


def test_a_module_that_holds_itself_ends() -> None:
    assert read_graph('declare "a" {\n\ta "x" { }\n}\n\na "y" { }').components[0].kind == "a"


def test_what_is_no_alloy_is_refused() -> None:
    with pytest.raises(Refused):
        read_graph("a {")


KNOWN = (
    "sys.env",
    "env",
    "constants.",
    "convert.",
    "coalesce",
    "string.",
    "array.",
    "encoding.",
    "concat",
    "json_path",
)


@pytest.mark.skipif(not cases(), reason=ABSENT)
def test_every_name_of_the_reference_is_found() -> None:
    left: set[str] = set()

    def note(expression: Expr) -> Expr:
        if isinstance(expression, Name):
            left.add(".".join(expression.parts))
        return expression

    for path in sorted(CONFORMANCE.glob("cases/*/reference/*.alloy"))[::4]:
        for component in read_graph_file(str(path)).components:
            map_body(component.body, note)
    assert {name for name in left if not name.startswith(KNOWN)} == set()
