"""JMESPath in the community dialect, as `stage.json` runs it (github.com/jmespath-community/go-jmespath)."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from ...report.record import dataclass
from ..fault import LanguageFault, NotModelled
from .tree import Node

__all__ = ["Expression", "LanguageFault", "parse"]


@dataclass(frozen=True)
class Expression:
    """A compiled expression. A plain path, which most are, is its names alone."""

    text: str
    names: tuple[str, ...] = ()
    node: Node | None = None

    def search(self, data: Any) -> Any:
        """The value that it finds, None where there is none. Numbers in the data are floats.

        Raises EvaluationFault where Go gives an error, NotModelled where its answer differs from run to run.
        """
        if self.node is not None:
            from .evaluate import Search

            try:
                return Search(data).value(self.node, data)
            except RecursionError:
                raise NotModelled("an expression or data nested very deep") from None
        for name in self.names:
            data = data.get(name) if isinstance(data, dict) else None
        return data


@cache
def parse(text: str) -> Expression:
    """An expression. Raises LanguageFault at the word that does not fit."""
    if re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*", text):
        return Expression(text, tuple(text.split(".")))
    from .build import build

    try:
        return Expression(text, (), build(text))
    except RecursionError:
        raise LanguageFault("the expression is nested too deep", text, 0, "take it apart") from None
