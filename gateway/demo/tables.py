"""CSV exports of the registrations of schools and SWV; all column names are ours."""

from datetime import date
from pathlib import Path

from children import Child
from files import write
from region import CARE_EXPORT
from world import JSON, World


CHILD_COLUMNS = ("vestiging", "leerlingnummer", "bsn", "achternaam", "voorvoegsel", "voornaam", "geboortedatum",
                 "geslacht", "leerjaar", "groep", "schoolsoort", "woongemeente")
SCHOOL_TABLES = {
    "verzuim": ("melding_id", "type", "begindatum", "einddatum", "omvang", "grondslag", "reden", "status",
                "acties_school"),
    "thuiszitters": ("categorie", "startdatum", "laatste_schooldag", "uren_onderwijs", "oorzaak_code", "hulp_betrokken",
                     "zorgplichtige_school", "regievoerder", "volgende_actie", "datum"),
    "mazl": ("aantal_ziekmeldingen_12w", "aaneengesloten_dagen", "verzuimuren", "vraag_code", "gesprek_ouder_datum"),
    "tlv-aanvragen": ("gevraagd_type", "categorie", "periode", "opp_verwijzing", "ontvangen_op"),
}
SWV_KEYS = ("dossiernummer", "school", "leerlingnummer", "bsn")
SWV_TABLES = {
    "tlv-besluiten": ("tlv_nummer", "soort", "categorie", "begindatum", "einddatum", "besluit", "bezwaar_tot"),
    "oza": ("achternaam", "voornaam", "geboortedatum", "oza_id", "gastschool", "aanmelder_rol", "intake_datum", "start",
            "eind", "onderwijsroute", "zorgroute"),
    "afspraken": ("actie", "eigenaar_rol", "datum", "status"),
}
MUNICIPAL_COLUMNS = ("clientnummer", "bsn", "status", "datum", "contactpersoon", "woongemeente",
                     "verantwoordelijke_gemeente")
WINDOWS_1252 = ("de-weide",)  # an older export
COMMA = ("de-schakel",)


def cell(value: object, separator: str) -> str:
    text = value.strftime("%d-%m-%Y") if isinstance(value, date) else "" if value is None else str(value)
    return '"' + text.replace('"', '""') + '"' if separator in text or '"' in text else text


def table_text(columns: tuple[str, ...], rows: list[JSON], separator: str = ";") -> str:
    lines = [separator.join(columns)]
    lines += [separator.join(cell(row.get(column), separator) for column in columns) for row in rows]
    return "\r\n".join(lines) + "\r\n"


def child_cells(child: Child) -> JSON:
    return {
        "vestiging": child.school.branch, "leerlingnummer": child.number, "bsn": child.bsn,
        "achternaam": child.surname, "voorvoegsel": child.prefix, "voornaam": child.first, "geboortedatum": child.born,
        "geslacht": child.gender, "leerjaar": child.year, "groep": child.group, "schoolsoort": child.school.level,
        "woongemeente": child.residence,
    }


def write_school_tables(world: World, sources: Path) -> None:
    for (org, table), rows in world.school_rows.items():
        separator = "," if org in COMMA else ";"
        cells = [child_cells(child) | fields for child, fields in rows]
        text = table_text(CHILD_COLUMNS + SCHOOL_TABLES[table], cells, separator)
        encoding = "cp1252" if org in WINDOWS_1252 else "utf-8-sig" if org == "het-baken" else "utf-8"
        write(sources / f"school-{org}" / f"{table}.csv", text.encode(encoding))


def write_swv_tables(world: World, sources: Path) -> None:
    for table, rows in world.swv_rows.items():
        cells = []
        for child, fields in rows:
            keys: JSON = {"dossiernummer": child.numbers["swv-vo"], "school": child.school.branch, "bsn": None}
            cells.append(child_cells(child) | keys | fields)
        write(sources / "swv-vo" / f"{table}.csv", table_text(SWV_KEYS + SWV_TABLES[table], cells).encode())


def write_municipal_table(world: World, sources: Path) -> None:
    cells = [child_cells(child) | {"clientnummer": child.numbers["gemeente-jeugd"]} | fields
             for child, fields in world.municipal_rows]
    write(sources / CARE_EXPORT / "jeugdhulp.csv", table_text(MUNICIPAL_COLUMNS, cells).encode())
