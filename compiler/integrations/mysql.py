"""integrations.mysql: metrics of a MySQL server, its log lines, its queries (Database Observability)."""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Discriminator, Tag

from ..graph.build import Value, because, block, call
from ..lowering import stages
from ..lowering.node_labels import NodeLabels
from ..lowering.pipeline import Pipeline
from ..lowering.secrets import Secrets
from ..syntax.ast import Block
from ..values.options import Options, unset
from ..values.placed import in_place_of, joined
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
from ._mysql_observability import MySqlObservability, observe_mysql


class MySqlDataSource(DataSource):
    port: int = 3306
    protocol: str = ""
    allow_fallback_to_plaintext: bool = False
    tls: str = ""


class Heartbeat(Options):
    enabled: bool = True
    database: str = ""
    table: str = ""


class MySqlUser(Options):
    enabled: bool = True
    privileges: bool = False


class EventsStatements(Options):
    enabled: bool = False
    limit: int | None = None
    text_limit: int | None = None
    time_limit: int | None = None


class MySqlCollectors(Options):
    heartbeat: Heartbeat = unset(Heartbeat)
    mysql_user: MySqlUser = unset(MySqlUser)
    perf_schema_events_statements: EventsStatements = unset(EventsStatements)


def _form(collectors: Any) -> str:
    return "list" if isinstance(collectors, list) else "map"


class MySqlExporter(Exporter):
    """`collectors` is a map of those with options of their own, or a list of Alloy's names for them."""

    data_source: MySqlDataSource = unset(MySqlDataSource)
    collectors: Annotated[
        Annotated[MySqlCollectors, Tag("map")] | Annotated[list[str], Tag("list")], Discriminator(_form)
    ] = MySqlCollectors()


class MySql(DatabaseInstance):
    """A MySQL server."""

    job_label: str = "integration/mysql"
    exporter: MySqlExporter = unset(MySqlExporter)
    database_observability: MySqlObservability = unset(MySqlObservability)


LINE = (
    r"(?P<timestamp>.+) (?P<thread>[\d]+) \[(?P<label>.+?)\]( \[(?P<err_code>.+?)\] \[(?P<subsystem>.+?)\])? "
    r"(?P<msg>.+)"
)


def lower(instance: MySql, node_labels: NodeLabels, pipeline: Pipeline) -> None:
    source = data_source(instance.exporter, credentials(instance, pipeline))
    observed = instance.database_observability.enabled
    names, blocks = collectors(instance.exporter.collectors, observed)
    exporter = pipeline.add("prometheus.exporter.mysql", "", *blocks, data_source_name=source, enable_collectors=names)
    targets: Value = exporter["targets"]
    if observed:
        options = instance.database_observability
        targets = observe_mysql(options, instance.name, job(instance), source, targets, pipeline)
    scrape_database(instance, targets, pipeline)


def data_source(exporter: MySqlExporter, secrets: Secrets) -> Value:
    """The data source name of Go's MySQL driver: `user:password@protocol(host:port)/?parameters`."""
    if exporter.data_source_name_from is not None:
        return exporter.data_source_name_from  # type: ignore[no-any-return]
    if exporter.data_source_name:
        return exporter.data_source_name
    source, plaintext = exporter.data_source, exporter.data_source.allow_fallback_to_plaintext
    parameters = [
        *([in_place_of("allowFallbackToPlaintext=true", plaintext)] if plaintext else []),
        *(["tls=" + source.tls] if source.tls else []),
    ]
    query = "?" + joined("&", parameters) if parameters else ""
    user = login(secrets)
    address = source.protocol + "(%s:%d)" if user or source.protocol else "%s:%d"
    begin = ":".join("%s" for _ in user) + ("@" if user else "")
    return call("string.format", begin + address + "/" + query, *user, source.host, source.port)


def collectors(chosen: MySqlCollectors | list[str], observed: bool) -> tuple[list[str], list[Block]]:
    """The names of the exporter's collectors that are on, and the blocks of their options."""
    if isinstance(chosen, list):
        return list(chosen), []
    heartbeat, user, statements = chosen.heartbeat, chosen.mysql_user, chosen.perf_schema_events_statements
    switches = {
        "heartbeat": heartbeat.enabled,
        "mysql.user": user.enabled,
        "perf_schema.eventsstatements": statements.enabled,
    }
    # Database Observability must see whole queries, which the exporter would cut.
    text_limit = 0 if statements.text_limit is None and observed else statements.text_limit
    options: Mapping[str, Mapping[str, Value]] = {
        "heartbeat": {"database": heartbeat.database or None, "table": heartbeat.table or None},
        "mysql.user": {"privileges": user.privileges or None},
        "perf_schema.eventsstatements": {
            "limit": statements.limit or None,
            "text_limit": text_limit,
            "time_limit": statements.time_limit or None,
        },
    }
    on = [in_place_of(name, enabled) for name, enabled in switches.items() if enabled]
    blocks = [block(name, **options[name]) for name in on]
    return on, [b for made, name in zip(blocks, on, strict=True) if made.body for b in because([made], name)]


def line_stages() -> list[Block]:
    """Level and error code become labels."""
    return [
        block("stage.regex", expression=LINE),
        stages.labels({"level": "label", "err_code": "err_code", "subsystem": "subsystem"}),
        block("stage.drop", expression="^ *$", drop_counter_reason="drop empty lines"),
    ]


UNIT = database_type(MySql, "mysql", lower, line_stages)
