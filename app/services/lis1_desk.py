"""The council's desk: the runs of one intake side by side, and one of them looked at closely."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import gettext as _
from sqlmodel import Session

from app.actors import Actor
from app.clock import OSLO
from app.db.tables import IntakeState, Lis1Change, Lis1Intake
from app.services import lis1_desk_opening as opening
from app.services import lis1_runs_read as read
from app.services.lis1_case import load_case
from app.services.lis1_conflicts import hidden_candidates
from app.services.lis1_desk_flow import FlowPart, flow_of
from app.services.lis1_desk_people import Names, PersonLine, lines_of, names_of
from app.services.lis1_desk_runs import Entry, RunLine, changes_words, line_of
from app.services.lis1_desk_stale import changed_since
from app.services.lis1_desk_steps import Step, steps_of
from app.services.lis1_runs import Judged, judge, lacks
from app.services.lis1_words import Words, letter, mechanism_name, mechanism_note
from app.services.start_pages import WORKER_SILENT_AFTER, Opening
from app.services.wording import day, in_words, moment, upper_first
from app.store import jobs
from app.store import lis1_desk as store
from app.store import lis1_runs as runs_store
from app.store.lis1 import StoredIntake
from app.store.lis1_desk import Decided, IntakeLine
from app.store.lis1_runs import RunRow
from rotations.lis1.results import Mechanism

SHOWN = 5
"""People in the table before "Vis alle"."""


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """A change by hand in words."""

    text: str
    reason: str
    when: str


@dataclass(frozen=True, slots=True)
class Chosen:
    """The run that is looked at."""

    public_id: str
    letter: str
    name: str
    flow: FlowPart
    people: tuple[PersonLine, ...]
    more: int
    """People that are not shown yet."""
    changes: tuple[ChangeLine, ...]
    last_change: int
    """Number of the newest change; an undo says which it saw."""
    changed: str
    """Without changes by hand, or how many."""
    stale: str
    """What has changed in the intake since, with the day of the run; empty: nothing."""
    waiting: int
    """People for whom it is being reckoned what would have changed it."""
    compare: tuple[str, str] | None
    """Another run to compare with: its id and letter."""


@dataclass(frozen=True, slots=True)
class Way:
    """One way to share out, in the form that asks for runs."""

    value: str
    name: str
    note: str
    is_run: bool
    """There is a run of it that still holds."""


@dataclass(frozen=True, slots=True)
class DeskPage:
    """Everything on the desk of one intake."""

    intake: Lis1Intake
    opening: Opening
    facts: tuple[str, ...]
    steps: tuple[Step, ...]
    caption: str
    lines: tuple[RunLine, ...]
    aside: tuple[RunLine, ...]
    chosen: Chosen | None
    ways: tuple[Way, ...]
    lacks: str | None
    can_run: bool
    can_change: bool
    is_running: bool
    worker_is_silent: bool

    @property
    def fewest(self) -> str:
        """The smallest group that is shown, in words."""
        return in_words(self.intake.fewest_shown)

    @property
    def intake_id(self) -> str:
        """The intake's public id, for the addresses on the page."""
        return self.intake.public_id


def load_desk(
    session: Session,
    actor: Actor,
    intake: Lis1Intake,
    *,
    run_id: str | None,
    shows_all: bool,
    today: date,
    now: datetime,
) -> DeskPage:
    """The desk of an intake with one run looked at: the one asked for, else the one decided on,
    else the first. The number of queries grows with the runs changed by hand alone."""
    assert intake.id is not None
    stored, case = load_case(session, intake.id)
    every = runs_store.list_runs(session, intake.id, with_hidden=True)
    rows = [each for each in every if not each.is_hidden]
    decision = store.find_decision(session, intake.id)
    is_decided = intake.state is IntakeState.DECIDED
    stale = {} if is_decided else changed_since(session, case, rows)
    chosen_row = _chosen(rows, run_id, decision)
    changes = runs_store.list_changes(session, [each.id for each in every])
    judged = {
        each.id: judge(session, each)
        for each in rows
        if each.is_done and (each.id in changes or each is chosen_row)
    }
    entries = [_entry(each, judged.get(each.id), stale) for each in rows]
    chosen = next((each for each in entries if each.row is chosen_row), None)
    is_drawn_up = chosen is not None and chosen.figures is not None
    missing = lacks(session, intake)
    return DeskPage(
        intake=intake,
        opening=opening.opening_of_run(chosen, entries, is_decided=is_decided)
        if chosen is not None and is_drawn_up
        else opening.opening_of_line(_line(stored)),
        facts=opening.facts_of(stored),
        steps=steps_of(stored, rows, decision, store.count_after(session, intake.id), today),
        caption=_caption(rows),
        lines=_lines(entries, chosen_row, stored),
        aside=_lines(_aside(every, intake.rules_id), None, stored),
        chosen=_looked_at(session, actor, stored, chosen, judged, rows, shows_all)
        if chosen is not None
        else None,
        ways=_ways(entries, stored),
        lacks=missing,
        can_run=intake.state is IntakeState.CLOSED and missing is None and decision is None,
        can_change=intake.state is IntakeState.CLOSED and decision is None,
        is_running=any(each.is_open for each in rows),
        worker_is_silent=_is_silent(session, now),
    )


