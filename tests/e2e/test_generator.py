"""The demo's generator keeps its promises: the same bytes each time, invented children only, the right proportions."""

import csv
import filecmp
import json
import string
import sys
import tempfile
import time
import unittest
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(REPOSITORY / "gateway" / "demo"))
sys.dont_write_bytecode = True

import generate  # noqa: E402
from children import passes_eleven_proof  # noqa: E402

NOWHERE = Path("/nonexistent")  # no published samples: an empty clone has none
ENCODED = set(string.ascii_letters + string.digits + "+/=")


def made(pupils: int) -> tempfile.TemporaryDirectory[str]:
    folder = tempfile.TemporaryDirectory()
    generate.generate(Path(folder.name), pupils, NOWHERE)
    return folder


def differences(left: Path, right: Path) -> list[str]:
    compared = filecmp.dircmp(left, right, ignore=[])
    found = [*compared.left_only, *compared.right_only]
    found += filecmp.cmpfiles(left, right, compared.common_files, shallow=False)[1]
    for name in compared.common_dirs:
        found += differences(left / name, right / name)
    return found


class Generator(unittest.TestCase):
    def children(self, folder: str) -> list[dict[str, object]]:
        text = (Path(folder) / "sources" / "children.ndjson").read_text(encoding="utf-8")
        return [json.loads(line) for line in text.splitlines()]

    def test_the_same_number_of_pupils_gives_the_same_bytes(self) -> None:
        with made(300) as one, made(300) as other:
            self.assertEqual(differences(Path(one), Path(other)), [])

    def test_a_whole_region_is_made_quickly(self) -> None:
        begin = time.process_time()
        with made(7_000) as folder:
            self.assertLess(time.process_time() - begin, 4.0)
            self.assertGreater(len(self.children(folder)), 7_000)

    def test_numbers_stay_in_the_test_range_and_are_nobody_elses(self) -> None:
        with made(10_000) as folder:
            numbers = [str(child["bsn"]) for child in self.children(folder) if "bsn" in child]
            self.assertEqual(len(numbers), len(set(numbers)))
            for number in numbers:
                self.assertTrue(number.startswith("9999") and passes_eleven_proof(number))
            self.assertTrue(any("bsn" not in child for child in self.children(folder)))

    def test_an_identity_can_be_searched_for(self) -> None:
        with made(300) as folder:
            for child in self.children(folder):
                for text in (*child["names"], child["address"], *child["local_numbers"]):  # type: ignore[misc]
                    self.assertGreaterEqual(len(text), 8)
                    self.assertTrue(set(text) - ENCODED, "an identity within the base64 alphabet proves nothing")

    def test_most_absence_concerns_no_case(self) -> None:
        with made(7_000) as folder:
            sources = Path(folder) / "sources"
            rows = 0
            for table in sources.glob("school-*/verzuim.csv"):
                text = table.read_bytes().decode("cp1252" if "de-weide" in str(table) else "utf-8-sig")
                rows += sum(1 for _ in csv.DictReader(text.splitlines(), delimiter=";"))
            cases = sum(len(file.read_text(encoding="utf-8").splitlines()) - 1
                        for file in sources.glob("facts-school-*/casus.ndjson"))
            self.assertGreater(rows, 5_000)
            self.assertTrue(100 < cases < 1_000)

    def test_no_file_name_holds_an_identity(self) -> None:
        with made(300) as folder:
            names = "\n".join(str(path.relative_to(folder)) for path in Path(folder).rglob("*"))
            for child in self.children(folder):
                for text in (child["bsn"], *child["names"], *child["local_numbers"]):  # type: ignore[misc]
                    if text:
                        self.assertNotIn(text, names)


if __name__ == "__main__":
    unittest.main()
