"""A choice of delays on its way to an action: what it holds, what follows, who is told, undo."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import quote

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlmodel import Session

from app.actors import Actor
from app.services import delay_actions, delay_people, messages
from app.services.delay_actions import ActionResult, FlagRef, Why
from app.services.delay_events import event_line
from app.services.delay_lines import FlagLine
from app.services.delay_people import Candidate
from app.services.delays_page import lines_of
from app.services.message_words import MessageKind
from app.services.wording import moment, plain
from app.store import delay_history
from app.store.delay_flags import FlagRow
from pathways.types.delays import Action

TWO_WEEKS = timedelta(days=14)
"""When something is looked at again, unless a last day comes before. Our own choice."""


@dataclass(frozen=True, slots=True)
class CourseGroup:
    """The chosen flags of one course, when several courses were chosen."""

    course: str
    refs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """The open flags of a selection that the actor reaches."""

    lines: tuple[FlagLine, ...]
    refs: tuple[FlagRef, ...]
    """As the form named them, with those that are gone: they are told of when it is sent."""
    today: date

    @property
    def rows(self) -> tuple[FlagRow, ...]:
        """The flags."""
        return tuple(line.row for line in self.lines)

    @property
    def doctors(self) -> int:
        """How many doctors they are."""
        return len({row.doctor_id for row in self.rows})

    @property
    def groups(self) -> tuple[CourseGroup, ...]:
        """The chosen flags by course; those about something else belong to none."""
        found: dict[str, list[FlagRow]] = {}
        for row in self.rows:
            if row.course:
                found.setdefault(row.course, []).append(row)
        return tuple(
            CourseGroup(plain(course), tuple(delay_actions.ref_text(row) for row in rows))
            for course, rows in found.items()
        )

    @property
    def first_deadline(self) -> date | None:
        """The first day that is left to do something about one of them."""
        days = [line.act_by for line in self.lines if line.act_by and line.act_by >= self.today]
        return min(days, default=None)

    @property
    def suggested(self) -> date:
        """When to look at them again: in two weeks, or on the first last day."""
        soon = self.today + TWO_WEEKS
        first = self.first_deadline
        return soon if first is None else max(min(soon, first), self.today + timedelta(days=1))


def load_choice(session: Session, actor: Actor, refs: Sequence[FlagRef], today: date) -> Choice:
    """The flags of a selection in words."""
    rows = delay_actions.load_chosen(session, actor, refs, today)
    return Choice(lines_of(session, rows, today), tuple(refs), today)


# Who is responsible


def people_for(session: Session, choice: Choice, today: date) -> tuple[Candidate, ...]:
    """Who can be made responsible for all of them."""
    return delay_people.candidates(session, choice.rows, today)


def assign(
    session: Session,
    actor: Actor,
    refs: Sequence[FlagRef],
    person: Candidate | None,
    *,
    today: date,
    now: datetime,
) -> ActionResult:
    """Make a person responsible and tell the person, doctor by doctor; not oneself."""

    def tell(rows: Sequence[FlagRow], batch: str) -> None:
        if person is None or person.person_id == actor.person_id:
            return
        by_doctor: dict[str, list[FlagRow]] = {}
        for row in rows:
            by_doctor.setdefault(row.doctor_id, []).append(row)
        for doctor_id, group in by_doctor.items():
            lines = lines_of(session, group, today)
            days = [line.act_by for line in lines if line.act_by and line.act_by >= today]
            messages.tell(
                session,
                person.person_id,
                MessageKind.FLAG_ASSIGNED,
                {"doctor": group[0].doctor, "by": actor.name, **_what(group)},
                dedup_key=f"flag-assigned:{batch}:{doctor_id}",
                told_on=today,
                now=now,
                link=_link(group),
                act_by=min(days, default=None),
            )

    return delay_actions.assign(session, actor, refs, person, today=today, now=now, tell=tell)


def _what(group: Sequence[FlagRow]) -> dict[str, object]:
    """What the flags are about as codes and names: the reader's language makes the words."""
    courses = dict.fromkeys(plain(row.course) for row in group if row.course)
    return {
        "causes": list(dict.fromkeys(str(row.cause) for row in group)),
        "courses": list(courses),
        "count": len(group),
    }


