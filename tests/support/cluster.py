"""A small cluster, and the configuration that watches it: `fixtures/simulate/cluster.alloy`."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from alloyc import simulate

CONFIGURATION = Path(__file__).resolve().parents[2] / "fixtures" / "simulate" / "cluster.alloy"


def pod(name: str, namespace: str = "shop", app: str = "api", port: int = 80) -> dict[str, Any]:
    """A running pod of one container with one port."""
    return {
        "kind": "Pod",
        "metadata": {"name": name, "namespace": namespace, "uid": f"uid-{name}", "labels": {"app": app}},
        "spec": {"containers": [{"name": "app", "ports": [{"containerPort": port, "name": "http"}]}]},
        "status": {"podIP": "10.0.0.1", "phase": "Running"},
    }


GIVEN = simulate.Given(objects=(pod("api-1"), pod("db-1", app="db")), environment={"CLUSTER": "eu-1"})


def simulation(**changes: Any) -> simulate.Simulation:
    """The configuration, with what is given of the cluster, changed."""
    return simulate.of_file(str(CONFIGURATION), replace(GIVEN, **changes))


def of_text(text: str, **given: Any) -> simulate.Simulation:
    """A configuration that is written in a test."""
    from alloyc.graph.read import read_graph

    return simulate.Simulation(read_graph(text), simulate.Given(**given))
