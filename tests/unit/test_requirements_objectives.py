"""Sets of objectives that are replaced: which one applies, and what becomes of the old."""

from pathways.requirement_state import Detail, State
from pathways.requirements import requirements_on
from pathways.types.record import ObjectiveTally, TraineeRecord
from tests.unit.knowledge_values import real_knowledge
from tests.unit.requirement_values import Kind, a_requirement, judged
from tests.unit.trainee_records import a_record, a_service, day

COMMON_PART1 = [
    r
    for r in real_knowledge().requirements
    if r.kind is Kind.COMMON_OBJECTIVES and r.stage == "part1_complete"
]


def common_on(text: str, stage: str = "part1_complete") -> float | None:
    """How many common objectives a part completed on this day is held against."""
    found = [
        r
        for r in requirements_on(real_knowledge().requirements, day(text))
        if r.kind is Kind.COMMON_OBJECTIVES and r.stage == stage
    ]
    assert len(found) == 1
    return found[0].amount


def a_lis1(*tallies: ObjectiveTally) -> TraineeRecord:
    return a_record(
        a_service("01.09.2024", "31.08.2025", "lis1_hospital"),
        stage="lis1_municipality",
        specialty=None,
        objectives=tallies,
    )


def test_the_day_of_approval_decides_which_common_objectives_apply() -> None:
    assert common_on("31.08.2024") == 74
    assert common_on("20.08.2025") == 75
    assert common_on("31.08.2025") == 75
    assert common_on("01.09.2025") == 29
    assert common_on("05.09.2025") == 29


def test_parts_2_and_3_changed_half_a_year_later() -> None:
    assert common_on("28.02.2026", "part3") == 75
    assert common_on("01.03.2026", "part3") == 29


def test_approved_in_the_set_in_force_counts() -> None:
    new = next(r for r in COMMON_PART1 if r.amount == 29)
    result = judged(new, a_lis1(ObjectiveTally("FKM", 29, 0, 0)))
    assert (result.state, result.has, result.needs) == (State.DONE, 29, 29)


def test_what_was_approved_in_an_older_set_is_kept_shown_and_not_added() -> None:
    new = next(r for r in COMMON_PART1 if r.amount == 29)
    record = a_lis1(
        ObjectiveTally("FKM-2024", 62, 0, 0),
        ObjectiveTally("FKM-2019", 3, 0, 0),
        ObjectiveTally("FKM", 8, 0, 0),
    )
    result = judged(new, record)
    assert (result.state, result.detail) == (State.ON_TRACK, Detail.OLDER_SET)
    assert (result.has, result.needs) == (8, 29)
    assert result.older == (("FKM-2019", 3), ("FKM-2024", 62))


def test_waiting_goes_before_the_older_set() -> None:
    new = next(r for r in COMMON_PART1 if r.amount == 29)
    sent = ObjectiveTally("FKM", 8, 2, 0, (("Ida Berg", 2),))
    result = judged(new, a_lis1(sent, ObjectiveTally("FKM-2024", 62, 0, 0)))
    assert (result.detail, result.older) == (Detail.WITH_SOMEBODY, (("FKM-2024", 62),))


def test_the_replaced_set_is_judged_by_its_own_approvals() -> None:
    old = next(r for r in COMMON_PART1 if r.amount == 75)
    record = a_lis1(ObjectiveTally("FKM-2024", 75, 0, 0), ObjectiveTally("FKM", 8, 0, 0))
    assert judged(old, record).is_done


def test_before_the_change_the_set_in_force_is_the_75() -> None:
    """On 01.06.2025 FKM is the 75; the 29 have not begun, and nothing is approved in them."""
    old = next(r for r in COMMON_PART1 if r.amount == 75)
    new = next(r for r in COMMON_PART1 if r.amount == 29)
    record = a_lis1(ObjectiveTally("FKM", 70, 0, 5))
    now, later = (judged(r, record, today=day("01.06.2025")) for r in (old, new))
    assert (now.has, now.needs, now.older) == (70, 75, ())
    assert (later.has, later.needs, later.older) == (0, 29, (("FKM", 70),))


def test_the_first_clinical_set_of_part_1_is_kept_apart_as_well() -> None:
    clinical = a_requirement(
        Kind.OBJECTIVES, "part1_complete", amount=101, valid_from=day("01.03.2020")
    )
    first = a_requirement(Kind.OBJECTIVES, "part1_complete", valid_to=day("29.02.2020"))
    record = a_lis1(ObjectiveTally("DEL1", 101, 0, 0), ObjectiveTally("DEL1-2017", 40, 0, 0))
    assert judged(clinical, record).is_done
    assert judged(first, record).has == 40


def test_an_approval_speaks_of_the_sets_of_its_own_part() -> None:
    record = a_record(
        objectives=(
            ObjectiveTally("VOP", 12, 2, 0, (("Ida Berg", 2),), day("01.11.2026")),
            ObjectiveTally("DEL1", 100, 1, 0, (("Per Olav Dahle", 1),), day("01.10.2026")),
        )
    )
    result = judged(a_requirement(Kind.APPROVAL), record)
    assert (result.state, result.has, result.booked) == (State.WAITING, 12, 2)
    assert (result.holders, result.since) == ((("Ida Berg", 2),), day("01.11.2026"))
