"""The page with the figures behind the forecast: what the region has, what it lacks, from where."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from app.services.forecast_case_inputs import RegionInputs
from app.services.forecast_case_origins import provenance_of
from app.services.forecast_cases import load_region
from app.services.forecast_data_sums import small_words
from app.services.forecast_data_values import valued_rows
from app.services.forecast_data_words import (
    count_text,
    lacks,
    opening,
    population_rows,
    projection_words,
    state_words,
    tag_of,
    years_text,
)
from app.services.forecast_origin_words import InputRow
from app.services.forecast_provenance import Input
from app.services.knowledge import load_bundle
from app.services.start_pages import Opening
from app.services.wording import day, in_language, moment
from app.sorting import norwegian_key
from app.store.forecast_data import DataSetRow
from app.store.regions import Region
from pathways.types.knowledge import Source
from seed.liskart import liskart_facts

SHARED = (Input.POPULATION, Input.PROJECTION, Input.DRIFT, Input.SLIP, Input.RECRUITS_STAY)
"""The same for every specialty, unless somebody has said otherwise of one."""


@dataclass(frozen=True, slots=True)
class SpecialtyRow:
    """What there is of one specialty."""

    code: str
    name: str
    stock: str
    trainees: str
    history: str
    lacks: tuple[str, ...]
    is_unknown: bool
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class DataSetLine:
    """One data set that was read in."""

    public_id: str
    as_of: str
    source: str
    read_at: str
    read_by: str | None
    state: str
    is_demo: bool
    can_withdraw: bool


@dataclass(frozen=True, slots=True)
class SourceText:
    """A statement with where it was read."""

    text: str
    source: str
    address: str | None


@dataclass(frozen=True, slots=True)
class DataPage:
    """Everything the page shows."""

    opening: Opening
    tag: str | None
    is_own: bool
    """Whether a data set of the region's own (or the demo's) is in use."""
    specialties: tuple[SpecialtyRow, ...]
    chosen: str | None
    """Name of the specialty whose inputs are shown."""
    inputs: tuple[InputRow, ...]
    shared: tuple[InputRow, ...]
    population: tuple[tuple[str, str, str, str], ...]
    """Year, what kind of row, inhabitants, 80 years and over."""
    projection: str
    data_sets: tuple[DataSetLine, ...]
    small: str
    liskart: tuple[SourceText, ...]

    @property
    def incomplete(self) -> tuple[SpecialtyRow, ...]:
        """Specialties that are known and lack something."""
        return tuple(row for row in self.specialties if row.lacks)

    @property
    def unknown(self) -> tuple[SpecialtyRow, ...]:
        """Specialties without any figure."""
        return tuple(row for row in self.specialties if row.is_unknown)


def data_page(session: Session, region: Region, today: date, code: str | None) -> DataPage:
    """The page of a region; `code` is the specialty whose inputs are shown."""
    inputs = load_region(session, region.id, today)
    sources = {each.key: each for each in load_bundle(session).knowledge.sources}
    chosen = code if code in inputs.specialties else None
    own = provenance_of(inputs, chosen) if chosen is not None else {}
    some = chosen or next(iter(inputs.codes or inputs.specialties))
    shared = own or provenance_of(inputs, some)
    codes = sorted(inputs.specialties, key=lambda each: norwegian_key(_name(inputs, each)))
    return DataPage(
        opening=opening(inputs),
        tag=tag_of(inputs),
        is_own=inputs.data_set is not None,
        specialties=tuple(_row(inputs, each, is_chosen=each == chosen) for each in codes),
        chosen=None if chosen is None else _name(inputs, chosen),
        inputs=valued_rows(
            own,
            [name for name in Input if name in own and name not in SHARED],
            None if chosen is None else inputs.specialties[chosen],
            sources,
        ),
        shared=valued_rows(shared, SHARED, None, sources),
        population=population_rows(inputs.people),
        projection=projection_words(inputs.people),
        data_sets=tuple(_line(each, inputs.data_set) for each in inputs.data_sets),
        small=small_words(inputs.staff),
        liskart=_liskart(sources),
    )


def _name(inputs: RegionInputs, code: str) -> str:
    specialty = inputs.specialties[code]
    return in_language(specialty, "name") or specialty.name_nb


def _row(inputs: RegionInputs, code: str, *, is_chosen: bool) -> SpecialtyRow:
    rows = inputs.rows(code)
    stock = sum(row.persons for row in rows.stock) if rows.stock else None
    trainees = sum(row.persons for row in rows.trainees) if rows.trainees else None
    return SpecialtyRow(
        code,
        _name(inputs, code),
        count_text(stock),
        count_text(trainees),
        years_text([row.year for row in rows.arrivals]),
        lacks(inputs, rows) if code in inputs.codes else (),
        code not in inputs.codes,
        is_chosen,
    )


def _line(row: DataSetRow, used: DataSetRow | None) -> DataSetLine:
    withdrawn = None if row.withdrawn_at is None else moment(row.withdrawn_at)
    return DataSetLine(
        public_id=row.public_id,
        as_of=day(row.as_of),
        source=row.source,
        read_at=moment(row.read_at),
        read_by=row.read_by,
        state=state_words(is_used=used is not None and row.id == used.id, withdrawn=withdrawn),
        is_demo=row.is_demo,
        can_withdraw=row.withdrawn_at is None,
    )


def _liskart(sources: Mapping[str, Source]) -> tuple[SourceText, ...]:
    found = []
    for fact in liskart_facts():
        source = sources.get(fact.source_key)
        title = fact.source_key if source is None else source.title
        text = in_language(fact, "text") or fact.text_nb
        found.append(SourceText(text, title, None if source is None else source.address))
    return tuple(found)
