"""A second judge of the policy engine: slow, obvious, and written from the words alone.

It follows the convenant (K1-K7, sections 2 "Reading the rows", 3 and 4) and policies/README.md,
here called README, and shares no code with policies/. Where both are silent the function says `Silent:` and what was
chosen: what the engine does, where that was the closed side or only a name.

A convenant is its YAML file read with `yaml.BaseLoader`, so that every value is the text that stands there.
"""

import datetime
from typing import Any

import schema
from conditions import has_value, hides, holds, later, looked_at
from consents import age_of, consent_fault, provider_has_left, youth_fault
from language import (ABOUT_THE_CHILD, Asked, Party, as_list, cases_of, codes_of, in_its_place, is_member, is_only_one,
                      may_carry_number, nameable, records_of, said, servers_of, sits_at, within)
from laws import SWV, forbidden_by_law

# The reasons in the order in which failing checks give them (README, "How a question is answered").
ORDER = (
    "deny.record", "deny.convenant", "deny.purpose", "deny.role", "deny.membership", "deny.dpia", "deny.third-party",
    "deny.secrecy", "deny.sickleave", "deny.criminal", "deny.aggregate-only", "deny.basis", "deny.art9",
    "deny.deceased", "deny.restricted", "deny.objection", "deny.case", "deny.condition", "deny.frequency",
    "deny.inform", "deny.consent.missing", "deny.consent.expired", "deny.consent.withdrawn",
    "deny.consent.wrong-giver", "deny.consent.not-yet", "deny.consent.other-scope", "deny.consent.stale",
    "deny.field", "deny.bsn", "deny.cell", "deny.unidentifiable")

SCHOOLS = ("school", "so-vso")      # that have a samenwerkingsverband of their own
BOUND_BY_SECRECY = ("jgz", "jeugdhulpaanbieder", "jgz-5a-arts")  # section 1: secrecy; BW 7:457, Jeugdwet 7.3
PERSONS = ("ouder", "jeugdige")                         # section 1: not organisations
NUMBERS = ("bsn", "onderwijsnummer")                    # section 3: class N
IDENTIFYING = ("naam", "bsn", "onderwijsnummer")        # section 7.1
# README, `choose`: what a question tells where the rule would have chosen another.
ELSEWHERE = {"residence": "lives_elsewhere", "responsible": "responsible_elsewhere", "enrolment": "enrolled_elsewhere"}


# --------------------------------------------------------------------------------------------------------- The checks

def check_record(asked: Asked) -> str | None:
    """A record that fails its schema gives `deny` with `deny.record`."""
    return None if schema.record_is_valid(asked.types, asked.question["record"]) else "deny.record"


def check_source(asked: Asked) -> str | None:
    """decide.hpp: a denial that the source's own document demands, before our convenant."""
    return asked.question.get("bound_by_source")


def check_convenant(asked: Asked) -> str | None:
    """Convenant 3.2: `deny.convenant`, none in force. A draft runs in a demo only."""
    heading = asked.convenant["convenant"]
    open_points = any(said(purpose.get("verify_before_production")) for purpose in asked.convenant["purposes"])
    draft = heading["status"] == "draft" or open_points
    if draft and heading["environment"] != "demo":
        return "deny.convenant"
    return None if within(heading["in_force"], asked.today) else "deny.convenant"


def check_purpose(asked: Asked) -> str | None:
    return None if asked.purpose else "deny.purpose"


def check_role(asked: Asked) -> str | None:
    """No rule for this pair and record type.

    README: a flow forbidden by name answers with that reason also where no rule exists; it does so in its own turn.
    """
    return None if asked.rule or asked.of_known_roles() and forbidden(asked) else "deny.role"


def takes_part(asked: Asked, party: Party) -> bool:
    """Silent: whether a person must be a member; persons sign no convenant, so only an explanation lets them pass."""
    if asked.kind == "rights" and party.role == "gateway" and party.bare:
        return True
    if party.bare:
        return asked.explaining
    return is_member(asked.convenant, party, asked.today) or is_guest(asked, party)


