"""dataProcessors.NAME, type ec2Enrichment: tags of the EC2 instance that a node is, as labels."""

import re
from collections.abc import Iterator
from dataclasses import replace

from pydantic import Field

from ..graph.build import Value
from ..lowering.pipeline import Pipeline
from ..lowering.relabel import copy
from ..planning.telemetry import LOKI_LOGS, PROMETHEUS_METRICS, PYROSCOPE_PROFILES, Telemetry
from ..report.diagnostics import Diagnostic
from ..syntax.ast import Ref
from ..values.names import alloy_name, escape_label
from ..values.options import Options, Text
from ..values.placed import piecewise
from .unit import ProcessorContext, ProcessorType

HOST = "__meta_ec2_private_dns_name"
MATCH: dict[Telemetry, dict[str, Value]] = {
    PROMETHEUS_METRICS: {"target_to_metric_match": {HOST: "node"}},
    LOKI_LOGS: {"target_match_label": HOST, "logs_match_label": "node"},
    PYROSCOPE_PROFILES: {"target_match_label": HOST, "profiles_match_label": "node"},
}
"""For each telemetry how its `node` finds the instance with that private DNS name."""


class Ec2Enrichment(Options):
    """Which tags become which labels, and how the API of EC2 is asked."""

    type: str
    region: str = ""
    role_arn: str = Field(default="", alias="roleARN")
    refresh_interval: str = ""
    tags: dict[str, Text | None] = {}


def supports(options: Ec2Enrichment) -> frozenset[Telemetry]:
    return frozenset(MATCH)


def check(options: Ec2Enrichment, context: ProcessorContext) -> Iterator[Diagnostic]:
    if not options.tags:
        yield Diagnostic("missing-key", f"`{context.name}` has no tags to enrich with", context.at(),
                         "add `tags: {label: tag}`", about_key=True)  # fmt: skip
    for label, tag in options.tags.items():
        if not tag:
            yield Diagnostic("missing-key", f"`{context.name}` does not say which tag `{label}` is taken from",
                             context.at("tags", label), "write the name of the EC2 tag", about_key=True)  # fmt: skip


def lower(options: Ec2Enrichment, telemetry: Telemetry, forward_to: Value, pipeline: Pipeline) -> Value:
    return pipeline.add(
        f"{telemetry.ecosystem}.enrich",
        f"in_{telemetry.signal}_{telemetry.ecosystem}",
        targets=instances(options, pipeline),
        **MATCH[telemetry],
        labels_to_copy=[escape_label(label) for label in sorted(options.tags)],
        forward_to=[forward_to],
    )["receiver"]


def instances(options: Ec2Enrichment, pipeline: Pipeline) -> Ref:
    """The instances with their tags; asked for once in a collector."""
    label = f"{alloy_name(str(pipeline.path[-1]))}_instances"
    found = pipeline.find("discovery.relabel", label)
    if found is not None:
        return found["output"]
    part = replace(pipeline, prefix=label)
    discovered = part.add(
        "discovery.ec2",
        region=options.region or None,
        role_arn=options.role_arn or None,
        refresh_interval=options.refresh_interval or None,
    )
    rules = (copy(ec2_tag(tag or ""), escape_label(label)) for label, tag in sorted(options.tags.items()))
    return part.add("discovery.relabel", "", *rules, targets=discovered["targets"])["output"]


def ec2_tag(name: str) -> str:
    """The label that the discovery gives a tag."""
    return "__meta_ec2_tag_" + piecewise(name, lambda piece: re.sub("[^0-9A-Za-z_]", "_", piece))


UNIT = ProcessorType(
    options=Ec2Enrichment,
    supports=supports,
    check=check,
    lower=lower,
)
