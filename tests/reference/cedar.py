"""A convenant as Cedar policies, from the second judge's reading of the file.

cedar_requests.py says what a request brings.
"""

import datetime
import json
from typing import Any, Iterable

import interpreter
import schema
from language import (CHAIN_OF_CARE, ENDS, HARMLESS, KNOWN_HARMLESS, MUNICIPALITY, NO_SICKNESS, NUMBER_ROADS, SICK,
                      as_list, code_of, conditions, named_fields, records_of, said, sources_of, word)
from laws import NO_NUMBERS, UNAUTHORISED, WORDS_OF_SICKNESS

PERSONS = ("ouder-1", "ouder-2", "jeugdige")
CONSENTS = ("consent_1", "consent_2", "consent_3")
CONSENT_AGES = {12, 16, 18}
AGE_ENDS = {"at_least", "at_most"}
ABOUT_THE_CHILD = ("leerling-id", "leerling-id-kern")
PURPOSE_WORDS = {"id", "title", "kind", "dpia", "dpia_required", "group", "agreement", "verify_before_production",
                 "rules", "forbidden"}
RULE_WORDS = {"id", "from", "to", "basis", "consent_only_because", "art9", "no_art9_because", "records", "consent",
              "inform", "bsn", "case", "ask", "choose", "when", "deadline", "retention", "onward", "in_force",
              "pseudonym_only"}


class Untranslatable(Exception):
    """The convenant or question says something that this file does not know; nothing may be left out in silence."""


# ------------------------------------------------------------------------------------------------------- Expressions

def text(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)


def texts(values: Iterable[str]) -> str:
    return "[" + ", ".join(text(value) for value in sorted(values)) + "]"


def all_of(parts: Iterable[str]) -> str:
    return " && ".join(f"({part})" for part in parts if part) or "true"


def any_of(parts: Iterable[str]) -> str:
    return " || ".join(f"({part})" for part in parts) or "false"


def day_number(day: datetime.date) -> int:
    return day.toordinal()


def written_day(value: Any) -> int:
    day = schema.date_of(value)
    if day is None:
        raise Untranslatable(f"not a day: {value}")
    return day_number(day)


def today_within(window: Any) -> str:
    """README, `parties`: a first day, `{from, until}`, or a list of such."""
    if isinstance(window, list):
        return any_of(today_within(one) for one in window)
    window = window if isinstance(window, dict) else {"from": window}
    first = f"context.today >= {written_day(window['from'])}" if "from" in window else ""
    last = f"context.today <= {written_day(window['until'])}" if "until" in window else ""
    return all_of((first, last))


def of_roles(side: str, roles: Any) -> str:
    """The recipient is the principal, which stands under its role."""
    if roles == "any":
        return ""
    named = [roles] if isinstance(roles, str) else roles
    if side == "recipient":
        return "principal in [" + ", ".join(f"Role::{text(role)}" for role in named) + "]"
    return f"{texts(named)}.contains(context.sender.role)"


def is_party(side: str, name: str) -> str:
    return f"principal == Party::{text(name)}" if side == "recipient" else f"context.sender.name == {text(name)}"


def policy(effect: str, purpose: str | None, when: str, unless: str = "") -> str:
    action = f"action == Action::{text(purpose)}" if purpose else "action"
    return f"{effect}(principal, {action}, resource)\nwhen {{ {when} }}" + \
        (f"\nunless {{ {unless} }};" if unless else ";")


# ---------------------------------------------------------------------------------------------------------- Policies

def policies(convenant: dict, types: dict) -> str:
    if unknown := {"settings", "definitions"} & convenant.keys():
        raise Untranslatable(f"{unknown}")
    found = [*general(convenant, types), *law(convenant, types), *without_consent(convenant, types)]
    for purpose in convenant["purposes"]:
        found += of_purpose(convenant, types, purpose)
    return "\n".join(found) + "\n"


