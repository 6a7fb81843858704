"""Data through a whole configuration: where they arrive, what drops them, what nobody knows."""

from __future__ import annotations

from pathlib import Path

import pytest

from alloyc import build, simulate
from alloyc.simulate import Line, Profile, Series, Target, Trace
from support.cluster import of_text, simulation

TARGET = {"job": "pods", "instance": "10.0.0.1:80", "namespace": "shop"}


def traces(at: str, datum: simulate.Datum, target: dict[str, str] | None = None, **given: object) -> list[Trace]:
    run = simulation(**given)
    return list(simulate.run(run, simulate.find(run, at), datum, target))


def series(text: str) -> Series:
    return simulate.read_one_series(text)


def test_series_arrives_at_each_sink() -> None:
    main, team = traces("prometheus.scrape.pods", series('http_requests{path="/user/7"}'), TARGET)
    [(sink, arrived)] = main.arrived
    labels = {"__name__": "http_requests", "path": "/user/*", **TARGET}
    assert (sink.name, arrived) == (
        "prometheus.remote_write.main",
        Series({**labels, "cluster": "eu-1"}, tenant="main"),
    )
    assert team.arrived[0][1] == Series(labels, tenant=None)


def test_each_change_is_a_step() -> None:
    [main, _] = traces("prometheus.scrape.pods", series('http_requests{path="/user/7"}'), TARGET)
    assert [step.component.name for step in main.steps if step.component] == [
        "prometheus.scrape.pods",
        "prometheus.relabel.pods",
        "prometheus.remote_write.main",
    ]
    assert [step.statement is None for step in main.steps] == [True, False, True]


def test_the_last_step_says_what_dropped_it() -> None:
    [trace] = traces("prometheus.relabel.pods", series("go_goroutines"))
    assert (trace.arrived, trace.unknown) == ((), "")
    component = simulate.find(simulation(), "prometheus.relabel.pods")
    assert trace.steps[-1].statement == next(s for s in component.body if s.name == "rule")


def test_an_endpoint_may_drop_it_alone() -> None:
    main, team = traces("prometheus.relabel.pods", series('up{namespace="secret"}'))
    assert main.arrived == ()
    assert main.steps[-1].statement is not None
    assert main.steps[-1].statement.name == "write_relabel_config"
    assert team.arrived != ()


def test_one_way_may_be_unknown() -> None:
    main, team = traces("prometheus.relabel.pods", series("up"), environment={})
    assert "`CLUSTER` was not given" in main.unknown
    assert team.arrived != ()


def test_which_target_must_be_known() -> None:
    [trace] = traces("prometheus.scrape.pods", series("up"))
    assert "scrapes 2 targets" in trace.unknown
    [trace] = traces("prometheus.scrape.pods", series("up"), objects=None)
    assert trace.unknown == "the objects of the cluster were not given"


def test_target_is_relabelled_and_scraped() -> None:
    run = simulation()
    pods = simulate.find(run, "discovery.kubernetes.pods")
    [target] = simulate.targets_of(run, pods)
    scraped, read = simulate.run(run, pods, Target(target))
    [(component, arrived)] = scraped.arrived
    assert component.kind == "prometheus.scrape"
    assert isinstance(arrived, Target)
    assert arrived.labels["instance"] == "10.0.0.1:80"
    assert read.arrived[0][0].kind == "loki.source.kubernetes"


def test_target_is_dropped_by_a_rule() -> None:
    run = simulation()
    [trace] = simulate.run(run, simulate.find(run, "discovery.kubernetes.pods"), Target({"__address__": "x:81"}))
    assert (trace.arrived, trace.unknown, trace.steps[-1].after) == ((), "", ())


def test_line_gets_its_tenant_and_external_labels() -> None:
    [trace] = traces("loki.source.kubernetes.pods", Line({}, "hello", 7))
    labels = {"namespace": "shop", "pod": "api-1", "cluster": "eu-1"}
    assert trace.arrived[0][1] == Line(labels, "hello\n", 7, tenant="shop")


def test_profile_is_enriched_and_relabelled() -> None:
    [trace] = traces("pyroscope.receive_http.profiles", Profile({"pod": "api-1", "__name__": "cpu", "__x__": "1"}))
    labels = {"pod": "api-1", "team": "web", "__name__": "cpu", "cluster": "eu-1"}
    assert trace.arrived[0][1] == Profile({**labels, "service_name": "cpu"})
    [trace] = traces("pyroscope.receive_http.profiles", Profile({"pod": "x", "team": "batch"}))
    assert (trace.arrived, trace.unknown) == ((), "")


