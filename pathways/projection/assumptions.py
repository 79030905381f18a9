"""What was taken for granted, so that the page can say it."""

from collections.abc import Mapping, Sequence

from pathways.phases import PART23_TEMPLATES
from pathways.projection.beside import Beside
from pathways.projection.layout import Layout
from pathways.projection.path import Path
from pathways.projection.values import Assumption, StintKind
from pathways.types.record import Service
from pathways.worktime import FULL_TIME, PART23, share_on


def assumptions_of(
    path: Path, layouts: Sequence[Layout], courses: Mapping[str, Beside]
) -> tuple[Assumption, ...]:
    """The assumptions that mattered for this doctor, in a fixed order."""
    record = path.record
    by_chance = path.start is not None and not path.start.is_booked
    in_lis1 = any(layout.stretch.key != PART23 for layout in layouts)
    tests = {
        Assumption.UNBROKEN_SERVICE: bool(layouts),
        Assumption.SHARE_GOES_ON: share_on(record.shares, path.today) != FULL_TIME,
        Assumption.LEAVE_DOES_NOT_COUNT: bool(path.leaves),
        Assumption.HOLIDAY_LIMIT: in_lis1 and bool(path.frame.measures.limits.holiday_months),
        Assumption.PART1_TAKEN_AS_DONE: any(
            path.time_in(phase).is_taken_as_done for phase in path.frame.measures.phases
        ),
        Assumption.OTHER_SPECIALTY_NOT_COUNTED: any(
            _is_other(service, record.specialty) for service in record.services
        ),
        Assumption.INTAKE_DATES: by_chance,
        Assumption.OWN_POSTS: by_chance,
        Assumption.TO_PLAN_FITS: any(
            slot.kind is StintKind.TO_PLAN for layout in layouts for slot in layout.slots
        ),
        Assumption.COURSES_AS_PLANNED: any(
            beside.earliest is not None for beside in courses.values()
        ),
        Assumption.APPROVAL_AT_ONCE: True,
    }
    return tuple(assumption for assumption, holds in tests.items() if holds)


def _is_other(service: Service, specialty: str | None) -> bool:
    template, _, code = service.stage.partition(":")
    return template in PART23_TEMPLATES and bool(code) and code != specialty
