"""What collectors ask of the API server."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from alloyc.catalog.store import entry
from alloyc.cli import main
from alloyc.compile import Compilation, compile_values
from alloyc.emit.permissions import Permission, asked, asked_by, covers, granted
from alloyc.graph.read import read_graph
from alloyc.report.diagnostics import Refused
from alloyc.values.load import load
from alloyc.values.preset_data import data
from support.reference import cases, values_of

FIXTURES = sorted((Path(__file__).resolve().parents[2] / "fixtures" / "values").glob("*.yaml"))
PODS = "discovery.kubernetes"
"""The kind of most cases below."""


def built() -> Iterator[tuple[str, Compilation]]:
    for file in [*FIXTURES, *(values_of(case) for case in cases()[::20])]:
        try:
            yield str(file), compile_values(load([str(file)]))
        except Refused:
            continue


def test_the_chart_grants_all_of_it() -> None:
    theirs = granted()
    needed = [(file, one.permission) for file, made in built() for several in asked(made).values() for one in several]
    assert len(needed) > 400
    assert [one for one in needed if not any(covers(have, one[1]) for have in theirs)] == []


@pytest.mark.parametrize("kind", [*data("permissions")["kinds"], *data("permissions")["unknown"]])
def test_kinds_are_known_to_the_catalog(kind: str) -> None:
    assert entry(f"component {kind}") is not None


@pytest.mark.parametrize(
    ("kind", "body", "needed"),
    [
        (PODS, 'role = "pod"', {("", "pods", "")}),
        (PODS, 'role = "pod"\nnamespaces {\nnames = ["a", "b"]\n}', {("a", "pods", ""), ("b", "pods", "")}),
        (PODS, 'role = "pod"\nnamespaces {\nown_namespace = true\n}', {("own", "pods", "")}),
        (PODS, 'role = "pod"\nnamespaces {\nnames = [sys.env("A")]\n}', {("", "pods", "")}),
        (PODS, 'role = "node"\nnamespaces {\nnames = ["a"]\n}', {("", "nodes", "")}),
        (PODS, 'role = "pod"\nattach_metadata {\nnode = true\n}', {("", "pods", ""), ("", "nodes", "")}),
        (PODS, 'role = "ingress"', {("", "ingresses", "")}),
        ("remote.kubernetes.secret", 'namespace = "a"\nname = "s"', {("a", "secrets", "s")}),
        ("remote.kubernetes.secret", 'namespace = "a"\nname = sys.env("S")', {("a", "secrets", "")}),
        ("loki.source.kubernetes_events", 'namespaces = ["a"]', {("a", "events", "")}),
        ("loki.write", "", set()),
    ],
)
def test_what_a_component_asks(kind: str, body: str, needed: set[tuple[str, str, str]]) -> None:
    (component,) = read_graph(f'{kind} "x" {{\n{body}\n}}\n', "x.alloy").components
    assert {(one.namespace, one.resource, one.name) for one in asked_by(component, "own")} == needed


def test_a_wide_permission_covers_a_narrow_one() -> None:
    wide, narrow = Permission("", "", "secrets", "", "get"), Permission("a", "", "secrets", "s", "get")
    assert covers(wide, narrow)
    assert not covers(narrow, wide)
    assert not covers(wide._replace(verb="list"), narrow)


def test_roles_are_objects_of_kubernetes() -> None:
    file = str(FIXTURES[0].parent / "every-feature--five-collectors.yaml")
    found = list(yaml.safe_load_all(CliRunner().invoke(main, ["rbac", file]).stdout))
    roles = [role for role in found if role]
    assert {role["kind"] for role in roles} == {"ClusterRole", "Role"}
    assert all(("namespace" in role["metadata"]) is (role["kind"] == "Role") for role in roles)
    assert json.dumps(roles).count('"verbs"') == sum(len(role["rules"]) for role in roles)


def test_diff_shows_what_the_chart_grants_beyond() -> None:
    file = str(FIXTURES[0].parent / "cluster-events--minimal.yaml")
    lines = CliRunner().invoke(main, ["rbac", "--diff", file]).stdout.splitlines()
    assert any(line.endswith("+ secrets: get, list, watch") for line in lines)
    assert not [line for line in lines if ": - " in line]
