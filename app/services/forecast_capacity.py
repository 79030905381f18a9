"""What training has room for, against what is needed: the best sharing of the starts there are.

Worked out from what each start takes off the expected shortfall, as the newest forecast as now has
kept it. It is averages: what chance the sharing gives, only a run of it can say.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import floor

from flask_babel import gettext as _
from sqlmodel import Session

from app.exchange.typed_values import made_of
from app.services import forecast_capacity_words as words
from app.services import forecast_escalation
from app.services.forecast_specialty_options import PER_SUPERVISOR, training_years
from app.services.forecast_summary import ForecastSummary, read_summary
from app.services.start_pages import Opening
from app.services.wording import day, figure
from app.store import escalation as escalation_store
from app.store import forecast_capacity as store
from app.store import forecast_runs as runs
from app.store import forecast_scenarios as scenario_store
from app.store.forecast_capacity import Room
from app.store.forecast_runs import StoredRun
from app.store.regions import Region
from pathways.forecast.capacity import CapacityAnswer, Ceiling, Field, Given, share_out
from pathways.forecast.types import Training
from seed.escalation import NATIONAL, escalation_plans

LEAD = 0.8
LIS1 = "lis1"
PLACES, SUPERVISORS = "places", "supervisors"
MOST_PER_SUPERVISOR, MOST_LIS1 = 10.0, 2000
ROUNDING = 1e-6
FIRST_ROWS = 12


@dataclass(frozen=True, slots=True)
class Settings:
    """What the planner has chosen; None: as it stands in the sources."""

    lis1: int | None = None
    per_supervisor: float | None = None
    every: bool = False


@dataclass(frozen=True, slots=True)
class CapacityRow:
    """One specialty. Numbers a year, `missed` and `one_more` in årsverk."""

    code: str
    name: str
    now: str
    wanted: int
    wanted_text: str
    room: str
    starts: int
    held_by: str
    missed: str
    one_more: str


@dataclass(frozen=True, slots=True)
class Shared:
    """The sharing itself, with what it was made of."""

    answer: CapacityAnswer
    ceilings: tuple[Ceiling, ...]
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class CapacityPage:
    """The page. Without `run` nothing is worked out."""

    opening: Opening
    run: StoredRun | None
    worked_out: str
    rows: tuple[CapacityRow, ...]
    count: int
    most: int
    """The largest number that a specialty wants; for the bars."""
    lis1: int | None
    lis1_source: str
    lis1_used: str
    per_supervisor: float
    notes: tuple[str, ...]


def load_page(
    session: Session, region: Region, settings: Settings, names: Mapping[str, str]
) -> CapacityPage:
    """The page of a region."""
    lis1, source = _lis1(session, region, settings)
    per = settings.per_supervisor or PER_SUPERVISOR
    run = runs.newest(session, region.id)
    shared = None if run is None else _shared(session, run, lis1, per)
    if run is None or shared is None:
        return CapacityPage(words.nothing(), None, "", (), 0, 0, lis1, source, "", per, ())
    stored = scenario_store.summaries_of(session, [run.id])[run.id]
    summaries = {code: read_summary(each) for code, each in stored.items()}
    rows = _rows(shared, summaries, names)
    at = run.finished_at or run.asked_at
    return CapacityPage(
        _opening(shared, summaries, names),
        run,
        _("Regnet ut %(day)s, %(paths)s forløp", day=day(at.date()), paths=figure(run.paths)),
        tuple(rows if settings.every else rows[:FIRST_ROWS]),
        len(rows),
        max((each.wanted for each in rows), default=0),
        lis1,
        source,
        words.lis1_used(shared.answer.used.get(LIS1), lis1, _one_more(shared, (LIS1,))),
        per,
        words.notes(
            [names.get(code, code) for code in _unreached(summaries)],
            [names.get(code, code) for code in _too_soon(summaries)],
            [names.get(each.code, each.code) for each in shared.fields if _unknown(each, shared)],
            run.target_year,
        ),
    )


def starts_of(
    session: Session, region: Region, settings: Settings
) -> tuple[tuple[str, int], ...] | None:
    """Starts a year by specialty as shared out; None when nothing is worked out."""
    run = runs.newest(session, region.id)
    lis1, _source = _lis1(session, region, settings)
    per = settings.per_supervisor or PER_SUPERVISOR
    shared = None if run is None else _shared(session, run, lis1, per)
    if shared is None:
        return None
    return tuple((each.code, each.starts) for each in shared.answer.given)


def _lis1(session: Session, region: Region, settings: Settings) -> tuple[int | None, str]:
    """LIS1 a year, and where the number comes from."""
    if settings.lis1 is not None:
        return settings.lis1, words.lis1_chosen()
    figures = tuple(e for e in escalation_plans() if e.organisation in (NATIONAL, region.key))
    trusts = escalation_store.load_trusts(session, region.id)
    standing = forecast_escalation.stand(figures, region, trusts)
    if standing.published is not None and standing.trusts_known == standing.trusts:
        return standing.published, words.lis1_published()
    if standing.region_goal is not None:
        return standing.region_goal, words.lis1_goal()
    return None, words.lis1_unknown()


def _shared(session: Session, run: StoredRun, lis1: int | None, per: float) -> Shared | None:
    """The best sharing; None when the run has kept nothing to share."""
    document = runs.load_document(session, run.id) or {}
    fields = tuple(
        Field(row["code"], int(row["wanted"]), tuple(row["gains"]))
        for row in document.get("fields", ())
    )
    if not fields:
        return None
    room = {} if run.data_set_id is None else store.load_room(session, run.data_set_id)
    training = store.load_training(session, run.id)
    years = {code: training_years(made_of(Training, dict(each))) for code, each in training.items()}
    ceilings = tuple(_ceilings([each.code for each in fields], room, years, lis1, per))
    return Shared(share_out(fields, ceilings), ceilings, fields)


def _ceilings(
    codes: Sequence[str],
    room: Mapping[str, Room],
    years: Mapping[str, float],
    lis1: int | None,
    per: float,
) -> Iterable[Ceiling]:
    """So many start each year and are in training so long: places and supervisors hold them."""
    if lis1 is not None:
        yield Ceiling(LIS1, frozenset(codes), lis1)
    for code in codes:
        found, length = room.get(code), years.get(code)
        if found is None or not length:
            continue
        if found.places is not None:
            most = floor(found.places / length + ROUNDING)
            yield Ceiling(f"{PLACES}:{code}", frozenset({code}), most)
        if found.supervisors is not None:
            most = floor(found.supervisors * per / length + ROUNDING)
            yield Ceiling(f"{SUPERVISORS}:{code}", frozenset({code}), most)


def _one_more(shared: Shared, full: Sequence[str]) -> float:
    """Årsverk that one start more under these ceilings takes off the expected shortfall."""
    if not set(full) & set(shared.answer.full):
        return 0.0
    raised = [
        replace(each, most=each.most + 1) if each.name in full else each for each in shared.ceilings
    ]
    return share_out(shared.fields, raised).gain - shared.answer.gain


def _rows(
    shared: Shared, summaries: Mapping[str, ForecastSummary], names: Mapping[str, str]
) -> list[CapacityRow]:
    """Specialties that want a start, the one with most left uncovered first."""
    given = sorted(
        (each for each in shared.answer.given if each.wanted),
        key=lambda each: (-each.missed, each.starts - each.wanted, names.get(each.code, "")),
    )
    unreached = set(_unreached(summaries))
    return [_row(each, shared, summaries, names, each.code in unreached) for each in given]


def _row(
    given: Given,
    shared: Shared,
    summaries: Mapping[str, ForecastSummary],
    names: Mapping[str, str],
    is_unreached: bool,
) -> CapacityRow:
    code = given.code
    own = [each for each in shared.ceilings if each.members == {code} and each.name != LIS1]
    held = {name.partition(":")[0] for name in given.held_by}
    summary = summaries.get(code)
    more = _one_more(shared, given.held_by) if given.held_by else 0.0
    return CapacityRow(
        code,
        names.get(code, code),
        "–" if summary is None else figure(round(summary.intake_now, 1)),
        given.wanted,
        words.wanted(given.wanted, is_unreached=is_unreached),
        figure(min(each.most for each in own)) if own else _("ukjent"),
        given.starts,
        words.held_by(held),
        words.fte(given.missed),
        words.fte(more) if given.held_by else "–",
    )


def _opening(
    shared: Shared, summaries: Mapping[str, ForecastSummary], names: Mapping[str, str]
) -> Opening:
    given = shared.answer.given
    worst = max(given, key=lambda each: (each.missed, each.wanted - each.starts, each.code))
    return words.opening(
        sum(each.starts for each in given),
        sum(each.wanted for each in given),
        names.get(worst.code, worst.code) if worst.missed > 0 else None,
        is_least=bool(_unreached(summaries)),
        missed=sum(each.missed for each in given),
    )


def _unreached(summaries: Mapping[str, ForecastSummary]) -> list[str]:
    """Specialties for which not even the largest number that was tried is enough."""
    return _without_advice(summaries, "too_many")


def _too_soon(summaries: Mapping[str, ForecastSummary]) -> list[str]:
    """Specialties in which nobody who starts now is finished by the year."""
    return _without_advice(summaries, "too_soon")


def _without_advice(summaries: Mapping[str, ForecastSummary], why: str) -> list[str]:
    return [
        code
        for code, each in summaries.items()
        if (advised := each.advice(LEAD)) is not None and advised.why_not == why
    ]


def _unknown(field: Field, shared: Shared) -> bool:
    """Whether nobody has said what training in a specialty has room for."""
    return bool(field.wanted) and not any(
        each.members == {field.code} and each.name != LIS1 for each in shared.ceilings
    )
