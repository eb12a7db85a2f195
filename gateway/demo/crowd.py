"""The children in the proportions of the region: most of them go to school and leave no trace here."""

from datetime import date, timedelta

from children import Child
from region import SCHOOLS, TODAY, municipality
from world import World, party_of

BASE = 7_090  # the pupils that the proportions were counted over


def build(world: World, pupils: int) -> None:
    """Adds `pupils` children with what was recorded about them."""
    children = enrol(world, pupils)
    absences(world, children)
    requests = tlv_requests(world, children)
    dossiers(world, children)
    discussed = absence_cases(world, children)
    sitters = children_at_home(world, children)
    mazl(world, children)
    oza(world, requests[: scaled(40, pupils, 3)])
    youth_care(world, children, involved=[*requests, *sitters, *discussed])


def enrol(world: World, pupils: int) -> list[Child]:
    """Spreads the pupils over the schools by largest remainder."""
    total = sum(school.pupils for school in SCHOOLS)
    shares = {school: divmod(pupils * school.pupils, total) for school in SCHOOLS}
    missing = pupils - sum(whole for whole, _ in shares.values())
    favoured = sorted(SCHOOLS, key=lambda school: -shares[school][1])[:missing]
    return [world.registrar.enrol(school) for school in SCHOOLS
            for _ in range(shares[school][0] + (school in favoured))]


def scaled(per_region: float, pupils: int, at_least: int) -> int:
    return max(at_least, round(per_region * pupils / BASE))


def some(world: World, children: list[Child], per_region: float, at_least: int) -> list[Child]:
    """Draws as many of these children as their number asks for."""
    return world.rng.sample(children, min(len(children), scaled(per_region, len(children), at_least)))


def absences(world: World, children: list[Child]) -> None:
    """Ordinary absence: nearly all of it concerns nobody but the school."""
    rng = world.rng
    for child in children:
        for _ in range(rng.choices((0, 1, 2, 3), (35, 40, 17, 8))[0]):
            if rng.random() < 0.75:
                reason = rng.choice(("ziek", "ziek", "verlof"))
                world.absence(child, "overig", "geoorloofd", reason, hours=rng.randint(1, 24))
            else:
                world.absence(child, rng.choice(("overig", "luxe")), hours=rng.randint(1, 15))


def tlv_requests(world: World, children: list[Child]) -> list[Child]:
    """Requests for special education, and the decisions of the SWV on most of them."""
    chosen = some(world, children, 90, at_least=4)
    for child in chosen:
        world.tlv_request(child, "pro" if world.rng.random() < 0.2 else "vso", told=world.rng.random() < 0.95)
        if world.rng.random() < 0.85:
            world.tlv_decision(child, granted=world.rng.random() < 0.9)
    return chosen


def dossiers(world: World, children: list[Child]) -> None:
    """School plans (opp) sent to the SWV: most of special and practical education, a few elsewhere."""
    for child in children:
        special = child.school.kind in ("vso", "pro")
        if world.rng.random() < (0.4 if special else 0.012):
            world.dossier(child, tlv=child.school.kind == "vso", preliminary=world.rng.random() < 0.08,
                          permission=world.rng.choices(("Ja", "Nee", "Onbekend"), (88, 6, 6))[0],
                          told=world.rng.random() < 0.95)


def absence_cases(world: World, children: list[Child]) -> list[Child]:
    """Unlawful absence that school and leerplicht discuss: an open case, sick leave among the reports."""
    chosen = some(world, [child for child in children if child.bsn], 154, at_least=4)
    for child in chosen:
        school, office = party_of(child), municipality(child.residence)
        world.case(child, "verzuimoverleg", by=school)
        world.authority(child, by=school)
        if world.rng.random() < 0.9:  # the others were not told yet: their records wait
            world.informed(child, "verzuimoverleg", by=school)
        if office.has_leerplicht and office.org:
            world.case(child, "verzuimoverleg", by="leerplicht:" + office.org)
        world.absence(child, "16u-4w", hours=world.rng.randint(17, 60))
        if world.rng.random() < 0.15:
            world.absence(child, "overig", "geoorloofd", "ziek", hours=world.rng.randint(4, 30))
    return chosen


