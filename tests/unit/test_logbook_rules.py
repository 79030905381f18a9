"""What a registration clashes with is named, with its dates; what fits passes."""

from datetime import date
from typing import Any

from app.services.logbook_book import Book
from app.services.logbook_rules import check, check_deleting
from app.store.logbook import Entry, LogKind, Owner
from pathways.types.record import AbsenceKind, AttendanceState, PlaceKind

TODAY = date(2026, 11, 23)
OWNER = Owner(1, "kari", "Kari Holm", 1, "part3:VOP", "VOP", 7, None)


def service(
    number: int,
    first: date,
    last: date | None,
    *,
    stage: str = "part3:VOP",
    name: str = "Akutt",
    inside: int | None = None,
    planned: bool = False,
) -> Entry:
    values: dict[str, Any] = {
        "stage_key": stage,
        "name_nb": name,
        "name_en": name,
        "organisation_id": 7,
        "unit_id": None,
        "place_kind": PlaceKind.HOSPITAL,
        "plan_service_id": None,
        "starts_on": first,
        "ends_on": last,
        "is_planned": planned,
        "counted_inside_id": inside,
    }
    return Entry(LogKind.SERVICE, number, 1, values, place="Kalnes")


def entry(log_kind: LogKind, number: int, /, **values: Any) -> Entry:
    return Entry(log_kind, number, 1, values)


def book(*entries: Entry) -> Book:
    return Book(OWNER, {kind: tuple(e for e in entries if e.kind is kind) for kind in LogKind})


def wrong(new: Entry, *others: Entry) -> list[tuple[str, str]]:
    return [(each.field, each.text) for each in check(new, book(*others), TODAY)]


FIRST = service(1, date(2024, 3, 1), date(2025, 2, 28))


def test_an_overlap_is_named_with_its_dates() -> None:
    [(field, text)] = wrong(service(2, date(2025, 2, 28), None, name="Psykose"), FIRST)
    assert field == "starts_on"
    assert "Akutt, Kalnes, 01.03.2024–28.02.2025" in text


def test_the_day_after_is_free_and_an_entry_does_not_clash_with_itself() -> None:
    assert wrong(service(2, date(2025, 3, 1), None), FIRST) == []
    assert wrong(service(1, date(2024, 3, 1), date(2025, 5, 31)), FIRST) == []


def test_a_service_counted_inside_must_lie_inside() -> None:
    assert wrong(service(2, date(2024, 4, 1), date(2024, 6, 30), inside=1), FIRST) == []
    [(field, _text)] = wrong(service(2, date(2025, 1, 1), date(2025, 6, 30), inside=1), FIRST)
    assert field == "counted_inside_id"
    [(field, _text)] = wrong(service(2, date(2025, 1, 1), None, inside=1), FIRST)
    assert field == "counted_inside_id"


def test_a_period_keeps_room_for_what_is_counted_inside_it() -> None:
    inner = service(2, date(2024, 10, 1), date(2024, 12, 31), inside=1, name="Luft")
    shorter = service(1, date(2024, 3, 1), date(2024, 11, 30))
    [(field, text)] = wrong(shorter, FIRST, inner)
    assert field == "ends_on"
    assert "Luft" in text
    third = service(3, date(2023, 1, 1), date(2025, 12, 31))
    moved = service(1, date(2024, 3, 1), date(2025, 2, 28), inside=3)
    assert wrong(moved, FIRST, inner, third)[0][0] == "counted_inside_id"
    assert "Luft" in (check_deleting(FIRST, book(FIRST, inner)) or "")
    assert check_deleting(inner, book(FIRST, inner)) is None


def test_the_hospital_year_comes_before_the_municipality() -> None:
    municipality = service(5, date(2023, 9, 1), date(2024, 2, 29), stage="lis1_municipality")
    assert wrong(municipality)[0][0] == "stage_key"
    late = service(6, date(2024, 3, 1), date(2025, 2, 28), stage="lis1_hospital")
    [(field, text)] = wrong(municipality, late)
    assert field == "stage_key"
    assert "kommer før" in text
    early = service(6, date(2022, 9, 1), date(2023, 8, 31), stage="lis1_hospital")
    assert wrong(municipality, early) == []
    assert wrong(early, municipality) == []


def test_parts_2_and_3_have_no_order_between_them() -> None:
    part2 = service(2, date(2025, 3, 1), date(2026, 2, 28), stage="part2:GAS")
    assert wrong(part2, service(1, date(2024, 3, 1), date(2025, 2, 28), stage="part3:GAS")) == []


def test_done_and_planned_follow_today() -> None:
    assert wrong(service(2, TODAY, None, planned=True))[0][0] == "is_planned"
    assert wrong(service(2, date(2026, 11, 24), None))[0][0] == "is_planned"
    assert wrong(service(2, date(2026, 11, 24), None, planned=True)) == []
    assert wrong(service(2, TODAY, None)) == []


def test_leaves_and_shares_do_not_overlap_their_own_kind() -> None:
    leave = entry(
        LogKind.ABSENCE,
        1,
        kind=AbsenceKind.LEAVE,
        starts_on=date(2026, 4, 1),
        ends_on=date(2026, 5, 31),
    )
    holiday = entry(
        LogKind.ABSENCE,
        2,
        kind=AbsenceKind.HOLIDAY,
        starts_on=date(2026, 5, 31),
        ends_on=date(2026, 6, 1),
    )
    assert wrong(holiday, leave) == [("starts_on", "Overlapper permisjon, 01.04.2026–31.05.2026.")]
    share = entry(LogKind.SHARE, 1, share_percent=80, starts_on=date(2026, 1, 1), ends_on=None)
    later = entry(LogKind.SHARE, 2, share_percent=50, starts_on=date(2027, 1, 1), ends_on=None)
    assert wrong(later, share)[0][0] == "starts_on"
    assert wrong(leave, share) == []


def course(number: int, state: AttendanceState, on: date | None) -> Entry:
    return entry(
        LogKind.COURSE,
        number,
        course_key="kurs-a",
        state=state,
        starts_on=on,
        ends_on=None,
        is_equivalent=False,
        equivalent_text=None,
    )


def test_a_course_is_on_the_right_side_of_today_and_taken_once() -> None:
    attended, booked = AttendanceState.ATTENDED, AttendanceState.BOOKED
    assert wrong(course(1, attended, date(2026, 11, 24)))[0][0] == "starts_on"
    assert wrong(course(1, booked, date(2026, 11, 22)))[0][0] == "state"
    assert wrong(course(1, AttendanceState.PLANNED, None)) == []
    [(field, text)] = wrong(
        course(2, booked, date(2027, 1, 1)), course(1, attended, date(2026, 2, 1))
    )
    assert field == "course_key"
    assert "01.02.2026" in text


def test_procedures_and_guidance_are_not_in_the_future() -> None:
    done = entry(LogKind.PROCEDURE, 1, procedure_key="p", count=1, done_on=date(2026, 11, 24))
    assert wrong(done)[0][0] == "done_on"
    guidance = entry(
        LogKind.GUIDANCE,
        1,
        starts_on=date(2026, 11, 24),
        ends_on=None,
        hours=2.0,
        in_open_practice=False,
    )
    assert wrong(guidance)[0][0] == "starts_on"
