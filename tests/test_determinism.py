"""Same input, same bytes: whatever the order of keys, the hash seed or the locale."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from alloyc.compile import compile_values
from alloyc.emit import rendered
from alloyc.values.load import load_text

FOLDER = Path(__file__).resolve().parents[1] / "fixtures" / "values"
ALL = sorted(path.stem for path in FOLDER.glob("*.yaml"))


def reversed_keys(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: reversed_keys(inner) for key, inner in reversed(value.items())}
    return [reversed_keys(inner) for inner in value] if isinstance(value, list) else value


def built(values: Any) -> dict[str, str]:
    compiled = compile_values(load_text(yaml.safe_dump(values, sort_keys=False)))
    collectors = [configuration.collector for configuration in compiled.configurations]
    return rendered(compiled, "alloy", collectors) | rendered(compiled, "manifests", collectors)


@pytest.mark.parametrize("name", ALL)
def test_order_of_keys(name: str) -> None:
    values = yaml.safe_load((FOLDER / f"{name}.yaml").read_text())
    assert built(values) == built(reversed_keys(values))


def test_hash_seed_and_locale() -> None:
    outputs = {
        subprocess.run(
            [sys.executable, "-m", "alloyc", "build", str(FOLDER / "every-feature--five-collectors.yaml")],
            env={**os.environ, "PYTHONHASHSEED": seed, "LC_ALL": locale, "LANG": locale},
            capture_output=True,
            check=True,
        ).stdout
        for seed, locale in (("0", "C"), ("1", "C.UTF-8"), ("2", "POSIX"))
    }
    assert len(outputs) == 1
