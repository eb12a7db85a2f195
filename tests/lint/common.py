"""What the lints share: the files of the project, and how a fault is told."""

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Callable

REPOSITORY = Path(__file__).resolve().parents[2]
SKIPPED = 77  # exit code of a lint that could not look


@dataclass(frozen=True)
class Fault:
    """What is wrong, where, and what to do."""

    where: str
    what: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}; {self.remedy}"


def files(root: Path, *suffixes: str) -> list[Path]:
    """The project's own files, relative to its root: the tracked ones, or all outside `build` where there is no git."""
    if (root / ".git").exists():
        listed = subprocess.run(["git", "-C", str(root), "ls-files", "-z"], check=True, capture_output=True)
        names = [Path(name) for name in listed.stdout.decode().split("\0") if name]
    else:
        names = [p.relative_to(root) for p in root.rglob("*") if p.is_file() and p.relative_to(root).parts[0] != "build"]
    wanted = [n for n in names if (root / n).is_file() and (not suffixes or n.suffix in suffixes)]
    return sorted(wanted)


def read(root: Path, name: Path) -> str:
    return (root / name).read_text(encoding="utf-8", errors="replace")


def main(faults: Callable[[Path], list[Fault]]) -> None:
    found = faults(REPOSITORY)
    for fault in found:
        print(fault)
    sys.exit(1 if found else 0)
