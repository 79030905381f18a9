"""Framskriving for one specialty: how many should start, and what the answer rests on.

Everything is told from one stored result; nothing is simulated here. Only who is left for the
rotas, by exits alone, is worked out when the page is asked for.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlmodel import Session

from app.exchange.forecast_files import read_case_document
from app.exchange.forecast_results import read_answer
from app.services import forecast_delay_costs, forecast_specialty_words, knowledge
from app.services.forecast_delay_costs import CostRow
from app.services.forecast_origin_words import InputRow, data_tags, input_rows
from app.services.forecast_provenance import read_provenance
from app.services.forecast_specialty_figures import (
    ChanceFigure,
    FanFigure,
    SwingFigure,
    chances_of,
    fan_of,
    swings_of,
)
from app.services.forecast_specialty_options import (
    PER_SUPERVISOR,
    Option,
    opening_of,
    options_of,
    training_of,
)
from app.services.forecast_specialty_people import (
    Ages,
    Pipeline,
    Sites,
    ages_of,
    pipeline_of,
    sites_of,
)
from app.services.forecast_summary import FEWEST, LEAD
from app.services.start_pages import Opening
from app.services.wording import day, figure, in_language, in_words, lower_first
from app.store import course_outlooks
from app.store import forecast_specialty as store
from app.store.forecast_specialty import SiteRow, StoredResult
from app.store.regions import Region
from pathways.forecast.results import Answer

LEAST_EFFECT = 0.05
"""Årsverk: a lever that gives less is not told as one."""


class UnknownSpecialty(LookupError):
    """No specialty has the code."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the address asks for: scenario by public id and target year, None for the usual."""

    scenario: str | None = None
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Effect:
    """A lever with what it gives."""

    term: str
    text: str


@dataclass(frozen=True, slots=True)
class Forecast:
    """Everything that is told of a stored result."""

    worked_out: str
    scenario: str | None
    tags: tuple[str, ...]
    fan: FanFigure
    options: tuple[Option, ...]
    options_note: str
    training_note: str
    chances: ChanceFigure
    swings: SwingFigure | None
    costs: tuple[CostRow, ...] | None
    """None: the run has not worked them out."""
    helps_before: int
    helps: tuple[Effect, ...]
    sites: Sites | None
    ages: Ages
    pipeline: Pipeline
    certainty: str
    inputs: tuple[InputRow, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """The page; `forecast` None when nothing is worked out for what was asked for."""

    heading: str
    specialty: str
    opening: Opening
    forecast: Forecast | None


def load_page(session: Session, region: Region, code: str, wanted: Wanted) -> Page:
    """The page of a specialty. Raises UnknownSpecialty."""
    specialties = knowledge.load_bundle(session).knowledge.specialties
    found = next((each for each in specialties if each.code == code), None)
    if found is None:
        raise UnknownSpecialty(code)
    name = in_language(found, "name") or code
    heading = _(
        "Framskriving / %(region)s / %(specialty)s", region=region.short_name, specialty=name
    )
    stored = store.find_result(session, region.id, code, wanted.scenario, wanted.year)
    if stored is None:
        return Page(heading, name, _nothing(name, wanted.year), None)
    return _told(session, region, code, name, heading, stored)


def _nothing(name: str, year: int | None) -> Opening:
    specialty = lower_first(name)
    if year is None:
        sentence = _(
            "Framskrivingen for %(specialty)s er *ikke regnet ut* ennå.", specialty=specialty
        )
    else:
        sentence = _(
            "Framskrivingen for %(specialty)s er *ikke regnet ut* for %(year)s.",
            specialty=specialty,
            year=year,
        )
    return Opening(sentence, _("Be om en framskriving på siden Framskriving."))


def _told(
    session: Session, region: Region, code: str, name: str, heading: str, stored: StoredResult
) -> Page:
    case, answer = read_case_document(stored.case), read_answer(stored.result)
    provenance = read_provenance(stored.provenance)
    history: dict[int, float] = {}
    sites: tuple[SiteRow, ...] = ()
    if stored.data_set_id is not None:
        history = store.load_history(session, stored.data_set_id, code)
        sites = store.load_sites(session, stored.data_set_id, code)
    few = sum(each.persons for each in case.stock) < FEWEST
    specialty, base = lower_first(name), case.base_year
    training = training_of(case, sites)
    earliest = base + answer.earliest_year
    forecast = Forecast(
        worked_out=_worked_out(stored.finished_at, answer.outlook.paths),
        scenario=stored.scenario,
        tags=data_tags([provenance]),
        fan=fan_of(answer, base, history, specialty=specialty, region=region.short_name, few=few),
        options=options_of(answer, base, training, lead=LEAD, few=few),
        options_note=_(
            "Fast inntak fra %(first)s. Sjansen gjelder full dekning i %(year)s.",
            first=stored.first_year,
            year=stored.target_year,
        ),
        training_note=_(
            "Plasser og veiledere er regnet med %(number)s leger per veileder. Det er vår"
            " antakelse.",
            number=in_words(round(PER_SUPERVISOR)),
        ),
        chances=chances_of(answer, base, few=few),
        swings=swings_of(answer.swings, stored.target_year),
        costs=_costs(session, stored.summary.get("delay_costs")),
        helps_before=earliest,
        helps=_helps(answer, base),
        sites=sites_of(case, sites),
        ages=ages_of(case.stock, specialty=specialty),
        pipeline=pipeline_of(case, answer.pipeline),
        certainty=_certainty(session, region, code, stored, answer),
        inputs=input_rows(provenance),
    )
    return Page(heading, name, opening_of(answer, base, few=few), forecast)


def _worked_out(at: datetime, paths: int) -> str:
    return _("Regnet ut %(day)s, %(paths)s forløp", day=day(at.date()), paths=figure(paths))


def _costs(session: Session, document: dict[str, Any] | None) -> tuple[CostRow, ...] | None:
    if document is None:
        return None
    return forecast_delay_costs.rows_of(document, course_outlooks.list_outlooks(session))


def _helps(answer: Answer, base_year: int) -> tuple[Effect, ...]:
    return tuple(
        Effect(
            forecast_specialty_words.lever_name(each.kind.value, each.size),
            forecast_specialty_words.effect(each.fte, base_year + each.year),
        )
        for each in answer.levers
        if each.fte >= LEAST_EFFECT
    )


def _certainty(
    session: Session, region: Region, code: str, stored: StoredResult, answer: Answer
) -> str:
    gaps = store.middle_gaps(session, region.id, code, stored.target_year)
    scenarios = sorted(value for key, value in gaps.items() if key is not None)
    parts = answer.outlook.parts[answer.question.target_year]
    return forecast_specialty_words.certainty(
        stored.target_year, parts.persons_share, _spread(scenarios)
    )


def _spread(gaps: Sequence[float]) -> tuple[float, float, int] | None:
    return (gaps[0], gaps[-1], len(gaps)) if gaps else None
