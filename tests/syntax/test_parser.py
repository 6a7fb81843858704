"""What texts mean, and what is said of texts that mean nothing."""

from __future__ import annotations

import pytest

from alloyc.report.diagnostics import Diagnostic, Refused
from alloyc.syntax.ast import (
    Access,
    Array,
    Attribute,
    Binary,
    Block,
    Call,
    Expr,
    Field,
    Index,
    Literal,
    Name,
    Object,
    Paren,
    Position,
    Unary,
)
from alloyc.syntax.parser import parse, parse_body, parse_expression

ONE, TWO, THREE = Literal(1), Literal(2), Literal(3)
A, B = Name(("a",)), Name(("b",))


def faults(text: str) -> tuple[Diagnostic, ...]:
    with pytest.raises(Refused) as refused:
        parse(text)
    return refused.value.diagnostics


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("1", ONE),
        ("017", Literal(15)),
        ("08", Literal(8.0)),
        ("1.", Literal(1.0)),
        (".5e1", Literal(5.0)),
        ("18446744073709551615", Literal(18446744073709551615)),
        ("18446744073709551616", Literal(18446744073709551616.0)),
        ("true", Literal(True)),
        ("null", Literal(None)),
        (r'"a\n\x41\101\u00e9\U0001F600\"\\"', Literal('a\nAA\u00e9\U0001f600"\\')),
        (r'"\xc3\xa9\xff"', Literal("\u00e9\ufffd")),
        ("`a\\n\r\nb`", Literal("a\\n\nb")),
        ("a.b.c", Name(("a", "b", "c"))),
        ("a . \n b /* c */ . c.d", Name(("a", "b", "c", "d"))),
        ("f(1).a.b", Access(Access(Call(Name(("f",)), (ONE,)), "a"), "b")),
        ('a["x"]', Index(A, Literal("x"))),
        ("f(1, 2,)", Call(Name(("f",)), (ONE, TWO))),
        ("[1, [2],\n]", Array((ONE, Array((TWO,))))),
        ('{a = 1, "b c" = 2,\n}', Object((Field("a", ONE), Field("b c", TWO)))),
        (r'{"a\\b" = 1}', Object((Field(r"a\\b", ONE),))),
        ("1 - 2 - 3", Binary("-", Binary("-", ONE, TWO), THREE)),
        ("1 + 2 * 3", Binary("+", ONE, Binary("*", TWO, THREE))),
        ("1 ^ 2 ^ 3", Binary("^", ONE, Binary("^", TWO, THREE))),
        ("-1 ^ 2", Binary("^", Unary("-", ONE), TWO)),
        ("!a && b || a == b", Binary("||", Binary("&&", Unary("!", A), B), Binary("==", A, B))),
        ("(1 + 2) * 3", Binary("*", Paren(Binary("+", ONE, TWO)), THREE)),
        ("1 +\n2", Binary("+", ONE, TWO)),
    ],
)
def test_an_expression_means(text: str, meaning: Expr) -> None:
    assert parse_expression(text) == meaning


def test_statements_labels_and_comments() -> None:
    file = parse('// top\na.b "c" { x = 1 } // side\nd { }\n')
    assert file.body == (Block("a.b", "c", (Attribute("x", ONE),)), Block("d", "", ()))
    assert [comment.text for comment in file.comments] == ["// top", "// side"]


def test_positions_count_from_one_and_end_after_the_last_character() -> None:
    (statement,) = parse_body('\n  a = [1,\n "é"]\n')
    assert statement.at == Position(2, 3, 3, 6)
    assert isinstance(statement, Attribute)
    assert isinstance(statement.value, Array)
    assert [item.at for item in statement.value.items if isinstance(item, Literal)] == [
        Position(2, 8, 2, 9),
        Position(3, 2, 3, 5),
    ]


def test_positions_can_be_left_out() -> None:
    (statement,) = parse_body("a = 1", positions=False)
    assert statement == Attribute("a", ONE)
    assert statement.at is None


def test_a_byte_order_mark_may_only_come_first() -> None:
    assert parse("\ufeffa = 1").body == (Attribute("a", ONE),)
    assert faults("a = 1 // \ufeff")[0].span


@pytest.mark.parametrize("text", ["a = 1 // \0", "\0", "// \udcff", "a² = 1", "٣a = 1", "a.true = 1", 'a "true" { }'])
def test_refuses(text: str) -> None:
    assert [fault.code for fault in faults(text)] == ["syntax-error"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a = [1\n]", "expected `,` or `]` before the end of the line"),
        ("a = f(1 2)", "expected `,` or `)`, got `2`"),
        ("a = ", "expected a value, got the end of the text"),
        ("a = 1 b = 2", "expected the end of the line, got `b`"),
        ("a = b { }", "expected the end of the line, got `{`"),
        ("a.b = 1", "the name of an attribute has no dots"),
        ("a b", "expected `=` or `{`, got `b`"),
        ('a "b"', "expected `{`, got the end of the line"),
        ('a "b c" { }', '"b c" cannot label a block'),
        ("null = 1", "`null` is a word of the language, not a name"),
        ("a {", "expected `}`, got the end of the text"),
        ("a { }}", "there is one `}` too many"),
        ('a = "\\q"', '"\\q" holds an escape that Alloy does not know'),
        ('a = "b', "the string is not closed on its line"),
        ("a = `b", "the string is never closed"),
        ("a = 'b'", "single quotes make no string"),
        ("a = 1 /* b", "the comment is never closed"),
        ("a = 1 | 2", "`|` is no operator"),
        ("a = 1 ? 2", "`?` is not Alloy syntax"),
    ],
)
def test_says_what_is_wrong(text: str, message: str) -> None:
    (fault,) = faults(text)
    assert fault.message.startswith(message)
    assert fault.help


def test_every_sure_fault_is_told_with_its_place() -> None:
    found = faults("a = = 1\nb {\n  c = [1\n  ]\n  d = 1 2\n}\ne = 5\nf =\n")
    assert [(fault.span.line, fault.span.column) for fault in found if fault.span] == [(1, 5), (3, 9), (5, 9), (9, 1)]


def test_unmatched_brackets_tell_the_first_fault_only() -> None:
    assert len(faults("a = [1 2\nb = = 1\nc = = 1\n")) == 1


@pytest.mark.parametrize(
    "text",
    [
        "a = " + "[" * 5000 + "]" * 5000,
        "a = " + "!" * 5000 + "b",
        "a = " + "1 + " * 5000 + "1",
        "a = b" + "(1)" * 5000,
        "a = b" + "[1].c" * 5000,
        "a {\n" * 5000 + "}\n" * 5000,
    ],
)
def test_depth_has_a_limit(text: str) -> None:
    assert [fault.code for fault in faults(text)] == ["nesting-too-deep"]


@pytest.mark.parametrize("sign", ["(", "[", "{", "!", "a {\n", "a(", "a["])
def test_endless_nesting_ends_in_a_fault(sign: str) -> None:
    assert faults("a = " + sign * 20000)


def test_a_lone_expression_is_all_there_is() -> None:
    with pytest.raises(Refused):
        parse_expression("a b")
    with pytest.raises(Refused):
        parse_expression("a = 1")
