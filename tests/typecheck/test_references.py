"""What the reference prints is taken, but for the faults that are its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from alloyc.syntax.parser import parse
from alloyc.typecheck import check
from alloyc.typecheck.compatibility import compat
from support.reference import ABSENT, CONFORMANCE

pytestmark = pytest.mark.skipif(not CONFORMANCE.is_dir(), reason=ABSENT)

ALLOWLIST = "loki.secretfilter lost `allowlist` after Alloy 1.13, and the reference still prints it"
SELECTOR = "the values give the selector `{app==...}`, which LogQL does not have"
UNQUOTED = "the values give `sys.env(NAME)` without quotes"
REPLACED = "the values replace a component by what is none"
SECRET_FILTER = "default-should-allow-using-the-secret-filter-with-an"
SPLIT = "inclusion-filter-to-split-which-logs-are-filtered"
SOURCE = "the values give a data source name that the database's driver does not take"
TRUE_FAULTS = {
    "ut--feature-integrations-does-not-require-an-integrations-collector-for-a-log-parsing-only-instance": (
        {"invalid-value"},
        SOURCE,
    ),
    "ut--integrations--mysql-db-o11y-metrics-adds-custom-labels-to-db-o11y-metrics-and-logs": (
        {"invalid-value"},
        SOURCE,
    ),
    "ut--integrations--mysql-metrics-works-with-multiple-mysql-instances": ({"invalid-value"}, SOURCE),
    "ut--integrations--postgresql-db-o11y-metrics-works-with-multiple-postgresql-instances": (
        {"invalid-value"},
        SOURCE,
    ),
    f"ut--pod-logs-via-kubernetes-api--{SECRET_FILTER}-allowlist": ({"not-in-version"}, ALLOWLIST),
    f"ut--pod-logs-via-loki--{SECRET_FILTER}-allowlist": ({"not-in-version"}, ALLOWLIST),
    f"ut--pod-logs-via-kubernetes-api--{SECRET_FILTER}-{SPLIT}": ({"invalid-selector"}, SELECTOR),
    f"ut--pod-logs-via-loki--{SECRET_FILTER}-{SPLIT}": ({"invalid-selector"}, SELECTOR),
    "ut--integrations--postgresql-metrics-works-when-referencing-the-postgresql-secret": (
        {"unknown-reference"},
        UNQUOTED,
    ),
    "ut--replace-component-does-not-fail-when-a-replacement-matches-at-least-one-collector-but-not-all": (
        {"missing-attribute", "unknown-attribute"},
        REPLACED,
    ),
}


def configurations() -> list[Path]:
    return sorted(CONFORMANCE.glob("cases/*/reference/*.alloy"))


def errors(path: Path) -> set[str]:
    found = check(parse(path.read_text(), path.name), source=path.name, stability="experimental")
    return {fault.code for fault in found if fault.severity == "error" and fault.code != "refused-component"}


def test_every_configuration_is_taken_or_its_fault_is_known() -> None:
    found = {path: errors(path) for path in configurations()}
    unknown = {
        str(path): codes
        for path, codes in found.items()
        if codes - TRUE_FAULTS.get(path.parent.parent.name, (set(), ""))[0]
    }
    assert not unknown


@pytest.mark.parametrize("case", TRUE_FAULTS)
def test_a_known_fault_is_still_there(case: str) -> None:
    paths = sorted((CONFORMANCE / "cases" / case / "reference").glob("*.alloy"))
    if not paths:
        pytest.skip(f"no case {case}")
    found = set().union(*(errors(path) for path in paths))
    assert found == TRUE_FAULTS[case][0]


def test_every_case_runs_on_the_version_that_the_reference_deploys() -> None:
    for path in configurations():
        case = path.parent.parent.name
        around = compat(parse(path.read_text(), path.name), source=path.name)
        if case in TRUE_FAULTS:
            continue
        assert around.lowest is not None, path
        assert int(around.lowest[2:]) <= 18 <= int(str(around.highest)[2:]), path
