"""One session as its page and the arranger's sheet show it: who has a seat, who waits, in order."""

from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlmodel import Session

from app.exchange.course_sheet import CourseSheet, SheetTable
from app.services.course_catalogue_setup import order_name
from app.services.course_deadlines import is_due
from app.services.course_registrations_order import SeatQueue
from app.services.course_registrations_words import kind_name, state_name
from app.services.course_sessions import is_locked
from app.services.logbook_words import span
from app.services.wording import day, figure, in_language, in_words, long_day, plain, upper_first
from app.store import audit
from app.store import course_registrations as registration_store
from app.store import courses as store
from app.store.course_registrations import StoredRegistration, Workplace
from app.store.courses import StoredSession, StoredSetup
from pathways.types.courses import RegistrationState
from pathways.worktime import months_of

IN_SEATS = (RegistrationState.CONFIRMED, RegistrationState.ATTENDED, RegistrationState.ABSENT)
QUEUED = (RegistrationState.APPLIED, RegistrationState.WAITING)
SHEET = "course_sheet"
"""What the access log calls the arranger's sheet."""


@dataclass(frozen=True, slots=True)
class Participant:
    """One doctor in a session. `months` is service in the specialty at the first day."""

    row: StoredRegistration
    number: int
    unit: str | None
    employer: str | None
    specialty: str | None
    months: float
    state: str


@dataclass(frozen=True, slots=True)
class SessionPage:
    """A session with everybody in it, and what can be done with it now."""

    held: StoredSession
    setup: StoredSetup
    kind: str
    when: str
    sentence: str
    reason: str
    seated: tuple[Participant, ...]
    queue: tuple[Participant, ...]
    interested: int
    locked: str | None
    """Why it cannot be changed; None when it can."""
    can_give: bool
    """Whether the seats can be given by the rule now."""
    can_choose: bool
    """Whether the arranger chooses among the applicants here."""
    takes_attendance: bool


def load_page(session: Session, public_id: str, today: date) -> SessionPage | None:
    """The page of one session; its number of queries does not depend on how many are in it."""
    held = store.find_session(session, public_id)
    if held is None:
        return None
    setup = store.find_setup(session, held.course_key)
    rows = registration_store.list_of_session(session, held.id)
    inside = [row for row in rows if row.state in IN_SEATS]
    queued = [row for row in rows if row.state in QUEUED]
    people = _People(session, held, (*inside, *queued), today)
    seated, queue = people.lines(inside), people.lines(queued)
    interested = sum(row.state is RegistrationState.INTERESTED for row in rows)
    locked = is_locked(held, today)
    by_rule = setup.rule.is_predictable
    return SessionPage(
        held=held,
        setup=setup,
        kind=kind_name(setup.kind),
        when=span({"starts_on": held.starts_on, "ends_on": held.ends_on}),
        sentence=_sentence(held, len(seated), len(queue)),
        reason=_reason(held, setup, today),
        seated=seated,
        queue=queue,
        interested=interested,
        locked=locked,
        can_give=by_rule and locked is None and not held.seats_given_on and is_due(held, today),
        can_choose=not by_rule and locked is None and bool(queue),
        takes_attendance=held.cancelled_on is None and held.ends_on <= today and bool(seated),
    )


def load_sheet(
    session: Session, public_id: str, *, by: int, today: date, now: datetime
) -> CourseSheet | None:
    """The arranger's sheet; that somebody took it is remembered for each doctor. Commits.

    Name, workplace, specialty and months of service: nothing else about anybody.
    """
    page = load_page(session, public_id, today)
    if page is None:
        return None
    for person in (*page.seated, *page.queue):
        audit.add_access(session, at=now, by=by, person_id=person.row.person_id, page=SHEET)
    audit.add_event(
        session,
        at=now,
        by=by,
        action="course_session.sheet_taken",
        subject=(store.SESSION, public_id),
        details={"people": len(page.seated) + len(page.queue)},
    )
    session.commit()
    return _sheet(page, today)


