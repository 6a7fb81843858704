"""Times `alloyc diff`: two values files of a large cluster beside one build, and 200,000 sample series."""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
from pathlib import Path

from run import FIXTURES, seconds

LARGE = FIXTURES / "every-feature--five-collectors.yaml"
OVERLAY = "clusterMetrics: {kubelet: {scrapeInterval: 17s}, cadvisor: {metricsTuning: {useDefaultAllowList: false}}}\n"
SERIES = 200_000
NAMES = ("container_cpu_usage_seconds_total", "container_memory_rss", "container_memory_cache", "container_tasks_state",
         *(f"container_other_{number}" for number in range(60)))  # fmt: skip


def two_files(rounds: int, overlay: Path) -> None:
    """A diff without samples, beside one build of the larger side, in turn."""
    alloyc = [sys.executable, "-m", "alloyc"]
    build = [*alloyc, "build", str(LARGE)]
    diff = [*alloyc, "diff", str(LARGE), "--new", f"{LARGE},{overlay}", "--fail-on", "none"]
    ratios = [seconds(diff) / seconds(build) for _ in range(rounds)]
    print(f"two files of a large cluster: {statistics.median(ratios):.2f} times one build ({min(ratios):.2f} to "
          f"{max(ratios):.2f})")  # fmt: skip


def many_series(overlay: Path, folder: Path) -> None:
    """A diff with samples of one source, reading them included."""
    sample = folder / "clusterMetrics.cadvisor.prom"
    sample.write_text("".join(map(_series, range(SERIES))))
    command = [sys.executable, "-m", "alloyc", "diff", str(LARGE), "--new", f"{LARGE},{overlay}", "--fail-on", "none"]
    print(f"{SERIES} sample series: {seconds([*command, '--samples', str(sample)]):.1f} s")


def _series(number: int) -> str:
    pod, name = number // len(NAMES), NAMES[number % len(NAMES)]
    labels = f'namespace="n{number % 40}",pod="p{pod}",container="app",image="app:{number % 7}",id="/kubepods/p{pod}"'
    return f"{name}{{{labels}}} 1.5\n"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        (Path(name) / "overlay.yaml").write_text(OVERLAY)
        two_files(arguments.rounds, Path(name) / "overlay.yaml")
        many_series(Path(name) / "overlay.yaml", Path(name))
