"""Start pages and lists of those who guide, coordinate, plan and run."""

import re
from collections.abc import Callable
from datetime import date
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import Session, col, select

from app.db.tables import AccessLog, Employment, Enrolment, Organisation, Person, RoleGrant
from app.roles import Role, ScopeKind
from app.services.my_pathway import opening_of
from app.services.reach import reach_of
from app.store import access as access_store
from app.store import trainees
from tests.support.people import ARVID, ELIN, INGRID, MARTE, THEA, TOR_ARNE

SignIn = Callable[[FlaskClient, str], None]


@pytest.fixture
def session(app: Flask) -> Session:
    with app.extensions["legelop"].database.session() as opened:
        yield opened


def sentence(page: str) -> str:
    found = re.search(r'<p class="answer-sentence">(.*?)</p>', page, re.DOTALL)
    assert found
    return re.sub(r"<[^>]+>", "", found.group(1))


def test_every_eighth_doctor_in_training_has_a_page(
    app: Flask, session: Session, sign_in: SignIn
) -> None:
    """The whole spread of stages, plans, leaves and gaps renders, not only the hand-made cast."""
    found = session.exec(
        select(Person.public_id)
        .join(Enrolment, col(Enrolment.person_id) == col(Person.id))
        .order_by(col(Person.id))
    ).all()
    assert len(found) > 400
    broken = []
    for public_id in found[::8]:
        client = app.test_client()
        sign_in(client, public_id)
        for language in ("nb", "en"):
            response = client.get("/min-vei?krav=alle", headers={"Accept-Language": language})
            if response.status_code != 200:
                broken.append((public_id, language, response.status_code))
    assert broken == []


def test_every_fourth_doctor_in_training_has_an_answer(app: Flask, session: Session) -> None:
    today = app.extensions["legelop"].clock.today()
    found = session.exec(
        select(Person.public_id)
        .join(Enrolment, col(Enrolment.person_id) == col(Person.id))
        .where(col(Enrolment.ends_on).is_(None))
    ).all()
    with app.test_request_context():
        silent = [
            public_id
            for public_id in found[::4]
            if not getattr(opening_of(session, public_id, today=today), "sentence", "")
        ]
    assert silent == []


def test_the_coordinator_lists_those_of_the_trust_and_nobody_else(
    app: Flask, client: FlaskClient, session: Session, sign_in: SignIn
) -> None:
    sign_in(client, MARTE)
    page = client.get("/leger").text
    trust = session.exec(select(Organisation).where(Organisation.name == "Sykehuset Østfold HF"))
    below = access_store.with_children(session, {trust.one().id or 0})
    listed = re.findall(r"/leger/([^/]+)/vei", page)
    assert len(listed) == 50
    for public_id in listed:
        homes = session.exec(
            select(Employment.organisation_id)
            .join(Person, col(Person.id) == col(Employment.person_id))
            .where(Person.public_id == public_id)
        ).all()
        home = session.exec(
            select(Enrolment.organisation_id)
            .join(Person, col(Person.id) == col(Enrolment.person_id))
            .where(Person.public_id == public_id)
        ).one()
        assert below & ({*homes, home} - {None})


def test_everybody_in_the_coordinators_list_can_be_opened(
    client: FlaskClient, sign_in: SignIn
) -> None:
    sign_in(client, MARTE)
    listed = re.findall(r"/leger/([^/]+)/vei", client.get("/leger?side=2").text)
    assert listed
    assert {client.get(f"/leger/{one}/vei").status_code for one in listed[::5]} == {200}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("sok=solbakken", "Én lege passer til søket."),
        ("sok=SOLBAKKEN+ingrid", "Én lege passer til søket."),
        ("sok=finnes+ikke", "Ingen leger passer til søket."),
        ("sok=%25", "Ingen leger passer til søket."),
        ("sok=solbakken&fag=MED", "Ingen leger passer til søket."),
        ("sok=solbakken&fag=VOP&steg=part3", "Én lege passer til søket."),
    ],
)
def test_search_and_filters_narrow_the_list(
    client: FlaskClient, sign_in: SignIn, query: str, expected: str
) -> None:
    sign_in(client, MARTE)
    assert sentence(client.get(f"/leger?{query}").text) == expected


@pytest.mark.parametrize("query", ["side=0", "side=-3", "side=999", "side=x", "steg=tull&fag=q"])
def test_strange_addresses_do_no_harm(client: FlaskClient, sign_in: SignIn, query: str) -> None:
    sign_in(client, MARTE)
    assert client.get(f"/leger?{query}").status_code == 200


def test_missing_supervisors_are_counted_only_where_the_stage_asks_for_one(
    app: Flask, client: FlaskClient, session: Session, sign_in: SignIn
) -> None:
    sign_in(client, MARTE)
    start = client.get("/oversikt").text
    number = int(re.findall(r"Se alle (\d+) som mangler veileder", start)[0])
    page = client.get("/leger?mangler=supervisor").text
    assert sentence(page).startswith("Én" if number == 1 else str(number))
    assert "Medisinstudent" not in page.split("<tbody>")[1]


def test_opening_somebody_elses_page_is_remembered(
    client: FlaskClient, session: Session, sign_in: SignIn
) -> None:
    sign_in(client, MARTE)
    client.get(f"/leger/{INGRID}/vei")
    rows = session.exec(select(AccessLog)).all()
    ids = {
        person.public_id: person.id
        for person in session.exec(select(Person).where(col(Person.public_id).in_([MARTE, INGRID])))
    }
    assert [(row.actor_id, row.person_id) for row in rows] == [(ids[MARTE], ids[INGRID])]


