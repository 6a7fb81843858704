"""What a feature states of itself, and what the values make of it.

A module in this folder ends in `UNIT = Feature(...)`: the model of its section, and functions that are given what was
read of it. `Feature.wanted` binds them to the options, and from then on nobody needs to know what these are.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, Protocol, TypeVar, cast

from ..planning.installation import Context, FeatureChart, Installation, PlannedInstance, Summary
from ..planning.telemetry import Telemetry
from ..report.diagnostics import Diagnostic, Path
from ..report.record import dataclass
from ..values.options import Options
from ..values.secrets import SecretOwner

if TYPE_CHECKING:
    from ..lowering.pipeline import Pipeline


class Part(Protocol):
    """A section, or the part of it that is a sub-feature's."""

    @property
    def enabled(self) -> bool: ...
    @property
    def collector(self) -> str: ...


class Section(Part, Protocol):
    """What planning reads of every feature's section."""

    @property
    def destinations(self) -> list[str]: ...
    @property
    def data_processors(self) -> list[str]: ...


class Assigned(NamedTuple):
    """A part of a feature, by its path in the section, and the collector that the values name for it, or ""."""

    path: Path
    collector: str


@dataclass(frozen=True)
class Listed:
    """One line of the registry. `path` is the values key; `label` begins the labels of its components."""

    path: tuple[str, ...]
    module: str
    label: str
    on_by_itself: bool = False
    """It is there although the values do not mention it."""
    reserves: tuple[Telemetry, ...] = ()
    """Telemetry whose destinations a collector has for it although the values do not mention it."""

    @property
    def key(self) -> str:
        return ".".join(self.path)


@dataclass(frozen=True)
class Wanted:
    """A feature with its options in it: what planning must know of it, and what there is to do."""

    feature: Listed
    switches: tuple[bool, ...]
    """The values that turn it on: all must."""
    collectors: tuple[str, ...]
    """The collectors that the values name for it, the nearest first."""
    destinations: tuple[str, ...]
    processors: tuple[str, ...]
    is_accessory: bool
    service: str
    reads_instances: bool
    emits: Callable[[], tuple[Telemetry, ...]]
    held: Callable[[], tuple[Telemetry, ...]]
    parts: Callable[[], tuple[Assigned, ...]]
    narrowed: Callable[[Collection[Path]], Wanted]
    check_section: Callable[[Installation], Iterator[Diagnostic]]
    check: Callable[[Context], Iterator[Diagnostic]]
    contribute: Callable[[Context], Mapping[str, Any]]
    lower: Callable[[Pipeline], None]
    otlp_port: Callable[[], int | None]
    config_map: Callable[[Installation], Mapping[str, str]]
    secret_owners: Callable[[], tuple[SecretOwner, ...]]
    chart: Callable[[], FeatureChart | None]
    instances: Callable[[], tuple[PlannedInstance, ...]]
    summary: Summary

    @property
    def is_on(self) -> bool:
        return all(self.switches)

    @property
    def default_collector(self) -> str:
        """The collector that the section names for all of it."""
        return self.collectors[-1] if self.collectors else ""


O = TypeVar("O", bound=Section)  # noqa: E741 - the options of a feature


def _no_telemetry(options: object) -> tuple[Telemetry, ...]:
    return ()


def _no_fault(options: object, context: object) -> Iterator[Diagnostic]:
    return iter(())


def _nothing(options: object, *context: object) -> Mapping[str, Any]:
    return {}


def _no_parts(options: object) -> Iterator[Assigned]:
    return iter(())


def _no_chart(options: object) -> FeatureChart | None:
    return None


def _no_instances(options: object) -> Iterator[PlannedInstance]:
    return iter(())


def _no_owners(options: object) -> Iterator[SecretOwner]:
    return iter(())


def _whole(options: O, parts: Collection[Path]) -> O:
    return options


def _same(options: O) -> Part:
    return options


def _no_port(options: object) -> int | None:
    return None


