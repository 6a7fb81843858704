"""What a test says of the world, and what follows from the build that it tests."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from ..simulate.evaluate import argument
from ..simulate.given import Given as World
from . import cluster
from .model import Given
from .subject import Subject

LOGS = "/var/log/pods/"


def world_of(subject: Subject, given: Given, node: str) -> World:
    """The world around an Alloy on a node."""
    objects = cluster.manifests(given)
    own = dict.fromkeys(("HOSTNAME", "NODE_NAME", "K8S_NODE_NAME"), node)
    secrets = dict(_secrets(subject))
    return World(
        objects,
        {**own, **given.environment},
        {"hostname": node, "os": "linux", "arch": "amd64", **given.constants},
        given.namespace or "default",
        {**_log_files(objects or ()), **given.files},
        {**secrets, **given.exports},
        dict(given.facts),
        nanoseconds(given.now) if given.now else None,
        subject.alloy_version,
    )


def _secrets(subject: Subject) -> Iterator[tuple[str, Any]]:
    """What the components that read Secrets give, of the Secrets that the build itself makes."""
    if subject.compilation is None:
        return
    made = {(one["metadata"].get("namespace"), one["metadata"]["name"]): one for one in subject.compilation.secrets}
    for graph in subject.graphs:
        for component in graph.components:
            if component.kind == "remote.kubernetes.secret":
                place = tuple(argument(component.body, name) for name in ("namespace", "name"))
                if place in made:
                    yield f"{component.name}.data", _content(made[place])


def _content(secret: Mapping[str, Any]) -> dict[str, str]:
    decoded = {key: b64decode(value).decode(errors="replace") for key, value in (secret.get("data") or {}).items()}
    return {**decoded, **(secret.get("stringData") or {})}


def _log_files(objects: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """The log of each container, where the kubelet puts it."""
    files = {}
    for one in objects:
        if one.get("kind") == "Pod":
            metadata = one["metadata"]
            folder = f"{metadata.get('namespace', 'default')}_{metadata['name']}_{metadata.get('uid', '')}"
            for container in one.get("spec", {}).get("containers", []):
                files[f"{LOGS}{folder}/{container.get('name')}/0.log"] = ""
    return files


def nanoseconds(time: str) -> int:
    """A time as RFC 3339 writes it, in nanoseconds since 1970. Raises ValueError."""
    moment = datetime.fromisoformat(time)
    return int(moment.timestamp()) * 1_000_000_000 + moment.microsecond * 1000
