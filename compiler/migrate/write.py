"""A rewritten document -> text with every comment back at the entry that it was written for; or -> Values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from ruamel.yaml.comments import CommentedMap, CommentedSeq

from ..report.diagnostics import Path
from ..values.load import Values, load_text
from ..values.tree import Node, find, plain
from .comments import Place, Places, with_comments
from .document import Document, dump
from .layout import start
from .left_out import last_line, left_out
from .report import Change


def written(document: Document, text: str, values: Values, changes: Sequence[Change] = ()) -> str:
    """The text of a document that was read from `text`. What has no place any more stays where it was, as a comment."""
    bare = dump(document, text)
    read = load_text(bare)
    fresh = _with_nulls(bare.splitlines(), document, values, read)
    places = _places(document, values, read)
    lines = [
        *text.splitlines()[: start(text)],
        *with_comments(left_out(text, values, changes), fresh, places, start(text)),
    ]
    result = "\n".join(lines).rstrip("\n") + "\n"
    assert load_text(result).data == read.data, "a comment changed the values"
    return result


def _entries(document: Document, node: Node) -> Iterator[tuple[Path, Any, Node]]:
    """Each entry of the document that was in the old values: where it was, its value, its node in the new text."""

    def walk(container: Any, children: Any) -> Iterator[tuple[Path, Any, Node]]:
        pairs: Any = container.items() if isinstance(container, CommentedMap) else enumerate(container)
        for key, child in pairs:
            found = children[key] if isinstance(key, int) and isinstance(children, list) else children.get(str(key))
            if found is None:
                continue
            origin = document.origin(container, key)
            if origin:
                yield origin, child, found
            if isinstance(child, CommentedMap | CommentedSeq):
                yield from walk(child, found.value)

    yield from walk(document.root, node.value)


def _places(document: Document, values: Values, read: Values) -> Places:
    """Old line -> where its first entry stands, and where that does which a comment at its end is about: of
    `- type: loki` the type, which ends there, of `logs: [a, b]` the whole."""
    first: dict[int, Place] = {}
    last: dict[int, Place] = {}
    ended: set[int] = set()
    for origin, child, node in _entries(document, read.root):
        old, exact = find(values.root, origin)
        if not exact:
            continue
        line, end = _first_line(node), _last_line(node)
        simple = line == end or isinstance(child, CommentedMap | CommentedSeq) or node.style in ("|", ">")
        place, number = Place(line, end, simple), _first_line(old)
        first.setdefault(number, place)
        if number not in ended and last_line(old) == number:
            ended.add(number)
            last[number] = place
        elif number not in ended:
            last[number] = place
    return Places(first, last)


def _first_line(node: Node) -> int:
    return (node.key or node.extent).span.line - 1


def _last_line(node: Node) -> int:
    source, begin, end = node.extent
    if isinstance(node.value, dict | list) or end <= begin:
        return _first_line(node)
    return _first_line(node) + source.text[(node.key or node.extent).start : end].rstrip("\n").count("\n")


def _with_nulls(lines: list[str], document: Document, values: Values, read: Values) -> list[str]:
    """The new lines, with `null` or `~` where the old text wrote one out."""
    lines = list(lines)
    for origin, child, node in _entries(document, read.root):
        old, exact = find(values.root, origin)
        spelled = old.extent.source.text[old.extent.start : old.extent.end] if exact else ""
        if child is None and spelled in ("~", "null", "Null", "NULL") and node.extent.end <= node.extent.start:
            line = _first_line(node)
            if lines[line].rstrip().endswith((":", "-")):
                lines[line] = f"{lines[line].rstrip()} {spelled}"
    return lines


def written_values(document: Document, values: Values) -> Values:
    """The document as values: each part stands where it was written, a new one where what it stands in was."""
    root = _node(document, document.root, values.root, values)
    return Values(plain(root), root, values.sources, values.warnings)


def _node(document: Document, value: Any, around: Node, values: Values) -> Node:
    if isinstance(value, dict):
        below = {str(k): _node(document, v, _old(document, value, k, around, values), values) for k, v in value.items()}
        return around._replace(value=below)
    if isinstance(value, list):
        items = [_node(document, v, _old(document, value, i, around, values), values) for i, v in enumerate(value)]
        return around._replace(value=items)
    return around._replace(value=value)


def _old(document: Document, container: Any, key: Any, around: Node, values: Values) -> Node:
    origin = document.origin(container, key)
    found, exact = find(values.root, origin) if origin else (around, False)
    return found if exact else around._replace(style="")
