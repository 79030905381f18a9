"""After the decision on the pages: offers, answers, next in line, before the start, Min vei."""

import re
from collections.abc import Callable, Iterator
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import Session, col, select
from werkzeug.test import TestResponse

from app.db.tables import (
    Lis1Candidate,
    Lis1ChecklistPoint,
    Lis1Conflict,
    Lis1Intake,
    Lis1Offer,
    Lis1Start,
    OfferState,
    Person,
)
from app.services.sign_in import token_hash
from seed.demo.values import public_id
from tests.support.lis1_offers_world import decide
from tests.support.people import ELIN, INGRID, KJERSTI, MARTE, NORA, TOR_ARNE
from tests.web.test_board_edits import said

SignIn = Callable[[FlaskClient, str], None]
INTAKE = public_id("lis1-intake", "2027-03")
BEFORE = public_id("lis1-intake", "2026-03")
OFFERS = f"/inntak/{INTAKE}/tilbud"
STARTS = f"/inntak/{BEFORE}/oppstart"
SECRET = "a-secret-word-for-one-candidate"


def read(page: TestResponse) -> str:
    """What stands on a page."""
    return said(page.text)


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    with app.extensions["legelop"].database.session() as opened:
        yield opened


@pytest.fixture
def council(client: FlaskClient, sign_in: SignIn) -> FlaskClient:
    sign_in(client, TOR_ARNE)
    return client


def intake_id(session: Session, public: str = INTAKE) -> int:
    found = session.exec(select(Lis1Intake.id).where(Lis1Intake.public_id == public)).one()
    assert found is not None
    return found


@pytest.fixture
def decided(session: Session) -> int:
    """The intake with a decision; Ingrid is its first candidate, with a personal address."""
    found = intake_id(session)
    decide(session, found)
    first = session.exec(
        select(Lis1Candidate)
        .where(Lis1Candidate.intake_id == found)
        .order_by(col(Lis1Candidate.key))
    ).first()
    assert first is not None
    first.link_hash = token_hash(SECRET)
    first.person_id = session.exec(select(Person.id).where(Person.public_id == INGRID)).one()
    session.commit()
    return found


def offers(session: Session, intake: int) -> list[Lis1Offer]:
    session.expire_all()
    query = select(Lis1Offer).where(Lis1Offer.intake_id == intake).order_by(col(Lis1Offer.id))
    return list(session.exec(query))


def sent(council: FlaskClient, session: Session, intake: int) -> list[Lis1Offer]:
    """The decision's offers, made and sent."""
    council.post(f"{OFFERS}/lag")
    count = len(offers(session, intake))
    done = council.post(f"{OFFERS}/send", data={"runde": "1", "antall": str(count)})
    assert done.status_code == 303
    return offers(session, intake)


def first_key(session: Session, offer: Lis1Offer) -> str:
    return session.get_one(Lis1Candidate, offer.candidate_id).key


def test_offers_are_made_shown_sent_and_answered(
    council: FlaskClient, session: Session, decided: int
) -> None:
    assert "Tilbudene er ikke laget ennå" in read(council.get(OFFERS))
    assert council.post(f"{OFFERS}/lag").status_code == 303
    page = read(council.get(OFFERS))
    assert "klare for runde 1" in page and "kl. 12.00" in page
    made = offers(session, decided)
    stale = council.post(f"{OFFERS}/send", data={"runde": "1", "antall": "1"})
    assert stale.status_code == 409
    council.post(f"{OFFERS}/send", data={"runde": "1", "antall": str(len(made))})
    key = first_key(session, made[0])
    one = f"{OFFERS}/kandidat/{key}"
    assert "Hvorfor denne plassen" in read(council.get(one))
    answer = {"svar": "nei", "dag": "23.11.2026", "merknad": "", "versjon": str(made[0].version)}
    refused = council.post(f"{one}/svar", data=answer)
    assert refused.status_code == 422 and "Skriv hvem som tok imot" in read(refused)
    version = offers(session, decided)[0].version
    answer |= {"merknad": "Tor Arne, på telefon", "versjon": str(version)}
    assert council.post(f"{one}/svar", data=answer).status_code == 303
    assert council.post(f"{one}/svar", data=answer).status_code == 409
    assert offers(session, decided)[0].state is OfferState.DECLINED
    assert re.search(r"én plass er ledig|plasser er ledige", read(council.get(OFFERS)))


