"""The sentences of Kursbehov say what the numbers say: none, one, several, very few of others."""

from collections.abc import Iterator
from datetime import date

import pytest
from flask import Flask
from flask_babel import Babel, force_locale

from app.services.course_demand_words import (
    DAYS_PER_MONTH,
    Answer,
    Crowd,
    crowd_figure,
    doctor_months,
    half_year,
    half_year_short,
    month_short,
    months,
    months_figure,
    needing_words,
    opening,
    rule_words,
    why_late,
)
from pathways.types.courses import Extra, SeatOrder, SeatRule, ServiceMeasure

MARCH, JUNE = date(2027, 3, 1), date(2027, 6, 7)


@pytest.fixture(autouse=True)
def bokmal() -> Iterator[None]:
    app = Flask(__name__)
    Babel(app)
    with app.app_context(), force_locale("nb_NO"):
        yield


def extra(saved: int, helped: int, starts_on: date = MARCH, seats: int = 16) -> Extra:
    return Extra(starts_on, starts_on, seats, saved_days=saved, helped=helped)


def answer(
    total: int = 9,
    *,
    own: int | None = None,
    delay: int = 944,
    best: Extra | None = None,
    later: Extra | None = None,
) -> Answer:
    crowd = Crowd(total, total if own is None else own)
    best = best or extra(delay, total)
    return Answer("Akuttkirurgi", crowd, delay, best, later, why_late(total, 0))


@pytest.mark.parametrize(
    ("days", "figure", "sentence"),
    [
        (0, "0", "0 dager"),
        (1, "0,1", "1 dag"),
        (29, "1", "1 legemåned"),
        (27, "0,9", "27 dager"),
        (30, "1", "1 legemåned"),
        (46, "1,5", "1,5 legemåneder"),
        (303, "10", "10 legemåneder"),
        (944, "31", "31 legemåneder"),
        (40_000, "1\u202f314", "1\u202f314 legemåneder"),
        (-61, "-2", None),
    ],
)
def test_days_become_months(days: int, figure: str, sentence: str | None) -> None:
    assert months_figure(days) == figure
    if sentence is not None:
        assert doctor_months(days).replace("\u00a0", " ") == sentence


@pytest.mark.parametrize("days", [5, 31, 200, 303, 305, 944, 5000])
def test_rounded_months_are_never_far_from_the_days(days: int) -> None:
    assert abs(months(days) - days / DAYS_PER_MONTH) <= (0.5 if days > 300 else 0.051)


def test_the_headline_names_course_month_and_months_saved() -> None:
    sentence = opening(answer()).sentence.replace("\u00a0", " ")
    assert sentence == "Én ekstra samling av Akuttkirurgi i mars 2027 sparer *31 legemåneder*."


def test_the_reason_counts_all_who_are_won_back_and_what_waiting_costs() -> None:
    reason = opening(answer(later=extra(639, 6, JUNE))).reason
    assert reason == (
        "Ni leger er forsinket fordi samlingene er fulle. En samling med 16 plasser i mars henter"
        " inn alle ni. I juni hjelper den seks."
    )


def test_one_delayed_doctor_is_said_in_the_singular() -> None:
    reason = opening(answer(1, delay=40)).reason
    assert reason == (
        "Én lege er forsinket fordi samlingene er fulle. En samling med 16 plasser i mars henter"
        " inn hele forsinkelsen."
    )


def test_a_session_that_helps_some_says_how_many() -> None:
    reason = opening(answer(best=extra(600, 6))).reason
    assert reason is not None and reason.endswith("i mars hjelper seks av dem.")


def test_a_session_that_helps_all_but_not_wholly_says_that() -> None:
    reason = opening(answer(best=extra(600, 9))).reason
    assert reason is not None
    assert reason.endswith("hjelper alle, men henter ikke inn alt.")


def test_a_later_date_that_helps_as_many_says_what_it_saves() -> None:
    reason = opening(answer(later=extra(300, 9, JUNE))).reason
    assert reason is not None
    assert reason.replace("\u00a0", " ").endswith("I juni sparer den 9,9 legemåneder.")


