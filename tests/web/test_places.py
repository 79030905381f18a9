"""Steder og avtaler, and who comes: every form, every bad input, a conflict, who gets in."""

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import Session, col, select

from app.db.session import Database
from app.db.tables import (
    Agreement,
    AgreementKind,
    AgreementState,
    AuditEvent,
    Capacity,
    CapacityUnit,
    LegalState,
    ObjectivePlace,
    Organisation,
    Person,
    RoleGrant,
    Unit,
    UnitGuide,
    UnitSupervisor,
)
from app.roles import Role, ScopeKind
from seed.demo.departments import AKUTT, ALDER, BUP_MOSS, DPS_HALDEN, OUS
from seed.demo.values import public_id
from tests.support.people import INGRID, KJERSTI, MARTE, RAGNHILD

SignIn = Callable[[FlaskClient, str], None]
PRACTICE = "demo-avtalespesialist-moss"
CONTRACT = public_id(
    "agreement", AgreementKind.CONTRACT_SPECIALIST, "Opplæring hos avtalespesialist i Moss"
)
ROOM = {
    "name": "BUP Moss, sommer",
    "kind": "place",
    "minimum": "1",
    "maximum": "2",
    "is_hard": "1",
    "valid_from": "01.06.2027",
    "valid_to": "31.08.2027",
    "services": "BUP\nBUP, vakt",
    "group_lis23": "1",
    "source": "Vedtak 3/2027",
    "version": "0",
}


@pytest.fixture
def home(app: Flask) -> Database:
    found: Database = app.extensions["legelop"].database
    return found


@pytest.fixture
def marte(client: FlaskClient, sign_in: SignIn) -> FlaskClient:
    sign_in(client, MARTE)
    return client


@pytest.fixture
def halden(app: Flask, home: Database, sign_in: SignIn) -> FlaskClient:
    """A coordinator of the municipality of Halden."""
    with home.session() as session:
        who = coordinator_of(session, "halden-kommune")
    client = app.test_client()
    sign_in(client, who)
    # She supervises as well, and that is the side she comes in on.
    assert client.post("/bytt-side", data={"role": "coordinator"}).status_code == 303
    return client


def coordinator_of(session: Session, organisation: str) -> str:
    return session.exec(
        select(Person.public_id)
        .join(RoleGrant, col(RoleGrant.person_id) == col(Person.id))
        .join(Organisation, col(Organisation.id) == col(RoleGrant.organisation_id))
        .where(Organisation.key == organisation, RoleGrant.role == Role.COORDINATOR)
        .order_by(col(Person.id))
    ).first() or ""  # fmt: skip


def unit_id(session: Session, key: str) -> int:
    return session.exec(select(Unit.id).where(Unit.key == key)).one() or 0


def organisation_id(session: Session, key: str) -> int:
    return session.exec(select(Organisation.id).where(Organisation.key == key)).one() or 0


def last_event(session: Session) -> AuditEvent:
    return session.exec(select(AuditEvent).order_by(col(AuditEvent.id).desc()).limit(1)).one()


def room_of(session: Session, key: str, name: str) -> Capacity:
    return session.exec(
        select(Capacity)
        .join(CapacityUnit, col(CapacityUnit.capacity_id) == col(Capacity.id))
        .where(CapacityUnit.unit_id == unit_id(session, key), Capacity.name == name)
    ).one()


def errors(page: str) -> list[str]:
    """What the summary on top of a form says."""
    part = page.split("ds-error-summary")[1].split("</ul>")[0]
    return [line.split(">")[-1] for line in part.split("</a>")[:-1]]


# The list and a place


def test_the_list_tells_what_runs_out_and_what_is_unknown(marte: FlaskClient) -> None:
    page = marte.get("/steder").text
    assert "<strong>Tre avtaler</strong> går ut før 1. juli 2027." in page
    assert "Én avtale venter på godkjenning." in page
    for name in ("DPS Halden", "Psykiatrisk avdeling, OUS", "Legevakt, Sarpsborg"):
        assert name in page
    assert "steder der ingenting er oppgitt" in page
    # A host as a whole is not listed unit by unit, only where it takes somebody.
    assert "Legekontoret Rogn, Halden" not in page


