"""Scenarios with their versions. A version never changes; a new one is added. Nothing commits."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import uuid4

import sqlalchemy as sa
from sqlmodel import Session, col

from app.db.tables import ForecastResult, ForecastScenario, ForecastScenarioVersion, Person

SUBJECT = "forecast_scenario"
"""Its name in the audit trail."""

Changes = Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class VersionRow:
    """What a scenario said at one time, and who said it."""

    id: int
    number: int
    changes: list[dict[str, Any]]
    note: str
    by_id: int | None
    by: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class ScenarioRow:
    """A scenario with its newest version."""

    id: int
    public_id: str
    name: str
    preset: str | None
    is_demo: bool
    withdrawn_at: datetime | None
    newest: VersionRow

    @property
    def version_id(self) -> int:
        """Row id of its newest version."""
        return self.newest.id

    @property
    def number(self) -> int:
        """Number of its newest version."""
        return self.newest.number


def list_scenarios(session: Session, region_id: int) -> tuple[ScenarioRow, ...]:
    """The region's scenarios that are not withdrawn, in the order they were made; one query."""
    return _scenarios(
        session,
        col(ForecastScenario.region_id) == region_id,
        col(ForecastScenario.withdrawn_at).is_(None),
    )


def find_scenario(session: Session, region_id: int, public_id: str) -> ScenarioRow | None:
    """One scenario of the region, withdrawn or not."""
    found = _scenarios(
        session,
        col(ForecastScenario.region_id) == region_id,
        col(ForecastScenario.public_id) == public_id,
    )
    return found[0] if found else None


def list_versions(session: Session, scenario_id: int) -> tuple[VersionRow, ...]:
    """Every version, the newest first."""
    rows = session.execute(
        sa.select(ForecastScenarioVersion, Person)
        .outerjoin(Person, col(Person.id) == col(ForecastScenarioVersion.by_id))
        .where(col(ForecastScenarioVersion.scenario_id) == scenario_id)
        .order_by(col(ForecastScenarioVersion.number).desc())
    )
    return tuple(_version(row, person) for row, person in rows)


def _scenarios(session: Session, *which: sa.ColumnElement[bool]) -> tuple[ScenarioRow, ...]:
    rows = session.execute(
        sa.select(ForecastScenario, ForecastScenarioVersion, Person)
        .join(
            ForecastScenarioVersion,
            sa.and_(
                col(ForecastScenarioVersion.scenario_id) == col(ForecastScenario.id),
                col(ForecastScenarioVersion.number) == col(ForecastScenario.version),
            ),
        )
        .outerjoin(Person, col(Person.id) == col(ForecastScenarioVersion.by_id))
        .where(*which)
        .order_by(col(ForecastScenario.made_at), col(ForecastScenario.id))
        .execution_options(populate_existing=True)
    )
    return tuple(
        ScenarioRow(
            row.id,
            row.public_id,
            row.name,
            row.preset,
            row.is_demo,
            row.withdrawn_at,
            _version(version, person),
        )
        for row, version, person in rows
    )


def _version(row: ForecastScenarioVersion, person: Person | None) -> VersionRow:
    assert row.id is not None
    name = person.name if person else None
    return VersionRow(row.id, row.number, list(row.changes), row.note, row.by_id, name, row.at)


def add_scenario(
    session: Session,
    region_id: int,
    name: str,
    changes: Changes,
    *,
    note: str,
    preset: str | None,
    by: int | None,
    now: datetime,
    public_id: str | None = None,
    is_demo: bool = False,
) -> str:
    """A new scenario with its first version; its public id."""
    row = ForecastScenario(
        public_id=public_id or uuid4().hex,
        region_id=region_id,
        name=name,
        preset=preset,
        is_demo=is_demo,
        made_by_id=by,
        made_at=now,
    )
    session.add(row)
    session.flush()
    assert row.id is not None
    _add_version(session, row.id, 1, changes, note, by, now)
    return row.public_id


def add_version(
    session: Session,
    scenario_id: int,
    known: int,
    name: str,
    changes: Changes,
    *,
    note: str,
    by: int | None,
    now: datetime,
) -> bool:
    """The version after `known`; False when that is not the newest, or it is withdrawn."""
    if not _change(session, scenario_id, known, name=name, version=known + 1):
        return False
    _add_version(session, scenario_id, known + 1, changes, note, by, now)
    return True


def withdraw(session: Session, scenario_id: int, known: int, now: datetime) -> bool:
    """Take a scenario out of use; its versions stay. False as for `add_version`."""
    return _change(session, scenario_id, known, withdrawn_at=now)


def _add_version(
    session: Session,
    scenario_id: int,
    number: int,
    changes: Changes,
    note: str,
    by: int | None,
    now: datetime,
) -> None:
    session.add(
        ForecastScenarioVersion(
            scenario_id=scenario_id,
            number=number,
            changes=[dict(each) for each in changes],
            note=note,
            by_id=by,
            at=now,
        )
    )
    session.flush()


def _change(session: Session, scenario_id: int, known: int, **values: Any) -> bool:
    changed = session.execute(
        sa.update(ForecastScenario)
        .where(
            col(ForecastScenario.id) == scenario_id,
            col(ForecastScenario.version) == known,
            col(ForecastScenario.withdrawn_at).is_(None),
        )
        .values({getattr(ForecastScenario, name): value for name, value in values.items()})
        .execution_options(synchronize_session=False)
    )
    return bool(cast(Any, changed).rowcount)


# --- What runs gave, as the pages about scenarios and capacity read it ---


def summaries_of(
    session: Session, run_ids: Collection[int]
) -> dict[int, dict[str, Mapping[str, Any]]]:
    """The figures of every specialty by run and code; one query."""
    found: dict[int, dict[str, Mapping[str, Any]]] = {number: {} for number in run_ids}
    if not run_ids:
        return found
    rows = session.execute(
        sa.select(
            col(ForecastResult.run_id),
            col(ForecastResult.specialty_code),
            col(ForecastResult.summary),
        )
        .where(col(ForecastResult.run_id).in_(sorted(run_ids)))
        .order_by(col(ForecastResult.id))
    )
    for run_id, code, summary in rows:
        found[run_id][code] = summary
    return found


def cases_of(
    session: Session, run_id: int, codes: Collection[str] | None = None
) -> dict[str, Mapping[str, Any]]:
    """The stored cases of a run by code, None: all; one query without what the run gave."""
    query = (
        sa.select(col(ForecastResult.specialty_code), col(ForecastResult.case))
        .where(col(ForecastResult.run_id) == run_id)
        .order_by(col(ForecastResult.id))
    )
    if codes is not None:
        query = query.where(col(ForecastResult.specialty_code).in_(sorted(codes)))
    rows = session.execute(query).all()
    return {row[0]: row[1] for row in rows}


def results_of(session: Session, run_ids: Collection[int], code: str) -> dict[int, dict[str, Any]]:
    """What runs gave for one specialty, by run; one query."""
    rows = session.execute(
        sa.select(col(ForecastResult.run_id), col(ForecastResult.result)).where(
            col(ForecastResult.run_id).in_(sorted(run_ids)),
            col(ForecastResult.specialty_code) == code,
        )
    )
    return {row.run_id: row.result for row in rows}
