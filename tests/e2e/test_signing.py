"""A convenant as its people handle it: keys, two signatures, a changed text, a next version, what that changes."""

import json
import subprocess
import tempfile
import unittest
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
KOLK = REPOSITORY / "build" / "release" / "kolk"
SCHOOL, SWV = "school:de-linde", "swv-vo:swv-voorbeeld"
CONFIGURATION = """region: {{name: klein, tag: kl, environment: demo, host: gemeente-jeugd:stad, clock: 2026-11-22T07:00:00+01:00}}
convenant: versions
organisations:
  - {{org: stad, name: Stad, oin: "99999999000000000001"}}
  - {{org: de-linde, name: De Linde, oin: "99999999000000000002"}}
  - {{org: swv-voorbeeld, name: SWV, oin: "99999999000000000003"}}
mandated:
{mandated}"""
CONVENANT = """convenant:
  id: klein
  version: "{version}"
  title: Klein
  region: klein
  in_force: {{from: {start}, until: 2028-07-31}}
  status: final
parties:
  - {{org: de-linde, name: De Linde, roles: {{school: 2026-08-01}}}}
  - {{org: swv-voorbeeld, name: SWV, roles: {{swv-vo: 2026-08-01}}}}
purposes:
  - id: thuiszitter-melding-swv
    title: Melding
    dpia: D1
    rules:
      - id: melding
        from: school
        to: swv-vo
        basis: {{from: e WPO, to: e WPO 18a}}
        art9: UAVG 30
        records:
          leerling-id-kern: "*"
          thuiszittersmelding: [{fields}]
        consent: none
        inform: per-child
        retention: P3Y
        onward: geen
"""


