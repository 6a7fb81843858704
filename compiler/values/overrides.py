"""`--set`, `--set-string`, `--set-json` and `--set-file`: Helm's grammar of assignments, and how they change values.

After Helm's pkg/strvals. Where Helm silently drops an assignment that has an empty key or no value (`=1`, `a.`,
`a[0]`), this is a fault.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple, TypeAlias

from ..report.diagnostics import Diagnostic, Refused
from ..report.record import dataclass as record
from .scalars import through_json
from .tree import MAX_DEPTH, Extent, Node, Scalar, SourceText

Kind: TypeAlias = Literal["set-json", "set", "set-string", "set-file"]
ORDER: tuple[Kind, ...] = ("set-json", "set", "set-string", "set-file")
"""The order in which Helm applies them, after all files."""
MAX_INDEX = 65536
MAX_NAMES = 30
MAX_FILLED = 100_000
"""Entries that indexes beyond the end of lists may make, all together."""
_INT64 = range(-(2**63), 2**63)


@record(frozen=True)
class Override:
    """One argument of the command line: `--set a.b=1,c=2` is Override("set", "a.b=1,c=2")."""

    kind: Kind
    text: str


class Step(NamedTuple):
    """A key or an index of an assignment, and where it is written."""

    part: str | int
    extent: Extent


class Assignment(NamedTuple):
    steps: tuple[Step, ...]
    node: Node


ReadFile: TypeAlias = Callable[[str, Extent], Node]


@dataclass(eq=False, repr=False)
class _Cursor:
    """How far an argument has been read."""

    source: SourceText
    at: int = 0

    @property
    def done(self) -> bool:
        return self.at >= len(self.source.text)

    def until(self, stops: str) -> tuple[str, Extent, str]:
        """The text up to one of the stops, its extent, and the stop, which is passed; no stop at the end. A backslash
        takes the meaning of the character after it."""
        text, start, found = self.source.text, self.at, ""
        while not self.done and text[self.at] not in stops:
            self.at += text[self.at] == "\\"
            found += text[self.at : self.at + 1]
            self.at += 1
        end = min(self.at, len(text))
        self.at += 1
        return found, Extent(self.source, start, end), text[end : end + 1]

    def skip_blanks_and_comma(self) -> bool:
        """Whether nothing stood before the comma or the end."""
        text = self.source.text
        while not self.done and text[self.at].isspace():
            self.at += 1
        if self.done or text[self.at] == ",":
            self.at += 1
            return True
        return False


def override(root: Node, overrides: Sequence[Override], read_file: ReadFile) -> tuple[Node, list[Diagnostic]]:
    """The values with all overrides applied in Helm's order, and every fault of them."""
    faults: list[Diagnostic] = []
    filled = 0
    for kind, source in override_sources(overrides):
        try:
            for assignment in _assignments(kind, source, read_file):
                filled += _filled(root, assignment.steps)
                if filled > MAX_FILLED:
                    raise _refuse("indexes make too long lists", assignment.steps[-1].extent, "set the whole list")
                root = _put(root, assignment.steps, assignment.node, ())
        except Refused as refused:
            faults += refused.diagnostics
    return root, faults


def override_sources(overrides: Sequence[Override]) -> Iterator[tuple[Kind, SourceText]]:
    """The arguments in the order of their application, each a text of its own: `<--set 2>` is the second `--set`."""
    for kind in ORDER:
        texts = (item.text for item in overrides if item.kind == kind)
        for number, text in enumerate(texts, 1):
            yield kind, SourceText(f"<--{kind} {number}>", text)


_SURROGATE = re.compile("[\ud800-\udfff]")
"""Half of a character: a byte of an argument that is no UTF-8, or an escape of JSON that has no other half."""


def _no_text(extent: Extent) -> Refused:
    return _refuse("a character is not UTF-8 text", extent, "write it as UTF-8, or take it out")