def is_guest(asked: Asked, party: Party) -> bool:
    """README, "A guest": an open case names it, with the other party at the table, and the rule names its role."""
    covering = "school" if party.role == "schoolbestuur" else party.role
    if asked.rule is None or covering not in as_list(asked.word("guests", [])):
        return False
    return any(case_is_open(asked, case) and sits_at(case, asked.sender) and sits_at(case, asked.recipient)
               and any(Party(seat).text == party.text for seat in case.get("parties", []))
               for case in cases_of(asked.facts))


def check_membership(asked: Asked) -> str | None:
    """K1, README `parties`."""
    both = takes_part(asked, asked.sender) and takes_part(asked, asked.recipient)
    return None if both else "deny.membership"


def check_signatures(asked: Asked) -> str | None:
    """README, "Who signs": in force between two parties once both signed; persons and the gateway sign nothing."""
    unsigned = {(party.role, party.org) for party in map(Party, asked.question.get("unsigned", ()))}
    missing = any((party.role, party.org) in unsigned for party in (asked.sender, asked.recipient)
                  if party.role not in (*PERSONS, "gateway"))
    return "deny.convenant" if missing else None


def check_dpia(asked: Asked) -> str | None:
    """README, `dpia`: without one nothing goes, unless `dpia_required: no`."""
    required = asked.purpose.get("dpia_required", "yes") != "no"
    return "deny.dpia" if required and not asked.purpose.get("dpia") else None


def meets_prohibition(asked: Asked, condition: dict) -> bool:
    """README, `forbidden`: what is absent is not known to be harmless, nor is what a secret address hides."""
    (concerned, value), (record_type, field) = looked_at(asked, condition["field"]), condition["field"].split(".")
    if concerned and hides(asked, record_type, field):
        return True
    codes = codes_of(value) or codes_of(asked.subject.get(field) if record_type in ABOUT_THE_CHILD else None)
    return has_value(codes, condition) if codes else "is_not" in condition


def speaks_of_it(asked: Asked, conditions: list[dict]) -> bool:
    """README, `forbidden`: a record type that has none of the fields is another."""
    of_records = [one for one in conditions if one["field"].partition(".")[0] not in ABOUT_THE_CHILD]
    return not of_records or any(looked_at(asked, one["field"])[0] for one in of_records)


def forbidden_by_file(asked: Asked) -> str | None:
    """README, `forbidden`: flows forbidden by name; they win over every rule."""
    for flow in asked.purpose.get("forbidden", []):
        parties_fit = all(side not in flow or flow[side] == "any" or role in as_list(flow[side])
                          for side, role in (("from", asked.sender.role), ("to", asked.recipient.role)))
        of_type = flow.get("records", "any") == "any" or asked.type in as_list(flow["records"])
        conditions = flow.get("when", [])
        concerned = speaks_of_it(asked, conditions) and all(meets_prohibition(asked, one) for one in conditions)
        if parties_fit and of_type and concerned:
            return flow["reason"]
    return None


def forbidden(asked: Asked) -> str | None:
    return forbidden_by_law(asked) or forbidden_by_file(asked)


def check_forbidden(asked: Asked) -> str | None:
    """Section 2, `monitoring-verantwoording`: any row per person is forbidden."""
    return forbidden(asked) or ("deny.aggregate-only" if asked.kind == "aggregate" else None)


def check_number(asked: Asked) -> str | None:
    """K3: a samenwerkingsverband never lawfully held a number; section 3: leerling-id only for purposes with BSN = yes.

    Silent: when a record of type leerling-id meets a rule without; it is refused as a whole.
    """
    if asked.sender.role in SWV and any(number in asked.subject for number in NUMBERS):
        return "deny.bsn"
    return "deny.bsn" if asked.type == "leerling-id" and numbers_stay(asked) else None


def numbers_stay(asked: Asked) -> bool:
    """README, "What no file can permit": a number goes only where the rule says so and the law opens the road."""
    return not said(asked.word("bsn")) or not may_carry_number(asked.sender.role, asked.recipient.role)


def check_basis(asked: Asked) -> str | None:
    """README, `in_force` of a rule: outside those dates its basis has ended; `only_if`: until then it has none."""
    waits = "only_if" in asked.purpose | asked.rule and not said(asked.setting(asked.word("only_if")))
    return "deny.basis" if waits or not within(asked.word("in_force", {}), asked.today) else None


