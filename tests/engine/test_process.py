"""An Alloy that runs leaves nothing behind. Here a small program stands in for it."""

from __future__ import annotations

import os
from pathlib import Path
from time import monotonic, sleep

import pytest

from alloyc.engine.process import NotRunning, running
from support.programs import fake_alloy, program


def is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return Path(f"/proc/{process}/stat").read_text().split()[2] != "Z"


def is_gone(process: int) -> bool:
    for _ in range(200):
        if not is_alive(process):
            return True
        sleep(0.02)
    return False


class Interrupted(BaseException):
    """As Ctrl-C."""


def interrupted(alloy: str, seen: list[int], folders: list[Path]) -> None:
    with running(alloy, "// nothing", {}) as found:
        found.wait_until_ready(monotonic() + 30)
        seen += [found.process.pid, int(found.log.read_text().split()[0])]
        folders.append(found.log.parent)
        assert all(map(is_alive, seen))
        raise Interrupted


def test_its_processes_and_its_folder_are_gone(tmp_path: Path) -> None:
    seen: list[int] = []
    folders: list[Path] = []
    with pytest.raises(Interrupted):
        interrupted(fake_alloy(tmp_path), seen, folders)
    assert [is_gone(process) for process in seen] == [True, True]
    assert not folders[0].exists()


def test_it_has_the_variables_that_are_given_alone(tmp_path: Path) -> None:
    alloy = program(tmp_path, 'echo "Error: $HOSTNAME $USER."; exit 1')
    with (
        pytest.raises(NotRunning, match=r"ends at once: Error: node-1 \."),
        running(alloy, "", {"HOSTNAME": "node-1", "USER": ""}) as found,
    ):
        found.wait_until_ready(monotonic() + 30)


def test_one_that_is_never_ready_is_not_waited_for_for_ever(tmp_path: Path) -> None:
    with (
        pytest.raises(NotRunning, match="not ready in time"),
        running(program(tmp_path, "exec sleep 600"), "", {}) as found,
    ):
        found.wait_until_ready(monotonic() + 0.2)


def test_what_is_no_program_does_not_run(tmp_path: Path) -> None:
    with pytest.raises(NotRunning, match="cannot be run"), running(str(tmp_path), "", {}):
        pass
