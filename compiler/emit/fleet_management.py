"""Grafana Fleet Management: what a collector does as a pipeline that it fetches, and what it needs to fetch it.

A pipeline is one of a name, which is unique in a stack, and reaches the collectors whose attributes its matchers fit.
Names begin with `alloyc_`, since a sync takes over whatever has the name of a pipeline.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from ..graph.component import Component, Graph, refs
from ..proof.round_trip import print_graph
from ..report.diagnostics import Diagnostic, Path
from ..syntax.ast import Literal, Object
from ..values.placed import bare

if TYPE_CHECKING:
    from ..compile import Compilation, Configuration

PREFIX = "alloyc_"
LOCAL = ("remotecfg", "logging", "tracing", "http", "livedebugging")
"""What configures Alloy itself: fetched configuration may not have it."""
ATTRIBUTES = ("cluster", "release", "namespace", "workloadName")
"""What tells one collector from all others."""
LONGEST = 200
"""Characters of a matcher, as Fleet Management takes it."""


def fleet_management(built: Compilation, collectors: Collection[str]) -> dict[str, str]:
    """The files: the own configuration of each collector, and all pipelines, for the API and for Terraform."""
    chosen = [c for c in built.configurations if c.collector in collectors]
    pipelines = [_pipeline(c, built) for c in chosen if _parts(c.graph)[1].components]
    source = _source(built)
    resources = {p["name"]: _escaped({**p, "terraform_source_namespace": source}) for p in pipelines}
    return {
        **{f"{c.collector}.alloy": print_graph(_parts(c.graph)[0]) for c in chosen},
        "pipelines.json": _json({"source": {"type": "SOURCE_TYPE_GIT", "namespace": source}, "pipelines": pipelines}),
        "pipelines.tf.json": _json({"resource": {"grafana_fleet_management_pipeline": resources}}),
    }


def _source(built: Compilation) -> str:
    """What a sync calls where pipelines come from: of that source, it removes those that are no longer there. So each
    installation is one."""
    installation = built.plan.installation
    return "/".join(("alloyc", str(bare(installation.cluster.name)), installation.release.namespace,
                     installation.release.name))  # fmt: skip


def _json(data: object) -> str:
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"


def _pipeline(configuration: Configuration, built: Compilation) -> dict[str, Any]:
    release = built.plan.installation.release
    attributes = _attributes(configuration.graph)
    exact = json.dumps([attributes.get("cluster", ""), release.namespace, release.name, configuration.collector])
    shown = "_".join((attributes.get("cluster", ""), configuration.collector))
    name = f"{PREFIX}{re.sub(r'[^A-Za-z0-9_]', '_', shown)}_{sha256(exact.encode()).hexdigest()[:8]}"
    contents = print_graph(_parts(configuration.graph)[1])
    return {"name": name, "contents": contents, "matchers": _matchers(configuration.graph), "enabled": True}


def _escaped(data: Any) -> Any:
    """The data as Terraform reads it: in its JSON, `${` and `%{` begin what it fills in."""
    match data:
        case str():
            return data.replace("${", "$${").replace("%{", "%%{")
        case list():
            return [_escaped(item) for item in data]
        case dict():
            return {key: _escaped(value) for key, value in data.items()}
    return data


def _parts(graph: Graph) -> tuple[Graph, Graph]:
    """What stays with the collector, and what it fetches. A Secret that both read is in both."""
    here = [component for component in graph.components if component.kind in LOCAL]
    local = _with_read(graph, here)
    rest = [component for component in graph.components if component.id not in local]
    fetched = _with_read(graph, rest)
    own, other = ([c for c in graph.components if c.id in ids] for ids in (local, fetched))
    return graph.with_components(tuple(own)), graph.with_components(tuple(other))


def _with_read(graph: Graph, components: Iterable[Component]) -> set[int]:
    """Components, and all that they read from others."""
    by_id, waiting = graph.by_id(), list(components)
    found: set[int] = set()
    while waiting:
        component = waiting.pop()
        if component.id not in found:
            found.add(component.id)
            waiting += (by_id[ref.component] for _, ref in refs(component))
    return found


def _attributes(graph: Graph) -> dict[str, str]:
    """The attributes of a collector that are texts."""
    fetching = [component for component in graph.components if component.kind == "remotecfg"]
    found = fetching[0].argument("attributes") if fetching else None
    if not isinstance(found, Object):
        return {}
    texts = ((str(field.key), field.value) for field in found.fields)
    return {key: str(bare(value.value)) for key, value in texts if isinstance(value, Literal)}


def _matchers(graph: Graph) -> list[str]:
    attributes = _attributes(graph)
    return [f"{key}={json.dumps(attributes[key], ensure_ascii=False)}" for key in ATTRIBUTES if key in attributes]


def check_fleet_management(built: Compilation) -> Iterator[Diagnostic]:
    """Collectors that fetch nothing, and those whose attributes do not tell them from others."""
    seen: dict[tuple[str, ...], str] = {}
    for configuration in built.configurations:
        name, path = configuration.collector, _path(built, configuration.collector)
        if not any(component.kind == "remotecfg" for component in configuration.graph.components):
            yield Diagnostic(
                "no-remote-config",
                f"`{name}` fetches no configuration, so Fleet Management cannot give it any",
                path,
                "add `remoteConfig: {enabled: true, url: ...}` to it, or build another `--format`",
            )
            continue
        matchers = tuple(_matchers(configuration.graph))
        missing = [key for key in ("cluster", "workloadName") if key not in _attributes(configuration.graph)]
        other = seen.setdefault(matchers, name)
        if missing:
            reason = f"has no attribute `{missing[0]}`"
        elif other != name:
            reason = f"has the attributes of `{other}`"
        elif any(len(matcher) > LONGEST for matcher in matchers):
            reason = f"has an attribute longer than the {LONGEST} characters of a matcher"
        else:
            continue
        yield Diagnostic("invalid-matcher", f"`{name}` {reason}, so no pipeline can be for it alone",
                         (*path, "remoteConfig", "extraAttributes"), "give it a value of its own")  # fmt: skip


def _path(built: Compilation, collector: str) -> Path:
    installation = built.plan.installation
    known = installation.collectors.get(collector)
    satellites = (s.collector for s in installation.satellites if s.collector.key == collector)
    return (known or next(satellites)).path
