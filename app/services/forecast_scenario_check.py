"""What a scenario would do, by averages and without chance, before it is saved.

Reckoned from the stored cases of the newest forecast as now; quick, and only a hint: the run
answers with chances. No simulation is loaded here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlmodel import Session

from app.exchange.forecast_files import read_case_document
from app.services.forecast_changes import changes_for
from app.services.forecast_specialty_words import amount
from app.services.wording import in_words, lower_first, upper_first
from app.store import forecast_runs as runs
from app.store import forecast_scenarios as store
from pathways.forecast.scenarios import Change, ChangeKind
from pathways.forecast.types import Case

MOST_ROWS = 8
LEAST = 0.05
"""Årsverk: less is told as no change."""


@dataclass(frozen=True, slots=True)
class EffectRow:
    """One specialty: what is in post less what is needed in the year, before and after. FTE."""

    code: str
    name: str
    before: str
    after: str
    change: str
    moved: float


@dataclass(frozen=True, slots=True)
class Effect:
    """The answer of a check."""

    sentence: str
    notes: tuple[str, ...]
    rows: tuple[EffectRow, ...]
    year: int | None


def load_effect(
    session: Session, region_id: int, changes: Sequence[Mapping[str, Any]], names: Mapping[str, str]
) -> Effect:
    """What the changes (as stored) would do, for the specialties that change most."""
    run = runs.newest(session, region_id)
    if run is None:
        told = _("Virkningen kan ikke sjekkes før framskrivingen som nå er regnet ut.")
        return Effect(told, (), (), None)
    concerned = None
    if all(each.get("specialty") for each in changes):
        concerned = {str(each["specialty"]) for each in changes}
    rows: list[EffectRow] = []
    refused: list[str] = []
    for code, document in store.cases_of(session, run.id, concerned).items():
        case = read_case_document(document)
        wanted = changes_for(changes, code, case.base_year)
        try:
            row = _row(case, code, names, wanted, run.target_year - case.base_year)
        except ValueError:
            refused.append(names.get(code, code))
            continue
        if row is not None:
            rows.append(row)
    rows.sort(key=lambda each: (-abs(each.moved), each.code))
    notes = _notes(changes, refused, len(rows))
    return Effect(_sentence(rows, run.target_year), notes, tuple(rows[:MOST_ROWS]), run.target_year)


def _row(
    case: Case, code: str, names: Mapping[str, str], changes: Sequence[Change], year: int
) -> EffectRow | None:
    """None: the changes do not move this specialty."""
    from pathways.forecast.scenarios import apply
    from pathways.forecast.sensitivity import balance

    # What today's delays cost is not in the stored case; the run reckons with it.
    known = [each for each in changes if each.kind is not ChangeKind.NO_DELAYS]
    if not known:
        return None
    before, after = balance(case, year), balance(apply(case, known), year)
    moved = after - before
    if abs(moved) < LEAST:
        return None
    return EffectRow(
        code, names.get(code, code), amount(before), amount(after), amount(moved), moved
    )


def _sentence(rows: Sequence[EffectRow], year: int) -> str:
    if not rows:
        return _("I gjennomsnitt endrer dette *ingen fag* i %(year)s.", year=year)
    first = rows[0]
    return _(
        "I gjennomsnitt endrer dette %(specialty)s mest: *%(change)s årsverk* i %(year)s.",
        specialty=lower_first(first.name),
        change=first.change,
        year=year,
    )


def _notes(
    changes: Sequence[Mapping[str, Any]], refused: Sequence[str], number: int
) -> tuple[str, ...]:
    notes = [
        _("Dette er gjennomsnitt uten tilfeldigheter. Sjansene kommer når scenarioet er regnet ut.")
    ]
    if number > MOST_ROWS:
        rest = number - MOST_ROWS
        notes.append(
            ngettext(
                "Ett fag til endres mindre enn disse.",
                "%(words)s fag til endres mindre enn disse.",
                rest,
                words=upper_first(in_words(rest)),
            )
        )
    if any(each["kind"] == ChangeKind.NO_DELAYS for each in changes):
        notes.append(
            _("Virkningen av ingen forsinkelser er ikke med her. Den vises når det er regnet ut.")
        )
    if refused:
        told = ", ".join(refused)
        notes.append(_("Endringene går ikke opp for %(names)s og regnes ikke der.", names=told))
    return tuple(notes)
