"""Whether consent suffices, as convenant 4 and the README say; for the reference interpreter."""

import datetime

import schema
from language import Asked, Party, cases_of, records_of, sits_at, sources_of

JEUGDIGE = "jeugdige"


def age_of(facts: dict, today: datetime.date) -> int | None:
    """Full years today."""
    born = schema.date_of(facts.get("born"))
    if born is None:
        return None
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def agree(asked: Asked, gave: set[str]) -> bool:
    """Section 4.1, the strict rule, and U6 and U7; no one agrees when it is not known who decides."""
    age, authority = age_of(asked.facts, asked.today), asked.facts.get("authority")
    capable = asked.facts.get("capable") is not False
    if age is None or age < 0:
        return False
    if capable and age >= (12 if asked.setting("consent_12_15") == "youth" else 16):
        return JEUGDIGE in gave
    if not authority or age >= 12 and capable and JEUGDIGE not in gave:
        return False
    return parents_agree(asked, {*authority}, gave)


def parents_agree(asked: Asked, parents: set[str], gave: set[str]) -> bool:
    """README, `parents`: one suffices, as long as none has withdrawn (4.2, disagreement: no consent)."""
    if asked.setting("parents") == "all":
        return parents <= gave
    return bool(parents & gave) and not any(withdrew_since(asked, one, {}) for one in parents - gave)


