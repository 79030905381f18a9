"""What a change does, in a sentence."""

from datetime import date
from fractions import Fraction

import pytest

from app.services.consequence import Consequence, months_sentence, sentence

DAY = date(2029, 2, 28)


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        (DAY, DAY, "Samme dato: *28. februar 2029*."),
        (DAY, date(2029, 3, 1), "Datoen blir *1. mars 2029*, 1 dag senere enn nå."),
        (DAY, date(2029, 2, 18), "Datoen blir *18. februar 2029*, 10 dager tidligere enn nå."),
        (None, DAY, "Etter endringen er datoen *28. februar 2029*."),
        (DAY, None, "Etter endringen er datoen *ikke lenger kjent*."),
        (None, None, "Datoen er ikke kjent, og endringen gjør den ikke kjent."),
    ],
)
def test_the_date_before_and_after(before: date | None, after: date | None, words: str) -> None:
    assert sentence(Consequence(before, after, Fraction(0), Fraction(0))) == words


def test_when_nothing_is_left_there_is_no_date_to_move() -> None:
    done = Consequence(DAY, DAY, Fraction(60), Fraction(60), is_done=True)
    assert sentence(done) == "Ingenting som tar tid, gjenstår, med og uten endringen."


def test_the_months_that_count() -> None:
    same = Consequence(DAY, DAY, Fraction(343, 10), Fraction(343, 10))
    assert "er den samme: 34,3 måneder" in months_sentence(same)
    fewer = Consequence(DAY, DAY, Fraction(34), Fraction(33))
    assert "blir 33 måneder. Nå er den 34." in months_sentence(fewer)
