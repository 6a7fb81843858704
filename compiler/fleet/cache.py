"""What was built before, by what it was made of: one SQLite file, safe to delete at any time, and with two builds at
once. Nothing here is needed: whatever goes wrong with the file, a build goes on without it.

It holds configurations, and so whatever secrets the values have: it is for its owner only.
"""

from __future__ import annotations

import json
import os
import sqlite3
import sys
import zlib
from collections import OrderedDict
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import asdict
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from types import TracebackType

from ..report.diagnostics import Diagnostic
from .task import How, Job, Outcome, Product, as_json, from_json

FOLDER = ".alloyc-cache"
_KEPT = 64
"""Products that are kept in memory, unpacked."""
_SCHEMA = """
create table if not exists outcomes (key text primary key, outcome blob not null) without rowid;
create table if not exists answers (key text primary key, answer blob not null) without rowid;
create table if not exists products (key text primary key, files blob not null) without rowid;
"""


class Cache:
    """A cache in a folder; without a folder, one that knows nothing."""

    def __init__(self, folder: Path | None) -> None:
        self.connection = _connect(folder) if folder else None
        self.products: OrderedDict[str, Product] = OrderedDict()

    def __enter__(self) -> Cache:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self.connection is not None:
            with suppress(sqlite3.Error):
                self.connection.close()

    def outcome(self, key: str, name: str) -> Outcome | None:
        """What a cluster came to, if that and its product are known."""
        found = self._get("select outcome from outcomes where key = ?", key)
        try:
            return None if found is None else _outcome(name, json.loads(zlib.decompress(found)))
        except (ValueError, KeyError, TypeError, zlib.error):
            return None

    def answer(self, key: str) -> tuple[Diagnostic, ...] | None:
        """What a question found in a cluster, if it was asked before."""
        found = self._get("select answer from answers where key = ?", key)
        try:
            return None if found is None else tuple(map(from_json, json.loads(zlib.decompress(found))))
        except (ValueError, KeyError, TypeError, zlib.error):
            return None

    def put_answers(self, answers: Iterable[tuple[str, tuple[Diagnostic, ...]]]) -> None:
        """Remembers what a question found, by the keys of clusters and question."""
        if self.connection is None:
            return
        rows = [(key, _packed([as_json(diagnostic) for diagnostic in found])) for key, found in answers]
        with suppress(sqlite3.Error), self.connection:
            self.connection.executemany("insert or replace into answers values (?, ?)", rows)

    def product(self, key: str) -> Product | None:
        """A product, if it is known."""
        known = self.products.get(key)
        if known is None:
            found = self._get("select files from products where key = ?", key)
            try:
                known = None if found is None else _product(key, json.loads(zlib.decompress(found)))
            except (ValueError, KeyError, TypeError, zlib.error):
                return None
            if known is not None:
                self._keep(known)
        return known

    def _keep(self, product: Product) -> None:
        self.products[product.key] = product
        if len(self.products) > _KEPT:
            self.products.popitem(last=False)

    def _get(self, question: str, key: str) -> bytes | None:
        if self.connection is None:
            return None
        try:
            found = self.connection.execute(question, (key,)).fetchone()
        except sqlite3.Error:
            return None
        return found[0] if found and isinstance(found[0], bytes) else None

    def put(self, outcomes: Iterable[tuple[str, Outcome]], products: Iterable[Product]) -> None:
        """Remembers what clusters came to, by their keys, all or nothing."""
        if self.connection is None:
            return
        files = [(product.key, _packed(product.files)) for product in products]
        rows = [(key, _packed(_data(outcome))) for key, outcome in outcomes]
        with suppress(sqlite3.Error), self.connection:
            self.connection.executemany("insert or replace into products values (?, ?)", files)
            self.connection.executemany("insert or replace into outcomes values (?, ?)", rows)


def _connect(folder: Path) -> sqlite3.Connection | None:
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        ignore = folder / ".gitignore"
        if not ignore.exists():
            ignore.write_text("*\n")
        file = folder / "fleet.sqlite"
        os.close(os.open(file, os.O_RDWR | os.O_CREAT, 0o600))
    except OSError:
        return None
    for _ in range(2):
        try:
            connection = sqlite3.connect(file, timeout=10)
            connection.execute("pragma journal_mode = wal")
            connection.execute("pragma synchronous = off")
            connection.executescript(_SCHEMA)
            return connection
        except sqlite3.DatabaseError:  # no database, or one that was cut off: it is worth nothing
            for name in ("fleet.sqlite", "fleet.sqlite-wal", "fleet.sqlite-shm"):
                with suppress(OSError):
                    (folder / name).unlink()
    return None


def _packed(data: object) -> bytes:
    return zlib.compress(json.dumps(data, ensure_ascii=True).encode(), 1)


def _data(outcome: Outcome) -> dict[str, object]:
    diagnostics = [as_json(diagnostic) for diagnostic in outcome.diagnostics]
    return {"product": outcome.product, "fills": outcome.fills, "diagnostics": diagnostics}


def _outcome(name: str, data: dict[str, object]) -> Outcome:
    diagnostics, fills = data["diagnostics"], data["fills"]
    if not isinstance(diagnostics, list) or not isinstance(fills, list):
        raise ValueError("no outcome")
    return Outcome(name, str(data["product"]), tuple(map(str, fills)), tuple(map(from_json, diagnostics)))


def _product(key: str, files: dict[str, list[str | int]]) -> Product:
    return Product(key, {name: tuple(pieces) for name, pieces in files.items()})


def fingerprint() -> str:
    """What this alloyc is: its version, and its files, so that no checkout is taken for another."""
    folder = Path(__file__).resolve().parents[1]
    folders = (folder, folder.parent / "presets", folder.parent / "grammar")
    stats = [
        f"{file.relative_to(folder.parent)} {(found := file.stat()).st_size} {found.st_mtime_ns}"
        for below in folders
        for file in sorted(below.rglob("*"))
        if file.suffix in (".py", ".yaml", ".json", ".lark", ".md")
    ]
    return _digest([version("alloyc"), sys.version, *stats])


def origin_of(how: How) -> str:
    """What all clusters of a build are made by: this alloyc, and how it compiles."""
    return _digest([fingerprint(), json.dumps(asdict(how), sort_keys=True)])


def key_of(job: Job, digests: dict[str, str], origin: str) -> str:
    """The key of a cluster: all that it is made of. `digests` are those of the files, `origin` is that of the build."""
    files = [[name, digests[name]] for name in job.files]
    return _digest([origin, json.dumps([files, job.sets, job.path])])


def key_of_question(key: str, question: str) -> str:
    """The key of a question about a cluster."""
    return _digest([key, question])


def _digest(texts: list[str]) -> str:
    return sha256("\n".join(texts).encode("utf-8", "surrogatepass")).hexdigest()
