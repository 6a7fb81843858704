"""A difference as a page: the picture of both sides as one, and what changed beside it."""

from __future__ import annotations

from dataclasses import replace

from ..picture.answers import precomputed
from ..picture.build import Made, picture_of_alloy, picture_of_values
from ..picture.compare import compared
from ..picture.html import page
from ..picture.model import Text
from ..picture.simulated import evaluator
from ..syntax.parser import parse
from .changes import Difference
from .sides import Side
from .summary import summary
from .text import text

REPORT = "what changed"
"""The name under which the page has the report, beside the values."""


def html(found: Difference, old: Side, new: Side) -> str:
    """One file that needs nothing from elsewhere: what was added, has gone and changed, and the report."""
    alone = len(old.graphs) == len(new.graphs) == 1
    before, after = _made(old, alone), _made(new, alone)
    report = after.hidden.lines(before.hidden.text(text(found)))
    both = compared(before.picture, after.picture, (Text(REPORT, report),))
    answers = tuple(precomputed(after.graphs, evaluator(), after.hidden))
    return page(replace(both, title=f"{summary(found)}: {old.name} → {new.name}", answers=answers))


def _made(side: Side, alone: bool) -> Made:
    """The picture of a side. Two single files of Alloy are one collector, whatever they are called."""
    if side.values is not None and side.settings is not None:
        return picture_of_values(side.values, side.settings)
    files = {"configuration" if alone else collector: collector for collector in side.texts}
    read = {name: (parse(side.texts[c], side.files[c]), side.texts[c]) for name, c in files.items()}
    made = picture_of_alloy(read)
    texts = (replace(told, name=side.files[files[told.name]]) for told in made.picture.texts)
    return made._replace(picture=replace(made.picture, texts=tuple(texts)))
