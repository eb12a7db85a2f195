"""Convenants and questions for the comparison of the engine with the reference interpreter, from a seed.

Convenants are meant to be valid; the few that the engine refuses are dropped and counted by the test. Questions lie
near the rules: most things about one are as the rule wants them, and some are not, by one day or one word.
"""

import datetime
import random
import re
from typing import Any

import yaml

import schema

ROLES = ("swv-po", "swv-vo", "school", "so-vso", "mbo", "gemeente-jeugd", "leerplicht", "doorstroompunt", "jgz",
         "jgz-5a-arts", "jeugdhulpaanbieder", "gi", "veilig-thuis", "oza-school", "onderwijsconsulent", "inspectie",
         "ouder", "jeugdige")
MEMBERS = tuple(role for role in ROLES if role not in ("ouder", "jeugdige"))
PURPOSES = (
    "doorbraak-escalatie", "jeugdhulp-toewijzing", "jgz-contactmoment-planning", "leerplicht-naar-doorstroompunt",
    "mdo-ondersteuning", "monitoring-verantwoording", "opp-opstellen-delen", "ots-informatie-gi", "oza-aanmelding",
    "oza-grensverkeer-verrekening", "oza-melding-woongemeente", "po-vo-overstap-zorg", "rechten-betrokkene",
    "school-naar-werk", "thuiszitter-melding-overig", "thuiszitter-melding-swv", "thuiszittersoverleg", "tlv-aanvraag",
    "tlv-besluit", "veiligheid-meldcode", "verzuim-18plus-melding", "verzuim-mazl-consultvraag",
    "verzuim-mazl-naar-leerplicht", "verzuim-mazl-terugkoppeling", "verzuim-wettelijke-melding", "verzuimoverleg",
    "vitaal-belang", "vrijstelling-5a-advies-onderwijs", "vrijstelling-5a-heroverweging",
    "vrijstelling-5a-verklaring", "zorgroute-aanmelding", "zorgroute-terugmelding")
FORBIDDING = ("deny.third-party", "deny.secrecy", "deny.sickleave", "deny.criminal", "deny.basis", "deny.bsn")
TRANSPARENT = ("leerling-id", "leerling-id-kern")      # types of which a rule may say "*", beside the subsets
CODED = ("verzuimmelding.type", "verzuimmelding.grondslag", "verzuimmelding.reden", "verzuimmelding.status",
         "thuiszittersmelding.categorie", "thuiszittersmelding.hulp_betrokken", "tlv-besluit.type",
         "jeugdhulp-status.status", "oza-plaatsing.zorgroute", "opp.uitkomst")
PERIODS = ("tlv-besluit.begin", "tlv-besluit.eind"), ("jeugdhulp-toewijzing.begin", "jeugdhulp-toewijzing.eind"), \
    ("oza-plaatsing.start", "oza-plaatsing.eind"), ("opp.begin", "opp.eind")
BSNS = ("111222333", "319072356")
PARENTS = ("ouder-1", "ouder-2")
JEUGDIGE = "jeugdige"
PERSONS = ("ouder", "jeugdige")


class Plain(yaml.emitter.Emitter, yaml.serializer.Serializer, yaml.representer.SafeRepresenter,
            yaml.resolver.BaseResolver):
    """Writes every text as it stands; with yaml.BaseLoader what was written is what is read."""

    def __init__(self, stream: Any, **options: Any) -> None:
        for key in ("canonical", "indent", "width", "allow_unicode", "line_break"):
            options.setdefault(key, None)
        yaml.emitter.Emitter.__init__(self, stream, canonical=options["canonical"], indent=options["indent"],
                                      width=options["width"], allow_unicode=True, line_break=options["line_break"])
        yaml.serializer.Serializer.__init__(self)
        yaml.representer.SafeRepresenter.__init__(self, default_flow_style=False, sort_keys=False)
        yaml.resolver.BaseResolver.__init__(self)

    def ignore_aliases(self, data: Any) -> bool:
        return True


def written(convenant: dict) -> str:
    return yaml.dump_all([convenant], Dumper=Plain)


def as_list(value: Any) -> list:
    return value if isinstance(value, list) else [value]


def day(offset: int, start: datetime.date = datetime.date(2026, 8, 1)) -> str:
    return (start + datetime.timedelta(days=offset)).isoformat()


