"""Installs what a package-lock.json pins, in a folder under build/."""

import shutil
import subprocess
import unittest
from pathlib import Path

INSTALL_SECONDS = 300


class Unreachable(unittest.SkipTest):
    """A test that is not caught here is skipped, and says why."""


def needed(program: str) -> str:
    path = shutil.which(program)
    if not path:
        raise Unreachable(f"there is no {program} on this machine")
    return path


def install(source: Path, place: Path) -> None:
    """The scripts of `source` beside the packages of its lock file; these at once when that has not changed."""
    lock = place / "package-lock.json"
    done = place / "node_modules" / ".package-lock.json"  # npm writes it last
    same = lock.is_file() and lock.read_bytes() == (source / lock.name).read_bytes()
    place.mkdir(parents=True, exist_ok=True)
    for file in (*source.glob("*.json"), *source.glob("*.mjs")):
        shutil.copyfile(file, place / file.name)
    if same and done.is_file():
        return
    run = subprocess.run([needed("npm"), "ci", "--no-audit", "--no-fund", "--ignore-scripts"], cwd=place,
                         capture_output=True, text=True, timeout=INSTALL_SECONDS, check=False)
    if run.returncode != 0:
        raise Unreachable(f"npm could not install what {source.name} needs: {run.stderr[-300:]}")
