"""Sharing out places: as good as the best of all ways, within every ceiling."""

from itertools import pairwise, product
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pathways.forecast.capacity import Ceiling, Field, field_of, never_rising, share_out
from pathways.forecast.intake import advise
from pathways.forecast.results import Asked
from tests.support.forecast_cases import field, uncertain


def random_fields(draw: Random) -> list[Field]:
    return [
        Field(
            code, draw.randint(0, 4), tuple(sorted((draw.random() for _ in range(4)), reverse=True))
        )
        for code in "ABCD"
    ]


def random_ceilings(draw: Random, members: list[str], depth: int = 0) -> list[Ceiling]:
    """Nested or apart: a set, and sets of its halves."""
    name = "".join(members) + str(depth)
    found = [Ceiling(name, frozenset(members), draw.randint(0, 3 * len(members)))]
    if len(members) > 1:
        cut = draw.randint(1, len(members) - 1)
        for part in (members[:cut], members[cut:]):
            if draw.random() < 0.7:
                found += random_ceilings(draw, part, depth + 1)
    return found


def best_of_all(fields: list[Field], ceilings: list[Ceiling]) -> float:
    best = 0.0
    for numbers in product(*(range(each.wanted + 1) for each in fields)):
        starts = dict(zip((each.code for each in fields), numbers, strict=True))
        if all(sum(starts[code] for code in each.members) <= each.most for each in ceilings):
            gain = sum(sum(each.gains[: starts[each.code]]) for each in fields)
            best = max(best, gain)
    return best


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 10**6))
def test_no_other_sharing_is_better_and_every_ceiling_is_kept(seed: int) -> None:
    draw = Random(seed)
    fields, ceilings = random_fields(draw), random_ceilings(draw, list("ABCD"))
    answer = share_out(fields, ceilings)
    assert answer.gain == pytest.approx(best_of_all(fields, ceilings))
    starts = {each.code: each.starts for each in answer.given}
    for each in ceilings:
        assert answer.used[each.name] == sum(starts[code] for code in each.members) <= each.most
    for given_ in answer.given:
        assert 0 <= given_.starts <= given_.wanted
        # Whoever gets fewer than it wants stands under a full ceiling, and under no other reason.
        assert bool(given_.held_by) == (given_.starts < given_.wanted)


def test_without_ceilings_everybody_gets_what_it_wants() -> None:
    fields = [Field("A", 2, (3.0, 1.0, 0.5)), Field("B", 0, ())]
    answer = share_out(fields, [])
    assert [each.starts for each in answer.given] == [2, 0]
    assert (answer.gain, answer.full) == (4.0, ())


def test_the_place_goes_to_whom_it_helps_most_and_the_ceiling_is_named() -> None:
    fields = [Field("PSY", 2, (3.0, 2.5)), Field("KIR", 2, (2.8, 0.1))]
    ceilings = [
        Ceiling("LIS1", frozenset(("PSY", "KIR")), 3),
        Ceiling("veil", frozenset(("KIR",)), 9),
    ]
    answer = share_out(fields, ceilings)
    assert [each.starts for each in answer.given] == [2, 1]
    held = answer.given[1]
    assert (held.held_by, held.gain, held.missed) == (("LIS1",), 2.8, 0.1)
    assert (dict(answer.used), answer.full) == ({"LIS1": 3, "veil": 1}, ("LIS1",))


def test_equal_gains_go_by_code_whatever_the_order() -> None:
    fields = [Field("B", 1, (1.0,)), Field("A", 1, (1.0,))]
    answer = share_out(fields, [Ceiling("all", frozenset("AB"), 1)])
    assert {each.code: each.starts for each in answer.given} == {"A": 1, "B": 0}


REFUSED = [
    ([], [Ceiling("en", frozenset("AB"), 1), Ceiling("to", frozenset("BC"), 1)], "en and to"),
    ([Field("A", 0, ()), Field("A", 0, ())], [], "field A"),
    ([], [Ceiling("en", frozenset("A"), 1), Ceiling("en", frozenset("B"), 1)], "ceiling en"),
    ([Field("A", 2, (1.0,))], [], "field A: wants 2"),
    ([Field("A", 1, (1.0, 2.0))], [], "field A: gains rise"),
    ([], [Ceiling("en", frozenset("A"), -1)], "ceiling en: most -1"),
]


@pytest.mark.parametrize(("fields", "ceilings", "told"), REFUSED)
def test_what_cannot_be_is_refused_by_name(
    fields: list[Field], ceilings: list[Ceiling], told: str
) -> None:
    with pytest.raises(ValueError, match=told):
        share_out(fields, ceilings)


@given(st.lists(st.floats(0, 10), max_size=20))
def test_gains_that_never_rise_keep_their_sum(gains: list[float]) -> None:
    found = never_rising(gains)
    assert sum(found) == pytest.approx(sum(gains))
    assert all(later <= earlier + 1e-12 for earlier, later in pairwise(found))
    ordered = tuple(sorted(gains, reverse=True))
    assert never_rising(ordered) == pytest.approx(ordered)


def test_a_field_asks_for_what_its_advice_says_and_gains_what_it_lacks() -> None:
    case = uncertain(field(paths=2_000))
    advice = advise(case, Asked(1, 14, 0.8, most=25))
    found = field_of("VOP", advice)
    assert found.wanted == advice.starts
    assert advice.starts is not None
    lacking = advice.curve[0].shortfall - advice.curve[25].shortfall
    assert sum(found.gains) == pytest.approx(lacking)
    # The true gains never rise; those of so many paths hardly do.
    raw = [a.shortfall - b.shortfall for a, b in pairwise(advice.curve)]
    assert found.gains == pytest.approx(raw, abs=0.02)


def test_a_field_that_no_intake_helps_in_time_asks_for_nothing() -> None:
    advice = advise(field(paths=50), Asked(2, 6, 0.8))
    assert field_of("VOP", advice) == Field("VOP", 0, ())
