"""What comes next, and how far the doctor has come.

A step stands there because the record or a rule says so: something is missing, waits with
somebody, or is booked. Which steps move the date needs the projection, so nothing is said
about that yet.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from flask_babel import gettext as _
from flask_babel import ngettext

from app.services.my_pathway_reckoning import Reckoning
from app.services.my_pathway_view import Step
from app.services.my_pathway_words import (
    approver,
    count,
    day_and_month,
    name_and_place,
    objectives_in_words,
    organisation_name,
    owner,
    place_name,
    service_name,
)
from app.services.wording import day, in_words, long_day, plain, upper_first
from pathways.phases import LIS1_HOSPITAL, LIS1_MUNICIPALITY
from pathways.plan_match import GapKind
from pathways.requirement_state import Detail
from pathways.types.record import AttendanceState, CourseTaken
from pathways.worktime import template_of

MOST = 5
TALK_AGE = timedelta(days=31)
"""Talks are regular; how often is not in the sources, so an older one is only mentioned."""
COURSES_SHOWN = 2


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A step with what it is ordered by: what is missing now, then by day, then the rest."""

    order: int
    on: date | None
    step: Step

    @property
    def key(self) -> tuple[int, date]:
        """Sorting key; a step without a day comes after those that have one."""
        return (self.order, self.on or date.max)


NOW, DATED, LATER = 0, 1, 2


def build_steps(reckoning: Reckoning) -> tuple[Step, ...]:
    """At most five, the most pressing first."""
    found = [
        *_missing_supervisor(reckoning),
        *_missing_plan(reckoning),
        *_waiting(reckoning),
        *_studies(reckoning),
        *_municipality(reckoning),
        *_courses(reckoning),
        *_next_service(reckoning),
        *_back_from_leave(reckoning),
        *_supervision(reckoning),
        *_unplanned(reckoning),
    ]
    return tuple(candidate.step for candidate in sorted(found, key=lambda c: c.key)[:MOST])


def _missing_supervisor(reckoning: Reckoning) -> Iterator[_Candidate]:
    if not any(state.detail is Detail.NO_SUPERVISOR for state in reckoning.states):
        return
    text = _("Alle i denne delen av utdanningen skal ha én personlig veileder.")
    step = Step(_("Få en personlig veileder"), text, _("Mangler nå"), approver(reckoning), "#krav")
    yield _Candidate(NOW, None, step)


def _missing_plan(reckoning: Reckoning) -> Iterator[_Candidate]:
    if reckoning.plan is not None or reckoning.is_before_lis1:
        return
    text = _("Uten plan vet ingen hvilke tjenester som gjenstår.")
    step = Step(_("Få en utdanningsplan"), text, _("Mangler nå"), approver(reckoning), "#planen")
    yield _Candidate(NOW, None, step)


def _waiting(reckoning: Reckoning) -> Iterator[_Candidate]:
    """Objectives that have been sent, one step for each set and person who holds some."""
    for tally in reckoning.record.objectives:
        for name, number in tally.held_by:
            sent_on = tally.oldest_sent_on
            text = _("Det eldste ble sendt %(day)s.", day=day(sent_on)) if sent_on else None
            step = Step(
                _waiting_title(tally.objective_set, number),
                text,
                _("Venter på svar"),
                plain(name),
                "#krav",
            )
            # What was sent earliest is the most pressing of what has no last day.
            yield _Candidate(DATED, sent_on, step)


def _waiting_title(objective_set: str, number: int) -> str:
    words = objectives_in_words(number)
    if objective_set == "FKM":
        return ngettext(
            "Få svar på %(words)s felles kompetansemål",
            "Få svar på %(words)s felles kompetansemål",
            number,
            words=words,
        )
    if objective_set == "DEL1":
        return ngettext(
            "Få svar på %(words)s læringsmål i del 1",
            "Få svar på %(words)s læringsmål i del 1",
            number,
            words=words,
        )
    return ngettext(
        "Få svar på %(words)s læringsmål i faget",
        "Få svar på %(words)s læringsmål i faget",
        number,
        words=words,
    )


