"""Times whole builds against a bare import of the dependencies, and the stages of a build in one process."""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures" / "values"
CASES = ("cluster-events--minimal", "first-slice--three-collectors", "every-feature--five-collectors")
IMPORT_LINE = "import yaml, lark, pydantic, click"


def seconds(command: list[str]) -> float:
    start = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    return time.perf_counter() - start


def processes(rounds: int) -> None:
    commands = {"import line": [sys.executable, "-c", IMPORT_LINE]}
    for case in CASES:
        commands[case] = [sys.executable, "-m", "alloyc", "build", str(FIXTURES / f"{case}.yaml")]
    times: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            times[name].append(seconds(command))
    base = times["import line"]
    print(f"{'process':<34}{'median':>9}{'of the import line':>21}")
    for name, found in times.items():
        ratio = statistics.median(a / b for a, b in zip(found, base, strict=True))
        print(f"{name:<34}{statistics.median(found) * 1000:>7.0f}ms{ratio:>20.2f}x")


def stages(rounds: int) -> None:
    from alloyc.compile import Settings, compile_values
    from alloyc.graph.flows import flows
    from alloyc.graph.resolve import to_body
    from alloyc.lowering.lower import lower
    from alloyc.passes import PASSES
    from alloyc.planning.plan import plan
    from alloyc.planning.read import read_installation
    from alloyc.proof.round_trip import verify_pieces
    from alloyc.syntax.printer import print_blocks
    from alloyc.values.load import load

    for case in CASES:
        path = str(FIXTURES / f"{case}.yaml")
        cold = _timed(lambda path=path: compile_values(load([path]), Settings()))[0]
        values = load([path])
        planned = plan(read_installation(values.data, Settings().release))
        graphs = [lower(collector, planned.installation) for collector in planned.collectors]
        bodies = [to_body(graph) for graph in graphs]
        texts = [print_blocks(body) for body in bodies]
        parts: dict[str, Callable[[], object]] = {
            "load": lambda path=path: load([path]),
            "plan": lambda values=values: plan(read_installation(values.data, Settings().release)),
            "lower": lambda planned=planned: [lower(c, planned.installation) for c in planned.collectors],
            "passes": lambda graphs=graphs: [change(graph) for graph in graphs for change in PASSES[1]],
            "flows": lambda graphs=graphs: [flows(graph) for graph in graphs],
            "print": lambda bodies=bodies: [print_blocks(body) for body in bodies],
            "verify": lambda graphs=graphs, bodies=bodies, texts=texts: [
                verify_pieces(pieces, body, graph.collector)
                for pieces, body, graph in zip(texts, bodies, graphs, strict=True)
            ],
            "whole build, warm": lambda path=path: compile_values(load([path]), Settings()),
        }
        print(
            f"\n{case}: {sum(len(text) for pieces in texts for text in pieces)} bytes, first build {cold * 1000:.0f}ms"
        )
        for name, part in parts.items():
            print(f"  {name:<20}{statistics.median(_timed(part)[0] for _ in range(rounds)) * 1000:>7.1f}ms")


def _timed(part: Callable[[], object]) -> tuple[float, object]:
    start = time.perf_counter()
    result = part()
    return time.perf_counter() - start, result


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=10)
    arguments = parser.parse_args()
    processes(arguments.rounds)
    stages(arguments.rounds)
