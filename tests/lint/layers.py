"""Walks the includes: which room may use which, and where each foreign header is at home.

An arrow or a home that is not in the tables below is a fault, and so is one that no file uses any more: what is allowed
can only shrink by itself.
"""

import re
from pathlib import Path

from common import Fault, files, main, read

# A room, and the rooms that it may include. `schemas/base` is the ground floor that every room may use.
ARROWS = {
    "schemas/base": [],
    "schemas": ["schemas/base"],
    "crypto": ["schemas/base"],
    "policies": ["schemas/base", "schemas"],
    "connectors": ["schemas/base", "schemas"],
    "gateway": ["schemas/base", "schemas", "crypto", "policies", "connectors"],
    "tests": ["schemas/base", "schemas", "crypto", "policies", "connectors", "gateway"],
}

# A foreign library, its headers, and its homes: the folders or files that may include it.
LIBRARIES = {
    "Boost.System": (r"boost/system/.*", ["schemas/base", "connectors"]),
    "Boost.Container": (r"boost/container/.*", ["policies"]),
    "Boost.JSON": (r"boost/json(\.hpp|/.*)", ["schemas", "policies", "connectors", "gateway", "tests"]),
    "Boost.Asio": (r"boost/asio/.*", ["gateway/http", "gateway/cli", "tests/unit/gateway"]),
    "Boost.Beast": (r"boost/beast/.*", ["gateway/http/front_door.cpp"]),
    "date": (r"date/.*", ["schemas/base"]),
    "libsodium": (r"sodium(\.h|/.*)", ["crypto", "tests/vectors"]),
    "OpenSSL": (r"openssl/.*", ["gateway/log", "tests/bench"]),
    "SQLite": (r"sqlite3\.h", ["gateway/store", "tests/unit/gateway", "tests/bench"]),
    "libcurl": (r"curl/.*", ["connectors/address.cpp", "connectors/transport.cpp", "tests/bench"]),
    "libxml2": (r"libxml/.*", ["connectors/xml.cpp"]),
    "yaml-cpp": (r"yaml-cpp/.*", ["policies", "connectors", "gateway/config/yaml.cpp"]),
    "spdlog": (r"(spdlog|fmt)/.*", ["gateway/logging.cpp"]),
    "CLI11": (r"CLI/.*", ["gateway/cli"]),
    "GoogleTest": (r"(gtest|gmock)/.*", ["tests"]),
    "valijson": (r"valijson/.*", ["tests"]),
    # The pure rooms (schemas, crypto, policies) do no input or output; crypto asks the kernel to lock memory.
    "the kernel": (
        r"(sys|arpa|netinet)/.*|(unistd|fcntl|dirent|fnmatch|poll|strings)\.h",
        ["crypto/key_memory.cpp", "connectors", "gateway", "tests"],
    ),
    "input and output of the standard library": (
        r"fstream|iostream|filesystem|random|thread|future|condition_variable",
        ["connectors", "gateway", "tests"],
    ),
}

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.MULTILINE)
STANDARD = re.compile(r"^[a-z_]+$")


def inside(name: str, folder: str) -> bool:
    return name == folder or name.startswith(folder + "/")


def room_of(name: str) -> str:
    rooms = [room for room in ARROWS if inside(name, room)]
    return max(rooms, key=len, default="")


def library_of(header: str) -> str:
    for library, (pattern, _) in LIBRARIES.items():
        if re.fullmatch(pattern, header):
            return library
    return ""


class Walk:
    """Collects faults, and which allowances were used."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self.used: set[tuple[str, str]] = set()

    def own(self, where: str, file: str, header: str) -> None:
        here, there = room_of(file), room_of(header)
        if not there:
            self.faults.append(Fault(where, f'"{header}" lies in no room', "give its path from the repository root"))
        elif here != there and there not in ARROWS[here]:
            self.faults.append(Fault(where, f"{here} may not use {there}", "move the code or pass a value instead"))
        self.used.add((here, there))

    def foreign(self, where: str, file: str, header: str) -> None:
        library = library_of(header)
        if not library:
            if not STANDARD.match(header):
                self.faults.append(Fault(where, f"<{header}> has no home", "name its library in tests/lint/layers.py"))
            return
        homes = [home for home in LIBRARIES[library][1] if inside(file, home)]
        if not homes:
            self.faults.append(Fault(where, f"{library} is not at home here", "use it where it is, behind a value"))
        self.used.update((library, home) for home in homes)

    def unused(self) -> list[Fault]:
        arrows = [(room, other) for room, others in ARROWS.items() for other in others]
        homes = [(library, home) for library, (_, homes) in LIBRARIES.items() for home in homes]
        return [
            Fault("tests/lint/layers.py", f"nothing in {a} uses {b} any more" if (a, b) in arrows
                  else f"{a} is no longer used in {b}", "take the allowance away")
            for a, b in arrows + homes if (a, b) not in self.used
        ]


def faults(root: Path) -> list[Fault]:
    walk = Walk()
    for name in files(root, ".cpp", ".hpp"):
        file, text = name.as_posix(), read(root, name)
        for found in INCLUDE.finditer(text):
            where = f"{file}:{text.count(chr(10), 0, found.start(2)) + 1}"
            (walk.own if found.group(1) == '"' else walk.foreign)(where, file, found.group(2))
    return walk.faults + walk.unused()


if __name__ == "__main__":
    main(faults)
