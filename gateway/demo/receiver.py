#!/usr/bin/env python3
"""The receiving systems of several parties, each kept apart: HTTPS endpoints and watched folders.

    receiver.py --parties DIR --certificate FILE --key FILE --control DIR [--lifetime SECONDS] < PLAN

The plan (JSON on standard input) names per party whether it is pushed to, `slow_seconds`, `refuse_first` (requests that
it answers with 503, as a system that is being restarted), or a folder with its `format` and `acknowledge`. It knows
nothing of who sends; each party writes what it got to received.ndjson and counts.json in its own folder.
"""

import argparse
import csv
import io
import json
import ssl
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import lifetime
from inbox import Inbox, Item

LONGEST_BODY = 10 * 1024 * 1024
LONGEST_HOLD_SECONDS = 60


class PushedParty:
    def __init__(self, name: str, folder: Path, control: Path, plan: dict[str, float]) -> None:
        self.inbox = Inbox(folder)
        self._hold = control / f"hold-{name}"
        self._holding = control / f"holding-{name}"
        self._slow = plan.get("slow_seconds", 0.0)
        self._refuse = int(plan.get("refuse_first", 0))

    def refuses(self) -> bool:
        self._refuse -= 1
        return self._refuse >= 0

    def take(self, items: list[Item]) -> list[Item]:
        if is_notice(items):
            return self.inbox.take_notices(items)
        answers = self.inbox.take(items)
        time.sleep(self._slow)
        self._hold_answer()
        return answers

    def _hold_answer(self) -> None:
        """Keeps the sender waiting for as long as the conductor wants it to."""
        if not self._hold.exists():
            return
        self._holding.touch()
        end = time.monotonic() + LONGEST_HOLD_SECONDS
        while self._hold.exists() and time.monotonic() < end:
            time.sleep(0.02)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    parties: dict[str, PushedParty]

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length", "0"))
        if length > LONGEST_BODY:
            return self._answer(413, b"")
        body = self.rfile.read(length)
        party = self.parties.get(self.path.strip("/").split("/")[0])
        if party is None:
            return self._answer(404, b"")
        if party.refuses():
            return self._answer(503, b"")
        try:
            items = read_items(body)
        except ValueError:
            return self._answer(400, b"")
        answers = party.take(items)
        self._answer(200, "".join(json.dumps(answer) + "\n" for answer in answers).encode())

    def do_GET(self) -> None:
        self._answer(405, b"")

    do_HEAD = do_OPTIONS = do_GET

    def _answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/x-ndjson")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: this log is not part of the play."""


def is_notice(items: list[Item]) -> bool:
    """Notices come apart from items."""
    return bool(items) and all("notice_id" in item for item in items)


def read_items(body: bytes) -> list[Item]:
    return [json.loads(line) for line in body.decode("utf-8").splitlines() if line]


def read_csv_items(text: str) -> list[Item]:
    """One column a field; the separator is whichever the header uses."""
    header = text.lstrip("\ufeff").split("\n", 1)[0]
    rows = csv.DictReader(io.StringIO(text.lstrip("\ufeff")), delimiter=";" if ";" in header else ",")
    return [{key: value for key, value in row.items() if key and value} for row in rows]


class WatchedFolder:
    """Takes every file once, oldest name first; names that start with a dot are not finished."""

    def __init__(self, folder: Path, plan: dict[str, str]) -> None:
        self.inbox = Inbox(folder)
        self._in = folder / "in"
        self._in.mkdir(parents=True, exist_ok=True)
        self._format = plan.get("format", "ndjson")
        self._acknowledges = plan.get("acknowledge") == "file"
        self._taken: set[str] = set()

    def look(self) -> None:
        suffix = "." + self._format
        for path in sorted(self._in.glob("*" + suffix)):
            if path.name.startswith(".") or path.name in self._taken or path.name.endswith(".ack.ndjson"):
                continue
            text = path.read_text(encoding="utf-8")
            items = read_csv_items(text) if self._format == "csv" else read_items(text.encode())
            notice = is_notice(items)
            answers = self.inbox.take_notices(items) if notice else self.inbox.take(items)
            self._taken.add(path.name)
            if self._acknowledges or notice:
                self._acknowledge(path, answers)

    def _acknowledge(self, path: Path, answers: list[Item]) -> None:
        target = path.with_suffix(".ack.ndjson")
        temporary = path.with_name("." + target.name)
        temporary.write_text("".join(json.dumps(answer) + "\n" for answer in answers), encoding="utf-8")
        temporary.rename(target)


def watch(folders: list[WatchedFolder]) -> None:
    while True:
        for folder in folders:
            folder.look()
        time.sleep(0.05)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--parties", type=Path, required=True)
    parser.add_argument("--certificate", type=Path, required=True)
    parser.add_argument("--key", type=Path, required=True)
    parser.add_argument("--control", type=Path, required=True)
    parser.add_argument("--lifetime", type=float, default=3_600)
    options = parser.parse_args()
    plan = json.load(sys.stdin)
    lifetime.end_with_parent(options.lifetime)
    Handler.parties = {name: PushedParty(name, options.parties / name, options.control, how)
                       for name, how in plan["pushed"].items()}
    folders = [WatchedFolder(options.parties / name, how) for name, how in plan["folders"].items()]
    threading.Thread(target=watch, args=(folders,), daemon=True).start()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(options.certificate, options.key)
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    lifetime.announce(server.server_address[1])
    lifetime.quiet_stderr()
    server.serve_forever()


if __name__ == "__main__":
    main()
