"""Builds and runs the suites for tests/run.sh, and adds up what they say."""

import json
import os
import re
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]
CPP_SUITES = ("unit", "property", "conformance", "integration")
SUITES = (*CPP_SUITES, "reference", "e2e", "lint")
LINTS = ("layers", "words", "layout", "format")
LINT_SKIPPED = 77
LONGEST_RUN_SECONDS = 900
LONGEST_TOLD = 20_000  # characters of one program's output

BENCHMARKS = "kolk-benchmarks"  # built with the integration suite and never run there

# Programs with threads, and the tests in them that use more than one.
THREADED = {
    "kolk-unit-crypto": "SecretKey.IsSafeFromSeveralThreads",
    "kolk-unit-gateway": "FrontDoor.*:Log.*:KeyStoreTest.*:Verify.*:SqliteStore.*:*StoreContract.*",
    "kolk-unit-connectors": "Transport*:PushFeed.*:DropFolderFeed.*:Fhir.*",
    "kolk-integration-gateway": "Delivery.*:Notices.*:*HeldAtRelease*:Starting.*:TakingOver.*",
}

# Take minutes under a sanitizer, so every core runs a part of their tests.
IN_PARTS = ("kolk-integration-gateway", "kolk-property-policies", "kolk-unit-policies")

# What a sanitizer hides from its tests: memory that is really locked. As it is shipped, too.
AS_SHIPPED = {"kolk-unit-crypto": "*"}

ENVIRONMENT = os.environ | {
    "ASAN_OPTIONS": "detect_stack_use_after_return=1:strict_string_checks=1",
    "UBSAN_OPTIONS": "print_stacktrace=1",
    "TSAN_OPTIONS": "halt_on_error=0:exitcode=66",
}


@dataclass
class Sum:
    """What a run came to. A failure or skip is told as `program: test: why`."""

    passed: int = 0
    failed: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)

    def add(self, other: "Sum") -> None:
        self.passed += other.passed
        self.failed += other.failed
        self.skipped += other.skipped

    @property
    def count(self) -> int:
        return self.passed + len(self.failed) + len(self.skipped)

    def line(self) -> str:
        text = f"{self.passed} passed, {len(self.failed)} failed"
        return text + (f", {len(self.skipped)} skipped" if self.skipped else "")


def programs(suites: list[str]) -> list[str]:
    """A program for each folder tests/SUITE/ROOM that holds sources, as tests/CMakeLists.txt makes them."""
    folders = [folder for suite in suites for folder in sorted((REPOSITORY / "tests" / suite).glob("*"))]
    return [f"kolk-{folder.parent.name}-{folder.name}" for folder in folders if any(folder.glob("*.cpp"))]


def build(preset: str, targets: list[str], *definitions: str) -> Sum:
    """Builds as much as possible; each target that could not be built is a failure."""
    print(f"== building {preset}: {' '.join(targets)}", flush=True)
    folder = REPOSITORY / "build" / preset
    log = subprocess.run(["cmake", "--preset", preset, *definitions], cwd=REPOSITORY, capture_output=True, text=True, check=False)
    if log.returncode != 0:
        print(log.stdout + log.stderr)
        return Sum(failed=[f"{preset}: could not be configured"])
    command = ["ninja", "-C", str(folder), "-k", "0", "--quiet"]
    if subprocess.run([*command, *targets], check=False).returncode == 0:
        return Sum()
    broken = [t for t in targets if subprocess.run([*command, t], capture_output=True, check=False).returncode != 0]
    return Sum(failed=[f"{preset}: {target} could not be built" for target in broken])


def tests_in(report: Path, program: str) -> Sum:
    """What GoogleTest wrote about each test."""
    found = Sum()
    for suite in json.loads(report.read_text(encoding="utf-8"))["testsuites"]:
        for test in suite["testsuite"]:
            name = f"{program}: {test['classname']}.{test['name']}"
            if test.get("failures"):
                found.failed.append(name)
            elif test["result"] == "SKIPPED":
                found.skipped.append(name)
            elif test["status"] == "RUN":
                found.passed += 1
    return found