def test_the_list_can_be_narrowed(marte: FlaskClient) -> None:
    page = marte.get("/steder?slag=dps&sok=moss").text
    assert "DPS Moss" in page and "BUP Moss" in page
    assert "DPS Halden</a>" not in page.split("<table")[1]
    assert "Ingen steder passer" in marte.get("/steder?sok=finnesikke").text
    assert "Ingen steder passer" in marte.get("/steder?slag=made-up").text


def test_a_place_tells_room_supervisors_agreements_objectives_and_help(
    marte: FlaskClient,
) -> None:
    page = marte.get(f"/steder/{PRACTICE}").text
    for text in (
        "Det er <strong>ukjent</strong>",
        "Ragnhild Tveit",
        "Opplæring hos avtalespesialist i Moss",
        "Legen i utdanning kan ikke utløse takst.",
        "VOP-041–VOP-052",
        "Søkt om godkjenning",
        "Avtal oppstart med praksisen",
    ):
        assert text in page, text
    # A contract specialist coordinates nothing: the trust with the agreement keeps the page.
    assert "Legg inn plasser" in page


def test_who_may_see_and_who_may_change(
    app: Flask, marte: FlaskClient, halden: FlaskClient, sign_in: SignIn
) -> None:
    external = f"/steder/demo-{OUS}-vop"
    assert marte.get(external).status_code == 200
    assert "Legg inn plasser" not in marte.get(external).text
    assert marte.get(f"{external}/plasser").status_code == 403
    assert marte.post(f"{external}/veileder", data={}).status_code == 403
    assert marte.get("/steder/finnes-ikke").status_code == 403
    assert marte.get("/steder/demo-unn-vop").status_code == 403
    # Halden sends doctors to Kalnes and may read; its own surgery it may change.
    assert halden.get(f"/steder/{AKUTT}").status_code == 200
    assert halden.get(f"/steder/{AKUTT}/praktisk").status_code == 403
    assert halden.get("/steder/demo-legekontor-halden-1/praktisk").status_code == 200
    assert halden.get(f"/avtaler/{CONTRACT}").status_code == 403
    assert halden.get(f"/avtaler/{CONTRACT}/endre").status_code == 403
    other = app.test_client()
    sign_in(other, INGRID)
    assert other.get("/steder").status_code == 403


def test_a_coordinator_of_one_unit_sees_it_and_changes_nothing(
    app: Flask, home: Database, sign_in: SignIn
) -> None:
    with home.session() as session:
        person = Person(public_id="unit-only", given_name="Una", family_name="Enhet", is_demo=True)
        session.add(person)
        session.flush()
        session.add(
            RoleGrant(
                person_id=person.id or 0,
                role=Role.COORDINATOR,
                scope=ScopeKind.UNIT,
                unit_id=unit_id(session, DPS_HALDEN),
                valid_from=date(2026, 1, 1),
            )
        )
        session.commit()
    client = app.test_client()
    sign_in(client, "unit-only")
    page = client.get("/steder").text
    assert "Du koordinerer enkelte enheter" in page and "DPS Halden" in page
    assert "DPS Moss" not in page
    assert client.get(f"/steder/{DPS_HALDEN}").status_code == 200
    assert client.get(f"/steder/{DPS_HALDEN}/plasser").status_code == 403
    assert client.get("/avtaler/ny").status_code == 403


# Room


