"""What each statement of a processor did: a step for each that changed the data."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from ...syntax.ast import Statement
from ..data import Otlp
from ..trace import Step
from .messages import RESOURCES, Message, encode

Note: TypeAlias = Callable[[Statement | None], None]
"""Is told of a statement each time that it has run."""


def ignore(statement: Statement | None) -> None:
    """The note of a run that nobody listens to."""


@dataclass
class Journal:
    """The steps so far. `tree` is what the processor changes, `latest` what it was after the last step."""

    tree: Message
    latest: Otlp
    steps: list[Step] = field(default_factory=list)

    @classmethod
    def begun(cls, signal: str, tree: Message) -> Journal:
        """A journal of a tree that nothing has changed yet."""
        return cls(tree, encode(signal, tree))

    def note(self, statement: Statement | None) -> None:
        """Adds a step if the data are others than before; what one statement does to many records is one step."""
        after = encode(self.latest.signal, self.tree)
        if after == self.latest:
            return
        out = (after,) if after.data.get(RESOURCES[after.signal]) else ()
        if self.steps and self.steps[-1].statement is statement:
            self.steps[-1] = replace(self.steps[-1], after=out)
        else:
            self.steps.append(Step(None, statement, self.latest, out))
        self.latest = after
