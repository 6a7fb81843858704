"""Questions about data, as files: values, what is asked of them, what is expected."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent
from typing import Any

import yaml

from alloyc import why
from alloyc.algebra import language, word
from alloyc.report.diagnostics import Path as ValuesPath
from alloyc.report.diagnostics import Refused, dotted
from alloyc.simulate.data import Line, Series, Target
from alloyc.testing.model import Span
from alloyc.testing.otlp import of_object, of_span
from alloyc.values import preset_data
from alloyc.values.load import Values, load_text
from alloyc.values.tree import find, plain
from alloyc.why.edits import Change, edited_world
from alloyc.why.question import labels
from alloyc.why.ways import pod_of
from support.reference import REPOSITORY

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


def only_dropped_by(world: why.World, values: Values, path: ValuesPath, entry: str) -> why.Question | None:
    """A question whose datum is dropped, and is not when a list lacks an entry (or for a list to keep, has it too);
    None where nothing is."""
    keeps = path[-2] in ("includeMetrics", "namespaces")
    held = plain(find(values.root, path[:-1])[0])
    others = [item for index, item in enumerate(held) if index != path[-1]]
    if keeps and set(others) | listed() >= set(held):
        return None
    changed = [*held, "zzz_none"] if keeps else others
    for asked in _candidates(path, "zzz_none" if keeps else sample(entry)):
        try:
            after = edited_world(world, [Change(path[:-1], changed)])
            before_, now = why.answer(world, asked), why.answer(after, asked)
        except Refused:
            continue
        if before_.verdict == "dropped" and now.verdict == "arrives":
            return asked
    return None


def listed() -> set[str]:
    """What the presets' lists have: to say it again changes nothing."""
    return {metric for name in preset_data.names("metrics") for metric in preset_data.metrics(name)}


def sample(pattern: str) -> str:
    """A text that a pattern of a list matches."""
    return word([language(pattern)]) or pattern


def _candidates(path: ValuesPath, text: str) -> list[why.Question]:
    """Questions about a datum with a name or namespace, at the source that a list is for."""
    places = [dotted(path[:depth]) for depth in range(len(path) - 1, 0, -1)]
    if path[-2] in ("includeMetrics", "excludeMetrics"):
        extra = {"container": "c", "image": "i", "namespace": "n", "pod": "p"}
        return [why.Question(Series({"__name__": text, **extra}), at) for at in places]
    held = {"namespace": text, "pod": "p"}
    series = [why.Question(Series({"__name__": "kube_pod_info", **held}), at) for at in places]
    lines = [Line(held, "text"), Line(held, f"namespace={text}"), Line(held, f'{{"namespace":"{text}"}}')]
    asked = [why.Question(line, at, objects=pod_of(held)) for at in places for line in lines]
    return [*series, *asked, *(why.Question(Target({}), at, objects=pod_of(held)) for at in places)]