def test_room_is_added_changed_and_ended(home: Database, marte: FlaskClient) -> None:
    with home.session() as session:
        shared = unit_id(session, ALDER)
    data = ROOM | {f"unit_{shared}": "1", "counts_share": "1"}
    done = marte.post(f"/steder/{BUP_MOSS}/plasser", data=data, follow_redirects=True)
    assert "Plassene er lagret." in done.text and "BUP Moss, sommer" in done.text
    with home.session() as session:
        row = room_of(session, BUP_MOSS, "BUP Moss, sommer")
        key = row.public_id
        assert (row.minimum, row.maximum, row.is_hard, row.counts_share) == (1, 2, True, True)
        assert (row.services, row.groups) == (["BUP", "BUP, vakt"], ["lis23"])
        assert row.is_demo and row.version == 1
        assert room_of(session, ALDER, "BUP Moss, sommer").id == row.id
        event = last_event(session)
        assert (event.action, event.subject_key) == ("capacity.added", key)
        assert event.details["after"]["maximum"] == 2
    address = f"/steder/{BUP_MOSS}/plasser/{key}"
    assert 'value="23.11.2026"' in marte.get(f"{address}?avslutt=1").text
    changed = {name: text for name, text in data.items() if name != f"unit_{shared}"}
    changed |= {"maximum": "3", "version": "1"}
    assert marte.post(address, data=changed).status_code == 303
    with home.session() as session:
        row = room_of(session, BUP_MOSS, "BUP Moss, sommer")
        assert (row.maximum, row.version) == (3, 2)
        event = last_event(session)
        assert event.action == "capacity.changed"
        assert event.details["before"] == {
            "maximum": 2,
            "unit_ids": sorted((unit_id(session, BUP_MOSS), shared)),
        }
    assert marte.get(f"/steder/{DPS_HALDEN}/plasser/{key}").status_code == 404


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"maximum": "-1"}, ["Skriv et helt tall fra 0 til 999."]),
        ({"maximum": "mange"}, ["Skriv et helt tall fra 0 til 999."]),
        ({"minimum": "3"}, ["Minst (3) kan ikke være mer enn høyst (2)."]),
        ({"minimum": "", "maximum": ""}, ["Skriv minst ett av tallene."]),
        ({"valid_to": "31.05.2027"}, ["Siste dag må være 01.06.2027 eller senere."]),
        (
            {"valid_from": "1. juni"},
            ["Skriv datoen som dag.måned.år, for eksempel 01.04.2027."],
        ),
        ({"name": " ", "kind": "supervisor"}, ["Skriv et navn.", "Velg noe fra listen."]),
        ({"services": "x" * 161}, ["Skriv høyst 160 tegn på hver linje."]),
    ],
)
def test_bad_room_is_named_and_nothing_is_lost(
    home: Database, marte: FlaskClient, wrong: dict[str, str], said: list[str]
) -> None:
    answer = marte.post(f"/steder/{BUP_MOSS}/plasser", data=ROOM | wrong)
    assert answer.status_code == 422
    assert errors(answer.text) == said
    assert "Vedtak 3/2027" in answer.text
    with home.session() as session:
        assert not session.exec(select(Capacity).where(Capacity.name == ROOM["name"])).all()


def test_two_that_say_the_same_at_the_same_time_are_refused(
    home: Database, marte: FlaskClient
) -> None:
    with home.session() as session:
        row = session.exec(
            select(Capacity)
            .join(CapacityUnit, col(CapacityUnit.capacity_id) == col(Capacity.id))
            .where(CapacityUnit.unit_id == unit_id(session, BUP_MOSS))
            .order_by(col(Capacity.valid_from).desc())
        ).first()
        assert row is not None
        begins = row.valid_from
    data = {"name": "En til", "kind": "place", "maximum": "5", "version": "0", "is_hard": "1"}
    data["valid_from"] = begins.strftime("%d.%m.%Y")
    answer = marte.post(f"/steder/{BUP_MOSS}/plasser", data=data)
    assert answer.status_code == 422
    assert "Avslutt den først" in errors(answer.text)[0]
    # For another group it says something else, and both hold.
    answer = marte.post(f"/steder/{BUP_MOSS}/plasser", data=data | {"group_lis1": "1"})
    assert answer.status_code == 303


