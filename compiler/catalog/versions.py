"""Alloy's versions, as the catalog tells them apart: by their second number."""

from __future__ import annotations

from functools import cache

from .store import entry

STABILITIES = ("generally-available", "public-preview", "experimental")


@cache
def versions() -> tuple[str, ...]:
    """The versions that the catalog knows, oldest first, as `1.18`."""
    return tuple(".".join(version.split(".")[:2]) for version in entry("versions"))


def number(version: str) -> int | None:
    """`1.18`, `1.18.1` or `v1.18.1` as 18; None if the catalog does not know it."""
    short = ".".join(version.removeprefix("v").split(".")[:2])
    return int(short.split(".")[1]) if short in versions() else None


def within(version: int, since: str | None, until: str | None) -> bool:
    """Whether a version lies between two of the catalog's; None is open."""
    return (since is None or int(since[2:]) <= version) and (until is None or version <= int(until[2:]))
