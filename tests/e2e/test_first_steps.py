"""What someone meets in a new region, before anything was exchanged."""

import json
import subprocess
import tempfile
import unittest
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
KOLK = REPOSITORY / "build" / "release" / "kolk"
CONFIGURATION = """region: {name: klein, tag: kl, environment: demo, host: gemeente-jeugd:stad}
convenant: klein.yaml
organisations:
  - {org: stad, name: Stad, oin: "99999999000000000001"}
  - {org: swv, name: Samenwerkingsverband, oin: "99999999000000000002", swv_number: VO00AA}
sources:
  - {name: swv, kind: csv, party: "swv-vo:swv", folder: swv, mapping: swv.yaml}
"""
ASKED = ["--from", "school", "--to", "leerplicht", "--purpose", "verzuimoverleg", "--at", "2026-11-22", "--json"]


class FirstSteps(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.region = Path(folder.name) / "region"
        self.config = self.region / "kolk.yaml"
        self.kolk("init", str(self.region))
        (self.region / "swv").mkdir()
        self.config.write_text(CONFIGURATION, encoding="utf-8")
        demo = REPOSITORY / "policies" / "convenants" / "voorbeeldregio.yaml"
        convenant = demo.read_text(encoding="utf-8").replace("region: voorbeeldregio", "region: klein")
        (self.region / "klein.yaml").write_text(convenant, encoding="utf-8")

    def kolk(self, *words: str, **more: object) -> subprocess.CompletedProcess[str]:
        return subprocess.run([str(KOLK), *words], capture_output=True, text=True, check=False, **more)

    def check_with(self, number: str) -> str:
        shipped = (REPOSITORY / "connectors" / "mappings" / "swv.yaml").read_text(encoding="utf-8")
        mapping = shipped.replace("{number: leerlingnummer, issuer: school}", number)
        mapping = mapping.replace("  forbidden: {bsn: bsn}", "")
        (self.region / "swv.yaml").write_text(mapping, encoding="utf-8")
        found = self.kolk("check", "-c", str(self.config))
        return next(line for line in (found.stdout + found.stderr).splitlines() if "source swv" in line)

    def test_a_mapping_may_not_read_a_number_that_its_party_may_not_hold(self) -> None:
        self.assertIn("ok", self.check_with("{number: leerlingnummer, issuer: school}"))
        self.assertIn("K3", self.check_with("{bsn: bsn}"))

    def test_a_log_that_is_not_there_is_not_whole(self) -> None:
        found = self.kolk("log", "verify", "-c", str(self.config), "--json")
        self.assertEqual(found.returncode, 1)
        self.assertFalse(json.loads(found.stdout)["ok"])
        (self.region / "state" / "kolk.db").write_bytes(b"no database at all" * 1000)
        found = self.kolk("log", "verify", "-c", str(self.config), "--json")
        self.assertEqual(found.returncode, 1)
        self.assertFalse(json.loads(found.stdout)["ok"])

    def test_output_that_could_not_be_written_is_no_success(self) -> None:
        with Path("/dev/full").open("w", encoding="utf-8") as full:
            found = subprocess.run([str(KOLK), "config", "print", "-c", str(self.config)], stdout=full,
                                   stderr=subprocess.PIPE, text=True, check=False)
        self.assertEqual(found.returncode, 1)
        self.assertIn("could not be written", found.stderr)

    def test_help_on_a_command_that_does_not_exist_is_no_success(self) -> None:
        found = self.kolk("synk", "--help")
        self.assertEqual((found.returncode, found.stdout), (2, ""))
        self.assertIn("`synk` is no command or option here", found.stderr)
        self.assertEqual(self.kolk("sync", "--help").returncode, 0)

    def test_a_record_may_come_through_a_pipe(self) -> None:
        record = json.dumps({"type": "verzuim-totalen", "fields": {"periode": "2026-10", "uren_ongeoorloofd": 12}})
        found = self.kolk("policy", "explain", "-c", str(self.config), "--record", "/dev/stdin", *ASKED, input=record)
        self.assertEqual(found.returncode, 0, found.stderr)
        self.assertIn("decision", json.loads(found.stdout))


if __name__ == "__main__":
    unittest.main()
