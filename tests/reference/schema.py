"""Record types as schemas/README.md explains the files in schemas/records; for the reference interpreter."""

import datetime
import functools
import json
import re
from pathlib import Path
from typing import Any, Callable

RECORDS = Path(__file__).resolve().parents[2] / "schemas" / "records"
WEIGHTS = (9, 8, 7, 6, 5, 4, 3, 2, -1)


def read_record_types(folder: Path = RECORDS) -> dict[str, Any]:
    """With all that a field borrows beside what it says itself: an `x-class` beside the `$ref` is the class here."""
    types = {file.stem: json.loads(file.read_text(encoding="utf-8")) for file in sorted(folder.glob("*.json"))}
    for one in types.values():
        one["properties"] = {name: whole(types, own) for name, own in one["properties"].items()}
    return types


def whole(types: dict, own: dict) -> dict:
    source = borrowed(own)
    return whole(types, field_schema(types, *source)) | own if source else own


def borrowed(field: dict) -> tuple[str, str] | None:
    """`$ref` borrows a field of another type: `opp.json#/properties/begeleiding`."""
    return referred(field["$ref"]) if "$ref" in field else None


@functools.cache
def referred(reference: str) -> tuple[str, str] | None:
    found = re.fullmatch(r"([\w-]+)\.json#/properties/(\w+)", reference)
    return (found.group(1), found.group(2)) if found else None


def origin_of(types: dict, record_type: str, field: str) -> tuple[str, str]:
    """Where a field is defined, through every type that borrows it."""
    while source := borrowed(types[record_type]["properties"][field]):
        record_type, field = source
    return record_type, field


def origins_in(types: dict, record_type: str, field: str) -> set[tuple[str, str]]:
    """Where a field is defined, and where the fields of other types are that stand within it."""
    return {origin_of(types, record_type, field), *held(types, field_schema(types, record_type, field))}


def held(types: dict, known: dict) -> set[tuple[str, str]]:
    found = set()
    for inner in (*known.get("properties", {}).values(), *([known["items"]] if "items" in known else [])):
        if source := borrowed(inner):
            found.add(origin_of(types, *source))
        found |= held(types, inner)
    return found


def tells_whereabouts(types: dict, known: dict) -> bool:
    """`x-whereabouts`, of the field itself or of what stands within it."""
    return is_or_holds(types, known, lambda field: bool(field.get("x-whereabouts")))


def may_tell_who(types: dict, known: dict) -> bool:
    """README, `pseudonym_only`: who someone is, by itself or within it."""
    return is_or_holds(types, known, lambda field: bool(
        field.get("x-person") or field.get("x-staff") or field.get("maxLength", 0) > 100))


def is_or_holds(types: dict, known: dict, is_so: Callable[[dict], bool]) -> bool:
    source = borrowed(known)
    if is_so(known) or source and is_or_holds(types, field_schema(types, *source), is_so):
        return True
    return any(is_or_holds(types, inner, is_so)
               for inner in (*known.get("properties", {}).values(), *([known["items"]] if "items" in known else [])))


def field_schema(types: dict, record_type: str, field: str) -> dict:
    return types[record_type]["properties"][field]


def class_of(types: dict, record_type: str, field: str) -> str:
    return field_schema(types, record_type, field)["x-class"]


def present(fields: dict) -> dict:
    """Null and empty text count as absent."""
    return {name: value for name, value in fields.items() if value is not None and value != ""}


def date_of(text: Any) -> datetime.date | None:
    """A civil day, `2026-11-22`."""
    if not isinstance(text, str) or not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        return None
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        return None


def eleven(digits: str) -> int:
    return sum(weight * int(digit) for weight, digit in zip(WEIGHTS, digits))


def is_bsn(text: str) -> bool:
    """convenant 7.2: eight digits are padded, two leading zeros rejected."""
    padded = text.zfill(9) if len(text) == 8 else text
    if not re.fullmatch(r"[0-9]{9}", padded) or padded.startswith("00"):
        return False
    return eleven(padded) % 11 == 0 and eleven(padded) > 0


def is_onderwijsnummer(text: str) -> bool:
    return re.fullmatch(r"10[0-9]{7}", text) is not None and eleven(text) % 11 == 5


FORMATS = {
    "date": lambda text: date_of(text) is not None,
    "moment": lambda text: date_of(text[:10]) is not None,
    "bsn": is_bsn,
    "onderwijsnummer": is_onderwijsnummer,
    "brin": lambda text: re.fullmatch(r"[0-9A-Z]{4}", text) is not None,
    "vestiging": lambda text: re.fullmatch(r"[0-9A-Z]{4}[0-9]{2}", text) is not None,
    "gemeentecode": lambda text: re.fullmatch(r"[0-9]{4}", text) is not None,
    "agb": lambda text: re.fullmatch(r"[0-9]{8}", text) is not None,
    "swv-number": lambda text: re.fullmatch(r"(PO|VO)[0-9A-Z]{4}", text) is not None,
    "hash": lambda text: re.fullmatch(r"[0-9a-f]{64}", text) is not None,
}


def kind_of(value: Any) -> set[str]:
    if isinstance(value, bool):
        return {"boolean"}
    if isinstance(value, int):
        return {"integer", "number"}
    names = {float: "number", str: "string", list: "array", dict: "object"}
    return {names[type(value)]} if type(value) in names else set()


def fits(types: dict, schema: dict, value: Any) -> bool:
    """Whether one value is one that the schema takes."""
    source = borrowed(schema)
    if source:
        schema = field_schema(types, *source)
    wanted = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    if not kind_of(value) & set(wanted):
        return False
    if isinstance(value, str):
        if "enum" in schema and value not in schema["enum"]:
            return False
        return len(value) <= schema.get("maxLength", 1000) and FORMATS.get(schema.get("x-format"), bool)(value)
    if isinstance(value, list):
        return len(value) <= schema["maxItems"] and all(fits(types, schema["items"], item) for item in value)
    if isinstance(value, dict):
        members = schema["properties"]
        return all(name in members and fits(types, members[name], member) for name, member in value.items())
    return isinstance(value, bool) or schema.get("minimum", value) <= value <= schema.get("maximum", value)


def holds_what_is_demanded(schema: dict, fields: dict) -> bool:
    """A type without a demanded field holds at least one field."""
    if "required" in schema:
        return all(name in fields for name in schema["required"])
    if "anyOf" in schema:
        return any(all(name in fields for name in one["required"]) for one in schema["anyOf"])
    return len(fields) >= schema.get("minProperties", 1)


def fields_are_valid(types: dict, record_type: str, fields: Any) -> bool:
    if record_type not in types or not isinstance(fields, dict):
        return False
    schema, held = types[record_type], present(fields)
    for name, value in held.items():
        if name not in schema["properties"] or field_schema(types, record_type, name).get("x-barred"):
            return False
        if not fits(types, schema["properties"][name], value):
            return False
    in_order = all(held[first] <= held[last] for first, last in schema.get("x-periods", [])
                   if first in held and last in held)
    return in_order and holds_what_is_demanded(schema, held)


def record_is_valid(types: dict, record: dict) -> bool:
    """The subject block is checked as type `leerling-id`."""
    if "subject" in record and not fields_are_valid(types, "leerling-id", record["subject"]):
        return False
    return fields_are_valid(types, record.get("type"), record.get("fields"))
