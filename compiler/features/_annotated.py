"""The rules of annotationAutodiscovery: how annotations of a pod or service become the settings of its scrape."""

from collections.abc import Callable, Iterator, Mapping

from ..lowering import relabel
from ..syntax.ast import Block
from ..values.names import pod_annotation, pod_label, service_annotation, service_label
from ..values.options import Options

NAMESPACE = "__meta_kubernetes_namespace"
POD_IP = "__meta_kubernetes_pod_ip"


class Annotations(Options):
    """The names of the annotations. `metricsParam` is a prefix: `PREFIX_key: value` becomes the parameter `key`."""

    scrape: str = "k8s.grafana.com/scrape"
    job: str = "k8s.grafana.com/job"
    instance: str = "k8s.grafana.com/instance"
    metrics_container: str = "k8s.grafana.com/metrics.container"
    metrics_path: str = "k8s.grafana.com/metrics.path"
    metrics_port_name: str = "k8s.grafana.com/metrics.portName"
    metrics_port_number: str = "k8s.grafana.com/metrics.portNumber"
    metrics_scheme: str = "k8s.grafana.com/metrics.scheme"
    metrics_param: str = "k8s.grafana.com/metrics.param"
    metrics_scrape_interval: str = "k8s.grafana.com/metrics.scrapeInterval"
    metrics_scrape_timeout: str = "k8s.grafana.com/metrics.scrapeTimeout"


def pod_rules(names: Annotations, interval: str, timeout: str, labels: Mapping[str, str]) -> Iterator[Block]:
    """Which containers and ports of a pod to scrape, and how. Discovery finds a target for each port of a container."""
    running = ("__meta_kubernetes_pod_phase", "__meta_kubernetes_pod_ready", "__meta_kubernetes_pod_container_init")
    yield relabel.keep(pod_annotation(names.scrape), "true")
    yield relabel.keep_joined(running, "Running;true;false")
    yield relabel.copy("__meta_kubernetes_pod_name", "pod")
    yield relabel.copy("__meta_kubernetes_pod_container_name", "container")
    yield relabel.copy(NAMESPACE, "namespace")
    yield from _job(names, pod_annotation, pod_label, "container")
    yield from _choose("container", pod_annotation(names.metrics_container), "__tmp_container")
    yield relabel.label_drop("__tmp_container")
    yield relabel.copy_given(pod_annotation(names.metrics_path), "__metrics_path__")
    yield relabel.label_map(pod_annotation(names.metrics_param) + "_(.+)", "__param_$1")
    port_name = "__meta_kubernetes_pod_container_port_name"
    yield from _choose(port_name, pod_annotation(names.metrics_port_name), "__tmp_port")
    yield relabel.label_drop("__tmp_port")
    yield from _port_number(pod_annotation(names.metrics_port_number))
    yield from _scrape_settings(names, pod_annotation, interval, timeout)
    yield from (relabel.copy(pod_label(source), label) for label, source in sorted(labels.items()))


def service_rules(names: Annotations, interval: str, timeout: str, labels: Mapping[str, str]) -> Iterator[Block]:
    """Which ports of a service to scrape, and how. Discovery finds a target for each port."""
    yield relabel.keep(service_annotation(names.scrape), "true")
    yield relabel.copy("__meta_kubernetes_service_name", "service")
    yield relabel.copy(NAMESPACE, "namespace")
    yield from _job(names, service_annotation, service_label, "service")
    yield relabel.copy(service_annotation(names.metrics_path), "__metrics_path__")
    yield relabel.label_map(service_annotation(names.metrics_param) + "_(.+)", "__param_$1")
    port = "__meta_kubernetes_service_port"
    yield from _choose(f"{port}_name", service_annotation(names.metrics_port_name), "__tmp_port")
    yield from _choose(f"{port}_number", service_annotation(names.metrics_port_number), "__tmp_port")
    yield relabel.label_drop("__tmp_port")
    yield from _scrape_settings(names, service_annotation, interval, timeout)
    yield from (relabel.copy(service_label(source), label) for label, source in sorted(labels.items()))


def _job(
    names: Annotations, annotation: Callable[[str], str], label: Callable[[str], str], otherwise: str
) -> Iterator[Block]:
    """The labels `job`, from the first that is given, and `instance`: Prometheus fills it in where it is empty."""
    yield relabel.copy(annotation(names.job), "job")
    for source in (label("app.kubernetes.io/name"), label("app"), otherwise):
        yield relabel.fall_back("job", source)
    yield relabel.copy(annotation(names.instance), "instance")


def _choose(source: str, annotation: str, scratch: str) -> Iterator[Block]:
    """Keeps the target that the annotation names; every target where there is no annotation."""
    yield relabel.copy(source, scratch)
    yield relabel.copy_given(annotation, scratch)
    yield relabel.keep_equal(source, scratch)


def _port_number(annotation: str) -> Iterator[Block]:
    """A port by number need not be declared: the address is written anew, IPv4 over IPv6 where a pod has both."""
    address = "__address__"
    ipv6 = r"(\d+);(([A-Fa-f0-9]{1,4}::?){1,7}[A-Fa-f0-9]{1,4})"
    ipv4 = r"(\d+);((([0-9]+?)(\.|$)){4})"
    yield relabel.rule(annotation, POD_IP, regex=ipv6, replacement="[$2]:$1", target_label=address)
    yield relabel.rule(annotation, POD_IP, regex=ipv4, replacement="$2:$1", target_label=address)


def _scrape_settings(
    names: Annotations, annotation: Callable[[str], str], interval: str, timeout: str
) -> Iterator[Block]:
    """Scheme, interval and timeout; the last two always, since the scrape itself sets none."""
    yield relabel.copy_given(annotation(names.metrics_scheme), "__scheme__")
    for name, target, otherwise in (
        (names.metrics_scrape_interval, "__scrape_interval__", interval),
        (names.metrics_scrape_timeout, "__scrape_timeout__", timeout),
    ):
        yield relabel.copy_given(annotation(name), target)
        yield relabel.rule(target, regex="", replacement=otherwise, target_label=target)
