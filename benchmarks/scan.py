"""The nightly scan of a national population, end to end, on SQLite and on PostgreSQL.

A scan runs in a process of its own, as it does in the worker, so that the memory is its own too.
The bound beside it is reading the same records once, which no scan can do without.
"""

import json
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from itertools import cycle
from pathlib import Path
from random import Random
from typing import Any

from sqlmodel import Session, col, select

from app.db import migrate
from app.db.session import Database
from app.db.tables import CourseRow, CourseSession
from app.services import delay_scan_run, knowledge
from app.services.course_needs import NEEDED
from app.store.record_batches import load_within
from app.store.trainees import ReachFilter
from pathways.types.knowledge import CourseOrigin, FactStatus
from seed.demo.install import install_demo
from seed.load import load_reference
from tests.support.databases import postgres_server

SCALE = 18
"""Times the demo region: more than 8,000 doctors in training."""
COURSES = 114
SESSIONS = 6
"""Two a year for three years."""
SEATS = 40
TODAY = date(2026, 11, 23)


def bench_scan(folder: Path) -> None:
    """Both databases: the first scan, and one the night after."""
    _told("SQLite", f"sqlite:///{folder}/national.sqlite3")
    with _postgres() as address:
        _told("PostgreSQL", address)


@contextmanager
def _postgres() -> Iterator[str]:
    with postgres_server() as address:
        yield address.replace("postgresql://", "postgresql+psycopg://", 1)


def _told(kind: str, address: str) -> None:
    courses = make_national(Database(address))
    first = _in_process(address, TODAY)
    second = _in_process(address, TODAY + timedelta(days=1))
    for name, found in (("first scan", first), ("the night after", second)):
        print(
            f"nightly scan on {kind}, {name}: {found['scan']:.1f} s against {found['read']:.1f} s"
            f" for reading the records alone (ratio {found['scan'] / found['read']:.1f};"
            f" {found['doctors']} doctors, {courses} courses, {SESSIONS} sessions each,"
            f" {found['memory']} MB at most, worth of more sessions included)"
        )


def make_national(database: Database) -> int:
    """The demo world at national size, with sessions of as many courses; returns how many."""
    migrate.upgrade(database.engine)
    with database.session() as session:
        load_reference(session, now=datetime.now(UTC))
        install_demo(session, scale=SCALE)
        courses = _courses(session)
        _add_sessions(session, courses)
        session.commit()
    database.engine.dispose()
    return len(courses)


def _courses(session: Session) -> list[str]:
    """The courses in force, and more of our own until there are enough."""
    keys = list(
        session.exec(
            select(CourseRow.key)
            .where(CourseRow.current, col(CourseRow.requirement).in_(sorted(NEEDED)))
            .order_by(CourseRow.key)
        )
    )
    specialties = sorted(
        {code for code in session.exec(select(CourseRow.specialty)) if code is not None}
    )
    for number, code in zip(range(len(keys), COURSES), cycle(specialties), strict=False):
        key = f"own-bench-{number}"
        session.add(
            CourseRow(
                key=key,
                position=20_000 + number,
                name_nb=f"Kurs {number}",
                specialty=code,
                scope=code,
                requirement="recommended",
                rule_set="current (from 2019)",
                current=True,
                source_key="own",
                status=FactStatus.UNVERIFIED,
                origin=CourseOrigin.OWN,
            )
        )
        keys.append(key)
    session.flush()
    return keys


def _add_sessions(session: Session, courses: list[str]) -> None:
    for place, key in enumerate(courses):
        random = Random(key)  # noqa: S311  (the same sessions every time)
        for number in range(SESSIONS):
            starts_on = TODAY + timedelta(days=60 + 180 * number + random.randrange(60))
            session.add(
                CourseSession(
                    public_id=f"bench-{place}-{number}",
                    course_key=key,
                    place="Oslo",
                    starts_on=starts_on,
                    ends_on=starts_on + timedelta(days=2),
                    seats=SEATS,
                )
            )


def _in_process(address: str, today: date) -> dict[str, Any]:
    done = subprocess.run(  # noqa: S603  (this very module)
        [sys.executable, "-m", "benchmarks.scan", address, today.isoformat()],
        check=True,
        capture_output=True,
        text=True,
    )
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def _measure(address: str, today: date) -> dict[str, Any]:
    """One scan in this process: seconds, doctors, and the most memory that it took."""
    database = Database(address)
    with database.session() as session:
        knowledge.load_bundle(session)
        started = time.perf_counter()
        doctors = len(load_within(session, ReachFilter(everybody=True)))
        read = time.perf_counter() - started
    with database.session() as session:
        started = time.perf_counter()
        delay_scan_run.run(session, today, datetime.now(UTC), lambda _done, _total: True)
        scan = time.perf_counter() - started
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return {"scan": scan, "read": read, "doctors": doctors, "memory": memory}


if __name__ == "__main__":
    print(json.dumps(_measure(sys.argv[1], date.fromisoformat(sys.argv[2]))))
