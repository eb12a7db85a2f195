"""The main job as a newcomer runs it: the demo adds up, leaves no identity behind, and its log cannot be changed unseen."""

import base64
import collections
import json
import os
import shutil
import sqlite3
import subprocess
import tempfile
import unittest
from pathlib import Path

import policy_commands
from browser import page_faults

REPOSITORY = Path(__file__).resolve().parents[2]
KOLK = REPOSITORY / "build" / "release" / "kolk"
PUPILS = os.environ.get("KOLK_E2E_PUPILS", "400")
MINUTES = 60


def run(*command: str | Path, within: float = 5 * MINUTES, cwd: Path = Path("/"),
        told: str = "") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([str(part) for part in command], capture_output=True, timeout=within, cwd=cwd, check=False,
                          input=told.encode())


def in_every_form(identity: str) -> list[bytes]:
    """UTF-8 and UTF-16 as they are, in hexadecimal, and in base64 at each of the three places where it can start."""
    forms: list[bytes] = []
    for plain in (identity.encode(), identity.encode("utf-16-le"), identity.encode("utf-16-be")):
        forms += [plain, plain.hex().encode(), plain.hex().upper().encode()]
        for offset in range(3):
            encoded = base64.b64encode(b"\0" * offset + plain)
            whole = len(plain) // 3 * 4 - 4
            forms.append(encoded[(4 if offset else 0):][:whole])
    return [form for form in forms if len(form) >= 8]


