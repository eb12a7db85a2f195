"""The column *Forbidden* of convenant 2, as far as records, fields and roles can tell it (README, "What no file can
permit"): what the language refuses in a rule, so that generated convenants keep to it. No decision looks at it.
"""

import schema
from language import NO_SICKNESS

SWV = ("swv-po", "swv-vo")
CHILD = "leerling-id-kern"
NUMBERED = ("leerling-id", CHILD)
OPP_KERN = ("opp.uitstroombestemming", "opp.begeleiding", "opp.evaluatiedatum")
CONTACT = ("contact", *(f"contactgegevens.{field}" for field in ("adres", "postcode", "telefoon", "email")))

NEVER = {
    "verzuim-wettelijke-melding": ("verzuimmelding.roosteruren", "verzuimmelding.uren_per_dag",
                                   "verzuimmelding.vaste_momenten"),
    "verzuimoverleg": ("verzuimmelding.achtergrond", "verzuimmelding.lpw_grond"),
    "po-vo-overstap-zorg": ("overstap.ondersteuningscode",),
}
ONLY = {                                                # what its row names, and who it is about
    "verzuim-wettelijke-melding": (*NUMBERED, "verzuimmelding"),
    "verzuim-18plus-melding": (*NUMBERED, "verzuimmelding"),
    "verzuimoverleg": (*NUMBERED, "verzuimmelding", "verzuim-totalen", "schoolacties", "casusoverleg"),
    "verzuim-mazl-consultvraag": (CHILD, "mazl-vraag"),
    "verzuim-mazl-terugkoppeling": (CHILD, "mazl-advies"),
    "verzuim-mazl-naar-leerplicht": (*NUMBERED, "verzuimmelding"),
    "jgz-contactmoment-planning": ("jgz-klassenlijst",),
    "thuiszitter-melding-swv": (CHILD, "thuiszittersmelding"),
    "thuiszittersoverleg": (CHILD, "thuiszittersmelding", "afspraken", "casusoverleg", "behandel-terugkoppeling"),
    "jeugdhulp-toewijzing": (*NUMBERED, "jeugdhulp-toewijzing", "jeugdhulp-status"),
    "tlv-aanvraag": (CHILD, "tlv-aanvraag", "tlv-besluit"),
    "tlv-besluit": (CHILD, "tlv-besluit"),
    "opp-opstellen-delen": (CHILD, "opp"),
    "thuiszitter-melding-overig": (CHILD, "minimal-signal"),
    "doorbraak-escalatie": ("afspraken", "blokkade", CHILD),
    "mdo-ondersteuning": (CHILD, *OPP_KERN, "hulpvraag", "afspraken", "casusoverleg"),
    "zorgroute-aanmelding": (CHILD, *CONTACT, *OPP_KERN, "opp.begeleidingsvraag", "hulpvraag"),
    "zorgroute-terugmelding": (CHILD, *(f"jeugdhulp-status.{field}" for field in (
        "status", "datum", "contactpersoon", "aangevraagd_op", "verwachte_start", "overbrugging_door", "onderbroken",
        "collectief"))),
    "oza-aanmelding": (CHILD, "oza-plaatsing", "tlv-aanvraag.categorie", "tlv-besluit.categorie"),
    "oza-melding-woongemeente": (CHILD, "oza-kern", "oza-plaatsing"),
    "oza-grensverkeer-verrekening": tuple(f"oza-plaatsing.{field}" for field in (
        "start", "eind", "dagdelen", "woongemeente", "betalende_gemeente", "woonperioden", "buiten_regio", "swv",
        "tarief", "toeslag", "onderwijs_betaler")),
    "vrijstelling-5a-advies-onderwijs": (CHILD, "onderwijskundig-advies"),
    "vrijstelling-5a-verklaring": (*NUMBERED, *(f"vrijstelling-5a.{field}" for field in (
        "soort", "schooljaar", "status", "blijvend", "verklaring_conclusie", "arts_rol", "datum", "eerste_jaar"))),
    "vrijstelling-5a-heroverweging": (CHILD, *CONTACT, "5a-kern", "vrijstelling-5a.schooljaar",
                                      "vrijstelling-5a.status"),
    "po-vo-overstap-zorg": (CHILD, *(f"thuiszittersmelding.{field}" for field in (
        "categorie", "startdatum", "zorgplichtige_school")), "overstap"),
    "leerplicht-naar-doorstroompunt": (*NUMBERED, "dossier-uittreksel"),
    "school-naar-werk": (*NUMBERED, "risico-uitval"),
}
NOTHING_SPECIAL = ("verzuim-mazl-naar-leerplicht",)
RECIPIENTS = {                                          # to nobody else, whatever it is
    "verzuim-wettelijke-melding": NO_SICKNESS,          # of whom K5 knows what they may hear
    "verzuim-18plus-melding": NO_SICKNESS,
    "verzuim-mazl-naar-leerplicht": NO_SICKNESS,
    "tlv-besluit": ("school", "so-vso", "ouder"),
    "leerplicht-naar-doorstroompunt": ("leerplicht", "doorstroompunt"),
}
SENDERS = {"leerplicht-naar-doorstroompunt": ("leerplicht", "doorstroompunt")}
NO_RECIPIENT = {"jeugdhulp-toewijzing": (*SWV, "school", "so-vso", "mbo", "oza-school")}
CONDITIONS = {
    "verzuim-18plus-melding": ({"age": {"at_least": "18", "at_most": "27"}}, {"without": "startkwalificatie"}),
    "school-naar-werk": ({"age": {"at_most": "27"}},),
}
CONSENT = (                                             # convenant 2, the column Cons: Y, whichever the field
    "verzuim-mazl-consultvraag", "verzuim-mazl-terugkoppeling", "zorgroute-aanmelding", "zorgroute-terugmelding",
    "vrijstelling-5a-advies-onderwijs", "vrijstelling-5a-heroverweging", "po-vo-overstap-zorg")
