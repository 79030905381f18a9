"""Words for what the projection answers: every kind has a sentence, in both languages."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from flask import Flask
from flask_babel import Babel, force_locale

from app.services.projection_names import Telling
from app.services.projection_terms import (
    AssumptionFacts,
    assumption_words,
    unknown_words,
    wait_words,
)
from app.services.projection_words import (
    EarlierStart,
    days_words,
    headline,
    reason,
    short_day,
)
from app.services.what_if_words import ChangeNames, change_title, period_words, reason_words
from pathways.projection.values import (
    Assumption,
    Certainty,
    Link,
    Projection,
    Session,
    Unknown,
    UnknownKind,
    Wait,
    WaitKind,
)
from pathways.projection.what_if_values import (
    AbroadChange,
    Change,
    CourseChange,
    LeaveChange,
    MoveChange,
    Reason,
    ReasonKind,
    ShareChange,
    SiteChange,
    SpecialtyChange,
)
from pathways.start_and_goal import Goal

TODAY = date(2026, 11, 23)
FEBRUARY = date(2029, 2, 28)
AUGUST = date(2029, 8, 31)
PSYCHOSIS = Link(
    "service:3",
    date(2027, 9, 1),
    date(2028, 8, 31),
    Wait(WaitKind.BOOKED_START, day=date(2027, 9, 1)),
)
ANSWER = Projection(
    goal=Goal.SPECIALIST,
    today=TODAY,
    certainty=Certainty.EXACT,
    expected=FEBRUARY,
    expected_latest=None,
    best=date(2029, 1, 13),
    items=(),
    timeline=(),
    chain=(PSYCHOSIS,),
    unknowns=(),
    assumptions=(),
)
OWN = Telling(None, "psykiatri", {"service:3": "psykose"}, {"7": "psykose"})
OTHER = replace(OWN, name="Ingrid")
NAMES = ChangeNames(OWN, {"RUS": "rus- og avhengighetsmedisin"})


@pytest.fixture(autouse=True)
def norwegian() -> Iterator[None]:
    app = Flask(__name__)
    Babel(app, default_locale="nb_NO")
    with app.test_request_context():
        yield


@pytest.mark.parametrize(
    ("certainty", "latest", "own", "other", "short"),
    [
        (
            Certainty.EXACT,
            None,
            "Du kan bli godkjent spesialist i psykiatri *28. februar 2029*.",
            "Ingrid kan bli godkjent spesialist i psykiatri *28. februar 2029*.",
            "28.02.2029",
        ),
        (
            Certainty.RANGE,
            AUGUST,
            "Du kan bli godkjent spesialist i psykiatri mellom *28. februar 2029* og"
            " *31. august 2029*.",
            "Ingrid kan bli godkjent spesialist i psykiatri mellom *28. februar 2029* og"
            " *31. august 2029*.",
            "28.02.2029–31.08.2029",
        ),
        (
            Certainty.NOT_BEFORE,
            None,
            "Du kan bli godkjent spesialist i psykiatri tidligst *28. februar 2029*.",
            "Ingrid kan bli godkjent spesialist i psykiatri tidligst *28. februar 2029*.",
            "tidligst 28.02.2029",
        ),
    ],
)
def test_the_headline_is_as_sure_as_the_answer(
    certainty: Certainty, latest: date | None, own: str, other: str, short: str
) -> None:
    answer = replace(ANSWER, certainty=certainty, expected_latest=latest)
    assert headline(answer, OWN) == own
    assert headline(answer, OTHER) == other
    assert short_day(answer) == short


def test_an_unknown_day_is_said_and_what_is_missing() -> None:
    answer = replace(
        ANSWER, certainty=Certainty.UNKNOWN, expected=None, best=None, missing="degree_date"
    )
    assert headline(answer, OWN) == ("Når du kan bli godkjent spesialist i psykiatri, er *ukjent*.")
    assert "Vi vet ikke når studiet er ferdig" in reason(answer, OWN)
    assert short_day(answer) == "ukjent"


def test_when_nothing_that_takes_time_is_left_the_approval_is() -> None:
    answer = replace(ANSWER, certainty=Certainty.DONE, expected=None)
    assert headline(answer, OWN) == "Du har fullført *alt som tar tid*."
    assert "Godkjenningen gjenstår" in reason(answer, OWN)


def test_lis1_has_its_own_goal() -> None:
    assert headline(replace(ANSWER, goal=Goal.PART1), OWN) == (
        "Du kan være ferdig med LIS1 *28. februar 2029*."
    )


@pytest.mark.parametrize("certainty", Certainty)
def test_every_certainty_has_one_emphasis_or_two(certainty: Certainty) -> None:
    latest = AUGUST if certainty is Certainty.RANGE else None
    sentence = headline(replace(ANSWER, certainty=certainty, expected_latest=latest), OWN)
    assert sentence.count("*") in (2, 4)
    assert sentence.endswith(".")


def test_the_reason_names_the_booking_and_what_an_earlier_start_gives() -> None:
    earlier = EarlierStart("7", date(2027, 7, 13), date(2029, 1, 12), 47)
    assert reason(ANSWER, OWN, earlier) == (
        "Det som avgjør, er plassen på psykose. Den er booket fra 1. september 2027."
        " Får du den 13. juli 2027, er du ferdig 12. januar 2029, 47 dager før."
    )
    assert "du" not in reason(ANSWER, OTHER, earlier).lower().split()


@pytest.mark.parametrize("kind", WaitKind)
def test_the_reason_can_begin_with_any_kind_of_wait(kind: WaitKind) -> None:
    link = replace(PSYCHOSIS, wait=Wait(kind, ref="Kari Holm", day=TODAY, deadline=TODAY))
    assert reason(replace(ANSWER, chain=(link,)), OWN).startswith("Det som avgjør, er")


def test_the_reason_says_when_the_day_cannot_come_earlier() -> None:
    assert "kan ikke bli tidligere" in reason(replace(ANSWER, best=FEBRUARY), OWN)


def test_an_open_answer_says_what_is_open_and_how_much_room_there_is() -> None:
    unknown = Unknown(UnknownKind.SERVICE_LENGTH, "service:3", room_months=Fraction(6))
    answer = replace(ANSWER, certainty=Certainty.NOT_BEFORE, unknowns=(unknown,))
    assert reason(answer, OWN).endswith(
        "Planen sier ikke hvor lang «psykose» er. Datoen holder hvis den tar høyst 6 md."
    )


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (-47, "47 dager før"),
        (-1, "1 dag før"),
        (0, "samme dato"),
        (549, "549 dager senere"),
        (None, "ukjent forskjell"),
    ],
)
def test_a_difference_is_said_in_days(days: int | None, words: str) -> None:
    assert days_words(days) == words


# ---- Every member of every kind has words -------------------------------------------------

FACTS = AssumptionFacts(None, 80, (Fraction(1), Fraction(1, 2)), ("1. mars",), ("08.02.2024",))
CHANGES: tuple[Change, ...] = (
    ShareChange(80, date(2027, 2, 1), date(2027, 7, 31)),
    LeaveChange(date(2027, 2, 3), date(2027, 7, 31)),
    MoveChange("7", date(2027, 7, 13)),
    SiteChange("Sted", "Kalnes"),
    CourseChange("k", Session(date(2027, 3, 8), date(2027, 3, 12))),
    SpecialtyChange("RUS", date(2027, 1, 1)),
    SpecialtyChange("ALM", date(2027, 1, 1)),
    AbroadChange(date(2027, 2, 1), date(2028, 1, 31)),
)


@pytest.mark.parametrize("locale", ["nb_NO", "en"])
def test_every_kind_has_words_in_both_languages(locale: str) -> None:
    with force_locale(locale):
        for wait in WaitKind:
            words = wait_words(Wait(wait, ref="service:3", day=TODAY), OWN)
            assert words or wait is WaitKind.NOTHING
        for unknown in UnknownKind:
            assert unknown_words(Unknown(unknown, "service:3", by=TODAY), OWN).endswith(".")
            assert unknown_words(Unknown(unknown), OWN).endswith(".")
        for assumption in Assumption:
            assert assumption_words(assumption, FACTS).endswith(".")
        for kind in ReasonKind:
            assert reason_words(Reason(kind, "service:3", Fraction(1), Fraction(2)), NAMES)
            assert reason_words(Reason(kind), NAMES)
        for change in CHANGES:
            assert change_title(change, NAMES)


@pytest.mark.parametrize("ref", ["percent", "starts_on", "option", "7", None])
def test_what_cannot_be_done_says_why(ref: str | None) -> None:
    words = reason_words(Reason(ReasonKind.IMPOSSIBLE, ref), NAMES)
    assert words.endswith(".")
    assert (ref == "7") == ("psykose står i veien" in words)


def test_titles_of_changes_read_as_they_are_said() -> None:
    assert [change_title(change, NAMES) for change in CHANGES] == [
        "80\u00a0% stilling februar–juli 2027",
        "Permisjon 03.02.2027–31.07.2027",
        "Psykose fra 13. juli 2027",
        "Velg Kalnes",
        "Noe annet 8. mars 2027",
        "Bytt til rus- og avhengighetsmedisin",
        "ALIS fra 1. januar 2027",
        "Tjeneste i utlandet februar 2027–januar 2028",
    ]
    assert period_words(date(2027, 2, 1), None) == "fra 1. februar 2027"


def test_room_that_does_not_cover_the_loss_is_not_claimed() -> None:
    enough = Reason(ReasonKind.SAME_ROOM, months=Fraction(6, 5), room=Fraction(8, 5))
    assert reason_words(enough, NAMES) == (
        "1,2 måneder tjeneste faller bort, men 1,6 er til overs."
    )
    assert "til overs" not in reason_words(replace(enough, room=Fraction(0)), NAMES)