class Signing(unittest.TestCase):
    def setUp(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.region = Path(self.folder.name)
        (self.region / "versions").mkdir()
        self.first = self.version("1", "2026-08-01", "categorie, startdatum")
        told = [self.kolk("policy", "key", self.region / name, "--party", party, "--by", "bestuur").stdout
                for name, party in (("school.key", SCHOOL), ("swv.key", SWV))]
        self.config = self.region / "kolk.yaml"
        self.config.write_text(CONFIGURATION.format(mandated="".join(told)), encoding="utf-8")

    def kolk(self, *words: str | Path, code: int = 0) -> subprocess.CompletedProcess[str]:
        done = subprocess.run([str(KOLK), *map(str, words)], capture_output=True, text=True, timeout=120, check=False)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done

    def version(self, version: str, start: str, fields: str) -> Path:
        file = self.region / "versions" / f"{version}.yaml"
        file.write_text(CONVENANT.format(version=version, start=start, fields=fields), encoding="utf-8")
        return file

    def sign(self, file: Path, party: str, key: str, code: int = 0) -> subprocess.CompletedProcess[str]:
        return self.kolk("policy", "sign", file, "--party", party, "--key", self.region / key, "-c", self.config,
                         code=code)

    def explained(self, at: str) -> dict:
        record = self.region / "record.json"
        record.write_text(json.dumps({"type": "thuiszittersmelding", "subject": {"naam": "Voorbeeld, Kind"},
                                      "fields": {"categorie": "lrv-4w-3m", "startdatum": "2026-10-01"}}),
                          encoding="utf-8")
        facts = self.region / "facts.json"
        facts.write_text('{"informed": [{"purpose": "thuiszitter-melding-swv", "at": "2026-08-02"}]}', encoding="utf-8")
        return json.loads(self.kolk(
            "policy", "explain", "--record", record, "--from", SCHOOL, "--to", SWV, "--purpose",
            "thuiszitter-melding-swv", "--at", at, "--subject", facts, "-c", self.config, "--json").stdout)

    def test_nothing_goes_before_both_have_signed(self) -> None:
        self.assertEqual(self.explained("2026-11-22")["reason"], "deny.convenant")
        self.sign(self.first, SCHOOL, "school.key")
        self.assertEqual(self.explained("2026-11-22")["reason"], "deny.convenant")
        self.sign(self.first, SWV, "swv.key")
        self.assertEqual(self.explained("2026-11-22")["decision"], "allow")
        told = self.kolk("policy", "check", "-c", self.config)
        self.assertEqual(told.stderr.count("Warning"), 0)
        self.assertIn("2 of 2 parties have signed klein 1", told.stdout)

    def test_a_key_is_private_and_signs_for_its_own_party_only(self) -> None:
        self.assertEqual((self.region / "school.key").stat().st_mode & 0o777, 0o600)
        self.kolk("policy", "key", self.region / "school.key", "--party", SCHOOL, "--by", "bestuur", code=1)
        self.assertIn("may not sign for", self.sign(self.first, SWV, "school.key", code=1).stderr)
        (self.region / "school.key").chmod(0o640)
        self.assertIn("keys.mode", self.sign(self.first, SCHOOL, "school.key", code=1).stderr)
        self.assertFalse(self.first.with_name("1.yaml.signatures").exists())

    def test_a_changed_text_is_no_longer_signed_and_says_so(self) -> None:
        self.sign(self.first, SCHOOL, "school.key")
        self.sign(self.first, SWV, "swv.key")
        self.version("1", "2026-08-01", "categorie, startdatum, einddatum")
        self.assertEqual(self.explained("2026-11-22")["reason"], "deny.convenant")
        self.assertIn("the file was changed after the signature",
                      self.kolk("policy", "check", "-c", self.config).stderr)

    def test_an_advice_is_no_signature(self) -> None:
        self.kolk("policy", "advise", self.first, "--party", SCHOOL, "--advice", "positive", "--text", "Akkoord.",
                  "-c", self.config)
        told = self.kolk("policy", "check", "-c", self.config).stderr
        self.assertIn("0 of 2 parties have signed klein 1;", told)
        self.kolk("policy", "advise", self.first, "--party", SWV, "--advice", "negative", "--text", "Te ruim.",
                  "-c", self.config)
        told = self.kolk("policy", "check", "-c", self.config).stderr
        self.assertIn(f"the FG of {SWV} advised against it on 2026-11-22", told)

    def test_an_advice_that_could_not_be_read_again_is_not_recorded(self) -> None:
        for text in ("", "a\tb", "x" * 2001):
            self.kolk("policy", "advise", self.first, "--party", SCHOOL, "--advice", "positive", "--text", text,
                      "-c", self.config, code=2)
        self.assertFalse(self.first.with_name("1.yaml.signatures").exists())

    def test_a_faulty_version_to_come_is_told_and_stops_nothing_before_its_day(self) -> None:
        self.sign(self.first, SCHOOL, "school.key")
        self.sign(self.first, SWV, "swv.key")
        coming = self.version("2", "2027-01-01", "categorie, nonsense")
        self.assertEqual(self.explained("2026-12-31")["decision"], "allow")
        self.assertEqual(self.explained("2027-01-01")["reason"], "deny.convenant")
        told = self.kolk("policy", "check", "-c", self.config, code=1).stderr
        self.assertIn("2.yaml cannot be read and is set aside", told)
        self.assertIn("2.yaml: line ", told)
        self.assertIn("klein 1 ends on 2026-12-31", told)
        coming.write_text(coming.read_text(encoding="utf-8").replace("2027-01-01", "2026-11-22"), encoding="utf-8")
        self.kolk("policy", "check", "-c", self.config, code=1)
        self.assertIn("WRONG    convenant", self.kolk("check", "-c", self.config, code=1).stdout)

    def test_that_no_version_is_in_force_is_told(self) -> None:
        self.config.write_text(self.config.read_text(encoding="utf-8").replace("2026-11-22T", "2028-09-01T"),
                               encoding="utf-8")
        none = "no version of the convenant is in force today"
        self.assertIn(none, self.kolk("policy", "check", "-c", self.config).stderr)
        told = self.kolk("check", "-c", self.config, code=1).stdout
        self.assertIn(none, told)
        self.assertNotIn("ok       convenant", told)

    def test_a_draft_for_production_can_be_checked_and_compared(self) -> None:
        draft = self.region / "draft.yaml"
        draft.write_text(self.first.read_text(encoding="utf-8").replace(
            "status: final", "environment: production\n  status: draft"), encoding="utf-8")
        self.assertIn("this is a draft", self.kolk("policy", "check", draft).stderr)
        self.kolk("policy", "diff", self.first, draft)

    def test_the_check_of_one_file_says_who_signed_it_where_the_region_is_named(self) -> None:
        by_itself = self.kolk("policy", "check", self.first)
        self.assertIn("Who has signed it is told with the configuration", by_itself.stderr)
        self.sign(self.first, SCHOOL, "school.key")
        told = self.kolk("policy", "check", self.first, "-c", self.config)
        self.assertEqual(told.stderr.count("Warning"), 1, "one line, however many have not signed")
        self.assertIn("1 of 2 parties have signed klein 1; no functionaris gegevensbescherming has advised on it; "
                      "rules that touch the others wait (deny.convenant) until they sign: swv-vo: swv-voorbeeld",
                      told.stderr)
        data = json.loads(self.kolk("policy", "check", self.first, "-c", self.config, "--json").stdout)
        self.assertEqual(data["signing"], [{"convenant": "klein 1", "parties": 2, "signed": 1, "missing": [SWV]}])
        checked = subprocess.run([str(KOLK), "check", "-c", str(self.config)], capture_output=True, text=True,
                                 timeout=120, check=False)
        self.assertEqual(checked.stdout.count("parties have signed"), 1)

    def test_who_signs_hears_what_else_it_takes(self) -> None:
        told = self.sign(self.first, SCHOOL, "school.key").stderr
        self.assertIn("1 of 2 parties have signed klein 1", told)
        self.assertIn("also one with a single rule added, needs that of every party anew", told)
        self.assertIn("says itself `environment: demo`", told)
        self.assertNotIn("draft", told, "its status is final")
        text = self.first.read_text(encoding="utf-8")
        open_point = text.replace("    dpia: D1", "    dpia: D1\n    verify_before_production: yes")
        self.first.write_text(open_point, encoding="utf-8")
        told = self.sign(self.first, SCHOOL, "school.key").stderr
        self.assertIn("a purpose of it has no DPIA or is still to be verified", told)
        self.first.write_text(open_point.replace("status: final", "status: draft"), encoding="utf-8")
        self.assertIn("it is a draft", self.sign(self.first, SCHOOL, "school.key").stderr)

    def test_nobody_signs_on_a_day_to_come(self) -> None:
        told = self.kolk("policy", "sign", self.first, "--party", SCHOOL, "--key", self.region / "school.key",
                         "--date", "2026-11-23", "-c", self.config, code=2)
        self.assertIn("lies in the future", told.stderr)
        self.assertFalse(self.first.with_name("1.yaml.signatures").exists())
        self.kolk("policy", "sign", self.first, "--party", SCHOOL, "--key", self.region / "school.key",
                  "--date", "2026-11-22", "-c", self.config)

    def test_a_key_that_is_not_there_is_named_as_it_was_given(self) -> None:
        told = self.sign(self.first, SCHOOL, "no.key", code=1).stderr
        self.assertIn(f"{self.region / 'no.key'} is missing", told)

    def test_a_warning_of_the_file_stands_beside_its_line(self) -> None:
        text = self.first.read_text(encoding="utf-8").replace("from: school\n", "from: mbo\n")
        self.first.write_text(text, encoding="utf-8")
        for more in ((), ("-c", self.config)):
            told = self.kolk("policy", "check", self.first, *more).stderr
            self.assertIn("Warning: 1.yaml: line 16, column 9: nobody gives anything under rule melding", told)

    def test_the_next_version_is_in_force_from_its_day(self) -> None:
        second = self.version("2", "2027-01-01", "startdatum")
        for file in (self.first, second):
            self.sign(file, SCHOOL, "school.key")
            self.sign(file, SWV, "swv.key")
        self.assertIn("thuiszittersmelding.categorie", self.explained("2026-12-31")["given"])
        self.assertNotIn("thuiszittersmelding.categorie", self.explained("2027-01-01")["given"])
        told = self.kolk("policy", "diff", self.first, second).stdout
        self.assertIn("thuiszittersmelding, vervalt: thuiszittersmelding.categorie", told)
        self.assertTrue(json.loads(self.kolk("policy", "diff", second, second, "--json").stdout)["equal"])
        (self.region / "bad.yaml").write_text("convenant: {}\n", encoding="utf-8")
        self.assertIn("line 1", self.kolk("policy", "diff", self.first, self.region / "bad.yaml", code=1).stderr)

    def test_who_has_not_signed_the_coming_version_is_named(self) -> None:
        self.sign(self.first, SCHOOL, "school.key")
        self.sign(self.first, SWV, "swv.key")
        self.sign(self.version("2", "2027-01-01", "startdatum"), SWV, "swv.key")
        told = json.loads(self.kolk("policy", "check", "-c", self.config, "--json").stdout)
        self.assertTrue(told["ok"])
        self.assertEqual(len(told["warnings"]), 1)
        self.assertIn("1 of 2 parties have signed klein 2, which takes force on 2027-01-01;", told["warnings"][0])
        self.assertTrue(told["warnings"][0].endswith("until they sign: school: de-linde"), told["warnings"][0])

    def test_a_file_by_itself_counts_as_signed_and_says_so(self) -> None:
        self.explained("2026-11-22")
        told = json.loads(self.kolk(
            "policy", "explain", "--convenant", self.first, "--record", self.region / "record.json", "--from", SCHOOL,
            "--to", SWV, "--purpose", "thuiszitter-melding-swv", "--at", "2026-11-22", "--subject",
            self.region / "facts.json", "--json").stdout)
        self.assertEqual(told["assumed"], ["from: has signed this convenant", "to: has signed this convenant"])


if __name__ == "__main__":
    unittest.main(verbosity=2)
