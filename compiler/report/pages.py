"""The page of each diagnostic code, in `presets/diagnostics/`."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files


@cache
def codes() -> list[str]:
    """Every code that has a page, sorted."""
    pages = files("alloyc.presets").joinpath("diagnostics").iterdir()
    return sorted(page.name.removesuffix(".md") for page in pages if page.name.endswith(".md"))


def explain(code: str) -> str | None:
    """The page of a code, or None where there is none."""
    if code not in codes():
        return None
    return files("alloyc.presets").joinpath("diagnostics", f"{code}.md").read_text(encoding="utf-8")


def title(code: str) -> str:
    """The first sentence of a code's page, "" where there is none."""
    paragraphs = (explain(code) or "").split("\n\n")
    text = " ".join(paragraphs[1].split()) if len(paragraphs) > 1 else ""
    return re.split(r"(?<=[.:]) (?=[A-Z`])", text, maxsplit=1)[0].rstrip(".:")
