"""No secret value of the values is anywhere but in a Secret object, unless the values ask for it to be embedded."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from alloyc.compile import Compilation, Settings, compile_values
from alloyc.emit import rendered
from alloyc.report.diagnostics import Refused
from alloyc.report.render import FORMATS, render
from alloyc.values.load import load_text

FOLDER = Path(__file__).resolve().parents[1] / "fixtures" / "values"
SECRET_KEYS = frozenset({"password", "bearerToken", "clientSecret", "secretKey"})
MARK = "SECRET-VALUE-"


def marked(value: Any, count: Iterator[int], embedded: bool = False) -> Any:
    """The values with each secret one replaced by a mark of its own; what is embedded stays as it is."""
    if isinstance(value, dict):
        embedded = embedded or (value.get("secret") or {}).get("embed") is True
        return {
            key: f"{MARK}{next(count)}-"
            if key in SECRET_KEYS and isinstance(inner, str) and inner and not embedded
            else marked(inner, count, embedded)
            for key, inner in value.items()
        }
    return [marked(inner, count, embedded) for inner in value] if isinstance(value, list) else value


def values_of(name: str) -> str:
    return yaml.safe_dump(marked(yaml.safe_load((FOLDER / f"{name}.yaml").read_text()), iter(range(1, 1000))))


ALL = sorted(path.stem for path in FOLDER.glob("*.yaml"))
WITH_SECRETS = [name for name in ALL if MARK in values_of(name)]


def build(name: str, **settings: Any) -> Compilation:
    return compile_values(load_text(values_of(name)), Settings(**settings))


@pytest.mark.parametrize("name", WITH_SECRETS)
def test_configurations_and_configmaps(name: str) -> None:
    built = build(name)
    collectors = [configuration.collector for configuration in built.configurations]
    files = rendered(built, "configmap", collectors)
    assert not [key for key, content in files.items() if MARK in content and not key.startswith("secrets")]
    assert not [c.collector for c in built.configurations if MARK in c.text or encoded() in c.text]


def encoded() -> str:
    return b64encode(MARK.encode()).decode().rstrip("=")[:-2]


@pytest.mark.parametrize("name", WITH_SECRETS)
def test_statistics_and_warnings(name: str) -> None:
    built = build(name, measure=True)
    assert MARK not in repr([configuration.passes for configuration in built.configurations])
    for form in FORMATS:
        assert MARK not in render(built.warnings, form, {"values.yaml": values_of(name)})


@pytest.mark.parametrize("name", [name for name in WITH_SECRETS if "\ndestinations:" in values_of(name)])
def test_diagnostics(name: str) -> None:
    """Every line with a secret gets a fault: the type that its neighbours have is wrong."""
    values = yaml.safe_load(values_of(name))
    for destination in values["destinations"].values():
        destination["auth"] = {**(destination.get("auth") or {}), "type": {}, "unheard": "of"}
    text = yaml.safe_dump(values)
    with pytest.raises(Refused) as refused:
        compile_values(load_text(text))
    for form in FORMATS:
        assert MARK not in render(refused.value.diagnostics, form, {"values.yaml": text})
    assert MARK not in json.dumps([fault.message for fault in refused.value.diagnostics])
