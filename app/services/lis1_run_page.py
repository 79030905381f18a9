"""One run: its figures by hospital, municipality, group and track, and what it leaves behind."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlmodel import Session

from app.actors import Actor
from app.db.tables import IntakeState, Lis1Intake
from app.services import lis1_runs_read as read
from app.services.lis1_case import load_case
from app.services.lis1_conflicts import hidden_candidates
from app.services.lis1_desk import ChangeLine, change_lines
from app.services.lis1_desk_people import Names, names_of
from app.services.lis1_desk_runs import changes_words, mean_words
from app.services.lis1_runs import Judged, judge
from app.services.lis1_words import (
    Words,
    letter,
    mechanism_name,
    mechanism_note,
    run_name,
    town,
    track_name,
)
from app.services.start_pages import Opening
from app.services.wording import figure, in_words, listed, moment, upper_first
from app.store import lis1_desk as desk_store
from app.store import lis1_runs as store
from app.store.lis1 import StoredIntake
from app.store.lis1_runs import RunRow
from rotations.lis1.check import Blocking, blocking
from rotations.lis1.figures import Part, at_risk, by_place
from rotations.lis1.results import Result
from rotations.lis1.strategy import Honesty


@dataclass(frozen=True, slots=True)
class PartRow:
    """One group in a table; without figures it is too small to be shown."""

    name: str
    people: str
    first: str
    mean: str
    worst: str
    filled: str
    is_hidden: bool


@dataclass(frozen=True, slots=True)
class PartTable:
    """One way of grouping."""

    title: str
    has_places: bool
    rows: tuple[PartRow, ...]


@dataclass(frozen=True, slots=True)
class PairRow:
    """A doctor and the seat that would rather have had each other."""

    who: str
    got: str
    wants: tuple[str, ...]
    why: str


@dataclass(frozen=True, slots=True)
class RiskRow:
    """A seat that may stay empty."""

    seat: str
    places: str
    asked: str
    empty: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RunPage:
    """Everything on the page of one run."""

    intake: Lis1Intake
    row: RunRow
    letter: str
    opening: Opening
    facts: tuple[str, ...]
    tables: tuple[PartTable, ...]
    pairs: tuple[PairRow, ...]
    pairs_text: str
    risk: tuple[RiskRow, ...]
    risk_runs: tuple[str, ...]
    changes: tuple[ChangeLine, ...]
    others: tuple[tuple[str, str], ...]
    """(public id, name) of other runs to compare with."""
    can_change: bool

    @property
    def intake_id(self) -> str:
        """The intake's public id, for the addresses on the page."""
        return self.intake.public_id


@dataclass(frozen=True, slots=True)
class Seen:
    """A run as one member sees it: judged, with names and words."""

    stored: StoredIntake
    row: RunRow
    judged: Judged
    names: Names
    words: Words


def see(session: Session, actor: Actor, intake: Lis1Intake, row: RunRow) -> Seen:
    """A finished run for a member. LookupError when it has no result."""
    assert intake.id is not None
    stored, _case = load_case(session, intake.id)
    judged = judge(session, row)
    hidden = hidden_candidates(session, intake.id, actor.person_id)
    return Seen(stored, row, judged, names_of(stored, hidden), Words(judged.intake))


def is_open_to_change(session: Session, intake: Lis1Intake) -> bool:
    """Whether runs may be changed by hand: no decision is open or made."""
    assert intake.id is not None
    is_closed = intake.state is IntakeState.CLOSED
    return is_closed and desk_store.find_decision(session, intake.id) is None


def load_page(session: Session, actor: Actor, intake: Lis1Intake, row: RunRow) -> RunPage:
    """The page of a finished run; the number of queries does not grow."""
    seen = see(session, actor, intake, row)
    runs = [each for each in store.list_runs(session, row.intake_id) if each.is_done]
    ranks = seen.judged.figures.everybody
    name = letter(row.number)
    pairs = _pairs(seen)
    return RunPage(
        intake=intake,
        row=row,
        letter=name,
        opening=Opening(
            _(
                "Kjøring %(run)s gir *%(first)s av %(all)s* førsteønsket.",
                run=name,
                first=ranks.first,
                all=ranks.candidates,
            ),
            f"{mechanism_name(row.mechanism)}. {mechanism_note(row.mechanism)}.",
        ),
        facts=_facts(seen),
        tables=_tables(seen),
        pairs=pairs,
        pairs_text=_pairs_text(seen.judged.figures.swap_pairs),
        risk=_risk(session, seen, runs),
        risk_runs=tuple(letter(each.number) for each in runs),
        changes=change_lines(session, seen.judged.changes, seen.names, seen.words),
        others=tuple(
            (each.public_id, run_name(each.number, each.mechanism))
            for each in runs
            if each.id != row.id
        ),
        can_change=is_open_to_change(session, intake),
    )


