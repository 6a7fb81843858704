"""What the stages of `loki.process` do to log lines."""

from .arguments import StageFault
from .pipeline import Stages, compile_stages, run

__all__ = ["StageFault", "Stages", "compile_stages", "run"]
