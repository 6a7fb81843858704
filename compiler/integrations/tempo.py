"""integrations.tempo: Tempo's metrics by component, and its log lines."""

from __future__ import annotations

from ..lowering.tuning import ListedMetricsTuning
from ..values.options import unset
from ._grafana_service import NAME, ServiceInstance, ServiceMetrics, database, service_type
from ._instance import LabelSelectors
from ._log_lines import LineFormat

SELECTORS: LabelSelectors = {NAME: ["tempo", "enterprise-traces"]}
LINES = LineFormat("tempo", ("integration", "tempo"), "", r"(ts=[^ ]+\s+)")
SERVICE = database("tempo", SELECTORS, LINES)


class TempoMetrics(ServiceMetrics):
    tuning: ListedMetricsTuning = unset(ListedMetricsTuning)


class Tempo(ServiceInstance):
    """An installation of Tempo."""

    label_selectors: LabelSelectors | None = SELECTORS
    metrics: TempoMetrics = unset(TempoMetrics)


UNIT = service_type(Tempo, SERVICE)
