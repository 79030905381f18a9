"""Edits of a plan: what is different afterwards, and why some are refused."""

from typing import Any

import pytest

from rotations.changes import (
    Edited,
    Follow,
    Reason,
    Refusal,
    add,
    add_leave,
    lock,
    move,
    remove,
    split,
    swap,
    unlock,
)
from rotations.fillings import swap_filled
from rotations.rules import check
from rotations.types.case import Placement, RotationCase
from tests.support.rotation_golden import NAMES, golden_case, placement_of, span_of

SERVICES = {
    "Surgery": ["Moss Halden", "3"],
    "Medicine": ["Moss Halden", "3"],
    "Psychiatry": ["DPS_Halden Moss", "3"],
}
PLAN = (
    "Anna: Surgery, Moss, Jan-Mar",
    "Anna: Medicine, Halden, Apr-Jun",
    "Anna: Psychiatry, DPS Halden, Aug-Oct",
)


def world(plan: tuple[str, ...] = PLAN, **more: Any) -> tuple[RotationCase, tuple[Placement, ...]]:
    """Anna with three services of three months, or what is given, and a plan."""
    doctors = {"Anna": {"blocks": SERVICES}} | more.pop("doctors", {})
    row = {"situation": "edited", "doctors": doctors, **more}
    return golden_case(row), tuple(placement_of(text) for text in plan)


def rows(result: Edited | Refusal, doctor: str = "Anna") -> list[str]:
    """A doctor's placements in words, by time."""
    assert isinstance(result, Edited), result
    own = sorted(
        (each for each in result.placements if each.doctor == doctor), key=lambda each: each.first
    )
    return [
        f"{each.block}, {each.site}, {NAMES[each.first]}-{NAMES[each.last]}"
        + (" and on" if each.continues else "")
        for each in own
    ]


def swapped_only(
    case: RotationCase, plan: tuple[Placement, ...], one: tuple[str, str], other: tuple[str, str]
) -> tuple[Placement, ...]:
    """The plan after a swap in which nothing else moves."""
    result = swap(case, plan, one, other)
    assert isinstance(result, Edited), result
    return result.placements


def refused(result: Edited | Refusal) -> Reason:
    assert isinstance(result, Refusal), result
    return result.reason


def test_a_placement_moves_to_another_month_and_nothing_else_does() -> None:
    result = move(*world(), "Anna", "Surgery", first=1)

    assert rows(result) == [
        "Surgery, Moss, Feb-Apr",
        "Medicine, Halden, Apr-Jun",
        "Psychiatry, DPS Halden, Aug-Oct",
    ]
    assert isinstance(result, Edited)
    assert result.touched == ("Anna",)
    assert [str(each.rule) for each in check(result.case, result.placements)] == ["overlap"]


def test_what_is_in_the_way_is_pushed_on_just_as_far_as_needed() -> None:
    result = move(*world(), "Anna", "Surgery", first=2, follow=Follow.PUSH)

    assert rows(result) == [
        "Surgery, Moss, Mar-May",
        "Medicine, Halden, Jun-Aug",
        "Psychiatry, DPS Halden, Sep-Nov",
    ]


def test_a_gap_swallows_the_push() -> None:
    result = move(*world(), "Anna", "Surgery", first=1, follow=Follow.PUSH)

    assert rows(result) == [
        "Surgery, Moss, Feb-Apr",
        "Medicine, Halden, May-Jul",
        "Psychiatry, DPS Halden, Aug-Oct",
    ]


def test_moved_onto_an_earlier_placement_it_takes_its_room() -> None:
    result = move(*world(), "Anna", "Psychiatry", first=4, follow=Follow.PUSH)

    assert rows(result) == [
        "Surgery, Moss, Jan-Mar",
        "Psychiatry, DPS Halden, May-Jul",
        "Medicine, Halden, Aug-Oct",
    ]


def test_another_site_keeps_the_months() -> None:
    assert rows(move(*world(), "Anna", "Medicine", site="Moss"))[1] == "Medicine, Moss, Apr-Jun"


