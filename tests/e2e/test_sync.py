"""What `kolk sync` says when it was stopped, or when somebody withdrew while it was under way."""

import http.server
import json
import os
import re
import signal
import subprocess
import tempfile
import threading
import unittest
from pathlib import Path
from typing import Callable

REPOSITORY = Path(__file__).resolve().parents[2]
KOLK = REPOSITORY / "build" / "release" / "kolk"
CONFIGURATION = """region: {{name: klein, tag: kl, environment: demo, host: gemeente-jeugd:stad, clock: 2026-11-22T07:00:00+01:00}}
convenant: klein.yaml
organisations:
  - {{org: stad, name: Stad, oin: "99999999000000000001"}}
  - {{org: de-linde, name: De Linde, oin: "99999999000000000002", vestigingen: [00AA00]}}
  - {{org: ggd-stad, name: GGD, oin: "99999999000000000003", processor_agreement: VO-1}}
sources:
  - {{name: jgz, kind: fhir, party: "jgz:ggd-stad", url: "http://127.0.0.1:{port}", patient_system: "urn:jgz:dossier"}}
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
  - {org: ggd-stad, name: GGD, roles: {jgz: 2026-08-01}}
purposes:
  - id: verzuim-mazl-terugkoppeling
    title: Advies
    dpia: D1
    rules:
      - id: advies
        from: jgz
        to: school
        basis: {from: a BW 7:457, to: e WPO}
        art9: AVG art. 9(2)(a)
        records: {mazl-advies: [belastbaarheid]}
        consent: needed
        ask: signal
        inform: per-child
        retention: P2Y
        onward: geen
"""


class Server(http.server.BaseHTTPRequestHandler):
    """A FHIR server without any encounter; `meanwhile` happens while the gateway waits for it."""

    meanwhile: Callable[[], None]

    def do_GET(self) -> None:
        type(self).meanwhile()
        body = json.dumps({"resourceType": "Bundle", "type": "searchset", "entry": []}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/fhir+json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


class Sync(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.region = Path(folder.name) / "region"
        subprocess.run([str(KOLK), "init", str(self.region)], check=True, capture_output=True)
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Server)
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        (self.region / "klein.yaml").write_text(CONVENANT, encoding="utf-8")
        (self.region / "kolk.yaml").write_text(CONFIGURATION.format(port=server.server_port), encoding="utf-8")

    def sync(self, meanwhile: Callable[[subprocess.Popen[str]], None]) -> tuple[int, str]:
        asked = threading.Event()
        answer = threading.Event()

        def pause() -> None:
            asked.set()
            answer.wait(30)

        Server.meanwhile = staticmethod(pause)
        process = subprocess.Popen([str(KOLK), "sync", "-c", str(self.region / "kolk.yaml")], stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE, text=True)
        self.assertTrue(asked.wait(30), "the source was never asked")
        meanwhile(process)
        answer.set()
        _, told = process.communicate(timeout=60)
        return process.returncode, told

    def test_an_undisturbed_pass_is_done(self) -> None:
        code, told = self.sync(lambda _: None)
        self.assertEqual(code, 0, told)

    def test_a_pass_that_was_stopped_is_not_done(self) -> None:
        code, told = self.sync(lambda process: os.kill(process.pid, signal.SIGINT))
        self.assertEqual(code, 1, told)
        self.assertIn("stopped on demand", told)

    def test_a_source_that_hangs_is_given_up_when_stopped(self) -> None:
        def stop(process: subprocess.Popen[str]) -> None:
            process.send_signal(signal.SIGTERM)
            process.wait(20)  # long before a page of a source is given up, which takes 30 s

        code, told = self.sync(stop)
        self.assertEqual(code, 1, told)
        self.assertIn("stopped on demand", told)

    def test_a_withdrawal_meanwhile_is_told_and_left_to_the_next_pass(self) -> None:
        def withdraw(_: subprocess.Popen[str]) -> None:
            (self.region / "state" / "withdrawals").mkdir(mode=0o700)
            (self.region / "state" / "withdrawals" / "019ab000-0000-7000-8000-000000000000").write_bytes(b"x" * 80)

        code, told = self.sync(withdraw)
        self.assertEqual(code, 1, told)
        self.assertIn("a withdrawal was recorded meanwhile", told)

    def test_a_source_that_cannot_be_read_is_named_and_never_counts_as_no_difference(self) -> None:
        config = self.region / "kolk.yaml"
        good = config.read_text(encoding="utf-8")
        config.write_text(CONFIGURATION.format(port=1), encoding="utf-8")  # where nobody listens
        self.assertEqual(self.kolk("sync").returncode, 1)
        status = self.kolk("status").stdout
        self.assertTrue(status.startswith("For a person to look at\n  1 source that cannot be read\n"), status)
        self.assertIn("  jgz, since 2026-11-22T06:00:", status)
        self.assertEqual([one["source"] for one in json.loads(self.kolk("status", "--json").stdout)["failing_sources"]],
                         ["jgz"])
        simulated = self.kolk("policy", "simulate", str(self.region / "klein.yaml"))
        self.assertEqual(simulated.returncode, 1)
        self.assertIn("not counted: jgz (could not be read)\n", simulated.stdout)
        self.assertNotIn("No difference in records.", simulated.stdout)

        Server.meanwhile = staticmethod(lambda: None)
        config.write_text(good, encoding="utf-8")
        self.assertEqual(self.kolk("sync").returncode, 0)
        self.assertTrue(self.kolk("status").stdout.startswith("Nothing needs a person.\n"))
        simulated = self.kolk("policy", "simulate", str(self.region / "klein.yaml"))
        self.assertEqual((simulated.returncode, simulated.stdout.splitlines()[-1]), (0, "No difference in records."))

    def test_simulate_says_that_no_version_is_in_force(self) -> None:
        Server.meanwhile = staticmethod(lambda: None)
        self.assertEqual(self.kolk("sync").returncode, 0)
        convenant = self.region / "klein.yaml"
        new = self.region / "nieuw.yaml"
        new.write_text(CONVENANT, encoding="utf-8")
        told = self.kolk("policy", "simulate", str(new))
        self.assertTrue(told.stdout.startswith("In force: "), told.stdout + told.stderr)
        convenant.write_text(re.sub(r"until: [0-9-]+", "until: 2026-11-21", CONVENANT, count=1), encoding="utf-8")
        told = self.kolk("policy", "simulate", str(new))
        self.assertTrue(told.stdout.startswith("No version is in force today; the last one was "), told.stdout + told.stderr)
        self.assertIsNone(json.loads(self.kolk("policy", "simulate", str(new), "--json").stdout)["in_force"])


    def kolk(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([str(KOLK), *words, "-c", str(self.region / "kolk.yaml")], capture_output=True, text=True,
                              timeout=120, check=False)


if __name__ == "__main__":
    unittest.main()
