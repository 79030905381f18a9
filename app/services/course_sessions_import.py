"""A list of sessions from an arranger: looked through in full, then kept in full or not at all.

Every row goes through the rules of the form. The first step shows what would be added and
changed; the second does the same again on what is stored then, and keeps it in one transaction.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from sqlmodel import Session

from app.actors import Actor
from app.exchange.course_list import COLUMNS, SESSIONS
from app.exchange.list_rows import ListRow, RowList, read_list, write_list
from app.services import course_session_form as forms
from app.services.course_registrations_seats import Moment
from app.services.course_session_form import FIELDS, SessionChoices, Standing, label_of
from app.services.course_sessions import is_locked, keep
from app.services.list_check import ListCheck, ListKept
from app.services.list_words import Mistake, fault_words
from app.services.logbook_form import Problem
from app.services.wording import day, plain
from app.store import courses as store
from app.store.courses import StoredSession
from pathways.types.courses import RegistrationState

SEATED = (RegistrationState.CONFIRMED, RegistrationState.ATTENDED)


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """What one row would do. `changes` are (label, now, new); empty for a new or equal session."""

    number: int
    title: str
    before: StoredSession | None
    values: Mapping[str, Any]
    changes: tuple[tuple[str, str, str], ...] = ()

    @property
    def is_new(self) -> bool:
        """Whether the row adds a session."""
        return self.before is None


def export_list(session: Session, actor: Actor, today: date) -> str:
    """The sessions ahead in the actor's regions, in the columns that an import reads."""
    regions = {int(key) for key, _name in forms.load_choices(session, actor).regions}
    sessions = store.list_sessions(session, ends_from=today, with_cancelled=False)
    return write_list(SESSIONS, (_cells(held) for held in sessions if held.region_id in regions))


def check_list(session: Session, actor: Actor, data: bytes, today: date) -> ListCheck[PlannedRow]:
    """Look a file through; six queries however long it is."""
    return _look_through(session, actor, read_list(data, SESSIONS), today)


def save_list(
    session: Session, actor: Actor, data: bytes, *, today: date, now: datetime
) -> ListKept | ListCheck[PlannedRow]:
    """Look the file through again and keep all of it; commits. The check when it has mistakes."""
    found = read_list(data, SESSIONS)
    for public_id in sorted({row.cells.get("public_id", "") for row in found.rows} - {""}):
        store.lock_session(session, public_id)
    check = _look_through(session, actor, found, today)
    if check.mistakes:
        session.rollback()
        return check
    moment = Moment(today, now, actor.person_id)
    for row in (*check.added, *check.changed):
        keep(session, row.before, row.values, moment)
    session.commit()
    return ListKept(len(check.added), len(check.changed))


@dataclass(frozen=True, slots=True)
class _Shelf:
    """What every row of the file is held against."""

    choices: SessionChoices
    stored: Mapping[str, StoredSession]
    seated: Mapping[str, int]
    same: frozenset[tuple[str, str, date]]
    today: date


def _look_through(
    session: Session, actor: Actor, found: RowList, today: date
) -> ListCheck[PlannedRow]:
    if found.fault is not None:
        return ListCheck(mistakes=(Mistake(None, None, fault_words(found, SESSIONS)),))
    shelf = _shelf(session, actor, found.rows, today)
    planned: list[PlannedRow] = []
    mistakes: list[Mistake] = []
    keys: set[str] = set()
    for row in found.rows:
        key = row.cells.get("public_id", "")
        if key and key in keys:
            text = _("Nøkkelen står i en rad over også. Skriv hver samling én gang.")
            mistakes.append(Mistake(row.number, COLUMNS["public_id"], text))
            continue
        keys.add(key)
        plan, wrong = _judge(row, shelf)
        mistakes += wrong
        if plan is not None:
            planned.append(plan)
            own = (
                plan.values["course_key"],
                plan.values["place"].lower(),
                plan.values["starts_on"],
            )
            shelf = replace(shelf, same=shelf.same | {own})
    return ListCheck(tuple(planned), tuple(mistakes))


def _shelf(session: Session, actor: Actor, rows: Sequence[ListRow], today: date) -> _Shelf:
    keys = {row.cells.get("public_id", "") for row in rows} - {""}
    stored = {held.public_id: held for held in store.list_sessions(session, public_ids=keys)}
    counts = store.count_states(session, keys)
    standing = store.list_sessions(session, ends_from=today, with_cancelled=False)
    return _Shelf(
        choices=forms.load_choices(session, actor),
        stored=stored,
        seated={key: sum(of.get(state, 0) for state in SEATED) for key, of in counts.items()},
        same=forms.same_of(standing),
        today=today,
    )


