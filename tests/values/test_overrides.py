"""`--set` and its kin: Helm's grammar, its types, its order, and the place of each fault in its argument."""

from __future__ import annotations

from pathlib import Path as File
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alloyc.report.diagnostics import Diagnostic, Refused
from alloyc.values.load import load_text
from alloyc.values.overrides import Kind, Override, override, typed
from alloyc.values.tree import Node, plain

BASE = "s: 1\nm: {x: 1, l: [1, {w: 2}, [3]]}\nl: [a, b]\nnull_: null\n"


def given_set(text: str, kind: Kind = "set", base: str = "") -> Any:
    return load_text(base, overrides=[Override(kind, text)]).data


def faults(*overrides: Override, base: str = BASE) -> list[Diagnostic]:
    with pytest.raises(Refused) as refused:
        load_text(base, overrides=overrides)
    return list(refused.value.diagnostics)


# Each as Helm v3.19.0 reads it.
@pytest.mark.parametrize(
    ("text", "data"),
    [
        ("a=1,b=x", {"a": 1, "b": "x"}),
        ("a.b.c=1", {"a": {"b": {"c": 1}}}),
        ("a.b=1,a.c=2", {"a": {"b": 1, "c": 2}}),
        ("a=", {"a": ""}),
        ("a=,b=1", {"a": "", "b": 1}),
        ("a=1,", {"a": 1}),
        ("", {}),
        ("a={x,1,null}", {"a": ["x", 1, None]}),
        ("a={}", {"a": [""]}),
        ("a={x,y}b=1", {"a": ["x", "y"], "b": 1}),
        ("a={x,y},b=1", {"a": ["x", "y"], "b": 1}),
        ("a[0]=x,a[2]=z", {"a": ["x", None, "z"]}),
        ("a[0][1]=x", {"a": [[None, "x"]]}),
        ("a[1].x=1,a[0].x=2", {"a": [{"x": 2}, {"x": 1}]}),
        ("a[01]=1", {"a": [None, 1]}),
        (r"a=x\,y", {"a": "x,y"}),
        (r"a\.b=1", {"a.b": 1}),
        (r"a\=b=1", {"a=b": 1}),
        (r"a=x\\y", {"a": "x\\y"}),
        ("a=b\\", {"a": "b"}),
        ("a=x=y", {"a": "x=y"}),
        ("a=b.c[0]", {"a": "b.c[0]"}),
        (" a = 1", {" a ": " 1"}),
        ("a={x}}", None),
    ],
)
def test_the_grammar_is_helms(text: str, data: object) -> None:
    if data is None:
        assert faults(Override("set", text))
    else:
        assert given_set(text) == data


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ("m.x=2", {"x": 2, "l": [1, {"w": 2}, [3]]}),
        ("m.l[1].z=5", {"x": 1, "l": [1, {"w": 2, "z": 5}, [3]]}),
        ("m.l[2][1]=9", {"x": 1, "l": [1, {"w": 2}, [3, 9]]}),
        ("m.l[0].q=1", {"x": 1, "l": [{"q": 1}, {"w": 2}, [3]]}),
        ("m.l[3]=4", {"x": 1, "l": [1, {"w": 2}, [3], 4]}),
        ("m=null", None),
    ],
)
def test_values_are_changed_in_place(text: str, data: object) -> None:
    assert given_set(text, base=BASE)["m"] == data


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("true", True), ("FALSE", False), ("Null", None), ("0", 0), ("-1", -1), ("+1", 1), ("-01", -1), ("12", 12),
        ("0123", "0123"), ("00", "00"), ("1.5", "1.5"), ("yes", "yes"), ("nil", "nil"), ("", ""), ("0x1F", "0x1F"),
        ("9223372036854775807", 2**63 - 1), ("9223372036854775808", "9223372036854775808"), ("9" * 5000, "9" * 5000),
    ],
)  # fmt: skip
def test_types_of_set(text: str, value: object) -> None:
    assert (typed(text), type(typed(text))) == (value, type(value))


def test_set_string_types_nothing() -> None:
    assert given_set("a=1,b=true,c={null,2}", "set-string") == {"a": "1", "b": "true", "c": ["null", "2"]}


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ('a={"x": [1, 2.0, null, 1.5]}, b=true', {"a": {"x": [1, 2, None, 1.5]}, " b": True}),
        ("a=,b=1", {"a": None, "b": 1}),
        ('a="x" b=2', {"a": "x", "b": 2}),
        ('a[1]={"b": 1}', {"a": [None, {"b": 1}]}),
        ("a.b=null", {"a": {"b": None}}),
    ],
)
def test_set_json(text: str, data: object) -> None:
    assert given_set(text, "set-json") == data


def test_set_file(tmp_path: File) -> None:
    (tmp_path / "body").write_text("x {\n  y = 1\n}\n")
    values = load_text("", overrides=[Override("set-file", f"a.b={tmp_path}/body")])
    assert values.data == {"a": {"b": "x {\n  y = 1\n}\n"}}
    assert str(values.locate_within(("a", "b"), 2, 3)) == f"{tmp_path}/body:2:3"
    assert str(values.locate_key(("a", "b"))) == "<--set-file 1>:1:3"


