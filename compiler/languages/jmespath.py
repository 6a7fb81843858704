"""JMESPath in the community dialect, as `stage.json` runs it (github.com/jmespath-community/go-jmespath)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from .fault import EvaluationFault, LanguageFault, NotModelled


@dataclass(frozen=True)
class Expression:
    """A compiled expression: the names of a plain path, or what the library made of it."""

    text: str
    names: tuple[str, ...] = ()
    compiled: Any = None

    def search(self, data: Any) -> Any:
        """The value that it finds, None where there is none. Raises EvaluationFault and NotModelled."""
        for name in self.names:
            data = data.get(name) if isinstance(data, dict) else None
        return data


@cache
def parse(text: str) -> Expression:
    """An expression. Raises LanguageFault."""
    if re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*", text):
        return Expression(text, tuple(text.split(".")))
    raise NotModelled("later")


__all__ = ["EvaluationFault", "Expression", "LanguageFault", "NotModelled", "parse"]
