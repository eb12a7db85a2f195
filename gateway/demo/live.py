"""After the first run: kolk keeps serving, and now and then a school writes something new."""

import itertools
import json
import time
from pathlib import Path

import configuration
from children import Child, Registrar, identities
from configuration import Ports, Setting
from facts import fact_folder
from kolk import DemoFailed, Kolk
from region import SCHOOLS, TODAY
from tables import CHILD_COLUMNS, COMMA, SCHOOL_TABLES, WINDOWS_1252, cell, child_cells
from world import party_of

PASS_EVERY_SECONDS = 10


def keep_exchanging(kolk: Kolk, state: Path, ports: Ports) -> None:
    """Until Ctrl-C. Prints a line whenever something was exchanged."""
    setting = Setting(ports, f"every {PASS_EVERY_SECONDS}s")
    configuration.write_configuration(state / "region", setting)
    process = kolk.start("serve")
    print(f"\nThe service keeps exchanging; http://127.0.0.1:{ports.door}/metrics counts along. Ctrl-C stops it.",
          flush=True)
    registrar = Registrar("kolk-demo/live")
    before = delivered(kolk)
    try:
        for number in itertools.count(1):
            child = newcomer(registrar, number)
            tell_family(state, child)
            ask_for_special_education(state, child)
            time.sleep(PASS_EVERY_SECONDS + 2)
            if process.ended() is not None:
                raise DemoFailed("`kolk serve` ended by itself; its messages stand above")
            now = delivered(kolk)
            print(f"  {time.strftime('%H:%M:%S')}  one new request at a school; {now - before} more delivered, "
                  f"{now} in all", flush=True)
            before = now
    finally:
        process.terminate(within=10)


def delivered(kolk: Kolk) -> int:
    return sum(int(flow["delivered"]) for flow in kolk.ask("status")["flows"])


def newcomer(registrar: Registrar, number: int) -> Child:
    return registrar.enrol(SCHOOLS[number % len(SCHOOLS)], number=f"LN-9{number:05d}", bsn=None)


def tell_family(state: Path, child: Child) -> None:
    """The school records that it told the family what goes to the SWV."""
    told = {"child": {"number": child.number}, "informed": [{"purpose": "tlv-aanvraag", "at": TODAY.isoformat()}]}
    path = state / "sources" / fact_folder(party_of(child)) / "informatie.ndjson"
    replace(path, path.read_bytes() + json.dumps(told).encode() + b"\n")


def replace(path: Path, content: bytes) -> None:
    """Whole or not at all, as an export should be written."""
    temporary = path.with_name("." + path.name)
    temporary.write_bytes(content)
    temporary.replace(path)


def ask_for_special_education(state: Path, child: Child) -> None:
    """Adds a row to the school's export, as its registration would at the next export."""
    columns = CHILD_COLUMNS + SCHOOL_TABLES["tlv-aanvragen"]
    separator = "," if child.school.org in COMMA else ";"
    cells = child_cells(child) | {"gevraagd_type": "vso", "categorie": "1", "periode": "2026-2027",
                                  "opp_verwijzing": "OPP-" + child.number, "ontvangen_op": TODAY}
    row = separator.join(cell(cells.get(column), separator) for column in columns) + "\r\n"
    path = state / "sources" / f"school-{child.school.org}" / "tlv-aanvragen.csv"
    encoding = "cp1252" if child.school.org in WINDOWS_1252 else "utf-8"
    replace(path, path.read_bytes() + row.encode(encoding))
    with (state / "sources" / "children.ndjson").open("a", encoding="utf-8") as file:
        file.write(json.dumps(identities(child), ensure_ascii=False) + "\n")

