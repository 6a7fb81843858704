"""Lines of JSON in, lines of JSON out: rules, objects, stages or processors with data, and what becomes of the data.

A line is as in `conformance/semantics`, its `kind` says which: `discovery` and `prometheus` (rules and labels),
`targets` (objects), `process` (stages and entries), else a processor of OTLP. The answer is what stands there as
`result`, or `{"unknown": "why"}`; where chance decides between a few results, these are `one_of`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from importlib import import_module
from typing import Any

from ..report.diagnostics import Refused
from .kubernetes import Discovery, discover
from .relabel import Undecided, read_rules, relabel
from .relabel_labels import Dialect
from .trace import Unknown

_DIALECTS: dict[str, Dialect] = {"discovery": "discovery", "prometheus": "loki"}
"""Of `prometheus`, what holds wherever Prometheus' code runs: labels are in no order."""


def answers(lines: Iterable[str]) -> Iterator[str]:
    """An answer for each line that is not empty."""
    for line in lines:
        if line.strip():
            yield json.dumps(_answer_line(line), ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def _answer_line(line: str) -> dict[str, Any]:
    try:
        case = json.loads(line)
    except (ValueError, RecursionError) as fault:
        return {"unknown": f"the line is no JSON: {fault}"}
    if not isinstance(case, dict) or not isinstance(case.get("kind"), str):
        return {"unknown": "the line is no object with a `kind`"}
    try:
        return answer(case)
    except Unknown as reason:
        return {"unknown": str(reason)}
    except Refused as refused:
        return {"unknown": f"no Alloy: {refused.diagnostics[0].message}"}
    except (KeyError, TypeError, AttributeError, ValueError) as fault:
        return {"unknown": f"the line is not shaped as a case of `{case['kind']}`: {type(fault).__name__} {fault}"}


def answer(case: dict[str, Any]) -> dict[str, Any]:
    """The result of a case. Raises Unknown, Refused for what is no Alloy, KeyError and the like for a misshapen one."""
    kind = case["kind"]
    if kind in _DIALECTS:
        try:
            return _labels(relabel(read_rules(case["rules"], _DIALECTS[kind]), case["labels"]))
        except Undecided as undecided:
            return {"unknown": str(undecided), "one_of": [_labels(end) for end in undecided.ends]}
    if kind == "targets":
        return {"targets": discover(_discovery(case), case["objects"])}
    return _room("logs.jsonl" if kind == "process" else "otlp", kind)(case)  # type: ignore[no-any-return]


def _labels(labels: dict[str, str] | None) -> dict[str, Any]:
    return {"keep": False} if labels is None else {"keep": True, "labels": labels}


def _discovery(case: dict[str, Any]) -> Discovery:
    attach = case.get("attach") or {}
    return Discovery(
        case["role"],
        tuple(case.get("namespaces") or ()),
        tuple((s["role"], s.get("label", ""), s.get("field", "")) for s in case.get("selectors") or ()),
        bool(attach.get("node")),
        bool(attach.get("namespace")),
    )


def _room(name: str, kind: str) -> Any:
    try:
        return import_module(f".{name}", __package__).answer
    except ImportError:
        raise Unknown(f"`{kind}` is not modelled") from None
