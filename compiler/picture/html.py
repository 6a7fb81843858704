"""The picture as a page: one file that opens from disk and needs nothing else."""

from __future__ import annotations

import json
from importlib.resources import files

from .model import Picture, as_data

PICTURE = "{{picture}}"
NO_CONNECTION = "connect-src 'none'"


def page(picture: Picture) -> str:
    """The whole page. One that is served may ask its server; any other may ask nobody."""
    shell = built("page.html")
    if picture.live:
        shell = shell.replace(NO_CONNECTION, "connect-src 'self'", 1)
    before, after = shell.split(PICTURE)
    return before + embedded(picture) + after


def embedded(picture: Picture) -> str:
    """The picture as JSON that no text in it can end the element of."""
    text = json.dumps(as_data(picture), ensure_ascii=True, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def built(name: str) -> str:
    """A file that `make page` builds from `page/`."""
    return files("alloyc.picture").joinpath("page", "built", name).read_text(encoding="utf-8")
