"""The report of a forecast: everything that one run has stored, told once for PDF and sheet."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from flask_babel import gettext as _
from sqlmodel import Session

from app.exchange.forecast_files import read_case_document
from app.exchange.forecast_results import read_answer
from app.services import forecast_delay_costs
from app.services import forecast_specialty_words as words
from app.services.forecast_delay_costs import CostRow
from app.services.forecast_origin_words import (
    InputRow,
    data_tags,
    input_name,
    input_rows,
    origin_words,
)
from app.services.forecast_provenance import Input, Origin, Provenance, read_provenance
from app.services.forecast_specialty_options import Option, opening_of, options_of, training_of
from app.services.forecast_summary import LEAD, ForecastSummary, read_summary
from app.services.knowledge import KnowledgeBundle
from app.services.start_pages import Opening
from app.services.wording import in_language
from app.store import course_outlooks, forecast_data, forecast_runs
from app.store import forecast_specialty as specialty_store
from app.store.forecast_runs import StoredResult, StoredRun
from app.store.regions import Region
from pathways.forecast.results import HIGH, LOW, MIDDLE, Advice, Answer, Band, Between, Swing
from pathways.types.knowledge import Source

LEAST_EFFECT = 0.05
"""Årsverk: what moves less is not told."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for: scenario by public id, target year and one specialty; None: the usual."""

    scenario: str | None = None
    year: int | None = None
    code: str | None = None


@dataclass(frozen=True, slots=True)
class YearRow:
    """One year in årsverk; supply, need and gap as low, middle and high of eight in ten paths."""

    year: int
    supply: tuple[float, float, float]
    needed: tuple[float, float, float]
    gap: tuple[float, float, float]
    chance: float


@dataclass(frozen=True, slots=True)
class FieldReport:
    """One specialty."""

    code: str
    name: str
    summary: ForecastSummary
    """What the board reads."""
    gap: Between
    """In the target year, with the intake as planned."""
    advices: tuple[Advice, ...]
    opening: Opening
    options: tuple[Option, ...]
    years: tuple[YearRow, ...]
    swings: tuple[Swing, ...]
    helps: tuple[tuple[str, float, int], ...]
    """What can be done, what it gives in årsverk, and in which year."""
    costs: tuple[CostRow, ...]
    certainty: str
    provenance: Provenance

    @property
    def few(self) -> bool:
        """Fewer than five specialists: told as whole persons and of ten paths."""
        return self.summary.is_small

    @property
    def inputs(self) -> tuple[InputRow, ...]:
        """Where each input came from, in words."""
        return input_rows(self.provenance)

    @property
    def lead(self) -> Advice:
        """The advice nearest to the report's chance."""
        return min(self.advices, key=lambda each: abs(each.asked.chance - LEAD))


@dataclass(frozen=True, slots=True)
class Report:
    """The whole report, those with the smallest chance first."""

    region: str
    run: StoredRun
    data_as_of: date | None
    """The day of the region's own staff data; None: there were none."""
    fields: tuple[FieldReport, ...]
    tags: tuple[str, ...]
    sources: tuple[Source, ...]
    """Those that the inputs rest on."""
    is_one: bool
    """Only one specialty was asked for."""


def load_report(
    session: Session, region: Region, bundle: KnowledgeBundle, wanted: Wanted
) -> Report | None:
    """The newest forecast of what is asked for; None when nothing is worked out."""
    run = _run(session, region, wanted)
    results = () if run is None else _results(session, run.id, wanted.code)
    if run is None or not results:
        return None
    names = {each.code: each for each in bundle.knowledge.specialties}
    outlooks = course_outlooks.list_outlooks(session)
    fields = []
    for each in results:
        name = in_language(names[each.code], "name") if each.code in names else None
        sites = (
            specialty_store.load_sites(session, run.data_set_id, each.code)
            if wanted.code is not None and run.data_set_id is not None
            else ()
        )
        fields.append(_field(each, name or each.code, run, outlooks, sites))
    fields.sort(key=_by_risk)
    provenances = [each.provenance for each in fields]
    keys = {origin.source_key for each in provenances for origin in each.values()}
    return Report(
        region=region.name,
        run=run,
        data_as_of=next(
            (
                each.as_of
                for each in forecast_data.list_data_sets(session, region.id)
                if each.id == run.data_set_id
            ),
            None,
        ),
        fields=tuple(fields),
        tags=data_tags(provenances),
        sources=tuple(each for each in bundle.knowledge.sources if each.key in keys),
        is_one=wanted.code is not None,
    )


