"""A task, done: what a process of the pool runs. It reads no files and writes none."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from hashlib import sha256

from ..compile import Settings, place
from ..planning.installation import Release
from ..report.diagnostics import Diagnostic, Refused, Span
from ..values.load import Layer, Values, combine, read_layer
from ..values.overrides import Override
from ..values.reference import ALLOY_VERSION
from ..values.tree import Extent, Node, SourceText
from .compile import compiled, shared_product
from .holes import Shape, shape_of
from .task import Done, How, Job, Outcome, Product, Task

KEPT_LAYERS = 64
"""Values files that a process keeps parsed."""
KEPT_PRODUCTS = 256
"""Shared products that a process keeps."""
Shared = tuple[Product, tuple[Diagnostic, ...]]


def work(task: Task) -> Done:
    """Compiles every cluster of a task. Never raises for what a user wrote."""
    read = {job.name: read_values(task, job) for job in task.jobs}
    hows = {job.name: replace(task.how, path=job.path) for job in task.jobs}
    shapes = {name: shape_of(values, hows[name]) for name, (values, _) in read.items() if values is not None}
    members = Counter(shape.key for shape in shapes.values())
    done = _Doing(members)
    outcomes = []
    for job in task.jobs:
        values, faults = read[job.name]
        if values is None:
            outcomes.append(Outcome(job.name, "", (), tuple(faults)))
        else:
            outcomes.append(done.outcome(job.name, values, shapes[job.name], hows[job.name]))
    return Done(tuple(outcomes), done.products, done.compilations)


class _Doing:
    """The products of a task, as far as it is done."""

    def __init__(self, members: Mapping[str, int]) -> None:
        self.members = members
        self.products: dict[str, Product] = {}
        self.compilations = 0

    def outcome(self, name: str, values: Values, shape: Shape, how: How) -> Outcome:
        bare = replace(values, warnings=())
        shared = self._shared(bare, shape, how)
        if shared is not None:
            product, unplaced = shared
            self.products[product.key] = product
            key = "" if product.refused else product.key
            return Outcome(name, key, shape.fills, (*values.warnings, *place(unplaced, values)))
        made = compiled(bare, how)
        self.compilations += 1
        key = _key_of(made.files)
        self.products[key] = Product(key, {name: (text,) for name, text in made.files.items()}, made.refused)
        return Outcome(name, "" if made.refused else key, (), (*values.warnings, *made.diagnostics))

    def _shared(self, values: Values, shape: Shape, how: How) -> Shared | None:
        """What the shape's clusters share. One that is alone is compiled by itself, which costs half as much."""
        known = _KNOWN.get(shape.key)
        if known is None and (self.members[shape.key] > 1 or not shape.fills):
            made = shared_product(values, shape, how)
            self.compilations += 2 if shape.fills else 1
            known = _KNOWN.put(shape.key, (made,))
        return known[0] if known else None


class _Kept:
    """The last products of this process: what was found of a shape, or that its clusters cannot share."""

    def __init__(self) -> None:
        self.found: dict[str, tuple[Shared | None]] = {}

    def get(self, key: str) -> tuple[Shared | None] | None:
        return self.found.get(key)

    def put(self, key: str, found: tuple[Shared | None]) -> tuple[Shared | None]:
        if len(self.found) >= KEPT_PRODUCTS:
            del self.found[next(iter(self.found))]
        self.found[key] = found
        return found


_KNOWN = _Kept()


def _key_of(files: Mapping[str, str]) -> str:
    return sha256(json.dumps(list(files.items())).encode("utf-8", "surrogatepass")).hexdigest()


def read_values(task: Task, job: Job) -> tuple[Values | None, list[Diagnostic]]:
    """The values of a cluster; or None, and what is wrong with them."""
    texts: dict[str, str] = {}
    layers = []
    for name in job.files:
        layer, texts[name] = _layer(name, task.contents.get(name))
        layers.append(layer)
    overrides = [Override("set-json", f"{key}={value}") for key, value in job.sets]
    try:
        return combine(layers, overrides, texts), []
    except Refused as refused:
        return None, list(refused.diagnostics)


def settings_of(how: How) -> Settings:
    """How the questions compile a cluster."""
    version = how.alloy_version or ALLOY_VERSION
    return Settings(Release(how.release, how.namespace), unknown_keys=how.unknown_keys, alloy_version=version)  # type: ignore[arg-type]


@lru_cache(maxsize=KEPT_LAYERS)
def _layer(name: str, content: bytes | None) -> tuple[Layer, str]:
    if content is not None:
        return read_layer(name, content)
    fault = Diagnostic("unreadable-file", f"`{name}` cannot be read", (), "check its name and its rights",
                       span=Span(name, 1, 1))  # fmt: skip
    return (Node({}, Extent(SourceText(name, ""), 0, 0)), [fault]), ""
