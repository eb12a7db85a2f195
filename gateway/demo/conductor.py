#!/usr/bin/env python3
"""Plays the demo: makes a region, starts the systems around it, runs kolk, kills it once, and shows the sums.

    conductor.py --kolk BINARY --state DIR [--pupils N] [--once] [--summary FILE]
    conductor.py --kolk BINARY --state DIR --peers
"""

import argparse
import json
import shutil
import signal
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import configuration
import generate
import live
import refused
import report
import signing
import stories
from children import Child
from configuration import HELD, Ports, Setting
from kolk import JSON, DemoFailed, Kolk, door, wait_until
from peers import Peers
from region import TODAY
from withdraw import withdraw_consents

MARKER = ".kolk-demo"
PATIENCE = 120.0
MIB = 1024 * 1024


@dataclass
class Run:
    """What the summary tells beside the counts."""

    kolk: Kolk
    ports: Ports
    cast: dict[str, Child]
    seconds: float = 0.0
    received_at_kill: int = 0
    ready: str = ""
    stopped_in: float = 0.0


def say(text: str = "") -> None:
    print(text, flush=True)


def make_room(state: Path) -> None:
    """An empty state folder; refuses to wipe what no demo made."""
    if state.exists() and any(state.iterdir()):
        if not (state / MARKER).exists():
            raise DemoFailed(f"{state} is not empty and no demo made it; name another folder with --state")
        shutil.rmtree(state)
    state.mkdir(parents=True, exist_ok=True)
    (state / MARKER).write_text("Made by gateway/demo.sh, which wipes this folder at its next run.\n", encoding="utf-8")


def sync_until_killed(run: Run, peers: Peers, parties: Path) -> None:
    """One pass that is killed while a receiver holds its answer."""
    peers.hold(HELD)
    process = run.kolk.start("sync")
    wait_until(lambda: peers.holds(HELD) or process.ended() is not None, PATIENCE, "the first delivery to the SWV")
    if process.ended() is not None:
        raise DemoFailed("`kolk sync` ended before its first delivery to the SWV; its messages stand above")
    process.kill()
    run.received_at_kill = len(list(report.received_ids(parties)))
    peers.let_go(HELD)


def serve_until_done(run: Run) -> None:
    """The service recovers, finishes what was open and is then asked to stop."""
    process = run.kolk.start("serve")
    wait_until(lambda: door(run.ports.door, "/health/ready")[0] == 200 or process.ended() is not None, PATIENCE,
               "readiness at the front door")
    wait_until(lambda: process.ended() is not None or report.outstanding(run.kolk.ask("status")) == 0, PATIENCE,
               "the end of all deliveries")
    if process.ended() is not None:
        raise DemoFailed("`kolk serve` ended by itself; its messages stand above")
    metrics = door(run.ports.door, "/metrics")[1]
    samples = sum(1 for line in metrics.splitlines() if line and not line.startswith("#"))
    run.ready = f"/health/ready answered 200, /metrics gave {samples} samples"
    run.seconds = time.monotonic() - run.seconds
    run.stopped_in = process.terminate(within=10)