def test_leave_and_part_time_change_how_many_months_it_takes() -> None:
    anna = {"part": {"Jul-Dec": 50}, "leave": ["Feb-Feb"], "blocks": {"Surgery": ["Moss", "3"]}}
    case, plan = world(("Anna: Surgery, Moss, Mar-May",), doctors={"Anna": anna})

    assert rows(move(case, plan, "Anna", "Surgery", first=0)) == ["Surgery, Moss, Jan-Apr"]
    assert rows(move(case, plan, "Anna", "Surgery", first=6)) == ["Surgery, Moss, Jul-Dec"]
    assert refused(move(case, plan, "Anna", "Surgery", first=7)) is Reason.DOES_NOT_FIT


def test_the_inner_service_moves_with_its_block() -> None:
    anna = {"blocks": {"Practice": ["Moss", "6", {"inner": ["Emergency", "Sarpsborg", 2, 2]}]}}
    case, plan = world(
        ("Anna: Practice, Moss, Jan-Jun, within: Sarpsborg Apr-May",), doctors={"Anna": anna}
    )
    result = move(case, plan, "Anna", "Practice", first=2)

    assert isinstance(result, Edited)
    assert result.placements == (
        placement_of("Anna: Practice, Moss, Mar-Aug, within: Sarpsborg Jun-Jul"),
    )


def test_a_doctor_who_need_not_finish_may_be_pushed_over_the_end() -> None:
    anna = {"rolling": True, "blocks": SERVICES}
    case, plan = world(doctors={"Anna": anna})

    assert rows(move(case, plan, "Anna", "Surgery", first=4, follow=Follow.PUSH)) == [
        "Surgery, Moss, May-Jul",
        "Medicine, Halden, Aug-Oct",
        "Psychiatry, DPS Halden, Nov-Dec and on",
    ]
    assert rows(move(case, plan, "Anna", "Surgery", first=6, follow=Follow.PUSH)) == [
        "Medicine, Halden, Apr-Jun",
        "Surgery, Moss, Jul-Sep",
        "Psychiatry, DPS Halden, Oct-Dec",
    ]
    late = move(case, plan, "Anna", "Medicine", first=9, follow=Follow.PUSH)
    assert rows(late) == ["Surgery, Moss, Jan-Mar", "Medicine, Halden, Oct-Dec"]


def test_pushing_stops_at_a_locked_placement() -> None:
    case, plan = world(locks=["Anna: Psychiatry, DPS Halden, Aug-Oct"])

    result = move(case, plan, "Anna", "Surgery", first=2, follow=Follow.PUSH)

    assert isinstance(result, Refusal)
    assert result.reason is Reason.LOCKED_IN_THE_WAY
    assert result.values["block"] == "Psychiatry"
    assert result.sentence == (
        "Anna's Psychiatry at DPS Halden (August-October 2027) is locked, so what comes before "
        "it cannot be moved on."
    )


def test_a_locked_placement_is_moved_removed_swapped_and_split_only_when_unlocked() -> None:
    case, plan = world(locks=["Anna: Surgery, Moss, Jan-Mar"])

    assert refused(move(case, plan, "Anna", "Surgery", first=1)) is Reason.LOCKED
    assert refused(move(case, plan, "Anna", "Surgery", site="Halden")) is Reason.LOCKED
    assert refused(remove(case, plan, "Anna", "Surgery")) is Reason.LOCKED
    assert refused(split(case, plan, "Anna", "Surgery", 1)) is Reason.LOCKED
    assert refused(swap(case, plan, ("Anna", "Surgery"), ("Anna", "Medicine"))) is Reason.LOCKED

    free = unlock(case, plan, "Anna", "Surgery")
    assert isinstance(free, Edited)
    moved = move(free.case, free.placements, "Anna", "Surgery", first=1)
    assert rows(moved)[0] == "Surgery, Moss, Feb-Apr"


