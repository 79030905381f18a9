"""Published LIS1 posts and applicants as tables that can be read, each row with its source."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlmodel import Session

from app.db.tables import Lis1FigureRow, SourceRow
from app.services.wording import doubt, figure, page_day
from app.store import counts
from app.store.organisations import load_names_by_key

NATIONAL = "national"
COUPLING = "municipality coupling"


@dataclass(frozen=True, slots=True)
class FigureRow:
    """One published figure in the words of the page."""

    who: str
    intake: str
    posts: str
    measure: str
    applicants: str
    hired: str
    source: str
    address: str | None
    dated: str | None
    doubt: str | None
    """How unsure the figure is; None when it is confirmed."""


@dataclass(frozen=True, slots=True)
class FigureTable:
    """Figures of one kind."""

    title: str
    rows: tuple[FigureRow, ...]


def load_tables(session: Session) -> tuple[FigureTable, ...]:
    """The country, the trusts, and the municipalities that a hospital is coupled to."""
    found = counts.lis1_figures(session)
    keys = {key for one, _source in found for key in (one.organisation, one.municipality) if key}
    names = load_names_by_key(session, keys)
    kinds = {
        _("Hele landet"): [one for one in found if one[0].organisation == NATIONAL],
        _("Helseforetak og sykehus"): [
            one for one in found if one[0].organisation != NATIONAL and one[0].measure != COUPLING
        ],
        _("Kommuner som er koblet til et sykehus"): [
            one for one in found if one[0].measure == COUPLING
        ],
    }
    return tuple(
        FigureTable(title, tuple(_row(one, source, names) for one, source in rows))
        for title, rows in kinds.items()
    )


def _row(one: Lis1FigureRow, source: SourceRow, names: Mapping[str, str]) -> FigureRow:
    who = names.get(one.organisation, _("Hele landet"))
    places = [who, one.site, names.get(one.municipality or "", one.municipality)]
    return FigureRow(
        who=", ".join(place for place in places if place),
        intake=intake_in_words(one.intake),
        posts="–" if one.posts is None else figure(one.posts),
        measure=measure_in_words(one.measure),
        applicants=(one.applicants or "–").replace("-", "–"),
        hired="–" if one.hired is None else figure(one.hired),
        source=source.title,
        address=source.address,
        dated=page_day(one.source_date or source.page_date),
        doubt=doubt(one.status),
    )


def intake_in_words(intake: str) -> str:
    """`2021-autumn` is "høsten 2021"; `spring (recurring)` is "hver vår"."""
    dated = re.fullmatch(r"(\d{4})-(spring|autumn)", intake)
    if dated:
        year, season = dated.groups()
        return (
            _("våren %(year)s", year=year)
            if season == "spring"
            else _("høsten %(year)s", year=year)
        )
    return {
        "recurring": _("hver gang"),
        "recurring (older)": _("hver gang, eldre tall"),
        "spring (recurring)": _("hver vår"),
        "autumn (recurring)": _("hver høst"),
    }.get(intake, intake)


def measure_in_words(measure: str) -> str:
    """What the number of posts counts."""
    return {
        "per intake": _("per inntak"),
        "per year": _("i året"),
        "in total": _("til sammen"),
        "in total (two intakes)": _("til sammen, to inntak"),
        "extra permanent posts": _("nye faste stillinger"),
        "extra posts of the 100 added": _("av de 100 ekstra i 2020"),
        COUPLING: _("plasser"),
    }.get(measure, measure)
