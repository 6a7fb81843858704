"""No secret leaves in a picture, in whatever format."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from alloyc.compile import Settings
from alloyc.picture.build import picture_of_values
from alloyc.picture.dot import dot
from alloyc.picture.html import page
from alloyc.picture.masking import masks
from alloyc.picture.mermaid import mermaid
from alloyc.picture.model import as_data
from alloyc.report.redact import is_secret
from alloyc.values.load import load_text
from alloyc.values.overrides import Override
from support.pictures import ALL, FOLDER, node, of_alloy, of_text, picture

EMBEDDED = """
cluster: {name: unit}
destinations:
  metrics:
    type: prometheus
    url: https://writer:sesame-in-url@prometheus.example/api/v1/write
    auth: {type: basic, username: writer, password: "open-sesame-1"}
    secret: {embed: true}
    extraHeaders: {X-Token: open-sesame-2}
  traces:
    type: otlp
    url: https://otlp.example
    auth:
      type: bearerToken
      bearerToken: >-
        open-sesame-3
    secret: {embed: true}
telemetryServices: {kube-state-metrics: {deploy: true}}
clusterMetrics: {enabled: true}
collectors:
  alloy:
    presets: [clustered, statefulset]
    extraConfig: |
      prometheus.exporter.redis "cache" {
        redis_addr     = "cache:6379"
        redis_password = "open-sesame-4"
      }
"""
SECRETS = ("open-sesame-1", "open-sesame-2", "open-sesame-3", "open-sesame-4", "sesame-in-url")


def test_no_secret_of_values_is_in_any_format() -> None:
    drawn = of_text(EMBEDDED)
    for text in (page(drawn), mermaid(drawn, "components"), dot(drawn, "components"), json.dumps(as_data(drawn))):
        assert [secret for secret in SECRETS if secret in text] == []


def test_what_is_no_secret_stays() -> None:
    drawn = of_text(EMBEDDED)
    text = json.dumps(as_data(drawn))
    assert all(word in text for word in ("writer", "cache:6379", "prometheus.example", "bearerToken"))


SHORT = """
cluster: {name: unit}
destinations:
  metrics:
    type: prometheus
    url: https://prometheus.example/api/v1/write
    auth:
      type: basic
      username: writer
      password: |
        q1
        q2
annotationAutodiscovery: {enabled: true}
collectors:
  alloy: {presets: [clustered, statefulset]}
"""


def test_a_secret_of_any_length_and_its_lines_are_hidden_where_they_stand() -> None:
    (text,) = of_text(SHORT).texts
    assert len(text.lines) == len(SHORT.splitlines())
    assert [line for line in text.lines if "q1" in line or "q2" in line] == []
    assert text.lines[-1].startswith("  alloy:")


def test_a_secret_of_an_argument_or_of_a_file_that_it_names(tmp_path: Path) -> None:
    (tmp_path / "content").write_text("q3")
    path = "destinations.metrics.auth.password"
    overrides = [Override("set", f"{path}=q4"), Override("set-file", f"{path}={tmp_path / 'content'}")]
    texts = picture_of_values(load_text(SHORT, overrides=overrides), Settings()).picture.texts
    assert [text.lines for text in texts[1:]] == [(f"{path}=...",), (f"{path}=...",), ("...",)]


def secrets_in(data: Any, below: bool = False) -> Iterator[str]:
    if isinstance(data, dict):
        for key, value in data.items():
            yield from secrets_in(value, (below or is_secret(str(key))) and key != "secret")
    elif isinstance(data, list):
        for value in data:
            yield from secrets_in(value, below)
    elif below and isinstance(data, str) and len(data) > 4:
        yield data


@pytest.mark.parametrize("name", ALL)
def test_no_secret_of_a_fixture(name: str) -> None:
    found = set(secrets_in(yaml.safe_load((FOLDER / f"{name}.yaml").read_text())))
    shown = [text.lines for text in picture(name).texts], [one.text for one in picture(name).nodes]
    assert [secret for secret in found if secret in json.dumps(shown)] == []


def test_alloy_by_the_catalog_and_by_name() -> None:
    drawn = of_alloy(
        'otelcol.auth.basic "a" {\n  username = "who"\n  password = "pw1"\n}\n'
        'remote.http "b" {\n  url = "https://me:pw2@x.example"\n'
        '  client {\n    tls_config { key_pem = "pw3" }\n    authorization { credentials = "pw4" }\n  }\n}\n'
    )
    text = "".join(one.text for one in drawn.nodes) + "".join(drawn.texts[0].lines)
    assert 'username = "who"' in text
    assert [word for word in ("pw1", "pw2", "pw4") if word in text] == []
    assert "pw3" not in node(drawn, "remote.http.b").text


def test_a_short_secret_is_not_looked_for_everywhere() -> None:
    hidden = masks({"password": "ab", "token": "abcdef", "secret": {"name": "abcdefgh"}}, [])
    assert hidden.text("ab abcdef abcdefgh") == "ab ... ...gh"