def test_a_conflict_shows_both_versions_and_can_be_settled(
    home: Database, marte: FlaskClient, app: Flask, sign_in: SignIn
) -> None:
    marte.post(f"/steder/{BUP_MOSS}/plasser", data=ROOM)
    with home.session() as session:
        key = room_of(session, BUP_MOSS, ROOM["name"]).public_id
        other = next(
            person
            for person in session.exec(
                select(Person)
                .join(RoleGrant, col(RoleGrant.person_id) == col(Person.id))
                .where(
                    RoleGrant.organisation_id == organisation_id(session, "sykehuset-ostfold"),
                    RoleGrant.role == Role.COORDINATOR,
                )
            )
            if person.public_id != MARTE
        )
        name, who = other.name, other.public_id
    address = f"/steder/{BUP_MOSS}/plasser/{key}"
    colleague = app.test_client()
    sign_in(colleague, who)
    theirs = ROOM | {"maximum": "4", "version": "1"}
    assert colleague.post(address, data=theirs).status_code == 303
    mine = marte.post(address, data=ROOM | {"maximum": "5", "version": "1"})
    assert mine.status_code == 409
    assert f"{name} endret dette" in mine.text
    assert "1–4" in mine.text and "1–5" in mine.text
    assert 'name="version" value="2"' in mine.text
    settled = marte.post(address, data=ROOM | {"maximum": "5", "version": "2"})
    assert settled.status_code == 303
    with home.session() as session:
        assert room_of(session, BUP_MOSS, ROOM["name"]).maximum == 5


# Supervisors, practical help, objectives


def test_a_supervisor_is_chosen_or_written(home: Database, marte: FlaskClient) -> None:
    address = f"/steder/{BUP_MOSS}/veileder"
    data = {"name": "Kari Ekstern", "places": "2", "valid_from": "01.01.2027", "version": "0"}
    assert marte.post(address, data=data).status_code == 303
    with home.session() as session:
        kjersti = session.exec(select(Person.id).where(Person.public_id == KJERSTI)).one()
    assert marte.post(address, data=data | {"person_id": str(kjersti)}).status_code == 303
    with home.session() as session:
        rows = session.exec(
            select(UnitSupervisor)
            .where(UnitSupervisor.unit_id == unit_id(session, BUP_MOSS))
            .order_by(col(UnitSupervisor.id).desc())
        ).all()[:2]
        assert [row.name for row in rows] == ["Kjersti Myhre", "Kari Ekstern"]
        assert [row.person_id for row in rows] == [kjersti, None]
        key = rows[1].public_id
    wrong = marte.post(address, data=data | {"name": "", "places": "-1", "valid_from": ""})
    assert errors(wrong.text) == [
        "Velg veilederen eller skriv navnet.",
        "Skriv et helt tall fra 0 til 999.",
        "Skriv den første dagen.",
    ]
    ended = data | {"valid_to": "31.12.2027", "version": "1"}
    assert marte.post(f"{address}/{key}", data=ended).status_code == 303
    assert marte.post(f"{address}/{key}", data=data | {"version": "1"}).status_code == 409
    assert marte.get(f"/steder/{DPS_HALDEN}/veileder/{key}").status_code == 404
    assert marte.post(address, data=data | {"person_id": "999999"}).status_code == 422


def test_the_practical_help_is_written(home: Database, marte: FlaskClient) -> None:
    address = f"/steder/{BUP_MOSS}/praktisk"
    data = {
        "contact_name": "Ekspedisjonen",
        "contact_email": "bup@example.org",
        "housing": "Ingen",
        "before_arrival": "Søk om hybel\n\nMeld ferie",
        "version": "0",
    }
    assert marte.post(address, data=data | {"contact_email": "bup"}).status_code == 422
    assert marte.post(address, data=data).status_code == 303
    with home.session() as session:
        row = session.get(UnitGuide, unit_id(session, BUP_MOSS))
        assert row is not None
        assert row.before_arrival == ["Søk om hybel", "Meld ferie"]
        assert last_event(session).action == "unit_guide.added"
    assert "Søk om hybel" in marte.get(f"/steder/{BUP_MOSS}").text
    stale = marte.post(address, data=data | {"housing": "Hybel"})
    assert stale.status_code == 409
    assert "Ingen" in stale.text and "Hybel" in stale.text
    assert marte.post(address, data=data | {"housing": "Hybel", "version": "1"}).status_code == 303


