"""One session as the doctor sees it: what signing up or withdrawing does, before it is done."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlmodel import Session

from app.services import course_registrations as registrations
from app.services import my_courses_words as words
from app.services.course_demand_words import rule_words
from app.services.course_registrations import SIGNED_UP, Refused, Result
from app.services.course_registrations_order import in_order
from app.services.course_registrations_words import kind_name
from app.services.my_courses import worked_out
from app.services.my_courses_load import LIVE, CourseSituation, MyCourses, load
from app.services.start_pages import Opening
from app.services.wording import day, figure, long_day, plain
from app.store import course_registrations as registration_store
from app.store import courses as course_store
from app.store.course_registrations import StoredRegistration
from app.store.courses import StoredSession, StoredSetup
from pathways.types.courses import CourseSession, RegistrationState


class Deed(StrEnum):
    """What the doctor can do with a session; the value is the end of the address."""

    APPLY = "meld-paa"
    INTEREST = "interesse"
    WITHDRAW = "meld-av"


@dataclass(frozen=True, slots=True)
class SessionPage:
    """A session, where the doctor stands in it, and the one thing that can be done now."""

    public_id: str
    course: str
    opening: Opening
    facts: tuple[tuple[str, str], ...]
    deed: Deed | None
    button: str
    consequences: tuple[str, ...]
    """What the deed does, said above its button."""
    closed: str | None
    """Why nothing can be done; None when something can."""
    version: int
    """Of the doctor's registration, 0 when there is none."""
    worked_out: str


def load_session_page(
    session: Session, public_id: str, session_id: str, *, today: date
) -> SessionPage | None:
    """The page of one session for a doctor in training; None when there is none such."""
    found = load(session, public_id, today=today, is_own=True)
    held = course_store.find_session(session, session_id)
    if found is None or held is None:
        return None
    row = registration_store.find(session, held.id, found.trainee.enrolment_id)
    situation = next((each for each in found.needed if each.key == held.course_key), None)
    turn = _waiting_turn(session, held, row, today)
    deed, closed = _deed(found, held, row, situation)
    setup = course_store.find_setup(session, held.course_key)
    consequences = () if deed is None else _consequences(found, situation, held, row, deed)
    return SessionPage(
        public_id=held.public_id,
        course=plain(held.course_name),
        opening=_opening(held, row, turn, today),
        facts=_facts(found, held, setup),
        deed=deed,
        button="" if deed is None else _button(deed),
        consequences=consequences,
        closed=closed,
        version=0 if row is None else row.version,
        worked_out=worked_out(found.scans, today),
    )


def do(
    session: Session,
    deed: Deed,
    public_id: str,
    session_id: str,
    *,
    by: int,
    today: date,
    now: datetime,
    version: int,
) -> Result | None:
    """Apply, mark interest or withdraw for the doctor who asks; commits.

    None: no such doctor in training or session, or a course that the doctor does not need, which
    nobody signs up for here.
    """
    found = load(session, public_id, today=today, is_own=True)
    held = course_store.find_session(session, session_id)
    if found is None or held is None:
        return None
    enrolment = found.trainee.enrolment_id
    is_needed = held.course_key in {each.key for each in found.needed}
    if deed is not Deed.WITHDRAW and not is_needed and not _has_had(found, held):
        return None
    how = {
        Deed.APPLY: registrations.apply,
        Deed.INTEREST: registrations.mark_interest,
        Deed.WITHDRAW: registrations.withdraw,
    }[deed]
    return how(session, enrolment, session_id, by=by, today=today, now=now, version=version)


def done_words(done: registrations.Registered) -> str:
    """What became of an application or an interest."""
    held = done.session
    when = day(held.starts_on)
    if done.registration.state is RegistrationState.INTERESTED:
        return _("Arrangøren ser nå at du er interessert i samlingen %(day)s.", day=when)
    if held.signup_closes_on is None:
        return _("Du er meldt på samlingen %(day)s.", day=when)
    return _(
        "Du er meldt på samlingen %(day)s. Plassene deles ut etter fristen %(last)s.",
        day=when,
        last=day(held.signup_closes_on),
    )


