"""The checker sees every broken promise that is planted in a result; changes by hand; rounds."""

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rotations.lis1.allocate import allocate
from rotations.lis1.check import Fault, blocking, problems
from rotations.lis1.compare import Turned
from rotations.lis1.manual import Effect, Refused, change
from rotations.lis1.reasons import reasons
from rotations.lis1.results import How, ManualChange, Mechanism, Placed, Result
from rotations.lis1.rounds import next_in_line, run_again
from rotations.lis1.tracks import MUNICIPALITY_FIRST, TEMPLATES, TWO_PART, coupled
from rotations.lis1.types import (
    Candidate,
    Cap,
    CapKind,
    Couple,
    Draw,
    Intake,
    Preplacement,
    Seat,
)
from rotations.lis1.what_if import what_ifs
from tests.support.lis1_intakes import QUALIFICATIONS, START, TRACK, random_intake, rules

SEEDS = st.integers(0, 10**9)
ALL = ("autorisasjon",)
SEATS = (
    Seat("a", "h", "k", "todelt", START, 1),
    Seat("b", "h", "l", "todelt", START, 1),
    Seat("c", "g", "k", "todelt", START, 1, needs=ALL),
    Seat("d", "g", "m", "todelt", START, 1, is_closed=True),
)
PEOPLE = (
    Candidate("1", ("a", "b"), ALL),
    Candidate("2", ("a", "c"), ALL),
    Candidate("3", ("b", "a"), ("lisens",)),
    Candidate("4", ("b",), ALL),
    Candidate("5", (), ALL),
)
INTAKE = Intake(
    "r",
    rules(),
    Draw(order=("1", "2", "3", "4", "5")),
    (TRACK,),
    SEATS,
    PEOPLE,
    qualifications=QUALIFICATIONS,
    caps=(Cap(CapKind.MUNICIPALITY, "k", 2), Cap(CapKind.HOSPITAL, "h", 2)),
    preplacements=(Preplacement("5", "d", "Egen avtale"),),
)
SOUND = allocate(INTAKE, Mechanism.DRAWN_ORDER)


def with_placed(*rows: tuple[str, str, int | None]) -> Result:
    """The sound result with some people put elsewhere."""
    there = {key for key, _, _ in rows}
    placed = [each for each in SOUND.placed if each.candidate not in there]
    placed += [Placed(key, seat, rank, How.WISHED) for key, seat, rank in rows]
    left = tuple(key for key in SOUND.unplaced if key not in there)
    return replace(SOUND, placed=tuple(placed), unplaced=left)


def faults(result: Result, intake: Intake = INTAKE) -> set[Fault]:
    return {each.fault for each in problems(intake, result)}


def test_the_sound_result_is_sound() -> None:
    assert SOUND.seats == {"1": "a", "2": "c", "3": "b", "5": "d"}
    assert SOUND.unplaced == ("4",)
    assert problems(INTAKE, SOUND) == ()


@pytest.mark.parametrize(
    ("result", "fault"),
    [
        (with_placed(("4", "x", None)), Fault.UNKNOWN),
        (with_placed(("x", "a", 1)), Fault.UNKNOWN),
        (replace(SOUND, unplaced=("4", "1")), Fault.TWICE),
        (replace(SOUND, unplaced=()), Fault.MISSING),
        (with_placed(("3", "c", None)), Fault.NOT_QUALIFIED),
        (with_placed(("4", "d", None)), Fault.CLOSED),
        (with_placed(("4", "c", None)), Fault.NOT_WISHED),
        (with_placed(("1", "b", 1)), Fault.WRONG_RANK),
        (with_placed(("4", "b", 1)), Fault.OVER_SEAT),
        (with_placed(("4", "b", 1)), Fault.OVER_HOSPITAL),
        (with_placed(("4", "c", None), ("3", "a", 2)), Fault.OVER_MUNICIPALITY),
        (with_placed(("5", "c", None)), Fault.MOVED),
        (
            replace(SOUND, placed=(*SOUND.placed[:3], replace(SOUND.placed[3], candidate="4"))),
            Fault.MOVED,
        ),
    ],
)
def test_every_planted_fault_is_seen(result: Result, fault: Fault) -> None:
    assert fault in faults(result)


def test_a_couple_that_asked_for_both_or_none_is_not_parted() -> None:
    intake = replace(INTAKE, couples=(Couple("1", "2", or_apart=False),))
    together = allocate(intake, Mechanism.DRAWN_ORDER)
    assert {SEATS[0].municipality, SEATS[2].municipality} == {"k"}
    assert (together.seats["1"], together.seats["2"]) == ("a", "c")
    assert problems(intake, together) == ()
    apart = replace(
        together,
        placed=(Placed("1", "b", 2, How.WISHED), *together.placed[1:2], together.placed[-1]),
        unplaced=("3", "4"),
    )
    assert Fault.APART in faults(apart, intake)


