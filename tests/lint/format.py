"""Every C++ file is as clang-format writes it."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

from common import REPOSITORY, SKIPPED, Fault, files, main


def faults(root: Path) -> list[Fault]:
    names = [name.as_posix() for name in files(root, ".cpp", ".hpp")]
    if not names:
        return []
    run = subprocess.run(["clang-format", "--dry-run", "-Werror", "--style=file:" + str(REPOSITORY / ".clang-format"),
                          *names], cwd=root, capture_output=True, text=True, check=False)
    wrong = sorted(set(re.findall(r"^([^:\n]+):\d+:\d+: error", run.stderr, re.MULTILINE)))
    if run.returncode != 0 and not wrong:
        return [Fault("clang-format", "could not look at the files", "run it by hand to see why")]
    return [Fault(name, "is not formatted", f"clang-format -i {name}") for name in wrong]


if __name__ == "__main__":
    if shutil.which("clang-format") is None:
        print("clang-format is not installed: apt-get install clang-format")
        sys.exit(SKIPPED)
    main(faults)
