"""mysql, postgresql: a database that an exporter in Alloy logs in to. Its data source, metrics, logs and Secret."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Annotated, Any, TypeAlias, TypeVar

from pydantic import BeforeValidator

from ..graph.build import Value, because, when
from ..lowering import relabel, stages, tuning
from ..lowering.node_labels import NodeLabels
from ..lowering.pipeline import Pipeline
from ..lowering.scrape import scrape, tune
from ..lowering.secrets import Secrets
from ..lowering.tuning import MetricsTuning
from ..report.diagnostics import Diagnostic, Path
from ..syntax.ast import Block
from ..values.options import NO_ALLOY, AlloyBody, AlloyExpression, KeptText, Options, SecretText, Text, unset
from ..values.placed import in_place_of, opposite
from ..values.secrets import Secret
from ._database_observability import DatabaseObservability
from ._instance import Instance, LabelSelectors, Scraping, check_selectors, times
from ._log_lines import mark_pods
from ._scrape_label import named_after_scrape
from .unit import IntegrationType

OBSERVED_JOB = "integrations/db-o11y"
RESERVED = ("job", "instance", "dsn")
USERNAME, PASSWORD = "exporter.data_source.auth.username", "exporter.data_source.auth.password"


def _without_nulls(data: Any) -> Any:
    return {key: value for key, value in data.items() if value is not None} if isinstance(data, dict) else data


ExporterSecret: TypeAlias = Annotated[Secret, BeforeValidator(_without_nulls)]
"""The Kubernetes Secret of an instance. `create: null`, as the chart's defaults have it, means that it is created."""


class Credentials(Options):
    username: KeptText = ""
    username_key: str = "username"
    username_from: AlloyExpression = None
    password: SecretText = ""
    password_key: str = "password"
    password_from: AlloyExpression = None


class DataSource(Options):
    """Where the database is and how to log in, where that is not given as one text."""

    host: str = ""
    auth: Credentials = unset(Credentials)


class Exporter(Options):
    """The first that is given counts: `dataSourceNameFrom`, `dataSourceName`, `dataSource`."""

    data_source_name: Text = ""
    data_source_name_from: AlloyExpression = None
    data_source: DataSource = unset(DataSource)


class DatabaseMetrics(Scraping):
    enabled: bool = True
    tuning: MetricsTuning = unset(MetricsTuning)
    extra_metric_processing_rules: AlloyBody = NO_ALLOY


class DatabaseLogs(Options):
    """Pods of the database whose logs get its name."""

    enabled: bool = True
    namespaces: list[str] = []
    label_selectors: LabelSelectors = {}


class DatabaseInstance(Instance):
    """A database. Its metrics are called `jobLabel`, or what Database Observability expects where that is on."""

    job_label: str = ""
    metrics: DatabaseMetrics = unset(DatabaseMetrics)
    logs: DatabaseLogs = unset(DatabaseLogs)
    exporter: Exporter = unset(Exporter)
    database_observability: DatabaseObservability = unset(DatabaseObservability)
    secret: ExporterSecret = unset(Secret)


D = TypeVar("D", bound=DatabaseInstance)


def job(instance: DatabaseInstance) -> str:
    """The job of an instance's metrics."""
    observed = instance.database_observability.enabled
    if "job_label" in instance.model_fields_set:
        return instance.job_label
    return in_place_of(OBSERVED_JOB if observed else instance.job_label, observed)


def database_type(
    options: type[D],
    type: str,
    lower: Callable[[D, NodeLabels, Pipeline], None],
    line_stages: Callable[[], list[Block]] = list,
) -> IntegrationType[D]:
    """The integration with a database; `line_stages` are for the lines of its server."""
    return IntegrationType(
        options=options,
        scrapes=lambda instance: instance.metrics.enabled,
        sends_logs=lambda instance: instance.database_observability.enabled,
        check=check_database,
        lower=lower,
        reads_logs=lambda instance: instance.logs.enabled,
        discovery_rules=partial(database_log_rules, type=type),
        processing_stages=lambda instances: database_log_stages(instances, type, *line_stages()),
    )


