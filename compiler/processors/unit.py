"""What a type of data processor states of itself. A module in this folder ends in `UNIT = ProcessorType(...)`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Generic, TypeVar

from ..planning.installation import Installation
from ..planning.telemetry import Telemetry
from ..report.diagnostics import Diagnostic, Path
from ..report.record import dataclass
from ..values.options import Options

if TYPE_CHECKING:
    from ..graph.build import Value
    from ..lowering.pipeline import Pipeline

O = TypeVar("O", bound=Options)  # noqa: E741 - the options of a data processor


@dataclass(frozen=True)
class ProcessorContext:
    """What a processor's `check` is given beside its options."""

    name: str
    installation: Installation

    def at(self, *keys: str | int) -> Path:
        return ("dataProcessors", self.name, *keys)


@dataclass(frozen=True, kw_only=True)
class ProcessorType(Generic[O]):
    """A type of data processor: what happens to telemetry between a feature and its destinations."""

    options: type[O]
    """The model of an entry of `dataProcessors`."""
    supports: Callable[[O], frozenset[Telemetry]]
    """The telemetry that it can process."""
    check: Callable[[O, ProcessorContext], Iterator[Diagnostic]]
    """Its faults, as diagnostics."""
    lower: Callable[[O, Telemetry, Value, Pipeline], Value]
    """Adds its components for a telemetry, which forward to a receiver; gives the receiver that they begin with."""
