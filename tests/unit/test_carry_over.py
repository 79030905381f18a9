"""What carries over: golden changes, grounds that exist, and properties that must hold."""

import json
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pathways.carry_over import carry_over
from pathways.local_service import local_service
from pathways.types.carrying import CarriedThing as Thing
from pathways.types.carrying import Elsewhere, GroundKind, Range, Verdict
from pathways.types.knowledge import Course, FactStatus, Organisation
from pathways.types.record import AttendanceState, CourseTaken, ObjectiveTally, PlaceKind
from pathways.worktime import Limits
from tests.unit.knowledge_values import real_graph, real_knowledge
from tests.unit.trainee_records import a_record, a_service, day, leave, share

GOLDEN = json.loads((Path(__file__).parents[1] / "golden" / "ladder.json").read_text("utf-8"))
TODAY = date(2026, 11, 23)
CODES = [specialty.code for specialty in real_knowledge().specialties]


def change(record, origin, target, **more):
    return carry_over(record, real_graph(), origin, target, TODAY, Limits(), **more)


def item(found, what):
    return next((one for one in found.items if one.what is what), None)


def a_range(pair):
    return Range(Fraction(pair[0]), Fraction(pair[1]))


@pytest.mark.parametrize("case", GOLDEN["changes"], ids=lambda case: case["case"])
def test_golden_changes(case):
    services = [
        a_service(first, last, stage, place_kind=PlaceKind(kind))
        for stage, first, last, kind in case["services"]
    ]
    record = a_record(
        *services,
        specialty=case["from"],
        stage=f"part3:{case['from']}",
        shares=(share(case["share"], "01.01.2020", None),) if "share" in case else (),
        objectives=(ObjectiveTally(case["from"], case.get("objectives", 0), 0, 0),),
    )
    found = change(record, case["from"], case["to"])
    service = item(found, Thing.SERVICE)
    assert service.verdict is Verdict.CASE_BY_CASE
    assert service.earned == case["earned"]
    assert service.carried == a_range(case["service"])
    assert found.remaining == a_range(case["left"])
    in_goal = item(found, Thing.SERVICE_IN_GOAL)
    assert (in_goal.earned if in_goal else None) == case.get("in_goal")
    part2 = item(found, Thing.PART2_OBJECTIVES)
    assert (part2.carried if part2 else None) == (
        a_range(case["part2"]) if "part2" in case else None
    )


def test_lis1_and_common_objectives_carry_and_the_rest_is_said_plainly():
    record = a_record(
        a_service("01.09.2021", "31.08.2022", "lis1_hospital"),
        objectives=(
            ObjectiveTally("FKM", 12, 1, 2),
            ObjectiveTally("FKM-2019", 30, 0, 0),
            ObjectiveTally("VOP", 40, 3, 3),
        ),
    )
    found = change(record, "VOP", "RUS")
    assert item(found, Thing.LIS1).carried == a_range([18, 18])
    assert item(found, Thing.COMMON_OBJECTIVES).carried == a_range([12, 12])
    older = item(found, Thing.OLDER_COMMON_OBJECTIVES)
    assert (older.verdict, older.ground.kind) == (Verdict.NO_SOURCE, GroundKind.NO_SOURCE)
    assert older.carried == a_range([0, 30])
    own = item(found, Thing.SPECIALTY_OBJECTIVES)
    assert (own.verdict, own.earned, own.carried) == (
        Verdict.DOES_NOT_CARRY,
        40,
        a_range([0, 0]),
    )


def test_with_a_shared_part_2_nobody_can_tell_which_objectives_are_its_own():
    record = a_record(specialty="HJS", objectives=(ObjectiveTally("HJS", 40, 0, 0),))
    found = change(record, "HJS", "LUN")
    assert item(found, Thing.SPECIALTY_OBJECTIVES).earned is None
    assert item(found, Thing.PART2_OBJECTIVES).ground.rule_keys == ("part2-fim-specialties",)
    # That a specialty shares surgery part 2 was found by elimination, and says so.
    surgery = item(change(None, "KIR", "URO"), Thing.PART2_OBJECTIVES)
    assert surgery.ground.status is FactStatus.UNVERIFIED
    assert item(change(None, "HJS", "KIR"), Thing.PART2_OBJECTIVES) is None


