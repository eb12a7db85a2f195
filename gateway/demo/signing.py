"""The parties of the demo sign its convenant, each organisation with a key of its own, as people would: `kolk policy`."""

from pathlib import Path

from configuration import MANDATED
from kolk import Kolk
from region import Organisation, organisations

OFFICES = {
    "swv-vo": "directeur-bestuurder",
    "swv-po": "directeur-bestuurder",
    "school": "college van bestuur",
    "mbo": "college van bestuur",
    "oza-school": "projectleider, namens het bestuur",
    "gemeente-jeugd": "college van burgemeester en wethouders",
    "doorstroompunt": "college van de contactgemeente",
    "jgz": "directeur publieke gezondheid",
    "jgz-5a-arts": "arts, aangewezen door de colleges",
    "onderwijsconsulent": "coördinator",
}
BOARD = "raad van bestuur"
SIGNED = "2026-06-24"
ADVICES = (
    ("gemeente-jeugd:eikendal", "2026-06-10", "Positief, mits de punten met L voor productie zijn nagelezen."),
    ("swv-vo:swv-vo-voorbeeld", "2026-06-12",
     "Positief; het samenwerkingsverband ontvangt geen nationaal nummer en geeft TLV-dossiers alleen aan scholen."),
)


def key_of(state: Path, organisation: Organisation) -> Path:
    return state / "signing" / f"{organisation.org}.key"


def parties_of(organisation: Organisation) -> list[str]:
    return [word for role in organisation.roles for word in ("--party", f"{role}:{organisation.org}")]


def make_keys(kolk: Kolk, state: Path) -> None:
    """A key for each organisation, and the lines that `kolk policy key` prints for kolk.yaml."""
    (state / "signing").mkdir()
    told = [kolk.tell("policy", "key", str(key_of(state, one)), *parties_of(one), "--by",
                      OFFICES.get(one.roles[0], BOARD)) for one in organisations()]
    (state / "signing" / MANDATED).write_text("".join(told), encoding="utf-8")


def sign(kolk: Kolk, state: Path) -> None:
    """Every party signs the convenant of the region, and two functionarissen gegevensbescherming advise on it."""
    here = ("-c", str(kolk.configuration))
    for party, day, advice in ADVICES:
        kolk.tell("policy", "advise", "--party", party, "--date", day, "--advice", "positive", "--text", advice, *here)
    for organisation in organisations():
        kolk.tell("policy", "sign", *parties_of(organisation), "--key", str(key_of(state, organisation)),
                  "--date", SIGNED, *here)