def test_objectives_are_added_in_bulk_and_unknown_ones_refused(
    home: Database, marte: FlaskClient
) -> None:
    address = f"/steder/{BUP_MOSS}/maal"

    def version() -> str:
        return marte.get(address).text.split('name="version" value="')[1].split('"')[0]

    data = {
        "objective_set": "VOP",
        "identifiers": "VOP-001–VOP-003\nVOP-010",
        "legal_state": "approved",
        "source": "Godkjenning 2026",
        "version": version(),
    }
    assert marte.post(address, data=data | {"version": "0"}).status_code == 409
    done = marte.post(address, data=data, follow_redirects=True)
    assert "4 mål er lagret." in done.text and "VOP-001–VOP-003, VOP-010" in done.text
    wrong = marte.post(address, data=data | {"identifiers": "VOP-001, VOP-999, XYZ"})
    assert wrong.status_code == 422
    assert errors(wrong.text) == [
        "Ikke kjent blant disse læringsmålene: VOP-999 og XYZ. Sjekk skrivemåten."
    ]
    for each in ({"objective_set": ""}, {"identifiers": " "}, {"legal_state": "made-up"}):
        assert marte.post(address, data=data | each).status_code == 422
    turned = {"valid_from": "02.01.2027", "valid_to": "01.01.2027"}
    assert marte.post(address, data=data | turned).status_code == 422
    gone = data | {"identifiers": "VOP-002", "legal_state": "remove", "version": version()}
    assert marte.post(address, data=gone).status_code == 303
    with home.session() as session:
        rows = session.exec(
            select(ObjectivePlace)
            .where(ObjectivePlace.unit_id == unit_id(session, BUP_MOSS))
            .order_by(col(ObjectivePlace.identifier))
        ).all()
        assert [row.identifier for row in rows] == ["VOP-001", "VOP-003", "VOP-010"]
        assert {row.legal_state for row in rows} == {LegalState.APPROVED}


# Agreements


def test_an_agreement_begins_with_kind_and_parties(home: Database, marte: FlaskClient) -> None:
    with home.session() as session:
        own, town, north = (
            organisation_id(session, key) for key in ("sykehuset-ostfold", "halden-kommune", "unn")
        )
    assert marte.get("/avtaler/ny").status_code == 200
    for address, said in (
        (f"?slag=made-up&fra={own}&til={town}", "Velg hva slags avtale det er."),
        (f"?slag=municipality&fra={own}&til={own}", "De to partene må være forskjellige."),
        (f"?slag=municipality&fra={north}&til={town}", "Du må koordinere minst én av partene."),
        (f"?slag=municipality&fra=x&til={town}", "Velg hvem legene kommer fra."),
    ):
        answer = marte.get(f"/avtaler/ny{address}")
        assert answer.status_code == 422
        assert errors(answer.text) == [said]
    refused = marte.post(f"/avtaler/ny?slag=municipality&fra={north}&til={town}", data={})
    assert refused.status_code == 422


def test_a_combined_post_names_the_person_and_the_shares(
    home: Database, marte: FlaskClient
) -> None:
    with home.session() as session:
        own, town = (
            organisation_id(session, key) for key in ("sykehuset-ostfold", "halden-kommune")
        )
        kjersti = session.exec(select(Person.id).where(Person.public_id == KJERSTI)).one()
    address = f"/avtaler/ny?slag=combined_post&fra={own}&til={town}"
    data = {
        "state": "agreed",
        "title": "Kombinasjon Halden",
        "person_id": str(kjersti),
        "home_share": "60",
        "starts_on": "01.01.2027",
        "ends_on": "",
        "version": "0",
    }
    for share in ("0", "100", "-5", "halv"):
        answer = marte.post(address, data=data | {"home_share": share})
        assert errors(answer.text) == ["Skriv et helt tall fra 1 til 99."]
    nobody = marte.post(address, data=data | {"person_id": "", "home_share": ""})
    assert errors(nobody.text) == [
        "Velg hvem det gjelder.",
        "Skriv hvor stor del av stillingen som er hjemme.",
    ]
    done = marte.post(address, data=data, follow_redirects=True)
    assert "Avtalen er lagret." in done.text
    assert "60 % hos Sykehuset Østfold HF og 40 % hos Halden" in done.text
    with home.session() as session:
        row = session.exec(select(Agreement).where(Agreement.title == data["title"])).one()
        assert (row.kind, row.home_share, row.ends_on) == (AgreementKind.COMBINED_POST, 60, None)
        assert row.is_demo


