"""Invented children: who they are and by which numbers they are known."""

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import names
from region import MUNICIPALITIES, School, municipality


@dataclass(eq=False)
class Child:
    first: str
    prefix: str
    surname: str
    born: date
    gender: str  # M or V
    school: School
    number: str  # the school's own number
    issued_bsn: str | None
    bsn: str | None  # the same, where the sources tell it
    residence: str  # municipality code
    street: str
    house: str
    postcode: str
    year: int
    group: str
    secret_address: bool = False
    numbers: dict[str, str] = field(default_factory=dict)  # the own numbers of other parties, by role

    @property
    def town(self) -> str:
        return municipality(self.residence).name

    @property
    def address(self) -> str:
        return f"{self.street} {self.house}, {self.postcode} {self.town}"

    @property
    def full_name(self) -> str:
        return " ".join(part for part in (self.first, self.prefix, self.surname) if part)

    def age_on(self, day: date) -> int:
        return day.year - self.born.year - ((day.month, day.day) < (self.born.month, self.born.day))


def passes_eleven_proof(digits: str) -> bool:
    weights = (9, 8, 7, 6, 5, 4, 3, 2, -1)
    total = sum(w * int(d) for w, d in zip(weights, digits, strict=True))
    return total > 0 and total % 11 == 0


def test_bsns(rng: random.Random) -> Iterator[str]:
    """The 9,091 numbers of the range 9999xxxxx that pass the eleven-proof, shuffled; then nothing."""
    valid = [str(n) for n in range(999_900_000, 1_000_000_000) if passes_eleven_proof(str(n))]
    rng.shuffle(valid)
    return iter(valid)


class Registrar:
    """Makes children, each with numbers of its own. The same seed and the same calls give the same children."""

    def __init__(self, seed: str) -> None:
        self._rng = random.Random(seed)
        self._bsns = test_bsns(self._rng)
        self.children: list[Child] = []

    def enrol(self, school: School, **known: object) -> Child:
        """A child at this school; what is not given is drawn."""
        rng = self._rng
        serial = len(self.children) + 1
        year = rng.randint(1, 4 if school.level == "vmbo" else 5)
        gender = rng.choice("MV")
        drawn: dict[str, object] = {
            "first": f"{rng.choice(names.FIRST_HALVES[gender])}-{rng.choice(names.SECOND_HALVES[gender])}",
            "prefix": rng.choice(names.PREFIXES),
            "surname": "-".join(rng.sample(names.SURNAME_HALVES, 2)),
            "born": date(2013 - year + 1, 10, 1) + timedelta(days=rng.randrange(365)),
            "gender": gender,
            "number": f"LN-{serial:06d}",
            "residence": self._residence(school),
            "street": rng.choice(names.STREETS),
            "house": f"{rng.randint(1, 240)}-{rng.choice('abcd')}",
            "postcode": f"0{rng.randint(100, 999)} {rng.choice('ABCDEG')}{rng.choice('HJKLMN')}",
            "year": year,
            "group": f"{year}{rng.choice('abcd')}",
        }
        drawn |= known
        drawn["issued_bsn"] = drawn.get("bsn") or next(self._bsns, None)
        drawn.setdefault("bsn", drawn["issued_bsn"])
        child = Child(school=school, **drawn)  # type: ignore[arg-type]
        self.children.append(child)
        return child

    def _residence(self, school: School) -> str:
        if self._rng.random() < 0.8:
            return school.home
        return self._rng.choice(MUNICIPALITIES).code


def identities(child: Child) -> dict[str, object]:
    """Everything by which this child could be recognised, and nothing else."""
    number = {"bsn": child.issued_bsn} if child.issued_bsn else {}
    return number | {
        "names": [child.first, child.surname, child.full_name, f"{child.surname}, {child.first}"],
        "born": child.born.isoformat(),
        "address": child.address,
        "local_numbers": [child.number, *child.numbers.values()],
    }


def write_identities(children: list[Child], path: Path) -> None:
    lines = (json.dumps(identities(child), ensure_ascii=False) for child in children)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