def general(convenant: dict, types: dict) -> list[str]:
    """What holds for every purpose: schema, dates of the convenant, membership, signatures, deceased and restricted."""
    heading = convenant["convenant"]
    if heading["environment"] != "demo":
        raise Untranslatable("drafts outside a demo")
    return [
        policy("forbid", None, "!context.sound || context.bound_by_source"),
        policy("forbid", None, "true", today_within(heading["in_force"])),
        *(policy("forbid", None, "true", takes_part(convenant, side)) for side in ("sender", "recipient")),
        policy("forbid", None, "context.unsigned.contains(context.sender.name) || "
               "context.unsigned.contains(context.recipient.name)"),
        policy("forbid", None, "context.deceased || context.restricted"),
        policy("forbid", None, f"{texts(interpreter.NUMBERS)}.contains(context.field)", open_to_numbers()),
        policy("forbid", None, "context.address_secret && context.whereabouts", of_residence(convenant, types)),
        policy("forbid", None, f"{of_roles('sender', interpreter.SWV)} && "
               f"(context.holds_number || context.type == \"leerling-id\")"),
        *served(convenant),
    ]


def open_to_numbers() -> str:
    return any_of(all_of((of_roles("sender", senders), of_roles("recipient", recipients)))
                  for senders, recipients in NUMBER_ROADS)


def of_residence(convenant: dict, types: dict) -> str:
    """The flows of rules that choose the municipality where the child lives, which knows its address."""
    found = [all_of((f"action == Action::{text(purpose['id'])}",
                     f"{texts(with_own_block(types, word(purpose, rule, 'records')))}.contains(context.type)",
                     *flow(rule)))
             for purpose in convenant["purposes"] for rule in purpose["rules"]
             if word(purpose, rule, "choose", "all") == "residence"]
    return all_of((of_roles("recipient", MUNICIPALITY), "!context.lives_elsewhere", any_of(found)))


def with_own_block(types: dict, records: Any) -> set[str]:
    """A rule that names the core is also the rule of a record of the whole block, which it refuses."""
    named = {*named_fields(types, records)}
    return named | ({"leerling-id"} if "leerling-id-kern" in named else set())


def takes_part(convenant: dict, side: str) -> str:
    """A bare role takes part in explanations alone, but for the gateway where it gives a person their rights."""
    members = [f"{is_party(side, role + ':' + one['org'])} && {today_within(window)}"
               for one in convenant["parties"] for role, window in one["roles"].items()]
    rights = any_of(f"action == Action::{text(purpose['id'])}" for purpose in convenant["purposes"]
                    if purpose.get("kind") == "rights")
    bare = f"context.{side}.org == \"\" && (context.explaining || context.{side}.role == \"gateway\" && ({rights}))"
    return any_of((bare, *members))


def served(convenant: dict) -> list[str]:
    found = []
    for one in convenant["parties"]:
        for role in one["roles"]:
            sender = is_party("sender", f"{role}:{one['org']}")
            elsewhere = f"{of_roles('recipient', interpreter.SWV)} && context.recipient.org != \"\""
            if servers := as_list(one.get("served_by", [])):
                found.append(policy("forbid", None, f"{sender} && {elsewhere}",
                                    any_of(to_server(convenant, server) for server in servers)))
            elif role in interpreter.SCHOOLS:
                found += [policy("forbid", None, f"{sender} && {elsewhere} && {of_roles('recipient', swv)}")
                          for swv in interpreter.SWV if has_several(convenant, swv)]
    return found


def to_server(convenant: dict, server: str) -> str:
    """The samenwerkingsverband itself, or who succeeded it; a chain of successions is refused."""
    ways = [is_party("recipient", server)]
    for one in convenant.get("successions", []):
        if one["from"] == server:
            if any(next_one["from"] == one["to"] for next_one in convenant["successions"]):
                raise Untranslatable("a successor that is succeeded")
            ways.append(all_of((is_party("recipient", one["to"]), f"context.today >= {written_day(one['date'])}")))
    return any_of(ways)


def has_several(convenant: dict, swv: str) -> bool:
    """Who takes over is no second one; those are refused here."""
    if any(one["from"].startswith(swv) for one in convenant.get("successions", [])):
        raise Untranslatable("a samenwerkingsverband that is succeeded, with schools that name none")
    return sum(swv in one["roles"] for one in convenant["parties"]) > 1


