"""Why a datum arrives at a destination or does not: the rule that decides, its line in the values, and the smallest
change of values that decides otherwise.

from alloyc import why

question = why.Question(why.series('kube_pod_labels{namespace="shop"}'))
answer = why.answer(why.world(values), question)
print(why.text(answer))
"""

from .answer import answer
from .decide import Decision
from .outcome import Answer, Outcome
from .question import Question, line, series
from .text import text
from .world import World, of_graph, world

__all__ = [
    "Answer",
    "Decision",
    "Outcome",
    "Question",
    "World",
    "answer",
    "line",
    "of_graph",
    "series",
    "text",
    "world",
]
