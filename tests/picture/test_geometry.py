"""The judge of layouts finds what is wrong, else it judges nothing."""

from __future__ import annotations

from typing import Any

from support.geometry import crossings, outside, overlaps


def shape(id: str, sort: str, x: float, y: float, width: float = 100, height: float = 40) -> dict[str, Any]:
    return {"id": id, "sort": sort, "x": x, "y": y, "width": width, "height": height, "title": "a title"}


def route(*points: tuple[float, float]) -> dict[str, Any]:
    return {"id": "line", "points": [{"x": x, "y": y} for x, y in points]}


def test_overlaps() -> None:
    frame = shape("frame", "frame", 0, 0, 300, 300)
    assert overlaps([frame, shape("a", "node", 10, 10), shape("b", "node", 10, 60)]) == []
    assert overlaps([frame, shape("a", "node", 10, 10), shape("b", "node", 50, 30)]) == [("a", "b")]
    assert overlaps([frame, shape("a", "node", 250, 10)]) == [("frame", "a")]


def test_outside() -> None:
    layout = {"width": 200, "height": 100, "shapes": [shape("a", "box", 0, 0), shape("b", "box", 150, 0)]}
    assert outside(layout) == ["b"]


def test_crossings() -> None:
    box, frame = shape("box", "box", 100, 0), shape("frame", "frame", 100, 100, 200, 100)
    straight = {"shapes": [box, frame], "routes": [route((0, 20), (300, 20))]}
    assert crossings(straight, 22) == [("line", "box")]
    curved = {"shapes": [box, frame], "routes": [route((0, 60), (10, 60), (90, 150), (310, 150))]}
    assert crossings(curved, 22) == []
    titled = {"shapes": [box, frame], "routes": [route((0, 111), (300, 111))]}
    assert crossings(titled, 22) == [("line", "frame")]