def months_later(day: datetime.date, months: int) -> datetime.date:
    years, month = divmod(day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return datetime.date(day.year + years, month + 1, last)
        except ValueError:
            continue
    raise ValueError(day)


def same_pair(asked: Asked, consent: dict) -> bool:
    return Party(consent["from"]).covers(asked.sender) and Party(consent["to"]).covers(asked.recipient)


def same_fields(asked: Asked) -> set[str]:
    """Other names under which the rule speaks of the fields of this record type: its subsets, or what it is one of."""
    records = records_of(asked.purpose, asked.rule)
    whole = [name for name in records if records[name] == "*" or not asked.deviates("subset-only-whole")] \
        if records != "any" else []
    names = {name for name in whole if asked.type in sources_of(asked.types, name)}
    return names | (sources_of(asked.types, asked.type) if asked.type in whole else set())


def in_scope(asked: Asked, consent: dict) -> bool:
    """Section 4.2, form: specific per purpose, receiver and data category; README: of which it names none, a withdrawal
    is about every one and a consent about none.

    Silent: a consent that names a subset where the record is of the type that it borrows from, or the other way round;
    it speaks of the same fields.
    """
    names = {asked.type, *same_fields(asked)}
    types = consent.get("record_types", [])
    gives_nothing = not types or "in_doubt" in consent
    about = (not types or any(name in types for name in names)) and (not gives_nothing or is_withdrawn(asked, consent))
    return consent["purpose"] == asked.purpose_id and same_pair(asked, consent) and about


def is_withdrawn(asked: Asked, consent: dict) -> bool:
    withdrawn = schema.date_of(consent.get("withdrawn_at"))
    return withdrawn is not None and withdrawn <= asked.today


def case_end(facts: dict, consent: dict, given: datetime.date) -> datetime.date:
    """Section 4.3, end of the case; README: open when it was given, else the next one; of several the first to close,
    but for those that close on the very day while another goes on.

    Silent: a case of which nobody tells who sits there; it may be the one.
    """
    own = [tuple(schema.date_of(case.get(key)) for key in ("opened", "closed")) for case in cases_of(facts)
           if case["purpose"] == consent["purpose"]
           and (not case.get("parties") or all(sits_at(case, Party(consent[side])) for side in ("from", "to")))]

    def open_on(day: datetime.date) -> list[datetime.date]:
        ends = [closed or datetime.date.max for opened, closed in own
                if opened <= day <= (closed or datetime.date.max)]
        return [end for end in ends if end > day] or ends

    later = [opened for opened, _ in own if opened > given]
    those = open_on(given) or (open_on(min(later)) if later else [])
    return min(those, default=datetime.date.max)


def end_of(asked: Asked, consent: dict) -> datetime.date:
    """README, "What a region chooses", and section 4.3: its own end, or the first of these."""
    given, until = (schema.date_of(consent.get(key)) for key in ("given_at", "valid_until"))
    months = months_later(given, int(asked.setting("consent_months")))
    months = min(months, until or months, case_end(asked.facts, consent, given))
    if asked.setting("consent_ends_with_school_year") != "yes":
        return months
    return min(months, datetime.date(given.year + (given.month > 7), 7, 31))


def provider_has_left(facts: dict, name: str, day: datetime.date) -> bool:
    """README, `providers`: told to have ended before that day, and not told to go on or to have begun after that."""
    own = periods_of(facts, name)
    return any(until is not None and until < day
               and not any(begins_anew(until, one, day) or lasts_longer((first, until), one, own) for one in own)
               for first, until in own)


def periods_of(facts: dict, name: str) -> list[tuple]:
    return [tuple(schema.date_of(one.get(key)) for key in ("from", "until")) for one in facts.get("providers", [])
            if one["party"] == name]


def begins_anew(until: datetime.date, other: tuple, day: datetime.date) -> bool:
    first, last = other
    return first is not None and until < first <= day and (last is None or day <= last)


def lasts_longer(period: tuple, other: tuple, own: list[tuple]) -> bool:
    """README: overlapping allocations end with the last, unless both are told to begin on one day; one without an end
    counts where it began later."""
    first, last = other
    if first is not None and first > period[1] + datetime.timedelta(days=1):
        return False
    if last is not None:
        return last > period[1] and (first is None or first != period[0])
    if first is None or period[0] is None or first <= period[0]:
        return False
    return all(end is None for begin, end in own if begin == first)


def is_bound_to(told: str, name: str, facts: dict, given: datetime.date) -> bool:
    return told == name or told == "jeugdhulpaanbieder" and any(
        (first or given) <= given <= (last or given) for first, last in periods_of(facts, name))


def changed_on(asked: Asked, consent: dict, given: datetime.date) -> datetime.date:
    """Section 4.3: asked anew when authority or provider changes; README: what the young person gave alone stays when
    authority changes, and a consent for the role of a provider is bound to whom it had when it was given."""
    ends = [datetime.date.max]
    since = schema.date_of(asked.facts.get("authority_since"))
    if since is not None and given < since and consent.get("given_by") != [JEUGDIGE]:
        ends.append(since)
    for one in asked.facts.get("providers", []):
        until = schema.date_of(one.get("until"))
        if until is None or until < given:
            continue
        if not any(is_bound_to(consent[side], one["party"], asked.facts, given) for side in ("from", "to")):
            continue
        left = until + datetime.timedelta(days=1)
        if provider_has_left(asked.facts, one["party"], left):
            ends.append(left)
    return min(ends)


def fault_in(asked: Asked, consent: dict) -> str | None:
    """README: counts on the day of sending; withdrawn from that day on.

    Silent: a consent of which it is unknown when it was given; it has not been given yet.
    """
    today = asked.today
    given = schema.date_of(consent.get("given_at"))
    if is_withdrawn(asked, consent):
        return "deny.consent.withdrawn"
    if given is None or given > today:
        return "deny.consent.not-yet"
    over = end_of(asked, consent) < today or changed_on(asked, consent, given) <= today
    return "deny.consent.expired" if over else None


def consent_fault(asked: Asked, name: str | None) -> str | None:
    """Why there is no consent for this field (all of the record: None). Two that together name everyone suffice.

    Silent: what two that count say of one field; what one of them excludes stays behind. And how far a consent may be
    beside the question to be of another scope; it shares the purpose or the two parties.
    """
    if asked.question.get("consents_stale"):
        return "deny.consent.stale"                     # what depends on them waits
    consents = asked.facts.get("consents", [])
    fitting = [consent for consent in consents if in_scope(asked, consent)]
    if not fitting:
        near = any(consent["purpose"] == asked.purpose_id or same_pair(asked, consent) for consent in consents)
        return "deny.consent.other-scope" if near else "deny.consent.missing"
    counting = [consent for consent in fitting if fault_in(asked, consent) is None]
    if not suffice(asked, fitting, None):
        return fault_of_several(asked, fitting, counting)
    if name is not None and is_taken_back(asked, name):
        return "deny.consent.withdrawn"
    left_out = name is not None and any(leaves_out(asked, consent, name) for consent in counting
                                        if speaks(asked, consent, counting))
    return "deny.consent.other-scope" if left_out else None


def is_taken_back(asked: Asked, name: str) -> bool:
    consents = asked.facts.get("consents", [])
    counting = [one for one in consents if in_scope(asked, one) and fault_in(asked, one) is None]
    return any(is_open(one, asked, counting) for one in consents if takes_back(asked, one, name))


def takes_back(asked: Asked, consent: dict, name: str) -> bool:
    """Section 4.2, withdrawal: of other record types, which have this field too under whatever name.

    Silent: what the child's own block holds; a withdrawal of that alone takes it back.
    """
    types = consent.get("record_types", [])
    about = consent["purpose"] == asked.purpose_id and same_pair(asked, consent) and types
    if not about or not is_withdrawn(asked, consent) or in_scope(asked, consent):
        return False
    of_the_child = all(kind.startswith("leerling-id") for kind in types)
    if name.startswith("leerling-id") and not of_the_child:
        return False
    return any(have_in_common(asked, name, f"{kind}.{field}") for kind in types
               if of_the_child or not kind.startswith("leerling-id") for field in asked.types[kind]["properties"])


def is_open(withdrawal: dict, asked: Asked, counting: list[dict]) -> bool:
    """By someone who decides today, and gave nothing since."""
    since = schema.date_of(withdrawal["withdrawn_at"])
    given = [(giver, schema.date_of(one["given_at"])) for one in counting for giver in givers_today(asked, one)]
    later = {giver for giver, day in given if since < day}
    return any(giver not in later and giver in deciders(asked) for giver in withdrawers(asked, withdrawal))


def deciders(asked: Asked) -> set[str]:
    """Section 4.1: whose consent may be needed today; a person of whom nobody knows the age may be any of them."""
    age, capable = age_of(asked.facts, asked.today), asked.facts.get("capable") is not False
    youth = {JEUGDIGE} if capable and (age is None or age >= 12) else set()
    alone_from = 12 if asked.setting("consent_12_15") == "youth" else 16
    if capable and age is not None and age >= alone_from:
        return youth
    return youth | set(asked.facts.get("authority") or [])


def speaks(asked: Asked, consent: dict, counting: list[dict]) -> bool:
    """README: who decides says what is left out, and the newest that a person gave for the whole record type counts."""
    def given_anew(giver: str) -> bool:
        day = schema.date_of(consent["given_at"])
        return any(day < schema.date_of(other["given_at"]) and asked.type in other.get("record_types", [])
                   for other in counting if giver in givers_today(asked, other))

    return any(giver in deciders(asked) and not given_anew(giver) for giver in givers_today(asked, consent))


def have_in_common(asked: Asked, one: str, other: str) -> bool:
    """One field under two names, or one that stands within the other."""
    def origin(name: str) -> str:
        return schema.origin_of(asked.types, *name.partition(".")[::2])

    def within(name: str) -> set:
        return schema.origins_in(asked.types, *name.partition(".")[::2])

    return origin(one) in within(other) or origin(other) in within(one)


def leaves_out(asked: Asked, consent: dict, name: str) -> bool:
    """Excluded under whatever name, within another field or with one that stands within it; or beyond the part of the
    record type that this consent names."""
    if any(have_in_common(asked, name, one) for one in consent.get("fields_excluded", [])):
        return True

    def origin(one: str) -> str:
        return schema.origin_of(asked.types, *one.partition(".")[::2])

    named = consent.get("record_types", [])
    if asked.type in named or name.partition(".")[0] != asked.type:
        return False
    return origin(name) not in {origin(f"{kind}.{field}") for kind in named if kind in asked.types
                                for field in asked.types[kind]["properties"]}


def suffice(asked: Asked, consents: list[dict], *faults: str | None) -> bool:
    """Whether everyone who decides gave one with one of these faults; None: one without."""
    gave = {giver for one in consents for giver in givers_today(asked, one) if fault_for(asked, one, giver) in faults}
    return agree(asked, gave)


def fault_for(asked: Asked, consent: dict, giver: str) -> str | None:
    fault = fault_in(asked, consent)
    return "deny.consent.withdrawn" if fault is None and withdrew_since(asked, giver, consent) else fault


def withdrew_since(asked: Asked, person: str, consent: dict) -> bool:
    """Section 4.2, withdrawal: any time; who withdraws: anyone whose consent was needed. README: it ends what that
    person gave before, alone or with others. Silent: a consent of the same day; the withdrawal is the later one."""
    given = schema.date_of(consent.get("given_at")) or datetime.date.min
    return any(given <= schema.date_of(other["withdrawn_at"])
               and person in withdrawers(asked, other)
               for other in asked.facts.get("consents", [])
               if in_scope(asked, other) and fault_in(asked, other) == "deny.consent.withdrawn")


def withdrawers(asked: Asked, consent: dict) -> list[str]:
    """Silent: where it is not told which of the persons concerned withdrew; then all who gave it did, and where that
    is not told either, everyone."""
    givers = consent.get("given_by", []) + consent.get("in_doubt", [])
    authority = asked.facts.get("authority") or []
    told = consent.get("withdrawn_by")
    if told in (JEUGDIGE, *givers, *authority):
        return [told]
    return givers or sorted({JEUGDIGE, *authority, *(giver for other in asked.facts.get("consents", [])
                                                     for giver in other.get("given_by", []))})


def youth_fault(asked: Asked) -> str | None:
    """Why there is no consent of the young person alone. Silent: the reason; withdrawn where anything was."""
    if asked.question.get("consents_stale"):
        return "deny.consent.stale"
    fitting = [consent for consent in asked.facts.get("consents", []) if in_scope(asked, consent)]
    if any(JEUGDIGE in givers_today(asked, one) and fault_for(asked, one, JEUGDIGE) is None for one in fitting):
        return None
    withdrawn = any(fault_in(asked, consent) == "deny.consent.withdrawn" for consent in fitting)
    return "deny.consent.withdrawn" if withdrawn else "deny.consent.missing"


def fault_of_several(asked: Asked, fitting: list[dict], counting: list[dict]) -> str:
    """Silent: which reason several consents give. The fault without which there would be enough; none such: the givers
    of those that count, or else the first fault in the order withdrawn, expired, not yet."""
    for fault in ("deny.consent.withdrawn", "deny.consent.expired", "deny.consent.not-yet"):
        failing = [consent for consent in fitting if fault_in(asked, consent) == fault]
        if failing and (not counting or suffice(asked, fitting, None, fault)):
            return fault
    return "deny.consent.wrong-giver"


def givers_today(asked: Asked, consent: dict) -> list[str]:
    return [] if outgrown(asked, consent) else consent.get("given_by", [])


def outgrown(asked: Asked, consent: dict) -> bool:
    """Section 4.3: asked anew at 12, 16 and 18; README: what was given before such a birthday ends on it, unless the
    young person gave it alone at 12 or later. Of who is not capable: at 18 only."""
    age, given = age_of(asked.facts, asked.today), schema.date_of(consent.get("given_at"))
    if age is None or given is None:
        return False
    if consent.get("given_by") == [JEUGDIGE] and age_of(asked.facts, given) >= 12:
        return False
    birthdays = (18,) if asked.facts.get("capable") is False else (12, 16, 18)
    return any(age_of(asked.facts, given) < birthday <= age for birthday in birthdays)
