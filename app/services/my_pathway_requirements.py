"""The requirements as a table: state in words, what there is, what it takes, and the source."""

from collections.abc import Iterable
from fractions import Fraction

from flask_babel import gettext as _

from app.services.my_pathway_reckoning import Reckoning
from app.services.my_pathway_view import RequirementGroup, RequirementRow, Requirements
from app.services.my_pathway_words import count, md
from app.services.pathways_facts import sources_of
from app.services.wording import amount_text, day, doubt, in_language, listed, plain
from pathways.requirement_state import Detail, RequirementState, State
from pathways.types.knowledge import RequirementKind as Kind
from pathways.types.record import AttendanceState, CourseTaken

MARKS = {
    State.DONE: "done",
    State.ON_TRACK: "on_track",
    State.WAITING: "on_track",
    State.MISSING: "late",
    State.UNKNOWN: "unknown",
    State.NOT_STARTED: "unknown",
}


def build_requirements(reckoning: Reckoning) -> Requirements:
    """Every requirement of this part of the path, and every course, by group."""
    rows: dict[str, list[RequirementRow]] = {
        name: [] for name in ("service", "courses", "learning", "all")
    }
    for state in reckoning.states:
        rows[_group_of(state.requirement.kind)].append(_row(reckoning, state))
    rows["courses"] += _course_rows(reckoning)
    names = {
        "service": _("Tjeneste"),
        "courses": _("Kurs"),
        "learning": _("Læringsmål og veiledning"),
        "all": _("Samlet"),
    }
    groups = (RequirementGroup(name, tuple(rows[key])) for key, name in names.items())
    return Requirements(tuple(group for group in groups if group.rows))


def _group_of(kind: Kind) -> str:
    if kind in (Kind.SERVICE, Kind.ORDER, Kind.EMPLOYMENT):
        return "service"
    if kind is Kind.COURSES:
        return "courses"
    if kind in (Kind.MINIMUM_TOTAL, Kind.APPROVAL, Kind.LICENCE):
        return "all"
    return "learning"


def _row(reckoning: Reckoning, state: RequirementState) -> RequirementRow:
    requirement = state.requirement
    sources = sources_of(reckoning.knowledge)
    tags = []
    if not requirement.compulsory:
        tags.append((_("anbefalt"), ""))
    if doubt_word := doubt(requirement.status):
        tags.append((doubt_word, "warn"))
    return RequirementRow(
        name=in_language(requirement, "name") or requirement.key,
        note=in_language(requirement, "note"),
        state="at_risk" if state.detail is Detail.BEHIND_AVERAGE else MARKS[state.state],
        word=state_word(state),
        has=has_text(state),
        needs=needs_text(state),
        source=sources.ref(requirement.source_key),
        remark=_remark(state, sources.page_date(requirement.source_key)),
        tags=tuple(tags),
        is_done=state.is_done,
    )


def _remark(state: RequirementState, page_date: str | None) -> str | None:
    requirement = state.requirement
    parts = [page_date]
    if requirement.valid_from is not None:
        parts.append(_("gjelder fra %(day)s", day=day(requirement.valid_from)))
    if state.from_plan:
        parts.append(_("tallet er fra planen"))
    return ", ".join(part for part in parts if part) or None


def state_word(state: RequirementState) -> str:
    """The word beside the mark."""
    special = {
        Detail.HAS_SUPERVISOR: _("I orden"),
        Detail.GIVEN: _("I orden"),
        Detail.BOOKED: _("Planlagt"),
        Detail.NO_SUPERVISOR: _("Mangler veileder"),
        Detail.BEHIND_AVERAGE: _("Under snittet"),
        Detail.UP_TO_AVERAGE: _("I rute"),
        Detail.NOT_PLANNED: _("Ikke planlagt"),
        Detail.NOT_DUE: _("Ikke aktuelt ennå"),
        Detail.NOT_RECORDED: _("Føres ikke her"),
        Detail.PLACE_NOT_RECORDED: _("Føres ikke her"),
    }
    if state.detail is Detail.EXPECTED and state.since is not None:
        return _("Ventes %(day)s", day=day(state.since))
    if state.detail is Detail.WITH_SOMEBODY and not state.is_done:
        return _("%(count)s til godkjenning", count=count(state.booked))
    if state.detail in special and not (
        state.detail is Detail.NOT_DUE and state.state is State.ON_TRACK
    ):
        return special[state.detail]
    return {
        State.DONE: _("Fullført"),
        State.ON_TRACK: _("Underveis"),
        State.WAITING: _("Venter"),
        State.MISSING: _("Mangler"),
        State.UNKNOWN: _("Ukjent"),
        State.NOT_STARTED: _("Ikke begynt"),
    }[state.state]


