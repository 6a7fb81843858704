"""What a diagnostic is; and that each code in the compiler has its page, and each page its code."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path as File

import pytest

from alloyc.report.diagnostics import MAX_KNOWN, Diagnostic, Refused, Span, dotted, nearest, refuse, warning
from alloyc.report.pages import codes, explain

COMPILER = File(__file__).parent.parent / "compiler"
NODES = [node for file in sorted(COMPILER.rglob("*.py")) for node in ast.walk(ast.parse(file.read_text("utf-8")))]


def literal_codes() -> Iterator[str]:
    """The codes that the compiler gives to a diagnostic as they are."""
    for node in NODES:
        if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) in (
            "Diagnostic",
            "fault",
        ):
            given = [*node.args[:1], *(keyword.value for keyword in node.keywords if keyword.arg == "code")]
            yield from (code.value for code in given if isinstance(code, ast.Constant) and isinstance(code.value, str))


def patterns() -> Iterator[str]:
    """Every text of the compiler as a pattern: a code may pass through a table, or be put together."""
    for node in NODES:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield re.escape(node.value)
        elif isinstance(node, ast.JoinedStr) and len(node.values) > 1:
            parts = [re.escape(str(v.value)) if isinstance(v, ast.Constant) else "[a-z-]+" for v in node.values]
            if any(len(part) > 8 for part in parts):
                yield "".join(parts)


def table_codes() -> Iterator[str]:
    """The codes that a diagnostic gets from a table, by its name."""
    tables = {
        node.value.id
        for call in NODES
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "Diagnostic"
        for node in call.args[:1]
        if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name)
    }
    for node in NODES:
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") in tables:
            yield from ast.literal_eval(node.value).values()


def test_every_code_has_a_page() -> None:
    assert "unknown-destination-type" in set(table_codes())
    assert sorted({*literal_codes(), *table_codes()} - set(codes())) == []


def test_no_code_is_put_together() -> None:
    """Else nobody could tell whether it has a page."""
    calls = [node for node in NODES if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Diagnostic"]
    assert [ast.unparse(call) for call in calls if call.args and isinstance(call.args[0], ast.JoinedStr)] == []


def test_every_page_has_its_code() -> None:
    known = "|".join(sorted(set(patterns())))
    assert [code for code in codes() if not re.fullmatch(known, code)] == []


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
