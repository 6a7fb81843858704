"""What components on the way to a destination do to labels, as far as it is said in rules: the rest changes what it
names, and drops nothing. So data come at least as far as this says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ..algebra import finite, language
from ..graph.component import Component
from ..languages import logql
from ..languages.fault import LanguageFault
from ..simulate import Simulation, Unknown
from ..simulate.evaluate import argument, blocks
from ..syntax.ast import Block
from .label_ways import Dropped, Item, Written
from .overlap_takings import rule_of

_RELABEL = ("prometheus.relabel", "loki.relabel", "pyroscope.relabel")
_WRITES = {
    "stage.labels": "values", "stage.static_labels": "values", "stage.structured_metadata": "values",
    "stage.label_drop": "values", "stage.label_keep": "values",
}  # fmt: skip
_EXTRACTS = ("stage.regex", "stage.json", "stage.logfmt", "stage.template", "stage.replace", "stage.pattern",
             "stage.luhn", "stage.multiline", "stage.docker", "stage.cri", "stage.decolorize", "stage.eventlogmessage",
             "stage.windowsevent", "stage.match", "stage.pack")  # fmt: skip


def is_read(component: Component) -> bool:
    """Whether a datum is still a set of labels behind the component."""
    return not component.kind.startswith("otelcol.")


def steps(simulation: Simulation, component: Component) -> Iterator[Item]:
    """What a component does to labels. Raises Unknown, NotModelled and LanguageFault."""
    if component.kind in _RELABEL:
        yield from (rule_of(simulation, block) for block in blocks(component.body, "rule"))
    elif component.kind == "prometheus.remote_write":
        endpoints = blocks(component.body, "endpoint")
        if len(endpoints) == 1:
            yield from (rule_of(simulation, block) for block in blocks(endpoints[0].body, "write_relabel_config"))
    elif component.kind == "loki.process":
        yield from _stages(simulation, [s for s in component.body if isinstance(s, Block)])
    elif component.kind.endswith(".enrich"):
        copied = simulation.argument(component, "labels_to_copy", [])
        yield Written(frozenset(copied) or None)


def _stages(simulation: Simulation, stages: list[Block]) -> Iterator[Item]:
    extracted: set[str] | None = set()
    for stage in stages:
        match stage.name:
            case "stage.match" if argument(stage.body, "action", "keep", simulation.lookup) == "drop":
                yield from _dropped(simulation, stage)
            case "stage.match":
                for item in _stages(simulation, [s for s in stage.body if isinstance(s, Block)]):
                    if isinstance(item, Written):
                        yield replace(item, maybe=True)
            case "stage.drop" if extracted is not None:
                yield from _dropped_by_source(simulation, stage, extracted)
            case "stage.static_labels":
                given = argument(stage.body, "values", {}, simulation.lookup)
                yield Written(frozenset(given), {name: str(value or "") for name, value in given.items()})
            case "stage.label_drop":
                names = argument(stage.body, "values", [], simulation.lookup)
                yield Written(frozenset(names), dict.fromkeys(names, ""))
            case "stage.labels" | "stage.structured_metadata":
                yield Written(frozenset(argument(stage.body, "values", {}, simulation.lookup)))
            case "stage.label_keep" | "stage.pack" | "stage.tenant" | "stage.geoip":
                yield Written(None)
        if stage.name in _EXTRACTS:
            extracted = None


def _dropped(simulation: Simulation, stage: Block) -> Iterator[Item]:
    """Lines that a selector of labels alone takes."""
    selector = logql.parse(argument(stage.body, "selector", "", simulation.lookup))
    if not selector.filters:
        yield Dropped(
            tuple(
                (
                    (matcher.name,),
                    language(matcher.value) if "~" in matcher.operator else finite([matcher.value]),
                    matcher.operator[0] == "=",
                )
                for matcher in selector.matchers
            )
        )


def _dropped_by_source(simulation: Simulation, stage: Block, extracted: set[str]) -> Iterator[Item]:
    """Lines by one extracted value, which is the label of that name as long as nothing is extracted."""
    given = {
        name: argument(stage.body, name, "", simulation.lookup)
        for name in ("source", "value", "expression", "longer_than", "older_than")
    }
    if given["longer_than"] or given["older_than"] or not given["source"] or "," in given["source"]:
        return
    if given["value"]:
        yield Dropped((((given["source"],), finite([given["value"]]), True),))
    elif given["expression"]:
        try:
            found = language(f"(?:.|\\n)*(?:{given['expression']})(?:.|\\n)*")
        except (LanguageFault, Unknown):
            return
        yield Dropped((((given["source"],), found, True),))
