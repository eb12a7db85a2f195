"""Facts folders: cases, informing, authority, consents and objections, as one party recorded them."""

from pathlib import Path

from children import Child
from files import write_lines
from region import FACTS_AS_OF
from world import JSON, World


FACT_KINDS = ("toestemming", "informatie", "gezag", "bezwaar", "casus")


def fact_folder(party: str) -> str:
    return "facts-" + party.replace(":", "-")


def write_facts(world: World, sources: Path, recording_parties: list[str]) -> None:
    """Every recording party has all five files, most of them short."""
    for party in recording_parties:
        for kind in FACT_KINDS:
            lines: list[JSON] = [{"as_of": FACTS_AS_OF, "party": party}]
            lines += [{"child": reference(child, party), **fields} for child, fields in world.facts[party, kind]]
            write_lines(sources / fact_folder(party) / f"{kind}.ndjson", lines)


def reference(child: Child, party: str) -> JSON:
    """The party's own number for the child, and the BSN beside it where the child has one."""
    role = party.split(":")[0]
    number: JSON = {"number": child.number if role == "school" else child.numbers[role]}
    return number | {"bsn": child.bsn} if child.bsn else number
