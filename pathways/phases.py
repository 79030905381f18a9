"""The stretches of a training that have a least length, and how far a doctor is in them.

LIS1 in hospital, LIS1 in a municipality, and parts 2 and 3 taken together: those are the
only lengths that the regulation sets for every specialty.
"""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from pathways.types.knowledge import Specialty, Stage
from pathways.types.record import Service, TraineeRecord
from pathways.worktime import Limits, credited_months, template_of

LIS1_HOSPITAL = "lis1_hospital"
LIS1_MUNICIPALITY = "lis1_municipality"
PART23 = "part23"

PART23_TEMPLATES = frozenset({"part2", "part3", "external_service"})
"""Parts 2 and 3 are one stretch: part 2 has no length of its own and may run in parallel."""

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
_RANK = {template: rank for rank, templates in enumerate(_ORDER) for template in templates}
_BEYOND = len(_ORDER)


def rank_of(stage: str) -> int:
    """How far along the progress of the path a stage lies; equal ranks may run in parallel."""
    return _RANK.get(template_of(stage), _BEYOND)


def has_passed(record: TraineeRecord, stage: str) -> bool:
    """Whether the doctor has moved on from `stage` (has it behind, whatever was recorded)."""
    return rank_of(record.stage) > rank_of(stage)


def has_reached(record: TraineeRecord, stage: str) -> bool:
    """Whether the doctor is at `stage` or past it."""
    return rank_of(record.stage) >= rank_of(stage)


@dataclass(frozen=True, slots=True)
class Phase:
    """A stretch with a least length in months of credited service, and the rule that says so."""

    key: str
    months: Fraction
    rule_key: str

    def takes(self, service: Service, specialty: str | None) -> bool:
        """Whether a service belongs to the phase.

        Service in parts 2 and 3 belongs only when it was in the doctor's own specialty: what
        carries over from another one is decided case by case.
        """
        template, _, code = service.stage.partition(":")
        if self.key != PART23:
            return template == self.key
        return template in PART23_TEMPLATES and (not code or code == specialty)


@dataclass(frozen=True, slots=True)
class PhaseTime:
    """How much of a phase is served. `months` never falls under the least length when the
    phase is passed; `recorded` is what the record itself shows."""

    phase: Phase
    months: Fraction
    recorded: Fraction

    @property
    def remaining(self) -> Fraction:
        """Months of credited service that are left."""
        return max(Fraction(0), self.phase.months - self.months)

    @property
    def is_taken_as_done(self) -> bool:
        """Whether the doctor has passed the phase although the record shows less."""
        return self.months > self.recorded


def phases_of(
    hospital: Stage, municipality: Stage, specialty: Specialty | None
) -> tuple[Phase, ...]:
    """The phases up to the goal: part 1, and parts 2 and 3 once a specialty is chosen.

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
    return (*part1, Phase(PART23, months, "minimum-part23"))


def phase_time(record: TraineeRecord, phase: Phase, until: date, limits: Limits) -> PhaseTime:
    """What of `phase` is served up to and including `until`."""
    recorded = credited_months(
        record, lambda service: phase.takes(service, record.specialty), until, limits
    )
    passed = has_passed(record, "part3" if phase.key == PART23 else phase.key)
    return PhaseTime(phase, max(recorded, phase.months) if passed else recorded, recorded)


def _phase(stage: Stage, rule_key: str) -> Phase:
    if stage.minimum_months is None:
        raise ValueError(f"stage {stage.key} has no least length")
    return Phase(stage.template, Fraction(stage.minimum_months), rule_key)
