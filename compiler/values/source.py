"""One values file, read: text -> a tree of values that knows its places, and every fault on the way.

The tree is built from the parser's events, not from PyYAML's node graph: events need no recursion, so that no
nesting is too deep for the interpreter, and an alias shares what it names, so that no alias is too much for memory.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import yaml

from ..report.codes import Code
from ..report.diagnostics import Diagnostic, Span, nearest
from .scalars import NoScalar, resolve, resolve_tagged
from .tree import MAX_DEPTH, Extent, Node, SourceText

MAX_BYTES = 4 * 1024 * 1024
MAX_NODES = 100_000
_NOT_TEXT = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class _Item(NamedTuple):
    """A node that is complete: how many nodes it stands for with all aliases followed, how deep it is, and whether it
    is the key `<<`."""

    node: Node
    size: int
    depth: int
    merges: bool = False


@dataclass(eq=False, repr=False)
class _Collection:
    """A map or list that is still open. A map's items are key, value, key, value."""

    is_map: bool
    start: int
    anchor: str | None
    items: list[_Item] = field(default_factory=list)


@dataclass(eq=False, repr=False)
class _Reading:
    """What has been read of a source so far."""

    source: SourceText
    faults: list[Diagnostic] = field(default_factory=list)
    open: list[_Collection] = field(default_factory=list)
    anchors: dict[str, _Item | None] = field(default_factory=dict)
    root: _Item | None = None
    nodes: int = 0

    def fault(self, code: Code, message: str, start: int, end: int, help: str) -> None:
        self.faults.append(Diagnostic(code, message, help=help, span=self.source.span(start, end)))


def read_bytes(file: str, content: bytes) -> tuple[SourceText, list[Diagnostic]]:
    """The text of a file, and what keeps it from being one. UTF-16 is read where a byte order mark says so."""
    if len(content) > MAX_BYTES:
        help = "values larger than 4 MiB cannot be meant; is this the right file?"
        return SourceText(file, ""), [
            Diagnostic("file-too-large", f"`{file}` is too large", (), help, span=Span(file, 1, 1))
        ]
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        source = SourceText(file, content.decode(encoding))
    except UnicodeDecodeError as error:
        readable = SourceText(file, content[: error.start].decode(encoding, "replace") + "\ufffd")
        at = len(readable.text) - 1
        fault = Diagnostic("invalid-utf8", f"`{file}` is not UTF-8 text", (), "save the file as UTF-8",
                           span=readable.span(at, at + 1))  # fmt: skip
        return readable, [fault]
    return source, _control_characters(source)


def _control_characters(source: SourceText) -> list[Diagnostic]:
    found = [match.start() for match in _NOT_TEXT.finditer(source.text)]
    if not found:
        return []
    more = f", and {len(found) - 1} more" if len(found) > 1 else ""
    message = f"the character U+{ord(source.text[found[0]]):04X} cannot stand in YAML{more}"
    help = "remove it, or write it as an escape in a text in double quotes"
    return [Diagnostic("control-character", message, (), help, span=source.span(found[0], found[0] + 1))]


def read_source(source: SourceText) -> tuple[Node, list[Diagnostic]]:
    """The values of a text. With faults, what could be read of them; an empty text is an empty map."""
    reading = _Reading(source)
    _read_events(reading)
    while reading.open:
        _close(reading, len(source.text))
    node = reading.root.node if reading.root else None
    if node is None or (node.value is None and not node.style):
        return Node({}, Extent(source, 0, 0)), reading.faults
    if not isinstance(node.value, dict):
        if not reading.faults:
            reading.fault("not-a-map", "the values are not a map", node.extent.start, node.extent.end,
                          "at the top of a values file stand keys: `cluster:`, `destinations:`, ...")  # fmt: skip
        return Node({}, Extent(source, 0, 0)), reading.faults
    return node, reading.faults


