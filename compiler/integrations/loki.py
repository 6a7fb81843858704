"""integrations.loki: Loki's metrics by component, and its log lines."""

from __future__ import annotations

from ..lowering.tuning import ListedMetricsTuning
from ..values.options import unset
from ._grafana_service import NAME, ServiceInstance, ServiceMetrics, database, service_type
from ._instance import LabelSelectors
from ._log_lines import LineFormat

SELECTORS: LabelSelectors = {NAME: ["loki", "enterprise-logs"]}
LINES = LineFormat(
    "loki",
    ("integration", "loki"),
    "",
    r"(?:^|\s+)(ts=\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d+[^ ]*\s+)",
    beginning="^ts=",
)
SERVICE = database("loki", SELECTORS, LINES)


class LokiMetrics(ServiceMetrics):
    tuning: ListedMetricsTuning = unset(ListedMetricsTuning)


class Loki(ServiceInstance):
    """An installation of Loki."""

    label_selectors: LabelSelectors | None = SELECTORS
    metrics: LokiMetrics = unset(LokiMetrics)


UNIT = service_type(Loki, SERVICE)
