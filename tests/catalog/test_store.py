"""The store gives what Alloy has, at each version."""

from __future__ import annotations

import json

import pytest

import store
from alloyc import catalog
from alloyc.catalog.store import text
from support.reference import FACTS

FACTS_FILE = FACTS / "alloy-components.json"
with_facts = pytest.mark.skipif(not FACTS_FILE.is_file(), reason=f"no facts at {FACTS_FILE}")


def test_the_store_is_what_is_written_of_it_and_of_the_stated_kinds() -> None:
    assert store.write(store.read(text())) == text()


@with_facts
def test_every_kind_of_the_facts_loads() -> None:
    facts = json.loads(FACTS_FILE.read_text())["components"]
    assert set(catalog.kinds()) == set(facts)
    for kind, fact in facts.items():
        spec = catalog.load(kind)
        assert spec is not None
        assert spec.stability == fact["stability"] or kind == "pyroscope.java"


def test_the_level_that_the_facts_have_wrong() -> None:
    java = catalog.load("pyroscope.java")
    assert java is not None
    assert java.stability == "generally-available"


def test_a_kind_that_is_none() -> None:
    assert catalog.load("prometheus.scrap") is None


def test_types_are_shared() -> None:
    assert catalog.parse_type("list(capsule(loki.receiver))") is catalog.parse_type("list(capsule(loki.receiver))")
    assert str(catalog.parse_type("list(capsule(loki.receiver))")) == "list(loki.receiver)"


def test_an_attribute_that_went() -> None:
    before, after = catalog.load("loki.secretfilter", 13), catalog.load("loki.secretfilter", 14)
    assert before is not None
    assert after is not None
    assert "allowlist" in before.body.attributes
    assert after.body.absent["allowlist"] == (None, "1.13")


def test_an_attribute_that_was_required() -> None:
    old, new = catalog.load("loki.process", 16), catalog.load("loki.process", 17)
    assert old is not None
    assert new is not None
    assert catalog.load_body(old.body.blocks["stage.json"].body, 16).required == {"expressions"}
    assert not catalog.load_body(new.body.blocks["stage.json"].body, 17).required


def test_stability_over_time() -> None:
    levels = [catalog.load("database_observability.mysql", version) for version in (11, 14, 15)]
    assert [spec.stability for spec in levels if spec] == ["experimental", "public-preview", "generally-available"]


def test_a_component_that_is_not_there_yet() -> None:
    spec = catalog.load("discovery.aws", 17)
    assert spec is not None
    assert not spec.available
    assert spec.since == "1.18"


def test_functions() -> None:
    concat = catalog.load_function("concat")
    assert concat is not None
    assert concat.deprecated_for == "array.concat"
    assert str(concat.rest) == "list(any)"
    assert catalog.load_function("string.fmt") is None


@pytest.mark.parametrize(("version", "number"), [("1.18", 18), ("v1.18.1", 18), ("1.19.0-rc.3", 19), ("2.0", None)])
def test_version_numbers(version: str, number: int | None) -> None:
    assert catalog.number(version) == number


def test_the_newest_version_is_that_of_the_store() -> None:
    assert catalog.number(catalog.versions()[-1]) == catalog.NEWEST
