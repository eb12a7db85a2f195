"""The policy engine against Cedar, an outside judge: the convenant of the demo as Cedar policies (cedar.py).

KOLK_CEDAR_REQUESTS sets how many requests Cedar gets at least, KOLK_SEED where the dice start. Where the engine is known
to answer otherwise than the words (deviations.py), Cedar must side with the second judge that follows the words alone.
"""

import collections
import json
import os
import subprocess
import sys
import tempfile
import unittest

import cedar
import cedar_requests
import engine
import interpreter
from questions import asked_of
from test_reference import EVERY, SEED, TYPES, agrees, example

sys.path.insert(0, str(engine.REPOSITORY / "tests" / "peers"))
import npm  # noqa: E402

REQUESTS = int(os.environ.get("KOLK_CEDAR_REQUESTS", "5000"))
AT_ONCE = 500                   # questions
INSTALLED = engine.REPOSITORY / "build" / "peers"
LEAST_PERMITTED = 0.03          # of all requests; permits that no one compares would prove little
MOST_EXCUSED = 0.02             # of all questions
MOST_PASSED_OVER = 0.25         # for more cases or consents than the translation spells out


def can_be_asked(convenant: dict, question: dict) -> bool:
    try:
        cedar_requests.requests(convenant, TYPES, [question])
    except cedar.Untranslatable:
        return False
    return True


class Judge:
    """Cedar, with the policies of one convenant."""

    def __init__(self, convenant: dict) -> None:
        npm.install(engine.REPOSITORY / "tests" / "peers", INSTALLED)
        self.convenant = convenant
        self.policies = cedar.policies(convenant, TYPES)

    def given(self, questions: list[dict]) -> list[tuple[int, set[str]]]:
        """For each question the number of requests that it took, and the fields that may go."""
        requests = cedar_requests.requests(self.convenant, TYPES, questions)
        permitted = self.ask(requests)
        return [(len(request["fields"]), cedar_requests.folded(self.convenant, TYPES, question, names))
                for question, request, names in zip(questions, requests, permitted)]

    def ask(self, requests: list[dict]) -> list[list[str]]:
        """Once more where node itself broke down, by a signal: that says nothing of the answers."""
        run = self.run(requests)
        if run.returncode < 0:
            print(f"node broke down by signal {-run.returncode}, and is asked once more: {run.stderr[:200]}",
                  file=sys.stderr)
            run = self.run(requests)
        answers = [json.loads(line) for line in run.stdout.splitlines()]
        if run.returncode != 0 or len(answers) != len(requests):
            raise RuntimeError(f"Cedar ended with {run.returncode} after {len(answers)} answers: {run.stderr[:2000]}")
        return answers

    def run(self, requests: list[dict]) -> subprocess.CompletedProcess[str]:
        with tempfile.NamedTemporaryFile("w", suffix=".cedar", encoding="utf-8") as file:
            file.write(self.policies)
            file.flush()
            return subprocess.run([npm.needed("node"), INSTALLED / "cedar.mjs", file.name], text=True,
                                  input="".join(json.dumps(one) + "\n" for one in requests), capture_output=True,
                                  check=False)


class Cedar(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        cls.count: collections.Counter = collections.Counter()
        cls.disagreements: list[str] = []
        cls.judge = Judge(example())
        part = 0
        while cls.count["requests"] < REQUESTS:
            cls.compare(part)
            part += 1
        print(f"Cedar: {dict(cls.count)}")

    @classmethod
    def compare(cls, part: int) -> None:
        convenant = cls.judge.convenant
        questions = [one for one in asked_of(SEED * 11_000_027 + part, TYPES, convenant, AT_ONCE)
                     if "exceptions" not in one]
        asked = [one for one in questions if can_be_asked(convenant, one)]
        cls.count["passed over"] += len(questions) - len(asked)
        questions = asked
        lines = engine.ask(convenant, questions)
        for question, line, (requests, given) in zip(questions, lines, cls.judge.given(questions)):
            answer = json.loads(line)
            cls.count.update(questions=1, requests=requests, permitted=len(given))
            if {*answer["given"]} == given:
                continue
            words = interpreter.decide(convenant, TYPES, question)
            if {*words["given"]} == given and agrees(convenant, question, answer, EVERY):
                cls.count["excused"] += 1
            else:
                cls.disagreements.append(f"{json.dumps(question)}\n  engine: {answer['given']} {answer['reason']}\n"
                                         f"  words: {words['given']} {words['reason']}\n  Cedar: {sorted(given)}")

    def test_cedar_permits_the_same_fields(self) -> None:
        self.assertEqual(self.disagreements, [], "\n".join(self.disagreements[:3]))

    def test_enough_was_permitted_and_little_excused(self) -> None:
        self.assertGreaterEqual(self.count["requests"], REQUESTS)
        self.assertGreater(self.count["permitted"], LEAST_PERMITTED * self.count["requests"])
        self.assertLess(self.count["excused"], MOST_EXCUSED * self.count["questions"])
        self.assertLess(self.count["passed over"], MOST_PASSED_OVER * self.count["questions"])

    def test_cedar_would_notice_a_rule_that_gives_more(self) -> None:
        """The comparison itself: the same questions, judged by a convenant that gives one field more."""
        question = self.question_near_that_rule()
        self.assertNotIn("thuiszittersmelding.regievoerder", self.judge.given([question])[0][1])
        more = example()
        rule = next(rule for purpose in more["purposes"] for rule in purpose["rules"]
                    if rule["id"] == "thuiszitter-melding-swv")
        rule["records"]["thuiszittersmelding"].append("regievoerder")
        self.assertIn("thuiszittersmelding.regievoerder", Judge(more).given([question])[0][1])

    @staticmethod
    def question_near_that_rule() -> dict:
        return {"record": {"type": "thuiszittersmelding", "fields": {"startdatum": "2026-10-01", "regievoerder": "A"}},
                "from": "school:de-linde", "to": "swv-vo:swv-vo-voorbeeld", "purpose": "thuiszitter-melding-swv",
                "at": "2026-11-22", "known_to_recipient": True,
                "facts": {"informed": [{"purpose": "thuiszitter-melding-swv", "at": "2026-09-01"}]}}


if __name__ == "__main__":
    unittest.main()
