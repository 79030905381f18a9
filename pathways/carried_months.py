"""How many months of one specialty may count in another, at the most."""

from collections.abc import Callable, Sequence
from datetime import date
from fractions import Fraction

from pathways.phases import PART23_TEMPLATES
from pathways.requirement_places import PLACES
from pathways.types.knowledge import Requirement
from pathways.types.record import PlaceKind, Service, TraineeRecord
from pathways.worktime import Limits, credited_months


def of_specialty(record: TraineeRecord, code: str) -> Callable[[Service], bool]:
    """Picks service of parts 2 and 3 in a specialty.

    A spell elsewhere that names no specialty belongs to the doctor's own.
    """
    own = ("", code) if record.specialty == code else (code,)

    def picks(service: Service) -> bool:
        template, _, named = service.stage.partition(":")
        return template in PART23_TEMPLATES and named in own

    return picks


def months_that_may_count(
    record: TraineeRecord,
    origin: str,
    wanted: Sequence[Requirement],
    needed: Fraction,
    until: date,
    limits: Limits,
) -> Fraction:
    """The most of the service in `origin` that can count towards `needed` months elsewhere.

    `wanted` are the months the new specialty asks for at one kind of place (ALM: 24 in open
    practice). Service of another kind cannot fill those, whatever is decided, so a psychiatrist
    who becomes a GP can use at most 36 of 60 months.
    """
    picks = of_specialty(record, origin)
    earned = credited_months(record, picks, until, limits)
    filled = reserved = Fraction(0)
    for requirement in wanted:
        places = PLACES.get(requirement.inside_service or "")
        if places is None:
            continue
        amount = Fraction(str(requirement.amount or 0))
        reserved += amount
        there = credited_months(record, _at(picks, places.widest), until, limits)
        filled += min(amount, there)
    filled = min(filled, earned)
    free = max(Fraction(0), needed - reserved)
    return min(filled + min(earned - filled, free), needed)


def _at(
    picks: Callable[[Service], bool], places: frozenset[PlaceKind]
) -> Callable[[Service], bool]:
    return lambda service: picks(service) and service.place_kind in places