def law(convenant: dict, types: dict) -> list[str]:
    """README, "What no file can permit"."""
    def records(*names: str) -> str:
        return f"{texts(names)}.contains(context.type)"

    unauthorised = any_of((says("verzuimmelding.grondslag", ("ongeoorloofd",)), says("verzuimmelding.type", UNAUTHORISED)))
    sick = any_of((says_word("verzuimmelding.reden"), says_word("verzuimmelding.achtergrond"),
                   all_of((says_other("verzuimmelding.reden", HARMLESS), f"!({unauthorised})")),
                   says("verzuimmelding.lpw_grond", ("11c", "11d")),
                   all_of((says("verzuimmelding.grondslag", ("geoorloofd",)),
                           f"!({says('verzuimmelding.reden', KNOWN_HARMLESS)})")),
                   all_of((records("verzuimmelding"), f"!({unauthorised})",
                           f"!({says('verzuimmelding.reden', KNOWN_HARMLESS)})")),
                   says("thuiszittersmelding.risico_grond", ("11c", "11d")),
                   says_word("thuiszittersmelding.oorzaak_code"), says_word("thuiszittersmelding.factor_codes"),
                   all_of((says("thuiszittersmelding.categorie", ("risico",)),
                           f"!({says('thuiszittersmelding.risico_grond', ('wec12',))})")),
                   says("thuiszittersmelding-kern.categorie", ("risico",)), records("mazl-vraag")))
    k2 = all_of((records("tlv-aanvraag", "tlv-besluit"), of_roles("sender", interpreter.SWV),
                 f"!({of_roles('recipient', ('school', 'so-vso', 'ouder'))})"))
    gated = any_of(f"action == Action::{text(purpose['id'])}" for purpose in convenant["purposes"]
                   if purpose.get("kind", "flow") in ("flow", "elsewhere"))
    within = all_of((of_roles("sender", CHAIN_OF_CARE), of_roles("recipient", CHAIN_OF_CARE)))
    return [
        policy("forbid", None, all_of((records("behandel-terugkoppeling"), gated)),
               with_consent(convenant, types, ("behandel-terugkoppeling",))),
        policy("forbid", None, all_of((records("jeugdhulp-status"), gated)),
               any_of((within, with_consent(convenant, types, ("jeugdhulp-status",))))),
        policy("forbid", None, k2, with_consent(convenant, types, ("tlv-aanvraag", "tlv-besluit"))),
        policy("forbid", None, records("mazl-advies", "jgz-contactmoment"),
               with_consent(convenant, types, ("mazl-advies", "jgz-contactmoment"))),
        policy("forbid", None, all_of((of_roles("recipient", NO_SICKNESS), sick))),
        policy("forbid", None, records("leerplicht-handhaving")),
        policy("forbid", None, records("jeugdhulp-toewijzing"),
               of_roles("recipient", ("gemeente-jeugd", "jeugdhulpaanbieder"))),
        policy("forbid", None, all_of((records("leerling-id"), of_roles("recipient", NO_NUMBERS)))),
    ]


def says_other(name: str, values: tuple[str, ...]) -> str:
    return f"context.fields has {text(name)} && !{texts(values)}.contains(context.fields[{text(name)}])"


def says(name: str, values: tuple[str, ...]) -> str:
    return f"context.fields has {text(name)} && {texts(values)}.contains(context.fields[{text(name)}])"


def says_word(name: str) -> str:
    """One word of it, or of one of its elements, is of sickness."""
    return f"context.words has {text(name)} && context.words[{text(name)}].containsAny({texts(SICK)})"


def with_consent(convenant: dict, types: dict, record_types: tuple[str, ...]) -> str:
    """The flows of rules that ask for consent, which alone lift K2 and K6."""
    found = []
    for purpose in convenant["purposes"]:
        for rule in purpose["rules"]:
            named = named_fields(types, records_of(purpose, rule))
            asks = word(purpose, rule, "consent", "needed") != "none"
            if asks and (of_types := [name for name in record_types if name in named]):
                found.append(all_of((f"action == Action::{text(purpose['id'])}",
                                     f"{texts(of_types)}.contains(context.type)", *flow(rule))))
    return any_of(found)


def flow(rule: dict) -> tuple[str, str]:
    return of_roles("sender", rule["from"]), of_roles("recipient", rule["to"])


