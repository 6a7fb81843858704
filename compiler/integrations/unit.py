"""What a type of integration states of itself. A module in this folder ends in `UNIT = IntegrationType(...)`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Generic, TypeVar

from ..report.diagnostics import Diagnostic, Path
from ..report.record import dataclass
from ._instance import Instance

if TYPE_CHECKING:
    from ..lowering.node_labels import NodeLabels
    from ..lowering.pipeline import Pipeline
    from ..syntax.ast import Block

I = TypeVar("I", bound=Instance)  # noqa: E741 - an instance


def _always(instance: object) -> bool:
    return True


def _never(instance: object) -> bool:
    return False


def _no_fault(instance: object, path: Path) -> Iterator[Diagnostic]:
    return iter(())


def _no_blocks(instances: object) -> Iterable[Block]:
    return ()


@dataclass(frozen=True, kw_only=True)
class IntegrationType(Generic[I]):
    """A type of integration: a service in the cluster, with what is known about its metrics and logs."""

    options: type[I]
    """The model of one instance."""
    lower: Callable[[I, NodeLabels, Pipeline], None]
    """Adds the components of an instance that gives metrics."""
    check: Callable[[I, Path], Iterator[Diagnostic]] = _no_fault
    """The faults of an instance, as diagnostics, and where it stands."""
    scrapes: Callable[[I], bool] = _always
    """Whether an instance gives metrics."""
    sends_logs: Callable[[I], bool] = _never
    """Whether an instance itself makes log lines."""
    reads_logs: Callable[[I], bool] = _never
    """Whether the logs of an instance's pods get rules of their own."""
    discovery_rules: Callable[[I], Iterable[Block]] = _no_blocks
    """Rules that find these pods among all pods whose logs are read."""
    processing_stages: Callable[[tuple[I, ...]], Iterable[Block]] = _no_blocks
    """Stages for the log lines of the pods of instances that read logs."""
