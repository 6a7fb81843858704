"""The layout that trees without one are given, and the laws that it keeps."""

from __future__ import annotations

import pytest

from alloyc.syntax.ast import Array, Attribute, Block, Body, Call, Expr, Field, Literal, Name, Object, Ref
from alloyc.syntax.parser import parse, parse_body
from alloyc.syntax.printer import format_alloy, print_body, print_file

RECEIVER = Name(("loki", "write", "logs", "receiver"))


def printed(value: Expr) -> str:
    text = print_body((Attribute("a", value),))
    assert parse_body(text) == (Attribute("a", value),)
    assert format_alloy(text) == text
    return text


def test_a_body_reads_as_a_person_would_write_it() -> None:
    body: Body = (
        Block(
            "loki.process",
            "logs",
            (
                Attribute("forward_to", Array((RECEIVER,))),
                Block("stage.cri", "", ()),
                Block("stage.labels", "", (Attribute("values", Object((Field("b c", Literal("")),))),)),
                Attribute("a", Literal(1)),
                Attribute("long_name", Literal(True)),
            ),
        ),
        Block("logging", "", ()),
    )
    wanted = """\
loki.process "logs" {
	forward_to = [loki.write.logs.receiver]

	stage.cri { }

	stage.labels {
		values = {
			"b c" = "",
		}
	}

	a         = 1
	long_name = true
}

logging { }
"""
    assert print_body(body) == wanted == format_alloy(wanted)
    assert parse(wanted).body == body


def test_lists_that_do_not_fit_have_a_line_for_each_item() -> None:
    item = Literal("x" * 40)
    assert printed(Array((item, item))) == f'a = ["{item.value}", "{item.value}"]\n'
    assert printed(Array((item, item, item))) == "a = [\n" + f'\t"{item.value}",\n' * 3 + "]\n"
    assert printed(Call(Name(("f",)), (item, item, item))) == "a = f(\n" + f'\t"{item.value}",\n' * 3 + ")\n"


def test_a_list_of_one_object_holds_it_close() -> None:
    entry = Object((Field("k", Literal(1)), Field("long", Literal(2))))
    assert printed(Array((entry,))) == 'a = [{\n\t"k"    = 1,\n\t"long" = 2,\n}]\n'
    assert printed(Array((entry, entry))).count("\n") == 10


def test_columns_end_at_a_value_of_several_lines() -> None:
    values = Object((Field("k", Literal(1)),))
    body = (Attribute("a", Literal(1)), Attribute("bb", values), Attribute("cccc", Literal(2)))
    assert print_body(body) == 'a  = 1\nbb = {\n\t"k" = 1,\n}\ncccc = 2\n'


@pytest.mark.parametrize(
    ("value", "spelling"),
    [
        (Literal(None), "null"),
        (Literal(False), "false"),
        (Literal(1.0), "1.0"),
        (Literal(1e-7), "1e-07"),
        (Literal(1e300), "1e+300"),
        (Literal('a\n\t"\\\x00\u200b\U0001f600é'), '"a\\n\\t\\"\\\\\\x00\\u200b\U0001f600é"'),
        (Literal("a\nb", "`a\nb`"), "`a\nb`"),
        (Literal("a\tb", "`a\tb`"), '"a\\tb"'),
        (Literal("a \nb", "`a \nb`"), '"a \\nb"'),
        (Literal(15, "017"), "017"),
        (Object(()), "{}"),
        (Array(()), "[]"),
        (Call(Name(("f",)), ()), "f()"),
        (Object((Field("b", Literal(1), quoted=False),)), "{\n\tb = 1,\n}"),
    ],
)
def test_spells(value: Expr, spelling: str) -> None:
    assert printed(value) == f"a = {spelling}\n"


def test_a_key_with_quotes_or_backslashes_keeps_its_meaning() -> None:
    value = Object((Field('a"\\b', Literal(1)),))
    text = print_body((Attribute("a", value),))
    assert parse_body(text) == (Attribute("a", value),)


def test_a_body_without_positions_prints_as_a_file_too() -> None:
    text = "a = 1\n"
    assert print_file(parse(text)) == print_body(parse_body(text, positions=False)) == text


def test_an_empty_text_is_one_line_break() -> None:
    assert print_body(()) == format_alloy("") == "\n"


def test_a_reference_of_a_graph_has_no_spelling() -> None:
    with pytest.raises(AssertionError):
        print_body((Attribute("a", Ref(1, "receiver")),))
