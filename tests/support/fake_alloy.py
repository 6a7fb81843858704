"""Stands in for Alloy: says that it is ready, starts a process of its own, and sends nothing."""

import subprocess
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer

child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
print(child.pid, flush=True)
host, _, port = next(word for word in sys.argv if "listen-addr" in word).partition("=")[2].partition(":")


class Ready(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()


HTTPServer((host, int(port)), Ready).serve_forever()
