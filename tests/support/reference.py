"""Where the conformance data is, and its judge."""

from __future__ import annotations

import importlib.util
import json
import os
from functools import cache
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("ALLOYC_SHARED", REPOSITORY.parent / "shared"))
CONFORMANCE = SHARED / "conformance"
FACTS = SHARED / "facts"
RECORDED = REPOSITORY / "fixtures" / "recorded"
ABSENT = f"no conformance data at {CONFORMANCE}"


def cases() -> list[str]:
    """The names of all cases; none where the data is absent."""
    folder = CONFORMANCE / "cases"
    return sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []


def values_of(case: str) -> Path:
    return CONFORMANCE / "cases" / case / "values.yaml"


@cache
def expected(case: str) -> dict[str, Any]:
    return dict(json.loads((CONFORMANCE / "cases" / case / "expect.json").read_text()))


@cache
def judge() -> Any:
    """The module canon.py, with its catalog loaded."""
    spec = importlib.util.spec_from_file_location("canon", CONFORMANCE / "canon.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.load_catalog(str(FACTS / "alloy-components.json"))
    return module


def flows_of(text: str) -> dict[str, list[str]]:
    """The flows of printed Alloy text, as the judge sees them: digest -> names of the components on the way."""
    from alloyc.syntax.parser import parse
    from support.syntax_json import to_json

    return dict(judge().flows(to_json(parse(text))))
