"""What is told of values with a known answer; and what is told to be disjoint, attacked with random pods.

`ALLOYC_ATTACKS` is how many targets each is attacked with, 300 where it is not set.
"""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from alloyc.checks import overlap
from alloyc.checks.finding import Case, Finding
from alloyc.checks.given_objects import read_objects
from alloyc.checks.overlap_collected import World, collected, twice
from alloyc.checks.overlap_objects import META, key_of, objects_of
from alloyc.cli import main
from alloyc.compile import Settings, compile_values
from alloyc.graph.contributions import walk
from alloyc.report.diagnostics import dotted
from alloyc.simulate.kubernetes.selectors import read_terms
from alloyc.simulate.places import sources
from alloyc.syntax.ast import Array, Attribute, Block, Literal
from alloyc.values.load import load

FILES = sorted((Path(__file__).resolve().parents[2] / "fixtures" / "overlap").glob("*.yaml"))
ATTACKS = int(os.environ.get("ALLOYC_ATTACKS", "300"))
AT_ONCE = 50

everywhere = pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)


def case_of(file: Path) -> Case:
    values = load([str(file)])
    objects = file.parent / "objects" / file.name
    given = read_objects([str(objects)] if objects.exists() else [])
    return Case(values, Settings(), compile_values(values, Settings()), (str(file),), given)


def known_answers(file: Path) -> set[frozenset[str]]:
    lines = [line.removeprefix("# overlap: ") for line in file.read_text().splitlines() if line.startswith("# overlap")]
    return {frozenset(line.split(" + ")) for line in lines if line != "none"}


def proven(file: Path) -> list[Finding]:
    return [finding for finding in overlap.check(case_of(file)) if finding.answer == "proven"]


@everywhere
def test_known_answers(file: Path) -> None:
    answers, found = known_answers(file), proven(file)
    assert len(found) == len(answers)
    for finding, answer in zip(found, answers, strict=True):
        assert dotted(finding.diagnostic.path) in answer
        assert all(f"`{one}`" in finding.diagnostic.message for one in answer)


def test_half_of_them_have_none() -> None:
    without = [file for file in FILES if not known_answers(file)]
    assert len(FILES) >= 30
    assert abs(2 * len(without) - len(FILES)) <= 2


@everywhere
def test_nothing_else_is_taken_twice(file: Path) -> None:
    """Random pods, made of what the rules look for, show no pair that was not told."""
    case = case_of(file)
    told = {finding.diagnostic.path for finding in overlap.check(case)}
    draw = random.Random(file.stem)
    if any(one.get("kind") == "Pod" for one in case.objects):
        pytest.skip("of pods that are given only these are looked at")
    read = [source for source in sources(case.built) if source.component.kind in overlap.READ]
    for start in range(0, ATTACKS, AT_ONCE):
        pods = tuple(pod for number in range(start, start + AT_ONCE) for pod in random_pod(case, draw, number))
        found = twice(collected(case, World((*pods, *case.objects)), read))
        assert [pair for pair in found if pair[1].source.at not in told] == []


def random_pod(case: Case, draw: random.Random, number: int) -> tuple[Any, ...]:
    """A pod whose labels have values that something in the configuration asks for, or others."""
    looked_for = vocabulary(case)
    labels = {
        label: draw.choice([*texts, "other"])
        for label, texts in looked_for.items()
        if draw.random() < 0.8 and not label.startswith(f"{META}pod_container_port_number")
    }
    labels |= {f"{META}{name}": f"{name[:3]}-{number}-x" for name in ("pod_name", "pod_uid", "service_name")}
    labels |= {f"{META}pod_ip": f"10.{number // 250 % 250}.{number % 250}.9"}
    second = draw.choice(("web", "app", "sidecar"))
    labels |= {f"{META}pod_container_name#2": second, f"{META}pod_container_port_number#2": "9090"}
    return objects_of(labels, {})


def vocabulary(case: Case) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for component in (c for made in case.built.configurations for c in made.graph.components):
        for block in (node for node in walk(component.block()) if isinstance(node, Block)):
            for label, text in (*asked_by_rule(block), *asked_by_selector(block)):
                found.setdefault(label, []).append(text)
    return {label: sorted(set(texts)) for label, texts in sorted(found.items()) if label.startswith(META)}


def asked_by_rule(block: Block) -> Iterator[tuple[str, str]]:
    given = {s.name: s.value for s in block.body if isinstance(s, Attribute)}
    labels, pattern = given.get("source_labels"), given.get("regex")
    if isinstance(labels, Array) and isinstance(pattern, Literal):
        for label in labels.items:
            for text in str(pattern.value).replace("@", ";").replace("|", ";").split(";"):
                plain = text.strip("()^$?:")
                yield str(getattr(label, "value", "")), plain if plain.replace("-", "a").isalnum() else "9090"


def asked_by_selector(block: Block) -> Iterator[tuple[str, str]]:
    given = {s.name: s.value for s in block.body if isinstance(s, Attribute)}
    if block.name == "selectors" and isinstance(labels := given.get("label"), Literal):
        for term in read_terms(str(labels.value)):
            name = "".join(c if c.isalnum() else "_" for c in term.key)
            yield from ((f"{META}pod_label_{name}", text) for text in term.values)


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("app_kubernetes_io_name", "app.kubernetes.io/name"),
        ("k8s_grafana_com_metrics_portNumber", "k8s.grafana.com/metrics.portNumber"),
        ("tier", "tier"),
    ],
)
def test_keys(name: str, key: str) -> None:
    assert key_of(name, {}) == key


@pytest.mark.parametrize(
    ("text", "code"),
    [("kind: [", "yaml-syntax"), ("- 1", "wrong-type"), ("kind: Pod", "missing-key"), (None, "unreadable-file")],
)
def test_objects_that_are_none(tmp_path: Path, text: str | None, code: str) -> None:
    objects = tmp_path / "objects.yaml"
    if text is not None:
        objects.write_text(text)
    ran = CliRunner().invoke(main, ["check", str(FILES[0]), "--objects", str(objects)])
    assert ran.exit_code == 1
    assert f"error[{code}]" in ran.stderr
