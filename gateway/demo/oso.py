"""OSO dossiers from school to SWV, by our own reading of the format."""

from pathlib import Path
from xml.sax.saxutils import escape

from files import write
from region import SWV_NUMBER, TODAY
from world import Dossier, World


CATEGORIES = (("metadata", "VERPLICHT"), ("ouderinzage", "VERPLICHT"), ("school", "VERPLICHT"),
              ("leerling", "VERPLICHT"), ("oudersverzorgers", "OPT-UIT"),
              ("vve", "VERBODEN"), ("schoolloopbaan", "VERPLICHT"),
              ("overstapadvies", "OPT-UIT"), ("onderwijsondersteuning", "VERPLICHT"), ("verzuim", "OPT-UIT"),
              ("eindtoetsbo", "OPT-UIT"), ("toetsresultaten", "OPT-UIT"), ("handelingsplannen", "OPT-UIT"),
              ("cijferlijsten", "OPT-UIT"), ("vombo", "OPT-UIT"), ("bijlagedocs", "OPT-UIT"))


def dossier_text(dossier: Dossier) -> str:
    """A dossier for the transfer from a school to a SWV (OSO 2019.1)."""
    child = dossier.child
    brin, branch = child.school.branch[:4], child.school.branch[4:]
    categories = "".join(f"<cat_{name}>{state}</cat_{name}>" for name, state in CATEGORIES)
    prefix = f"<voorvoegsel>{escape(child.prefix)}</voorvoegsel>" if child.prefix else ""
    tlv = ""
    if dossier.tlv:
        tlv = (f"<tlv><tlvingangdatum>{dossier.tlv['begin']}</tlvingangdatum><tlvswvnummer>{SWV_NUMBER}</tlvswvnummer>"
               f"<tlvcategorie>{dossier.tlv['category']}</tlvcategorie>"
               f"<tlvbeschikkingsnummer>{dossier.tlv['number']}</tlvbeschikkingsnummer>"
               f"<tlveinddatum>{dossier.tlv['end']}</tlveinddatum></tlv>")
    seen = "false" if dossier.preliminary else "true"
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<dossier xmlns="http://www.edustandaard.nl/oso_gegevensset/2019/dossier">
<metadata><deeldossier>LAS</deeldossier><pakketnaam>Voorbeeldpakket</pakketnaam><pakketversie>1</pakketversie>
<datum>{TODAY}</datum><standaardversie>2019.1</standaardversie><validatieversie>2019.1.1</validatieversie>
<categorie_uitlevering>{categories}</categorie_uitlevering><overstap>VOSWV</overstap></metadata>
<overdrachtsoort>swv-dossier</overdrachtsoort>
<inzage><voorlopigdossier>{str(dossier.preliminary).lower()}</voorlopigdossier><inzage>{seen}</inzage>
<akkoord>Ja</akkoord><toestemming>{dossier.permission}</toestemming></inzage>
<huidigeschool><naam>{escape(child.school.name)}</naam>
<brincode>{brin}</brincode><vestigingscode>{branch}</vestigingscode>
<aanleverpunt>1</aanleverpunt><soort>{'VSO' if child.school.kind == 'vso' else 'VO'}</soort>
<leerling><voornaam>{escape(child.first)}</voornaam>{prefix}<achternaam>{escape(child.surname)}</achternaam>
<geboortedatum>{child.born}</geboortedatum><geslacht>{'1' if child.gender == 'V' else '2'}</geslacht>
<adresgeheim>{str(child.secret_address).lower()}</adresgeheim>
<adreslijst><adres><soortadres>gba</soortadres><straat>{escape(child.street)}</straat><nummer>{child.house}</nummer>
<postcode>{child.postcode}</postcode><plaats>{child.town}</plaats><gemeente>{child.town}</gemeente></adres></adreslijst>
<leerlingid>{child.number}</leerlingid>
<schoolloopbaanlijst><schoolloopbaan><schooljaar>2026-2027</schooljaar><groepscode>{child.group}</groepscode>
<jaargroep>{10 + child.year}</jaargroep><begindatum>2026-08-01</begindatum><brincode>{brin}</brincode>
<vestigingscode>{branch}</vestigingscode></schoolloopbaan></schoolloopbaanlijst>
<onderwijsondersteuning><opp><opp_ingangdatum>{dossier.opp_from}</opp_ingangdatum></opp>{tlv}</onderwijsondersteuning>
</leerling></huidigeschool></dossier>
"""


def write_dossiers(world: World, sources: Path) -> None:
    for position, dossier in enumerate(world.dossiers, 1):
        write(sources / "oso-vo" / f"dossier-{position:05d}.xml", dossier_text(dossier).encode())
