"""The page of each diagnostic code: the files beside this one."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files


@cache
def codes() -> list[str]:
    """Every code that has a page, sorted."""
    pages = files(__package__).iterdir()
    return sorted(page.name.removesuffix(".md") for page in pages if page.name.endswith(".md"))


def explain(code: str) -> str | None:
    """The page of a code, or None where there is none."""
    if code not in codes():
        return None
    return files(__package__).joinpath(f"{code}.md").read_text(encoding="utf-8")


def title(code: str) -> str:
    """The first sentence of a code's page, "" where there is none."""
    paragraphs = (explain(code) or "").split("\n\n")
    text = " ".join(paragraphs[1].split()) if len(paragraphs) > 1 else ""
    return re.split(r"(?<=[.:]) (?=[A-Z`])", text, maxsplit=1)[0].rstrip(".:")
