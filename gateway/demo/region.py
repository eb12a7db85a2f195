"""The invented region: its organisations, schools and municipalities.

The sizes follow the proportions of an existing region; every name, code and number is invented (DUO issues no BRIN
such as 00AA, the CBS no municipality 9901).
"""

from dataclasses import dataclass, field
from datetime import date

TODAY = date(2026, 11, 22)
CLOCK = "2026-11-22T07:00:00+01:00"
FACTS_AS_OF = "2026-11-22T05:00:00Z"
SWV_NUMBER = "VO00AA"
CODE_SYSTEM = "https://kolk.example/fhir/CodeSystem/uitwisseling"
CARE_EXPORT = "jeugdhulp-eikendal"  # the source in which Eikendal tells who answers for youth care
PATIENT_SYSTEM = "https://ggd-voorbeeld.example/fhir/NamingSystem/dossiernummer"


@dataclass(frozen=True)
class Municipality:
    org: str
    code: str
    name: str
    has_leerplicht: bool = True


@dataclass(frozen=True)
class School:
    org: str
    name: str
    branch: str
    kind: str  # vo, isk, pro or vso
    level: str
    home: str  # municipality code
    pupils: int  # of the 7,090 that the proportions come from


@dataclass(frozen=True)
class Organisation:
    """One organisation with the roles in which it takes part."""

    org: str
    name: str
    roles: tuple[str, ...]
    codes: dict[str, object] = field(default_factory=dict)


MUNICIPALITIES = (
    Municipality("eikendal", "9901", "Eikendal"),
    Municipality("zandhoven", "9902", "Zandhoven"),
    Municipality("middelveld", "9903", "Middelveld"),
    Municipality("tynaerlo", "9904", "Tynaerlo"),
    Municipality("noordbroek", "9905", "Noordbroek", has_leerplicht=False),
)
OUTSIDE = Municipality("", "9911", "Buitenveen")

SCHOOLS = (
    School("de-linde", "De Linde", "00AA00", "vo", "havo/vwo", "9901", 1296),
    School("het-baken", "Het Baken", "00AA04", "vo", "vmbo", "9901", 844),
    School("de-kompas", "De Kompas", "00AA08", "isk", "isk", "9901", 245),
    School("de-schakel", "De Schakel", "00AA03", "vo", "havo/vwo", "9902", 337),
    School("het-voorland", "Het Voorland", "00AB07", "vo", "vmbo", "9903", 270),
    School("de-brug", "De Brug", "00AA02", "vo", "havo/vwo", "9903", 268),
    School("lariksveld", "Lariksveld", "00AB00", "vo", "havo/vwo", "9901", 1172),
    School("zandkamp", "Zandkamp", "00AB04", "vo", "vmbo", "9901", 657),
    School("de-esdoorn", "De Esdoorn", "00AC51", "vo", "vmbo", "9901", 689),
    School("de-weide", "De Weide", "00AC52", "vo", "vmbo", "9904", 481),
    School("het-anker", "Het Anker", "00AD05", "vo", "vmbo", "9901", 279),
    School("praktijkschool-eikendal", "Praktijkschool Eikendal", "00AE00", "pro", "pro", "9901", 234),
    School("de-regenboog", "De Regenboog", "00AF15", "vso", "vso", "9901", 257),
    School("het-kristal", "Het Kristal", "00AG00", "vso", "vso", "9901", 61),
)
TEST_SCHOOL = School("oso-testschool", "OSO-testschool", "00YY00", "vo", "vmbo", "9901", 0)
OZA_BRANCHES = {"plusklas": "00AF16", "witte-raaf": "00AG01", "elders": "00ZZ01"}  # the last is nobody here


def school(org: str) -> School:
    return next(s for s in SCHOOLS if s.org == org)


def municipality(code: str) -> Municipality:
    return next((m for m in MUNICIPALITIES if m.code == code), OUTSIDE)


def organisations() -> list[Organisation]:
    """Every organisation of the region, in a fixed order."""
    found = [
        Organisation("swv-vo-voorbeeld", "Samenwerkingsverband VO Voorbeeldregio", ("swv-vo",),
                     {"swv_number": SWV_NUMBER}),
        Organisation("swv-po-voorbeeld", "Samenwerkingsverband PO Voorbeeldregio", ("swv-po",),
                     {"swv_number": "PO00AA"}),
    ]
    found += [Organisation(s.org, s.name, ("school",), {"vestigingen": [s.branch]}) for s in (*SCHOOLS, TEST_SCHOOL)]
    found += [
        Organisation(m.org, "Gemeente " + m.name,
                     ("gemeente-jeugd", "leerplicht") if m.has_leerplicht else ("gemeente-jeugd",),
                     {"gemeentecode": m.code})
        for m in MUNICIPALITIES
    ]
    found += [
        Organisation("doorstroompunt-voorbeeld", "Doorstroompunt Voorbeeldregio", ("doorstroompunt",)),
        Organisation("ggd-voorbeeld", "GGD Voorbeeldregio", ("jgz",)),
        Organisation("zorg-west", "Zorg West", ("jeugdhulpaanbieder",), {"agb": "98000001"}),
        Organisation("zorg-oost", "Zorg Oost", ("jeugdhulpaanbieder",), {"agb": "98000002"}),
        Organisation("mbo-voorbeeld", "MBO Voorbeeld", ("mbo",), {"vestigingen": ["00AH00"]}),
        Organisation("plusklas", "Plusklas", ("oza-school",), {"vestigingen": [OZA_BRANCHES["plusklas"]]}),
        Organisation("witte-raaf", "Witte Raaf", ("oza-school",), {"vestigingen": [OZA_BRANCHES["witte-raaf"]]}),
        Organisation("arts-5a-voorbeeld", "Onafhankelijk arts 5a", ("jgz-5a-arts",)),
        Organisation("gi-voorbeeld", "Gecertificeerde instelling Voorbeeld", ("gi",)),
        Organisation("vt-voorbeeld", "Veilig Thuis Voorbeeld", ("veilig-thuis",)),
        Organisation("consulent-voorbeeld", "Onderwijsconsulent Voorbeeld", ("onderwijsconsulent",)),
    ]
    return found


def parties() -> list[str]:
    """Every party as ROLE:ORG."""
    return [f"{role}:{o.org}" for o in organisations() for role in o.roles]
