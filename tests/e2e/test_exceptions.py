"""An exception as its two people handle it: one opens, the other signs, one record goes, it is reviewed and ended."""

import json
import shutil
import sqlite3
import subprocess
import tempfile
import unittest
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
KOLK = REPOSITORY / "build" / "release" / "kolk"
SCHOOL, SWV, GI = "school:de-linde", "swv-vo:swv-voorbeeld", "gi:gi-voorbeeld"
NUMBER, WHY = "LN-000001", "Fenna Zonnebloem is thuis niet veilig."
CONFIGURATION = """region: {{name: klein, tag: kl, environment: demo, host: gemeente-jeugd:stad, clock: 2026-11-22T07:00:00+01:00}}
convenant: convenant.yaml
organisations:
  - {{org: stad, name: Stad, oin: "99999999000000000001"}}
  - {{org: de-linde, name: De Linde, oin: "99999999000000000002", vestigingen: [00AA00], processor_agreement: V1}}
  - {{org: swv-voorbeeld, name: SWV, oin: "99999999000000000003", processor_agreement: V2}}
  - {{org: gi-voorbeeld, name: GI, oin: "99999999000000000004", processor_agreement: V3}}
mandated:
{mandated}sources:
  - {{name: school, kind: csv, party: "school:de-linde", folder: school, mapping: school.yaml, schedule: every 15m}}
feeds:
  - {{party: "gi:gi-voorbeeld", kind: folder, folder: gi, format: ndjson, acknowledge: none}}
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
  - {org: gi-voorbeeld, name: GI, roles: {gi: 2026-08-01}}
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
  - id: ots-informatie-gi
    title: Informatie voor een ondertoezichtstelling
    kind: override
    dpia: D2
    rules:
      - id: ots
        from: any
        to: gi
        basis: {from: e Jeugdwet art. 7.3.11 lid 4, to: e Jeugdwet art. 7.3.11 lid 4}
        records: any
        consent: none
        bsn: yes
        retention: P20Y
        onward: geen
"""
WHO = ("vestiging;leerlingnummer;bsn;achternaam;voorvoegsel;voornaam;geboortedatum;geslacht;leerjaar;groep;schoolsoort;"
       "woongemeente")
CHILDREN = [f"00AA00;{number};;{name};10-12-2012;V;2;2c;vo;9901"
            for number, name in ((NUMBER, "Zonnebloem;;Fenna"), ("LN-000002", "Korenbloem;;Tijn"))]
AT_HOME = (f"{WHO};categorie;startdatum;laatste_schooldag;uren_onderwijs;oorzaak_code;hulp_betrokken;"
           "zorgplichtige_school;regievoerder;volgende_actie;datum", "lrv-4w-3m;01-10-2026;30-09-2026;0;;ja;;;;")
ABSENT = (f"{WHO};melding_id;type;begindatum;einddatum;omvang;grondslag;reden;status;acties_school",
          "VM-1;luxe;13-10-2026;21-10-2026;12;ongeoorloofd;onbekend;geregistreerd;gesprek")


