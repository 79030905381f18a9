"""What the findings say: a sentence for every rule, in words of the ward."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from app.i18n import speaking
from app.services.board_filters import Wanted, choices_of, chosen_doctors, read_wanted, view_of
from app.services.board_findings import count_words, findings_of
from app.services.board_load import load_rows
from app.services.board_words import Names, sentence_of
from rotations.outside import beside
from rotations.types.case import LimitKind, LimitPer, Pair, PairKind, Span
from rotations.types.findings import Rule, Severity, Violation
from tests.support.board_cases import FIRST, FULL_HALDEN, NOW, PLACEMENTS, board_case

BASE = Violation(
    Rule.MAXIMUM,
    Severity.BREACH,
    "english",
    doctor="anne",
    block="dps",
    site="halden",
    limit="capacity:halden",
    first=4,
    last=5,
    count=2,
    expected=1,
    others=("bo",),
)


@pytest.fixture(autouse=True)
def norwegian() -> Iterator[None]:
    with speaking("nb"):
        yield


def names(**changes: object) -> Names:
    return Names(replace(board_case(), **changes), today=date(2026, 11, 23))  # type: ignore[arg-type]


@pytest.mark.parametrize("rule", list(Rule))
@pytest.mark.parametrize("language", ["nb", "en"])
def test_every_rule_has_words_that_name_who_or_where(rule: Rule, language: str) -> None:
    with speaking(language):
        text = sentence_of(replace(BASE, rule=rule), names())
    assert re.search("Anne Aas|DPS Halden", text)
    assert "%(" not in text
    assert "english" not in text
    assert text.endswith(".")


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({}, "*DPS Halden* har 2 leger i januar–februar 2027. Taket er 1."),
        (
            {"rule": Rule.MINIMUM, "count": 0},
            "*DPS Halden* har ingen lege i januar–februar 2027. Minst 1 er avtalt.",
        ),
        (
            {"rule": Rule.LENGTH, "count": 4, "expected": 6},
            "*Anne Aas* får 4 md. av poliklinikk. Det trengs minst 6.",
        ),
        (
            {"rule": Rule.LENGTH, "count": 8, "expected": 6},
            "*Anne Aas* får 8 md. av poliklinikk. Det trengs høyst 6.",
        ),
        (
            {"rule": Rule.ORDER, "block": "akutt", "others": ("dps",)},
            "*Anne Aas* begynner på akuttpsykiatri i januar 2027 før poliklinikk er fullført.",
        ),
        (
            {"rule": Rule.NOTICE, "count": 5, "expected": 9},
            "*Anne Aas* får to måneders varsel om poliklinikk. Kravet er seks.",
        ),
        (
            {"rule": Rule.NOTICE, "count": 3, "expected": 9},
            "*Anne Aas* får ikke varsel før poliklinikk endres. Kravet er seks måneder.",
        ),
    ],
)
def test_sentences(changes: dict[str, object], text: str) -> None:
    assert sentence_of(replace(BASE, **changes), names()) == text  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        (
            {"kind": LimitKind.SUPERVISOR},
            "*DPS Halden* har 2 leger i januar–februar 2027. Veilederne kan ta 1.",
        ),
        (
            {"kind": LimitKind.AGREEMENT, "name": "Avtale med Halden"},
            "*Avtale med Halden*: 2 leger i januar–februar 2027. Avtalen gjelder 1.",
        ),
        (
            {"kind": LimitKind.AGREEMENT, "name": "Avtale", "per": LimitPer.SPAN},
            "*Avtale* har 2 legemåneder i januar–februar 2027. Avtalen gjelder 1.",
        ),
    ],
)
def test_a_limit_speaks_of_where_it_comes_from(changes: dict[str, object], text: str) -> None:
    limit = replace(FULL_HALDEN, **changes)  # type: ignore[arg-type]
    assert sentence_of(BASE, names(limits=(limit,))) == text


@pytest.mark.parametrize(
    ("rule", "taken", "filling", "text"),
    [
        (
            Rule.MAXIMUM,
            200,
            200,
            "*DPS Halden* har 4 leger i januar–februar 2027. Taket er 3. To av dem er utenfor "
            "denne planen.",
        ),
        (
            Rule.MAXIMUM,
            400,
            400,
            "*DPS Halden* har 6 leger i januar–februar 2027. Taket er 3. Fire av dem er utenfor "
            "denne planen.",
        ),
        (
            Rule.MINIMUM,
            200,
            100,
            "*DPS Halden* har 3 leger i januar–februar 2027. Minst 3 er avtalt. Én av dem er "
            "utenfor denne planen.",
        ),
    ],
)
def test_a_breach_at_a_shared_place_names_those_outside_the_plan(
    rule: Rule, taken: int, filling: int, text: str
) -> None:
    most = 3 if rule is Rule.MAXIMUM else 5
    limit = beside(replace(FULL_HALDEN, minimum=3, maximum=most), taken, filling)
    shared = names(limits=(limit,))
    assert sentence_of(replace(BASE, rule=rule, expected=limit.maximum), shared) == text


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (PairKind.SAME_TOWN, "skal være i samme kommune, men er det ikke i januar–februar 2027."),
        (PairKind.NOT_AWAY_TOGETHER, "skal ikke være borte samtidig, men er det i januar–"),
    ],
)
def test_a_pair_is_told_what_it_needs(kind: PairKind, text: str) -> None:
    pair = Pair(kind, ("bo", "anne"))
    said = sentence_of(replace(BASE, rule=Rule.PAIR, limit=None), names(pairs=(pair,)))
    assert f"*Anne Aas* og *Bo Berg* {text}" in said


def test_breaches_come_first_and_then_what_comes_first() -> None:
    case = board_case()
    rows = load_rows(case, PLACEMENTS, Span(0, 23), NOW)
    remark = replace(BASE, rule=Rule.NOTICE, severity=Severity.REMARK, limit=None, first=0)
    order = replace(BASE, rule=Rule.ORDER, limit=None, first=9)
    missing = replace(BASE, rule=Rule.MISSING_BLOCK, limit=None, block="new", first=None)
    choice = replace(missing, rule=Rule.CHOICE, block=None)
    found = findings_of([remark, order, BASE, missing, choice], PLACEMENTS, names(), rows)
    assert [(line.chosen, line.anchor) for line in found.lines] == [
        ("", "rad-anne"),
        ("anne:new", ""),
        ("", "last-capacity-halden"),
        ("anne:dps", ""),
        ("anne:dps", ""),
    ]
    assert found.title == "4 brudd, 1 merknad"
    assert (found.breaches, found.remarks) == (4, 1)


def test_a_plan_that_breaks_everything_is_counted_and_not_all_shown() -> None:
    many = [replace(BASE, limit=None, rule=Rule.ORDER, first=number) for number in range(250)]
    found = findings_of(many, PLACEMENTS, names(), ())
    assert (len(found.first), len(found.rest), found.not_shown) == (40, 160, 50)
    assert found.breaches == 250


def test_the_heading_without_breaches() -> None:
    assert count_words(0, 0) == "Ingen brudd og ingen merknader"
    assert count_words(0, 2) == "Ingen brudd, 2 merknader"
    assert count_words(2, 0) == "2 brudd"


# --- Filters ---


def test_words_that_cannot_be_read_narrow_nothing() -> None:
    wanted = read_wanted(
        {"ferdig": "x", "fra": "2027-13", "maneder": "-4", "tett": "ja", "versjon": "1_0"}
    )
    assert wanted == Wanted()
    assert not wanted.narrows


def test_the_view_begins_with_the_half_year_we_are_in_and_stays_within_the_plan() -> None:
    case = board_case()
    assert view_of(case, Wanted(), NOW) == Span(0, 23)
    assert view_of(case, Wanted(), 8) == Span(6, 23)
    assert view_of(case, Wanted(months=12), -3) == Span(0, 11)
    far = FIRST.replace(year=2040)
    assert view_of(case, Wanted(first=far, months=12), NOW) == Span(23, 23)


@pytest.mark.parametrize(
    ("wanted", "keys"),
    [
        (Wanted(), ["anne", "bo", "cato", "post"]),
        (Wanted(group="lis23"), ["anne", "bo"]),
        (Wanted(group="vacancy"), ["post"]),
        (Wanted(site="akutt"), ["anne"]),
        (Wanted(specialty="ALM"), ["cato"]),
        (Wanted(year=2028), ["bo"]),
    ],
)
def test_filters_leave_the_doctors_that_fit(wanted: Wanted, keys: list[str]) -> None:
    found = chosen_doctors(
        board_case(),
        PLACEMENTS,
        wanted,
        Span(0, 23),
        specialties={"anne": "VOP", "cato": "ALM"},
        dates={"bo": FIRST.replace(year=2028)},
    )
    assert [doctor.key for doctor in found] == keys


def test_a_place_keeps_only_those_who_are_there_in_a_month_that_is_shown() -> None:
    found = chosen_doctors(
        board_case(), PLACEMENTS, Wanted(site="akutt"), Span(0, 5), specialties={}, dates={}
    )
    assert found == ()


def test_choices_offer_what_there_is() -> None:
    choices = choices_of(
        board_case(),
        Span(0, 23),
        plans=[("p", "Psykiatri")],
        specialty=None,
        specialty_name=str.lower,
        specialties={"anne": "VOP", "cato": "ALM"},
        dates={"bo": FIRST},
        used={"halden"},
    )
    assert choices.groups == (
        ("", "Alle (4)"),
        ("lis23", "LIS3 (2)"),
        ("alis", "ALIS (1)"),
        ("vacancy", "Ubesatte stillinger (1)"),
    )
    assert [value for value, _text in choices.sites] == ["", "halden"]
    assert [value for value, _text in choices.specialties] == ["", "ALM", "VOP"]
    assert choices.starts[0] == ("2026-09", "september 2026")
    assert choices.lengths == (("12", "1 år"), ("24", "2 år"))
