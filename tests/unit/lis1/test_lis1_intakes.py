"""Small rules of intakes: keys of seats, moved days, the next date, what may change when."""

from datetime import date
from itertools import pairwise

import pytest

from app.db.tables import IntakeState, Lis1Intake, Lis1OfferDates, Lis1Track
from app.services.lis1_intakes_new import months_later, spaced
from app.services.lis1_intakes_rules import MAY_CHANGE, Part, is_drawn
from app.services.lis1_intakes_seats import seat_key, slug
from app.services.lis1_intakes_words import NextDate, next_date
from rotations.lis1.types import FactStatus

STARTS = date(2027, 3, 1)


def track(name: str) -> Lis1Track:
    return Lis1Track(organisation_id=1, key="t", name=name, status=FactStatus.CONFIRMED)


def intake(state: IntakeState = IntakeState.CLOSED, **days: date) -> Lis1Intake:
    return Lis1Intake(
        public_id="i", organisation_id=1, name="I", state=state, starts_on=STARTS, rules_id=1,
        **days,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Kalnes", "kalnes"),
        ("Sykehuset Østfold (hovedenhet somatikk)", "ostfold"),
        ("Sykehuset Østfold Moss", "ostfold-moss"),
        ("Indre Østfold", "indre-ostfold"),
        ("Nordre Follo og Åsnes kommune", "nordre-follo-og"),
        ("Kárášjohka", "karasjohka"),
        ("Sykehuset", "sykehuset"),
        ("…", ""),
    ],
)
def test_a_name_becomes_part_of_a_key(name: str, expected: str) -> None:
    assert slug(name) == expected


def test_a_key_is_readable_and_never_given_twice() -> None:
    first = seat_key("Kalnes", "Fredrikstad", track("Tredelt"), STARTS, ())
    assert first == "kalnes-fredrikstad-tredelt"
    second = seat_key("Kalnes", "Fredrikstad", track("Tredelt"), STARTS, {first})
    assert second == f"{first}-2027-03"
    third = seat_key("Kalnes", "Fredrikstad", track("Tredelt"), STARTS, {first, second})
    assert third == f"{first}-2"
    long = seat_key("A" * 200, "B" * 200, track("C" * 200), STARTS, ())
    assert len(long) <= 60


def test_days_move_by_the_months_between_two_starts() -> None:
    autumn = date(2027, 9, 1)
    assert months_later(date(2027, 3, 15), STARTS, autumn) == date(2027, 9, 15)
    assert months_later(date(2026, 8, 31), STARTS, autumn) == date(2027, 2, 28)
    assert months_later(date(2027, 8, 31), autumn, STARTS) == date(2027, 2, 28)


def test_rounds_keep_their_spacing() -> None:
    rows = [
        Lis1OfferDates(
            intake_id=1, number=n, sent_on=date(2026, 12, d), reply_by=date(2026, 12, d + 2),
            marked_by=date(2026, 12, d + 3),
        )
        for n, d in ((1, 1), (2, 8))
    ]  # fmt: skip
    assert spaced(rows, date(2027, 6, 1))[1] == (
        date(2027, 6, 8),
        date(2027, 6, 10),
        date(2027, 6, 11),
    )


def test_what_should_have_happened_comes_before_what_will() -> None:
    today = date(2026, 11, 23)
    days = {"deadline_on": date(2026, 11, 10), "decide_on": date(2026, 11, 25)}
    rounds = [
        Lis1OfferDates(
            intake_id=1, number=1, sent_on=date(2026, 12, 1), reply_by=date(2026, 12, 4),
            marked_by=date(2026, 12, 7),
        )
    ]  # fmt: skip
    found = next_date(intake(IntakeState.OPEN, **days), rounds, today)
    assert found == NextDate(date(2026, 11, 10), "siste dag for ønsker", is_past=True)
    found = next_date(intake(IntakeState.CLOSED, **days), rounds, today)
    assert found == NextDate(date(2026, 11, 25), "rådet vedtar")
    found = next_date(intake(IntakeState.DECIDED, **days), rounds, today)
    assert found is not None and found.on == date(2026, 12, 1)
    assert next_date(intake(IntakeState.DECIDED), (), date(2027, 3, 2)) is None


def test_each_state_lets_less_be_changed_than_the_one_before() -> None:
    states = list(IntakeState)
    for earlier, later in pairwise(states):
        assert MAY_CHANGE[later] < MAY_CHANGE[earlier]
    assert MAY_CHANGE[IntakeState.PREPARING] == set(Part)
    assert MAY_CHANGE[IntakeState.DECIDED] == frozenset()


def test_a_commitment_or_an_order_by_hand_binds_the_list() -> None:
    plain = intake()
    assert not is_drawn(plain)
    plain.commitment = "a" * 64
    assert is_drawn(plain)
    assert is_drawn(Lis1Intake(**{**intake().model_dump(), "drawn_by_hand": ["K-01"]}))
