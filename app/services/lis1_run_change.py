"""A change by hand of what a run gave: what can be chosen, what it would do, saving and undoing.

Nothing is saved before its effect has been shown. Refused: what breaks a rule of the intake, what
touches a case or a place that the member has a conflict over, and any change once a decision is
open or made.
"""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlmodel import Session

from app.actors import Actor
from app.db.tables import Lis1Change, Lis1Intake
from app.exchange.project_files import plain
from app.services.lis1_conflicts import blocked_places
from app.services.lis1_desk import change_text
from app.services.lis1_run_compare import MovedGroup, groups_of
from app.services.lis1_run_page import Seen, is_open_to_change, see
from app.services.lis1_runs import changed, log
from app.services.lis1_words import fault_words, town
from app.services.wording import in_words
from app.store import lis1_runs as store
from app.store.lis1_runs import RunRow
from rotations.lis1 import manual
from rotations.lis1.check import Blocking
from rotations.lis1.results import How, ManualChange

NONE, SEAT, SWAP = "ingen", "plass:", "bytte:"
"""What the form's one choice begins with: no seat, another seat, a swap."""
LONGEST = 1000

Option = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Choices:
    """What can be chosen for one candidate."""

    people: tuple[Option, ...]
    key: str
    has: str
    groups: tuple[tuple[str, tuple[Option, ...]], ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """What a change would do."""

    text: str
    groups: tuple[MovedGroup, ...]
    new_pairs: tuple[str, ...]
    gone: str


@dataclass(frozen=True, slots=True)
class Tried:
    """A change that was tried: its effect, or why it cannot be made."""

    wanted: ManualChange
    effect: manual.Effect | None
    refused: tuple[str, ...] = ()


def choices(seen: Seen, key: str) -> Choices:
    """Everybody who may be moved; and where one of them may go."""
    fixed = {each.candidate for each in seen.judged.intake.preplacements}
    free = [
        each
        for each in seen.judged.intake.candidates
        if each.key not in fixed and each.key not in seen.names.hidden
    ]
    people = tuple((each.key, seen.names.of(each.key)) for each in free)
    candidate = next((each for each in free if each.key == key), None)
    if candidate is None:
        return Choices(tuple(sorted(people, key=lambda each: each[1])), "", "", ())
    result, words = seen.judged.result, seen.words
    taken = Counter(result.seats.values())
    mine = result.seats.get(key)
    wishes = [each for each in candidate.wishes if each != mine]
    empty = [each for each in wishes if taken[each] < words.seats[each].places]
    full = [each for each in wishes if each not in empty]
    lists = {each.key: each.wishes for each in seen.judged.intake.candidates}
    ranks = {each: rank for rank, each in enumerate(candidate.wishes, 1)}

    def seats(keys: list[str]) -> tuple[Option, ...]:
        return tuple((f"{SEAT}{each}", f"{ranks[each]}. {words.seat(each)}") for each in keys)

    swaps = tuple(
        (f"{SWAP}{each.candidate}", f"{names}, {words.seat(each.seat)}")
        for each in result.placed
        if each.seat in wishes
        and (mine is None or mine in lists[each.candidate])
        and each.how is not How.PREPLACED
        and each.candidate not in seen.names.hidden
        for names in (seen.names.of(each.candidate),)
    )
    groups = (
        (_("Ledige plasser på ønskelista"), seats(empty)),
        (_("Bytte plass med"), swaps),
        (_("Fulle plasser på ønskelista"), seats(full)),
        (_("Uten plass"), ((NONE, _("Ta plassen bort")),) if mine else ()),
    )
    return Choices(
        tuple(sorted(people, key=lambda each: each[1])),
        key,
        words.seat(mine) if mine else _("ingen plass"),
        tuple(each for each in groups if each[1]),
    )


def wanted_of(seen: Seen, key: str, choice: str, reason: str) -> ManualChange | None:
    """What a form asks for; None when the choice cannot be read."""
    if choice == NONE:
        return ManualChange(key, None, reason)
    if choice.startswith(SEAT):
        return ManualChange(key, choice.removeprefix(SEAT), reason)
    other = choice.removeprefix(SWAP)
    seat = seen.judged.result.seats.get(other)
    if not choice.startswith(SWAP) or seat is None:
        return None
    return ManualChange(key, seat, reason, swap_with=other)


def attempt(
    session: Session, actor: Actor, intake: Lis1Intake, seen: Seen, wanted: ManualChange
) -> Tried:
    """Try a change without saving it. The reason may still be missing."""
    wrong = _not_now(session, intake) or _conflicts(session, actor, seen, wanted)
    if wrong:
        return Tried(wanted, None, wrong)
    filled = replace(wanted, reason=wanted.reason.strip() or "-")
    found = manual.change(seen.judged.intake, seen.judged.result, filled)
    if isinstance(found, manual.Refused):
        said = fault_words(found.faults) or [_("Legen har denne plassen allerede.")]
        return Tried(wanted, None, tuple(said))
    return Tried(wanted, found)


def _not_now(session: Session, intake: Lis1Intake) -> tuple[str, ...]:
    if is_open_to_change(session, intake):
        return ()
    return (
        _("En kjøring ligger til vedtak eller er vedtatt. Da kan ingen plasser endres for hånd."),
    )


def _conflicts(
    session: Session, actor: Actor, seen: Seen, wanted: ManualChange, back_to: str | None = None
) -> tuple[str, ...]:
    """Cases and places that the member has stepped back from; `back_to` is one more seat."""
    people = {wanted.candidate, wanted.swap_with}
    if not seen.names.hidden.isdisjoint(people):
        return (_("Du har meldt deg inhabil for en av legene."),)
    assert seen.stored.intake.id is not None
    places = blocked_places(session, seen.stored.intake.id, actor.person_id)
    touched = {wanted.seat, back_to, seen.judged.result.seats.get(wanted.candidate)}
    stepped_back = {
        place
        for seat in seen.stored.seats
        if seat.key in touched
        for place in (seat.hospital_id, seat.municipality_id)
        if place in places
    }
    return tuple(
        _(
            "Du har meldt deg inhabil for %(place)s og kan ikke endre plasser der.",
            place=town(seen.stored.places[place]),
        )
        for place in sorted(stepped_back)
    )


def shown(seen: Seen, tried: Tried) -> Shown | None:
    """The effect of a change in words; None when it is refused."""
    effect, wanted = tried.effect, tried.wanted
    if effect is None:
        return None
    gone = len(effect.gone_pairs)
    return Shown(
        change_text(wanted.candidate, wanted.seat, wanted.swap_with, seen.names, seen.words),
        groups_of(effect.comparison, seen.names, seen.words),
        tuple(_pair(seen, each) for each in effect.new_pairs),
        ngettext(
            "Ett par som heller ville hatt hverandre, blir borte.",
            "%(words)s par som heller ville hatt hverandre, blir borte.",
            gone,
            words=in_words(gone),
        )
        if gone
        else "",
    )


def _pair(seen: Seen, pair: Blocking) -> str:
    wants, why = seen.words.pair(pair)
    who = ", ".join(seen.names.of(key) for key in pair.candidates)
    return _("%(who)s ville heller hatt %(wants)s. %(why)s", who=who, wants=wants, why=why)


def save(
    session: Session,
    actor: Actor,
    intake: Lis1Intake,
    row: RunRow,
    wanted: ManualChange,
    last_seen: int,
    *,
    now: datetime,
) -> tuple[str, ...]:
    """Keep a change with its effect, and commit; or why it was not kept. Held against others."""
    store.lock_run(session, row.id)
    seen = see(session, actor, intake, row)
    if not wanted.reason.strip():
        session.rollback()
        return (_("Skriv en begrunnelse. Den står i protokollen."),)
    if last_change(seen) != last_seen:
        session.rollback()
        return (_("Noen har endret kjøringen imens. Se på virkningen en gang til."),)
    tried = attempt(session, actor, intake, seen, wanted)
    if tried.effect is None:
        session.rollback()
        return tried.refused
    moved = tried.effect.comparison.moved
    session.add(
        Lis1Change(
            run_id=row.id,
            seq=store.next_seq(session, row.id),
            candidate_key=wanted.candidate,
            seat_key=wanted.seat,
            swap_with_key=wanted.swap_with,
            reason=wanted.reason.strip()[:LONGEST],
            effect={
                "moved": [plain(each) for each in moved],
                "new_pairs": [plain(each) for each in tried.effect.new_pairs],
                "gone_pairs": [plain(each) for each in tried.effect.gone_pairs],
            },
            by_id=actor.person_id,
            at=now,
        )
    )
    details: dict[str, object] = {
        "run": row.number,
        "candidate": wanted.candidate,
        "seat": wanted.seat,
        "swap": wanted.swap_with,
    }
    log(session, actor, intake, "lis1.change_made", details, now)
    session.commit()
    return ()


def undo(
    session: Session,
    actor: Actor,
    intake: Lis1Intake,
    row: RunRow,
    last_seen: int,
    *,
    now: datetime,
) -> tuple[str, ...]:
    """Undo the last change by hand, and commit; or why it was not undone."""
    store.lock_run(session, row.id)
    seen = see(session, actor, intake, row)
    if last_change(seen) != last_seen or not seen.judged.changes:
        session.rollback()
        return (_("Noen har endret kjøringen imens. Se på den en gang til."),)
    last = seen.judged.changes[-1]
    wanted = ManualChange(last.candidate_key, last.seat_key, last.reason, last.swap_with_key)
    before = changed(seen.judged.intake, seen.judged.first, seen.judged.changes[:-1])
    back_to = before.seats.get(last.candidate_key)
    wrong = _not_now(session, intake) or _conflicts(session, actor, seen, wanted, back_to)
    if wrong:
        session.rollback()
        return wrong
    last.undone_at, last.undone_by_id = now, actor.person_id
    session.add(last)
    details: dict[str, object] = {"run": row.number, "candidate": last.candidate_key}
    log(session, actor, intake, "lis1.change_undone", details, now)
    session.commit()
    return ()


def last_change(seen: Seen) -> int:
    """The number of the newest change that holds; 0 when there is none."""
    return seen.judged.changes[-1].seq if seen.judged.changes else 0