def test_the_order_is_helms() -> None:
    overrides = [
        Override("set-string", "a=3"),
        Override("set", "a=2"),
        Override("set-json", "a=1"),
        Override("set", "a=4"),
    ]
    assert load_text("a: 0", overrides=overrides).data == {"a": "3"}
    assert load_text("a: 0", overrides=overrides[1:]).data == {"a": 4}
    assert load_text("a: 0", overrides=overrides[2:3]).data == {"a": 1}


def test_overridden_values_are_located_in_their_argument() -> None:
    values = load_text(BASE, overrides=[Override("set", "s=2"), Override("set", "m.new=x,l[1]=c")])
    assert str(values.locate(("s",))) == "<--set 1>:1:3"
    assert str(values.locate(("m", "new"))) == "<--set 2>:1:7"
    assert str(values.locate_key(("m", "new"))) == "<--set 2>:1:3"
    assert str(values.locate(("l", 1))) == "<--set 2>:1:14"
    assert str(values.locate(("l", 0))) == "values.yaml:3:5"
    assert str(values.locate(("m", "x"))) == "values.yaml:2:8"
    assert values.sources["<--set 2>"] == "m.new=x,l[1]=c"


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("a", 1), ("a.", 3), ("a..b=1", 3), (".a=1", 1), ("=1", 1), ("x=1,b", 5), ("x=1,,b=1", 5), ("a[0]", 5),
        ("a[", 3), ("a[x]=1", 3), ("a[]=1", 3), ("a[ 0]=1", 3), ("a[-1]=1", 3), ("a[65537]=1", 3), ("a[0]x=1", 5),
        ("a={x", 3), ("s.x=1", 1), ("s[0]=1", 1), ("m[0]=1", 1), ("l.x=1", 1), ("m.l[0][0]=1", 5), ("null_.x=1", 1),
        (".".join("k" * 32) + "=1", 63), ("a" + "[0]" * 200 + "=1", 300),
    ],
)  # fmt: skip
def test_a_fault_is_located_in_its_argument(text: str, column: int) -> None:
    found = faults(Override("set", text))
    assert [(fault.code, str(fault.span)) for fault in found] == [("invalid-override", f"<--set 1>:1:{column}")]


@pytest.mark.parametrize(
    "text", ["a=x", "a={", "a=[1", "a=NaN", "a=1e999", "a=tru", "a=-", "a=" + "[" * 100_000, "a=" + "9" * 10_000]
)
def test_what_is_no_json_is_refused(text: str) -> None:
    assert [fault.code for fault in faults(Override("set-json", text))] == ["invalid-override"]


def test_faults_of_all_arguments_are_found_at_once() -> None:
    found = faults(Override("set", "a"), Override("set-file", "a=/no/such/file"), Override("set-json", "a=x"))
    assert [fault.code for fault in found] == ["invalid-override", "invalid-override", "unreadable-file"]


def test_messages_name_no_values() -> None:
    found = faults(Override("set", "password=hunter,hunter2"), Override("set-json", 'password="hunter2'))
    assert not [fault for fault in found if "hunter" in fault.message + fault.help]


@given(st.text(alphabet='ab.[]=,{}\\01- "', max_size=20), st.sampled_from(["set", "set-string", "set-json"]))
def test_any_argument_is_read_or_refused(text: str, kind: Kind) -> None:
    root, found = override(load_text(BASE).root, [Override(kind, text)], lambda file, extent: Node(file, extent))
    assert {fault.code for fault in found} <= {"invalid-override"}
    assert {"s", "m", "l", "null_"} <= set(plain(root))


@given(st.text(alphabet=r"ab.=\[{,}] é", min_size=1, max_size=8), st.text(alphabet=r"ab.=\[{,}] é", max_size=8))
def test_escaped_keys_and_values_come_back(key: str, value: str) -> None:
    escaped = "".join(f"\\{c}" for c in key) + "=" + "".join(f"\\{c}" for c in value)
    assert given_set(escaped, "set-string") == {key: value}


def test_an_integer_of_json_has_an_end() -> None:
    assert given_set("a=" + "9" * 299, "set-json")["a"] == int("9" * 299)
    assert [fault.code for fault in faults(Override("set-json", "a=" + "9" * 5000))] == ["invalid-override"]


def test_lists_that_indexes_make_have_an_end() -> None:
    text = ",".join(f"a{number}[65536]=x" for number in range(300))
    assert [fault.code for fault in faults(Override("set", text))] == ["invalid-override"]
    assert [fault.code for fault in faults(Override("set", "a" + "[9999]" * 90 + "=x"))] == ["invalid-override"]
    assert len(given_set("a[65536]=x,a[0]=y,a[65535]=z")["a"]) == 65537
