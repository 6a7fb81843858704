"""Passes over a graph. Each is a function Graph -> Graph that keeps the flows, alone in a module of its name."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from ..graph.component import Graph
from .drop_empty_relabel import drop_empty_relabel
from .drop_unfed_entries import drop_unfed_entries
from .drop_unused import drop_unused
from .fold_constants import fold_constants
from .fold_rules import fold_rules
from .fuse_rules import fuse_rules
from .share_discovery import share_discovery

Pass: TypeAlias = Callable[[Graph], Graph]

DEFAULT: tuple[Pass, ...] = (
    drop_empty_relabel,
    # after the empty ones are gone: what they stood between may be alike
    share_discovery,
    # last: it sees what the others left without a reader
    drop_unused,
)

PASSES: dict[int, tuple[Pass, ...]] = {
    0: (),
    1: DEFAULT,
    2: (
        # first: what only an entry kept alive is unused after it
        drop_unfed_entries,
        # before components are compared: what gives the same is the same. Not in -O1, whose digests are the reference's
        fold_constants,
        *DEFAULT,
        fuse_rules,
        # after the fusion, which brings equal rules together
        fold_rules,
    ),
}
"""The passes of each level, -O0, -O1, -O2, in the order in which they run."""
