"""A convenant file and a question, as README ("The file", "A purpose", "A rule") has them."""

import datetime
import functools
import re
import unicodedata
from typing import Any, Callable

import schema

ROLES = ("swv-po", "swv-vo", "school", "so-vso", "mbo", "gemeente-jeugd", "leerplicht", "doorstroompunt", "jgz",
         "jgz-5a-arts", "jeugdhulpaanbieder", "gi", "veilig-thuis", "oza-school", "onderwijsconsulent", "ouder",
         "jeugdige", "duo", "inspectie", "fg", "gateway")      # section 1; gateway: section 2, rechten-betrokkene

CHAIN_OF_CARE = ("gemeente-jeugd", "jeugdhulpaanbieder")
SICK = ("ziek", "ziekte", "ziekmelding", "ziekgemeld", "ziekteverzuim", "schorsing", "geschorst", "11c", "11d")
KNOWN_HARMLESS = ("leertijdvermindering", "verlof")             # of authorised absence: neither sickness nor suspension
NO_SICKNESS = ("leerplicht", "doorstroompunt", "duo")           # K5; DUO hands on to leerplicht
HARMLESS = ("leertijdvermindering", "verlof", "onbekend")      # of the reasons in section 3; another word may be any


class Party:
    """`ROLE:ORG`; a bare role is the right organisation of that role (README). `school` covers the schoolbestuur."""

    def __init__(self, text: str) -> None:
        role, _, self.org = text.partition(":")
        self.role = "school" if role == "schoolbestuur" else role

    @property
    def text(self) -> str:
        return f"{self.role}:{self.org}"

    @property
    def bare(self) -> bool:
        return not self.org

    def covers(self, other: "Party") -> bool:
        return self.role == other.role and (self.bare or other.bare or self.org == other.org)


def sits_at(case: dict, party: Party) -> bool:
    return any(Party(text).covers(party) for text in case.get("parties", []))


def as_list(value: Any) -> list:
    return value if isinstance(value, list) else [value]


