"""What the reference creates for destinations beside the configurations: Secrets, and satellites with their own."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache
from typing import Any

import pytest

from alloyc.compile import Compilation, Settings, compile_values
from alloyc.values.load import load
from conformance.lists import DEPARTURES, NOT_YET, holds_ignored_key
from support.reference import ABSENT, CONFORMANCE, cases, flows_of, values_of

UNREADABLE = {
    "ut--feature-tail-sampling-creates-an-ottl-condition-policy": "a list over several lines without its last comma"
}
"""Satellites whose configuration in the reference is not Alloy: there is nothing to compare with."""


@cache
def objects(case: str) -> tuple[dict[str, Any], ...]:
    file = CONFORMANCE / "cases" / case / "objects.json"
    return tuple(json.loads(file.read_text())) if file.exists() else ()


def content(found: dict[str, Any]) -> str:
    """The configuration inside an `Alloy` object: only a satellite's has one."""
    configmap = found["spec"]["alloy"]["configMap"] if found["kind"] == "Alloy" else {}
    return str(configmap.get("content", ""))


def with_objects(wanted: str) -> list[Any]:
    known = [case for case in cases() if case not in {*NOT_YET, *DEPARTURES, *UNREADABLE}]
    has = {"Secret": lambda o: o["kind"] == "Secret", "satellite": content}[wanted]
    return [c for c in known if any(has(o) for o in objects(c))] or [pytest.param("", marks=pytest.mark.skip(ABSENT))]


def built(case: str) -> Compilation:
    values = load([str(values_of(case))])
    return compile_values(values, Settings(level=0, unknown_keys="warn" if holds_ignored_key(values.data) else "error"))


@pytest.mark.parametrize("case", with_objects("Secret"))
def test_secrets(case: str) -> None:
    def kept(found: Iterable[dict[str, Any]]) -> dict[str, Any]:
        return {o["metadata"]["name"]: o.get("data") or o["stringData"] for o in found if o["kind"] == "Secret"}

    assert kept(built(case).secrets) == kept(objects(case))


@pytest.mark.parametrize("case", with_objects("satellite"))
def test_satellites(case: str) -> None:
    wanted = {o["metadata"]["name"]: set(flows_of(content(o))) for o in objects(case) if content(o)}
    assert {c.collector: set(flows_of(c.text)) for c in built(case).configurations if c.satellite} == wanted
