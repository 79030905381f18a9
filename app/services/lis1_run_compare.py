"""Two runs of an intake: who gains and who loses from one to the other."""

from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlmodel import Session

from app.actors import Actor
from app.db.tables import Lis1Intake
from app.services.lis1_desk_people import Names
from app.services.lis1_run_page import see
from app.services.lis1_runs import judge
from app.services.lis1_words import Words, letter, run_name
from app.services.start_pages import Opening
from app.store import lis1_runs as store
from app.store.lis1_runs import RunRow
from rotations.lis1.compare import Comparison, Moved, Turned, compare


@dataclass(frozen=True, slots=True)
class MovedRow:
    """Somebody who gets something else."""

    name: str
    is_hidden: bool
    before: str = ""
    after: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class MovedGroup:
    """Those whom it turns out so for."""

    title: str
    rows: tuple[MovedRow, ...]


@dataclass(frozen=True, slots=True)
class ComparePage:
    """Two runs side by side."""

    intake: Lis1Intake
    before: RunRow
    after: RunRow
    names: tuple[str, str]
    opening: Opening
    groups: tuple[MovedGroup, ...]
    unchanged: str
    options: tuple[tuple[str, str], ...]

    @property
    def intake_id(self) -> str:
        """The intake's public id, for the addresses on the page."""
        return self.intake.public_id


def load_page(
    session: Session, actor: Actor, intake: Lis1Intake, before: RunRow, after: RunRow
) -> ComparePage:
    """From one finished run to another."""
    seen = see(session, actor, intake, after)
    found = compare(judge(session, before).result, seen.judged.result)
    names = (letter(before.number), letter(after.number))
    runs = [each for each in store.list_runs(session, after.intake_id) if each.is_done]
    return ComparePage(
        intake=intake,
        before=before,
        after=after,
        names=names,
        opening=Opening(_sentence(found, names), _rules(before, after)),
        groups=groups_of(found, seen.names, seen.words),
        unchanged=ngettext(
            "%(num)s lege får det samme.", "%(num)s leger får det samme.", found.unchanged
        ),
        options=tuple((each.public_id, run_name(each.number, each.mechanism)) for each in runs),
    )


def groups_of(found: Comparison, names: Names, words: Words) -> tuple[MovedGroup, ...]:
    """Who gains, who loses, who gets something else that is neither."""
    titles = {
        Turned.GAINS: _("Får et bedre ønske"),
        Turned.LOSES: _("Får et dårligere ønske"),
        Turned.SAME_RANK: _("Får noe annet, som ikke står på lista"),
    }
    groups = []
    for turned, title in titles.items():
        rows = tuple(_row(each, names, words) for each in found.moved if each.turned is turned)
        if rows:
            groups.append(MovedGroup(title, rows))
    return tuple(groups)


def _row(moved: Moved, names: Names, words: Words) -> MovedRow:
    if moved.candidate in names.hidden:
        return MovedRow(_("Skjult: du har meldt deg inhabil"), True)
    return MovedRow(
        names.of(moved.candidate),
        False,
        _got(moved.seat_before, moved.rank_before, words),
        _got(moved.seat_after, moved.rank_after, words),
        moved.candidate,
    )


def _got(seat: str | None, rank: int | None, words: Words) -> str:
    if seat is None:
        return _("Ingen plass")
    if rank is None:
        return words.seat(seat)
    return _("%(rank)s.\u00a0%(seat)s", rank=rank, seat=words.seat(seat))


def _sentence(found: Comparison, names: tuple[str, str]) -> str:
    gains, loses = found.count(Turned.GAINS), found.count(Turned.LOSES)
    return _(
        "Fra %(one)s til %(other)s får *%(gains)s* et bedre ønske og *%(loses)s* et dårligere.",
        one=names[0],
        other=names[1],
        gains=gains,
        loses=loses,
    )


def _rules(before: RunRow, after: RunRow) -> str | None:
    if before.rules_number == after.rules_number:
        return None
    return _(
        "%(one)s er kjørt med regler versjon %(old)s, %(other)s med versjon %(new)s.",
        one=letter(before.number),
        other=letter(after.number),
        old=before.rules_number,
        new=after.rules_number,
    )
