"""What policies are told of values with a known answer; what is proven not to leak, attacked with random data.

`ALLOYC_ATTACKS` is how many data each proof is attacked with, 50 where it is not set.
"""

from __future__ import annotations

import os
import random
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from alloyc.checks import tenant_leak
from alloyc.checks.finding import Case
from alloyc.checks.overlap_objects import META, objects_of
from alloyc.checks.overlap_takings import paths
from alloyc.checks.policy import PolicyRule, forbidden, policy_schema, read_policy
from alloyc.checks.tenant_leak_data import Candidate, Leak, arrives
from alloyc.cli import main
from alloyc.compile import Settings, compile_values
from alloyc.report.diagnostics import Refused
from alloyc.simulate import Simulation
from alloyc.simulate.places import destinations, sources
from alloyc.values.load import load

from .test_overlap import vocabulary

FILES = sorted((Path(__file__).resolve().parents[2] / "fixtures" / "policy").glob("*.yaml"))
ATTACKS = int(os.environ.get("ALLOYC_ATTACKS", "50"))

everywhere = pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)


def case_of(file: Path) -> Case:
    values = load([str(file)])
    policy = read_policy(str(file.parent / "policies" / file.name))
    return Case(values, Settings(), compile_values(values, Settings()), (str(file),), policy=policy)


def known_answers(file: Path) -> list[str]:
    found = re.findall(r"^# leak: (.*)$", file.read_text(), re.MULTILINE)
    return [name for name in found if name != "none"]


@everywhere
def test_known_answers(file: Path) -> None:
    findings = list(tenant_leak.check(case_of(file)))
    assert [finding.answer for finding in findings] == ["proven"] * len(known_answers(file))
    for finding, name in zip(findings, known_answers(file), strict=True):
        assert finding.diagnostic.message.endswith(f"to `{name}`")


@everywhere
def test_what_is_proven_holds(file: Path) -> None:
    """Random data of the rule's subject do not come to a destination of which nothing was told."""
    case, draw = case_of(file), random.Random(file.stem)
    assert case.policy is not None
    [rule] = case.policy.rules
    told = set(known_answers(file))
    for source in (one for one in sources(case.built) if not one.satellite):
        graph = next(made.graph for made in case.built.configurations if made.collector == source.collector)
        simulation, names = Simulation(graph), {one.component.id: one.name for one in destinations(graph)}
        for path in paths(simulation, source.component):
            if names[path[-1].id] in forbidden(rule, case.built.plan.installation.destinations) - told:
                for _ in range(ATTACKS):
                    assert not isinstance(arrives(case, source, path, rule, random_data(case, rule, draw)), Leak)


def random_data(case: Case, rule: PolicyRule, draw: random.Random) -> Candidate:
    words = ["payments", "shop", "billing", "a", "b", "", "pay-1", rule.namespace]
    labels = {name: draw.choice([*texts, "other"]) for name, texts in vocabulary(case).items() if draw.random() < 0.7}
    labels[f"{META}namespace"] = rule.namespace or draw.choice(words) or "shop"
    own = {name: draw.choice(words) for name in ("namespace", "team", "selected_destinations", "k8s.pod.name")}
    own |= {"k8s.namespace.name": rule.namespace, "__name__": draw.choice(("up", "http_requests_total"))}
    own |= rule.label if draw.random() < 0.8 else {}
    return Candidate(objects_of(labels, {}), own)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("rules: [{namespace: a}]", "missing-key"),
        ("rules: [{only: [b]}]", "missing-key"),
        ("rules: [{namespace: a, label: {b: c}, only: [d]}]", "conflicting-arguments"),
        ("rules: [{namespace: a, onyl: [b]}]", "unknown-key"),
        ("rules: [{namespace: [a], only: [b]}]", "wrong-type"),
    ],
)
def test_policies_that_are_refused(tmp_path: Path, text: str, code: str) -> None:
    (tmp_path / "policy.yaml").write_text(text)
    with pytest.raises(Refused) as refused:
        read_policy(str(tmp_path / "policy.yaml"))
    assert code in [fault.code for fault in refused.value.diagnostics]


def test_destinations_that_there_are_not(tmp_path: Path) -> None:
    (tmp_path / "policy.yaml").write_text("rules:\n  - namespace: payments\n    only: [payment]\n")
    arguments = ["check", str(FILES[0]), "--select", "tenant-leak", "--policy", str(tmp_path / "policy.yaml")]
    ran = CliRunner().invoke(main, arguments)
    assert ran.exit_code == 1
    assert "policy.yaml:3:12" in ran.stderr
    assert "did you mean `payments`?" in ran.stderr


def test_the_project_names_a_policy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = next(file for file in FILES if known_answers(file))
    (tmp_path / "policy.yaml").write_text((file.parent / "policies" / file.name).read_text())
    (tmp_path / "alloyc.yaml").write_text("checks: {policy: policy.yaml}\n")
    monkeypatch.chdir(tmp_path)
    ran = CliRunner().invoke(main, ["check", str(file), "--select", "tenant-leak"])
    assert "warning[tenant-leak]" in ran.stderr


def test_schema() -> None:
    schema = policy_schema()
    rule = schema.get("$defs", {}).get("PolicyRule") or schema["properties"]["rules"]["items"]
    assert rule["additionalProperties"] is False
    assert set(rule["properties"]) == {"namespace", "label", "only", "never"}
