"""Runs a command; prints how long it took and how much memory it held at most, as JSON.

A small process of its own: what a child is said to have held includes the memory of the process that started it.
"""

import json
import os
import resource
import subprocess
import sys
import time

begin = time.monotonic()
with open(os.devnull, "wb") as nothing:
    code = subprocess.run(sys.argv[1:], stdout=nothing, stderr=nothing, check=False).returncode
seconds = time.monotonic() - begin
peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
print(json.dumps({"code": code, "seconds": seconds, "peak_memory": peak}))
