"""Which component of `otelcol.*` does what."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any, TypeAlias

from ...graph.component import Component
from ...languages.ottl.values import Unmodelled
from ..data import Datum, Otlp
from ..trace import Step, Unknown
from .arguments import Arguments, Facts, Failed, Refused
from .messages import RESOURCES, Message, decode, encode

Recorder: TypeAlias = Callable[[Step], None]
Process: TypeAlias = Callable[[Arguments, str, Message, Facts], None]

_PROCESSORS = {
    "attributes": "attributes",
    "filter": "filter_",
    "groupbyattrs": "groupbyattrs",
    "transform": "transform",
}
_NO_FACTS: Mapping[str, Any] = {}


def process(kind: str, arguments: Arguments, datum: Otlp, facts: Facts = _NO_FACTS) -> Otlp:
    """What a processor makes of the data; nothing in them when it drops all. Raises Unknown, Failed and Refused."""
    function = _PROCESSORS.get(kind)
    if function is None:
        raise Unknown(f"`otelcol.processor.{kind}` is not modelled")
    run_on: Process = getattr(import_module(f".{function.rstrip('_')}", __package__), function)
    tree = decode(datum)
    try:
        run_on(arguments, datum.signal, tree, facts)
    except Unmodelled as reason:
        raise Unknown(f"`otelcol.processor.{kind}`: {reason}") from None
    return encode(datum.signal, tree)


def run(component: Component, datum: Datum, record: Recorder, facts: Facts = _NO_FACTS) -> list[tuple[str, Datum]]:
    """What comes out of a component, each with the signal, or the kind of receiver, by which it leaves.

    `record` takes each step. Raises Unknown where nobody can say.
    """
    if not isinstance(datum, Otlp):
        raise Unknown(f"`{component.kind}` takes no such data")
    kind = component.kind.removeprefix("otelcol.processor.")
    try:
        made = process(kind, Arguments(component.body), datum, facts)
    except Refused as reason:
        raise Unknown(f"Alloy does not build `{component.name}`: {reason}") from None
    except Failed as reason:
        record(Step(component, None, datum, (), f"an error, which is propagated: {reason}"))
        return []
    after = (made,) if made.data.get(RESOURCES[made.signal]) else ()
    record(Step(component, None, datum, after))
    return [(made.signal, out) for out in after]
