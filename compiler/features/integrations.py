"""integrations: services in the cluster whose metrics and logs are known, each type with a list of instances."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any, cast

from pydantic import Field, create_model

from ..graph.build import Value
from ..integrations import TYPES, load
from ..integrations._instance import Instance
from ..integrations.unit import IntegrationType
from ..lowering.node_labels import NodeLabels
from ..lowering.pipeline import Pipeline
from ..planning.collectors import check_clustering
from ..planning.installation import Installation, PlannedInstance
from ..planning.telemetry import LOKI_LOGS, PROMETHEUS_METRICS, Signal, Telemetry
from ..report.diagnostics import Diagnostic, Path, warning
from ..values.names import alloy_name, kubernetes_name
from ..values.options import Options, unset
from ..values.placed import any_of, in_place_of
from ..values.secrets import SecretOwner
from .unit import Assigned, Feature

ELSEWHERE = None
"""What stands for an instance of another collector, so that each keeps its index."""
KUBERNETES_NAME = re.compile(r"[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?")


class Instances(Options):
    """The instances of a type that the values do not mention."""

    instances: list[Any] = []


class Integrations(Options):
    """What all types share. `model_of` adds the types; `nodeLabels` counts for those that are found by their port."""

    destinations: list[str] = []
    data_processors: list[str] = []
    collector: str = ""
    node_labels: NodeLabels = unset(NodeLabels)

    def instances(self, type: str) -> list[Instance]:
        """The instances of a type."""
        return list(getattr(getattr(self, alloy_name(type), None), "instances", ()))

    @property
    def enabled(self) -> bool:
        """Whether any instance gathers or reads anything."""
        return any(_does_something(unit, instance) for _, unit, _, instance in each(self))


def model_of(section: Mapping[str, Any] | None) -> type[Options]:
    """The model of the section, with the instances of the types that it mentions. Without a section, of all types."""
    return _model(tuple(type for type in TYPES if section is None or type in section))


@lru_cache(maxsize=64)
def _model(mentioned: tuple[str, ...]) -> type[Options]:
    """Making a model takes longer than reading a section with it, and the clusters of a fleet mention the same few."""
    fields: dict[str, Any] = {}
    for type in TYPES:
        model: Any = Instances
        if type in mentioned:
            options: Any = load(type).options
            model = create_model(f"{options.__name__}Instances", __base__=Options, instances=(list[options], []))
        fields[alloy_name(type)] = (model, Field(default=model(), alias=type))
    return create_model("Integrations", __base__=Integrations, __doc__=__doc__, **fields)


def each(options: Integrations) -> Iterator[tuple[str, IntegrationType[Any], int, Instance]]:
    """Every instance in the reference's order: its type, the type's unit, its index, the instance."""
    for type in TYPES:
        for index, instance in enumerate(options.instances(type)):
            if instance is not ELSEWHERE:
                yield type, load(type), index, instance


def _does_something(unit: IntegrationType[Any], instance: Instance) -> bool:
    return unit.scrapes(instance) or unit.reads_logs(instance)


def emits(options: Integrations) -> tuple[Telemetry, ...]:
    found = list(each(options))
    metrics = any_of(*(unit.scrapes(instance) for _, unit, _, instance in found))
    logs = any_of(*(unit.sends_logs(instance) for _, unit, _, instance in found))
    return (*_sent(PROMETHEUS_METRICS, metrics), *_sent(LOKI_LOGS, logs))


def _sent(telemetry: Telemetry, on: bool) -> list[Telemetry]:
    """The telemetry, known to come from what turns it on."""
    return [telemetry._replace(signal=cast(Signal, in_place_of(telemetry.signal, on)))] if on else []


def holds(options: Integrations) -> tuple[Telemetry, ...]:
    """The reference has destinations for metrics in any case, and for logs that an instance would send if it could."""
    logs = any(unit.sends_logs(instance) for _, unit, _, instance in each(options))
    return (PROMETHEUS_METRICS, LOKI_LOGS) if logs else (PROMETHEUS_METRICS,)


def assigned(options: Integrations) -> Iterator[Assigned]:
    """The instances that gather something themselves. Logs of pods are read by the collector of podLogsViaLoki."""
    for type, unit, index, instance in each(options):
        if unit.scrapes(instance) or unit.sends_logs(instance):
            yield Assigned((type, "instances", index), instance.collector)


def narrowed(options: Integrations, parts: Collection[Path]) -> Integrations:
    """The section as if it had only these instances."""
    kept: dict[str, Any] = {}
    for type in TYPES:
        given = options.instances(type)
        mine = [one if (type, "instances", index) in parts else ELSEWHERE for index, one in enumerate(given)]
        if given:
            name = alloy_name(type)
            kept[name] = getattr(options, name).model_copy(update={"instances": mine})
    return options.model_copy(update=kept)


def summary(options: Integrations) -> dict[str, str]:
    """The types that have instances, for release info."""
    return {"sources": ",".join(type for type in TYPES if options.instances(type))}


def check_section(options: Integrations, installation: Installation) -> Iterator[Diagnostic]:
    """Faults of the instances, whether or not any of them gathers something."""
    path = ("integrations",)
    for type in TYPES:
        if alloy_name(type) in options.model_fields_set and not options.instances(type):
            yield warning(
                Diagnostic("no-instance", f"the integration `{type}` has no instance, so it does nothing",
                           (*path, type), f"add one: `{type}: {{instances: [{{name: ...}}]}}`, or remove it")
            )  # fmt: skip
        yield from _check_names(options, type)
    for type, unit, index, instance in each(options):
        for fault in unit.check(instance, (*path, type, "instances", index)):
            # The reference does not look at instances where none of them does anything.
            yield fault if options.enabled else warning(fault)
    yield from _check_clustering(options, installation)
    yield from _check_collectors(options)
    pod_logs = getattr(installation.features.get("podLogsViaLoki"), "enabled", False)
    readers = [type for type, unit, _, instance in each(options) if unit.reads_logs(instance)]
    if readers and not pod_logs:
        yield Diagnostic(
            "pod-logs-required",
            f"the integration `{readers[0]}` has rules for logs that nothing reads",
            (*path, readers[0]),
            "add `podLogsViaLoki: {enabled: true}`, or set `logs.enabled: false` on each instance",
        )


def _check_names(options: Integrations, type: str) -> Iterator[Diagnostic]:
    """A name must be one in Kubernetes, and no other instance of the type may have it."""
    seen: dict[str, str] = {}
    for index, instance in enumerate(options.instances(type)):
        at = ("integrations", type, "instances", index, "name")
        name = kubernetes_name(instance.name)
        if not KUBERNETES_NAME.fullmatch(name):
            yield Diagnostic("invalid-name", f"`{instance.name}` cannot be a name in Kubernetes", at,
                             "use lower-case letters, digits and `-`, at most 63, no `-` at an end")  # fmt: skip
        elif name in seen:
            yield Diagnostic("same-name", f"two instances of `{type}` are called `{seen[name]}`", at,
                             "give each instance a name of its own")  # fmt: skip
        seen.setdefault(name, instance.name)


def instances(options: Integrations) -> Iterator[PlannedInstance]:
    """Every instance, and what is gathered of it."""
    for type, unit, index, instance in each(options):
        found = (unit.scrapes(instance), unit.sends_logs(instance), unit.reads_logs(instance))
        yield PlannedInstance(("integrations", type, "instances", index), str(instance.name), *found)


def secret_owners(options: Integrations) -> Iterator[SecretOwner]:
    """The instances that log in somewhere; the reference calls their Secrets after a chart of that name."""
    for type, _, index, instance in each(options):
        yield SecretOwner(instance, ("integrations", type, "instances", index), instance.name, "integrations")


def _check_collectors(options: Integrations) -> Iterator[Diagnostic]:
    """An instance that gathers nothing itself has no collector: what its pods log is read with the logs of all pods."""
    gathering = {part.path for part in assigned(options)}
    for type, _, index, instance in each(options):
        path = (type, "instances", index)
        if instance.collector and path not in gathering:
            yield warning(
                Diagnostic("unused-option", f"the `collector` of `{instance.name}` is not used: it gathers no metrics",
                           ("integrations", *path, "collector"), "remove it")
            )  # fmt: skip


def _check_clustering(options: Integrations, installation: Installation) -> Iterator[Diagnostic]:
    """The reference asks for clustering only of collectors that the values name, but then of each of them."""
    if PROMETHEUS_METRICS in emits(options):
        for name in sorted({options.collector, *(part.collector for part in assigned(options))}):
            collector = installation.collectors.get(name)
            if collector and collector.options.enabled:
                yield from check_clustering(collector, "integrations")


def lower(options: Integrations, pipeline: Pipeline) -> None:
    """Every instance that gathers metrics, under a label of its own. What delivers is made once for all of them."""
    receivers = {telemetry.signal: pipeline.destinations(telemetry.signal) for telemetry in emits(options)}

    def deliver(signal: Signal) -> list[Value]:
        return list(receivers.get(signal, []))

    for type, unit, index, instance in each(options):
        if unit.scrapes(instance):
            own = replace(
                pipeline,
                path=(*pipeline.path, type, "instances", index),
                prefix=pipeline.label(alloy_name(type) + "_" + alloy_name(instance.name)),
                deliver=deliver,
            )
            unit.lower(instance, options.node_labels, own.because(unit.scrapes(instance)))


UNIT = Feature(
    options=Integrations,
    emits=emits,
    check_section=check_section,
    lower=lower,
    holds=holds,
    assigned=assigned,
    narrowed=narrowed,
    summary=summary,
    secret_owners=secret_owners,
    instances=instances,
    model_of=model_of,
)
