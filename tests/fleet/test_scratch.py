"""Where the sockets of a pool go."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from alloyc.fleet.scratch import socket_fits


@pytest.mark.parametrize(("folder", "fits"), [("/tmp", True), ("/tmp/" + "long/" * 20, False)])
def test_a_folder_that_is_deep_has_no_room_for_a_socket(
    folder: str, fits: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(Path(folder)))
    assert socket_fits() is fits
