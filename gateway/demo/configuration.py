"""kolk.yaml of the demo region: every organisation, source and feed, with ports that were free at start.

Who may sign stands in `mandated.yaml`, which `signing.make_keys` leaves beside the region; before that nobody may.
"""

import shutil
from dataclasses import dataclass
from pathlib import Path

from bad_input import OSO_LIMIT_MB
from facts import fact_folder
from region import CARE_EXPORT, CLOCK, MUNICIPALITIES, PATIENT_SYSTEM, SCHOOLS, organisations, parties

REPOSITORY = Path(__file__).resolve().parents[2]
PUSHED = ("swv-vo:swv-vo-voorbeeld", "leerplicht:eikendal", "leerplicht:zandhoven", "jgz:ggd-voorbeeld",
          "school:zandkamp", "school:lariksveld")
AS_CSV = ("school:de-brug", "school:het-anker")
HELD = "swv-vo:swv-vo-voorbeeld"  # its answer is held, so that kolk can be killed in mid-delivery
WITH_RECEIPT = ("school:de-esdoorn",)  # acknowledges every batch with a file
BATCH = 50
MANDATED = "mandated.yaml"
FACTS_EVERY_SECONDS = 2


@dataclass(frozen=True)
class Ports:
    jgz: int = 18471
    push: int = 18472
    door: int = 8470


@dataclass(frozen=True)
class Setting:
    """What differs between one region and the next: where the peers listen, and how often sources are read."""

    ports: Ports = Ports()
    schedule: str = "every 15m"
    small_batch: int = 5  # for the SWV: small enough that much is still queued when kolk is killed


def party_folder(party: str) -> str:
    return party.replace(":", "-")


def recording_parties() -> list[str]:
    """Who keeps facts: schools, leerplicht, municipal youth care and youth health care."""
    return [p for p in parties() if p.split(":")[0] in ("school", "leerplicht", "gemeente-jeugd", "jgz")]


def organisation_lines() -> list[str]:
    lines = []
    for serial, organisation in enumerate(organisations(), 1):
        lines += [f"  - org: {organisation.org}", f"    name: {organisation.name}",
                  f'    oin: "99999999{serial:012d}"']
        for key, value in organisation.codes.items():
            shown = f"[{', '.join(value)}]" if isinstance(value, list) else f'"{value}"'
            lines.append(f"    {key}: {shown}")
        if organisation.org != "eikendal":
            lines.append(f"    processor_agreement: VWO-2026-{serial:03d}")
    return lines


def source(name: str, kind: str, party: str, **more: str) -> list[str]:
    lines = [f"  - name: {name}", f"    kind: {kind}", f"    party: {party}"]
    return lines + [f"    {key}: {value}" for key, value in more.items()]


def source_lines(setting: Setting) -> list[str]:
    """Facts first: they tell for whom the others are asked. Then who answers for youth care, which decides where things
    go. Schools next: the SWV and others refer to their numbers."""
    lines = []
    for party in recording_parties():
        folder = fact_folder(party)
        lines += source(folder, "facts", party, folder=f"../sources/{folder}",
                        schedule=f"every {FACTS_EVERY_SECONDS}s", max_age="24h")
    lines += source(CARE_EXPORT, "csv", "gemeente-jeugd:eikendal", folder=f"../sources/{CARE_EXPORT}",
                    mapping="mappings/gemeente.yaml", schedule=setting.schedule)
    for school in SCHOOLS:
        lines += source(f"school-{school.org}", "csv", f"school:{school.org}", folder=f"../sources/school-{school.org}",
                        mapping="mappings/school.yaml", schedule=setting.schedule)
    for sector in ("vo", "po"):
        lines += source(f"oso-{sector}", "oso", f"swv-{sector}:swv-{sector}-voorbeeld",
                        folder=f"../sources/oso-{sector}", mapping="mappings/oso.yaml", schedule=setting.schedule)
    lines += source("swv-vo", "csv", "swv-vo:swv-vo-voorbeeld", folder="../sources/swv-vo",
                    mapping="mappings/swv.yaml", schedule='"cron */30 * * * *"')
    for municipality in MUNICIPALITIES:
        lines += source(f"ijw-{municipality.org}", "ijw", f"gemeente-jeugd:{municipality.org}",
                        folder=f"../sources/ijw-{municipality.org}", schedule=setting.schedule)
    lines += source("jgz", "fhir", "jgz:ggd-voorbeeld", url=f"http://127.0.0.1:{setting.ports.jgz}/fhir",
                    patient_system=PATIENT_SYSTEM, schedule=setting.schedule)
    return lines


def feed_lines(setting: Setting) -> list[str]:
    lines = []
    for party in parties():
        lines.append(f"  - party: {party}")
        if party in PUSHED:
            lines += ["    kind: push", f"    url: https://127.0.0.1:{setting.ports.push}/{party_folder(party)}/items",
                      "    ca: ca.pem"]
        else:
            lines += ["    kind: folder", f"    folder: ../parties/{party_folder(party)}/in",
                      f"    format: {'csv' if party in AS_CSV else 'ndjson'}",
                      f"    acknowledge: {'file' if party in WITH_RECEIPT else 'none'}"]
        lines.append(f"    batch: {setting.small_batch if party == HELD else BATCH}")
    return lines


def mandated_lines(state: Path) -> list[str]:
    told = state / "signing" / MANDATED
    return ["mandated:", told.read_text(encoding="utf-8").rstrip()] if told.exists() else []


def configuration_text(state: Path, setting: Setting) -> str:
    return "\n".join([
        "# A demo region with invented organisations and children. Every path is relative to this file.",
        "region:",
        "  name: voorbeeldregio",
        "  tag: vb",
        "  zone: Europe/Amsterdam",
        "  environment: demo",
        f"  clock: {CLOCK}  # a Sunday; runs on at real speed",
        "  host: gemeente-jeugd:eikendal",
        "convenant: convenant.yaml",
        "keys: keys",
        "state: state",
        f"listen: 127.0.0.1:{setting.ports.door}",
        "log_level: info",
        f"limits: {{oso_file_mb: {OSO_LIMIT_MB}}}",
        "delivery: {timeout: 20s, first_retry: 500ms, longest_retry: 2s}",
        "organisations:", *organisation_lines(),
        *mandated_lines(state),
        "sources:", *source_lines(setting),
        "feeds:", *feed_lines(setting),
        "",
    ])


def write_configuration(region: Path, setting: Setting) -> None:
    (region / "kolk.yaml").write_text(configuration_text(region.parent, setting), encoding="utf-8")


def write_region(region: Path, setting: Setting) -> None:
    """The configuration with the convenant and the mappings that belong to it; the keys are for `kolk init`."""
    region.mkdir(parents=True, exist_ok=True)
    write_configuration(region, setting)
    shutil.copyfile(REPOSITORY / "policies" / "convenants" / "voorbeeldregio.yaml", region / "convenant.yaml")
    (region / "mappings").mkdir(exist_ok=True)
    for mapping in sorted((REPOSITORY / "connectors" / "mappings").glob("*.yaml")):
        shutil.copyfile(mapping, region / "mappings" / mapping.name)
