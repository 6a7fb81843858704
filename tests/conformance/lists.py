"""What is not run like the other cases, each with its reason. The first list can only shrink."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from alloyc.graph.component import Graph

NOT_YET: frozenset[str] = frozenset(
    line
    for line in (Path(__file__).parent / "not_yet.txt").read_text().splitlines()
    if line and not line.startswith("#")
)
"""Cases that do not pass yet: strict xfails. Their number is the project's score."""

OF_ANOTHER_NODE_LABEL = "node labels are spelled nodePool, availabilityZone, ...; the reference ignores other spellings"
OF_ANOTHER_SIGNAL = "a filter of metrics has no part for another signal"
OF_LOKI = "an option of the pod logs features that use Loki"

IGNORED_KEYS: dict[str, str] = {
    "applicationObservability.metrics.filters.logs": OF_ANOTHER_SIGNAL,
    "applicationObservability.metrics.filters.traces": OF_ANOTHER_SIGNAL,
    "autoInstrumentation.preset": "it is beyla.preset",
    "clusterEvents.extraProcessingStages": "it is extraLogProcessingStages",
    "destinations.*.tls.insecure_skip_verify": "it is insecureSkipVerify",
    "integrations.dcgm-exporter.instances.*.metrics.tuning.useDefaultAllowList": "there is no default list for it",
    "integrations.mysql.instances.*.exporter.enabled": "it is metrics.enabled",
    "integrations.nodeLabels.architecture": OF_ANOTHER_NODE_LABEL,
    "integrations.nodeLabels.availability_zone": OF_ANOTHER_NODE_LABEL,
    "integrations.nodeLabels.instance_type": OF_ANOTHER_NODE_LABEL,
    "integrations.nodeLabels.node_role": OF_ANOTHER_NODE_LABEL,
    "integrations.nodeLabels.nodepool": OF_ANOTHER_NODE_LABEL,
    "integrations.nodeLabels.os": OF_ANOTHER_NODE_LABEL,
    "integrations.postgresql.instances.*.exporter.dataSource.allowFallbackToPlaintext": "an option of mysql",
    "integrations.postgresql.instances.*.exporter.dataSource.tls": "an option of mysql",
    "podLogsViaOpenTelemetry.logAttributes": "the chart has no such option",
    "podLogsViaOpenTelemetry.structuredMetadata": OF_LOKI,
    "profilesReceiver.profilesProcessingRules": "it is profileProcessingRules",
    "telemetry-services": "it is telemetryServices",
    "testing": "the reference's own unit tests call its helpers by it",
}
"""Keys that the reference silently ignores, `*` for any name or index: a case with one is built with
`--unknown-keys warn`."""

SECRET_FILTER = "default-should-allow-using-the-secret-filter-with-an"
SPLIT = "inclusion-filter-to-split-which-logs-are-filtered"
LOST, NO_SELECTOR = "Exceptions of the secret filter", "Selectors that are none"
NO_SOURCE = "Data sources that no driver takes"

DEPARTURES: dict[str, str] = {
    "ut--feature-integrations-does-not-require-an-integrations-collector-for-a-log-parsing-only-instance": NO_SOURCE,
    "ut--integrations--mysql-db-o11y-metrics-adds-custom-labels-to-db-o11y-metrics-and-logs": NO_SOURCE,
    "ut--integrations--mysql-metrics-works-with-multiple-mysql-instances": NO_SOURCE,
    "ut--integrations--postgresql-db-o11y-metrics-works-with-multiple-postgresql-instances": NO_SOURCE,
    f"ut--pod-logs-via-kubernetes-api--{SECRET_FILTER}-allowlist": LOST,
    f"ut--pod-logs-via-loki--{SECRET_FILTER}-allowlist": LOST,
    f"ut--pod-logs-via-kubernetes-api--{SECRET_FILTER}-{SPLIT}": NO_SELECTOR,
    f"ut--pod-logs-via-loki--{SECRET_FILTER}-{SPLIT}": NO_SELECTOR,
    "ut--integrations--postgresql-metrics-works-when-referencing-the-postgresql-secret": "Names of nothing",
    "ut--replace-component-does-not-fail-when-a-replacement-matches-at-least-one-collector-but-not-all": (
        "Alloy that Alloy refuses"
    ),
    "ut--feature-tail-sampling-creates-a-composite-policy": "Conditions of tail sampling",
}
"""Cases in which a fault of the reference is not copied but refused: the title of the entry in docs/differences.md."""

FED = (
    *(
        "otelcol.exporter.",
        "otelcol.processor.",
        "otelcol.connector.",
        "otelcol.receiver.loki",
        "otelcol.receiver.prom",
    ),
    *("prometheus.relabel", "prometheus.enrich", "loki.relabel", "loki.process", "pyroscope.relabel"),
)
"""What does nothing while nobody sends to it, written down here and not asked of the catalog, which the passes ask."""


def is_fed(names: str | list[str]) -> bool:
    """Whether something is at the start of a flow, as the judge names its components. The reference keeps ways into a
    destination that nothing feeds; -O2 drops them: see docs/decisions/0002-entries-stay.md."""
    first = (names.split(" > ") if isinstance(names, str) else names)[0]
    return not first.rpartition("/")[2].startswith(FED)


def holds_ignored_key(values: Any) -> bool:
    """Whether values hold one of the keys that the reference silently ignores."""
    return any(_holds(values, key.split(".")) for key in IGNORED_KEYS)


def _holds(values: Any, path: list[str]) -> bool:
    if not path:
        return True
    if path[0] == "*":
        inner = values.values() if isinstance(values, dict) else values if isinstance(values, list) else ()
        return any(_holds(value, path[1:]) for value in inner)
    return isinstance(values, dict) and path[0] in values and _holds(values[path[0]], path[1:])


def distinct(graph: Graph) -> Graph:
    """Components of two modules may have one name; out of their modules, the later one gets another label."""
    seen: set[str] = set()
    found = []
    for component in graph.components:
        again = component.name in seen
        seen.add(component.name)
        found.append(replace(component, label=f"{component.label}_{component.id}") if again else component)
    return graph.with_components(tuple(found))
