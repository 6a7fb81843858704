"""The objects of every case are those that the reference creates itself, compared as data."""

from __future__ import annotations

import json
from typing import Any

import pytest
from alloyc.compile import Settings, compile_values
from alloyc.emit.manifests import objects
from alloyc.values.load import load

from conformance.lists import DEPARTURES, NOT_YET
from emit.normal_objects import identity, normal
from support.reference import ABSENT, CONFORMANCE, cases, expected, values_of

BUILT = [case for case in cases() if "refused" not in expected(case) and case not in {*NOT_YET, *DEPARTURES}]
OF_UNIT_TESTS = "test-"
"""What the reference's templates for unit tests of its own are called."""


def of_reference(case: str) -> dict[Any, Any]:
    """The ConfigMaps of configurations are not in the data: they are compared elsewhere, by what they do. Kepler's
    rights on OpenShift are among the services there, though no chart of a service has them."""
    folder = CONFORMANCE / "cases" / case
    found = json.loads((folder / "objects.json").read_text())
    if (folder / "services.json").exists():
        found += [o for o in json.loads((folder / "services.json").read_text()) if is_right_of_kepler(o)]
    return {identity(o): normal(o) for o in found if not o["metadata"]["name"].startswith(OF_UNIT_TESTS)}


def is_right_of_kepler(found: dict[str, Any]) -> bool:
    kind, name = identity(found)
    return kind == "SecurityContextConstraints" or name.endswith("-scc")


def ours(case: str) -> dict[Any, Any]:
    built = compile_values(load([str(values_of(case))]), Settings(level=0, verify=False, unknown_keys="warn"))
    files = objects(built, [c.collector for c in built.configurations], hashed=False)
    found = [o for of_file in files.values() for o in of_file]
    return {identity(o): normal(o) for o in found if "config.alloy" not in o.get("data", {})}


@pytest.mark.parametrize("case", BUILT or [pytest.param("", marks=pytest.mark.skip(reason=ABSENT))])
def test_case(case: str) -> None:
    assert ours(case) == of_reference(case)
