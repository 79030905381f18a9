"""Finding a specialty by its code or name as people type it, with near matches when not."""

from dataclasses import dataclass
from difflib import SequenceMatcher

from pathways.types.knowledge import Specialty

MOST_SUGGESTIONS = 3
NEAR = 0.6
"""How alike (0 to 1) a name must be to be worth suggesting."""


@dataclass(frozen=True, slots=True)
class SearchAnswer:
    """Either the specialty, or the ones that may have been meant."""

    wanted: str
    found: Specialty | None
    suggestions: tuple[Specialty, ...] = ()


def find_specialty(specialties: tuple[Specialty, ...], wanted: str) -> SearchAnswer:
    """The specialty with this code or name, whatever the letter case; else near matches."""
    text = _folded(wanted)
    for specialty in specialties:
        if text in _names(specialty):
            return SearchAnswer(wanted, specialty)
    scored = [(_likeness(text, specialty), specialty) for specialty in specialties]
    near = sorted(
        (pair for pair in scored if pair[0] >= NEAR),
        key=lambda pair: (-pair[0], pair[1].name_nb),
    )
    return SearchAnswer(wanted, None, tuple(one for _score, one in near[:MOST_SUGGESTIONS]))


def _names(specialty: Specialty) -> tuple[str, ...]:
    return tuple(
        _folded(text)
        for text in (
            specialty.code,
            specialty.code_display,
            specialty.name_nb,
            specialty.name_en,
        )
    )


def _likeness(text: str, specialty: Specialty) -> float:
    """2 when a name begins with what was typed, 1 when it holds it, else how alike they are."""
    if not text:
        return 0.0
    names = _names(specialty)[2:]
    if len(text) >= 3 and any(name.startswith(text) for name in names):
        return 2.0
    if len(text) >= 3 and any(text in name for name in names):
        return 1.0
    words = [word for name in names for word in (name, *name.split())]
    return max(SequenceMatcher(None, text, word).ratio() for word in words)


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())
