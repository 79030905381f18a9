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
from app.services.forecast_origin_words import data_tags
from app.services.forecast_provenance import read_provenance
from app.services.forecast_specialty_options import PER_SUPERVISOR, training_years
from app.services.forecast_summary import LEAD, ForecastSummary, read_summary
from app.services.start_pages import Opening
from app.services.wording import day, figure
from app.store import escalation as escalation_store
from app.store import forecast_capacity as store
from app.store import forecast_runs as runs
from app.store.forecast_capacity import Room
from app.store.forecast_runs import StoredRun
from app.store.regions import Region
from pathways.forecast.capacity import CapacityAnswer, Ceiling, Field, Given, share_out
from pathways.forecast.results import NoIntake
from pathways.forecast.types import Training
from seed.escalation import NATIONAL, escalation_plans

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
    possible: Mapping[str, Mapping[str, float]]
    """Starts a year by specialty and by what holds them, in parts of a doctor."""


@dataclass(frozen=True, slots=True)
class CapacityPage:
    """The page. Without `run` nothing is worked out."""

    opening: Opening
    lis1: int | None
    lis1_source: str
    per_supervisor: float
    run: StoredRun | None = None
    worked_out: str = ""
    tags: tuple[str, ...] = ()
    """What the reader must know of the figures: invented, old."""
    rows: tuple[CapacityRow, ...] = ()
    count: int = 0
    lis1_used: str = ""
    notes: tuple[str, ...] = ()


def load_page(
    session: Session, region: Region, settings: Settings, names: Mapping[str, str]
) -> CapacityPage:
    """The page of a region."""
    lis1, source = _lis1(session, region, settings)
    per = settings.per_supervisor or PER_SUPERVISOR
    run = runs.newest(session, region.id)
    shared = None if run is None else _shared(session, run, lis1, per)
    if run is None or shared is None:
        return CapacityPage(words.nothing(), lis1, source, per)
    stored = runs.load_summaries(session, run.id)
    summaries = {each.code: read_summary(each.summary) for each in stored}
    rows = _rows(shared, summaries, names)
    at = run.finished_at or run.asked_at
    return CapacityPage(
        _opening(shared, summaries, names),
        lis1,
        source,
        per,
        run=run,
        worked_out=_(
            "Regnet ut %(day)s, %(paths)s forløp", day=day(at.date()), paths=figure(run.paths)
        ),
        tags=data_tags([read_provenance(each.provenance) for each in stored]),
        rows=tuple(rows if settings.every else rows[:FIRST_ROWS]),
        count=len(rows),
        lis1_used=words.lis1_used(shared.answer.used.get(LIS1), lis1, _one_more(shared, (LIS1,))),
        notes=words.notes(
            [names.get(code, code) for code in _without_advice(summaries, NoIntake.TOO_MANY)],
            [names.get(code, code) for code in _without_advice(summaries, NoIntake.TOO_SOON)],
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
    possible = {
        each.code: _possible(room[each.code], years[each.code], per)
        for each in fields
        if each.code in room and years.get(each.code)
    }
    ceilings = tuple(_ceilings([each.code for each in fields], possible, lis1))
    return Shared(share_out(fields, ceilings), ceilings, fields, possible)


def _possible(room: Room, years: float, per: float) -> dict[str, float]:
    """Starts a year that places and supervisors have room for; each is in training so long."""
    found = {}
    if room.places is not None:
        found[PLACES] = room.places / years
    if room.supervisors is not None:
        found[SUPERVISORS] = room.supervisors * per / years
    return found


def _ceilings(
    codes: Sequence[str], possible: Mapping[str, Mapping[str, float]], lis1: int | None
) -> Iterable[Ceiling]:
    """LIS1 over all, and in each specialty what there is room for; whole doctors a year."""
    if lis1 is not None:
        yield Ceiling(LIS1, frozenset(codes), lis1)
    for code, kinds in possible.items():
        for kind, most in kinds.items():
            yield Ceiling(f"{kind}:{code}", frozenset({code}), floor(most + ROUNDING))


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
    unreached = set(_without_advice(summaries, NoIntake.TOO_MANY))
    return [_row(each, shared, summaries, names, each.code in unreached) for each in given]


def _row(
    given: Given,
    shared: Shared,
    summaries: Mapping[str, ForecastSummary],
    names: Mapping[str, str],
    is_unreached: bool,
) -> CapacityRow:
    code = given.code
    room = shared.possible.get(code)
    held = {name.partition(":")[0] for name in given.held_by}
    summary = summaries.get(code)
    more = _one_more(shared, given.held_by) if given.held_by else 0.0
    return CapacityRow(
        code,
        names.get(code, code),
        "–" if summary is None else figure(round(summary.intake_now, 1)),
        given.wanted,
        words.wanted(given.wanted, is_unreached=is_unreached),
        figure(round(min(room.values()), 1)) if room else _("ukjent"),
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
        is_least=bool(_without_advice(summaries, NoIntake.TOO_MANY)),
        missed=sum(each.missed for each in given),
    )


def _without_advice(summaries: Mapping[str, ForecastSummary], why: NoIntake) -> list[str]:
    """Specialties for which no intake does it, for this reason."""
    return [
        code
        for code, each in summaries.items()
        if (advised := each.advice(LEAD)) is not None and advised.why_not == why
    ]


def _unknown(field: Field, shared: Shared) -> bool:
    """Whether nobody has said what training in a specialty has room for."""
    return bool(field.wanted) and not shared.possible.get(field.code)