def check_database(instance: DatabaseInstance, path: Path) -> Iterator[Diagnostic]:
    """A data source for metrics, metrics for Database Observability, no label twice, a selector for logs."""
    exporter, observability = instance.exporter, instance.database_observability
    named = exporter.data_source_name or exporter.data_source_name_from is not None or exporter.data_source.host
    if instance.metrics.enabled and not named:
        yield Diagnostic(
            "missing-data-source",
            f"the exporter of `{instance.name}` does not know its database",
            (*path, "exporter"),
            "add `exporter: {dataSource: {host: database.namespace.svc}}`, or a `dataSourceName`",
        )
    source = "dataSourceName" if exporter.data_source_name else "dataSourceNameFrom"
    if exporter.data_source.host and (exporter.data_source_name or exporter.data_source_name_from is not None):
        beside = (*path, "exporter", "dataSource")
        message = f"`dataSource` of `{instance.name}` has no effect: `{source}` is read in its place"
        yield Diagnostic("unused-option", message, beside, "take one of the two out", "warning", about_key=True)
    if observability.enabled and not instance.metrics.enabled:
        yield Diagnostic(
            "metrics-required",
            f"Database Observability of `{instance.name}` needs the exporter, whose metrics are turned off",
            (*path, "databaseObservability"),
            "set `metrics.enabled: true`, or `databaseObservability.enabled: false`",
        )
    for label in observability.labels if observability.enabled else ():
        if label in RESERVED:
            yield Diagnostic(
                "reserved-label",
                f"Database Observability sets the label `{label}` itself",
                (*path, "databaseObservability", "labels", label),
                "use another label; `jobLabel` changes the job",
            )
    if instance.logs.enabled:
        at = f"app.kubernetes.io/name: {instance.name}"
        yield from check_selectors(instance.logs.label_selectors, (*path, "logs"), at)


def credentials(instance: DatabaseInstance, pipeline: Pipeline) -> Secrets:
    """Reads the user name and password, which the values may hold or a Kubernetes Secret."""
    return pipeline.secrets(instance, instance.name, "integrations", pipeline.label())


def login(secrets: Secrets) -> list[Value]:
    """The user name and password that there are: both, the name alone, or none. An exporter takes plain text."""
    if not secrets.has(USERNAME):
        return []
    name = secrets.read(USERNAME, nonsensitive=True)
    return [name, secrets.read(PASSWORD, nonsensitive=True)] if secrets.has(PASSWORD) else [name]


def scrape_database(instance: DatabaseInstance, targets: Value, pipeline: Pipeline) -> None:
    """Names the instance and the job, unless Database Observability did, then keeps and drops."""
    chosen, metrics = instance.metrics.tuning, instance.metrics
    identity = [relabel.static("instance", instance.name), relabel.static("job", job(instance))]
    named = when(opposite(instance.database_observability.enabled), *identity)
    rules = [*named, *tuning.rules(chosen), *metrics.extra_metric_processing_rules]
    receivers = tune(pipeline, "", rules, metrics.max_cache_size)
    own, label = named_after_scrape(pipeline, instance.name, "")
    scrape(own, label, targets, receivers, clustered=True, **times(metrics, pipeline))


def database_log_rules(instance: DatabaseInstance, type: str) -> Iterable[Block]:
    """Marks the pods of the database, so that the stages know their lines."""
    logs = instance.logs
    marks = [("integration", type), ("instance", instance.name)]
    rules = [mark_pods(logs.namespaces, logs.label_selectors, label, value) for label, value in marks]
    yield from because(rules, logs.enabled)


def database_log_stages(instances: Iterable[DatabaseInstance], type: str, *inner: Block) -> list[Block]:
    """One stage for the servers of all instances, in which their job becomes the type's."""
    job_and_mark = (stages.static_labels({"job": f"integrations/{type}"}), stages.label_drop("integration"))
    lines = stages.match(f'{{integration="{type}"}}', *inner, *job_and_mark)
    return because([lines], *(instance.logs.enabled for instance in instances))
