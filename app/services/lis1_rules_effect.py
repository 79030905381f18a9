"""What a proposal to change the rules would do to the last intake that was drawn.

Every way is run by the worker under the rules that were in force for that intake and under the
proposal, on the same intake; here the two are compared. Nothing here shares out anything.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from flask_babel import gettext as _
from sqlmodel import Session

from app.actors import Actor
from app.db.tables import Lis1Intake, Lis1Rules, RunState
from app.exchange.lis1_files import input_hash
from app.exchange.project_files import plain
from app.services import lis1_runs, lis1_runs_read
from app.services.lis1_candidates_edit import genders
from app.services.lis1_case import load_case, rules_of
from app.services.lis1_conflicts import hidden_candidates
from app.services.lis1_draw_state import is_drawn
from app.services.lis1_runs import NotReadyError
from app.services.lis1_words import Words, mechanism_name, town
from app.store import lis1_access
from app.store import lis1_rules as store
from app.store import lis1_runs as run_store
from app.store.lis1_rules import EffectRun
from rotations.lis1.compare import Comparison, Moved, Turned, compare
from rotations.lis1.draw import order_of
from rotations.lis1.figures import hidden_names
from rotations.lis1.results import Mechanism, Result
from rotations.lis1.types import Intake

COUNTS_IN_RULES = ("text", "criteria", "any_remaining")
"""What of a proposal must be as it was when its effect was run."""


class EffectState(StrEnum):
    """Whether the effect can be seen."""

    NO_INTAKE = "no_intake"
    """No intake of the council has been drawn: there is nothing to show it on."""
    HIDDEN = "hidden"
    """The member has stepped back from that intake."""
    NOT_ASKED = "not_asked"
    WAITING = "waiting"
    STALE = "stale"
    """The proposal, or the intake, has been changed since it was run."""
    FAILED = "failed"
    SHOWN = "shown"


@dataclass(frozen=True, slots=True)
class MovedRow:
    """Somebody who would have had something else. A hidden one has neither key nor seats."""

    key: str
    number: int | None
    gains: bool
    loses: bool
    before: str
    after: str
    is_hidden: bool = False


@dataclass(frozen=True, slots=True)
class CountRow:
    """One hospital, municipality or group; None where there are too few to be shown."""

    name: str
    gains: int | None
    loses: int | None


@dataclass(frozen=True, slots=True)
class CountTable:
    """One kind of group."""

    title: str
    rows: tuple[CountRow, ...]


@dataclass(frozen=True, slots=True)
class WayEffect:
    """One way to share out, before and after."""

    name: str
    gains: int
    loses: int
    other: int
    """Have another seat that their list does not tell apart."""
    unchanged: int
    moved: tuple[MovedRow, ...]
    tables: tuple[CountTable, ...]


@dataclass(frozen=True, slots=True)
class Effect:
    """The effect of a proposal on the last drawn intake."""

    state: EffectState
    intake_name: str = ""
    rules_then: int | None = None
    """Number of the version that was in force for the intake."""
    done: int = 0
    total: int = 0
    asked_at: datetime | None = None
    ways: tuple[WayEffect, ...] = ()
    fewest_shown: int = 0


def last_drawn(session: Session, owner: int) -> Lis1Intake | None:
    """The council's intake with the latest start of those that have been drawn."""
    return next((each for each in store.list_intakes(session, owner) if is_drawn(each)), None)


def ask(session: Session, actor: Actor, rules: Lis1Rules, *, now: datetime) -> str | None:
    """Ask the worker to run both versions on the last drawn intake; commits.

    None when it was asked for, else why it could not be, in a sentence.
    """
    intake = last_drawn(session, rules.organisation_id)
    if intake is None or intake.id is None:
        return _("Ingen inntak er trukket ennå, så det er ingenting å vise virkningen på.")
    if lis1_access.has_stepped_back(session, intake.id, actor.person_id):
        return _("Du har meldt deg inhabil i inntaket virkningen skal vises på.")
    _stored, now_case = load_case(session, intake.id)
    base = _done_by_hash(session, intake, intake.rules_id).get(input_hash(now_case), {})
    missing = [each for each in Mechanism if each not in base]
    try:
        if missing:
            lis1_runs.ask(
                session, actor, intake.id, missing, intake.rules_id, is_hidden=True, now=now
            )
        lis1_runs.ask(
            session, actor, intake.id, tuple(Mechanism), rules.id, is_hidden=True, now=now
        )
    except NotReadyError as error:
        return str(error)
    return None


