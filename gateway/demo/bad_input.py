"""Planted bad input. Each piece must end in quarantine or as an incident while everything beside it goes on."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from children import Child
from files import write
from oso import dossier_text
from region import CODE_SYSTEM, PATIENT_SYSTEM, TODAY, school
from tables import CHILD_COLUMNS, SCHOOL_TABLES, SWV_KEYS, SWV_TABLES, cell, child_cells
from world import JSON, CareMessage, Dossier, World

OSO_LIMIT_MB = 2  # what kolk.yaml allows an OSO dossier in this region
NOT_A_BSN = "999999999"  # nine digits that fail the eleven-proof


@dataclass
class Victims:
    """The children whose input goes wrong, and the FHIR resources that are wrong in themselves."""

    of_dossier: Child
    of_rows: list[Child]
    of_number: Child
    stranger: Child
    resources: list[JSON]


def plan(world: World) -> Victims:
    """Adds what is wrong in content only, and the children for the rest."""
    _care_messages(world)
    victims = Victims(world.registrar.enrol(school("de-regenboog")),
                      [world.registrar.enrol(school("zandkamp")) for _ in range(5)],
                      world.registrar.enrol(school("de-linde")), world.registrar.enrol(school("de-linde")),
                      _observations(world))
    world.number_at(victims.of_number, "swv-vo")
    world.number_at(victims.stranger, "swv-vo")
    return victims


def write_files(victims: Victims, sources: Path) -> None:
    """Adds the files and rows that no writer of the world would make."""
    _dossiers(victims.of_dossier, sources / "oso-vo")
    _school_rows(iter(victims.of_rows), sources)
    _swv_rows(victims.of_number, victims.stranger, sources)


def _dossiers(child: Child, folder: Path) -> None:
    sound = dossier_text(Dossier(child, TODAY - timedelta(days=30)))
    head, rest = sound.split("\n", 1)
    write(folder / "slecht-afgekapt.xml", sound[: len(sound) // 2].encode())
    bomb = '<!DOCTYPE dossier [<!ENTITY a "kolkkolkkolk">' + "".join(
        f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9)) + "]>"
    write(folder / "slecht-entiteiten.xml",
          f"{head}\n{bomb}\n{rest.replace(child.surname, '&j;')}".encode())
    outside = '<!DOCTYPE dossier [<!ENTITY buiten SYSTEM "file:///etc/hostname">]>'
    elsewhere = rest.replace(child.surname, "&buiten;")
    write(folder / "slecht-externe-entiteit.xml", f"{head}\n{outside}\n{elsewhere}".encode())
    write(folder / "slecht-diep.xml", (head + "<dossier>" * 5_000 + "</dossier>" * 5_000).encode())
    write(folder / "slecht-codering.xml", sound.replace(child.surname, "Çaliskân").encode("cp1252"))
    write(folder / "slecht-te-groot.xml", sound.encode() + b" " * (OSO_LIMIT_MB * 1024 * 1024))


def _school_rows(children: Iterator[Child], sources: Path) -> None:
    """Rows about children whose school asks for special education, so that a rule asks for them."""
    folder = sources / "school-zandkamp"
    columns = CHILD_COLUMNS + SCHOOL_TABLES["tlv-aanvragen"]

    def row(**wrong: object) -> bytes:
        cells: JSON = child_cells(next(children)) | {
            "gevraagd_type": "vso", "categorie": "1", "periode": "2026-2027", "opp_verwijzing": "OPP-900001",
            "ontvangen_op": TODAY - timedelta(days=9)}
        return (";".join(cell((cells | wrong).get(column), ";") for column in columns) + "\r\n").encode()

    _append(folder / "tlv-aanvragen.csv", [
        row(opp_verwijzing='=HYPERLINK("https://kwaad.example/";"klik")'),  # a formula
        row(leerlingnummer="https://ketenid.nl/201703/" + "c0" * 64),  # an ECK iD as local number
        row(bsn=NOT_A_BSN),
        row(ontvangen_op="31-02-2026"),  # no such day
        row(periode="schooljaar @@").replace(b"@@", b"\xe9\xff"),  # bytes that are no UTF-8
    ])
    write(sources / "school-het-kristal" / "thuiszitters.csv",
          b"leerling;sinds;waarom\r\nonbekend;01-11-2026;onbekend\r\n")


def _swv_rows(child: Child, stranger: Child, sources: Path) -> None:
    columns = SWV_KEYS + SWV_TABLES["tlv-besluiten"]

    def row(about: Child, **more: object) -> bytes:
        cells: JSON = {"dossiernummer": about.numbers["swv-vo"], "school": about.school.branch,
                       "leerlingnummer": about.number, "tlv_nummer": f"TLV-9{about.number[-5:]}",
                       "soort": "vso", "categorie": "M",
                       "begindatum": TODAY, "einddatum": TODAY + timedelta(days=200), "besluit": "toegekend",
                       "bezwaar_tot": TODAY + timedelta(days=42)}
        return (";".join(cell((cells | more).get(column), ";") for column in columns) + "\r\n").encode()

    _append(sources / "swv-vo" / "tlv-besluiten.csv", [
        row(child, bsn=child.bsn),  # a SWV may not hold this number
        row(stranger),  # no school supplied this child: waits for a person
    ])


def _care_messages(world: World) -> None:
    """Out of order, claimed by another sender, and one reference used twice."""
    child = world.registrar.enrol(school("de-linde"), residence="9901")
    by = "gemeente-jeugd:eikendal"
    world.tlv_request(child)
    world.authority(child, by=by)
    world.informed(child, "zorgroute-terugmelding", by=by)
    for receiver in ("school", "swv-vo"):
        world.consent(child, "zorgroute-terugmelding", "gemeente-jeugd", receiver, "jeugdhulp-status", by=by)

    def message(kind: str, allocation: int, days_ago: int, **more: object) -> CareMessage:
        day = TODAY - timedelta(days=days_ago)
        fields: dict[str, object] = {"reference": world.uuid4()} | more
        return CareMessage(kind, child, "9901", allocation, day, day, **fields)  # type: ignore[arg-type]

    started, allocated = message("JW305", 900_001, 20), message("JW301", 900_001, 40)
    repeated = message("JW301", 900_002, 12)
    world.care += [
        started, allocated,  # the start before the allocation: the older message changes nothing
        message("JW301", 900_003, 15, claimed_sender="9902"),
        repeated, message("JW301", 900_004, 11, reference=repeated.reference),
    ]


def _observations(world: World) -> list[JSON]:
    child = world.registrar.enrol(school("de-linde"))
    world.authority(child, by="jgz:ggd-voorbeeld")
    world.informed(child, "verzuim-mazl-terugkoppeling", by="jgz:ggd-voorbeeld")
    world.consent(child, "verzuim-mazl-terugkoppeling", "jgz", "school", "mazl-advies", by="jgz:ggd-voorbeeld")
    stamp = f"{TODAY - timedelta(days=4)}T14:00:00+01:00"

    def observation(name: str, value: JSON, **more: object) -> JSON:
        return {"resourceType": "Observation", "id": name, "meta": {"lastUpdated": stamp}, "status": "final",
                "code": {"coding": [{"system": CODE_SYSTEM, "code": "mazl-belastbaarheid"}]},
                "subject": {"reference": "Patient/patient-slecht"}, **value, **more}

    percent: JSON = {"valueQuantity": {"value": 40, "unit": "%", "system": "http://unitsofmeasure.org", "code": "%"}}
    encounter: JSON = {"resourceType": "Encounter", "id": "consult-dubbel", "meta": {"lastUpdated": stamp},
                       "status": "finished", "class": {"code": "AMB"},
                       "subject": {"reference": "Patient/patient-slecht"}, "period": {"start": stamp}}
    twice = {"reference": "Encounter/consult-dubbel"}
    return [
        {"resourceType": "Patient", "id": "patient-slecht", "birthDate": child.born.isoformat(),
         "identifier": [{"system": "http://fhir.nl/fhir/NamingSystem/bsn", "value": child.bsn},
                        {"system": PATIENT_SYSTEM, "value": child.numbers["jgz"]}]},
        observation("los", percent),  # without an Encounter
        observation("wees", percent, encounter={"reference": "Encounter/bestaat-niet"}),
        encounter,
        observation("dubbel-1", percent, encounter=twice),
        observation("dubbel-2", percent, encounter=twice),  # two answers to one question
    ]


def _append(path: Path, rows: list[bytes]) -> None:
    write(path, path.read_bytes() + b"".join(rows))

