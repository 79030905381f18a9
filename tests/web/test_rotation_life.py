"""A plan's life on the pages: proposed, commented, published, seen by the doctor; wishes, swaps."""

import re
from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import col, select

from app.db.tables import (
    Message,
    Person,
    RotationComment,
    RotationMember,
    RotationPlacement,
    RotationPlan,
    RotationVersion,
    RotationWish,
    ServiceRecord,
    SwapRequest,
    SwapState,
    VersionState,
)
from rotations.types.case import TraineeGroup
from seed.demo.values import public_id
from tests.support.people import INGRID, KJERSTI, MARTE, NORA, RAGNHILD, THEA

SignIn = Callable[[FlaskClient, str], None]
PLAN = public_id("rotation plan", "VOP")
DEMO_SWAP = "demo-1-sykehus"
BOARD = f"/rotasjonstavle/{PLAN}"


@pytest.fixture
def marte(app: Flask, sign_in: SignIn) -> FlaskClient:
    client = app.test_client()
    sign_in(client, MARTE)
    return client


@pytest.fixture
def ingrid(app: Flask, sign_in: SignIn) -> FlaskClient:
    client = app.test_client()
    sign_in(client, INGRID)
    return client


def seen(text: str) -> dict[str, str]:
    """What the form on a page says of the version that it shows."""
    found = dict(re.findall(r'name="(version|sett)" value="(\d+)"', text))
    assert set(found) == {"version", "sett"}
    return found


def clean_draft(client: FlaskClient) -> None:
    """A draft that is a copy of what is published, and so has no breach of its own making."""
    page = client.get(f"{BOARD}/forkast").text
    assert client.post(f"{BOARD}/forkast", data=seen(page)).status_code == 303
    assert client.post(f"{BOARD}/nytt-utkast").status_code == 303


def propose(client: FlaskClient, day: str = "07.12.2026") -> None:
    page = client.get(f"{BOARD}/foresla").text
    answer = client.post(f"{BOARD}/foresla", data={**seen(page), "frist": day})
    assert answer.status_code == 303, answer.text


def test_the_history_says_what_holds(marte: FlaskClient) -> None:
    page = marte.get(f"{BOARD}/versjoner")
    assert "Versjon 6 gjelder" in page.text
    assert "Foreslå versjon 7" in page.text


def test_two_versions_are_compared_and_an_unknown_one_is_not_found(marte: FlaskClient) -> None:
    page = marte.get(f"{BOARD}/sammenlign")
    assert "Fra versjon 6 til versjon 7" in page.text
    assert "Katarzyna Hodzic" in page.text
    assert "Fra versjon 7 til versjon 6" in marte.get(f"{BOARD}/sammenlign?fra=7&til=6").text
    assert marte.get(f"{BOARD}/sammenlign?fra=6&til=99").status_code == 404


def test_a_wrong_deadline_is_told_at_its_field_and_kept(marte: FlaskClient) -> None:
    page = marte.get(f"{BOARD}/foresla")
    for day in ("i morgen", "01.01.2020", ""):
        answer = marte.post(f"{BOARD}/foresla", data={**seen(page.text), "frist": day})
        assert answer.status_code == 422
        assert 'aria-invalid="true"' in answer.text
        assert f'value="{day}"' in answer.text


def test_breaches_stand_in_the_way_of_publishing(marte: FlaskClient) -> None:
    propose(marte)
    page = marte.get(f"{BOARD}/publiser")
    assert "kan ikke publiseres" in page.text
    assert "DPS Halden" in page.text
    assert "Publiser versjon 7</button>" not in page.text
    answer = marte.post(f"{BOARD}/publiser", data=seen(page.text))
    assert answer.status_code == 422
    assert "brudd" in answer.text