class _People:
    """What is shown of the doctors in one session, read once for all of them."""

    def __init__(
        self,
        session: Session,
        held: StoredSession,
        rows: tuple[StoredRegistration, ...],
        today: date,
    ) -> None:
        self._work = registration_store.load_workplaces(session, {row.person_id for row in rows})
        self._queue = SeatQueue(session, held, rows, today)

    def lines(self, rows: list[StoredRegistration]) -> tuple[Participant, ...]:
        """These doctors in the order of the seats."""
        ordered = self._queue.sort(rows)
        return tuple(self._line(row, number) for number, row in enumerate(ordered, start=1))

    def _line(self, row: StoredRegistration, number: int) -> Participant:
        work = self._work.get(row.person_id, Workplace(None, ""))
        return Participant(
            row=row,
            number=number,
            unit=work.unit,
            employer=work.employer or None,
            specialty=in_language(row, "specialty"),
            months=round(float(months_of(self._queue.service.get(row.public_id, 0))), 1),
            state=state_name(row.state),
        )


def _sentence(held: StoredSession, seated: int, queue: int) -> str:
    if held.cancelled_on is not None:
        return _("Samlingen ble avlyst *%(day)s*.", day=long_day(held.cancelled_on))
    taken = _(
        "*%(seated)s av %(seats)s plasser* er gitt", seated=figure(seated), seats=figure(held.seats)
    )
    if held.seats_given_on is None and not seated:
        applied = (
            ngettext(
                "*Én lege* er påmeldt", "*%(words)s leger* er påmeldt", queue, words=_count(queue)
            )
            if queue
            else _("*Ingen leger* er påmeldt")
        )
        seats = ngettext(
            "til én plass", "til %(words)s plasser", held.seats, words=in_words(held.seats)
        )
        return f"{applied} {seats}."
    if not queue:
        return f"{taken}."
    waiting = ngettext(
        "én lege venter på plass", "%(words)s leger venter på plass", queue, words=in_words(queue)
    )
    return f"{taken}, {waiting}."


def _reason(held: StoredSession, setup: StoredSetup, today: date) -> str:
    if held.cancelled_on is not None:
        return _("Grunn: %(reason)s", reason=plain(held.cancel_reason or _("ikke oppgitt")))
    said = []
    opens, closes = held.signup_opens_on, held.signup_closes_on
    if opens is not None and opens > today:
        said.append(_("Påmeldingen åpner %(day)s.", day=long_day(opens)))
    elif closes is not None and closes < today:
        said.append(_("Påmeldingen stengte %(day)s.", day=long_day(closes)))
    elif closes is not None:
        said.append(_("Påmeldingen er åpen til og med %(day)s.", day=long_day(closes)))
    if not setup.rule.is_predictable:
        said.append(_("Arrangøren velger selv hvem som får plass."))
    else:
        first = order_name(setup.rule.order[0]) if setup.rule.order else ""
        said.append(_("Først får de plass som har %(order)s.", order=first))
    return " ".join(said)


def _count(number: int) -> str:
    return upper_first(in_words(number))


def _sheet(page: SessionPage, today: date) -> CourseSheet:
    held = page.held
    facts: list[tuple[str, str | int | float]] = [
        (_("Hva det er"), page.kind),
        (_("Sted"), held.place),
        (_("Dager"), page.when),
        (_("Arrangør"), held.arranger or "–"),
        (_("Plasser"), held.seats),
        (_("Skrevet ut"), day(today)),
    ]
    if held.cancelled_on is not None:
        facts.insert(0, (_("Avlyst"), day(held.cancelled_on)))
    headings = (
        _("Nr."),
        _("Navn"),
        _("Avdeling"),
        _("Arbeidsgiver"),
        _("Spesialitet"),
        _("Md. tjeneste"),
        _("Status"),
    )
    return CourseSheet(
        title=held.course_name,
        facts=tuple(facts),
        tables=(
            SheetTable(_("Deltakere"), headings, _rows(page.seated), _("Ingen har fått plass.")),
            SheetTable(_("Venteliste"), headings, _rows(page.queue), _("Ingen venter.")),
        ),
        tab=_("Deltakere"),
    )


def _rows(people: tuple[Participant, ...]) -> tuple[tuple[str | int | float, ...], ...]:
    return tuple(
        (
            each.number,
            each.row.name,
            each.unit or "–",
            each.employer or "–",
            each.specialty or "–",
            each.months,
            each.state,
        )
        for each in people
    )
