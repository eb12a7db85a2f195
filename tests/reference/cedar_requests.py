"""Questions as Cedar requests for the policies of cedar.py.

A request asks whether one field of one record may go: the recipient is the principal, the purpose the action, the field
the resource, and all that is known of record, sender and child the context. Days are longs. Where Cedar has no
construct, the request brings a value that was worked out before:

- the calendar: birthdays (`born`, `turns_12`, ...) and the last day of a consent;
- choosing among many: the first day on which the child was informed for this purpose and sender; whether the care of
  the recipient ended, and with it, or with a change of authority, a consent; three consents (`consent_1` to
  `consent_3`, after copies of one are joined), one case and the persons `PERSONS` are each spelled out, and more are refused;
- the shape of a record (`sound`) and the class of a value (`special`), which are the schema's, not the convenant's;
- `folded`: a record of which no field of its own may go, or that does not say whom it is about, does not go at all.
"""

import datetime
from typing import Any

import interpreter
import schema
from cedar import CONSENT_AGES, CONSENTS, PERSONS, Untranslatable, day_number
from consents import (changed_on, end_of, fault_in, in_scope, is_taken_back, is_withdrawn, leaves_out, speaks,
                      withdrawers)
from language import Asked, Party, as_list, cases_of, code_of, words_of
from laws import WORDS_OF_SICKNESS

LISTS_OF_LAW = ("thuiszittersmelding.factor_codes",)    # of which cedar.py asks for a word of an element
CAUSES = ("verzuimmelding.reden", "verzuimmelding.achtergrond", "thuiszittersmelding.oorzaak_code", *LISTS_OF_LAW)


def requests(convenant: dict, types: dict, questions: list[dict]) -> list[dict]:
    """The questions for cedar.mjs: a request for each field that the record or its subject block holds."""
    spoken, ages = spoken_of(convenant)
    spoken |= words_of_law(types)
    return [request(Asked(convenant, types, question, ()), spoken, ages) for question in questions]


def words_of_law(types: dict) -> set[str]:
    """The fields in which K5 looks for a word."""
    return {*CAUSES, *(f"{kind}.{field}" for kind in types for field in types[kind]["properties"]
                       if schema.origin_of(types, kind, field) in WORDS_OF_SICKNESS)}


def spoken_of(convenant: dict) -> tuple[set[str], set[int]]:
    """The fields and the ages that conditions look at."""
    fields = {"verzuimmelding.reden", "verzuimmelding.achtergrond", "verzuimmelding.lpw_grond",
              "verzuimmelding.grondslag", "verzuimmelding.type", "thuiszittersmelding.risico_grond", "thuiszittersmelding.categorie",
              "thuiszittersmelding.oorzaak_code", "thuiszittersmelding.factor_codes",
              "thuiszittersmelding-kern.categorie"}
    ages = {*CONSENT_AGES}
    for purpose in convenant["purposes"]:
        for one in (*purpose["rules"], *purpose.get("forbidden", []), purpose):
            for spoken in one.get("when", []):
                if spoken.get("field") in LISTS_OF_LAW:
                    raise Untranslatable("a condition on a list")
                fields |= {*([spoken["field"]] if "field" in spoken else spoken.get("running", {}).values())}
                ages |= {int(years) + (side == "at_most") for side, years in spoken.get("age", {}).items()}
    return fields, ages


def request(asked: Asked, spoken: set[str], ages: set[int]) -> dict:
    if "exceptions" in asked.question:
        raise Untranslatable("an exception: two people open it for one child, which is no policy")
    question, facts = asked.question, asked.facts
    looked_at = {name: value for field, value in asked.fields.items() if (name := f"{asked.type}.{field}") in spoken
                 and not (asked.rule and interpreter.hides(asked, asked.type, field))}
    if any(isinstance(value, list) for name, value in looked_at.items() if name not in LISTS_OF_LAW):
        raise Untranslatable("a condition on a list")
    context = {
        "today": day_number(asked.today), "sound": schema.record_is_valid(asked.types, question["record"]),
        "bound_by_source": "bound_by_source" in question, "explaining": asked.explaining, "type": asked.type,
        "sender": party(asked.sender), "recipient": party(asked.recipient),
        "unsigned": [Party(name).text for name in question.get("unsigned", [])],
        "fields": {name: code for name, value in looked_at.items() if (code := codes_in(value))},
        "words": {name: words for name, value in looked_at.items()
                  if name in words_of_law(asked.types) and (words := words_in(value))},
        "days": {name: day_number(day) for name, value in looked_at.items() if (day := schema.date_of(value))},
        "holds_number": any(number in asked.subject for number in interpreter.NUMBERS),
        "deceased": bool(facts.get("deceased")), "restricted": bool(facts.get("restricted")),
        "objections": facts.get("objections", []), "incapable": facts.get("capable") is False,
        "authority": only_known(facts.get("authority", [])), "consents_stale": bool(question.get("consents_stale")),
        "address_secret": bool(facts.get("address_secret")),
        **{flag: bool(question.get(flag)) for flag in interpreter.ELSEWHERE.values()},
        "care_has_ended": interpreter.care_has_ended(asked),
        "taken_back": [name for kind, field, _, _ in interpreter.every_field(asked)
                       if (name := f"{kind}.{field}") and asked.rule and is_taken_back(asked, name)],
    }
    context |= child(facts, ages) | informed_since(asked) | case(facts) | consents(asked)
    if "startkwalificatie" in facts:
        context["startkwalificatie"] = facts["startkwalificatie"]
    return {"purpose": asked.purpose_id, "context": context,
            "fields": [{"field_name": f"{kind}.{field}", "field": field,
                        "special": schema.class_of(asked.types, kind, field) in ("B", "S"),
                        "whereabouts": schema.tells_whereabouts(asked.types,
                                                                schema.field_schema(asked.types, kind, field))}
                       for kind, field, value, _ in interpreter.every_field(asked) if value is not None]}


