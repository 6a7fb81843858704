"""Questions about data, as files: values, what is asked of them, what is expected."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent
from typing import Any

import yaml

from alloyc import why
from alloyc.algebra import language, word
from alloyc.catalog.behaviour import kind
from alloyc.graph.component import Component
from alloyc.graph.contributions import contributions_of
from alloyc.report.diagnostics import Path as ValuesPath
from alloyc.report.diagnostics import Refused, dotted
from alloyc.simulate.data import Line, Series, Target
from alloyc.simulate.places import named
from alloyc.syntax.ast import Block
from alloyc.testing.model import Span
from alloyc.testing.otlp import of_object, of_span
from alloyc.values import preset_data
from alloyc.values.load import Values, load_text
from alloyc.values.tree import find, plain
from alloyc.why.decide import read_labels, rule_text
from alloyc.why.edits import edited_world
from alloyc.why.outcome import Change
from alloyc.why.pods import pod_of
from alloyc.why.question import labels
from support.reference import REPOSITORY
from support.seen import objects

FOLDER = REPOSITORY / "fixtures" / "questions"


@dataclass(frozen=True)
class Case:
    """`text` are the values alone, `expected` is what the file says of the answer."""

    text: str
    question: why.Question
    expected: dict[str, Any]

    @property
    def wanted(self) -> Any:
        """The verdict that an edit should give: the other one."""
        return "arrives" if self.expected["outcome"] == "dropped" else "dropped"

    def answer(self) -> why.Answer:
        return why.answer(why.world(load_text(self.text)), self.question, self.wanted)


def names() -> list[str]:
    return sorted(path.stem for path in FOLDER.glob("*.yaml"))


def case(name: str) -> Case:
    text = (Path(FOLDER) / f"{name}.yaml").read_text()
    said = yaml.safe_load(text)
    values = dedent(text.partition("\nvalues:\n")[2])
    return Case(values, _question(said["question"]), said["expect"])


def _question(said: dict[str, Any]) -> why.Question:
    if "span" in said:
        return why.Question(of_span(Span(**said["span"])))
    if "otlp" in said:
        [datum] = of_object(said["otlp"])
        return why.Question(datum)
    if "series" in said:
        return why.Question(why.series(said["series"]))
    held = labels(said.get("labels", ""))
    return why.Question(why.line(said["log"], said.get("labels", "")), objects=pod_of(held))


def only_dropped_by(world: why.World, values: Values, path: ValuesPath, entry: str) -> why.Question | str:
    """A question whose datum is dropped, and is not when a list lacks an entry (or for a list to keep, has one more);
    or why there is none."""
    keeps = path[-2] in ("includeMetrics", "namespaces")
    new = "zzz-none" if path[-2] == "namespaces" else "zzz_none"
    held = plain(find(values.root, path[:-1])[0])
    others = [item for index, item in enumerate(held) if index != path[-1]]
    reason = no_datum(world, path, entry, others)
    changed = [*held, new] if keeps else others
    for asked in () if reason else _candidates(world, path, new if keeps else sample(entry)):
        try:
            after = edited_world(world, [Change(path[:-1], changed)])
            before, now = why.answer(world, asked).verdict, why.answer(after, asked).verdict
        except Refused:
            continue
        if before == "unknown":
            reason = "the source is not modelled"
        elif before == "dropped" and now != "dropped":
            return asked
    return reason


def no_datum(world: why.World, path: ValuesPath, entry: str, others: list[str]) -> str:
    """Why no datum is dropped by an entry alone, where that can be proven."""
    made = [
        component
        for graph in world.graphs.values()
        for component in graph.components
        if any(by.path == path for by in contributions_of(component))
    ]
    if path[-2] == "includeMetrics" and entry in {*listed(), *others}:
        return "it is on the list of a preset"
    if all(kind(component.kind).role == "service" for component in made):
        return "no data pass what it makes"
    if path[-2] == "includeMetrics" and word([language(".+")], [language(entry)]) is None:
        return "it keeps everything"
    kept = [language(rule_text(rule, "regex")) for component in made for rule in _kept_names(component)]
    if path[-2] == "excludeMetrics" and kept and word([language(entry), *kept]) is None:
        return "nothing that it matches is kept anyway"
    return ""


def _kept_names(component: Component) -> list[Block]:
    rules = [rule for rule in component.body if isinstance(rule, Block) and rule_text(rule, "action") == "keep"]
    return [rule for rule in rules if read_labels(rule) == ["__name__"]]


def listed() -> set[str]:
    """What the presets' lists have: to say it again changes nothing."""
    return {metric for name in preset_data.names("metrics") for metric in preset_data.metrics(name)}


def sample(pattern: str) -> str:
    """A text that a pattern of a list matches."""
    return word([language(pattern)]) or pattern


def _candidates(world: why.World, path: ValuesPath, text: str) -> list[why.Question]:
    """Questions about a datum with a name or namespace, at the source that a list is for."""
    places = [dotted(path[:depth]) for depth in range(len(path) - 1, 0, -1)]
    if path[-2] in ("includeMetrics", "excludeMetrics"):
        extra = {"container": "c", "image": "i", "namespace": "n", "pod": "p"}
        return [why.Question(Series({"__name__": text, **extra}), at) for at in places]
    held = {"namespace": text, "pod": "p", "container": "c", "image": "i"}
    names = ("kube_pod_info", "container_cpu_usage_seconds_total")
    series = [why.Question(Series({"__name__": name, **held}), at) for at in places for name in names]
    lines = [Line(held, "text"), Line(held, f"namespace={text}"), Line(held, f'{{"namespace":"{text}"}}')]
    asked = [why.Question(line, at, objects=pod_of(held)) for at in places for line in lines]
    found = [(at, source) for at in places for source in named(world.sources, at)]
    targets = [
        why.Question(Target({}), at, objects=(*objects(world, one, text), *pod_of(held)[1:])) for at, one in found
    ]
    return [*series, *asked, *targets]
