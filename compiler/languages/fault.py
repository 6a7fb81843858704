"""What can be wrong with a text of a small language, and what its evaluation may not know."""

from __future__ import annotations

from ..report.record import dataclass


@dataclass(frozen=True)
class LanguageFault(Exception):
    """A text that the language refuses: what is wrong, where (in characters from 0), and what to do."""

    message: str
    text: str
    offset: int
    help: str = ""

    @property
    def line(self) -> int:
        """The line of the fault in the text, from 1."""
        return self.text.count("\n", 0, self.offset) + 1

    @property
    def column(self) -> int:
        """The column of the fault in its line, from 1."""
        return self.offset - self.text.rfind("\n", 0, self.offset)

    def __str__(self) -> str:
        return f"{self.message} (line {self.line}, column {self.column})"


class EvaluationFault(Exception):
    """The evaluation fails for these data, as it does in Go."""


class NotModelled(Exception):
    """Nobody can say here what the evaluation gives: random, a matter of time or the machine, or not modelled."""


@dataclass(frozen=True, slots=True)
class Unsettled:
    """A value that Alloy does not give twice, and why; perhaps not even its being there. Whoever needs it raises
    NotModelled."""

    reason: str
    is_there: bool = True