def check_deceased(asked: Asked) -> str | None:
    return "deny.deceased" if asked.facts.get("deceased") else None


def check_restricted(asked: Asked) -> str | None:
    """Section 6, art. 18: stops sending."""
    return "deny.restricted" if asked.facts.get("restricted") else None


def check_objection(asked: Asked) -> str | None:
    """Section 6, art. 21; README: an objection holds a task of public interest (e), not a legal obligation (c)."""
    holds = asked.purpose_id in asked.facts.get("objections", []) and asked.basis("from") == "e"
    return "deny.objection" if holds else None


def case_is_open(asked: Asked, case: dict) -> bool:
    """The parties at that table, opened and closed on a date."""
    opened, closed = schema.date_of(case.get("opened")), schema.date_of(case.get("closed"))
    if case.get("purpose") != asked.purpose_id or opened is None or opened > asked.today:
        return False
    if closed is not None and closed < asked.today:
        return False
    return True


def are_at_table(asked: Asked, case: dict) -> bool:
    """README: `parties` names who sits there; of a case that does not tell, only an explanation assumes it."""
    if not case.get("parties"):
        return asked.explaining
    return all(sits_at(case, party) for party in (asked.sender, asked.recipient))


def check_case(asked: Asked) -> str | None:
    """README, `case`: a case must be open today; an explanation assumes an absent one."""
    if not said(asked.word("case")):
        return None
    if not {"case", "cases"} & {*asked.facts}:
        return None if asked.explaining else "deny.case"
    open_to_both = any(case_is_open(asked, case) and are_at_table(asked, case) for case in cases_of(asked.facts))
    return None if open_to_both else "deny.case"


def check_condition(asked: Asked) -> str | None:
    """Also section 2: overrides are closed by default; and decide.hpp: a choosing rule would not have chosen it."""
    choose = asked.word("choose", "all")
    elsewhere = asked.question.get(ELSEWHERE.get(choose, ""))
    met = all(holds(asked, condition) for condition in asked.when)
    opened = asked.kind != "override" or bool(open_exceptions(asked))
    open_to_it = is_served(asked) and opened and not of_age_for_a_parent(asked) and not care_has_ended(asked)
    return None if met and not elsewhere and open_to_it else "deny.condition"


def check_frequency(asked: Asked) -> str | None:
    """README, `frequency`: at most so many deliveries in any such period. An explanation without any assumes none."""
    limit = asked.word("frequency", None)
    if limit is None:
        return None
    within = [one for one in asked.question.get("delivered_on", [])
              if asked.today < later(schema.date_of(one), limit["per"])]
    return None if len(within) < int(limit["times"]) else "deny.frequency"


def open_exceptions(asked: Asked) -> list[dict]:
    """README, "Exceptions": for exactly this purpose, sender, recipient and record type, between two organisations, at
    most 31 days after the day on which it opens; both ends included, and closed from the day on which it is ended."""
    def is_open(one: dict) -> bool:
        opened, until, ended = (schema.date_of(one.get(key)) for key in ("opened", "until", "ended"))
        return (opened <= asked.today <= until <= opened + datetime.timedelta(days=31)
                and (ended is None or asked.today < ended))

    return [one for one in asked.question.get("exceptions", [])
            if one["purpose"] == asked.purpose_id and asked.type in one["records"] and is_open(one)
            and (one["from"], one["to"]) == (asked.question["from"], asked.question["to"])
            and one["from"].partition(":")[2] != one["to"].partition(":")[2]]


def is_named_by_two(asked: Asked, record_type: str, field: str) -> bool:
    """README, "Exceptions": the fields that one of them names; of the child under either name of its block."""
    names = ("leerling-id", "leerling-id-kern") if record_type.startswith("leerling-id") else (record_type,)
    return any(field in one["records"].get(name, ()) for one in open_exceptions(asked) for name in names)


def for_a_parent(asked: Asked) -> bool:
    return asked.kind == "rights" and asked.recipient.role == "ouder"


def of_age_for_a_parent(asked: Asked) -> bool:
    """Section 4.1, "Parent reads": from 18 not at all. Silent: an unknown age; the closed side."""
    age = age_of(asked.facts, asked.today)
    return for_a_parent(asked) and (age is None or age >= 18)


