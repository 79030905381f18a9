"""What a swap between two doctors moves, in words: one line for each placement."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.services.rotation_life_words import span
from app.services.wording import language


@dataclass(frozen=True, slots=True)
class MoveLine:
    """One placement that moves. Places are empty when it stays at its place."""

    doctor: str
    service: str
    old_place: str
    old_days: str
    new_place: str
    new_days: str


def move_lines(moves: list[Mapping[str, Any]]) -> tuple[MoveLine, ...]:
    """Moves as `rotation_swaps_tried.moves_of` keeps them, in the reader's language."""
    return tuple(_line(each) for each in moves)


def _line(move: Mapping[str, Any]) -> MoveLine:
    before, after = move["from"], move["to"]
    stays = before["place"] == after["place"]
    return MoveLine(
        move["doctor"],
        move.get(f"service_{language()}") or move["service_nb"],
        "" if stays else before["place"],
        _days(before),
        "" if stays else after["place"],
        _days(after),
    )


def _days(where: Mapping[str, str]) -> str:
    return span(date.fromisoformat(where["starts_on"]), date.fromisoformat(where["ends_on"]))