def _judge(row: ListRow, shelf: _Shelf) -> tuple[PlannedRow | None, list[Mistake]]:
    """What a row would do, or everything that is wrong with it."""
    before, wrong = _stored_of(row, shelf)
    if row.extra:
        wrong.append(Mistake(row.number, None, _("Raden har flere celler enn overskrifter.")))
    raw, unread = _raw_of(row, shelf, before)
    reading = forms.read(raw, shelf.choices, before)
    problems = [*unread, *(p for p in reading.problems if p.field not in {u.field for u in unread})]
    values: Mapping[str, Any] = reading.values
    if not problems and not wrong:
        changes = _changes(before, values, shelf.choices)
        if before is not None and not changes:
            return PlannedRow(row.number, _title(values, shelf), before, values), []
        locked = None if before is None else is_locked(before, shelf.today)
        if locked is not None:
            return None, [Mistake(row.number, None, _("%(why)s Den kan ikke endres.", why=locked))]
        problems = forms.check(values, _standing(before, shelf), shelf.today)
        if not problems:
            return PlannedRow(row.number, _title(values, shelf), before, values, changes), []
    wrong += [Mistake(row.number, COLUMNS[p.field], p.text) for p in problems]
    return None, wrong


def _stored_of(row: ListRow, shelf: _Shelf) -> tuple[StoredSession | None, list[Mistake]]:
    """The session that the row is about, and what is wrong with that."""
    key, version = row.cells.get("public_id", ""), row.cells.get("version", "")
    if not key:
        return None, []
    held = shelf.stored.get(key)
    regions = {each for each, _name in shelf.choices.regions}
    if held is None or str(held.region_id) not in regions:
        text = _("Ingen samling i helseregionen din har denne nøkkelen. La den stå tom for en ny.")
        return None, [Mistake(row.number, COLUMNS["public_id"], text)]
    if version and version != str(held.version):
        text = _(
            "Samlingen er endret etter at filen ble lastet ned. Nå er den: %(now)s.",
            now=_short(held),
        )
        return held, [Mistake(row.number, COLUMNS["version"], text)]
    return held, []


def _raw_of(
    row: ListRow, shelf: _Shelf, before: StoredSession | None
) -> tuple[dict[str, str], list[Problem]]:
    """The row as the text of a form: names of courses and regions become their keys.

    A column that the file does not have leaves what is stored as it is.
    """
    raw = {} if before is None else forms.to_raw(before)
    raw |= {name: row.cells[name] for name in FIELDS if name in row.cells}
    unread = []
    if before is None:
        course = _course_key(row, shelf)
        raw["course_key"] = course
        if not course:
            text = _("Kurset er ukjent. Skriv kurskoden, eller navnet slik det står i kurslisten.")
            unread.append(Problem("course_key", text))
    regions = {name.lower(): key for key, name in shelf.choices.regions}
    if row.cells.get("region_id"):
        raw["region_id"] = regions.get(row.cells["region_id"].lower(), "")
        if not raw["region_id"]:
            names = ", ".join(name for _key, name in shelf.choices.regions)
            unread.append(Problem("region_id", _("Skriv en av: %(names)s.", names=names)))
    elif not raw.get("region_id") and len(shelf.choices.regions) == 1:
        raw["region_id"] = shelf.choices.regions[0][0]
    return raw, unread


def _course_key(row: ListRow, shelf: _Shelf) -> str:
    """The course by its code, else by its name when only one has it; empty when unknown."""
    key, name = row.cells.get("course_key", ""), row.cells.get("course_name", "")
    if key:
        return key if key in {each for each, _name in shelf.choices.courses} else ""
    found = [each for each, text in shelf.choices.courses if text.lower() == name.lower()]
    return found[0] if len(found) == 1 else ""


def _standing(before: StoredSession | None, shelf: _Shelf) -> Standing:
    standing = Standing(same=shelf.same)
    if before is None:
        return standing
    standing = forms.without_session(standing, before)
    return replace(standing, seated=shelf.seated.get(before.public_id, 0))


def _changes(
    before: StoredSession | None, values: Mapping[str, Any], choices: SessionChoices
) -> tuple[tuple[str, str, str], ...]:
    if before is None:
        return ()
    stored = {name: getattr(before, name) for name in FIELDS}
    now = dict(forms.in_words(stored, choices.regions))
    new = dict(forms.in_words(values, choices.regions))
    changed = [label_of(name) for name in FIELDS if values[name] != stored[name]]
    return tuple((label, now[label], new[label]) for label in changed)


def _title(values: Mapping[str, Any], shelf: _Shelf) -> str:
    names = defaultdict(str, shelf.choices.courses)
    name = names[values["course_key"]] or values["course_key"]
    return f"{name}, {plain(values['place'])}, {day(values['starts_on'])}"


def _short(held: StoredSession) -> str:
    return f"{plain(held.place)}, {day(held.starts_on)}–{day(held.ends_on)}, {held.seats}"


def _cells(held: StoredSession) -> dict[str, str]:
    raw = forms.to_raw(held)
    return {
        **raw,
        "public_id": held.public_id,
        "course_name": held.course_name,
        "region_id": held.region or "",
    }
