"""The way of a child's records as an inline SVG: who sent, the gate, who received and who did not."""

from collections.abc import Callable
from html import escape
from typing import TypeVar

from logbook import Exchange

T = TypeVar("T")
ROW = 46
WIDTH = 760
COLOURS = {"given": "#1b7f4d", "held": "#b3261e", "waiting": "#8a5a00"}
WORDS = {"given": "verstrekt", "held": "niet verstrekt", "waiting": "onderweg"}


def way(exchanges: list[Exchange], name: Callable[[str], str]) -> str:
    """One line per receiver; a receiver of several exchanges shows the best of them and how many there are."""
    lanes = _lanes(exchanges)
    senders = sorted({e.sender for e in exchanges})
    height = max(len(lanes), len(senders)) * ROW + 30
    middle = height / 2
    parts = [f'<rect x="318" y="14" width="124" height="{height - 28}" rx="10" class="gate"/>',
             f'<text x="380" y="{middle - 4:.0f}" class="gate-name">Kolk</text>',
             f'<text x="380" y="{middle + 16:.0f}" class="gate-word">kijkt twee keer</text>']
    for sender, y in _spread(senders, height):
        parts.append(_box(8, y, name(sender), below=4))
        parts.append(f'<path d="M232 {y:.0f} C 280 {y:.0f} 275 {middle:.0f} 318 {middle:.0f}" class="in"/>')
    for (receiver, outcome, count), y in _spread(lanes, height):
        colour = COLOURS[outcome]
        dash = "" if outcome == "given" else ' stroke-dasharray="5 5"'
        end = 520 if outcome == "given" else 478
        parts.append(f'<path d="M442 {middle:.0f} C 470 {middle:.0f} 470 {y:.0f} {end} {y:.0f}" stroke="{colour}"'
                     f' stroke-width="2.5" fill="none"{dash}/>')
        if outcome != "given":
            parts.append(f'<path d="M{end + 2} {y - 9:.0f} V {y + 9:.0f}" stroke="{colour}" stroke-width="4"/>')
        parts.append(_box(528, y, name(receiver)))
        many = f" ({count})" if count > 1 else ""
        parts.append(f'<text x="640" y="{y + 15:.0f}" class="word" fill="{colour}">{WORDS[outcome]}{many}</text>')
    described = "; ".join(f"{name(receiver)}: {WORDS[outcome]}" for receiver, outcome, _ in lanes)
    return (f'<svg viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{escape(described, quote=True)}">'
            + "".join(parts) + "</svg>")


def _lanes(exchanges: list[Exchange]) -> list[tuple[str, str, int]]:
    lanes: dict[tuple[str, str], int] = {}
    for exchange in exchanges:
        key = (exchange.receiver, exchange.outcome)
        lanes[key] = lanes.get(key, 0) + 1
    return sorted((receiver, outcome, count) for (receiver, outcome), count in lanes.items())


def _spread(things: list[T], height: float) -> list[tuple[T, float]]:
    step = (height - 20) / max(1, len(things))
    return [(thing, 10 + step * (i + 0.5)) for i, thing in enumerate(things)]


def _box(x: int, y: float, text: str, below: int = -1) -> str:
    return (f'<rect x="{x}" y="{y - 20:.0f}" width="224" height="40" rx="8" class="party"/>'
            f'<text x="{x + 112}" y="{y + below:.0f}" class="party-name">{escape(text)}</text>')