def _by_risk(field: FieldReport) -> tuple[float, float, str]:
    """As on the board."""
    return (field.summary.chance, -field.summary.worst_gap.middle, field.code)


def _run(session: Session, region: Region, wanted: Wanted) -> StoredRun | None:
    if wanted.scenario is None:
        return forecast_runs.newest(session, region.id, target_year=wanted.year)
    found = forecast_runs.newest_by_version(session, region.id, wanted.year).values()
    return next((each for each in found if each.scenario == wanted.scenario), None)


def _results(session: Session, run_id: int, code: str | None) -> tuple[StoredResult, ...]:
    if code is None:
        return forecast_runs.load_results(session, run_id)
    found = forecast_runs.load_result(session, run_id, code)
    return () if found is None else (found,)


def _field(
    stored: StoredResult,
    name: str,
    run: StoredRun,
    outlooks: Sequence[course_outlooks.OutlookRow],
    sites: Sequence[specialty_store.SiteRow],
) -> FieldReport:
    case, answer = read_case_document(stored.case), read_answer(stored.result)
    summary = read_summary(stored.summary)
    few = summary.is_small
    return FieldReport(
        code=stored.code,
        name=name,
        summary=summary,
        gap=answer.gap_in(answer.question.target_year),
        advices=answer.advices,
        opening=opening_of(answer, case.base_year, few=few),
        options=options_of(answer, case.base_year, training_of(case, sites), lead=LEAD, few=few),
        years=_years(answer, case.base_year),
        swings=tuple(
            each for each in answer.swings if max(abs(each.low), abs(each.high)) >= LEAST_EFFECT
        ),
        helps=tuple(
            (words.lever_name(each.kind.value, each.size), each.fte, case.base_year + each.year)
            for each in answer.levers
            if each.fte >= LEAST_EFFECT
        ),
        costs=forecast_delay_costs.rows_of(summary.delay_costs, outlooks),
        certainty=words.certainty(
            run.target_year,
            answer.outlook.parts[answer.question.target_year].persons_share,
            None,
        ),
        provenance=read_provenance(stored.provenance),
    )


def _years(answer: Answer, base_year: int) -> tuple[YearRow, ...]:
    outlook = answer.outlook
    return tuple(
        YearRow(
            base_year + year,
            _at(outlook.supply, year),
            _at(outlook.needed, year),
            _at(outlook.gap, year),
            chance,
        )
        for year, chance in enumerate(outlook.filled)
    )


def _at(band: Band, year: int) -> tuple[float, float, float]:
    values = band.values
    return values[LOW][year], values[MIDDLE][year], values[HIGH][year]


def inputs_together(fields: Sequence[FieldReport]) -> tuple[tuple[str, str], ...]:
    """Each input with where it came from over all specialties, and for how many."""
    found: dict[Input, Counter[Origin]] = {each: Counter() for each in Input}
    for field in fields:
        for name, origin in field.provenance.items():
            found[Input(name)][_without_number(origin)] += 1
    return tuple(
        (input_name(each), "; ".join(_said(*pair, len(fields)) for pair in origins.most_common()))
        for each, origins in found.items()
        if origins
    )


def _said(origin: Origin, number: int, of: int) -> str:
    text = origin_words(origin)
    return text if number == of else _("%(text)s (%(number)s fag)", text=text, number=number)


def _without_number(origin: Origin) -> Origin:
    """The number of persons behind a figure differs from specialty to specialty."""
    return replace(origin, persons=None)