def _refuse(message: str, extent: Extent, help: str) -> Refused:
    return Refused([Diagnostic("invalid-override", message, help=help, span=extent.span)])


def _assignments(kind: Kind, source: SourceText, read_file: ReadFile) -> Iterator[Assignment]:
    cursor = _Cursor(source)
    if broken := _SURROGATE.search(source.text):
        raise _no_text(Extent(source, *broken.span()))
    while not cursor.done:
        steps = tuple(_steps(cursor))
        node = _json_value(cursor, len(steps)) if kind == "set-json" else _value(cursor, kind, read_file)
        yield Assignment(steps, node._replace(key=steps[-1].extent))


def _steps(cursor: _Cursor) -> Iterator[Step]:
    """The keys and indexes before a `=`: `a.b[0].c`."""
    names = steps = 0
    stop = "."
    while stop != "=":
        steps += 1
        if stop == "[":
            step, stop = _index(cursor)
        else:
            names += 1
            key, extent, stop = cursor.until("=[,.")
            _check_key(key, extent, stop)
            step = Step(key, extent)
        if names > MAX_NAMES + 1 or steps > MAX_DEPTH:
            raise _refuse(f"a path of more than {MAX_NAMES} keys", step.extent, "values are never this deep")
        yield step


def _check_key(key: str, extent: Extent, stop: str) -> None:
    if stop in ("", ","):
        raise _refuse("an assignment without `=`", extent, "write `key=value`; a comma in a value is written `\\,`")
    if not key:
        raise _refuse("a key is empty", extent, "write `key=value` or `outer.inner=value`")


def _index(cursor: _Cursor) -> tuple[Step, str]:
    text, extent, closed = cursor.until("]")
    if not closed or not re.fullmatch(r"[-+]?[0-9]{1,18}", text):
        raise _refuse("an index must be a number in brackets", extent, "write `list[0]=value`, counting from 0")
    index = int(text)
    if index < 0:
        raise _refuse("an index is negative", extent, "count from 0")
    if index > MAX_INDEX:
        raise _refuse(f"an index is greater than {MAX_INDEX}", extent, "Helm allows no more")
    between, after, stop = cursor.until("[.=")
    if between or not stop:
        raise _refuse("after an index stands neither `.`, `[` nor `=`", after, "write `list[0]=value`")
    return Step(index, extent), stop


def _value(cursor: _Cursor, kind: Kind, read_file: ReadFile) -> Node:
    if cursor.source.text[cursor.at : cursor.at + 1] != "{":
        text, extent, _ = cursor.until(",")
        return _leaf(kind, text, extent, read_file)
    start = cursor.at
    cursor.at += 1
    items: list[Node] = []
    stop = ","
    while stop == ",":
        text, extent, stop = cursor.until(",}")
        if not stop:
            raise _refuse("a list is not closed", Extent(cursor.source, start, start + 1), "write `key={one,two}`")
        items.append(_leaf(kind, text, extent, read_file))
    end = cursor.at
    cursor.at += cursor.source.text[end : end + 1] == ","
    return Node(items, Extent(cursor.source, start, end))


def _leaf(kind: Kind, text: str, extent: Extent, read_file: ReadFile) -> Node:
    if kind == "set-file":
        return read_file(text, extent)
    return Node(text if kind == "set-string" else typed(text), extent, style="=")


def typed(text: str) -> Scalar:
    """The meaning of a value of `--set`: true, false, null, a 64-bit integer without leading zeros, or text."""
    word = text.lower()
    if word in ("true", "false"):
        return word == "true"
    if word == "null":
        return None
    if re.fullmatch(r"0|[-+][0-9]{1,30}|[1-9][0-9]{0,30}", text) and int(text) in _INT64:
        return int(text)
    return text