def is_conflict(refused: Refused) -> bool:
    """Whether the refusal is that something was changed behind the doctor's back."""
    return refused.reason is registrations.Refusal.STALE


def _has_had(found: MyCourses, held: StoredSession) -> bool:
    """Then the registration service says why not, in its own words."""
    return any(each.course_key == held.course_key for each in found.taken)


def _waiting_turn(
    session: Session, held: StoredSession, row: StoredRegistration | None, today: date
) -> tuple[int, int] | None:
    """The doctor's place on the waiting list by the rule, and how many wait."""
    if row is None or row.state is not RegistrationState.WAITING:
        return None
    waiting = [
        each
        for each in registration_store.list_of_session(session, held.id)
        if each.state is RegistrationState.WAITING
    ]
    order = [each.enrolment_id for each in in_order(session, held, waiting, today)]
    return order.index(row.enrolment_id) + 1, len(order)


def _deed(
    found: MyCourses,
    held: StoredSession,
    row: StoredRegistration | None,
    situation: CourseSituation | None,
) -> tuple[Deed | None, str | None]:
    """The one thing that can be done, or why nothing can. The service decides when it is done."""
    value, today = held.value, found.today
    if value.is_cancelled:
        return None, _("Samlingen er avlyst. Ingen påmelding gjelder lenger.")
    if held.starts_on <= today:
        return None, _("Samlingen er begynt eller over.")
    if row is not None and row.state in LIVE:
        if row.state is RegistrationState.INTERESTED and words.is_open(value, today):
            return Deed.APPLY, None
        return Deed.WITHDRAW, None
    if situation is None:
        if _has_had(found, held):
            return None, _("Du har tatt kurset.")
        return None, _("Kurset er ikke blant dem du trenger.")
    other = situation.mine
    blocking = (RegistrationState.CONFIRMED, RegistrationState.APPLIED)
    if other is not None and other.state in blocking:
        return None, _(
            "Du er alt påmeldt samlingen %(dates)s. Meld deg av den først.",
            dates=words.dates_of(other.session),
        )
    if not value.takes_signups(today):
        return None, _("Påmeldingen er stengt.")
    return (Deed.APPLY if words.is_open(value, today) else Deed.INTEREST), None


def _button(deed: Deed) -> str:
    return {
        Deed.APPLY: _("Meld meg på"),
        Deed.INTEREST: _("Si fra at jeg er interessert"),
        Deed.WITHDRAW: _("Meld meg av"),
    }[deed]


def _opening(
    held: StoredSession,
    row: StoredRegistration | None,
    turn: tuple[int, int] | None,
    today: date,
) -> Opening:
    """Where the doctor stands, else the day that matters."""
    when = _("%(dates)s, %(place)s.", dates=words.dates_of(held.value), place=plain(held.place))
    if held.cancelled_on is not None:
        return Opening(_("Samlingen er *avlyst*."), _cancelled(held))
    if turn is not None:
        place, number = turn
        return Opening(
            _(
                "Du er nr. *%(place)s av %(number)s* på ventelisten.",
                place=figure(place),
                number=figure(number),
            ),
            when,
        )
    if row is not None and row.state in words.STANDING:
        return Opening(_standing(row.state), when)
    opens, closes = held.signup_opens_on, held.signup_closes_on
    if opens is not None and opens > today:
        return Opening(_("Påmeldingen åpner *%(day)s*.", day=long_day(opens)), when)
    if closes is not None and closes >= today:
        return Opening(_("Påmeldingen stenger *%(day)s*.", day=long_day(closes)), when)
    if closes is not None:
        return Opening(_("Påmeldingen stengte *%(day)s*.", day=long_day(closes)), when)
    return Opening(_("Samlingen begynner *%(day)s*.", day=long_day(held.starts_on)), when)


