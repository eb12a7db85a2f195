"""What everybody in the region recorded about these children, before it is written in the formats of their systems."""

import random
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone

from children import Child, Registrar
from region import OZA_BRANCHES, SCHOOLS, TODAY

JSON = dict[str, object]
# Who sits at the table of an overleg; a role stands for the child's own organisation in it.
TABLES = {"verzuimoverleg": ("school", "leerplicht"),
          "thuiszittersoverleg": ("school", "swv-po", "swv-vo", "leerplicht", "gemeente-jeugd", "jgz",
                                  "jeugdhulpaanbieder")}
NUMBER_PREFIXES = {"swv-vo": "SWV", "jgz": "JGZ", "leerplicht": "LPA", "gemeente-jeugd": "JGD"}


@dataclass
class Dossier:
    """An OSO dossier from a school to the SWV."""

    child: Child
    opp_from: date
    tlv: JSON | None = None
    preliminary: bool = False
    permission: str = "Ja"


@dataclass
class CareMessage:
    """One iJw message about one allocated product."""

    kind: str  # JW301, JW305 or JW307
    child: Child
    municipality: str  # code
    allocation: int
    day: date  # allocated, started or stopped
    dated: date  # of the message itself
    provider: str = "98000001"
    reference: str = ""
    claimed_sender: str | None = None  # a municipality that only says it sent this


@dataclass
class Consult:
    """One JGZ consult: an Encounter with its Observations."""

    child: Child
    day: date
    capacity: int
    programme: str
    evaluation: date
    follow_up: bool
    status: str = "finished"


