"""Scraping: discover -> relabel -> scrape -> keep and drop -> destinations, the shape of every source of metrics.

A source finds targets in its own way (see discovery.py) and hands them to `gather`; the rest of the way is here. Units
that need only a part of it call `scrape` and `tune` themselves.
"""

from collections.abc import Iterable

from ..graph.build import Value, block, when
from ..graph.component import Component
from ..syntax.ast import Block, Statement
from ..values.model import Global
from ..values.options import NO_ALLOY, AlloyBody, Options
from ..values.placed import in_place_of
from .pipeline import Pipeline

SERVICE_ACCOUNT = "/var/run/secrets/kubernetes.io/serviceaccount"
TOKEN_FILE = f"{SERVICE_ACCOUNT}/token"
CA_FILE = f"{SERVICE_ACCOUNT}/ca.crt"


class ScrapeOptions(Options):
    """What every source of metrics can be told. An interval, timeout or cache size that is not given is `global`'s."""

    job_label: str = ""
    scrape_interval: str = ""
    scrape_timeout: str = ""
    max_cache_size: int | None = None
    extra_discovery_rules: AlloyBody = NO_ALLOY
    extra_metric_processing_rules: AlloyBody = NO_ALLOY


def gather(
    pipeline: Pipeline,
    role: str,
    source: ScrapeOptions,
    targets: Value,
    target_rules: Iterable[Statement],
    series_rules: Iterable[Statement],
    *blocks: Block,
    clustered: bool = True,
    **attributes: Value,
) -> None:
    """The whole way from targets to the feature's destinations; the source's own rules come after those given.

    `blocks` and `attributes` are of the `prometheus.scrape`.
    """
    rules = (*series_rules, *source.extra_metric_processing_rules)
    receivers = tune(pipeline, role, rules, source.max_cache_size)
    relabeled = pipeline.add("discovery.relabel", role, *target_rules, *source.extra_discovery_rules, targets=targets)
    scrape(
        pipeline,
        role,
        relabeled["output"],
        receivers,
        *blocks,
        clustered=clustered,
        job_name=source.job_label,
        scrape_interval=source.scrape_interval or pipeline.installation.globals.scrape_interval,
        scrape_timeout=source.scrape_timeout or pipeline.installation.globals.scrape_timeout,
        **attributes,
    )


def scrape(
    pipeline: Pipeline,
    role: str,
    targets: Value,
    receivers: Value,
    *blocks: Block,
    clustered: bool = True,
    **attributes: Value,
) -> Component:
    """`prometheus.scrape` with the protocols and histograms of `global`, its targets shared in the cluster.

    Interval and timeout are attributes to give; an attribute given as None is left out.
    """
    return pipeline.add(
        "prometheus.scrape",
        role,
        *blocks,
        *when(clustered, block("clustering", enabled=True)),
        targets=targets,
        **{**attributes, **protocols(pipeline.installation.globals)},
        forward_to=receivers,
    )


def protocols(settings: Global) -> dict[str, Value]:
    """The attributes for protocols and histograms. Native histograms need the protobuf protocol, in the first place."""
    names = settings.scrape_protocols
    if settings.scrape_native_histograms and "PrometheusProto" not in names:
        names = [in_place_of("PrometheusProto", settings.scrape_native_histograms), *names]
    return {
        "scrape_protocols": names,
        "scrape_classic_histograms": settings.scrape_classic_histograms or None,
        "scrape_native_histograms": settings.scrape_native_histograms or None,
        "convert_classic_histograms_to_nhcb": settings.convert_classic_histograms_to_nhcb or None,
    }


def tune(pipeline: Pipeline, role: str, rules: Iterable[Statement], max_cache_size: int | None = None) -> list[Value]:
    """Where scraped series go: into a `prometheus.relabel` before the feature's destinations, if there are rules."""
    statements = tuple(rules)
    destinations = pipeline.destinations("metrics")
    if not statements:
        return destinations
    component = pipeline.add(
        "prometheus.relabel",
        role,
        *statements,
        max_cache_size=max_cache_size or pipeline.installation.globals.max_cache_size,
        forward_to=destinations,
    )
    return [component["receiver"]]


def tls_config(**attributes: Value) -> Block:
    return block("tls_config", **attributes)
