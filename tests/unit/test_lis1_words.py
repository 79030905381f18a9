"""What a LIS1 run says on the screen: reasons, what would have changed it, the flow, the desk."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from app.exchange.lis1_files import read_lis1_file
from app.exchange.lis1_results import run_document
from app.i18n import speaking
from app.services import lis1_runs_read as read
from app.services.lis1_desk_flow import flow_of
from app.services.lis1_desk_stale import differences
from app.services.lis1_words import Words, letter, wish_word
from rotations.lis1.allocate import allocate
from rotations.lis1.check import blocking, problems
from rotations.lis1.figures import figures
from rotations.lis1.reasons import Missed, Why, reasons
from rotations.lis1.results import Mechanism
from rotations.lis1.types import Intake
from rotations.lis1.what_if import what_ifs
from tests.support.lis1_intakes import random_intake

CASES = Path(__file__).parents[2] / "docs" / "cases" / "lis1"
QUICK = tuple(each for each in Mechanism if not each.startswith("least"))


@pytest.fixture(autouse=True)
def norwegian() -> Iterator[None]:
    with speaking("nb"):
        yield


def case(name: str) -> Intake:
    return read_lis1_file((CASES / f"{name}.json").read_bytes(), name).intake


def intakes() -> list[Intake]:
    return [
        random_intake(Random(seed), candidates=7, seats=4, couples=1, preplaced=1)
        for seed in range(2)
    ]


def test_letters_go_on_after_z() -> None:
    assert [letter(number) for number in (1, 6, 26, 27, 28, 703)] == [
        "A", "F", "Z", "AA", "AB", "AAA",
    ]  # fmt: skip
    assert (wish_word(4), wish_word(7)) == ("fjerdeønsket", "ønske nr. 7")


def test_a_short_reason_tells_what_was_full_and_the_number() -> None:
    intake = case("six-ways")
    words = Words(intake)
    told = {
        each.candidate: words.short_reason(each)
        for each in reasons(intake, allocate(intake, Mechanism.DRAWN_ORDER))
    }
    assert sum(text == "Fikk førsteønsket. Trukket som nr. 1." for text in told.values()) == 1
    assert any("De tre første ønskene var fulle." in text for text in told.values())
    assert any("ble fylt av én med lavere nummer." in text for text in told.values())


def test_holders_are_counted_and_not_named() -> None:
    intake = case("six-ways")
    seat = intake.seats[0].key
    missed = Missed(seat, 1, Why.SEAT_FULL, 8, by_points=5, by_number=3)
    assert (
        Words(intake)
        .missed(missed)
        .endswith("ble fylt av fem med flere poeng og tre med lavere nummer.")
    )


@pytest.mark.parametrize("mechanism", QUICK)
def test_every_reason_and_what_if_has_words_without_keys_of_people(mechanism: Mechanism) -> None:
    for intake in intakes():
        words, result = Words(intake), allocate(intake, mechanism)
        keys = {each.key for each in intake.candidates}
        for reason in reasons(intake, result):
            found = what_ifs(intake, result, reason.candidate)
            lines = [
                words.short_reason(reason),
                *words.full_reason(reason),
                *map(words.missed, reason.missed),
                *words.what_ifs(found),
                *words.what_ifs(found, 2),
            ]
            text = " ".join(lines)
            assert all(line.endswith(".") for line in lines), lines
            assert keys.isdisjoint(re.findall(r"\w+", text))
            assert "%" not in text and "None" not in text


@pytest.mark.parametrize("mechanism", QUICK)
def test_what_a_run_keeps_is_read_back_as_it_was(mechanism: Mechanism) -> None:
    for intake in intakes():
        result = allocate(intake, mechanism)
        document = run_document(
            result,
            figures(intake, result),
            blocking(intake, result),
            problems(intake, result),
            reasons(intake, result),
            {each.key: what_ifs(intake, result, each.key) for each in intake.candidates},
        )
        kept = json.loads(json.dumps(document))
        assert read.result_of(kept) == result
        assert tuple(map(read.reason_of, kept["people"])) == reasons(intake, result)
        assert read.figures_of(kept["figures"]) == figures(intake, result)
        for person in kept["people"]:
            assert read.what_ifs_of(person) == what_ifs(intake, result, person["candidate"])


def test_seats_are_called_by_no_more_than_tells_them_apart() -> None:
    intake = case("six-ways")
    first = intake.seats[0]
    twin = replace(first, key="twin", hospital="Et annet sykehus")
    names = Words(replace(intake, seats=(*intake.seats, twin))).names
    assert names["twin"] == f"{names[first.key].split(' (')[0]} (Et annet sykehus)"
    others = [each.key for each in intake.seats[1:]]
    assert all("(" not in names[key] for key in others)


def test_the_flow_draws_everybody_once_and_says_the_same_in_its_table() -> None:
    for intake in intakes():
        result = allocate(intake, Mechanism.TWO_PASS)
        flow = flow_of(intake, result, "B")
        people = sum(int(count) for row in flow.rows for count in row.counts)
        assert people == len(intake.candidates)
        for drawing in (flow.wide.render(), flow.narrow.render()):
            assert drawing.count("<path") == sum(
                count != "0" for row in flow.rows for count in row.counts
            )
            assert "style=" not in drawing and "<title" in drawing and "<desc" in drawing


def test_what_has_changed_is_named() -> None:
    intake = case("six-ways")
    first, *others = intake.candidates
    shorter = replace(first, wishes=first.wishes[:1])
    changed = replace(intake, candidates=(shorter, *others), name="Et annet navn")
    assert differences(intake, changed) == "Ønskene"
    assert differences(intake, replace(intake, name="Et annet navn")) == ""
    assert differences(intake, replace(changed, candidates=(shorter, *others[:-1]))) == (
        "Kandidatene og ønskene"
    )
