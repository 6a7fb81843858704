"""integrations.postgresql: the exporter's collectors, each by the chart's name and by Alloy's."""

from pydantic import Field

from ..graph.build import block, when
from ..syntax.ast import Block
from ..values.options import Options, unset
from ..values.placed import in_place_of


class On(Options):
    enabled: bool = True


class Off(Options):
    enabled: bool = False


class Statements(Options):
    enabled: bool = False
    include_query: bool = False
    query_length: int | None = None
    limit: int | None = None
    exclude_databases: list[str] = []
    exclude_users: list[str] = []


class PostgreSqlCollectors(Options):
    """The fields are called as in Alloy."""

    buffercache_summary: Off = unset(Off)
    database: On = unset(On)
    database_wraparound: Off = unset(Off)
    locks: On = unset(On)
    long_running_transactions: Off = unset(Off)
    postmaster: Off = unset(Off)
    process_idle: Off = unset(Off)
    replication: On = unset(On)
    replication_slot: On = unset(On)
    stat_activity_autovacuum: Off = unset(Off)
    stat_bgwriter: On = Field(default=unset(On), alias="statBGWriter")
    stat_checkpointer: Off = unset(Off)
    stat_database: On = unset(On)
    stat_progress_vacuum: On = unset(On)
    stat_statements: Statements = unset(Statements)
    stat_user_tables: On = unset(On)
    stat_wal_receiver: Off = Field(default=unset(Off), alias="statWALReceiver")
    statio_user_indexes: Off = unset(Off)
    statio_user_tables: On = unset(On)
    wal: On = unset(On)
    xlog_location: Off = unset(Off)


def enabled_collectors(collectors: PostgreSqlCollectors) -> list[str]:
    """Alloy's names of the collectors that are on, in the order of the chart's names."""
    fields = sorted((field.alias or name, name) for name, field in PostgreSqlCollectors.model_fields.items())
    switches = [(name, getattr(collectors, name).enabled) for _, name in fields]
    return [in_place_of(name, enabled) for name, enabled in switches if enabled]


def statements_block(statements: Statements) -> list[Block]:
    """The block of the one collector that has options; nothing where none is set."""
    options = statements
    chosen = (options.include_query, options.query_length, options.limit, options.exclude_databases)
    if not options.enabled or not (any(chosen) or options.exclude_users):
        return []
    made = block(
        "stat_statements",
        include_query=options.include_query,
        query_length=options.query_length or None,
        limit=options.limit or None,
        exclude_databases=list(options.exclude_databases) or None,
        exclude_users=list(options.exclude_users) or None,
    )
    return when(options.enabled, made)
