"""Diagnostics as a terminal, a program, a code scanner and GitHub see them."""

from __future__ import annotations

import json
import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alloyc.report.diagnostics import Diagnostic, Refused, Span
from alloyc.report.pages import codes, explain, title
from alloyc.report.redact import is_secret
from alloyc.report.render import FORMATS, SHOWN, ordered, render
from alloyc.syntax.parser import parse
from alloyc.typecheck import check

UNKNOWN = Diagnostic(
    "unknown-key",
    "unknown key `enbaled` in `clusterMetrics`",
    ("clusterMetrics", "enbaled"),
    "did you mean `enabled`?",
    span=Span("values.yaml", 2, 3, 7),
)
SOURCES = {"values.yaml": "clusterMetrics:\n  enbaled: true\n"}


def shown(line: str, column: int, length: int = 1) -> list[str]:
    """The line and its caret, as they are shown."""
    fault = Diagnostic("x", "y", span=Span("f", 1, column, length))
    return [row[4:] for row in render([fault], "text", {"f": line}).splitlines()[3:]]


def test_text() -> None:
    assert render([UNKNOWN], "text", SOURCES) == (
        "error[unknown-key]: unknown key `enbaled` in `clusterMetrics`\n"
        "  --> values.yaml:2:3\n"
        "  |\n"
        "2 |   enbaled: true\n"
        "  |   ^^^^^^^\n"
        "  = help: did you mean `enabled`?\n"
    )


def test_text_without_a_line_to_show() -> None:
    assert render([UNKNOWN], "text", {}).splitlines()[1:] == [
        " --> values.yaml:2:3",
        " = help: did you mean `enabled`?",
    ]
    assert render([replace(UNKNOWN, span=None, help="")], "text", SOURCES).count("\n") == 1


def test_text_in_color_is_the_same_text() -> None:
    import click

    colored = render([UNKNOWN], "text", SOURCES, color=True)
    assert "\x1b[1;31m" in colored
    assert click.unstyle(colored) == render([UNKNOWN], "text", SOURCES)


@pytest.mark.parametrize(
    ("line", "column", "length", "row", "caret"),
    [
        ("\ta: b", 5, 1, "    a: b", "       ^"),
        ("漢字: x", 5, 1, "漢字: x", "      ^"),
        ("漢字: x", 1, 2, "漢字: x", "^^^^"),
        ("e\u0301: x", 5, 1, "e\u0301: x", "   ^"),
        ("a: \x1b[2J", 4, 1, "a: \\u{1b}[2J", "   ^^^^^^"),
        ("a: \u202eb", 5, 1, "a: \\u{202e}b", "           ^"),
        ("a: x\r", 4, 1, "a: x", "   ^"),
        ("a:", 9, 1, "a:", "  ^"),
        ("a: xyz", 5, 99, "a: xyz", "    ^^"),
    ],
)
def test_the_caret_stands_below_its_text(line: str, column: int, length: int, row: str, caret: str) -> None:
    assert shown(line, column, length) == [row, caret]


def test_sorted_by_place_and_each_once() -> None:
    nowhere, later = replace(UNKNOWN, span=None), replace(UNKNOWN, span=Span("values.yaml", 10, 1))
    other = replace(UNKNOWN, span=Span("another.yaml", 99, 1))
    assert ordered([later, UNKNOWN, other, nowhere, UNKNOWN]) == [nowhere, other, UNKNOWN, later]


@pytest.mark.parametrize(
    ("text", "line", "column", "row"),
    [
        ("password: hunter2", 1, 11, "password: ..."),
        ("password: hunter2", 1, 1, "password: ..."),
        ("auth: {username: me, password: hunter2}", 1, 32, "auth: {username: me, password: ..."),
        ('{"clientSecret": "hunter2", "a": 1}', 1, 30, '{"clientSecret": ...'),
        ("a.auth.bearerToken=hunter2,b", 1, 28, "a.auth.bearerToken=..."),
        ("key: |\n  hunter2", 2, 3, "  ..."),
        ("a:\n  password: >-\n\n      hunter2\n", 4, 7, "      ..."),
        ("a:\n  secretKey:\n    hunter2\n", 3, 5, "    ..."),
        ("tokens:\n- hunter2", 2, 3, "- ..."),
        ("tokens:\n  - a: 1\n    b: hunter2", 3, 8, "    ..."),
        ("X-API-Key: hunter2", 1, 1, "X-API-Key: ..."),
        ("Authorization: Bearer hunter2", 1, 1, "Authorization: ..."),
        ('extraConfig: |\n  x {\n    password = "hunter2"', 3, 5, "    password = ..."),
        ("url: https://me:hunter2@example.com", 1, 1, "url: https://..."),
        ("a: b\n-----BEGIN hunter2", 2, 1, "..."),
        ("a:\n  " + "hunter2x" * 6, 2, 3, "  ..."),
    ],
)
def test_secrets_are_not_shown(text: str, line: int, column: int, row: str) -> None:
    fault = Diagnostic("x", "y", span=Span("f", line, column, 3))
    rendered = render([fault], "text", {"f": text})
    assert "hunter2" not in rendered
    number, shown_row = rendered.splitlines()[3].split(" | ", 1)
    assert (number, shown_row) == (str(line), row)


