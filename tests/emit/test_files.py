"""Writing: all files or none, with the rights that they should have, and nothing left behind."""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from alloyc.emit import files
from alloyc.emit.files import write, write_decided
from alloyc.report.diagnostics import Refused

STUCK = """
import os, sys, time
from alloyc.emit import files
def stuck(temporary, target, content):
    temporary.write_text(content)
    print("ready", flush=True)
    time.sleep(60)
files._prepare = stuck
files.write(sys.argv[1], {"a": "new"})
"""


@pytest.fixture
def mask() -> Iterator[None]:
    before = os.umask(0o027)
    yield
    os.umask(before)


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


@pytest.mark.usefixtures("mask")
def test_rights(tmp_path: Path) -> None:
    write(str(tmp_path), {"a": "1", "secrets.yaml": "2"})
    assert (mode(tmp_path / "a"), mode(tmp_path / "secrets.yaml")) == (0o640, 0o600)
    (tmp_path / "a").chmod(0o604)
    (tmp_path / "secrets.yaml").chmod(0o644)
    write(str(tmp_path), {"a": "3", "secrets.yaml": "2"})
    assert (mode(tmp_path / "a"), mode(tmp_path / "secrets.yaml")) == (0o604, 0o600)


def test_what_is_there_is_not_touched(tmp_path: Path) -> None:
    write(str(tmp_path), {"a": "1"})
    os.utime(tmp_path / "a", (1, 1))
    assert write(str(tmp_path), {"a": "1", "b": "2"}) == ["b"]
    assert (tmp_path / "a").stat().st_mtime == 1


@pytest.mark.parametrize("name", ["../b", "/tmp/alloyc-evil", "a/../../b", "linked/b", "is-a-folder", "b\0"])
def test_if_one_cannot_be_written_none_is(name: str, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    write(str(folder), {"a": "old", "is-a-folder/x": ""})
    (folder / "linked").symlink_to(tmp_path)
    with pytest.raises(Refused, match="unwritable-output"):
        write(str(folder), {"a": "new", name: "new"})
    assert (folder / "a").read_text() == "old"
    assert sorted(path.name for path in folder.iterdir()) == ["a", "is-a-folder", "linked"]
    assert not (tmp_path / "b").exists()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGKILL])
def test_a_build_that_is_stopped_leaves_nothing(number: signal.Signals, tmp_path: Path) -> None:
    # What runs in the background ignores the interrupt; a build that does not is meant.
    stuck = subprocess.Popen(
        [sys.executable, "-c", STUCK, tmp_path],
        stdout=-1, stderr=-1, text=True, preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )  # fmt: skip
    assert stuck.stdout
    assert stuck.stdout.readline() == "ready\n"
    stuck.send_signal(number)
    stuck.communicate()
    assert len(list(tmp_path.iterdir())) == (number == signal.SIGKILL)
    write(str(tmp_path), {"a": "new"})
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_two_builds_do_not_meet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "_WAIT", 0.0)
    with files._locked(tmp_path), pytest.raises(Refused, match="another build"):
        write(str(tmp_path), {"a": "new"})
    assert write(str(tmp_path), {"a": "new"}) == ["a"]


def test_a_rename_that_fails_in_the_middle_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(str(tmp_path), {"a": "1", "b": "1", "gone": "1"})
    rename = os.replace

    def fails_for_b(source: Path, target: Path) -> None:
        if target.name == "b" and "before" not in source.name:
            raise OSError(28, "no space left on device")
        rename(source, target)

    monkeypatch.setattr(os, "replace", fails_for_b)
    with pytest.raises(Refused):
        write(str(tmp_path), {"a": "2", "new": "2", "b": "2"}, ["gone"])
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {"a": "1", "b": "1", "gone": "1"}


def test_what_is_there_is_looked_at_while_no_other_build_can_change_it(tmp_path: Path) -> None:
    def decide() -> tuple[dict[str, str], list[str]]:
        with pytest.raises(BlockingIOError):
            fcntl.flock(os.open(tmp_path, os.O_RDONLY), fcntl.LOCK_EX | fcntl.LOCK_NB)
        return {"a": "1"}, []

    assert write_decided(str(tmp_path), decide) == ["a"]
    assert [path.name for path in tmp_path.iterdir()] == ["a"]
