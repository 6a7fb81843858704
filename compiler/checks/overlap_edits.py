"""The edit of the values after which a thing is collected once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pydantic import BaseModel

from ..report.diagnostics import Path, dotted
from ..simulate.kubernetes.labels import META, part, sanitize
from ..simulate.places import Source
from .finding import Case
from .overlap_pairs import Objects

RULES = "extra_discovery_rules"


def exclusion(case: Case, one: Source, other: Source, objects: Objects, asked: Sequence[frozenset[str]]) -> str:
    """What to add to the values so that one of two sources leaves to the other what both take; `asked` are the labels
    that each looks at."""
    if one.component.id == other.component.id and one.collector == other.collector:
        return _for_itself(case, one)
    asks = (*asked, frozenset[str](), frozenset[str]())
    for leaving, own, others in ((one, asks[0], asks[1]), (other, asks[1], asks[0])):
        place = rules_of(case, leaving)
        told = _told_apart(others - own, objects)
        if place and told:
            label, value = told
            rule = f'rule {{ source_labels = ["{label}"], regex = "{value}", action = "drop" }}'
            return f"add to `{dotted(place)}`: {rule}"
    return "turn one of the two off, or let them select different pods"


def _for_itself(case: Case, source: Source) -> str:
    place = rules_of(case, source)
    if not place:
        return "let it select one container or port of a pod"
    return (
        f"let the pod name its container in an annotation, or add to `{dotted(place)}` a rule that keeps one: "
        'rule { source_labels = ["__meta_kubernetes_pod_container_port_name"], regex = "metrics", action = "keep" }'
    )


def rules_of(case: Case, source: Source) -> Path:
    """The option of a source's unit that takes rules for discovery; () where there is none."""
    for path, options in _sections(case, source.component.origin.path):
        if RULES in type(options).model_fields:
            return (*path, "extraDiscoveryRules")
    return ()


def _sections(case: Case, path: Path) -> Iterator[tuple[Path, BaseModel]]:
    """The sections of values at a path and those right below, as they were read."""
    found: Any = case.built.plan.installation.features.get(str(path[0])) if path else None
    for key in path[1:]:
        if isinstance(found, BaseModel):
            fields = {field.alias or name: name for name, field in type(found).model_fields.items()}
            found = getattr(found, fields.get(str(key), ""), None)
        elif isinstance(found, Mapping):
            found = found.get(key)
        elif isinstance(found, list | tuple) and isinstance(key, int) and key < len(found):
            found = found[key]
        else:
            found = None
    if isinstance(found, BaseModel):
        yield path, found
        for name, field in type(found).model_fields.items():
            inner = getattr(found, name)
            if isinstance(inner, BaseModel):
                yield (*path, field.alias or name), inner


def _told_apart(asked: frozenset[str], objects: Objects) -> tuple[str, str] | None:
    """A label of discovery that only one of the sources looks at, and the value that the pod has there."""
    metadata = part(objects[0], "metadata") if objects else {}
    for field, kind in (("labels", "label"), ("annotations", "annotation")):
        for key, value in part(metadata, field).items():
            label = f"{META}pod_{kind}_{sanitize(key)}"
            if value and label in asked:
                return label, value
    return (f"{META}namespace", str(metadata["namespace"])) if f"{META}namespace" in asked and metadata else None