def test_a_plan_is_proposed_published_and_seen_by_the_doctor(
    app: Flask, marte: FlaskClient, ingrid: FlaskClient
) -> None:
    clean_draft(marte)
    with app.extensions["legelop"].database.session() as session:
        head = session.exec(
            select(RotationVersion).where(RotationVersion.state == VersionState.DRAFT)
        ).one()
        row = session.exec(
            select(RotationPlacement)
            .join(RotationMember, col(RotationMember.id) == col(RotationPlacement.member_id))
            .where(RotationMember.version_id == head.id, RotationMember.key == INGRID)
            .order_by(col(RotationPlacement.starts_on).desc())
        ).first()
        assert row is not None
        later = row.starts_on.replace(month=row.starts_on.month + 1)
        row.starts_on, row.ends_on = later, date(2029, 3, 31)
        session.add(row)
        session.commit()
    propose(marte)
    page = marte.get(f"{BOARD}/publiser")
    assert "*" not in re.sub(r"<script.*?</script>|<[^>]*>", "", page.text)
    if "Publiser versjon" not in page.text.split("<form")[-1]:
        pytest.fail(re.sub(r"<[^>]+>", " ", page.text))
    assert "kan fortsatt kommentere" in page.text
    answer = marte.post(f"{BOARD}/publiser", data=seen(page.text))
    assert answer.status_code == 303, answer.text
    assert "er publisert" in marte.get(f"{BOARD}/versjoner").text
    text = ingrid.get("/plasseringer").text
    assert later.strftime("%d.%m.%Y") in text
    with app.extensions["legelop"].database.session() as session:
        booked = session.exec(
            select(ServiceRecord)
            .join(Person, col(Person.id) == col(ServiceRecord.person_id))
            .where(Person.public_id == INGRID, ServiceRecord.starts_on == later)
        ).one()
        assert booked.rotation_version_id is not None
        kinds = session.exec(
            select(Message.kind)
            .join(Person, col(Person.id) == col(Message.person_id))
            .where(Person.public_id == INGRID)
        ).all()
        assert "rotation_published" in kinds
    assert marte.get(f"{BOARD}/publiser").status_code == 404


def test_publishing_what_has_changed_meanwhile_shows_what_it_is_now(marte: FlaskClient) -> None:
    clean_draft(marte)
    propose(marte)
    old = seen(marte.get(f"{BOARD}/publiser").text)
    assert marte.post(f"{BOARD}/tilbake", data=old).status_code == 303
    answer = marte.post(f"{BOARD}/publiser", data=old)
    assert answer.status_code == 409
    assert "er nå utkast" in answer.text


def test_a_doctor_comments_and_gets_an_answer(
    app: Flask, marte: FlaskClient, ingrid: FlaskClient
) -> None:
    assert "forslag" not in ingrid.get("/plasseringer").text.lower()
    propose(marte)
    page = ingrid.get("/plasseringer")
    assert 'id="forslag"' in page.text
    empty = ingrid.post(f"/plasseringer/{PLAN}/kommentar", data={"tekst": " "})
    assert empty.status_code == 422
    assert "Skriv noe" in empty.text
    assert (
        ingrid.post(f"/plasseringer/{PLAN}/kommentar", data={"tekst": "Kan jeg <b>bli</b>?"})
    ).status_code == 303
    read = marte.get(f"{BOARD}/kommentarer").text
    assert "Kan jeg &lt;b&gt;bli&lt;/b&gt;?" in read
    with app.extensions["legelop"].database.session() as session:
        comment = session.exec(select(RotationComment.id)).one()
    address = f"{BOARD}/kommentarer/{comment}/svar"
    assert marte.post(address, data={"version": 1, "tekst": ""}).status_code == 422
    assert marte.post(address, data={"version": 1, "tekst": "Ja."}).status_code == 303
    stale = marte.post(address, data={"version": 1, "tekst": "Nei."})
    assert stale.status_code == 409
    assert "Ja." in ingrid.get("/plasseringer").text


