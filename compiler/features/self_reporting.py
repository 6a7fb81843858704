"""selfReporting: metrics that tell what is installed: versions, features and collectors. On by itself.

The metrics are text. A collector of the stability level experimental has them in its configuration
(`prometheus.exporter.static`), any other mounts a ConfigMap (see emit/release_info.py) and reads it with its unix
exporter.
"""

from dataclasses import replace
from typing import Any

from ..graph.build import Value, block, expression
from ..graph.contributions import contributions
from ..lowering import relabel
from ..lowering.pipeline import Pipeline
from ..planning.collectors import Collector, setting, stability
from ..planning.feature_options import FeatureOptions
from ..planning.installation import Context, Installation
from ..planning.telemetry import PROMETHEUS_METRICS, Telemetry
from ..syntax.ast import Literal
from ..values.placed import parts_of
from .unit import Feature

JOB = "integrations/kubernetes/kubernetes_monitoring_telemetry"
STATIC = "prometheus.exporter.static"
VOLUME = "release-info"
DIRECTORY = "/etc/release-info"
METRICS_FILE = "self-reporting-metric.prom"


class SelfReporting(FeatureOptions):
    """How often to report."""

    enabled: bool = True
    scrape_interval: str = ""


def emits(options: SelfReporting) -> tuple[Telemetry, ...]:
    return (PROMETHEUS_METRICS,)


def contribute(options: SelfReporting, context: Context) -> dict[str, Any]:
    """The ConfigMap, mounted where the exporter reads it."""
    if has_static_exporter(context.collector, context.installation):
        return {}
    mounts = setting(context.collector, "alloy", "mounts", "extra") or []
    volumes = setting(context.collector, "controller", "volumes", "extra") or []
    mount = {"name": VOLUME, "mountPath": DIRECTORY, "readOnly": True}
    volume = {"name": VOLUME, "configMap": {"name": f"{context.installation.fullname}-release-info"}}
    return {
        "alloy": {"mounts": {"extra": [*mounts, mount]}},
        "controller": {"volumes": {"extra": [*volumes, volume]}},
    }


def has_static_exporter(collector: Collector, installation: Installation) -> bool:
    """Whether the collector's Alloy can serve metrics that its configuration holds."""
    if stability(collector) != "experimental":
        return False
    from ..catalog import NEWEST, load, number

    exporter = load(STATIC, number(installation.alloy_version) or NEWEST)
    return exporter is not None and exporter.available


def lower(options: SelfReporting, pipeline: Pipeline) -> None:
    reached = (by for receiver in pipeline.destinations("metrics") for by in contributions(expression(receiver)))
    pipeline = replace(pipeline, by=(*pipeline.by, *reached)).because(stability(pipeline.collector))
    if has_static_exporter(pipeline.collector, pipeline.installation):
        targets = pipeline.add(STATIC, "", text=metrics_text(pipeline.installation))["targets"]
        scrape(options, targets, pipeline.destinations("metrics"), pipeline)
    else:
        lower_unix_exporter(options, pipeline)


def config_map(options: SelfReporting, installation: Installation) -> dict[str, str]:
    """What stands in the ConfigMap: the metrics, and the name of the cluster for those who look at it."""
    from ._release_metrics import release_metrics

    name = {"cluster": installation.cluster.name} if installation.cluster.name else {}
    return {**name, METRICS_FILE: release_metrics(installation) + "\n\n"}


def metrics_text(installation: Installation) -> Literal:
    """The metrics as they stand in a configuration, a line each where they can. Blanks around them are the chart's."""
    from ._release_metrics import release_metrics

    text = "\n\n" + release_metrics(installation) + "  "
    return Literal(str(text), None if "`" in text else f"`{text}`", parts=parts_of(text))


def lower_unix_exporter(options: SelfReporting, pipeline: Pipeline) -> None:
    """The exporter has metrics of its own, and names itself the instance."""
    kept = relabel.keep("__name__", "grafana_kubernetes_monitoring_.*")
    receiver = pipeline.add("prometheus.relabel", "", kept, forward_to=pipeline.destinations("metrics"))["receiver"]
    textfile = block("textfile", directory=DIRECTORY)
    exporter = pipeline.add("prometheus.exporter.unix", "", textfile, set_collectors=["textfile"])
    labels = (relabel.static("instance", pipeline.installation.release.name), relabel.static("job", JOB))
    relabeled = pipeline.add("discovery.relabel", "", *labels, targets=exporter["targets"])
    scrape(options, relabeled["output"], [receiver], pipeline)


def scrape(options: SelfReporting, targets: Value, forward_to: list[Value], pipeline: Pipeline) -> None:
    pipeline.add(
        "prometheus.scrape",
        "",
        block("clustering", enabled=True),
        job_name=JOB,
        targets=targets,
        scrape_interval=options.scrape_interval or pipeline.installation.globals.scrape_interval,
        forward_to=forward_to,
    )


UNIT = Feature(
    options=SelfReporting,
    emits=emits,
    contribute=contribute,
    lower=lower,
    config_map=config_map,
    is_accessory=True,
)
