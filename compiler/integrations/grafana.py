"""integrations.grafana: Grafana's metrics and log lines."""

from __future__ import annotations

from ..values.options import unset
from ._grafana_service import NAME, Service, ServiceInstance, ServiceMetrics, service_type
from ._instance import LabelSelectors
from ._log_lines import LineFormat
from ._pod_scrape import PodModule

SELECTORS: LabelSelectors = {NAME: "grafana"}
JOB = "integrations/grafana"
TIME = r"(?:^|\s+)(t=\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d+[^ ]*\s+)"
LINES = LineFormat("grafana", ("job", JOB), "t", TIME, beginning="^t=")
MODULE = PodModule(f"{NAME}=grafana", "grafana", JOB, "(.+)")
SERVICE = Service(MODULE, SELECTORS, LINES, has_components=False)


class GrafanaMetrics(ServiceMetrics):
    port_name: str = "grafana"


class Grafana(ServiceInstance):
    """An installation of Grafana. `jobLabel` is for its metrics; the job of its logs is always the default."""

    job_label: str = JOB
    label_selectors: LabelSelectors | None = SELECTORS
    metrics: GrafanaMetrics = unset(GrafanaMetrics)


UNIT = service_type(Grafana, SERVICE, job=lambda instance: instance.job_label)
