"""The page of each diagnostic code: the files beside this one. In `topics/` are those of what people ask."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files


@cache
def codes() -> list[str]:
    """Every code that has a page, sorted."""
    pages = files(__package__).iterdir()
    return sorted(page.name.removesuffix(".md") for page in pages if page.name.endswith(".md"))


@cache
def topics() -> list[str]:
    """What has a page and is no code, sorted."""
    return sorted(page.name.removesuffix(".md") for page in files(__package__).joinpath("topics").iterdir())


def explain(name: str) -> str | None:
    """The page of a code or topic, or None where there is none."""
    if name not in (*codes(), *topics()):
        return None
    folder = files(__package__) if name in codes() else files(__package__).joinpath("topics")
    return folder.joinpath(f"{name}.md").read_text(encoding="utf-8")


def title(code: str) -> str:
    """The first sentence of a code's page, "" where there is none."""
    paragraphs = (explain(code) or "").split("\n\n")
    text = " ".join(paragraphs[1].split()) if len(paragraphs) > 1 else ""
    return re.split(r"(?<=[.:]) (?=[A-Z`])", text, maxsplit=1)[0].rstrip(".:")
