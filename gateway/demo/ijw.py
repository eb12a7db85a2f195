"""Youth-care messages (iJw 3.2) in their GGK 2.1 envelope, by our own reading of the formats."""

import base64
from pathlib import Path
from xml.sax.saxutils import escape

from files import write
from region import municipality
from world import CareMessage, World


MESSAGES = {"JW301": ("436", "ToegewezenProducten", "ToegewezenProduct"),
            "JW305": ("438", "StartProducten", "StartProduct"), "JW307": ("440", "StopProducten", "StopProduct")}


def care_text(message: CareMessage, serial: int) -> str:
    """The iJw 3.2 message itself."""
    code, plural, single = MESSAGES[message.kind]
    child = message.child
    allocating = message.kind == "JW301"
    sender, receiver = ((message.municipality, message.provider) if allocating
                        else (message.provider, message.municipality))
    prefix = f"<i:Voorvoegsel>{escape(child.prefix)}</i:Voorvoegsel>" if child.prefix else ""
    name_use = "<i:NaamGebruik>1</i:NaamGebruik>" if allocating else ""
    contact = "<j:Contactgegevens><j:Contact><j:Soort>01</j:Soort></j:Contact></j:Contactgegevens>" * allocating
    product = {
        "JW301": f"<j:Toewijzingsdatum>{message.day}</j:Toewijzingsdatum>"
                 f"<j:Toewijzingstijd>10:15:00</j:Toewijzingstijd><j:Ingangsdatum>{message.day}</j:Ingangsdatum>",
        "JW305": f"<j:Begindatum>{message.day}</j:Begindatum><j:StatusAanlevering>1</j:StatusAanlevering>",
        "JW307": f"<j:Begindatum>{message.day}</j:Begindatum><j:RedenBeeindiging>31</j:RedenBeeindiging>"
                 f"<j:Einddatum>{message.day}</j:Einddatum><j:StatusAanlevering>1</j:StatusAanlevering>",
    }[message.kind]
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<j:Bericht xmlns:j="http://www.istandaarden.nl/ijw/3_2/{message.kind.lower()}/schema" \
xmlns:i="http://www.istandaarden.nl/ijw/3_2/basisschema/schema">
<j:Header><j:BerichtCode>{code}</j:BerichtCode><j:BerichtVersie>3</j:BerichtVersie>\
<j:BerichtSubversie>2</j:BerichtSubversie><j:Afzender>{sender}</j:Afzender><j:Ontvanger>{receiver}</j:Ontvanger>
<j:BerichtIdentificatie><i:Identificatie>{serial:08d}</i:Identificatie><i:Dagtekening>{message.dated}</i:Dagtekening>\
</j:BerichtIdentificatie><j:XsdVersie><i:BasisschemaXsdVersie>1.2.0</i:BasisschemaXsdVersie>\
<i:BerichtXsdVersie>1.0.0</i:BerichtXsdVersie></j:XsdVersie></j:Header>
<j:Client><j:Bsn>{child.bsn}</j:Bsn><j:Geboortedatum><i:Datum>{child.born}</i:Datum></j:Geboortedatum>\
<j:Geslacht>{'2' if child.gender == 'V' else '1'}</j:Geslacht>
<j:Naam><i:Geslachtsnaam><i:Achternaam>{escape(child.surname)}</i:Achternaam>{prefix}</i:Geslachtsnaam>\
<i:Voornamen>{escape(child.first)}</i:Voornamen>{name_use}</j:Naam>{contact}
<j:{plural}><j:{single}><j:ToewijzingNummer>{message.allocation}</j:ToewijzingNummer>{product}</j:{single}></j:{plural}>
</j:Client></j:Bericht>
"""


def envelope_text(message: CareMessage, serial: int) -> str:
    """The message in the envelope of the municipal knooppunt (GGK 2.1, Di01)."""
    sender, receiver = message.municipality, message.provider
    if message.kind != "JW301":
        sender, receiver = receiver, sender
    payload = base64.b64encode(care_text(message, serial).encode()).decode()
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<GGK:envelopHeenbericht-ggk_Di01 xmlns:StUF="http://www.egem.nl/StUF/StUF0301" \
xmlns:GGK="http://www.stufstandaarden.nl/koppelvlak/ggk0210">
<GGK:stuurgegevens><StUF:berichtcode>Di01</StUF:berichtcode>
<StUF:zender><StUF:organisatie>{message.claimed_sender or sender}</StUF:organisatie>
<StUF:applicatie>Jeugd</StUF:applicatie></StUF:zender>
<StUF:ontvanger><StUF:organisatie>{receiver}</StUF:organisatie><StUF:applicatie>GGk</StUF:applicatie></StUF:ontvanger>
<StUF:referentienummer>{message.reference}</StUF:referentienummer>
<StUF:tijdstipBericht>{message.dated:%Y%m%d}101500</StUF:tijdstipBericht><StUF:functie>{message.kind}</StUF:functie>
</GGK:stuurgegevens>
<GGK:parameters><GGK:applicatieVersie>0004</GGK:applicatieVersie><GGK:applicatieSubversie>0003</GGK:applicatieSubversie>
<GGK:functieVersie>0003</GGK:functieVersie><GGK:functieSubversie>0002</GGK:functieSubversie>
<GGK:bericht><GGK:xmlBestand>{payload}</GGK:xmlBestand></GGK:bericht></GGK:parameters>
</GGK:envelopHeenbericht-ggk_Di01>
"""


def write_care(world: World, sources: Path) -> None:
    for serial, message in enumerate(world.care, 1):
        folder = sources / f"ijw-{municipality(message.municipality).org}"
        write(folder / f"bericht-{serial:05d}.xml", envelope_text(message, serial).encode())
