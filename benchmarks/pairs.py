"""Whole and warm builds of this checkout beside another one's, in pairs: what a change costs.

git worktree add /tmp/other COMMIT && python3 -m venv /tmp/venv && /tmp/venv/bin/pip install -e /tmp/other
python benchmarks/pairs.py /tmp/venv/bin/python --rounds 10
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
from pathlib import Path

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures"
CASES = ("first-slice--three-collectors", "cluster-metrics--every-option", "every-feature--five-collectors")
IMPORT_LINE = "import yaml, lark, pydantic, click"
WARM = """
import sys, time
from alloyc.compile import compile_values
from alloyc.values.load import load

def seconds():
    start = time.process_time()
    compile_values(load([sys.argv[1]]))
    return time.process_time() - start

seconds()
print(min(seconds() for _ in range(10)))
"""
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def ran(command: list[str]) -> tuple[float, str]:
    """The seconds of processor that a command took, which other work on the machine changes little; and its output."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, capture_output=True, text=True, env=ENVIRONMENT, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, done.stdout


def measure(other: str, rounds: int) -> None:
    """Each round runs everything once, so that a slow moment hits both sides; the ratios are medians over rounds."""
    print(f"{'':<34}{'cold':>8}{'warm':>8}{'cold/line':>11}{'warm/line':>11}")
    for case in CASES:
        path = str(FIXTURES / "values" / f"{case}.yaml")
        cold, warm, of_line, warm_of_line = [], [], [], []
        for _ in range(rounds):
            line = ran([sys.executable, "-c", IMPORT_LINE])[0]
            whole = [ran([python, "-m", "alloyc", "build", path])[0] for python in (sys.executable, other)]
            again = [float(ran([python, "-c", WARM, path])[1]) for python in (sys.executable, other)]
            cold.append(whole[0] / whole[1])
            warm.append(again[0] / again[1])
            of_line.append(whole[0] / line)
            warm_of_line.append(again[0] / line)
        found = [statistics.median(ratios) for ratios in (cold, warm, of_line, warm_of_line)]
        print(f"{case:<34}{found[0]:>8.2f}{found[1]:>8.2f}{found[2]:>11.2f}{found[3]:>11.3f}")


def verify(other: str, rounds: int) -> None:
    """`alloyc verify` of every expected configuration."""
    files = [str(path) for path in sorted((FIXTURES / "expected").rglob("*.alloy"))]
    ratios = []
    for _ in range(rounds):
        here, there = (checked(python, files) for python in (sys.executable, other))
        ratios.append(here / there)
    print(f"\n{f'verify {len(files)} files':<34}{statistics.median(ratios):>8.2f}")


def checked(python: str, files: list[str]) -> float:
    """The seconds that verifying files takes, whatever is said of them."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([python, "-m", "alloyc", "verify", *files], capture_output=True, env=ENVIRONMENT, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("other", help="the Python of the other checkout's environment")
    parser.add_argument("--rounds", type=int, default=10)
    given = parser.parse_args()
    measure(given.other, given.rounds)
    verify(given.other, given.rounds)