def _chosen(rows: Sequence[RunRow], run_id: str | None, decision: Decided | None) -> RunRow | None:
    done = [each for each in rows if each.is_done]
    asked = next((each for each in done if each.public_id == run_id), None)
    decided = next((each for each in done if decision and each.id == decision.run_id), None)
    return asked or decided or next(iter(done), None)


def _entry(row: RunRow, judged: Judged | None, stale: dict[int, str]) -> Entry:
    found = judged.figures if judged else None
    if found is None and row.is_done and row.figures is not None:
        found = read.figures_of(row.figures)
    changes = len(judged.changes) if judged else 0
    return Entry(row, found, changes, stale.get(row.id, ""))


def _aside(rows: Sequence[RunRow], rules_id: int) -> list[Entry]:
    """Runs put aside by hand; trials of other rules belong to the rules' page."""
    return [
        _entry(each, None, {})
        for each in rows
        if each.is_hidden and each.is_done and each.rules_id == rules_id
    ]


def _lines(
    entries: Sequence[Entry], chosen: RunRow | None, stored: StoredIntake
) -> tuple[RunLine, ...]:
    return tuple(
        line_of(each, is_chosen=each.row is chosen, rules_number=stored.rules.number)
        for each in entries
    )


def _line(stored: StoredIntake) -> IntakeLine:
    active = [each for each in stored.candidates if each.withdrawn_on is None]
    return IntakeLine(stored.intake, len(active), sum(each.sent_at is not None for each in active))


def _caption(rows: Sequence[RunRow]) -> str:
    ways = len({each.mechanism for each in rows})
    if ways < 2:
        return _("Samme ønsker og plasser")
    return _("Samme ønsker og plasser, %(ways)s måter å fordele på", ways=in_words(ways))


def _ways(entries: Sequence[Entry], stored: StoredIntake) -> tuple[Way, ...]:
    fresh = {
        each.row.mechanism
        for each in entries
        if (each.row.is_open or (each.figures is not None and not each.stale))
        and each.row.rules_id == stored.rules.id
    }
    return tuple(
        Way(each.value, mechanism_name(each), mechanism_note(each), each in fresh)
        for each in Mechanism
    )


def _looked_at(
    session: Session,
    actor: Actor,
    stored: StoredIntake,
    entry: Entry,
    judged: dict[int, Judged],
    rows: Sequence[RunRow],
    shows_all: bool,
) -> Chosen | None:
    row = entry.row
    found = judged.get(row.id)
    if found is None:
        return None
    assert stored.intake.id is not None
    words = Words(found.intake)
    hidden = hidden_candidates(session, stored.intake.id, actor.person_id)
    names = names_of(stored, hidden)
    name = letter(row.number)
    shown = lines_of(found, names, words, None if shows_all else SHOWN)
    other = next((each for each in rows if each.is_done and each is not row), None)
    return Chosen(
        public_id=row.public_id,
        letter=name,
        name=mechanism_name(row.mechanism),
        flow=flow_of(found.intake, found.result, name),
        people=shown,
        more=len(found.reasons) - len(shown),
        changes=change_lines(session, found.changes, names, words),
        last_change=found.changes[-1].seq if found.changes else 0,
        changed=changes_words(len(found.changes))
        if found.changes
        else _("uten manuelle endringer"),
        stale=_stale(row, entry.stale),
        waiting=row.waiting,
        compare=(other.public_id, letter(other.number)) if other else None,
    )


def _stale(row: RunRow, what: str) -> str:
    if not what or row.finished_at is None:
        return ""
    on = day(row.finished_at.astimezone(OSLO))
    return _("Tallene er fra %(day)s. %(what)s er endret etterpå.", day=on, what=upper_first(what))


def change_lines(
    session: Session, rows: Sequence[Lis1Change], names: Names, words: Words
) -> tuple[ChangeLine, ...]:
    """Changes by hand in words, in the order they were made."""
    people = store.load_names(session, {each.by_id for each in rows if each.by_id}) if rows else {}
    return tuple(
        ChangeLine(
            change_text(each.candidate_key, each.seat_key, each.swap_with_key, names, words),
            each.reason,
            ", ".join(filter(None, (people.get(each.by_id or 0), moment(each.at)))),
        )
        for each in rows
    )


def change_text(key: str, seat: str | None, swap: str | None, names: Names, words: Words) -> str:
    """One change by hand in a sentence."""
    who = names.of(key)
    if seat is None:
        return _("%(who)s mister plassen.", who=who)
    if swap:
        return _(
            "%(who)s og %(other)s bytter plass: %(who)s får %(seat)s.",
            who=who,
            other=names.of(swap),
            seat=words.seat(seat),
        )
    return _("%(who)s får %(seat)s.", who=who, seat=words.seat(seat))


def _is_silent(session: Session, now: datetime) -> bool:
    seen = jobs.worker_seen_at(session)
    return seen is None or now - seen > WORKER_SILENT_AFTER
