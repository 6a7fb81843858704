"""Database Observability names metrics and logs alike, and its options count."""

from __future__ import annotations

import pytest

from support.small import COLLECTOR, build, rules, value

LOGS = '  logs: {type: loki, url: "https://loki.example/loki/api/v1/push"}' + COLLECTOR
SECTION = """integrations: {%s: {instances: [{name: it, %s logs: {enabled: false}, exporter: {dataSource: {host: it}},
  databaseObservability: {enabled: true, labels: {team: a}, collectors: {schemaDetails: {cacheSize: 64}}}}]}}"""
KINDS = {"mysql": "mysql", "postgresql": "postgres"}


@pytest.mark.parametrize("type", KINDS)
def test_metrics_and_logs_have_the_same_labels(type: str) -> None:
    built = build(SECTION % (type, ""), LOGS)
    label = f"integration_{type}_it_database_observability"
    logs, metrics = (rules(built[f"{kind}.{label}"]) for kind in ("loki.relabel", "discovery.relabel"))
    assert logs == metrics
    assert [rule["target_label"] for rule in logs] == ["job", "dsn", "instance", "team"]
    assert logs[0]["replacement"] == "integrations/db-o11y"


@pytest.mark.parametrize("type", KINDS)
def test_a_job_that_is_written_is_kept(type: str) -> None:
    built = build(SECTION % (type, f"jobLabel: integration/{type},"), LOGS)
    found = rules(built[f"loki.relabel.integration_{type}_it_database_observability"])
    assert found[0]["replacement"] == f"integration/{type}"


@pytest.mark.parametrize("type", KINDS)
def test_the_cache_of_schemas_can_be_set(type: str) -> None:
    observed = build(SECTION % (type, ""), LOGS)[f"database_observability.{KINDS[type]}.integration_{type}_it"]
    assert value(observed, "schema_details", "cache_size") == 64
    assert value(observed, "schema_details", "cache_ttl") is None
