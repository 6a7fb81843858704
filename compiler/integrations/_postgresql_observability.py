"""integrations.postgresql: what Database Observability reads of a PostgreSQL server."""

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


class QuerySamples(Options):
    """`excludeCurrentUser`, where it is not given, is what the whole of Database Observability is told."""

    enabled: bool = True
    collect_interval: str = "15s"
    disable_query_redaction: bool = False
    exclude_current_user: bool | None = None


class ObservabilityCollectors(Options):
    explain_plans: ExplainPlans = unset(ExplainPlans)
    query_details: QueryDetails = unset(QueryDetails)
    query_samples: QuerySamples = unset(QuerySamples)
    schema_details: SchemaDetails = unset(SchemaDetails)


class PostgreSqlObservability(DatabaseObservability):
    exclude_databases: list[str] = []
    exclude_users: list[str] = []
    exclude_current_user: bool = True
    collectors: ObservabilityCollectors = unset(ObservabilityCollectors)


def observe_postgresql(
    options: PostgreSqlObservability, name: str, job: str, source: Value, targets: Value, pipeline: Pipeline
) -> Value:
    """Gives the exporter's targets, named as its logs are."""
    return observe(
        "database_observability.postgres",
        options,
        name,
        job,
        _collectors(options.collectors),
        pipeline,
        *cloud_provider(options.cloud_provider),
        targets=targets,
        data_source_name=source,
        exclude_databases=list(options.exclude_databases) or None,
        exclude_users=list(options.exclude_users) or None,
        exclude_current_user=options.exclude_current_user,
    )


def _collectors(options: ObservabilityCollectors) -> dict[str, tuple[bool, Block]]:
    samples = options.query_samples
    return {
        "explain_plans": (options.explain_plans.enabled, explain_plans(options.explain_plans)),
        "query_details": (options.query_details.enabled, query_details(options.query_details)),
        "query_samples": (
            samples.enabled,
            block(
                "query_samples",
                collect_interval=samples.collect_interval,
                disable_query_redaction=samples.disable_query_redaction,
                exclude_current_user=samples.exclude_current_user,
            ),
        ),
        "schema_details": (options.schema_details.enabled, schema_details(options.schema_details)),
    }