def test_an_agreement_with_a_contract_specialist_is_changed(
    home: Database, marte: FlaskClient
) -> None:
    address = f"/avtaler/{CONTRACT}/endre"
    page = marte.get(f"/avtaler/{CONTRACT}").text
    assert "Legen i utdanning kan ikke utløse takst." in page and "28. februar 2029" in page
    assert "Læringsmål, godkjent" in page and "VOP-041–VOP-052" in page
    assert "høyst 1 etter avtale" in marte.get("/steder?slag=contract_specialist").text
    with home.session() as session:
        practice = unit_id(session, PRACTICE)
    data = {
        "state": "awaiting_approval",
        "title": "Opplæring i Moss",
        "unit_id": str(practice),
        "specialty_code": "VOP",
        "starts_on": "01.03.2026",
        "ends_on": "28.02.2029",
        "places": "1",
        "min_months": "3",
        "max_months": "6",
        "tutor": "Ragnhild Tveit",
        "version": "1",
    }
    wrong = {"min_months": "7", "ends_on": "28.02.2026", "places": "-1", "state": "done"}
    answer = marte.post(address, data=data | wrong)
    assert errors(answer.text) == [
        "Velg noe fra listen.",
        "Siste dag må være 01.03.2026 eller senere.",
        "Skriv et helt tall fra 0 til 999.",
        "Korteste opphold (7) kan ikke være lengre enn lengste (6).",
    ]
    assert marte.post(address, data=data).status_code == 303
    stale = marte.post(address, data=data | {"places": "2"})
    assert stale.status_code == 409 and "Du endret dette" in stale.text
    with home.session() as session:
        row = session.exec(select(Agreement).where(Agreement.public_id == CONTRACT)).one()
        assert (row.state, row.version) == (AgreementState.AWAITING_APPROVAL, 2)
        assert last_event(session).details["before"]["state"] == "agreed"
    assert "To avtaler venter på godkjenning." in marte.get("/steder").text


def test_a_stay_needs_its_last_day_and_keeps_the_other_partys_doctor(
    home: Database, marte: FlaskClient
) -> None:
    with home.session() as session:
        row = session.exec(
            select(Agreement).where(Agreement.kind == AgreementKind.OBSERVATION_STAY)
        ).one()
        key, thea = row.public_id, row.person_id
    data = {
        "state": "agreed",
        "title": "Hospitering på DPS Halden",
        "person_id": str(thea),
        "starts_on": "01.02.2027",
        "version": "1",
    }
    address = f"/avtaler/{key}/endre"
    assert errors(marte.post(address, data=data).text) == ["Skriv den siste dagen."]
    assert marte.post(address, data=data | {"ends_on": "19.02.2027"}).status_code == 303
    assert marte.get("/avtaler/finnes-ikke").status_code == 403


# Who comes


def test_hosts_see_who_comes_and_nobody_elses(
    app: Flask, marte: FlaskClient, halden: FlaskClient, sign_in: SignIn
) -> None:
    page = marte.get("/vertsskap").text
    assert "Neste lege kommer" in page or "Ingen publisert plan" in page
    # Ingrid is Marte's own: she is on the board, not on the list of guests.
    assert "Ingrid Solbakken" not in page
    assert halden.get("/vertsskap").status_code == 200
    client = app.test_client()
    sign_in(client, RAGNHILD)
    assert client.get("/vertsskap").status_code == 200
    sign_in(client, INGRID)
    assert client.get("/vertsskap").status_code == 403
