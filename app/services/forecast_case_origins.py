"""Where every input of a specialty's case comes from, told without building the case."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from app.db.tables import AssumptionName
from app.services.forecast_case_inputs import RegionInputs
from app.services.forecast_case_need import LAST_STARTS
from app.services.forecast_case_said import said_of
from app.services.forecast_fallback import OldFigures, old_figures
from app.services.forecast_fallback import origin_of as old_origin
from app.services.forecast_population import origins_of
from app.services.forecast_provenance import Input, Origin, OriginKind
from app.store.forecast_data import StaffRows

OURS = Origin(OriginKind.OURS)
UNKNOWN = Origin(OriginKind.UNKNOWN)
INPUT_OF: Mapping[AssumptionName, Input] = {
    AssumptionName.EXITS_LATER: Input.EXITS,
    AssumptionName.RECRUITS: Input.RECRUITS,
    AssumptionName.RETENTION: Input.RETENTION,
    AssumptionName.DROP_OUT: Input.DROP_OUT,
    AssumptionName.DRIFT: Input.DRIFT,
    AssumptionName.OTHER_UNMET: Input.OTHER_UNMET,
    AssumptionName.WORK_SHARE: Input.WORK_SHARE,
    AssumptionName.INTAKE: Input.INTAKE,
}
"""What each assumption stands in place of."""


def provenance_of(inputs: RegionInputs, code: str) -> dict[str, Origin]:
    """Every input by `Input`. A specialty without any figure has only what all share."""
    found: dict[str, Origin] = dict.fromkeys(Input, UNKNOWN)
    if code in inputs.codes:
        own = _old(inputs, code) if inputs.data_set is None else _own(inputs, code)
        found |= own
    found |= origins_of(inputs.people)
    found |= {Input.DRIFT: OURS, Input.SLIP: OURS}
    known = len(inputs.known_by_code.get(code, ()))
    if known:
        found[Input.TRAINEES_KNOWN] = Origin(OriginKind.HERE, persons=known)
    for name, row in said_of(inputs.assumptions, code).items():
        found[INPUT_OF[name]] = Origin(
            OriginKind.SAID, as_of=row.said_on.isoformat(), said_by=row.said_by
        )
    return found


def _own(inputs: RegionInputs, code: str) -> dict[str, Origin]:
    assert inputs.data_set is not None
    rows = inputs.rows(code)
    base = OriginKind.DEMO if inputs.data_set.is_demo else OriginKind.OWN
    given = Origin(base, as_of=inputs.as_of.isoformat())
    of_posts = given if rows.posts else UNKNOWN
    has_rota = any(row.on_call_minimum is not None for row in rows.posts)
    counted = sum(row.persons for row in rows.trainees)
    rest = max(counted - len(inputs.known_by_code.get(code, ())), 0)
    return {
        Input.STOCK: replace(given, persons=sum(row.persons for row in rows.stock)),
        Input.WORK_SHARE: given,
        Input.TRAINEES_REST: replace(given, persons=rest) if rows.trainees else UNKNOWN,
        Input.INTAKE: _intake(given, rows),
        **dict.fromkeys((Input.VACANCIES, Input.HIRED_IN, Input.OTHER_UNMET), of_posts),
        Input.FLOOR: given if has_rota else UNKNOWN,
        Input.RECRUITS_STAY: OURS,
        **_rates(given, rows),
    }


def _rates(given: Origin, rows: StaffRows) -> dict[str, Origin]:
    """Own history where the specialty has some, else that of its group.

    Persons are named only where each is counted once, not once a year.
    """
    arrivals = rows.arrivals
    approved = sum(row.approved for row in arrivals)
    lasted = sum(row.persons for row in rows.durations)
    stayed = _history(given, (row.year for row in arrivals if row.approved))
    return {
        Input.EXITS: _history(given, (row.year for row in rows.exits if row.in_post)),
        Input.RETENTION: replace(stayed, persons=approved or None),
        Input.DROP_OUT: _history(given, (row.year for row in arrivals if row.in_training)),
        Input.RECRUITS: _history(given, (row.year for row in arrivals)),
        Input.DURATIONS: replace(given, persons=lasted) if lasted else _of_group(given),
    }


def _history(given: Origin, years: Iterable[int]) -> Origin:
    kept = sorted(years)
    if not kept:
        return _of_group(given)
    return replace(given, first_year=kept[0], year=kept[-1])


def _of_group(given: Origin) -> Origin:
    return replace(given, kind=OriginKind.GROUP)


def _intake(given: Origin, rows: StaffRows) -> Origin:
    last = sorted(row.year for row in rows.arrivals)[-LAST_STARTS:]
    return replace(given, first_year=last[0], year=last[-1]) if last else UNKNOWN


def _old(inputs: RegionInputs, code: str) -> dict[str, Origin]:
    figures = old_figures(inputs.workforce, inputs.region.key, code)
    assert figures is not None
    parameter = inputs.workforce.parameter
    return {
        Input.STOCK: old_origin(figures.stock.count),
        Input.WORK_SHARE: OURS,
        Input.EXITS: OURS,
        Input.TRAINEES_REST: OURS if figures.starts else UNKNOWN,
        Input.INTAKE: _old_starts(figures),
        Input.DURATIONS: old_origin(parameter("training_time_mean_authorisation_to_approval")),
        Input.DROP_OUT: old_origin(parameter("training_dropout_reference_low")),
        Input.RETENTION: old_origin(parameter("tromso_graduates_working_in_north")),
    }


def _old_starts(figures: OldFigures) -> Origin:
    if figures.starts is None:
        return UNKNOWN
    return Origin(OriginKind.OLD, year=figures.starts_year, source_key=figures.starts_source)
