"""The ConfigMap of selfReporting: the metrics that tell what is installed."""

from __future__ import annotations

from ..features._release_metrics import release_metrics
from ..planning.plan import Plan

METRICS_FILE = "self-reporting-metric.prom"


def is_reported(plan: Plan) -> bool:
    """Whether any collector runs selfReporting."""
    return any(f.feature.key == "selfReporting" for collector in plan.collectors for f in collector.features)


def release_info(plan: Plan) -> dict[str, str]:
    """The data of the ConfigMap; none where nothing is reported."""
    if not is_reported(plan):
        return {}
    installation = plan.installation
    name = {"cluster": installation.cluster.name} if installation.cluster.name else {}
    return {**name, METRICS_FILE: release_metrics(installation) + "\n\n"}
