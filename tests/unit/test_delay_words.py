"""Words for delays: every member has some, no blame, and "du" only to the doctor."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from flask import Flask
from flask_babel import Babel

from app.services import delay_words as words
from app.services.delay_events import PEOPLE, event_line
from app.services.delay_words import Responsible
from app.store.delay_history import EventRow
from app.store.delay_values import evidence_json, evidence_of, finding_json, finding_of
from pathways.types.delays import (
    Action,
    Cause,
    DelayState,
    EventKind,
    Evidence,
    Finding,
    Owner,
    Reason,
)
from tests.support.databases import NOW

FINDING = Finding(
    ref="course:x",
    cause=Cause.COURSE,
    state=DelayState.LATE,
    days_moved=91,
    days_saveable=47,
    action=Action.SIGN_UP,
    owner=Owner.TRAINEE,
    act_by=date(2026, 12, 8),
    evidence=Evidence(
        outcome="no_seat", position=27, seats=24, session_starts_on=date(2027, 3, 10)
    ),
)
PEOPLE_AROUND = Responsible("Kari Holm", "Per Vik", "Ida Lien")
FORBIDDEN = ("slakk", "kritisk", "gap", "konflikt", "skyld", "feilet", "!", "vennligst")


@pytest.fixture(autouse=True)
def texts() -> Iterator[None]:
    """Sentences need a language; no request is made."""
    app = Flask("texts")
    Babel(app, default_locale="nb_NO")
    with app.test_request_context():
        yield


def everything_said() -> list[str]:
    said = [words.cause_name(cause) for cause in Cause]
    said += [words.state_name(state) for state in DelayState]
    said += [words.reason_words(reason) for reason in Reason]
    said += [words.event_name(kind) for kind in EventKind]
    for own in (True, False):
        said += [words.action_words(replace(FINDING, action=a), own=own) for a in Action]
        said += [
            words.owner_words(replace(FINDING, owner=o), PEOPLE_AROUND, own=own) for o in Owner
        ]
    for state in DelayState:
        for name in (None, "Kari Holm"):
            said.append(words.sentence(replace(FINDING, state=state), name))
    return said


def test_every_member_of_every_list_has_words() -> None:
    assert all(text.strip() for text in everything_said())
    assert len({words.cause_name(cause) for cause in Cause}) == len(Cause)
    assert len({words.state_name(state) for state in DelayState}) == len(DelayState)
    assert len({words.reason_words(reason) for reason in Reason}) == len(Reason)
    assert set(PEOPLE) == set(EventKind)


def test_no_word_blames_or_comes_from_mathematics() -> None:
    found = [
        (word, text) for text in everything_said() for word in FORBIDDEN if word in text.lower()
    ]
    assert found == []


@pytest.mark.parametrize("action", list(Action))
def test_only_the_doctor_is_called_du(action: Action) -> None:
    text = words.action_words(replace(FINDING, action=action), own=False)
    assert not {"du", "deg", "din"} & set(text.lower().split())


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({}, "Kurs er fullt"),
        ({"evidence": Evidence(outcome="not_announced")}, "Kurs er ikke utlyst"),
        ({"evidence": Evidence(outcome="likely")}, "Påmelding til kurs"),
        (
            {"evidence": Evidence(outcome="likely"), "action": Action.NOTHING},
            "Kurset kommer sent",
        ),
        ({"cause": Cause.MISSING_SUPERVISOR, "action": Action.FIND_SUPERVISOR}, "Mangler veileder"),
        (
            {"cause": Cause.LEAVE_OR_PART_TIME, "evidence": Evidence(unit="share")},
            "Deltid",
        ),
    ],
)
def test_a_cause_is_as_exact_as_the_evidence(change: dict[str, object], said: str) -> None:
    assert words.cause_words(replace(FINDING, **change)) == said  # type: ignore[arg-type]


def test_a_leave_is_told_by_its_dates_alone() -> None:
    leave = replace(
        FINDING,
        cause=Cause.LEAVE_OR_PART_TIME,
        evidence=Evidence(
            earliest=date(2027, 9, 1), latest=date(2028, 5, 31), unit="leave", holder="noe annet"
        ),
    )
    assert words.detail_words(leave, None) == "01.09.2027–31.05.2028"


def test_details_say_session_and_place_in_the_order() -> None:
    assert words.detail_words(FINDING, "Grunnkurs i psykiatri") == (
        "Grunnkurs i psykiatri, samling 10.03.2027, nummer 27 i køen til 24 plasser"
    )


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({}, "*47* av 91 dager"),
        ({"is_bound": True}, "*47* av minst 91 dager"),
        ({"days_moved": None}, "*47* av et ukjent antall dager"),
        ({"days_moved": None, "days_saveable": 0}, "ukjent"),
        ({"state": DelayState.AT_RISK, "days_moved": 0}, "*47* dager"),
        (
            {"state": DelayState.AT_RISK, "days_moved": 0, "days_saveable": 0},
            "flytter ikke ennå",
        ),
        ({"days_moved": 1, "days_saveable": 0}, "*0* av 1 dag"),
    ],
)
def test_days_are_said_as_they_are_known(change: dict[str, object], said: str) -> None:
    assert words.saved_words(replace(FINDING, **change)) == said  # type: ignore[arg-type]


def test_a_stop_without_anything_to_do_is_explained() -> None:
    blocked = replace(FINDING, state=DelayState.BLOCKED)
    assert words.state_words(blocked) == "Stoppet"
    assert words.state_words(replace(blocked, action=Action.NOTHING)) == "Forklart"


def test_whoever_was_made_responsible_stands_for_the_role() -> None:
    assert words.owner_words(FINDING, PEOPLE_AROUND) == "Kari Holm"
    assert words.owner_words(FINDING, PEOPLE_AROUND, own=True) == "Du"
    assigned = replace(PEOPLE_AROUND, assigned="Marte Lindqvist")
    assert words.owner_words(FINDING, assigned, own=True) == "Marte Lindqvist"


def test_a_change_shows_before_and_after_of_what_differs() -> None:
    after = replace(FINDING, days_moved=47, act_by=date(2027, 1, 15))
    assert words.change_words(FINDING, after) == (
        "91 dager → 47 dager. Siste dag 08.12.2026 → siste dag 15.01.2027"
    )
    assert words.change_words(FINDING, FINDING) == ""


def test_a_finding_survives_being_kept() -> None:
    assert finding_of(finding_json(FINDING)) == FINDING
    assert evidence_of({**evidence_json(FINDING.evidence), "of_later": 1}) == FINDING.evidence
    assert finding_of({"request": "extra_session"}) is None


@pytest.mark.parametrize("kind", list(EventKind))
@pytest.mark.parametrize("by", [None, "Marte Lindqvist"])
def test_every_event_can_be_told(kind: EventKind, by: str | None) -> None:
    row = EventRow(1, NOW, NOW.date(), kind, None, by, None, None, {}, "tekst")
    line = event_line(row)
    assert line.title
    assert (by is None) == (line.at is None)
