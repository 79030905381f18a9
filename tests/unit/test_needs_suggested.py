"""What a doctor needs in a plan, from what is booked and what the training plan asks for."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

from app.services.rotation_needs_suggested import GapKind, Known, Suggested, suggest
from pathways.plan_match import ServiceMatch, ServiceState
from pathways.types.plans import PlanService
from pathways.types.record import AbsenceKind, AbsencePeriod, PlaceKind, Service, TraineeRecord
from tests.unit.trainee_records import a_plan_service, a_record

FIRST, MONTHS = date(2027, 3, 1), 24
PLAIN = a_record()


def service(seq: int, least: float | None, most: float | None = None, **more: Any) -> PlanService:
    found = a_plan_service(seq, least, **more)
    return replace(found, duration=replace(found.duration, maximum=most or least))


def matched(wanted: PlanService, has: int = 0) -> ServiceMatch:
    least = wanted.duration.minimum
    return ServiceMatch(
        wanted,
        ServiceState.MISSING,
        Fraction(has),
        Fraction(0),
        None if least is None else Fraction(str(least)),
        "months",
        (),
    )


def period(key: str, first: date, last: date | None, seq: int | None) -> Service:
    return Service(
        key, "part3:VOP", "Booket", "Booked", "Et sted", "Et foretak", PlaceKind.HOSPITAL,
        first, last, True, plan_seq=seq,
    )  # fmt: skip


def made(
    *matches: ServiceMatch,
    services: tuple[Service, ...] = (),
    used: dict[int, tuple[str, ...]] | None = None,
    person: TraineeRecord = PLAIN,
) -> Suggested:
    known = Known(
        matches,
        {each.key: f"unit-{each.key}" for each in services},
        {1: ("ward",), 2: ("clinic",), 3: ("home",)} if used is None else used,
    )
    return suggest(replace(person, services=services), known, FIRST, MONTHS)


def test_what_is_left_of_a_service_becomes_a_block_where_others_have_served() -> None:
    found = made(matched(service(1, 12, 18), has=5))
    [block] = found.needs.blocks
    assert (block.service, block.min_months, block.max_months) == ("Tjeneste 1", 7, 13)
    assert (block.sites, found.placements, found.gaps) == (("ward",), (), ())


def test_what_is_booked_is_laid_where_it_lies_and_the_rest_comes_after_it() -> None:
    booked = period("a", date(2027, 3, 1), date(2027, 8, 31), 1)
    found = made(matched(service(1, 10)), services=(booked,))
    first, rest = found.needs.blocks
    assert (first.sites, first.min_months, rest.min_months) == (("unit-a", "ward"), 6, 4)
    assert rest.after == (first.key,)
    [placed] = found.placements
    assert (placed.block, placed.first, placed.last, placed.site) == (first.key, 0, 5, "unit-a")


def test_months_of_leave_do_not_count() -> None:
    leave = AbsencePeriod(AbsenceKind.LEAVE, date(2027, 4, 1), date(2027, 5, 31))
    booked = period("a", date(2027, 3, 1), date(2027, 8, 31), None)
    found = made(services=(booked,), person=replace(PLAIN, absences=(leave,)))
    [block] = found.needs.blocks
    assert (block.service, block.min_months, block.max_months) == ("Booket", 4, 4)


def test_what_runs_past_the_plan_goes_on_and_then_not_all_must_fit() -> None:
    booked = period("a", date(2028, 9, 1), date(2029, 5, 31), None)
    found = made(services=(booked,))
    [placed] = found.placements
    assert (placed.first, placed.last, placed.continues) == (18, 23, True)
    assert found.needs.blocks[0].min_months == 9
    assert not found.must_finish


def test_what_nobody_has_said_is_left_to_a_person() -> None:
    booked = period("a", date(2027, 3, 15), date(2027, 8, 31), 4)
    found = made(
        matched(service(1, None)),
        matched(service(2, 6, counted_inside_seq=3)),
        matched(service(3, 6, choice_group="valg", choice_option="x")),
        matched(service(4, 6)),
        services=(booked,),
        used={2: ("clinic",), 3: ("home",)},
    )
    assert [(each.kind, each.service) for each in found.gaps] == [
        (GapKind.NO_LENGTH, "Tjeneste 1"),
        (GapKind.INSIDE, "Tjeneste 2"),
        (GapKind.NOT_MONTHS, "Tjeneste 4"),
        (GapKind.NO_PLACE, "Tjeneste 4"),
    ]
    assert [each.service for each in found.needs.blocks] == ["Tjeneste 3"]


def test_a_choice_between_single_services_is_a_choice_of_the_plan() -> None:
    options = [
        matched(service(seq, 6, choice_group="valg", choice_option=f"{seq}")) for seq in (1, 2)
    ]
    found = made(*options)
    assert {each.choice for each in found.needs.blocks} == {"valg"}
    assert [(each.key, each.take) for each in found.needs.choices] == [("valg", 1)]


def test_the_order_of_the_training_plan_is_kept() -> None:
    found = made(matched(service(1, 6)), matched(service(2, 6, after_seq=(1,))))
    assert [each.after for each in found.needs.blocks] == [(), ("plan-1",)]
