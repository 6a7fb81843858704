"""The labels that sources give log lines."""

from __future__ import annotations

from typing import Any

import pytest

from alloyc import simulate
from alloyc.simulate import Line, Trace
from support.cluster import of_text, pod

ECHO = '\n\nloki.echo "end" { }'
FORWARD = "\tforward_to = [loki.echo.end.receiver]\n"


def read(source: str, line: Line, target: dict[str, str] | None = None, more: str = "", **given: Any) -> Trace:
    kind, body = source.split("|")
    run = of_text(f'loki.source.{kind} "x" {{\n{FORWARD}{body}\n}}{ECHO}\n\n{more}', **given)
    [trace] = simulate.run(run, simulate.find(run, f"loki.source.{kind}.x"), line, target)
    return trace


def labels(trace: Trace) -> dict[str, str]:
    assert trace.unknown == ""
    [(_, line)] = trace.arrived
    assert isinstance(line, Line)
    return dict(line.labels)


PLACE = ("namespace", "pod_name", "pod_container_name", "pod_uid")
CONTAINER = {f"__meta_kubernetes_{name}": name[-2:] for name in PLACE}


def test_container() -> None:
    target = {**CONTAINER, "app": "web"}
    targets = "{" + ", ".join(f'"{name}" = "{value}"' for name, value in target.items()) + "}"
    found = read(f"kubernetes|\ttargets = [{targets}]", Line({}, "x"))
    assert labels(found) == {"app": "web", "job": "loki.source.kubernetes.x", "instance": "ce/me:me"}


def test_container_that_cannot_be_told_is_not_read() -> None:
    trace = read('kubernetes|\ttargets = [{"__meta_kubernetes_pod_name" = "a"}]', Line({}, "x"))
    assert "finds nothing to read" in trace.unknown


def test_file() -> None:
    trace = read('file|\ttargets = [{"__path__" = "/a.log", "__x" = "1", "app" = "web"}]', Line({}, "x"))
    assert labels(trace) == {"app": "web", "filename": "/a.log"}


def test_pushed_lines() -> None:
    body = 'api|\tlabels = {"team" = "web"}\n\trelabel_rules = loki.relabel.r.rules'
    rule = '\trule {\n\t\tsource_labels = ["a"]\n\t\tregex = "no"\n\t\taction = "drop"\n\t}\n'
    more = f'loki.relabel "r" {{\n\tforward_to = []\n\n{rule}}}'
    pushed = Line({"a": "yes", "team": "x", "__y": "1", "__tenant_id__": "t"}, "x", 5)
    assert labels(read(body, pushed, more=more)) == {"a": "yes", "team": "web", "__tenant_id__": "t"}
    assert read(body, Line({"a": "no"}, "x"), more=more).arrived == ()


@pytest.mark.parametrize(("stamped", "time"), [("true", 5), ("false", 9)])
def test_time_of_pushed_lines(stamped: str, time: int) -> None:
    trace = read(f"api|\tuse_incoming_timestamp = {stamped}", Line({"a": "1"}, "x", 5), now=9)
    assert trace.arrived[0][1].timestamp == time  # type: ignore[union-attr]


def test_journal() -> None:
    rule = '\trule {\n\t\tsource_labels = ["__journal__systemd_unit"]\n\t\ttarget_label = "unit"\n\t}\n'
    more = f'loki.relabel "r" {{\n\tforward_to = []\n\n{rule}}}'
    body = 'journal|\tlabels = {"team" = "web"}\n\trelabel_rules = loki.relabel.r.rules'
    trace = read(body, Line({"__journal__systemd_unit": "kubelet.service"}, "x"), more=more)
    assert labels(trace) == {"team": "web", "job": "loki.source.journal.x", "unit": "kubelet.service"}


def test_what_is_read_must_be_known() -> None:
    assert "was not given" in read('file|\ttargets = [{"__path__" = "a"}, {"__path__" = "b"}]', Line({}, "x")).unknown
    trace = read('file|\ttargets = [{"__path__" = "a"}, {"__path__" = "b"}]', Line({}, "x"), {"filename": "b"})
    assert labels(trace) == {"filename": "b"}


EVENT: dict[str, Any] = {
    "kind": "Event",
    "metadata": {"name": "e", "namespace": "shop", "resourceVersion": "7"},
    "involvedObject": {"kind": "Pod", "name": "api-1", "namespace": "shop", "apiVersion": "v1"},
    "reason": "Killing",
    "type": "Normal",
    "count": 2,
    "message": 'Stopping "app"',
    "lastTimestamp": "2026-01-02T03:04:05Z",
}
LOGFMT = (
    'name=api-1 kind=Pod objectAPIversion=v1 eventRV=7 reason=Killing type=Normal count=2 msg="Stopping \\"app\\"" '
)
JSON = (
    '{"count":2,"eventRV":"7","kind":"Pod","msg":"Stopping \\"app\\"","name":"api-1","objectAPIversion":"v1",'
    '"reason":"Killing","type":"Normal"}'
)


@pytest.mark.parametrize(("form", "text"), [("logfmt", LOGFMT), ("json", JSON)])
def test_events(form: str, text: str) -> None:
    run = of_text(f'loki.source.kubernetes_events "x" {{\n{FORWARD}\tlog_format = "{form}"\n}}{ECHO}', objects=(EVENT,))
    component = simulate.find(run, "loki.source.kubernetes_events.x")
    [line] = simulate.event_lines(run, component)
    assert (line.line, line.timestamp) == (text, 1767323045 * 10**9)
    [trace] = simulate.run(run, component, line)
    job = {"job": "loki.source.kubernetes_events", "instance": "loki.source.kubernetes_events.x"}
    assert labels(trace) == {"namespace": "shop", **job}


POD_LOGS: dict[str, Any] = {
    "kind": "PodLogs",
    "metadata": {"name": "logs", "namespace": "shop"},
    "spec": {
        "selector": {"matchLabels": {"app": "api"}},
        "relabelings": [{"sourceLabels": ["__meta_kubernetes_pod_name"], "targetLabel": "pod"}],
    },
}
NAMESPACE: dict[str, Any] = {"kind": "Namespace", "metadata": {"name": "shop", "labels": {"kind": "user"}}}
CLUSTER = (POD_LOGS, NAMESPACE, pod("api-1"), pod("db-1", app="db"))


def test_pod_logs() -> None:
    trace = read("podlogs|", Line({}, "x"), objects=CLUSTER)
    assert labels(trace) == {"pod": "api-1", "job": "shop/logs", "instance": "shop/api-1:app"}


SELECTED = {
    '\tselector {\n\t\tmatch_labels = {"a" = "b"}\n\t}': 0,
    '\tnamespace_selector {\n\t\tmatch_labels = {"kind" = "user"}\n\t}': 1,
    '\tnode_filter {\n\t\tenabled = true\n\t\tnode_name = "n1"\n\t}': 0,
}


@pytest.mark.parametrize("body", SELECTED)
def test_selected_pod_logs(body: str) -> None:
    run = of_text(f'loki.source.podlogs "x" {{\n{FORWARD}{body}\n}}{ECHO}', objects=CLUSTER)
    assert len(simulate.log_targets(run, simulate.find(run, "loki.source.podlogs.x"))) == SELECTED[body]
