"""What a plan is worth: points worked by hand, and how long it takes."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from rotations.loads import loads, staffing
from rotations.scoring import score
from rotations.types.case import (
    Block,
    Doctor,
    Limit,
    LimitKind,
    LimitPer,
    Placement,
    RotationCase,
    Site,
    SiteKind,
    Span,
    TraineeGroup,
    Weights,
)
from rotations.types.case import Wish as W
from rotations.types.case import WishKind as K
from rotations.types.findings import PlanScore
from tests.support.rotation_golden import golden_case, placement_of, span_of

WEIGHTS = Weights(
    idle_month=1,
    site_change=10,
    town_change=100,
    late_month=1000,
    changed_placement=7,
    changed_near=70,
    worst_off=0,
)


def case_of(doctors: dict[str, Any], **more: Any) -> RotationCase:
    row = {"situation": "scored", "doctors": doctors, **more}
    return replace(golden_case(row), weights=WEIGHTS)


def scored(case: RotationCase, *plan: str) -> PlanScore:
    return score(case, [placement_of(text) for text in plan])


def with_wishes(case: RotationCase, *wishes: W) -> RotationCase:
    doctors = tuple(replace(each, wishes=wishes) for each in case.doctors)
    return replace(case, doctors=doctors)


def test_idle_months_are_those_at_work_between_start_and_the_last_placement() -> None:
    anna = {
        "start": "Feb",
        "leave": ["Apr-Apr"],
        "blocks": {"A": ["Moss", "1"], "B": ["Moss", "1"]},
    }
    found = scored(case_of({"Anna": anna}), "Anna: A, Moss, Mar-Mar", "Anna: B, Moss, Jul-Jul")

    assert found.doctors[0].idle == -3  # February, May and June; April is leave


def test_who_need_not_finish_is_idle_to_the_end_or_until_leaving() -> None:
    anna = {"rolling": True, "blocks": {"A": ["Moss", "1"]}}

    assert scored(case_of({"Anna": anna}), "Anna: A, Moss, Jan-Mar").doctors[0].idle == -9
    assert scored(case_of({"Anna": anna})).doctors[0].idle == -12
    leaving = case_of({"Anna": anna | {"to": "Jun"}})
    assert scored(leaving, "Anna: A, Moss, Jan-Mar").doctors[0].idle == -3
    assert scored(case_of({"Anna": anna | {"rolling": False}})).doctors[0].idle == 0


def test_changes_of_site_and_town_are_counted_in_order_of_time() -> None:
    blocks = {key: ["Moss Halden DPS_Halden", "1"] for key in "ABC"}
    case = case_of({"Anna": {"town": "Moss", "blocks": blocks}})
    found = scored(
        case,
        "Anna: C, Moss, Sep-Sep",
        "Anna: A, Halden, Jan-Jan",
        "Anna: B, DPS Halden, Mar-Mar",
    ).doctors[0]

    # Halden, DPS Halden, Moss: two changes of site; Moss (home), Halden, Moss: two moves.
    assert (found.site_changes, found.town_changes) == (-20, -200)
    from_halden = replace(case, doctors=(replace(case.doctors[0], site="Halden", town=None),))
    assert scored(from_halden, "Anna: A, Halden, Jan-Jan").total == 0
    assert scored(from_halden, "Anna: A, Moss, Jan-Jan").doctors[0].site_changes == -10


def test_months_at_work_after_the_deadline_are_late() -> None:
    case = case_of({"Anna": {"leave": ["Aug-Aug"], "blocks": {"A": ["Moss", "1-9"]}}})
    late = replace(case, doctors=(replace(case.doctors[0], deadline=span_of("Jun-Jun").first),))

    assert scored(late, "Anna: A, Moss, Jan-Jun").doctors[0].late == 0
    assert scored(late, "Anna: A, Moss, Jan-Sep").doctors[0].late == -2000  # July, September


def test_points_for_length_are_for_whole_credited_months_above_the_minimum() -> None:
    case = case_of({"Anna": {"part": {"Jan-Dec": 80}, "blocks": {"A": ["Moss", "2-6"]}}})
    (anna,) = case.doctors
    block = replace(anna.blocks[0], points_per_month=5)
    case = replace(case, doctors=(replace(anna, blocks=(block,)),))

    assert scored(case, "Anna: A, Moss, Jan-Mar").doctors[0].length == 0  # 2.4 months
    assert scored(case, "Anna: A, Moss, Jan-May").doctors[0].length == 10  # 4 months


def test_a_wish_is_counted_once_and_only_when_all_of_it_is_met() -> None:
    blocks = {"A": ["Moss Halden", "1"], "B": ["Moss", "1"]}
    case = with_wishes(
        case_of({"Anna": {"blocks": blocks}}),
        W("site", K.SITE, 4, site="Moss"),
        W("both", K.SERVICE, 8, service="A", site="Moss", starts=span_of("Jan-Feb")),
        W("not", K.SERVICE, -2, service="B"),
    )

    all_met = scored(case, "Anna: A, Moss, Jan-Jan", "Anna: B, Moss, Feb-Feb").doctors[0]
    assert (all_met.wishes, all_met.wishes_met) == (10, ("site", "both", "not"))
    late = scored(case, "Anna: B, Moss, Jan-Jan", "Anna: A, Moss, Mar-Mar").doctors[0]
    assert late.wishes_met == ("site", "not")


def test_what_is_published_and_changed_costs_more_when_it_is_near() -> None:
    blocks = {"A": ["Moss Halden", "1-2"], "B": ["Moss", "1"]}
    case = case_of(
        {"Anna": {"blocks": blocks}},
        published=["Anna: A, Moss, Jun-Jun", "Anna: B, Moss, Nov-Nov", "Anna: Gone, Moss, Jan-Jan"],
        notice=3,
    )
    kept = ("Anna: A, Moss, Jun-Jun", "Anna: B, Moss, Nov-Nov")

    assert scored(case, *kept).doctors[0].changed == 0
    assert scored(case, kept[0]).doctors[0].changed == -7
    assert scored(case, kept[1], "Anna: A, Halden, Jun-Jun").doctors[0].changed == -7
    assert scored(case, kept[1], "Anna: A, Moss, Jun-Jul").doctors[0].changed == -7
    assert scored(case, kept[1], "Anna: A, Moss, Mar-Mar").doctors[0].changed == -70


def test_the_lowest_doctor_counts_extra_and_vacant_posts_are_left_out() -> None:
    blocks = {"A": ["Moss", "1"], "B": ["Moss", "1"]}
    doctors = {
        "Anna": {"blocks": blocks},
        "Berit": {"blocks": blocks},
        "Post": {"vacancy": True, "blocks": blocks},
    }
    case = with_wishes(case_of(doctors), W("w", K.SERVICE, 5, service="A"))
    case = replace(case, weights=replace(WEIGHTS, worst_off=3))
    plan = (
        "Anna: A, Moss, Jan-Jan",
        "Berit: A, Moss, Jan-Jan",
        "Berit: B, Moss, Apr-Apr",
        "Post: A, Moss, Jan-Jan",
        "Post: B, Moss, Dec-Dec",
    )
    found = scored(case, *plan)

    assert [each.total for each in found.doctors] == [5, 3, -10]
    assert found.worst == 3
    assert found.total == 5 + 3 - 10 + 3 * 3
    assert scored(replace(case, doctors=case.doctors[2:]), *plan[3:]).worst == 0


@pytest.mark.parametrize(
    ("limit", "price"),
    [
        ({"maximum": 1}, 2 * 3),
        ({"maximum": 3}, 0),
        ({"minimum": 3}, 12 * 4 * 3 - 2 * 4 * 2 - 1 * 4),
        ({"maximum": 3, "per": LimitPer.SPAN}, 2 * 3),
        ({"minimum": 7, "per": LimitPer.SPAN}, 2 * 4),
        ({"maximum": 1, "counts_share": True}, 2 * 3),
        ({"maximum": 0, "is_hard": True}, 0),
        ({"maximum": 0, "services": ("B",)}, 0),
    ],
)
def test_soft_limits_cost_for_each_started_place_and_month(
    limit: dict[str, Any], price: int
) -> None:
    part = {"part": {"Jan-Dec": 50}, "blocks": {"A": ["Moss", "1"]}}
    case = case_of({"Anna": {"blocks": {"A": ["Moss", "3"]}}, "Berit": part})
    row = Limit("l", LimitKind.PLACE, "Moss", ("Moss",), Span(0, 11), is_hard=False)
    case = replace(case, limits=(replace(row, over_price=3, under_price=4, **limit),))

    found = scored(case, "Anna: A, Moss, Jan-Mar", "Berit: A, Moss, Feb-Mar")

    assert found.soft_limits == -price


def test_loads_are_counted_per_month_and_per_span() -> None:
    doctors = {
        "Anna": {"blocks": {"A": ["Moss", "3"]}},
        "Berit": {"part": {"Jan-Dec": 50}, "blocks": {"A": ["Moss", "1"]}},
        "Post": {"vacancy": True, "blocks": {"A": ["Moss", "2"]}},
    }
    case = case_of(doctors)
    row = Limit("people", LimitKind.PLACE, "Moss", ("Moss",), Span(1, 11), maximum=1)
    case = replace(
        case,
        limits=(
            row,
            replace(row, key="places", counts_share=True),
            replace(row, key="months", per=LimitPer.SPAN),
        ),
    )
    texts = ("Anna: A, Moss, Jan-Mar", "Berit: A, Moss, Feb-Mar", "Post: A, Moss, Mar-Apr")
    plan = [placement_of(text) for text in texts]

    with_posts, people = loads(case, plan), staffing(case, plan)

    assert with_posts["people"][:5] == (0, 2, 3, 1, 0)
    assert with_posts["places"][:5] == (0, 150, 250, 100, 0)
    assert (with_posts["months"], people["months"]) == ((6,), (4,))
    assert people["people"][:5] == (0, 2, 2, 0, 0)


def test_a_change_far_ahead_of_what_began_long_ago_is_not_near() -> None:
    """The price follows the notice rule: the first month at work that differs."""
    doctor = Doctor("d", "D", TraineeGroup.LIS23, (Block("b", "B", ("s",), 6, 12),))
    site = Site("s", "S", "S", SiteKind.HOSPITAL, "T", "E")
    told = Placement("d", 0, 5, "b", "s")
    case = RotationCase(
        "n", date(2027, 1, 1), 24, (site,), (doctor,), published=(told,), notice_months=4
    )
    prices = {
        last: score(case, (replace(told, last=last),)).doctors[0].changed for last in (2, 3, 5, 8)
    }
    assert prices == {2: -12, 3: -6, 5: 0, 8: -6}
    away = replace(case, doctors=(replace(doctor, leave=(Span(3, 3),)),))
    assert score(away, (replace(told, last=2),)).doctors[0].changed == -6
