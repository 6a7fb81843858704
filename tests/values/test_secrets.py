"""One definition of "secret": the type of a field. What shows lines of values hides the same."""

from __future__ import annotations

import pytest
from pydantic.alias_generators import to_camel

from alloyc import destinations, integrations
from alloyc.report.redact import is_secret
from alloyc.values.options import Options
from alloyc.values.secrets import secret_paths, sensitive_paths

MODELS: list[type[Options]] = [
    *(destinations.load(type).options for type in destinations.TYPES),
    *(integrations.load(type).options for type in integrations.TYPES),
]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_what_nobody_may_read_is_hidden_by_its_key(model: type[Options]) -> None:
    assert all(is_secret(to_camel(path.split(".")[-1])) for path in sensitive_paths(model))


def test_the_secrets_of_a_model_are_those_of_its_sections() -> None:
    found = secret_paths(destinations.load("prometheus").options)
    assert {"tenant_id", "auth.oauth2.tls.key", "auth.sigv4.secret_key", "tls.ca"} <= set(found)
    assert secret_paths(destinations.load("nop").options) == ()


def test_a_user_name_may_be_read() -> None:
    assert "auth.username" not in sensitive_paths(destinations.load("loki").options)
