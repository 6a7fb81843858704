"""Laws of a layout, as the page gives it: what lies on what, and what a line crosses."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple


class Area(NamedTuple):
    left: float
    top: float
    right: float
    bottom: float


STEPS = 24
"""Points of a curve that are looked at."""
SLACK = 0.75
"""Of a pixel that neighbours may share."""


def area(shape: dict[str, Any]) -> Area:
    return Area(shape["x"], shape["y"], shape["x"] + shape["width"], shape["y"] + shape["height"])


def overlap(one: Area, other: Area) -> bool:
    return (
        min(one.right, other.right) - max(one.left, other.left) > SLACK
        and min(one.bottom, other.bottom) - max(one.top, other.top) > SLACK
    )


def contains(outer: Area, inner: Area) -> bool:
    return (
        outer.left <= inner.left + SLACK
        and outer.top <= inner.top + SLACK
        and outer.right >= inner.right - SLACK
        and outer.bottom >= inner.bottom - SLACK
    )


def overlaps(shapes: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """Shapes that lie on each other without one holding the other."""
    found = []
    for number, one in enumerate(shapes):
        for other in shapes[number + 1 :]:
            a, b = area(one), area(other)
            if overlap(a, b) and not (holds(one, other) or holds(other, one)):
                found.append((one["id"], other["id"]))
    return found


def holds(outer: dict[str, Any], inner: dict[str, Any]) -> bool:
    order = ("collector", "frame", "box", "node")
    ranks = order.index(outer["sort"]), order.index(inner["sort"])
    return ranks[0] < min(ranks[1], 2) and contains(area(outer), area(inner))


def outside(layout: dict[str, Any]) -> list[str]:
    whole = Area(0, 0, layout["width"], layout["height"])
    return [shape["id"] for shape in layout["shapes"] if not contains(whole, area(shape))]


def crossings(layout: dict[str, Any], title: float) -> list[tuple[str, str]]:
    """Lines that run through a box or component, or through the title of a frame or collector."""
    solid = [(s["id"], inner(area(s))) for s in layout["shapes"] if s["sort"] in ("box", "node")]
    solid += [(s["id"], title_of(s, title)) for s in layout["shapes"] if s["sort"] in ("frame", "collector")]
    return [
        (route["id"], name)
        for route in layout["routes"]
        for name, box in solid
        if any(box.left < x < box.right and box.top < y < box.bottom for x, y in points_of(route["points"]))
    ]


def inner(box: Area) -> Area:
    return Area(box.left + SLACK, box.top + SLACK, box.right - SLACK, box.bottom - SLACK)


def title_of(shape: dict[str, Any], title: float) -> Area:
    """Where the title's letters stand; what is right of them is free."""
    width = min(shape["width"] - 16, 8 * len(shape["title"]))
    return Area(shape["x"] + 8, shape["y"] + 4, shape["x"] + 8 + width, shape["y"] + title - 4)


def points_of(points: list[dict[str, float]]) -> Iterator[tuple[float, float]]:
    """Points of a line as it is drawn: straight to every second point, curved to the others."""
    for number in range(1, len(points)):
        start, end = points[number - 1], points[number]
        for step in range(STEPS + 1):
            t = step / STEPS
            if number % 2:
                yield start["x"] + t * (end["x"] - start["x"]), start["y"]
            else:
                ease = t * t * (3 - 2 * t)
                middle = (start["x"] + end["x"]) / 2
                x = (1 - t) ** 3 * start["x"] + 3 * t * (1 - t) * middle + t**3 * end["x"]
                yield x, start["y"] + ease * (end["y"] - start["y"])
