"""The house: no circle between files, and no import that runs back up the way of the data."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

import pytest

COMPILER = Path(__file__).resolve().parents[1] / "compiler"
UNITS = ("features", "destinations", "processors")
GIVEN = ("lowering/pipeline", "lowering/secrets")
ROOMS: tuple[tuple[str, ...], ...] = (
    ("report", "syntax"),
    ("constants",),
    ("values",),
    ("languages",),
    ("catalog",),
    ("algebra",),
    ("graph",),
    ("planning", *(f"{units}/{part}" for units in UNITS for part in ("__init__", "unit")), *GIVEN),
    ("lowering",),
    ("processors",),
    ("integrations",),
    ("destinations",),
    ("features",),
    ("passes",),
    ("typecheck",),
    ("proof",),
    ("compile",),
    ("emit",),
    ("__init__",),
    ("project",),
    ("migrate",),
    ("simulate",),
    ("queries",),
    ("checks",),
    ("testing",),
    ("engine",),
    ("why",),
    ("picture",),
    ("diff",),
    ("fleet",),
    ("cli", "__main__"),
)
"""The rooms, in the way of the data: a module imports from its own room and those above. What units state, the lists of
them, and the pipeline that a lowering is given stand with planning, which knows them; the units themselves stand below
lowering, which they use."""


def modules() -> dict[str, Path]:
    return {str(path.relative_to(COMPILER).with_suffix("")): path for path in sorted(COMPILER.rglob("*.py"))}


MODULES = modules()


def imported(module: str) -> Iterator[str]:
    """The modules that a module imports anywhere: at its top, in a function, or for types only."""
    for node in ast.walk(ast.parse(MODULES[module].read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.level:
            package = module.split("/")[: -node.level]
            base = "/".join([*package, *(node.module or "").split(".")]).strip("/")
            for alias in node.names:
                tried = (f"{base}/{alias.name}", f"{base}/{alias.name}/__init__", base, f"{base}/__init__")
                found = next((name for name in (one.strip("/") for one in tried) if name in MODULES), None)
                assert found, f"{module} imports {base}, which is no module"
                if found != module:
                    yield found


IMPORTS = {module: sorted(set(imported(module))) for module in MODULES}


def room(module: str) -> int:
    """The place of a module's room. What is named exactly comes before its folder."""
    for exact in (True, False):
        for place, names in enumerate(ROOMS):
            if any(fnmatch(module, name) if exact else module.startswith(f"{name}/") for name in names):
                return place
    raise AssertionError(f"{module} is in no room")


def reached(module: str) -> set[str]:
    """What a module imports, and what that imports, and so on."""
    found: set[str] = set()
    waiting = list(IMPORTS[module])
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += IMPORTS[name]
    return found


def test_no_circle_between_files() -> None:
    in_circles = [module for module in MODULES if module in reached(module)]
    assert in_circles == []


@pytest.mark.parametrize("module", MODULES)
def test_nothing_is_imported_from_below(module: str) -> None:
    assert [name for name in IMPORTS[module] if room(name) > room(module)] == []


def test_every_room_is_there() -> None:
    named = [name for names in ROOMS for name in names]
    assert [name for name in named if not any(fnmatch(m, name) or m.startswith(f"{name}/") for m in MODULES)] == []
