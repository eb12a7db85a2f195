"""The top level is fixed, the two commands of the README work from a clone, and its links lead somewhere."""

import os
import re
from pathlib import Path

from common import Fault, files, main, read

TOP = {"CMakeLists.txt", "CMakePresets.json", "README.md", "LICENSE", "CHANGELOG.md", "gateway", "connectors", "crypto",
       "policies", "schemas", "tests"}
COMMANDS = ("gateway/demo.sh", "tests/run.sh")
LONGEST_FILE = 600
LINK = re.compile(r"\]\((?![a-z]+:|#)([^)#\s]+)")


def top_faults(root: Path) -> list[Fault]:
    names = {name.parts[0] for name in files(root)}
    return [Fault(name, "does not belong at the top", "move it into a room")
            for name in sorted(names - TOP) if not name.startswith(".")]


def command_faults(root: Path) -> list[Fault]:
    found = []
    readme = read(root, Path("README.md")) if (root / "README.md").is_file() else ""
    for command in COMMANDS:
        if not os.access(root / command, os.X_OK):
            found.append(Fault(command, "is absent or has no run bit", "write it, then chmod +x"))
        if command not in readme:
            found.append(Fault("README.md", f"does not show {command}", "name it among the commands"))
    ci = root / ".ci/run"
    if not os.access(ci, os.X_OK) or "tests/run.sh" not in ci.read_text(encoding="utf-8"):
        found.append(Fault(".ci/run", "does not call tests/run.sh", "call it, and chmod +x"))
    return found


def link_faults(root: Path) -> list[Fault]:
    return [Fault(name.as_posix(), f"the link to {target} leads nowhere", "correct it")
            for name in files(root, ".md")
            for target in LINK.findall(read(root, name)) if not (root / name.parent / target).exists()]


def length_faults(root: Path) -> list[Fault]:
    return [Fault(name.as_posix(), f"has more than {LONGEST_FILE} lines", "find the two files in it")
            for name in files(root, ".cpp", ".hpp", ".py", ".sh") if len(read(root, name).splitlines()) > LONGEST_FILE]


def faults(root: Path) -> list[Fault]:
    return top_faults(root) + command_faults(root) + link_faults(root) + length_faults(root)


if __name__ == "__main__":
    main(faults)
