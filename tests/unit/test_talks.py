"""The last day before a supervision talk is missing."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from pathways.talks import TalkState, TalkStatus, talk_status

BEGAN = date(2026, 9, 1)


def status(
    today: date,
    held: tuple[date, ...] = (),
    agreed: tuple[date, ...] = (),
    leaves: tuple[tuple[date, date], ...] = (),
    interval: int = 31,
) -> TalkStatus:
    return talk_status(
        held, agreed, begins_on=BEGAN, interval_days=interval, leaves=leaves, today=today
    )


def test_the_last_day_is_the_interval_after_the_last_talk() -> None:
    found = status(date(2026, 11, 14), held=(date(2026, 9, 3), date(2026, 10, 14)))
    assert found == TalkStatus(TalkState.OPEN, date(2026, 11, 14), date(2026, 10, 14), None)


def test_the_day_after_it_is_missing() -> None:
    found = status(date(2026, 11, 15), held=(date(2026, 10, 14),))
    assert found.state is TalkState.MISSING


def test_without_any_talk_it_is_counted_from_the_first_day_of_the_training() -> None:
    assert status(date(2026, 9, 20)).due_on == date(2026, 10, 2)


def test_an_agreed_talk_in_time_is_enough_until_its_day() -> None:
    found = status(date(2026, 11, 1), held=(date(2026, 10, 14),), agreed=(date(2026, 11, 10),))
    assert (found.state, found.next_agreed) == (TalkState.AGREED, date(2026, 11, 10))


def test_one_agreed_too_late_leaves_the_day_open_and_then_missing() -> None:
    agreed = (date(2026, 12, 3),)
    held = (date(2026, 10, 14),)
    assert status(date(2026, 11, 1), held, agreed).state is TalkState.OPEN
    late = status(date(2026, 11, 20), held, agreed)
    assert (late.state, late.next_agreed) == (TalkState.MISSING, date(2026, 12, 3))


def test_an_agreed_day_that_has_passed_is_no_talk() -> None:
    found = status(date(2026, 11, 20), held=(date(2026, 10, 14),), agreed=(date(2026, 11, 10),))
    assert (found.state, found.next_agreed) == (TalkState.MISSING, None)


def test_a_talk_ahead_is_not_held() -> None:
    assert status(date(2026, 9, 2), held=(date(2026, 9, 30),)).last_held is None


def test_days_on_leave_move_the_last_day() -> None:
    leave = (date(2026, 10, 20), date(2026, 10, 29))
    found = status(date(2026, 11, 1), held=(date(2026, 10, 14),), leaves=(leave,))
    assert found.due_on == date(2026, 11, 24)


DAYS = st.integers(0, 400).map(lambda n: BEGAN + timedelta(days=n))
LEAVES = st.lists(st.tuples(DAYS, st.integers(0, 60)), max_size=4).map(
    lambda found: tuple((first, first + timedelta(days=n)) for first, n in found)
)


@given(DAYS, LEAVES, st.integers(7, 366))
def test_the_last_day_never_lies_on_leave_and_the_days_between_add_up(
    last: date, leaves: tuple[tuple[date, date], ...], interval: int
) -> None:
    due = status(last, held=(last,), leaves=leaves, interval=interval).due_on
    days = [last + timedelta(days=n) for n in range(1, (due - last).days + 1)]
    present = [day for day in days if not any(a <= day <= b for a, b in leaves)]
    assert len(present) == interval
    assert present[-1] == due


@given(DAYS, LEAVES, LEAVES)
def test_more_leave_never_makes_the_last_day_earlier(
    last: date, leaves: tuple[tuple[date, date], ...], more: tuple[tuple[date, date], ...]
) -> None:
    fewer = status(last, held=(last,), leaves=leaves).due_on
    assert status(last, held=(last,), leaves=leaves + more).due_on >= fewer
