#!/usr/bin/env python3
"""The registration of youth health care as a FHIR R4 server: answers searches for Observations, page by page.

    jgz_server.py --folder DIR/sources/fhir [--lifetime SECONDS]

It knows nothing of who asks. What it served stands in served.ndjson.
"""

import argparse
import json
import threading
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit

import lifetime

Resource = dict[str, object]
LARGEST_PAGE = 100


class Records:
    """The resources of the folder, read again when the file has changed."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "resources.ndjson"
        self._published = folder / "published"
        self._read_at = 0.0
        self._by_reference: dict[str, Resource] = {}

    def current(self) -> dict[str, Resource]:
        changed = self._file.stat().st_mtime
        if changed != self._read_at:
            lines = self._file.read_text(encoding="utf-8").splitlines()
            samples = [p.read_text(encoding="utf-8-sig") for p in sorted(self._published.glob("*.json"))]
            resources = [json.loads(text) for text in (*lines, *samples)]
            self._by_reference = {f"{r['resourceType']}/{r.get('id')}": r for r in resources}
            self._read_at = changed
        return self._by_reference


def codes_of(observation: Resource) -> set[str]:
    concept = observation.get("code")
    coding = concept.get("coding", []) if isinstance(concept, dict) else []
    return {f"{c.get('system')}|{c.get('code')}" for c in coding}


def changed_since(resource: Resource, bounds: list[str]) -> bool:
    meta = resource.get("meta")
    stamp = meta.get("lastUpdated") if isinstance(meta, dict) else None
    if not bounds:
        return True
    if not stamp:
        return False
    return all(datetime.fromisoformat(stamp) >= datetime.fromisoformat(bound.removeprefix("ge")) for bound in bounds)


def reference_of(resource: Resource, element: str) -> str:
    target = resource.get(element)
    return str(target.get("reference", "")) if isinstance(target, dict) else ""


def search(records: dict[str, Resource], query: list[tuple[str, str]]) -> list[Resource]:
    """Observations that carry one of the codes asked for, of the Encounters asked for if any are named; a search
    without codes finds nothing."""
    wanted = {code for name, value in query if name == "code" for code in value.split(",")}
    encounters = {reference.removeprefix("Encounter/") for name, value in query if name == "encounter"
                  for reference in value.split(",")}
    bounds = [value for name, value in query if name == "_lastUpdated"]
    return [r for r in records.values()
            if r["resourceType"] == "Observation" and codes_of(r) & wanted and changed_since(r, bounds)
            and (not encounters or reference_of(r, "encounter").removeprefix("Encounter/") in encounters)]


def included(records: dict[str, Resource], page: list[Resource], query: list[tuple[str, str]]) -> list[Resource]:
    """What the observations of this page refer to, as far as `_include` asks for it and it exists."""
    elements = [value.split(":")[1] for name, value in query if name == "_include" and value.startswith("Observation:")]
    found: dict[str, Resource] = {}
    for observation in page:
        for element in elements:
            reference = reference_of(observation, element)
            if reference in records:
                found[reference] = records[reference]
    return list(found.values())


def bundle(records: dict[str, Resource], query: list[tuple[str, str]], base: str) -> Resource:
    asked = dict(query)
    size = max(1, min(int(asked.get("_count", LARGEST_PAGE)), LARGEST_PAGE))
    number = int(asked.get("_page", "1"))
    matches = search(records, query)
    page = matches[(number - 1) * size: number * size]
    links = [{"relation": "self", "url": f"{base}/Observation?{urlencode(query)}"}]
    if number * size < len(matches):
        onward = [pair for pair in query if pair[0] != "_page"] + [("_page", str(number + 1))]
        links.append({"relation": "next", "url": f"{base}/Observation?{urlencode(onward)}"})
    entries = [{"fullUrl": f"{base}/{r['resourceType']}/{r['id']}", "resource": r, "search": {"mode": mode}}
               for mode, resources in (("match", page), ("include", included(records, page, query)))
               for r in resources]
    return {"resourceType": "Bundle", "type": "searchset", "total": len(matches), "link": links, "entry": entries}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    records: Records
    served: Path
    lock = threading.Lock()

    def do_GET(self) -> None:
        where = urlsplit(self.path)
        base = f"http://{self.headers.get('Host')}/fhir"
        if where.path == "/fhir/metadata":
            self._answer(200, {"resourceType": "CapabilityStatement", "status": "active", "kind": "instance",
                               "fhirVersion": "4.0.1", "format": ["json"], "rest": [{"mode": "server"}]})
        elif where.path == "/fhir/Observation":
            with self.lock:
                answer = bundle(self.records.current(), parse_qsl(where.query), base)
                self._note(answer)
            self._answer(200, answer)
        else:
            self._answer(404, {"resourceType": "OperationOutcome",
                               "issue": [{"severity": "error", "code": "not-found"}]})

    def _note(self, answer: Resource) -> None:
        entries = answer["entry"]
        assert isinstance(entries, list)
        with self.served.open("a", encoding="utf-8") as file:
            for entry in entries:
                resource = entry["resource"]
                line = {"served": f"{resource['resourceType']}/{resource['id']}", "mode": entry["search"]["mode"]}
                file.write(json.dumps(line) + "\n")

    def _answer(self, status: int, resource: Resource) -> None:
        body = json.dumps(resource, ensure_ascii=False).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/fhir+json; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: an access log would hold what was asked."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--lifetime", type=float, default=3_600)
    options = parser.parse_args()
    lifetime.end_with_parent(options.lifetime)
    Handler.records = Records(options.folder)
    Handler.served = options.folder / "served.ndjson"
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    lifetime.announce(server.server_address[1])
    lifetime.quiet_stderr()
    server.serve_forever()


if __name__ == "__main__":
    main()
