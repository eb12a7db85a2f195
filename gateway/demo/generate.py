#!/usr/bin/env python3
"""Makes a demo region: sources full of invented children, and the configuration that reads them.

    generate.py --state DIR --pupils N [--standards DIR]

The same number of pupils always gives the same bytes. Published samples of the standards are copied into the sources
when their folder is found (option, environment KOLK_STANDARDS, or shared/standards beside the project).
"""

import argparse
import os
import shutil
from pathlib import Path

import bad_input
import cast
import configuration
import crowd
import facts
import fhir
import ijw
import oso
import tables
from children import Child, write_identities
from configuration import Setting
from world import World

SAMPLES = (("oso-2019.1/examples-PaO/*VOSWV*.xml", "oso-vo"), ("oso-2019.1/examples-PaO/*POSWV*.xml", "oso-po"),
           ("oso-2019.1/examples-OV/*.xml", "oso-vo"), ("ggk0210/voorbeeldberichten/*.xml", "ijw-eikendal"),
           ("fhir-r4-examples/[Ee]ncounter*.json", "fhir/published"), ("fhir-nl-core/json/*", "fhir/published"))


def standards_folder(given: str | None) -> Path:
    return Path(given or os.environ.get("KOLK_STANDARDS") or configuration.REPOSITORY.parent / "shared" / "standards")


def copy_samples(standards: Path, sources: Path) -> int:
    """Copies the published samples that are found; gives how many."""
    copied = 0
    for pattern, folder in SAMPLES:
        for sample in sorted(standards.glob(pattern)):
            target = sources / folder / sample.name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(sample, target)
            copied += 1
    return copied


def generate(state: Path, pupils: int, standards: Path, setting: Setting = Setting()) -> dict[str, Child]:
    """Writes everything but the keys; gives the cast by name."""
    world = World.empty("kolk-demo")
    parts = cast.build(world)  # first, so that the cast is the same at any size
    victims = bad_input.plan(world)
    crowd.build(world, pupils)
    sources = state / "sources"
    tables.write_school_tables(world, sources)
    tables.write_swv_tables(world, sources)
    tables.write_municipal_table(world, sources)
    oso.write_dossiers(world, sources)
    ijw.write_care(world, sources)
    fhir.write_consults(world, sources, victims.resources)
    facts.write_facts(world, sources, configuration.recording_parties())
    bad_input.write_files(victims, sources)
    for folder in ("oso-po", *(f"ijw-{m.org}" for m in configuration.MUNICIPALITIES)):
        (sources / folder).mkdir(exist_ok=True)
    copy_samples(standards, sources)
    write_identities(world.registrar.children, sources / "children.ndjson")
    for party in configuration.parties():
        (state / "parties" / configuration.party_folder(party)).mkdir(parents=True, exist_ok=True)
    configuration.write_region(state / "region", setting)
    return parts


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--state", type=Path, required=True)
    parser.add_argument("--pupils", type=int, default=7_000)
    parser.add_argument("--standards")
    options = parser.parse_args()
    generate(options.state, options.pupils, standards_folder(options.standards))


if __name__ == "__main__":
    main()
