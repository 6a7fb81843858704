"""profiling.pprof: profiles that Go applications serve over HTTP, a scrape for each type of profile."""

from collections.abc import Iterator

from pydantic import Field

from ..graph.build import block
from ..graph.component import Component
from ..lowering import relabel
from ..lowering.pipeline import Pipeline
from ..lowering.scrape import TOKEN_FILE
from ..syntax.ast import Block
from ..values.names import pod_annotation
from ..values.options import Options, as_data, unset
from ._profiled_pods import ProfiledPods, discover, drop_phases, identity_rules


class Types(Options):
    """Types of profiles. The chart's keys have underscores."""

    memory: bool = True
    block: bool = True
    goroutine: bool = True
    mutex: bool = True
    cpu: bool = True
    fgprof: bool = True
    godeltaprof_memory: bool = Field(default=False, alias="godeltaprof_memory")
    godeltaprof_mutex: bool = Field(default=False, alias="godeltaprof_mutex")
    godeltaprof_block: bool = Field(default=False, alias="godeltaprof_block")


class Annotations(Options):
    """How the annotations of a pod end: `PREFIX/TYPE.scrape`."""

    enable: str = "scrape"
    port_number: str = "port"
    port_name: str = "port_name"
    path: str = "path"
    scheme: str = "scheme"
    container: str = "container"


class Pprof(ProfiledPods):
    types: Types = unset(Types)
    annotations: Annotations = unset(Annotations)
    scrape_interval: str = "15s"
    scrape_timeout: str = "18s"
    bearer_token_file: str = TOKEN_FILE


ADDRESSES = (
    (r"(\d+);(([A-Fa-f0-9]{1,4}::?){1,7}[A-Fa-f0-9]{1,4})", "[$2]:$1"),
    (r"(\d+);((([0-9]+?)(\.|$)){4})", "$2:$1"),
)
"""Port and address of a pod, IPv6 and IPv4, as the address of a target."""


def lower_pprof(options: Pprof, prefix: str, pipeline: Pipeline) -> None:
    """The pods are found once; annotations that begin with `prefix/TYPE` choose among them for each type."""
    found = discover(options, "pprof", pipeline)
    pods = pipeline.add(
        "discovery.relabel",
        "pprof",
        drop_phases("Pending", "Succeeded", "Failed", "Completed"),
        relabel.label_map("__meta_kubernetes_pod_label_(.+)", "$1"),
        *identity_rules(options, "alloy/pyroscope.pprof", with_node=False),
        targets=found["targets"],
    )
    types = as_data(options.types)
    for name in sorted(types):
        if types[name]:
            _lower_type(options, name, prefix, sorted(types), pods, pipeline.because(types[name]))


def _lower_type(options: Pprof, type: str, prefix: str, types: list[str], pods: Component, pipeline: Pipeline) -> None:
    rules = _type_rules(options.annotations, prefix + "/" + type)
    targets = pipeline.add("discovery.relabel", f"pprof_{type}", *rules, targets=pods["output"])
    profiles = [block(f"profile.{'process_cpu' if t == 'cpu' else t}", enabled=t == type) for t in types]
    pipeline.add(
        "pyroscope.scrape",
        f"pprof_{type}",
        block("profiling_config", *profiles),
        targets=targets["output"],
        bearer_token_file=options.bearer_token_file or None,
        scrape_interval=options.scrape_interval,
        scrape_timeout=options.scrape_timeout,
        forward_to=pipeline.destinations("profiles"),
    )


def _type_rules(annotations: Annotations, prefix: str) -> Iterator[Block]:
    """Discovery finds a target for each port of each container; these rules leave one, and say how to ask it."""

    def annotation(end: str) -> str:
        return pod_annotation(prefix + "." + end)

    yield relabel.keep(annotation(annotations.enable), "true")
    yield from _keep_chosen("container", annotation(annotations.container), "__tmp_container")
    port_name = "__meta_kubernetes_pod_container_port_name"
    yield from _keep_chosen(port_name, annotation(annotations.port_name), "__tmp_port")
    port = annotation(annotations.port_number)
    for regex, address in ADDRESSES:
        yield relabel.rule(
            port, "__meta_kubernetes_pod_ip", regex=regex, replacement=address, target_label="__address__"
        )
    yield relabel.rule(annotation(annotations.scheme), regex="(https?)", target_label="__scheme__")
    yield relabel.copy_given(annotation(annotations.path), "__profile_path__")


def _keep_chosen(label: str, annotation: str, temporary: str) -> Iterator[Block]:
    """Keeps targets whose label has the value of the annotation, or all where the pod has no such annotation."""
    yield relabel.copy(label, temporary)
    yield relabel.copy_given(annotation, temporary)
    yield relabel.keep_equal(label, temporary)
    yield relabel.label_drop(temporary)