def test_courses_are_told_apart_only_when_they_are_known():
    record = a_record(
        courses=tuple(
            CourseTaken(key, key, state, None, None)
            for key, state in (
                ("own", AttendanceState.ATTENDED),
                ("all", AttendanceState.ATTENDED),
                ("odd", AttendanceState.ATTENDED),
                ("later", AttendanceState.BOOKED),
            )
        )
    )
    known = tuple(
        Course(
            key,
            None,
            key,
            code,
            scope,
            None,
            None,
            None,
            None,
            None,
            None,
            None,
            "2019",
            True,
            "src",
            None,
            FactStatus.CONFIRMED,
        )
        for key, code, scope in (
            ("own", "VOP", "VOP"),
            ("all", None, "ALL"),
            ("odd", None, "KIR-DEL2"),
            ("later", "VOP", "VOP"),
        )
    )
    found = change(record, "VOP", "RUS", courses=known)
    assert item(found, Thing.SPECIALTY_COURSES).earned == 1
    assert item(found, Thing.SHARED_COURSES).carried == a_range([1, 1])
    assert item(change(record, "VOP", "RUS"), Thing.SPECIALTY_COURSES).earned is None


@pytest.mark.parametrize("target", [*Elsewhere, "RUS", "ALM", "SAM", "ARB", "KIR"])
def test_every_ground_is_a_rule_in_force_or_says_that_there_is_none(target):
    in_force = {rule.key for rule in real_knowledge().rules if rule.applies_on(TODAY)}
    for record in (None, a_record(a_service("01.09.2024", "31.08.2026"))):
        for one in change(record, "VOP", target).items:
            assert set(one.ground.rule_keys) <= in_force
            assert bool(one.ground.rule_keys) == (one.ground.kind is not GroundKind.NO_SOURCE)


def test_service_elsewhere_takes_nothing_away():
    record = a_record(a_service("01.09.2024", "31.08.2026"))
    trust = change(record, "VOP", Elsewhere.OTHER_TRUST)
    assert item(trust, Thing.SERVICE).carried == a_range([24, 24])
    assert item(trust, Thing.SERVICE_THERE).ground.rule_keys[0] == "spell-agreements"
    assert (trust.needed, trust.remaining) == (None, None)
    abroad = change(record, "VOP", Elsewhere.ABROAD)
    assert item(abroad, Thing.SERVICE_THERE).verdict is Verdict.NO_SOURCE
    before = change(record, None, Elsewhere.ABROAD)
    assert item(before, Thing.SERVICE_THERE).ground.rule_keys == ("part1-foreign-service",)


def test_service_abroad_instead_of_lis1_is_decided_on_application():
    record = a_record(
        a_service("01.01.2025", "31.12.2025", "part1_abroad"),
        stage="lis1_hospital",
        specialty=None,
    )
    foreign = item(change(record, None, "VOP"), Thing.FOREIGN_SERVICE)
    assert foreign.carried == a_range([0, 12])
    assert foreign.ground.rule_keys == ("part1-foreign-service",)


def test_a_change_to_the_same_or_an_unknown_specialty_is_refused():
    with pytest.raises(ValueError, match="no change"):
        change(None, "VOP", "VOP")
    with pytest.raises(LookupError, match="XXX"):
        change(None, "VOP", "XXX")


DAYS = st.dates(date(2018, 1, 1), date(2027, 12, 31))
KINDS = st.sampled_from(list(PlaceKind))
STAGES = st.sampled_from(
    ["part3:VOP", "part2:VOP", "external_service", "part3:RUS", "lis1_hospital"]
)


@st.composite
def some_services(draw):
    """Services one after the other, as the database keeps them."""
    edges = sorted(set(draw(st.lists(DAYS, min_size=2, max_size=9))))
    return tuple(
        a_service(
            "01.01.2020",
            None,
            draw(STAGES),
            key=str(number),
            starts_on=first,
            ends_on=last - timedelta(days=1),
            place_kind=draw(KINDS),
        )
        for number, (first, last) in enumerate(pairwise(edges))
    )


