"""Offers of LIS1 seats: made, sent, answered, taken back, given to the next in line."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from app.db.session import Database
from app.db.tables import (
    AuditEvent,
    Lis1Candidate,
    Lis1Conflict,
    Lis1Offer,
    Lis1OfferDates,
    Lis1Seat,
    Lis1Start,
    Message,
    OfferState,
    Person,
)
from app.services import lis1_my_offer, lis1_offers, lis1_offers_next, lis1_offers_page
from app.services import lis1_offers_standing as standing_service
from app.services.rotation_life import Refused
from app.store import lis1_offers as store
from rotations.lis1.results import Mechanism
from tests.support.at_once import at_once
from tests.support.lis1_offers_world import (
    at,
    make_decided,
    moment,
    offer_of,
    says,
    send_all,
)
from tests.support.lis1_world import NOW, TODAY, Lis1World

NAMES = ("Anna", "Bo", "Carl", "Dina")


@pytest.fixture
def world(session: Session) -> Lis1World:
    return make_decided(session)


def actions(world: Lis1World) -> list[str]:
    rows = world.session.exec(
        select(AuditEvent)
        .where(AuditEvent.subject_key == world.public_id)
        .order_by(col(AuditEvent.id))
    )
    return [row.action for row in rows]


def standing(world: Lis1World) -> standing_service.Standing:
    return standing_service.load(world.session, world.intake_id)


# ---- Made and sent -----------------------------------------------------------------------------


def test_the_decision_becomes_offers_that_are_shown_and_then_sent(world: Lis1World) -> None:
    assert lis1_offers.prepare(world.session, world.intake_id, moment(world)) == 4
    assert {at(world, name) for name in NAMES} == {"moss", "fredrikstad", "sarpsborg", "halden"}
    ready = offer_of(world, "Carl")
    assert (ready.state, ready.sent_at, ready.round) == (OfferState.READY, None, 1)
    assert lis1_my_offer.offer_for(world.session, world.candidates["Carl"], TODAY) is None
    assert lis1_offers.send(world.session, world.intake_id, 1, 4, moment(world)) == 4
    sent = offer_of(world, "Carl")
    assert (sent.state, sent.reply_by) == (OfferState.SENT, date(2026, 12, 4))
    assert sent.municipality_starts_on == date(2028, 3, 1)
    assert actions(world) == ["lis1.offers_made", "lis1.offers_sent"]


def test_offers_of_one_decision_are_made_once(world: Lis1World) -> None:
    lis1_offers.prepare(world.session, world.intake_id, moment(world))
    again = lis1_offers.prepare(world.session, world.intake_id, moment(world))
    assert isinstance(again, Refused) and again.is_stale


def test_a_round_goes_out_only_as_it_was_shown_and_with_dates(world: Lis1World) -> None:
    lis1_offers.prepare(world.session, world.intake_id, moment(world))
    for number, count in ((2, 4), (1, 3)):
        assert isinstance(
            lis1_offers.send(world.session, world.intake_id, number, count, moment(world)), Refused
        )
    late = lis1_offers.send(world.session, world.intake_id, 1, 4, moment(world, days=12))
    assert isinstance(late, Refused) and "04.12.2026" in late.text
    for row in world.session.exec(select(Lis1OfferDates)):
        world.session.delete(row)
    world.session.commit()
    without = lis1_offers.send(world.session, world.intake_id, 1, 4, moment(world))
    assert isinstance(without, Refused) and "datoer" in without.text
    assert offer_of(world, "Anna").state is OfferState.READY


def test_who_has_an_account_is_told_and_sees_why(world: Lis1World) -> None:
    person = Person(public_id="bo-lege", given_name="Bo", family_name="Lege")
    world.session.add(person)
    world.session.flush()
    world.session.get_one(Lis1Candidate, world.candidates["Bo"]).person_id = person.id
    world.session.commit()
    send_all(world)
    told = world.session.exec(select(Message)).all()
    assert [(each.person_id, each.kind, each.act_by) for each in told] == [
        (person.id, "lis1_offer", date(2026, 12, 4))
    ]
    assert person.id is not None
    mine = lis1_my_offer.offer_for_person(world.session, person.id, TODAY)
    assert mine is not None and mine.can_answer
    assert mine.why == ("Fikk førsteønsket.", "Trukket som nr. 2.")
    dina = lis1_my_offer.offer_for(world.session, world.candidates["Dina"], TODAY)
    assert dina is not None
    assert any("Sarpsborg ble fylt av" in line for line in dina.why)


# ---- Answers -----------------------------------------------------------------------------------


def test_yes_opens_what_must_be_in_place_and_no_frees_the_seat(world: Lis1World) -> None:
    send_all(world)
    says(world, "Anna", yes=True)
    says(world, "Bo", yes=False)
    assert offer_of(world, "Anna").state is OfferState.ACCEPTED
    starts = world.session.exec(select(Lis1Start)).all()
    assert [each.offer_id for each in starts] == [offer_of(world, "Anna").id]
    assert standing(world).room["fredrikstad"] == 1
    free = world.session.exec(select(Message).where(Message.kind == "lis1_seat_free")).all()
    assert {each.person_id for each in free} == {world.people["Tor"], world.people["Bilal"]}
    assert "Bo" not in str(free[0].values)


def test_an_answer_after_the_last_day_or_twice_is_refused(world: Lis1World) -> None:
    send_all(world)
    offer = offer_of(world, "Anna")
    late = lis1_offers.answer(
        world.session, offer, offer.version, yes=True, moment=moment(world, None, 12)
    )
    assert isinstance(late, Refused) and "04.12.2026" in late.text
    says(world, "Anna", yes=True)
    again = lis1_offers.answer(
        world.session, offer, offer.version, yes=False, moment=moment(world, None)
    )
    assert isinstance(again, Refused) and again.is_stale
    assert offer_of(world, "Anna").state is OfferState.ACCEPTED


@pytest.mark.parametrize(
    ("said_on", "note", "field"),
    [
        (None, "Tor, telefon", "dag"),
        (TODAY, " ", "merknad"),
        (TODAY, "x" * 1001, "merknad"),
        (TODAY + timedelta(days=1), "Tor, telefon", "dag"),
        (TODAY - timedelta(days=1), "Tor, telefon", "dag"),
    ],
)
def test_an_answer_by_phone_says_who_and_when(
    world: Lis1World, said_on: date | None, note: str, field: str
) -> None:
    send_all(world)
    offer = offer_of(world, "Anna")

    def register(on: date | None, text: str) -> object:
        return lis1_offers.register(
            world.session,
            offer,
            offer.version,
            yes=True,
            said_on=on,
            note=text,
            moment=moment(world),
        )

    refused = register(said_on, note)
    assert isinstance(refused, Refused) and refused.field == field
    assert register(TODAY, "Tor, telefon") is OfferState.ACCEPTED
    assert offer_of(world, "Anna").answer_note == "Tor, telefon"


def test_nights_close_what_nobody_answered(world: Lis1World) -> None:
    send_all(world)
    says(world, "Anna", yes=True)
    assert "0 offers" in lis1_offers.expire(world.session, date(2026, 12, 4), NOW)
    assert "3 offers" in lis1_offers.expire(world.session, date(2026, 12, 5), NOW)
    assert "0 offers" in lis1_offers.expire(world.session, date(2026, 12, 5), NOW)
    states = {name: offer_of(world, name).state for name in NAMES}
    assert states["Anna"] is OfferState.ACCEPTED and states["Dina"] is OfferState.EXPIRED
    assert sorted(each for each, left in standing(world).room.items() if left) == [
        "fredrikstad",
        "halden",
        "sarpsborg",
    ]


def test_an_accepted_seat_stands_unless_the_candidate_withdraws(world: Lis1World) -> None:
    send_all(world)
    says(world, "Anna", yes=True)
    offer = offer_of(world, "Anna")
    assert isinstance(
        lis1_offers.withdraw(world.session, offer, offer.version, "Feil", moment(world)), Refused
    )
    world.session.get_one(Lis1Candidate, offer.candidate_id).withdrawn_on = TODAY
    world.session.commit()
    offer = offer_of(world, "Anna")
    assert isinstance(
        lis1_offers.withdraw(world.session, offer, offer.version, " ", moment(world)), Refused
    )
    assert (
        lis1_offers.withdraw(world.session, offer, offer.version, "Trakk seg", moment(world))
        is None
    )
    assert standing(world).room["moss"] == 1


# ---- Next in line ------------------------------------------------------------------------------


def test_next_in_line_leaves_what_they_had_and_the_accepted_stay(world: Lis1World) -> None:
    send_all(world)
    says(world, "Bo", yes=False)
    says(world, "Carl", yes=True)
    line = lis1_offers_next.in_line(standing(world), "fredrikstad")
    # Dina has lived there: points go before the draw. Carl wishes for it, and has said yes.
    assert [(each.line.candidate, each.can_have) for each in line] == [
        ("K-04", True),
        ("K-03", False),
    ]
    refused = lis1_offers_next.give(
        world.session, world.intake_id, "fredrikstad", "K-03", moment(world)
    )
    assert isinstance(refused, Refused)
    given = lis1_offers_next.give(
        world.session, world.intake_id, "fredrikstad", "K-04", moment(world)
    )
    assert given == 1
    new = offer_of(world, "Dina")
    assert (new.seat.key, new.round, new.state) == ("fredrikstad", 2, OfferState.READY)
    assert new.reason["rank"] == 3
    assert standing(world).room == {"moss": 0, "fredrikstad": 0, "halden": 1, "sarpsborg": 0}
    assert send_all(world) == 1
    assert offer_of(world, "Dina").reply_by == date(2026, 12, 11)


def test_who_said_no_is_not_asked_again(world: Lis1World) -> None:
    send_all(world)
    says(world, "Anna", yes=False)
    assert [each.line.candidate for each in lis1_offers_next.in_line(standing(world), "moss")] == [
        "K-04"
    ]


def test_a_member_with_a_conflict_over_the_place_gives_nobody_the_seat(world: Lis1World) -> None:
    send_all(world)
    says(world, "Bo", yes=False)
    seat = world.session.get_one(Lis1Seat, world.seats["fredrikstad"])
    world.session.add(
        Lis1Conflict(
            intake_id=world.intake_id, person_id=world.people["Sigrid"],
            place_id=seat.municipality_id, declared_at=NOW,
        )
    )  # fmt: skip
    world.session.commit()
    refused = lis1_offers_next.give(
        world.session, world.intake_id, "fredrikstad", "K-04", moment(world, "Sigrid")
    )
    assert isinstance(refused, Refused) and "inhabil" in refused.text


def test_open_places_shared_out_anew_move_nobody(session: Session) -> None:
    world = make_decided(session, closed=("halden",))
    send_all(world)
    assert [each.key for each in standing(world).held.values()] == ["K-01", "K-02", "K-03"]
    says(world, "Anna", yes=True)
    says(world, "Carl", yes=False)
    found = lis1_offers_next.share_anew(standing(world), Mechanism.DRAWN_ORDER)
    assert isinstance(found, lis1_offers_next.SharedAnew)
    assert [(each.candidate, each.seat) for each in found.new] == [("K-04", "sarpsborg")]
    shown = lis1_offers_next.fingerprint(found)
    for wrong in ("", "K-04:halden"):
        assert isinstance(
            lis1_offers_next.give_anew(
                session, world.intake_id, Mechanism.DRAWN_ORDER, wrong, moment(world)
            ),
            Refused,
        )
    made = lis1_offers_next.give_anew(
        session, world.intake_id, Mechanism.DRAWN_ORDER, shown, moment(world)
    )
    assert made == 1
    assert (at(world, "Anna"), at(world, "Bo"), at(world, "Dina")) == (
        "moss",
        "fredrikstad",
        "sarpsborg",
    )
    assert isinstance(lis1_offers_next.share_anew(standing(world), Mechanism.LEAST_SUM), Refused)


def test_who_withdraws_holds_the_place_until_it_is_taken_back(session: Session) -> None:
    world = make_decided(session, closed=("halden",))
    send_all(world)
    session.get_one(Lis1Candidate, world.candidates["Carl"]).withdrawn_on = TODAY
    session.commit()
    refused = lis1_offers_next.share_anew(standing(world), Mechanism.DRAWN_ORDER)
    assert isinstance(refused, Refused) and "K-03" in refused.text
    offer = offer_of(world, "Carl")
    lis1_offers.withdraw(session, offer, offer.version, "Trakk seg", moment(world))
    found = lis1_offers_next.share_anew(standing(world), Mechanism.DRAWN_ORDER)
    assert isinstance(found, lis1_offers_next.SharedAnew)
    assert [each.candidate for each in found.new] == ["K-04"]


# ---- At the same moment ------------------------------------------------------------------------


def test_one_place_given_twice_at_once_is_given_once(world: Lis1World, database: Database) -> None:
    send_all(world)
    says(world, "Anna", yes=False)
    says(world, "Bo", yes=False)
    world.session.get_one(Lis1Seat, world.seats["moss"]).places = 0
    world.session.commit()
    doing = moment(world)

    def give(session: Session, key: str) -> object:
        return lis1_offers_next.give(session, world.intake_id, "fredrikstad", key, doing)

    done = at_once(database, lambda s: give(s, "K-03"), lambda s: give(s, "K-04"))
    assert sorted(isinstance(each, Refused) for each in done) == [False, True]
    world.session.expire_all()
    holds = [each.seat.key for each in standing(world).held.values()]
    assert holds.count("fredrikstad") == 1


def test_yes_and_no_at_once_is_one_answer(world: Lis1World, database: Database) -> None:
    send_all(world)
    offer = offer_of(world, "Anna")
    world.session.rollback()

    def answer(session: Session, yes: bool) -> object:
        return lis1_offers.answer(
            session, offer, offer.version, yes=yes, moment=moment(world, None)
        )

    done = at_once(database, lambda s: answer(s, True), lambda s: answer(s, False))
    assert sorted(isinstance(each, Refused) for each in done) == [False, True]
    kept = next(each for each in done if not isinstance(each, Refused))
    assert offer_of(world, "Anna").state is kept


def test_the_database_itself_refuses_a_second_open_offer(world: Lis1World) -> None:
    send_all(world)
    offer = offer_of(world, "Anna")
    with pytest.raises(IntegrityError):
        store.add_offer(
            world.session, intake_id=world.intake_id, round=2, candidate_id=offer.candidate_id,
            seat_id=world.seats["halden"], state=OfferState.READY, made_at=NOW,
        )  # fmt: skip


# ---- Whatever happens --------------------------------------------------------------------------

STEPS = st.lists(
    st.tuples(
        st.sampled_from(("yes", "no", "expire", "withdraw", "give", "again", "send")),
        st.integers(0, 3),
        st.integers(0, 3),
    ),
    max_size=9,
)


@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=STEPS)
def test_no_place_is_ever_held_twice(
    decided_copy: Lis1World, steps: list[tuple[str, int, int]]
) -> None:
    world = decided_copy
    for row in world.session.exec(select(Lis1Start)).all():
        world.session.delete(row)
    _forget(world)
    send_all(world)
    for what, who, where in steps:
        _do(world, what, NAMES[who], list(world.seats)[where])
        now = standing(world)
        assert all(left >= 0 for left in now.room.values())
        held = [each.candidate_id for each in now.rows if each.is_open]
        assert len(held) == len(set(held))


@pytest.fixture
def decided_copy(session: Session) -> Lis1World:
    return make_decided(session, closed=("halden",))


def _forget(world: Lis1World) -> None:
    """Back to the decision, without a new database for every example."""
    from app.db.tables import Lis1ChecklistPoint

    for table in (Lis1ChecklistPoint, Lis1Start, Lis1Offer, Message):
        for row in world.session.exec(select(table)).all():
            world.session.delete(row)
        world.session.flush()
    world.session.commit()
    for number in range(3, 15):
        if not world.session.exec(
            select(Lis1OfferDates).where(Lis1OfferDates.number == number)
        ).first():
            day = date(2026, 12, 20)
            world.session.add(
                Lis1OfferDates(
                    intake_id=world.intake_id, number=number, sent_on=day, reply_by=day,
                    marked_by=day,
                )
            )  # fmt: skip
    world.session.commit()


def _do(world: Lis1World, what: str, name: str, seat: str) -> None:
    session, key = world.session, world.keys[name]
    offers = store.offers_of_candidate(session, world.candidates[name])
    if what in ("yes", "no") and offers:
        lis1_offers.answer(
            session, offers[0], offers[0].version, yes=what == "yes", moment=moment(world, None)
        )
    elif what == "withdraw" and offers:
        lis1_offers.withdraw(session, offers[0], offers[0].version, "Feil", moment(world))
    elif what == "expire":
        lis1_offers.expire(session, date(2026, 12, 5), NOW)
    elif what == "give":
        lis1_offers_next.give(session, world.intake_id, seat, key, moment(world))
    elif what == "again":
        found = lis1_offers_next.share_anew(standing(world), Mechanism.STABLE_FOR_CANDIDATES)
        if not isinstance(found, Refused):
            shown = lis1_offers_next.fingerprint(found)
            lis1_offers_next.give_anew(
                session, world.intake_id, found.mechanism, shown, moment(world)
            )
    elif what == "send":
        now = standing(world)
        lis1_offers.send(session, world.intake_id, now.next_round, len(now.ready), moment(world))


# ---- The page ----------------------------------------------------------------------------------


def test_the_page_hides_a_case_and_counts_it_all_the_same(world: Lis1World) -> None:
    send_all(world)
    says(world, "Anna", yes=True)
    world.session.add(
        Lis1Conflict(
            intake_id=world.intake_id, person_id=world.people["Sigrid"],
            candidate_id=world.candidates["Anna"], declared_at=NOW,
        )
    )  # fmt: skip
    world.session.commit()
    page = lis1_offers_page.load(world.session, world.intake_id, world.people["Sigrid"], TODAY)
    hidden = next(each for each in page.lines if each.key == "K-01")
    assert hidden.name is None
    assert (hidden.seat, hidden.word, hidden.email, hidden.notice) == ("", "", "", "")
    assert page.sentence.startswith("1 av 4 har takket ja")
    assert page.notice is not None and page.notice.broken == ()