def _read_events(reading: _Reading) -> None:
    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    documents = 0
    try:
        events: Iterator[Any] = yaml.parse(reading.source.text, Loader=loader)
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    reading.fault("several-documents", "a second YAML document begins here", *_place(event),
                                  "put each document in a file of its own and give all of them with `-f`")  # fmt: skip
                    return
            elif (read := _READERS.get(type(event))) is not None:
                read(reading, event)
                if _exceeds_limits(reading, event):
                    return
    except yaml.MarkedYAMLError as error:
        _syntax_fault(reading, error)


def _place(event: Any) -> tuple[int, int]:
    """Where an event begins and ends, in characters of the text."""
    return event.start_mark.index, event.end_mark.index


def _exceeds_limits(reading: _Reading, event: Any) -> bool:
    """Whether to stop here. Says why, once."""
    at, end = _place(event)
    if len(reading.open) > MAX_DEPTH:
        _too_deep(reading, at)
        return True
    if reading.nodes > MAX_NODES:
        if isinstance(event, yaml.AliasEvent):
            reading.fault("alias-bomb", f"aliases make more than {MAX_NODES} values of this file", at, end,
                          "write out what you need, or use fewer aliases of aliases")  # fmt: skip
        else:
            reading.fault("file-too-large", f"the file has more than {MAX_NODES} values", at, at + 1,
                          "values this large cannot be meant; is this the right file?")  # fmt: skip
        return True
    return False


def _too_deep(reading: _Reading, at: int) -> None:
    reading.fault("nesting-too-deep", f"maps and lists stand more than {MAX_DEPTH} deep in each other", at, at + 1,
                  "values are never this deep; look for brackets that are not closed")  # fmt: skip


def _read_scalar(reading: _Reading, event: Any) -> None:
    start, end = _place(event)
    style = event.style or ""
    text: str = event.value
    value: Any = text
    try:
        if event.tag is not None:
            value = resolve_tagged(event.tag, text)
        elif event.implicit[0]:
            value = resolve(text)
    except NoScalar as error:
        reading.fault("wrong-type", str(error), start, end, "write it in quotes if text is meant")
    except KeyError:
        _unknown_tag(reading, event)
    merges = text == "<<" and (event.implicit[0] or event.tag == "tag:yaml.org,2002:merge")
    reading.nodes += 1
    _add(reading, _Item(Node(value, Extent(reading.source, start, end), None, style), 1, 0, merges), event.anchor)


def _unknown_tag(reading: _Reading, event: Any) -> None:
    tag = event.tag.replace("tag:yaml.org,2002:", "!!")
    start, _ = _place(event)
    if tag not in ("!!merge", "!!map", "!!seq"):
        reading.fault("unknown-tag", f"the tag `{tag}` means nothing in values", start, start + 1, "remove the tag")


def _open(reading: _Reading, event: Any) -> None:
    if event.tag is not None:
        _unknown_tag(reading, event)
    if event.anchor is not None:
        reading.anchors[event.anchor] = None
    reading.nodes += 1
    is_map = isinstance(event, yaml.MappingStartEvent)
    reading.open.append(_Collection(is_map, _place(event)[0], event.anchor))


def _close_at(reading: _Reading, event: Any) -> None:
    _close(reading, _place(event)[1])


def _read_alias(reading: _Reading, event: Any) -> None:
    (start, end), name = _place(event), event.anchor
    item = reading.anchors.get(name)
    if item is None and name in reading.anchors:
        reading.fault("alias-bomb", f"`{name}` contains itself", start, end, "an anchor cannot be used inside itself")
    elif item is None:
        close = nearest(name, reading.anchors) if len(reading.anchors) < 100 else None
        help = f"did you mean `*{close}`?" if close else f"write `&{name}` before the value that is meant, further up"
        reading.fault("yaml-syntax", f"`*{name}` names no anchor that stands before it", start, end, help)
    elif len(reading.open) + item.depth > MAX_DEPTH:
        reading.fault("nesting-too-deep", f"with `{name}`, values stand more than {MAX_DEPTH} deep", start, end,
                      "values are never this deep; use fewer aliases of aliases")  # fmt: skip
        item = None
    item = item or _Item(Node(None, Extent(reading.source, start, end)), 1, 0)
    reading.nodes += item.size
    _add(reading, item, None)


