"""Where a contribution stands: in a file of the user's, or below `presets/`."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from ..report.contribution import Contribution
from ..report.diagnostics import Span
from .world import World


def span(world: World, by: Contribution) -> Span | None:
    """The place of a contribution in the user's files; None for one that is elsewhere."""
    if by.kind != "value" or world.values is None:
        return None
    return world.values.locate_within(by.path, *by.at) if by.at else world.values.locate(by.path)


def file_and_line(world: World, by: Contribution) -> tuple[str | None, int | None]:
    """The file and line of a contribution; of a unit's own choice, neither."""
    if by.kind == "preset":
        return f"presets/{by.file}", preset_line(by)
    found = span(world, by)
    return (found.file, found.line) if found else (None, None)


@cache
def preset_line(by: Contribution) -> int | None:
    """The line of an entry of a preset."""
    import yaml

    text = files("alloyc.presets").joinpath(by.file).read_text(encoding="utf-8")
    node = yaml.compose(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    match by.path:
        case (int(index),) if isinstance(node, yaml.SequenceNode) and index < len(node.value):
            return int(node.value[index].start_mark.line) + 1
    return None
