"""Veiledning: what waits for one supervisor or leader, as cases; and what the person waits for."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from sqlmodel import Session

from app.actors import Actor
from app.services import knowledge, start_pages
from app.services.expected_dates import ExpectedDates
from app.services.reach import reach_of
from app.services.signing import ref_text
from app.services.signing_settings import load_rules
from app.services.signing_words import counted, identifiers_in_short, step_name
from app.services.start_pages import Opening
from app.services.talks import TalkLine, by_urgency, talk_line
from app.services.wording import day, figure, in_language, plain
from app.store import learning
from app.store import signing as store
from app.store import talks as talk_store
from app.store.record_batches import load_named
from app.store.signing import SignableRef, SignableRow
from pathways.signing import SignableKind, Step

MOST_TALKS = 8
"""Talks on the start page; the rest stand under Mine leger."""
MOST_NAMES = 3


@dataclass(frozen=True, slots=True)
class Names:
    """What sets, procedures and courses are called on the screen."""

    sets: dict[str, str]
    procedures: dict[str, str]
    courses: dict[str, str]


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing of a case."""

    ref: str
    name: str
    since: date | None


@dataclass(frozen=True, slots=True)
class Case:
    """Things of one kind from one doctor that wait together."""

    doctor_id: str
    doctor: str
    kind: SignableKind
    group: str
    title: str
    about: str
    since: date | None
    refs: str
    """As the form's checkbox carries them."""
    things: tuple[Thing, ...]


@dataclass(frozen=True, slots=True)
class PassedOn:
    """What one has signed and somebody else now holds."""

    title: str
    doctor: str
    holder: str
    since: date | None


@dataclass(frozen=True, slots=True)
class Desk:
    """The page of a supervisor or leader."""

    cases: tuple[Case, ...]
    talks: tuple[TalkLine, ...]
    more_talks: int
    passed_on: tuple[PassedOn, ...]


def load_desk(session: Session, actor: Actor, today: date) -> Desk:
    """Everything on the page; a fixed number of queries."""
    heads = talk_store.heads_of_supervisor(session, actor.person_id, today)
    rules = load_rules(session)
    lines = by_urgency([talk_line(head, rules, today) for head in heads])
    return Desk(
        cases=load_cases(session, actor),
        talks=lines[:MOST_TALKS],
        more_talks=max(0, len(lines) - MOST_TALKS),
        passed_on=_passed_on(store.list_passed_on(session, actor.person_id)),
    )


def opening(cases: tuple[Case, ...], today: date, moves_on: date | None = None) -> Opening:
    """The sentence of the page, and of the demo picker.

    `moves_on` is the first day that one of the cases moves a doctor's date (`first_day_moved`).
    """
    oldest = min((case.since for case in cases if case.since), default=None)
    return start_pages.supervisor(len(cases), oldest, today, moves_on=moves_on)


def first_day_moved(session: Session, cases: Iterable[Case], today: date) -> date | None:
    """The first expected day among the doctors whose objectives wait: until then they move
    nothing. None when no objective waits or no day is known."""
    doctors = {case.doctor_id for case in cases if case.kind is SignableKind.OBJECTIVE}
    if not doctors:
        return None
    dates = ExpectedDates(session, load_named(session, doctors), today)
    return min((on for doctor in doctors if (on := dates.of(doctor).day)), default=None)


def load_cases(session: Session, actor: Actor) -> tuple[Case, ...]:
    """What waits for the actor within reach, oldest first."""
    rows = store.list_held(session, actor.person_id, reach_of(session, actor))
    return cases_of(rows, load_names(session, rows))


def load_case(session: Session, actor: Actor, doctor_id: str, kind: str, group: str) -> Case | None:
    """One case with everything in it; None when nothing of it waits for the actor any more."""
    return next(
        (
            case
            for case in load_cases(session, actor)
            if (case.doctor_id, case.kind, case.group) == (doctor_id, kind, group)
        ),
        None,
    )


def load_chosen(session: Session, actor: Actor, refs: Iterable[SignableRef]) -> tuple[Case, ...]:
    """The chosen things as cases, of those that wait for the actor."""
    wanted = {(ref.kind, ref.id) for ref in refs}
    rows = [
        row
        for row in store.list_held(session, actor.person_id, reach_of(session, actor))
        if (row.ref.kind, row.ref.id) in wanted
    ]
    return cases_of(rows, load_names(session, rows))


