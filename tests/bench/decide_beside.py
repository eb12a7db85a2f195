"""Decisions of ours beside those of Cedar, casbin and a table written by hand, on the same rules and questions.

    decide_beside.py --program build/bench/kolk-bench-decide --work DIR

Prints the figures of kolk-bench-decide, and one for each neighbour: ours, with the neighbour's as floor and how many
times ours is faster as ratio. Without npm the neighbours are left out, aloud.
"""

import argparse
import json
import subprocess
import sys
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
INSTALLED = REPOSITORY / "build" / "peers"
CONVENANT = REPOSITORY / "policies" / "convenants" / "voorbeeldregio.yaml"
sys.path[:0] = [str(REPOSITORY / "tests" / "peers"), str(REPOSITORY / "tests" / "reference")]

import cedar  # noqa: E402
import cedar_requests  # noqa: E402
import interpreter  # noqa: E402
import npm  # noqa: E402
import schema  # noqa: E402
import yaml  # noqa: E402
from language import as_list, named_fields, word  # noqa: E402


def ours(program: Path, work: Path) -> float:
    """Prints our figures; decisions per second without explanation, and the questions in `work`."""
    run = subprocess.run([program, work / "asked.ndjson"], check=True, capture_output=True, text=True)
    print(run.stdout, end="", flush=True)
    figures = [json.loads(line) for line in run.stdout.splitlines()]
    return next(figure["value"] for figure in figures if figure["name"] == "decide")


def days(window: dict) -> dict:
    return {side: cedar.written_day(day) for side, day in window.items()}


def window_of(membership: object) -> dict:
    """The table knows one period of a membership; the convenant of the demo has no party that came back."""
    if isinstance(membership, list):
        raise ValueError("a membership of several periods")
    return days(membership if isinstance(membership, dict) else {"from": membership})


def table(convenant: dict, types: dict) -> dict:
    """The convenant as the hand-written table holds it."""
    members = {f"{role}:{party['org']}": window_of(membership) for party in convenant["parties"]
               for role, membership in party["roles"].items()}
    rules = [row for purpose in convenant["purposes"] if purpose.get("kind", "flow") in ("flow", "elsewhere")
             for rule in purpose["rules"] for row in rows(types, purpose, rule)]
    served = {f"{role}:{party['org']}": party["served_by"] for party in convenant["parties"] if "served_by" in party
              for role in party["roles"]}
    return {"served": served, "inForce": days(convenant["convenant"]["in_force"]), "members": members, "rules": rules}


def rows(types: dict, purpose: dict, rule: dict) -> list[dict]:
    records = word(purpose, rule, "records")
    named = named_fields(types, records)
    letter = word(purpose, rule, "basis")["from"].split()[0].split("/")
    consent = word(purpose, rule, "consent", "needed")
    common = {"purpose": purpose["id"], "from": as_list(rule["from"]), "to": as_list(rule["to"]), "consent": consent,
              "inForce": days(word(purpose, rule, "in_force", {})), "objection": "e" in letter,
              "needsCase": word(purpose, rule, "case") == "yes", "when": word(purpose, rule, "when", []),
              "inform": "reported" != word(purpose, rule, "inform", "" if {*letter} & {"a", "e"} else "reported"),
              "secret": bool({*as_list(rule["from"])} & {*interpreter.BOUND_BY_SECRECY})}
    return [common | {"type": record_type,
                      "called": sorted({record_type, *cedar.other_names(types, records, record_type)}),
                      "fields": sorted(f"{kind}.{field}" for kind in (record_type, *cedar.ABOUT_THE_CHILD)
                                       for field in named.get(kind, ())
                                       if cedar.may_be_given(types, purpose, rule, kind, field))}
            for record_type in named]


def prepare(work: Path) -> None:
    """Rules and questions for decide_rates.mjs. Where many answers are empty there is nothing to compare."""
    convenant = yaml.load(CONVENANT.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    types = schema.read_record_types()
    asked = [json.loads(line) for line in (work / "asked.ndjson").read_text(encoding="utf-8").splitlines()]
    requests = cedar_requests.requests(convenant, types, asked)
    lines = (json.dumps(request | {"given": question["given"]}) + "\n" for request, question in zip(requests, asked))
    (work / "questions.ndjson").write_text("".join(lines), encoding="utf-8")
    (work / "policies.cedar").write_text(cedar.policies(convenant, types), encoding="utf-8")
    (work / "table.json").write_text(json.dumps(table(convenant, types)), encoding="utf-8")


def neighbours(work: Path) -> list[dict]:
    npm.install(REPOSITORY / "tests" / "peers", INSTALLED)
    run = subprocess.run([npm.needed("node"), INSTALLED / "decide_rates.mjs", work], check=True, stdout=subprocess.PIPE,
                         text=True)
    return [json.loads(line) for line in run.stdout.splitlines()]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    options = parser.parse_args()
    rate = ours(options.program.resolve(), options.work)
    prepare(options.work)
    try:
        others = neighbours(options.work)
    except npm.Unreachable as reason:
        print(f"the neighbours of decide were left out: {reason}", file=sys.stderr)
        return
    for one in others:
        print(json.dumps({"name": f"decide-beside-{one['name']}", "value": round(rate, 3), "unit": "decisions/s",
                          "floor": round(one["rate"], 3), "ratio": round(rate / one["rate"], 3)}))


if __name__ == "__main__":
    main()
