"""Publishing a version: what it books, whom it tells, what it remembers. One transaction.

Either everything is done or nothing: the published version, the doctors' bookings and the
messages stay as they were when anything stands in the way.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from app.db.tables import VersionState
from app.services import messages
from app.services.message_words import MessageKind
from app.services.rotation_hosts import hosts_of, keepers, people_of_hosts
from app.services.rotation_life import (
    Moment,
    Refused,
    Seen,
    change,
    hold,
    remember,
)
from app.services.rotation_publish_bookings import Booking
from app.services.rotation_publish_work import PublishWork, bookings_of, load_work
from app.store import rotation_bookings as booking_store
from app.store import rotation_life as store
from app.store import rotations
from app.store.messages import NewMessage
from app.store.rotation_values import MemberRow, PlacementRow, VersionHead
from rotations.lifecycle import Step


@dataclass(frozen=True, slots=True)
class Published:
    """A version that is published now."""

    version: VersionHead
    booked: int
    """Doctors whose bookings were written."""
    told: int
    """People who got a message."""
    late: int
    """Placements that were told too late."""


def publish(session: Session, version_id: int, seen: Seen, moment: Moment) -> Published | Refused:
    """Publish a proposed version; commits. Breaches are refused, remarks are not.

    LookupError when there is no such version.
    """
    # Everything is worked out before the version is held, so that writing is short. What it rests
    # on is held or compared: the version by `seen`, every service record by its own version.
    work = load_work(session, version_id, moment.today)
    bookings = bookings_of(session, work)
    session.rollback()
    head = hold(session, version_id, seen, Step.PUBLISH)
    if isinstance(head, Refused):
        session.rollback()
        return head
    if work.breaches:
        session.rollback()
        return Refused(_("Planen har brudd. De må bort før den kan publiseres."))
    try:
        is_written = _write(session, work, bookings, moment)
        told = _tell(session, work, moment) if is_written else 0
        if is_written:
            remember(session, head, "published", moment, _details(work, bookings, told))
            session.commit()
    except IntegrityError:
        # Somebody registered service in the same days after the records were read.
        is_written = False
    if not is_written:
        session.rollback()
        return Refused(
            _(
                "Noen endret tjenesten til en av legene i samme øyeblikk. Ingenting er"
                " publisert. Prøv igjen."
            ),
            is_stale=True,
        )
    published = rotations.find_version(session, version_id)
    assert published is not None
    return Published(published, len(bookings), told, len(work.late))


def _write(
    session: Session, work: PublishWork, bookings: tuple[Booking, ...], moment: Moment
) -> bool:
    """States, bookings, leave and notices; False when a doctor's record was changed meanwhile."""
    _change_states(session, work, moment)
    gone = [row for booking in bookings for row in booking.delete]
    gone += _of_those_who_left(session, work, moment.today)
    if booking_store.delete_services(session, gone) != len(gone):
        return False
    changed = [pair for booking in bookings for pair in booking.change]
    if not all(booking_store.change_service(session, row, fields) for row, fields in changed):
        return False
    booking_store.add_services(
        session,
        work.board.version.id,
        ((booking.trainee, each) for booking in bookings for each in booking.add),
        ((booking.trainee, *pair) for booking in bookings for pair in booking.inside),
    )
    booking_store.add_leave(
        session,
        ((booking.trainee.person_id, *days) for booking in bookings for days in booking.leave),
    )
    store.add_notices(session, work.board.version.id, work.notices)
    return True


def _change_states(session: Session, work: PublishWork, moment: Moment) -> None:
    """The old version first: at most one is published at any time."""
    if work.before is not None:
        old = work.before.version
        change(session, old, {"state": VersionState.SUPERSEDED, "superseded_on": moment.today})
    fields = {
        "state": VersionState.PUBLISHED,
        "published_on": moment.today,
        "published_by_id": moment.by,
    }
    change(session, work.board.version, fields)


def _of_those_who_left(
    session: Session, work: PublishWork, today: date
) -> list[booking_store.ServiceRow]:
    """What this plan has booked ahead for doctors who are not in it any more."""
    if work.before is None:
        return []
    now = {each.person_id for each in work.board.members}
    left = [
        each.person_id
        for each in work.before.members
        if each.person_id is not None and each.person_id not in now
    ]
    own = {each.id for each in rotations.list_versions(session, work.before.version.plan.id)}
    return [
        row
        for rows in booking_store.services_of(session, left).values()
        for row in rows
        if row.rotation_version_id in own and row.starts_on > today
    ]