def play(state: Path, pupils: int, kolk: Kolk, peers: Peers) -> Run:
    say(f"A region with {pupils} pupils in {state}")
    cast = generate.generate(state, pupils, generate.standards_folder(None))
    ports = peers.start()
    run = Run(kolk, ports, cast)
    signing.make_keys(run.kolk, state)
    configuration.write_region(state / "region", Setting(ports, small_batch=max(5, pupils // 200)))
    run.kolk.tell("init", str(state / "region"))
    signing.sign(run.kolk, state)
    run.kolk.tell("check", "-c", str(run.kolk.configuration))
    run.seconds = time.monotonic()
    sync_until_killed(run, peers, state / "parties")
    withdraw_consents(state, cast["withdrawn"])
    time.sleep(max(0.0, configuration.FACTS_EVERY_SECONDS - (time.monotonic() - run.seconds)))  # facts are due again
    serve_until_done(run)
    return run


def entries(kolk: Kolk, kind: str) -> list[JSON]:
    text = kolk.tell("log", "search", "-c", str(kolk.configuration), "--kind", kind, "--limit", "1000000", "--json")
    return [json.loads(line) for line in text.splitlines()]


def tell_counts(summary: JSON) -> None:
    types: dict[str, dict[str, int]] = summary["record_types"]
    pulled = sum(counts["pulled"] for counts in types.values())
    aside = int(summary["not_asked_for"])
    say("\nWhat was read, per record type\n\n" + report.record_type_table(summary))
    say(f"\n{pulled + aside} rows, messages and consults were seen. {pulled} belong to a child with a case, a consent "
        f"or a report;\nthe other {aside} were dropped unread and left no trace. {summary['unreadable']} files or "
        "messages could not be read at all.")
    say("\nWhat went where, per purpose and party\n\n" + report.flow_table(summary))


def tell_crash(run: Run, parties: Path) -> None:
    released = {str(entry["exchange_id"]) for entry in entries(run.kolk, "released")}
    verified = run.kolk.ask("log", "verify")
    missing = report.unlogged(parties, released)
    if missing or not verified["ok"]:
        raise DemoFailed(f"{missing} received items are not in the log, or the log is not whole: {verified}")
    everything = len(list(report.received_ids(parties)))
    say(f"\nKilled in mid-delivery (SIGKILL) when {run.received_at_kill} items had arrived, and started again: "
        f"{everything} items arrived in all,\neach took effect once ({report.duplicates(parties)} came a second time "
        f"and were recognised), and the release of each stands in the log.\nThe log is whole: {verified['entries']} "
        f"entries. {run.ready}; SIGTERM stopped the service in {run.stopped_in:.1f} s.")


def tell_where(state: Path, binary: Path) -> None:
    config = state / "region" / "kolk.yaml"
    say(f"""
Where to look
  {state}/verhalen.html   four invented children and what happened to their records (Dutch)
  {state}/region/         configuration, convenant, keys and state of the region
  {state}/sources/        what the systems around it served
  {state}/parties/        what each receiver wrote down
  {state}/refused/        the records of the refused attempts, for `kolk policy explain`

To try next
  {binary} log search -c {config} --party school:de-linde --kind withheld
  {binary} log verify -c {config}
  {binary} status -c {config}""")


def write_summary(run: Run, target: Path | None) -> JSON:
    summary = run.kolk.ask("status")
    summary["seconds"] = round(run.seconds, 3)
    summary["peak_memory_bytes"] = max(run.kolk.peak_memory, int(summary.get("peak_memory_bytes", 0)))
    if target:
        target.write_text(json.dumps(summary, indent=1) + "\n", encoding="utf-8")
    return summary


def conduct(options: argparse.Namespace) -> None:
    state = options.state.resolve()
    make_room(state)
    peers = Peers(state)
    kolk = Kolk(options.kolk, state / "region" / "kolk.yaml")
    try:
        run = play(state, options.pupils, kolk, peers)
        summary = write_summary(run, options.summary)
        report.check(summary, state / "parties", patience=10)
        tell_counts(summary)
        say("\nRefused, whoever asks\n")
        for line in refused.refuse(run.kolk, state / "refused", TODAY.isoformat()):
            say(line)
        tell_crash(run, state / "parties")
        stories.write(state, run.kolk, run.cast)
        say(f"\nFrom the first row to the last delivery {run.seconds:.1f} s, at most "
            f"{int(summary['peak_memory_bytes']) / MIB:.0f} MiB of memory.")
        tell_where(state, options.kolk)
        if not options.once:
            live.keep_exchanging(run.kolk, state, run.ports)
    finally:
        kolk.stop_all()
        peers.stop()


def keep_peers(state: Path) -> None:
    """The systems around a region that an earlier demo left, and nothing else, until Ctrl-C."""
    if not (state / MARKER).exists() or not (state / "region" / "state" / "kolk.db").exists():
        raise DemoFailed(f"no demo has run in {state} yet; run `gateway/demo.sh --once` first")
    peers = Peers(state)
    try:
        configuration.write_configuration(state / "region", Setting(peers.start(troubled=False)))
        say(f"The systems around {state}/region are up for an hour, and {state}/region/kolk.yaml knows where.\n"
            "Run kolk yourself, in another terminal; Ctrl-C stops them.")
        signal.pause()
    finally:
        peers.stop()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kolk", type=Path, required=True)
    parser.add_argument("--state", type=Path, required=True)
    parser.add_argument("--pupils", type=int, default=7_000)
    parser.add_argument("--once", action="store_true")
    parser.add_argument("--summary", type=Path)
    parser.add_argument("--peers", action="store_true")
    options = parser.parse_args()
    # A script that starts the demo in the background ignores SIGINT, and so would its children.
    for stop in (signal.SIGINT, signal.SIGTERM):
        signal.signal(stop, signal.default_int_handler)
    try:
        if options.peers:
            keep_peers(options.state.resolve())
        else:
            conduct(options)
    except DemoFailed as failure:
        print(f"demo: {failure}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        say("\nStopped.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
