"""An Alloy that runs for a while on this machine, and leaves nothing behind."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic, sleep
from urllib.error import URLError
from urllib.request import ProxyHandler, build_opener

from .server import HOST

open_local = build_opener(ProxyHandler({})).open
"""Opens URLs of this machine, past any proxy."""

_PATIENCE = 5
"""Seconds that Alloy may take to end by itself."""


class NotRunning(Exception):
    """Alloy does not run. Its text is the reason."""


@dataclass(frozen=True)
class Running:
    """An Alloy that was started: where it answers, and the file of what it says."""

    process: subprocess.Popen[bytes]
    port: int
    log: Path

    def wait_until_ready(self, deadline: float) -> None:
        """Returns when every component runs. Raises NotRunning."""
        while monotonic() < deadline:
            if self.process.poll() is not None:
                raise NotRunning(f"Alloy ends at once: {self.said()}")
            with suppress(URLError, OSError), open_local(f"http://{HOST}:{self.port}/-/ready", timeout=2):
                return
            sleep(0.05)
        raise NotRunning(f"Alloy is not ready in time: {self.said()}")

    def said(self) -> str:
        """The errors that it logged, or else its last words."""
        lines = re.sub(r"\x1b\[[0-9;]*m", "", self.log.read_text(errors="replace")).splitlines()
        errors = [line for line in lines if "level=error" in line or line.startswith("Error")]
        return " ".join((errors or lines)[-3:]) or "it says nothing"


@contextmanager
def running(alloy: str, text: str, environment: Mapping[str, str]) -> Iterator[Running]:
    """Alloy with a configuration, and with these variables alone. At the end, whatever it is, the whole group of its
    processes is gone, and so is its folder. Raises NotRunning where it cannot be started."""
    with TemporaryDirectory(prefix="alloyc-engine-", ignore_cleanup_errors=True) as folder:
        file, log, port = Path(folder, "config.alloy"), Path(folder, "log"), free_port()
        file.write_text(text, encoding="utf-8")
        flags = [f"--server.http.listen-addr={HOST}:{port}", f"--storage.path={folder}/data", "--disable-reporting",
                 "--stability.level=experimental", "--feature.community-components.enabled"]  # fmt: skip
        with log.open("wb") as written:
            try:
                process = subprocess.Popen([alloy, "run", *flags, str(file)], stdout=written, stderr=written,
                                           stdin=subprocess.DEVNULL, env={"HOME": folder, **environment},
                                           cwd=folder, start_new_session=True)  # fmt: skip
            except OSError as error:
                raise NotRunning(f"`{alloy}` cannot be run: {error.strerror}") from None
            try:
                yield Running(process, port, log)
            finally:
                _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """Ends the process and all that it started."""
    for number, patience in ((signal.SIGTERM, _PATIENCE), (signal.SIGKILL, None)):
        with suppress(ProcessLookupError):
            os.killpg(process.pid, number)
        with suppress(subprocess.TimeoutExpired):
            process.wait(patience)
            if number == signal.SIGKILL:
                return


def free_port() -> int:
    """A port of this machine that nothing listens at."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port
