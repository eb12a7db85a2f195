"""verhalen.html: four invented children, and what happened to their records, from the log and what receivers wrote."""

from dataclasses import dataclass
from html import escape
from pathlib import Path

import picture
from birthday import Answer, yesterday_and_today
from children import Child
from kolk import Kolk
from logbook import Exchange, Logbook
from region import TODAY, organisations

TITLES = {
    "opp-opstellen-delen": "Ontwikkelingsplan delen", "thuiszitter-melding-swv": "Melding dat een kind thuiszit",
    "tlv-aanvraag": "Aanvraag voor speciaal onderwijs", "tlv-besluit": "Besluit over speciaal onderwijs",
    "verzuimoverleg": "Overleg over verzuim", "thuiszittersoverleg": "Overleg over thuiszitten",
    "verzuim-mazl-consultvraag": "Vraag aan de jeugdarts", "verzuim-mazl-terugkoppeling": "Advies van de jeugdarts",
    "oza-aanmelding": "Aanmelding bij onderwijs met zorg", "zorgroute-terugmelding": "Bericht dat hulp is gestart",
}
ROLES = {"swv-vo": "SWV voortgezet onderwijs", "swv-po": "SWV primair onderwijs", "jgz": "Jeugdgezondheidszorg",
         "leerplicht": "Leerplicht", "gemeente-jeugd": "Jeugdteam"}
COLUMNS = ("Waarvoor", "Van en naar", "Uitkomst", "Gegeven", "Niet gegeven", "Grond")


@dataclass
class Story:
    part: str
    title: str
    lesson: str


STORIES = (
    Story("allowed", "Alles in orde",
          "Alle afspraken kloppen: ieder krijgt wat hij nodig heeft voor zijn taak, en niet meer."),
    Story("withheld", "Ziek is geen spijbelen",
          "Leerplicht hoort van ongeoorloofd verzuim. Een ziekmelding gaat daar nooit heen."),
    Story("withdrawn", "Toch maar niet",
          "Toestemming wordt opnieuw bekeken op het moment dat een bericht echt weggaat."),
    Story("sixteen", "Vandaag zestien",
          "Vanaf de zestiende verjaardag beslist de jongere zelf."),
)


def write(state: Path, kolk: Kolk, cast: dict[str, Child]) -> None:
    logbook = Logbook(kolk, state)
    asides = {"sixteen": two_days(yesterday_and_today(kolk, state, cast["sixteen"]))}
    pages = [page(story, cast[story.part], logbook, asides.get(story.part, "")) for story in STORIES]
    style = (Path(__file__).parent / "verhalen.css").read_text(encoding="utf-8")
    (state / "verhalen.html").write_text(document(style, pages), encoding="utf-8")


def document(style: str, pages: list[str]) -> str:
    return f"""<!DOCTYPE html>
<html lang="nl">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>VOORBEELD: vier verhalen uit de voorbeeldregio</title><style>{style}</style></head>
<body>
<header><p class="mark">VOORBEELD</p><h1>Vier verhalen uit de voorbeeldregio</h1>
<p>Deze kinderen bestaan niet. Hun namen, scholen en nummers zijn verzonnen; wat er met hun gegevens gebeurde, is op
{TODAY:%d-%m-%Y} werkelijk zo gegaan en staat zo in het verstrekkingenlogboek.</p></header>
<main>{''.join(pages)}</main>
</body></html>
"""


def page(story: Story, child: Child, logbook: Logbook, aside: str) -> str:
    exchanges = logbook.of(child)
    return f"""<article aria-labelledby="{story.part}">
<p class="mark">VOORBEELD</p>
<h2 id="{story.part}">{escape(story.title)}</h2>
<p class="who">{escape(child.full_name)}, {child.age_on(TODAY)} jaar, {escape(child.school.name)}</p>
<p class="lesson">{escape(story.lesson)}</p>
<p>{escape(telling(story.part, child, exchanges))}</p>
{aside}
{picture.way(exchanges, party_name)}
<table><caption>Wat er met de gegevens van {escape(child.first)} gebeurde</caption>
<thead><tr>{''.join(f'<th scope="col">{column}</th>' for column in COLUMNS)}</tr></thead>
<tbody>{rows(exchanges)}</tbody></table>
</article>
"""


def two_days(answers: list[Answer]) -> str:
    cards = "".join(f"""<li class="{'given' if answer.allowed else 'held'}"><strong>{answer.day:%d-%m-%Y}:
{'mocht' if answer.allowed else 'mag niet'}</strong> {escape(answer.sentence)}</li>""" for answer in answers)
    return f'<p>Dezelfde vraag aan de jeugdarts, op twee dagen gesteld:</p><ul class="days">{cards}</ul>'