PSEUDONYM = ("oza-grensverkeer-verrekening",)
HARMLESS = {                                            # what a rule of a purpose may give where nothing else is left
    "jgz-contactmoment-planning": {"jgz-klassenlijst": ["groep"]},
    "oza-grensverkeer-verrekening": {"oza-plaatsing": ["betalende_gemeente"]},
}
CARRIES_NUMBERS = (                                     # convenant 2, the column BSN
    "verzuim-wettelijke-melding", "verzuim-18plus-melding", "verzuim-mazl-naar-leerplicht", "jeugdhulp-toewijzing",
    "leerplicht-naar-doorstroompunt", "school-naar-werk", "ots-informatie-gi", "veiligheid-meldcode", "vitaal-belang",
    "rechten-betrokkene")
TO_LEERPLICHT = ("verzuimoverleg", "vrijstelling-5a-verklaring")


def givers(purpose: str, roles: list[str]) -> list[str]:
    """Of these, who may give anything for this purpose."""
    return [role for role in roles if role in SENDERS.get(purpose, (role,))]


def takers(purpose: str, roles: list[str]) -> list[str]:
    """Of these, who may get anything for this purpose."""
    return [role for role in roles if role in RECIPIENTS.get(purpose, (role,))
            and role not in NO_RECIPIENT.get(purpose, ())]


def may_carry_number(purpose: str, rule: dict) -> bool:
    return purpose in CARRIES_NUMBERS or purpose in TO_LEERPLICHT and {*as_list(rule["to"])} == {"leerplicht"}


def harmless(purpose: str) -> dict[str, list[str]]:
    other = {CHILD: ["geslacht"]} if purpose in ONLY else {"afspraken": ["actie", "datum"]}
    return dict(HARMLESS.get(purpose, other))


def speaks_of(names: tuple[str, ...], types: dict, kind: str, field: str) -> bool:
    source, name = schema.origin_of(types, kind, field)
    return bool({kind, f"{kind}.{field}", source, f"{source}.{name}"} & {*names})


def may_give(types: dict, purpose: str, kind: str, field: str) -> bool:
    if purpose in NOTHING_SPECIAL and schema.field_schema(types, kind, field)["x-class"] == "B":
        return False
    if purpose in ONLY and not speaks_of(ONLY[purpose], types, kind, field):
        return False
    return not speaks_of(NEVER.get(purpose, ()), types, kind, field)


def as_list(value: object) -> list:
    return value if isinstance(value, list) else [value]
