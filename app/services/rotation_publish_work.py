"""What publishing a version would do, worked out before anything is written.

The page shows it, and publishing does exactly this.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from sqlmodel import Session

from app.services.expected_dates import ExpectedDates
from app.services.rotation_case import PlanCase, load_case, plan_end
from app.services.rotation_compare import MemberChange, changes_between
from app.services.rotation_dates import DraftDate, DraftDates
from app.services.rotation_notices import late_today, notices_of
from app.services.rotation_publish_bookings import Booking, Shelf, book, draft_row
from app.store import record_batches, rotations
from app.store import rotation_bookings as booking_store
from app.store import rotation_life as store
from app.store.rotation_life import NoticeRow
from app.store.rotation_values import BoardRows, MemberRow, PlacementRow
from rotations.rules import check
from rotations.types.findings import Severity, Violation

DAY = timedelta(days=1)


@dataclass(frozen=True)
class PublishWork:
    """A version beside what is published, with everything that follows from publishing it."""

    plan_case: PlanCase
    before: BoardRows | None
    violations: tuple[Violation, ...]
    changes: tuple[MemberChange, ...]
    """What changes from today on, doctors and vacant posts."""
    notices: tuple[NoticeRow, ...]
    late: tuple[NoticeRow, ...]
    """Those told today and too late."""
    dates: dict[str, DraftDate]
    """By member key, for the doctors whose placements change."""
    today: date

    @property
    def board(self) -> BoardRows:
        """The version's rows."""
        return self.plan_case.board

    @property
    def breaches(self) -> tuple[Violation, ...]:
        """What must be mended before it can be published."""
        return tuple(each for each in self.violations if each.severity is Severity.BREACH)

    @property
    def changed_doctors(self) -> tuple[MemberChange, ...]:
        """The changes of doctors, without vacant posts."""
        return tuple(each for each in self.changes if each.member.person_id is not None)


def load_work(session: Session, version_id: int, today: date) -> PublishWork:
    """Everything that publishing would do; a bounded number of queries.

    LookupError when there is no such version.
    """
    plan_case = load_case(session, version_id, today=today)
    head = plan_case.board.version
    published = rotations.published_version(session, head.plan.id)
    before = rotations.load_board(session, published.id) if published else None
    told = store.list_notices(session, published.id) if published else ()
    changes = changes_between(before, plan_case.board, since=today + DAY)
    keys = {each.member.key for each in changes}
    found = DraftDates(session, plan_case, keys, today)
    notices = notices_of(plan_case.board, before, told, today)
    return PublishWork(
        plan_case,
        before,
        check(plan_case.case, plan_case.placements),
        changes,
        notices,
        late_today(notices, today),
        {key: found.of(key) for key in found.members},
        today,
    )


# --- Bookings ---


def bookings_of(session: Session, work: PublishWork) -> tuple[Booking, ...]:
    """What is written for each doctor in training; a bounded number of queries."""
    board, today = work.board, work.today
    members = {each.person_id: each for each in board.members if each.person_id is not None}
    trainees = booking_store.trainees(session, members)
    shelves = _shelves(session, trainees, today)
    versions = {
        each.plan_version_id for each in trainees.values() if each.plan_version_id is not None
    }
    plan_services = booking_store.plan_services(session, versions)
    placed = _by_member(board.placements)
    span = (board.version.plan.first_month, plan_end(board.version.plan))
    found = []
    for person_id, shelf in shelves.items():
        member = members[person_id]
        row = draft_row(
            member,
            placed[member.key],
            _inner_names(work.plan_case, member),
            work.plan_case.units_by_id,
            span,
        )
        english = {each.service_nb: each.service_en for each in placed[member.key]}
        english |= work.plan_case.needs[member.key].service_en
        found.append(book(shelf, row, english, plan_services, board.version.id, today))
    return tuple(found)


def _shelves(
    session: Session, trainees: dict[int, booking_store.Trainee], today: date
) -> dict[int, Shelf]:
    filed = record_batches.load_named(session, [each.public_id for each in trainees.values()])
    records = {each.record.person: each.record for each in filed}
    answers = ExpectedDates(session, filed, today) if filed else None
    rows = booking_store.services_of(session, trainees)
    leave = booking_store.leave_of(session, trainees)
    return {
        person_id: Shelf(
            trainee,
            records[trainee.public_id],
            tuple(rows.get(person_id, ())),
            answers.plan_of(trainee.public_id),
            tuple(leave.get(person_id, ())),
        )
        for person_id, trainee in trainees.items()
        if answers is not None and trainee.public_id in records
    }


def _by_member(rows: Iterable[PlacementRow]) -> defaultdict[str, list[PlacementRow]]:
    found: defaultdict[str, list[PlacementRow]] = defaultdict(list)
    for row in rows:
        found[row.member_key].append(row)
    return found


def _inner_names(plan_case: PlanCase, member: MemberRow) -> dict[str, str]:
    return {
        block.key: block.inner.service
        for block in plan_case.needs[member.key].blocks
        if block.inner is not None
    }
