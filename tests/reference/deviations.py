"""Where the engine answers otherwise than the words, each with its reason and one question that shows it.

The second judge can be told to follow them (interpreter.decide). An answer of the engine is excused only where the
judge that follows them agrees with it in everything, and each must still show on its own question, so that a line goes
when engine or words are mended.
"""

import copy
from dataclasses import dataclass, field
from typing import Callable

DAY = "2026-11-22"
CHILD = {"born": "2014-05-05", "authority": ["ouder-1"]}


@dataclass(frozen=True)
class Deviation:
    """`change` is made to the convenant of the demo before the question is asked."""

    why: str
    question: dict
    change: Callable[[dict], None] = field(default=lambda convenant: None)


def asked(record_type: str, fields: dict, sender: str, recipient: str, purpose: str, **more: object) -> dict:
    subject = {"subject": more.pop("subject")} if "subject" in more else {}
    return {"record": {"type": record_type, "fields": fields} | subject, "from": sender, "to": recipient,
            "purpose": purpose, "at": DAY, "explaining": True} | more


def rules_of(convenant: dict, purpose_id: str) -> list[dict]:
    return next(purpose["rules"] for purpose in convenant["purposes"] if purpose["id"] == purpose_id)


def name_part_of_a_subset(convenant: dict) -> None:
    rules_of(convenant, "zorgroute-aanmelding")[0]["records"]["opp-uittreksel"] = ["begeleiding"]


DEVIATIONS = {
    "assumes-no-startkwalificatie": Deviation(
        "README: 'holds when the child is known to have none', and what is assumed is listed without it. The engine "
        "assumes it in explanations.",
        asked("verzuimmelding", {"begindatum": "2026-10-10", "grondslag": "ongeoorloofd"}, "mbo:mbo-voorbeeld",
              "doorstroompunt:doorstroompunt-voorbeeld", "verzuim-18plus-melding", facts={"born": "2007-01-01"})),
    "subset-only-whole": Deviation(
        "README: 'a subset names the same fields of the type that it borrows from'. The engine reads that only of a "
        "subset named with \"*\"; the closed side.",
        asked("opp", {"begin": "2026-10-10", "begeleiding": "Proef"}, "school:de-linde", "gemeente-jeugd:eikendal",
              "zorgroute-aanmelding", facts=CHILD),
        name_part_of_a_subset),
    "own-data-record": Deviation(
        "README: given and withheld together are every field of the subject block, too. Beside a record of type "
        "leerling-id or leerling-id-kern the engine looks at no subject block.",
        asked("leerling-id-kern", {"naam": "Proef"}, "school:de-linde", "swv-vo:swv-vo-voorbeeld", "tlv-aanvraag",
              subject={"bsn": "111222333"}, facts={"informed": [{"purpose": "tlv-aanvraag", "at": "2026-09-01"}]})),
}


def changed(convenant: dict, deviation: Deviation) -> dict:
    own = copy.deepcopy(convenant)
    deviation.change(own)
    return own
