"""The one plain sentence of a projection, in both languages."""

from datetime import date

import pytest

from pathways.projection.sentence import Language, sentence
from pathways.projection.values import (
    Certainty,
    Item,
    ItemKind,
    Projection,
    Wait,
    WaitKind,
)
from pathways.start_and_goal import Goal

DAY, LAST = date(2029, 2, 28), date(2030, 2, 28)
NAMES = {"service:1": "Akuttpsykiatri", "requirement:total": "LIS1 i alt"}


def line(key: str, kind: ItemKind = ItemKind.PLAN_SERVICE) -> Item:
    return Item(key, kind, is_done=False, wait=Wait(WaitKind.TIME), decides=True)


def said(certainty: Certainty, language: Language, *items: Item, **values) -> str:
    projection = Projection(
        goal=values.pop("goal", Goal.SPECIALIST),
        today=date(2026, 11, 23),
        certainty=certainty,
        expected=DAY,
        expected_latest=LAST if certainty is Certainty.RANGE else None,
        best=DAY,
        items=items,
        timeline=(),
        chain=(),
        unknowns=(),
        assumptions=(),
        **values,
    )
    return sentence(projection, NAMES, language)


@pytest.mark.parametrize(
    ("certainty", "norwegian", "english"),
    [
        (
            Certainty.EXACT,
            "Legen kan bli godkjent som spesialist 28. februar 2029.",
            "The doctor can be approved as a specialist on 28 February 2029.",
        ),
        (
            Certainty.RANGE,
            "Legen kan bli godkjent som spesialist mellom 28. februar 2029 og 28. februar 2030.",
            "The doctor can be approved as a specialist between 28 February 2029 and "
            "28 February 2030.",
        ),
        (
            Certainty.NOT_BEFORE,
            "Legen kan bli godkjent som spesialist tidligst 28. februar 2029, for noe som tar "
            "tid, har ingen lengde.",
            "The doctor can be approved as a specialist on 28 February 2029 at the earliest: "
            "something that takes time has no length.",
        ),
        (Certainty.DONE, "Alt som tar tid, er gjort.", "Everything that takes time is done."),
    ],
)
def test_the_day_is_said_as_sure_as_it_is(certainty, norwegian, english) -> None:
    assert said(certainty, Language.NB) == norwegian
    assert said(certainty, Language.EN) == english


def test_what_is_missing_is_named() -> None:
    missing = {"missing": "degree_date"}
    assert said(Certainty.UNKNOWN, Language.NB, **missing) == (
        "Dagen er ukjent, for datoen for endt studium mangler."
    )
    assert "the date of the degree is missing" in said(Certainty.UNKNOWN, Language.EN, **missing)


def test_what_decides_is_named_before_the_totals_it_is_part_of() -> None:
    total = line("requirement:total", ItemKind.REQUIREMENT)

    assert said(Certainty.EXACT, Language.NB, line("service:1"), total).endswith(
        " Det avgjøres av akuttpsykiatri."
    )
    assert said(Certainty.EXACT, Language.EN, total).endswith(" Decided by LIS1 i alt.")


def test_many_deciding_lines_are_counted() -> None:
    three, four = [[line(f"service:{n}") for n in range(2, 2 + count)] for count in (3, 4)]

    assert said(Certainty.EXACT, Language.EN, *three).endswith(
        "service:2, service:3 and service:4."
    )
    assert said(Certainty.EXACT, Language.EN, *four).endswith("Decided by 4 things.")


def test_lis1_is_completed_and_not_approved_as_a_specialist() -> None:
    assert said(Certainty.EXACT, Language.NB, goal=Goal.PART1).startswith("Legen kan fullføre LIS1")
