"""The stretches of a training that have a least length, and how far a doctor is in them.

LIS1 in hospital, LIS1 in a municipality, and parts 2 and 3 taken together: those are the
only lengths that the regulation sets for every specialty.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import lru_cache
from itertools import combinations
from typing import NamedTuple

from pathways.types.knowledge import Specialty, Stage
from pathways.types.record import PlaceKind, Service, TraineeRecord
from pathways.worktime import PART23 as PART23
from pathways.worktime import PART23_TEMPLATES as PART23_TEMPLATES
from pathways.worktime import (
    Limits,
    credited_ticks,
    months_of,
    specialty_code,
    stretch_of,
    template_of,
    ticks_of,
    whole_ticks,
)

LIS1_HOSPITAL = "lis1_hospital"
LIS1_MUNICIPALITY = "lis1_municipality"

_ORDER = (
    ("student_unlicensed", "student_abroad"),
    ("student_licensed",),
    ("degree_abroad",),
    ("degree",),
    ("lis0", "part1_abroad"),
    (LIS1_HOSPITAL,),
    (LIS1_MUNICIPALITY,),
    ("part1_complete",),
    ("part2", "part3", "external_service", "observation_stay"),
    ("specialist",),
)
Places = frozenset[PlaceKind]
EVERYWHERE: Places = frozenset(PlaceKind)

_RANK = {template: rank for rank, templates in enumerate(_ORDER) for template in templates}
_BEYOND = len(_ORDER)


@lru_cache(maxsize=1024)
def rank_of(stage: str) -> int:
    """How far along the progress of the path a stage lies; equal ranks may run in parallel."""
    return _RANK.get(template_of(stage), _BEYOND)


def has_passed(record: TraineeRecord, stage: str) -> bool:
    """Whether the doctor has moved on from `stage` (has it behind, whatever was recorded)."""
    return record.stage != stage and rank_of(record.stage) > rank_of(stage)


def has_reached(record: TraineeRecord, stage: str) -> bool:
    """Whether the doctor is at `stage` or past it."""
    return record.stage == stage or rank_of(record.stage) >= rank_of(stage)


@dataclass(frozen=True, slots=True)
class PlaceCap:
    """The most months that service at some kinds of place may give, and the rule that says so."""

    places: Places
    months: Fraction
    rule_key: str

    @property
    def ticks(self) -> int:
        """The same in ticks."""
        return whole_ticks(self.months)


@dataclass(frozen=True, slots=True)
class Phase:
    """A stretch with a least length in months of credited service, and the rule that says so.

    `caps` bound how much of the length one kind of place may fill (general practice only).
    """

    key: str
    months: Fraction
    rule_key: str
    caps: tuple[PlaceCap, ...] = ()

    def takes(self, service: Service, specialty: str | None) -> bool:
        """Whether a service belongs to the phase.

        Service in parts 2 and 3 belongs only when it was in the doctor's own specialty: what
        carries over from another one is decided case by case.
        """
        if stretch_of(service.stage) != self.key:
            return False
        code = specialty_code(service.stage)
        return self.key != PART23 or not code or code == specialty


class PhaseTime(NamedTuple):
    """How much of a phase is served, in ticks, with the same in months.

    `ticks` never falls under the least length when the phase is passed; `recorded_ticks` is what
    the record itself shows; `over_caps_ticks` is service that lies beyond a cap and does not count.
    """

    phase: Phase
    ticks: int
    recorded_ticks: int
    over_caps_ticks: int = 0

    @property
    def months(self) -> Fraction:
        """Months that count."""
        return months_of(self.ticks)

    @property
    def recorded(self) -> Fraction:
        """Months that the record itself shows."""
        return months_of(self.recorded_ticks)

    @property
    def over_caps(self) -> Fraction:
        """Months beyond a cap."""
        return months_of(self.over_caps_ticks)

    @property
    def remaining_ticks(self) -> int:
        """Ticks of credited service that are left."""
        return max(0, ticks_of(self.phase.months) - self.ticks)

    @property
    def remaining(self) -> Fraction:
        """Months of credited service that are left."""
        return months_of(self.remaining_ticks)

    @property
    def is_taken_as_done(self) -> bool:
        """Whether the doctor has passed the phase although the record shows less."""
        return self.ticks > self.recorded_ticks


def phases_of(
    hospital: Stage,
    municipality: Stage,
    specialty: Specialty | None,
    caps: tuple[PlaceCap, ...] = (),
) -> tuple[Phase, ...]:
    """The phases up to the goal: part 1, and parts 2 and 3 once a specialty is chosen.

    `caps` are those of the specialty (`requirement_places.caps_of`).

    Raises ValueError when a LIS1 stage has no least length.
    """
    part1 = tuple(
        _phase(stage, rule)
        for stage, rule in (
            (hospital, "lis1-hospital-months"),
            (municipality, "lis1-municipality-months"),
        )
    )
    if specialty is None:
        return part1
    months = Fraction(specialty.minimum_part23_months)
    return (*part1, Phase(PART23, months, "minimum-part23", caps))


def phase_time(record: TraineeRecord, phase: Phase, until: date, limits: Limits) -> PhaseTime:
    """What of `phase` is served up to and including `until`, with its caps applied."""

    def ticks_at(places: Places | None) -> int:
        def counts(service: Service) -> bool:
            at_place = places is None or service.place_kind in places
            return at_place and phase.takes(service, record.specialty)

        return credited_ticks(record, counts, until, limits)

    return time_served(record, phase, ticks_at)


def time_served(
    record: TraineeRecord, phase: Phase, ticks_at: Callable[[Places | None], int]
) -> PhaseTime:
    """The time in a phase; `ticks_at` gives the ticks served at some places (None: all)."""
    whole = ticks_at(None)
    recorded = capped_ticks(phase.caps, ticks_at) if whole and phase.caps else whole
    passed = has_passed(record, "part3" if phase.key == PART23 else phase.key)
    counted = max(recorded, ticks_of(phase.months)) if passed else recorded
    return PhaseTime(phase, counted, recorded, whole - recorded)


def capped_months(
    caps: Sequence[PlaceCap], months_at: Callable[[Places | None], Fraction]
) -> Fraction:
    """`capped_ticks` in months."""
    return months_of(capped_ticks(caps, lambda places: ticks_of(months_at(places))))


def capped_ticks(caps: Sequence[PlaceCap], ticks_at: Callable[[Places | None], int]) -> int:
    """Service where time beyond a cap gives nothing; the caps share no kind of place.

    `ticks_at` gives the ticks served at some kinds of place (None: at all), a day counted once.
    The result is the most that can be credited when every day is laid to one place: for each
    choice of caps, what those caps allow and all service elsewhere bound it, and the tightest
    bound is reached (largest flow, smallest cut). So a day served at two places, one counted
    inside the other, goes to the place with room left.
    """
    whole = ticks_at(None)
    if all(whole <= (most := cap.ticks) or ticks_at(cap.places) <= most for cap in caps):
        return whole
    bounds = [whole]
    for full in (f for size in range(len(caps)) for f in combinations(caps, size + 1)):
        elsewhere = ticks_at(EVERYWHERE.difference(*(cap.places for cap in full)))
        bounds.append(sum((cap.ticks for cap in full), elsewhere))
    return min(bounds)


def _phase(stage: Stage, rule_key: str) -> Phase:
    if stage.minimum_months is None:
        raise ValueError(f"stage {stage.key} has no least length")
    return Phase(stage.template, Fraction(stage.minimum_months), rule_key)
