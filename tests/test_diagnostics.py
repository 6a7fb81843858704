"""What a diagnostic is; and that each code in the compiler has its page, and each page its code."""

from __future__ import annotations

import ast
import re
from pathlib import Path as File
from typing import get_args

import pytest

from alloyc.report.codes import Code
from alloyc.report.diagnostics import MAX_KNOWN, Diagnostic, Refused, Span, dotted, nearest, refuse, warning
from alloyc.report.pages import codes, explain

COMPILER = File(__file__).parent.parent / "compiler"
FILES = sorted(file for file in COMPILER.rglob("*.py") if file.name != "codes.py")
NODES = [node for file in FILES for node in ast.walk(ast.parse(file.read_text("utf-8")))]


def test_every_code_has_its_page_and_every_page_its_code() -> None:
    """mypy holds a diagnostic to the table of codes; the pages are held to it here."""
    assert list(get_args(Code)) == codes()


def test_every_code_is_given_somewhere() -> None:
    """As a constant that stands for itself: an argument, a part of a table or of a choice."""
    given = {node.value for node in NODES if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    assert sorted(set(codes()) - given) == []


@pytest.mark.parametrize("code", codes())
def test_a_page_is_named_for_its_code_and_shows_an_example(code: str) -> None:
    page = explain(code) or ""
    assert page.startswith(f"# {code}\n\n")
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", code)
    assert "```" in page


@pytest.mark.parametrize(
    ("path", "text"),
    [((), ""), (("a", "b", 0, "c"), "a.b[0].c"), (("a.b", "", "c d"), '"a.b".""."c d"'), ((0,), "[0]")],
)
def test_dotted(path: tuple[str | int, ...], text: str) -> None:
    assert dotted(path) == text


def test_nearest() -> None:
    assert nearest("enbaled", ["enabled", "labels"]) == "enabled"
    assert nearest("ENABLED", ["enabled"]) == "enabled"
    assert nearest("xyz", ["enabled"]) is None


def test_only_errors_refuse() -> None:
    fault = Diagnostic("x", "y")
    assert refuse([warning(fault)]) == [warning(fault)]
    with pytest.raises(Refused) as refused:
        refuse([warning(fault), fault])
    assert refused.value.diagnostics == (warning(fault), fault)


def test_a_span_is_written_as_editors_read_it() -> None:
    assert str(Span("values.yaml", 3, 5)) == "values.yaml:3:5"


def test_the_nearest_of_many_is_found_without_comparing_all() -> None:
    many = [f"component_{number}" for number in range(MAX_KNOWN - 1)]
    assert nearest("componnt_77", [*many, "other"]) == "component_77"
    assert nearest("component_x", [*many, *many]) is None
