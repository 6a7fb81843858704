"""Every destination type has one module, and every module is a type."""

from __future__ import annotations

from importlib.resources import files

import pytest

from alloyc import destinations
from alloyc.destinations.unit import DestinationType
from alloyc.values.secrets import secret_paths, secret_value


@pytest.mark.parametrize("type", destinations.TYPES)
def test_a_module_ends_in_its_unit(type: str) -> None:
    assert isinstance(destinations.load(type), DestinationType)


def test_no_module_is_missing_from_the_registry() -> None:
    modules = (file.name for file in files("alloyc.destinations").iterdir() if file.name.endswith(".py"))
    names = {m.removesuffix(".py") for m in modules if not m.startswith("_")}
    assert names - {"unit"} == set(destinations.TYPES.values())


@pytest.mark.parametrize("type", destinations.TYPES)
def test_secrets_are_options(type: str) -> None:
    options = destinations.load(type).options
    for path in secret_paths(options):
        assert secret_value(options.model_validate({"type": type}), path).key
