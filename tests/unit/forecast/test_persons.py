"""Persons against approvals, worked out in the comments; shares add up to persons."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pathways.forecast.persons import Joint, count_persons, of_staff, rough_persons

CODES = ("VOP", "BUP", "RUS", "NEV")


def test_persons_are_approvals_less_what_is_counted_again() -> None:
    found = count_persons(
        {"VOP": 40, "RUS": 10, "BUP": 8},
        [Joint(("VOP", "RUS"), 6), Joint(("VOP", "RUS", "BUP"), 1)],
    )
    # 58 approvals; six count twice and one three times: 58 - 6 - 2.
    assert found.total == pytest.approx(50)
    # 40 - 6 × 1/2 - 1 × 2/3; 10 - 6 × 1/2 - 1 × 2/3; 8 - 1 × 2/3.
    assert found.shares == pytest.approx({"VOP": 36 + 1 / 3, "RUS": 6 + 1 / 3, "BUP": 7 + 1 / 3})
    assert found.approvals["RUS"] == 10 and not found.is_rough


def test_staff_rows_count_everybody_once_and_in_both_specialties() -> None:
    found = of_staff([("VOP", None, 30), ("VOP", "RUS", 4), ("RUS", "VOP", 2), ("RUS", "RUS", 1)])
    assert found.approvals == {"VOP": 36, "RUS": 7}
    assert found.total == pytest.approx(37)


def test_the_national_ratio_is_marked_as_rough() -> None:
    found = rough_persons({"VOP": 112})
    assert found.total == pytest.approx(100) and found.is_rough


@pytest.mark.parametrize(
    ("approvals", "joint", "message"),
    [
        ({"VOP": 5}, [Joint(("VOP",), 1)], "1 persons with VOP"),
        ({"VOP": 5}, [Joint(("VOP", "VOP"), 1)], "VOP, VOP"),
        ({"VOP": 5}, [Joint(("VOP", "RUS"), 1)], "RUS is held"),
        ({"VOP": 5, "RUS": 2}, [Joint(("VOP", "RUS"), 3)], "only 2 hold RUS"),
        ({"VOP": 5, "RUS": 2}, [Joint(("VOP", "RUS"), -1)], "-1 persons"),
    ],
)
def test_what_cannot_be_is_refused(
    approvals: dict[str, int], joint: list[Joint], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        count_persons(approvals, joint)


def test_fewer_than_no_approvals_are_refused() -> None:
    with pytest.raises(ValueError, match="fewer than none"):
        rough_persons({"VOP": -1})


@given(
    st.lists(
        st.tuples(st.sampled_from(CODES), st.sampled_from((None, *CODES)), st.integers(0, 50)),
        max_size=12,
    )
)
def test_shares_add_up_to_the_persons_in_the_rows(rows: list[tuple[str, str | None, int]]) -> None:
    found = of_staff(rows)
    assert found.total == pytest.approx(sum(persons for _, _, persons in rows))
    assert all(0 <= found.shares[code] <= found.approvals[code] + 1e-9 for code in found.shares)
