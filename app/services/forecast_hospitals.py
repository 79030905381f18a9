"""The page *Sykehus*: coverage of each hospital of a region."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from app.exchange.typed_values import made_of
from app.services import forecast_hospitals_words as words
from app.services.forecast_escalation_words import few
from app.services.forecast_hospitals_values import (
    GENERALISTS,
    HORIZONS,
    Field,
    Hospital,
    measure,
)
from app.services.knowledge import KnowledgeBundle
from app.services.wording import in_language
from app.store import forecast_data, forecast_runs
from app.store import forecast_hospitals as store
from app.store.regions import Region
from pathways.forecast.types import Exits

NEAR, FAR = HORIZONS
PLACES = frozenset({"hospital", "health_trust", "private_nonprofit"})


@dataclass(frozen=True, slots=True)
class HospitalRow:
    """One hospital in the words of the page."""

    key: str
    name: str
    persons: str
    with_one: int
    with_two: int
    thin: tuple[str, ...]
    """Names of the specialties that rest on one or two."""
    now: str
    near: str
    far: str
    falling: tuple[str, ...]
    generalists: str
    missing: tuple[str, ...]
    """Generalist specialties that nobody there holds."""
    oldest: str


@dataclass(frozen=True, slots=True)
class FieldRow:
    """One specialty at the chosen hospital."""

    code: str
    name: str
    persons: str
    also: str
    minimum: str
    near: str
    far: str
    near_chance: str
    far_chance: str
    is_falling: bool


@dataclass(frozen=True, slots=True)
class Chosen:
    """The hospital that is looked at closely."""

    key: str
    name: str
    rows: tuple[FieldRow, ...]
    bands: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class HospitalsPage:
    """The whole page."""

    sentence: str
    reason: str
    as_of: date
    is_demo: bool
    curves_of: date | None
    """The day of the forecast that the curves of leaving are from; None: there is none yet."""
    near_year: int
    far_year: int
    rows: tuple[HospitalRow, ...]
    chosen: Chosen | None
    generalists: tuple[tuple[str, str, bool], ...]
    """Code, name, and whether it counts as generalist."""
    is_our_choice: bool


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the asker chose: specialties that count as generalist (none: ours), and a hospital."""

    generalists: tuple[str, ...] = ()
    hospital: str = ""


def load_page(
    session: Session, region: Region, bundle: KnowledgeBundle, wanted: Wanted
) -> HospitalsPage | None:
    """The page of a region; None when no staff data by hospital have been read in."""
    data_sets = forecast_data.list_data_sets(session, region.id)
    staff = forecast_data.in_use(data_sets)
    if staff is None:
        return None
    run = forecast_runs.newest(session, region.id)
    hospitals = _measured(session, region, staff.id, None if run is None else run.id)
    names = {
        each.code: in_language(each, "name") or each.code for each in bundle.knowledge.specialties
    }
    held = {each.code for hospital in hospitals for each in hospital.fields}
    chosen = tuple(code for code in wanted.generalists if code in held)
    codes = chosen or tuple(code for code in GENERALISTS if code in names)
    year = staff.as_of.year
    close = next((each for each in hospitals if each.key == wanted.hospital), None)
    return HospitalsPage(
        sentence=words.sentence_of(hospitals, year),
        reason=words.reason_of(hospitals, year),
        as_of=staff.as_of,
        is_demo=staff.is_demo,
        curves_of=None if run is None else run.as_of,
        near_year=year + NEAR,
        far_year=year + FAR,
        rows=tuple(_row(each, names, codes) for each in hospitals),
        chosen=None if close is None else _close(close, names),
        generalists=tuple(
            (code, name, code in codes) for code, name in names.items() if code in {*held, *codes}
        ),
        is_our_choice=not chosen,
    )


def _measured(
    session: Session, region: Region, data_set_id: int, run_id: int | None
) -> tuple[Hospital, ...]:
    places = forecast_data.region_places(session, region.id, ())
    found = [(number, key, name) for number, (key, name, kind) in places.items() if kind in PLACES]
    documents = {} if run_id is None else store.load_exits(session, run_id)
    exits = {code: made_of(Exits, document) for code, document in documents.items()}
    inside = {number for number, _key, _name in found}
    everybody = store.load_stock(session, data_set_id)
    stock = [row for row in everybody if row.organisation_id in inside]
    hospitals = measure(found, stock, store.load_posts(session, data_set_id), exits)
    return tuple(sorted(hospitals, key=lambda each: (-each.persons, each.name)))


def _row(hospital: Hospital, names: Mapping[str, str], codes: Collection[str]) -> HospitalRow:
    here = hospital.generalists(codes)
    held = {each.code for each in here}
    return HospitalRow(
        key=hospital.key,
        name=hospital.name,
        persons=few(hospital.persons),
        with_one=hospital.breadth(1),
        with_two=hospital.breadth(2),
        thin=_names(hospital.thin, names),
        now=words.of_rotas(hospital.staffed, hospital),
        near=words.of_rotas(hospital.staffed_after(NEAR), hospital),
        far=words.of_rotas(hospital.staffed_after(FAR), hospital),
        falling=_names(hospital.falling(NEAR), names),
        generalists=words.some_of(len(here), len(codes)),
        missing=tuple(names[code] for code in codes if code not in held),
        oldest=words.oldest(hospital.bands),
    )


def _names(fields: Sequence[Field], names: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(names.get(each.code, each.code) for each in fields)


def _close(hospital: Hospital, names: Mapping[str, str]) -> Chosen:
    return Chosen(
        key=hospital.key,
        name=hospital.name,
        rows=tuple(
            FieldRow(
                code=each.code,
                name=names.get(each.code, each.code),
                persons=few(each.persons),
                also=few(each.seconds) if each.seconds else "",
                minimum="–" if each.minimum is None else str(each.minimum),
                near=words.expected(each, NEAR),
                far=words.expected(each, FAR),
                near_chance=words.chance(each, NEAR),
                far_chance=words.chance(each, FAR),
                is_falling=each.is_likely_below(NEAR),
            )
            for each in hospital.fields
        ),
        bands=tuple(
            (words.band_name(each), few(each.persons))
            for each in hospital.bands
            if len(hospital.bands) > 1
        ),
    )
