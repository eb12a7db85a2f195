"""Words that do not belong in the project, and who may look at a value about a person.

`reveal.allow` lists the files that call `reveal()`, each with its reason; a caller that is not listed and a line that
no caller needs are both faults.
"""

import re
from pathlib import Path

from common import Fault, files, main, read

HERE = "tests/lint/words.py"
ALLOWED = Path("tests/lint/reveal.allow")

WORDS = {
    "a path of one machine": (r"(?<![A-Za-z0-9_.])/(?:work|root|home/[a-z]+|tmp/[a-z]+)/", "make it relative"),
    "work left for later": (r"\b(?:TODO|FIXME|XXX|HACK)\b", "do it, or write an issue"),
    "something that only looks finished": (r"(?i)\b(?:stub|stubbed|placeholder|not implemented)\b", "finish it"),
    "the address of a package registry": (r"https?://(?:registry|deb|security|pypi|proxy\.golang)\.", "take it out"),
}
TEXTS = (".cpp", ".hpp", ".py", ".sh", ".md", ".yaml", ".json", ".cmake", ".txt", ".service", ".xsd", ".html", ".css")

REVEAL = re.compile(r"(?:\.|->)reveal\(\)")


def word_faults(root: Path) -> list[Fault]:
    found = []
    for name in files(root, *TEXTS):
        if name.as_posix() == HERE:
            continue
        for number, line in enumerate(read(root, name).splitlines(), 1):
            for what, (pattern, remedy) in WORDS.items():
                if re.search(pattern, line):
                    found.append(Fault(f"{name.as_posix()}:{number}", what, remedy))
    return found


def allowed(root: Path) -> dict[str, str]:
    """File to reason; a line reads `FILE: REASON`."""
    if not (root / ALLOWED).is_file():
        return {}
    lines = [line for line in read(root, ALLOWED).splitlines() if line and not line.startswith("#")]
    return {file.strip(): reason.strip() for file, _, reason in (line.partition(":") for line in lines)}


def reveal_faults(root: Path) -> list[Fault]:
    listed = allowed(root)
    callers = {n.as_posix() for n in files(root, ".cpp", ".hpp")
               if n.parts[0] != "tests" and REVEAL.search(read(root, n))}
    found = [Fault(file, "looks at a value about a person", f"pass it on unseen, or give the reason in {ALLOWED}")
             for file in sorted(callers - listed.keys())]
    found += [Fault(str(ALLOWED), f"{file} calls reveal() no more", "take its line away")
              for file in sorted(listed.keys() - callers)]
    found += [Fault(str(ALLOWED), f"{file} stands here without a reason", "say why it must look")
              for file, reason in sorted(listed.items()) if not reason]
    return found


def faults(root: Path) -> list[Fault]:
    return word_faults(root) + reveal_faults(root)


if __name__ == "__main__":
    main(faults)
