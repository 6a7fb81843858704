"""The versions and the stability level that a configuration runs on."""

from __future__ import annotations

from alloyc.syntax.parser import parse
from alloyc.typecheck.compatibility import Compatibility, compat


def around(text: str, version: str = "1.18") -> Compatibility:
    return compat(parse(text, "test.alloy"), source="test.alloy", version=version)


def test_what_runs_everywhere() -> None:
    found = around('prometheus.scrape "a" {\n targets = []\n forward_to = []\n}')
    assert (found.lowest, found.highest, found.stability) == ("1.8", "1.19", "generally-available")
    assert not found.below
    assert not found.above


def test_what_came_later() -> None:
    found = around('discovery.aws "a" {\n role = "ec2"\n}')
    assert found.lowest == "1.18"
    assert [diagnostic.code for diagnostic in found.below] == ["not-in-version"]


def test_what_went() -> None:
    found = around('loki.secretfilter "a" {\n forward_to = []\n allowlist = []\n}')
    assert found.highest == "1.13"
    assert [diagnostic.code for diagnostic in found.above] == ["not-in-version"]


def test_what_was_required() -> None:
    found = around('loki.process "a" {\n forward_to = []\n stage.json {\n regex = "a"\n }\n}')
    assert found.lowest == "1.17"
    assert {diagnostic.code for diagnostic in found.below} == {"missing-attribute", "not-in-version"}


def test_stability() -> None:
    found = around('prometheus.enrich "a" {\n targets = []\n target_match_label = "a"\n forward_to = []\n}')
    assert found.stability == "experimental"
    assert [diagnostic.code for diagnostic in found.unstable] == ["unstable"]


def test_what_no_version_runs() -> None:
    found = around('prometheus.scrap "a" {\n}')
    assert (found.lowest, found.highest, found.stability) == (None, None, None)
    assert [diagnostic.code for diagnostic in found.faults] == ["unknown-component"]
