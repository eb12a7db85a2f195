"""Peers end by themselves: when the process that started them is gone, or after a longest lifetime."""

import json
import os
import sys
import threading
import time


def end_with_parent(longest_seconds: float) -> None:
    """Watches in the background. Call it first thing."""
    parent = os.getppid()

    def watch() -> None:
        end = time.monotonic() + longest_seconds
        while os.getppid() == parent and time.monotonic() < end:
            time.sleep(0.2)
        os._exit(0)

    threading.Thread(target=watch, daemon=True).start()


def announce(port: int) -> None:
    """Tells the starter, on one line, where this peer listens."""
    print(json.dumps({"port": port}), flush=True)


def quiet_stderr() -> None:
    """A peer that is cut off in mid-conversation is part of the play; its library need not tell."""
    sys.stderr = open(os.devnull, "w", encoding="utf-8")