class Dice(random.Random):
    def chance(self, percent: float) -> bool:
        return self.random() * 100 < percent

    def some(self, of: Any, at_least: int = 0, at_most: int = 100) -> list:
        of = list(of)
        return self.sample(of, self.randint(min(at_least, len(of)), min(at_most, len(of))))


# --------------------------------------------------------------------------------------------------------- Convenants

class Convenants:
    """Makes one convenant for each number."""

    def __init__(self, seed: int, types: dict) -> None:
        self.dice, self.types = Dice(seed), types

    def make(self) -> dict:
        self.rules = 0
        self.start, self.end = self.dice.randint(-30, 30), self.dice.randint(300, 800)
        self.parties = self.some_parties()
        purposes = [self.purpose(one) for one in self.dice.some(PURPOSES, 4, 9)]
        convenant = {"convenant": self.heading(), "parties": self.parties, "purposes": purposes}
        if convenant["convenant"]["status"] == "signed":
            convenant["signatures"] = [{"party": f"{role}:{party['org']}", "by": "bestuur", "date": day(self.start)}
                                       for party in self.parties for role in party["roles"]]
        if notices := self.notices(purposes):
            convenant["notices"] = notices
        return convenant

    def heading(self) -> dict:
        return {"id": "proef", "version": "1", "title": "Proefconvenant", "region": "proef",
                "in_force": {"from": day(self.start), "until": day(self.end)}, "environment": "demo",
                "status": self.dice.choice(("draft", "signed"))}

    def membership(self) -> Any:
        first = self.start if self.dice.chance(80) else self.dice.randint(self.start, self.end - 60)
        if self.dice.chance(70):
            return day(first)
        return {"from": day(first), "until": day(self.dice.randint(first + 1, self.end))}

    def some_parties(self) -> list[dict]:
        parties = []
        for role in MEMBERS:
            for number in range(self.dice.choice((1, 1, 2))):
                parties.append({"org": f"{role}-{number}", "name": f"{role} {number}",
                                "roles": {role: self.membership()}})
        for party in self.dice.some(parties, 0, 3):
            role = self.dice.choice(MEMBERS)
            party["roles"].setdefault(role, self.membership())
        servers = [f"{role}:{party['org']}" for party in parties for role in party["roles"] if role.startswith("swv")]
        for party in parties:
            if "school" in party["roles"] and self.dice.chance(50):
                party["served_by"] = self.dice.some(servers, 1, 2)
        return parties

    def notices(self, purposes: list[dict]) -> list[dict]:
        """Of parties that send, usually for what they send."""
        flows = [(purpose["id"], role) for purpose in purposes for rule in purpose["rules"] for role in rule["from"]]
        found = []
        for identity, role in self.dice.some(flows, 0, 6):
            senders = [f"{role}:{party['org']}" for party in self.parties if role in party["roles"]]
            others = self.dice.some([purpose["id"] for purpose in purposes if purpose["id"] != identity], 0, 2)
            if senders:
                found.append({"party": self.dice.choice(senders), "date": day(self.dice.randint(self.start, self.end)),
                              "text_version": "gids", "purposes": [identity, *others]})
        return found

    def purpose(self, identity: str) -> dict:
        kind = self.kind_of(identity)
        purpose: dict = {"id": identity, "title": "Proef"}
        if kind != "flow":
            purpose["kind"] = kind
        if self.dice.chance(90):
            purpose["dpia"] = "DPIA-1"
        elif self.dice.chance(50):
            purpose["dpia_required"] = "no"
        if self.dice.chance(10):
            purpose["group"] = self.dice.choice((identity, "groep"))
        if self.dice.chance(15):
            purpose["verify_before_production"] = "yes"
        purpose["rules"] = self.some_rules(kind)
        self.lift_words(purpose)
        if self.dice.chance(20):
            purpose["forbidden"] = [self.forbidden() for _ in range(self.dice.randint(1, 2))]
        return purpose

    def kind_of(self, identity: str) -> str:
        known = {"monitoring-verantwoording": "aggregate", "ots-informatie-gi": "override", "vitaal-belang": "override",
                 "veiligheid-meldcode": "override", "rechten-betrokkene": "rights"}
        return known.get(identity) or self.dice.choice(("flow", "flow", "flow", "elsewhere"))

    def lift_words(self, purpose: dict) -> None:
        """What the first rule says may stand at the purpose, for the rules that do not say it."""
        first = purpose["rules"][0]
        for name in [name for name in first if name not in ("id", "from", "to", "pseudonym_only")]:
            if self.dice.chance(15) and all(name in rule for rule in purpose["rules"]):
                purpose[name] = first.pop(name)

    def some_rules(self, kind: str) -> list[dict]:
        rules, taken = [], set()
        for _ in range(self.dice.randint(1, 3)):
            rule = self.rule(kind)
            pairs = {(giver, taker) for giver in rule["from"] for taker in as_list(rule["to"])}
            if not pairs & taken:
                taken |= pairs
                rules.append(rule)
        return rules

    def rule(self, kind: str, recipients: list[str] | None = None) -> dict:
        self.rules += 1
        rule: dict = {"id": f"regel-{self.rules}"}
        rule["from"] = ["gateway"] if kind == "rights" else self.dice.some(ROLES, 1, 3)
        rule["to"] = recipients or self.dice.some(PERSONS if kind == "rights" else ROLES, 1, 3)
        rule["consent"] = self.dice.choice(("none", "needed", "needed-for-bijzonder"))
        rule["bsn"] = "yes" if self.may_give_numbers(rule) and self.dice.chance(50) else "no"
        rule["basis"] = self.basis(rule)
        rule["records"] = self.records(kind, rule)
        rule["retention"] = "P1Y"
        rule["onward"] = "geen"
        if self.dice.chance(30):
            rule["case"] = "yes"
        if self.dice.chance(25):
            rule["inform"] = self.dice.choice(self.ways_of_informing(rule))
        if self.dice.chance(60):
            rule["ask"] = self.dice.choice(("signal", "never")) if kind == "flow" else "never"
        if self.dice.chance(60):
            rule["choose"] = self.dice.choice(("all", "residence", "enrolment", "named"))
        if self.dice.chance(20):
            rule["in_force"] = self.window()
        if self.dice.chance(35) and rule["records"] != "any":
            rule["when"] = [self.condition(rule["records"]) for _ in range(self.dice.randint(1, 2))]
        if self.dice.chance(5):
            rule["pseudonym_only"] = "yes"
        if kind in ("flow", "elsewhere"):
            self.ground(rule)
        if len(rule["to"]) == 1 and self.dice.chance(50):
            rule["to"] = rule["to"][0]
        return rule

    def may_give_numbers(self, rule: dict) -> bool:
        return not {*rule["to"]} & {"swv-po", "swv-vo", "jgz"} and not {*rule["from"]} & {"swv-po", "swv-vo"}

    def ways_of_informing(self, rule: dict) -> list[str]:
        ways = ["per-child"] + ["notice"] * (rule["consent"] == "none")
        return ways + ["reported"] * (rule["basis"]["from"][0] in "cd")

    def basis(self, rule: dict) -> dict:
        letters = ("a", "e", "e") if rule["consent"] == "needed" else ("e", "e", "c", "d")
        municipal = {*rule["from"], *rule["to"]} & {"gemeente-jeugd", "leerplicht", "doorstroompunt"}
        basis = {side: f"{self.dice.choice(letters)} een wet" for side in ("from", "to")}
        if municipal and "a een wet" in basis.values():
            rule["consent_only_because"] = "Een vrijwillige stroom die geen taak verruimt."
        return basis

    def ground(self, rule: dict) -> None:
        """Article 9: a ground, or a sentence that says why none is needed."""
        special = any(schema.field_schema(self.types, kind, field)["x-class"] == "B"
                      for kind, fields in rule["records"].items()
                      for field in (self.types[kind]["properties"] if fields == "*" else fields))
        if special and self.dice.chance(85):
            rule["art9"] = ["UAVG art. 30"]
        elif special:
            rule["no_art9_because"] = "Alleen aantallen."

    def window(self) -> dict:
        first = self.dice.randint(self.start, self.end - 20)
        window = {"from": day(first), "until": day(self.dice.randint(first, self.end))}
        if self.dice.chance(30):
            window.pop(self.dice.choice(("from", "until")))
        return window

    def records(self, kind: str, rule: dict) -> Any:
        if kind in ("aggregate", "override", "rights"):
            return "any"
        chosen = self.dice.some([name for name in self.types if self.may_go(name, rule)], 1, 4)
        if self.dice.chance(60):
            chosen.append("leerling-id" if rule["bsn"] == "yes" else "leerling-id-kern")
        if rule["bsn"] == "yes" and "leerling-id" not in chosen:
            rule["bsn"] = "no"
        records = {name: self.fields(name) for name in self.apart(chosen)}
        if rule["bsn"] == "yes" and records["leerling-id"] != "*":
            records["leerling-id"] = sorted({*records["leerling-id"], self.dice.choice(("bsn", "onderwijsnummer"))})
        return records

    def apart(self, chosen: list[str]) -> list[str]:
        """A subset stands for the type that it borrows from as well; a rule names each type once. The last stays."""
        kept, taken = [], set()
        for name in reversed(chosen):
            sources = {schema.borrowed(field)[0] for field in self.types[name]["properties"].values()
                       if schema.borrowed(field)} if self.types[name].get("x-subset") else set()
            if not {name, *sources} & taken:
                kept.append(name)
                taken |= {name, *sources}
        return kept

    def may_go(self, name: str, rule: dict) -> bool:
        """README, "What no file can permit": the language refuses a rule that could never hold."""
        with_consent = rule["consent"] != "none"
        if name in ("mazl-advies", "jgz-contactmoment", "tlv-aanvraag", "tlv-besluit"):
            return with_consent
        if name == "jeugdhulp-toewijzing":
            return {*rule["to"]} <= {"gemeente-jeugd", "jeugdhulpaanbieder"}
        return name != "leerplicht-handhaving" and (name != "leerling-id" or rule["bsn"] == "yes")

    def fields(self, name: str) -> Any:
        closed = self.types[name].get("x-subset") or name in TRANSPARENT
        if closed and self.dice.chance(50):
            return "*"
        open_to_sources = [field for field in self.types[name]["properties"]
                           if not schema.field_schema(self.types, name, field).get("x-barred")]
        return self.dice.some(open_to_sources, 1, 12)

    def condition(self, records: dict) -> dict:
        coded = [name for name in CODED if name.partition(".")[0] in records]
        periods = [pair for pair in PERIODS if pair[0].partition(".")[0] in records]
        ways = ["age", "without"] + ["field"] * 3 * bool(coded) + ["running"] * 2 * bool(periods)
        way = self.dice.choice(ways)
        if way == "age":
            ages = {"at_least": str(self.dice.choice((12, 16, 18))), "at_most": str(self.dice.choice((18, 27)))}
            if self.dice.chance(40):
                ages.pop(self.dice.choice(("at_least", "at_most")))
            return {"age": ages}
        if way == "running":
            return {"running": dict(zip(("from", "until"), self.dice.choice(periods)))}
        if way == "field":
            return self.field_condition(self.dice.choice(coded))
        return {"without": "startkwalificatie"}

    def field_condition(self, name: str) -> dict:
        record_type, _, field = name.partition(".")
        known = schema.field_schema(self.types, record_type, field)
        values = known.get("enum") or known["x-list"]
        return {"field": name, self.dice.choice(("is", "is_not")): self.dice.some(values, 1, 2)}

    def forbidden(self) -> dict:
        self.rules += 1
        flow: dict = {"id": f"verbod-{self.rules}", "from": self.dice.some(ROLES, 1, 4),
                      "to": self.dice.some(ROLES, 1, 4), "reason": self.dice.choice(FORBIDDING)}
        if self.dice.chance(60):
            flow["records"] = self.dice.some(self.types, 1, 4)
        if self.dice.chance(25):
            name = self.dice.choice(CODED)
            flow["records"] = [name.partition(".")[0]]
            flow["when"] = [self.field_condition(name)]
        return flow


