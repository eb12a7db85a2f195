"""The summary of a run: put together, checked against what the peers counted, and shown as tables."""

import json
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from kolk import JSON, DemoFailed

Rows = list[tuple[str, ...]]
OUTCOMES = ("considered", "delivered", "withheld", "waiting", "failed")
INTAKE = ("pulled", "accepted", "quarantined", "unchanged")


def received(parties: Path) -> dict[str, JSON]:
    """What each party counted, by the name of its folder."""
    return {file.parent.name: json.loads(file.read_text(encoding="utf-8"))
            for file in sorted(parties.glob("*/counts.json"))}


def received_ids(parties: Path) -> Iterator[str]:
    for file in sorted(parties.glob("*/received.ndjson")):
        for line in file.read_text(encoding="utf-8").splitlines():
            yield json.loads(line)["exchange_id"]


def outstanding(summary: JSON) -> int:
    """Exchanges that may go and are not yet answered: they stand among the waiting with a reason to allow."""
    return sum(count for flow in summary["flows"] for reason, count in flow["reasons"].items()
               if reason.startswith("allow"))


def faults(summary: JSON, parties: Path) -> list[str]:
    """Every sum that does not add up."""
    found = []
    for kind, counts in summary["record_types"].items():
        if counts["pulled"] != counts["accepted"] + counts["quarantined"] + counts["unchanged"]:
            found.append(f"record type {kind}: pulled is not accepted + quarantined + unchanged")
    delivered: Counter[tuple[str, str]] = Counter()
    for flow in summary["flows"]:
        name = f"{flow['purpose']} {flow['from']} {flow['record_type']}"
        if flow["considered"] != sum(flow[outcome] for outcome in OUTCOMES[1:]):
            found.append(f"flow {name} to {flow['to']}: the outcomes do not add up to considered")
        if flow["delivered"]:
            delivered[flow["to"].replace(":", "-"), name] += flow["delivered"]
    counted = Counter({(party, name): count for party, counts in received(parties).items()
                       for name, count in counts["flows"].items()})
    for party, name in sorted(delivered.keys() | counted.keys()):
        ours, theirs = delivered[party, name], counted[party, name]
        if ours != theirs:
            found.append(f"{party}: kolk delivered {ours} of {name}, the receiver counted {theirs}")
    return found


def unlogged(parties: Path, released: set[str]) -> int:
    """Received exchanges whose release the log does not know."""
    return sum(exchange not in released for exchange in received_ids(parties))


def duplicates(parties: Path) -> int:
    return sum(int(counts["duplicates"]) for counts in received(parties).values())


def check(summary: JSON, parties: Path, patience: float) -> None:
    """Fails on any sum that still does not add up after a moment: a watched folder is taken a little later."""
    end = time.monotonic() + patience
    while (found := faults(summary, parties)) and time.monotonic() < end:
        time.sleep(0.1)
    if found:
        raise DemoFailed("the summary does not add up:\n  " + "\n  ".join(found))


def record_type_table(summary: JSON) -> str:
    rows: Rows = [("record type", *INTAKE)]
    types: dict[str, dict[str, int]] = summary["record_types"]
    rows += [(kind, *(str(types[kind][name]) for name in INTAKE)) for kind in sorted(types)]
    rows.append(("total", *(str(sum(t[name] for t in types.values())) for name in INTAKE)))
    return table(rows)


def flow_table(summary: JSON) -> str:
    """Per purpose and receiving party, the senders added up."""
    sums: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    reasons: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for flow in summary["flows"]:
        key = (flow["purpose"], flow["to"])
        sums[key].update({name: flow[name] for name in OUTCOMES})
        reasons[key].update({code: n for code, n in flow["reasons"].items() if not code.startswith("allow")})
    rows: Rows = [("purpose", "to", *OUTCOMES, "most frequent reason to hold back")]
    for purpose, to in sorted(sums):
        most = reasons[purpose, to].most_common(1)
        shown = f"{most[0][0]} ({most[0][1]})" if most else ""
        rows.append((purpose, to, *(str(sums[purpose, to][name]) for name in OUTCOMES), shown))
    return table(rows)


def table(rows: Rows) -> str:
    """Columns side by side: numbers to the right, texts to the left."""
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    numeric = [all(row[i].isdigit() for row in rows[1:]) for i in range(len(rows[0]))]
    lines = ["  ".join(cell.rjust(w) if number else cell.ljust(w)
                       for cell, w, number in zip(row, widths, numeric, strict=True)).rstrip() for row in rows]
    return "\n".join([lines[0], "-" * max(map(len, lines)), *lines[1:]])
