"""Expressions that have a value before anything runs: literals, operators and functions of the standard library.

What depends on the environment, on a secret or on an export has none, and nothing here guesses one.
"""

from .fold import fold, simplified
from .functions import FUNCTIONS, Undefined

__all__ = ["FUNCTIONS", "Undefined", "fold", "simplified"]