def of_purpose(convenant: dict, types: dict, purpose: dict) -> list[str]:
    if unknown := purpose.keys() - PURPOSE_WORDS - RULE_WORDS:
        raise Untranslatable(f"{purpose['id']}: {unknown}")
    found = []
    if purpose.get("dpia_required", "yes") != "no" and not purpose.get("dpia"):
        found.append(policy("forbid", purpose["id"], "true"))
    for one in purpose.get("forbidden", []):
        found.append(policy("forbid", purpose["id"], forbidden_flow(one)))
    if purpose.get("kind") == "rights":
        found.append(policy("forbid", purpose["id"], of_roles("recipient", ["ouder"]), reading_along()))
    if purpose.get("kind", "flow") in ("aggregate", "override"):
        return found  # totals are no fields of a record, and two people open an override: nothing to permit here
    for rule in purpose["rules"]:
        found += permits(convenant, types, purpose, rule)
    return found


def forbidden_flow(one: dict) -> str:
    if any([each["field"].partition(".")[0]] != as_list(one.get("records")) for each in one.get("when", [])):
        raise Untranslatable(f"{one['id']}: it looks at another record than the one that it names")
    sides = (of_roles(side, one[word]) for word, side in (("from", "sender"), ("to", "recipient")) if word in one)
    records = f"{texts(as_list(one['records']))}.contains(context.type)" if one.get("records", "any") != "any" else ""
    return all_of((*sides, records, *(all_of((of_type_of(each), forbids(each))) for each in one.get("when", []))))


def forbids(one: dict) -> str:
    """README, `forbidden`: what is absent is not known to be harmless."""
    name, values = text(one["field"]), codes(one.get("is", one.get("is_not")))
    named = f"context.fields has {name} && {values}.contains(context.fields[{name}])"
    return named if "is" in one else f"!({named})"


def of_type_of(spoken: dict) -> str:
    return f"context.type == {text(spoken['field'].partition('.')[0])}"


def permits(convenant: dict, types: dict, purpose: dict, rule: dict) -> list[str]:
    """One for each record type that the rule gives."""
    if unknown := rule.keys() - RULE_WORDS:
        raise Untranslatable(f"{rule['id']}: {unknown}")
    records = records_of(purpose, rule)
    named = named_fields(types, records)
    gate = whole_rule(convenant, purpose, rule)
    found = []
    for record_type, fields in named.items():
        if record_type == "leerling-id" and not said(word(purpose, rule, "bsn")):
            continue
        names = {f"{kind}.{field}" for kind in (record_type, *ABOUT_THE_CHILD) for field in named.get(kind, ())
                 if may_be_given(types, purpose, rule, kind, field)}
        wanted = f"resource in [{', '.join('Field::' + text(name) for name in sorted(names))}]"
        found.append(policy("permit", purpose["id"],
                            all_of((f"context.type == {text(record_type)}", *flow(rule), wanted, gate)),
                            of_sickness(types, record_type, fields)))
    return found


def of_sickness(types: dict, record_type: str, fields: set[str]) -> str:
    """K5: a text or code that the rule gives tells of sickness."""
    origins = {field: schema.origin_of(types, record_type, field) for field in sorted(fields)}
    told = any_of((*(says_word(f"{record_type}.{field}") for field in origins if origins[field] in WORDS_OF_SICKNESS),
                   *(says_other(f"{record_type}.{field}", HARMLESS) for field in origins
                     if origins[field] == ("verzuimmelding", "reden"))))
    return all_of((of_roles("recipient", NO_SICKNESS), told))


def may_be_given(types: dict, purpose: dict, rule: dict, kind: str, field: str) -> bool:
    """A number only where the rule says so; to a person never the names of staff."""
    if field in interpreter.NUMBERS and not said(word(purpose, rule, "bsn")):
        return False
    return purpose.get("kind") != "rights" or not schema.field_schema(types, kind, field).get("x-staff")


def other_names(types: dict, records: Any, record_type: str) -> set[str]:
    """README, `records`: a subset names the same fields of the type that it borrows from."""
    if records == "any":
        return set()
    borrowing = {name for name in records if record_type in sources_of(types, name)}
    return borrowing | (sources_of(types, record_type) if record_type in records else set())