def test_what_is_sent_nowhere_is_dropped() -> None:
    run = of_text('prometheus.relabel "x" {\n\tforward_to = []\n}')
    [trace] = simulate.run(run, simulate.find(run, "prometheus.relabel.x"), Series({"a": "1"}))
    assert trace.steps[-1].reason == "`prometheus.relabel.x` sends it nowhere"


def test_series_without_labels_is_dropped() -> None:
    run = of_text('prometheus.relabel "x" {\n\tforward_to = []\n\n\trule {\n\t\taction = "labeldrop"\n\t}\n}')
    [trace] = simulate.run(run, simulate.find(run, "prometheus.relabel.x"), Series({"a": "1"}))
    assert trace.steps[-1].reason == "no label is left"


def test_a_component_that_is_not_modelled_is_unknown() -> None:
    run = of_text('prometheus.new "x" { }')
    [trace] = simulate.run(run, simulate.find(run, "prometheus.new.x"), Series({"a": "1"}))
    assert trace.unknown == "what `prometheus.new` does is not modelled"


def test_a_cycle_is_unknown() -> None:
    run = of_text('prometheus.relabel "x" {\n\tforward_to = [prometheus.relabel.x.receiver]\n}')
    [trace] = simulate.run(run, simulate.find(run, "prometheus.relabel.x"), Series({"a": "1"}))
    assert trace.unknown == "components feed each other in a cycle"


def test_many_arrive_as_each_does() -> None:
    run = simulation()
    relabel = simulate.find(run, "prometheus.relabel.pods")
    data = [series(text) for text in ("up", "down", 'http_x{path="/user/1"}', 'up{namespace="secret"}')]
    one_by_one = [arrived for datum in data for trace in simulate.run(run, relabel, datum) for arrived in trace.arrived]
    delivered = simulate.deliver(run, relabel, data)
    assert sorted(delivered.arrived, key=repr) == sorted(one_by_one, key=repr)
    assert sum(delivered.dropped.values()) == 2


BUILT = Path(__file__).resolve().parents[2] / "fixtures" / "values" / "cluster-metrics--deployed.yaml"


@pytest.mark.parametrize(("metric", "arrives"), [("kube_pod_info", True), ("kube_pod_labels", False)])
def test_the_graph_of_a_build(metric: str, arrives: bool) -> None:
    graphs = [configuration.graph for configuration in build(str(BUILT)).configurations]
    [(run, scrape)] = [
        (simulate.Simulation(graph), component)
        for graph in graphs
        for component in graph.components
        if component.name.startswith("prometheus.scrape") and "kube_state_metrics" in component.name
    ]
    [trace] = simulate.run(run, scrape, series(metric), {"job": "integrations/kubernetes/kube-state-metrics"})
    assert (trace.unknown, bool(trace.arrived)) == ("", arrives)


ANY = """
prometheus.relabel "x" {
	forward_to = [prometheus.echo.y.receiver]

	rule {
		source_labels = ["a"]
		regex         = "1.2"
		action        = "keep"
	}
}

prometheus.echo "y" { }
"""


@pytest.mark.parametrize(("version", "arrives"), [("1.10", False), ("1.11", True), ("1.18", True)])
def test_a_dot_is_a_line_break_since_1_11(version: str, arrives: bool) -> None:
    run = of_text(ANY, alloy_version=version)
    [trace] = simulate.run(run, simulate.find(run, "prometheus.relabel.x"), Series({"a": "1\n2"}))
    assert bool(trace.arrived) is arrives


@pytest.mark.parametrize(
    ("given", "made"),
    [({}, {"service_name": "cpu"}), ({"service_name": "web"}, {"service_name": "web", "app_name": "cpu"})],
)
def test_a_profile_that_is_pushed_names_its_service(given: dict[str, str], made: dict[str, str]) -> None:
    [trace] = traces("pyroscope.receive_http.profiles", Profile({"__name__": "cpu", **given}))
    [(_, arrived)] = trace.arrived
    assert isinstance(arrived, Profile)
    assert made.items() <= arrived.labels.items()
