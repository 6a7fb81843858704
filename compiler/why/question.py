"""What is asked: a datum, where it is given, and where it should arrive."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from ..simulate.data import Datum, Line, Otlp, Series, Target
from .fault import refused
from .pods import objects_of, pod_of

Signal: TypeAlias = Literal["metrics", "logs", "traces", "profiles"]


@dataclass(frozen=True)
class Question:
    """A datum, and what is known of the world around it.

    `at` names the source or component that it is given to, `to` the destination; "" is every one. `objects` are of the
    cluster. `every` asks for every series of the datum's name, whatever its other labels.
    """

    datum: Datum
    at: str = ""
    to: str = ""
    objects: tuple[Mapping[str, Any], ...] = ()
    every: bool = False

    @property
    def signal(self) -> Signal | None:
        """What the datum is; None for a target, which may give anything."""
        match self.datum:
            case Series():
                return "metrics"
            case Line():
                return "logs"
            case Otlp(signal="metrics"):
                return "metrics"
            case Otlp(signal="logs"):
                return "logs"
            case Otlp():
                return "traces"
            case Target():
                return None
        return "profiles"


_LABEL = re.compile(r'\s*([A-Za-z_][A-Za-z0-9_]*)\s*=\s*("(?:[^"\\]|\\.)*"|[^,"]*?)\s*(?:,|$)')
_SERIES = re.compile(r"\s*([A-Za-z_:][A-Za-z0-9_:]*)?\s*(?:\{(.*)\})?\s*", re.DOTALL)


def labels(text: str) -> dict[str, str]:
    """`namespace=x,pod="y"` as labels. Raises Refused."""
    found: dict[str, str] = {}
    at = 0
    while at < len(text.rstrip().rstrip(",")):
        match = _LABEL.match(text, at)
        if match is None:
            raise refused(f"`{text}` is no list of labels", "write `namespace=shop,pod=cart-1`")
        name, value = match.groups()
        found[name] = json.loads(value, strict=False) if value.startswith('"') else value
        at = match.end()
    return found


def series(text: str) -> Series:
    """A series as PromQL writes one, `name{label="value"}`. Raises Refused."""
    match = _SERIES.fullmatch(text)
    if match is None:
        raise refused(f"`{text}` is no series", 'write `kube_pod_labels{namespace="shop"}`')
    name, inner = match.groups()
    found = {**({"__name__": name} if name else {}), **labels(inner or "")}
    if not found.get("__name__"):
        raise refused(f"`{text}` has no name", 'write `kube_pod_labels{namespace="shop"}`')
    return Series(found)


def line(text: str, its_labels: str = "") -> Line:
    """A log line with its labels, written as `namespace=x,pod=y`. Raises Refused."""
    return Line(labels(its_labels), text)


def otlp(text: str, signal: str) -> Otlp:
    """An export request of OTLP in its JSON encoding. Raises Refused."""
    key = {"traces": "resourceSpans", "metrics": "resourceMetrics", "logs": "resourceLogs"}[signal]
    try:
        data = json.loads(text)
    except ValueError:
        data = None
    if not isinstance(data, dict) or not isinstance(data.get(key), list):
        raise refused(f"this is no OTLP with `{key}`", "give a file with an export request in OTLP's JSON encoding")
    return Otlp(signal, data)


def pod_question(name: str, manifest: str, its_labels: Mapping[str, str], at: str, to: str) -> Question:
    """What becomes of a pod's lines: a manifest, or `namespace/name` with labels. Raises Refused."""
    if manifest:
        objects = objects_of(manifest)
        held = objects[0]["metadata"]
        found = {"namespace": held.get("namespace", "default"), "pod": held.get("name", "")}
        return Question(Target(found), at, to, objects)
    namespace, slash, pod = name.partition("/")
    if not slash:
        raise refused(f"`{name}` is no file, and no pod", "write `namespace/name`, or name a file")
    found = {"namespace": namespace, "pod": pod}
    return Question(Target(found), at, to, pod_of({**its_labels, **found}))
