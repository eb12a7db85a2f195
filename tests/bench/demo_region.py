#!/usr/bin/env python3
"""The demo region with 7,000 pupils: one `kolk sync` from nothing, and passes in which nothing changed.

    demo_region.py --kolk BINARY --work DIR NAME...

The systems around kolk are the demo's own, as processes of their own on the same machine, none of them slow or down.
The floor of the first pass reads every source file, takes its SHA-256, and makes the leaf of each log entry a durable
row, a hundred a transaction; that of an unchanged pass only reads and hashes.
"""

import argparse
import hashlib
import json
import shutil
import sqlite3
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "gateway" / "demo"))

import configuration  # noqa: E402
import generate  # noqa: E402
import peers  # noqa: E402
import signing  # noqa: E402
from configuration import Setting  # noqa: E402
from kolk import Kolk  # noqa: E402

PUPILS = 7_000
MIB = 1024 * 1024
DONE_OR_NEEDS_A_PERSON = (0, 1)  # the demo holds input that must end in quarantine


class Region:
    def __init__(self, kolk: Path, state: Path) -> None:
        self._kolk = kolk
        self.state = state
        shutil.rmtree(state, ignore_errors=True)
        state.mkdir(parents=True)
        generate.generate(state, PUPILS, generate.standards_folder(None))
        peers.SLOW.clear()
        self.peers = peers.Peers(state)
        parties = Kolk(kolk, state / "region" / "kolk.yaml")
        signing.make_keys(parties, state)
        configuration.write_region(state / "region", Setting(self.peers.start(), small_batch=configuration.BATCH))
        subprocess.run([kolk, "init", state / "region"], check=True, stdout=subprocess.DEVNULL)
        signing.sign(parties, state)

    def sync(self) -> dict[str, float]:
        done = subprocess.run([sys.executable, "-S", HERE / "measured.py", self._kolk, "sync", *self._here()],
                              check=True, capture_output=True, text=True)
        figures = json.loads(done.stdout)
        if figures["code"] not in DONE_OR_NEEDS_A_PERSON:
            raise SystemExit(f"`kolk sync` ended with {figures['code']}")
        return figures

    def status(self) -> dict:
        done = subprocess.run([self._kolk, "status", "--json", *self._here()], check=True, capture_output=True)
        return json.loads(done.stdout)

    def size_of_state(self) -> int:
        return sum(file.stat().st_size for file in (self.state / "region" / "state").rglob("*") if file.is_file())

    def _here(self) -> list[str]:
        return ["-c", str(self.state / "region" / "kolk.yaml")]


def report(name: str, value: float, unit: str, floor: float | None = None, ratio: float | None = None) -> None:
    print(json.dumps({"name": name, "value": value, "unit": unit, "floor": floor, "ratio": ratio}), flush=True)


def timed(work: Callable[[], None]) -> float:
    begin = time.monotonic()
    work()
    return time.monotonic() - begin


def hash_sources(state: Path) -> None:
    for file in sorted((state / "sources").rglob("*")):
        if file.is_file():
            hashlib.sha256(file.read_bytes()).digest()


def leaves(state: Path) -> list[tuple[str]]:
    database = sqlite3.connect(f"file:{state / 'region' / 'state' / 'kolk.db'}?mode=ro", uri=True)
    return database.execute("SELECT leaf FROM log_entries").fetchall()


def write_rows(folder: Path, rows: list[tuple[str]]) -> None:
    database = sqlite3.connect(folder / "floor.db", isolation_level=None)
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("PRAGMA synchronous = FULL")
    database.execute("CREATE TABLE entries (id INTEGER PRIMARY KEY, leaf TEXT)")
    for first in range(0, len(rows), 100):
        database.execute("BEGIN")
        database.executemany("INSERT INTO entries (leaf) VALUES (?)", rows[first:first + 100])
        database.execute("COMMIT")
    database.close()


def first_pass(region: Region) -> None:
    figures = region.sync()
    status = region.status()
    rows = sum(counts["pulled"] for counts in status["record_types"].values()) + status["not_asked_for"]
    written = leaves(region.state)
    floor = timed(lambda: hash_sources(region.state)) + timed(lambda: write_rows(region.state, written))
    seconds = figures["seconds"]
    report("demo-region-time", round(seconds, 3), "s", round(floor, 3), round(floor / seconds, 3))
    report("demo-region-speed", round(rows / seconds), "rows/s", round(rows / floor), round(floor / seconds, 3))
    report("demo-region-memory", round(figures["peak_memory"] / MIB, 1), "MiB")
    leaf_bytes = sum(len(leaf) for leaf, in written)
    size = region.size_of_state()
    report("demo-region-state", round(size / MIB, 1), "MiB", round(leaf_bytes / MIB, 1), round(leaf_bytes / size, 3))


def unchanged_passes(region: Region) -> None:
    region.sync()  # takes what the first pass left: acknowledgement files, repeats
    seconds = statistics.median(region.sync()["seconds"] for _ in range(5))
    floor = statistics.median(timed(lambda: hash_sources(region.state)) for _ in range(5))
    report("unchanged-pass", round(seconds, 3), "s", round(floor, 3), round(floor / seconds, 3))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kolk", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("names", nargs="+", choices=("demo-region", "unchanged-pass"))
    options = parser.parse_args()
    region = Region(options.kolk, options.work / "demo")
    try:
        if "demo-region" in options.names:
            first_pass(region)
        else:
            region.sync()
        if "unchanged-pass" in options.names:
            unchanged_passes(region)
    finally:
        region.peers.stop()


if __name__ == "__main__":
    main()
