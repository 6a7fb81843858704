"""`stage.eventlogmessage` and `stage.windowsevent`: values of the messages of Windows events."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ...languages.gostrings import SPACES, is_valid
from .arguments import Arguments
from .entry import Entry, Run, Stage, has, only, text_of


@dataclass(frozen=True)
class _Keys:
    """What becomes of the name of a value: broken ones are dropped or mended, taken ones get a suffix."""

    drops_broken: bool
    overwrites: bool
    is_name: Callable[[str], bool]

    def key(self, name: str, entry: Entry) -> str | None:
        """The name under which a value is kept; None where it is not."""
        if not self.is_name(name):
            if self.drops_broken:
                return None
            name = mend_name(name)
        return f"{name}_extracted" if not self.overwrites and has(entry, name) else name


def _is_legacy_name(name: str) -> bool:
    return re.fullmatch("[a-zA-Z_][a-zA-Z0-9_]*", name) is not None


def _is_name(name: str) -> bool:
    return bool(name) and is_valid(name)


def mend_name(name: str) -> str:
    """A name of letters, digits and `_` only."""
    mended = re.sub("[^a-zA-Z0-9_]", "_", name)
    return "_" + mended[1:] if not mended or mended[0].isdigit() else mended


def _stage(arguments: Arguments, keys: _Keys, values: Callable[[str], Iterator[tuple[str, str]]]) -> Stage:
    """A stage that takes values of a message; an entry whose message is no text is dropped."""
    source = "message" if (written := arguments.get("source")) is None else str(written)
    if not keys.is_name(source):
        raise arguments.fault(f"`{source}` is no name of a label", "source")

    def take(entry: Entry, run: Run) -> bool:
        if not has(entry, source):
            return True
        text = text_of(entry.extracted[source])
        if text is None:
            run.reason = "the message is no text"
            return False
        for name, value in values(text):
            key = keys.key(name, entry)
            if key is not None and is_valid(value):
                entry.extracted[key] = value
        return True

    return only(take)


def eventlogmessage(arguments: Arguments) -> Stage:
    """`stage.eventlogmessage`: the lines `key: value` of a message."""
    drops, overwrites = arguments.flag("drop_invalid_labels"), arguments.flag("overwrite_existing")

    def values(text: str) -> Iterator[tuple[str, str]]:
        for line in text.split("\r\n"):
            name, colon, value = line.partition(":")
            if colon:
                yield name, value.strip(SPACES)

    return _stage(arguments, _Keys(drops, overwrites, _is_legacy_name), values)


def windowsevent(arguments: Arguments) -> Stage:
    """`stage.windowsevent`: the description, and the `key: value` of each section, with its title before the key."""
    drops, overwrites = arguments.flag("drop_invalid_labels"), arguments.flag("overwrite_existing")
    return _stage(arguments, _Keys(drops, overwrites, _is_name), _event_values)


def _event_values(text: str) -> Iterator[tuple[str, str]]:
    description, *sections = text.split("\r\n\r\n")
    yield "Description", _clean(description)
    for section in sections:
        lines, title = section.split("\r\n"), ""
        place = 0
        while place < len(lines):
            name, colon, value = lines[place].partition(":")
            place += 1
            if not colon:
                continue
            if not value:
                title = name if place == 1 else title
                continue
            while place < len(lines) and lines[place] and ":" not in lines[place]:
                value += "," + lines[place]
                place += 1
            yield re.sub("[\t\r\n ]", "", f"{title}_{name}" if title else name), _clean(value)


def _clean(value: str) -> str:
    return re.sub("[\t\r\n]", "", value).strip(SPACES)
