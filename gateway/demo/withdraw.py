"""A family takes its consent back: the party that recorded it writes the withdrawal into its facts folder."""

import json
from pathlib import Path

from children import Child
from facts import fact_folder
from region import TODAY, municipality

RECORDED_AT = "2026-11-22T05:45:00Z"


def withdraw_consents(state: Path, child: Child) -> int:
    """Marks every consent of this child at its municipality as withdrawn today; gives how many."""
    party = "gemeente-jeugd:" + municipality(child.residence).org
    path = state / "sources" / fact_folder(party) / "toestemming.ndjson"
    head, *lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    head["as_of"] = RECORDED_AT
    withdrawn = 0
    for line in lines:
        if line["child"].get("bsn") == child.bsn:
            for consent in line["consents"]:
                consent |= {"withdrawn_at": TODAY.isoformat(), "withdrawn_by": "jeugdige"}
                withdrawn += 1
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in (head, *lines))
    temporary = path.with_name(".toestemming.ndjson")
    temporary.write_text(text, encoding="utf-8")
    temporary.replace(path)
    return withdrawn
