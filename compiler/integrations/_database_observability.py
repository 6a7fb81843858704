"""mysql, postgresql: Database Observability, which reads queries and schemas of a database and logs them."""

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import Field

from ..graph.build import Value, block, when
from ..lowering import relabel
from ..lowering.pipeline import Pipeline
from ..syntax.ast import Block
from ..values.options import Options, Text, unset
from ..values.placed import in_place_of


class Aws(Options):
    arn: str = ""


class Azure(Options):
    subscription_id: str = ""
    resource_group: str = ""
    server_name: str = ""


class Gcp(Options):
    connection_name: str = ""


class CloudProvider(Options):
    """Where the database is, if a cloud runs it. A provider counts when it is told completely."""

    aws: Aws = unset(Aws)
    azure: Azure = unset(Azure)
    gcp: Gcp = unset(Gcp)


class ExplainPlans(Options):
    enabled: bool = True
    collect_interval: str = "1m"
    per_collect_ratio: float = 1.0


class QueryDetails(Options):
    enabled: bool = True
    collect_interval: str = "1m"
    statements_limit: int | None = None


class SchemaDetails(Options):
    enabled: bool = True
    collect_interval: str = "1m"
    cache_enabled: bool = True
    cache_size: int = 256
    cache_ttl: str = Field(default="10m", alias="cacheTTL")


class DatabaseObservability(Options):
    enabled: bool = False
    labels: dict[str, Text] = {}
    cloud_provider: CloudProvider = unset(CloudProvider)


def cloud_provider(options: CloudProvider) -> Iterator[Block]:
    """The block of the providers that are told completely; nothing where none is."""
    found = []
    if options.aws.arn:
        found.append(block("aws", arn=options.aws.arn))
    if options.azure.subscription_id and options.azure.resource_group:
        azure = options.azure
        found.append(
            block(
                "azure",
                subscription_id=azure.subscription_id,
                resource_group=azure.resource_group,
                server_name=azure.server_name or None,
            )
        )
    if options.gcp.connection_name:
        found.append(block("gcp", connection_name=options.gcp.connection_name))
    if found:
        yield block("cloud_provider", *found)


def explain_plans(options: ExplainPlans, **attributes: Value) -> Block:
    """The ratio is text, as the reference writes it; Alloy reads a number from it."""
    ratio = in_place_of(f"{options.per_collect_ratio:g}", options.per_collect_ratio)
    return block("explain_plans", collect_interval=options.collect_interval, **attributes, per_collect_ratio=ratio)


def query_details(options: QueryDetails) -> Block:
    limit = options.statements_limit or None
    return block("query_details", collect_interval=options.collect_interval, statements_limit=limit)


def schema_details(options: SchemaDetails) -> Block:
    """The cache is left to Alloy where the options are what Alloy does by itself."""
    defaults = SchemaDetails()
    return block(
        "schema_details",
        collect_interval=options.collect_interval,
        cache_enabled=None if options.cache_enabled == defaults.cache_enabled else options.cache_enabled,
        cache_size=None if options.cache_size == defaults.cache_size else options.cache_size,
        cache_ttl=None if options.cache_ttl == defaults.cache_ttl else options.cache_ttl,
    )


def observe(
    kind: str,
    options: DatabaseObservability,
    name: str,
    job: str,
    collectors: Mapping[str, tuple[bool, Block]],
    pipeline: Pipeline,
    *blocks: Block,
    **attributes: Any,
) -> Value:
    """Reads the database that `attributes` tell. Gives the exporter's targets, named like the logs.

    `collectors` are all that there are, in the reference's order: whether each is on, and its settings.
    """
    role, pipeline = "database_observability", pipeline.because(options.enabled)
    rules = identity(name, job, options.labels)
    logs = pipeline.add("loki.relabel", role, *rules, forward_to=pipeline.destinations("logs"))
    chosen = {in_place_of(name, enabled): (enabled, settings) for name, (enabled, settings) in collectors.items()}
    observed = pipeline.add(
        kind,
        "",
        *blocks,
        *(made for enabled, settings in chosen.values() for made in when(enabled, settings)),
        **attributes,
        enable_collectors=[name for name, (enabled, _) in chosen.items() if enabled],
        disable_collectors=[name for name, (enabled, _) in chosen.items() if not enabled] or None,
        forward_to=[logs["receiver"]],
    )
    return pipeline.add("discovery.relabel", role, *rules, targets=observed["targets"])["output"]


def identity(name: str, job: str, labels: Mapping[str, str]) -> list[Block]:
    """Names the job and the instance; what was the instance, the address, becomes `dsn`."""
    return [
        relabel.static("job", job),
        relabel.copy("instance", "dsn"),
        relabel.static("instance", name),
        *(relabel.static(label, value) for label, value in sorted(labels.items())),
    ]