def test_a_free_seat_goes_to_the_next_in_line_or_is_shared_out(
    council: FlaskClient, session: Session, decided: int
) -> None:
    made = sent(council, session, decided)
    made[0].state = OfferState.DECLINED
    session.commit()
    page = read(council.get(f"{OFFERS}/pa-nytt"))
    assert "beholder plassen sin" in page
    assert council.get(f"{OFFERS}/pa-nytt?maate=least_sum").status_code == 200
    free = re.findall(rf'href="{OFFERS}/plass/([^"]+)"', council.get(OFFERS).text)
    assert free
    lines = {seat: council.get(f"{OFFERS}/plass/{seat}").text for seat in free}
    assert council.get(f"{OFFERS}/plass/made-up").status_code == 404
    give = [
        found
        for text in lines.values()
        for found in re.findall(r'action="([^"]+/plass/[^"]+)"', text)
    ]
    if give:
        assert council.post(give[0]).status_code == 303
        assert offers(session, decided)[-1].round == 2
        assert council.post(give[0]).status_code == 409


def test_a_hidden_case_is_nowhere(council: FlaskClient, session: Session, decided: int) -> None:
    made = sent(council, session, decided)
    candidate = session.get_one(Lis1Candidate, made[3].candidate_id)
    me = session.exec(select(Person.id).where(Person.public_id == TOR_ARNE)).one()
    assert me is not None
    session.add(
        Lis1Conflict(
            intake_id=decided, person_id=me, candidate_id=candidate.id, declared_at=made[0].made_at
        )
    )
    session.commit()
    page = read(council.get(OFFERS))
    assert "Skjult: du har meldt deg inhabil" in page
    assert candidate.name not in page and candidate.email not in page
    assert council.get(f"{OFFERS}/kandidat/{candidate.key}").status_code == 403
    done = council.post(f"{OFFERS}/kandidat/{candidate.key}/trekk", data={"grunn": "x"})
    assert done.status_code == 403


def test_the_candidate_answers_by_the_personal_address_after_a_second_look(
    client: FlaskClient, council: FlaskClient, session: Session, decided: int, app: Flask
) -> None:
    address = f"/lis1/{SECRET}/tilbud"
    stranger = app.test_client()
    assert stranger.get(address).status_code == 404
    mine = sent(council, session, decided)[0]
    page = stranger.get(address)
    assert page.status_code == 200 and page.headers["Cache-Control"] == "no-store"
    assert "Svar innen" in read(page)
    assert stranger.get("/lis1/another-word/tilbud").status_code == 404
    assert stranger.post(address, data={"svar": "kanskje"}).status_code == 422
    asked = stranger.post(address, data={"svar": "ja"})
    assert "Bekreft at jeg takker ja" in read(asked)
    assert offers(session, decided)[0].state is OfferState.SENT
    yes = {
        "svar": "ja",
        "bekreft": "1",
        "tilbud": mine.public_id,
        "versjon": str(offers(session, decided)[0].version),
    }
    assert stranger.post(address, data=yes | {"tilbud": "another"}).status_code == 409
    assert stranger.post(address, data=yes).status_code == 303
    assert offers(session, decided)[0].state is OfferState.ACCEPTED
    assert stranger.post(address, data=yes).status_code == 409


def test_the_doctor_sees_the_seat_on_min_vei_and_answers_there(
    council: FlaskClient, session: Session, decided: int, app: Flask, sign_in: SignIn
) -> None:
    doctor = app.test_client()
    sign_in(doctor, INGRID)
    assert "LIS1-plassen din" not in read(doctor.get("/min-vei"))
    sent(council, session, decided)
    page = read(doctor.get("/min-vei"))
    assert "LIS1-plassen din" in page and "Hvorfor denne plassen" in page
    offer = offers(session, decided)[0]
    yes = {"svar": "ja", "bekreft": "1", "tilbud": offer.public_id, "versjon": str(offer.version)}
    assert doctor.post("/min-lis1-plass", data=yes).status_code == 303
    page = read(doctor.get("/min-vei"))
    assert "Før du begynner" in page and "Velkomstbrev" in page
    assert "Overleveringsmøte mellom veilederne" in page
    # Others see her pathway without the seat: it is hers until it is in the record.
    sign_in(doctor, ELIN)
    assert doctor.post("/min-lis1-plass", data=yes).status_code == 403


# ---- Before the start --------------------------------------------------------------------------