def reasons_of_skips(output: str) -> dict[str, str]:
    """Test name to what GTEST_SKIP said, which stands between the lines that open and close the test."""
    found = {}
    for name, said in re.findall(r"\[ RUN      \] (\S+)\n(.*?)\[  SKIPPED \] \1", output, re.DOTALL):
        lines = [line for line in said.splitlines() if line and not re.match(r"^\S+:\d+: Skipped$", line)]
        found[name] = " ".join(lines)
    return found


def said_by_failures(output: str) -> str:
    """What the failed tests printed, without the rest; everything where the program ended in mid-test."""
    said = re.findall(r"^(\[ RUN      \] (\S+)\n(?:(?!\[ RUN ).*\n)*?\[  FAILED  \] \2.*)$", output, re.MULTILINE)
    return "\n".join(block for block, _ in said) if said else output[-LONGEST_TOLD:]


def parts_of(program: str) -> list[dict[str, str]]:
    """The environment of each part in which the tests of this program run."""
    count = os.cpu_count() if program in IN_PARTS else 1
    return [{"GTEST_TOTAL_SHARDS": str(count), "GTEST_SHARD_INDEX": str(index)} for index in range(count)]


def run_program(folder: Path, program: str, only: str, part: dict[str, str]) -> Sum:
    """One GoogleTest program. One that ends otherwise than its tests explain counts as a failure of its own."""
    with tempfile.TemporaryDirectory() as place:
        report = Path(place) / "report.json"
        command = [str(folder / program), f"--gtest_output=json:{report}", f"--gtest_filter={only}"]
        try:
            run = subprocess.run(command, env=ENVIRONMENT | part, capture_output=True, text=True, errors="replace",
                                 timeout=LONGEST_RUN_SECONDS, check=False)
        except subprocess.TimeoutExpired as late:
            begun = re.findall(r"\[ RUN      \] (\S+)", (late.stdout or b"").decode(errors="replace"))
            return Sum(failed=[f"{program}: did not end within {LONGEST_RUN_SECONDS} s, in {begun[-1:]}"])
        found = tests_in(report, program) if report.is_file() else Sum()
    reasons = reasons_of_skips(run.stdout)
    found.skipped = [f"{name}: {reasons.get(name.split(': ', 1)[1], 'no reason given')}" for name in found.skipped]
    if run.returncode != 0 and not found.failed:
        found.failed.append(f"{program}: ended with status {run.returncode}")
    if found.count == 0:
        found.failed.append(f"{program}: ran no test")
    if found.failed:
        print(said_by_failures(run.stdout) + run.stderr[-LONGEST_TOLD:])
    return found


def run_cpp(suites: list[str]) -> Sum:
    total = Sum()
    wanted = programs(suites)
    for suite in suites:
        if not any(program.startswith(f"kolk-{suite}-") for program in wanted):
            total.failed.append(f"{suite}: has no test")
    threaded = {program: only for program, only in THREADED.items() if program in wanted}
    shipped = {program: only for program, only in AS_SHIPPED.items() if program in wanted}
    for preset, chosen in (("asan", dict.fromkeys(wanted, "*")), ("tsan", threaded), ("release", shipped)):
        if not chosen:
            continue
        extra = [BENCHMARKS] if preset == "asan" and "integration" in suites else []
        built = build(preset, [*chosen, *extra], "-DKOLK_TESTS=ON")
        total.add(built)
        ready = [program for program in reversed(chosen)  # the longest stand last
                 if not any(program in failure or "configured" in failure for failure in built.failed)]
        with ThreadPoolExecutor(os.cpu_count()) as beside_each_other:
            jobs = [(program, part) for program in ready for part in parts_of(program)]
            for found in beside_each_other.map(lambda job: run_timed(preset, job[0], chosen[job[0]], job[1]), jobs):
                total.add(found)
    return total


def run_timed(preset: str, program: str, only: str, part: dict[str, str]) -> Sum:
    started = time.monotonic()
    found = run_program(REPOSITORY / "build" / preset, program, only, part)
    print(f"   {preset} {program}: {found.line()} ({time.monotonic() - started:.0f} s)", flush=True)
    return found


