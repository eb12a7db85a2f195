"""The engine's answers, through kolk-decide-lines, and the smallest question on which two judges differ."""

import copy
import json
import os
import subprocess
import tempfile
from pathlib import Path
from typing import Any, Callable, Iterable, Iterator

import generate

REPOSITORY = Path(__file__).resolve().parents[2]
EXAMPLE = REPOSITORY / "policies" / "convenants" / "voorbeeldregio.yaml"
PROGRAM = os.environ.get("KOLK_DECIDE_LINES", str(REPOSITORY / "build" / "release" / "kolk-decide-lines"))
KEYS = ("decision", "reason", "rule", "given", "withheld")
NEEDED = ("purpose", "from", "to", "at", "opened", "type", "party")  # a question without these is none


class Refused(Exception):
    """The convenant is not valid; says which faults the engine found."""


def ask(convenant: dict, questions: list[dict]) -> list[str]:
    """The answers as they were written, one for each question."""
    with tempfile.NamedTemporaryFile("w", suffix=".yaml", encoding="utf-8") as file:
        file.write(generate.written(convenant))
        file.flush()
        lines = "".join(json.dumps(question) + "\n" for question in questions)
        run = subprocess.run([PROGRAM, file.name], input=lines, capture_output=True, text=True, check=False)
    if run.returncode == 1:
        raise Refused(run.stderr)
    answers = run.stdout.splitlines()
    if run.returncode != 0 or len(answers) != len(questions):
        raise RuntimeError(f"kolk-decide-lines ended with {run.returncode} after {len(answers)} answers: {run.stderr}")
    return answers


def same(one: dict, other: dict) -> bool:
    return all(one[key] == other[key] for key in KEYS)


def smaller(value: Any) -> Iterator[Any]:
    """The value without one of its parts, the larger parts first."""
    if isinstance(value, dict):
        for key in [key for key in value if key not in NEEDED]:
            yield {name: part for name, part in value.items() if name != key}
        for key, part in value.items():
            for less in smaller(part):
                yield value | {key: less}
    elif isinstance(value, list):
        for place, part in enumerate(value):
            yield value[:place] + value[place + 1:]
            for less in smaller(part):
                yield value[:place] + [less] + value[place + 1:]


def shrink(question: dict, differs: Callable[[list[dict]], Iterable[bool]]) -> dict:
    """Takes parts away, greedily, as long as the two judges differ."""
    question = copy.deepcopy(question)
    while True:
        tries = [less for less in smaller(question) if "record" in less and "fields" in less["record"]]
        found = next((less for less, still in zip(tries, differs(tries)) if still), None)
        if found is None:
            return question
        question = found
