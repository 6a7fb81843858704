"""Building again when a file changes."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path

import click

INTERVAL = 0.3
"""Seconds between two looks at the files."""


def watch(files: Sequence[str], build: Callable[[], int], words: tuple[str, str] = ("built", "not built")) -> None:
    """Builds, then again after each change of a file, until interrupted. `words` say how it went."""
    seen: dict[str, float | None] = {}
    try:
        while True:
            now = {name: _changed_at(name) for name in files}
            if now != seen:
                seen = now
                click.echo(words[0] if build() == 0 else words[1], err=True)
            time.sleep(INTERVAL)
    except KeyboardInterrupt:
        return


def _changed_at(name: str) -> float | None:
    try:
        return Path(name).stat().st_mtime
    except OSError:
        return None
