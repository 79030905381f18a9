"""Rotasjonstavle at size: `python -m benchmarks.board 300x60x40`.

A plan of invented doctors, months and places in a temporary SQLite database: the published
version, and a draft in which a few placements stand elsewhere. Each page is asked for once to warm
the process, then some times more; the least processor time counts, because other work on the
machine only adds.
"""

import argparse
import gzip
import logging
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random
from typing import Any

import sqlalchemy as sa
import structlog
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import Session, col, select

from app import memory
from app.config import Settings
from app.db.session import Database
from app.db.tables import (
    Capacity,
    CapacityUnit,
    Enrolment,
    Organisation,
    Person,
    RotationMember,
    RotationPlacement,
    RotationPlan,
    RotationVersion,
    Unit,
    VersionState,
)
from app.exchange.rotation_needs import Needs, write_needs
from app.factory import create_app
from app.services.rotation_months import first_day, last_day
from benchmarks.rotation_cases import Tightness, instance
from pathways.types.record import PlaceKind
from rotations.types.case import Doctor, LimitKind, Placement, RotationCase, SiteKind
from tests.support.databases import NOW, fill, fill_demo
from tests.support.people import MARTE

FIRST_MONTH = date(2026, 9, 1)
TRUST = "sykehuset-ostfold"
PLAN = "benchmark-board"
TIMES = 3
ELSEWHERE = 0.03
"""Share of the draft's placements that are not as published."""
HTMX = {"HX-Request": "true", "HX-Target": "virkning-flytt"}
PLACE_KINDS = {
    SiteKind.HOSPITAL: PlaceKind.HOSPITAL,
    SiteKind.CONTRACT_SPECIALIST: PlaceKind.CONTRACT_SPECIALIST,
}


@dataclass(frozen=True, slots=True)
class Measured:
    """One page: processor seconds, bytes plain and compressed, and queries."""

    name: str
    seconds: float
    size: int
    zipped: int
    queries: int

    def line(self) -> str:
        """As it is printed."""
        sizes = f"{self.size / 1000:7.0f} kB, {self.zipped / 1000:5.0f} kB compressed"
        return f"{self.name:<24} {self.seconds:5.2f} s, {sizes}, {self.queries} queries"


def bench_board(size: str, folder: Path) -> list[Measured]:
    """Every page of the board that reads the whole plan."""
    doctors, months, sites = (int(part) for part in size.split("x"))
    with served(make_board(folder, doctors, months, sites)) as (app, client):
        measure = _Measure(app, client)
        return [measure(name, address, head) for name, address, head in pages(app)]


def pages(app: Flask) -> Iterable[tuple[str, str, Mapping[str, str]]]:
    """The addresses to ask for, with their names."""
    with app.extensions["legelop"].database.session() as session:
        block, site = _one_placement(session)
    base = f"/rotasjonstavle/{PLAN}"
    move = f"{base}/sjekk?gjor=flytt&valgt={block}&sett=0&til_sted={site}&til_maned=2029-03"
    return (
        ("whole board", f"{base}?maneder=120&fra=2026-09", {}),
        ("board, three years", base, {}),
        ("board of one place", f"{base}?sted={site}", {}),
        ("board of one group", f"{base}?gruppe=lis1", {}),
        ("panel", f"{base}?valgt={block}", {"HX-Request": "true", "HX-Target": "panel"}),
        ("check of a move, part", move, HTMX),
        ("check of a move, page", move, {}),
    )


