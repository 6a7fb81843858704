"""Takes values without effect out of a file: whole lines only, and only if the same is built without them."""

from __future__ import annotations

import re

from ..compile import Settings
from ..report.diagnostics import Path, Refused
from ..values.load import Values, load, load_text
from ..values.tree import Node, find
from .outcome import outcome
from .run import Choice, check_values

FIXABLE = frozenset({"dead-value", "redundant-value"})
_ANCHOR = re.compile(r"(^|\s)[&*][^\s]")


def fixed(file: str, settings: Settings, chosen: Choice) -> tuple[str, int]:
    """The text of a file without the values that have no effect, and how many were taken away. Raises Refused where it
    does not build. One value after the other goes, and stays where something would change without it."""
    values = load([file])
    text, gone = values.sources[file], 0
    before = outcome(values, settings)
    found = check_values(values, settings, (file,), chosen)
    paths = [one.diagnostic.path for one in found if one.diagnostic.code in FIXABLE and one.answer == "proven"]
    for path in reversed(paths):
        shorter = _without(text, file, path)
        if shorter is not None and before is not None and _same(shorter, file, settings, before):
            text, gone = shorter, gone + 1
    return text, gone


def _same(text: str, file: str, settings: Settings, before: object) -> bool:
    try:
        return outcome(load_text(text, file), settings) == before
    except Refused:
        return False


def _without(text: str, file: str, path: Path) -> str | None:
    """The text without the lines of a value; None where they hold something else, or it is the last of its map."""
    values: Values = load_text(text, file)
    node, exact = find(values.root, path)
    above, _ = find(values.root, path[:-1])
    if not exact or node.key is None or not isinstance(above.value, dict) or len(above.value) < 2:
        return None
    start, end = _lines(text, node)
    lines = text[start:end]
    is_alone = not text[start : node.key.start].strip() and _ANCHOR.search(lines) is None
    return text[:start] + text[end:] if is_alone else None


def _lines(text: str, node: Node) -> tuple[int, int]:
    """From the start of the key's line to the end of the value's last."""
    assert node.key is not None
    start = text.rfind("\n", 0, node.key.start) + 1
    last = max(node.extent.end, node.key.end)
    if text[last - 1] == "\n":
        return start, last
    end = text.find("\n", last)
    return start, len(text) if end < 0 else end + 1
