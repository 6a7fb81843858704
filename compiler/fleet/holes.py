"""Values that clusters may differ in and still share one compilation: names that the compiler only writes out.

A hole stands for such a value. The shape of values is everything but what fills the holes, and but keys of the user's
own, `x-...`, which nobody reads.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

from ..report.diagnostics import Path
from ..values.load import Values
from ..values.placed import bare
from ..values.scalars import resolve
from ..values.tree import Node, with_places

HOLES: tuple[Path, ...] = (
    ("cluster", "name"),
    ("telemetryServices", "opencost", "opencost", "exporter", "defaultClusterId"),
    ("destinations", "*", "extraLabels", "*"),
)
"""Where a hole may be; `*` is any key. OpenCost's name of the cluster must be equal to the cluster's: equal values are
one hole."""
_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_LONGEST = 40


@dataclass(frozen=True)
class Shape:
    """Values without what fills their holes. `key` is equal for equal shapes; `paths` are those of each hole, `fills`
    what these values have there."""

    key: str
    paths: tuple[tuple[Path, ...], ...]
    fills: tuple[str, ...]


def shape_of(values: Values, how: object) -> Shape:
    """The shape of values that are compiled in a certain way."""
    found: dict[str, list[Path]] = {}
    elsewhere: set[str] = set()
    data = {key: value for key, value in values.data.items() if not str(key).startswith("x-")}
    for path, value in _texts(data):
        if any(_matches(path, hole) for hole in HOLES) and _is_plain(value):
            found.setdefault(value, []).append(path)
        else:
            elsewhere.add(value)
    holes = {value: paths for value, paths in found.items() if value not in elsewhere}
    numbers = {path: number for number, paths in enumerate(holes.values()) for path in paths}
    text = json.dumps([repr(how), _shaped(data, (), numbers)], ensure_ascii=False)
    key = sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return Shape(key, tuple(map(tuple, holes.values())), tuple(holes))


def _texts(data: Any, path: Path = ()) -> Iterator[tuple[Path, str]]:
    match data:
        case Mapping():
            for key, value in data.items():
                yield from _texts(value, (*path, str(key)))
        case list():
            for index, value in enumerate(data):
                yield from _texts(value, (*path, index))
        case str():
            yield path, str(data)


def _matches(path: Path, hole: Path) -> bool:
    return len(path) == len(hole) and all(h in ("*", p) for p, h in zip(path, hole, strict=True))


def _is_plain(value: str) -> bool:
    """Whether a text needs no quotes or escapes in any language, and is no word of YAML."""
    return len(value) <= _LONGEST and _NAME.fullmatch(value) is not None and isinstance(resolve(value), str)


def _shaped(data: Any, path: Path, numbers: Mapping[Path, int]) -> Any:
    """The data as JSON takes it, in its order. A hole is a list in a map, which no values are."""
    if path in numbers:
        return {"": [numbers[path]]}
    match data:
        case Mapping():
            return [[str(key), _shaped(value, (*path, str(key)), numbers)] for key, value in data.items()]
        case list():
            return {"": [None, *(_shaped(value, (*path, index), numbers) for index, value in enumerate(data))]}
    return bare(data)


def filled(values: Values, shape: Shape, fills: tuple[str, ...]) -> Values:
    """The values with other texts in the holes."""
    root = values.root
    for paths, fill in zip(shape.paths, fills, strict=True):
        for path in paths:
            root = _changed(root, path, fill)
    return replace(values, data=with_places(root), root=root)


def _changed(node: Node, path: Path, text: str) -> Node:
    if not path:
        return node._replace(value=text)
    assert isinstance(node.value, dict)
    key = str(path[0])
    return node._replace(value={**node.value, key: _changed(node.value[key], path[1:], text)})


def probes(count: int, long: bool) -> tuple[str, ...]:
    """Texts for holes that stand nowhere else: short and first in any order, or long and last."""
    kind, rest = ("z", "zq7xk-vj5wq-zq7xk-vj5wq-zq7xk") if long else ("a", "xq9zk")
    return tuple(f"{kind}{chr(ord('a') + number % 26)}{number}{rest}" for number in range(count))