def whole_rule(convenant: dict, purpose: dict, rule: dict) -> str:
    """Dates, objection, case, conditions and informing of a rule."""
    basis = word(purpose, rule, "basis")["from"].split()[0].split("/")
    letter = "e" if "e" in basis else basis[0]
    parts = [today_within(word(purpose, rule, "in_force", {}))]
    if letter == "e":
        parts.append(f"!context.objections.contains({text(purpose['id'])})")
    if said(word(purpose, rule, "case")):
        parts.append(open_case(purpose["id"]))
    choose = word(purpose, rule, "choose", "all")
    if choose in interpreter.ELSEWHERE:
        parts.append(f"!context.{interpreter.ELSEWHERE[choose]}")
    parts.append("!context.care_has_ended")
    parts += [condition(one) for one in conditions(convenant, purpose, rule)]
    parts.append(informed(convenant, purpose, rule, letter))
    return all_of(parts)


def open_case(purpose: str) -> str:
    def seated(side: str) -> str:
        return (f"context.case.seats.containsAny([context.{side}.role, context.{side}.name]) || "
                f"context.{side}.org == \"\" && context.case.roles.contains(context.{side}.role)")

    one = all_of((f"context.case.purpose == {text(purpose)}", "context.case.opened <= context.today",
                  "!(context.case has closed) || context.today <= context.case.closed",
                  f"context.case.seats.isEmpty() && context.explaining || "
                  f"({all_of((seated('sender'), seated('recipient')))})"))
    return f"if context has case then {one} else context.explaining"


def codes(values: Any) -> str:
    return texts({code_of(value) for value in as_list(values)})


def condition(one: dict) -> str:
    """README, the table of conditions."""
    if {*one} & {"any", "lasted", "definition"} | {*one} & ENDS or {*one.get("age", {})} - AGE_ENDS:
        raise Untranslatable(f"condition {one}")
    if "field" in one and one["field"].partition(".")[0] in ABOUT_THE_CHILD:
        raise Untranslatable(f"condition {one}: it looks beside the record")
    if "field" in one:
        name = text(one["field"])
        there = f"context.fields has {name}"
        if "is" in one:
            held = f"{there} && {codes(one['is'])}.contains(context.fields[{name}])"
        else:
            held = f"{there} && !({codes(one['is_not'])}.contains(context.fields[{name}]))"
        return f"!({of_type_of(one)}) || ({held})"
    if "age" in one:
        first, after = one["age"].get("at_least"), one["age"].get("at_most")
        return all_of(("context has child",
                       f"context.child.turns_{int(first)} <= context.today" if first else "",
                       f"context.today < context.child.turns_{int(after) + 1}" if after else ""))
    if "running" in one:
        first, last = one["running"]["from"], one["running"]["until"]
        record_type = first.partition(".")[0]
        between = all_of((f"context.days has {text(first)}", f"context.days has {text(last)}",
                          f"context.days[{text(first)}] <= context.today",
                          f"context.today <= context.days[{text(last)}]"))
        return f"context.type != {text(record_type)} || ({between})"
    if one != {"without": "startkwalificatie"}:
        raise Untranslatable(f"condition {one}")
    return "context has startkwalificatie && !context.startkwalificatie"


def informed(convenant: dict, purpose: dict, rule: dict, letter: str) -> str:
    usual = "reported" if letter not in "ae" else \
        "notice" if word(purpose, rule, "consent", "needed") == "none" else "per-child"
    way = word(purpose, rule, "inform", usual)
    if way == "reported":
        return ""
    told = ["context has informed && context.informed <= context.today"]
    if way == "notice":
        told += [f"{is_party('sender', notice['party'])} && context.today >= {written_day(notice['date'])}"
                 for notice in convenant.get("notices", []) if purpose["id"] in notice["purposes"]]
    return any_of(told)


# ----------------------------------------------------------------------------------------------------------- Consent

