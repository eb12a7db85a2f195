"""What the engine refuses to read, as far as the dice of generate.py would throw it: see policies/README.md."""

import schema
from language import KNOWN_HARMLESS, NO_SICKNESS, as_list, named_fields

TRANSPARENT = ("leerling-id", "leerling-id-kern")      # types of which a rule may say "*", beside the subsets
OF_THE_CHILD = {"leerling-id-kern.schoolsoort": ("bao", "vso", "so"), "leerling-id-kern.leerjaar": ("1", "2", "3")}


def allowed(types: dict, condition: dict) -> set[str]:
    """The values that meet a condition on a field; one that no list knows stands for all others."""
    kind, _, field = condition["field"].partition(".")
    known = schema.field_schema(types, kind, field)
    every = {*known.get("enum", ())} or {*known.get("x-list", ()), *OF_THE_CHILD.get(condition["field"], ()), "anders"}
    return {*condition["is"]} if "is" in condition else every - {*condition["is_not"]}


def asks_only_for(types: dict, conditions: list[dict], barred: list[dict]) -> bool:
    """Whether every record that meets the conditions is one that a forbidden flow looks for."""
    def shuts(bar: dict, one: dict) -> bool:
        same = {"is", "is_not"} & {*one} and schema.origin_of(types, *one["field"].split(".")) == \
            schema.origin_of(types, *bar["field"].split("."))
        return bool(same) and allowed(types, one) <= allowed(types, bar)

    return all(any(shuts(bar, one) for one in conditions) for bar in barred)


def asks_for_sickness(condition: dict) -> bool:
    """K5 would leave nothing of a rule, or little enough that another condition may take the rest."""
    if condition.get("field") == "verzuimmelding.reden":
        return not {*condition.get("is", KNOWN_HARMLESS)} & {*KNOWN_HARMLESS} or \
            {*condition.get("is_not", ())} >= {*KNOWN_HARMLESS}
    return condition.get("field") == "thuiszittersmelding.categorie" and condition.get("is") == ["risico"]


def told_by_another(purposes: list[dict]) -> list[dict]:
    """README, `group`: the rules under a pseudonym of which another tells the same role who the child is."""
    rules = [(purpose.get("group", purpose["id"]), {*as_list(rule["to"])}, rule) for purpose in purposes
             for rule in purpose["rules"] if purpose.get("kind") != "aggregate"]
    named = [(group, roles) for group, roles, rule in rules if "pseudonym_only" not in rule]
    return [rule for group, roles, rule in rules if "pseudonym_only" in rule
            and any(group == other and roles & others for other, others in named)]


def goes_to_who_enforces(rule: dict) -> bool:
    return bool({*as_list(rule["to"])} & {*NO_SICKNESS})


def leaves_nothing(types: dict, flows: list[dict], rule: dict, conditions: list[dict]) -> bool:
    """README, `forbidden`: what shuts all that a rule gives contradicts it. A block of the child only goes along."""
    records = [total["records"] for total in rule["totals"]] if "totals" in rule else \
        ["any"] if rule["records"] == "any" else [*rule["records"]]
    kinds = [kind for kind in records if not kind.startswith("leerling-id")] or records
    return all(any(asks_only_for(types, conditions, flow.get("when", []))
                   and giver in flow["from"] and taker in flow["to"]
                   and kind in flow.get("records", [kind]) for flow in flows)
               for giver in as_list(rule["from"]) for taker in as_list(rule["to"]) for kind in kinds)


def spares_a_block(types: dict, flows: list[dict], purpose: dict) -> bool:
    """README, `forbidden`: a block of the child is forbidden as a record of its own, and would go along all the same."""
    for rule in (whole for rule in purpose["rules"] if "totals" not in (whole := purpose | rule)):
        given = {*named_fields(types, rule["records"])}
        if not given - {*TRANSPARENT}:
            continue
        blocks = {"leerling-id": given & {"leerling-id"}, "leerling-id-kern": given & {*TRANSPARENT}}
        if any(blocks.get(name) and {*flow["from"]} & {*as_list(rule["from"])} and {*flow["to"]} & {*as_list(rule["to"])}
               for flow in flows for name in flow.get("records", [])):
            return True
    return False