def test_a_lock_holds_site_and_months_and_tells_its_reason() -> None:
    case, plan = world()
    result = lock(case, plan, "Anna", "Surgery", reason="locked by Marte")

    assert isinstance(result, Edited)
    assert [(each.site, each.first, each.last) for each in result.case.locks] == [("Moss", 0, 2)]
    assert result.case.locks[0].reason == "locked by Marte"
    again = lock(result.case, plan, "Anna", "Surgery", reason="once more")
    assert refused(again) is Reason.ALREADY_LOCKED
    assert refused(unlock(case, plan, "Anna", "Surgery")) is Reason.NOT_LOCKED


def test_two_doctors_swap_site_and_month_and_keep_their_own_blocks() -> None:
    berit = {"blocks": {"Surgery": ["Moss Halden", "4"]}}
    case, plan = world(
        ("Anna: Medicine, Halden, Apr-Jun", "Berit: Surgery, Moss, Jan-Apr"),
        doctors={"Berit": berit},
    )
    result = swap(case, plan, ("Anna", "Medicine"), ("Berit", "Surgery"))

    assert rows(result) == ["Medicine, Moss, Jan-Mar"]
    assert rows(result, "Berit") == ["Surgery, Halden, Apr-Jul"]
    assert isinstance(result, Edited)
    assert result.touched == ("Anna", "Berit")


def test_two_doctors_swap_and_what_stands_next_to_it_grows_and_shrinks() -> None:
    practice = {
        "Practice": ["Moss", "2-9"],
        "Hospital": ["Halden Moss", "2"],
        "Later": ["Moss", "2-9", {"after": ["Hospital"]}],
    }
    case, plan = world(
        (
            "Anna: Practice, Moss, Jan-Mar",
            "Anna: Hospital, Halden, Apr-May",
            "Anna: Later, Moss, Jun-Oct",
            "Berit: Practice, Moss, Jan-Jun",
            "Berit: Hospital, Moss, Jul-Aug",
            "Berit: Later, Moss, Sep-Oct",
        ),
        doctors={"Anna": {"blocks": practice}, "Berit": {"blocks": practice}},
    )
    names = (("Anna", "Hospital"), ("Berit", "Hospital"))
    result = swap_filled(case, plan, *names)

    assert rows(result) == [
        "Practice, Moss, Jan-Jun", "Hospital, Moss, Jul-Aug", "Later, Moss, Sep-Oct",
    ]  # fmt: skip
    assert rows(result, "Berit") == [
        "Practice, Moss, Jan-Mar", "Hospital, Halden, Apr-May", "Later, Moss, Jun-Oct",
    ]  # fmt: skip
    assert isinstance(result, Edited)
    assert check(case, result.placements) == ()
    assert check(case, swapped_only(case, plan, *names)) != ()


def test_a_neighbour_that_is_locked_or_would_have_no_month_left_is_named() -> None:
    practice = {"Practice": ["Moss", "1-9"], "Hospital": ["Halden", "2"]}
    plan_text = (
        "Anna: Practice, Moss, Feb-Mar", "Anna: Hospital, Halden, Apr-May",
        "Berit: Hospital, Halden, Jan-Feb",
    )  # fmt: skip
    both = {"Anna": {"blocks": practice}, "Berit": {"blocks": {"Hospital": ["Halden", "2"]}}}
    names = (("Anna", "Hospital"), ("Berit", "Hospital"))
    case, plan = world(plan_text, doctors=both)
    assert refused(swap_filled(case, plan, *names)) is Reason.DOES_NOT_FIT

    later = (*plan_text[:2], "Berit: Hospital, Halden, Jun-Jul")
    case, plan = world(later, doctors=both)
    locked = lock(case, plan, "Anna", "Practice", reason="housing")
    assert isinstance(locked, Edited)
    assert refused(swap_filled(locked.case, plan, *names)) is Reason.LOCKED


def test_two_placements_of_one_doctor_change_order_at_their_own_sites() -> None:
    anna = {"blocks": {"Surgery": ["Moss", "2"], "Medicine": ["Halden", "4"]}}
    case, plan = world(
        ("Anna: Surgery, Moss, Jan-Feb", "Anna: Medicine, Halden, Apr-Jul"), doctors={"Anna": anna}
    )
    turned = swap(case, plan, ("Anna", "Surgery"), ("Anna", "Medicine"))

    assert rows(turned) == ["Medicine, Halden, Jan-Apr", "Surgery, Moss, Jun-Jul"]


