"""What values can say about a destination of type otlp; of its satellites in `_satellite_options.py`."""

from typing import Literal, TypeAlias

from pydantic import Field

from ..values.options import AlloyExpression, KeptText, Label, Options, Text, unset
from ..values.secrets import Auth, Secret, Tls
from ._satellite_options import ServiceGraphMetrics, TailSampling
from .unit import DestinationOptions

ErrorMode: TypeAlias = Literal["ignore", "silent", "propagate"]


class SignalOptions(Options):
    """Whether a signal is sent, and the path for it below the URL (protocol http only)."""

    enabled: bool = True
    path: str = ""


class AssumeRole(Options):
    arn: str = ""
    session_name: str = ""
    sts_region: str = ""


class SigV4(Options):
    """AWS Signature Version 4."""

    region: str = ""
    service: str = ""
    assume_role: AssumeRole = unset(AssumeRole)


class OtlpAuth(Auth):
    type: Literal["", "none", "basic", "bearerToken", "oauth2", "sigv4"] = ""  # type: ignore[assignment]
    sigv4: SigV4 = unset(SigV4)


class OtlpSecret(Secret):
    """`sigv4` stands here in the chart's documentation; `auth.sigv4`, where the chart reads it, wins."""

    sigv4: SigV4 = unset(SigV4)


class OtlpTls(Tls):
    insecure: bool = False


class RetryOnFailure(Options):
    enabled: bool = True
    initial_interval: str = "5s"
    max_interval: str = "30s"
    max_elapsed_time: str = "5m"


class QueueBatch(Options):
    """Batches made by the queue itself: all of these are required where it is on."""

    enabled: bool = False
    sizer: str = ""
    flush_timeout: str = ""
    min_size: int | None = None
    max_size: int | None = None


class SendingQueue(Options):
    enabled: bool = True
    block_on_overflow: bool | None = None
    wait_for_result: bool | None = None
    num_consumers: int | None = None
    queue_size: int | None = None
    sizer: str = ""
    storage: AlloyExpression = None
    batch: QueueBatch = unset(QueueBatch)


class Action(Options):
    """One change of an attribute."""

    key: Text = ""
    action: Literal["insert", "update", "upsert", "delete", "hash", "extract", "convert"]
    value: Text = ""
    value_from: AlloyExpression = None
    pattern: str = ""
    from_attribute: str = ""
    from_context: str = ""
    converted_type: str = ""


class Attributes(Options):
    actions: list[Action] = []


class ResourceAttributes(Options):
    """Resource attributes that are taken away: the default list, and more."""

    use_default_remove_list: bool = True
    remove_list: list[str] = []


class TransformMetrics(Options):
    """OTTL statements by context, and data point attributes that become the resource's ("" for one: do not)."""

    resource: list[str] = []
    resource_from: list[AlloyExpression] = []
    metric: list[str] = []
    metric_from: list[AlloyExpression] = []
    datapoint: list[str] = []
    datapoint_from: list[AlloyExpression] = []
    datapoint_to_resource: dict[str, str | None] = {
        "service_name": "service.name",
        "service_namespace": "service.namespace",
        "deployment_environment_name": "deployment.environment.name",
        "deployment_environment": "deployment.environment",
    }


class TransformLogs(Options):
    """OTTL statements by context, and log attributes that become the resource's ("" for one: do not)."""

    resource: list[str] = []
    resource_from: list[AlloyExpression] = []
    log: list[str] = []
    log_from: list[AlloyExpression] = []
    scope: list[str] = []
    scope_from: list[AlloyExpression] = []
    log_to_resource: dict[str, str | None] = {
        "service_name": "service.name",
        "service_namespace": "service.namespace",
        "deployment_environment_name": "deployment.environment.name",
        "deployment_environment": "deployment.environment",
        "container": "k8s.container.name",
        "cronjob": "k8s.cronjob.name",
        "daemonset": "k8s.daemonset.name",
        "deployment": "k8s.deployment.name",
        "job_name": "k8s.job.name",
        "namespace": "k8s.namespace.name",
        "pod": "k8s.pod.name",
        "replicaset": "k8s.replicaset.name",
        "statefulset": "k8s.statefulset.name",
    }


class TransformTraces(Options):
    """OTTL statements by context."""

    resource: list[str] = []
    resource_from: list[AlloyExpression] = []
    span: list[str] = []
    span_from: list[AlloyExpression] = []
    spanevent: list[str] = []
    spanevent_from: list[AlloyExpression] = []


class Transform(Options):
    error_mode: ErrorMode = "ignore"
    metrics: TransformMetrics = unset(TransformMetrics)
    logs: TransformLogs = unset(TransformLogs)
    traces: TransformTraces = unset(TransformTraces)


class FilterMetrics(Options):
    metric: list[str] = []
    datapoint: list[str] = []


class FilterLogs(Options):
    log_record: list[str] = []


class FilterTraces(Options):
    span: list[str] = []
    spanevent: list[str] = []


class Filters(Options):
    """OTTL conditions: telemetry that meets one of them is dropped."""

    enabled: bool = False
    error_mode: ErrorMode = "ignore"
    metrics: FilterMetrics = unset(FilterMetrics)
    logs: FilterLogs = unset(FilterLogs)
    traces: FilterTraces = unset(FilterTraces)


class Batch(Options):
    enabled: bool = True
    size: int = 8192
    max_size: int = 0
    timeout: str = "2s"


class MemoryLimiter(Options):
    enabled: bool = False
    check_interval: str = "1s"
    limit: str = "0MiB"


class Processors(Options):
    """What happens to the telemetry before it is sent."""

    service_graph_metrics: ServiceGraphMetrics = unset(ServiceGraphMetrics)
    tail_sampling: TailSampling = unset(TailSampling)
    attributes: Attributes = unset(Attributes)
    resource_attributes: ResourceAttributes = unset(ResourceAttributes)
    transform: Transform = unset(Transform)
    filters: Filters = unset(Filters)
    batch: Batch = unset(Batch)
    memory_limiter: MemoryLimiter = unset(MemoryLimiter)


class Otlp(DestinationOptions):
    """An OTLP endpoint."""

    protocol: str = "grpc"
    protocol_validation: bool = True
    metrics: SignalOptions = unset(SignalOptions)
    logs: SignalOptions = unset(SignalOptions)
    traces: SignalOptions = unset(SignalOptions)
    url: str = ""
    url_from: AlloyExpression = None
    proxy_url: str = Field(default="", alias="proxyURL")
    tenant_id: KeptText = ""
    tenant_id_key: str = "tenantId"
    tenant_id_from: AlloyExpression = None
    extra_headers: dict[str, Text] = {}
    extra_headers_from: dict[str, AlloyExpression] = {}
    cluster_labels: list[Label] = ["cluster", "k8s.cluster.name"]
    overwrite_cluster_label: bool = True
    extra_resource_attributes: dict[str, Text] = {}
    extra_resource_attributes_from: dict[str, AlloyExpression] = {}
    auth: OtlpAuth = unset(OtlpAuth)
    secret: OtlpSecret = unset(OtlpSecret)
    tls: OtlpTls | None = unset(OtlpTls)
    read_buffer_size: str = ""
    write_buffer_size: str = ""
    timeout: str = ""
    retry_on_failure: RetryOnFailure = unset(RetryOnFailure)
    sending_queue: SendingQueue = unset(SendingQueue)
    processors: Processors = unset(Processors)
