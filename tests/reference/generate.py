"""Convenants for the comparison of the engine with the reference interpreter, from a seed.

They are meant to be valid; the few that the engine refuses are dropped and counted by the test.
"""

import datetime
import random
from typing import Any

import yaml

import cells
import schema
from language import CHAIN_OF_CARE, NO_SICKNESS, NUMBER_ROADS, may_carry_number, named_fields
from refusals import (OF_THE_CHILD, TRANSPARENT, asks_for_sickness, goes_to_who_enforces, leaves_nothing,
                      spares_a_block, told_by_another)

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
CHOSEN = {"residence": ("gemeente-jeugd", "leerplicht", "doorstroompunt"),
          "responsible": ("gemeente-jeugd",),
          "enrolment": ("school", "so-vso", "mbo", "oza-school")}
CODED = ("verzuimmelding.type", "verzuimmelding.grondslag", "verzuimmelding.reden", "verzuimmelding.status",
         "thuiszittersmelding.categorie", "thuiszittersmelding.hulp_betrokken", "tlv-besluit.type",
         "jeugdhulp-status.status", "oza-plaatsing.zorgroute", "opp.uitkomst")
LISTS = {"thuiszittersmelding.factor_codes": ("medisch", "geïsoleerd", "thuis"),
         "tlv-aanvraag.deskundige_rollen": ("arts", "orthopedagoog", "één"),
         "casusoverleg.rollen": ("school", "jgz")}
PERIODS = ("tlv-besluit.begin", "tlv-besluit.eind"), ("jeugdhulp-toewijzing.begin", "jeugdhulp-toewijzing.eind"), \
    ("oza-plaatsing.start", "oza-plaatsing.eind"), ("opp.begin", "opp.eind")
NUMBERS = ("mazl-vraag.aantal_ziekmeldingen_12w", "mazl-vraag.aaneengesloten_dagen", "verzuimmelding.omvang",
           "verzuim-totalen.uren_ongeoorloofd", "thuiszittersmelding.uren_onderwijs")
BEGINS = ("thuiszittersmelding.startdatum", "verzuimmelding.begindatum", "opp.begin", "oza-plaatsing.start")
DURATIONS = ("P1W", "P1M", "P2W3D", "5 school days", "12 school days", "2 school weeks", "mazl_school_days")
PERSONS = ("ouder", "jeugdige")
ENDS = ("at_least", "more_than", "at_most", "less_than")


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


