"""README, "What no file can permit": K2 to K7 and S."""

from typing import Any

import schema
from language import CHAIN_OF_CARE, HARMLESS, KNOWN_HARMLESS, NO_SICKNESS, SICK, Asked, as_list, code_of, words_of

SWV = ("swv-po", "swv-vo")
NO_NUMBERS = (*SWV, "jgz")                              # K3, K4
UNAUTHORISED = ("16u-4w", "lrv", "luxe", "18plus")       # types of absence that are so by themselves
WORDS_OF_SICKNESS = (("verzuimmelding", "acties_school"), ("verzuimmelding", "interventie_school"),
                     ("thuiszittersmelding", "volgende_actie"), ("thuiszittersmelding", "uitkomst"),
                     ("blokkade", "blokkade_code"), ("afspraken", "actie"))              # K5, where a rule gives it


def forbidden_by_law(asked: Asked) -> str | None:
    """README, "What no file can permit"."""
    sender, recipient = asked.sender.role, asked.recipient.role
    with_consent = asked.rule is not None and asked.consent != "none" and asked.kind != "override"
    if asked.type in ("tlv-aanvraag", "tlv-besluit") and sender in SWV and not with_consent:
        if recipient not in ("school", "so-vso", "ouder"):
            return "deny.third-party"                   # K2
    if asked.type in ("mazl-advies", "jgz-contactmoment") and not with_consent:
        return "deny.secrecy"                           # K6
    if asked.kind in ("flow", "elsewhere") and not with_consent and comes_from_care(asked):
        return "deny.secrecy"                           # K6: convenant 3, with consent alone
    if recipient in NO_SICKNESS and (tells_of_sickness(asked) or gives_words_of_sickness(asked)):
        return "deny.sickleave"                         # K5
    if asked.type == "leerplicht-handhaving":
        return "deny.criminal"                          # S
    if asked.type == "jeugdhulp-toewijzing" and recipient not in ("gemeente-jeugd", "jeugdhulpaanbieder"):
        return "deny.basis"                             # K7
    barred = recipient in NO_NUMBERS or sender in SWV
    return "deny.bsn" if asked.type == "leerling-id" and barred else None                       # K3, K4


def comes_from_care(asked: Asked) -> bool:
    """What a provider told of, and how care stands, but between municipality and provider."""
    within = {asked.sender.role, asked.recipient.role} <= {*CHAIN_OF_CARE}
    return asked.type == "behandel-terugkoppeling" or asked.type == "jeugdhulp-status" and not within


def tells_of_sickness(asked: Asked) -> bool:
    """K5: sickness or suspension, by its reason or by article 11 of the Leerplichtwet, or as counts of sick reports;
    or authorised absence that nothing explains as neither."""
    def said_in(field: str) -> str | None:
        return code_of(asked.fields.get(field))

    if asked.type == "verzuimmelding":
        reason, ground = said_in("reden") or None, said_in("grondslag")
        unauthorised = ground == "ongeoorloofd" or said_in("type") in UNAUTHORISED
        unknown = reason is not None and reason not in HARMLESS and not unauthorised
        unexplained = (ground == "geoorloofd" or not unauthorised) and reason not in KNOWN_HARMLESS
        return unknown or unexplained or any(map(speaks_of_sickness, (reason, asked.fields.get("achtergrond")))) \
            or said_in("lpw_grond") in ("11c", "11d")
    at_risk = said_in("categorie") == "risico"          # 7.3: by 11c, 11d or WEC 12
    if asked.type == "thuiszittersmelding":
        causes = [*as_list(asked.fields.get("oorzaak_code")), *as_list(asked.fields.get("factor_codes"))]
        return said_in("risico_grond") in ("11c", "11d") or at_risk and said_in("risico_grond") != "wec12" \
            or any(map(speaks_of_sickness, causes))
    return asked.type == "mazl-vraag" or asked.type == "thuiszittersmelding-kern" and at_risk


def gives_words_of_sickness(asked: Asked) -> bool:
    """K5: in a text or code of WORDS_OF_SICKNESS, by whatever name, that the rule gives; or a reason that nobody knows."""
    given = asked.named.get(asked.type, ()) if asked.rule else ()
    origins = {field: schema.origin_of(asked.types, asked.type, field) for field in given}
    reasons = [code_of(asked.fields.get(field)) for field in given if origins[field] == ("verzuimmelding", "reden")]
    return any(reason and reason not in HARMLESS for reason in reasons) or any(
        speaks_of_sickness(asked.fields.get(field)) for field in given if origins[field] in WORDS_OF_SICKNESS)


def speaks_of_sickness(value: Any) -> bool:
    return bool({*words_of(value)} & {*SICK})