def _details(work: PublishWork, bookings: tuple[Booking, ...], told: int) -> dict[str, Any]:
    return {
        "superseded": work.before.version.number if work.before else None,
        "doctors": [each.member.key for each in work.changed_doctors],
        "late": [f"{each.member_key}:{each.starts_on}" for each in work.late],
        "remarks": len(work.violations),
        "deleted": sum(len(each.delete) for each in bookings),
        "booked": sum(len(each.add) + len(each.inside) for each in bookings),
        "changed": sum(len(each.change) for each in bookings),
        "told": told,
    }


# --- Messages ---


def _tell(session: Session, work: PublishWork, moment: Moment) -> int:
    letters = [
        *_to_doctors(work, moment),
        *_to_hosts(session, work, moment),
        *_to_keepers(session, work, moment),
    ]
    mine = [each for each in letters if each.person_id != moment.by]
    return messages.tell_all(session, mine, now=moment.now)


def _key(work: PublishWork, more: str = "") -> str:
    return f"{work.board.version.public_id}:published{more}"


def _to_doctors(work: PublishWork, moment: Moment) -> Iterable[NewMessage]:
    plan = work.board.version.plan
    late = {each.member_key for each in work.late}
    for each in work.changed_doctors:
        member = each.member
        values: dict[str, Any] = {"plan": plan.name, "notice_months": plan.notice_months}
        following = next_placement(work, member, moment.today)
        if following is not None:
            values["next"] = placement_values(following)
        moved = work.dates[member.key].days if member.key in work.dates else None
        if moved is not None and work.before is not None:
            values["moved_days"] = moved
        if member.key in late:
            values["is_late"] = True
        assert member.person_id is not None
        yield messages.new_message(
            member.person_id,
            MessageKind.ROTATION_PUBLISHED,
            values,
            dedup_key=_key(work),
            told_on=moment.today,
            link="/plasseringer",
        )


def next_placement(work: PublishWork, member: MemberRow, today: date) -> PlacementRow | None:
    """The member's first placement that has not begun."""
    mine = (row for row in work.board.placements if row.member_key == member.key)
    return next((row for row in mine if row.starts_on > today), None)


def placement_values(row: PlacementRow) -> dict[str, Any]:
    """A placement as messages keep it."""
    return {
        "service_nb": row.service_nb,
        "service_en": row.service_en,
        "place": row.unit.name,
        "starts_on": row.starts_on,
        "ends_on": row.ends_on,
    }


def _to_hosts(session: Session, work: PublishWork, moment: Moment) -> Iterable[NewMessage]:
    """Each host hears of its own: who comes, and who does not come after all."""
    plan = work.board.version.plan
    boards = [board for board in (work.board, work.before) if board is not None]
    hosts = {host.organisation_id: host for board in boards for host in hosts_of(board)}
    both = tuple(host for board in boards for host in hosts_of(board))
    people = people_of_hosts(session, plan.organisation_id, both, moment.today)
    for organisation_id, reached in people.items():
        for person_id, units in reached.items():
            comings = _told(work, organisation_id, units, coming=True)
            goings = _told(work, organisation_id, units, coming=False)
            if not comings and not goings:
                continue
            yield messages.new_message(
                person_id,
                MessageKind.ROTATION_HOST,
                {
                    "plan": plan.name,
                    "organisation": hosts[organisation_id].name,
                    "comings": comings,
                    "goings": goings,
                },
                dedup_key=_key(work, f":{organisation_id}"),
                told_on=moment.today,
                link="/vertsskap",
            )


def _told(
    work: PublishWork, organisation_id: int, units: frozenset[int] | None, *, coming: bool
) -> list[dict[str, Any]]:
    found = []
    for each in work.changed_doctors:
        for changed in each.changes:
            row = changed.after if coming else changed.before
            if row is None or row.unit.organisation_id != organisation_id:
                continue
            other = changed.before if coming else changed.after
            is_there_still = other is not None and other.unit.id == row.unit.id
            if (units is None or row.unit.id in units) and (coming or not is_there_still):
                found.append({"doctor": each.member.name, **placement_values(row)})
    return sorted(found, key=lambda values: values["starts_on"])


def _to_keepers(session: Session, work: PublishWork, moment: Moment) -> Iterable[NewMessage]:
    plan, number = work.board.version.plan, work.board.version.number
    who = store.person_name(session, moment.by)
    before = work.before.version.number if work.before else number
    for person_id in sorted(keepers(session, plan.organisation_id, moment.today)):
        yield messages.new_message(
            person_id,
            MessageKind.ROTATION_KEEPER,
            {
                "plan": plan.name,
                "by": who,
                "doctors": len(work.changed_doctors),
                "late": len(work.late),
            },
            dedup_key=_key(work, ":keeper"),
            told_on=moment.today,
            link=f"/rotasjonstavle/{plan.public_id}/sammenlign?fra={before}&til={number}",
        )
