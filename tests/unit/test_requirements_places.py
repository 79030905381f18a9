"""Service by kind of place: what counts, what may count, and how much of it."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pathways.phases import PlaceCap, capped_months
from pathways.requirement_places import PLACES, caps_of
from pathways.requirement_state import Detail, State
from pathways.types.record import PlaceKind, Service
from pathways.worktime import Limits, credited_months
from tests.unit.knowledge_values import real_knowledge
from tests.unit.requirement_values import (
    GENERAL_PRACTICE,
    GENERAL_PRACTICE_CAPS,
    TODAY,
    Kind,
    a_requirement,
    an_alis,
    in_practice,
    judged,
)
from tests.unit.trainee_records import a_record, a_service

SIXTY = a_requirement(Kind.SERVICE, amount=60, unit="months")
INSTITUTION = a_requirement(Kind.SERVICE, amount=6, unit="months", inside_service="institution")
COMMUNITY = a_requirement(
    Kind.SERVICE, amount=48, unit="months", inside_service="community_medicine"
)
CLINICAL = a_requirement(Kind.SERVICE, amount=12, unit="months", inside_service="clinical")


# ---- Which place is what -----------------------------------------------------------------


def test_half_a_year_in_hospital_is_institution_service() -> None:
    hospital = in_practice("01.01.2026", "30.06.2026", place_kind=PlaceKind.HOSPITAL)
    assert judged(INSTITUTION, an_alis(hospital)).state is State.DONE


def test_whether_a_nursing_home_is_an_institution_is_not_said() -> None:
    home = in_practice("01.01.2026", "30.06.2026", place_kind=PlaceKind.NURSING_HOME)
    result = judged(INSTITUTION, an_alis(home))
    assert (result.state, result.detail) == (State.UNKNOWN, Detail.PLACE_UNCERTAIN)
    assert (result.has, result.unsure) == (0, 6)


def test_hospital_and_nursing_home_together_are_under_way_and_uncertain() -> None:
    result = judged(
        INSTITUTION,
        an_alis(
            in_practice("01.01.2026", "31.03.2026", place_kind=PlaceKind.HOSPITAL),
            in_practice("01.04.2026", "30.06.2026", place_kind=PlaceKind.NURSING_HOME),
        ),
    )
    assert (result.state, result.detail) == (State.ON_TRACK, Detail.PLACE_UNCERTAIN)
    assert (result.has, result.unsure) == (3, 3)


def test_community_medicine_counts_its_own_place_and_a_municipal_post_may_count() -> None:
    record = a_record(
        a_service("01.01.2023", "31.12.2025", "part3:SAM", place_kind=PlaceKind.COMMUNITY_MEDICINE),
        a_service("01.01.2026", "30.06.2026", "part3:SAM", place_kind=PlaceKind.MUNICIPALITY),
        stage="part3:SAM",
        specialty="SAM",
    )
    community, clinical = judged(COMMUNITY, record), judged(CLINICAL, record)
    assert (community.state, community.has, community.unsure) == (State.ON_TRACK, 36, 6)
    assert community.detail is Detail.COUNTED, "the six months do not decide anything yet"
    assert (clinical.state, clinical.has, clinical.unsure) == (State.UNKNOWN, 0, 6)


@pytest.mark.parametrize(
    "place",
    [
        PlaceKind.HOSPITAL,
        PlaceKind.DPS,
        PlaceKind.OPEN_PRACTICE,
        PlaceKind.NURSING_HOME,
        PlaceKind.EMERGENCY_UNIT,
        PlaceKind.CONTRACT_SPECIALIST,
    ],
)
def test_a_year_where_patients_are_treated_is_clinical_service(place: PlaceKind) -> None:
    year = a_service("01.01.2025", "31.12.2025", "part3:SAM", place_kind=place)
    assert judged(CLINICAL, a_record(year, stage="part3:SAM", specialty="SAM")).is_done


def test_no_place_is_both_meant_and_only_perhaps_meant() -> None:
    assert all(not reading.sure & reading.unsure for reading in PLACES.values())


def test_every_place_that_a_requirement_names_has_a_reading() -> None:
    words = {r.inside_service for r in real_knowledge().requirements if r.inside_service}
    assert words <= set(PLACES)


# ---- The caps of general practice --------------------------------------------------------


def test_the_caps_come_from_the_rules() -> None:
    assert caps_of("ALM", real_knowledge().rules, TODAY) == GENERAL_PRACTICE_CAPS
    assert caps_of("VOP", real_knowledge().rules, TODAY) == ()
    assert caps_of(None, real_knowledge().rules, TODAY) == ()
    assert caps_of("ALM", (), TODAY) == ()


def test_five_years_of_open_practice_alone_give_54_months() -> None:
    record = an_alis(in_practice("01.01.2021", "31.12.2025"))
    result = judged(SIXTY, record, measures=GENERAL_PRACTICE)
    assert (result.state, result.has, result.not_counted) == (State.ON_TRACK, 54, 6)
    total = a_requirement(Kind.MINIMUM_TOTAL, amount=78, unit="months")
    assert judged(total, record, measures=GENERAL_PRACTICE).has == 18 + 54


def test_practice_to_the_cap_and_half_a_year_in_hospital_are_enough() -> None:
    record = an_alis(
        in_practice("01.01.2021", "30.06.2025"),
        in_practice("01.07.2025", "31.12.2025", place_kind=PlaceKind.HOSPITAL),
    )
    assert judged(SIXTY, record, measures=GENERAL_PRACTICE).is_done


def test_other_general_medicine_gives_30_months_at_most() -> None:
    record = an_alis(
        in_practice("01.01.2021", "31.12.2023", place_kind=PlaceKind.NURSING_HOME),
        in_practice("01.01.2024", "31.12.2025"),
    )
    result = judged(SIXTY, record, measures=GENERAL_PRACTICE)
    assert (result.has, result.not_counted) == (30 + 24, 6)


def test_booked_time_beyond_the_cap_is_not_promised() -> None:
    record = an_alis(
        in_practice("01.01.2022", "31.12.2025"),
        in_practice("01.01.2027", "31.12.2027", key="b", is_planned=True),
    )
    result = judged(SIXTY, record, measures=GENERAL_PRACTICE)
    assert (result.has, result.booked) == (48, 6)


def test_a_day_served_at_two_places_goes_to_the_one_with_room() -> None:
    """Sixty months of practice; the last six also in hospital, counted inside."""
    record = an_alis(
        in_practice("01.01.2021", "31.12.2025", key="practice"),
        in_practice(
            "01.07.2025",
            "31.12.2025",
            place_kind=PlaceKind.HOSPITAL,
            counted_inside="practice",
        ),
    )
    assert judged(SIXTY, record, measures=GENERAL_PRACTICE).has == 60


# ---- Properties --------------------------------------------------------------------------

periods = st.lists(
    st.builds(
        lambda year, length, place, key: in_practice(
            f"01.01.{2000 + year}",
            f"31.12.{2000 + year + length}",
            place_kind=place,
            key=str(key),
        ),
        st.integers(0, 20),
        st.integers(0, 6),
        st.sampled_from(PlaceKind),
        st.integers(0, 99),
    ),
    max_size=5,
)
caps = st.lists(
    st.builds(
        lambda places, months: PlaceCap(frozenset(places), Fraction(months), "cap"),
        st.sets(st.sampled_from(PlaceKind), min_size=1),
        st.integers(0, 90),
    ),
    max_size=2,
).filter(lambda found: len(found) < 2 or not found[0].places & found[1].places)


@given(periods, caps)
@settings(deadline=None)
def test_capped_time_is_the_most_that_can_be_laid_within_the_caps(
    services: list[Service], wanted: list[PlaceCap]
) -> None:
    """Held against counting whole years one by one: each year goes to a place with room."""
    record = an_alis(*services)

    def months_at(places: frozenset[PlaceKind] | None) -> Fraction:
        def counts(service: Service) -> bool:
            return places is None or service.place_kind in places

        return credited_months(record, counts, TODAY, Limits())

    got = capped_months(wanted, months_at)
    years: dict[int, set[PlaceKind]] = {}
    for service in services:
        last = service.ends_on or TODAY
        for year in range(service.starts_on.year, min(last.year, TODAY.year - 1) + 1):
            years.setdefault(year, set()).add(service.place_kind)
    free = [places for places in years.values() if _outside(places, wanted)]
    bound = [places for places in years.values() if not _outside(places, wanted)]
    part = months_at(None) - 12 * len(years)
    if part == 0:
        assert got == 12 * len(free) + _most(bound, wanted)


NO_CAP = PlaceCap(frozenset(), Fraction(0), "none")


def _outside(places: set[PlaceKind], wanted: list[PlaceCap]) -> bool:
    return any(not any(place in cap.places for cap in wanted) for place in places)


def _most(years: list[set[PlaceKind]], wanted: list[PlaceCap]) -> Fraction:
    """Years that only the first cap takes, only the second, or either."""
    first, second = (*wanted, NO_CAP, NO_CAP)[:2]
    only_first = Fraction(12 * sum(not places & second.places for places in years))
    only_second = Fraction(12 * sum(not places & first.places for places in years))
    either = 12 * len(years) - only_first - only_second
    taken = min(only_first, first.months), min(only_second, second.months)
    return sum(taken) + min(either, first.months + second.months - sum(taken))


def test_a_cap_of_nothing_gives_nothing() -> None:
    none = PlaceCap(frozenset({PlaceKind.OPEN_PRACTICE}), Fraction(0), "cap")

    def sixty_in_practice(places: frozenset[PlaceKind] | None) -> Fraction:
        return Fraction(60 if places is None or PlaceKind.OPEN_PRACTICE in places else 0)

    assert capped_months([none], sixty_in_practice) == 0
