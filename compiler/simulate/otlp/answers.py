"""Lines of `alloyc simulate --jsonl` that are about OTLP processors."""

from __future__ import annotations

from typing import Any

from ...report.diagnostics import Refused as Unparsed
from ...syntax.parser import parse_body
from ..data import Otlp
from ..trace import Unknown
from .arguments import Arguments, Failed, Refused
from .components import process


def answer(line: dict[str, Any]) -> dict[str, Any]:
    """`{"kind", "config", "signal", "data"}` -> `{"data"}`, `{"failed": true}`, `{"error"}` or `{"unknown": why}`."""
    try:
        arguments = Arguments(parse_body(line["config"], positions=False))
        return {"data": process(line["kind"], arguments, Otlp(line["signal"], line["data"])).data}
    except Unknown as reason:
        return {"unknown": str(reason)}
    except Failed:
        return {"failed": True}
    except (Refused, Unparsed) as reason:
        return {"error": str(reason)}
