"""integrations.mysql: what Database Observability reads of a MySQL server."""

from ..graph.build import Value, block
from ..lowering.pipeline import Pipeline
from ..syntax.ast import Block
from ..values.options import Options, unset
from ._database_observability import (
    DatabaseObservability,
    ExplainPlans,
    QueryDetails,
    SchemaDetails,
    cloud_provider,
    explain_plans,
    observe,
    query_details,
    schema_details,
)


class MySqlExplainPlans(ExplainPlans):
    initial_lookback: str = "24h"


class Locks(Options):
    enabled: bool = False
    collect_interval: str = "1m"
    threshold: str = "1s"


class QuerySamples(Options):
    enabled: bool = True
    collect_interval: str = "10s"
    disable_query_redaction: bool = False
    auto_enable_setup_consumers: bool = False
    setup_consumers_check_interval: str = "1h"
    sample_min_duration: str = "0s"
    wait_event_min_duration: str = "1us"


class SetupConsumers(Options):
    enabled: bool = True
    collect_interval: str = "1h"


class SetupActors(Options):
    enabled: bool = True
    auto_update_setup_actors: bool = False
    collect_interval: str = "1h"


class ObservabilityCollectors(Options):
    explain_plans: MySqlExplainPlans = unset(MySqlExplainPlans)
    locks: Locks = unset(Locks)
    query_details: QueryDetails = unset(QueryDetails)
    query_samples: QuerySamples = unset(QuerySamples)
    schema_details: SchemaDetails = unset(SchemaDetails)
    setup_consumers: SetupConsumers = unset(SetupConsumers)
    setup_actors: SetupActors = unset(SetupActors)


class MySqlObservability(DatabaseObservability):
    allow_update_performance_schema_settings: bool = False
    exclude_schemas: list[str] = []
    collectors: ObservabilityCollectors = unset(ObservabilityCollectors)


def observe_mysql(
    options: MySqlObservability, name: str, job: str, source: Value, targets: Value, pipeline: Pipeline
) -> Value:
    """Gives the exporter's targets, named as its logs are."""
    return observe(
        "database_observability.mysql",
        options,
        name,
        job,
        _collectors(options.collectors),
        pipeline,
        *cloud_provider(options.cloud_provider),
        targets=targets,
        data_source_name=source,
        allow_update_performance_schema_settings=options.allow_update_performance_schema_settings,
        exclude_schemas=list(options.exclude_schemas) or None,
    )


def _collectors(options: ObservabilityCollectors) -> dict[str, tuple[bool, Block]]:
    plans, locks, actors = options.explain_plans, options.locks, options.setup_actors
    consumers = block("setup_consumers", collect_interval=options.setup_consumers.collect_interval)
    setup_actors = block(
        "setup_actors",
        auto_update_setup_actors=actors.auto_update_setup_actors,
        collect_interval=actors.collect_interval,
    )
    return {
        "explain_plans": (plans.enabled, explain_plans(plans, initial_lookback=plans.initial_lookback)),
        "locks": (
            locks.enabled,
            block("locks", collect_interval=locks.collect_interval, threshold=locks.threshold),
        ),
        "query_details": (options.query_details.enabled, query_details(options.query_details)),
        "query_samples": (options.query_samples.enabled, _query_samples(options.query_samples)),
        "schema_details": (options.schema_details.enabled, schema_details(options.schema_details)),
        "setup_consumers": (options.setup_consumers.enabled, consumers),
        "setup_actors": (actors.enabled, setup_actors),
    }


def _query_samples(samples: QuerySamples) -> Block:
    return block(
        "query_samples",
        collect_interval=samples.collect_interval,
        disable_query_redaction=samples.disable_query_redaction,
        auto_enable_setup_consumers=samples.auto_enable_setup_consumers,
        setup_consumers_check_interval=samples.setup_consumers_check_interval,
        sample_min_duration=samples.sample_min_duration,
        wait_event_min_duration=samples.wait_event_min_duration,
    )
