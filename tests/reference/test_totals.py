"""The engine's totals against a second judge (totals.py), on counts made at random."""

import json
import os
import random
import unittest

import engine
import schema
import totals
import yaml
from language import Party

SEED = int(os.environ.get("KOLK_SEED", "1"))
CONVENANTS = 24
QUESTIONS = 8
TYPES = schema.read_record_types()
SENDERS = ("swv-vo:swv-vo-voorbeeld", "swv-po:swv-po-voorbeeld")
RECIPIENTS = ("gemeente-jeugd:eikendal", "leerplicht:eikendal", "jgz:ggd-voorbeeld", "inspectie:inspectie",
              "gemeente-jeugd:noordbroek")
MUNICIPALITIES = ["9901", "9902", "9903"]
BY = {
    "thuiszittersmelding": ["thuiszittersmelding.categorie", "thuiszittersmelding.noodopvang",
                            {"field": "thuiszittersmelding.startdatum", "as": "year", "values": ["2025", "2026"]},
                            {"field": "thuiszittersmelding.categorie",
                             "as": {"codes": {"absoluut": "kort", "lrv-4w-3m": "kort", "lrv-3m+": "lang",
                                              "risico": "kort"}}}],
    "oza-plaatsing": ["oza-plaatsing.zorgroute", "oza-plaatsing.buiten_regio"],
    "verzuimmelding": ["verzuimmelding.type", "verzuimmelding.plicht"],
}
BY_CHILD = [{"field": "leerling-id-kern.woongemeente", "values": MUNICIPALITIES},
            {"field": "leerling-id-kern.geboortedatum", "as": {"age_bands": ["12", "16", "18"]}}]
WHEN = {
    "thuiszittersmelding": [{"field": "thuiszittersmelding.ingeschreven", "is": ["true"]}, {"age": {"at_least": "12"}}],
    "oza-plaatsing": [{"running": {"from": "oza-plaatsing.start", "until": "oza-plaatsing.eind"}}],
    "verzuimmelding": [{"field": "verzuimmelding.grondslag", "is_not": ["geoorloofd"]}],
}
FIELDS = {
    "thuiszittersmelding": {"categorie": ["absoluut", "lrv-4w-3m", "lrv-3m+", "risico"], "noodopvang": [True, False],
                            "ingeschreven": [True, False], "risico_grond": ["11c", "11d", "wec12"]},
    "oza-plaatsing": {"zorgroute": ["individueel", "collectief"], "buiten_regio": [True, False],
                      "start": ["2026-09-01", "2026-10-01"], "eind": ["2026-10-31", "2027-07-31"]},
    "verzuimmelding": {"type": ["16u-4w", "lrv"], "plicht": ["leerplicht", "geen"],
                       "grondslag": ["ongeoorloofd", "geoorloofd"], "reden": ["ziek", "verlof"]},
}