def _facts(seen: Seen) -> tuple[str, ...]:
    row, honesty = seen.row, seen.judged.figures.honesty
    found = [
        _("Regler, versjon %(number)s", number=row.rules_number),
        {
            Honesty.BEST: _("Ingen tjener på å oppgi andre ønsker enn de har"),
            Honesty.NOT_PROVEN: _("Det er ikke bevist at en ærlig liste alltid lønner seg"),
            Honesty.NOT_ALWAYS: _("En ærlig liste lønner seg ikke alltid"),
        }[honesty],
    ]
    if seen.judged.changes:
        found.append(changes_words(len(seen.judged.changes)))
    if not row.is_settled:
        found.append(_("Falt ikke til ro: ingen fordeling uten slike par ble funnet"))
    if row.finished_at is not None:
        found.append(_("Regnet ut %(when)s", when=moment(row.finished_at)))
    return tuple(found)


def _tables(seen: Seen) -> tuple[PartTable, ...]:
    found, intake = seen.judged.figures, seen.judged.intake
    fixed = {each.candidate for each in intake.preplacements}
    people = [each for each in intake.candidates if each.key not in fixed]
    tracks = {each.key: track_name(each.name) for each in intake.tracks}
    by_track = by_place(intake, seen.judged.result, people, lambda seat: seat.track)
    kinds = {"gender": _("Etter kjønn")}
    values = {"woman": _("Kvinner"), "man": _("Menn")}
    return (
        _table(_("Etter sykehus"), found.hospitals, {}),
        _table(_("Etter kommune"), found.municipalities, {}),
        _table(_("Etter løp"), by_track, tracks),
        *(_table(kinds.get(each.kind, each.kind), each.parts, values) for each in found.groups),
    )


def _table(title: str, parts: Sequence[Part], names: dict[str, str]) -> PartTable:
    has_places = any(each.places is not None for each in parts)
    return PartTable(title, has_places, tuple(_part(each, names) for each in parts))


def _part(part: Part, names: dict[str, str]) -> PartRow:
    filled = (
        ""
        if part.places is None
        else _("%(filled)s av %(places)s", filled=part.filled, places=part.places)
    )
    name = names.get(part.name) or town(part.name)
    if part.ranks is None:
        return PartRow(name, "", "", "", "", filled, True)
    ranks = part.ranks
    worst = "–" if ranks.worst is None else _("nr. %(rank)s", rank=ranks.worst)
    return PartRow(
        name,
        figure(ranks.candidates),
        figure(ranks.first),
        mean_words(ranks),
        worst,
        filled,
        False,
    )


def _pairs(seen: Seen) -> tuple[PairRow, ...]:
    """One row per doctor or couple, with everything that could have been theirs."""
    together: dict[tuple[str, ...], list[Blocking]] = {}
    for each in blocking(seen.judged.intake, seen.judged.result):
        together.setdefault(each.candidates, []).append(each)
    return tuple(_pair_row(seen, who, pairs) for who, pairs in together.items())


def _pair_row(seen: Seen, who: tuple[str, ...], pairs: Sequence[Blocking]) -> PairRow:
    if not seen.names.hidden.isdisjoint(who):
        return PairRow(_("Skjult: du har meldt deg inhabil"), "", (), "")
    got = seen.judged.result.seats
    has = [seen.words.seat(got[key]) if key in got else _("ingen plass") for key in who]
    told = [seen.words.pair(each) for each in pairs]
    return PairRow(
        listed([seen.names.of(key) for key in who]),
        upper_first(listed(has)),
        tuple(wants for wants, _why in told),
        " ".join(dict.fromkeys(why for _wants, why in told)),
    )


def _pairs_text(count: int) -> str:
    if not count:
        return _("Ingen lege og kommune ville heller hatt hverandre.")
    return ngettext(
        "Ett par av lege og kommune ville heller hatt hverandre.",
        "%(words)s par av lege og kommune ville heller hatt hverandre.",
        count,
        words=upper_first(in_words(count)),
    )


def _risk(session: Session, seen: Seen, runs: Sequence[RunRow]) -> tuple[RiskRow, ...]:
    """Over all runs that are shown, as they were run."""
    people = store.load_people(session, [each.id for each in runs])
    results = [
        Result(
            each.mechanism,
            str(each.rules_number),
            read.placed_of(_known(seen, people[each.id])),
            (),
        )
        for each in runs
    ]
    return tuple(
        RiskRow(
            seen.words.seat(each.seat),
            figure(each.places),
            figure(each.asked),
            tuple(figure(count) if count else "–" for count in each.empty),
        )
        for each in at_risk(seen.judged.intake, results)
    )


def _known(seen: Seen, people: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """People of a run of a newer or older input: only seats that this run knows."""
    return [each for each in people if each["seat"] in seen.words.seats]