def _standing(state: RegistrationState) -> str:
    return {
        RegistrationState.CONFIRMED: _("Du har *plass* i samlingen."),
        RegistrationState.APPLIED: _("Du er *meldt på*. Plassene er ikke delt ut ennå."),
        RegistrationState.WAITING: _("Du står på *ventelisten*."),
        RegistrationState.INTERESTED: _("Du har sagt fra at du er *interessert*."),
        RegistrationState.ATTENDED: _("Du har *tatt* kurset her."),
        RegistrationState.ABSENT: _("Du hadde plass, og er ført som *ikke møtt*."),
    }[state]


def _cancelled(held: StoredSession) -> str:
    when = words.dates_of(held.value)
    if not held.cancel_reason:
        return _("Den skulle vært %(dates)s.", dates=when)
    return _(
        "Den skulle vært %(dates)s. Grunn: %(reason)s", dates=when, reason=plain(held.cancel_reason)
    )


def _facts(
    found: MyCourses, held: StoredSession, setup: StoredSetup
) -> tuple[tuple[str, str], ...]:
    value = held.value
    rows = [
        (_("Slag"), kind_name(setup.kind)),
        (_("Dato"), words.dates_of(value)),
        (_("Sted"), plain(held.place)),
        (_("Arrangør"), plain(held.arranger or held.region or "")),
        (_("Plasser"), words.seats_words(found, value)),
        (_("Påmelding"), words.signup_words(value, found.today)),
        (_("Regel"), rule_words(setup.rule)),
        (_("Merknad"), plain(held.note or "")),
    ]
    return tuple((term, text) for term, text in rows if text)


def _consequences(
    found: MyCourses,
    situation: CourseSituation | None,
    held: StoredSession,
    row: StoredRegistration | None,
    deed: Deed,
) -> tuple[str, ...]:
    if deed is Deed.INTEREST:
        return (_("Interesse binder deg ikke. Når påmeldingen åpner, må du melde deg på."),)
    if deed is Deed.WITHDRAW:
        return _withdrawal(found, situation, held, row)
    if situation is None:
        return ()
    said = [_chance(found, situation, held)]
    said.append(_("Får du plass, er kurset tatt %(day)s.", day=long_day(held.ends_on)))
    said.append(words.date_effect(found, situation, held.ends_on))
    return tuple(said)


def _chance(found: MyCourses, situation: CourseSituation, held: StoredSession) -> str:
    standing = situation.standing
    if situation.is_unpredictable:
        return _("Arrangøren velger selv hvem som får plass.")
    if standing is not None and standing.session == held.public_id and standing.position:
        return words.chance_words(found, situation) or ""
    asked = found.counts.get(held.public_id, {}).get(RegistrationState.APPLIED, 0)
    return ngettext(
        "%(num)s lege er påmeldt så langt. Plassen din i køen her er ikke regnet ut.",
        "%(num)s leger er påmeldt så langt. Plassen din i køen her er ikke regnet ut.",
        asked,
    )


def _withdrawal(
    found: MyCourses,
    situation: CourseSituation | None,
    held: StoredSession,
    row: StoredRegistration | None,
) -> tuple[str, ...]:
    """What is lost, and when the next chance comes."""
    if row is None or row.state not in SIGNED_UP or situation is None:
        return (_("Du mister ingen plass ved å melde deg av."),)
    has_seat = row.state is RegistrationState.CONFIRMED
    waits = found.counts.get(held.public_id, {}).get(RegistrationState.WAITING, 0)
    if not has_seat:
        said = [_("Du mister plassen i køen.")]
    elif waits:
        said = [_("Plassen din går til den neste på ventelisten.")]
    else:
        said = [_("Plassen din blir ledig. Ingen står på venteliste.")]
    later = _next_after(situation, held, found.today)
    if later is None:
        said.append(_("Ingen annen samling som kan nås, er utlyst."))
        return tuple(said)
    said.append(_("Den neste samlingen du kan nå, er %(dates)s.", dates=words.dates_of(later)))
    if has_seat or row.state is RegistrationState.APPLIED:
        said.append(words.date_effect(found, situation, later.ends_on))
    return tuple(said)


def _next_after(
    situation: CourseSituation, held: StoredSession, today: date
) -> CourseSession | None:
    return next(
        (
            each
            for each in situation.ahead
            if each.key != held.public_id and each.takes_signups(today)
        ),
        None,
    )