def without_consent(convenant: dict, types: dict) -> list[str]:
    """README, `consent`, and convenant 4: what needs consent does not go without. One policy for
    all record types that a consent calls by their own name alone, and one for each set of other names."""
    needing: dict[str, list[str]] = {}
    for purpose in convenant["purposes"]:
        for rule in purpose["rules"]:
            records = records_of(purpose, rule)
            if (need := word(purpose, rule, "consent", "needed")) == "none":
                continue
            for record_type in named_fields(types, records):
                others = other_names(types, records, record_type)
                called = texts({record_type, *others}) if others else "[context.type]"
                needing.setdefault(called, []).append(all_of((
                    f"action == Action::{text(purpose['id'])}", f"context.type == {text(record_type)}", *flow(rule),
                    of_the_kind(need))))
    return [policy("forbid", None, any_of(flows), agreed_by_all(called)) for called, flows in needing.items()]


def of_the_kind(need: str) -> str:
    secret = of_roles("sender", interpreter.BOUND_BY_SECRECY)
    return "" if need == "needed" else f"context.special || {secret}"


def speaks_of_it(name: str, called: str) -> str:
    """This consent is about the question."""
    one = f"context.{name}"

    def covers(side: str) -> str:
        return (f"{one}.{side}.role == context.{side}.role && ({one}.{side}.org == \"\" || "
                f"context.{side}.org == \"\" || {one}.{side}.org == context.{side}.org)")

    return all_of((f"context has {name}", f"{one}.purpose == action", covers("sender"), covers("recipient"),
                   f"{one}.types.containsAny({called})"))


def counts(name: str, called: str) -> str:
    """... and holds today."""
    one = f"context.{name}"
    return all_of((speaks_of_it(name, called), f"{one} has given",
                   f"{one}.given <= context.today && context.today <= {one}.until",
                   f"!({one} has withdrawn && {one}.withdrawn <= context.today)"))


def withdrew_since(person: str, name: str, called: str) -> str:
    """Section 4.2: what this person gave before the own withdrawal of any consent about the question is withdrawn."""
    return any_of(all_of((speaks_of_it(other, called), f"context.{other} has withdrawn",
                          f"context.{other}.withdrawn <= context.today",
                          f"context.{name}.given <= context.{other}.withdrawn",
                          f"context.{other}.withdrawers.contains({text(person)})")) for other in CONSENTS)


def not_outgrown(name: str) -> str:
    """What was given before a 12th, 16th or 18th birthday ends on it, unless the young person gave it alone, being 12
    or older; of who is not capable at 18 only."""
    one = f"context.{name}"
    alone = (f"({one}.givers.contains(\"jeugdige\") && [\"jeugdige\"].containsAll({one}.givers) && "
             f"{one}.given >= context.child.turns_12)")
    turns = [(f"context.child.turns_{age}", age) for age in sorted(CONSENT_AGES)]
    renewed = all_of(any_of((f"{one}.given >= {day}", f"context.today < {day}",
                             "context.incapable" if age < 18 else "false")) for day, age in turns)
    return any_of((alone, renewed))


def agreed(person: str, called: str) -> str:
    """... and was not outgrown or withdrawn since."""
    return any_of(all_of((counts(name, called), f"context.{name}.givers.contains({text(person)})",
                          not_outgrown(name), f"!({withdrew_since(person, name, called)})"))
                  for name in CONSENTS)


def reading_along() -> str:
    """Section 4.1, "Parent reads": up to 11; then with the consent of the young person; from 18 not."""
    return all_of(("context has child", "context.today < context.child.turns_18",
                   any_of(("context.incapable", "context.today < context.child.turns_12",
                           all_of(("!context.consents_stale", agreed("jeugdige", "[context.type]")))))))


def agreed_by_all(called: str) -> str:
    """Section 4.1: who decides at this age, and that each of them agreed to this field."""
    alone = "(!context.incapable && context.today >= context.child.turns_16)"
    joins = "(!context.incapable && context.today >= context.child.turns_12)"

    parents = [f"!context.authority.contains({text(person)}) || ({agreed(person, called)})" for person in PERSONS[:2]]
    excluded = [all_of((counts(name, called), not_outgrown(name), f"context.{name}.excluded.contains(context.field_name)"))
                for name in CONSENTS]
    return all_of(("!context.consents_stale", "context has child && context.child.born <= context.today",
                   f"{alone} || !context.authority.isEmpty()",
                   *(f"{alone} || {parent}" for parent in parents),
                   f"!{joins} || ({agreed('jeugdige', called)})",
                   "!context.taken_back.contains(context.field_name)", *(f"!({one})" for one in excluded)))
