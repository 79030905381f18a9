"""The pages of a draw: the council's steps, the public page, and what neither gives away."""

import re
from collections.abc import Callable, Iterator
from datetime import date
from html import unescape

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import Session, col

from app.db.tables import IntakeState, Lis1Candidate, Lis1Conflict, Lis1Intake, Person
from seed.demo.values import public_id
from tests.support.databases import NOW
from tests.support.people import TOR_ARNE

MARCH = public_id("lis1-intake", "2027-03")

SignIn = Callable[[FlaskClient, str], None]
PAGE, PUBLIC_PAGE = f"/inntak/{MARCH}/trekning", f"/lis1-trekning/{MARCH}"
SOURCE = {"public_source": "Lottotallene lørdag 28. november 2026"}
TEXT = '3 9 «14» 17" 22 28'
UNDRAWN = {
    "seed": None,
    "public_source": "",
    "public_text": "",
    "commitment": None,
    "list_hash": None,
    "committed_on": None,
    "revealed_on": None,
}


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    with app.extensions["legelop"].database.session() as opened:
        yield opened


@pytest.fixture
def council(client: FlaskClient, sign_in: SignIn, session: Session) -> FlaskClient:
    """The closed intake of the demo as it was before it was drawn."""
    session.execute(
        sa.update(Lis1Intake).where(col(Lis1Intake.public_id) == MARCH).values(**UNDRAWN)
    )
    session.commit()
    sign_in(client, TOR_ARNE)
    return client


def intake(session: Session) -> Lis1Intake:
    session.expire_all()
    return session.execute(
        sa.select(Lis1Intake).where(col(Lis1Intake.public_id) == MARCH)
    ).scalar_one()


def fixed_before(council: FlaskClient, session: Session) -> None:
    """The seed is fixed, three days ago."""
    assert council.post(f"{PAGE}/las", data=SOURCE).status_code == 303
    session.execute(sa.update(Lis1Intake).values(committed_on=date(2026, 11, 20)))
    session.commit()


def test_the_council_takes_the_steps_and_everybody_can_check(
    council: FlaskClient, app: Flask, session: Session, capsys: pytest.CaptureFixture[str]
) -> None:
    assert council.get(PUBLIC_PAGE).status_code == 404
    assert council.get(f"{PUBLIC_PAGE}/trekning.json").status_code == 404
    assert council.post(f"{PAGE}/las", data={}).status_code == 422
    assert council.post(f"{PAGE}/las", data=SOURCE).status_code == 303
    row = intake(session)
    stranger = app.test_client()
    for page in (council.get(PAGE), stranger.get(PUBLIC_PAGE)):
        assert page.status_code == 200
        assert row.commitment in page.text and row.seed not in page.text
    assert row.seed not in stranger.get(f"{PUBLIC_PAGE}/trekning.json").text
    refused = council.post(f"{PAGE}/vis", data={"public_text": TEXT})
    assert refused.status_code == 422 and "Frøet ble låst i dag" in refused.text
    assert row.seed not in refused.text
    told = {"public_text": TEXT, "reason": "Møtet er i dag"}
    assert council.post(f"{PAGE}/vis", data=told).status_code == 303
    page = stranger.get(PUBLIC_PAGE).text
    assert row.seed in page and "Møtet er i dag" in page and "kan etterprøves" in page
    recipe = re.search(r"<pre.*?<code>(.*?)</code>", page, re.DOTALL)
    assert recipe is not None
    capsys.readouterr()
    exec(compile(unescape(recipe[1]), "recipe", "exec"), {})
    lines = capsys.readouterr().out.splitlines()
    assert lines[:2] == ["seed: True", "list: True"]
    assert lines[2:] == stranger.get(f"{PUBLIC_PAGE}/trekning.json").get_json()["order"]
    for step in ("vis", "las", "forkast", "for-hand"):
        late = council.post(f"{PAGE}/{step}", data=told)
        assert late.status_code == 409 and "Trekningen ble gjort" in late.text


def test_the_public_page_has_keys_and_nothing_else_of_anybody(
    council: FlaskClient, app: Flask, session: Session
) -> None:
    fixed_before(council, session)
    assert council.post(f"{PAGE}/vis", data={"public_text": TEXT}).status_code == 303
    people = session.execute(
        sa.select(Lis1Candidate).where(col(Lis1Candidate.intake_id) == intake(session).id)
    ).scalars()
    secret = {word for row in people for word in (row.name, row.email)}
    for address in (PUBLIC_PAGE, f"{PUBLIC_PAGE}/trekning.json"):
        text = app.test_client().get(address).text
        assert "K-01" in text
        assert [word for word in {*secret, "Hovind", "Fredrikstad"} if word in text] == []


def test_a_pasted_list_is_answered_to_anybody(
    council: FlaskClient, app: Flask, session: Session
) -> None:
    fixed_before(council, session)
    stranger = app.test_client()
    keys = stranger.get(f"{PUBLIC_PAGE}/trekning.json").get_json()["keys"]
    same = stranger.post(PUBLIC_PAGE, data={"list": "\n".join(reversed(keys))})
    assert same.status_code == 200 and "de samme nøklene" in same.text
    other = stranger.post(PUBLIC_PAGE, data={"list": "<i>x</i>\n" + "\n".join(keys[1:])})
    assert f"{keys[0]} mangler" in other.text and "<i>x" not in other.text


def test_a_conflict_of_interest_hides_the_name(council: FlaskClient, session: Session) -> None:
    fixed_before(council, session)
    row = intake(session)
    person = session.execute(
        sa.select(col(Person.id)).where(col(Person.public_id) == TOR_ARNE)
    ).scalar_one()
    one, other = session.execute(
        sa.select(Lis1Candidate).where(col(Lis1Candidate.intake_id) == row.id).limit(2)
    ).scalars()
    session.add(
        Lis1Conflict(intake_id=row.id, person_id=person, candidate_id=one.id, declared_at=NOW)
    )
    session.commit()
    assert council.post(f"{PAGE}/vis", data={"public_text": TEXT}).status_code == 303
    page = council.get(PAGE).text
    assert one.name not in page and other.name in page
    assert page.count("Skjult: du har meldt deg inhabil") == 1


def test_bad_orders_by_hand_keep_what_was_written(council: FlaskClient) -> None:
    raw = {"order": "K-01 K-02 K-02", "drawn_on": "i går", "how": ""}
    page = council.post(f"{PAGE}/for-hand", data=raw)
    assert page.status_code == 422
    for text in ("K-01 K-02 K-02", "K-02 står mer enn én gang", "K-03, K-04", "i går"):
        assert text in page.text


def test_an_open_list_cannot_be_drawn(council: FlaskClient, session: Session) -> None:
    session.execute(sa.update(Lis1Intake).values(state=IntakeState.OPEN))
    session.commit()
    assert "Lås frøet" not in council.get(PAGE).text
    late = council.post(f"{PAGE}/las", data=SOURCE)
    assert late.status_code == 409 and "Lukk inntaket" in late.text
    assert intake(session).seed is None