def _studies(reckoning: Reckoning) -> Iterator[_Candidate]:
    if not reckoning.is_before_lis1:
        return
    expected = reckoning.record.degree_expected_on
    if reckoning.record.authorised_on is None and expected is not None:
        text = _("Fullført grad gir autorisasjon.")
        yield _dated(reckoning, expected, _("Fullfør studiet"), text, owner(reckoning))
    start = reckoning.earliest.lis1_start
    if start is None:
        return
    deadline = start.likely_deadline
    if deadline is not None and start.intake is not None:
        title = _("Søk LIS1 med start %(day)s", day=long_day(start.starts_on))
        text = _(
            "Fristen er ikke publisert hos oss. Sist vi så den, var den %(day)s.",
            day=long_day(start.intake.closes_on),
        )
        due = _("omtrent %(day)s", day=long_day(deadline))
        yield _Candidate(DATED, deadline, Step(title, text, due, owner(reckoning)))


def _municipality(reckoning: Reckoning) -> Iterator[_Candidate]:
    """The municipality shall be known four months before the start there."""
    planned = {template_of(service.stage) for service in reckoning.services}
    rule = reckoning.rule("lis1-municipality-notice")
    if reckoning.template != LIS1_HOSPITAL or LIS1_MUNICIPALITY in planned or rule is None:
        return
    ends = [s.ends_on for s in reckoning.services if template_of(s.stage) == LIS1_HOSPITAL]
    last = max((end for end in ends if end is not None), default=None)
    if last is None or rule.number is None:
        return
    start = last + timedelta(days=1)
    due = months_before(start, int(rule.number))
    text = _(
        "Kommunen skal være kjent minst %(months)s måneder før start der %(day)s.",
        months=in_words(int(rule.number)),
        day=long_day(start),
    )
    yield _dated(
        reckoning,
        due,
        _("Få vite hvilken kommune det blir"),
        text,
        organisation_name(reckoning.record.organisation or _("sykehuset")),
    )


def _courses(reckoning: Reckoning) -> Iterator[_Candidate]:
    """Courses ahead: booked ones by their start, the rest by when sign-up probably closes."""
    ahead = [
        course
        for course in reckoning.record.courses
        if course.starts_on is not None
        and course.starts_on >= reckoning.today
        and course.state is not AttendanceState.ATTENDED
    ]
    for course in sorted(ahead, key=lambda c: (c.starts_on or date.max, c.name_nb))[:COURSES_SHOWN]:
        assert course.starts_on is not None
        if course.state is AttendanceState.BOOKED:
            yield _dated(
                reckoning,
                course.starts_on,
                _("Ta kurset %(course)s", course=plain(course.name_nb)),
                _("Påmeldt."),
                owner(reckoning),
            )
        else:
            yield _sign_up(reckoning, course, course.starts_on)


def _sign_up(reckoning: Reckoning, course: CourseTaken, starts_on: date) -> _Candidate:
    title = _("Meld på kurset %(course)s", course=plain(course.name_nb))
    rule = reckoning.rule("course-signup-closes")
    closes = months_before(starts_on, int(rule.number)) if rule and rule.number else None
    begins = _("Kurset begynner %(day)s.", day=long_day(starts_on))
    if closes is None:
        return _dated(reckoning, starts_on, title, begins, owner(reckoning))
    if closes < reckoning.today:
        text = begins + " " + _("Påmeldingen er trolig stengt. Spør om venteliste.")
        return _Candidate(
            DATED, reckoning.today, Step(title, text, day_and_month(starts_on), owner(reckoning))
        )
    text = (
        begins
        + " "
        + _(
            "Påmeldingen stenger omtrent %(months)s måneder før.",
            months=in_words(int(rule.number)) if rule and rule.number else "",
        )
    )
    due = _("omtrent %(day)s", day=long_day(closes))
    return _Candidate(DATED, closes, Step(title, text, due, _left(reckoning, closes)))


