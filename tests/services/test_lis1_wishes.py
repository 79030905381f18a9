"""A candidate hands in wishes: deadline, qualification, two windows, receipt, confidence."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.clock import Clock
from app.db.tables import (
    AuditEvent,
    IntakeState,
    Lis1Candidate,
    Lis1Couple,
    Lis1Fact,
    Lis1Intake,
    Lis1PrivateText,
    Lis1Seat,
    Message,
    Organisation,
    Person,
)
from app.i18n import speaking
from app.services import lis1_wishes as pages
from app.services.lis1_candidates_edit import Acting
from app.services.lis1_candidates_rules import Taking, taking
from app.services.lis1_case import load_case
from app.services.lis1_wishes_form import WishForm, loses_button, moved, read_form
from app.services.lis1_wishes_save import HandedIn, NotHandedIn, hand_in
from app.store import lis1_candidates as store
from rotations.lis1.types import Together
from tests.support.lis1_world import NOW, TODAY, Lis1World, make_intake

DEADLINE = date(2026, 11, 30)


@pytest.fixture
def world(session: Session) -> Iterator[Lis1World]:
    with speaking("nb"):
        yield make_intake(session, IntakeState.OPEN, is_drawn=False)


def row(world: Lis1World, name: str = "Anna") -> Lis1Candidate:
    world.session.expire_all()
    return world.session.get_one(Lis1Candidate, world.candidates[name])


def form(*ranked: str, version: int = 1, **more: object) -> WishForm:
    return replace(WishForm(version, ranked, {}), **more)  # type: ignore[arg-type]


def send(
    world: Lis1World, sent: WishForm, name: str = "Anna", today: date = TODAY
) -> HandedIn | NotHandedIn:
    acting = Acting(world.intake, None, today, NOW)
    return hand_in(world.session, acting, world.candidates[name], sent)


def page(world: Lis1World, name: str = "Anna", today: date = TODAY) -> pages.WishPage:
    return pages.load_page(world.session, row(world, name), today)


def ranked(world: Lis1World, name: str = "Anna") -> tuple[str, ...]:
    return page(world, name).form.ranked


# ---- Handing in ------------------------------------------------------------------------------


def test_a_list_is_handed_in_whole_with_a_receipt(world: Lis1World) -> None:
    done = send(world, form("halden", "moss"))
    assert isinstance(done, HandedIn)
    assert ranked(world) == ("halden", "moss")
    found = page(world)
    assert found.receipt is not None
    assert found.receipt.code == done.code
    assert len(found.receipt.titles) == 2
    assert found.sentence.startswith("Du har levert *to ønsker*.")
    event = world.session.exec(select(AuditEvent).order_by(col(AuditEvent.id).desc())).first()
    assert event is not None
    assert event.details == {
        "candidate": "K-01",
        "wishes": ["halden", "moss"],
        "receipt": done.code,
        "facts": [],
    }


def test_the_whole_day_of_the_deadline_counts_and_not_one_more(world: Lis1World) -> None:
    assert isinstance(send(world, form("halden"), today=DEADLINE), HandedIn)
    late = send(world, form("moss", version=2), today=date(2026, 12, 1))
    assert isinstance(late, NotHandedIn)
    assert late.problems[0].text == "Fristen er over. Ingenting er endret."
    assert ranked(world) == ("halden",)
    assert page(world, today=date(2026, 12, 1)).sentence == (
        "Fristen er over. Listen din med *ett ønske* gjelder."
    )


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 11, 30, 22, 59, tzinfo=UTC), DEADLINE),
        (datetime(2026, 11, 30, 23, 0, tzinfo=UTC), date(2026, 12, 1)),
    ],
)
def test_the_day_ends_at_midnight_in_oslo(
    moment: datetime, day: date, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Clock, "now", lambda self: moment)
    assert Clock().today() == day


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (IntakeState.PREPARING, Taking.NOT_YET),
        (IntakeState.OPEN, Taking.OPEN),
        (IntakeState.CLOSED, Taking.OVER),
        (IntakeState.DECIDED, Taking.OVER),
    ],
)
def test_wishes_are_taken_while_the_intake_is_open(
    world: Lis1World, state: IntakeState, expected: Taking
) -> None:
    world.session.get_one(Lis1Intake, world.intake_id).state = state
    world.session.commit()
    assert taking(world.intake, TODAY) is expected
    assert isinstance(send(world, form("halden")), HandedIn) == (expected is Taking.OPEN)


@pytest.mark.parametrize(
    ("wishes", "told"),
    [
        ((), "Listen er tom. Velg minst én plass."),
        (("bergen",), "Ønske 1: Plassen «bergen» finnes ikke i dette inntaket."),
        (("moss", "sarpsborg"), "Ønske 2: Sarpsborg"),
        (("moss", "halden"), "krever «Lisens»."),
    ],
)
def test_what_cannot_be_wished_for_is_named_and_the_old_list_stays(
    world: Lis1World, wishes: tuple[str, ...], told: str
) -> None:
    row(world).qualifications = ["lisens"] if "halden" not in wishes else []
    world.session.get_one(Lis1Seat, world.seats["sarpsborg"]).is_closed = True
    world.session.commit()
    done = send(world, form(*wishes))
    assert isinstance(done, NotHandedIn)
    assert any(told in each.text for each in done.problems)
    assert len(ranked(world)) == 4


def test_the_second_of_two_windows_is_told_and_overwrites_nothing(world: Lis1World) -> None:
    assert isinstance(send(world, form("halden")), HandedIn)
    assert send(world, form("moss")) == NotHandedIn(is_stale=True)
    assert ranked(world) == ("halden",)
    assert isinstance(send(world, form("moss", version=2)), HandedIn)


def test_who_has_withdrawn_hands_in_nothing(world: Lis1World) -> None:
    row(world).withdrawn_on = TODAY
    world.session.commit()
    assert isinstance(send(world, form("halden")), NotHandedIn)
    assert not page(world).is_open


def test_who_is_known_here_gets_the_receipt_in_the_inbox_too(world: Lis1World) -> None:
    person = Person(public_id="anna", given_name="Anna", family_name="Lege")
    world.session.add(person)
    world.session.flush()
    row(world).person_id = person.id
    world.session.commit()
    done = send(world, form("halden"))
    assert isinstance(done, HandedIn)
    assert done.is_told
    message = world.session.exec(select(Message)).one()
    assert message.values["receipt"] == done.code
    assert message.link == "/mine-lis1-onsker"
    other = send(world, form("halden"), "Bo")
    assert isinstance(other, HandedIn)
    assert not other.is_told


# ---- Needs, and what is written in confidence ------------------------------------------------


def municipality(world: Lis1World, key: str) -> str:
    query = sa.select(col(Organisation.id)).where(col(Organisation.key) == f"{key}-kommune")
    return str(world.session.execute(query).scalar_one())


def test_a_declared_need_waits_for_the_council(world: Lis1World) -> None:
    said = {"bosted": ((municipality(world, "moss"), "30"),)}
    assert isinstance(send(world, form("moss", said=said)), HandedIn)
    fact = world.session.exec(
        select(Lis1Fact).where(Lis1Fact.candidate_id == world.candidates["Anna"])
    ).one()
    assert (fact.subject, fact.amount, fact.is_confirmed) == ("bosted", 30, False)
    view = page(world).questions[0]
    assert view.lines[0].state == ("unknown", "Venter på rådet")


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ((("", "30"),), "Velg stedet det gjelder."),
        ((("moss", "mange"),), "Skriv hvor mange måneder"),
        ((("moss", "30"), ("moss", "40")), "Skriv hvert sted én gang."),
    ],
)
def test_an_answer_that_is_not_whole_is_named(
    world: Lis1World, lines: tuple[tuple[str, str], ...], told: str
) -> None:
    ids = {name: municipality(world, name) for name in ("moss",)}
    said = {"bosted": tuple((ids.get(place, place), amount) for place, amount in lines)}
    done = send(world, form("moss", said=said))
    assert isinstance(done, NotHandedIn)
    assert told in done.problems[0].text
    assert done.problems[0].field == "sporsmal-0"


SECRET = "Jeg har en sykdom som ingen må få vite om"


def test_what_is_written_in_confidence_is_in_no_other_place(world: Lis1World) -> None:
    assert isinstance(send(world, form("moss", text=SECRET)), HandedIn)
    assert world.session.exec(select(Lis1PrivateText)).one().text == SECRET
    mine = page(world)
    assert mine.rows.private_text_at == NOW
    stored, case = load_case(world.session, world.intake_id)
    everything = [
        repr(mine),
        repr(stored),
        repr(case),
        *(str(event.details) for event in world.session.exec(select(AuditEvent))),
    ]
    assert [each for each in everything if SECRET in each] == []
    assert SECRET not in repr(form("moss", text=SECRET))


def test_it_stays_until_it_is_replaced_or_deleted(world: Lis1World) -> None:
    assert isinstance(send(world, form("moss", text=SECRET)), HandedIn)
    assert isinstance(send(world, form("moss", version=2)), HandedIn)
    assert store.private_text_at(world.session, world.candidates["Anna"]) is not None
    assert isinstance(send(world, form("moss", version=3, removes_text=True)), HandedIn)
    assert store.private_text_at(world.session, world.candidates["Anna"]) is None


def test_a_text_that_is_too_long_is_refused_and_not_cut(world: Lis1World) -> None:
    done = send(world, form("moss", text="x" * 4001))
    assert isinstance(done, NotHandedIn)
    assert done.problems[0].text == "Skriv høyst 4000 tegn."


# ---- The page --------------------------------------------------------------------------------


def test_seats_above_the_qualification_are_shown_with_what_is_lacking(world: Lis1World) -> None:
    row(world).qualifications = []
    world.session.commit()
    lines = [seat for _name, seats in page(world).groups for seat in seats]
    assert len(lines) == 4
    assert all("krever «Lisens»" in str(seat.why_not) for seat in lines)


def test_seats_can_be_narrowed_to_a_municipality(world: Lis1World) -> None:
    names = [name for name, _seats in page(world).groups]
    only = replace(page(world).form, municipality=names[1])
    found = pages.load_page(world.session, row(world), TODAY, only)
    assert [name for name, _seats in found.groups] == [names[1]]


@pytest.mark.parametrize(
    ("is_confirmed", "asker", "asked"),
    [
        (False, "Du har spurt K-02.", "Anna Lege (K-01) spør"),
        (True, "Du og Bo Lege (K-02) søker", "Du og Anna Lege (K-01) søker"),
    ],
)
def test_a_name_is_told_to_who_is_asked_and_to_who_asked_after_the_yes(
    world: Lis1World, is_confirmed: bool, asker: str, asked: str
) -> None:
    couple = Lis1Couple(
        intake_id=world.intake_id,
        one_id=world.candidates["Anna"],
        other_id=world.candidates["Bo"],
        wish=Together.SAME_MUNICIPALITY,
        is_confirmed=is_confirmed,
    )
    world.session.add(couple)
    world.session.commit()
    one, other = page(world, "Anna").couple, page(world, "Bo").couple
    assert one is not None
    assert other is not None
    assert one.sentence.startswith(asker)
    assert other.sentence.startswith(asked)


# ---- The form in the browser -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("action", "after", "loses"),
    [
        ("legg:d", ("a", "b", "c", "d"), False),
        ("legg:a", ("a", "b", "c"), False),
        ("opp:c", ("a", "c", "b"), False),
        ("opp:b", ("b", "a", "c"), True),
        ("opp:a", ("a", "b", "c"), True),
        ("ned:b", ("a", "c", "b"), True),
        ("fjern:b", ("a", "c"), True),
        ("bort:b", ("a", "c"), False),
        ("vis", ("a", "b", "c"), False),
        ("opp:x", ("a", "b", "c"), False),
        ("tull", ("a", "b", "c"), False),
    ],
)
def test_a_button_moves_one_line(action: str, after: tuple[str, ...], loses: bool) -> None:
    before = form("a", "b", "c")
    assert moved(before, action).ranked == after
    assert loses_button(before, moved(before, action), action) is loses


def test_a_posted_form_is_read_with_its_lines_together(world: Lis1World) -> None:
    questions = [view.question for view in page(world).questions]
    sent = {
        "version": ["7"],
        "onske": ["b", "a", "b"],
        "sted-0": ["1", "", "2"],
        "mengde-0": ["24", " ", ""],
        "tekst": ["  En\r\nto  "],
    }
    found = read_form(sent, questions)
    assert found.ranked == ("b", "a")
    assert found.said == {"bosted": (("1", "24"), ("2", ""))}
    assert (found.version, found.text, found.removes_text) == (7, "En\nto", False)
    assert read_form({"version": ["-1"]}, questions).version == 0