def rows(exchanges: list[Exchange]) -> str:
    """One row for what went the same way to several receivers."""
    alike: dict[tuple[str, str, str, str, tuple[str, ...]], list[Exchange]] = {}
    for one in exchanges:
        key = (one.purpose, one.sender, one.outcome, one.sentence, tuple(one.given))
        alike.setdefault(key, []).append(one)
    return "".join(row(same) for same in alike.values())


def row(same: list[Exchange]) -> str:
    one = same[0]
    receivers = ", ".join(dict.fromkeys(party_name(exchange.receiver) for exchange in same))
    bases = "; ".join(dict.fromkeys(basis_text(basis) for exchange in same for basis in exchange.bases))
    consents = len({exchange.consent for exchange in same if exchange.consent})
    if consents:
        bases += "; met toestemming" if consents == 1 else f"; met {consents} toestemmingen"
    reason = f"<br><span class='reason'>{escape(one.sentence)}</span>" if one.sentence else ""
    cells = (
        escape(TITLES.get(one.purpose, one.purpose)), f"{escape(party_name(one.sender))} → {escape(receivers)}",
        f"<strong>{picture.WORDS[one.outcome]}</strong>{reason}", escape(given_text(one)), escape(held_back(one)),
        escape(bases))
    labelled = "".join(f'<td data-label="{column}">{cell}</td>' for column, cell in zip(COLUMNS, cells, strict=True))
    return f'<tr class="{one.outcome}">{labelled}</tr>\n'


def given_text(exchange: Exchange) -> str:
    """The fields given; those that say who the child is are named together."""
    if exchange.outcome != "given":
        return "niets"
    names = [field.split(".", 1) for field in exchange.given]
    who = any(record.startswith("leerling-id") for record, _ in names)
    number = any(field == "bsn" for _, field in names)
    rest = [field.replace("_", " ") for record, field in names if not record.startswith("leerling-id")]
    return ", ".join(["wie het is"] * who + ["bsn"] * number + rest)


def held_back(exchange: Exchange) -> str:
    if exchange.outcome != "given":
        return "alles"
    if not exchange.withheld:
        return "niets"
    return f"{len(exchange.withheld)} velden"


def basis_text(basis: str) -> str:
    """`e WPO art. 18a` as a person writes it."""
    letter, _, law = basis.partition(" ")
    return f"{law} (AVG 6-1-{letter})"


def party_name(party: str) -> str:
    role, _, org = party.partition(":")
    name = next((o.name for o in organisations() if o.org == org), "een organisatie elders")
    if role in ("leerplicht", "gemeente-jeugd"):
        return f"{ROLES[role]} {name.removeprefix('Gemeente ')}"
    return ROLES.get(role, name)


def telling(part: str, child: Child, exchanges: list[Exchange]) -> str:
    """The story in words; every number in it is counted from the log."""
    given = [e for e in exchanges if e.outcome == "given"]
    receivers = len({e.receiver for e in given})
    first = child.first
    stopped = next((e for e in exchanges if e.queued_at and e.outcome == "held"), None)
    moments = f" Klaargezet om {stopped.queued_at}, tegengehouden om {stopped.ended_at}." if stopped else ""
    return {
        "allowed":
            f"{first} zit thuis. School, samenwerkingsverband, leerplicht, gemeente en jeugdarts werken samen. Er "
            f"gingen {len(given)} berichten naar {receivers} organisaties. Elk bericht had een doel, een wet en, waar "
            "dat moet, de toestemming van ouders en kind.",
        "withheld":
            f"{first} was ziek en was daarnaast een paar dagen zonder reden weg. De school schreef allebei op. Over "
            "het ongeoorloofde verzuim is overleg; de ziekmelding bleef op school. Met toestemming vroeg de school de "
            "jeugdarts om mee te denken.",
        "withdrawn":
            f"{first} vond het goed dat het samenwerkingsverband hoort dat er hulp is gestart. Het bericht stond "
            "klaar. Voordat het wegging, trok zij haar toestemming in. De poort keek op dat moment opnieuw en hield "
            f"het tegen.{moments}",
        "sixteen":
            f"{first} is vandaag zestien geworden. Gisteren telde de toestemming van zijn ouders nog mee; vandaag moet "
            "hij zelf ja zeggen. Tot hij dat doet, gaat de vraag niet naar de jeugdarts.",
    }[part]
