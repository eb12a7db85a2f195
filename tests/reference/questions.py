"""Questions about one convenant for the comparison of the engine with the reference interpreter, from a seed.

They lie near the rules: most things about one are as the rule wants them, and some are not, by one day or one word.
"""

import datetime
import re
from typing import Any

import schema
from language import SICK, conditions
from generate import Dice, PERSONS, PURPOSES, ROLES, TRANSPARENT, as_list, day
from language import windows

BSNS = ("111222333", "319072356")
PARENTS = ("ouder-1", "ouder-2")
JEUGDIGE = "jeugdige"
CAUSES = ("oorzaak_code", "factor_codes", "acties_school", "interventie_school", "volgende_actie", "uitkomst",
          "blokkade_code", "actie")                     # in which K5 looks for a word


class Questions:
    """Asks about one convenant, near its rules."""

    def __init__(self, seed: int, types: dict, convenant: dict) -> None:
        self.dice, self.types, self.convenant = Dice(seed), types, convenant
        found = re.findall(r"\b20\d\d-\d\d-\d\d\b", repr(convenant))
        self.borders = sorted({datetime.date.fromisoformat(text) for text in found})
        heading = convenant["convenant"]["in_force"]
        self.first, self.last = (datetime.date.fromisoformat(heading[side]) for side in ("from", "until"))

    def make(self) -> dict:
        dice = self.dice
        self.today = self.moment()
        purpose = dice.choice(self.convenant["purposes"])
        rule = dice.choice(purpose["rules"])
        self.word = lambda name, otherwise=None: rule.get(name, purpose.get(name, otherwise))
        barring = [one for flow in purpose.get("forbidden", []) for one in flow.get("when", [])]
        self.conditions = [*conditions(self.convenant, purpose, rule), *barring]
        self.purpose = purpose["id"]
        if dice.chance(3):
            self.purpose = dice.choice((*PURPOSES, "onbekend-doel"))
        question: dict = {"record": self.record()}
        question["from"], question["to"] = self.party(rule["from"]), self.party(rule["to"])
        self.parties = [question["from"], question["to"]]
        question["purpose"], question["at"] = self.purpose, self.today.isoformat()
        bare = any(":" not in party for party in self.parties if party != "gateway")
        question["explaining"] = dice.chance(95 if bare else 50)
        noticed = self.noticed()
        if noticed and dice.chance(30):
            self.today = datetime.date.fromisoformat(day(dice.randint(-1, 1), datetime.date.fromisoformat(noticed[0])))
            question["at"] = self.today.isoformat()
        if dice.chance(95):
            question["facts"] = self.facts(question["record"]["type"])
        if "facts" in question and self.word("kind") == "override" and dice.chance(80):
            question["exceptions"] = [one for _ in range(dice.randint(1, 2)) if (one := self.exception(question))]
        for flag, percent in (("known_to_recipient", 40), ("lives_elsewhere", 5), ("responsible_elsewhere", 5),
                              ("enrolled_elsewhere", 5), ("consents_stale", 3)):
            if dice.chance(percent) and (flag != "consents_stale" or "facts" in question):
                question[flag] = True
        if dice.chance(40):
            question["delivered_on"] = [day(-dice.randint(0, 70), self.today) for _ in range(dice.randint(1, 4))]
        if dice.chance(6):
            question["unsigned"] = dice.some((party for party in self.parties if ":" in party), 1)
        if dice.chance(1):
            question["bound_by_source"] = dice.choice(("deny.third-party", "deny.bsn", "deny.consent.missing"))
        return question

    def moment(self) -> datetime.date:
        if self.dice.chance(30):
            return self.dice.choice(self.borders) + datetime.timedelta(days=self.dice.randint(-1, 1))
        return self.first + datetime.timedelta(days=self.dice.randint(0, (self.last - self.first).days))

    def party(self, roles: Any) -> str:
        dice = self.dice
        role = dice.choice(ROLES if roles == "any" else as_list(roles))
        if dice.chance(4):
            role = dice.choice((*ROLES, "onbekende-rol"))
        members = [party["org"] for party in self.convenant["parties"] if self.takes_part(party["roles"].get(role))]
        if role == "school" and dice.chance(10):
            role = "schoolbestuur"
        if dice.chance(15) or role in ("gateway", *PERSONS) and dice.chance(80):
            return role
        if not members or dice.chance(4):
            return f"{role}:{dice.choice(self.convenant['parties'])['org']}"
        return f"{role}:{dice.choice(members)}"

    def takes_part(self, membership: Any) -> bool:
        """Mostly who is a member today; at times any member, and so one who came or left."""
        if membership is None or self.dice.chance(6):
            return membership is not None
        return any(window["from"] <= self.today.isoformat() <= window.get("until", "9999-12-31")
                   for window in windows(membership))

    # ------------------------------------------------------------------------------------------------------ The record

    def record(self) -> dict:
        dice, records = self.dice, "any" if self.word("totals") else self.word("records")
        names = list(self.types) if records == "any" or dice.chance(7) else list(records)
        name = dice.choice(names)
        if self.types[name].get("x-subset") and dice.chance(40):
            name = dice.choice([source[0] for field in self.types[name]["properties"].values()
                                if (source := schema.borrowed(field))])
        record: dict = {"type": name, "fields": self.fields(name)}
        if dice.chance(10 if name in TRANSPARENT else 70):
            record["subject"] = self.fields("leerling-id")
        return self.spoilt(record) if dice.chance(2) else record

    def spoilt(self, record: dict) -> dict:
        """One that the schema refuses."""
        way = self.dice.randint(0, 4)
        if way == 0:
            record["type"] = "onbekend-type"
        elif way == 1:
            record["fields"]["onbekend_veld"] = "x"
        elif way == 2:
            record["fields"] = {}
        elif way == 3:
            record["fields"][self.dice.choice(list(self.types[record["type"]]["properties"]))] = {"geen": "waarde"}
        else:
            record["subject"] = {"naam": "Proef", "eck_id": "x"}
        return record

    def fields(self, name: str) -> dict:
        kind = self.types[name]
        known = {field: schema.field_schema(self.types, name, field) for field in kind["properties"]}
        chosen = [field for field in known if not known[field].get("x-barred")]
        percent = self.dice.choice((30, 60, 100))
        fields = {field: self.value(name, field, known[field]) for field in chosen if self.dice.chance(percent)}
        if not schema.holds_what_is_demanded(kind, fields):
            demanded = kind.get("required") or [one["required"][0] for one in kind.get("anyOf", [])] or chosen
            field = self.dice.choice(demanded)
            fields[field] = self.value(name, field, known[field])
        for first, last in kind.get("x-periods", []):
            if first in fields and last in fields:
                fields[first], fields[last] = sorted((fields[first], fields[last]))
        if self.dice.chance(5):
            fields[self.dice.choice(chosen)] = self.dice.choice(("", None))
        return fields if schema.fields_are_valid(self.types, name, fields) else self.fields(name)

    def value(self, name: str, field: str, known: dict) -> Any:
        dice = self.dice
        kinds = known["type"] if isinstance(known["type"], list) else [known["type"]]
        kind = dice.choice(kinds)
        if wanted := self.wanted(f"{name}.{field}"):
            return [self.typed(code) for code in dice.some(wanted, 1)] if kind == "array" else \
                dice.choice(wanted) if "enum" in known else self.typed(dice.choice(wanted))
        if kind == "string":
            return self.text(field, known)
        if kind == "boolean":
            return dice.chance(50)
        if kind == "array":
            return [self.value(name, field, known["items"]) for _ in range(dice.randint(0, 3))]
        if kind == "object":
            return {member: self.value(name, "", self.whole(inner)) for member, inner in known["properties"].items()}
        low, high = known.get("minimum", 0), known.get("maximum", 9)
        return dice.choice((low, high, min(high, low + 1), min(high, low + dice.randint(2, 9))))

    def whole(self, inner: dict) -> dict:
        source = schema.borrowed(inner)
        return schema.field_schema(self.types, *source) if source else inner

    def wanted(self, name: str) -> list[str]:
        """Mostly a value that the rule, or what its purpose forbids, speaks of, by whatever name."""
        if self.dice.chance(30):
            return []
        plain = [part for one in self.conditions for part in one.get("any", [one])]
        return [value for one in plain if self.is_same_field(one.get("field"), name)
                for value in one.get("is", one.get("is_not", []))]

    def is_same_field(self, spoken: str | None, name: str) -> bool:
        if spoken is None or name.endswith("."):
            return False
        return schema.origin_of(self.types, *spoken.split(".")) == schema.origin_of(self.types, *name.split("."))

    def typed(self, code: str) -> str:
        """At times as a careless hand types it."""
        space = self.dice.choice((" ", "\u00a0", "\u2009", "\u3000", "\u200b", "\u00ad"))
        careless = (code.upper(), space + code, code + space, code[:1] + "\u200d" + code[1:], code + "\u0301")
        return self.dice.choice(careless) if self.dice.chance(10) else code

    def text(self, field: str, known: dict) -> str:
        dice, form = self.dice, known.get("x-format")
        if form in ("date", "moment"):
            return self.near(400) if field in ("begin", "eind", "start") else self.near(40)
        if form:
            return {"bsn": dice.choice(BSNS), "onderwijsnummer": "101222331", "brin": "00AA", "vestiging": "00AA01",
                    "gemeentecode": "9901", "agb": "12345678", "swv-number": "VO1234", "hash": "0" * 64}[form]
        if "enum" in known:
            return dice.choice(known["enum"])
        if "x-list" in known:
            return self.typed(dice.choice((*known["x-list"], "iets-anders")))
        if field in CAUSES and dice.chance(20):
            return self.typed(dice.choice((*SICK, "ziek (langdurig)", "Langdurig-Ziek", "zi\u00ebk", "muziek", "zieke ouder")))
        return dice.choice(("VSO", "tekst", "havo"))[:known["maxLength"]]

    def near(self, days: int) -> str:
        """A day around today, often today itself or its neighbour."""
        offset = self.dice.choice((-1, 0, 1)) if self.dice.chance(50) else self.dice.randint(-days, days)
        return (self.today + datetime.timedelta(days=offset)).isoformat()

    # ------------------------------------------------------------------------------------------------------- The facts

    def facts(self, record_type: str) -> dict:
        dice = self.dice
        facts: dict = {}
        if dice.chance(92):
            facts["born"] = self.birthday()
        if dice.chance(92):
            facts["authority"] = dice.choice((["ouder-1"], list(PARENTS), list(PARENTS), ["ouder-2"], []))
            if dice.chance(15):
                facts["authority_since"] = self.near(200)
        if dice.chance(60 if "jeugdhulpaanbieder" in str(self.parties) else 5):
            facts["providers"] = self.providers()
        if dice.chance(25):
            facts["capable"] = dice.chance(50)
        if dice.chance(50 if self.noticed() else 92):
            facts["informed"] = [{"purpose": self.purpose_word(), "at": self.near(200) if dice.chance(20) else
                                  day(-dice.randint(0, 200), self.today)} | self.told_by()
                                 for _ in range(dice.randint(1, 2))]
        if dice.chance(90):
            facts["consents"] = self.consents(record_type)
        if dice.chance(8):
            facts["objections"] = [self.purpose_word() for _ in range(dice.randint(0, 2))]
        for key, percent in (("restricted", 4), ("deceased", 3), ("address_secret", 12)):
            if dice.chance(percent):
                facts[key] = dice.chance(80)
        if dice.chance(70):
            facts["startkwalificatie"] = dice.chance(25)
        if dice.chance(92 if self.word("case") == "yes" else 40):
            facts["case"] = self.case()
            if dice.chance(20):
                facts["cases"] = [self.case()]
        return facts

    def told_by(self) -> dict:
        """Usually for whoever gives; at times for one sender, this or another."""
        return {"by": self.side(self.dice.choice((0, 0, 0, 1)))} if self.dice.chance(20) else {}

    def providers(self) -> list[dict]:
        """Who gives care, mostly one of the two parties."""
        names = [party for party in self.parties if party.startswith("jeugdhulpaanbieder:")] \
            or ["jeugdhulpaanbieder:jeugdhulpaanbieder-0"]
        found = []
        for _ in range(self.dice.randint(1, 3)):
            first = day(-self.dice.randint(0, 200), self.today)
            one = {"party": self.dice.choice(names)} | ({"from": first} if self.dice.chance(60) else {})
            if self.dice.chance(70):
                one["until"] = max(first, self.near(60))
            found.append(one)
        return found

    def noticed(self) -> list[str]:
        """The days of the general notices of this sender for this purpose."""
        return [notice["date"] for notice in self.convenant.get("notices", [])
                if notice["party"] == self.parties[0] and self.purpose in notice["purposes"]]

    def purpose_word(self) -> str:
        """In facts a purpose that does not exist is a fault, and so no question."""
        known = self.purpose in PURPOSES
        return self.purpose if known and not self.dice.chance(6) else self.dice.choice(PURPOSES)

    def birthday(self) -> str:
        """Around the birthdays that matter, at times 29 February."""
        age = self.dice.choice((5, 11, 12, 12, 13, 15, 16, 16, 17, 18, 18, 27, 28))
        if self.dice.chance(4):
            return f"{(self.today.year - age) // 4 * 4}-02-29"
        month, number = self.today.month, min(self.today.day, 28)
        near = datetime.date(self.today.year - age, month, number)
        return (near + datetime.timedelta(days=self.dice.choice((-40, -1, 0, 1, 40)))).isoformat()

    def case(self) -> dict:
        case: dict = {"purpose": self.purpose_word(),
                      "opened": self.near(30) if self.dice.chance(25) else day(-self.dice.randint(0, 90), self.today)}
        if self.dice.chance(40):
            case["closed"] = max(case["opened"], self.near(30))
        if self.dice.chance(85):
            case["parties"] = [self.other_name(party) for party in self.parties
                               if self.is_known(party) and self.dice.chance(93)]
        return case

    def consents(self, record_type: str) -> list[dict]:
        """Usually one that suffices; at times none, halves that together do, or ones with a fault each."""
        way = self.dice.randint(0, 9)
        if way == 0:
            return []
        if way == 1:
            halves = [[giver] for giver in (*PARENTS, JEUGDIGE)]
            return [self.consent(record_type, givers) for givers in self.dice.some(halves, 1)]
        count = 1 if way < 8 else self.dice.randint(2, 3)
        found = [self.consent(record_type, self.givers()) for _ in range(count)]
        return self.twice(found) if self.dice.chance(12) else found

    def twice(self, consents: list[dict]) -> list[dict]:
        """A copy of the first, of which another source writes the flow in its own form and knows another limit."""
        first = consents[0] | {"consent_id": "c-1"}
        copy = first | {"from": self.side(0), "to": self.side(1)}
        if self.dice.chance(30):
            copy |= {"fields_excluded": ["leerling-id-kern.naam"]}
        if self.dice.chance(30):
            copy |= {"valid_until": self.near(60)}
        return [first, *consents[1:], copy]

    def givers(self) -> list[str]:
        """Everyone, or those who decide at one age, or some."""
        if self.dice.chance(15):
            return self.dice.some((*PARENTS, JEUGDIGE, "iemand"), 0, 3)
        return self.dice.choice(([*PARENTS, JEUGDIGE], [*PARENTS, JEUGDIGE], [*PARENTS], [JEUGDIGE]))

    def consent(self, record_type: str, givers: list[str]) -> dict:
        dice = self.dice
        consent: dict = {"purpose": self.purpose_word(), "from": self.side(0), "to": self.side(1),
                         "record_types": [one for one in (record_type, *dice.some(self.types, 0, 2))
                                          if one in self.types],
                         "given_by": givers,
                         "given_at": day(-dice.randint(0, 300), self.today)}
        if dice.chance(7):
            consent["record_types"] = dice.some(self.types, 0, 3)
        if dice.chance(15):
            consent["given_at"] = self.year_ago() if dice.chance(50) else self.near(40)
        if dice.chance(40):
            consent["valid_until"] = self.near(60) if dice.chance(40) else day(dice.randint(0, 600), self.today)
        if dice.chance(18):
            consent["withdrawn_at"] = self.near(40)
            if dice.chance(25):
                consent.pop(dice.choice(("record_types", "given_by")))
            if dice.chance(30):
                consent["record_types"] = dice.some([*self.kin(record_type), "leerling-id-kern"], 1, 2)
            if dice.chance(40):
                consent["withdrawn_by"] = dice.choice((*PARENTS, JEUGDIGE, "iemand"))
        if dice.chance(15):
            fields = [f"{record_type}.{field}" for field in self.types[record_type]["properties"]] \
                if record_type in self.types else []
            consent["fields_excluded"] = dice.some([*fields, "leerling-id-kern.naam", "leerling-id.naam"], 1, 3)
        if dice.chance(3):
            consent.pop(dice.choice(("given_at", "given_by", "record_types")), None)
        return consent

    def kin(self, record_type: str) -> list[str]:
        """Record types that have a field of this one under a name of their own."""
        def origins(kind: str) -> set:
            return {schema.origin_of(self.types, kind, field) for field in self.types[kind]["properties"]}

        own = origins(record_type) if record_type in self.types else set()
        return [kind for kind in self.types if kind != record_type and own & origins(kind)]

    def exception(self, question: dict) -> dict | None:
        """Usually one that opens this flow; at times with a fault. None where nobody could sign one."""
        dice, record_type = self.dice, question["record"]["type"]
        sender, recipient = question["from"], question["to"]
        nameable = self.nameable(record_type)
        orgs = {party.partition(":")[2] for party in (sender, recipient)}
        if not nameable or len(orgs) < 2 or "" in orgs:
            return None
        opened = self.near(20) if dice.chance(20) else day(-dice.randint(0, 9), self.today)
        last = datetime.date.fromisoformat(opened) + datetime.timedelta(days=dice.choice((0, 1, 10, 31, 31)))
        records = {record_type: dice.some(nameable, 1)}
        if dice.chance(70):
            records[dice.choice(("leerling-id", "leerling-id-kern"))] = dice.some(("naam", "geboortedatum"), 1)
        if dice.chance(20):
            records["leerling-id"] = ["naam", "bsn"]
        one = {"id": "uitzondering", "purpose": self.purpose_word(), "from": sender, "to": recipient,
               "records": records, "reason": "immediate-danger", "opened": opened, "until": last.isoformat(),
               "review": last.isoformat()}
        if dice.chance(5):
            one["to"] = "veilig-thuis:een-ander"
        if dice.chance(10):
            one["ended"] = self.near(5)
        return one

    def nameable(self, record_type: str) -> list[str]:
        """The fields that an exception may name: of the record type itself, about the child."""
        if record_type not in self.types or record_type.startswith("leerling-id"):
            return []
        fields = self.types[record_type]["properties"]
        if any(schema.borrowed(field) for field in fields.values()):
            return []
        return [name for name, field in fields.items() if not field.get("x-barred") and not field.get("x-staff")]

    def side(self, which: int) -> str:
        party = self.other_name(self.parties[which])
        role = party.partition(":")[0]
        if self.dice.chance(5) or not self.is_known(party):
            return self.dice.choice(ROLES)
        if self.dice.chance(4):
            return f"{role}:een-ander"
        return role if self.dice.chance(50) else party

    @staticmethod
    def is_known(party: str) -> bool:
        return party.partition(":")[0] in (*ROLES, "schoolbestuur", "gateway")

    def other_name(self, party: str) -> str:
        """At times the school for its board, or the board for the school."""
        role, colon, org = party.partition(":")
        names = {"school": "schoolbestuur", "schoolbestuur": "school"}
        return names[role] + colon + org if role in names and self.dice.chance(15) else party

    def year_ago(self) -> str:
        year, month, number = self.today.year - 1, self.today.month, min(self.today.day, 28)
        return day(self.dice.randint(-2, 2), datetime.date(year, month, number))


def asked_of(seed: int, types: dict, convenant: dict, count: int) -> list[dict]:
    questions = Questions(seed, types, convenant)
    return [questions.make() for _ in range(count)]
