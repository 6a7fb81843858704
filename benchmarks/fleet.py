"""A generated fleet, and what building it costs. By hand, on a quiet machine:

python benchmarks/fleet.py make DIR --clusters 10000     # seeded: the same files every time
python benchmarks/fleet.py measure DIR --sample 12
python benchmarks/fleet.py kill DIR
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import subprocess
import sys
import time
from filecmp import cmpfiles
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures" / "values"
BASES = (
    "first-slice--three-collectors", "every-feature--five-collectors", "integration-mysql--every-option",
    "application-observability--every-option", "otlp--every-option", "cluster-metrics--every-option",
)  # fmt: skip
REGIONS = 12
BUILD = ("fleet", "build", "--diagnostics", "github")
PROJECT = """\
namespace: monitoring
format: FORMAT
matrix:
  - inventory: inventory.csv
    clusters: clusters/{cluster}.yaml
    over: ["bases/{base}.yaml", "regions/{region}.yaml"]
    set:
      cluster.name: "{cluster}"
      telemetryServices.opencost.opencost.exporter.defaultClusterId: "{cluster}"
"""


def make(folder: Path, clusters: int, form: str) -> None:
    """Six bases, twelve regions, and own values for a third of the clusters."""
    chance = random.Random(19)
    for name in ("bases", "regions", "clusters"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    for number, base in enumerate(BASES):
        (folder / "bases" / f"b{number}.yaml").write_text((FIXTURES / f"{base}.yaml").read_text())
    for number in range(REGIONS):
        (folder / "regions" / f"r{number}.yaml").write_text(f"global:\n  scrapeInterval: {30 + 5 * number}s\n")
    rows = ["cluster,base,region"]
    for number in range(clusters):
        name = f"c{number:05}"
        rows.append(f"{name},b{chance.randrange(len(BASES))},r{chance.randrange(REGIONS)}")
        if number % 3 == 0:
            (folder / "clusters" / f"{name}.yaml").write_text(own_values(chance))
    (folder / "inventory.csv").write_text("\n".join(rows) + "\n")
    (folder / "alloyc.yaml").write_text(PROJECT.replace("FORMAT", form))


def own_values(chance: random.Random) -> str:
    """What a cluster says for itself: half of them something that no other says."""
    kinds = (
        f"global:\n  scrapeTimeout: {chance.randrange(10, 30)}s\n",
        "selfReporting:\n  enabled: false\n",
        f"x-owner: team-{chance.randrange(50)}\n",
        f"global:\n  scrapeTimeout: {chance.randrange(1000, 30000)}ms\nx-owner: team-{chance.randrange(50)}\n",
    )
    return chance.choice(kinds)


def measure(folder: Path, sample: int, jobs: int) -> None:
    """The ratios of docs/fleet.md."""
    rows = (folder / "inventory.csv").read_text().splitlines()[1:]
    chosen = random.Random(7).sample([row.split(",")[0] for row in rows], sample)
    with TemporaryDirectory() as other:
        singles = [timed(folder, jobs, "build", "--cluster", name, "-o", f"{other}/{name}", "-q") for name in chosen]
        single = sum(singles) / sample
        first, second = (timed(folder, jobs, *BUILD, "--jobs", str(jobs)) for _ in range(2))
        differing = [name for name in chosen if not same(folder / "out" / name, Path(other) / name)]
    region = folder / "regions" / "r3.yaml"
    before = region.read_text()
    region.write_text(before + "  scrapeTimeout: 9s\n")
    third = timed(folder, jobs, *BUILD, "--jobs", str(jobs))
    region.write_text(before)
    largest = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    count = len(rows)
    print(f"{count} clusters, {jobs} jobs; a single build process {single:.3f} s")
    print(f"first {first:.1f} s, {first * jobs / (count * single):.2%} of single builds a core")
    print(f"second {second:.2f} s, {second / first:.2%} of the first; one region edited {third:.1f} s")
    print(f"{1000 * first / count:.2f} ms a cluster; the largest process had {largest:.0f} MiB")
    print(f"sampled clusters that differ from single builds: {differing or 'none'}")


def kill(folder: Path, times: int, jobs: int) -> None:
    """Kills a build at random moments; the next has to give the bytes of one that nobody killed, and no litter."""
    chance = random.Random(20)
    command = [sys.executable, "-m", "alloyc", "fleet", "build", "--quiet", "--jobs", str(jobs)]
    with TemporaryDirectory() as scratch:
        environment = {**os.environ, "TMPDIR": scratch}
        for _ in range(times):
            with subprocess.Popen([*command, "-o", "killed"], cwd=folder, env=environment) as process:
                try:
                    process.wait(chance.uniform(0.2, 6))
                except subprocess.TimeoutExpired:
                    process.kill()
        for output in ("killed", "whole"):
            more = ["--no-cache"] if output == "whole" else []
            subprocess.run([*command, *more, "-o", output], cwd=folder, env=environment, check=False)
        litter = [*Path(scratch).rglob("*"), *(folder / "killed").rglob("*.alloyc-new")]
    left, right = (contents(folder / name) for name in ("killed", "whole"))
    print(f"killed {times} times: {len(left)} files, the same bytes: {left == right}, litter: {litter or 'none'}")


def contents(folder: Path) -> dict[str, str]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): sha256(path.read_bytes()).hexdigest() for path in files}


def timed(folder: Path, jobs: int, *arguments: str) -> float:
    """The seconds that a command takes: those of the processor where it is one process, which others on the machine do
    not change; else those of the clock."""
    start, used = time.perf_counter(), processor()
    said = alloyc(folder, *arguments)
    print(said.splitlines()[0] if said.splitlines() else "", file=sys.stderr)
    return processor() - used if jobs == 1 else time.perf_counter() - start


def processor() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def alloyc(folder: Path, *arguments: str) -> str:
    command = [sys.executable, "-m", "alloyc", *arguments]
    return subprocess.run(command, cwd=folder, stderr=subprocess.PIPE, text=True, check=False).stderr


def same(left: Path, right: Path) -> bool:
    names = sorted(path.name for path in right.iterdir())
    matched, _, _ = cmpfiles(left, right, names, shallow=False)
    return sorted(matched) == names == sorted(path.name for path in left.iterdir())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=("make", "measure", "kill"))
    parser.add_argument("folder", type=Path)
    parser.add_argument("--clusters", type=int, default=1000)
    parser.add_argument("--format", default="alloy")
    parser.add_argument("--sample", type=int, default=12)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    given = parser.parse_args()
    if given.what == "make":
        make(given.folder, given.clusters, given.format)
    elif given.what == "kill":
        kill(given.folder, 20, given.jobs)
    else:
        measure(given.folder, given.sample, given.jobs)


if __name__ == "__main__":
    main()
