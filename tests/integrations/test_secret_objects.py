"""Secrets of exporters: made where values hold secret values, and only there."""

from __future__ import annotations

from typing import Any

from alloyc.planning.secret_objects import secret_objects
from support.small import planned

SOURCE = "{host: it, auth: {username: me, password: 42}}"


def objects(more: str = "", source: str = SOURCE) -> list[dict[str, Any]]:
    section = f"""integrations: {{mysql: {{instances: [
      {{name: My_DB, logs: {{enabled: false}}, exporter: {{dataSource: {source}}}{more}}}]}}}}"""
    return secret_objects(planned(section).installation)


def test_a_secret_is_named_after_its_instance() -> None:
    assert objects() == [
        {
            "apiVersion": "v1",
            "kind": "Secret",
            "metadata": {"name": "my-db-k8smon-integrations", "namespace": "default"},
            "stringData": {"username": "me", "password": "42"},
        }
    ]


def test_create_null_is_the_default_of_the_chart() -> None:
    assert objects(", secret: {create: null}") == objects()


def test_none_where_the_values_say_so() -> None:
    assert objects(", secret: {create: false, name: mine}", "{host: it}") == []
    assert objects(", secret: {embed: true}") == []
