"""What version 4 does otherwise with the same values; and the old behaviour, written out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from ruamel.yaml.comments import CommentedMap, CommentedSeq

from ..report.diagnostics import Path
from ..values import preset_data
from .document import Document, Entry
from .features import matches, owned
from .report import Change


def changed_behaviour(document: Document, keep: bool) -> Iterator[Change]:
    """Each default that changed and matters to these values. With `keep`, the old one becomes a key."""
    for rule in preset_data.data("migration")["behaviour"]:
        yield from _defaults(document, rule["when"], rule["at"], rule["value"], rule["why"], keep)
    yield from _authentication(document, keep)
    yield from _receiver(document, keep)
    yield from _watched_namespaces(document, keep)
    yield from _overwritten_labels(document)
    if document.section("prometheusOperatorObjects") or document.section("annotationAutodiscovery"):
        yield from _histograms(document)


def _defaults(document: Document, on: list[str], at: list[str], value: Any, why: str, keep: bool) -> Iterator[Change]:
    for path in list(matches(document, on[:-1])):
        container: Any = document.root
        for key in path:
            container = container[key]
        if container.get(on[-1]) is not True:
            continue
        target: Path = (*path, *at[len(path) :])
        if _value(document.root, target) is None:
            yield from _say(document, target, value, why, keep, path)


def _value(value: Any, path: Path) -> Any:
    for key in path:
        if isinstance(value, CommentedMap):
            value = value.get(key)
        else:
            value = value[key] if isinstance(value, CommentedSeq) and isinstance(key, int) else None
    return value


def _say(document: Document, target: Path, value: Any, why: str, keep: bool, near: Path) -> Iterator[Change]:
    if not keep:
        yield Change("behaviour", why, target=target, near=near)
        return
    container = owned(document, near)
    for key in target[len(near) : -1]:
        if container is not None:
            if key not in container:
                document.put(container, str(key), Entry(CommentedMap()))
            container = document.own(container, key)
    if container is not None:
        container.pop(target[-1], None)
        document.put(container, str(target[-1]), Entry(value))
        yield Change("added", f"keeps the behaviour of version 3: {why}", target=target, near=near)


def _authentication(document: Document, keep: bool) -> Iterator[Change]:
    why = "a user name and a password without `type` are taken for basic authentication; version 3 did not send them"
    for pattern in (["destinations", "*", "auth"], ["collectors", "*", "remoteConfig", "auth"]):
        for path in list(matches(document, pattern)):
            auth = _value(document.root, path)
            given = [key for key in ("username", "password") if auth.get(key) or auth.get(f"{key}From")]
            if len(given) == 2 and not auth.get("type"):
                yield from _say(document, (*path, "type"), "none", why, keep, path)


def _receiver(document: Document, keep: bool) -> Iterator[Change]:
    """Version 3 gave `alloy-receiver` no shape, so Alloy's own chart made a daemonset of it."""
    path: Path = ("collectors", "alloy-receiver")
    presets = _value(document.root, (*path, "presets"))
    enabled = _value(document.root, (*path, "enabled")) is True
    if not enabled or _value(document.root, (*path, "controller", "type")) or presets != ["deployment"]:
        return
    why = "it runs as a deployment; version 3 ran it as a daemonset, on every node"
    if not keep:
        yield Change("behaviour", why, target=(*path, "presets"), near=path)
        return
    presets[0] = "daemonset"
    yield Change("added", f"keeps the behaviour of version 3: {why}", target=(*path, "presets"), near=path)


def _watched_namespaces(document: Document, keep: bool) -> Iterator[Change]:
    """Namespaces that kube-state-metrics itself was restricted to."""
    why = "metrics of other namespaces are dropped, but the service watches all of them"
    for key in ("namespaces", "namespacesDenylist"):
        given = _value(document.root, ("clusterMetrics", "kube-state-metrics", key))
        service = document.section("telemetryServices", "kube-state-metrics")
        if given and service is not None and key not in service:
            text = given if isinstance(given, str) else ",".join(map(str, given))
            target = ("telemetryServices", "kube-state-metrics", key)
            for change in _say(document, target, text, why, keep, target[:-1]):
                yield replace(change, near=("clusterMetrics", "kube-state-metrics", key))


def _overwritten_labels(document: Document) -> Iterator[Change]:
    why = "lines that name a cluster themselves get the name of this one; without stages they keep theirs"
    for path in matches(document, ["destinations", "*"]):
        destination = _value(document.root, path)
        if destination.get("type") == "loki" and destination.get("logProcessingStages"):
            yield Change("note", why, target=(*path, "logProcessingStages"), near=path)


def _histograms(document: Document) -> Iterator[Change]:
    if _value(document.root, ("global", "scrapeNativeHistograms")) is None:
        why = "native histograms are scraped only if this is true; before 3.5.7 they were always"
        yield Change("note", why, target=("global", "scrapeNativeHistograms"))
