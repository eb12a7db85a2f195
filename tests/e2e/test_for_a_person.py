"""What `kolk sync`, `status` and `check` tell a person of what fails or waits, and whose a consent is to withdraw."""

import json
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
KOLK = REPOSITORY / "build" / "release" / "kolk"
SCHOOL, SWV = "school:de-linde", "swv-vo:swv-voorbeeld"
NUMBERS = {"ten": ("LN-000001", "2016-05-01"), "seventeen": ("LN-000002", "2009-05-01")}
FEED = """feeds:
  - {party: "swv-vo:swv-voorbeeld", kind: folder, folder: swv, format: ndjson, acknowledge: none}
"""
CONFIGURATION = """region: {{name: klein, tag: kl, environment: demo, host: gemeente-jeugd:stad, clock: {clock}}}
convenant: convenant.yaml
organisations:
  - {{org: stad, name: Stad, oin: "99999999000000000001"}}
  - {{org: de-linde, name: De Linde, oin: "99999999000000000002", vestigingen: [00AA00], processor_agreement: V1}}
  - {{org: swv-voorbeeld, name: SWV, oin: "99999999000000000003", processor_agreement: V2}}
mandated:
{mandated}sources:
  - {{name: feiten, kind: facts, party: "school:de-linde", folder: feiten}}
  - {{name: school, kind: csv, party: "school:de-linde", folder: school, mapping: school.yaml}}
"""
CONVENANT = """convenant:
  id: klein
  version: "1"
  title: Klein
  region: klein
  in_force: {from: 2026-08-01, until: 2028-07-31}
  status: final
parties:
  - {org: de-linde, name: De Linde, roles: {school: 2026-08-01}}
  - {org: swv-voorbeeld, name: SWV, roles: {swv-vo: 2026-08-01}}
purposes:
  - id: thuiszitter-melding-swv
    title: Melding
    dpia: D1
    rules:
      - id: melding
        from: school
        to: swv-vo
        basis: {from: e WPO, to: e WPO 18a}
        art9: UAVG 30
        ask: signal
        records:
          leerling-id-kern: "*"
          thuiszittersmelding: [categorie, startdatum]
        consent: none
        retention: P3Y
        onward: geen
"""
HEADING = ("vestiging;leerlingnummer;bsn;achternaam;voorvoegsel;voornaam;geboortedatum;geslacht;leerjaar;groep;"
           "schoolsoort;woongemeente;categorie;startdatum;laatste_schooldag;uren_onderwijs;oorzaak_code;hulp_betrokken;"
           "zorgplichtige_school;regievoerder;volgende_actie;datum")
PURPOSE = "zorgroute-aanmelding"