_READERS: dict[type, Callable[[_Reading, Any], None]] = {
    yaml.ScalarEvent: _read_scalar,
    yaml.AliasEvent: _read_alias,
    yaml.MappingStartEvent: _open,
    yaml.SequenceStartEvent: _open,
    yaml.MappingEndEvent: _close_at,
    yaml.SequenceEndEvent: _close_at,
}


def _add(reading: _Reading, item: _Item, anchor: str | None) -> None:
    """Gives a complete node to the collection around it, and to its anchor."""
    if anchor is not None:
        reading.anchors[anchor] = item
    if reading.open:
        reading.open[-1].items.append(item)
    elif reading.root is None:
        reading.root = item


def _close(reading: _Reading, end: int) -> None:
    closed = reading.open.pop()
    value: Any = _map(reading, closed.items) if closed.is_map else [item.node for item in closed.items]
    size = 1 + sum(item.size for item in closed.items)
    depth = 1 + max((item.depth for item in closed.items), default=0)
    _add(reading, _Item(Node(value, Extent(reading.source, closed.start, end)), size, depth), closed.anchor)


def _map(reading: _Reading, items: list[_Item]) -> dict[str, Node]:
    """The map of keys and values in turn. Merged keys win over keys that stand before the `<<`, as with go-yaml v2."""
    result: dict[str, Node] = {}
    written: dict[str, Extent] = {}
    for key, value in zip(items[::2], items[1::2], strict=False):
        extent = key.node.extent
        name = "<<" if key.merges else _key(key.node)
        if not name:
            fault = "a key must be text" if name is None else "a key is empty"
            reading.fault("invalid-key", fault, extent.start, extent.end, "write a plain word as the key")
            continue
        if name in written:
            reading.fault("duplicate-key", f"the key `{name}` stands twice in this map", extent.start, extent.end,
                          f"the first is in line {written[name].span.line}; keep one of them")  # fmt: skip
        written[name] = extent
        if key.merges:
            _merge_in(reading, result, value.node)
        else:
            result[name] = value.node._replace(key=extent)
    return result


def _key(node: Node) -> str | None:
    """A key as text: Helm writes out numbers and booleans, and has no other keys."""
    match node.value:
        case bool():
            return "true" if node.value else "false"
        case str() | int() | float():
            return str(node.value)
    return None


def _merge_in(reading: _Reading, result: dict[str, Node], merged: Node) -> None:
    """`<<`: of several maps the first that has a key wins."""
    several = merged.value if isinstance(merged.value, list) else [merged]
    for node in reversed(several):
        if isinstance(node.value, dict):
            result.update(node.value)
        else:
            reading.fault("yaml-syntax", "`<<` takes a map, or a list of maps", node.extent.start, node.extent.end,
                          "give it an alias of a map: `<<: *name`")  # fmt: skip


def _syntax_fault(reading: _Reading, error: yaml.MarkedYAMLError) -> None:
    mark = error.problem_mark or error.context_mark
    start = mark.index if mark else 0
    problem = error.problem or "it ends too early"
    if "nesting depth" in problem:  # libyaml reads on, and newer ones have a limit of their own
        _too_deep(reading, start)
        return
    context = f", {error.context}" if error.context else ""
    reading.fault("yaml-syntax", f"this is not YAML: {problem}{context}", start, start + 1,
                  _syntax_help(reading.source.text[start : start + 1], problem))  # fmt: skip


def _syntax_help(character: str, problem: str) -> str:
    if character == "\t":
        return "indent with blanks: YAML allows no tabs there"
    if character in ("@", "`", "%"):
        return f"a value that begins with `{character}` needs quotes"
    if "mapping values" in problem:
        return "quote a value that has `: ` in it, and look at the indentation"
    return "look at the indentation, quotes and brackets here and just before"
