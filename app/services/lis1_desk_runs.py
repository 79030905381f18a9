"""The table of runs side by side on the council's desk."""

from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext

from app.charts.lis1_flow import draw_share
from app.charts.svg import Element
from app.db.tables import RunState
from app.services.lis1_words import honesty_words, letter, mechanism_name, mechanism_note
from app.services.wording import figure, language, upper_first
from app.store.lis1_runs import UNSOUND, RunRow
from rotations.lis1.figures import Figures, Ranks


@dataclass(frozen=True, slots=True)
class RunFigures:
    """The figures of a finished run as the table shows them."""

    first: str
    total: str
    share: Element
    mean: str
    worst: str
    pairs: str
    honesty: tuple[str, str]
    empty: str


@dataclass(frozen=True, slots=True)
class RunLine:
    """One run in the table. Without figures `status` says why."""

    public_id: str
    letter: str
    name: str
    notes: tuple[str, ...]
    is_chosen: bool
    is_stale: bool
    figures: RunFigures | None
    status: str = ""

    @property
    def title(self) -> str:
        """ "C. Beste stabile for legene"."""
        return f"{self.letter}. {self.name}"


@dataclass(frozen=True, slots=True)
class Entry:
    """What is known of a run: its figures with the changes made to it, if it is finished."""

    row: RunRow
    figures: Figures | None
    changes: int
    stale: str
    """What has changed in the intake since; empty: nothing."""


def line_of(entry: Entry, *, is_chosen: bool, rules_number: int) -> RunLine:
    """A run as a row of the table; `rules_number` is the version in force for the intake."""
    row, found = entry.row, entry.figures
    notes = [mechanism_note(row.mechanism)]
    if row.rules_number != rules_number:
        notes.append(_("Regler, versjon %(number)s", number=row.rules_number))
    if entry.changes:
        notes.append(changes_words(entry.changes))
    if entry.stale:
        notes.append(_("Inntaket er endret etterpå"))
    if found is not None and not row.is_settled:
        notes.append(_("Falt ikke til ro"))
    return RunLine(
        row.public_id,
        letter(row.number),
        mechanism_name(row.mechanism),
        tuple(notes),
        is_chosen,
        bool(entry.stale),
        None if found is None else _figures(found, is_chosen),
        "" if found is not None else _status(row),
    )


def changes_words(count: int) -> str:
    """How many changes by hand: "2 manuelle endringer"."""
    return ngettext("%(num)s manuell endring", "%(num)s manuelle endringer", count)


def _figures(found: Figures, is_chosen: bool) -> RunFigures:
    ranks = found.everybody
    return RunFigures(
        figure(ranks.first),
        figure(ranks.candidates),
        draw_share(ranks.first, ranks.candidates, is_chosen=is_chosen),
        mean_words(ranks),
        "–" if ranks.worst is None else _("nr. %(rank)s", rank=ranks.worst),
        figure(found.swap_pairs),
        honesty_words(found.honesty),
        figure(found.empty),
    )


def mean_words(ranks: Ranks) -> str:
    """Mean rank with two decimals: 1,43."""
    if ranks.mean is None:
        return "–"
    text = f"{float(ranks.mean):.2f}"
    return text if language() == "en" else text.replace(".", ",")


def _status(row: RunRow) -> str:
    if row.state is RunState.FAILED:
        return upper_first(_failed(row))
    return {
        RunState.WAITING: _("Venter på tur"),
        RunState.RUNNING: _("Regnes ut nå"),
        RunState.CANCELLED: _("Avbrutt"),
    }.get(row.state, _("Ukjent"))


def _failed(row: RunRow) -> str:
    if row.error in (None, "crashed", "interrupted"):
        return _("Ble ikke ferdig. Inntaket er ikke endret. Prøv igjen.")
    if row.error.startswith(UNSOUND):
        return _("Ikke regnet ut: inntaket henger ikke sammen. Se Plasser og Kandidater.")
    return _("Kan ikke brukes, kontrollen fant feil: %(error)s", error=row.error)
