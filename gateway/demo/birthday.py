"""One question asked for two days: what a birthday changes."""

import json
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from children import Child
from facts import FACT_KINDS, fact_folder
from kolk import JSON, Kolk
from region import TODAY
from world import party_of


@dataclass
class Answer:
    day: date
    allowed: bool
    sentence: str  # Dutch


def yesterday_and_today(kolk: Kolk, state: Path, child: Child) -> list[Answer]:
    """May the school's question about this child go to youth health care, yesterday and today?"""
    folder = state / "refused"
    record, facts = folder / "zestien-record.json", folder / "zestien-facts.json"
    record.write_text(json.dumps({"type": "mazl-vraag", "fields": {"vraag_code": "zorgelijk-patroon",
                                                                  "gesprek_ouder_datum": "2026-11-02"}}))
    facts.write_text(json.dumps(recorded_facts(state, child)))
    return [_ask(kolk, record, facts, day) for day in (TODAY - timedelta(days=1), TODAY)]


def recorded_facts(state: Path, child: Child) -> JSON:
    """What the child's school recorded, joined into one FACTS.json."""
    joined: JSON = {}
    for kind in FACT_KINDS:
        path = state / "sources" / fact_folder(party_of(child)) / f"{kind}.ndjson"
        for line in path.read_text(encoding="utf-8").splitlines()[1:]:
            fact = json.loads(line)
            if fact.pop("child").get("number") == child.number:
                joined |= {key: [*joined.get(key, []), *value] if isinstance(value, list) else value
                           for key, value in fact.items()}
    return joined


def _ask(kolk: Kolk, record: Path, facts: Path, day: date) -> Answer:
    question = ["policy", "explain", "--record", str(record), "--from", "school", "--to", "jgz", "--purpose",
                "verzuim-mazl-consultvraag", "--at", day.isoformat(), "--subject", str(facts)]
    decision = kolk.ask(*question)["decision"]
    sentence = kolk.tell(*question, "-c", str(kolk.configuration)).splitlines()[1].strip()
    return Answer(day, decision == "allow", sentence)
