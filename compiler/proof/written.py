"""Where users wrote Alloy: from the position of a syntax node to the values path of the text that it was parsed from.

Lowerings and passes hand the nodes of users on, and a copy keeps the position of its original, the object itself. So
the object tells which text a node came from, whatever component it ended up in.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any, TypeAlias

from ..planning.installation import Installation
from ..report.diagnostics import Path
from ..syntax.ast import Position
from ..values.options import Options

Places: TypeAlias = dict[int, Path]
"""By the id of a `Position`. It counts while the installation lives."""


def written_places(installation: Installation) -> Places:
    """The values path of the text that each node of a user came from."""
    found: Places = {}
    for path, value in options_of(installation):
        if isinstance(value, tuple) or is_dataclass(value):
            _collect(value, path, found)
    return found


def options_of(installation: Installation) -> Iterator[tuple[Path, Any]]:
    """Every option that was read, given or not, with its values path."""
    for path, options in _sections(installation):
        yield from _options(options, path)


def _sections(installation: Installation) -> Iterator[tuple[Path, Options]]:
    yield ("cluster",), installation.cluster
    yield ("global",), installation.globals
    for collector in installation.collectors.values():
        yield collector.path, collector.options
    for satellite in installation.satellites:
        yield satellite.collector.path, satellite.collector.options
    for name, destination in installation.destinations.items():
        yield ("destinations", name), destination.options
    for name, processor in installation.processors.items():
        yield ("dataProcessors", name), processor.options
    for section, options in installation.features.items():
        yield (section,), options
    for position, replacement in enumerate(installation.replace_component):
        yield ("replaceComponent", position), replacement


def _options(value: Any, path: Path) -> Iterator[tuple[Path, Any]]:
    inner: Iterable[tuple[str | int, Any]] = ()
    if isinstance(value, Options):
        inner = ((field.alias or name, getattr(value, name)) for name, field in type(value).model_fields.items())
    elif isinstance(value, Mapping):
        inner = value.items()
    elif isinstance(value, list):
        inner = enumerate(value)
    for key, item in inner:
        yield (*path, key), item
        yield from _options(item, (*path, key))


def _collect(node: Any, path: Path, found: Places) -> None:
    """The positions in syntax."""
    if isinstance(node, Position):
        found.setdefault(id(node), path)
    elif isinstance(node, tuple):
        for part in node:
            _collect(part, path, found)
    elif is_dataclass(node):
        for field in fields(node):
            _collect(getattr(node, field.name), path, found)
