"""`clusterMetrics` of version 3, which also deployed exporters and scraped hosts and costs, to the sections of today.

A key that the model of the source knows stays with the source; any other was handed to the chart of the service, so it
goes to `telemetryServices`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ruamel.yaml.comments import CommentedMap

from ..features import FEATURES, model_of
from ..planning.service_checks import QUERY_PATHS
from ..report.diagnostics import Path
from ..values import preset_data
from ..values.options import known_keys
from .document import Document, Entry, copied
from .report import Change

SECTION = "clusterMetrics"
ORDER = (SECTION, "hostMetrics", "costMetrics", "telemetryServices")
APART = "how a service is deployed stands apart from its source"
LINKED = "metricsSource"
GONE = {
    "checkForPotentialServiceMonitorConflicts": "the chart no longer looks for service monitors of other installations"
}


def split_cluster_metrics(document: Document) -> Iterator[Change]:
    """Sources to `hostMetrics` and `costMetrics`, deployment to `telemetryServices`."""
    section = document.section(SECTION)
    if section is None:
        return
    on = section.get("enabled") is True
    fresh = not any(key in document.root for key in ("hostMetrics", "costMetrics", "telemetryServices"))
    for service, facts in preset_data.data("migration")["services"].items():
        if service in section:
            yield from _split(document, section, service, facts, on)
        elif on and fresh and facts["scraped"]:
            yield from _spell_out(document, service, facts)
    if "nodeLabels" in section:
        yield from _move_node_labels(document, section)
    for part in ("hostMetrics", "costMetrics"):
        if part in document.root:
            yield from _finish_section(document, section, part, on)


def _spell_out(document: Document, service: str, facts: dict[str, Any]) -> Iterator[Change]:
    """A service that the values do not mention, but version 3 deployed and scraped."""
    why = "version 3 deployed and scraped it unless told otherwise"
    yield from _add(document, ("telemetryServices", service, "deploy"), True, why)
    if facts["source"][0] != SECTION:
        yield from _add(document, (*facts["source"], "enabled"), True, why)


def _add(document: Document, path: tuple[str, ...], value: Any, why: str) -> Iterator[Change]:
    """A new key at the beginning of a section, unless it is there."""
    section = document.ensure(*path[:-1], after=_neighbour(document, path[0]))
    if section is not None and path[-1] not in section:
        document.put(section, path[-1], Entry(value), 0)
        yield Change("added", why, target=path, near=(SECTION,))


def _neighbour(document: Document, section: str) -> str:
    """New sections stand behind the one that they come from, in order."""
    before = ORDER[: ORDER.index(section)]
    return next((key for key in reversed(before) if key in document.root), "")


def _split(
    document: Document, section: CommentedMap, service: str, facts: dict[str, Any], on: bool
) -> Iterator[Change]:
    block = document.own(section, service)
    if block is None:
        yield Change("note", "it should be a map", (SECTION, service))
        return
    source: tuple[str, ...] = tuple(facts["source"])
    enabled = block.get("enabled", facts["scraped"]) is True
    deployed = block.get("deploy", True) is True if facts.get("deployed") else enabled
    known = _source_keys(source)
    for key in list(block):
        yield from _place(document, block, (SECTION, service, key), source, key in known)
    if source[0] != SECTION:
        document.take(section, service)
        yield from _turn_on(document, source, enabled and on)
    if on and deployed:
        yield from _add(document, ("telemetryServices", service, "deploy"), True, "version 3 deployed it")
    elif on and enabled and not _section(document.root, (*source, "labelMatchers")):
        why = "version 3 found an existing one by this label"
        yield from _add(document, (*source, "labelMatchers"), {"app.kubernetes.io/name": service}, why)
    if source[0] == SECTION and not section[service]:
        document.take(section, service)
    claimed = next((path for path in (source, ("telemetryServices", service)) if _section(document.root, path)), None)
    if claimed:
        document.claim((SECTION, service), *claimed)


def _section(value: Any, path: Path) -> Any:
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def _source_keys(source: tuple[str, ...]) -> list[str]:
    feature = next(feature for feature in FEATURES if feature.path[0] == source[0])
    return known_keys(model_of(feature), source[1:])


def _place(
    document: Document, block: CommentedMap, path: Path, source: tuple[str, ...], known: bool
) -> Iterator[Change]:
    """One key of a service, to its source or its deployment."""
    service, key = str(path[1]), str(path[2])
    stays = source == path[:2]
    if key == "service":
        yield from _place_service(document, block, path, source)
    elif key in GONE and not known:
        document.take(block, key)
        yield Change("removed", GONE[key], path)
    elif key == "enabled" and source[0] == "costMetrics":
        yield from _move(document, block, key, path, ("costMetrics",), "costs are a feature of their own")
    elif known and key != LINKED and not stays:
        yield from _move(document, block, key, path, source, "hosts and costs are features of their own")
    elif not known or key == LINKED:
        target = ("telemetryServices", service)
        yield from _move(document, block, key, path, target, APART)


def _move(
    document: Document, block: CommentedMap, key: str, path: Path, target: tuple[str, ...], why: str
) -> Iterator[Change]:
    section = document.ensure(*target, after=_neighbour(document, target[0]))
    entry = document.take(block, key)
    if section is None or key in section:
        yield Change("removed", f"`{'.'.join((*target, key))}` is already there", path)
        return
    document.put(section, key, entry)
    yield Change("moved", why, path, (*target, key))


def _place_service(document: Document, block: CommentedMap, path: Path, source: tuple[str, ...]) -> Iterator[Change]:
    """The Kubernetes service: version 3 read its scheme and handed all of it to the chart of the service."""
    scheme = _section(block, ("service", "scheme"))
    deployment = ("telemetryServices", str(path[1]))
    if source[0] != SECTION:
        yield from _move(document, block, "service", path, deployment, APART)
        if scheme:
            yield from _add(document, (*source, "scheme"), scheme, "what `service.scheme` of the old section said")
        return
    service = document.own(block, "service")
    if service is None:
        return
    for key in [key for key in service if key != "scheme"]:
        yield from _move(document, service, key, (*path, key), (*deployment, "service"), APART)
    if not service:
        document.take(block, "service")


def _turn_on(document: Document, source: tuple[str, ...], on: bool) -> Iterator[Change]:
    if source[0] == "costMetrics":
        return
    section = document.ensure(*source, after=_neighbour(document, source[0])) if on else document.section(*source)
    if section is not None and "enabled" not in section and on:
        yield from _add(document, (*source, "enabled"), True, "version 3 scraped it unless told otherwise")


def _move_node_labels(document: Document, section: CommentedMap) -> Iterator[Change]:
    path: Path = (SECTION, "nodeLabels")
    why = "only metrics of hosts can have the labels of their node; the control plane and costs no longer do"
    yield Change("behaviour", why, path, ("hostMetrics", "nodeLabels"))
    yield from _move(document, section, "nodeLabels", path, ("hostMetrics",), "labels of nodes belong to their hosts")


def _finish_section(document: Document, section: CommentedMap, part: str, on: bool) -> Iterator[Change]:
    """What `clusterMetrics` said about all of its sources holds for the new section too."""
    made = document.section(part)
    if made is None:
        return
    given = made.get("enabled")
    if part == "hostMetrics" and given is None and on:
        yield from _add(document, (part, "enabled"), True, "it is a feature of its own")
    if part == "costMetrics" and given is True and not on:
        made["enabled"] = False
        yield Change(
            "behaviour", "it was off, as clusterMetrics was", (SECTION, "opencost", "enabled"), (part, "enabled")
        )
    position = 1 if "enabled" in made else 0
    for key in ("collector", "destinations"):
        if section.get(key) and key not in made:
            document.put(made, key, Entry(copied(section[key])), position)
            yield Change("added", f"as `{SECTION}.{key}` says", target=(part, key), near=(SECTION, key))


def complete_opencost(document: Document) -> Iterator[Change]:
    """The links of a deployed OpenCost to a Prometheus and to the cluster's name, as far as they can be inferred."""
    root = document.root
    if _section(root, ("telemetryServices", "opencost", "deploy")) is not True:
        return
    service = document.section("telemetryServices", "opencost")
    assert service is not None
    name = service.get(LINKED) or _first_prometheus(root)
    if name and not service.get(LINKED):
        service.pop(LINKED, None)
        yield from _complete(document, (LINKED,), name, "the first destination for metrics")
    if not name or name == "custom":
        return
    url = str(_section(root, ("destinations", name, "url")) or "")
    query = next((url.removesuffix(a) + b for a, b in QUERY_PATHS if url.endswith(a)), "")
    if query and not _section(service, ("opencost", "prometheus", "external", "url")):
        url_path = ("opencost", "prometheus", "external", "url")
        yield from _complete(document, url_path, query, "where the destination is asked for what it was sent")
    cluster = _section(root, ("cluster", "name"))
    if cluster and not _section(service, ("opencost", "exporter", "defaultClusterId")):
        path = ("opencost", "exporter", "defaultClusterId")
        yield from _complete(document, path, cluster, "the name of the cluster")


def _complete(document: Document, path: tuple[str, ...], value: Any, why: str) -> Iterator[Change]:
    target = ("telemetryServices", "opencost", *path)
    section = document.ensure(*target[:-1])
    if section is not None:
        section.pop(target[-1], None)
        document.put(section, target[-1], Entry(str(value)))
        yield Change("added", why, target=target, near=(SECTION, "opencost"))


def _first_prometheus(root: CommentedMap) -> str:
    found = root.get("destinations")
    pairs = found.items() if isinstance(found, CommentedMap) else ()
    return next((str(n) for n, d in pairs if isinstance(d, CommentedMap) and d.get("type") == "prometheus"), "")
