"""integrations.mimir: Mimir's metrics by component, and its log lines."""

from __future__ import annotations

from ..lowering.tuning import ListedMetricsTuning
from ..values.options import unset
from ._grafana_service import NAME, ServiceInstance, ServiceMetrics, database, service_type
from ._instance import LabelSelectors
from ._log_lines import LineFormat

SELECTORS: LabelSelectors = {NAME: "mimir"}
LINES = LineFormat(
    "mimir",
    ("integration", "mimir"),
    "",
    r"(?:^|\s+)(ts=\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d+[^ ]*\s+)",
    beginning="^ts=",
)
SERVICE = database("mimir", SELECTORS, LINES)


class MimirMetrics(ServiceMetrics):
    tuning: ListedMetricsTuning = unset(ListedMetricsTuning)


class Mimir(ServiceInstance):
    """An installation of Mimir."""

    label_selectors: LabelSelectors | None = SELECTORS
    metrics: MimirMetrics = unset(MimirMetrics)


UNIT = service_type(Mimir, SERVICE)
