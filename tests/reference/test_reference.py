"""The policy engine against a second judge, written from the words alone (interpreter.py), and against itself.

KOLK_DECISIONS sets how many decisions are compared, KOLK_SEED where the dice start. What the words do not excuse stands
in deviations.py, each with its reason.
"""

import collections
import copy
import json
import multiprocessing
import os
import unittest
from collections.abc import Iterator
from dataclasses import dataclass, field

import yaml

import cells
import engine
import generate
import interpreter
import schema
from deviations import DEVIATIONS, changed
from language import Party, windows
from questions import asked_of

DECISIONS = int(os.environ.get("KOLK_DECISIONS", "20000"))
SEED = int(os.environ.get("KOLK_SEED", "1"))
CONVENANTS = max(48, DECISIONS // 2000)
AT_ONCE = 2000                  # questions that are held in memory with their answers
MOST_REFUSED = 0.05
MOST_TOLD = 3                   # disagreements for each convenant that are shrunk and shown
METAMORPHIC = 150               # questions for each convenant that is varied
VARIED = 12                     # convenants that are varied
UNREACHABLE = ("deny.art9", "deny.cell")  # the language refuses it; of totals


@dataclass
class Outcome:
    """What comparing came to."""

    decisions: int = 0
    convenants: int = 0
    refused: list[str] = field(default_factory=list)
    reasons: collections.Counter = field(default_factory=collections.Counter)
    excused: collections.Counter = field(default_factory=collections.Counter)
    disagreements: list[str] = field(default_factory=list)

    def add(self, other: "Outcome") -> None:
        self.decisions += other.decisions
        self.convenants += other.convenants
        self.refused += other.refused
        self.reasons += other.reasons
        self.excused += other.excused
        self.disagreements += other.disagreements


TYPES = schema.read_record_types()
EVERY = tuple(DEVIATIONS)


def example() -> dict:
    return yaml.load(engine.EXAMPLE.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)


def convenant_of(seed: int) -> dict:
    """Number 0 is the convenant of the demo."""
    return generate.Convenants(SEED * 1_000_003 + seed, TYPES).make() if seed else example()


def agrees(convenant: dict, question: dict, answer: dict, deviations: tuple[str, ...] = EVERY) -> bool:
    return engine.same(interpreter.decide(convenant, TYPES, question, deviations), answer)


def excuses(convenant: dict, question: dict, answer: dict) -> list[str]:
    """The deviations without which the judges do not agree on this question."""
    return [name for name in EVERY
            if not agrees(convenant, question, answer, tuple(one for one in EVERY if one != name))]


def told(seed: int, convenant: dict, question: dict) -> str:
    """The smallest question like this one, with both answers."""
    def differs(tries: list[dict]) -> Iterator[bool]:
        for one in tries:
            try:
                yield not agrees(convenant, one, json.loads(engine.ask(convenant, [one])[0]))
            except (RuntimeError, KeyError):
                yield False         # with that part went what makes it a question

    small = engine.shrink(question, differs)
    answers = {"engine": json.loads(engine.ask(convenant, [small])[0]),
               "reference": interpreter.decide(convenant, TYPES, small, EVERY)}
    shown = {who: {key: answer[key] for key in engine.KEYS} for who, answer in answers.items()}
    return "\n".join((f"convenant {seed}: {json.dumps(small)}", *(f"  {who}: {json.dumps(one)}"
                                                                 for who, one in shown.items())))


def parts_of(seed: int, count: int) -> list[tuple[int, int, int]]:
    """The questions to one convenant, so many at once."""
    return [(seed, part, min(AT_ONCE, count - first)) for part, first in enumerate(range(0, count, AT_ONCE))]


def compare(job: tuple[int, int, int]) -> Outcome:
    """One part of the questions to one convenant."""
    seed, part, count = job
    convenant, outcome = convenant_of(seed), Outcome(convenants=1 if part == 0 else 0)
    questions = asked_of(SEED * 7_000_003 + seed + part * 1_000_000_007, TYPES, convenant, count)
    try:
        lines = engine.ask(convenant, questions)
    except engine.Refused as refusal:
        return Outcome(convenants=1, refused=[f"convenant {seed}: {refusal}"])
    for question, line in zip(questions, lines):
        answer = json.loads(line)
        outcome.decisions += 1
        outcome.reasons[answer["reason"]] += 1
        if agrees(convenant, question, answer, ()):
            continue
        if agrees(convenant, question, answer):
            outcome.excused.update(excuses(convenant, question, answer))
        elif len(outcome.disagreements) < MOST_TOLD:
            outcome.disagreements.append(told(seed, convenant, question))
    return outcome


class Comparison(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        cls.outcome = Outcome()
        of_example = DECISIONS // 5
        share = -(-(DECISIONS - of_example) // (CONVENANTS - 1))
        jobs = parts_of(0, of_example) + [job for seed in range(1, CONVENANTS) for job in parts_of(seed, share)]
        with multiprocessing.Pool(min(2, os.cpu_count() or 1)) as pool:
            for outcome in pool.imap(compare, jobs):
                cls.outcome.add(outcome)
        print(f"{cls.outcome.decisions} decisions over {cls.outcome.convenants} convenants, "
              f"{len(cls.outcome.refused)} refused; excused: {dict(cls.outcome.excused)}")

    def test_both_judges_decide_the_same(self) -> None:
        found = self.outcome.disagreements
        self.assertEqual(found, [], f"{len(found)} or more:\n" + "\n".join(found[:MOST_TOLD]))

    def test_nearly_every_convenant_is_valid(self) -> None:
        refused = self.outcome.refused
        self.assertLessEqual(len(refused), MOST_REFUSED * self.outcome.convenants, "".join(refused[:MOST_TOLD]))

    def test_every_reason_was_reached(self) -> None:
        wanted = {"allow", "allow.redacted", "allow.override", *interpreter.ORDER} - {*UNREACHABLE}
        self.assertEqual(wanted - self.outcome.reasons.keys(), set())

    def test_each_listed_deviation_still_shows(self) -> None:
        for name, deviation in DEVIATIONS.items():
            convenant = changed(example(), deviation)
            answer = json.loads(engine.ask(convenant, [deviation.question])[0])
            with self.subTest(name):
                self.assertFalse(agrees(convenant, deviation.question, answer, ()), answer)
                self.assertTrue(agrees(convenant, deviation.question, answer, (name,)), answer)


def given(line: str) -> set[str]:
    return set(json.loads(line)["given"])


def turned(value):
    """The same with every list the other way round."""
    if isinstance(value, dict):
        return {key: turned(part) for key, part in value.items()}
    return [turned(part) for part in reversed(value)] if isinstance(value, list) else value


class Engine(unittest.TestCase):
    """What must hold of the engine's answers whatever the words say."""

    @classmethod
    def setUpClass(cls) -> None:
        cls.cases = []
        for seed in (0, *range(1001, 1000 + VARIED)):
            convenant = convenant_of(seed)
            questions = asked_of(SEED * 9_000_011 + seed, TYPES, convenant, METAMORPHIC)
            cls.cases.append((seed, convenant, questions, engine.ask(convenant, questions)))

    def test_the_same_question_gives_the_same_bytes(self) -> None:
        for seed, convenant, questions, answers in self.cases:
            self.assertEqual(engine.ask(convenant, questions + questions), answers + answers, seed)

    def test_the_order_of_facts_does_not_matter(self) -> None:
        for seed, convenant, questions, answers in self.cases:
            others = [question | {"facts": turned(question["facts"])} if "facts" in question else question
                      for question in questions]
            for question, answer, other in zip(questions, answers, engine.ask(convenant, others)):
                self.assertEqual(answer, other, f"convenant {seed}: {json.dumps(question)}")

    def test_a_consent_that_goes_adds_no_field(self) -> None:
        """A consent that excludes fields, was withdrawn or is one of two copies also limits others: those are left out."""
        for seed, convenant, questions, answers in self.cases:
            tried = [(question, answer, place) for question, answer in zip(questions, answers)
                     for place, consent in enumerate(question.get("facts", {}).get("consents", []))
                     if not {"fields_excluded", "withdrawn_at", "consent_id"} & consent.keys()]
            fewer = []
            for question, _, place in tried:
                less = copy.deepcopy(question)
                del less["facts"]["consents"][place]
                fewer.append(less)
            self.none_added(seed, [(question, answer) for question, answer, _ in tried], engine.ask(convenant, fewer))

    def test_a_membership_that_ends_adds_no_field(self) -> None:
        for seed, convenant, questions, answers in self.cases:
            for party in convenant["parties"][::5]:
                less = copy.deepcopy(convenant)
                ended = next(entry for entry in less["parties"] if entry["org"] == party["org"])
                for role, window in ended["roles"].items():
                    first = windows(window)[0]["from"]
                    ended["roles"][role] = {"from": first, "until": first}
                less.pop("successions", None)
                self.none_added(seed, list(zip(questions, answers)), engine.ask(less, questions))

    def test_a_dpia_that_goes_adds_no_field(self) -> None:
        for seed, convenant, questions, answers in self.cases:
            less = copy.deepcopy(convenant)
            for purpose in less["purposes"]:
                purpose.pop("dpia", None)
            self.none_added(seed, list(zip(questions, answers)), engine.ask(less, questions))

    def none_added(self, seed: int, before: list[tuple[dict, str]], after: list[str]) -> None:
        for (question, answer), now in zip(before, after):
            self.assertLessEqual(given(now), given(answer), f"convenant {seed}: {json.dumps(question)}")

    def test_a_rule_for_one_recipient_changes_nothing_for_another(self) -> None:
        added = 0
        for seed, convenant, questions, answers in self.cases:
            for role in generate.ROLES[::4]:
                more = self.with_a_rule_for(role, seed, convenant)
                try:
                    others = engine.ask(more, questions)
                except engine.Refused:
                    continue
                added += 1
                for question, answer, other in zip(questions, answers, others):
                    if Party(question["to"]).role != role:
                        self.assertEqual(answer, other, f"convenant {seed}, {role}: {json.dumps(question)}")
        self.assertGreater(added, VARIED)

    def with_a_rule_for(self, role: str, seed: int, convenant: dict) -> dict:
        more = copy.deepcopy(convenant)
        makes = generate.Convenants(seed, TYPES)
        makes.make()
        for purpose in more["purposes"]:
            if purpose.get("kind", "flow") == "flow":
                rule = makes.rule("flow", purpose["id"], recipients=[role])
                if cells.takers(purpose["id"], [role]):
                    purpose["rules"].append(rule | {"id": f"erbij-{makes.rules}"})
        return more


if __name__ == "__main__":
    unittest.main()