def is_served(asked: Asked) -> bool:
    """README, `served_by`: no other samenwerkingsverband gets its reports. Silent: the reason; as residence has it."""
    if asked.recipient.role not in SWV or asked.recipient.bare:
        return True
    servers = servers_of(asked.convenant, asked.sender)
    if not servers:
        return asked.sender.role not in SCHOOLS or is_only_one(asked)
    return any(asked.recipient.text in (server, in_its_place(asked.convenant, Party(server), asked.today).text)
               for server in servers)


def care_has_ended(asked: Asked) -> bool:
    """README, `providers`: nothing more goes to one whose care ended, unless it began anew since."""
    return provider_has_left(asked.facts, asked.recipient.text, asked.today)


def informing(asked: Asked) -> str:
    """Section 6: bases a and e block, c never does; README, `inform`: `notice` without consent, else `per-child`."""
    blocks = asked.basis("from") in ("a", "e")
    usual = "reported" if not blocks else "notice" if asked.consent == "none" else "per-child"
    return asked.word("inform", usual)


def is_of_sender(asked: Asked, party: str) -> bool:
    """Silent: a bare sender; no notice is known to be its own."""
    return Party(party).covers(asked.sender) and not asked.sender.bare


def counts_for_sender(asked: Asked, informed: dict) -> bool:
    """README, FACTS.json: `by` names for whose giving it counts; without it, for every sender's."""
    return "by" not in informed or Party(informed["by"]).covers(asked.sender)


def check_inform(asked: Asked) -> str | None:
    """Section 6, art. 13 and 14; README, "Exceptions": informing does not gate one."""
    if asked.kind == "override":
        return None
    way = informing(asked)
    told = any(one["purpose"] == asked.purpose_id and schema.date_of(one["at"]) <= asked.today
               and counts_for_sender(asked, one) for one in asked.facts.get("informed", []))
    if way == "notice" and not told:
        told = any(is_of_sender(asked, notice["party"]) and asked.purpose_id in notice["purposes"]
                   and schema.date_of(notice["date"]) <= asked.today for notice in asked.convenant.get("notices", []))
    return None if told or way == "reported" else "deny.inform"


def check_reading_along(asked: Asked) -> str | None:
    """Section 4.1, "Parent reads": from 12 only with the consent of the young person, who must be capable of it."""
    old_enough = for_a_parent(asked) and age_of(asked.facts, asked.today) >= 12
    return youth_fault(asked) if old_enough and asked.facts.get("capable") is not False else None


def check_consent(asked: Asked) -> str | None:
    """README, "Exceptions": consent does not gate one."""
    return consent_fault(asked, None) if asked.consent == "needed" and asked.kind != "override" else None


def needs_consent(asked: Asked, record_type: str, field: str) -> bool:
    """README, `consent`: for fields of class B, and for all that someone bound by secrecy gives."""
    if asked.kind == "override":
        return False
    if asked.consent == "needed-for-bijzonder":
        special = schema.class_of(asked.types, record_type, field) in ("B", "S")
        return special or asked.sender.role in BOUND_BY_SECRECY
    return asked.consent == "needed"


# The answer names no rule before it was looked for.
BEFORE_A_RULE = (check_record, check_source, check_convenant, check_purpose)
CHECKS = (check_record, check_source, check_convenant, check_purpose, check_role, check_membership, check_signatures,
          check_dpia, check_forbidden, check_number, check_basis, check_deceased, check_restricted, check_objection,
          check_case, check_condition, check_frequency, check_inform, check_reading_along, check_consent)


# ---------------------------------------------------------------------------------------------------- Field by field

def subject_type(asked: Asked, field: str) -> str:
    """README: under leerling-id-kern or leerling-id, as the rule names them; a number always under leerling-id.

    Silent: what no name of the rule decides (case_key, which no rule can name) stands under leerling-id; and so does
    everything where it names any record.
    """
    if field in NUMBERS or field not in nameable(asked.types, "leerling-id-kern"):
        return "leerling-id"
    if not asked.rule or records_of(asked.purpose, asked.rule) == "any":
        return "leerling-id"
    named = asked.named
    as_kern = field in named.get("leerling-id-kern", ()) or "leerling-id-kern" in named and "leerling-id" not in named
    return "leerling-id-kern" if as_kern else "leerling-id"


