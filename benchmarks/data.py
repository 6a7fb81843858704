"""Times a whole process of twenty tests, and 100,000 series through the rules of a whole cluster."""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import yaml

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures"
CLUSTER = FIXTURES / "values" / "first-slice--three-collectors.yaml"
SERIES = 100_000


def twenty_tests(rounds: int) -> None:
    """The seconds of `alloyc test` on a file of twenty tests of a whole cluster, start and build included."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "twenty.alloytest.yaml"
        path.write_text(yaml.safe_dump({"values": str(CLUSTER), "tests": [_test(index) for index in range(20)]}))
        for _ in range(rounds):
            start = time.perf_counter()
            subprocess.run([sys.executable, "-m", "alloyc", "test", str(path)], check=True)
            print(f"twenty tests: {time.perf_counter() - start:.2f} s")


def _test(index: int) -> dict[str, object]:
    metrics = f'kube_pod_labels{{namespace="n{index}", pod="p"}} 1'
    lines = {
        "pods": [{"namespace": "shop", "name": f"p-{index}"}],
        "logs": [{"pod": f"shop/p-{index}", "line": "hello"}],
        "now": "2026-01-01T00:00:10Z",
    }
    if index % 2:
        return {"name": f"lines {index}", "given": lines, "expect": [{"to": "logs", "logs": 1}]}
    given = {"at": "clusterMetrics.kube-state-metrics", "metrics": metrics}
    return {"name": f"series {index}", "given": given, "expect": [{"to": "metrics", "none": True}]}


def many_series() -> None:
    """The seconds that 100,000 series take through every scrape of a whole cluster, each with a share of them."""
    from alloyc import build, simulate
    from alloyc.simulate.places import sources

    built = build(str(CLUSTER))
    graphs = {configuration.collector: configuration.graph for configuration in built.configurations}
    scrapes = [one for one in sources(built) if one.component.kind == "prometheus.scrape"]
    share = [_series(index) for index in range(SERIES // len(scrapes))]
    start, arrived, unknown = time.perf_counter(), 0, 0
    for scrape in scrapes:
        simulation = simulate.Simulation(graphs[scrape.collector], simulate.Given(environment={"NODE_NAME": "n"}))
        found = simulate.deliver(simulation, scrape.component, share, {"job": "job", "instance": "i"})
        arrived, unknown = arrived + len(found.arrived), unknown + len(found.unknown)
    took = time.perf_counter() - start
    print(f"{len(share) * len(scrapes)} series through {len(scrapes)} scrapes: {took:.2f} s, "
          f"{arrived} arrived, {unknown} unknown")  # fmt: skip


_NAMES = (
    "kube_pod_labels",
    "node_cpu_seconds_total",
    "container_cpu_usage_seconds_total",
    "kubelet_node_name",
    "go_info",
)


def _series(index: int):  # type: ignore[no-untyped-def]
    from alloyc.simulate import Series

    return Series(
        {"__name__": _NAMES[index % 5], "namespace": f"n{index % 40}", "pod": f"p{index}", "container": "app"}
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    twenty_tests(arguments.rounds)
    many_series()
