"""Writes the demo world into the database.

Core inserts of many rows at a time, because the national scale has hundreds of thousands.
Nothing here commits: the caller decides when.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, fields
from datetime import UTC, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col, select

from app.db import tables as db
from pathways.types.courses import SeatRule
from pathways.types.knowledge import FactStatus
from seed.demo.lis1_load import add_lis1_councils
from seed.demo.record import SIGNATURE_STEPS
from seed.demo.reset import HASH_SETTING, reset_demo
from seed.demo.rotation_load import add_rotation_plans
from seed.demo.values import (
    DemoActivity,
    DemoObjective,
    DemoPlan,
    DemoProcedure,
    DemoService,
    DemoSignature,
    World,
)

__all__ = ["MissingReferenceError", "load_world", "reset_demo"]

Row = dict[str, Any]

POINTERS = {
    "person": ("person_id", "person"),
    "by": ("by_person_id", "person"),
    "held_by": ("held_by_id", "person"),
    "supervisor": ("supervisor_id", "person"),
    "personal_supervisor": ("personal_supervisor_id", "person"),
    "approver": ("approver_id", "person"),
    "organisation": ("organisation_id", "organisation"),
    "parent": ("parent_id", "organisation"),
    "unit": ("unit_id", "unit"),
    "plan_id": ("plan_version_id", "training plan"),
    "region": ("region_id", "organisation"),
    "session": ("session_id", "session"),
    "home": ("home_id", "organisation"),
    "host": ("host_id", "organisation"),
}
"""Field of a demo row that holds a key: the column for the id, and the kind of key."""

OF_ENROLMENT = {**POINTERS, "person": ("enrolment_id", "enrolment")}
"""The same for rows that hang on the person's enrolment."""

ELSEWHERE = frozenset({"signed_by", "units"})
"""Fields that go into a table of their own."""

REGISTERED_BEFORE = timedelta(days=7)

RENAMED = {
    "specialty": "specialty_code",
    "stage": "stage_key",
    "cancel_note": "cancel_reason",
}


class MissingReferenceError(LookupError):
    """The demo world names something that the reference data in the database lacks."""

    def __init__(self, kind: str, key: str) -> None:
        """Say what is missing and what to do."""
        super().__init__(f"{kind} {key!r} is not in the database; load the reference data first")


def load_world(session: Session, world: World, *, now: datetime | None = None) -> dict[str, int]:
    """Make the database hold `world`, and return the number of rows of every kind.

    When it holds this very world already, nothing is written. When it holds another demo
    world (another scale, an older version), that one is taken out first, with everything
    that was changed in it; reference data and people who are not demo people stay. `now` is
    the moment that is noted (the day of the world when it is not given). Raises
    MissingReferenceError when the reference data is not loaded.
    """
    moment = now or datetime.combine(world.today, time(), UTC)
    content_hash = world.content_hash()
    stored = session.get(db.Setting, HASH_SETTING)
    if stored is not None and stored.value == content_hash:
        return world.counts()
    reset_demo(session)
    loader = _Loader(session, world, moment)
    loader.add_places()
    loader.add_plans()
    loader.add_people()
    loader.add_training()
    loader.add_progress()
    loader.add_courses()
    loader.add_rotation_places()
    add_rotation_plans(session, world.rotation_plans, loader.ids)
    add_lis1_councils(session, world.lis1_councils, loader.ids)
    session.merge(db.Setting(key=HASH_SETTING, value=content_hash, changed_at=moment))
    session.flush()
    return world.counts()