def test_ones_own_page_leaves_no_such_trace(
    client: FlaskClient, session: Session, sign_in: SignIn
) -> None:
    sign_in(client, INGRID)
    client.get("/min-vei")
    client.get(f"/leger/{INGRID}/vei")
    assert session.exec(select(AccessLog)).all() == []


def test_a_coordinator_does_not_reach_another_trust(
    app: Flask, client: FlaskClient, session: Session, sign_in: SignIn
) -> None:
    northern = session.exec(
        select(Person.public_id)
        .join(Enrolment, col(Enrolment.person_id) == col(Person.id))
        .join(Organisation, col(Organisation.id) == col(Enrolment.organisation_id))
        .where(Organisation.name == "Nordlandssykehuset HF")
    ).first()
    assert northern is not None
    sign_in(client, MARTE)
    assert client.get(f"/leger/{northern}/vei").status_code == 403


def test_a_grant_that_ended_opens_nothing(
    app: Flask, client: FlaskClient, session: Session, sign_in: SignIn
) -> None:
    sign_in(client, MARTE)
    marte = session.exec(select(Person).where(Person.public_id == MARTE)).one()
    for grant in session.exec(select(RoleGrant).where(RoleGrant.person_id == marte.id)):
        grant.valid_to = grant.valid_from
    session.commit()
    assert client.get("/leger").status_code == 302


def test_the_planner_opens_on_the_forecast_and_meets_no_doctor_by_name(
    client: FlaskClient, sign_in: SignIn
) -> None:
    sign_in(client, ELIN)
    page = client.get("/framskriving").text
    assert "Framskriving / Helse Nord" in page and "Opplæringskapasitet" in page
    assert "Solbakken" not in page
    assert client.get("/leger").status_code == 403


def test_the_council_sees_published_posts_with_their_sources(
    client: FlaskClient, sign_in: SignIn
) -> None:
    sign_in(client, TOR_ARNE)
    page = client.get("/inntak").text
    assert "Hele landet" in page
    assert "høsten 2018" in page
    assert "Sykehuset Østfold HF" in page
    assert "sykehuset-ostfold" not in page
    assert page.count('rel="external noopener"') > 40


def test_operations_see_that_the_worker_is_silent(client: FlaskClient, sign_in: SignIn) -> None:
    sign_in(client, ARVID)
    assert "står stille" in sentence(client.get("/drift").text)


def test_reach_is_wider_for_a_region_than_for_a_trust(app: Flask, session: Session) -> None:
    from app.actors import Actor, grants_on

    today = app.extensions["legelop"].clock.today()
    counts = {}
    for public_id, role in ((MARTE, Role.COORDINATOR), (ELIN, Role.PLANNER)):
        person = session.exec(select(Person).where(Person.public_id == public_id)).one()
        assert person.id is not None
        grants = grants_on(access_store.load_grants(session, person.id), today)
        actor = Actor(person.id, public_id, person.name, role, grants)
        counts[role] = trainees.count_trainees(session, reach_of(session, actor)).total
    assert counts[Role.COORDINATOR] > 100
    assert counts[Role.PLANNER] > 100


def test_a_doctor_in_general_practice_is_named_as_such(
    client: FlaskClient, sign_in: SignIn
) -> None:
    sign_in(client, THEA)
    assert "allmennmedisin" in sentence(client.get("/min-vei").text)


def test_the_page_about_the_data_tells_contradictions_and_doubts(client: FlaskClient) -> None:
    page = client.get("/om-dataene").text
    assert "BUP-sykehuset-innlandet" in page
    assert "66" in page.split('id="contradictions"')[1].split("</section>")[0]
    assert "Uavklart" in page


def test_everything_unverified_is_listed_by_kind(client: FlaskClient) -> None:
    from pathways.types.knowledge import FactStatus
    from seed.knowledge_files import read_knowledge
    from seed.reference_files import read_bundle

    page = unescape(client.get("/om-dataene").text).split('id="doubtful"')[1]
    knowledge, files = read_knowledge(), read_bundle()
    named = (*knowledge.rules, *knowledge.specialties, *knowledge.requirements, *files.courses)
    missing = [
        one.name_nb
        for one in named
        if one.status is not FactStatus.CONFIRMED and one.name_nb not in page
    ]
    assert missing == []
    places = [one.name for one in files.organisations if one.status is not FactStatus.CONFIRMED]
    assert len(places) > 50
    assert [name for name in places if name not in page] == []


def test_a_doctor_whose_training_is_not_registered_is_told_what_happens(
    client: FlaskClient, session: Session, sign_in: SignIn
) -> None:
    newcomer = Person(public_id="newcomer", given_name="Ny", family_name="Lege", is_demo=True)
    session.add(newcomer)
    session.flush()
    assert newcomer.id is not None
    session.add(
        RoleGrant(
            person_id=newcomer.id,
            role=Role.TRAINEE,
            scope=ScopeKind.OWN,
            valid_from=date(2026, 1, 1),
        )
    )
    session.commit()
    sign_in(client, "newcomer")
    response = client.get("/", follow_redirects=True)
    assert response.status_code == 200
    assert sentence(response.text) == "Ingen utdanning er registrert på deg ennå."