def spoken_of(condition: dict) -> list[str]:
    """The fields, `RECORD.FIELD`, that a condition looks at, and `age` or `without`."""
    if "any" in condition:
        return [place for one in condition["any"] for place in spoken_of(one)]
    if "field" in condition:
        return [condition["field"]]
    inner = condition.get("lasted") or condition.get("running")
    return [inner[side] for side in ("from", "until") if side in inner] if inner else [*condition]


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
        successions = self.successions()
        purposes = [self.purpose(one) for one in self.dice.some(PURPOSES, 4, 9)]
        while told := told_by_another(purposes):
            told[0].pop("pseudonym_only")
        convenant = {"convenant": self.heading(), "parties": self.parties, "purposes": purposes}
        if definitions := self.definitions(purposes):
            convenant["definitions"] = definitions
        if self.dice.chance(60):
            convenant["settings"] = self.settings()
        convenant["school_calendar"] = self.school_calendar()
        if successions:
            convenant["successions"] = successions
        if notices := self.notices(purposes):
            convenant["notices"] = notices
        return convenant

    def definitions(self, purposes: list[dict]) -> list[dict]:
        """What some rules say of themselves, under a name."""
        found = []
        for rule in (rule for purpose in purposes for rule in purpose["rules"] if "when" in rule):
            if self.dice.chance(15):
                found.append({"id": f"begrip-{len(found)}", "title": "Begrip", "when": rule["when"]})
                rule["when"] = [{"definition": found[-1]["id"]}]
        return found

    def heading(self) -> dict:
        return {"id": "proef", "version": "1", "title": "Proefconvenant", "region": "proef",
                "in_force": {"from": day(self.start), "until": day(self.end)}, "environment": "demo",
                "status": self.dice.choice(("draft", "final"))}

    def settings(self) -> dict:
        dice = self.dice
        every = {"parents": dice.choice(("one", "all")), "consent_12_15": dice.choice(("youth", "both")),
                 "consent_months": str(dice.choice((1, 6, 12))), "mazl_sick_reports": str(dice.choice((3, 5))),
                 "consent_ends_with_school_year": dice.choice(("yes", "no")), "mazl_school_days": "6",
                 "wet_terugdringen_schoolverzuim": dice.choice(("yes", "no"))}
        return {name: every[name] for name in dice.some(every, 1)}

    def school_calendar(self) -> dict:
        """Holidays of a week or two, a month or so apart, and a study day in between."""
        holidays, study_days, first = [], [], self.start - 60
        while first < self.end:
            last = first + self.dice.randint(0, 15)
            holidays.append({"name": "vakantie", "from": day(first), "until": day(last)})
            free = next(n for n in range(last + 1, last + 9) if datetime.date.fromisoformat(day(n)).weekday() < 5)
            study_days.append({"date": day(free)} | self.one_school())
            first = last + self.dice.randint(20, 60)
        return {"region": self.dice.choice(("noord", "midden", "zuid")), "from": day(self.start - 90),
                "until": day(self.end + 40), "holidays": holidays, "study_days": study_days}

    def one_school(self) -> dict:
        schools = [f"school:{party['org']}" for party in self.parties if "school" in party["roles"]]
        return {"school": self.dice.choice(schools)} if schools and self.dice.chance(50) else {}

    def membership(self) -> Any:
        first = self.start if self.dice.chance(80) else self.dice.randint(self.start, self.end - 60)
        if self.dice.chance(70):
            return day(first)
        last = self.dice.randint(first + 1, self.end)
        if last + 2 >= self.end or self.dice.chance(50):
            return {"from": day(first), "until": day(last)}
        return [{"from": day(first), "until": day(last)}, self.period_after(last)]

    def successions(self) -> list[dict]:
        """At times the second of two in a role takes the place of the first; or is there already when that leaves."""
        found = []
        for role in MEMBERS:
            first, second = ([party for party in self.parties if party["org"] == f"{role}-{n}"] for n in (0, 1))
            if not second or not self.dice.chance(35):
                continue
            change = self.dice.randint(self.start + 2, self.end - 2)
            first[0]["roles"][role] = {"from": day(self.start), "until": day(change - 1)}
            second[0]["roles"][role] = day(change if self.dice.chance(60) else self.start)
            found.append({"from": f"{role}:{role}-0", "to": f"{role}:{role}-1", "date": day(change)})
        return found

    def period_after(self, last: int) -> Any:
        again = self.dice.randint(last + 1, self.end - 1)
        return day(again) if self.dice.chance(50) else {"from": day(again), "until": day(self.end)}

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
        if self.dice.chance(10) and identity not in cells.PSEUDONYM:
            purpose["group"] = self.dice.choice((identity, "groep"))
        if self.dice.chance(15):
            purpose["verify_before_production"] = "yes"
        purpose["rules"] = self.some_rules(kind, identity)
        if identity in ("verzuimoverleg", "thuiszittersoverleg", "doorbraak-escalatie", "mdo-ondersteuning"):
            for rule in purpose["rules"]:
                rule["case"] = "yes"
        self.lift_words(purpose)
        if self.dice.chance(20):
            flows = [self.forbidden() for _ in range(self.dice.randint(1, 2))]
            if not any(leaves_nothing(self.types, flows, purpose | rule,
                                      [*purpose.get("when", []), *rule.get("when", [])]) for rule in purpose["rules"]) \
                    and not spares_a_block(self.types, flows, purpose):
                purpose["forbidden"] = flows
        return purpose

    def kind_of(self, identity: str) -> str:
        """Section 2, "Reading the rows"."""
        return {"monitoring-verantwoording": "aggregate", "ots-informatie-gi": "override", "vitaal-belang": "override",
                "veiligheid-meldcode": "override", "rechten-betrokkene": "rights",
                "verzuim-wettelijke-melding": "elsewhere", "jeugdhulp-toewijzing": "elsewhere"}.get(identity, "flow")

    def lift_words(self, purpose: dict) -> None:
        """What the first rule says may stand at the purpose, for the rules that do not say it."""
        first = purpose["rules"][0]
        for name in ("when", "transforms"):
            if name in first and self.dice.chance(40) and self.fit_all(purpose["rules"], name, first[name]):
                purpose[name] = first.pop(name)
        for name in [name for name in first if name not in ("id", "from", "to", "pseudonym_only", "when", "transforms")]:
            if self.dice.chance(15) and all(name in rule for rule in purpose["rules"]):
                purpose[name] = first.pop(name)

    def fit_all(self, rules: list[dict], name: str, lifted: Any) -> bool:
        """A rule adds what it says to what its purpose says: all of it is about what each gives, and none contradicts."""
        places = [place for one in (lifted if name == "when" else [{"field": field} for field in lifted])
                  for place in spoken_of(one)]
        given = [named_fields(self.types, rule["records"], whole_only=True) for rule in rules
                 if rule["records"] != "any"]
        about = all(field in fields.get(kind, ()) if name == "transforms" else kind in fields or kind in TRANSPARENT
                    for fields in given for kind, _, field in (place.partition(".") for place in places))
        others = [place for rule in rules[1:] for one in rule.get("when", []) for place in spoken_of(one)]
        apart = name == "transforms" or not {*places} & {*others}
        sick = name == "when" and any(map(asks_for_sickness, lifted)) and any(map(goes_to_who_enforces, rules))
        whole = name == "when" or not any("drop" in (how, rule.get("transforms", {}).get(field, ""))
                                          for rule in rules for field, how in lifted.items())
        return len(given) == len(rules) and about and apart and whole and not sick

    def some_rules(self, kind: str, identity: str) -> list[dict]:
        rules, taken = [], set()
        for _ in range(self.dice.randint(1, 3)):
            rule = self.rule(kind, identity)
            pairs = {(giver, taker) for giver in rule["from"] for taker in as_list(rule["to"])}
            if not pairs & taken:
                taken |= pairs
                rules.append(rule)
        return rules

    def rule(self, kind: str, identity: str, recipients: list[str] | None = None) -> dict:
        self.rules += 1
        rule: dict = {"id": f"regel-{self.rules}"}
        road = self.dice.choice(NUMBER_ROADS) if kind in ("flow", "elsewhere") and self.dice.chance(30) else (ROLES, ROLES)
        senders, takers = ([role for role in roles if role != "duo" and role != "gateway"] or ROLES for roles in road)
        senders = cells.givers(identity, senders) or cells.givers(identity, ROLES)
        rule["from"] = ["gateway"] if kind == "rights" else self.dice.some(senders, 1, 3)
        takers = cells.takers(identity, takers) or cells.takers(identity, ROLES)
        choose, takers = self.choice(recipients or (PERSONS if kind == "rights" else takers), bool(recipients))
        rule["to"] = recipients or self.dice.some(takers, 1, 3)
        rule["consent"] = self.dice.choice(("none", "needed", "needed-for-bijzonder"))
        if {"jgz", "jgz-5a-arts", "jeugdhulpaanbieder"} & {*rule["from"]} and rule["consent"] == "none":
            rule["consent"] = "needed"
        if identity in cells.CONSENT:
            rule["consent"] = "needed"
        rule["bsn"] = "yes" if self.may_give_numbers(rule, kind, identity) and self.dice.chance(50) else "no"
        rule["basis"] = self.basis(rule, kind)
        if self.dice.chance(60):
            rule["choose"] = choose
        rule["records"] = self.records(kind, rule, identity)
        if kind == "aggregate" and self.dice.chance(50):
            return self.counting(rule)
        rule["retention"] = "P1Y"
        rule["onward"] = "geen"
        if self.dice.chance(15) and not rule["basis"]["from"].startswith("c"):
            rule["frequency"] = {"times": str(self.dice.randint(1, 3)), "per": self.dice.choice(("P10D", "P4W", "P2M"))}
        if self.dice.chance(25) and (hosts := [role for role in {*rule["from"], *as_list(rule["to"])}
                                               if role not in (*PERSONS, "gateway")]):
            rule["guests"] = self.dice.some(sorted(hosts), 1, 2)
        if self.dice.chance(5):
            rule["only_if"] = "wet_terugdringen_schoolverzuim"
        if self.dice.chance(10):
            rule["notify"] = self.dice.some(("jeugdige", "ouder", "sender"), 1)
        if self.dice.chance(30):
            rule["case"] = "yes"
        if self.dice.chance(25):
            rule["inform"] = self.dice.choice(self.ways_of_informing(rule))
        if self.dice.chance(60):
            rule["ask"] = self.dice.choice(("signal", "never")) if kind == "flow" else "never"
        if self.dice.chance(20):
            rule["in_force"] = self.window()
        if self.dice.chance(25) and rule["records"] != "any":
            rule["transforms"] = self.transforms(rule["records"])
        if self.dice.chance(35) and rule["records"] != "any":
            asked = [one for one in self.conditions(rule["records"])
                     if not (asks_for_sickness(one) and goes_to_who_enforces(rule))]
            rule |= {"when": asked} if asked else {}
        if identity in cells.CONDITIONS:
            rule["when"] = [*rule.get("when", []), *cells.CONDITIONS[identity]]
        if identity in cells.PSEUDONYM or self.dice.chance(5) and not self.tells_who(rule):
            rule["pseudonym_only"] = "yes"
        if kind in ("flow", "elsewhere"):
            self.ground(rule)
        if len(rule["to"]) == 1 and self.dice.chance(50):
            rule["to"] = rule["to"][0]
        return rule

    def choice(self, takers: list[str], fixed: bool) -> tuple[str, list[str]]:
        """README, `choose`: residence and responsible choose a municipality, enrolment a school; and who is left to
        choose."""
        choose = self.dice.choice(("all", "residence", "responsible", "enrolment", "named"))
        fitting = [role for role in takers if role in CHOSEN.get(choose, takers)]
        if not fitting or fixed and len(fitting) < len(takers):
            return "all", list(takers)
        return choose, fitting

    def counting(self, rule: dict) -> dict:
        """README, "Totals": in place of records and all that is said of them. All rules say the same total."""
        kept = {name: rule[name] for name in ("id", "from", "to")} | {"basis": {"from": "e een wet", "to": "e een wet"}}
        totals = [{"id": "aantal", "records": "thuiszittersmelding", "by": ["thuiszittersmelding.categorie"]}]
        return kept | {"consent": "none", "retention": "P1Y", "onward": "geen", "totals": totals,
                       "frequency": {"times": "1", "per": "P3M"}}

    def tells_who(self, rule: dict) -> bool:
        return rule["records"] == "any" or any(
            schema.may_tell_who(self.types, schema.field_schema(self.types, kind, field))
            for kind, fields in named_fields(self.types, rule["records"]).items() for field in fields)

    def may_give_numbers(self, rule: dict, kind: str, identity: str) -> bool:
        """README, `bsn`: on every road of the rule; of an exception, which names many, on one at least."""
        if not cells.may_carry_number(identity, rule):
            return False
        open_roads = [may_carry_number(sender, recipient) for sender in rule["from"] for recipient in rule["to"]]
        return any(open_roads) if kind == "override" else all(open_roads)

    def ways_of_informing(self, rule: dict) -> list[str]:
        letter = rule["basis"]["from"][0]
        if letter == "c":
            return ["reported"]
        return ["per-child"] + ["notice"] * (rule["consent"] == "none") + ["reported"] * (letter == "d")

    def basis(self, rule: dict, kind: str) -> dict:
        letters = ("a", "e", "e") if rule["consent"] == "needed" else ("e", "e", "c", "d" if kind == "override" else "c")
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
            rule["no_art9_because"] = "Alleen aantallen, zonder reden."

    def window(self) -> dict:
        first = self.dice.randint(self.start, self.end - 20)
        window = {"from": day(first), "until": day(self.dice.randint(first, self.end))}
        if self.dice.chance(30):
            window.pop(self.dice.choice(("from", "until")))
        return window

    def records(self, kind: str, rule: dict, identity: str) -> Any:
        if kind in ("aggregate", "override", "rights"):
            return "any"
        chosen = self.dice.some([name for name in self.types if self.may_go(name, rule) and any(
            cells.may_give(self.types, identity, name, field) for field in self.types[name]["properties"])], 1, 4)
        if self.dice.chance(60):
            chosen.append("leerling-id" if rule["bsn"] == "yes" else "leerling-id-kern")
        if rule["bsn"] == "yes" and "leerling-id" not in chosen:
            rule["bsn"] = "no"
        records = {name: self.fields(name) for name in self.apart(chosen)}
        records = self.outside_the_cells(records, rule, identity)
        if rule["bsn"] == "yes" and records["leerling-id"] != "*":
            records["leerling-id"] = sorted({*records["leerling-id"], self.dice.choice(("bsn", "onderwijsnummer"))})
        return records

    def may_tell_of_sickness(self, kind: str, field: str, rule: dict) -> bool:
        """README, K5: in any words."""
        background = schema.origin_of(self.types, kind, field) == ("verzuimmelding", "achtergrond")
        return background and bool({*rule["to"]} & {*NO_SICKNESS})

    def needs_consent(self, kind: str, field: str, rule: dict) -> bool:
        """README: the conclusion of a doctor."""
        return rule["consent"] == "none" and (kind, field) == ("vrijstelling-5a", "verklaring_conclusie")

    def outside_the_cells(self, records: dict, rule: dict, identity: str) -> dict:
        """Without what the purpose never gives; something is left."""
        kept = {}
        for kind, fields in records.items():
            named = [*self.types[kind]["properties"]] if fields == "*" else fields
            if left := [field for field in named if cells.may_give(self.types, identity, kind, field)
                        and not self.may_tell_of_sickness(kind, field, rule)
                        and not self.needs_consent(kind, field, rule)]:
                kept[kind] = fields if len(left) == len(named) else left
        return kept or cells.harmless(identity)

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
        special = any(schema.field_schema(self.types, name, field)["x-class"] == "B"
                      for field in self.types[name]["properties"])
        if not with_consent and special and {*rule["from"]} & {"swv-po", "swv-vo"}:
            return False
        if special and {*rule["from"]} & {"swv-po", "swv-vo"} and {*rule["to"]} & {"school", "so-vso", "mbo"} \
                and rule.get("choose") not in ("enrolment", "named"):
            return False
        outside = {*rule["to"]} - {"school", "so-vso", "swv-po", "swv-vo", "ouder", "jeugdige"}
        if rule["consent"] != "needed" and name.startswith("opp") and outside:
            return False
        if rule["consent"] != "needed" and name.startswith("opp") and {*rule["to"]} & {"school", "so-vso"} \
                and {*rule["from"]} - {*PERSONS} and rule.get("choose") not in ("enrolment", "named"):
            return False
        if name == "mazl-vraag" and {*rule["to"]} & {"leerplicht", "doorstroompunt"}:
            return False
        if name in ("mazl-advies", "jgz-contactmoment", "tlv-aanvraag", "tlv-besluit", "behandel-terugkoppeling"):
            return with_consent
        if name == "jeugdhulp-status" and not {*rule["from"], *rule["to"]} <= {*CHAIN_OF_CARE}:
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

    def transforms(self, records: dict) -> dict:
        """One for a few given fields, of which none is given under two names."""
        found, taken = {}, set()
        for kind, fields in records.items():
            for field in list(self.types[kind]["properties"]) if fields == "*" else fields:
                known = schema.field_schema(self.types, kind, field)
                origin = schema.origin_of(self.types, kind, field)
                how = self.transform(field, known)
                if how and origin not in taken and known["x-class"] != "N" and not known.get("x-barred"):
                    taken.add(origin)
                    if self.dice.chance(30):
                        found[f"{kind}.{field}"] = how
            if fields != "*" and len(fields) > 3 and self.dice.chance(20):
                name, origin = f"{kind}.{fields[0]}", schema.origin_of(self.types, kind, fields[0])
                if origin not in taken or name in found:
                    found[name] = "drop"
                    taken.add(origin)
        return {name: how for name, how in found.items() if how == "drop" or not self.stands_within(records, name)}

    def stands_within(self, records: dict, name: str) -> bool:
        """Within another given field, which would go whole."""
        origin = schema.origin_of(self.types, *name.split("."))
        return any(origin in schema.held(self.types, schema.field_schema(self.types, kind, field))
                   for kind, fields in records.items()
                   for field in (list(self.types[kind]["properties"]) if fields == "*" else fields))

    def transform(self, field: str, known: dict) -> Any:
        if known.get("x-format") == "date":
            return {"age_bands": ["12", "16", "18"]} if field == "geboortedatum" else "year"
        if "enum" in known:
            return {"codes": {code: f"x-{number}" for number, code in enumerate(known["enum"])}}
        free = known["type"] == "string" and "x-format" not in known
        fewer = [number for number in (1, 4, 100) if number < known["maxLength"]] if free else []
        return {"first": "1" if field == "naam" else str(self.dice.choice(fewer))} if fewer else None

    def conditions(self, records: dict) -> list[dict]:
        """One or two that do not speak of the same field."""
        first, second = self.condition(records), self.condition(records)
        return [first] if self.dice.chance(50) or first.get("field") == second.get("field") else [first, second]

    def condition(self, records: dict) -> dict:
        given = named_fields(self.types, records, whole_only=True)
        coded = [name for name in (*CODED, *LISTS) if name.partition(".")[0] in given] + \
            [name for name in OF_THE_CHILD if name.partition(".")[0] in records]
        if self.dice.chance(15):
            coded += OF_THE_CHILD               # whatever of the child the rule gives
        periods = [pair for pair in PERIODS if pair[0].partition(".")[0] in records]
        numbers = [name for name in NUMBERS if name.partition(".")[0] in records]
        begins = [name for name in BEGINS if name.partition(".")[0] in records]
        ways = ["age", "without"] + ["field"] * 3 * bool(coded) + ["running"] * 2 * bool(periods)
        ways += ["number"] * 3 * bool(numbers) + ["lasted"] * 3 * bool(begins)
        way = self.dice.choice(ways)
        if way == "number":
            one = self.number_condition(self.dice.choice(numbers))
            return {"any": [one, {"age": {"at_least": "16"}}]} if self.dice.chance(30) else one
        if way == "lasted":
            return {"lasted": {"from": self.dice.choice(begins), self.dice.choice(ENDS): self.dice.choice(DURATIONS)}}
        if way == "age":
            ages = {"at_least": str(self.dice.choice((12, 16, 18))), "at_most": str(self.dice.choice((18, 27)))}
            if self.dice.chance(40):
                ages.pop(self.dice.choice(("at_least", "at_most")))
            if "at_least" in ages and self.dice.chance(30):
                ages["more_than"] = str(int(ages.pop("at_least")) - 1)
            if "at_most" in ages and self.dice.chance(30):
                ages["less_than"] = str(int(ages.pop("at_most")) + 1)
            return {"age": ages}
        if way == "running":
            return {"running": dict(zip(("from", "until"), self.dice.choice(periods)))}
        if way == "field":
            name = self.dice.choice(coded)
            others = [other for other in coded if self.beside(name, other)]
            if self.dice.chance(30):
                other = self.field_condition(self.dice.choice(others)) if others else {"age": {"at_least": "16"}}
                return {"any": [self.field_condition(name), other]}
            return self.field_condition(name)
        return {"without": "startkwalificatie"}

    def number_condition(self, name: str) -> dict:
        bounds = {"at_least": self.dice.choice(("1", "mazl_sick_reports")), "at_most": "8"}
        if self.dice.chance(60):
            bounds.pop(self.dice.choice(("at_least", "at_most")))
        words = {"at_least": "more_than", "at_most": "less_than"} if self.dice.chance(40) else {}
        return {"field": name} | {words.get(word, word): end for word, end in bounds.items()}

    @staticmethod
    def beside(name: str, other: str) -> bool:
        """Another field of one record type."""
        return other != name and other.partition(".")[0] == name.partition(".")[0]

    def field_condition(self, name: str) -> dict:
        record_type, _, field = name.partition(".")
        known = schema.field_schema(self.types, record_type, field)
        values = OF_THE_CHILD.get(name) or LISTS.get(name) or known.get("enum") or known["x-list"]
        return {"field": name, self.dice.choice(("is", "is_not")): self.dice.some(values, 1, min(2, len(values) - 1))}

    def forbidden(self) -> dict:
        self.rules += 1
        flow: dict = {"id": f"verbod-{self.rules}", "from": self.dice.some(ROLES, 1, 4),
                      "to": self.dice.some(ROLES, 1, 4), "reason": self.dice.choice(FORBIDDING)}
        if self.dice.chance(60):
            flow["records"] = self.dice.some(self.types, 1, 4)
        if self.dice.chance(25):
            name = self.dice.choice((*CODED, *LISTS, *OF_THE_CHILD))
            others = [other for other in (*CODED, *LISTS) if self.beside(name, other)]
            flow["when"] = [self.field_condition(name)]
            if others and self.dice.chance(50):
                flow.pop("records", None)
                flow["when"].append(self.field_condition(self.dice.choice(others)))
            elif name not in OF_THE_CHILD:
                flow["records"] = self.kin(name)
        return flow

    def kin(self, name: str) -> list[str]:
        """Some of the record types that have this field, under whatever name."""
        origin = schema.origin_of(self.types, *name.split("."))
        return self.dice.some([kind for kind in self.types for field in self.types[kind]["properties"]
                               if schema.origin_of(self.types, kind, field) == origin], 1, 2)
