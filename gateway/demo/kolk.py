"""Running the kolk binary and reading what it prints."""

import json
import os
import signal
import subprocess
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

JSON = dict[str, Any]


class DemoFailed(Exception):
    """Something that the demo promises did not come true; the text says what and where to look."""


@dataclass
class Kolk:
    binary: Path
    configuration: Path
    peak_memory: int = 0
    running: list["Process"] = field(default_factory=list)

    def ask(self, *words: str, may_fail: bool = False) -> JSON:
        """A command that prints JSON."""
        done = self._run([*words, "-c", str(self.configuration), "--json"])
        if done.returncode != 0 and not may_fail:
            raise DemoFailed(f"`kolk {' '.join(words[:2])}` ended with {done.returncode}: {done.stderr.strip()}")
        try:
            return json.loads(done.stdout)
        except ValueError:
            raise DemoFailed(f"`kolk {' '.join(words[:2])}` printed no JSON: {done.stderr.strip()}") from None

    def tell(self, *words: str) -> str:
        """A command that must succeed; gives what it printed."""
        done = self._run(list(words))
        if done.returncode != 0:
            raise DemoFailed(f"`kolk {words[0]}` ended with {done.returncode}:\n{done.stdout}{done.stderr}")
        return done.stdout

    def start(self, *words: str) -> "Process":
        """A command that runs beside us; its messages go straight to standard error."""
        process = Process(self, [str(self.binary), *words, "-c", str(self.configuration)])
        self.running.append(process)
        return process

    def stop_all(self) -> None:
        for process in self.running:
            process.kill()

    def _run(self, words: list[str]) -> subprocess.CompletedProcess[str]:
        return subprocess.run([str(self.binary), *words], capture_output=True, text=True, timeout=300, check=False)


class Process:
    """One running kolk; its peak memory is read from /proc while it lives."""

    def __init__(self, kolk: Kolk, command: list[str]) -> None:
        self._kolk = kolk
        self._child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
        threading.Thread(target=self._watch_memory, daemon=True).start()

    def ended(self) -> int | None:
        return self._child.poll()

    def kill(self) -> None:
        """SIGKILL: no chance to tidy up."""
        if self._child.poll() is None:
            os.kill(self._child.pid, signal.SIGKILL)
            self._child.wait()

    def terminate(self, within: float) -> float:
        """SIGTERM; gives the seconds that stopping took."""
        begin = time.monotonic()
        self._child.terminate()
        try:
            code = self._child.wait(within)
        except subprocess.TimeoutExpired:
            self.kill()
            raise DemoFailed(f"kolk did not stop within {within:.0f} s of SIGTERM") from None
        if code != 0:
            raise DemoFailed(f"kolk ended with {code} after SIGTERM")
        return time.monotonic() - begin

    def _watch_memory(self) -> None:
        status = Path(f"/proc/{self._child.pid}/status")
        while self._child.poll() is None:
            try:
                lines = status.read_text(encoding="ascii", errors="replace").splitlines()
            except OSError:
                return
            for line in lines:
                if line.startswith("VmHWM:"):
                    self._kolk.peak_memory = max(self._kolk.peak_memory, int(line.split()[1]) * 1024)
            time.sleep(0.05)


def door(port: int, path: str) -> tuple[int, str]:
    """A GET at the front door: status and body; status 0 when nobody answers."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=2) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as refused:
        return refused.code, refused.read().decode(errors="replace")
    except OSError:
        return 0, ""


def wait_until(true: Callable[[], bool], seconds: float, what: str) -> None:
    """Waits for a condition; a condition that does not come in time fails the demo."""
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            raise DemoFailed(f"{what} did not happen within {seconds:.0f} s")
        time.sleep(0.05)
