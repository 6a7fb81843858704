"""What values can say about the satellites of a destination of type otlp."""

from typing import Any, Literal

from pydantic import Field

from ..values.options import Options, unset


class GrpcReceiver(Options):
    max_received_message_size: str = Field(default="4MB")


class OtlpReceiver(Options):
    grpc: GrpcReceiver = unset(GrpcReceiver)


class Receiver(Options):
    """Where a satellite takes traces in."""

    otlp: OtlpReceiver = unset(OtlpReceiver)


class LoadBalancer(Options):
    """How the other collectors find the satellite's pods: all spans of a trace must reach the same one."""

    resolver: Literal["kubernetes", "dns", "static"] = "kubernetes"
    timeout: str = "60s"


class ServiceGraphMetrics(Options):
    """Metrics about the edges between services; the satellite is set up below `collector`."""

    enabled: bool = False
    destinations: list[str] = []
    receiver: Receiver = unset(Receiver)
    cache_loop: str = "1m"
    database_name_attribute: str = ""
    database_name_attributes: list[str] = ["db.name"]
    dimensions: list[str] = [
        "cloud.availability_zone", "cloud.region", "deployment.environment", "k8s.cluster.name", "k8s.namespace.name",
        "service.namespace", "service.version",
    ]  # fmt: skip
    latency_histogram_buckets: list[str] = [
        "2ms", "4ms", "6ms", "8ms", "10ms", "50ms", "100ms", "200ms", "400ms", "800ms", "1s", "1400ms", "2s", "5s",
        "10s", "15s",
    ]  # fmt: skip
    metrics_flush_interval: str = "60s"
    store_expiration_loop: str = "2s"
    collector: dict[str, Any] = {"alloy": {}, "controller": {"type": "statefulset", "replicas": 2}}
    load_balancer: LoadBalancer = unset(LoadBalancer)


class DecisionCache(Options):
    sampled_cache_size: int = 0
    non_sampled_cache_size: int = 0


class TailSampling(Options):
    """Which traces to keep. Policies are spelled as in Alloy; the satellite is set up below `collector`."""

    enabled: bool = False
    receiver: Receiver = unset(Receiver)
    decision_wait: str = "15s"
    decision_cache: DecisionCache | None = unset(DecisionCache)
    num_traces: int = 0
    expected_new_traces_per_sec: int = 0
    policies: list[dict[str, Any]] = []
    collector: dict[str, Any] = {"alloy": {}, "controller": {"type": "statefulset", "replicas": 2}}
