"""Secrets that are made from values, and that nothing else tells what is in them."""

from __future__ import annotations

import json
from base64 import b64decode
from typing import Any

import pytest

from alloyc.compile import Compilation, Settings, compile_values
from alloyc.values.load import load_text
from support.small import faults

MARK = "hunter2"
COLLECTOR = "cluster: {name: unit}\ncollectors: {alloy: {presets: [singleton]}}\n"
TLS = f"tls: {{ca: {MARK}-ca, cert: {MARK}-cert, key: {MARK}-key}}"
MINE = "create: false, name: mine, namespace: there"
TYPES = {"prometheus": "metrics", "loki": "logs", "pyroscope": "profiles", "otlp": "traces"}
AUTH = {
    "basic": f"type: basic, username: {MARK}-user, password: {MARK}-password",
    "bearerToken": f"type: bearerToken, bearerToken: {MARK}-token",
    "oauth2": f"type: oauth2, oauth2: {{clientId: {MARK}-id, clientSecret: {MARK}-word, tokenURL: 'https://i', {TLS}}}",
}


def built(type: str, auth: str, more: str = "") -> Compilation:
    options = f"url: 'https://there.example', tenantId: {MARK}-tenant, auth: {{{AUTH[auth]}}}, {TLS}, {more}"
    return compiled(f"type: {type}, {options}")


def compiled(options: str) -> Compilation:
    values = f"{COLLECTOR}destinations: {{it: {{{options}}}, rest: {{type: nop}}}}\n"
    values += "selfReporting: {destinations: [rest]}\n"
    values = values.replace("presets: [singleton]", "presets: [singleton], includeDestinations: [it]")
    return compile_values(load_text(values), Settings(level=0))


def data(compilation: Compilation) -> dict[str, str]:
    (secret,) = compilation.secrets
    return {key: b64decode(text).decode() for key, text in secret["data"].items()}


def told(compilation: Compilation) -> str:
    """All that a build says, but for its Secrets."""
    said: list[Any] = [(w.code, w.message, w.help) for w in compilation.warnings]
    said += [configuration.text for configuration in compilation.configurations]
    return json.dumps(said)


@pytest.mark.parametrize("auth", AUTH)
@pytest.mark.parametrize("type", TYPES)
def test_secret_values_are_in_the_secret_only(type: str, auth: str) -> None:
    compilation = built(type, auth)
    assert MARK not in told(compilation)
    assert {"tenantId", "ca", "cert", "key"} < set(data(compilation))
    assert all(text.startswith(MARK) for text in data(compilation).values())


@pytest.mark.parametrize("type", TYPES)
def test_what_is_embedded_is_warned_of_by_its_key(type: str) -> None:
    compilation = built(type, "basic", "secret: {embed: true}")
    assert compilation.secrets == []
    assert f"{MARK}-password" in told(compilation)
    warnings = [w for w in compilation.warnings if w.code == "embedded-secret"]
    assert [w.message.split("`")[1] for w in warnings] == ["destinations.it.auth.password", "destinations.it.tls.key"]
    assert not any(MARK in w.message + w.help for w in compilation.warnings)


@pytest.mark.parametrize("type", TYPES)
def test_a_secret_of_the_users_is_read_and_not_made(type: str) -> None:
    options = f"type: {type}, url: 'https://there.example', auth: {{type: basic}}, secret: {{{MINE}}}"
    compilation = compiled(options)
    assert compilation.secrets == []
    assert 'name      = "mine"' in told(compilation).replace('\\"', '"')
    assert MARK not in told(compilation)


def test_an_expression_wins_and_needs_no_secret() -> None:
    values = (
        COLLECTOR
        + """
destinations:
  logs:
    type: loki
    url: https://loki.example
    auth: {type: basic, usernameFrom: 'sys.env("USER")', password: hunter2, passwordFrom: 'sys.env("WORD")'}
clusterEvents: {enabled: true}
"""
    )
    compilation = compile_values(load_text(values))
    assert compilation.secrets == []
    assert 'password = sys.env("WORD")' in told(compilation).replace('\\"', '"')


def test_two_owners_of_one_secret_share_the_object() -> None:
    values = (
        COLLECTOR
        + """
destinations:
  a: {type: loki, url: "https://a", tenantId: one, tenantIdKey: a, secret: {name: both}}
  b: {type: loki, url: "https://b", tenantId: two, tenantIdKey: b, secret: {name: both}}
clusterEvents: {enabled: true}
"""
    )
    assert data(compile_values(load_text(values))) == {"a": "one", "b": "two"}


def test_two_owners_cannot_keep_two_values_under_one_key() -> None:
    frame = """
  a: {type: loki, name: both, url: "https://a", tenantId: one}
  b: {type: loki, name: both, url: "https://b", tenantId: %s}
collectors: {alloy: {presets: [singleton]}}
"""
    assert faults("clusterEvents: {enabled: true}", frame % "one") == []
    assert faults("clusterEvents: {enabled: true}", frame % "two") == [("conflicting-secrets", "destinations.b")]
