"""A build that is killed leaves nothing that the next one does not put right."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

BASE = """\
destinations: {logs: {type: loki, url: https://example.com}}
collectors: {single: {presets: [singleton]}}
clusterEvents: {enabled: true}
"""
PROJECT = """\
matrix:
  - inventory: inventory.csv
    over: [base.yaml]
    set: {cluster.name: "{cluster}", clusterEvents.excludeNamespaces: ["n-{group}"]}
"""
COMMAND = (sys.executable, "-m", "alloyc", "fleet", "build", "--quiet", "--jobs", "2")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "base.yaml").write_text(BASE)
    rows = "".join(f"c{number},{number // 4}\n" for number in range(240))
    (tmp_path / "inventory.csv").write_text("cluster,group\n" + rows)
    (tmp_path / "alloyc.yaml").write_text(PROJECT)
    (tmp_path / "scratch").mkdir()
    return tmp_path


def files(folder: Path, name: str) -> dict[str, bytes]:
    below = (path for path in (folder / name).rglob("*") if path.is_file())
    return {path.relative_to(folder / name).as_posix(): path.read_bytes() for path in below}


def build(folder: Path, output: str, alive: float | None = None) -> str:
    """Builds; kills the build after some seconds. Gives what it said."""
    environment = {**os.environ, "TMPDIR": str(folder / "scratch")}
    command = [*COMMAND, "-o", output]
    with subprocess.Popen(command, cwd=folder, env=environment, stderr=subprocess.PIPE, text=True) as process:
        try:
            return process.communicate(timeout=alive)[1]
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            return ""


def moments() -> Iterator[float]:
    chance = random.Random(19)
    return (chance.uniform(0.3, 2.0) for _ in range(5))


def test_the_build_after_one_that_was_killed_gives_the_same_and_no_litter(folder: Path) -> None:
    for alive in moments():
        build(folder, "out", alive)
    assert (build(folder, "out"), build(folder, "fresh")) == ("", "")
    assert files(folder, "out") == files(folder, "fresh")
    assert sorted(path.name for path in (folder / ".alloyc-cache").iterdir()) == [".gitignore", "fleet.sqlite"]
    assert list((folder / "scratch").rglob("*")) == []
