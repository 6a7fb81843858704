"""Every destination type has one module, and every module is a type."""

from __future__ import annotations

from importlib.resources import files

import pytest

from alloyc import destinations
from alloyc.values.options import Options
from alloyc.values.secrets import secret_paths, secret_value


@pytest.mark.parametrize("type", destinations.TYPES)
def test_a_module_has_the_shape(type: str) -> None:
    module = destinations.load(type)
    assert issubclass(module.OPTIONS, Options)
    for function in ("ecosystem", "signals", "check", "lower"):
        assert callable(getattr(module, function))


def test_no_module_is_missing_from_the_registry() -> None:
    modules = (file.name for file in files("alloyc.destinations").iterdir() if file.name.endswith(".py"))
    assert {m.removesuffix(".py") for m in modules if not m.startswith("_")} == set(destinations.TYPES.values())


@pytest.mark.parametrize("type", destinations.TYPES)
def test_secrets_are_options(type: str) -> None:
    module = destinations.load(type)
    for path in secret_paths(module.OPTIONS):
        assert secret_value(module.OPTIONS.model_validate({"type": type}), path).key
