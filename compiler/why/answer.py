"""The answer to a question, with the edits of values that would change it."""

from __future__ import annotations

from dataclasses import replace

from .asking import asked
from .outcome import Answer, Verdict
from .question import Question
from .world import World


def answer(world: World, question: Question, wanted: Verdict | None = None) -> Answer:
    """What becomes of the datum. With `wanted`, edits of values that give that verdict are looked for, each of them
    tried. Raises Refused for a source or destination that there is not."""
    found = asked(world, question)
    if wanted and world.values is not None and found.verdict != wanted:
        from .edits import edits

        return replace(found, edits=tuple(edits(found, wanted)))
    return found
