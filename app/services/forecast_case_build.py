"""Puts one specialty's case together, from the region's own data or from old figures."""

from collections.abc import Sequence
from dataclasses import replace

from app.services.forecast_case_assumptions import with_said
from app.services.forecast_case_fits import (
    RECRUITS_START,
    fit_region,
)
from app.services.forecast_case_inputs import BuiltCase, RegionInputs
from app.services.forecast_case_need import (
    LAST_STARTS,
    heads,
    mean_share,
    planned,
    posts,
    usual_drift,
    work_shares,
)
from app.services.forecast_case_origins import provenance_of
from app.services.forecast_case_said import said_of
from app.services.forecast_case_trainees import Entering, entering, slip_shares
from app.services.forecast_fallback import OldFigures, old_figures, old_heads, old_women
from app.services.forecast_population import use_of, use_profile
from app.store.forecast_data import ArrivalRow, StaffRows, TraineesRow
from pathways.forecast.types import (
    Case,
    Exits,
    Finish,
    Head,
    Needed,
    Recruits,
    Sex,
    Share,
    Training,
    WorkShare,
)
from pathways.forecast.validation import problems

START_AGE, START_WOMEN = 32, 0.6
"""Ours, where nobody in training shows at what age they begin after LIS1, and of which sex."""
PERCENT = 100
OLD_YEARS_IN_TRAINING = 7
"""Ours: years of starts in training where nobody has counted them, as if starts were the same."""

Made = tuple[Case, Entering]


def build_case(inputs: RegionInputs, code: str, *, years: int, paths: int, seed: int) -> BuiltCase:
    """The case of a specialty that something is known of. ValueError if it is not sound."""
    making = _from_old if inputs.data_set is None else _from_own
    case, entered = making(inputs, code, years)
    case = with_said(case, said_of(inputs.assumptions, code))
    case = replace(case, paths=paths, seed=seed)
    found = problems(case)
    if found:
        place = ".".join(map(str, found[0].place))
        raise ValueError(f"{code}: {place} is {found[0].found}, may be {found[0].expected}")
    starts = [case.starts_in(year) for year in range(1, years + 1)]
    return BuiltCase(
        case,
        entered.without_delays,
        entered.delays,
        provenance_of(inputs, code),
        intake_now=sum(starts) / len(starts),
    )


# --- From the region's own data ---


def _from_own(inputs: RegionInputs, code: str, years: int) -> Made:
    rows, fits = inputs.rows(code), inputs.fits
    durations = fits.durations[code].finishes
    stock, work = heads(rows.stock), work_shares(rows.stock, inputs.everybody)
    slip = slip_shares(durations, fits.durations[code].evidence.events)
    entered = entering(
        inputs.known_by_code.get(code, ()),
        rows.trainees,
        inputs.delays,
        durations=durations,
        slip=slip,
        as_of=inputs.as_of,
    )
    starts = _mean_starts(rows.arrivals)
    case = _case(
        inputs,
        code,
        years,
        stock=stock,
        work=work,
        entered=entered,
        intake=planned(starts or 0.0, years),
        training=_training(
            durations, fits.drop_out[code].share, fits.retention[code].share, rows.trainees
        ),
        recruits=_recruits(fits.recruits[code].recruits, rows.trainees),
        exits=fits.exits.by_code[code].exits,
    )
    missing = posts(rows.posts, mean_share(stock, work))
    needed = replace(
        case.needed,
        vacancies=missing.vacant,
        hired_in=missing.hired_in,
        other_unmet=missing.other_unmet,
        floor=missing.floor,
    )
    return replace(case, needed=needed), entered


def _mean_starts(rows: Sequence[ArrivalRow]) -> float | None:
    """Starts a year over the last years that are known."""
    last = sorted(rows, key=lambda row: row.year)[-LAST_STARTS:]
    return sum(row.started for row in last) / len(last) if last else None


# --- From old national figures ---


def _from_old(inputs: RegionInputs, code: str, years: int) -> Made:
    figures = old_figures(inputs.workforce, inputs.region.key, code)
    assert figures is not None
    women = old_women(inputs.workforce, figures)
    fits = fit_region(StaffRows(), inputs.groups)
    durations = fits.durations[code].finishes
    entered = entering(
        inputs.known_by_code.get(code, ()),
        _as_if_the_same(code, figures),
        inputs.delays,
        durations=durations,
        slip=slip_shares(durations, 0),
        as_of=inputs.as_of,
    )
    retention = inputs.workforce.parameter("tromso_graduates_working_in_north")
    drop_out = [
        inputs.workforce.parameter(f"training_dropout_reference_{end}") for end in ("low", "high")
    ]
    gives_up = sum(each.value or 0.0 for each in drop_out) / len(drop_out) / PERCENT
    case = _case(
        inputs,
        code,
        years,
        stock=old_heads(figures, women),
        work=work_shares((), None),
        entered=entered,
        intake=planned(figures.starts or 0.0, years),
        training=_training(
            durations, Share(gives_up), Share((retention.value or 0.0) / PERCENT), ()
        ),
        recruits=replace(RECRUITS_START, mean=0.0),
        exits=fits.exits.by_code[code].exits,
    )
    return case, entered


def _as_if_the_same(code: str, figures: OldFigures) -> tuple[TraineesRow, ...]:
    """Those in training where nobody has counted them: as if the starts had always been so many."""
    starts = planned(figures.starts or 0.0, OLD_YEARS_IN_TRAINING)
    return tuple(
        TraineesRow(
            code,
            None,
            Sex.WOMAN if done % 2 else Sex.MAN,
            START_AGE + done,
            done,
            starts[min(done, len(starts) - 1)],
        )
        for done in range(OLD_YEARS_IN_TRAINING)
    )


# --- What both share ---


def _case(
    inputs: RegionInputs,
    code: str,
    years: int,
    *,
    stock: tuple[Head, ...],
    work: WorkShare,
    entered: Entering,
    intake: tuple[int, ...],
    training: Training,
    recruits: Recruits,
    exits: Exits,
) -> Case:
    specialty = inputs.specialties[code]
    use = use_of(inputs.people, use_profile(code, specialty.family), inputs.base_year, years)
    return Case(
        name=specialty.name_nb,
        base_year=inputs.base_year,
        years=years,
        stock=stock,
        trainees=entered.trainees,
        intake=intake,
        exits=exits,
        training=training,
        recruits=recruits,
        work=work,
        needed=Needed(tuple(use), drifts=(usual_drift(),)),
    )


def _training(
    durations: tuple[Finish, ...],
    drop_out: Share,
    retention: Share,
    rows: Sequence[TraineesRow],
) -> Training:
    persons = sum(row.persons for row in rows)
    age, women = float(START_AGE), START_WOMEN
    if persons:
        age = sum(row.persons * (row.age - row.years_done) for row in rows) / persons
        women = sum(row.persons for row in rows if row.sex is Sex.WOMAN) / persons
    return Training(durations, drop_out, retention, round(age), women)


def _recruits(recruits: Recruits, rows: Sequence[TraineesRow]) -> Recruits:
    """Of those from elsewhere the sex is not in the data: as among those in training."""
    persons = sum(row.persons for row in rows)
    women = sum(row.persons for row in rows if row.sex is Sex.WOMAN)
    return replace(recruits, women=women / persons) if persons else recruits
