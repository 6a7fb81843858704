"""The text of a comment, as Alloy keeps it: without carriage returns."""

from __future__ import annotations

import re


def comment_text(source: str) -> str:
    """Drops every carriage return, except one that keeps `*` and `/` inside a block comment apart."""
    if "\r" not in source:
        return source
    if source.startswith("//"):
        return source.replace("\r", "")
    return "\r".join(part.replace("\r", "") for part in re.split(r"(?<=[\s\S]{2}\*)\r+(?=/)", source))