def has_text(state: RequirementState) -> str:
    """What there is: figures, names or a day; empty when there is nothing to say."""
    if state.detail is Detail.HAS_SUPERVISOR:
        return listed([plain(name) for name, _number in state.holders])
    if state.detail is Detail.GIVEN and state.since is not None:
        return _("fra %(day)s", day=day(state.since))
    if state.detail is Detail.BOOKED and state.has is None and state.since is not None:
        return _("fra %(day)s", day=day(state.since))
    only_booked = state.detail is Detail.BOOKED and bool(state.booked) and not state.has
    parts = [] if state.has is None or only_booked else [_has_amount(state.has, state.unit)]
    if state.detail is Detail.WITH_SOMEBODY:
        parts.append(_waiting_text(state))
    elif state.booked and state.unit == "months":
        parts.append(_("%(months)s planlagt", months=md(state.booked)))
    elif state.booked and state.unit == "courses":
        parts.append(_("%(count)s påmeldt eller planlagt", count=count(state.booked)))
    elif state.booked and state.unit == "objectives":
        parts.append(_("%(count)s påbegynt", count=count(state.booked)))
    return ", ".join(part for part in parts if part)


def _has_amount(value: Fraction, unit: str | None) -> str:
    if unit == "objectives":
        return _("%(count)s godkjent", count=count(value))
    if unit == "courses":
        return _("%(count)s tatt", count=count(value))
    return _amount(value, unit)


def _waiting_text(state: RequirementState) -> str:
    names = listed(
        [_("%(count)s hos %(name)s", count=n, name=plain(name)) for name, n in state.holders]
    )
    if state.since is None:
        return names
    return _("%(who)s, eldste sendt %(day)s", who=names, day=day(state.since))


def needs_text(state: RequirementState) -> str:
    """What it takes; unknown is said, a condition without a figure is left empty."""
    counted = state.requirement.kind in (
        *(Kind.SERVICE, Kind.OBJECTIVES, Kind.COMMON_OBJECTIVES, Kind.COURSES, Kind.PROCEDURES),
        *(Kind.GROUP_GUIDANCE, Kind.MINIMUM_TOTAL),
    )
    if state.needs is None:
        if state.requirement.amount is not None and counted:
            return _amount(Fraction(str(state.requirement.amount)), state.requirement.unit)
        return _("antall ikke oppgitt") if counted else ""
    if state.requirement.kind is Kind.SUPERVISION:
        return _("%(amount)s til nå", amount=_amount(state.needs, state.unit))
    return _amount(state.needs, state.unit)


def _amount(value: Fraction, unit: str | None) -> str:
    if unit == "months":
        return md(value)
    if unit in ("hours", "hours_per_year"):
        return amount_text(float(value), unit)
    return count(value)


# Courses, one by one


def _course_rows(reckoning: Reckoning) -> list[RequirementRow]:
    """Recorded courses, and those of the plan that nothing is recorded about."""
    taken = reckoning.record.courses
    known = {_folded(course.name_nb) for course in taken}
    plan = reckoning.plan.plan if reckoning.plan else None
    listed_only = [
        course for course in (plan.courses if plan else ()) if _folded(course.name_nb) not in known
    ]
    return [
        *(_course_row(course) for course in _in_order(taken)),
        *(
            _simple_row(
                plain(course.name_nb), "unknown", _("Ikke påmeldt"), "", _("nevnt i planen")
            )
            for course in listed_only
        ),
    ]


def _folded(name: str) -> str:
    """A name to compare by: providers write the same course with other dashes and commas."""
    return "".join(letter for letter in name.casefold() if letter.isalnum())


def _in_order(courses: Iterable[CourseTaken]) -> list[CourseTaken]:
    return sorted(courses, key=lambda c: (c.starts_on is None, c.starts_on or 0, c.name_nb))


def _course_row(course: CourseTaken) -> RequirementRow:
    mark, word = {
        AttendanceState.ATTENDED: ("done", _("Fullført")),
        AttendanceState.BOOKED: ("on_track", _("Påmeldt")),
        AttendanceState.PLANNED: ("unknown", _("Ikke påmeldt")),
    }[course.state]
    return _simple_row(
        plain(course.name_nb),
        mark,
        word,
        course_days(course),
        is_done=course.state is AttendanceState.ATTENDED,
    )


def course_days(course: CourseTaken) -> str:
    """When a course is, as far as the record says."""
    if course.starts_on is None:
        return _("dato ikke oppgitt") if course.state is not AttendanceState.ATTENDED else ""
    if course.ends_on is None or course.ends_on == course.starts_on:
        return day(course.starts_on)
    return f"{day(course.starts_on)}–{day(course.ends_on)}"


def _simple_row(
    name: str, mark: str, word: str, has: str, remark: str | None = None, *, is_done: bool = False
) -> RequirementRow:
    return RequirementRow(
        name=name,
        note=None,
        state=mark,
        word=word,
        has=has,
        needs="",
        source=None,
        remark=remark,
        tags=(),
        is_done=is_done,
    )
