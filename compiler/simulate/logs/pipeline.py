"""The stages of a `loki.process`: compiled once, run over lines."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from importlib import import_module

from ...languages.fault import NotModelled
from ...syntax.ast import Block, Body
from ..data import Line
from ..trace import Step, Unknown
from .arguments import NEWEST, Arguments, StageFault
from .entry import Entry, Run, Stage, copy_labels

Record = Callable[[Step], None]

STAGES = {
    "cri": "cri",
    "decolorize": "rewriting",
    "docker": "docker",
    "drop": "drop",
    "eventlogmessage": "windows",
    "geoip": "unknowable",
    "json": "json_values",
    "label_drop": "labels",
    "label_keep": "labels",
    "labels": "labels",
    "limit": "limit",
    "logfmt": "logfmt",
    "luhn": "luhn",
    "match": "match",
    "metrics": "metrics",
    "multiline": "multiline",
    "output": "rewriting",
    "pack": "pack",
    "pattern": "matching",
    "regex": "matching",
    "replace": "replace",
    "sampling": "limit",
    "split_json": "split_json",
    "static_labels": "labels",
    "structured_metadata": "metadata",
    "structured_metadata_drop": "metadata",
    "template": "rewriting",
    "tenant": "labels",
    "timestamp": "timestamp",
    "truncate": "truncate",
    "windowsevent": "windows",
}
"""The module of each stage. It has a function of the stage's name, Arguments in, Stage out."""

MISNAMED = {"json": "json_values"}


@dataclass(frozen=True)
class Stages:
    """A pipeline: each block with the stage that it makes."""

    steps: tuple[tuple[Block, Stage], ...] = field(default=())

    def flow(self, entries: Iterator[Entry], run: Run) -> Iterator[Entry]:
        """The entries that come out of the last stage."""
        entries = map(_begun, entries)
        for block, stage in self.steps:
            if run.record is None or _has_stages(block):
                entries = stage(entries, run)
            else:
                entries = _recorded(block, stage, entries, run, run.record)
        return entries


def compile_stages(body: Body, version: int = NEWEST) -> Stages:
    """The stages of a body, in order, as a minor version of Alloy runs them; what else stands in it is not looked at.

    Raises StageFault where Alloy would not build the pipeline, Unknown where an argument is only known when it runs.
    """
    blocks = (item for item in body if isinstance(item, Block) and item.name.startswith("stage."))
    return Stages(tuple((block, compile_stage(block, version)) for block in blocks))


def compile_stage(block: Block, version: int = NEWEST) -> Stage:
    """One stage."""
    name = block.name.removeprefix("stage.")
    if name not in STAGES:
        raise StageFault(f"there is no stage `{name}`", block)
    module = import_module(f"{__package__}.{STAGES[name]}")
    made: Stage = getattr(module, MISNAMED.get(name, name))(Arguments(block, version))
    return made


def run(stages: Stages, lines: Iterable[Line], now_ns: int | None = None, record: Record | None = None) -> list[Line]:
    """What comes out of a pipeline that starts afresh. Between streams, the order may be another in Alloy.

    `now_ns` is the time for stages that ask for it. `record` is given a Step for each line that a stage changed,
    dropped or kept back. Raises Unknown where nobody can say what becomes of the lines.
    """
    return run_once(stages, lines, Run(now_ns, record))


def run_once(stages: Stages, lines: Iterable[Line], this: Run) -> list[Line]:
    """The same; afterwards `this` tells more of the run."""
    entries = (Entry(dict(line.labels), line.line, line.timestamp, dict(line.metadata)) for line in lines)
    try:
        return [entry.freeze() for entry in stages.flow(entries, this)]
    except NotModelled as reason:
        raise Unknown(str(reason)) from None


def _has_stages(block: Block) -> bool:
    """The stages inside tell of their own steps."""
    return any(isinstance(item, Block) and item.name.startswith("stage.") for item in block.body)


def _begun(entry: Entry) -> Entry:
    copy_labels(entry)
    return entry


def _recorded(block: Block, stage: Stage, entries: Iterator[Entry], run: Run, record: Record) -> Iterator[Entry]:
    """The stage itself; between two entries that it takes, what it gives belongs to the first."""
    before: list[Line] = []
    after: list[Line] = []
    reasons: list[str] = []

    def settle() -> None:
        if before and after != before:
            record(Step(None, block, before[0], tuple(after), "" if after else reasons[-1]))
        before.clear()
        after.clear()

    def taken() -> Iterator[Entry]:
        for entry in entries:
            # Only here the stages before have told of this entry.
            settle()
            before.append(entry.freeze())
            yield entry
            reasons[:] = [run.reason]
            run.reason = ""
        settle()

    for entry in stage(taken(), run):
        frozen = entry.freeze()
        if not before:
            record(Step(None, block, frozen, (frozen,), "let go at the end"))
        after.append(frozen)
        yield entry
    settle()