def children_at_home(world: World, children: list[Child]) -> list[Child]:
    """Children who sit at home, reported to the SWV; half of them are on the table of the thuiszittersoverleg."""
    chosen = some(world, [child for child in children if child.bsn], 22, at_least=3)
    for position, child in enumerate(chosen):
        world.at_home(child, world.rng.choice(("absoluut", "lrv-4w-3m", "lrv-3m+", "risico")))
        world.number_at(child, "swv-vo")
        if position % 2 == 0:
            school, office = party_of(child), municipality(child.residence)
            world.case(child, "thuiszittersoverleg", by=school)
            world.authority(child, by=school)
            world.informed(child, "thuiszittersoverleg", by=school)
            world.agreement(child)
            if office.org:
                world.case(child, "thuiszittersoverleg", by="gemeente-jeugd:" + office.org)
            if office.org and office.has_leerplicht:
                world.case(child, "thuiszittersoverleg", by="leerplicht:" + office.org)
    return chosen


def mazl(world: World, children: list[Child]) -> None:
    """Worrying sick leave: a question of the school to youth health care, and its advice, both only with consent."""
    chosen = some(world, [child for child in children if child.bsn], 240, at_least=4)
    for child in chosen:
        world.mazl_question(child)
        agreed = world.rng.choices(("yes", "none", "withdrawn", "expired", "one-parent", "not-told"),
                                   (62, 20, 6, 5, 4, 3))[0]
        if agreed != "none":
            mazl_consent(world, child, agreed)
        if agreed == "none" or world.rng.random() < 0.7:
            world.consult(child)
            if agreed == "yes" and world.rng.random() < 0.85:
                advice_consent(world, child)


def mazl_consent(world: World, child: Child, agreed: str) -> None:
    school, purpose = party_of(child), "verzuim-mazl-consultvraag"
    world.authority(child, by=school)
    if agreed != "not-told":
        world.informed(child, purpose, by=school)
    variations: dict[str, dict[str, object]] = {
        "withdrawn": {"withdrawn": TODAY - timedelta(days=world.rng.randint(1, 20))},
        "expired": {"given": date(2025, 9, 1), "until": date(2026, 7, 31)},
        "one-parent": {"givers": ("ouder-1",)},
    }
    how = variations.get(agreed, {})
    world.consent(child, purpose, "school", "jgz", "mazl-vraag", by=school, **how)  # type: ignore[arg-type]


def advice_consent(world: World, child: Child) -> None:
    jgz, purpose = "jgz:ggd-voorbeeld", "verzuim-mazl-terugkoppeling"
    world.authority(child, by=jgz)
    world.informed(child, purpose, by=jgz)
    world.consent(child, purpose, "jgz", "school", "mazl-advies", by=jgz)


def oza(world: World, requests: list[Child]) -> None:
    """Placements in education with care; one in five lives outside the region."""
    for child in requests:
        if world.rng.random() < 0.2:
            child.residence = "9911"
        world.oza_placement(child, world.rng.choice(("plusklas", "witte-raaf")))
        if world.rng.random() < 0.75:
            school, purpose = party_of(child), "oza-aanmelding"
            world.authority(child, by=school)
            world.informed(child, purpose, by=school)
            world.consent(child, purpose, "swv-vo", "oza-school", "oza-plaatsing", by=school)


def youth_care(world: World, children: list[Child], involved: list[Child]) -> None:
    """Youth care for about one child in eight; only a few agreed that school and SWV hear of it."""
    rng = world.rng
    inside = {child for child in children if child.bsn and municipality(child.residence).org}
    with_consent = {child for child in involved if child in inside and rng.random() < 0.3}
    for child in children:
        if child in with_consent or (child in inside and rng.random() < 0.12):
            world.youth_care(child, ("JW301", "JW305", "JW307")[: rng.choice((1, 2, 2, 2, 3))])
    for child in sorted(with_consent, key=lambda child: child.number):
        status_consent(world, child, rng.choices(("yes", "withdrawn", "one-parent"), (84, 10, 6))[0])


def status_consent(world: World, child: Child, agreed: str, receivers: tuple[str, ...] = ("school", "swv-vo")) -> None:
    by, purpose = "gemeente-jeugd:" + municipality(child.residence).org, "zorgroute-terugmelding"
    world.authority(child, by=by)
    world.informed(child, purpose, by=by)
    givers = ("ouder-1",) if agreed == "one-parent" else None
    withdrawn = TODAY - timedelta(days=6) if agreed == "withdrawn" else None
    for receiver in receivers:
        world.consent(child, purpose, "gemeente-jeugd", receiver, "jeugdhulp-status", by=by, givers=givers,
                      withdrawn=withdrawn)


