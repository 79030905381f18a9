"""LIS1 and ALIS against their escalation plans: what was to be, what sources say, what is here."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlmodel import Session

from app.charts.course_demand import NARROW, WIDE, ChartWords, HalfYearBar, draw_half_years
from app.charts.svg import Element
from app.services.forecast_escalation_words import (
    few,
    kind_in_words,
    measure_in_words,
    reason_of,
    sentence_of,
)
from app.services.knowledge import KnowledgeBundle
from app.services.wording import day, doubt, figure, in_language, page_day
from app.store import escalation as store
from app.store.regions import Region
from pathways.types.knowledge import FactStatus, Source
from seed.escalation import (
    NATIONAL,
    PlanFigure,
    PlanKind,
    Track,
    escalation_plans,
    planned_by_year,
)
from seed.workforce import AREAS

INTAKES_A_YEAR = 2


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One published figure in the words of the page."""

    where: str
    year: str
    what: str
    number: str
    note: str | None
    source: str
    address: str | None
    dated: str | None
    doubt: str | None
    """How unsure the figure is; None when it is confirmed."""


@dataclass(frozen=True, slots=True)
class TrustRow:
    """LIS1 places a year that a trust's own page tells of; `number` says so when it is unknown."""

    name: str
    number: str
    note: str
    source: str
    address: str | None
    dated: str | None
    doubt: str | None


@dataclass(frozen=True, slots=True)
class HereRow:
    """What is counted in this installation."""

    what: str
    number: str
    is_demo: bool


@dataclass(frozen=True, slots=True)
class BarChart:
    """A drawing for both widths."""

    wide: Element
    narrow: Element