class Demo(policy_commands.PolicyCommands):
    @classmethod
    def setUpClass(cls) -> None:
        cls.folder = Path(tempfile.mkdtemp(prefix="kolk-e2e-"))
        cls.state = cls.folder / "demo"
        cls.summary_file = cls.folder / "summary.json"
        cls.done = run(REPOSITORY / "gateway" / "demo.sh", "--once", "--pupils", PUPILS, "--state", cls.state,
                       "--summary", cls.summary_file, within=30 * MINUTES)
        if cls.done.returncode == 0:
            cls.summary = json.loads(cls.summary_file.read_text(encoding="utf-8"))
            cls.keep_peers_up()  # a simulation reads every source again
        cls.config = cls.state / "region" / "kolk.yaml"

    @classmethod
    def keep_peers_up(cls) -> None:
        peers = subprocess.Popen([str(REPOSITORY / "gateway" / "demo.sh"), "--peers", "--state", str(cls.state)],
                                 stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        cls.addClassCleanup(peers.stdout.close)
        cls.addClassCleanup(peers.wait, MINUTES)
        cls.addClassCleanup(peers.terminate)
        peers.stdout.readline()

    @classmethod
    def tearDownClass(cls) -> None:
        shutil.rmtree(cls.folder, ignore_errors=True)

    def setUp(self) -> None:
        self.assertEqual(self.done.returncode, 0, (self.done.stdout + self.done.stderr).decode()[-3000:])

    def test_the_summary_adds_up(self) -> None:
        for kind, row in self.summary["record_types"].items():
            self.assertEqual(row["pulled"], row["accepted"] + row["quarantined"] + row["unchanged"], kind)
        for flow in self.summary["flows"]:
            parts = flow["delivered"] + flow["withheld"] + flow["waiting"] + flow["failed"]
            self.assertEqual(flow["considered"], parts, flow)
        self.assertGreater(self.summary["not_asked_for"], 0)
        self.assertGreater(self.summary["unreadable"], 0)
        self.assertGreater(self.summary["peak_memory_bytes"], 0)

    def test_enough_types_and_purposes_take_part(self) -> None:
        accepted = [kind for kind, row in self.summary["record_types"].items() if row["accepted"]]
        delivered = {flow["purpose"] for flow in self.summary["flows"] if flow["delivered"]}
        withheld = {flow["purpose"] for flow in self.summary["flows"] if flow["withheld"]}
        self.assertGreaterEqual(len(accepted), 8, accepted)
        self.assertGreaterEqual(len(delivered), 8, delivered)
        self.assertGreaterEqual(len(withheld), 3, withheld)

    def test_delivered_equals_what_the_receivers_wrote_down(self) -> None:
        received: collections.Counter[tuple[str, str]] = collections.Counter()
        for folder in (self.state / "parties").iterdir():
            seen = set()
            for line in (folder / "received.ndjson").read_text(encoding="utf-8").splitlines():
                item = json.loads(line)
                item = item.get("item", item)
                if item["exchange_id"] not in seen:
                    received[folder.name, item["purpose"]] += 1
                seen.add(item["exchange_id"])
        delivered: collections.Counter[tuple[str, str]] = collections.Counter()
        for flow in self.summary["flows"]:
            if flow["delivered"]:
                delivered[flow["to"].replace(":", "-"), flow["purpose"]] += flow["delivered"]
        self.assertEqual(received, delivered)

    def test_a_release_of_everything_received_is_in_the_log(self) -> None:
        found = run(KOLK, "log", "search", "-c", self.config, "--kind", "released", "--limit", "1000000", "--json")
        released = {json.loads(line)["exchange_id"] for line in found.stdout.splitlines()}
        for folder in (self.state / "parties").iterdir():
            for line in (folder / "received.ndjson").read_text(encoding="utf-8").splitlines():
                item = json.loads(line)
                self.assertIn(item.get("item", item)["exchange_id"], released)

    def test_no_identity_is_left_in_store_log_output_or_names(self) -> None:
        places = {"output": self.done.stdout + self.done.stderr}
        for file in (self.state / "region" / "state").rglob("*"):
            if file.is_file():
                places[str(file)] = file.read_bytes()
        places["names"] = "\n".join(str(file) for file in self.state.rglob("*")).encode()
        for command in (["status"], ["status", "--json"], ["log", "search", "--limit", "100000", "--json"], ["check"],
                        ["consent", "list", "--json"], ["consent", "notices", "--all"]):
            shown = run(KOLK, *command, "-c", self.config)
            places[" ".join(command)] = shown.stdout + shown.stderr
        for line in (self.state / "sources" / "children.ndjson").read_text(encoding="utf-8").splitlines():
            child = json.loads(line)
            identities = [child.get("bsn"), child.get("address"), *child["names"], *child["local_numbers"]]
            for identity in filter(None, identities):
                for form in in_every_form(identity):
                    for place, content in places.items():
                        self.assertNotIn(form, content, f"an identity in {place}")

    def consents(self, *more: str) -> list[dict[str, str]]:
        found = run(KOLK, "consent", "list", "-c", self.config, "--json", *more)
        self.assertEqual(found.returncode, 0, found.stderr)
        return [json.loads(line) for line in found.stdout.splitlines()]

    def test_consents_are_listed_for_one_party_or_all(self) -> None:
        everything = self.consents()
        self.assertLessEqual({"valid", "withdrawn", "expired"}, {consent["state"] for consent in everything})
        of_school = self.consents("--party", "school:de-linde")
        self.assertGreater(len(of_school), 0)
        self.assertLess(len(of_school), len(everything))

    def test_a_consent_is_withdrawn_for_a_number_that_no_argument_shows(self) -> None:
        recorded = next((self.state / "sources").rglob("facts-school-de-linde/toestemming.ndjson"))
        lines = [json.loads(line) for line in recorded.read_text(encoding="utf-8").splitlines()[1:]]
        number, consent = next((line["child"]["number"], consent) for line in lines for consent in line["consents"]
                               if "number" in line["child"] and "withdrawn_at" not in consent)
        command = (KOLK, "consent", "withdraw", "-c", self.config, "--party", "school:de-linde", "--number", "-",
                   "--consent", consent["consent_id"], "--by", consent["given_by"][0])
        self.assertEqual(run(*command, told="no such number\n").returncode, 1)
        self.assertEqual(run(*command[:-1], "stranger", told=number).returncode, 1)
        done = run(*command, told=number)
        self.assertEqual(done.returncode, 0, done.stderr)
        waiting = list((self.state / "region" / "state" / "withdrawals").iterdir())
        self.assertEqual(len(waiting), 1)
        self.assertNotIn(number.encode(), waiting[0].read_bytes())
        self.assertEqual(run(KOLK, "consent", "withdraw", "-c", self.config).returncode, 2)

    def test_any_changed_value_of_the_log_is_found_and_named(self) -> None:
        database = self.state / "region" / "state" / "kolk.db"
        run(KOLK, "log", "verify", "-c", self.config)
        for table, column, rowid in self.log_values(database):
            copy = self.folder / "copy"
            shutil.rmtree(copy, ignore_errors=True)
            shutil.copytree(self.state / "region", copy)
            with sqlite3.connect(copy / "state" / "kolk.db") as connection:
                self.change(connection, table, column, rowid)
            found = run(KOLK, "log", "verify", "-c", copy / "kolk.yaml", "--json")
            self.assertEqual(found.returncode, 1, (table, column, rowid))
            answer = json.loads(found.stdout)
            self.assertFalse(answer["ok"])
            self.assertIsInstance(answer["first_bad_entry"], int)

    def test_an_emptied_log_is_not_whole(self) -> None:
        copy = self.folder / "emptied"
        shutil.copytree(self.state / "region", copy)
        with sqlite3.connect(copy / "state" / "kolk.db") as connection:
            connection.execute("delete from log_entries")
            connection.execute("delete from log_checkpoints")
            connection.execute("update log_head set size = 0, peaks = x'', checkpoints = 0")
        found = run(KOLK, "log", "verify", "-c", copy / "kolk.yaml", "--json")
        self.assertEqual(found.returncode, 1)
        self.assertFalse(json.loads(found.stdout)["ok"])

    @staticmethod
    def log_values(database: Path) -> list[tuple[str, str, int]]:
        values = []
        with sqlite3.connect(database) as connection:
            tables = connection.execute("select name from sqlite_master where type='table' and name like 'log\\_%' "
                                        "escape '\\'").fetchall()
            for (table,) in tables:
                columns = [row[1] for row in connection.execute(f"pragma table_info({table})")]
                rowids = [row[0] for row in connection.execute(f"select rowid from {table} order by random() limit 2")]
                values += [(table, column, rowid) for rowid in rowids for column in columns]
        return values

    @staticmethod
    def change(connection: sqlite3.Connection, table: str, column: str, rowid: int) -> None:
        (value,) = connection.execute(f"select {column} from {table} where rowid=?", (rowid,)).fetchone()
        if isinstance(value, bytes):
            changed: object = bytes([value[0] ^ 1]) + value[1:] if value else b"x"
        elif isinstance(value, int):
            changed = value + 1_000_000
        else:
            changed = (value or "") + "x"
        connection.execute(f"update {table} set {column}=? where rowid=?", (changed, rowid))

    def test_a_party_sees_only_its_own_exchanges(self) -> None:
        found = run(KOLK, "log", "search", "-c", self.config, "--party", "jgz:ggd-voorbeeld", "--json")
        entries = [json.loads(line) for line in found.stdout.splitlines()]
        self.assertTrue(entries)
        for entry in entries:
            self.assertIn("jgz:ggd-voorbeeld", (entry.get("from"), entry.get("to")))
        one = next(entry for entry in entries if entry.get("exchange_id"))
        mine = run(KOLK, "log", "show", one["exchange_id"], "-c", self.config, "--party", "jgz:ggd-voorbeeld")
        other = run(KOLK, "log", "show", one["exchange_id"], "-c", self.config, "--party", "oza-school:witte-raaf")
        self.assertEqual((mine.returncode, other.returncode), (0, 1))

    def test_a_search_by_a_name_that_exists_nowhere_says_so(self) -> None:
        for command, code, told in (
                (("log", "search", "--party", "school:de-lind"), 1, "did you mean 'school:de-linde'?"),
                (("log", "search", "--party", "de-linde"), 2, "ROLE:ORG"),
                (("log", "search", "--reason", "deny.consnt.missing"), 2, "did you mean 'deny.consent.missing'?"),
                (("log", "search", "--purpose", "tlv-aanvrag"), 1, "did you mean 'tlv-aanvraag'?"),
                (("log", "search", "--record-type", "op"), 1, "did you mean 'opp'?"),
                (("consent", "list", "--party", "de-linde"), 1, "did you mean 'school:de-linde'?"),
                (("consent", "notices", "--party", "jgz:foo"), 1, "no party of this name is known here"),
                (("consent", "ending", "--party", "jgz:foo"), 1, "no party of this name is known here"),
                (("consent", "former", "--party", "jgz:foo"), 1, "no party of this name is known here")):
            done = run(KOLK, *command, "-c", self.config)
            self.assertEqual((done.returncode, done.stdout), (code, b""), command)
            self.assertIn(told, done.stderr.decode(), command)
        for known in (("--party", "jgz-5a-arts:arts-5a-voorbeeld"), ("--purpose", "vitaal-belang"),
                      ("--reason", "deny.cell"), ("--record-type", "5a-kern")):
            self.assertEqual(run(KOLK, "log", "search", *known, "-c", self.config).returncode, 0, known)

    def test_the_stories_tell_of_four_children(self) -> None:
        stories = (self.state / "verhalen.html").read_text(encoding="utf-8")
        self.assertIn("VOORBEELD", stories)
        self.assertGreaterEqual(stories.count("<article"), 4)

    def test_the_stories_are_readable_by_everyone_on_a_desk_and_on_a_phone(self) -> None:
        self.assertEqual(page_faults(self.state / "verhalen.html"), [])


class CommandLine(unittest.TestCase):
    COMMANDS = [["log"], ["policy"], ["consent"], ["exception"], ["config"],
                ["init"], ["check"], ["serve"], ["sync"], ["status"], ["config", "print"], ["policy", "check"],
                ["policy", "explain"], ["policy", "register"], ["policy", "simulate"], ["policy", "key"],
                ["policy", "sign"], ["policy", "advise"], ["policy", "diff"], ["consent", "ending"], ["consent", "list"],
                ["consent", "import"], ["consent", "withdraw"], ["consent", "notices"], ["consent", "former"],
                ["consent", "erase"], ["policy", "leaver"], ["log", "search"], ["log", "show"], ["log", "verify"]]

    def test_every_command_helps_with_an_example(self) -> None:
        for command in self.COMMANDS:
            shown = run(KOLK, *command, "--help")
            self.assertEqual(shown.returncode, 0, command)
            self.assertIn(("Example: kolk " + command[0]).encode(), shown.stdout, command)

    def test_misuse_exits_with_two(self) -> None:
        for command in ([], ["nonsense"], ["log", "show"], ["policy", "explain", "--record", "/nonexistent"]):
            self.assertEqual(run(KOLK, *command).returncode, 2, command)
        self.assertIn(b"`nonsense`", run(KOLK, "nonsense").stderr)

    def test_init_makes_private_keys_and_keeps_what_is_there(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            region = Path(folder) / "region"
            self.assertEqual(run(KOLK, "init", region).returncode, 0)
            before = (region / "keys" / "region.key").read_bytes()
            self.assertEqual((region / "keys" / "region.key").stat().st_mode & 0o777, 0o600)
            self.assertEqual(run(KOLK, "init", region).returncode, 0)
            self.assertEqual((region / "keys" / "region.key").read_bytes(), before)


if __name__ == "__main__":
    unittest.main(verbosity=2)