def test_a_later_date_in_another_year_is_named_with_it() -> None:
    reason = opening(answer(later=extra(300, 9, date(2028, 1, 3)))).reason
    assert reason is not None and "I januar 2028 sparer den" in reason


@pytest.mark.parametrize("own", [0, 5])
def test_very_few_others_are_never_counted(own: int) -> None:
    total = own + 3
    found = answer(total, own=own, best=extra(600, 2), later=extra(100, 1, JUNE))
    reason = opening(found).reason
    assert reason is not None
    begins = "Fem av dine leger og noen få andre er" if own else "Noen få leger er"
    assert reason.startswith(begins)
    assert "hjelper noen av dem." in reason
    assert "I juni sparer den" in reason
    assert not any(word in reason.lower() for word in ("åtte", " tre ", " to ", " én "))


def test_nobody_late_is_everybody_in_time() -> None:
    assert opening(None).sentence == "Alle får kurset i tide."
    assert opening(Answer("Akuttkirurgi", Crowd(0), 0)).sentence == "Alle får kurset i tide."


def test_when_nobodys_day_is_known_nothing_is_promised() -> None:
    found = opening(Answer("Akuttkirurgi", Crowd(0), 0, has_unknown=True))
    assert found.sentence == "Ingen dato som er kjent, flyttes av et kurs."


def test_delays_that_no_date_helps_are_told() -> None:
    found = opening(Answer("Akuttkirurgi", Crowd(9, 9), 100))
    assert found.sentence == "Ingen ekstra samling kan spare tid nå."
    assert found.reason is not None and "Akuttkirurgi" in found.reason


@pytest.mark.parametrize(
    ("no_seat", "late_seat", "why"),
    [
        (3, 0, "samlingene er fulle"),
        (0, 3, "plassen kommer etter at alt annet er ferdig"),
        (2, 1, "samlingene er fulle eller kommer for sent"),
    ],
)
def test_the_cause_is_that_of_the_doctors(no_seat: int, late_seat: int, why: str) -> None:
    assert why_late(no_seat, late_seat) == why


@pytest.mark.parametrize(
    ("crowd", "figure"),
    [
        (Crowd(0), "0"),
        (Crowd(3, 3), "3"),
        (Crowd(1), "under 5"),
        (Crowd(4), "under 5"),
        (Crowd(5), "5"),
        (Crowd(7, 3), "3 og noen få andre"),
        (Crowd(9, 4), "9"),
    ],
)
def test_a_number_of_people_is_shown_from_five_others(crowd: Crowd, figure: str) -> None:
    assert crowd_figure(crowd) == figure


@pytest.mark.parametrize("others", [1, 2, 3, 4])
def test_a_bar_does_not_show_how_few_the_others_are(others: int) -> None:
    assert Crowd(6 + others, 6).drawn == 10


def test_half_years_and_months_have_short_names() -> None:
    assert half_year(date(2027, 1, 1)) == "vår 2027"
    assert half_year(date(2026, 7, 1)) == "høst 2026"
    assert half_year_short(date(2027, 1, 1)) == "v. 27"
    assert month_short(date(2027, 9, 1)) == "sep"


def test_needing_has_number_and_seats() -> None:
    assert needing_words(Crowd(46, 46), 32) == ("46", "trenger, 32 plasser")
    assert needing_words(Crowd(1, 1), 1) == ("1", "trenger, 1 plass")


def test_the_rule_is_said_in_the_order_it_is_used() -> None:
    assert rule_words(SeatRule()) == (
        "Plassene deles ut etter lengst tjeneste i spesialiteten ved kursstart. Del 1 teller ikke."
        " Står flere likt, går tidligst påmelding foran."
    )
    calendar = SeatRule((SeatOrder.LONGEST_SERVICE,), ServiceMeasure.CALENDAR)
    assert rule_words(calendar).endswith("Hver dag fra første tjenestedag teller fullt.")
    assert "egne kriterier" in rule_words(SeatRule(is_predictable=False))
    assert rule_words(SeatRule(order=())) == "Ingen regel for plassene er satt."
    assert "Del 1" not in rule_words(SeatRule((SeatOrder.NEAREST_APPROVAL,)))