def load_effect(session: Session, rules: Lis1Rules, person_id: int) -> Effect:
    """The effect of a version as far as it has been run, for a member of the council."""
    intake = last_drawn(session, rules.organisation_id)
    if intake is None:
        return Effect(EffectState.NO_INTAKE)
    assert intake.id is not None and rules.id is not None
    if lis1_access.has_stepped_back(session, intake.id, person_id):
        return Effect(EffectState.HIDDEN, intake.name)
    then = session.get_one(Lis1Rules, intake.rules_id)
    head = Effect(
        EffectState.NOT_ASKED,
        intake.name,
        then.number,
        total=len(Mechanism),
        fewest_shown=intake.fewest_shown,
    )
    newest = _newest(store.list_effect_runs(session, intake.id, (rules.id,)))
    if len(newest) < len(Mechanism):
        return head
    states = Counter(each.state for each in newest.values())
    done = states[RunState.DONE]
    head = replace(head, done=done, asked_at=max(each.asked_at for each in newest.values()))
    if states[RunState.WAITING] or states[RunState.RUNNING]:
        return replace(head, state=EffectState.WAITING)
    if done < len(Mechanism):
        return replace(head, state=EffectState.FAILED)
    return _compared(session, intake, rules, then, newest, head, person_id)


def _compared(
    session: Session,
    intake: Lis1Intake,
    rules: Lis1Rules,
    then: Lis1Rules,
    newest: Mapping[Mechanism, EffectRun],
    head: Effect,
    person_id: int,
) -> Effect:
    assert intake.id is not None
    case = store.load_case(session, next(iter(newest.values())).id)
    same_input = len({each.input_hash for each in newest.values()}) == 1
    if case is None or not same_input or not _is_present(case, rules):
        return replace(head, state=EffectState.STALE)
    ran = lis1_runs_read.intake_of(case)
    base_hash = input_hash(replace(ran, rules=rules_of(then)))
    base = _done_by_hash(session, intake, intake.rules_id).get(base_hash, {})
    if len(base) < len(Mechanism):
        open_runs = store.list_effect_runs(session, intake.id, (intake.rules_id,))
        waits = any(each.state in (RunState.WAITING, RunState.RUNNING) for each in open_runs)
        return replace(head, state=EffectState.WAITING if waits else EffectState.STALE)
    people = run_store.load_people(
        session, [each.id for each in (*newest.values(), *base.values())]
    )
    hidden = store.candidate_keys(session, hidden_candidates(session, intake.id, person_id))
    ways = tuple(
        _way(
            ran,
            _result(mechanism, rules_of(then).version, people[base[mechanism].id]),
            _result(mechanism, rules_of(rules).version, people[newest[mechanism].id]),
            hidden,
        )
        for mechanism in Mechanism
    )
    return replace(head, state=EffectState.SHOWN, ways=ways)


def _newest(runs: Iterable[EffectRun]) -> dict[Mechanism, EffectRun]:
    found: dict[Mechanism, EffectRun] = {}
    for each in runs:
        found.setdefault(each.mechanism, each)
    return found


def _done_by_hash(
    session: Session, intake: Lis1Intake, rules_id: int
) -> dict[str, dict[Mechanism, EffectRun]]:
    """Finished runs of an intake by a version, by what was run and by way."""
    assert intake.id is not None
    found: dict[str, dict[Mechanism, EffectRun]] = {}
    for each in store.list_effect_runs(session, intake.id, (rules_id,)):
        if each.state is RunState.DONE and each.input_hash is not None:
            found.setdefault(each.input_hash, {}).setdefault(each.mechanism, each)
    return found