def every_field(asked: Asked) -> list[tuple[str, str, Any, bool]]:
    """Record type, field, value, and whether it belongs to the record itself. An unknown type has no fields."""
    if asked.type not in asked.types:
        return []
    own = [(asked.type, field, asked.fields.get(field), True)
           for field in asked.types.get(asked.type, {}).get("properties", ())]
    about_child = asked.type in ("leerling-id", "leerling-id-kern")
    if not asked.has_subject or about_child and asked.rule and asked.deviates("own-data-record"):
        return own
    block = [(subject_type(asked, field), field, asked.subject.get(field), False)
             for field in asked.types["leerling-id"]["properties"]]
    return own + [entry for entry in block if entry[:2] not in {mine[:2] for mine in own}]


def field_fault(asked: Asked, record_type: str, field: str, value: Any) -> str | None:
    """Section 2: consent, field and bsn, in that order; README: named and absent is `deny.field`."""
    if field in NUMBERS and numbers_stay(asked):
        return "deny.bsn"
    if field not in asked.named.get(record_type, ()):
        return "deny.field"
    if asked.kind == "override" and not is_named_by_two(asked, record_type, field):
        return "deny.field"
    if asked.kind in ("rights", "override") and schema.field_schema(asked.types, record_type, field).get("x-staff"):
        return "deny.field"                             # section 2, rechten-betrokkene: never data of others
    if needs_consent(asked, record_type, field):
        if fault := consent_fault(asked, f"{record_type}.{field}"):
            return fault
    return "deny.field" if value is None or hides(asked, record_type, field) else None


def is_identifiable(asked: Asked, given: list[str]) -> bool:
    """The recipient has an identifying field, or is assumed to know the child by its own number where the question
    does not say who that is."""
    if asked.kind == "rights" or asked.recipient.role in ("ouder", "jeugdige"):
        return True
    if said(asked.rule.get("pseudonym_only")) or asked.question.get("known_to_recipient"):
        return True
    if asked.explaining and not any(name in asked.subject for name in IDENTIFYING):
        return True
    return any(name.partition(".")[2] in IDENTIFYING and not asked.transforms(name) for name in given)


def answer(asked: Asked, reason: str, given: list[str], withheld: dict[str, str]) -> dict:
    return {
        "decision": "allow" if reason.startswith("allow") else "deny",
        "reason": reason,
        "rule": asked.rule["id"] if asked.rule else "",
        "given": sorted(given),
        "withheld": [{"field": name, "reason": withheld[name]} for name in sorted(withheld)],
    }


def denied(asked: Asked, reason: str) -> dict:
    """`given` and `withheld` together are every field of the record type, and of the subject block."""
    return answer(asked, reason, [], {f"{kind}.{field}": reason for kind, field, _, _ in every_field(asked)})


def decide(convenant: dict, types: dict, question: dict, deviations: tuple[str, ...] = ()) -> dict:
    """The answer in the shape of `kolk policy explain --json`, without what was assumed.

    `deviations` are names from deviations.py: where the engine is known to answer otherwise than the words.
    """
    asked = Asked(convenant, types, question, deviations)
    rule = asked.rule
    for check in CHECKS:
        if check in BEFORE_A_RULE:
            asked.rule = None
        if reason := check(asked):
            return denied(asked, reason)
        asked.rule = rule
    return decide_fields(asked)


def decide_fields(asked: Asked) -> dict:
    """README: `allow.redacted` when something that was in the record stayed behind."""
    given, withheld, own_given, kept = [], {}, False, []
    for kind, field, value, own in every_field(asked):
        name = f"{kind}.{field}"
        fault = field_fault(asked, kind, field, value)
        if fault is None:
            given.append(name)
            own_given = own_given or own
        else:
            withheld[name] = fault
            if value is not None:
                kept.append((fault, own))
    if not own_given:
        return denied(asked, min((fault for fault, own in kept if own), key=ORDER.index))
    if not is_identifiable(asked, given):
        return denied(asked, "deny.unidentifiable")
    if asked.kind == "override":
        return answer(asked, "allow.override", given, withheld)
    return answer(asked, "allow.redacted" if kept else "allow", given, withheld)
