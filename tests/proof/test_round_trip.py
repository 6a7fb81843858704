"""A configuration is proven a block at a time: what is joined by line breaks parses as its parts do."""

from __future__ import annotations

from pathlib import Path

import pytest

from alloyc.proof.round_trip import InternalError, verify_pieces
from alloyc.syntax.ast import Block
from alloyc.syntax.parser import parse_body
from alloyc.syntax.printer import print_blocks, print_body

EXPECTED = sorted((Path(__file__).resolve().parents[2] / "fixtures" / "expected").rglob("*.alloy"))


@pytest.mark.parametrize("path", EXPECTED, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_the_blocks_together_are_the_configuration(path: Path) -> None:
    body = parse_body(path.read_text())
    assert "\n".join(print_blocks(body)) == print_body(body)
    assert parse_body("\n".join(print_blocks(body)), positions=False) == body


def test_a_block_that_printing_changed_is_told() -> None:
    meant = (Block("prometheus.scrape", "meant", ()),)
    with pytest.raises(InternalError, match="printing changed"):
        verify_pieces(print_blocks((Block("prometheus.scrape", "printed", ()),)), meant, "metrics")