def words_in(value: Any) -> list[str]:
    return sorted({word for one in as_list(value) for word in words_of(one)})


def codes_in(value: Any) -> str | list[str] | None:
    """Of a list, those of its elements."""
    if isinstance(value, list):
        return [code for one in value if (code := code_of(one))]
    return code_of(value)


def party(one: Any) -> dict:
    return {"role": one.role, "org": one.org, "name": f"{one.role}:{one.org}"}


def only_known(persons: list[str]) -> list[str]:
    if unknown := {*persons} - {*PERSONS}:
        raise Untranslatable(f"persons {unknown}")
    return persons


def child(facts: dict, ages: set[int]) -> dict:
    born = schema.date_of(facts.get("born"))
    if born is None:
        return {}
    return {"child": {"born": day_number(born)} | {f"turns_{age}": day_number(birthday(born, age)) for age in ages}}


def birthday(born: datetime.date, age: int) -> datetime.date:
    try:
        return born.replace(year=born.year + age)
    except ValueError:
        return datetime.date(born.year + age, 3, 1)


def informed_since(asked: Asked) -> dict:
    days = [day for one in asked.facts.get("informed", []) if one["purpose"] == asked.purpose_id
            and interpreter.counts_for_sender(asked, one) and (day := schema.date_of(one["at"]))]
    return {"informed": day_number(min(days))} if days else {}


def case(facts: dict) -> dict:
    if not {"case", "cases"} & {*facts}:
        return {}
    if len(cases_of(facts)) != 1:
        raise Untranslatable("more than one case")
    one, = cases_of(facts)
    seats = [party(Party(text)) for text in one.get("parties", [])]
    days = {key: day_number(day) for key in ("opened", "closed") if (day := schema.date_of(one.get(key)))}
    return {"case": {"purpose": one["purpose"], "roles": [seat["role"] for seat in seats],
                     "seats": [seat["name"] if seat["org"] else seat["role"] for seat in seats]} | days}


def consents(asked: Asked) -> dict:
    given = asked.facts.get("consents", [])
    if len(given) > len(CONSENTS):
        raise Untranslatable("more than three consents")
    return {name: one_consent(asked, each) for name, each in zip(CONSENTS, given)}


def one_consent(asked: Asked, one: dict) -> dict:
    given, withdrawn = (schema.date_of(one.get(key)) for key in ("given_at", "withdrawn_at"))
    days = {"withdrawn": day_number(withdrawn)} if withdrawn else {}
    if given:
        last = min(end_of(asked, one), changed_on(asked, one, given) - datetime.timedelta(days=1))
        days |= {"given": day_number(given), "until": day_number(last)}
    names = [f"{kind}.{field}" for kind, field, _, _ in interpreter.every_field(asked)]
    return {"purpose": {"__entity": {"type": "Action", "id": one["purpose"]}}, "sender": party(Party(one["from"])),
            "recipient": party(Party(one["to"])), "types": types_of(asked, one),
            "givers": one.get("given_by", []),
            "withdrawers": withdrawers(asked, one),
            "excluded": [name for name in names if says_what_stays(asked, one) and leaves_out(asked, one, name)]} | days


def says_what_stays(asked: Asked, one: dict) -> bool:
    """README: only who decides that day leaves fields out, by the newest consent for the whole record type."""
    if not asked.rule:
        return False
    counting = [each for each in asked.facts.get("consents", []) if in_scope(asked, each) and not fault_in(asked, each)]
    return one in counting and speaks(asked, one, counting)


def types_of(asked: Asked, one: dict) -> list[str]:
    """README: a withdrawal that names no record type is about every one, and a consent that names none gives nothing."""
    return one.get("record_types", []) or [asked.type] * is_withdrawn(asked, one)


def folded(convenant: dict, types: dict, question: dict, permitted: list[str]) -> set[str]:
    """What goes of the record, from what Cedar says of each field."""
    asked = Asked(convenant, types, question, ())
    own = {f"{kind}.{field}" for kind, field, _, own in interpreter.every_field(asked) if own}
    if not own & {*permitted} or not interpreter.is_identifiable(asked, permitted):
        return set()
    return {*permitted}
