"""Candidates: by hand, needs and the answer, couples, seats beforehand, what is confidential."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.db.tables import (
    AuditEvent,
    IntakeState,
    Lis1Candidate,
    Lis1Conflict,
    Lis1Couple,
    Lis1Fact,
    Lis1Intake,
    Lis1Preplacement,
    Lis1PrivateText,
    Lis1Seat,
    Organisation,
    Person,
)
from app.i18n import speaking
from app.services import lis1_candidates as pages
from app.services import lis1_candidates_edit as edit
from app.services import lis1_candidates_facts as facts
from app.services import lis1_candidates_links as links
from app.services import lis1_candidates_pairs as pairs
from app.services import lis1_candidates_private as private
from app.services.lis1_candidates_edit import Acting, Kept
from app.services.lis1_candidates_facts import Declared
from app.services.lis1_candidates_rules import SeatShelf, shelf_of
from app.services.places_fields import Draft
from app.services.sign_in import token_hash
from app.store import lis1_candidates as store
from app.store.lis1 import load_intake
from rotations.lis1.types import Together
from tests.support.lis1_world import NOW, TODAY, Lis1World, make_intake

KARI = {
    "version": "0",
    "given_name": "Kari",
    "family_name": "Åsen",
    "email": "Kari@Example.org",
    "har-lisens": "1",
    "wishes": "halden\nMoss",
}


@pytest.fixture
def world(session: Session) -> Iterator[Lis1World]:
    with speaking("nb"):
        yield make_intake(session, IntakeState.OPEN, is_drawn=False)


def acting(world: Lis1World, name: str = "Tor") -> Acting:
    return Acting(world.intake, world.people[name], TODAY, NOW)


def shelf(world: Lis1World) -> SeatShelf:
    stored = load_intake(world.session, world.intake_id)
    assert stored is not None
    return shelf_of(stored)


def row(world: Lis1World, name: str) -> Lis1Candidate:
    world.session.expire_all()
    return world.session.get_one(Lis1Candidate, world.candidates[name])


def add(world: Lis1World, **changed: str) -> Kept | Draft | str:
    return edit.save_new(world.session, acting(world), shelf(world), {**KARI, **changed})


def last_event(world: Lis1World) -> AuditEvent:
    return world.session.exec(select(AuditEvent).order_by(col(AuditEvent.id).desc())).first()  # type: ignore[return-value]


def page(world: Lis1World, name: str = "Tor", lacking: str = "") -> pages.CandidatesPage:
    return pages.load_page(
        world.session, world.intake_id, world.people[name], lacking=lacking, today=TODAY
    )


# ---- By hand ---------------------------------------------------------------------------------


def test_a_candidate_by_hand_gets_the_next_key_and_the_wishes(world: Lis1World) -> None:
    assert add(world) == Kept("K-05")
    found = store.find_candidate(world.session, world.intake_id, "K-05")
    assert found is not None
    assert found.email == "kari@example.org"
    wishes = store.list_wishes(world.session, found.id or 0)
    assert wishes == [world.seats["halden"], world.seats["moss"]]
    event = last_event(world)
    assert event.action == "lis1.candidate_added"
    assert event.details == {"candidate": "K-05", "wishes": ["halden", "moss"]}


def test_a_key_is_never_given_again(world: Lis1World) -> None:
    assert edit.withdraw(world.session, acting(world), "K-04", "own_wish", TODAY) is None
    assert add(world) == Kept("K-05")


def test_who_has_the_address_here_is_the_same_person(world: Lis1World) -> None:
    person = Person(
        public_id="kari", given_name="Kari", family_name="Åsen", email="kari@EXAMPLE.org"
    )
    world.session.add(person)
    world.session.commit()
    add(world)
    found = store.find_candidate(world.session, world.intake_id, "K-05")
    assert found is not None
    assert found.person_id == person.id


@pytest.mark.parametrize(
    ("changed", "field", "told"),
    [
        ({"given_name": " "}, "given_name", "Skriv fornavnet."),
        ({"email": "kari"}, "email", "Skriv en e-postadresse, for eksempel kari@example.org."),
        ({"email": "anna@example.org"}, "email", "som K-01"),
        ({"wishes": "bergen"}, "wishes", "Ønske 1: Plassen «bergen» finnes ikke"),
        ({"wishes": "moss\nmoss"}, "wishes", "Ønske 2: Plassen er allerede ønske 1."),
        ({"wishes": "sarpsborg"}, "wishes", "er stengt for ønsker."),
        ({"har-lisens": ""}, "wishes", "krever «Lisens»."),
        ({"gender": "kvinne"}, "gender", "Velg noe fra listen."),
    ],
)
def test_what_is_wrong_is_told_at_its_field_and_nothing_is_kept(
    world: Lis1World, changed: Mapping[str, str], field: str, told: str
) -> None:
    world.session.get_one(Lis1Seat, world.seats["sarpsborg"]).is_closed = True
    world.session.commit()
    done = add(world, **changed)
    assert isinstance(done, Draft)
    assert any(each.field == field and told in each.text for each in done.problems)
    assert page(world).total == 4


def test_nobody_comes_after_the_list_is_closed_for_the_draw(world: Lis1World) -> None:
    intake = world.intake
    intake.commitment, intake.list_hash, intake.committed_on = "a" * 64, "b" * 64, TODAY
    world.session.commit()
    assert "Ingen kan legges til" in str(add(world))
    draft = edit.change_draft(shelf(world), row(world, "Anna"), [])
    assert "wishes" not in {each.name for each in draft.spec.fields}


def test_a_stale_form_shows_both_versions_and_keeps_nothing(world: Lis1World) -> None:
    before = edit.change_draft(shelf(world), row(world, "Anna"), ["moss"]).raw
    mine = {**before, "family_name": "Berg"}
    theirs = {**before, "family_name": "Dal"}
    save = edit.save_change
    assert save(world.session, acting(world), shelf(world), "K-01", theirs) == Kept("K-01")
    done = save(world.session, acting(world, "Sigrid"), shelf(world), "K-01", mine)
    assert isinstance(done, Draft)
    assert done.is_stale
    assert done.stored is not None
    assert ("Navn", "Anna Dal") in done.spec.words(done.stored.values)
    assert row(world, "Anna").family_name == "Dal"


def test_changed_wishes_have_no_receipt_and_are_told_with_keys(world: Lis1World) -> None:
    raw = {**edit.change_draft(shelf(world), row(world, "Anna"), []).raw, "wishes": "halden"}
    edit.save_change(world.session, acting(world), shelf(world), "K-01", raw)
    assert row(world, "Anna").receipt is None
    assert last_event(world).details["wishes"] == ["halden"]
    assert "Anna" not in str(last_event(world).details)


def test_withdrawing_ends_a_couple_and_frees_the_seat(world: Lis1World) -> None:
    together(world, "Anna", "Bo")
    assert (
        pairs.preplace(world.session, acting(world), row(world, "Anna"), "moss", "Avtalt") is None
    )
    assert edit.withdraw(world.session, acting(world), "K-01", "other_post", TODAY) is None
    assert world.session.exec(select(Lis1Couple)).all() == []
    assert world.session.exec(select(Lis1Preplacement)).all() == []
    assert row(world, "Anna").withdrawn_on == TODAY
    assert "trakk seg" in str(edit.withdraw(world.session, acting(world), "K-01", "twice", TODAY))
    assert edit.restore(world.session, acting(world), "K-01") is None
    assert row(world, "Anna").withdrawn_on is None


@pytest.mark.parametrize(
    ("reason", "on", "told"),
    [
        ("syk", TODAY, "Velg hvorfor"),
        ("twice", TODAY + timedelta(days=1), "i dag eller en dag før"),
    ],
)
def test_withdrawing_needs_a_known_reason_and_a_day_that_has_been(
    world: Lis1World, reason: str, on: date, told: str
) -> None:
    assert told in str(edit.withdraw(world.session, acting(world), "K-01", reason, on))


# ---- The list --------------------------------------------------------------------------------


def test_the_list_says_who_has_handed_in_and_until_when(world: Lis1World) -> None:
    row(world, "Bo").sent_at = None
    world.session.commit()
    found = page(world)
    assert found.sentence == "*3 av 4* har levert ønsker. Fristen er 30. november 2026."
    assert found.reason == "7 dager igjen."
    assert [line.key for line in page(world, lacking="onsker").lines] == ["K-02"]


def test_a_conflict_of_interest_leaves_the_key_alone(world: Lis1World) -> None:
    declare(world, "Sigrid", "Anna")
    mine, theirs = page(world, "Sigrid").lines[0], page(world, "Tor").lines[0]
    assert mine == pages.CandidateLine("K-01", is_hidden=True)
    assert theirs.name == "Anna Lege"
    case = pages.load_case_page(
        world.session, world.intake_id, "K-02", world.people["Sigrid"], is_secretary=False
    )
    assert case is not None
    assert "K-01" not in dict(case.others)


def declare(world: Lis1World, member: str, candidate: str) -> None:
    world.session.add(
        Lis1Conflict(
            intake_id=world.intake_id,
            person_id=world.people[member],
            candidate_id=world.candidates[candidate],
            declared_at=NOW,
        )
    )
    world.session.commit()


# ---- Needs and affiliation -------------------------------------------------------------------


def municipality(world: Lis1World, key: str) -> int:
    return int(
        world.session.execute(
            sa.select(col(Organisation.id)).where(col(Organisation.key) == f"{key}-kommune")
        ).scalar_one()
    )


def test_the_council_confirms_refuses_and_takes_back(world: Lis1World) -> None:
    said = Declared("bosted", municipality(world, "moss"), 30)
    assert facts.add_fact(world.session, acting(world), row(world, "Anna"), said) is None
    fact = world.session.exec(select(Lis1Fact).where(Lis1Fact.amount == 30)).one()
    assert fact.id is not None

    def judge(version: int, verdict: str) -> str | None:
        assert fact.id is not None
        return facts.judge(
            world.session, acting(world), row(world, "Anna"), fact.id, version, verdict
        )

    assert judge(1, "ja") is None
    world.session.refresh(fact)
    assert (fact.is_confirmed, fact.confirmed_by_id) == (True, world.people["Tor"])
    assert fact.confirmed_on == TODAY
    assert "endret dette først" in str(judge(1, "nei"))
    assert judge(2, "angre") is None
    assert judge(3, "nei") is None
    world.session.refresh(fact)
    assert (fact.is_confirmed, fact.refused_on, fact.confirmed_by_id) == (False, TODAY, None)
    assert last_event(world).action == "lis1.fact_refused"


@pytest.mark.parametrize(
    ("place", "amount", "told"),
    [
        ("moss", "", "Skriv hvor mange måneder"),
        ("moss", "to år", "Skriv hvor mange måneder"),
        ("moss", "601", "Skriv hvor mange måneder, fra 1 til 600."),
        ("", "24", "Velg stedet det gjelder."),
        ("99999", "24", "Velg stedet det gjelder."),
    ],
)
def test_a_declared_need_must_be_whole(
    world: Lis1World, place: str, amount: str, told: str
) -> None:
    question = facts.questions_of(load_rules(world))[0]
    given = str(municipality(world, place)) if place.isalpha() else place
    assert told in str(facts.read_declared(question, given, amount, shelf(world)))


def load_rules(world: Lis1World) -> Any:
    stored = load_intake(world.session, world.intake_id)
    assert stored is not None
    return stored.rules


def test_what_is_said_as_before_keeps_the_councils_word(world: Lis1World) -> None:
    dina, subjects = world.candidates["Dina"], frozenset({"bosted"})
    same = Declared("bosted", municipality(world, "fredrikstad"), 36)
    assert facts.replace_facts(world.session, dina, [same], subjects) == []
    assert store.list_facts(world.session, dina)[0].is_confirmed
    more = replace(same, amount=48)
    assert facts.replace_facts(world.session, dina, [more], subjects) == ["bosted"]
    assert not store.list_facts(world.session, dina)[0].is_confirmed


# ---- Couples ---------------------------------------------------------------------------------


def ask(world: Lis1World, name: str, other: str) -> str | None:
    wish = Together.SAME_MUNICIPALITY
    candidate = row(world, name)
    mine = Acting(world.intake, None, TODAY, NOW)
    return pairs.ask(world.session, mine, candidate, other, wish, or_apart=True)


def together(world: Lis1World, one: str, other: str) -> None:
    done = pairs.enter_couple(
        world.session,
        acting(world),
        row(world, one),
        row(world, other),
        Together.NEAR,
        or_apart=False,
    )
    assert done is None


def test_a_couple_holds_when_the_other_has_said_yes(world: Lis1World) -> None:
    assert ask(world, "Anna", "bo@EXAMPLE.org") is None
    couple = world.session.exec(select(Lis1Couple)).one()
    assert not couple.is_confirmed
    mine = Acting(world.intake, None, TODAY, NOW)
    told = pairs.answer(world.session, mine, row(world, "Anna"), says_yes=True)
    assert "ingen som venter" in str(told)
    assert pairs.answer(world.session, mine, row(world, "Bo"), says_yes=True) is None
    world.session.refresh(couple)
    assert couple.is_confirmed


def test_either_can_end_it(world: Lis1World) -> None:
    together(world, "Anna", "Bo")
    mine = Acting(world.intake, None, TODAY, NOW)
    assert pairs.answer(world.session, mine, row(world, "Bo"), says_yes=False) is None
    assert world.session.exec(select(Lis1Couple)).all() == []


@pytest.mark.parametrize(
    ("other", "told"),
    [
        ("K-01", "Det er deg selv."),
        ("K-99", "Vi fant ingen kandidat"),
        ("nobody@example.org", "Vi fant ingen kandidat"),
        ("Bo", "Vi fant ingen kandidat"),
        ("k 3", "kan ikke spørres nå"),
    ],
)
def test_only_a_free_candidate_can_be_asked(world: Lis1World, other: str, told: str) -> None:
    together(world, "Carl", "Dina")
    assert told in str(ask(world, "Anna", other))


def test_nobody_feels_their_way_to_who_has_applied(world: Lis1World) -> None:
    for number in range(pairs.MOST_TRIES):
        assert "fant ingen" in str(ask(world, "Anna", f"guess{number}@example.org"))
    assert "Prøv igjen i morgen" in str(ask(world, "Anna", "bo@example.org"))
    assert ask(world, "Bo", "anna@example.org") is None


# ---- Seats beforehand ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("seat", "reason", "told"),
    [
        ("moss", " ", "Skriv hvorfor"),
        ("moss", "x" * 1001, "Skriv høyst 1000 tegn."),
        ("halden", "Avtalt", "ikke ledig plass"),
        ("bergen", "Avtalt", "ikke ledig plass"),
        ("sarpsborg", "Avtalt", "mangler «Lisens»"),
    ],
)
def test_a_seat_beforehand_needs_room_a_reason_and_the_qualification(
    world: Lis1World, seat: str, reason: str, told: str
) -> None:
    session = world.session
    row(world, "Anna").qualifications = [] if seat == "sarpsborg" else ["lisens"]
    session.commit()
    assert pairs.preplace(session, acting(world), row(world, "Bo"), "halden", "Avtalt") is None
    done = pairs.preplace(session, acting(world), row(world, "Anna"), seat, reason)
    assert told in str(done)
    assert len(session.exec(select(Lis1Preplacement)).all()) == 1


def test_a_closed_seat_can_be_given_beforehand_and_taken_back(world: Lis1World) -> None:
    world.session.get_one(Lis1Seat, world.seats["moss"]).is_closed = True
    world.session.commit()
    assert pairs.preplace(world.session, acting(world), row(world, "Bo"), "moss", "Avtalt") is None
    assert page(world).lines[1].preplaced is not None
    assert pairs.unplace(world.session, acting(world), row(world, "Bo")) is None
    assert page(world).lines[1].preplaced is None


def test_who_has_stepped_back_from_a_place_gives_no_seat_there(world: Lis1World) -> None:
    session = world.session
    conflict = Lis1Conflict(
        intake_id=world.intake_id,
        person_id=world.people["Tor"],
        place_id=municipality(world, "moss"),
        declared_at=NOW,
    )
    session.add(conflict)
    session.commit()
    done = pairs.preplace(session, acting(world), row(world, "Bo"), "moss", "Avtalt")
    assert "meldt deg inhabil for stedet" in str(done)
    sigrid = acting(world, "Sigrid")
    assert pairs.preplace(session, sigrid, row(world, "Bo"), "moss", "Avtalt") is None
    assert "inhabil" in str(pairs.unplace(session, acting(world), row(world, "Bo")))


def test_who_has_stepped_back_from_one_does_not_end_the_couple(world: Lis1World) -> None:
    together(world, "Anna", "Bo")
    hidden = frozenset({world.candidates["Bo"]})
    done = pairs.end_couple(world.session, acting(world), row(world, "Anna"), hidden)
    assert "inhabil for den andre" in str(done)
    assert len(world.session.exec(select(Lis1Couple)).all()) == 1


def test_nobody_is_two_candidates_of_one_intake(world: Lis1World) -> None:
    person = Person(public_id="a", given_name="A", family_name="B", email="kari@example.org")
    world.session.add(person)
    world.session.flush()
    row_of_anna = world.session.get_one(Lis1Candidate, world.candidates["Anna"])
    row_of_anna.person_id = person.id
    world.session.commit()
    assert add(world) == Kept("K-05")
    found = store.find_candidate(world.session, world.intake_id, "K-05")
    assert found is not None
    assert found.person_id is None


def test_nothing_changes_after_the_decision(world: Lis1World) -> None:
    intake = world.session.get_one(Lis1Intake, world.intake_id)
    intake.state = IntakeState.DECIDED
    world.session.commit()
    told = [
        add(world),
        edit.withdraw(world.session, acting(world), "K-01", "own_wish", TODAY),
        pairs.preplace(world.session, acting(world), row(world, "Bo"), "moss", "Avtalt"),
        facts.add_fact(world.session, acting(world), row(world, "Bo"), Declared("bosted", 1, 30)),
    ]
    assert all("Rådet har vedtatt fordelingen." in str(each) for each in told)


# ---- Links and confidence --------------------------------------------------------------------


def test_links_are_made_for_those_who_lack_one_and_only_hashes_are_kept(world: Lis1World) -> None:
    stored = load_intake(world.session, world.intake_id)
    assert stored is not None
    declare(world, "Tor", "Dina")
    made = links.make_links(
        world.session,
        acting(world),
        stored.candidates,
        frozenset({world.candidates["Dina"]}),
        also_old=False,
    )
    assert [each.candidate.key for each in made] == ["K-01", "K-02", "K-03"]
    anna = links.find_candidate(world.session, made[0].token)
    assert anna is not None
    assert anna.key == "K-01"
    assert anna.link_hash == token_hash(made[0].token)
    assert made[0].token not in str(last_event(world).details)


def test_a_new_link_replaces_the_old(world: Lis1World) -> None:
    first = links.make_link(world.session, acting(world), row(world, "Anna"))
    second = links.make_link(world.session, acting(world), row(world, "Anna"))
    assert first is not None
    assert second is not None
    assert links.find_candidate(world.session, first.token) is None
    assert links.find_candidate(world.session, second.token) is not None


def test_opening_what_was_written_in_confidence_is_remembered(world: Lis1World) -> None:
    store.write_private_text(world.session, world.candidates["Anna"], "Hemmelig", NOW)
    world.session.commit()
    found = private.open_text(world.session, acting(world, "Bilal"), row(world, "Anna"))
    assert found is not None
    assert found.text == "Hemmelig"
    event = last_event(world)
    assert (event.action, event.details) == ("lis1.private_text_opened", {"candidate": "K-01"})
    assert event.actor_id == world.people["Bilal"]
    assert private.open_text(world.session, acting(world, "Bilal"), row(world, "Bo")) is None
    assert len(world.session.exec(select(Lis1PrivateText)).all()) == 1
