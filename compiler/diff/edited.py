"""What the user wrote differently in two values, and which of it brings a change about."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from ..report.diagnostics import Path, dotted
from ..simulate.places import read_path
from ..values.placed import bare_tree
from ..values.tree import find
from .changes import Change, Place
from .sides import Side


@dataclass
class Edits:
    """What the user wrote differently in the two values: the cause of all the rest."""

    old: Side
    new: Side

    def __post_init__(self) -> None:
        self.paths: list[Path] = []
        if self.old.values is not None and self.new.values is not None:
            self.paths = list(edited(bare_tree(self.old.values.data), bare_tree(self.new.values.data), ()))

    def placed(self, change: Change) -> Change:
        """The change with a line of each side: where it is said, or what was edited to bring it about."""
        if not self.paths:
            return replace(change, about=())
        cause = self._cause(change)
        return replace(change, at_old=_line(self.old, cause), at_new=_line(self.new, cause), about=())

    def _cause(self, change: Change) -> Path:
        """The edit that is nearest to where it is said; else to its source, its destination; else any that is near."""
        said = [place.path for place in (change.at_old, change.at_new) if place]
        tiers = (said, change.about, change.sources, [f"destinations.{change.destination}"])
        about = [[path for path in map(read_path, texts) if path] for texts in tiers]
        for paths in about:
            related = [edit for edit in self.paths if any(_shared(edit, path)[1] for path in paths)]
            if related:
                return max(related, key=lambda edit: max(_shared(edit, path) for path in paths))
        every = [path for paths in about for path in paths] or [()]
        return max(self.paths, key=lambda edit: max(_shared(edit, path) for path in every))


def _shared(path: Path, other: Path) -> tuple[int, bool]:
    """How near an edit is to another path: how much of it they share, and whether that is all of one."""
    pairs = enumerate(zip(path, other, strict=False))
    shared = next((position for position, (one, two) in pairs if one != two), min(len(path), len(other)))
    return shared, shared in (len(path), len(other))


def _line(side: Side, path: Path) -> Place:
    assert side.values is not None
    node, exact = find(side.values.root, path)
    span = side.values.locate(path) if exact and node is not side.values.root else None
    return Place(dotted(path), span.file, span.line) if span else Place(dotted(path))


def edited(one: object, other: object, path: Path) -> Iterator[Path]:
    """The paths at which two values differ, as deep as both have a map or list there."""
    if isinstance(one, dict | None) and isinstance(other, dict | None) and (one or other):
        one, other = one or {}, other or {}
        for key in dict.fromkeys((*one, *other)):
            if one.get(key) != other.get(key):
                yield from edited(one.get(key), other.get(key), (*path, key))
            elif (key in one) != (key in other):  # null on one side
                yield (*path, key)
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for position, (left, right) in enumerate(zip(one, other, strict=True)):
            if left != right:
                yield from edited(left, right, (*path, position))
    elif one != other or type(one) is not type(other):
        yield path
