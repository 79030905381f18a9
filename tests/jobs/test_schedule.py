"""Due times follow the clock in Oslo, also on the days when it is changed."""

from datetime import UTC, date, datetime, timedelta

import pytest

from app.clock import OSLO
from app.jobs import registry
from app.jobs.locks import LEADER, lock_number
from app.jobs.schedule import Daily, Every
from app.jobs.work import Job
from app.jobs.worker import trigger_of

CHANGES = [date(2027, 3, 28), date(2027, 10, 31), date(2026, 11, 23)]
DAILY = [job for job in registry.JOBS if isinstance(job.trigger, Daily)]


def midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=OSLO).astimezone(UTC)


@pytest.mark.parametrize("day", CHANGES)
@pytest.mark.parametrize("job", DAILY, ids=lambda job: job.name)
def test_every_day_has_exactly_one_due_time(job: Job, day: date) -> None:
    assert isinstance(job.trigger, Daily)
    start, end = midnight(day), midnight(day + timedelta(days=1))
    minutes = int((end - start) / timedelta(minutes=1))
    moments = [start + timedelta(minutes=number) for number in range(minutes)]
    due = {job.trigger.latest_due(moment) for moment in moments}
    upcoming = {job.trigger.next_due(moment) for moment in moments}
    expected = job.trigger.due_on(day)
    assert [each for each in due if each.astimezone(OSLO).date() == day] == [expected]
    assert [each for each in upcoming if each.astimezone(OSLO).date() == day] == [expected]
    assert expected.astimezone(OSLO).time() == job.trigger.at


@pytest.mark.parametrize("day", CHANGES)
@pytest.mark.parametrize("job", DAILY, ids=lambda job: job.name)
def test_the_scheduler_fires_at_the_due_time_and_once(job: Job, day: date) -> None:
    assert isinstance(job.trigger, Daily)
    cron = trigger_of(job.trigger)
    fired = cron.get_next_fire_time(None, midnight(day).astimezone(OSLO))
    assert fired.astimezone(UTC) == job.trigger.due_on(day)
    later = (fired.astimezone(UTC) + timedelta(minutes=1)).astimezone(OSLO)
    again = cron.get_next_fire_time(fired, later)
    assert again.astimezone(UTC) == job.trigger.due_on(day + timedelta(days=1))


@pytest.mark.parametrize("day", CHANGES)
def test_a_frequent_job_goes_on_through_the_change_of_clocks(day: date) -> None:
    every = Every(60)
    start, end = midnight(day), midnight(day + timedelta(days=1))
    minutes = int((end - start) / timedelta(minutes=1))
    due = {every.latest_due(start + timedelta(minutes=number)) for number in range(minutes)}
    assert len(due) == minutes == {28: 23, 31: 25, 23: 24}[day.day] * 60


def test_a_missed_due_time_is_old_enough_to_be_made_up_for_on_the_longest_day() -> None:
    job = registry.find("delay_scan")
    before_next = job.trigger.next_due(midnight(date(2027, 10, 31))) - timedelta(seconds=1)
    assert before_next - job.trigger.latest_due(before_next) < job.make_up_within


@pytest.mark.parametrize("hour", [2, 3])
def test_a_time_near_the_change_of_clocks_is_refused(hour: int) -> None:
    with pytest.raises(ValueError, match="change of clocks"):
        Daily(hour, 30)


def test_the_scan_comes_before_what_follows_from_it() -> None:
    times = [job.trigger.at for job in DAILY if isinstance(job.trigger, Daily)]
    assert times == sorted(times)
    names = [job.name for job in DAILY]
    assert names.index("course_deadlines") < names.index("delay_scan") < names.index("digest")


def test_names_titles_and_locks_are_unique() -> None:
    for values in (
        [job.name for job in registry.JOBS],
        [job.title_nb for job in registry.JOBS],
        [job.title_en for job in registry.JOBS],
        [lock_number(LEADER), *(lock_number(f"job-{job.name}") for job in registry.JOBS)],
    ):
        assert len(values) == len(set(values))


def test_an_unknown_job_is_named_with_the_ones_there_are() -> None:
    with pytest.raises(LookupError, match=r"no job named 'nope'.*clean_up"):
        registry.find("nope")