def test_wishes_are_added_moved_and_read(
    app: Flask, marte: FlaskClient, ingrid: FlaskClient
) -> None:
    address = f"/plasseringer/{PLAN}/onsker"
    nothing = ingrid.post(address, data={"merknad": "Hei"})
    assert nothing.status_code == 422
    assert 'value="Hei"' in nothing.text
    assert ingrid.post(address, data={"tjeneste": "Psykose", "fra": "2027-09"}).status_code == 303
    with app.extensions["legelop"].database.session() as session:
        newest = session.exec(select(RotationWish).order_by(col(RotationWish.id).desc())).first()
        assert newest is not None
        wish_id, rank = newest.id, newest.rank
    ingrid.post(f"{address}/{wish_id}/flytt", data={"retning": "opp"})
    with app.extensions["legelop"].database.session() as session:
        moved = session.get(RotationWish, wish_id)
        assert moved is not None
        assert moved.rank == rank - 1
    assert "start tidligst september 2027" in marte.get(f"{BOARD}/onsker").text
    assert ingrid.post("/plasseringer/made-up/onsker", data={"sted": "x"}).status_code == 404


def test_a_swap_is_asked_accepted_and_approved(
    app: Flask, sign_in: SignIn, marte: FlaskClient
) -> None:
    _free_the_first_year(app)
    giver = app.test_client()
    sign_in(giver, NORA)
    address = f"/plasseringer/{PLAN}/bytt/kir"
    assert address in giver.get("/plasseringer").text
    page = giver.get(address).text
    found = re.search(r'name="med" value="([^"]+)"', page)
    assert found is not None, re.sub(r"<[^>]+>", " ", page)
    value = found[1]
    # Both change the order of two services of their own, and that is said before they agree.
    for name in ("Nora Eikeland", "Morten Røstvik"):
        assert page.count(f'<th scope="row">{name}</th>') == 2
    assert giver.post(address, data={}).status_code == 422
    assert giver.post(address, data={"med": value}).status_code == 303
    with app.extensions["legelop"].database.session() as session:
        swap = session.exec(select(SwapRequest).where(SwapRequest.public_id != DEMO_SWAP)).one()
        taker = session.exec(select(Person).where(Person.id == swap.to_person_id)).one()
        swap_id, other = swap.public_id, taker.public_id
    client = app.test_client()
    sign_in(client, other)
    assert "venter på svaret ditt" in client.get("/plasseringer").text
    answer = f"/plasseringer/bytter/{swap_id}/svar"
    assert client.post(answer, data={"version": 1, "svar": "ja"}).status_code == 303
    assert "Ett bytte" in marte.get(f"{BOARD}/bytter").text
    refuse = marte.post(f"{BOARD}/bytter/{swap_id}/avsla", data={"version": 2, "grunn": ""})
    assert refuse.status_code == 422
    clean_draft(marte)
    done = marte.post(f"{BOARD}/bytter/{swap_id}/godkjenn", data={"version": 2})
    assert done.status_code == 303, done.text
    with app.extensions["legelop"].database.session() as session:
        of_nora = select(SwapRequest.state).where(SwapRequest.public_id == swap_id)
        assert session.exec(of_nora).one() is SwapState.APPROVED
    again = marte.post(f"{BOARD}/bytter/{swap_id}/godkjenn", data={"version": 2})
    assert again.status_code == 409


def test_the_swap_that_the_demo_begins_with_can_be_answered_and_approved(
    app: Flask, sign_in: SignIn, marte: FlaskClient
) -> None:
    thea = app.test_client()
    sign_in(thea, THEA)
    page = thea.get("/plasseringer").text
    assert "Marius Granlie vil bytte med deg" in page
    # The two hospital periods change hands, and the practices before and after make room.
    assert page.count('<th scope="row">Thea Bjørkelund</th>') == 3
    answer = f"/plasseringer/bytter/{DEMO_SWAP}/svar"
    assert thea.post(answer, data={"version": 1, "svar": "ja"}).status_code == 303
    done = marte.post(f"{BOARD}/bytter/{DEMO_SWAP}/godkjenn", data={"version": 2})
    assert done.status_code == 303, done.text
    with app.extensions["legelop"].database.session() as session:
        rows = session.exec(
            select(RotationPlacement.block_key, RotationPlacement.starts_on)
            .join(RotationMember, col(RotationMember.id) == col(RotationPlacement.member_id))
            .join(RotationVersion, col(RotationVersion.id) == col(RotationMember.version_id))
            .where(RotationVersion.number == 7, RotationMember.key == THEA)
        ).all()
    assert dict(rows) == {
        "praksis": date(2026, 9, 1),
        "sykehus": date(2027, 8, 1),
        "praksis-2": date(2028, 2, 1),
    }


