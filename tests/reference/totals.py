"""Totals of an aggregate purpose, as README ("Totals") has them: who may get them, which records count, and whether what
is withheld stays hidden. Which cells are withheld besides the small ones is the engine's choice; here it is only judged.
"""

import collections
import copy
import datetime
from typing import Any, Iterator

import interpreter
import schema
from language import Asked, Party, as_list, purpose_named, word

OTHER = "(anders of onbekend)"
PURPOSE = "monitoring-verantwoording"
MUCH = 10 ** 9

Key = tuple[str | None, ...]      # the group of each field; None: of all its groups together


# --------------------------------------------------------------------------------------------------- Who gets them

def rule_of(convenant: dict, sender: Party, recipient: Party) -> dict | None:
    purpose = purpose_named(convenant, PURPOSE)
    rules = purpose["rules"] if purpose else []
    return next((rule for rule in rules if word(purpose, rule, "totals")
                 and sender.role in as_list(rule["from"]) and recipient.role in as_list(rule["to"])), None)


def why_not(convenant: dict, types: dict, question: dict) -> str | None:
    """Everything gates as it does for records, but what is about a child."""
    asked = Asked(convenant, types, question | {"purpose": PURPOSE, "record": {"type": "opp", "fields": {}}}, ())
    checks = (interpreter.check_convenant, interpreter.check_membership, interpreter.check_signatures,
              interpreter.check_dpia, interpreter.check_basis)
    return next((reason for check in checks if (reason := check(asked))), None)


# ---------------------------------------------------------------------------------------------- Which records count

def asked_about(convenant: dict, types: dict, question: dict, one: dict) -> Asked:
    return Asked(convenant, types, question | {"purpose": PURPOSE, "record": one["record"],
                                               "facts": one.get("facts", {})}, ())


def is_barred(asked: Asked) -> bool:
    """By what the record says, whatever its type: K5, and what the file forbids under conditions."""
    by_law = asked.type != "mazl-vraag" and interpreter.forbidden_by_law(asked) == "deny.sickleave"
    flows = [flow for flow in asked.purpose.get("forbidden", []) if flow.get("when")]
    asked.purpose = asked.purpose | {"forbidden": flows}
    return by_law or interpreter.forbidden_by_file(asked) is not None


def recipients(convenant: dict, sender: Party, record_type: str) -> set[str]:
    """Every role to which this sender counts such records; all of them get the same count."""
    purpose = purpose_named(convenant, PURPOSE)
    return {role for rule in purpose["rules"] if sender.role in as_list(rule["from"])
            and any(total["records"] == record_type for total in word(purpose, rule, "totals", []))
            for role in as_list(rule["to"])}


def counts(convenant: dict, types: dict, question: dict, one: dict, total: dict) -> bool:
    asked = asked_about(convenant, types, question, one)
    if asked.type != total["records"]:
        return False
    for role in recipients(convenant, asked.sender, asked.type):
        if is_barred(asked_about(convenant, types, question | {"to": role}, one)):
            return False
    holds = (interpreter.check_deceased, interpreter.check_restricted, interpreter.check_objection)
    return not any(check(asked) for check in holds) and all(interpreter.holds(asked, condition)
                                                            for condition in total.get("when", []))


def groups(types: dict, by: Any) -> list[str]:
    """Every group of one field, the others last."""
    by = by if isinstance(by, dict) else {"field": by}
    record_type, _, field = by["field"].partition(".")
    known = schema.field_schema(types, record_type, field)
    if "values" in by:
        named = as_list(by["values"])
    elif isinstance(by.get("as"), dict) and "age_bands" in by["as"]:
        bands = [int(one) for one in by["as"]["age_bands"]]
        named = [f"<{bands[0]}"] + [f"{low}-{high - 1}" for low, high in zip(bands, bands[1:])] + [f"{bands[-1]}+"]
    elif isinstance(by.get("as"), dict):
        named = list(dict.fromkeys(by["as"]["codes"].values()))
    else:
        named = ["true", "false"] if known["type"] == "boolean" else known["enum"]
    return [*named, OTHER]


def made_of(by: dict, value: Any, today: datetime.date) -> Any:
    how = by.get("as")
    if how is None:
        return ("true" if value else "false") if isinstance(value, bool) else value
    if how == "year":
        return value[:4]
    if "codes" in how:
        return how["codes"].get(value)
    age, bands = interpreter.age_of({"born": value}, today), [int(one) for one in how["age_bands"]]
    below = [one for one in bands if one <= age]
    if not below:
        return f"<{bands[0]}"
    return f"{below[-1]}+" if len(below) == len(bands) else f"{below[-1]}-{bands[len(below)] - 1}"


def group_of(asked: Asked, by: Any, every: list[str]) -> str:
    by = by if isinstance(by, dict) else {"field": by}
    record_type, _, field = by["field"].partition(".")
    known = schema.field_schema(asked.types, record_type, field)
    if asked.facts.get("address_secret") and schema.tells_whereabouts(asked.types, known):
        return OTHER
    value = (asked.fields if record_type == asked.type else asked.subject).get(field)
    made = None if value is None else made_of(by, value, asked.today)
    return made if made in every else OTHER


