"""The cast: invented children that each show one thing, beside the proportions and the same at any size."""

from datetime import date

from children import Child
from crowd import advice_consent, mazl_consent, status_consent
from region import TODAY, municipality, school
from world import World, party_of


def build(world: World) -> dict[str, Child]:
    """Adds the cast; gives it by the name of its part in the play."""
    cast = {
        "allowed": allowed_everywhere(world),
        "withheld": sick_not_truant(world),
        "withdrawn": withdrawn_before_release(world),
        "sixteen": sixteen_today(world),
    }
    twins(world)
    consent_withdrawn_earlier(world)
    consent_expired(world)
    one_parent_only(world)
    objecting(world)
    restricted(world)
    secret_address(world)
    only_at_leerplicht(world)
    beyond_membership(world)
    without_number(world)
    preliminary_plan(world)
    host_outside(world)
    not_told_yet(world)
    closed_case(world)
    seventeen(world)
    agreed_to_more(world, cast["allowed"])
    in_care_with_stay(world)
    return cast


def enrol(world: World, at: str, **known: object) -> Child:
    return world.registrar.enrol(school(at), **known)


def leerplicht_of(child: Child) -> str:
    return "leerplicht:" + municipality(child.residence).org


def allowed_everywhere(world: World) -> Child:
    """Every flow that the sources of the region can feed goes for this child."""
    child = enrol(world, "de-linde", first="Noë-Sophie", prefix="van", surname="Lindeboer-Wiersêma",
                  born=date(2012, 4, 14), gender="V", residence="9901", year=3, group="3b")
    by = party_of(child)
    world.authority(child, by=by)
    world.informed(child, "verzuimoverleg", "thuiszittersoverleg", "oza-aanmelding", by=by)
    world.case(child, "verzuimoverleg", by=by)
    world.case(child, "verzuimoverleg", by=leerplicht_of(child))
    world.absence(child, "lrv", hours=64)
    world.at_home(child, "lrv-4w-3m", "belasting-thuis")
    world.case(child, "thuiszittersoverleg", by=by)
    world.case(child, "thuiszittersoverleg", by=leerplicht_of(child))
    for receiver in ("swv-vo", "leerplicht", "gemeente-jeugd"):
        world.consent(child, "thuiszittersoverleg", "school", receiver, "thuiszittersmelding", by=by)
    world.agreement(child, "rustige start in kleine groep")
    world.mazl_question(child)
    mazl_consent(world, child, "yes")
    world.consult(child)
    advice_consent(world, child)
    world.dossier(child)
    world.tlv_request(child)
    world.tlv_decision(child)
    world.oza_placement(child, "plusklas")
    world.consent(child, "oza-aanmelding", "swv-vo", "oza-school", "oza-plaatsing", by=by)
    world.youth_care(child)
    status_consent(world, child, "yes")
    return child


def agreed_to_more(world: World, child: Child) -> None:
    """The family agreed that the SWV may read the advice too, to which no convenant gives a rule yet (README.md)."""
    world.consent(child, "verzuim-mazl-terugkoppeling", "jgz", "swv-vo", "mazl-advies", by="jgz:ggd-voorbeeld")


def sick_not_truant(world: World) -> Child:
    """Leerplicht hears of the unlawful hours and never of the sick days (K5); youth health care hears of those."""
    child = enrol(world, "het-baken", first="Siem-Matthijs", prefix="", surname="Molenkamp-Terpsma",
                  born=date(2012, 11, 3), gender="M", residence="9901", year=2, group="2a")
    by = party_of(child)
    world.authority(child, by=by)
    world.informed(child, "verzuimoverleg", by=by)
    world.case(child, "verzuimoverleg", by=by)
    world.case(child, "verzuimoverleg", by=leerplicht_of(child))
    world.absence(child, "overig", "geoorloofd", "ziek", begin=date(2026, 11, 9), hours=28)
    world.absence(child, "16u-4w", begin=date(2026, 10, 12), hours=19)
    world.mazl_question(child)
    mazl_consent(world, child, "yes")
    return child


def withdrawn_before_release(world: World) -> Child:
    """Agreed that others hear of the care that started, and takes that back after the decision (`withdraw.py`)."""
    child = enrol(world, "zandkamp", first="Joëlle-Rosalie", prefix="de", surname="Hoogveen-Strânders",
                  born=date(2009, 6, 21), gender="V", residence="9901", year=4, group="4c")
    world.tlv_request(child)
    world.tlv_decision(child)
    world.youth_care(child)
    status_consent(world, child, "yes", receivers=("swv-vo",))
    return child


def sixteen_today(world: World) -> Child:
    """Sixteen since midnight: what the parents agreed to together with the child must now be renewed by the child."""
    child = enrol(world, "lariksveld", first="Ömer-Olivier", prefix="", surname="Öztürk-Everslag",
                  born=date(TODAY.year - 16, TODAY.month, TODAY.day), gender="M", residence="9901", year=4, group="4a")
    by, purpose = party_of(child), "verzuim-mazl-consultvraag"
    world.authority(child, by=by)
    world.informed(child, purpose, by=by, at=date(2026, 11, 2))
    world.consent(child, purpose, "school", "jgz", "mazl-vraag", by=by, givers=("ouder-1", "ouder-2", "jeugdige"),
                  given=date(2026, 11, 2))
    world.mazl_question(child)
    world.at_home(child, "risico")
    return child