def test_blocking_tells_room_from_envy() -> None:
    empty = replace(SOUND, placed=(SOUND.placed[-1],), unplaced=("1", "2", "3", "4"))
    assert all(not each.displaced for each in blocking(INTAKE, empty))
    envied = with_placed(("2", "a", 1), ("1", "b", 2))
    envied = replace(
        envied,
        placed=tuple(each for each in envied.placed if each.candidate != "3"),
        unplaced=("3", "4"),
    )
    (pair,) = [each for each in blocking(INTAKE, envied) if each.candidates == ("1",)]
    assert (pair.seats, pair.displaced, pair.is_same_seat) == (("a",), ("2",), True)


# ---- By hand ---------------------------------------------------------------------------------


def test_a_swap_by_hand_keeps_its_reason_and_shows_its_effect() -> None:
    wanted = ManualChange("1", "b", "Samboer i Moss", swap_with="3")
    effect = change(INTAKE, SOUND, wanted)
    assert isinstance(effect, Effect)
    assert effect.result.seats == {"1": "b", "2": "c", "3": "a", "5": "d"}
    assert effect.result.changes == (wanted,)
    told = {each.candidate: each.text for each in reasons(INTAKE, effect.result)}
    assert (told["1"], told["3"], told["2"]) == ("Samboer i Moss", "Samboer i Moss", "")
    with pytest.raises(ValueError, match="before the changes"):
        what_ifs(INTAKE, effect.result, "1")
    assert {each.candidate: each.turned for each in effect.comparison.moved} == {
        "1": Turned.LOSES,
        "3": Turned.LOSES,
    }
    assert {each.candidates for each in effect.new_pairs} >= {("1",)}


@pytest.mark.parametrize(
    ("wanted", "word"),
    [
        (ManualChange("1", "b", "  "), "a reason is needed"),
        (ManualChange("3", "c", "Trengs der"), "not_qualified"),
        (ManualChange("4", "b", "Trengs der"), "over_seat"),
        (ManualChange("4", "c", "Trengs der"), "not_wished"),
        (ManualChange("4", "d", "Trengs der"), "closed"),
        (ManualChange("5", None, "Trakk seg"), "placed beforehand"),
        (ManualChange("x", "a", "Hvem?"), "no candidate x"),
        (ManualChange("1", "x", "Hvor?"), "no seat x"),
        (ManualChange("1", "b", "Bytte", swap_with="2"), "does not have b"),
        (ManualChange("1", "a", "Samme"), "has that already"),
    ],
)
def test_what_no_council_may_do_is_refused_with_the_reason(wanted: ManualChange, word: str) -> None:
    refused = change(INTAKE, SOUND, wanted)
    assert isinstance(refused, Refused)
    assert any(word in each for each in refused.reasons), refused


# ---- Rounds of offers ------------------------------------------------------------------------


def test_next_in_line_are_those_who_would_rather_have_the_seat_by_priority() -> None:
    line = next_in_line(INTAKE, SOUND, "b", declined=("3",))
    assert [(each.candidate, each.rank, each.has_seat) for each in line] == [("4", 1, None)]
    line = next_in_line(INTAKE, SOUND, "a")  # no. 3 has b, and put it before a
    assert [(each.candidate, each.has_seat) for each in line] == [("2", "c")]


@settings(max_examples=25, deadline=None)
@given(SEEDS)
def test_a_run_for_open_seats_moves_nobody_who_is_kept(seed: int) -> None:
    rng = Random(seed)
    intake = random_intake(rng, candidates=9, seats=5, couples=1, preplaced=1)
    result = allocate(intake, Mechanism.STABLE_FOR_CANDIDATES)
    keys = sorted(result.seats)
    declined = set(rng.sample(keys, min(2, len(keys))))
    kept = {key for key in keys if key not in declined and rng.random() < 0.6}

    anew, again = run_again(intake, result, Mechanism.DRAWN_ORDER, kept=kept, declined=declined)

    assert problems(anew, again) == ()
    assert all(again.seats[key] == result.seats[key] for key in kept)
    assert declined.isdisjoint([*again.seats, *again.unplaced])


def test_nobody_is_kept_and_out_or_kept_without_a_seat() -> None:
    for kept, declined in (({"1"}, {"1"}), ({"4"}, set())):
        with pytest.raises(ValueError, match="kept"):
            run_again(INTAKE, SOUND, Mechanism.DRAWN_ORDER, kept=kept, declined=declined)


# ---- Tracks ----------------------------------------------------------------------------------


def test_the_tracks_know_how_long_they_take_and_when_the_municipality_begins() -> None:
    assert (TWO_PART.months, TWO_PART.months_to_municipality) == (18, 12)
    assert (MUNICIPALITY_FIRST.months, MUNICIPALITY_FIRST.months_to_municipality) == (24, 18)
    assert coupled("PSY", "psykiatri").coupled_to == "PSY"
    assert len({each.key for each in TEMPLATES}) == len(TEMPLATES)
    assert replace(TWO_PART, phases=TWO_PART.phases[:1]).months_to_municipality is None