def _is_present(case: Mapping[str, Any], rules: Lis1Rules) -> bool:
    """Whether a run was made by the rules as they are written now."""
    written = plain(rules_of(rules))
    return all(case["rules"][name] == written[name] for name in COUNTS_IN_RULES)


def _result(mechanism: Mechanism, version: str, people: Iterable[Mapping[str, Any]]) -> Result:
    rows = sorted(people, key=lambda each: str(each["candidate"]))
    left = tuple(each["candidate"] for each in rows if each["seat"] is None)
    return Result(mechanism, version, lis1_runs_read.placed_of(rows), left)


# ---- One way ---------------------------------------------------------------------------------


def _way(intake: Intake, before: Result, after: Result, hidden: frozenset[str]) -> WayEffect:
    found = compare(before, after)
    order = order_of(intake.draw, [each.key for each in intake.candidates])
    numbers = {key: at for at, key in enumerate(order, start=1)}
    words = Words(intake)
    return WayEffect(
        mechanism_name(before.mechanism),
        found.count(Turned.GAINS),
        found.count(Turned.LOSES),
        found.count(Turned.SAME_RANK),
        found.unchanged,
        tuple(_moved(each, numbers, words, hidden) for each in found.moved),
        _tables(intake, before, found),
    )


def _moved(
    each: Moved, numbers: Mapping[str, int], words: Words, hidden: frozenset[str]
) -> MovedRow:
    gains, loses = each.turned is Turned.GAINS, each.turned is Turned.LOSES
    if each.candidate in hidden:
        return MovedRow("", None, gains, loses, "", "", is_hidden=True)
    return MovedRow(
        each.candidate,
        numbers.get(each.candidate),
        gains,
        loses,
        _seat(words, each.seat_before, each.rank_before),
        _seat(words, each.seat_after, each.rank_after),
    )


def _seat(words: Words, key: str | None, rank: int | None) -> str:
    if key is None:
        return _("ingen plass")
    if rank is None:
        return _("%(seat)s, ikke ønsket", seat=words.seat(key))
    return _("%(seat)s, ønske %(rank)s", seat=words.seat(key), rank=rank)


def _tables(intake: Intake, before: Result, found: Comparison) -> tuple[CountTable, ...]:
    """Who gains and loses by where they stood before, and by group; small groups are not told."""
    seats = {each.key: each for each in intake.seats}
    turned = {each.candidate: each.turned for each in found.moved}
    placed, names = before.seats, dict(genders())
    kinds = sorted({group.kind for each in intake.candidates for group in each.groups})
    at: list[tuple[str, dict[str, str]]] = [
        (_("Etter sykehuset de hadde"), {k: seats[s].hospital for k, s in placed.items()}),
        (_("Etter kommunen de hadde"), {k: town(seats[s].municipality) for k, s in placed.items()}),
    ]
    at += [
        (
            _("Etter kjønn") if kind == "gender" else kind,
            {
                each.key: names.get(group.value, group.value)
                for each in intake.candidates
                for group in each.groups
                if group.kind == kind
            },
        )
        for kind in kinds
    ]
    return tuple(
        CountTable(title, _counts(of, turned, intake.fewest_shown)) for title, of in at if of
    )


def _counts(
    of: Mapping[str, str], turned: Mapping[str, Turned], fewest: int
) -> tuple[CountRow, ...]:
    sizes = Counter(of.values())
    small = hidden_names(sizes, fewest)

    def count(name: str, which: Turned) -> int:
        return sum(of.get(key) == name for key, each in turned.items() if each is which)

    return tuple(
        CountRow(name, None, None)
        if name in small
        else CountRow(name, count(name, Turned.GAINS), count(name, Turned.LOSES))
        for name in sorted(sizes)
    )
