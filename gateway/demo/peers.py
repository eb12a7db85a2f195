"""Starting the peers: the systems around kolk, each a process of its own on the loopback address."""

import json
import socket
import subprocess
import sys
from pathlib import Path

from configuration import AS_CSV, PUSHED, WITH_RECEIPT, Ports, party_folder
from kolk import DemoFailed
from region import parties

HERE = Path(__file__).resolve().parent
SLOW: dict[str, dict[str, float]] = {"school:zandkamp": {"slow_seconds": 0.3}, "leerplicht:zandhoven": {"refuse_first": 3}}


class Peers:
    def __init__(self, state: Path) -> None:
        self._state = state
        self.control = state / "peers"
        self.control.mkdir(exist_ok=True)
        self._running: list[subprocess.Popen[str]] = []

    def start(self, troubled: bool = True) -> Ports:
        """`troubled`: some receivers are slow or refuse at first."""
        self._make_certificate()
        jgz = self._start(["jgz_server.py", "--folder", str(self._state / "sources" / "fhir")], "")
        push = self._start(["receiver.py", "--parties", str(self._state / "parties"),
                            "--certificate", str(self.control / "tls.pem"), "--key", str(self.control / "tls.key"),
                            "--control", str(self.control)], json.dumps(receiving_plan(SLOW if troubled else {})))
        return Ports(jgz, push, free_port())

    def hold(self, party: str) -> None:
        (self.control / f"hold-{party_folder(party)}").touch()

    def holds(self, party: str) -> bool:
        return (self.control / f"holding-{party_folder(party)}").exists()

    def let_go(self, party: str) -> None:
        (self.control / f"hold-{party_folder(party)}").unlink(missing_ok=True)

    def stop(self) -> None:
        for process in self._running:
            process.terminate()
            process.wait()

    def _start(self, words: list[str], given: str) -> int:
        process = subprocess.Popen([sys.executable, str(HERE / words[0]), *words[1:]], text=True,
                                   stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self._running.append(process)
        assert process.stdin and process.stdout
        process.stdin.write(given)
        process.stdin.close()
        announced = process.stdout.readline()
        if not announced:
            raise DemoFailed(f"the peer {words[0]} did not start")
        return int(json.loads(announced)["port"])

    def _make_certificate(self) -> None:
        """A certificate for this run only; kolk trusts it through `ca` in its configuration."""
        certificate = self.control / "tls.pem"
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
             "-days", "2", "-subj", "/CN=ontvangers.example", "-addext", "subjectAltName=IP:127.0.0.1",
             "-keyout", str(self.control / "tls.key"), "-out", str(certificate)],
            check=True, capture_output=True)
        (self._state / "region" / "ca.pem").write_bytes(certificate.read_bytes())


def receiving_plan(trouble: dict[str, dict[str, float]]) -> dict[str, object]:
    folders = {party_folder(p): {"format": "csv" if p in AS_CSV else "ndjson",
                                 "acknowledge": "file" if p in WITH_RECEIPT else "none"}
               for p in parties() if p not in PUSHED}
    return {"pushed": {party_folder(p): trouble.get(p, {}) for p in PUSHED}, "folders": folders}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