def code_of(value: Any) -> str | None:
    """README, conditions: a code is the same in capitals, with accents, with spaces around it or more than one within,
    and with characters that nobody sees; a whole number is its digits."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    return " ".join("".join(map(plain, value)).split()) if isinstance(value, str) else None


def plain(character: str) -> str:
    """What counts of a character: without its accent, of the letters up to U+00FF; nothing of what nobody sees."""
    if character.isspace():
        return " "
    if unicodedata.category(character) in ("Cc", "Cf") or "\u0300" <= character <= "\u036f":
        return ""
    if character > "\u00ff":
        return character
    return unicodedata.normalize("NFD", character)[0].lower()


def words_of(value: Any) -> list[str]:
    """Letters and digits that stand together."""
    return re.findall(r"[^\W_]+", code_of(value) or "")


def codes_of(value: Any) -> list[str]:
    """What there is to compare; of a list, of each element."""
    return [code for one in as_list(value) if (code := code_of(one))]


ENDS = {"at_least", "more_than", "at_most", "less_than"}


def compared(value: Any, end: Any) -> int:
    return (value > end) - (value < end)


def lies_within(wanted: dict, beside: Callable[[str], int | None]) -> bool:
    """README: the ends that are told, each with its word; `beside` says -1, 0 or 1 of an end, or nothing: unknown."""
    allowed = {"at_least": (0, 1), "more_than": (1,), "at_most": (-1, 0), "less_than": (-1,)}
    return all(beside(wanted[word]) in allowed[word] for word in ENDS & {*wanted})


def said(value: Any) -> bool:
    return value in ("yes", "true")


def within(window: Any, day: datetime.date) -> bool:
    """README, "The file": days are civil days, both ends included."""
    window = window if isinstance(window, dict) else {"from": window}
    first, last = schema.date_of(window.get("from")), schema.date_of(window.get("until"))
    return (first is None or first <= day) and (last is None or day <= last)


def windows(membership: Any) -> list[dict]:
    """README, `parties`: its first day, `{from, until}`, or a list of such."""
    return [one if isinstance(one, dict) else {"from": one} for one in as_list(membership)]


def purpose_named(convenant: dict, purpose_id: str) -> dict | None:
    return next((purpose for purpose in convenant["purposes"] if purpose["id"] == purpose_id), None)


def word(purpose: dict, rule: dict, name: str, otherwise: Any = None) -> Any:
    """README, "A purpose": a word at the purpose holds for all its rules that do not say otherwise."""
    return rule.get(name, purpose.get(name, otherwise))


def records_of(purpose: dict, rule: dict) -> Any:
    """README, "Totals": a rule with totals gives no record, and answers for every one of them."""
    return "any" if word(purpose, rule, "totals") else word(purpose, rule, "records")


def conditions(convenant: dict, purpose: dict, rule: dict) -> list[dict]:
    """README, "A purpose": a rule adds its own `when` to that of its purpose; "definitions": each is what it says."""
    found = []
    for one in (*purpose.get("when", []), *rule.get("when", [])):
        found += defined(convenant, one)
    return found


def defined(convenant: dict, condition: dict) -> list[dict]:
    if "definition" in condition:
        return next(one["when"] for one in convenant["definitions"] if one["id"] == condition["definition"])
    if "any" in condition:
        return [{"any": [part for one in condition["any"] for part in defined(convenant, one)]}]
    return [condition]


def transforms(types: dict, purpose: dict, rule: dict) -> dict[tuple[str, str], Any]:
    """README: what becomes of a field, by where it is defined; what the rule says comes before what its purpose says."""
    told = {schema.origin_of(types, *name.split(".")): how for name, how in purpose.get("transforms", {}).items()}
    return told | {schema.origin_of(types, *name.split(".")): how for name, how in rule.get("transforms", {}).items()}


# convenant 7.1: between whom a national number may go. Section 2 adds the doctor of a 5a statement and, "per
# statute", who protects a child. Silent: an own number towards the person; from whoever holds it in its own right.
SCHOOLS = ("school", "so-vso", "mbo")
ABOUT_THE_CHILD = ("leerling-id", "leerling-id-kern")
MUNICIPALITY = ("gemeente-jeugd", "leerplicht", "doorstroompunt")
PERSONS = ("ouder", "jeugdige")
HOLDERS = (*SCHOOLS, *MUNICIPALITY, "duo", "gi", "veilig-thuis", "jgz", "jgz-5a-arts", "jeugdhulpaanbieder")
NUMBER_ROADS = (
    (SCHOOLS, (*SCHOOLS, "leerplicht", "doorstroompunt", "duo")),       # WPO 182, WVO 2020 8.17
    (("leerplicht", "doorstroompunt", "duo"), SCHOOLS),
    (("duo",), ("leerplicht", "doorstroompunt")),
    (MUNICIPALITY, MUNICIPALITY),                                       # Wabb art. 10
    (("gemeente-jeugd",), ("jeugdhulpaanbieder",)),                     # Jeugdwet par. 7.2
    (("jeugdhulpaanbieder",), ("gemeente-jeugd",)),
    (("jgz-5a-arts",), ("leerplicht",)),
    ((*HOLDERS, *PERSONS), ("gi", "veilig-thuis")),
    ((*HOLDERS, "gateway"), PERSONS),
    (PERSONS, (*SCHOOLS, *MUNICIPALITY, "duo", "jeugdhulpaanbieder")),
)


def may_carry_number(sender: str, recipient: str) -> bool:
    return any(sender in senders and recipient in recipients for senders, recipients in NUMBER_ROADS)


def sources_of(types: dict, record_type: str) -> set[str]:
    """The types that a subset borrows from."""
    if not types[record_type].get("x-subset"):
        return set()
    return {source[0] for field in types[record_type]["properties"].values() if (source := schema.borrowed(field))}


def nameable(types: dict, record_type: str) -> list[str]:
    """schemas/README.md: no source fills a barred field, so no rule gives it."""
    return [field for field in types[record_type]["properties"]
            if not schema.field_schema(types, record_type, field).get("x-barred")]


def named_fields(types: dict, records: Any, whole_only: bool = False) -> dict[str, set[str]]:
    """README, "A rule": record types with their fields; a subset names the same fields of the type it borrows from."""
    if records == "any":
        return {name: set(nameable(types, name)) for name in types}
    named: dict[str, set[str]] = {}
    for record_type, fields in records.items():
        every = types[record_type]["properties"]
        for field in nameable(types, record_type) if fields == "*" else fields:
            named.setdefault(record_type, set()).add(field)
            source = schema.borrowed(every[field])
            if types[record_type].get("x-subset") and source and (fields == "*" or not whole_only):
                named.setdefault(source[0], set()).add(source[1])
    return named


def rule_for(types: dict, purpose: dict, asked: "Asked") -> dict | None:
    """The rule that names sender role, recipient role and record type.

    Silent: whether `any` is the gateway too; it is no party of a convenant, so a rule must name it.
    """
    for rule in purpose["rules"]:
        roles_fit = all(role in as_list(rule[side]) or rule[side] == "any" and role != "gateway"
                        for side, role in (("from", asked.sender.role), ("to", asked.recipient.role)))
        named = named_fields(types, records_of(purpose, rule), asked.deviates("subset-only-whole"))
        if roles_fit and (asked.type in named or asked.type == "leerling-id" and "leerling-id-kern" in named):
            return rule
    return None


def is_member(convenant: dict, party: Party, day: datetime.date) -> bool:
    return any(entry["org"] == party.org and any(within(one, day) for one in windows(entry["roles"][party.role]))
               for entry in convenant["parties"] if party.role in entry["roles"])


def servers_of(convenant: dict, sender: Party) -> list[str]:
    """README, `served_by`: the samenwerkingsverband of a school."""
    return [served for entry in convenant["parties"] if entry["org"] == sender.org and sender.role in entry["roles"]
            for served in as_list(entry.get("served_by", []))]


def in_its_place(convenant: dict, party: Party, day: datetime.date) -> Party:
    """README, `successions`: who is no member any more has its successor in its place, and so on."""
    since = datetime.date.min
    while not is_member(convenant, party, day):
        later = [(schema.date_of(one["date"]), one["to"]) for one in convenant.get("successions", [])
                 if Party(one["from"]).text == party.text and since < schema.date_of(one["date"]) <= day
                 and not came_back(convenant, party, schema.date_of(one["date"]), day)]
        if not later:
            break
        since, name = max(later)
        party = Party(name)
    return party


def came_back(convenant: dict, party: Party, succeeded: datetime.date, day: datetime.date) -> bool:
    """README, `successions`: who comes back takes its own place again, and that succession is spent."""
    return any(succeeded <= schema.date_of(one["from"]) <= day for entry in convenant["parties"]
               if entry["org"] == party.org for one in windows(entry["roles"].get(party.role, [])))


def cases_of(facts: dict) -> list[dict]:
    return as_list(facts.get("case", [])) + facts.get("cases", [])


def joined(consents: list[dict]) -> list[dict]:
    """README, "Copies of one consent": what all of them give, to the narrower where they write the flow in two forms."""
    ids = list(dict.fromkeys(one["consent_id"] for one in consents if "consent_id" in one))
    return [one for one in consents if "consent_id" not in one] + [
        one for own in ids for one in joined_copies([copy for copy in consents if copy.get("consent_id") == own])]


def joined_copies(copies: list[dict]) -> list[dict]:
    """Silent: the wider copy; it gives nothing, and a withdrawal of it is about all that it names."""
    found, flows = [], flows_of(copies)
    for flow in flows:
        one = first_of_each([*(copy for copy in copies if is_within(flow, flow_of(copy)))], copies)
        one |= dict(zip(("purpose", "from", "to"), flow))
        if any(is_within(other, flow) and not is_within(flow, other) for other in flows):
            if "withdrawn_at" not in one:
                continue
            one |= {"given_by": [], "in_doubt": one.get("given_by", [])}
        found.append(one)
    return found


def first_of_each(own: list[dict], copies: list[dict]) -> dict:
    """The limits of those that are about this flow, and the ends of all."""
    one = dict(own[0])
    for key, those in (("given_at", own), ("valid_until", copies), ("withdrawn_at", copies)):
        if days := [copy[key] for copy in those if copy.get(key)]:
            one[key] = min(days)
    excluded = [field for copy in own for field in copy.get("fields_excluded", [])]
    return one | ({"fields_excluded": excluded} if excluded else {})


def flow_of(consent: dict) -> tuple[str, str, str]:
    return consent["purpose"], consent["from"], consent["to"]


def flows_of(copies: list[dict]) -> list[tuple]:
    """Those of each, and of each two together."""
    told = [flow_of(copy) for copy in copies]
    both = [(one[0], *(other if Party(side).bare else side for side, other in zip(one[1:], another[1:])))
            for one in told for another in told
            if one[0] == another[0] and all(Party(side).covers(Party(other))
                                            for side, other in zip(one[1:], another[1:]))]
    return list(dict.fromkeys(told + both))


def is_within(narrow: tuple, wide: tuple) -> bool:
    return narrow[0] == wide[0] and all(
        Party(side).covers(Party(other)) and (Party(side).bare or not Party(other).bare)
        for side, other in zip(wide[1:], narrow[1:]))


class Asked:
    """A question with everything that the checks look at, worked out once."""

    def __init__(self, convenant: dict, types: dict, question: dict, deviations: tuple[str, ...]) -> None:
        self.convenant, self.types, self.question, self.deviations = convenant, types, question, deviations
        record = question["record"]
        self.type = record.get("type")
        self.fields = schema.present(record.get("fields") or {})
        self.has_subject = "subject" in record
        self.subject = schema.present(record.get("subject") or {})
        self.sender, self.recipient = Party(question["from"]), Party(question["to"])
        self.today = datetime.date.fromisoformat(question["at"])
        self.explaining = question.get("explaining", False)
        self.facts = dict(question.get("facts", {}))
        if "consents" in self.facts:
            self.facts["consents"] = joined(self.facts["consents"])
        self.purpose_id = question["purpose"]
        self.purpose = purpose_named(convenant, self.purpose_id)
        self.rule = rule_for(types, self.purpose, self) if self.purpose and self.of_known_roles() else None

    def of_known_roles(self) -> bool:
        return self.sender.role in ROLES and self.recipient.role in ROLES

    def word(self, name: str, otherwise: Any = None) -> Any:
        return word(self.purpose, self.rule, name, otherwise)

    @property
    def kind(self) -> str:
        return self.purpose.get("kind", "flow")

    @property
    def consent(self) -> str:
        return self.word("consent", "needed")

    def basis(self, side: str) -> str:
        """The letter of GDPR article 6(1); where a basis says `e/c`, e counts (section 2, "Reading the rows")."""
        letter = self.word("basis")[side].split()[0]
        return "e" if "e" in letter.split("/") else letter

    def transforms(self, name: str) -> bool:
        """README: a transform holds under every name of the field, and leaves nothing that says who the child is."""
        return schema.origin_of(self.types, *name.split(".")) in transforms(self.types, self.purpose, self.rule)

    @property
    def when(self) -> list[dict]:
        return conditions(self.convenant, self.purpose, self.rule)

    def setting(self, name: str) -> str:
        """README, "What a region chooses", each with its safe default."""
        defaults = {"parents": "all", "consent_12_15": "both", "consent_months": "12", "mazl_sick_reports": "4",
                    "mazl_school_days": "7", "consent_ends_with_school_year": "no", "smallest_cell": "10",
                    "wet_terugdringen_schoolverzuim": "no"}
        return self.convenant.get("settings", {}).get(name, defaults[name])

    def threshold(self, text: str) -> int:
        """A number, or the name of a setting."""
        return int(self.setting(text) if text.startswith("mazl_") else text)

    @functools.cached_property
    def named(self) -> dict[str, set[str]]:
        named = named_fields(self.types, records_of(self.purpose, self.rule), self.deviates("subset-only-whole"))
        dropped = {origin for origin, how in transforms(self.types, self.purpose, self.rule).items() if how == "drop"}
        return {kind: {field for field in fields if not schema.origins_in(self.types, kind, field) & dropped}
                for kind, fields in named.items()}

    def deviates(self, name: str) -> bool:
        return name in self.deviations


def is_only_one(asked: Asked) -> bool:
    """README, `served_by`: the file has no other in this role, whatever the days; who takes over is no other."""
    swv = asked.recipient
    others = [(Party(f"{swv.role}:{entry['org']}"), schema.date_of(one["from"])) for entry in asked.convenant["parties"]
              if swv.role in entry["roles"] and entry["org"] != swv.org for one in windows(entry["roles"][swv.role])]
    return all(in_its_place(asked.convenant, other, asked.today).text == swv.text
               or in_its_place(asked.convenant, swv, first).text == other.text for other, first in others)
