"""Drives Debian's Chromium with axe, from npm, over a page that Kolk or its demo has made."""

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
INSTALLED = HERE.parents[2] / "build" / "browser"
LOOK_SECONDS = 300
sys.path.insert(0, str(HERE.parents[1] / "peers"))

import npm  # noqa: E402


def page_faults(page: Path) -> list[str]:
    """What axe finds wrong with the page on a desk and on a phone, and whether it is too wide. Skips the calling test
    where there is no browser."""
    browser, node = npm.needed("chromium"), npm.needed("node")
    npm.install(HERE, INSTALLED)
    run = subprocess.run([node, INSTALLED / "page_faults.mjs", browser, page], capture_output=True, text=True,
                         timeout=LOOK_SECONDS, check=False)
    return run.stdout.splitlines() if run.returncode == 0 else [f"the browser failed: {run.stderr}"]
