"""The picture as a page that answers: on this machine only, behind a token, until it is interrupted."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from ..report.diagnostics import Refused
from .questions import KINDS, Question

HOST = "127.0.0.1"
MAX_QUESTION = 64 * 1024
"""Bytes of a question."""

Ask = Callable[[Question], list[dict[str, Any]]]


def server(page: str, ask: Ask) -> tuple[ThreadingHTTPServer, str]:
    """A server that is bound to a free port, and the address at which it gives the page. The caller runs it."""
    token = secrets.token_urlsafe(24)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self._is_allowed(f"/{token}/"):
                _reply(self, 200, "text/html; charset=utf-8", page)

        def do_POST(self) -> None:
            if self._is_allowed(f"/{token}/ask"):
                status, data = _answered(_body(self), ask)
                _reply(self, status, "application/json", json.dumps(data))

        def _is_allowed(self, path: str) -> bool:
            """Whoever knows the token, and asks this very host: a name of another that leads here is refused."""
            assert isinstance(self.server, ThreadingHTTPServer)
            port = self.server.server_port
            known = self.headers.get("Host") in (f"{HOST}:{port}", f"localhost:{port}")
            if known and secrets.compare_digest(self.path.encode(), path.encode()):
                return True
            _reply(self, 404, "text/plain", "not found\n")
            return False

        def log_message(self, format: str, *args: Any) -> None:
            """Nothing: the path holds the token."""

    made = ThreadingHTTPServer((HOST, 0), Handler)
    return made, f"http://{HOST}:{made.server_port}/{token}/"


def _body(request: BaseHTTPRequestHandler) -> bytes:
    length = request.headers.get("Content-Length", "")
    return request.rfile.read(min(int(length), MAX_QUESTION)) if length.isdecimal() else b""


def _answered(body: bytes, ask: Ask) -> tuple[int, dict[str, Any]]:
    try:
        data = json.loads(body)
        kind, text = data["kind"], data["text"]
    except (ValueError, KeyError, TypeError):
        kind, text = None, None
    if kind not in KINDS or not isinstance(text, str):
        return 400, {"error": "this is no question"}
    try:
        return 200, {"answers": ask(Question(kind, text))}
    except Refused as refused:
        return 400, {"error": "; ".join(f"{fault.message}: {fault.help}" for fault in refused.diagnostics)}


def _reply(request: BaseHTTPRequestHandler, status: int, kind: str, text: str) -> None:
    content = text.encode()
    request.send_response(status)
    for name, value in {
        "Content-Type": kind,
        "Content-Length": str(len(content)),
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "no-referrer",
    }.items():
        request.send_header(name, value)
    request.end_headers()
    request.wfile.write(content)