def test_a_line_that_only_its_path_knows_as_secret_is_not_shown() -> None:
    fault = Diagnostic("x", "y", ("auth", "password"), span=Span("f", 2, 1))
    assert "hunter2" not in render([fault], "text", {"f": '"password": "a\nhunter2"'})


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("password:", 1),
        ("auth:\n  usernameKey: user", 2),
        ("auth:\n  password: x\n  type: basic", 3),
        ("bearerTokenFile: /a/b", 1),
        ("oauth2:\n  tokenURL: https://example.com", 2),
        ("secret:\n  create: no", 2),
        ("a:\n- password: x\n- type: basic", 3),
        ("a:\n  # the password: x\n  b: 1", 3),
        ("secretFilter:\n  enabled: 1", 2),
    ],
)
def test_what_is_no_secret_is_shown(text: str, line: int) -> None:
    expected = text.split("\n")[line - 1]
    assert render([Diagnostic("x", "y", span=Span("f", line, 1))], "text", {"f": text}).splitlines()[3][4:] == expected


@pytest.mark.parametrize("key", ["password", "Passphrase", "client-secret", "api_key", "secretKey", "accessKey", "key"])
def test_secret_keys(key: str) -> None:
    assert is_secret(key)


@pytest.mark.parametrize("key", ["passwordKey", "clientSecretKey", "usernameKey", "keyFile", "username", "secretName"])
def test_keys_that_only_speak_of_secrets(key: str) -> None:
    assert not is_secret(key)


def test_json() -> None:
    record = json.loads(render([UNKNOWN], "json", SOURCES))[0]
    assert record == {
        "code": "unknown-key", "severity": "error", "message": "unknown key `enbaled` in `clusterMetrics`",
        "path": "clusterMetrics.enbaled", "file": "values.yaml", "line": 2, "column": 3, "length": 7,
        "help": "did you mean `enabled`?",
    }  # fmt: skip
    assert render([], "json", {}) == "[]\n"


def test_sarif() -> None:
    log = json.loads(render([UNKNOWN, replace(UNKNOWN, span=None, severity="warning")], "sarif", SOURCES))
    (run,) = log["runs"]
    assert (log["version"], run["tool"]["driver"]["name"]) == ("2.1.0", "alloyc")
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == ["unknown-key"]
    assert [result["level"] for result in run["results"]] == ["warning", "error"]
    (location,) = run["results"][1]["locations"]
    region = {"startLine": 2, "startColumn": 3, "endColumn": 10}
    assert location["physicalLocation"] == {"artifactLocation": {"uri": "values.yaml"}, "region": region}


def test_github() -> None:
    fault = replace(UNKNOWN, message="50%\nof: it, all", help="", span=Span("a,b:c.yaml", 2, 3, 7))
    assert render([fault], "github", {}) == (
        "::error file=a%2Cb%3Ac.yaml,line=2,col=3,endColumn=10,title=unknown-key::50%25%0Aof: it, all\n"
    )


@given(st.text(max_size=30), st.text(max_size=12), st.integers(1, 40), st.integers(1, 40))
def test_nothing_that_is_shown_acts_on_a_terminal(line: str, message: str, column: int, length: int) -> None:
    fault = Diagnostic("x", message, help=message, span=Span(message, 1, column, length))
    rendered = render([fault], "text", {message: line})
    acting = {"Cc", "Cf", "Cs", "Zl", "Zp"}
    assert not [c for row in rendered.split("\n") for c in row if unicodedata.category(c) in acting]


def test_a_line_of_millions_of_characters_is_left_out() -> None:
    assert shown("a" * 5_000_000, 7) == []


def test_pages() -> None:
    assert "yaml-syntax" in codes()
    assert (explain("yaml-syntax") or "").startswith("# yaml-syntax\n")
    assert explain("no-such-code") is None
    assert explain("../__init__") is None


def test_many_are_counted() -> None:
    many = [replace(UNKNOWN, message=f"{number:05}") for number in range(SHOWN + 7)]
    warnings = [replace(fault, severity="warning") for fault in many]
    assert render(many[:SHOWN], "text", {}).count("error[") == SHOWN
    told = render([*warnings, *many], "json", {})
    (*_, last) = found = json.loads(told)
    assert (len(found), last["severity"]) == (SHOWN + 1, "error")
    assert last["message"] == "7 more errors and 107 more warnings are not shown"


def test_sarif_rules_say_what_they_are() -> None:
    (run,) = json.loads(render([UNKNOWN], "sarif", {}))["runs"]
    (rule,) = run["tool"]["driver"]["rules"]
    assert run["tool"]["driver"]["version"]
    assert rule["shortDescription"]["text"] == title("unknown-key") != ""
    assert rule["help"]["markdown"] == explain("unknown-key")


@pytest.mark.parametrize("code", codes())
def test_each_page_has_a_title(code: str) -> None:
    assert 10 < len(title(code)) < 250


@pytest.mark.parametrize("value", ['"hunter2\\\\q"', "hunter2", "'hunter2'", "hunter2 x"])
def test_a_token_that_fits_nowhere_is_not_told_of_a_secret(value: str) -> None:
    text = f"password = {value}\n".replace("\\\\", "\\")
    with pytest.raises(Refused) as refused:
        build_alloy(text)
    for form in FORMATS:
        told = render(refused.value.diagnostics, form, {"f": text})
        assert "hunter2" not in told


def build_alloy(text: str) -> None:
    """Parses a configuration and checks it, as `alloyc verify` does."""
    found = check(parse(text, "f"), source="f")
    raise Refused(found)
