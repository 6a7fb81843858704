"""The one local server that Alloy is put between: it is the Kubernetes API, every target, and every destination.

Alloy reaches it at three sorts of places: `/cluster/KEY/...` is the Kubernetes API as one component sees it, what is
sent to `/sink/KEY/...` has arrived at a destination, and a request for a whole URL is a scrape, through a proxy whose
user name is the key of the component that scrapes.
"""

from __future__ import annotations

import gzip
from base64 import b64decode
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Lock, Thread
from time import monotonic
from typing import NamedTuple
from urllib.parse import urlsplit

from ..simulate.data import Datum, Series
from .cluster_api import Answer, Cluster
from .messages import decode

HOST = "127.0.0.1"
TENANT = "X-Scope-OrgID"


class Scraped(NamedTuple):
    """A target that was scraped: by what, and where."""

    key: str
    address: str
    path: str


Expose = Callable[[Scraped], str]
"""What a target shows, as text."""


@dataclass
class Local:
    """What the server serves, and what it was sent. `sinks` are kinds of components, by key."""

    clusters: dict[str, Cluster]
    sinks: Mapping[str, str]
    expose: Expose
    arrived: list[tuple[str, Datum, str]] = field(default_factory=list)
    scrapes: dict[Scraped, int] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    changed: float = field(default_factory=monotonic)
    closing: Event = field(default_factory=Event)
    lock: Lock = field(default_factory=Lock)
    _seen: set[str] = field(default_factory=set)

    def arrive(self, key: str, path: str, body: bytes, tenant: str) -> None:
        """Keeps what came to a sink; of the samples of a series one."""
        try:
            found = decode(self.sinks[key], body)
        except Exception as fault:
            with self.lock:
                self.faults.append(f"what was sent to `{path}` cannot be read: {fault!r}")
            return
        for datum in found:
            with self.lock:
                again = (key, sorted(datum.labels.items()), tenant) if isinstance(datum, Series) else None
                if again is None or repr(again) not in self._seen:
                    self._seen.add(repr(again))
                    self.arrived.append((key, datum, tenant))
                    self.changed = monotonic()

    def touch(self) -> None:
        """Something new has happened, now."""
        self.changed = monotonic()

    def scrape(self, scraped: Scraped) -> str:
        """What a target shows."""
        with self.lock:
            if scraped not in self.scrapes:
                self.changed = monotonic()
            self.scrapes[scraped] = self.scrapes.get(scraped, 0) + 1
        return self.expose(scraped)


@contextmanager
def serving(local: Local) -> Iterator[int]:
    """The server, on a port of this machine that is free; its number. Closed at the end, with what is still open."""

    class Handler(_Handler):
        state = local

    server = ThreadingHTTPServer((HOST, 0), Handler)
    server.daemon_threads = True
    thread = Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield server.server_port
    finally:
        local.closing.set()
        server.shutdown()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    state: Local

    def do_GET(self) -> None:
        url = urlsplit(self.path)
        if url.netloc:
            text = self.state.scrape(Scraped(_user(self.headers.get("Proxy-Authorization", "")), url.netloc, url.path))
            self._answer(Answer(200, "text/plain; version=0.0.4; charset=utf-8", (text,)))
            return
        _, root, key, rest = (*url.path.split("/", 3), "", "", "")[:4]
        if root == "cluster" and key in self.state.clusters:
            self._answer(self.state.clusters[key].answer(rest, url.query))
        else:
            self._answer(Answer(404, "text/plain", ("nothing is here",)))

    def do_POST(self) -> None:
        url = urlsplit(self.path)
        body = self._body()
        _, root, key, rest = (*url.path.split("/", 3), "", "", "")[:4]
        if root != "sink" or key not in self.state.sinks:
            self._answer(Answer(404, "text/plain", ("nothing is here",)))
            return
        self.state.arrive(key, rest, body, self.headers.get(TENANT, ""))
        written = self.headers.get("Content-Type", "")
        empty = Answer(200, written, ()) if written == "application/proto" else Answer(200, "application/json", ("{}",))
        self._answer(empty)

    def _body(self) -> bytes:
        if self.headers.get("Transfer-Encoding", "") == "chunked":
            parts = []
            while size := int(self.rfile.readline().partition(b";")[0], 16):
                parts.append(self.rfile.read(size))
                self.rfile.readline()
            self.rfile.readline()
            body = b"".join(parts)
        else:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        return gzip.decompress(body) if self.headers.get("Content-Encoding", "") == "gzip" else body

    def _answer(self, answer: Answer) -> None:
        """Sends an answer; one that stays open until the client goes, or the server is closed."""
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.content_type)
        if not answer.stays_open:
            text = "".join(answer.chunks).encode()
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)
            return
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        try:
            for chunk in answer.chunks:
                self._chunk(chunk.encode())
            self.state.closing.wait()
            self._chunk(b"")
        except OSError:
            pass
        self.close_connection = True

    def _chunk(self, data: bytes) -> None:
        self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
        self.wfile.flush()

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing: standard error is the user's."""


def _user(authorization: str) -> str:
    """The user name of basic authentication."""
    kind, _, encoded = authorization.partition(" ")
    return b64decode(encoded).decode().partition(":")[0] if kind == "Basic" else ""
