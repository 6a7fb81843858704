"""What the components of `otelcol.*` do to spans, metrics and logs."""

from __future__ import annotations

from .answers import answer
from .components import run

__all__ = ["answer", "run"]
