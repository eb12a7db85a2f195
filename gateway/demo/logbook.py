"""What the exchange log says about one child of the cast.

The log knows no names: a child is found by what its receivers wrote down, as its own parties could.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from children import Child
from kolk import JSON, Kolk

AFTERWARDS = ("notice", "incident")  # about an exchange, and no step of it
OUTCOMES = {"released": "given", "outcome": "given", "queued": "waiting"}


@dataclass
class Exchange:
    """One exchange as its last entry tells it."""

    purpose: str
    record_type: str
    sender: str
    receiver: str
    outcome: str  # given, held or waiting
    given: list[str]
    withheld: list[str]
    bases: list[str]
    consent: str
    reason: str
    sentence: str  # Dutch, why it was not given
    queued_at: str  # the clock in the region, empty when it was never allowed
    ended_at: str


class Logbook:
    def __init__(self, kolk: Kolk, state: Path) -> None:
        self._kolk = kolk
        self._state = state
        self._entries = [json.loads(line) for line in self._search().splitlines()]
        self._entries.reverse()  # oldest first
        self._sentences: dict[str, str] = {}

    def of(self, child: Child) -> list[Exchange]:
        """Every exchange about this child, in the order in which they were decided."""
        received = self._received_about(child)
        subjects = {entry["subject"] for entry in self._entries if entry.get("exchange_id") in received}
        by_exchange: dict[str, list[JSON]] = {}
        for entry in self._entries:
            if entry.get("subject") in subjects and entry.get("exchange_id") and entry["kind"] not in AFTERWARDS:
                by_exchange.setdefault(str(entry["exchange_id"]), []).append(entry)
        return [self._exchange(entries) for entries in by_exchange.values()]

    def _exchange(self, entries: list[JSON]) -> Exchange:
        decided = [e for e in entries if e["kind"] != "outcome"][-1]
        held = decided["kind"] == "withheld"
        outcome = "held" if held else OUTCOMES[str(entries[-1]["kind"])]
        reason = str(decided.get("reason", ""))
        return Exchange(
            purpose=str(decided["purpose"]), record_type=str(decided["record_type"]), sender=str(decided["from"]),
            receiver=str(decided["to"]), outcome=outcome, given=_texts(decided, "given"),
            withheld=_texts(decided, "withheld"), bases=_texts(decided, "bases"),
            consent=str(decided.get("consent_id", "")), reason=reason,
            sentence=self._sentence(str(decided["exchange_id"]), reason) if held else "",
            queued_at=next((local_time(e) for e in entries if e["kind"] == "queued"), ""), ended_at=local_time(decided))

    def _received_about(self, child: Child) -> set[str]:
        known = {child.number, *child.numbers.values()}
        name = f"{child.surname}, {child.first}"
        found = set()
        for file in self._state.glob("parties/*/received.ndjson"):
            for line in file.read_text(encoding="utf-8").splitlines():
                item = json.loads(line)
                if item.get("own_number") in known or name in _values(item):
                    found.add(item["exchange_id"])
        return found

    def _sentence(self, exchange: str, reason: str) -> str:
        """The Dutch sentence of a reason, as `kolk log show` prints it below the reason's code."""
        if reason not in self._sentences:
            lines = self._kolk.tell("log", "show", exchange, "-c", str(self._kolk.configuration)).splitlines()
            place = next(i for i, line in enumerate(lines) if line.strip() == f"reason: {reason}")
            self._sentences[reason] = lines[place + 1].strip()
        return self._sentences[reason]

    def _search(self) -> str:
        return self._kolk.tell("log", "search", "-c", str(self._kolk.configuration), "--limit", "1000000", "--json")


def local_time(entry: JSON) -> str:
    moment = datetime.fromisoformat(str(entry["at"]))
    return moment.astimezone(ZoneInfo("Europe/Amsterdam")).strftime("%H:%M:%S")


def _texts(entry: JSON, key: str) -> list[str]:
    values = entry.get(key, [])
    return [str(value) for value in values] if isinstance(values, list) else []


def _values(item: JSON) -> list[object]:
    fields = item.get("fields")
    return [*item.values(), *(fields.values() if isinstance(fields, dict) else ())]
