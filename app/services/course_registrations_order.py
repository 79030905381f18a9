"""Who comes before whom in one session, by the rule of its course.

The order itself is the engine's (`pathways.courses.contest`), so that what a doctor is told of the
chances and what happens when the seats are given can never differ.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from sqlmodel import Session

from app.services import knowledge
from app.services.expected_dates import ExpectedDates
from app.services.knowledge import KnowledgeBundle
from app.services.my_pathway_reckoning import measures_of
from app.store import courses as course_store
from app.store.course_registrations import StoredRegistration
from app.store.courses import StoredSession
from app.store.record_batches import FiledRecord, load_named
from pathways.courses.contest import Contest
from pathways.courses.service import service_ticks
from pathways.graph import specialty_of
from pathways.types.courses import CourseOffer, Demand, Registration, SeatOrder, SeatRule
from pathways.types.record import TraineeRecord


class SeatQueue:
    """The order among some doctors in one session; their records are read once."""

    def __init__(
        self,
        session: Session,
        held: StoredSession,
        rows: Sequence[StoredRegistration],
        today: date,
    ) -> None:
        """Read the records of the doctors in `rows`."""
        self._held = held
        self._today = today
        self._rule = course_store.find_setup(session, held.course_key).rule
        filed = load_named(session, {row.public_id for row in rows}) if rows else ()
        bundle = knowledge.load_bundle(session)
        self.service: Mapping[str, int] = {
            each.record.person: _ticks(each.record, bundle, held.starts_on, self._rule, today)
            for each in filed
        }
        """Service in the specialty at the first day, in ticks, by the doctor's public id."""
        self._ready = _ready(session, filed, self._rule, today)

    def sort(self, rows: Sequence[StoredRegistration]) -> tuple[StoredRegistration, ...]:
        """These doctors, the first one first."""
        by_key = {row.public_id: row for row in rows}
        contest = Contest(
            CourseOffer(self._held.course_key, sessions=(self._held.value,), rule=self._rule),
            [_demand(row, self._held, self.service.get(row.public_id, 0)) for row in rows],
            self._today,
            self._ready,
        )
        order = contest.order(self._held.value)
        return tuple(by_key[contest.doctors[number]] for number in order)


def in_order(
    session: Session, held: StoredSession, rows: Sequence[StoredRegistration], today: date
) -> tuple[StoredRegistration, ...]:
    """These doctors in the order in which the course's rule gives seats, the first one first."""
    if len(rows) < 2:
        return tuple(rows)
    return SeatQueue(session, held, rows, today).sort(rows)


def _ticks(
    record: TraineeRecord, bundle: KnowledgeBundle, day: date, rule: SeatRule, today: date
) -> int:
    """Service in the doctor's own specialty; 0 for whoever has not chosen one."""
    if record.specialty is None:
        return 0
    specialty = specialty_of(bundle.graph, record.specialty)
    limits = measures_of(bundle, specialty, today).limits
    found = service_ticks(record, record.specialty, limits, (day,), rule.measure, today=today)
    return found[day]


def _ready(
    session: Session, filed: Sequence[FiledRecord], rule: SeatRule, today: date
) -> Mapping[str, date | None]:
    """The expected days, where the rule asks for the nearest approval."""
    if SeatOrder.NEAREST_APPROVAL not in rule.order:
        return {}
    dates = ExpectedDates(session, filed, today)
    return {each.record.person: dates.of(each.record.person).day for each in filed}


def _demand(row: StoredRegistration, held: StoredSession, ticks: int) -> Demand:
    return Demand(
        doctor=row.public_id,
        course=held.course_key,
        from_on=date.min,
        service={held.starts_on: ticks},
        registrations=(Registration(held.public_id, row.state, row.applied_on),),
    )
