"""What a type of destination states of itself. A module in this folder ends in `UNIT = DestinationType(...)`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Generic, TypeVar

from ..planning.installation import Installation
from ..planning.satellites import Satellite, SatelliteOptions
from ..planning.telemetry import Signal, Telemetry
from ..report.diagnostics import Diagnostic, Path
from ..report.record import dataclass
from ..values.options import Options

if TYPE_CHECKING:
    from ..graph.build import Value
    from ..lowering.pipeline import Pipeline


class DestinationOptions(Options):
    """What every destination can be told. `name` is the name of its Secret's owner, not of its components."""

    type: str
    name: str = ""
    disabled: bool = False


O = TypeVar("O", bound=DestinationOptions)  # noqa: E741 - the options of a destination


@dataclass(frozen=True)
class DestinationContext:
    """What a destination's `check` is given beside its options."""

    name: str
    installation: Installation

    def at(self, *keys: str | int) -> Path:
        return ("destinations", self.name, *keys)


def _no_fault(options: object, context: object) -> Iterator[Diagnostic]:
    return iter(())


def _nowhere(options: object, signal: Signal | None) -> tuple[str, ...]:
    return ()


def _unserved(options: object) -> str | None:
    return None


def _no_rules(options: object, pipeline: object) -> None:
    """Most destinations have nothing done for them."""


def _no_satellites(options: object) -> Iterator[SatelliteOptions]:
    return iter(())


def _no_satellite(satellite: Satellite, options: object, pipeline: object) -> None:
    raise LookupError(satellite.role)


@dataclass(frozen=True, kw_only=True)
class DestinationType(Generic[O]):
    """A type of destination: where telemetry goes."""

    options: type[O]
    """The model of an entry of `destinations`."""
    ecosystem: Callable[[O], str]
    """Whose components it is fed by without a bridge."""
    signals: Callable[[O], frozenset[Signal]]
    """The signals that it takes."""
    lower: Callable[[O, Pipeline], Mapping[Telemetry, Value]]
    """Adds its components; gives the receiver for each telemetry that it takes."""
    check: Callable[[O, DestinationContext], Iterator[Diagnostic]] = _no_fault
    """Its faults, as diagnostics."""
    is_router: bool = False
    """It only parts telemetry among other destinations."""
    routes_to: Callable[[O, Signal | None], tuple[str, ...]] = _nowhere
    """The destinations that it passes telemetry on to; with a signal, where routes for it lead."""
    served_by: Callable[[O], str | None] = _unserved
    """The one collector that does something for it, used there or not; "" for any, None where there is nothing."""
    lower_rules: Callable[[O, Pipeline], None] = _no_rules
    """Adds what that collector does."""
    satellites: Callable[[O], Iterator[SatelliteOptions]] = _no_satellites
    """The collectors that it brings."""
    lower_satellite: Callable[[Satellite, O, Pipeline], None] = _no_satellite
    """Adds the components of one of those."""
