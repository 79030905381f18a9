"""Hours of supervision and group guidance, as general practice and community medicine ask."""

from dataclasses import replace

import pytest

from pathways.requirement_state import Detail, State
from pathways.types.record import GroupPeriod, PlaceKind, Talk
from tests.unit.requirement_values import Kind, a_requirement, an_alis, in_practice, judged
from tests.unit.trainee_records import a_record, a_service, day

FOUR_A_MONTH = a_requirement(Kind.SUPERVISION, amount=4, unit="hours_per_month")
MONTHS = a_requirement(Kind.GROUP_GUIDANCE, amount=24, unit="months")
IN_PRACTICE = replace(MONTHS, amount=12, inside_service="open_unselected_practice")
HOURS = replace(MONTHS, amount=90, unit="hours")
A_YEAR = replace(MONTHS, amount=60, unit="hours_per_year")


def a_group(first: str, last: str | None, hours: float, *, marked: bool = False) -> GroupPeriod:
    return GroupPeriod(day(first), day(last) if last else None, hours, in_open_practice=marked)


# ---- Supervision -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("hours", "detail"), [(34.0, Detail.BEHIND_AVERAGE), (35.0, Detail.UP_TO_AVERAGE)]
)
def test_supervision_hours_on_average(hours: float, detail: Detail) -> None:
    """Ten months at full time: 4 x 10 x 10.5 / 12 = 35 hours."""
    record = an_alis(
        in_practice("01.01.2026", "31.10.2026"), talks=(Talk(day("01.03.2026"), hours),)
    )
    result = judged(FOUR_A_MONTH, record)
    assert (result.detail, result.needs) == (detail, 35)


def test_the_last_twelve_months_are_told_apart() -> None:
    """Two years: 84 hours due, 60 held; in the last one 42 due, 20 held."""
    record = an_alis(
        in_practice("24.11.2024", None),
        talks=(
            Talk(day("23.11.2025"), 40),
            Talk(day("24.11.2025"), 12),
            Talk(day("01.05.2026"), 8),
        ),
    )
    result = judged(FOUR_A_MONTH, record)
    assert (result.state, result.has, result.needs) == (State.MISSING, 60, 84)
    lately = result.last_year
    assert lately is not None
    assert (lately.first, lately.has, lately.due) == (day("24.11.2025"), 20, 42)
    assert lately.short_by == 22


def test_enough_in_all_with_a_poor_last_year_is_up_to_the_average() -> None:
    record = an_alis(in_practice("24.11.2024", None), talks=(Talk(day("01.03.2025"), 84),))
    result = judged(FOUR_A_MONTH, record)
    assert (result.state, result.detail) == (State.ON_TRACK, Detail.UP_TO_AVERAGE)
    assert result.last_year is not None and result.last_year.short_by == 42


def test_a_talk_ahead_does_not_count() -> None:
    record = an_alis(in_practice("01.11.2026", None), talks=(Talk(day("01.12.2026"), 4),))
    assert judged(FOUR_A_MONTH, record).has == 0


def test_the_last_twelve_months_on_a_leap_day() -> None:
    record = an_alis(in_practice("01.01.2026", None))
    result = judged(FOUR_A_MONTH, record, today=day("29.02.2028"))
    assert result.last_year is not None and result.last_year.first == day("01.03.2027")


# ---- Group guidance ----------------------------------------------------------------------


def test_group_guidance_in_months_hours_and_hours_a_year() -> None:
    record = an_alis(
        in_practice("01.01.2026", None),
        group_guidance=(
            a_group("01.01.2026", "30.06.2026", 30),
            a_group("01.07.2026", "31.10.2026", 20),
        ),
    )
    assert [judged(each, record).has for each in (MONTHS, HOURS, A_YEAR)] == [10, 50, 60]


def test_the_year_in_open_practice_is_guidance_and_practice_at_the_same_time() -> None:
    """Guidance all 2025; open practice from July, hospital before it."""
    record = an_alis(
        in_practice("01.01.2025", "30.06.2025", place_kind=PlaceKind.HOSPITAL),
        in_practice("01.07.2025", None),
        group_guidance=(a_group("01.01.2025", "31.12.2025", 60, marked=True),),
    )
    result = judged(IN_PRACTICE, record)
    assert (result.state, result.has, result.unsure) == (State.ON_TRACK, 6, 6)
    assert judged(MONTHS, record).has == 12


def test_two_years_of_guidance_in_practice_are_done() -> None:
    record = an_alis(
        in_practice("01.01.2024", None),
        group_guidance=(a_group("01.01.2024", "31.12.2025", 120, marked=True),),
    )
    assert judged(MONTHS, record).is_done and judged(IN_PRACTICE, record).is_done


def test_guidance_marked_as_in_practice_without_such_service_is_unknown() -> None:
    record = an_alis(
        in_practice("01.01.2025", None, place_kind=PlaceKind.MUNICIPALITY),
        group_guidance=(a_group("01.01.2025", "31.12.2025", 60, marked=True),),
    )
    result = judged(IN_PRACTICE, record)
    assert (result.state, result.detail) == (State.UNKNOWN, Detail.PLACE_UNCERTAIN)
    assert (result.has, result.unsure) == (0, 12)


def test_a_group_that_began_before_the_post_still_counts() -> None:
    record = an_alis(
        in_practice("15.01.2026", None),
        group_guidance=(a_group("01.01.2026", "30.06.2026", 30),),
    )
    assert judged(MONTHS, record).has == 6


def test_ninety_hours_in_community_medicine() -> None:
    record = a_record(
        a_service("01.01.2023", None, "part3:SAM", place_kind=PlaceKind.COMMUNITY_MEDICINE),
        stage="part3:SAM",
        specialty="SAM",
        group_guidance=(a_group("01.01.2023", "31.12.2025", 90),),
    )
    years = replace(MONTHS, amount=36)
    assert judged(HOURS, record).is_done and judged(years, record).is_done
    crammed = replace(record, group_guidance=(a_group("01.01.2025", "31.12.2025", 90),))
    assert judged(HOURS, crammed).is_done
    assert (judged(years, crammed).state, judged(years, crammed).has) == (State.ON_TRACK, 12)
