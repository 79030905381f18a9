"""The requirements as a table: state in words, what there is, what it takes, and the source."""

from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction

from flask_babel import gettext as _

from app.services.my_pathway_plan import service_rows
from app.services.my_pathway_reckoning import Reckoning
from app.services.my_pathway_times import course_times, times_of
from app.services.my_pathway_view import RequirementGroup, RequirementRow, Requirements
from app.services.my_pathway_words import count, md
from app.services.pathways_facts import sources_of
from app.services.wording import amount_text, day, doubt, in_language, listed, plain
from pathways.requirement_conditions import OWN_POSTS_RULE
from pathways.requirement_courses import CourseNeed, CourseState, course_needs, folded
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
STARTS = frozenset({Detail.GIVEN, Detail.ORDER_BROKEN, Detail.ORDER_OPEN})
"""Details whose day is the day that something began or begins."""


def build_requirements(reckoning: Reckoning) -> Requirements:
    """Every requirement of this part of the path, and every course, by group."""
    rows: dict[str, list[RequirementRow]] = {
        name: [] for name in ("service", "courses", "learning", "all")
    }
    for state in reckoning.states:
        rows[_group_of(state.requirement.kind)].append(_row(reckoning, state))
    rows["courses"] += _course_rows(reckoning)
    rows["plan"] = service_rows(reckoning)
    names = {
        "plan": _("Tjenestene i planen"),
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
    times = times_of(reckoning, f"requirement:{requirement.key}")
    tags = [(_("avgjør"), "accent")] if times.decides else []
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
        times=times,
    )


def _remark(state: RequirementState, page_date: str | None) -> str | None:
    requirement = state.requirement
    parts = [page_date]
    if requirement.valid_from is not None:
        parts.append(_("gjelder fra %(day)s", day=day(requirement.valid_from)))
    if state.from_plan:
        parts.append(_("tallet er fra planen"))
    parts.extend(open_points(state))
    return ", ".join(part for part in parts if part) or None


def open_points(state: RequirementState) -> list[str]:
    """What no source settles about this requirement."""
    if state.detail is Detail.PLACE_UNCERTAIN:
        return [_("kilden sier ikke om tjenesten på stedet teller")]
    if state.detail is Detail.OLDER_SET:
        return [_("kilden sier ikke hvordan mål fra et eldre sett regnes over")]
    if state.detail is Detail.ORDER_OPEN and state.rule_key == OWN_POSTS_RULE:
        return [_("om rekkefølgen kan fravikes for egne LIS1-stillinger, er uavklart")]
    if state.detail is Detail.ORDER_OPEN:
        return [_("hvor mye fravær du kan ha i LIS1, er kildene uenige om")]
    return []


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
        Detail.ORDER_BROKEN: _("Begynner før sykehusåret er fullført"),
        Detail.ORDER_OPEN: _("Uavklart"),
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
    if state.detail in STARTS and state.since is not None:
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
    elif state.booked and state.unit == "procedures":
        parts.append(_("%(count)s begynt på", count=count(state.booked)))
    return ", ".join(part for part in (*parts, *beside_text(state)) if part)


def beside_text(state: RequirementState) -> list[str]:
    """What is there and not added, and what the last year lacks."""
    parts = []
    if state.not_counted:
        parts.append(_("%(months)s over grensen teller ikke", months=md(state.not_counted)))
    if state.unsure:
        parts.append(_("%(months)s som kanskje teller", months=md(state.unsure)))
    for name, approved in state.older:
        year = name.rpartition("-")[2]
        parts.append(_("%(count)s godkjent i settet fra %(year)s", count=approved, year=year))
    if state.last_year is not None and state.last_year.short_by:
        short = _amount(state.last_year.short_by, state.unit)
        parts.append(_("%(amount)s under snittet siste tolv måneder", amount=short))
    return parts


def _has_amount(value: Fraction, unit: str | None) -> str:
    if unit == "objectives":
        return _("%(count)s godkjent", count=count(value))
    if unit == "courses":
        return _("%(count)s tatt", count=count(value))
    if unit == "procedures":
        return _("%(count)s har fullt antall", count=count(value))
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
    plan = reckoning.plan.plan if reckoning.plan else None
    courses = reckoning.measures.courses
    needs = course_needs(reckoning.record, plan, courses) if plan else ()
    return [
        *(_course_row(reckoning, course) for course in _in_order(reckoning.record.courses)),
        *(_open_course_row(reckoning, need) for need in needs if need.state is CourseState.OPEN),
    ]


def _open_course_row(reckoning: Reckoning, need: CourseNeed) -> RequirementRow:
    name = plain(need.listed.name_nb)
    key = need.known.key if need.known else f"plan:{folded(need.listed.name_nb)}"
    row = _simple_row(name, "unknown", _("Ikke påmeldt"), "", _("nevnt i planen"))
    return replace(row, times=times_of(reckoning, f"course:{key}"))


def _in_order(courses: Iterable[CourseTaken]) -> list[CourseTaken]:
    return sorted(courses, key=lambda c: (c.starts_on is None, c.starts_on or 0, c.name_nb))


def _course_row(reckoning: Reckoning, course: CourseTaken) -> RequirementRow:
    mark, word = {
        AttendanceState.ATTENDED: ("done", _("Fullført")),
        AttendanceState.BOOKED: ("on_track", _("Påmeldt")),
        AttendanceState.PLANNED: ("unknown", _("Ikke påmeldt")),
    }[course.state]
    row = _simple_row(
        plain(course.name_nb),
        mark,
        word,
        course_days(course),
        _equivalent_text(course),
        is_done=course.state is AttendanceState.ATTENDED,
    )
    return replace(row, times=course_times(reckoning, course))


def _equivalent_text(course: CourseTaken) -> str | None:
    if not course.is_equivalent:
        return None
    if course.is_signed:
        return _("tilsvarende aktivitet, signert")
    return _("tilsvarende aktivitet, ikke signert ennå")


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
