"""Secrets that no Kubernetes Secret keeps are told of, wherever they are written."""

from __future__ import annotations

import pytest

from alloyc.compile import compile_values
from alloyc.report.diagnostics import Refused
from alloyc.report.render import FORMATS, render
from alloyc.values.load import load_text

VALUES = """\
cluster: {name: unit}
destinations:
  logs: {type: loki, url: "https://loki.example/push"OPTIONS}
clusterEvents: {enabled: true}
collectors: {alloy: {presets: [singleton]REMOTE}}
"""
MYSQL = """\
integrations:
  mysql:
    instances:
      - {name: one, exporter: {dataSourceName: "me:hunter2@tcp(db)/x"}, logs: {enabled: false}}
"""
TOKEN_URL = "auth: {type: oauth2, oauth2: {clientId: a, clientSecret: b, tokenURL: 'https://me:hunter2@t'}}"
PARAMETERS = "auth: {type: oauth2, oauth2: {clientId: a, clientSecret: b, tokenURL: 'https://t', endpointParams: OF}}"


@pytest.mark.parametrize(
    ("options", "path"),
    [
        ("proxyURL: 'http://me:hunter2@proxy'", "proxyURL"),
        ("extraHeaders: {Authorization: hunter2}", "extraHeaders.Authorization"),
        ("extraHeaders: {X-Api-Key: hunter2}", "extraHeaders.X-Api-Key"),
        (TOKEN_URL, "auth.oauth2.tokenURL"),
        (PARAMETERS.replace("OF", "{client_secret: hunter2}"), "auth.oauth2.endpointParams.client_secret"),
        ("extraHeaders: {X-Scope: a}", None),
        ("proxyURL: 'http://proxy:3128'", None),
    ],
)
def test_of_a_destination(options: str, path: str | None) -> None:
    told = warnings(VALUES.replace("OPTIONS", f", {options}").replace("REMOTE", ""))
    assert told == ([f"destinations.logs.{path}"] if path else [])


def test_of_a_data_source_and_a_remote_configuration() -> None:
    remote = ", remoteConfig: {enabled: true, url: 'https://me:hunter2@fleet'}"
    text = VALUES.replace("OPTIONS", "").replace("REMOTE", remote) + MYSQL
    assert len(warnings(text)) == 2


def warnings(text: str) -> list[str]:
    """The keys that are told of; none of what is told shows the secret."""
    try:
        every = compile_values(load_text(text, "f")).warnings
    except Refused as refused:
        every = refused.diagnostics
    found = [fault for fault in every if fault.code == "embedded-secret"]
    for form in FORMATS:
        assert "hunter2" not in render(found, form, {"f": text})
    return [warning.message.split("`")[1] for warning in found]
