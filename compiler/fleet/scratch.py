"""Where the processes of a pool meet: Python makes a socket for the fork server in a folder, which stays behind when a
build is killed. Ours is marked, and locked while its build lives, so that the next one removes what was left."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from functools import cache
from multiprocessing.util import get_temp_dir
from pathlib import Path
from shutil import rmtree

_MARK = "alloyc"
_LONGEST = 103
"""Characters of a socket's path that every system takes (macOS unix(4); Linux has four more)."""
_SOCKET = "/pymp-12345678/listener-12345678"


def socket_fits() -> bool:
    """Whether the socket of a fork server can be in the folder for temporary files."""
    return len(os.fsencode(tempfile.gettempdir())) + len(_SOCKET) <= _LONGEST


@cache
def take_folder() -> None:
    """Marks the folder of this process, and removes those of builds that were killed. Once is enough: a fork server
    lives as long as the process."""
    try:
        import fcntl
    except ImportError:  # Windows has neither such locks nor a fork server
        return
    for left in Path(tempfile.gettempdir()).glob(f"pymp-*/{_MARK}"):
        with suppress(OSError):
            descriptor = os.open(left.parent, os.O_RDONLY)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                if os.fstat(descriptor).st_uid == os.getuid():
                    rmtree(left.parent, ignore_errors=True)
            finally:
                os.close(descriptor)
    folder = get_temp_dir()
    fcntl.flock(os.open(folder, os.O_RDONLY), fcntl.LOCK_SH)
    (Path(folder) / _MARK).touch()
