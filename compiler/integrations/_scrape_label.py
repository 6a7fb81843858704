"""The label of a scrape that has no `job_name`: Alloy makes the job of it, `prometheus.scrape.LABEL`."""

from __future__ import annotations

import re
from dataclasses import replace

from ..lowering.pipeline import Pipeline
from ..values.names import alloy_name

SCRAPE = "prometheus.scrape"


def named_after_scrape(pipeline: Pipeline, name: str, role: str) -> tuple[Pipeline, str]:
    """A pipeline and a role that make the label `name` alone, which the reference's job is called by.

    Where the name is taken, or no label, the unit's own pipeline and role: the job is then another, for as long as no
    rule sets `job`, which all integrations have.
    """
    label = alloy_name(name)
    taken = {component.label for component in pipeline.builder.components() if component.kind == SCRAPE}
    if label in taken or not re.fullmatch(r"[a-z_][a-z0-9_]*", label):
        return pipeline, role
    return replace(pipeline, prefix=""), label