class Exceptions(unittest.TestCase):
    def setUp(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.region = Path(self.folder.name) / "region"
        self.kolk("init", self.region)
        told = [self.kolk("policy", "key", self.region / name, "--party", party, "--by", "bestuur").stdout
                for name, party in (("school.key", SCHOOL), ("gi.key", GI), ("swv.key", SWV))]
        self.config = self.region / "kolk.yaml"
        self.config.write_text(CONFIGURATION.format(mandated="".join(told)), encoding="utf-8")
        (self.region / "convenant.yaml").write_text(CONVENANT, encoding="utf-8")
        for name, party in (("school.key", SCHOOL), ("gi.key", GI), ("swv.key", SWV)):
            self.kolk("policy", "sign", self.region / "convenant.yaml", "--party", party, "--key", self.region / name,
                      "-c", self.config)
        shutil.copy(REPOSITORY / "connectors" / "mappings" / "school.yaml", self.region)
        for name in ("school", "gi"):
            (self.region / name).mkdir(exist_ok=True)
        for name, (heading, rest) in (("thuiszitters.csv", AT_HOME), ("verzuim.csv", ABSENT)):
            rows = [heading, *(f"{child};{rest}" for child in CHILDREN)]
            (self.region / "school" / name).write_text("\n".join(rows) + "\n", encoding="utf-8")
        (self.region / "number").write_text(NUMBER + "\n", encoding="utf-8")
        (self.region / "why").write_text(WHY, encoding="utf-8")
        self.file = self.region / "exception.json"
        self.kolk("sync", "-c", self.config)

    def kolk(self, *words: str | Path, code: int = 0) -> subprocess.CompletedProcess[str]:
        done = subprocess.run([str(KOLK), *map(str, words)], capture_output=True, text=True, timeout=120, check=False)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        for secret in (NUMBER, "Zonnebloem", "Fenna"):
            self.assertNotIn(secret, done.stdout + done.stderr)
        return done

    def open(self, key: str = "school.key", code: int = 0, **changed: str) -> subprocess.CompletedProcess[str]:
        words = {"purpose": "ots-informatie-gi", "from": SCHOOL, "to": GI, "reason": "supervision-order",
                 "until": "2026-12-06", "records": "verzuimmelding:type,begindatum"} | changed
        options = [word for name, value in words.items() for word in (f"--{name}", value)]
        return self.kolk("exception", "open", self.file, *options, "--records", "leerling-id:naam", "--number",
                         self.region / "number", "--text-file", self.region / "why", "--key", self.region / key, "-c",
                         self.config, code=code)

    def sign(self, key: str, code: int = 0) -> subprocess.CompletedProcess[str]:
        return self.kolk("exception", "sign", self.file, "--key", self.region / key, "-c", self.config, code=code)

    def received(self) -> list[dict]:
        return [json.loads(line) for file in sorted((self.region / "gi").glob("*.ndjson"))
                for line in file.read_text(encoding="utf-8").splitlines()]

    def listed(self) -> list[dict]:
        run = self.kolk("exception", "list", "--json", "-c", self.config)
        return [json.loads(line) for line in run.stdout.splitlines()]

    def counted(self) -> tuple[int, int]:
        status = json.loads(self.kolk("status", "--json", "-c", self.config).stdout)
        return status["exceptions_open"], status["exception_reviews_overdue"]

    def test_two_open_it_one_child_goes_and_it_ends(self) -> None:
        self.open()
        self.assertEqual(self.file.stat().st_mode & 0o777, 0o600)
        self.kolk("sync", "-c", self.config)
        self.assertEqual((self.received(), self.counted()), ([], (0, 0)))
        self.assertIn("exception.unsigned", self.sign("school.key", code=1).stderr)
        self.assertIn("exception.not-mandated", self.sign("swv.key", code=1).stderr)
        self.sign("gi.key")
        self.kolk("sync", "-c", self.config)
        self.assertEqual(self.counted(), (1, 0))
        (item,) = self.received()
        self.assertEqual(item["fields"], {"leerling-id.naam": "Zonnebloem, Fenna", "verzuimmelding.type": "luxe",
                                          "verzuimmelding.begindatum": "2026-10-13"})
        simulated = self.kolk("policy", "simulate", self.region / "convenant.yaml", "-c", self.config)
        self.assertIn("No difference in records.", simulated.stdout,
                      "what went by exception is not lost in the same file")
        (one,) = self.listed()
        self.assertEqual((one["state"], one["reason"], one["review"]), ("open", "supervision-order", "2026-12-13"))
        self.assertEqual(one["offices"], [f"{SCHOOL} (bestuur)", f"{GI} (bestuur)"])
        whole = self.config.read_text(encoding="utf-8")
        start, end = whole.index(f"  - party: {GI}"), whole.index(f"  - party: {SWV}")
        self.config.write_text(whole[:start] + whole[end:], encoding="utf-8")
        self.assertEqual(self.listed()[0]["state"], "void", "a key that was taken away opens nothing, and the list says so")
        self.assertEqual(self.counted(), (0, 0), "nor does the status count it")
        self.config.write_text(whole, encoding="utf-8")
        self.kolk("exception", "review", one["id"], "--outcome", "justified", "--key", self.region / "gi.key", "-c",
                  self.config)
        self.assertIn("ends now", self.kolk("exception", "end", one["id"], "-c", self.config).stdout)
        self.kolk("sync", "-c", self.config)
        again = self.kolk("exception", "end", one["id"], "-c", self.config)
        self.assertIn("was over already on 2026-11-22", again.stdout)
        self.assertIn("ended on 2026-11-22 and stays so", self.sign("gi.key", code=1).stderr)
        (one,) = self.listed()
        self.assertEqual((one["state"], one["outcome"], self.counted()), ("ended", "justified", (0, 0)))
        self.assertEqual(len(self.received()), 1)
        self.kolk("log", "verify", "-c", self.config)
        entries = self.kolk("log", "search", "--kind", "exception", "--json", "-c", self.config).stdout.splitlines()
        self.assertEqual(len(entries), 3)

    def test_nobody_signs_while_it_cannot_be_read_what_was_opened_before(self) -> None:
        self.open()
        self.sign("gi.key")
        self.kolk("sync", "-c", self.config)
        with sqlite3.connect(self.region / "state" / "kolk.db") as store:
            changed = store.execute("UPDATE facts SET sealed = zeroblob(length(sealed)) WHERE kind = 'uitzondering'")
            self.assertEqual(changed.rowcount, 1)
        store.close()
        signed = self.file.read_bytes()
        self.assertNotIn("Signed", self.sign("gi.key", code=1).stdout)
        self.assertEqual(self.file.read_bytes(), signed)

    def test_what_nobody_can_open_is_refused_before_anyone_signs(self) -> None:
        self.open(code=1, purpose="thuiszitter-melding-swv", to=SWV)
        self.open(code=1, records="mazl-advies:belastbaarheid")
        self.open(code=1, records="verzuimmelding:*")
        self.open(code=1, until="2026-12-24")
        self.open(code=1, key="swv.key")
        self.open(code=2, until="morgen")
        self.open(code=2, records="verzuimmelding")
        self.open(code=2, to="gi")
        self.assertFalse(self.file.exists())

    def test_a_changed_file_is_worth_nothing(self) -> None:
        self.open()
        text = self.file.read_text(encoding="utf-8")
        self.file.write_text(text.replace(NUMBER, "LN-000002"), encoding="utf-8")
        self.assertIn("it was changed after", self.sign("gi.key", code=1).stderr)

    def test_every_command_says_how_it_is_used(self) -> None:
        for name in ("open", "sign", "list", "review", "end"):
            self.assertIn(f"kolk exception {name}", self.kolk("exception", name, "--help").stdout)

    def test_an_explanation_says_whom_to_call(self) -> None:
        record = self.region / "record.json"
        record.write_text('{"type": "verzuimmelding", "fields": {"type": "luxe", "begindatum": "2026-10-13"}}',
                          encoding="utf-8")
        told = json.loads(self.kolk("policy", "explain", "--record", record, "--from", SCHOOL, "--to", GI, "--purpose",
                                    "ots-informatie-gi", "--at", "2026-11-22", "-c", self.config, "--json").stdout)
        self.assertEqual(told["reason"], "deny.condition")
        self.assertIn(f"{SCHOOL} (bestuur)", told["change"][0]["nl"])
        self.assertIn(f"{GI} (bestuur)", told["change"][0]["en"])


if __name__ == "__main__":
    unittest.main()