@dataclass(frozen=True, kw_only=True)
class Feature(Generic[O]):
    """A feature: what is gathered, and how."""

    options: type[O]
    """The model of its top-level section."""
    emits: Callable[[O], tuple[Telemetry, ...]]
    """The telemetry that it sends to destinations."""
    lower: Callable[[O, Pipeline], None]
    """Adds its components."""
    check: Callable[[O, Context], Iterator[Diagnostic]] = _no_fault
    """What it demands of its collector and the telemetry services, as diagnostics."""
    check_section: Callable[[O, Installation], Iterator[Diagnostic]] = _no_fault
    """Faults of its section that count even where it is off."""
    contribute: Callable[[O, Context], Mapping[str, Any]] = _nothing
    """Settings that it brings to its collector."""
    holds: Callable[[O], tuple[Telemetry, ...]] = _no_telemetry
    """Telemetry that is off, and has its destinations all the same."""
    part: Callable[[O], Part] = _same
    """What of the section is a sub-feature's own."""
    assigned: Callable[[O], Iterator[Assigned]] = _no_parts
    """Parts that may each have a collector of their own."""
    narrowed: Callable[[O, Collection[Path]], O] = _whole
    """The section as if it had only these parts."""
    summary: Callable[[O], Mapping[str, str]] = _nothing
    """More labels for its line in release info."""
    otlp_port: Callable[[O], int | None] = _no_port
    """Where other telemetry services of the cluster may send OTLP to."""
    config_map: Callable[[O, Installation], Mapping[str, str]] = _nothing
    """The data of a ConfigMap that it mounts into its collector."""
    secret_owners: Callable[[O], Iterator[SecretOwner]] = _no_owners
    """What in it keeps secret values, whether or not it is on."""
    model_of: Callable[[Mapping[str, Any] | None], type[Options]] | None = None
    """The model, where it depends on what the section mentions; of all that it may hold, without a section."""
    service: str = ""
    """The telemetry service whose metrics it gathers."""
    chart: Callable[[O], FeatureChart | None] = _no_chart
    """What it deploys beside the collectors, by a chart of its own."""
    instances: Callable[[O], Iterator[PlannedInstance]] = _no_instances
    """What it gathers from, where that is a list of things with names."""
    reads_instances: bool = False
    """It reads the logs of the pods of another feature's instances."""
    is_accessory: bool = False
    """It asks for nothing: where no destination takes its telemetry it is left out, and any collector may run it."""

    def model(self, section: object = None) -> type[Options]:
        """The model of a section of the values; without the section, one for all that it may hold."""
        if self.model_of is None:
            return cast("type[Options]", self.options)
        return self.model_of(section if isinstance(section, Mapping) or section is None else {})

    def wanted(self, feature: Listed, options: object) -> Wanted:
        """What the values want of it: its functions, each with the options that were read of its section."""
        assert isinstance(options, self.options), "read by its own model"
        part = self.part(options)
        switches = (options.enabled,) if part is options else (options.enabled, part.enabled)
        labels = dict(self.summary(options)) if all(switches) else {}
        return Wanted(
            feature=feature,
            switches=switches,
            collectors=tuple(name for name in (part.collector, options.collector) if name),
            destinations=tuple(options.destinations),
            processors=tuple(options.data_processors),
            is_accessory=self.is_accessory,
            service=self.service,
            reads_instances=self.reads_instances,
            emits=partial(self.emits, options),
            held=partial(self.holds, options),
            parts=lambda: tuple(self.assigned(options)),
            narrowed=lambda parts: self.wanted(feature, self.narrowed(options, parts)),
            check_section=partial(self.check_section, options),
            check=partial(self.check, options),
            contribute=partial(self.contribute, options),
            lower=partial(self.lower, options),
            otlp_port=partial(self.otlp_port, options),
            config_map=partial(self.config_map, options),
            secret_owners=lambda: tuple(self.secret_owners(options)),
            chart=partial(self.chart, options),
            instances=lambda: tuple(self.instances(options)),
            summary=Summary(feature.path[-1], switches, labels),
        )
