"""Patterns as sets of texts: whether one is empty, in another, the same, and a text that tells two apart.

from alloyc import algebra

kept, dropped = algebra.language("node_.*|up"), algebra.language("node_cpu_.+")
algebra.word([kept], [dropped])        # "up", a text that is kept and not dropped
algebra.contains(kept, dropped)        # True
"""

from .language import Language, finite, language
from .questions import contains, disjoint, empty, equal, word

__all__ = ["Language", "contains", "disjoint", "empty", "equal", "finite", "language", "word"]
