"""A real browser: Debian's Chromium, driven by Playwright. One for all tests, with one page that is used again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from shutil import which
from typing import Any

import pytest

FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip


@dataclass
class Tab:
    """The page, and what went wrong in it or was asked of the network since it was opened."""

    page: Any
    folder: Path
    faults: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def open(self, text: str, width: int = 1280, height: int = 900) -> Any:
        """Opens a page from disk."""
        file = self.folder / "picture.html"
        file.write_text(text, encoding="utf-8")
        return self.visit(file.as_uri(), width, height)

    def visit(self, address: str, width: int = 1280, height: int = 900) -> Any:
        self.faults.clear()
        self.requests.clear()
        self.page.set_viewport_size({"width": width, "height": height})
        self.page.goto(address)
        return self.page


@contextmanager
def chromium(folder: Path) -> Iterator[Tab]:
    """Starts the browser; skips where there is none."""
    api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    path = which("chromium") or which("chromium-browser")
    if path is None:
        pytest.skip("there is no Chromium on this machine: apt-get install chromium")
    with api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        tab = Tab(browser.new_page(), folder)
        tab.page.on("console", lambda message: tab.faults.append(message.text) if message.type == "error" else None)
        tab.page.on("pageerror", lambda error: tab.faults.append(str(error)))
        tab.page.on("dialog", lambda dialog: (tab.faults.append(f"dialog {dialog.message}"), dialog.dismiss()))
        tab.page.on("request", lambda request: tab.requests.append(request.url))
        yield tab
        browser.close()