class _Loader:
    """Turns keys into database ids, kind by kind in the order of the foreign keys."""

    def __init__(self, session: Session, world: World, moment: datetime) -> None:
        self.session, self.world, self.moment = session, world, moment
        self.ids: dict[str, dict[str, int]] = {
            "organisation": self._stored(db.Organisation.key, db.Organisation.id),
            "unit": self._stored(db.Unit.key, db.Unit.id),
        }

    def add_places(self) -> None:
        """Practices and units; some may still be there because somebody uses them."""
        known = self.ids["organisation"]
        new = [each for each in self.world.organisations if each.key not in known]
        ids = self._insert(db.Organisation, self._rows(new, is_demo=True))
        known.update(zip((each.key for each in new), ids, strict=True))
        known = self.ids["unit"]
        units = [each for each in self.world.units if each.key not in known]
        ids = self._insert(db.Unit, self._rows(units, is_demo=True))
        known.update(zip((each.key for each in units), ids, strict=True))

    def add_plans(self) -> None:
        """Invented plans; then the newest version of every plan is found."""
        known = self._stored(db.TrainingPlan.plan_id, db.TrainingPlan.id)
        for plan in self.world.plans:
            if plan.plan_id not in known:
                self._add_plan(plan)
        newest = self.session.execute(
            select(db.TrainingPlan.plan_id, db.PlanVersion.id)
            .join(db.PlanVersion, col(db.PlanVersion.training_plan_id) == col(db.TrainingPlan.id))
            .order_by(col(db.PlanVersion.version))
        )
        self.ids["training plan"] = {plan: key for plan, key in newest if key is not None}

    def add_people(self) -> None:
        """People with account, employment and roles."""
        people = self.world.people
        ids = self._insert(db.Person, self._rows(people, is_demo=True))
        self.ids["person"] = dict(zip((each.public_id for each in people), ids, strict=True))
        self._write(db.Account, self._rows(self.world.accounts))
        self._write(db.Employment, self._rows(self.world.employments))
        self._write(db.RoleGrant, self._rows(self.world.grants))

    def add_training(self) -> None:
        """Enrolments, services, absence and shares."""
        enrolments = self.world.enrolments
        ids = self._insert(db.Enrolment, self._rows(enrolments, version=1))
        self.ids["enrolment"] = dict(zip((each.person for each in enrolments), ids, strict=True))
        self._add_services()
        self._write(db.Absence, self._rows(self.world.absences))
        self._write(db.SharePeriod, self._rows(self.world.shares))

    def add_progress(self) -> None:
        """Objectives with signatures, talks, group guidance, procedures, activities."""
        progress = self._add_objectives()
        person = self.ids["person"]
        self._write(
            db.Signature,
            (
                {
                    "objective_progress_id": progress[
                        each.person, each.objective_set, each.identifier
                    ],
                    "step": each.step,
                    "by_person_id": person[each.by],
                    "signed_on": each.signed_on,
                }
                for each in self.world.signatures
            ),
        )
        self._write(db.SupervisionTalk, self._rows(self.world.talks, OF_ENROLMENT))
        self._write(db.GroupGuidance, self._rows(self.world.group_guidance, OF_ENROLMENT))
        self._add_registrations(progress)

    def add_courses(self) -> None:
        """Invented courses, then how they are handled, sessions and registrations."""
        world, moment = self.world, self.moment
        last = self.session.execute(select(sa.func.max(db.CourseRow.position))).scalar_one()
        self._write(
            db.CourseRow,
            (
                asdict(course) | {"position": position}
                for position, course in enumerate(world.catalogue, 0 if last is None else last + 1)
            ),
        )
        handling = {**_usual_handling(), "changed_at": moment - REGISTERED_BEFORE}
        self._write(db.CourseSetup, (row | handling for row in self._rows(world.setups)))
        ids = self._insert(db.CourseSession, self._rows(world.sessions, is_demo=True, version=1))
        self.ids["session"] = dict(
            zip((each.public_id for each in world.sessions), ids, strict=True)
        )
        self._write(db.CourseAttendance, self._rows(world.courses, OF_ENROLMENT))
        # Before the world's day, so that whatever is reckoned on it has seen them.
        earlier = moment - REGISTERED_BEFORE
        rows = self._rows(world.registrations, OF_ENROLMENT, changed_at=earlier, version=1)
        self._write(db.CourseRegistration, rows)

    def add_rotation_places(self) -> None:
        """Room with its units, supervisors, agreements, objectives by place, practical help."""
        world = self.world
        fixed: Row = {"is_demo": True, "version": 1}
        capacities = world.capacities
        ids = self._insert(db.Capacity, self._rows(capacities, counts_share=False, **fixed))
        units = self.ids["unit"]
        self._write(
            db.CapacityUnit,
            (
                {"capacity_id": number, "unit_id": units[unit]}
                for each, number in zip(capacities, ids, strict=True)
                for unit in each.units
            ),
        )
        self._write(db.UnitSupervisor, self._rows(world.unit_supervisors, **fixed))
        self._write(db.Agreement, self._rows(world.agreements, **fixed))
        self._write(db.ObjectivePlace, self._rows(world.objective_places, **fixed))
        guides = self._rows(world.guides, changed_at=self.moment, **fixed)
        self._write(db.UnitGuide, guides)

    def _add_registrations(self, progress: Mapping[tuple[str, str, str], int]) -> None:
        """Procedures and activities with their signatures."""
        procedures, activities = self.world.procedures, self.world.activities
        rows = self._rows(procedures, OF_ENROLMENT, version=1)
        ids = self._insert(db.ProcedureCount, rows)
        self._sign("procedure_count_id", procedures, ids)
        ids = self._insert(db.LearningActivity, self._activity_rows(progress))
        self._sign("learning_activity_id", activities, ids)

    def _sign(
        self, column: str, signed: Sequence[DemoProcedure | DemoActivity], ids: Sequence[int]
    ) -> None:
        self._write(
            db.Signature,
            (
                {
                    column: number,
                    "step": SIGNATURE_STEPS[0],
                    "by_person_id": self.ids["person"][each.signed_by],
                    "signed_on": each.signed_on,
                }
                for each, number in zip(signed, ids, strict=True)
                if each.signed_by is not None
            ),
        )

    def _add_objectives(self) -> dict[tuple[str, str, str], int]:
        """The objectives, with the ids of those that something else points at."""
        rows: tuple[DemoSignature | DemoActivity, ...] = (
            *self.world.signatures,
            *self.world.activities,
        )
        pointed_at = {(each.person, each.objective_set, each.identifier) for each in rows}
        named: list[DemoObjective] = []
        rest: list[DemoObjective] = []
        for each in self.world.objectives:
            key = (each.person, each.objective_set, each.identifier)
            (named if key in pointed_at else rest).append(each)
        # Only those need their ids back; the plain way is several times faster.
        self._write(db.ObjectiveProgress, self._rows(rest, OF_ENROLMENT))
        ids = self._insert(db.ObjectiveProgress, self._rows(named, OF_ENROLMENT))
        return {
            (each.person, each.objective_set, each.identifier): number
            for each, number in zip(named, ids, strict=True)
        }

    def _activity_rows(self, progress: Mapping[tuple[str, str, str], int]) -> Iterable[Row]:
        activities = self.world.activities
        rows = self._rows(activities, OF_ENROLMENT, version=1)
        for each, row in zip(activities, rows, strict=True):
            key = (each.person, row.pop("objective_set"), row.pop("identifier"))
            yield row | {"objective_progress_id": progress[key]}

    def _add_services(self) -> None:
        """The outer services first: those inside must point at them when they are inserted."""
        outer = [each for each in self.world.services if each.counted_inside is None]
        inner = [each for each in self.world.services if each.counted_inside is not None]
        ids = self._insert(db.ServiceRecord, self._service_rows(outer, {}))
        holders = {
            (each.person, each.starts_on, each.name_nb): key
            for each, key in zip(outer, ids, strict=True)
        }
        self._write(db.ServiceRecord, self._service_rows(inner, holders))

    def _service_rows(
        self, services: Sequence[DemoService], holders: Mapping[tuple[Any, ...], int]
    ) -> Iterable[Row]:
        plan_of = {each.person: each.plan_id for each in self.world.enrolments}
        found = self.session.execute(
            select(db.PlanServiceRow.plan_version_id, db.PlanServiceRow.seq, db.PlanServiceRow.id)
        )
        plan_services = {(version, seq): key for version, seq, key in found}
        enrolments = self.ids["enrolment"]
        for each, row in zip(services, self._rows(services), strict=True):
            del row["plan_seq"], row["counted_inside"]
            row["enrolment_id"] = enrolments[each.person]
            row["plan_service_id"] = plan_services.get(
                (self._id("training plan", plan_of[each.person]), each.plan_seq)
            )
            inside = each.counted_inside
            row["counted_inside_id"] = None if inside is None else holders[each.person, *inside]
            yield row

    def _add_plan(self, plan: DemoPlan) -> None:
        document = json.loads(plan.document)
        owner = {
            "plan_id": plan.plan_id,
            "specialty_code": plan.specialty,
            "provider_nb": plan.provider_nb,
            "provider_kind": plan.provider_kind,
            "organisation_id": self._id("organisation", plan.organisation),
            "is_demo": True,
        }
        [owner_id] = self._insert(db.TrainingPlan, [owner])
        version = {
            "training_plan_id": owner_id,
            "version": plan.version,
            "content_hash": hashlib.sha256(plan.document.encode()).hexdigest(),
            "document": document,
            "source_address": "demo",
            "status": FactStatus.UNVERIFIED,
            "loaded_at": self.moment,
        }
        [version_id] = self._insert(db.PlanVersion, [version])
        self._write(
            db.PlanServiceRow,
            (
                {
                    "plan_version_id": version_id,
                    "seq": service["seq"],
                    "name_nb": service["name_nb"],
                    "host_kind": service["host_kind"],
                    "duration_min": service["duration"]["min"],
                    "duration_max": service["duration"]["max"],
                    "duration_unit": service["duration"]["unit"],
                }
                for service in document["services"]
            ),
        )

    def _rows(
        self,
        values: Sequence[Any],
        pointers: Mapping[str, tuple[str, str]] = POINTERS,
        **fixed: object,
    ) -> Iterable[Row]:
        """Demo rows as column values: keys as ids, other fields by their own name."""
        names = [field.name for field in fields(values[0])] if values else []
        plain = [
            (name, RENAMED.get(name, name))
            for name in names
            if name not in pointers and name not in ELSEWHERE
        ]
        keyed = [(name, *pointers[name]) for name in names if name in pointers]
        for value in values:
            row: Row = {column: getattr(value, name) for name, column in plain}
            for name, column, kind in keyed:
                row[column] = self._id(kind, getattr(value, name))
            yield row | fixed

    def _id(self, kind: str, key: str | None) -> int | None:
        if key is None:
            return None
        found = self.ids[kind].get(key)
        if found is None:
            raise MissingReferenceError(kind, key)
        return found

    def _insert(self, table: type[SQLModel], rows: Iterable[Row]) -> Sequence[int]:
        """Insert the rows and give back their ids in the same order."""
        values = list(rows)
        if not values:
            return []
        target = _core(table)
        statement = sa.insert(target).returning(target.c.id, sort_by_parameter_order=True)
        return self.session.execute(statement, values).scalars().all()

    def _write(self, table: type[SQLModel], rows: Iterable[Row]) -> None:
        """Insert rows whose ids nobody needs."""
        values = list(rows)
        if values:
            self.session.execute(sa.insert(_core(table)), values)

    def _stored(self, key: Any, identity: Any) -> dict[str, int]:
        found = self.session.execute(select(key, identity))
        return {name: number for name, number in found}  # noqa: C416 (for the types)


def _usual_handling() -> Row:
    """The usual seat rule, as a set-up that nobody has changed."""
    rule = SeatRule()
    return {
        "seat_order": [str(each) for each in rule.order],
        "service_measure": rule.measure,
        "is_predictable": rule.is_predictable,
        "version": 1,
    }


def _core(table: type[SQLModel]) -> sa.Table:
    mapped = sa.inspect(table).local_table
    assert isinstance(mapped, sa.Table)
    return mapped