def accepted(session: Session) -> tuple[Lis1Offer, str]:
    """An accepted offer whose hospital supervisor is Kjersti, and the candidate's key."""
    kjersti = session.exec(select(Person.id).where(Person.public_id == KJERSTI)).one()
    row = session.exec(
        select(Lis1Offer, Lis1Candidate.key)
        .join(Lis1Start, col(Lis1Start.offer_id) == col(Lis1Offer.id))
        .join(Lis1Candidate, col(Lis1Candidate.id) == col(Lis1Offer.candidate_id))
        .where(
            Lis1Start.hospital_supervisor_id == kjersti,
            Lis1Offer.intake_id == intake_id(session, BEFORE),
            col(Lis1Start.handover_held_on).is_(None),
        )
    ).first()
    assert row is not None
    return row[0], row[1]


def test_the_page_before_the_start_says_what_is_missing(council: FlaskClient) -> None:
    page = read(council.get(STARTS))
    assert "mangler fadder" in page and "Overleveringsmøte" in page


def test_the_council_chooses_people_and_ticks_points_off(
    council: FlaskClient, session: Session
) -> None:
    offer, key = accepted(session)
    one = f"{STARTS}/{key}"
    text = council.get(one).text
    buddy = re.search(r'name="fadder".*?<option value="(\d+)"', text, re.S)
    assert buddy is not None
    start = session.exec(select(Lis1Start).where(Lis1Start.offer_id == offer.id)).one()
    chosen = {
        "sykehus": str(start.hospital_supervisor_id),
        "kommune": str(start.municipality_supervisor_id or ""),
        "fadder": buddy[1],
        "versjon": str(start.version),
    }
    assert council.post(f"{one}/folk", data=chosen | {"fadder": "999999"}).status_code == 422
    assert council.post(f"{one}/folk", data=chosen).status_code == 303
    assert council.post(f"{one}/folk", data=chosen).status_code == 409
    point = session.exec(
        select(Lis1ChecklistPoint).where(
            Lis1ChecklistPoint.offer_id == offer.id, col(Lis1ChecklistPoint.done_on).is_(None)
        )
    ).first()
    assert point is not None
    tick = {"punkt": str(point.id), "versjon": str(point.version), "gjort": "1"}
    assert council.post(f"{one}/punkt", data=tick).status_code == 303
    assert council.post(f"{one}/punkt", data=tick).status_code == 409
    session.expire_all()
    assert session.get_one(Lis1ChecklistPoint, point.id).done_on == date(2026, 11, 23)


def test_the_two_supervisors_and_the_council_hand_over_and_nobody_else(
    council: FlaskClient, session: Session, app: Flask, sign_in: SignIn
) -> None:
    offer, _key = accepted(session)
    address = f"/overlevering/{offer.public_id}"
    assert council.get(address).status_code == 200
    other = app.test_client()
    for who in (MARTE, ELIN, NORA):
        sign_in(other, who)
        assert other.get(address).status_code == 403
    sign_in(other, KJERSTI)
    assert "Møtet er" in read(other.get(address))
    start = session.exec(select(Lis1Start).where(Lis1Start.offer_id == offer.id)).one()
    meeting = {"avtalt": "20.11.2026", "holdt": "20.11.2026", "versjon": str(start.version)}
    refused = other.post(address, data=meeting | {"referat": " "})
    assert refused.status_code == 422 and "Skriv et kort referat" in read(refused)
    late = other.post(address, data=meeting | {"holdt": "01.12.2026", "referat": "Enige."})
    assert late.status_code == 422
    wrong = other.post(address, data=meeting | {"avtalt": "i morgen", "referat": "Enige."})
    assert wrong.status_code == 422 and "i morgen" in wrong.text and "Enige." in wrong.text
    assert other.post(address, data=meeting | {"referat": "Enige."}).status_code == 303
    assert other.post(address, data=meeting | {"referat": "Uenige."}).status_code == 409
    assert "Møtet er holdt" in read(other.get(address))


def test_the_template_is_kept_whole_or_not_at_all(council: FlaskClient) -> None:
    address = f"/inntak/{BEFORE}/sjekkliste"
    text = council.get(address).text
    form = dict(re.findall(r'name="((?:tekst|hvem|dager|versjon)-\d+)" value="([^"]*)"', text))
    form |= {f"slag-{number}": "tools" for number in range(1, 13)} | {"maneder": "3"}
    wrong = council.post(address, data=form | {"dager-2": "mange"})
    assert wrong.status_code == 422 and "Linje 2" in read(wrong) and "mange" in wrong.text
    assert council.post(address, data=form | {"maneder": "0"}).status_code == 422
    assert council.post(address, data=form | {"tekst-1": "Omvisning"}).status_code == 303
    after = council.get(address).text
    assert "Omvisning" in after and "Malen er deres egen" in after
    assert council.post(address, data=form | {"tekst-1": "Annet"}).status_code == 409
