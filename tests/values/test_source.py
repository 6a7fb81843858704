"""Reading one values file: what scalars mean, where everything stands, and a diagnostic for each fault."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alloyc.report.diagnostics import Diagnostic, Path, Refused
from alloyc.values import source
from alloyc.values.load import Values, load_text
from alloyc.values.placed import bare
from alloyc.values.source import read_bytes, read_source
from alloyc.values.tree import find

NAMES = st.text(alphabet="abcé漢😀 -.", min_size=1, max_size=6)
LEAVES = st.none() | st.booleans() | st.integers() | st.text(alphabet='ab"\\é漢😀\t#: ', max_size=8)
TREES = st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3))
VALUES = st.dictionaries(NAMES, TREES, max_size=4)


def faults(text: str) -> list[Diagnostic]:
    with pytest.raises(Refused) as refused:
        load_text(text)
    return list(refused.value.diagnostics)


def codes(text: str) -> list[str]:
    return [fault.code for fault in faults(text)]


def leaves(data: Any, path: Path = ()) -> list[tuple[Path, Any]]:
    if isinstance(data, dict):
        return [leaf for key, value in data.items() for leaf in leaves(value, (*path, key))]
    if isinstance(data, list):
        return [leaf for index, value in enumerate(data) for leaf in leaves(value, (*path, index))]
    return [(path, data)]


def shown(values: Values, path: Path, key: bool = False) -> str:
    span = values.locate_key(path) if key else values.locate(path)
    assert span is not None
    line = values.sources[span.file].split("\n")[span.line - 1]
    return line[span.column - 1 : span.column - 1 + span.length]


# Each as sigs.k8s.io/yaml v1.6.0 reads it.
@pytest.mark.parametrize(
    ("text", "value"),
    [
        *((word, True) for word in ("y", "Yes", "on", "ON", "true", "True", "!!bool yes")),
        *((word, False) for word in ("n", "No", "off", "FALSE")),
        *((word, None) for word in ("", "~", "null", "Null", "NULL", '!!null ""')),
        *((word, word) for word in ("nULL", "tRUE", "_1", "+", ".", "12:30:45", "2020-01-01", "0b2", "0x", "=")),
        *((word, word) for word in ("v1.2", "1e400", "0x1p3", "--1", "._5", "<<", "NaN")),
        ("0", 0), ("00", 0), ("0777", 511), ("0o17", 15), ("0O17", 15), ("089", 89), ("0x1F", 31), ("-0x1f", -31),
        ("+0x1", 1), ("0b101", 5), ("-0b11", -3), ("1_000", 1000), ("1_", 1), ("1.0", 1), ("1.", 1), ("1e3", 1000),
        ("1.5", 1.5), (".5", 0.5), ("+.5e3", 500), ("1e-7", 1e-7), ("08.5", 8.5), ("5._5", 5.5), ("1e21", 1e21),
        ('"1"', "1"), ("'yes'", "yes"), ("!!str 1", "1"), ("! 5", "5"), ('!!int "7"', 7), ("!!float 3", 3),
        *((word, word) for word in ("0x" + "f" * 17, "0x" + "f" * 5000, "-0b" + "1" * 70, "0o" + "7" * 9000)),
        ("0x" + "f" * 16, 2**64 - 1), ("9" * 30, int("9" * 30)), ("2020-01-01T00:00:00Z", "2020-01-01T00:00:00Z"),
    ],
)  # fmt: skip
def test_scalars_mean_what_they_mean_to_helm(text: str, value: object) -> None:
    read = load_text(f"a: {text}\n").data["a"]
    assert (bare(read), type(bare(read))) == (value, type(value))


@pytest.mark.parametrize(
    ("key", "name"), [("1", "1"), ("1.5", "1.5"), ("true", "true"), ("y", "true"), ("no", "false"), ("'1'", "1")]
)
def test_keys_are_text(key: str, name: str) -> None:
    assert load_text(f"{key}: x\n").data == {name: "x"}


@pytest.mark.parametrize("text", ["", "\n", "# nothing\n", "---\n", "~\n", "\ufeff"])
def test_an_empty_file_is_an_empty_map(text: str) -> None:
    assert load_text(text).data == {}


def test_aliases_and_merge_keys() -> None:
    text = 'x: &x {a: 1}\ny: &y {a: 2, b: 2}\nz: {<<: [*x, *y], c: *x}\nq: {"<<": 1}\n'
    data = load_text(text).data
    assert data["z"] == {"a": 1, "b": 2, "c": {"a": 1}}
    assert data["q"] == {"<<": 1}


def test_a_merge_key_wins_over_keys_before_it() -> None:
    assert load_text("a: 1\nb: 1\n<<: {a: 2}\nb2: 2\n").data == {"a": 2, "b": 1, "b2": 2}


def test_nothing_is_shared_between_aliases() -> None:
    data = load_text("a: &a {x: []}\nb: *a\n").data
    data["b"]["x"].append(1)
    assert data["a"] == {"x": []}


@given(VALUES)
def test_json_is_read_as_it_is(data: dict[str, Any]) -> None:
    assert load_text(json.dumps(data, ensure_ascii=False)).data == data


@given(VALUES)
def test_every_leaf_is_located_at_the_text_that_defines_it(data: dict[str, Any]) -> None:
    values = load_text(json.dumps(data, ensure_ascii=False, indent=1))
    for path, value in leaves(data):
        if isinstance(value, dict | list):
            continue
        assert shown(values, path) == json.dumps(value, ensure_ascii=False)


@given(VALUES)
def test_every_key_is_located(data: dict[str, Any]) -> None:
    values = load_text(json.dumps(data, ensure_ascii=False, indent=1))
    for path, _ in leaves(data):
        if path and isinstance(path[-1], str):
            assert shown(values, path, key=True) == json.dumps(path[-1], ensure_ascii=False)


def test_windows_line_ends_and_byte_order_marks_move_nothing() -> None:
    read, _ = read_bytes("f", "\ufeffa: 1\r\nb: two\r\n".encode())
    node, _ = find(read_source(read)[0], ("b",))
    assert (node.extent.span.line, node.extent.span.column, node.extent.span.length) == (2, 4, 3)


def test_utf_16_with_a_byte_order_mark_is_read() -> None:
    read, found = read_bytes("f", "a: é\n".encode("utf-16"))
    assert (read.text, found) == ("a: é\n", [])


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("duplicate-key", "a: 1\na: 2\n"),
        ("duplicate-key", 'a: {1: x, "1": y}\n'),
        ("duplicate-key", "a: {}\n<<: {}\n<<: {}\n"),
        ("several-documents", "a: 1\n---\nb: 1\n"),
        ("not-a-map", "- a\n"),
        ("not-a-map", "words\n"),
        ("not-a-map", '""\n'),
        ("yaml-syntax", "a: [1\nb: 2\n"),
        ("yaml-syntax", "a: b: c\n"),
        ("yaml-syntax", "\ta: 1\n"),
        ("yaml-syntax", "a: @x\n"),
        ("yaml-syntax", "a: 'x"),
        ("yaml-syntax", "a: *nowhere\n"),
        ("yaml-syntax", "<<: 1\n"),
        ("yaml-syntax", "<<: [1]\n"),
        ("alias-bomb", "a: &a [*a]\n"),
        ("unknown-tag", "a: !x 1\n"),
        ("unknown-tag", "a: !!python/object:os.system {}\n"),
        ("unknown-tag", "a: !!binary aGk=\n"),
        ("wrong-type", "a: !!int x\n"),
        ("wrong-type", "a: .inf\n"),
        ("control-character", "a: \x00\x01\n"),
        ("invalid-key", "null: 1\n"),
        ("invalid-key", "? [a]\n: 1\n"),
    ],
)
def test_each_fault_has_its_code(code: str, text: str) -> None:
    assert codes(text) == [code]


def test_all_faults_of_a_file_are_found_at_once() -> None:
    assert codes("a: 1\na: 2\nb: {c: !x 1, c: 2}\nd: *e\nf: [\n") == [
        "unknown-tag", "duplicate-key", "yaml-syntax", "yaml-syntax", "duplicate-key",
    ]  # fmt: skip


def test_a_duplicate_key_names_the_first() -> None:
    fault = faults("a: 1\nb: 2\na: 3\n")[0]
    assert (str(fault.span), fault.help) == ("values.yaml:3:1", "the first is in line 1; keep one of them")


def test_a_mistyped_alias_is_told_the_near_anchor() -> None:
    assert faults("a: &defaults {}\nb: *defualts\n")[0].help == "did you mean `*defaults`?"


def test_bytes_that_are_no_utf_8_are_located() -> None:
    _, found = read_bytes("f", b"a: 1\nb: caf\xe9\n")
    assert [(fault.code, str(fault.span)) for fault in found] == [("invalid-utf8", "f:2:7")]


BOMB = "a: &a [x, x, x]\n" + "".join(
    f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]\n" for a, b in zip("abcdefghijk", "bcdefghijkl", strict=True)
)


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("file-too-large", "a: " + "x" * 5_000_000),
        ("file-too-large", "a: [" + "1," * 500_000 + "]"),
        ("nesting-too-deep", "[" * 10_000),
        ("nesting-too-deep", "a: " + "{a: " * 10_000),
        ("nesting-too-deep", "- " * 10_000 + "x"),
        ("nesting-too-deep", "a: " + "[" * 101 + "]" * 101),
        ("nesting-too-deep", "a0: &a0 [x]\n" + "".join(f"a{i}: &a{i} [*a{i - 1}]\n" for i in range(1, 102))),
        ("alias-bomb", BOMB),
        ("yaml-syntax", '"' * 1_000_001),
        ("yaml-syntax", "a:" * 500_000),
        ("control-character", bytes(range(256)).decode("latin-1") * 100),
    ],
    ids=range(11),
)
def test_hostile_input_is_refused(code: str, text: str) -> None:
    assert code in codes(text)


def test_nesting_up_to_the_limit_is_read() -> None:
    assert load_text("a: " + "[" * 99 + "]" * 99).data["a"]


@given(st.binary(max_size=60) | st.text(alphabet="ab:-[]{}*&!<|>\"'\n \t#,?%@1~", max_size=40).map(str.encode))
def test_any_input_is_read_or_refused(content: bytes) -> None:
    read, found = read_bytes("f", content)
    if not found:
        node, found = read_source(read)
        assert isinstance(node.value, dict)
    for fault in found:
        assert fault.span is not None
        assert fault.span.line >= 1
        assert fault.help


def test_the_python_loader_reads_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "a: &x {b: t, c: [1, 'two']}\nd: *x\ne: >-\n  f\n  g\n"
    expected = load_text(text)
    monkeypatch.delattr(source.yaml, "CSafeLoader")
    assert load_text(text).data == expected.data
    assert load_text(text).locate(("e",)) == expected.locate(("e",))
