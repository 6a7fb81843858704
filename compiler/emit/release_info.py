"""The ConfigMaps that features mount into their collectors."""

from __future__ import annotations

from ..planning.plan import Plan


def release_info(plan: Plan) -> dict[str, str]:
    """The data of the ConfigMap; none where no feature has one."""
    planned = (feature for collector in plan.collectors for feature in collector.features)
    found = (feature.wanted.config_map(plan.installation) for feature in planned)
    return dict(next((data for data in found if data), {}))
