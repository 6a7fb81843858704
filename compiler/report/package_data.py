"""Where the data of a package is: the grammars, the presets.

`importlib.resources` reads packages inside archives, too. alloyc is never installed as one, and to load what that takes
is a hundredth of a small build.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pathlib import Path


@cache
def folder(package: str) -> Path:
    """The folder of a package of ours: `folder("presets")`."""
    return Path(import_module(f"{__package__.rpartition('.')[0]}.{package}").__path__[0])
