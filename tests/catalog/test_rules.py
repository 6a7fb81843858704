"""The rules of values in presets/rules: each about something that some version of Alloy has, and with its source."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any

import pytest
import yaml

from alloyc.catalog import BodySpec, kinds, load, load_body, number, versions
from alloyc.catalog.rules import FORMS
from alloyc.typecheck import ottl_rules, special_rules

FUNCTIONS = special_rules.FUNCTIONS | ottl_rules.FUNCTIONS


@cache
def entries() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for file in files("alloyc.presets").joinpath("rules").iterdir():
        found |= yaml.safe_load(file.read_text(encoding="utf-8"))
    return found


def bodies(kind: str, path: tuple[str, ...]) -> Iterator[BodySpec]:
    """The body at a path in each version that has it."""
    for version in map(number, versions()):
        spec = load(kind, version or 0)
        body = spec.body if spec is not None else None
        for name in path:
            inner = body.blocks.get(name) if body is not None else None
            body = load_body(inner.body, version or 0) if inner is not None else None
        if body is not None:
            yield body


@cache
def every_block() -> dict[str, set[str]]:
    """The names that a block takes, by its own name, in every component and version."""
    found: dict[str, set[str]] = {}

    def visit(body: BodySpec, version: int, seen: frozenset[str]) -> None:
        for name, block in body.blocks.items():
            inner = load_body(block.body, version)
            found.setdefault(name, set()).update(inner.attributes, inner.blocks)
            if block.body not in seen:
                visit(inner, version, seen | {block.body})

    for kind in kinds():
        spec = load(kind)
        if spec is not None:
            visit(spec.body, 19, frozenset())
    return found


def names_of(name: str) -> set[str]:
    if name.startswith("*/"):
        return every_block().get(name.removeprefix("*/"), set())
    kind, *path = name.split("/")
    return {known for body in bodies(kind, tuple(path)) for known in (*body.attributes, *body.blocks)}


def named(rule: dict[str, Any]) -> set[str]:
    form = next(form for form in FORMS if form in rule)
    of = rule[form]
    return {*rule.get("when", {}), *(of if form != "function" else ())}


ENTRIES = sorted(name for name, entry in entries().items() if "has" not in entry)


@pytest.mark.parametrize("name", ENTRIES)
def test_a_rule_is_about_what_there_is(name: str) -> None:
    known = names_of(name)
    assert known, f"no body {name}"
    unknown = {word for rule in entries()[name]["rules"] for word in named(rule)} - known
    assert unknown == set()


def test_every_rule_has_a_form_and_a_source() -> None:
    for entry in entries().values():
        assert entry["source"]
        assert all(sum(form in rule for form in FORMS) == 1 for rule in entry["rules"])


def test_every_function_is_used_and_known() -> None:
    used = {rule["function"] for entry in entries().values() for rule in entry["rules"] if "function" in rule}
    assert used == set(FUNCTIONS)


def test_patterns_compile() -> None:
    for entry in entries().values():
        for rule in entry["rules"]:
            assert all(re.compile(pattern) for pattern in rule.get("pattern", {}).values())
