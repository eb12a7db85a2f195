"""Consults of youth health care as FHIR R4 resources."""

from pathlib import Path

from children import Child
from files import write_lines
from region import CODE_SYSTEM, PATIENT_SYSTEM
from world import JSON, Consult, World


def patient(child: Child, serial: int) -> JSON:
    return {
        "resourceType": "Patient", "id": f"patient-{serial}",
        "identifier": [{"system": "http://fhir.nl/fhir/NamingSystem/bsn", "value": child.bsn},
                       {"system": PATIENT_SYSTEM, "value": child.numbers["jgz"]}],
        "name": [{"text": child.full_name}], "address": [{"text": child.address}],
        "gender": "female" if child.gender == "V" else "male", "birthDate": child.born.isoformat(),
    }


def consult_resources(consult: Consult, serial: int) -> list[JSON]:
    """Patient, Encounter and the Observations that the exchange may ask for, and one that it may not."""
    stamp = f"{consult.day}T11:{serial % 60:02d}:00+01:00"
    meta = {"lastUpdated": stamp}
    subject = {"reference": f"Patient/patient-{serial}"}
    answers: list[tuple[str, JSON]] = [
        ("mazl-belastbaarheid", {"valueQuantity": {"value": consult.capacity, "unit": "%",
                                                   "system": "http://unitsofmeasure.org", "code": "%"}}),
        ("mazl-opbouwschema", {"valueString": consult.programme}),
        ("mazl-evaluatiedatum", {"valueDateTime": f"{consult.evaluation}T09:00:00+01:00"}),
        ("mazl-vervolg", {"valueBoolean": consult.follow_up}),
        ("bevinding-intern", {"valueString": "blijft bij de jeugdarts"}),
    ]
    encounter: JSON = {
        "resourceType": "Encounter", "id": f"consult-{serial}", "meta": meta, "status": consult.status,
        "class": {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "AMB"}, "subject": subject,
        "period": {"start": stamp},
    }
    observations: list[JSON] = [
        {"resourceType": "Observation", "id": f"bevinding-{serial}-{number}", "meta": meta, "status": "final",
         "code": {"coding": [{"system": CODE_SYSTEM, "code": code}]}, "subject": subject,
         "encounter": {"reference": f"Encounter/consult-{serial}"}, "effectiveDateTime": stamp, **value}
        for number, (code, value) in enumerate(answers, 1)
    ]
    return [patient(consult.child, serial), encounter, *observations]


def write_consults(world: World, sources: Path, extra: list[JSON]) -> None:
    resources = [r for serial, consult in enumerate(world.consults, 1) for r in consult_resources(consult, serial)]
    write_lines(sources / "fhir" / "resources.ndjson", [*resources, *extra])