class ForAPerson(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.region = Path(folder.name) / "region"
        self.config = self.region / "kolk.yaml"
        self.kolk("init", self.region)
        self.mandated = "".join(self.kolk("policy", "key", self.region / f"{name}.key", "--party", party, "--by",
                                          "bestuur").stdout for name, party in (("school", SCHOOL), ("swv", SWV)))
        (self.region / "convenant.yaml").write_text(CONVENANT, encoding="utf-8")
        self.configure("2026-11-22T07:00:00+01:00")
        for name, party in (("school", SCHOOL), ("swv", SWV)):
            self.kolk("policy", "sign", self.region / "convenant.yaml", "--party", party, "--key",
                      self.region / f"{name}.key", "-c", self.config)
        shutil.copy(REPOSITORY / "connectors" / "mappings" / "school.yaml", self.region)
        for name in ("feiten", "school", "swv"):
            (self.region / name).mkdir()
        rows = [f"00AA00;{number};;Zonnebloem;;Fenna;{'-'.join(reversed(born.split('-')))};V;2;2c;vo;9901;"
                "lrv-4w-3m;01-10-2026;30-09-2026;0;;ja;;;;" for number, born in NUMBERS.values()]
        (self.region / "school" / "thuiszitters.csv").write_text("\n".join([HEADING, *rows]) + "\n", encoding="utf-8")
        self.record()

    def configure(self, clock: str, feed: str = FEED) -> None:
        self.config.write_text(CONFIGURATION.format(mandated=self.mandated, clock=clock) + feed, encoding="utf-8")

    def record(self, as_of: str = "2026-11-22T05:30:00Z") -> None:
        """What De Linde records: who was informed, who decides, and a consent of each child."""
        informed = {"informed": [{"purpose": "thuiszitter-melding-swv", "at": "2026-09-01"}]}
        lines: dict[str, list[dict]] = {"bezwaar": [], "informatie": [], "gezag": [], "toestemming": []}
        for name, (number, born) in NUMBERS.items():
            child = {"child": {"number": number}}
            givers = ["jeugdige"] if name == "seventeen" else ["ouder-1"]
            consent = {"consent_id": "c-1", "purpose": PURPOSE, "from": "school", "to": "gemeente-jeugd",
                       "record_types": ["hulpvraag"], "given_by": givers, "given_at": "2026-10-01"}
            lines["informatie"].append(child | informed)
            lines["gezag"].append(child | {"born": born, "authority": ["ouder-1"]})
            lines["toestemming"].append(child | {"consents": [consent]})
        for kind, said in lines.items():
            text = [json.dumps(line) for line in ({"as_of": as_of, "party": SCHOOL}, *said)]
            (self.region / "feiten" / f"{kind}.ndjson").write_text("\n".join(text) + "\n", encoding="utf-8")

    def kolk(self, *words: str | Path, code: int = 0, told: str = "") -> subprocess.CompletedProcess[str]:
        done = subprocess.run([str(KOLK), *map(str, words)], capture_output=True, text=True, timeout=120, check=False,
                              input=told)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        for secret in ("LN-0000", "Zonnebloem", "Fenna", "2016-05", "2009-05"):
            self.assertNotIn(secret, done.stdout + done.stderr)
        return done

    def sync(self, code: int = 0) -> str:
        return self.kolk("sync", "-c", self.config, code=code).stderr

    def status(self) -> dict:
        return json.loads(self.kolk("status", "--json", "-c", self.config).stdout)

    def test_what_failed_is_told_until_it_went(self) -> None:
        self.configure("2026-11-22T07:00:00+01:00", feed="")
        for _ in range(2):
            self.assertIn(f"no feed here for {SWV}, so 2 exchange(s) to it failed", self.sync(code=1))
        self.assertEqual(self.status()["failed_exchanges"], [{"to": SWV, "reason": "feed.missing", "exchanges": 2}])
        text = self.kolk("status", "-c", self.config).stdout
        self.assertTrue(text.startswith("For a person to look at\n  2 exchanges that failed\n"), text)
        self.assertIn(f"  {SWV}  feed.missing: 2; add its feed to kolk.yaml", text)
        self.configure("2026-11-22T07:00:00+01:00")
        self.sync()
        self.assertEqual(self.status()["failed_exchanges"], [])
        self.assertTrue(self.kolk("status", "-c", self.config).stdout.startswith("Nothing needs a person."))

    def test_facts_that_grew_too_old_are_named_with_what_they_stop(self) -> None:
        self.sync()
        self.assertNotIn("facts of", self.kolk("check", "-c", self.config).stdout)
        self.configure("2026-11-23T09:00:00+01:00")
        wrong = ("facts of feiten: bezwaar, gezag, informatie, toestemming too old, as of 2026-11-22T05:30:00.000Z. But "
                 f"for legal obligations, what {SCHOOL} gives")
        self.assertIn(wrong, self.sync(code=1))
        self.assertIn("WRONG    " + wrong, self.kolk("check", "-c", self.config, code=1).stdout)
        text = self.kolk("status", "-c", self.config).stdout
        self.assertTrue(text.startswith("For a person to look at\n  1 source of facts not to be trusted now"), text)
        (source,) = self.status()["untrusted_facts"]
        self.assertEqual((source["source"], source["party"]), ("feiten", SCHOOL))
        self.assertEqual(source["files"][0],
                         {"kind": "bezwaar", "why": "too-old", "as_of": "2026-11-22T05:30:00.000Z"})
        self.record(as_of="2026-11-23T07:30:00Z")
        self.assertNotIn("facts of", self.kolk("check", "-c", self.config).stdout, "the next pass reads what lies there")
        self.sync()
        self.assertEqual(self.status()["untrusted_facts"], [])

    def test_a_source_without_objections_is_named(self) -> None:
        (self.region / "feiten" / "bezwaar.ndjson").unlink()
        self.assertIn("facts of feiten: bezwaar not there, so nobody can tell who objects", self.sync(code=1))
        (source,) = self.status()["untrusted_facts"]
        self.assertEqual(source["files"], [{"kind": "bezwaar", "why": "missing", "as_of": ""}])
        self.assertIn("WRONG    source feiten", self.kolk("check", "-c", self.config, code=1).stdout)

    def test_a_party_that_has_put_nothing_there_yet_is_noted(self) -> None:
        for file in (self.region / "feiten").iterdir():
            file.unlink()
        self.assertIn("note     facts of feiten: bezwaar not there", self.kolk("check", "-c", self.config).stdout)

    def withdraw(self, child: str, by: str, *more: str, code: int = 1) -> str:
        return self.kolk("consent", "withdraw", "-c", self.config, "--party", SCHOOL, "--number", "-", "--purpose",
                         PURPOSE, "--by", by, *more, told=NUMBERS[child][0] + "\n", code=code).stderr

    def test_a_consent_is_withdrawn_by_who_decides(self) -> None:
        self.sync()
        self.assertIn("for the young person alone to do so", self.withdraw("seventeen", "ouder-1"))
        self.assertIn("for everyone with authority over this child to do so", self.withdraw("ten", "jeugdige"))
        self.assertIn("leave the organisation out, as in --to gemeente-jeugd",
                      self.withdraw("ten", "ouder-1", "--to", "gemeente-jeugd:stad"))
        self.withdraw("ten", "ouder-1", "--to", "gemeente-jeugd", code=0)
        self.withdraw("seventeen", "jeugdige", code=0)


if __name__ == "__main__":
    unittest.main()