def test_a_split_gives_two_blocks_that_everything_else_still_waits_for() -> None:
    anna = {
        "together": [["Surgery", "Medicine"]],
        "blocks": {
            "Surgery": ["Moss Halden", "4-6", {"choice": "c", "window": "Jan-Feb"}],
            "Medicine": ["Moss", "3", {"after": ["Surgery"], "before": [["Surgery"], 4]}],
        },
        "choices": {"c": 1},
    }
    case, plan = world(
        ("Anna: Surgery, Moss, Jan-May", "Anna: Medicine, Moss, Jun-Aug"), doctors={"Anna": anna}
    )
    result = split(case, plan, "Anna", "Surgery", 2, second_site="Halden")

    assert rows(result) == [
        "Surgery, Moss, Jan-Feb",
        "Surgery~2, Halden, Mar-May",
        "Medicine, Moss, Jun-Aug",
    ]
    assert isinstance(result, Edited)
    first, second, medicine = result.case.doctors[0].blocks
    assert (first.min_months, first.max_months, first.choice) == (2, 2, "c")
    assert (second.min_months, second.max_months, second.choice) == (2, 4, None)
    assert (second.after, second.window) == (("Surgery",), None)
    assert medicine.after == ("Surgery", "Surgery~2")
    assert medicine.months_before[0].blocks == ("Surgery", "Surgery~2")
    assert result.case.doctors[0].same_town == (("Surgery", "Medicine", "Surgery~2"),)
    again = split(result.case, result.placements, "Anna", "Surgery~2", 1)
    assert [row.split(",")[0] for row in rows(again)] == [
        "Surgery",
        "Surgery~2",
        "Surgery~3",
        "Medicine",
    ]


@pytest.mark.parametrize("months", [0, 3, 4, -1])
def test_a_part_of_a_split_is_at_least_a_month(months: int) -> None:
    assert refused(split(*world(), "Anna", "Surgery", months)) is Reason.WRONG_MONTHS


def test_leave_makes_a_block_longer_and_pushes_the_next_ones() -> None:
    result = add_leave(*world(), "Anna", span_of("May-Jun"))

    assert rows(result) == [
        "Surgery, Moss, Jan-Mar",
        "Medicine, Halden, Apr-Aug",
        "Psychiatry, DPS Halden, Sep-Nov",
    ]
    assert isinstance(result, Edited)
    assert check(result.case, result.placements) == ()


def test_leave_without_pushing_leaves_the_next_ones() -> None:
    result = add_leave(*world(), "Anna", span_of("May-Jun"), follow=Follow.KEEP)

    assert rows(result)[1:] == ["Medicine, Halden, Apr-Aug", "Psychiatry, DPS Halden, Aug-Oct"]


def test_a_block_that_would_begin_in_leave_or_must_not_be_interrupted_comes_after_it() -> None:
    anna = {
        "blocks": {"Surgery": ["Moss", "3", {"unbroken": True}], "Medicine": ["Halden", "3"]},
    }
    case, plan = world(
        ("Anna: Surgery, Moss, Jan-Mar", "Anna: Medicine, Halden, May-Jul"), doctors={"Anna": anna}
    )

    assert rows(add_leave(case, plan, "Anna", span_of("Feb-Feb"))) == [
        "Surgery, Moss, Mar-May",
        "Medicine, Halden, Jun-Aug",
    ]
    assert rows(add_leave(case, plan, "Anna", span_of("May-Jun")))[1] == "Medicine, Halden, Jul-Sep"


def test_leave_is_never_refused_for_a_lock_on_what_it_meets() -> None:
    case, plan = world(locks=["Anna: Surgery, Moss, Jan-Mar"])
    result = add_leave(case, plan, "Anna", span_of("Mar-Mar"))

    assert rows(result) == [
        "Surgery, Moss, Jan-Mar",
        "Medicine, Halden, Apr-Jun",
        "Psychiatry, DPS Halden, Aug-Oct",
    ]
    assert isinstance(result, Edited)
    assert {str(each.rule) for each in check(result.case, result.placements)} == {
        "length",
        "on_leave",
    }


