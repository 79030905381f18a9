"""Words for one course of a doctor and one session of it: how it stands, what it does.

The doctor reads "du" and "din", others the doctor's name.
"""

from datetime import date

from flask_babel import gettext as _
from flask_babel import ngettext

from app.services import delay_words
from app.services.course_registrations_words import state_name
from app.services.logbook_words import span
from app.services.my_courses_load import LIVE, CourseSituation, MyCourses
from app.services.wording import day, figure, long_day, plain
from pathways.types.courses import CourseSession, RegistrationState, SeatOutcome

STANDING = frozenset(LIVE) | {RegistrationState.ATTENDED, RegistrationState.ABSENT}
"""Registrations that say something about a session."""


def name_of(found: MyCourses) -> str:
    """The doctor's name, safe in a sentence."""
    return plain(found.trainee.name)


def whose(found: MyCourses) -> str:
    """Whose date it is, inside a sentence."""
    if found.is_own:
        return _("datoen din")
    return _("datoen til %(name)s", name=name_of(found))


# One course


def course_name(situation: CourseSituation) -> str:
    """The name of the course."""
    return plain(situation.offered.offer.name_nb)


def is_open(session: CourseSession, today: date) -> bool:
    """Whether sign-up is open on the day."""
    opens = session.signup_opens_on
    return session.takes_signups(today) and (opens is None or opens <= today)


def course_state(situation: CourseSituation) -> tuple[str, str]:
    """(mark, word) of one course, the most pressing first."""
    if situation.moved:
        standing = situation.standing
        days = delay_words.days_words(
            situation.moved, is_bound=standing is not None and standing.is_bound
        )
        return "late", _("Flytter datoen %(days)s", days=days)
    if situation.sign_up_by is not None:
        return "at_risk", _("Frist %(day)s", day=day(situation.sign_up_by))
    if situation.mine is not None and situation.mine.state is not RegistrationState.INTERESTED:
        waits = situation.mine.state is RegistrationState.WAITING
        return "at_risk" if waits else "on_track", state_name(situation.mine.state)
    if situation.is_unpredictable:
        return "unknown", _("Arrangøren velger")
    if situation.reachable is None:
        return "unknown", _("Ikke utlyst")
    if situation.standing and situation.standing.outcome is SeatOutcome.NO_SEAT:
        return "late", _("Fullt")
    if is_open(situation.reachable, situation.today):
        return "on_track", _("Åpen for påmelding")
    opens = situation.reachable.signup_opens_on
    return "unknown", _("Åpner %(day)s", day=day(opens)) if opens else _("Ikke åpnet")


def moved_words(situation: CourseSituation) -> str:
    """That the course moves the date, and how much."""
    standing = situation.standing
    days = delay_words.days_words(
        situation.moved, is_bound=standing is not None and standing.is_bound
    )
    name = course_name(situation)
    return _("%(course)s flytter datoen *%(days)s*.", course=name, days=days)


def effect_words(found: MyCourses, situation: CourseSituation) -> str:
    """What the course does to the date; where it is a delay, the sentence of the delay."""
    flag = situation.flag
    if flag is not None:
        name = None if found.is_own else name_of(found)
        return delay_words.sentence(flag.finding, name)
    if situation.standing is None or situation.moved is None:
        return _("Hva kurset gjør med %(whose)s, er ukjent.", whose=whose(found))
    if situation.moved == 0:
        return _("Slik det er nå, flytter kurset ikke %(whose)s.", whose=whose(found))
    return moved_words(situation)


def help_words(found: MyCourses, situation: CourseSituation) -> str | None:
    """What can be done about a date that is moved; None when nothing is known."""
    flag, standing = situation.flag, situation.standing
    if flag is None or not situation.moved:
        return None
    said = [delay_words.action_words(flag.finding, own=found.is_own)]
    if standing is not None and standing.saved_by_extra:
        said.append(
            _(
                "En ekstra samling kan spare %(days)s",
                days=delay_words.days_words(standing.saved_by_extra),
            )
        )
    return ". ".join(said) + "."


