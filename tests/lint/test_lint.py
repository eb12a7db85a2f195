"""Each lint can fail: it finds what was planted in a small tree, and nothing in a clean one."""

import shutil
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.dont_write_bytecode = True

import format as formatting  # noqa: E402
import layers  # noqa: E402
import layout  # noqa: E402
import words  # noqa: E402


class Tree(unittest.TestCase):
    def setUp(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.root = Path(self.folder.name)

    def tearDown(self) -> None:
        self.folder.cleanup()

    def write(self, name: str, text: str) -> None:
        (self.root / name).parent.mkdir(parents=True, exist_ok=True)
        (self.root / name).write_text(text, encoding="utf-8")


class Layers(Tree):
    def found(self) -> list[str]:
        """Without what the small tree leaves unused."""
        return [str(f) for f in layers.faults(self.root) if f.where != "tests/lint/layers.py"]

    def test_allowed_arrows_pass(self) -> None:
        self.write("gateway/a.cpp", '#include "policies/b.hpp"\n#include <vector>\n#include <boost/json.hpp>\n')
        self.assertEqual(self.found(), [])

    def test_an_arrow_that_runs_upward_is_found_with_its_line(self) -> None:
        self.write("policies/a.cpp", '#include <vector>\n#include "crypto/b.hpp"\n')
        self.assertEqual(self.found(), ["policies/a.cpp:2: policies may not use crypto; move the code or pass a value instead"])

    def test_a_foreign_header_away_from_home_is_found(self) -> None:
        self.write("connectors/a.cpp", "#include <sqlite3.h>\n")
        self.assertIn("SQLite is not at home here", self.found()[0])

    def test_an_unknown_foreign_header_is_found(self) -> None:
        self.write("gateway/a.cpp", "#include <mongoc/mongoc.h>\n")
        self.assertIn("has no home", self.found()[0])

    def test_a_pure_room_that_reads_files_is_found(self) -> None:
        self.write("policies/a.cpp", "#include <fstream>\n")
        self.assertIn("not at home here", self.found()[0])

    def test_an_allowance_that_nothing_uses_is_found(self) -> None:
        self.write("gateway/a.cpp", '#include "crypto/b.hpp"\n')
        told = [str(f) for f in layers.faults(self.root)]
        self.assertTrue(any("nothing in gateway uses policies any more" in t for t in told))
        self.assertTrue(any("libcurl is no longer used in connectors/transport.cpp" in t for t in told))
        self.assertFalse(any("nothing in gateway uses crypto" in t for t in told))


class Words(Tree):
    def test_each_kind_of_word_is_found_with_its_line(self) -> None:
        # Put together here, so that this file itself holds none of them.
        for text in ("see /" + "root/kolk/a", "// TO" + "DO later", "a st" + "ub for now",
                     "https://" + "registry.example/x"):
            self.write("gateway/a.cpp", "fine\n" + text + "\n")
            self.assertEqual([f.where for f in words.word_faults(self.root)], ["gateway/a.cpp:2"], text)

    def test_words_that_only_contain_one_pass(self) -> None:
        self.write("gateway/a.cpp", "stubborn XXXL, build/work/x, ../root/x\n")
        self.assertEqual(words.word_faults(self.root), [])

    def test_a_caller_of_reveal_needs_a_line_and_a_line_needs_a_caller(self) -> None:
        self.write("gateway/a.cpp", "use(number.reveal());\n")
        self.assertEqual([f.where for f in words.reveal_faults(self.root)], ["gateway/a.cpp"])
        self.write("tests/lint/reveal.allow", "gateway/a.cpp: hands it to the sealing\n")
        self.assertEqual(words.reveal_faults(self.root), [])
        self.write("tests/lint/reveal.allow", "gateway/a.cpp:\ngateway/b.cpp: gone\n")
        self.assertEqual(sorted(f.what.split(" ", 1)[1] for f in words.reveal_faults(self.root)),
                         ["calls reveal() no more", "stands here without a reason"])


class Layout(Tree):
    def test_a_foreign_name_at_the_top_is_found(self) -> None:
        self.write("src/a.cpp", "")
        self.write(".editorconfig", "")
        self.assertEqual([f.where for f in layout.top_faults(self.root)], ["src"])

    def test_absent_commands_and_silent_readmes_are_found(self) -> None:
        self.write("README.md", "gateway/demo.sh\n")
        told = [str(f) for f in layout.command_faults(self.root)]
        self.assertEqual(len(told), 4)
        self.assertTrue(any("does not show tests/run.sh" in t for t in told))

    def test_links_that_lead_nowhere_are_found(self) -> None:
        self.write("README.md", "[a](gateway/a.md) [b](gone.md) [c](https://kolk.example) [d](#here)\n")
        self.write("gateway/a.md", "[up](../README.md)\n")
        self.assertEqual([f.what for f in layout.link_faults(self.root)], ["the link to gone.md leads nowhere"])

    def test_long_files_are_found(self) -> None:
        self.write("gateway/a.cpp", "\n" * (layout.LONGEST_FILE + 1))
        self.assertEqual(len(layout.length_faults(self.root)), 1)


@unittest.skipIf(shutil.which("clang-format") is None, "clang-format is not installed")
class Format(Tree):
    def test_only_the_file_that_is_not_formatted_is_found(self) -> None:
        self.write("gateway/a.cpp", "int   a ;\n")
        self.write("gateway/b.cpp", "int b;\n")
        self.assertEqual([f.where for f in formatting.faults(self.root)], ["gateway/a.cpp"])


if __name__ == "__main__":
    unittest.main()