@dataclass
class World:
    registrar: Registrar
    rng: random.Random
    school_rows: dict[tuple[str, str], list[tuple[Child, JSON]]] = field(default_factory=lambda: defaultdict(list))
    swv_rows: dict[str, list[tuple[Child, JSON]]] = field(default_factory=lambda: defaultdict(list))
    municipal_rows: list[tuple[Child, JSON]] = field(default_factory=list)
    dossiers: list[Dossier] = field(default_factory=list)
    care: list[CareMessage] = field(default_factory=list)
    consults: list[Consult] = field(default_factory=list)
    facts: dict[tuple[str, str], list[tuple[Child, JSON]]] = field(default_factory=lambda: defaultdict(list))
    _serial: int = 0

    @classmethod
    def empty(cls, seed: str) -> "World":
        world = cls(Registrar(seed + "/children"), random.Random(seed + "/records"))
        for school in SCHOOLS:
            for table in ("verzuim", "thuiszitters", "mazl", "tlv-aanvragen"):
                world.school_rows[school.org, table] = []
        for table in ("tlv-besluiten", "oza", "afspraken"):
            world.swv_rows[table] = []
        return world

    # --- records of the school -------------------------------------------------------------------------------

    def absence(self, child: Child, kind: str = "16u-4w", ground: str = "ongeoorloofd", reason: str = "onbekend",
                begin: date | None = None, hours: int | None = None) -> None:
        begin = begin or self._recently(80)
        end = begin + timedelta(days=self.rng.randint(0, 9))
        self._school_row(child, "verzuim", {
            "melding_id": self._key("VM"), "type": kind, "begindatum": begin, "einddatum": min(end, TODAY),
            "omvang": hours if hours is not None else self.rng.randint(2, 40), "grondslag": ground, "reden": reason,
            "status": self.rng.choice(("geregistreerd", "in-behandeling")),
            "acties_school": self.rng.choice(("gesprek-mentor", "huisbezoek", "brief-ouders", "verzuimspreekuur")),
        })

    def at_home(self, child: Child, category: str = "lrv-4w-3m", cause: str = "onbekend", told: bool = True) -> None:
        """A report that a child sits at home; `told`: the family was told that the SWV hears of it."""
        begin = self._recently(120)
        self._tell(child, told, "thuiszitter-melding-swv")
        self._school_row(child, "thuiszitters", {
            "categorie": category, "startdatum": begin, "laatste_schooldag": begin - timedelta(days=3),
            "uren_onderwijs": self.rng.randint(0, 8), "oorzaak_code": cause,
            "hulp_betrokken": self.rng.choice(("yes", "no", "unknown")), "zorgplichtige_school": child.school.name,
            "regievoerder": "ondersteuningscoordinator", "volgende_actie": "gesprek met ouders en jeugdige",
            "datum": TODAY - timedelta(days=self.rng.randint(0, 13)),
        })

    def mazl_question(self, child: Child) -> None:
        self._school_row(child, "mazl", {
            "aantal_ziekmeldingen_12w": self.rng.randint(4, 9), "aaneengesloten_dagen": self.rng.randint(0, 20),
            "verzuimuren": self.rng.randint(16, 120),
            "vraag_code": self.rng.choice(("zorgelijk-patroon", "advies-opbouw")),
            "gesprek_ouder_datum": self._recently(30),
        })

    def tlv_request(self, child: Child, kind: str = "vso", told: bool = True) -> None:
        self._tell(child, told, "tlv-aanvraag", "tlv-besluit")
        self._school_row(child, "tlv-aanvragen", {
            "gevraagd_type": kind, "categorie": self.rng.choice("123"), "periode": "2026-2027",
            "opp_verwijzing": self._key("OPP"), "ontvangen_op": self._recently(60),
        })

    def dossier(self, child: Child, tlv: bool = False, preliminary: bool = False, permission: str = "Ja",
                told: bool = True) -> None:
        self._tell(child, told, "opp-opstellen-delen", *(("tlv-aanvraag",) if tlv else ()))
        granted: JSON | None = None
        if tlv:
            granted = {"number": self._key("TLV"), "category": self.rng.choice("LMH"),
                       "begin": date(2026, 8, 1), "end": date(2028, 7, 31)}
        self.dossiers.append(Dossier(child, self._recently(400), granted, preliminary, permission))

    # --- records of the SWV -----------------------------------------------------------------------------------

    def tlv_decision(self, child: Child, kind: str = "vso", granted: bool = True) -> None:
        self._swv_row(child, "tlv-besluiten", {
            "tlv_nummer": self._key("TLV"), "soort": kind, "categorie": self.rng.choice("LMH"),
            "begindatum": date(2026, 8, 1), "einddatum": date(2027, 7, 31),
            "besluit": "toegekend" if granted else "afgewezen",
            "bezwaar_tot": TODAY + timedelta(days=self.rng.randint(5, 40)),
        })

    def oza_placement(self, child: Child, host: str = "plusklas") -> None:
        self._swv_row(child, "oza", {
            "oza_id": self._key("OZA"), "gastschool": OZA_BRANCHES[host], "aanmelder_rol": "school",
            "intake_datum": self._recently(40), "start": date(2026, 12, 1), "eind": date(2027, 7, 16),
            "onderwijsroute": "vso-symbiose", "zorgroute": self.rng.choice(("individueel", "collectief")),
        })

    def agreement(self, child: Child, action: str = "opbouw lesuren") -> None:
        self._swv_row(child, "afspraken", {
            "actie": action, "eigenaar_rol": self.rng.choice(("school", "leerplicht", "gemeente-jeugd")),
            "datum": self._recently(20), "status": "open",
        })

    # --- records of the municipality and of youth health care ---------------------------------------------------

    def youth_care(self, child: Child, steps: tuple[str, ...] = ("JW301", "JW305")) -> int:
        """Messages about one allocation, in the order of the steps; gives the allocation number."""
        allocation = 100_000 + len(self.care) * 7 + self.rng.randint(0, 6)
        provider = self.rng.choice(("98000001", "98000002"))
        day = self._recently(300)
        for kind in steps:
            self.care.append(CareMessage(kind, child, child.residence, allocation, day, day, provider, self.uuid4()))
            day = min(day + timedelta(days=self.rng.randint(10, 60)), TODAY)
        return allocation

    def care_with_stay(self, child: Child, before: str) -> None:
        """The municipality in which the child lived before goes on answering for its care, and says so."""
        self.number_at(child, "gemeente-jeugd")
        self.municipal_rows.append((child, {"status": "gestart", "datum": self._recently(60),
                                            "verantwoordelijke_gemeente": before}))

    def consult(self, child: Child, status: str = "finished") -> Consult:
        self.number_at(child, "jgz")
        day = self._recently(60)
        made = Consult(child, day, self.rng.randrange(10, 100, 10), "elke week een dagdeel erbij",
                       TODAY + timedelta(days=self.rng.randint(7, 60)), self.rng.random() < 0.5, status)
        self.consults.append(made)
        return made

    # --- facts: cases, informing, authority, consent, objection -----------------------------------------------

    def case(self, child: Child, purpose: str, by: str, opened: date | None = None, closed: date | None = None) -> None:
        stated: JSON = {"purpose": purpose, "opened": opened or self._recently(60), "parties": list(TABLES[purpose])}
        if closed:
            stated["closed"] = closed
        self._fact(by, "casus", child, {"case": stated})

    def informed(self, child: Child, *purposes: str, by: str, at: date | None = None) -> None:
        at = at or self._recently(90)
        self._fact(by, "informatie", child, {"informed": [{"purpose": p, "at": at} for p in purposes]})

    def authority(self, child: Child, by: str) -> None:
        self._fact(by, "gezag", child, {"born": child.born, "authority": ["ouder-1", "ouder-2"]})

    def objection(self, child: Child, purpose: str, by: str) -> None:
        self._fact(by, "bezwaar", child, {"objections": [purpose]})

    def restriction(self, child: Child, by: str) -> None:
        self._fact(by, "bezwaar", child, {"restricted": True})

    def consent(self, child: Child, purpose: str, sender: str, receiver: str, record_type: str, by: str,
                givers: tuple[str, ...] | None = None, given: date | None = None, until: date | None = None,
                withdrawn: date | None = None) -> None:
        """A consent with everything that proof of it asks for; by default given by whom the child's age asks for."""
        given = given or self._recently(120)
        if givers is None:
            givers = ("jeugdige",) if child.age_on(TODAY) >= 16 else ("ouder-1", "ouder-2", "jeugdige")
        stated: JSON = {
            "consent_id": self.uuid7(given), "purpose": purpose, "from": sender, "to": receiver,
            "record_types": [record_type], "given_by": list(givers), "given_at": given,
            "valid_until": until or date(2027, 7, 31), "giver_role": "jeugdige" if "jeugdige" in givers else "ouder",
            "authority_source": "gezagsregister", "age_at_giving": child.age_on(given), "channel": "paper",
            "text_version_hash": "sha256:" + "5c" * 32, "language": "nl", "evidence_ref": self._key("BEWIJS"),
            "recorded_by": by,
        }
        if withdrawn:
            stated |= {"withdrawn_at": withdrawn, "withdrawn_by": givers[0]}
        self._fact(by, "toestemming", child, {"consents": [stated]})

    # --- small things -------------------------------------------------------------------------------------------

    def number_at(self, child: Child, role: str) -> str:
        """The own number of a party of this role, given out when it first hears of the child."""
        if role == "school":
            return child.number
        if role not in child.numbers:
            child.numbers[role] = f"{NUMBER_PREFIXES[role]}-{self._next():06d}"
        return child.numbers[role]

    def uuid4(self) -> str:
        h = f"{self.rng.getrandbits(128):032x}"
        return f"{h[:8]}-{h[8:12]}-4{h[13:16]}-{'89ab'[self.rng.getrandbits(2)]}{h[17:20]}-{h[20:]}"

    def uuid7(self, day: date) -> str:
        moment = datetime(day.year, day.month, day.day, 9, tzinfo=timezone.utc)
        t = f"{int(moment.timestamp() * 1000):012x}"
        h = f"{self.rng.getrandbits(80):020x}"
        return f"{t[:8]}-{t[8:]}-7{h[:3]}-{'89ab'[self.rng.getrandbits(2)]}{h[3:6]}-{h[6:18]}"

    def _tell(self, child: Child, told: bool, *purposes: str) -> None:
        if told:
            self.informed(child, *purposes, by=party_of(child))

    def _school_row(self, child: Child, table: str, fields: JSON) -> None:
        self.school_rows[child.school.org, table].append((child, fields))

    def _swv_row(self, child: Child, table: str, fields: JSON) -> None:
        self.number_at(child, "swv-vo")
        self.swv_rows[table].append((child, fields))

    def _fact(self, by: str, kind: str, child: Child, fields: JSON) -> None:
        self.number_at(child, by.split(":")[0])
        self.facts[by, kind].append((child, fields))

    def _recently(self, days: int) -> date:
        return TODAY - timedelta(days=self.rng.randint(2, days))

    def _next(self) -> int:
        self._serial += 1
        return self._serial

    def _key(self, prefix: str) -> str:
        return f"{prefix}-{self._next():06d}"


def party_of(child: Child) -> str:
    return "school:" + child.school.org


