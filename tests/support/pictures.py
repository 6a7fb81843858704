"""Pictures of fixtures."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from alloyc.compile import Settings
from alloyc.picture.build import Made, picture_of_alloy, picture_of_values
from alloyc.picture.model import Node, Picture
from alloyc.syntax.parser import parse
from alloyc.values.load import load, load_text

FOLDER = Path(__file__).resolve().parents[2] / "fixtures" / "values"
ALL = sorted(path.stem for path in FOLDER.glob("*.yaml"))
LARGEST = "every-feature--five-collectors"


@cache
def made(name: str, level: int = 1) -> Made:
    return picture_of_values(load([str(FOLDER / f"{name}.yaml")]), Settings(level=level))


def picture(name: str, level: int = 1) -> Picture:
    return made(name, level).picture


def of_text(values: str) -> Picture:
    return picture_of_values(load_text(values), Settings()).picture


def of_alloy(text: str, name: str = "config.alloy") -> Picture:
    return picture_of_alloy({name: (parse(text, name), text)}).picture


HOSTILE = '</script><script>alert(1)</script>"]; --> %% subgraph <img src=x onerror=alert(2)> \\'


def hostile() -> Picture:
    """A picture in which the collector, a component's argument and a comment are markup of every format."""
    text = f'// {HOSTILE}\nloki.write "a" {{\n  external_labels = {{"x" = `{HOSTILE}`}}\n}}\n'
    return of_alloy(text, HOSTILE)


def node(picture: Picture, name: str) -> Node:
    """The one component of a name, in whatever collector."""
    (found,) = [one for one in picture.nodes if one.id.endswith(f"/{name}")]
    return found
