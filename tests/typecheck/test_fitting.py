"""What goes when a version does not know it, and what stays."""

from __future__ import annotations

from alloyc.syntax.ast import Block
from alloyc.syntax.parser import parse_body
from alloyc.typecheck.fitting import fit


def kept(text: str, version: int) -> list[str]:
    (block,) = fit(parse_body(text, "f"), version)
    assert isinstance(block, Block)
    return [statement.name for statement in block.body]


EXPORTER = 'otelcol.exporter.prometheus "a" {{\n forward_to = []\n keep_identifying_resource_attributes = {}\n}}'


def test_a_later_attribute_that_says_its_default_goes() -> None:
    assert kept(EXPORTER.format("false"), 16) == ["forward_to"]


def test_a_later_attribute_that_says_something_stays() -> None:
    assert "keep_identifying_resource_attributes" in kept(EXPORTER.format("true"), 16)


def test_what_the_version_knows_stays() -> None:
    body = parse_body(EXPORTER.format("false"), "f")
    assert fit(body, 17)[0] is body[0]


def test_within_blocks() -> None:
    text = 'discovery.kubernetes "a" {\n role = "pod"\n attach_metadata {\n node = true\n namespace = false\n }\n}'
    (block,) = fit(parse_body(text, "f"), 11)
    assert isinstance(block, Block)
    assert [statement.name for inner in block.body if isinstance(inner, Block) for statement in inner.body] == ["node"]
