"""Questions about data, as files: values, what is asked of them, what is expected."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent
from typing import Any

import yaml

from alloyc import why
from alloyc.values.load import load_text
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


def _question(said: dict[str, str]) -> why.Question:
    if "series" in said:
        return why.Question(why.series(said["series"]))
    held = labels(said.get("labels", ""))
    return why.Question(why.line(said["log"], said.get("labels", "")), objects=pod_of(held))