def run_unittests(file: Path) -> Sum:
    """One file of Python's unittest."""
    name = file.relative_to(REPOSITORY).as_posix()
    run = subprocess.run([sys.executable, "-B", "-m", "unittest", "-v", file.stem], cwd=file.parent,
                         capture_output=True, text=True, check=False)
    found = Sum()
    for test, outcome in re.findall(r"^(\w+ \([\w.]+\))(?:\n.*)? \.\.\. (?:.*\n)*?(ok|FAIL|ERROR|skipped .*)$",
                                    run.stderr, re.MULTILINE):
        if outcome == "ok":
            found.passed += 1
        elif outcome.startswith("skipped"):
            found.skipped.append(f"{name}: {test}: {outcome[8:]}")
        else:
            found.failed.append(f"{name}: {test}")
    if run.returncode != 0 and not found.failed:
        found.failed.append(f"{name}: ended with status {run.returncode}")
    if found.count == 0:
        found.failed.append(f"{name}: ran no test")
    if found.failed:
        print(run.stdout[-LONGEST_TOLD:] + run.stderr[-LONGEST_TOLD:])
    return found


def run_script(file: Path) -> Sum:
    name = file.relative_to(REPOSITORY).as_posix()
    run = subprocess.run([str(file)], capture_output=True, text=True, check=False)
    if run.returncode == 0:
        return Sum(passed=1)
    print(run.stdout[-LONGEST_TOLD:] + run.stderr[-LONGEST_TOLD:])
    return Sum(failed=[f"{name}: ended with status {run.returncode}"])


def run_files(total: Sum, files: list[Path]) -> None:
    for file in files:
        started = time.monotonic()
        found = run_unittests(file) if file.suffix == ".py" else run_script(file)
        print(f"   {file.name}: {found.line()} ({time.monotonic() - started:.0f} s)", flush=True)
        total.add(found)


def run_e2e() -> Sum:
    total = build("release", ["kolk"])
    files = sorted((REPOSITORY / "tests/e2e").glob("test_*.py")) + sorted((REPOSITORY / "tests/e2e").glob("*.sh"))
    run_files(total, files)
    if not files:
        total.failed.append("e2e: has no test")
    return total


def run_reference() -> Sum:
    """The policy engine against the interpreter in tests/reference, and against Cedar."""
    total = build("release", ["kolk-decide-lines"])
    run_files(total, sorted((REPOSITORY / "tests/reference").glob("test_*.py")))
    return total


def run_lint() -> Sum:
    total = run_unittests(REPOSITORY / "tests/lint/test_lint.py")
    for lint in LINTS:
        run = subprocess.run([sys.executable, "-B", f"tests/lint/{lint}.py"], cwd=REPOSITORY, capture_output=True,
                             text=True, check=False)
        if run.returncode == 0:
            total.passed += 1
        elif run.returncode == LINT_SKIPPED:
            total.skipped.append(f"lint {lint}: {run.stdout.strip()}")
        else:
            print(run.stdout + run.stderr)
            total.failed.append(f"lint {lint}: {len(run.stdout.splitlines())} faults")
    return total


def main(suites: list[str]) -> int:
    unknown = [suite for suite in suites if suite not in SUITES]
    if unknown:
        print(f"no such suite: {' '.join(unknown)}; there are {' '.join(SUITES)}", file=sys.stderr)
        return 2
    suites = suites or list(SUITES)
    total = Sum()
    if "lint" in suites:
        total.add(run_lint())
    if chosen := [suite for suite in CPP_SUITES if suite in suites]:
        total.add(run_cpp(chosen))
    if "reference" in suites:
        total.add(run_reference())
    if "e2e" in suites:
        total.add(run_e2e())
    for skip in total.skipped:
        print(f"skipped: {skip}")
    for failure in total.failed:
        print(f"FAILED: {failure}")
    print(total.line())
    return 1 if total.failed or total.passed == 0 else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
