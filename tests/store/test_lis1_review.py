"""Former LIS1s as they are read from the records: whose they are, and what is of today."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.db.tables import Employment, Enrolment, Organisation, Person, ServiceRecord
from app.store.access import with_children
from app.store.lis1_review import Records, load_places, load_records
from pathways.types.record import PlaceKind

TODAY = date(2026, 11, 23)


class World:
    """Doctors with LIS1 at Kalnes and in Halden; each may differ in what a test is about."""

    def __init__(self, session: Session) -> None:
        self.session = session
        rows = session.execute(sa.select(col(Organisation.key), col(Organisation.id)))
        self.ids: dict[str, int] = {row[0]: row[1] for row in rows}
        self.number = 0

    def doctor(self, hospital: str = "sykehuset-ostfold-hovedenhet", **service: Any) -> int:
        """Somebody who had the hospital year at `hospital` and has finished."""
        self.number += 1
        person = Person(
            public_id=f"former-{self.number}", given_name="Ola", family_name=f"N{self.number}"
        )
        self.session.add(person)
        self.session.flush()
        assert person.id is not None
        past = Enrolment(
            person_id=person.id, stage_key="lis1_municipality", starts_on=date(2022, 9, 1),
            ends_on=date(2024, 2, 29),
        )  # fmt: skip
        self.session.add(past)
        self.session.flush()
        for stage, place, first, last in (
            ("lis1_hospital", hospital, date(2022, 9, 1), date(2023, 8, 31)),
            ("lis1_municipality", "halden-kommune", date(2023, 9, 1), date(2024, 2, 29)),
        ):
            fields: dict[str, Any] = {"starts_on": first, "ends_on": last, **service}
            self.session.add(
                ServiceRecord(
                    enrolment_id=past.id or 0, person_id=person.id, stage_key=stage,
                    name_nb=stage, name_en=stage, organisation_id=self.ids[place],
                    place_kind=PlaceKind.HOSPITAL, **fields,
                )
            )  # fmt: skip
        self.session.flush()
        return person.id

    def job(self, person: int, title: str, first: date, last: date | None = None) -> None:
        """A job in Halden."""
        self.session.add(
            Employment(
                person_id=person, organisation_id=self.ids["halden-kommune"], title_nb=title,
                starts_on=first, ends_on=last,
            )
        )  # fmt: skip
        self.session.flush()

    def read(self, *trusts: str) -> Records:
        """What the councils of these trusts have (none named: of all)."""
        wanted = {self.ids[key] for key in trusts}
        hospitals = with_children(self.session, wanted) if trusts else None
        return load_records(self.session, load_places(self.session), hospitals, TODAY)


@pytest.fixture
def world(session: Session) -> World:
    return World(session)


def people(records: Records) -> set[int]:
    return {each.person_id for each in records.services}


def test_a_council_reads_those_with_the_hospital_year_at_its_trust_or_below(world: World) -> None:
    below, at = world.doctor(), world.doctor("sykehuset-ostfold")
    away = world.doctor("unn")
    assert people(world.read("sykehuset-ostfold")) == {below, at}
    assert people(world.read("unn")) == {away}
    assert people(world.read()) == {below, at, away}


def test_what_is_planned_is_not_read(world: World) -> None:
    world.doctor(is_planned=True)
    assert people(world.read("sykehuset-ostfold")) == set()


def test_only_the_jobs_and_the_training_of_today_are_read(world: World) -> None:
    doctor = world.doctor()
    world.job(doctor, "LIS1", date(2022, 9, 1), date(2024, 2, 29))
    world.job(doctor, "Fastlege", date(2024, 3, 1))
    world.job(doctor, "Vikar", date(2026, 1, 1), TODAY)
    world.job(doctor, "Overlege", date(2026, 12, 1))
    world.session.add(
        Enrolment(person_id=doctor, stage_key="part3:ALM", specialty_code="ALM",
                  starts_on=date(2024, 3, 1))
    )  # fmt: skip
    world.session.flush()
    found = world.read("sykehuset-ostfold")
    assert [each.title for each in found.jobs] == ["Fastlege", "Vikar"]
    assert [(each.template, each.specialty) for each in found.trainings] == [("part3", "ALM")]


@contextmanager
def counted(session: Session) -> Iterator[list[str]]:
    asked: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        asked.append(statement)

    engine = session.get_bind()
    sa.event.listen(engine, "before_cursor_execute", note)
    yield asked
    sa.event.remove(engine, "before_cursor_execute", note)


def test_four_queries_read_them_however_many_they_are(world: World) -> None:
    for _ in range(12):
        world.job(world.doctor(), "Fastlege", date(2024, 3, 1))
    hospitals = with_children(world.session, {world.ids["sykehuset-ostfold"]})
    with counted(world.session) as asked:
        load_records(world.session, load_places(world.session), hospitals, TODAY)
    assert len(asked) == 4


def test_every_place_is_read_with_what_it_belongs_to(world: World) -> None:
    places = load_places(world.session)
    assert len(places) == len(world.session.exec(select(Organisation.id)).all())
    assert places[world.ids["halden-kommune"]].health_community == "Østfold og Vestby"
