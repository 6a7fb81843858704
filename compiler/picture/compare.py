"""Two pictures as one: what is added, gone and changed between them."""

from __future__ import annotations

from dataclasses import replace

from .model import Box, Change, Node, Picture, Place, Text


def compared(before: Picture, after: Picture, report: tuple[Text, ...] = ()) -> Picture:
    """The picture of what is after, with what has gone. A component is the same if its collector, kind and label are;
    it has changed if its Alloy has, which also says where it sends. A report stands before the texts of both."""
    after = _behind(after, len(report))
    before = _behind(before, len(report) + len(after.texts))
    was, now = {node.id: node for node in before.nodes}, {node.id: node for node in after.nodes}
    kept = {box.id for box in after.boxes}
    return Picture(
        before.title if before.title == after.title else f"{before.title} → {after.title}",
        tuple(dict.fromkeys((*after.collectors, *before.collectors))),
        (*after.boxes, *(box for box in before.boxes if box.id not in kept)),
        (
            *(replace(node, change=_change(was.get(id), node)) for id, node in now.items()),
            *(replace(node, change="gone") for id, node in was.items() if id not in now),
        ),
        tuple(dict.fromkeys((*after.edges, *before.edges))),
        (*report, *after.texts, *before.texts),
        after.removed,
    )


def _behind(picture: Picture, texts: int) -> Picture:
    """The picture, its texts behind so many others."""
    nodes = tuple(_moved(node, texts) for node in picture.nodes)
    return replace(picture, boxes=tuple(_moved_box(box, texts) for box in picture.boxes), nodes=nodes)


def _change(was: Node | None, now: Node) -> Change:
    if was is None:
        return "added"
    return "" if was.text == now.text else "changed"


def _moved(node: Node, by: int) -> Node:
    """The node with its places in texts that stand behind others."""
    rules = tuple(replace(rule, places=_moved_places(rule.places, by)) for rule in node.rules)
    return replace(node, places=_moved_places(node.places, by), rules=rules)


def _moved_box(box: Box, by: int) -> Box:
    return replace(box, places=_moved_places(box.places, by))


def _moved_places(places: tuple[Place, ...], by: int) -> tuple[Place, ...]:
    return tuple(replace(place, text=place.text + by) for place in places)