@dataclass(frozen=True, slots=True)
class EscalationPage:
    """The whole page."""

    sentence: str
    reason: str
    chart: BarChart
    by_year: tuple[tuple[str, str, str], ...]
    """Year, planned and published, the same as in the drawing."""
    lis1: tuple[PlanRow, ...]
    alis: tuple[PlanRow, ...]
    trusts: tuple[TrustRow, ...]
    here: tuple[HereRow, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """The figures that the sentences are made from. None: no source says it."""

    region: str
    counted: tuple[int, int] | None
    """Newest year with a published number of LIS1 places in the country, and the number."""
    goal: int | None
    region_goal: int | None
    published: int | None
    """LIS1 places a year that the region's trusts tell of."""
    trusts_known: int
    trusts: int
    alis_goal: int | None
    """The number of ALIS that a national plan aims at."""


def load_page(
    session: Session, region: Region, bundle: KnowledgeBundle, *, is_demo: bool
) -> EscalationPage:
    """The page of a region; `is_demo`: the doctors of this installation are invented."""
    figures = tuple(e for e in escalation_plans() if e.organisation in (NATIONAL, region.key))
    sources = {each.key: each for each in bundle.knowledge.sources}
    trusts = store.load_trusts(session, region.id)
    places = store.load_places(session, region.id, AREAS.get(region.key, ()))
    standing = stand(figures, region, trusts)
    planned = planned_by_year(figures, Track.LIS1, NATIONAL)
    counted = _counted(figures, NATIONAL)
    years = sorted({*planned, *counted})
    return EscalationPage(
        sentence=sentence_of(standing),
        reason=reason_of(standing),
        chart=_chart(years, planned, counted),
        by_year=tuple(
            (str(year), _number(planned.get(year)), _number(counted.get(year))) for year in years
        ),
        lis1=_rows(figures, Track.LIS1, region, sources),
        alis=_rows(figures, Track.ALIS, region, sources),
        trusts=tuple(_trust_row(each, sources) for each in trusts),
        here=_here(session, places, is_demo=is_demo),
    )


def stand(figures: Sequence[PlanFigure], region: Region, trusts: Sequence[store.Trust]) -> Standing:
    """Where the region and the country stand."""
    counted = _counted(figures, NATIONAL, kinds=(PlanKind.COUNTED,))
    known = [number for each in trusts if (number := a_year(each)) is not None]
    return Standing(
        region=region.name,
        counted=max(counted.items()) if counted else None,
        goal=_goal(figures, Track.LIS1, NATIONAL),
        region_goal=_goal(figures, Track.LIS1, region.key),
        published=sum(known) if known else None,
        trusts_known=len(known),
        trusts=len(trusts),
        alis_goal=_goal(figures, Track.ALIS, NATIONAL),
    )


def a_year(trust: store.Trust) -> int | None:
    """LIS1 places a year by the trust's own page: two intakes; None when no page says it."""
    by_intake: dict[str, int] = {}
    for each in trust.figures:
        if each.posts is None:
            continue
        if each.measure in ("in total (two intakes)", "per year"):
            return each.posts
        if each.measure == "per intake":
            by_intake[each.intake] = each.posts
    if "recurring" in by_intake:
        return by_intake["recurring"] * INTAKES_A_YEAR
    recurring = [by_intake.get(f"{season} (recurring)") for season in ("spring", "autumn")]
    found = [each for each in recurring if each is not None]
    return sum(found) if len(found) == INTAKES_A_YEAR else None


def _goal(figures: Sequence[PlanFigure], track: Track, organisation: str) -> int | None:
    return next(
        (
            each.value
            for each in figures
            if (each.track, each.organisation, each.kind) == (track, organisation, PlanKind.GOAL)
        ),
        None,
    )


def _counted(
    figures: Sequence[PlanFigure],
    organisation: str,
    kinds: Sequence[PlanKind] = (PlanKind.BASE, PlanKind.COUNTED),
) -> dict[int, int]:
    """LIS1 places by year that a source says there were."""
    return {
        each.year: each.value
        for each in figures
        if each.track is Track.LIS1
        and each.organisation == organisation
        and each.kind in kinds
        and each.value is not None
    }


def _number(value: int | None) -> str:
    return _("ukjent") if value is None else figure(value)


def _chart(years: Sequence[int], planned: dict[int, int], counted: dict[int, int]) -> BarChart:
    words = ChartWords(
        "escalation",
        _("LIS1-plasser i året i hele landet"),
        _("Søyler viser plasser som er publisert, streker viser planen. Tallene står i tabellen."),
    )
    last = max(planned.values(), default=0)
    bars = [
        HalfYearBar(
            name=str(year),
            short_name=str(year),
            seats=planned.get(year, last),
            seated=counted.get(year, 0),
            seated_figure=figure(counted[year]) if year in counted else "",
            late=0,
        )
        for year in years
    ]
    return BarChart(*(draw_half_years(words, bars, width) for width in (WIDE, NARROW)))


def _rows(
    figures: Sequence[PlanFigure], track: Track, region: Region, sources: dict[str, Source]
) -> tuple[PlanRow, ...]:
    return tuple(_row(each, region, sources) for each in figures if each.track is track)


def _row(one: PlanFigure, region: Region, sources: dict[str, Source]) -> PlanRow:
    source = sources.get(one.source_key)
    return PlanRow(
        where=_("Hele landet") if one.organisation == NATIONAL else region.name,
        year=str(one.year) if one.on is None else day(one.on),
        what=kind_in_words(one.kind, one.measure),
        number=_number(one.value),
        note=in_language(one, "note"),
        source=one.source_key if source is None else source.title,
        address=None if source is None else source.address,
        dated=None if source is None else page_day(source.page_date),
        doubt=doubt(one.status),
    )


def _trust_row(trust: store.Trust, sources: dict[str, Source]) -> TrustRow:
    number = a_year(trust)
    one = next((e for e in trust.figures if e.posts is not None), None)
    if number is None or one is None:
        return TrustRow(trust.name, _("ukjent"), "", "", None, None, None)
    source = sources.get(one.source_key)
    doubtful = next(
        (e.status for e in trust.figures if e.status is not FactStatus.CONFIRMED), one.status
    )
    return TrustRow(
        name=trust.name,
        number=figure(number),
        note=measure_in_words(one.measure, one.posts),
        source=one.source_key if source is None else source.title,
        address=None if source is None else source.address,
        dated=page_day(one.source_date or (source.page_date if source else None)),
        doubt=doubt(doubtful),
    )


def _here(session: Session, places: frozenset[int], *, is_demo: bool) -> tuple[HereRow, ...]:
    seats = tuple(
        HereRow(
            _("LIS1-plasser som er lagt inn her, med start i %(year)s", year=each.year),
            figure(each.places),
            each.is_demo,
        )
        for each in store.load_seats(session, places)
    )
    doctors = store.count_in_training(session, places)
    return (
        *seats,
        HereRow(_("Leger i LIS1 i dag"), few(doctors.lis1), is_demo),
        HereRow(_("Leger i spesialisering i allmennmedisin i dag"), few(doctors.alis), is_demo),
    )