class Maker:
    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)

    def convenant(self) -> dict:
        """The demo's, with other totals."""
        convenant = yaml.load(engine.EXAMPLE.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
        purpose = next(one for one in convenant["purposes"] if one["id"] == totals.PURPOSE)
        rule = purpose["rules"][0]
        rule["totals"] = [self.total(record_type) for record_type in self.some(BY, 1)]
        rule["to"] = ["gemeente-jeugd", "leerplicht", "jgz", "inspectie"]
        if self.dice.random() < 0.2:
            purpose.pop("dpia")
        if self.dice.random() < 0.2:
            rule["in_force"] = {"until": "2026-12-31"}
        if self.dice.random() < 0.2:
            purpose["forbidden"] = [{"id": "verbod", "to": "jgz", "records": rule["totals"][0]["records"],
                                     "reason": "deny.secrecy"}]
        if self.dice.random() < 0.5:
            rule["to"].remove("leerplicht")
        convenant["settings"] = {"smallest_cell": str(self.dice.choice((3, 5, 10)))}
        return convenant

    def total(self, record_type: str) -> dict:
        total = {"id": f"aantal-{record_type}", "records": record_type,
                 "by": self.some([*BY[record_type], *BY_CHILD], 0)[:2],
                 "output": self.dice.choice(("regional", "publishable", "publishable"))}
        if self.dice.random() < 0.4:
            total["when"] = self.some(WHEN[record_type], 1)
        if self.dice.random() < 0.2:
            total["smallest_cell"] = "12"
        return self.without_same_field(total)

    def without_same_field(self, total: dict) -> dict:
        fields = [one["field"] if isinstance(one, dict) else one for one in total["by"]]
        return total | {"by": total["by"][:1]} if len(fields) == 2 and fields[0] == fields[1] else total

    def some(self, choices, least: int) -> list:
        choices = list(choices)
        return self.dice.sample(choices, self.dice.randint(least, len(choices)))

    def question(self, convenant: dict) -> dict:
        question = {"from": self.dice.choice(SENDERS), "to": self.dice.choice(RECIPIENTS),
                    "at": self.dice.choice(("2026-11-22", "2027-01-15", "2028-09-01")) if self.dice.random() < 0.3
                    else "2026-11-22"}
        if self.dice.random() < 0.1:
            question["unsigned"] = [self.dice.choice((question["from"], question["to"]))]
        counted = [one["records"] for one in convenant["purposes"][self.place(convenant)]["rules"][0]["totals"]]
        many = self.dice.choice((2, 5, 25, 60))
        question["counted"] = [self.one(self.dice.choice(counted), many) for _ in range(many * 2)]
        return question

    @staticmethod
    def place(convenant: dict) -> int:
        return next(i for i, one in enumerate(convenant["purposes"]) if one["id"] == totals.PURPOSE)

    def one(self, record_type: str, many: int) -> dict:
        dice = self.dice
        fields = {name: dice.choice(values) for name, values in FIELDS[record_type].items() if dice.random() < 0.8}
        if record_type == "verzuimmelding":
            fields["melding_id"] = "m-1"
        elif record_type == "thuiszittersmelding":
            fields["startdatum"] = dice.choice(("2024-05-01", "2025-05-01", "2026-09-01"))
        else:
            fields["oza_id"] = "o-1"
        subject = {"woongemeente": dice.choice((*MUNICIPALITIES, "0363")),
                   "geboortedatum": dice.choice(("2008-03-02", "2012-11-22", "2012-11-23", "2016-03-02"))}
        facts: dict = {"born": subject["geboortedatum"]}
        if dice.random() < 0.05:
            facts |= dice.choice(({"restricted": True}, {"deceased": True}, {"objections": [totals.PURPOSE]},
                                  {"objections": ["tlv-besluit"]}))
        if dice.random() < 0.1:
            facts["address_secret"] = True
        record = {"type": record_type, "fields": fields}
        if dice.random() < 0.9:
            record["subject"] = subject
        return {"child": f"kind-{dice.randint(1, many)}", "record": record, "facts": facts}


def judged(convenant: dict, question: dict, answer: dict) -> list[str]:
    """What the second judge has against an answer."""
    sender, recipient = Party(question["from"]), Party(question["to"])
    rule = totals.rule_of(convenant, sender, recipient)
    if rule is None:
        return [] if answer["rule"] is None else [f"a rule was found: {answer['rule']}"]
    reason = totals.why_not(convenant, TYPES, question)
    if reason != answer["reason"]:
        return [f"{answer['reason']} where {reason} was right"]
    found = []
    for total, told in zip(rule["totals"], answer["totals"]) if reason is None else ():
        smallest = int(total.get("smallest_cell", convenant["settings"]["smallest_cell"]))
        flow = next((one for one in convenant["purposes"][Maker.place(convenant)].get("forbidden", [])), None)
        if flow and recipient.role == flow["to"] and total["records"] == flow["records"]:
            found += [] if told["reason"] == flow["reason"] else [f"{total['id']} is forbidden and was counted"]
            continue
        truth = totals.table(convenant, TYPES, question, total)
        cells = {tuple(group or None for group in one["groups"]): one["children"] for one in told["cells"]}
        found += totals.faults(truth, cells, total, smallest)
    return found


class Totals(unittest.TestCase):
    def test_both_judges_count_the_same_and_nothing_small_can_be_worked_out(self) -> None:
        cells = withheld = 0
        for number in range(CONVENANTS):
            maker = Maker(SEED * 1_000_003 + number)
            convenant = maker.convenant()
            questions = [maker.question(convenant) for _ in range(QUESTIONS)]
            for question, line in zip(questions, engine.ask(convenant, questions)):
                answer = json.loads(line)
                with self.subTest(convenant=number):
                    self.assertEqual(judged(convenant, question, answer), [])
                told = [cell for one in answer.get("totals", []) for cell in one.get("cells", [])]
                cells += len(told)
                withheld += sum(cell["children"] is None for cell in told)
        self.assertGreater(cells, 1_500)
        self.assertGreater(withheld, 150)

    def test_the_second_judge_sees_what_is_wrong(self) -> None:
        total = {"records": "thuiszittersmelding", "by": ["thuiszittersmelding.noodopvang"], "output": "publishable"}
        truth = {("true",): 2, ("false",): 9, (totals.OTHER,): 0, (None,): 11}
        safe = {("true",): None, ("false",): None, (totals.OTHER,): 0, (None,): 11}
        self.assertEqual(totals.faults(truth, safe, total, 3), [])
        self.assertNotEqual(totals.faults(truth, safe | {("false",): 9}, total, 3), [], "11 - 9")
        self.assertNotEqual(totals.faults(truth, safe | {("true",): 2}, total, 3), [], "a small cell")
        self.assertNotEqual(totals.faults(truth, safe | {(None,): 12}, total, 3), [], "a wrong sum")
        self.assertNotEqual(totals.faults(truth, safe | {(totals.OTHER,): None}, total, 3), [], "nobody")
        self.assertNotEqual(totals.faults(truth, {key: safe[key] for key in safe if key != (None,)}, total, 3), [])
        few = {("true",): 0, ("false",): 2, (totals.OTHER,): 0, (None,): 2}
        self.assertEqual(totals.faults(few, dict.fromkeys(few), total, 3), [])
        self.assertNotEqual(totals.faults(few, dict.fromkeys(few) | {("true",): 0}, total, 3), [], "two are 'false'")
        ring = {("1", "p"): 11, ("1", "q"): 1, ("2", "p"): 9, ("2", "r"): 1, ("3", "q"): 9, ("3", "r"): 9,
                ("1", "r"): 0, ("2", "q"): 0, ("3", "p"): 0, ("1", None): 12, ("2", None): 10, ("3", None): 18,
                (None, "p"): 20, (None, "q"): 10, (None, "r"): 10, (None, None): 40}
        shown = {key: None if children and None not in key else children for key, children in ring.items()}
        self.assertGreater(len(totals.exposed(ring, shown, 10)), 1, "row 1 and 2 less column p leaves 1q and 2r")


if __name__ == "__main__":
    unittest.main()
