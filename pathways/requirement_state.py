"""What judging a requirement gives, and what it is judged against."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from pathways.phases import PART23_TEMPLATES, Phase
from pathways.types.knowledge import Requirement
from pathways.types.plans import PublishedPlan
from pathways.types.record import Service, TraineeRecord
from pathways.worktime import Limits, template_of


class State(StrEnum):
    """How a requirement stands."""

    DONE = "done"
    ON_TRACK = "on_track"
    WAITING = "waiting"
    """Somebody else has it now."""
    MISSING = "missing"
    UNKNOWN = "unknown"
    NOT_STARTED = "not_started"


class Detail(StrEnum):
    """What stands behind the state; the page has a word for each."""

    COUNTED = "counted"
    """Judged by the figures in `has` and `needs`."""
    AMOUNT_UNKNOWN = "amount_unknown"
    """The sources give no figure."""
    STAGE_PASSED = "stage_passed"
    """The doctor is past the stage, whatever the record shows."""
    STAGE_AHEAD = "stage_ahead"
    BOOKED = "booked"
    NOT_PLANNED = "not_planned"
    NOT_RECORDED = "not_recorded"
    PLACE_NOT_RECORDED = "place_not_recorded"
    """The record does not tell this kind of place from others."""
    NO_SUPERVISOR = "no_supervisor"
    HAS_SUPERVISOR = "has_supervisor"
    UP_TO_AVERAGE = "up_to_average"
    BEHIND_AVERAGE = "behind_average"
    WITH_SOMEBODY = "with_somebody"
    EXPECTED = "expected"
    """Comes on the day in `since`."""
    GIVEN = "given"
    """Given or begun on the day in `since`."""
    NOT_DUE = "not_due"


@dataclass(frozen=True, slots=True)
class RequirementState:
    """One requirement judged.

    `has` and `needs` are in `unit`; None means no figure. `booked` is what is already
    planned beyond `has`. `holders` are names with how many they hold; `since` is the day
    that the detail speaks of. `from_plan` says that `needs` is the plan's figure.
    """

    requirement: Requirement
    state: State
    detail: Detail
    has: Fraction | None = None
    needs: Fraction | None = None
    unit: str | None = None
    booked: Fraction = Fraction(0)
    holders: tuple[tuple[str, int], ...] = ()
    since: date | None = None
    from_plan: bool = False

    @property
    def is_done(self) -> bool:
        """Whether nothing is left of it."""
        return self.state is State.DONE


@dataclass(frozen=True, slots=True)
class Measures:
    """The dated figures that requirements are measured with.

    `supervision_months` is how many months of a year supervision is expected in.
    """

    limits: Limits
    phases: tuple[Phase, ...]
    supervision_months: Fraction = Fraction(12)


@dataclass(frozen=True, slots=True)
class Case:
    """The doctor, the plan and the day that a requirement is judged for."""

    record: TraineeRecord
    plan: PublishedPlan | None
    today: date
    measures: Measures

    @property
    def own_plan(self) -> PublishedPlan | None:
        """The plan when it is one for the doctor's own specialty."""
        if self.plan is not None and self.plan.specialty == self.record.specialty:
            return self.plan
        return None


def at_stage(service: Service, stage: str, specialty: str | None) -> bool:
    """Whether a service was done at a stage; parts 2 and 3 of one specialty are one."""
    template, _, code = service.stage.partition(":")
    if template_of(stage) in PART23_TEMPLATES:
        return template in PART23_TEMPLATES and (not code or code == specialty)
    return template == template_of(stage)


def amount_of(requirement: Requirement) -> Fraction | None:
    """The figure of a requirement, exactly as written."""
    return None if requirement.amount is None else Fraction(str(requirement.amount))


def by_progress(has: Fraction, needs: Fraction | None) -> State:
    """Done when there is enough of a known figure, under way when there is something."""
    if needs is not None and has >= needs:
        return State.DONE
    return State.ON_TRACK if has else State.NOT_STARTED