def _json_value(cursor: _Cursor, depth: int) -> Node:
    import json

    start = cursor.at
    if cursor.skip_blanks_and_comma():
        return Node(None, Extent(cursor.source, start, min(cursor.at, len(cursor.source.text))))
    decoder = json.JSONDecoder(parse_int=_whole, parse_float=_finite, parse_constant=_no_constant)
    try:
        value, end = decoder.raw_decode(cursor.source.text, cursor.at)
    except (ValueError, RecursionError) as error:
        at = getattr(error, "pos", cursor.at)
        extent = Extent(cursor.source, at, at + 1)
        raise _refuse(
            "the value is not JSON", extent, 'quote texts and keys with `"`, and the whole for the shell'
        ) from None
    extent = Extent(cursor.source, cursor.at, end)
    cursor.at = end
    cursor.skip_blanks_and_comma()
    return _json_node(value, extent, depth)


def _finite(text: str) -> int | float:
    number = float(text)
    if number in (float("inf"), float("-inf")):
        raise ValueError("out of range")
    return through_json(number)


def _whole(text: str) -> int | float:
    return int(text) if len(text) < 300 else _finite(text)


def _no_constant(text: str) -> None:
    raise ValueError(f"`{text}` is not JSON")


def _json_node(value: Any, extent: Extent, depth: int) -> Node:
    if depth > MAX_DEPTH:
        raise _refuse("the value is nested too deep", extent, "values are never this deep")
    if any(isinstance(text, str) and _SURROGATE.search(text) for text in (value, *_keys(value))):
        raise _no_text(extent)
    if isinstance(value, dict):
        return Node({key: _json_node(child, extent, depth + 1) for key, child in value.items()}, extent)
    if isinstance(value, list):
        return Node([_json_node(child, extent, depth + 1) for child in value], extent)
    return Node(value, extent, style="=")


def _keys(value: Any) -> Iterable[str]:
    return value if isinstance(value, dict) else ()


def _put(node: Node | None, steps: tuple[Step, ...], leaf: Node, above: tuple[Step, ...]) -> Node:
    """The node with the leaf put at the steps below it. What is not there is made; a list is filled up with null."""
    if not steps:
        return leaf
    step, *rest = steps
    key = above[-1].extent if above else None
    below = (*above, step)
    if isinstance(step.part, str):
        children = _children(node, above)
        child = _put(children.get(step.part), tuple(rest), leaf, below)
        made = Node({**children, step.part: child}, step.extent, key)
    else:
        items = _items(node, above)
        items += [Node(None, step.extent)] * (step.part + 1 - len(items))
        items[step.part] = _put(items[step.part], tuple(rest), leaf, below)
        made = Node(items, step.extent, key)
    return made if node is None or node.value is None else node._replace(value=made.value)


def _filled(node: Node | None, steps: tuple[Step, ...]) -> int:
    """How many entries lists get that an assignment does not name."""
    filled = 0
    for step in steps:
        value = node.value if node else None
        if isinstance(step.part, int):
            length = len(value) if isinstance(value, list) else 0
            filled += max(0, step.part - length)
            node = value[step.part] if isinstance(value, list) and step.part < length else None
        else:
            node = value.get(step.part) if isinstance(value, dict) else None
    return filled


def _children(node: Node | None, above: tuple[Step, ...]) -> dict[str, Node]:
    """The map to put a key into. What stands in a list and is no map, Helm replaces with one."""
    if node is None or (above and isinstance(above[-1].part, int) and not isinstance(node.value, dict)):
        return {}
    if isinstance(node.value, dict):
        return node.value
    raise _conflict(above, "map")


def _items(node: Node | None, above: tuple[Step, ...]) -> list[Node]:
    if node is None or (node.value is None and above and isinstance(above[-1].part, int)):
        return []
    if isinstance(node.value, list):
        return list(node.value)
    raise _conflict(above, "list")


def _conflict(above: tuple[Step, ...], wanted: str) -> Refused:
    *_, last = above
    message = f"`{last.part}` has a value already, and it is no {wanted}"
    return _refuse(message, last.extent, f"set the whole {wanted}, or remove the value that is there")