def load_names(session: Session, rows: Iterable[SignableRow]) -> Names:
    """The words for what stands in the rows."""
    keys = {row.title for row in rows if row.ref.kind is SignableKind.PROCEDURE}
    bundle = knowledge.load_bundle(session)
    return Names(
        sets={
            "DEL1": _("Del 1"),
            "FKM": _("Felles kompetansemål"),
            "FKM-2019": _("Felles kompetansemål, utgaven fra 2019"),
            "FKM-2024": _("Felles kompetansemål, utgaven fra 2024"),
            **{
                each.code: in_language(each, "name") or each.code
                for each in bundle.knowledge.specialties
            },
        },
        procedures=learning.procedure_names(session, keys),
        courses={course.key: plain(course.name_nb) for course in bundle.courses},
    )


def cases_of(rows: Iterable[SignableRow], names: Names) -> tuple[Case, ...]:
    """The rows grouped by doctor, kind and set; the case that has waited longest first."""
    groups: dict[tuple[str, SignableKind, str], list[SignableRow]] = defaultdict(list)
    for row in rows:
        groups[row.doctor_id, row.ref.kind, row.group].append(row)
    cases = [_case(members, names) for members in groups.values()]
    return tuple(sorted(cases, key=lambda case: (case.since or date.max, case.doctor, case.kind)))


def thing_name(row: SignableRow, names: Names) -> str:
    """One thing: its identifier, its name, or the day of a talk."""
    if row.ref.kind is SignableKind.TALK and row.day is not None:
        return _("%(day)s, %(hours)s timer", day=day(row.day), hours=figure(row.amount or 0))
    if row.ref.kind is SignableKind.PROCEDURE:
        name = plain(names.procedures.get(row.title, row.title))
        return _("%(name)s (%(count)s)", name=name, count=figure(row.amount or 0))
    if row.ref.kind is SignableKind.COURSE:
        return names.courses.get(row.title, row.title)
    return plain(row.title)


def set_name(objective_set: str, names: Names) -> str:
    """What a set of objectives is called."""
    return names.sets.get(objective_set, objective_set)


def _case(members: list[SignableRow], names: Names) -> Case:
    rows = tuple(sorted(members, key=lambda row: (row.title, row.day or date.min, row.ref.id)))
    first = rows[0]
    return Case(
        doctor_id=first.doctor_id,
        doctor=plain(first.doctor),
        kind=first.ref.kind,
        group=first.group,
        title=counted(first.ref.kind, len(rows)),
        about=_about(rows, names),
        since=min((row.item.sent_on for row in rows if row.item.sent_on), default=None),
        refs=",".join(ref_text(row.ref) for row in rows),
        things=tuple(
            Thing(ref_text(row.ref), thing_name(row, names), row.item.sent_on) for row in rows
        ),
    )


def _about(rows: tuple[SignableRow, ...], names: Names) -> str:
    if rows[0].ref.kind is SignableKind.OBJECTIVE:
        return _(
            "%(set)s: %(identifiers)s",
            set=set_name(rows[0].group, names),
            identifiers=identifiers_in_short([plain(row.title) for row in rows]),
        )
    found = list(dict.fromkeys(thing_name(row, names) for row in rows))
    text = "; ".join(found[:MOST_NAMES])
    left = len(found) - MOST_NAMES
    return text if left <= 0 else _("%(shown)s og %(left)s til", shown=text, left=left)


def _step_of(row: SignableRow) -> Step | None:
    """The step that is waited for; by the holder where none is noted."""
    held_by, parties = row.item.held_by, row.parties
    by_holder = next((step for step in Step if parties.of(step) == held_by), None)
    return row.item.waits_for or by_holder


def _passed_on(rows: Iterable[SignableRow]) -> tuple[PassedOn, ...]:
    groups: dict[tuple[str, SignableKind, str], list[SignableRow]] = defaultdict(list)
    for row in rows:
        groups[row.doctor_id, row.ref.kind, row.holder or ""].append(row)
    found = []
    for (_doctor, kind, holder), members in groups.items():
        step = _step_of(members[0])
        title = counted(kind, len(members))
        if step is not None:
            title = _("%(what)s hos %(step)s", what=title, step=step_name(step))
        since = min((row.item.sent_on for row in members if row.item.sent_on), default=None)
        found.append(PassedOn(title, plain(members[0].doctor), plain(holder), since))
    return tuple(sorted(found, key=lambda one: (one.since or date.max, one.doctor)))
