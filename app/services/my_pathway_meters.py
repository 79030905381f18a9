"""«Hvor langt du er kommet»: service, objectives, courses and guidance in figures."""

from collections.abc import Iterator
from fractions import Fraction

from flask_babel import gettext as _
from flask_babel import ngettext

from app.services.my_pathway_reckoning import Reckoning
from app.services.my_pathway_view import Meter
from app.services.my_pathway_words import count, months, objectives_in_words
from app.services.wording import listed, plain, upper_first
from pathways.requirement_state import Detail, RequirementState
from pathways.types.knowledge import RequirementKind as Kind
from pathways.types.record import AttendanceState
from pathways.worktime import template_of


def build_meters(reckoning: Reckoning) -> tuple[Meter, ...]:
    """Bars where there is something to measure by, figures alone where the sources have none."""
    if reckoning.is_before_lis1:
        return ()
    return (
        *_service(reckoning),
        *_objectives(reckoning),
        *_courses(reckoning),
        *_supervision(reckoning),
        *_group_guidance(reckoning),
    )


def meters_note(reckoning: Reckoning) -> str | None:
    """Who holds what has been sent."""
    held: dict[str, int] = {}
    for tally in reckoning.record.objectives:
        for name, number in tally.held_by:
            held[name] = held.get(name, 0) + number
    if not held:
        return None
    who = listed([plain(name) for name in sorted(held)])
    total = sum(held.values())
    text = ngettext(
        "%(words)s læringsmål ligger hos %(who)s.",
        "%(words)s læringsmål ligger hos %(who)s.",
        total,
        words=objectives_in_words(total),
        who=who,
    )
    return upper_first(text)


def _service(reckoning: Reckoning) -> Iterator[Meter]:
    times = reckoning.times[-1:] if reckoning.is_in_part23 else reckoning.times
    has = sum((time.months for time in times), Fraction(0))
    needs = sum((time.phase.months for time in times), Fraction(0))
    label = _("Tjeneste i del 2 og 3") if reckoning.is_in_part23 else _("Tjeneste i LIS1")
    text = _("*%(has)s* av %(needs)s md.", has=months(has), needs=months(needs))
    yield Meter(label, text, float(min(has, needs)), float(needs))


def _objectives(reckoning: Reckoning) -> Iterator[Meter]:
    """One bar for each set that the record counts or this part of the path asks for."""
    wanted = {
        "DEL1": _of(reckoning, Kind.OBJECTIVES, "part1_complete"),
        "FKM": _of(reckoning, Kind.COMMON_OBJECTIVES),
    }
    if reckoning.record.specialty and reckoning.is_in_part23:
        wanted[reckoning.record.specialty] = _of(reckoning, Kind.OBJECTIVES, "part3")
    labels = {"DEL1": _("Kliniske læringsmål i del 1"), "FKM": _("Felles kompetansemål")}
    for name, state in wanted.items():
        if state is None or state.detail is Detail.STAGE_PASSED or state.has is None:
            continue
        label = labels.get(name, _("Læringsmål i faget"))
        if state.needs is None:
            text = _("*%(has)s* godkjent, antall ikke oppgitt", has=count(state.has))
            yield Meter(label, text)
        else:
            text = _("*%(has)s* av %(needs)s", has=count(state.has), needs=count(state.needs))
            yield Meter(label, text, float(min(state.has, state.needs)), float(state.needs))


def _courses(reckoning: Reckoning) -> Iterator[Meter]:
    """No bar: courses are recommended, so that no number of them is the whole."""
    courses = reckoning.record.courses
    if not courses:
        return
    attended = sum(course.state is AttendanceState.ATTENDED for course in courses)
    booked = sum(course.state is AttendanceState.BOOKED for course in courses)
    text = _("*%(attended)s* tatt, %(booked)s påmeldt", attended=attended, booked=booked)
    yield Meter(_("Kurs"), text)


def _supervision(reckoning: Reckoning) -> Iterator[Meter]:
    talks = [talk for talk in reckoning.record.talks if talk.was_held(reckoning.today)]
    hours = sum((Fraction(str(talk.hours)) for talk in talks), Fraction(0))
    state = _of(reckoning, Kind.SUPERVISION)
    if state is not None and state.needs:
        has = state.has or Fraction(0)
        text = _(
            "*%(has)s* timer, snittet tilsier %(needs)s", has=count(has), needs=count(state.needs)
        )
        yield Meter(
            _("Veiledning, individuell"), text, float(min(has, state.needs)), float(state.needs)
        )
    elif talks:
        text = ngettext(
            "*%(hours)s* timer i %(num)s samtale",
            "*%(hours)s* timer i %(num)s samtaler",
            len(talks),
            hours=count(hours),
        )
        yield Meter(_("Veiledning, individuell"), text)


def _group_guidance(reckoning: Reckoning) -> Iterator[Meter]:
    for state in reckoning.states:
        if state.requirement.kind is not Kind.GROUP_GUIDANCE or state.requirement.inside_service:
            continue
        if state.unit == "months" and state.needs and state.has is not None:
            text = _("*%(has)s* av %(needs)s md.", has=months(state.has), needs=months(state.needs))
            yield Meter(
                _("Gruppeveiledning"), text, float(min(state.has, state.needs)), float(state.needs)
            )


def _of(reckoning: Reckoning, kind: Kind, template: str | None = None) -> RequirementState | None:
    """The state of the first requirement of a kind, at one template when it is named."""
    return next(
        (
            state
            for state in reckoning.states
            if state.requirement.kind is kind
            and template in (None, template_of(state.requirement.stage))
        ),
        None,
    )
