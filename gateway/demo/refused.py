"""Attempts that the convenant must refuse: one for each rule K2 to K7, and one that no rule names.

They are asked with `kolk policy explain` about made-up records, and stand in no counter.
"""

import json
from dataclasses import dataclass
from pathlib import Path

from kolk import JSON, DemoFailed, Kolk


@dataclass(frozen=True)
class Attempt:
    rule: str
    article: str
    what: str
    record: JSON
    sender: str
    receiver: str
    purpose: str
    expected: str


CONSENTED: JSON = {"purpose": "zorgroute-terugmelding", "from": "gemeente-jeugd", "to": "school",
                   "record_types": ["jeugdhulp-toewijzing"], "given_by": ["ouder-1", "ouder-2"],
                   "given_at": "2026-11-02", "valid_until": "2027-07-31"}
FACTS: JSON = {"born": "2016-03-02", "authority": ["ouder-1", "ouder-2"], "consents": [CONSENTED],
               "informed": [{"purpose": "zorgroute-terugmelding", "at": "2026-11-02"}]}
NUMBER: JSON = {"type": "leerling-id", "fields": {"naam": "Voorbeeld, Kind", "bsn": "999990019"}}
SICK: JSON = {"type": "verzuimmelding", "fields": {"melding_id": "VM-VOORBEELD", "begindatum": "2026-11-09",
                                                  "grondslag": "geoorloofd", "reden": "ziek"}}

ATTEMPTS = (
    Attempt("K2", "WPO art. 18a; WVO 2020 art. 2.47", "a TLV decision from the SWV to a municipality",
            {"type": "tlv-besluit", "fields": {"tlv_nummer": "TLV-VOORBEELD", "begin": "2026-08-01"}},
            "swv-vo", "gemeente-jeugd", "tlv-besluit", "deny.third-party"),
    Attempt("K3", "WPO art. 182; WVO 2020 art. 8.17", "a BSN from a school to the SWV", NUMBER,
            "school", "swv-vo", "tlv-aanvraag", "deny.bsn"),
    Attempt("K4", "WPO art. 182; WVO 2020 art. 8.17", "a BSN from a school to youth health care", NUMBER,
            "school", "jgz", "verzuim-mazl-consultvraag", "deny.bsn"),
    Attempt("K5", "Leerplichtwet art. 11 and 21a", "sick leave from a school to leerplicht", SICK,
            "school", "leerplicht", "verzuimoverleg", "deny.sickleave"),
    Attempt("K6", "BW 7:457 (WGBO)", "a consult of youth health care to leerplicht",
            {"type": "mazl-advies", "fields": {"belastbaarheid": 40, "evaluatiedatum": "2026-12-01"}},
            "jgz", "leerplicht", "verzuim-mazl-terugkoppeling", "deny.secrecy"),
    Attempt("K7", "AVG art. 6; Jeugdwet par. 7.4", "a care allocation to a school, with consent of both parents",
            {"type": "jeugdhulp-toewijzing", "fields": {"toewijzingnummer": "900001", "begin": "2026-10-01"}},
            "gemeente-jeugd", "school", "zorgroute-terugmelding", "deny.basis"),
    Attempt("no rule", "AVG art. 6", "an absence report from leerplicht to a care provider",
            {"type": "verzuimmelding", "fields": {"melding_id": "VM-VOORBEELD", "begindatum": "2026-11-09"}},
            "leerplicht", "jeugdhulpaanbieder", "verzuimoverleg", "deny.role"),
)


def refuse(kolk: Kolk, folder: Path, day: str) -> list[str]:
    """Asks each attempt and tells of each in two lines; an attempt that is not refused as expected fails the demo."""
    folder.mkdir(exist_ok=True)
    return [line for attempt in ATTEMPTS for line in _ask(kolk, folder, day, attempt)]


def _ask(kolk: Kolk, folder: Path, day: str, attempt: Attempt) -> list[str]:
    name = attempt.rule.replace(" ", "-").lower()
    record, facts = folder / f"{name}-record.json", folder / "facts.json"
    record.write_text(json.dumps(attempt.record), encoding="utf-8")
    facts.write_text(json.dumps(FACTS), encoding="utf-8")
    question = ["policy", "explain", "--record", str(record), "--from", attempt.sender, "--to", attempt.receiver,
                "--purpose", attempt.purpose, "--at", day, "--subject", str(facts)]
    answer = kolk.ask(*question)
    if answer["decision"] != "deny" or answer["reason"] != attempt.expected:
        raise DemoFailed(f"{attempt.rule} expected {attempt.expected}, and the answer was {answer['reason']}")
    sentence = kolk.tell(*question, "-c", str(kolk.configuration)).splitlines()[1].strip()
    return [f"  {attempt.rule:7}  {attempt.what} ({attempt.article})", f"           {answer['reason']}: {sentence}"]
