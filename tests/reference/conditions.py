"""What conditions look at and ask, as policies/README.md has it; for interpreter.py."""

import datetime
import re
from typing import Any

import schema
from consents import age_of, months_later
from language import (ABOUT_THE_CHILD, ENDS, MUNICIPALITY, Asked, as_list, code_of, codes_of, compared, lies_within,
                      within)


def looked_at(asked: Asked, name: str) -> tuple[bool, Any]:
    """README: a condition is about the record under any name of its field, or about the child's own block.

    Whether it concerns this record at all, and what stands there.
    """
    record_type, _, field = name.partition(".")
    origin = schema.origin_of(asked.types, record_type, field)
    own = field if record_type == asked.type else next(
        (one for one in sorted(asked.types[asked.type]["properties"])
         if schema.origin_of(asked.types, asked.type, one) == origin), None)
    if own is not None:
        return True, asked.fields.get(own)
    return (True, asked.subject.get(field)) if record_type in ABOUT_THE_CHILD else (False, None)


def holds_field(asked: Asked, condition: dict) -> bool:
    """README, conditions: one, or none, of these values; an absent one is neither."""
    concerned, value = looked_at(asked, condition["field"])
    codes = [] if hides(asked, *condition["field"].split(".")) else codes_of(value)
    return not concerned or bool(codes) and has_value(codes, condition)


def has_value(codes: list[str], condition: dict) -> bool:
    """README: of a list, one of its elements is, or none."""
    named = [code_of(one) for one in as_list(condition["is" if "is" in condition else "is_not"])]
    return any(code in named for code in codes) == ("is" in condition)


def hides(asked: Asked, record_type: str, field: str) -> bool:
    """README, `address_secret`: what tells where the child lives or goes to school stays behind, but for the
    municipality that a rule chooses because the child lives there."""
    lives_there = (asked.rule and asked.recipient.role in MUNICIPALITY and asked.word("choose", "all") == "residence"
                   and not asked.question.get("lives_elsewhere"))
    known = schema.field_schema(asked.types, record_type, field)
    return bool(asked.facts.get("address_secret")) and not lives_there and schema.tells_whereabouts(asked.types, known)


def holds(asked: Asked, condition: dict) -> bool:
    """README, the table of conditions."""
    if "any" in condition:
        asks = [one for one in condition["any"] if concerns(asked, one)]
        return not asks or any(holds(asked, one) for one in asks)
    if "field" in condition:
        return holds_number(asked, condition) if ENDS & {*condition} else holds_field(asked, condition)
    if "lasted" in condition:
        return has_lasted(asked, condition["lasted"])
    if "age" in condition:
        age = age_of(asked.facts, asked.today)
        return age is not None and lies_within(condition["age"], lambda end: compared(age, int(end)))
    if "running" in condition:
        return is_running(asked, condition["running"])
    assumed = asked.explaining and asked.deviates("assumes-no-startkwalificatie")
    return asked.facts.get("startkwalificatie", not assumed) is False      # {without: ...}: known to have none


def concerns(asked: Asked, condition: dict) -> bool:
    """README, `any`: one that the record has no field for does not hold."""
    place = condition.get("field") or (condition.get("lasted") or condition.get("running") or {}).get("from")
    return place is None or looked_at(asked, place)[0]


def holds_number(asked: Asked, condition: dict) -> bool:
    """An absent number is unknown."""
    concerned, value = looked_at(asked, condition["field"])
    if not concerned:
        return True
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return False
    return lies_within(condition, lambda end: compared(value, asked.threshold(end)))


def has_lasted(asked: Asked, lasted: dict) -> bool:
    concerned, first = looked_at(asked, lasted["from"])
    begin = schema.date_of(first)
    if not concerned:
        return True
    if begin is None or begin > asked.today:
        return False
    return all(lies_within({word: end}, lambda wanted, word=word: duration_passed(asked, begin, wanted, word))
               for word, end in lasted.items() if word in ENDS)


def later(day: datetime.date, period: str) -> datetime.date:
    for number, unit in re.findall(r"(\d+)([YMWD])", period):
        months = {"Y": 12, "M": 1}.get(unit, 0) * int(number)
        day = months_later(day, months) + datetime.timedelta(days={"W": 7, "D": 1}.get(unit, 0) * int(number))
    return day


def duration_passed(asked: Asked, begin: datetime.date, wanted: str, word: str) -> int | None:
    """-1 when less than that has passed, 0 when exactly, 1 when more.

    Of days that the calendar does not know, none counts towards a lower end, and nothing is known of an upper one.
    """
    if wanted.startswith("P"):
        until = later(begin, wanted)
        return (asked.today > until) - (asked.today < until)
    days = [begin + datetime.timedelta(days=n) for n in range((asked.today - begin).days + 1)]
    calendar = asked.convenant["school_calendar"]
    known = [within({"from": calendar["from"], "until": calendar["until"]}, day) for day in days]
    if word in ("at_most", "less_than") and not all(known):
        return None
    taught = [knows and gives_lessons(asked, calendar, day) for knows, day in zip(known, days)]
    if wanted.endswith("school weeks"):
        counted = sum(any(taught[n:n + 7]) for n in range(0, len(taught), 7) if n + 7 <= len(taught))
    else:
        counted = sum(taught)
    number = asked.threshold(wanted.split()[0])
    return (counted > number) - (counted < number)


def gives_lessons(asked: Asked, calendar: dict, day: datetime.date) -> bool:
    holiday = any(within({"from": one["from"], "until": one["until"]}, day) for one in calendar["holidays"])
    study_day = any(schema.date_of(one["date"]) == day and one.get("school") in (None, asked.sender.text)
                    for one in calendar.get("study_days", []))
    return day.weekday() < 5 and not holiday and not study_day


def is_running(asked: Asked, dates: dict) -> bool:
    concerned, first = looked_at(asked, dates["from"])
    if not concerned:
        return True
    begin, end = schema.date_of(first), schema.date_of(looked_at(asked, dates["until"])[1])
    return begin is not None and end is not None and begin <= asked.today <= end