def twins(world: World) -> None:
    """Same surname, birth date, address and school; one has a case, the other is nobody's business."""
    shared: dict[str, object] = {
        "prefix": "ter", "surname": "Duinkerk-Nijholt", "born": date(2013, 2, 8), "gender": "V", "residence": "9904",
        "street": "Kraanvogelpad", "house": "17-a", "postcode": "0417 DK", "year": 2, "group": "2b",
    }
    one = enrol(world, "de-weide", first="Tess-Madelief", **shared)
    other = enrol(world, "de-weide", first="Tess-Margôt", **shared)
    world.case(one, "verzuimoverleg", by=party_of(one))
    world.case(one, "verzuimoverleg", by=leerplicht_of(one))
    world.authority(one, by=party_of(one))
    world.informed(one, "verzuimoverleg", by=party_of(one))
    world.absence(one, "16u-4w", hours=22)
    world.absence(other, "16u-4w", hours=3)
    world.tlv_request(one)
    world.tlv_request(other, "pro")


def consent_withdrawn_earlier(world: World) -> None:
    """A consent that was withdrawn last month carries nothing any more."""
    child = enrol(world, "de-brug", residence="9903")
    world.mazl_question(child)
    mazl_consent(world, child, "withdrawn")


def consent_expired(world: World) -> None:
    """A consent for the last school year."""
    child = enrol(world, "de-schakel", residence="9902")
    world.mazl_question(child)
    mazl_consent(world, child, "expired")


def one_parent_only(world: World) -> None:
    """Thirteen: the child and both parents must agree, one parent did."""
    child = enrol(world, "de-esdoorn", born=date(2013, 5, 30), residence="9901", year=2)
    world.mazl_question(child)
    mazl_consent(world, child, "one-parent")


def objecting(world: World) -> None:
    """Objects (GDPR article 21) to the report to the SWV."""
    child = enrol(world, "het-anker", residence="9901")
    world.at_home(child)
    world.objection(child, "thuiszitter-melding-swv", by=party_of(child))


def restricted(world: World) -> None:
    """Processing is restricted (GDPR article 18) while a dispute about the facts lasts."""
    child = enrol(world, "praktijkschool-eikendal", residence="9901")
    world.tlv_request(child, "pro")
    world.restriction(child, by=party_of(child))


def secret_address(world: World) -> None:
    """A secret address: no source of ours reads the address at all."""
    child = enrol(world, "het-kristal", residence="9901", secret_address=True)
    world.dossier(child, tlv=True)


def only_at_leerplicht(world: World) -> None:
    """Known to leerplicht alone: a subject without any record."""
    child = enrol(world, "de-linde", residence="9903")
    world.case(child, "verzuimoverleg", by=leerplicht_of(child))


def beyond_membership(world: World) -> None:
    """Lives where leerplicht did not join the convenant: the case stays at the table without it."""
    child = enrol(world, "lariksveld", residence="9905")
    by = party_of(child)
    world.case(child, "verzuimoverleg", by=by)
    world.authority(child, by=by)
    world.informed(child, "verzuimoverleg", by=by)
    world.absence(child, "16u-4w", hours=31)


def without_number(world: World) -> None:
    """No BSN (yet): the school's own number carries the flows that need no other."""
    child = enrol(world, "de-kompas", residence="9901", bsn=None)
    world.at_home(child, "absoluut")
    world.tlv_request(child)
    world.tlv_decision(child)


def preliminary_plan(world: World) -> None:
    """The parents did not see the plan yet: the dossier itself says it is preliminary."""
    child = enrol(world, "de-regenboog", residence="9901")
    world.dossier(child, tlv=True, preliminary=True)


def host_outside(world: World) -> None:
    """A placement at a host that takes part in no convenant of this region."""
    child = enrol(world, "de-linde", residence="9901")
    world.tlv_request(child)
    world.oza_placement(child, "elders")


def not_told_yet(world: World) -> None:
    """The family was not told of the overleg yet: the record waits."""
    child = enrol(world, "zandkamp", residence="9902")
    by = party_of(child)
    world.case(child, "verzuimoverleg", by=by)
    world.case(child, "verzuimoverleg", by=leerplicht_of(child))
    world.authority(child, by=by)
    world.absence(child, "16u-4w", hours=25)


def closed_case(world: World) -> None:
    """The case was closed two weeks ago: nothing of this child is asked for any more."""
    child = enrol(world, "het-voorland", residence="9903")
    world.case(child, "verzuimoverleg", by=party_of(child), opened=date(2026, 9, 14), closed=date(2026, 11, 6))
    world.absence(child, "16u-4w", hours=18)


def seventeen(world: World) -> None:
    """Seventeen: the young person alone decides."""
    child = enrol(world, "de-brug", born=date(2009, 1, 12), residence="9903", year=5)
    world.mazl_question(child)
    mazl_consent(world, child, "yes")
    world.consult(child)
    advice_consent(world, child)


def in_care_with_stay(world: World) -> None:
    """Lives in a group home in Zandhoven, whose leerplicht joins the overleg; of its care Eikendal goes on to hear, where
    it lived before."""
    child = enrol(world, "de-schakel", residence="9902")
    by, municipality_before = party_of(child), "gemeente-jeugd:eikendal"
    world.care_with_stay(child, before="9901")
    for party, purpose in ((by, "thuiszittersoverleg"), (municipality_before, "zorgroute-terugmelding")):
        world.authority(child, by=party)
        world.informed(child, purpose, by=party)
    world.consent(child, "zorgroute-terugmelding", "gemeente-jeugd", "school", "jeugdhulp-status",
                  by=municipality_before)
    world.at_home(child, "lrv-4w-3m")
    world.case(child, "thuiszittersoverleg", by=by)
    for party in (leerplicht_of(child), municipality_before):
        world.case(child, "thuiszittersoverleg", by=party)
        world.consent(child, "thuiszittersoverleg", "school", party.split(":")[0], "thuiszittersmelding", by=by)
