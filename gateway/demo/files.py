"""Writing files, the same bytes for the same content."""

import json
from datetime import date
from pathlib import Path

from world import JSON


def write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def write_lines(path: Path, lines: list[JSON]) -> None:
    text = "".join(json.dumps(line, ensure_ascii=False, default=date.isoformat) + "\n" for line in lines)
    write(path, text.encode())
