"""A case with what people have said in place of what the data say."""

from collections.abc import Mapping
from dataclasses import replace

from app.db.tables import AssumptionName
from app.services.forecast_case_need import DRIFT_NAME, planned
from app.services.forecast_case_said import mean_and_spread
from app.store.forecast_data import AssumptionRow
from pathways.forecast.scenarios import Change, ChangeKind, apply
from pathways.forecast.types import Case, Drift, Share

LEAST = 1e-6


def with_said(case: Case, said: Mapping[AssumptionName, AssumptionRow]) -> Case:
    """The case with what was said in place.

    Later exits and the share of a post are taken at the middle: a case has no spread for them.
    """
    for name in AssumptionName:
        row = said.get(name)
        if row is not None:
            case = _with(case, name, *mean_and_spread(row.low, row.high))
    return case


def _with(case: Case, name: AssumptionName, mean: float, spread: float) -> Case:
    training, needed = case.training, case.needed
    if name is AssumptionName.EXITS_LATER:
        return apply(case, (Change(ChangeKind.EXITS_LATER, mean),))
    if name is AssumptionName.WORK_SHARE:
        return apply(case, (Change(ChangeKind.WORK_SHARE, mean),))
    if name is AssumptionName.INTAKE:
        return replace(case, intake=planned(max(mean, 0.0), case.years))
    if name is AssumptionName.RECRUITS:
        log_spread = spread / mean if mean > 0 else 0.0
        recruits = replace(case.recruits, mean=max(mean, 0.0), spread=log_spread)
        return replace(case, recruits=recruits)
    if name is AssumptionName.RETENTION:
        return replace(case, training=replace(training, retention=_share(mean, spread)))
    if name is AssumptionName.DROP_OUT:
        return replace(case, training=replace(training, drop_out=_share(mean, spread)))
    if name is AssumptionName.OTHER_UNMET:
        return replace(case, needed=replace(needed, other_unmet=max(mean, 0.0)))
    rest = tuple(each for each in needed.drifts if each.name != DRIFT_NAME)
    return replace(case, needed=replace(needed, drifts=(Drift(DRIFT_NAME, mean, spread), *rest)))


def _share(mean: float, spread: float) -> Share:
    """A share as sure as its spread says (beta distribution)."""
    mean = min(max(mean, 0.0), 1.0)
    if spread <= LEAST or not 0 < mean < 1:
        return Share(mean)
    return Share(mean, max(mean * (1 - mean) / spread**2 - 1, LEAST))
