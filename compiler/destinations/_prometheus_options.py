"""What values can say about a destination of type prometheus."""

from typing import Any, Literal

from pydantic import Field

from ..values.options import NO_ALLOY, AlloyBody, AlloyExpression, KeptText, Options, SecretText, Text, unset
from ..values.secrets import Auth
from ._push import PushOptions


class SigV4(Options):
    """AWS Signature Version 4."""

    access_key: KeptText = ""
    access_key_key: str = "accessKey"
    access_key_from: AlloyExpression = None
    secret_key: SecretText = ""
    secret_key_key: str = "secretKey"
    secret_key_from: AlloyExpression = None
    profile: str = ""
    region: str = ""
    role_arn: str = ""


class PrometheusAuth(Auth):
    type: Literal["", "none", "basic", "bearerToken", "oauth2", "sigv4"] = ""  # type: ignore[assignment]
    sigv4: SigV4 = unset(SigV4)


class QueueConfig(Options):
    capacity: int = 10000
    min_shards: int = 1
    max_shards: int = 50
    max_samples_per_send: int = 2000
    batch_send_deadline: str = "5s"
    min_backoff: str = "30ms"
    max_backoff: str = "5s"
    retry_on_http429: bool = Field(default=True, alias="retryOnHttp429")
    sample_age_limit: str = "0s"


class WriteAheadLog(Options):
    truncate_frequency: str = "2h"
    min_keepalive_time: str = "5m"
    max_keepalive_time: str = "8h"


class OpenTelemetryConversion(Options):
    """How OpenTelemetry metrics become Prometheus metrics."""

    add_metric_suffixes: bool = True
    keep_identifying_resource_attributes: bool = True
    resource_to_telemetry_conversion: bool = False


class MetricEnrichment(Options):
    """Deprecated: the data processor kubernetesEnrichment does this for any destination."""

    namespace_labels: list[str] = []
    pod_labels: list[str] = []


class Rules(Options):
    """Recording and alerting rules of the cluster, synced to a Mimir ruler by one collector."""

    enabled: bool = False
    collector: str = ""
    address: str = ""
    address_from: AlloyExpression = None
    namespaces: list[str] = []
    label_selectors: dict[str, Text] = {}
    label_expressions: list[dict[str, Any]] = []
    namespace_label_selectors: dict[str, Text] = {}
    namespace_label_expressions: list[dict[str, Any]] = []
    sync_interval: str = "5m"
    mimir_namespace_prefix: str = "agent"
    use_legacy_routes: bool = False
    prometheus_http_prefix: str = "/prometheus"
    extra_arguments: AlloyBody = NO_ALLOY


class Prometheus(PushOptions):
    """A Prometheus remote-write endpoint."""

    metric_processing_rules: AlloyBody = NO_ALLOY
    metric_enrichment: MetricEnrichment = unset(MetricEnrichment)
    auth: PrometheusAuth = unset(PrometheusAuth)
    send_native_histograms: bool = False
    queue_config: QueueConfig = unset(QueueConfig)
    write_ahead_log: WriteAheadLog = unset(WriteAheadLog)
    protobuf_message: str = ""
    remote_write_protocol: int = 1
    open_telemetry_conversion: OpenTelemetryConversion = unset(OpenTelemetryConversion)
    rules: Rules = unset(Rules)