def _link(group: Sequence[FlagRow]) -> str:
    address = f"/leger/{group[0].doctor_id}/forsinkelser"
    return f"{address}/{group[0].public_id}" if len(group) == 1 else address


# One more session


@dataclass(frozen=True, slots=True)
class SessionWish:
    """What one more session of the chosen course would mean, and who can add it."""

    course_key: str
    course: str
    doctors: int
    saveable: int
    """Days over these doctors that the scan says one more session can save."""
    starts_on: date | None
    """The start that saves most over all doctors by the last scan."""
    adders: tuple[Candidate, ...]


def load_wish(session: Session, actor: Actor, choice: Choice, today: date) -> SessionWish | None:
    """What can be asked for; None unless every chosen flag is about the same course."""
    keys = {row.course_key for row in choice.rows}
    if len(keys) != 1 or None in keys:
        return None
    key, course = choice.rows[0].course_key or "", choice.rows[0].course or ""
    starts = delay_history.course_starts(session, [key])
    start = starts.get(key)
    return SessionWish(
        course_key=key,
        course=plain(course),
        doctors=choice.doctors,
        saveable=sum(
            row.finding.days_saveable
            for row in choice.rows
            if row.finding.action is Action.ASK_FOR_SESSION
        ),
        starts_on=start[0] if start and start[0] > today else None,
        adders=delay_people.session_adders(
            session, {row.person_id for row in choice.rows}, but=actor.person_id, today=today
        ),
    )


def request_session(
    session: Session,
    actor: Actor,
    refs: Sequence[FlagRef],
    wish: SessionWish,
    starts_on: date,
    *,
    today: date,
    now: datetime,
) -> ActionResult:
    """Write the wish into every flag's history, and tell those who can add the session."""

    def tell(rows: Sequence[FlagRow], batch: str) -> None:
        values = {"course": wish.course, "starts_on": starts_on, "by": actor.name}
        if wish.saveable:
            values["saved_days"] = wish.saveable
        told = [
            messages.new_message(
                one.person_id,
                MessageKind.EXTRA_SESSION_REQUESTED,
                values,
                dedup_key=f"extra-session:{batch}",
                told_on=today,
                link=f"/kursbehov?kurs={quote(wish.course_key)}",
            )
            for one in wish.adders
        ]
        messages.tell_all(session, told, now=now)

    return delay_actions.request_session(
        session, actor, refs, starts_on, today=today, now=now, tell=tell
    )


# What stood in the way, and what was done


@dataclass(frozen=True, slots=True)
class Conflict:
    """One flag that could not be taken along: what is stored now, by whom."""

    doctor: str
    cause: str
    why: str
    now: str


def conflicts(session: Session, result: ActionResult) -> tuple[Conflict, ...]:
    """The exceptions by name, with the last thing that happened to each."""
    rows = [one.row for one in result.exceptions if one.row is not None]
    lines = {line.row.id: line for line in lines_of(session, rows, date.min)}
    last = {event.flag_id: event for event in delay_history.list_events(session, list(lines))}
    found = []
    for one in result.exceptions:
        if one.row is None:
            found.append(
                Conflict("", "", _("Den finnes ikke lenger blant dem du har tilgang til."), "")
            )
            continue
        event = last.get(one.row.id)
        line = lines[one.row.id]
        found.append(
            Conflict(
                doctor=one.row.doctor,
                cause=line.cause,
                why=_("Den er lukket.")
                if one.why is Why.CLOSED
                else _("Den er endret etter at du åpnet siden."),
                now="" if event is None else f"{event_line(event).title}, {moment(event.at)}",
            )
        )
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Done:
    """What was just done, with the key that undoes it."""

    batch: str
    text: str


def just_done(session: Session, actor: Actor, batch: str) -> Done | None:
    """What the actor did with this selection; None when it cannot be undone."""
    found = delay_actions.find_batch(session, actor, batch)
    if found is None or not found.can_be_undone:
        return None
    if found.action == "delay.assigned":
        text = ngettext(
            "Ansvarlig er satt for én forsinkelse.",
            "Ansvarlig er satt for %(num)s forsinkelser.",
            found.count,
        )
    else:
        text = ngettext(
            "Én forsinkelse er fulgt opp og kommer tilbake på dagen du valgte.",
            "%(num)s forsinkelser er fulgt opp og kommer tilbake på dagen du valgte.",
            found.count,
        )
    return Done(batch, text)
