"""The picture as SVG, drawn by the code of the page: the same layout, without a browser."""

from __future__ import annotations

import json
from typing import Literal, TypeAlias

from ..report.diagnostics import Diagnostic, Refused
from .html import built
from .model import Picture, as_data

Level: TypeAlias = Literal["features", "components"]


def svg(picture: Picture, level: Level) -> str:
    """The drawing, the same bytes each time. Raises Refused where the engine that runs the layout is not installed."""
    try:
        from py_mini_racer import MiniRacer
    except ImportError:
        help = 'install it with `pip install "alloyc[svg]"`, or take another format'
        raise Refused([Diagnostic("missing-extra", "SVG needs the extra `svg`", (), help)]) from None
    engine = MiniRacer()
    engine.eval(built("svg.js"))
    return str(engine.call("alloyc.svg", _without_texts(picture), level))


def _without_texts(picture: Picture) -> object:
    """What the drawing needs."""
    data = as_data(picture)
    return json.loads(json.dumps({**data, "texts": [], "answers": [], "removed": []}))