def table(convenant: dict, types: dict, question: dict, total: dict) -> dict[Key, int]:
    """How many children stand in each cell and sum; a child once, among the others where its records differ."""
    every = [groups(types, by) for by in total.get("by", [])]
    of_child: dict[str, list[str]] = {}
    for one in question["counted"]:
        asked = asked_about(convenant, types, question, one)
        if not counts(convenant, types, question, one, total):
            continue
        own = [group_of(asked, by, named) for by, named in zip(total.get("by", []), every)]
        known = of_child.setdefault(one["child"], own)
        of_child[one["child"]] = [group if group == same else OTHER for group, same in zip(known, own)]
    cells: dict[Key, int] = dict.fromkeys(every_key([[*named, None] for named in every]), 0)
    for own in of_child.values():
        for key in every_key([[group, None] for group in own]):
            cells[key] += 1
    return cells


def every_key(choices: list[list[str | None]]) -> Iterator[Key]:
    if not choices:
        yield ()
        return
    for first in choices[0]:
        for rest in every_key(choices[1:]):
            yield first, *rest


# ------------------------------------------------------------------------------------------- What stays hidden

def told_cells(truth: dict[Key, int], total: dict) -> set[Key]:
    """Which cells a document has: without sums where it is for the region, and of one number just that."""
    if total.get("output", "regional") == "publishable" and total.get("by"):
        return set(truth)
    return {key for key in truth if None not in key}


def faults(truth: dict[Key, int], told: dict[Key, int | None], total: dict, smallest: int) -> list[str]:
    """What is wrong with the cells as they were told."""
    found = []
    if told.keys() != told_cells(truth, total):
        return [f"not the cells that there are: {sorted(map(str, told.keys() ^ told_cells(truth, total)))}"]
    if 0 < truth[tuple(None for _ in total.get("by", []))] < smallest:       # cells of none tell of the few as well
        return [f"{key} is given, and all together are few" for key, children in told.items() if children is not None]
    for key, children in told.items():
        small = 0 < truth[key] < smallest
        if children is None and truth[key] == 0:
            found.append(f"{key} holds nobody and is withheld")
        elif children is not None and (small or children != truth[key]):
            found.append(f"{key} holds {truth[key]} and was told as {children}")
        elif children is None and total.get("output", "regional") == "regional" and not small:
            found.append(f"{key} is withheld and nothing can be subtracted from it")
    return found or exposed(truth, told, smallest)


def exposed(truth: dict[Key, int], told: dict[Key, int | None], smallest: int) -> list[str]:
    """Withheld cells of which a reader can tell that they hold fewer than the smallest number."""
    if all(None not in key for key in told):
        return []
    graph = Graph(truth, {key for key, children in told.items() if children is None})
    return [f"{key} can hold {most} at most" for key in graph.open if (most := graph.most(key)) < smallest]


class Graph:
    """What is given fixes sums; what is withheld, one child each at least, may shift along closed ways only. So the most
    that a cell may hold is what it holds and the greatest flow around it (Ford and Fulkerson)."""

    def __init__(self, truth: dict[Key, int], withheld: set[Key]) -> None:
        self.truth, self.open = truth, sorted(withheld, key=str)
        self.capacity: dict[tuple, dict[tuple, int]] = collections.defaultdict(lambda: collections.defaultdict(int))
        for key in self.open:
            begin, end = self.ends(key)
            self.capacity[begin][end] += MUCH
            self.capacity[end][begin] += truth[key] - 1

    @staticmethod
    def ends(key: Key) -> tuple[tuple, tuple]:
        """From row to column; a sum of a row or of a column goes back. Cells of one field are all alike."""
        if len(key) == 1:
            return (("in",), ("out",)) if key[0] is not None else (("out",), ("in",))
        row, column = ("row", key[0]), ("column", key[1])
        return (column, row) if (key[0] is None) != (key[1] is None) else (row, column)

    def most(self, key: Key) -> int:
        begin, end = self.ends(key)
        left = copy.deepcopy(self.capacity)
        left[begin][end] -= MUCH
        left[end][begin] -= self.truth[key] - 1
        flow = 0
        while way := self.way(left, end, begin):
            steps = list(zip(way, way[1:]))
            least = min(left[a][b] for a, b in steps)
            for a, b in steps:
                left[a][b] -= least
                left[b][a] += least
            flow += least
            if flow >= MUCH:
                break
        return self.truth[key] + flow

    @staticmethod
    def way(left: dict, begin: tuple, end: tuple) -> list[tuple] | None:
        before, queue = {begin: begin}, collections.deque([begin])
        while queue:
            node = queue.popleft()
            if node == end:
                break
            for other, capacity in left[node].items():
                if capacity > 0 and other not in before:
                    before[other] = node
                    queue.append(other)
        if end not in before:
            return None
        way = [end]
        while way[-1] != begin:
            way.append(before[way[-1]])
        return way[::-1]
