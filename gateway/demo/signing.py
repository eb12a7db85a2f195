#!/usr/bin/env python3
"""The parties of the demo sign a convenant, each organisation with a key of its own, as people would: `kolk policy`.

    signing.py [--kolk BINARY] [--state DIR] FILE
"""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from configuration import MANDATED, REPOSITORY
from kolk import DemoFailed, Kolk
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
                      OFFICES.get(one.roles[0], BOARD)) for one in counted("make a key")]
    (state / "signing" / MANDATED).write_text("".join(told), encoding="utf-8")


def counted(what: str) -> Iterator[Organisation]:
    """Each organisation in turn; tells how far it is, for on a slow machine this takes a while."""
    everyone = organisations()
    print(f"{len(everyone)} organisations {what}", end="", flush=True)
    for number, one in enumerate(everyone, 1):
        yield one
        if number % 10 == 0:
            print(f" .. {number}", end="", flush=True)
    print(" .. done", flush=True)


def sign(kolk: Kolk, state: Path, file: Path | None = None) -> None:
    """Every party signs this convenant, by default the region's own, and two functionarissen gegevensbescherming advise
    on it."""
    here = (str(file or kolk.configuration.with_name("convenant.yaml")), "-c", str(kolk.configuration))
    for party, day, advice in ADVICES:
        kolk.tell("policy", "advise", "--party", party, "--date", day, "--advice", "positive", "--text", advice, *here)
    for organisation in counted("sign the convenant"):
        kolk.tell("policy", "sign", *parties_of(organisation), "--key", str(key_of(state, organisation)),
                  "--date", SIGNED, *here)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kolk", type=Path, default=REPOSITORY / "build" / "release" / "kolk")
    parser.add_argument("--state", type=Path, default=REPOSITORY / "build" / "demo")
    parser.add_argument("file", type=Path, metavar="FILE")
    options = parser.parse_args()
    try:
        sign(Kolk(options.kolk.resolve(), options.state / "region" / "kolk.yaml"), options.state, options.file)
    except DemoFailed as failure:
        print(f"signing: {failure}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
