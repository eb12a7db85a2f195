"""The way of a child's records as an inline SVG: who sent, the gate, who received and who did not."""

from collections.abc import Callable
from html import escape
from typing import TypeVar

from logbook import Exchange

T = TypeVar("T")
Lane = tuple[str, str, int]  # a receiver, the outcome, how many exchanges
ROW = 46
WIDTH = 760
COLOURS = {"given": "#1b7f4d", "held": "#b3261e", "waiting": "#8a5a00"}
WORDS = {"given": "verstrekt", "held": "niet verstrekt", "waiting": "onderweg"}


def way(exchanges: list[Exchange], name: Callable[[str], str]) -> str:
    """One line per receiver; a receiver of several exchanges shows the best of them and how many there are. Drawn twice,
    from left to right and, for a narrow screen, from top to bottom; the style shows one of them."""
    lanes = _lanes(exchanges)
    senders = sorted({e.sender for e in exchanges})
    described = "; ".join(f"{name(receiver)}: {WORDS[outcome]}" for receiver, outcome, _ in lanes)
    return _wide(senders, lanes, name, described) + _tall(senders, lanes, name, described)


def _wide(senders: list[str], lanes: list[Lane], name: Callable[[str], str], described: str) -> str:
    height = max(len(lanes), len(senders)) * ROW + 30
    middle = height / 2
    parts = [f'<rect x="318" y="14" width="124" height="{height - 28}" rx="10" class="gate"/>',
             f'<text x="380" y="{middle - 4:.0f}" class="gate-name">Kolk</text>',
             f'<text x="380" y="{middle + 16:.0f}" class="gate-word">kijkt twee keer</text>']
    for sender, y in _spread(senders, height):
        parts.append(_box(8, y, 224, name(sender)))
        parts.append(f'<path d="M232 {y:.0f} C 280 {y:.0f} 275 {middle:.0f} 318 {middle:.0f}" class="in"/>')
    for lane, y in _spread(lanes, height):
        given = lane[1] == "given"
        end = 520 if given else 478
        parts.append(f'<path d="M442 {middle:.0f} C 470 {middle:.0f} 470 {y:.0f} {end} {y:.0f}" {_stroke(lane)}/>')
        parts.append("" if given else _barrier(end + 2, y, lane))
        parts.append(_box(528, y, 224, name(lane[0]), lane))
    return _drawing("wide", WIDTH, height, described, parts)


def _tall(senders: list[str], lanes: list[Lane], name: Callable[[str], str], described: str) -> str:
    """Senders above the gate and receivers below it, each tied to a rail on the left."""
    top = len(senders) * ROW + 10
    bottom = top + 56
    last = bottom + len(lanes) * ROW - 13
    parts = [f'<path d="M18 {bottom} V {last}" class="in"/>']
    for i, sender in enumerate(senders):
        y = 23 + i * ROW
        parts.append(f'<path d="M44 {y} H 18 V {top}" class="in"/>' + _box(44, y, 264, name(sender)))
    parts += [f'<rect x="2" y="{top}" width="306" height="56" rx="10" class="gate"/>',
              f'<text x="155" y="{top + 26}" class="gate-name">Kolk</text>',
              f'<text x="155" y="{top + 45}" class="gate-word">kijkt twee keer</text>']
    for i, lane in enumerate(lanes):
        y = bottom + 33 + i * ROW
        given = lane[1] == "given"
        parts.append(f'<path d="M18 {y} H {44 if given else 34}" {_stroke(lane)}/>')
        parts.append("" if given else _barrier(36, y, lane))
        parts.append(_box(44, y, 264, name(lane[0]), lane))
    return _drawing("tall", 310, last + 24, described, parts)


def _drawing(shape: str, width: int, height: int, described: str, parts: list[str]) -> str:
    return (f'<svg class="{shape}" viewBox="0 0 {width} {height}" role="img"'
            f' aria-label="{escape(described, quote=True)}">{"".join(parts)}</svg>')


def _stroke(lane: Lane) -> str:
    dash = "" if lane[1] == "given" else ' stroke-dasharray="5 5"'
    return f'stroke="{COLOURS[lane[1]]}" stroke-width="2.5" fill="none"{dash}'


def _barrier(x: int, y: float, lane: Lane) -> str:
    return f'<path d="M{x} {y - 9:.0f} V {y + 9:.0f}" stroke="{COLOURS[lane[1]]}" stroke-width="4"/>'


def _lanes(exchanges: list[Exchange]) -> list[Lane]:
    lanes: dict[tuple[str, str], int] = {}
    for exchange in exchanges:
        key = (exchange.receiver, exchange.outcome)
        lanes[key] = lanes.get(key, 0) + 1
    return sorted((receiver, outcome, count) for (receiver, outcome), count in lanes.items())


def _spread(things: list[T], height: float) -> list[tuple[T, float]]:
    step = (height - 20) / max(1, len(things))
    return [(thing, 10 + step * (i + 0.5)) for i, thing in enumerate(things)]


def _box(x: int, y: float, width: int, party: str, lane: Lane | None = None) -> str:
    middle = x + width // 2
    box = (f'<rect x="{x}" y="{y - 20:.0f}" width="{width}" height="40" rx="8" class="party"/>'
           f'<text x="{middle}" y="{y + (-1 if lane else 4):.0f}" class="party-name">{escape(party)}</text>')
    if not lane:
        return box
    _, outcome, count = lane
    many = f" ({count})" if count > 1 else ""
    return box + (f'<text x="{middle}" y="{y + 15:.0f}" class="word" fill="{COLOURS[outcome]}">'
                  f'{WORDS[outcome]}{many}</text>')
