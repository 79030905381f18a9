"""A doctor's record with a draft instead of what is booked."""

from datetime import date

from app.services.rotation_dates_record import DraftRow, DraftService, record_with_draft
from app.store.rotation_values import UnitRow
from pathways.types.record import PlaceKind
from tests.unit.trainee_records import a_record, a_service

TODAY = date(2026, 11, 23)
UNIT = UnitRow(
    1, "ward", "Kalnes", "Kalnes", PlaceKind.HOSPITAL, 1, "Sykehuset Østfold", "Sarpsborg"
)


def test_what_runs_on_after_the_plan_has_no_last_day() -> None:
    booked = a_service("01.03.2029", "31.08.2029", is_planned=True)
    late = a_service("01.09.2030", "28.02.2031", is_planned=True)
    goes_on = DraftService("block", "Tjeneste", UNIT, date(2029, 3, 1), None)
    row = DraftRow(date(2026, 9, 1), date(2029, 8, 31), (goes_on,))
    found = record_with_draft(a_record(booked, late), row, None, TODAY).services
    assert [(each.starts_on, each.ends_on) for each in found] == [
        (date(2029, 3, 1), None),
        (date(2030, 9, 1), date(2031, 2, 28)),
    ]


def test_a_service_going_on_that_runs_on_after_the_plan_loses_its_booked_end() -> None:
    now = a_service("01.09.2026", "28.02.2027")
    goes_on = DraftService("block", "Tjeneste", UNIT, date(2026, 9, 1), None)
    row = DraftRow(date(2026, 9, 1), date(2027, 2, 28), (goes_on,))
    [found] = record_with_draft(a_record(now), row, None, TODAY).services
    assert (found.key, found.ends_on) == (now.key, None)
