"""Drives Debian's Chromium with axe, from npm, over a page that Kolk or its demo has made."""

import shutil
import subprocess
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent
INSTALLED = HERE.parents[2] / "build" / "browser"
FILES = ("package.json", "package-lock.json", "page_faults.mjs")
INSTALL_SECONDS = 300
LOOK_SECONDS = 120


def page_faults(page: Path) -> list[str]:
    """What axe finds wrong with the page on a desk and on a phone, and whether it is too wide. Skips the calling test
    where there is no browser."""
    browser = needed("chromium")
    node = needed("node")
    install(needed("npm"))
    run = subprocess.run([node, INSTALLED / "page_faults.mjs", browser, page], capture_output=True, text=True,
                         timeout=LOOK_SECONDS, check=False)
    return run.stdout.splitlines() if run.returncode == 0 else [f"the browser failed: {run.stderr}"]


def needed(program: str) -> str:
    path = shutil.which(program)
    if not path:
        raise unittest.SkipTest(f"no browser test: there is no {program} on this machine")
    return path


def install(npm: str) -> None:
    """From the lock file alone; at once when that has not changed."""
    lock = INSTALLED / "package-lock.json"
    done = INSTALLED / "node_modules" / ".package-lock.json"  # npm writes it last
    same = lock.is_file() and lock.read_bytes() == (HERE / "package-lock.json").read_bytes()
    INSTALLED.mkdir(parents=True, exist_ok=True)
    for name in FILES:
        shutil.copyfile(HERE / name, INSTALLED / name)
    if same and done.is_file():
        return
    run = subprocess.run([npm, "ci", "--no-audit", "--no-fund", "--ignore-scripts"], cwd=INSTALLED,
                         capture_output=True, text=True, timeout=INSTALL_SECONDS, check=False)
    if run.returncode != 0:
        raise unittest.SkipTest(f"no browser test: npm could not install axe and playwright: {run.stderr[-300:]}")
