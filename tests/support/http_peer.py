#!/usr/bin/env python3
"""An HTTP(S) server for tests, on loopback and any free port, which it prints. It ends when its standard input closes.

    http_peer.py [--certificate FILE --key FILE]

/echo answers with what was posted, /status/N with that status, /bytes/N with N bytes, /early with less than it
announced, /headers with too many headers, /never not at all, /garbage with no HTTP, /connections with how many
connections were made, /seen with the headers of the request.
"""

import argparse
import json
import os
import ssl
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Server(ThreadingHTTPServer):
    daemon_threads = True
    connections = 0
    context: ssl.SSLContext | None = None

    def get_request(self):
        connection, address = super().get_request()
        Server.connections += 1
        if self.context is not None:
            connection = self.context.wrap_socket(connection, server_side=True, do_handshake_on_connect=False)
        return connection, address

    def handle_error(self, request, client_address) -> None:
        """Nothing: peers that break off are what the tests are about."""


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        self._route(body)

    def do_GET(self) -> None:
        self._route(b"hello")

    do_HEAD = do_GET

    def _route(self, body: bytes) -> None:
        _, route, *rest = self.path.split("/")
        if route == "status":
            self._answer(int(rest[0]), b"", {"Location": "/echo"})
        elif route == "bytes":
            self._answer(200, b"x" * int(rest[0]))
        elif route == "chunks":
            self._chunks(int(rest[0]))
        elif route == "early":
            self._answer(200, b"half", {"Content-Length": "100"})
            self.close_connection = True
        elif route == "headers":
            self._answer(200, b"", {f"X-Filler-{n}": "x" * 1000 for n in range(90)})
        elif route == "never":
            threading.Event().wait()
        elif route == "garbage":
            self.wfile.write(b"this is no HTTP\r\n\r\n")
            self.close_connection = True
        elif route == "connections":
            self._answer(200, str(Server.connections).encode())
        elif route == "seen":
            self._answer(200, json.dumps({"method": self.command, **dict(self.headers.items())}).encode())
        else:
            self._answer(200, body)

    def _chunks(self, size: int) -> None:
        """A body whose size is not announced."""
        self.send_response(200)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for _ in range(size // 1000):
            self.wfile.write(b"3e8\r\n" + b"x" * 1000 + b"\r\n")
        self.wfile.write(b"0\r\n\r\n")

    def _answer(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": "text/plain", "Content-Length": str(len(body)), **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: the output belongs to the test."""


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--certificate")
    parser.add_argument("--key")
    options = parser.parse_args()
    server = Server(("127.0.0.1", 0), Handler)
    if options.certificate:
        server.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        server.context.load_cert_chain(options.certificate, options.key)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(server.server_address[1], flush=True)
    sys.stdin.read()
    os._exit(0)


if __name__ == "__main__":
    main()