def _free_the_first_year(app: Flask) -> None:
    """The demo's two doctors in LIS1 could change order if their months were not set."""
    with app.extensions["legelop"].database.session() as session:
        plan = session.exec(select(RotationPlan)).one()
        plan.frozen_until = None
        session.add(plan)
        rows = session.exec(
            select(RotationPlacement)
            .join(RotationMember, col(RotationMember.id) == col(RotationPlacement.member_id))
            .where(RotationMember.group == TraineeGroup.LIS1)
        ).all()
        for row in rows:
            row.is_locked = False
            session.add(row)
        session.commit()


def test_a_host_sees_its_own_and_comments_while_it_is_open(
    app: Flask, sign_in: SignIn, marte: FlaskClient
) -> None:
    propose(marte)
    with app.extensions["legelop"].database.session() as session:
        told = session.exec(
            select(Person.public_id)
            .join(Message, col(Message.person_id) == col(Person.id))
            .where(Message.kind == "rotation_proposed_host", col(Person.public_id) != RAGNHILD)
        ).first()
    assert told is not None
    host = app.test_client()
    sign_in(host, told)
    host.post("/bytt-side", data={"role": "coordinator"})
    page = host.get(f"{BOARD}/innspill")
    assert page.status_code == 200
    unit = re.search(r'name="enhet" value="(\d+)"', page.text)
    assert unit is not None
    data = {"enhet": unit[1], "tekst": "Vi har plass i mars."}
    assert host.post(f"{BOARD}/innspill", data=data).status_code == 303
    assert host.post(f"{BOARD}/innspill", data={**data, "enhet": "1"}).status_code == 404
    assert "Vi har plass i mars." in marte.get(f"{BOARD}/kommentarer").text
    assert host.get(f"{BOARD}/kommentarer").status_code == 403


def test_a_contract_specialist_without_a_coordinator_is_told_and_may_comment(
    app: Flask, sign_in: SignIn, marte: FlaskClient
) -> None:
    propose(marte)
    ragnhild = app.test_client()
    sign_in(ragnhild, RAGNHILD)
    inbox = ragnhild.get("/innboks").text
    assert f"{BOARD}/innspill" in inbox
    assert f"{BOARD}/innspill" in ragnhild.get("/vertsskap").text
    assert f"{BOARD}/innspill" not in marte.get("/vertsskap").text
    page = ragnhild.get(f"{BOARD}/innspill")
    assert "Henrik Vold" in page.text
    assert "Ingrid Solbakken" not in page.text
    unit = re.search(r'name="enhet" value="(\d+)"', page.text)
    assert unit is not None
    data = {"enhet": unit[1], "tekst": "Helst fra april."}
    assert ragnhild.post(f"{BOARD}/innspill", data=data).status_code == 303
    assert "Helst fra april." in marte.get(f"{BOARD}/kommentarer").text


def test_a_draft_is_no_hosts_to_see(app: Flask, sign_in: SignIn, marte: FlaskClient) -> None:
    assert marte.get(f"{BOARD}/innspill").status_code == 403
    client = app.test_client()
    sign_in(client, KJERSTI)
    assert client.get(f"{BOARD}/innspill").status_code == 403


def test_no_vacant_post_and_no_other_doctor_is_named_to_a_doctor(
    marte: FlaskClient, ingrid: FlaskClient
) -> None:
    propose(marte)
    text = ingrid.get("/plasseringer").text
    assert "Ledig" not in text
    assert "Henrik Vold" not in text
