"""Processors whose result comes from outside: known where a test gives what they find, or the arguments say it."""

from __future__ import annotations

from ..trace import Unknown
from .arguments import Arguments, Facts
from .journal import Note
from .messages import RESOURCES, Message


def k8sattributes(arguments: Arguments, signal: str, tree: Message, facts: Facts, note: Note) -> None:
    """Adds the attributes that the fact `k8sattributes` names; those that a resource has stay. Raises Unknown."""
    _enrich(tree[RESOURCES[signal]], facts, "k8sattributes", override=False)


def resourcedetection(arguments: Arguments, signal: str, tree: Message, facts: Facts, note: Note) -> None:
    """Adds the attributes that the fact `resourcedetection` names. Raises Unknown."""
    override = bool(arguments.get("override", True))
    _enrich(tree[RESOURCES[signal]], facts, "resourcedetection", override)


def _enrich(resources: list[Message], facts: Facts, name: str, override: bool) -> None:
    if name not in facts:
        raise Unknown(f"what `otelcol.processor.{name}` finds was not given")
    for resource in resources:
        attributes = resource["resource"]["attributes"]
        for key, value in facts[name].items():
            if override or attributes.get(key) in (None, ""):
                attributes[key] = value


def probabilistic_sampler(arguments: Arguments, signal: str, tree: Message, facts: Facts, note: Note) -> None:
    """All or nothing; between them the Collector throws dice. Raises Unknown."""
    percentage = arguments.get("sampling_percentage", 0)
    if 0 < percentage < 100:
        raise Unknown("otelcol.processor.probabilistic_sampler: which records are taken is by chance")
    if percentage <= 0:
        if signal == "logs":
            raise Unknown("otelcol.processor.probabilistic_sampler: log records with a priority of their own")
        tree[RESOURCES[signal]] = []