def chance_words(found: MyCourses, situation: CourseSituation) -> str | None:
    """The place in the queue under the rule; None when nothing more is to be said."""
    if situation.has_seat:
        return _("Plassen er bekreftet.")
    if situation.is_unpredictable:
        return None
    standing = situation.standing
    if standing is None:
        return _("Sjansen for plass er ikke regnet ut ennå.")
    if standing.outcome is SeatOutcome.NOT_ANNOUNCED or standing.position is None:
        return _("Ingen samling er utlyst, så sjansen er ukjent.")
    turn = turn_words(found, standing.position, standing.applicants or 0, standing.seats or 0)
    if standing.starts_on is None:
        return turn
    when = day(standing.starts_on)
    gets = standing.outcome in (SeatOutcome.LIKELY, SeatOutcome.CONFIRMED)
    if gets:
        return _("%(turn)s Etter regelen holder det til plass %(day)s.", turn=turn, day=when)
    return _("%(turn)s Det holder ikke i noen samling som er utlyst.", turn=turn)


def turn_words(found: MyCourses, position: int, applicants: int, seats: int) -> str:
    """A place in the order for one session, in a sentence."""
    values = {
        "position": figure(position),
        "applicants": figure(applicants),
        "seats": ngettext("%(num)s plass", "%(num)s plasser", seats),
    }
    if found.is_own:
        return _("Du er nr. %(position)s av %(applicants)s i køen til %(seats)s.", **values)
    return _("Nr. %(position)s av %(applicants)s i køen til %(seats)s.", **values)


def waiting_words(found: MyCourses, situation: CourseSituation) -> str | None:
    """Where the doctor waits; None for whoever is on no waiting list."""
    mine = situation.mine
    if mine is None or mine.state is not RegistrationState.WAITING:
        return None
    number = found.counts.get(mine.session.key, {}).get(RegistrationState.WAITING, 1)
    return ngettext(
        "Står alene på ventelisten til samlingen %(dates)s. Listen brukes fram til start.",
        "En av %(num)s på ventelisten til samlingen %(dates)s. Listen brukes fram til start.",
        number,
        dates=dates_of(mine.session),
    )


def cancelled_words(situation: CourseSituation) -> str | None:
    """That a session the doctor was in is cancelled; None when none is."""
    session = situation.cancelled
    if session is None:
        return None
    return _("Samlingen %(dates)s er avlyst.", dates=dates_of(session))


# One session


def dates_of(session: CourseSession) -> str:
    """First and last day."""
    return span({"starts_on": session.starts_on, "ends_on": session.ends_on})


def signup_words(session: CourseSession, today: date) -> str:
    """When sign-up opens or closes, or that it is over."""
    opens, closes = session.signup_opens_on, session.signup_closes_on
    if opens is not None and opens > today:
        return _("Påmelding fra %(day)s", day=day(opens))
    if closes is None:
        return _("Påmelding til samlingen begynner")
    if closes < today:
        return _("Påmeldingen stengte %(day)s", day=day(closes))
    return _("Påmelding til og med %(day)s", day=day(closes))


def seats_words(found: MyCourses, session: CourseSession) -> str:
    """Seats, and how many have asked for one so far."""
    counts = found.counts.get(session.key, {})
    seats = ngettext("%(num)s plass", "%(num)s plasser", session.seats)
    taken = counts.get(RegistrationState.CONFIRMED, 0)
    if taken:
        waiting = counts.get(RegistrationState.WAITING, 0)
        text = _("%(seats)s, %(taken)s gitt", seats=seats, taken=taken)
        if waiting:
            text += ", " + _("%(count)s venter", count=waiting)
        return text
    asked = counts.get(RegistrationState.APPLIED, 0)
    return _("%(seats)s, %(asked)s påmeldt", seats=seats, asked=asked) if asked else seats


def date_effect(found: MyCourses, situation: CourseSituation, ends_on: date) -> str:
    """What taking the course in a session that ends on a day does to the date.

    The date of the last scan is compared with the one it would be: all else by itself, or the last
    day of the session, whichever is later.
    """
    expected = found.expected
    if expected is None or situation.moved is None:
        return _("Hva det gjør med %(whose)s, er ukjent.", whose=whose(found))
    alone = date.fromordinal(expected.toordinal() - situation.moved)
    new = max(alone, ends_on)
    days = (new - expected).days
    if days == 0:
        return _("Det flytter ikke %(whose)s.", whose=whose(found))
    values = {"days": delay_words.days_words(abs(days)), "day": long_day(new)}
    if days > 0:
        return _("Da flytter datoen seg *%(days)s*, til %(day)s.", **values)
    return _("Da kommer datoen *%(days)s* tidligere, %(day)s.", **values)