def test_leave_joins_what_is_there() -> None:
    case, plan = world(doctors={"Anna": {"leave": ["Nov-Nov"], "blocks": SERVICES}})
    result = add_leave(case, plan, "Anna", span_of("Dec-Dec"))

    assert isinstance(result, Edited)
    assert result.case.doctors[0].leave == (span_of("Nov-Dec"),)
    assert refused(add_leave(case, plan, "Anna", span_of("Nov-Nov"))) is Reason.NOTHING_CHANGED
    assert refused(add_leave(case, plan, "Anna", span_of("Mar-Feb"))) is Reason.WRONG_MONTHS


def test_a_block_is_added_at_its_shortest_and_taken_out_again() -> None:
    case, plan = world(PLAN[:2])
    result = add(case, plan, "Anna", "Psychiatry", "Moss", 6)

    assert rows(result)[2] == "Psychiatry, Moss, Jul-Sep"
    assert isinstance(result, Edited)
    back = remove(result.case, result.placements, "Anna", "Psychiatry")
    assert isinstance(back, Edited)
    assert back.placements == plan


def test_an_added_block_pushes_what_is_in_its_way() -> None:
    case, plan = world(PLAN[:2])

    assert rows(add(case, plan, "Anna", "Psychiatry", "Moss", 3, follow=Follow.PUSH)) == [
        "Surgery, Moss, Jan-Mar",
        "Psychiatry, Moss, Apr-Jun",
        "Medicine, Halden, Jul-Sep",
    ]


def test_what_is_not_there_is_named() -> None:
    case, plan = world(PLAN[:2])
    wanted = {
        Reason.UNKNOWN_DOCTOR: move(case, plan, "Nobody", "Surgery", first=1),
        Reason.UNKNOWN_BLOCK: move(case, plan, "Anna", "Nothing", first=1),
        Reason.UNKNOWN_SITE: move(case, plan, "Anna", "Surgery", site="Nowhere"),
        Reason.NOT_PLACED: move(case, plan, "Anna", "Psychiatry", first=1),
        Reason.NOTHING_CHANGED: move(case, plan, "Anna", "Surgery", site="Moss", first=0),
        Reason.DOES_NOT_FIT: move(case, plan, "Anna", "Surgery", first=10),
        Reason.ALREADY_PLACED: add(case, plan, "Anna", "Surgery", "Moss", 1),
    }
    assert {reason: refused(result) for reason, result in wanted.items()} == {
        reason: reason for reason in wanted
    }
    assert refused(add(case, plan, "Anna", "Psychiatry", "Nowhere", 1)) is Reason.UNKNOWN_SITE
    assert refused(add(case, plan, "Anna", "Nothing", "Moss", 1)) is Reason.UNKNOWN_BLOCK
    assert refused(swap(case, plan, ("Anna", "Surgery"), ("Anna", "Surgery"))) is (
        Reason.NOTHING_CHANGED
    )
    assert refused(swap(case, plan, ("Anna", "Surgery"), ("Bo", "Surgery"))) is (
        Reason.UNKNOWN_DOCTOR
    )


def test_a_move_can_change_the_length_within_what_the_block_allows() -> None:
    case, plan = world(
        doctors={"Anna": {"blocks": {**SERVICES, "Surgery": ["Moss Halden", "3-6"]}}}
    )
    block = plan[0].block
    longer = move(case, plan, plan[0].doctor, block, months=4)
    assert isinstance(longer, Edited)
    assert (longer.placements[0].first, longer.placements[0].last) == (0, 3)
    both = move(case, plan, plan[0].doctor, block, first=1, months=6)
    assert isinstance(both, Edited)
    assert [(p.first, p.last) for p in both.placements if p.block == block] == [(1, 6)]
    wrong = move(case, plan, plan[0].doctor, block, months=7)
    assert isinstance(wrong, Refusal) and wrong.reason is Reason.WRONG_LENGTH
    same = move(case, plan, plan[0].doctor, block, months=3)
    assert isinstance(same, Refusal) and same.reason is Reason.NOTHING_CHANGED
