"""What one party wrote down about what it received. Items are told apart by their exchange id: a second one with the
same id is a repeat of the same delivery and takes no effect. A notice is answered at once: what it is about goes."""

import json
import os
import threading
from collections import Counter
from pathlib import Path

Item = dict[str, object]


def flow_of(item: Item) -> str:
    return f"{item.get('purpose')} {item.get('from')} {item.get('record_type')}"


class Inbox:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self._lock = threading.Lock()
        self._notices: set[str] = set()
        self._seen: set[str] = set()
        self._flows: Counter[str] = Counter()
        self._duplicates = 0
        self._batches = 0
        self._remember()
        self._write_counts()

    def _remember(self) -> None:
        """What an earlier process of this party wrote down."""
        for name, seen in (("received.ndjson", self._seen), ("notices.ndjson", self._notices)):
            (self._folder / name).touch()
            for line in (self._folder / name).read_text(encoding="utf-8").splitlines():
                written = json.loads(line)
                seen.add(str(written.get("exchange_id") or written["notice_id"]))
                if seen is self._seen:
                    self._flows[flow_of(written)] += 1

    def take(self, items: list[Item]) -> list[Item]:
        """Writes down what is new; gives an acknowledgement for each item."""
        with self._lock, (self._folder / "received.ndjson").open("a", encoding="utf-8") as file:
            self._batches += 1
            answers: list[Item] = []
            for item in items:
                exchange = str(item.get("exchange_id", ""))
                if not exchange:
                    answers.append({"exchange_id": "", "result": "refused: unreadable"})
                    continue
                if exchange in self._seen:
                    self._duplicates += 1
                else:
                    self._seen.add(exchange)
                    self._flows[flow_of(item)] += 1
                    file.write(json.dumps(item, ensure_ascii=False) + "\n")
                answers.append({"exchange_id": exchange, "result": "accepted"})
            self._write_counts()
            return answers

    def take_notices(self, notices: list[Item]) -> list[Item]:
        """Writes down what is new; says of each that its items were deleted."""
        with self._lock, (self._folder / "notices.ndjson").open("a", encoding="utf-8") as file:
            for notice in notices:
                if str(notice["notice_id"]) not in self._notices:
                    self._notices.add(str(notice["notice_id"]))
                    file.write(json.dumps(notice, ensure_ascii=False) + "\n")
            return [{"notice_id": notice["notice_id"], "result": "deleted"} for notice in notices]

    def _write_counts(self) -> None:
        counts = {"batches": self._batches, "items": len(self._seen), "duplicates": self._duplicates,
                  "flows": dict(sorted(self._flows.items()))}
        temporary = self._folder / "counts.json.new"
        temporary.write_text(json.dumps(counts, indent=1) + "\n", encoding="utf-8")
        os.replace(temporary, self._folder / "counts.json")
