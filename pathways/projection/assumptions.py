"""What was taken for granted, so that the page can say it."""

from collections.abc import Mapping, Sequence

from pathways.projection.beside import Beside
from pathways.projection.layout import Layout
from pathways.projection.path import Path
from pathways.projection.values import Assumption, StintKind
from pathways.worktime import FULL_TIME, PART23, share_on, specialty_code, stretch_of


def assumptions_of(
    path: Path, layouts: Sequence[Layout], courses: Mapping[str, Beside]
) -> tuple[Assumption, ...]:
    """The assumptions that mattered for this doctor, in a fixed order."""
    record, limits = path.record, path.frame.measures.limits
    # Lists instead of `any`: most are short, and a generator costs more than all of their lines.
    found: list[Assumption] = []
    if layouts:
        found.append(Assumption.UNBROKEN_SERVICE)
    if record.shares and share_on(record.shares, path.today) != FULL_TIME:
        found.append(Assumption.SHARE_GOES_ON)
    if path.leaves:
        found.append(Assumption.LEAVE_DOES_NOT_COUNT)
    if limits.holiday_months and layouts and layouts[0].stretch.key != PART23:
        found.append(Assumption.HOLIDAY_LIMIT)
    if [time for time in path.times if time.ticks > time.recorded_ticks]:
        found.append(Assumption.PART1_TAKEN_AS_DONE)
    if [each for each in record.services if _is_other(each.stage, record.specialty)]:
        found.append(Assumption.OTHER_SPECIALTY_NOT_COUNTED)
    if path.start is not None and not path.start.is_booked:
        found += (Assumption.INTAKE_DATES, Assumption.OWN_POSTS)
    if [slot for each in layouts for slot in each.slots if slot.kind is StintKind.TO_PLAN]:
        found.append(Assumption.TO_PLAN_FITS)
    if [course for course in courses.values() if course.earliest is not None]:
        found.append(Assumption.COURSES_AS_PLANNED)
    found.append(Assumption.APPROVAL_AT_ONCE)
    return tuple(found)


def _is_other(stage: str, specialty: str | None) -> bool:
    code = specialty_code(stage)
    return code != specialty and code != "" and stretch_of(stage) == PART23
