"""What a configuration does to data: targets, series, log lines and OTLP in, what arrives and why out.

from alloyc import simulate

simulation = simulate.of_file("config.alloy")
series = simulate.read_one_series('kube_pod_labels{namespace="shop"}')
for trace in simulate.run(simulation, simulate.find(simulation, "prometheus.relabel.metrics"), series):
    print(trace.arrived, trace.steps, trace.unknown)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .data import Datum, Line, Otlp, Profile, Series, Target
    from .exposition import read_one_series, read_series
    from .flow import Delivered, deliver, find, run
    from .given import Given
    from .scrape import scraped_targets
    from .simulation import Simulation
    from .sources import event_lines, log_targets
    from .targets import targets_of
    from .trace import Step, Trace, Unknown

__all__ = [
    "Datum",
    "Delivered",
    "Given",
    "Line",
    "Otlp",
    "Profile",
    "Series",
    "Simulation",
    "Step",
    "Target",
    "Trace",
    "Unknown",
    "deliver",
    "event_lines",
    "find",
    "log_targets",
    "of_file",
    "read_one_series",
    "read_series",
    "run",
    "scraped_targets",
    "targets_of",
]

_PLACES = {
    "Datum": "data", "Line": "data", "Otlp": "data", "Profile": "data", "Series": "data", "Target": "data",
    "Delivered": "flow", "deliver": "flow", "find": "flow", "run": "flow",
    "Given": "given", "Simulation": "simulation",
    "Step": "trace", "Trace": "trace", "Unknown": "trace",
    "event_lines": "sources", "log_targets": "sources", "scraped_targets": "scrape", "targets_of": "targets",
    "read_one_series": "exposition", "read_series": "exposition",
}  # fmt: skip


def of_file(path: str, given: Given | None = None) -> Simulation:
    """An Alloy file, with the modules that it uses, and what is given. Raises Refused and OSError."""
    from ..graph.read import read_graph_file
    from .given import Given
    from .simulation import Simulation

    return Simulation(read_graph_file(path), given or Given())


def __getattr__(name: str) -> Any:
    """The rest is imported when it is asked for."""
    from importlib import import_module

    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f".{_PLACES[name]}", __name__), name)