RECORD = st.builds(
    lambda services, percent: a_record(
        *services,
        shares=(share(percent, "01.01.2010", None),),
        absences=(leave("01.02.2022", "15.08.2022"),),
    ),
    some_services(),
    st.sampled_from([40, 80, 100]),
)


@given(record=RECORD, target=st.sampled_from([code for code in CODES if code != "VOP"]))
def test_what_carries_never_exceeds_what_was_earned_or_is_needed(record, target):
    found = change(record, "VOP", target)
    for one in found.items:
        if one.earned is not None and one.carried is not None:
            assert one.carried.high <= one.earned
    assert found.months.high <= found.needed
    assert 0 <= found.remaining.low <= found.remaining.high <= found.needed


@given(record=RECORD, target=st.sampled_from(["RUS", "ALM", "SAM", "HJS"]), drop=st.integers(0, 7))
def test_more_service_never_carries_less(record, target, drop):
    fewer = tuple(s for place, s in enumerate(record.services) if place != drop)
    less = change(replace(record, services=fewer), "VOP", target).months
    more = change(record, "VOP", target).months
    assert less.low <= more.low
    assert less.high <= more.high


def an_organisation(key, name, kind, **more):
    values = {
        "parent": None,
        "municipality": None,
        "org_number": None,
        "municipality_number": None,
        "health_community": None,
        "population": None,
        "population_year": None,
        "county": None,
        "source_key": "src",
        "status": FactStatus.CONFIRMED,
    }
    return Organisation(key=key, name=name, kind=kind, **{**values, **more})


PLACES = (
    an_organisation("trust", "Sykehuset Østfold HF", "health_trust", municipality="Sarpsborg"),
    an_organisation("moss", "Sykehuset Østfold Moss", "hospital", parent="trust"),
    an_organisation("s", "Sarpsborg", "municipality", health_community="Østfold og Vestby"),
    an_organisation("h", "Halden", "municipality", health_community="Østfold og Vestby"),
    an_organisation("oslo", "Oslo universitetssykehus HF", "health_trust", municipality="Oslo"),
    an_organisation("bo", "Bø", "municipality"),
)


def test_local_service_joins_a_trust_and_the_municipalities_of_its_community():
    record = a_record(
        a_service("01.09.2021", "31.08.2022", organisation="Sykehuset Østfold Moss"),
        a_service("01.09.2022", "28.02.2023", organisation="Halden"),
        a_service("01.03.2023", "31.08.2023", organisation="Oslo universitetssykehus HF"),
        a_service("01.09.2026", None, organisation="Sykehuset Østfold HF"),
        a_service("01.01.2024", "31.01.2024", organisation="Bø"),
        a_service("01.02.2024", "29.02.2024", organisation="Ukjent sted"),
    )
    ostfold, oslo, bo = local_service(record, PLACES, day("30.11.2026"))
    assert (ostfold.area, ostfold.is_community, ostfold.months) == ("Østfold og Vestby", True, 21)
    assert ostfold.trusts == ("Sykehuset Østfold HF",)
    assert ostfold.municipalities == ("Halden",)
    assert (ostfold.is_going_on, oslo.is_going_on) == (True, False)
    assert (oslo.area, oslo.is_community, oslo.months) == ("Oslo universitetssykehus HF", False, 6)
    assert (bo.area, bo.months) == ("Bø", 1)


def test_a_day_at_two_places_is_one_day_and_the_future_is_not_served():
    both = a_record(
        a_service("01.01.2026", "31.03.2026", organisation="Halden"),
        a_service("01.02.2026", "31.12.2026", organisation="Sarpsborg", is_planned=True),
        a_service("01.12.2026", None, organisation="Sarpsborg", is_planned=True),
    )
    (found,) = local_service(both, PLACES, day("30.06.2026"))
    assert (found.months, found.last) == (6, day("30.06.2026"))
