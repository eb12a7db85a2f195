"""The walk-throughs of README.md, run as they stand there."""

import json
import re
import subprocess
import tempfile
import unittest
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
KOLK = REPOSITORY / "build" / "release" / "kolk"
MINUTES = 60


def block_after(text: str) -> str:
    """The commands that follow these words in README.md."""
    readme = (REPOSITORY / "README.md").read_text(encoding="utf-8")
    return re.search(r"```sh\n(.*?)```", readme[readme.index(text):], re.DOTALL).group(1)


def run(commands: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["bash", "-euc", commands], capture_output=True, text=True, timeout=10 * MINUTES, check=False,
                          cwd=REPOSITORY)


class WalkThrough(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def keep_peers_up(self, state: Path) -> None:
        peers = subprocess.Popen([str(REPOSITORY / "gateway" / "demo.sh"), "--peers", "--state", str(state)],
                                 stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.addCleanup(peers.stdout.close)
        self.addCleanup(peers.wait, MINUTES)
        self.addCleanup(peers.terminate)
        self.assertIn("are up", peers.stdout.readline())

    def test_a_change_of_the_agreement_is_seen_to_happen(self) -> None:
        state = self.folder / "demo"
        demo = run(f"gateway/demo.sh --once --pupils 100 --state {state}")
        self.assertEqual(demo.returncode, 0, demo.stderr)
        self.assertIn("organisations sign the convenant", demo.stdout, "it tells what takes so long")
        self.keep_peers_up(state)
        received = state / "parties" / "swv-vo-swv-vo-voorbeeld" / "received.ndjson"
        before = received.read_text(encoding="utf-8").splitlines()
        commands = block_after("See a change of the agreement happen").replace("build/demo", str(state))
        done = run(commands.replace("demo/signing.py", f"demo/signing.py --state {state}"))
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn("jgz geeft aan swv-vo, voor verzuim-mazl-terugkoppeling", done.stdout)
        self.assertIn("New: voorbeeldregio 1.1.", done.stdout)
        self.assertIn("swv-vo:swv-vo-voorbeeld  mazl-advies: sent 0 -> 1", done.stdout)
        self.assertNotIn("could not be read", done.stdout)
        after = received.read_text(encoding="utf-8").splitlines()
        self.assertEqual(after[:-1], before)
        item = json.loads(after[-1])
        self.assertEqual((item["from"], item["purpose"]), ("jgz:ggd-voorbeeld", "verzuim-mazl-terugkoppeling"))
        self.assertEqual(set(item["fields"]), {"mazl-advies.belastbaarheid", "mazl-advies.evaluatiedatum"})
        self.assertEqual(run(f"{KOLK} log verify -c {state}/region/kolk.yaml").returncode, 0)

    def test_peers_need_a_region(self) -> None:
        alone = run(f"gateway/demo.sh --peers --state {self.folder}")
        self.assertEqual(alone.returncode, 1)
        self.assertIn("run `gateway/demo.sh --once` first", alone.stderr)

    def test_a_region_of_your_own_is_ready_once_it_has_a_convenant(self) -> None:
        commands = block_after("A region of your own").split("build/release/kolk policy sign")[0]
        done = run(commands.replace("my-region", str(self.folder / "my-region")))
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertNotIn("WRONG", done.stdout)
        self.assertIn("Ready: kolk serve", done.stdout)

    def test_a_region_without_a_convenant_hears_where_to_get_one(self) -> None:
        done = run(f"{KOLK} init {self.folder}/new; {KOLK} check -c {self.folder}/new/kolk.yaml || true")
        self.assertEqual(done.stdout.count("WRONG"), 1, done.stdout)
        self.assertIn("policies/convenants/voorbeeldregio.yaml", done.stdout)
        self.assertIn("region: mijn-regio", done.stdout)


if __name__ == "__main__":
    unittest.main(verbosity=2)
