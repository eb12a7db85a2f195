"""The column *Forbidden* of convenant 2, as far as records, fields and roles can tell it (README, "What no file can
permit"): what the language refuses in a rule, so that generated convenants keep to it. No decision looks at it.
"""

import schema

DIAGNOSIS = ("verzuimmelding.achtergrond", "verzuimmelding.lpw_grond", "thuiszittersmelding.oorzaak_code",
             "thuiszittersmelding.factor_codes", "thuiszittersmelding.risico_grond")
MEDICAL = ("mazl-vraag", "jgz-contactmoment", "behandel-terugkoppeling", "tlv-aanvraag.onderzoek",
           "tlv-aanvraag.deskundigenadvies")
DOCTOR = "vrijstelling-5a.verklaring_conclusie"
HOME = ("hulpvraag", "contactgegevens.gezag")
CARE = ("jeugdhulp-toewijzing", "jeugdhulp-status", "behandel-terugkoppeling", "thuiszittersmelding.hulp_betrokken",
        "terugplaatsing.zorg", "oza-plaatsing.product", "oza-plaatsing.alternatief_product", "oza-plaatsing.wet")
TLV = ("tlv-aanvraag", "tlv-besluit", "terugplaatsing.tlv_eind")
NUMBERS = ("leerling-id.bsn", "leerling-id.onderwijsnummer")
REST_OF_OPP = tuple(f"opp.{field}" for field in ("onderbouwing", "afwijking_programma", "handelingsdeel", "uitkomst",
                                                 "uitstroomprofiel", "verplicht_grond"))
SWV = ("swv-po", "swv-vo")
CHILD = "leerling-id-kern"

NEVER = {
    "verzuim-wettelijke-melding": ("mazl-vraag", "verzuim-totalen", "verzuimmelding.roosteruren",
                                   "verzuimmelding.uren_per_dag", "verzuimmelding.vaste_momenten"),
    "verzuimoverleg": (*DIAGNOSIS, *MEDICAL, "mazl-advies", DOCTOR, *HOME),
    "verzuim-mazl-consultvraag": NUMBERS,
    "verzuim-mazl-terugkoppeling": ("verzuimmelding.reden", *DIAGNOSIS, *MEDICAL, DOCTOR, *HOME),
    "thuiszitter-melding-swv": (*MEDICAL, "mazl-advies", DOCTOR),
    "thuiszitter-melding-overig": ("dossier-uittreksel", "verzuimmelding", "verzuim-totalen"),
    "mdo-ondersteuning": (*REST_OF_OPP, "verzuimmelding", "verzuim-totalen"),
    "zorgroute-aanmelding": (*REST_OF_OPP, "tlv-aanvraag"),
    "tlv-aanvraag": NUMBERS,
    "tlv-besluit": TLV,
    "oza-aanmelding": (*TLV, *MEDICAL, "mazl-advies", "jeugdhulp-toewijzing", "jeugdhulp-status"),
    "oza-melding-woongemeente": ("opp", "tlv-aanvraag", "tlv-besluit", "onderwijskundig-advies", "overstap",
                                 "terugplaatsing", "verzuimmelding", "verzuim-totalen", "schoolacties",
                                 "risico-uitval", "thuiszittersmelding"),
    "vrijstelling-5a-advies-onderwijs": ("verzuimmelding.reden", *DIAGNOSIS, *MEDICAL, "mazl-advies", DOCTOR, *CARE),
    "vrijstelling-5a-verklaring": ("verzuimmelding.reden", *DIAGNOSIS, *MEDICAL, "mazl-advies", *CARE),
    "vrijstelling-5a-heroverweging": ("verzuimmelding.reden", *DIAGNOSIS, *MEDICAL, "mazl-advies", DOCTOR, *CARE),
    "po-vo-overstap-zorg": TLV,
    "leerplicht-naar-doorstroompunt": (*CARE, *MEDICAL, "mazl-advies", DOCTOR, "hulpvraag"),
    "school-naar-werk": ("verzuimmelding.reden", *DIAGNOSIS, *MEDICAL, "mazl-advies", DOCTOR, *CARE),
}
SAVE = {"oza-aanmelding": ("tlv-aanvraag.categorie", "tlv-besluit.categorie")}
ONLY = {
    "jgz-contactmoment-planning": ("jgz-klassenlijst",),
    "doorbraak-escalatie": ("afspraken", "blokkade", CHILD),
    "zorgroute-terugmelding": (CHILD, *(f"jeugdhulp-status.{field}" for field in (
        "status", "datum", "contactpersoon", "aangevraagd_op", "verwachte_start", "overbrugging_door", "onderbroken",
        "collectief"))),
    "oza-grensverkeer-verrekening": tuple(f"oza-plaatsing.{field}" for field in (
        "start", "eind", "dagdelen", "woongemeente", "betalende_gemeente", "woonperioden", "buiten_regio", "swv",
        "tarief", "toeslag", "onderwijs_betaler")),
}
NOTHING_SPECIAL = ("verzuim-mazl-naar-leerplicht", "thuiszitter-melding-overig")
SENDERS = {"tlv-besluit": SWV}                          # whom a cell of NEVER is about; of others everyone
RECIPIENTS = {"mdo-ondersteuning": ("gemeente-jeugd", "jgz", "jeugdhulpaanbieder")}
SPARED = {"tlv-besluit": ("school", "so-vso", "ouder")}
NO_RECIPIENT = {"jeugdhulp-toewijzing": (*SWV, "school", "so-vso", "mbo", "oza-school")}
CONDITIONS = {
    "verzuim-18plus-melding": ({"age": {"at_least": "18", "at_most": "27"}}, {"without": "startkwalificatie"}),
    "school-naar-werk": ({"age": {"at_most": "27"}},),
}
CONSENT = ("verzuim-mazl-consultvraag",)
HARMLESS = {                                            # what a rule of a purpose may give where nothing else is left
    "jgz-contactmoment-planning": {"jgz-klassenlijst": ["groep"]},
    "zorgroute-terugmelding": {CHILD: ["geslacht"]},
    "oza-grensverkeer-verrekening": {"oza-plaatsing": ["betalende_gemeente"]},
}


def speaks_of(names: tuple[str, ...], types: dict, kind: str, field: str) -> bool:
    source, name = schema.origin_of(types, kind, field)
    return bool({kind, f"{kind}.{field}", source, f"{source}.{name}"} & {*names})


def concerned(purpose: str, rule: dict) -> bool:
    """Whether the rule has a flow that the cell of NEVER is about."""
    takers = [role for role in as_list(rule["to"]) if role in RECIPIENTS.get(purpose, (role,))
              and role not in SPARED.get(purpose, ())]
    return bool(takers) and any(role in SENDERS.get(purpose, (role,)) for role in as_list(rule["from"]))


def may_give(types: dict, purpose: str, rule: dict, kind: str, field: str) -> bool:
    if purpose in NOTHING_SPECIAL and schema.field_schema(types, kind, field)["x-class"] == "B":
        return False
    if purpose in ONLY and not speaks_of(ONLY[purpose], types, kind, field):
        return False
    return not concerned(purpose, rule) or not speaks_of(NEVER.get(purpose, ()), types, kind, field) \
        or speaks_of(SAVE.get(purpose, ()), types, kind, field)


def as_list(value: object) -> list:
    return value if isinstance(value, list) else [value]