# ---------------------------------------------------------------------------------------------------------- Questions

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
        for flag, percent in (("known_to_recipient", 40), ("lives_elsewhere", 5), ("enrolled_elsewhere", 5),
                              ("consents_stale", 3)):
            if dice.chance(percent) and (flag != "consents_stale" or "facts" in question):
                question[flag] = True
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
        window = membership if isinstance(membership, dict) else {"from": membership}
        return window["from"] <= self.today.isoformat() <= window.get("until", "9999-12-31")

    # ------------------------------------------------------------------------------------------------------ The record

    def record(self) -> dict:
        dice, records = self.dice, self.word("records")
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
        if wanted := self.wanted(f"{name}.{field}"):
            return dice.choice(wanted)
        kinds = known["type"] if isinstance(known["type"], list) else [known["type"]]
        kind = dice.choice(kinds)
        if kind == "string":
            return self.text(field, known)
        if kind == "boolean":
            return dice.chance(50)
        if kind == "array":
            return [self.value(name, "", known["items"]) for _ in range(dice.randint(0, 3))]
        if kind == "object":
            return {member: self.value(name, "", self.whole(inner)) for member, inner in known["properties"].items()}
        low, high = known.get("minimum", 0), known.get("maximum", 9)
        return dice.choice((low, high, min(high, low + 1)))

    def whole(self, inner: dict) -> dict:
        source = schema.borrowed(inner)
        return schema.field_schema(self.types, *source) if source else inner

    def wanted(self, name: str) -> list[str]:
        """Half of the time a value that the rule speaks of."""
        spoken = [one for one in self.word("when", []) if one.get("field") == name]
        if not spoken or self.dice.chance(30):
            return []
        return [value for one in spoken for value in one.get("is", [])]

    def typed(self, code: str) -> str:
        """At times as a careless hand types it."""
        return self.dice.choice((code.upper(), f" {code}", f"{code} ")) if self.dice.chance(10) else code

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
        return dice.choice((*known.get("x-class-of", ()), "VSO", "tekst", "havo"))[:known["maxLength"]]

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
        if dice.chance(25):
            facts["capable"] = dice.chance(50)
        if dice.chance(50 if self.noticed() else 92):
            facts["informed"] = [{"purpose": self.purpose_word(), "at": self.near(200) if dice.chance(20) else
                                  day(-dice.randint(0, 200), self.today)} for _ in range(dice.randint(1, 2))]
        if dice.chance(90):
            facts["consents"] = self.consents(record_type)
        if dice.chance(8):
            facts["objections"] = [self.purpose_word() for _ in range(dice.randint(0, 2))]
        for key, percent in (("restricted", 4), ("deceased", 3)):
            if dice.chance(percent):
                facts[key] = dice.chance(80)
        if dice.chance(70):
            facts["startkwalificatie"] = dice.chance(25)
        if dice.chance(92 if self.word("case") == "yes" else 40):
            facts["case"] = self.case()
        return facts

    def noticed(self) -> list[str]:
        """The days of the general notices of this sender for this purpose."""
        return [notice["date"] for notice in self.convenant.get("notices", [])
                if notice["party"] == self.parties[0] and self.purpose in notice["purposes"]]

    def purpose_word(self) -> str:
        return self.dice.choice(PURPOSES) if self.dice.chance(6) else self.purpose

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
        if self.dice.chance(25):
            case["parties"] = [self.other_name(party) for party in self.parties
                               if ":" in party and self.dice.chance(85)]
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
        return [self.consent(record_type, self.givers()) for _ in range(count)]

    def givers(self) -> list[str]:
        """Everyone, or those who decide at one age, or some."""
        if self.dice.chance(15):
            return self.dice.some((*PARENTS, JEUGDIGE, "iemand"), 0, 3)
        return self.dice.choice(([*PARENTS, JEUGDIGE], [*PARENTS, JEUGDIGE], [*PARENTS], [JEUGDIGE]))

    def consent(self, record_type: str, givers: list[str]) -> dict:
        dice = self.dice
        consent: dict = {"purpose": self.purpose_word(), "from": self.side(0), "to": self.side(1),
                         "record_types": [record_type, *dice.some(self.types, 0, 2)], "given_by": givers,
                         "given_at": day(-dice.randint(0, 300), self.today)}
        if dice.chance(7):
            consent["record_types"] = dice.some(self.types, 0, 3)
        if dice.chance(15):
            consent["given_at"] = self.year_ago() if dice.chance(50) else self.near(40)
        if dice.chance(40):
            consent["valid_until"] = self.near(60) if dice.chance(40) else day(dice.randint(0, 600), self.today)
        if dice.chance(18):
            consent["withdrawn_at"] = self.near(40)
            if dice.chance(40):
                consent["withdrawn_by"] = dice.choice((*PARENTS, JEUGDIGE))
        if dice.chance(15):
            fields = [f"{record_type}.{field}" for field in self.types[record_type]["properties"]] \
                if record_type in self.types else []
            consent["fields_excluded"] = dice.some([*fields, "leerling-id-kern.naam", "leerling-id.naam"], 1, 3)
        if dice.chance(3):
            consent.pop(dice.choice(("given_at", "given_by", "record_types")))
        return consent

    def side(self, which: int) -> str:
        party = self.other_name(self.parties[which])
        role = party.partition(":")[0]
        if self.dice.chance(5):
            return self.dice.choice(ROLES)
        if self.dice.chance(4):
            return f"{role}:een-ander"
        return role if self.dice.chance(50) else party

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
