"""integrations.postgresql: metrics of a PostgreSQL server, its log lines, its queries (Database Observability)."""

from ..graph.build import Value, block, call, when
from ..lowering.node_labels import NodeLabels
from ..lowering.pipeline import Pipeline
from ..lowering.secrets import Secrets
from ..syntax.ast import Block
from ..values.options import Options, unset
from ._database import (
    DatabaseInstance,
    DataSource,
    Exporter,
    credentials,
    database_type,
    job,
    login,
    scrape_database,
)
from ._postgresql_collectors import PostgreSqlCollectors, enabled_collectors, statements_block
from ._postgresql_observability import PostgreSqlObservability, observe_postgresql


class PostgreSqlDataSource(DataSource):
    port: int = 5432
    database: str = ""
    protocol: str = "postgresql"
    sslmode: str = ""


class AutoDiscovery(Options):
    """Metrics of all databases of the server, not only of the one that the data source names."""

    enabled: bool = False
    database_allow_list: list[str] = []
    database_deny_list: list[str] = []


class PostgreSqlExporter(Exporter):
    data_source: PostgreSqlDataSource = unset(PostgreSqlDataSource)
    auto_discovery: AutoDiscovery = unset(AutoDiscovery)
    custom_queries_config_path: str = ""
    disable_default_metrics: bool = False
    disable_settings_metrics: bool = False
    collectors: PostgreSqlCollectors = unset(PostgreSqlCollectors)


class PostgreSql(DatabaseInstance):
    """A PostgreSQL server."""

    job_label: str = "integration/postgresql"
    exporter: PostgreSqlExporter = unset(PostgreSqlExporter)
    database_observability: PostgreSqlObservability = unset(PostgreSqlObservability)


def lower(instance: PostgreSql, node_labels: NodeLabels, pipeline: Pipeline) -> None:
    exporter, observability = instance.exporter, instance.database_observability
    source = data_source(exporter, credentials(instance, pipeline))
    targets: Value = pipeline.add(
        "prometheus.exporter.postgres",
        "",
        *_auto_discovery(exporter.auto_discovery),
        *statements_block(exporter.collectors.stat_statements),
        data_source_names=[source],
        enabled_collectors=enabled_collectors(exporter.collectors),
        custom_queries_config_path=exporter.custom_queries_config_path or None,
        disable_default_metrics=exporter.disable_default_metrics,
        disable_settings_metrics=exporter.disable_settings_metrics,
    )["targets"]
    if observability.enabled:
        targets = observe_postgresql(observability, instance.name, job(instance), source, targets, pipeline)
    scrape_database(instance, targets, pipeline)


def _auto_discovery(options: AutoDiscovery) -> list[Block]:
    lists = {"database_allowlist": options.database_allow_list, "database_denylist": options.database_deny_list}
    given = {name: list(names) or None for name, names in lists.items()}
    return when(options.enabled, block("autodiscovery", enabled=True, **given))


def data_source(exporter: PostgreSqlExporter, secrets: Secrets) -> Value:
    """A connection URI of PostgreSQL: `protocol://user:password@host:port/database?parameters`."""
    if exporter.data_source_name_from is not None:
        return exporter.data_source_name_from  # type: ignore[no-any-return]
    if exporter.data_source_name:
        return exporter.data_source_name
    source = exporter.data_source
    user = [call("encoding.url_encode", value) for value in login(secrets)]
    begin = source.protocol + "://" if source.protocol or user else ""
    begin += ":".join("%s" for _ in user) + ("@" if user else "")
    query = "?sslmode=" + source.sslmode if source.sslmode else ""
    return call("string.format", begin + "%s:%d/" + source.database + query, *user, source.host, source.port)


UNIT = database_type(PostgreSql, "postgresql", lower)
