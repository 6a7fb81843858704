"""What integrations know of the logs of their pods: rules and stages that podLogsViaLoki puts before the user's own."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Any

from ..planning.installation import Installation
from ..syntax.ast import Body
from ..values.options import Options
from . import TYPES, load
from .unit import IntegrationType


def discovery_rules(options: Options | None, installation: Installation) -> Body:
    """Rules that mark the pods of every instance that reads logs. `options` is the section `integrations`, or None."""
    return tuple(
        chain.from_iterable(unit.discovery_rules(each) for unit, readers in _readers(options) for each in readers)
    )


def processing_stages(options: Options | None, installation: Installation) -> Body:
    """Stages for the lines of these pods, type after type."""
    return tuple(chain.from_iterable(unit.processing_stages(readers) for unit, readers in _readers(options)))


def _readers(options: Any) -> Iterator[tuple[IntegrationType[Any], tuple[Any, ...]]]:
    """The types that have instances which read logs, with these instances."""
    for type in TYPES if options is not None else ():
        instances = options.instances(type)
        if instances:
            unit = load(type)
            readers = tuple(instance for instance in instances if unit.reads_logs(instance))
            if readers:
                yield unit, readers