def _next_service(reckoning: Reckoning) -> Iterator[_Candidate]:
    service = next((s for s in reckoning.services if s.starts_on > reckoning.today), None)
    if service is None:
        return
    title = _("Begynn ny tjeneste: %(service)s", service=service_name(service))
    until = _(" til %(day)s", day=long_day(service.ends_on)) if service.ends_on else ""
    text = _("%(place)s%(until)s.", place=place_name(service), until=until)
    who = organisation_name(service.organisation)
    yield _dated(reckoning, service.starts_on, title, text, who)


def _back_from_leave(reckoning: Reckoning) -> Iterator[_Candidate]:
    ahead = [leave for leave in reckoning.leaves if leave.ends_on >= reckoning.today]
    if not ahead:
        return
    leave = ahead[0]
    if leave.starts_on > reckoning.today:
        text = _("Til og med %(day)s.", day=long_day(leave.ends_on))
        title = _("Planlagt permisjon begynner")
        yield _dated(reckoning, leave.starts_on, title, text, owner(reckoning))
        return
    back = leave.ends_on + timedelta(days=1)
    now = reckoning.service_now
    where = name_and_place(now) if now else None
    yield _dated(reckoning, back, _("Tilbake fra permisjon"), where, owner(reckoning))


def _supervision(reckoning: Reckoning) -> Iterator[_Candidate]:
    record = reckoning.record
    if record.personal_supervisor is None:
        return
    guide = _("%(name)s, veileder", name=plain(record.personal_supervisor))
    behind = next((s for s in reckoning.states if s.detail is Detail.BEHIND_AVERAGE), None)
    if behind is not None and behind.has is not None and behind.needs is not None:
        text = _(
            "%(has)s timer er holdt. Snittet tilsier %(needs)s til nå.",
            has=count(behind.has),
            needs=count(behind.needs),
        )
        step = Step(_("Ta igjen veiledning"), text, _("Under snittet"), guide, "#krav")
        yield _Candidate(NOW, None, step)
        return
    held = [talk.held_on for talk in record.talks if talk.held_on <= reckoning.today]
    if held and max(held) < reckoning.today - TALK_AGE and reckoning.service_now is not None:
        text = _(
            "Forrige var %(day)s. Samtalene skal være faste; hvor ofte står ikke i kildene.",
            day=long_day(max(held)),
        )
        step = Step(_("Avtal veiledningssamtale"), text, _("Ingen frist"), guide)
        yield _Candidate(LATER, max(held), step)


def _unplanned(reckoning: Reckoning) -> Iterator[_Candidate]:
    """The first service of the plan that has no period."""
    if reckoning.match is None:
        return
    seqs = [gap.seq for gap in reckoning.match.gaps if gap.kind is GapKind.NOT_PLANNED]
    missing = [m.service for m in reckoning.match.services if m.service.seq in seqs]
    if not missing:
        return
    title = _("Få planlagt %(service)s", service=plain(missing[0].name_nb))
    text = ngettext(
        "Planen har %(words)s tjeneste uten periode.",
        "Planen har %(words)s tjenester uten periode.",
        len(missing),
        words=in_words(len(missing)),
    )
    step = Step(title, text, _("Ikke planlagt"), approver(reckoning), "#planen")
    yield _Candidate(LATER, None, step)


def months_before(day_: date, months: int) -> date:
    """The same day of the month, `months` earlier; the month's last day when it is shorter."""
    year, month = divmod(day_.year * 12 + day_.month - 1 - months, 12)
    first = date(year, month + 1, 1)
    last = (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    return first.replace(day=min(day_.day, last.day))


def _dated(reckoning: Reckoning, due: date, title: str, text: str | None, who: str) -> _Candidate:
    return _Candidate(
        DATED, due, Step(title, text, long_day(due), f"{_days_left(reckoning, due)} · {who}")
    )


def _left(reckoning: Reckoning, due: date) -> str:
    return f"{_days_left(reckoning, due)} · {owner(reckoning)}"


def _days_left(reckoning: Reckoning, due: date) -> str:
    days = (due - reckoning.today).days
    if days < 0:
        return _("passert")
    if days == 0:
        return _("i dag")
    return upper_first(ngettext("%(num)s dag igjen", "%(num)s dager igjen", days))
