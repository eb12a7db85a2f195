"""Register, explanation and simulation on the demo region; tests of the class that made it."""

import json
import re
import subprocess
import unittest
from pathlib import Path

from browser import page_faults

REPOSITORY = Path(__file__).resolve().parents[2]
KOLK = REPOSITORY / "build" / "release" / "kolk"
FORMATS = ("markdown", "html", "csv", "json")


def kolk(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([str(KOLK), *map(str, arguments)], capture_output=True, text=True, timeout=600, check=False)


def durable(region: Path) -> dict[str, bytes]:
    """Every file of keys and state but SQLite's own lock tables, which hold no rows."""
    files = [f for name in ("keys", "state") for f in (region / name).rglob("*") if f.is_file()]
    return {str(f): f.read_bytes() for f in files if not f.name.endswith("-shm") and f.stat().st_size > 0}


class PolicyCommands(unittest.TestCase):
    folder: Path
    state: Path
    config: Path
    summary: dict

    def test_the_register_names_every_rule_in_every_format(self) -> None:
        rules = {rule["rule"] for rule in self.register("json")["rules"]}
        self.assertGreater(len(rules), 30)
        for form in FORMATS:
            text = self.written_register(form)
            for rule in rules:
                self.assertIn(rule, text, form)
            self.assertTrue("VOORBEELD" in text or '"example":true' in text, form)

    def test_the_register_is_held_against_feeds_sources_and_log(self) -> None:
        drift = self.register("json")["drift"]
        kinds = {one["kind"] for one in drift}
        self.assertLessEqual({"rule-without-source", "rule-without-traffic", "field-without-rule"}, kinds)
        silent = [one for one in drift if one["kind"] == "rule-without-traffic"]
        self.assertEqual({one["state"] for one in silent}, {"unknown"}, "the log is younger than a year")
        released = kolk("log", "search", "-c", self.config, "--kind", "released", "--limit", "100000", "--json")
        used = {json.loads(line)["rule"] for line in released.stdout.splitlines()}
        self.assertTrue(used)
        self.assertFalse(used & {one["about"] for one in silent})

    def test_the_register_is_readable_by_everyone_on_a_desk_and_on_a_phone(self) -> None:
        page = self.folder / "register.html"
        page.write_text(self.written_register("html"), encoding="utf-8")
        self.assertEqual(page_faults(page), [])

    def test_an_explanation_tells_what_would_have_to_change_and_never_who_it_is_about(self) -> None:
        child = self.children()[0]
        record = {"type": "mazl-vraag", "fields": {"gesprek_ouder_datum": "2026-11-02", "vraag_code": "advies"},
                  "subject": {"naam": child["names"][0], "geboortedatum": child["born"]}}
        facts = {"born": "2012-05-05", "authority": ["ouder-1"],
                 "informed": [{"purpose": "verzuim-mazl-consultvraag", "at": "2026-09-01"}]}
        (self.folder / "record.json").write_text(json.dumps(record), encoding="utf-8")
        (self.folder / "facts.json").write_text(json.dumps(facts), encoding="utf-8")
        asked = ("policy", "explain", "-c", self.config, "--record", self.folder / "record.json", "--subject",
                 self.folder / "facts.json", "--from", "school:de-linde", "--to", "jgz:ggd-voorbeeld", "--purpose",
                 "verzuim-mazl-consultvraag", "--at", "2026-11-22")
        dutch, english, data = kolk(*asked), kolk(*asked, "--language", "en"), kolk(*asked, "--json")
        self.assertEqual((dutch.returncode, english.returncode, data.returncode), (0, 0, 0), dutch.stderr)
        self.assertIn("De jeugdige en iedereen met gezag moeten toestemming geven", dutch.stdout)
        self.assertIn("The young person and everyone with authority must give consent", english.stdout)
        self.assertEqual(json.loads(data.stdout)["reason"], "deny.consent.missing")
        self.no_identity_in(dutch.stdout + english.stdout + data.stdout + dutch.stderr)

    def test_a_simulation_of_the_file_in_force_finds_no_difference_and_writes_nothing(self) -> None:
        region = self.config.parent
        before = durable(region)
        parties = sorted(str(f) for f in (self.state / "parties").rglob("*"))
        text = kolk("policy", "simulate", region / "convenant.yaml", "-c", self.config, "--since", "90d")
        found = self.simulated(region / "convenant.yaml")
        self.assertEqual(text.returncode, 0, text.stderr)
        self.assertIn("No difference in records.", text.stdout)
        self.assertFalse(found["differs"])
        for part in ("now", "past"):
            self.assertGreater(sum(road["before"]["sent"] for road in found[part]), 0, part)
            self.assertEqual([road["unknown"] for road in found[part] if road["unknown"]], [], part)
            for road in found[part]:
                self.assertEqual(road["before"], road["after"], road)
        self.assertEqual(durable(region), before)
        self.assertEqual(sorted(str(f) for f in (self.state / "parties").rglob("*")), parties)
        self.no_identity_in(text.stdout + text.stderr + json.dumps(found))

    def test_a_simulation_of_the_past_counts_what_was_delivered(self) -> None:
        delivered: dict[tuple[str, str], int] = {}
        for flow in self.summary["flows"]:
            key = (flow["purpose"], flow["to"])
            delivered[key] = delivered.get(key, 0) + flow["delivered"]
        released: dict[tuple[str, str], int] = {}
        for road in self.simulated(self.config.parent / "convenant.yaml")["past"]:
            key = (road["purpose"], road["to"])
            released[key] = released.get(key, 0) + road["before"]["sent"]
        for key, number in delivered.items():
            self.assertGreaterEqual(released.get(key, 0), number, key)

    def test_a_simulation_shows_what_a_new_version_changes(self) -> None:
        text = (self.config.parent / "convenant.yaml").read_text(encoding="utf-8")
        changed = re.sub(r"verzuimmelding: \[type, begindatum, einddatum,", "verzuimmelding: [type, begindatum,", text)
        changed = changed.replace('version: "1.0"', 'version: "1.1"')
        self.assertNotEqual(changed, text)
        new = self.folder / "new.yaml"
        new.write_text(changed, encoding="utf-8")
        found = self.simulated(new)
        self.assertTrue(found["differs"])
        for part in ("now", "past"):
            differing = [road for road in found[part] if road["fields_less"] or road["fields_more"]]
            self.assertTrue(differing, part)
            for road in differing:
                self.assertEqual(set(road["fields_less"]), {"verzuimmelding.einddatum"}, road)
                self.assertEqual(road["purpose"], "verzuimoverleg")

    def test_totals_go_to_another_party_as_numbers_only(self) -> None:
        asked = ("policy", "totals", "-c", self.config, "--from", "swv-vo:swv-vo-voorbeeld", "--to",
                 "gemeente-jeugd:eikendal")
        file = self.folder / "totalen.json"
        text, written = kolk(*asked), kolk(*asked, "--release", file)
        self.assertEqual((text.returncode, written.returncode), (0, 0), text.stderr + written.stderr)
        self.assertIn("VOORBEELD", text.stdout)
        self.assertIn("no source of the sender holds such records", text.stdout, "thuiszitters are with the schools")
        document = json.loads(file.read_text(encoding="utf-8"))
        self.assertEqual([one["id"] for one in document["totals"]], ["oza-plaatsingen"])
        for cell in document["totals"][0]["cells"]:
            self.assertTrue("withheld" in cell or cell["children"] == 0 or cell["children"] >= 10, cell)
        entries = kolk("log", "search", "-c", self.config, "--kind", "totals", "--json").stdout.splitlines()
        self.assertEqual([json.loads(entry)["exchange_id"] for entry in entries], [document["release_id"]])
        self.assertEqual(kolk("log", "verify", "-c", self.config).returncode, 0)
        again = kolk(*asked)
        self.assertEqual(again.returncode, 1)
        self.assertIn("deny.frequency", again.stderr)
        self.no_identity_in(text.stdout + text.stderr + written.stdout + file.read_text(encoding="utf-8"))

    def simulated(self, new: Path) -> dict:
        run = kolk("policy", "simulate", new, "-c", self.config, "--since", "90d", "--json")
        self.assertEqual(run.returncode, 0, run.stderr)
        return json.loads(run.stdout)

    def written_register(self, form: str) -> str:
        file = self.folder / f"register.{form}"
        run = kolk("policy", "register", "-c", self.config, "--format", form, "--output", file)
        self.assertEqual((run.returncode, run.stdout), (0, ""), run.stderr)
        text = file.read_text(encoding="utf-8")
        self.no_identity_in(text)
        return text

    def register(self, form: str) -> dict:
        return json.loads(self.written_register(form))

    def children(self) -> list[dict]:
        lines = (self.state / "sources" / "children.ndjson").read_text(encoding="utf-8").splitlines()
        return [json.loads(line) for line in lines]

    def no_identity_in(self, text: str) -> None:
        for child in self.children():
            for identity in (child.get("bsn"), child.get("address"), *child["names"], *child["local_numbers"]):
                if identity:
                    self.assertNotIn(identity, text)
