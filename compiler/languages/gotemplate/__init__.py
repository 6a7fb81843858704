"""Go templates, as the stages of Alloy's `loki.process` run them: parsed once, executed often."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cache
from typing import Any

from ...report.record import dataclass
from ..fault import EvaluationFault, LanguageFault
from . import tree
from .evaluate import State
from .parse import parse_tree

__all__ = ["LanguageFault", "Template", "function_names", "parse"]


@dataclass(frozen=True)
class Template:
    """A parsed template: its own nodes are those of the name ""."""

    templates: Mapping[str, tuple[tree.Node, ...]]

    def execute(self, data: Any) -> str:
        """What the template writes for `.`.

        Raises EvaluationFault where Go gives an error, NotModelled where nobody can say what it writes.
        """
        from .sprig import functions

        state = State(self.templates, functions(), [("$", data)])
        try:
            state.walk(self.templates[""], data)
        except RecursionError:
            raise EvaluationFault("templates call one another without end") from None
        return "".join(state.written)


def parse(text: str, functions: Collection[str] | None = None) -> Template:
    """A template. `functions` are the names that are known, else all that Alloy knows.

    Raises LanguageFault at the word that Go refuses.
    """
    return _parsed(text, None if functions is None else frozenset(functions))


@cache
def _parsed(text: str, functions: frozenset[str] | None) -> Template:
    try:
        return Template(parse_tree(text, function_names() if functions is None else functions))
    except RecursionError:
        raise LanguageFault("the template is nested too deep", text, 0, "take it apart") from None


@cache
def function_names() -> frozenset[str]:
    """The functions of `stage.template` and `stage.replace`: Go's, sprig's and Alloy's."""
    from .sprig import functions

    return frozenset(functions())