def _one_placement(session: Session) -> tuple[str, str]:
    """A block in the middle of the draft, and its place."""
    rows = session.execute(
        sa.select(RotationMember.key, RotationPlacement.block_key, Unit.key)  # type: ignore[call-overload]
        .join(RotationMember, col(RotationMember.id) == col(RotationPlacement.member_id))
        .join(RotationVersion, col(RotationVersion.id) == col(RotationMember.version_id))
        .join(Unit, col(Unit.id) == col(RotationPlacement.unit_id))
        .where(
            col(RotationVersion.state) == VersionState.DRAFT,
            col(RotationPlacement.starts_on) > date(2028, 1, 1),
        )
        .order_by(col(RotationPlacement.id))
    ).all()
    member, block, unit = rows[len(rows) // 2]
    return f"{member}:{block}", unit


class _Measure:
    """Asks for a page some times and keeps what it cost."""

    def __init__(self, app: Flask, client: FlaskClient) -> None:
        self._client = client
        self._statements = 0
        engine = app.extensions["legelop"].database.engine
        sa.event.listen(engine, "before_cursor_execute", self._count)

    def _count(self, *_each: object) -> None:
        self._statements += 1

    def __call__(self, name: str, address: str, head: Mapping[str, str]) -> Measured:
        self._get(address, head)
        found = [self._get(address, head) for _ in range(TIMES)]
        seconds, data, queries = min(found)
        return Measured(name, seconds, len(data), len(gzip.compress(data)), queries)

    def _get(self, address: str, head: Mapping[str, str]) -> tuple[float, bytes, int]:
        self._statements = 0
        start = time.process_time()
        answer = self._client.get(address, headers=dict(head))
        spent = time.process_time() - start
        if answer.status_code != 200:
            raise RuntimeError(f"{address} answered {answer.status_code}")
        return spent, answer.data, self._statements


@contextmanager
def served(url: str) -> Iterator[tuple[Flask, FlaskClient]]:
    """The application over a database, and a coordinator at it."""
    settings = Settings(
        database_url=url,
        secret_key="a secret for measuring that is long enough",  # noqa: S106
        demo=True,
        cookie_secure=False,
    )
    app = create_app(settings)
    memory.collect_less_often()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    client = app.test_client()
    client.post(f"/demo/{MARTE}")
    yield app, client
    app.extensions["legelop"].database.engine.dispose()


# --- The plan ---


def make_board(folder: Path, doctors: int, months: int, sites: int) -> str:
    """The address of a database with the demo world and a large plan of its doctors."""
    url = f"sqlite:///{folder}/board-{doctors}x{months}x{sites}.sqlite3"
    database = Database(url)
    fill(database)
    fill_demo(database)
    made = instance(doctors, months, sites, Tightness.NORMAL)
    with database.session() as session:
        _Plan(session, made.case).add(made.hidden)
        session.commit()
    database.engine.dispose()
    return url


class _Plan:
    """Writes a case as a stored plan with a published version and a draft."""

    def __init__(self, session: Session, case: RotationCase) -> None:
        self._session, self._case = session, case
        self._rng = Random(1)  # noqa: S311
        trust = session.exec(select(Organisation.id).where(Organisation.key == TRUST)).one()
        assert trust is not None
        self._trust: int = trust
        self._people = dict(
            zip((each.key for each in case.doctors), self._trainees(), strict=False)
        )
        self._units = {site.key: self._unit(site.key) for site in case.sites}

    def add(self, placements: Sequence[Placement]) -> None:
        """Plan, room, and both versions."""
        plan = RotationPlan(
            public_id=PLAN,
            organisation_id=self._trust,
            name="Stor plan",
            first_month=FIRST_MONTH,
            months=self._case.months,
        )
        self._session.add(plan)
        self._session.flush()
        self._rooms(placements)
        for number, state in ((1, VersionState.PUBLISHED), (2, VersionState.DRAFT)):
            is_draft = state is VersionState.DRAFT
            chosen = tuple(self._moved(placements)) if is_draft else placements
            self._version(plan.id or 0, number, state, chosen)

    def _trainees(self) -> list[Person]:
        rows = self._session.exec(
            select(Person)
            .join(Enrolment, col(Enrolment.person_id) == col(Person.id))
            .where(col(Enrolment.ends_on).is_(None))
            .order_by(col(Enrolment.organisation_id) != self._trust, col(Person.id))
        ).all()
        return list({row.id: row for row in rows}.values())

    def _unit(self, key: str) -> Unit:
        site = next(each for each in self._case.sites if each.key == key)
        row = Unit(
            organisation_id=self._trust,
            key=f"large-{key}",
            name=site.name,
            short_name=site.short[:12],
            place_kind=PLACE_KINDS.get(site.kind, PlaceKind.NURSING_HOME),
        )
        self._session.add(row)
        self._session.flush()
        return row

    def _rooms(self, placements: Sequence[Placement]) -> None:
        """The room of each place for each year: what the published plan uses."""
        used: dict[str, Counter[int]] = defaultdict(Counter)
        for each in placements:
            used[each.site].update(each.span.months)
        for site, counted in used.items():
            for start in range(0, self._case.months, 12):
                end = min(start + 12, self._case.months) - 1
                amounts = [counted[month] for month in range(start, end + 1)]
                self._room(site, start, end, min(amounts), max(*amounts, 1))

    def _room(self, site: str, first: int, last: int, least: int, most: int) -> None:
        unit = self._units[site]
        row = Capacity(
            public_id=f"{unit.key}-{first}",
            organisation_id=self._trust,
            name=unit.name,
            kind=LimitKind.PLACE,
            minimum=least or None,
            maximum=most,
            valid_from=first_day(FIRST_MONTH, first),
            valid_to=last_day(FIRST_MONTH, last),
        )
        self._session.add(row)
        self._session.flush()
        self._session.add(CapacityUnit(capacity_id=row.id or 0, unit_id=unit.id or 0))

    def _moved(self, placements: Iterable[Placement]) -> Iterator[Placement]:
        blocks = {(d.key, block.key): block for d in self._case.doctors for block in d.blocks}
        for each in placements:
            sites = blocks[each.doctor, each.block].sites
            is_moved = self._rng.random() < ELSEWHERE
            yield replace(each, site=self._rng.choice(sites)) if is_moved else each

    def _version(
        self, plan_id: int, number: int, state: VersionState, placements: Sequence[Placement]
    ) -> None:
        is_published = state is VersionState.PUBLISHED
        version = RotationVersion(
            public_id=f"{PLAN}-{number}",
            plan_id=plan_id,
            number=number,
            state=state,
            made_at=datetime(2026, 6, 1, tzinfo=UTC),
            published_on=date(2026, 6, 15) if is_published else None,
        )
        self._session.add(version)
        self._session.flush()
        by_doctor: dict[str, list[Placement]] = defaultdict(list)
        for each in placements:
            by_doctor[each.doctor].append(each)
        for position, doctor in enumerate(self._case.doctors):
            member = self._member(version.id or 0, position, doctor)
            self._session.add_all(self._placement(member, doctor, p) for p in by_doctor[doctor.key])

    def _member(self, version_id: int, position: int, doctor: Doctor) -> int:
        person = self._people.get(doctor.key)
        blocks = tuple(
            replace(block, sites=tuple(f"large-{key}" for key in block.sites))
            for block in doctor.blocks
        )
        row = RotationMember(
            version_id=version_id,
            key=person.public_id if person else doctor.key,
            person_id=person.id if person else None,
            vacancy_name=None if person else doctor.name,
            group=doctor.group,
            position=position,
            starts_on=first_day(FIRST_MONTH, doctor.start),
            needs=write_needs(Needs(blocks=blocks, choices=doctor.choices), FIRST_MONTH),
        )
        self._session.add(row)
        self._session.flush()
        assert row.id is not None
        return row.id

    def _placement(self, member: int, doctor: Doctor, placed: Placement) -> RotationPlacement:
        service = next(block.service for block in doctor.blocks if block.key == placed.block)
        is_locked = self._rng.random() < 0.2
        values: dict[str, Any] = {"is_locked": True, "locked_on": NOW.date()} if is_locked else {}
        return RotationPlacement(
            member_id=member,
            block_key=placed.block,
            service_nb=service,
            service_en=service,
            unit_id=self._units[placed.site].id or 0,
            starts_on=first_day(FIRST_MONTH, placed.first),
            ends_on=last_day(FIRST_MONTH, placed.last),
            **values,
        )


def main() -> None:
    """Print one line for each page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("size", nargs="?", default="300x60x40", help="doctors x months x places")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        for measured in bench_board(asked.size, Path(name)):
            print(measured.line())


if __name__ == "__main__":
    main()
