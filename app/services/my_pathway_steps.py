"""What comes next, at most five things: each with a reason, a last useful day and a person.

A step stands there because the record, a rule or the projection says so. What can move the
date is in `my_pathway_moves` and comes first.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from flask_babel import gettext as _
from flask_babel import ngettext

from app.services.my_pathway_candidates import Candidate, dated
from app.services.my_pathway_moves import moving_steps
from app.services.my_pathway_reckoning import Reckoning
from app.services.my_pathway_times import decides
from app.services.my_pathway_view import Step
from app.services.my_pathway_words import (
    approver,
    count,
    name_and_place,
    objectives_in_words,
    organisation_name,
    place_name,
    service_name,
)
from app.services.wording import day, in_words, long_day, plain
from pathways.delays.days import months_before
from pathways.phases import LIS1_HOSPITAL, LIS1_MUNICIPALITY
from pathways.projection.values import Item
from pathways.requirement_state import Detail
from pathways.types.knowledge import RequirementKind as Kind
from pathways.types.record import AttendanceState, CourseTaken
from pathways.worktime import template_of

MOST = 5
TALK_AGE = timedelta(days=31)
"""Talks are regular; how often is not in the sources, so an older one is only mentioned."""
COURSES_SHOWN = 2
SOON = timedelta(days=60)
"""What may wait no longer than this can move the date."""


def build_steps(reckoning: Reckoning) -> tuple[Step, ...]:
    """At most five: what can move the date first, each by its last useful day."""
    found = [
        *moving_steps(reckoning),
        *_missing_supervisor(reckoning),
        *_missing_plan(reckoning),
        *_waiting(reckoning),
        *_studies(reckoning),
        *_municipality(reckoning),
        *_courses(reckoning),
        *_next_service(reckoning),
        *_back_from_leave(reckoning),
        *_supervision(reckoning),
    ]
    return tuple(candidate.step for candidate in sorted(found, key=lambda c: c.key)[:MOST])


def steps_note(reckoning: Reckoning, steps: Sequence[Step]) -> str:
    """How many of them can move the date; nothing where there is no date to move."""
    if not steps or reckoning.projection.expected is None:
        return ""
    moving = sum(step.moves for step in steps)
    if moving == 0:
        return _("Ingen av dem flytter datoen.")
    if moving == len(steps):
        return ngettext("Det kan flytte datoen.", "Alle kan flytte datoen.", moving)
    return ngettext(
        "Den første kan flytte datoen.",
        "De %(words)s første kan flytte datoen.",
        moving,
        words=in_words(moving),
    )


def _missing_supervisor(reckoning: Reckoning) -> Iterator[Candidate]:
    if not any(state.detail is Detail.NO_SUPERVISOR for state in reckoning.states):
        return
    text = _("Alle i denne delen av utdanningen skal ha én personlig veileder.")
    step = Step(_("Få en personlig veileder"), text, _("Mangler nå"), approver(reckoning), "#krav")
    yield Candidate(reckoning.today, step)


def _missing_plan(reckoning: Reckoning) -> Iterator[Candidate]:
    if reckoning.plan is not None or reckoning.is_before_lis1:
        return
    text = _("Uten plan vet ingen hvilke tjenester som gjenstår.")
    who = approver(reckoning)
    step = Step(_("Få en utdanningsplan"), text, _("Mangler nå"), who, "#planen", moves=True)
    yield Candidate(reckoning.today, step)


def _waiting(reckoning: Reckoning) -> Iterator[Candidate]:
    """Objectives that have been sent, one step for each set and person who holds some."""
    for tally in reckoning.record.objectives:
        for name, number in tally.held_by:
            item = _line_of_set(reckoning, tally.objective_set)
            text = _waiting_text(tally.oldest_sent_on, item)
            title = _waiting_title(tally.objective_set, number)
            latest = item.latest if item is not None else None
            if latest is None:
                step = Step(title, text, _("Venter på svar"), plain(name), "#krav")
                yield Candidate(None, step)
            else:
                yield dated(
                    reckoning,
                    latest,
                    title,
                    text,
                    plain(name),
                    url="#krav",
                    moves=latest <= reckoning.today + SOON,
                )


def _waiting_text(sent_on: date | None, item: Item | None) -> str | None:
    parts = []
    if sent_on is not None:
        parts.append(_("Det eldste ble sendt %(day)s.", day=day(sent_on)))
    if item is not None and item.latest is not None:
        parts.append(_("Flytter ikke datoen før %(day)s.", day=day(item.latest)))
    return " ".join(parts) or None


def _line_of_set(reckoning: Reckoning, objective_set: str) -> Item | None:
    """The line of the projection that the set belongs to."""
    wanted = Kind.COMMON_OBJECTIVES if objective_set == "FKM" else Kind.OBJECTIVES
    return next(
        (
            item
            for item in reckoning.projection.items
            if item.state is not None
            and item.state.requirement.kind is wanted
            and item.latest is not None
        ),
        None,
    )


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


def _studies(reckoning: Reckoning) -> Iterator[Candidate]:
    if not reckoning.is_before_lis1:
        return
    expected = reckoning.record.degree_expected_on
    if reckoning.record.authorised_on is None and expected is not None:
        text = _("Fullført grad gir autorisasjon.")
        yield dated(reckoning, expected, _("Fullfør studiet"), text)
    start = reckoning.projection.lis1_start
    if start is None:
        return
    deadline = start.likely_deadline
    if deadline is not None and start.intake is not None:
        title = _("Søk LIS1 med start %(day)s", day=long_day(start.starts_on))
        text = _(
            "Fristen er ikke publisert hos oss. Sist vi så den, var den %(day)s.",
            day=long_day(start.intake.closes_on),
        )
        yield dated(reckoning, deadline, title, text, moves=True, about=True)


def _municipality(reckoning: Reckoning) -> Iterator[Candidate]:
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
    yield dated(
        reckoning,
        due,
        _("Få vite hvilken kommune det blir"),
        text,
        organisation_name(reckoning.record.organisation or _("sykehuset")),
    )


def _courses(reckoning: Reckoning) -> Iterator[Candidate]:
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
            yield dated(
                reckoning,
                course.starts_on,
                _("Ta kurset %(course)s", course=plain(course.name_nb)),
                _("Påmeldt."),
            )
        else:
            yield _sign_up(reckoning, course, course.starts_on)


def _sign_up(reckoning: Reckoning, course: CourseTaken, starts_on: date) -> Candidate:
    title = _("Meld på kurset %(course)s", course=plain(course.name_nb))
    item = reckoning.items.get(f"course:{course.course_key}")
    moves = item is not None and decides(reckoning, item)
    rule = reckoning.rule("course-signup-closes")
    closes = months_before(starts_on, int(rule.number)) if rule and rule.number else None
    begins = _("Kurset begynner %(day)s.", day=long_day(starts_on))
    if closes is None:
        return dated(reckoning, starts_on, title, begins, moves=moves)
    if closes < reckoning.today:
        text = begins + " " + _("Påmeldingen er trolig stengt. Spør om venteliste.")
        return dated(reckoning, starts_on, title, text, moves=moves)
    stops = _(
        "Påmeldingen stenger omtrent %(months)s måneder før.",
        months=in_words(int(rule.number)) if rule and rule.number else "",
    )
    return dated(reckoning, closes, title, f"{begins} {stops}", moves=moves, about=True)


def _next_service(reckoning: Reckoning) -> Iterator[Candidate]:
    service = next((s for s in reckoning.services if s.starts_on > reckoning.today), None)
    if service is None:
        return
    title = _("Begynn ny tjeneste: %(service)s", service=service_name(service))
    until = _(" til %(day)s", day=long_day(service.ends_on)) if service.ends_on else ""
    text = _("%(place)s%(until)s.", place=place_name(service), until=until)
    who = organisation_name(service.organisation)
    yield dated(reckoning, service.starts_on, title, text, who)


def _back_from_leave(reckoning: Reckoning) -> Iterator[Candidate]:
    ahead = [leave for leave in reckoning.leaves if leave.ends_on >= reckoning.today]
    if not ahead:
        return
    leave = ahead[0]
    if leave.starts_on > reckoning.today:
        text = _("Til og med %(day)s.", day=long_day(leave.ends_on))
        title = _("Planlagt permisjon begynner")
        yield dated(reckoning, leave.starts_on, title, text)
        return
    back = leave.ends_on + timedelta(days=1)
    now = reckoning.service_now
    where = name_and_place(now) if now else None
    yield dated(reckoning, back, _("Tilbake fra permisjon"), where)


def _supervision(reckoning: Reckoning) -> Iterator[Candidate]:
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
        yield Candidate(reckoning.today, step)
        return
    agreed = [talk.held_on for talk in record.talks if talk.held_on > reckoning.today]
    if agreed:
        yield dated(reckoning, min(agreed), _("Ha veiledningssamtale"), _("Avtalt."), guide)
        return
    held = [talk.held_on for talk in record.talks if talk.was_held(reckoning.today)]
    if held and max(held) < reckoning.today - TALK_AGE and reckoning.service_now is not None:
        text = _(
            "Forrige var %(day)s. Samtalene skal være faste; hvor ofte står ikke i kildene.",
            day=long_day(max(held)),
        )
        step = Step(_("Avtal veiledningssamtale"), text, _("Ingen frist"), guide)
        yield Candidate(None, step)
