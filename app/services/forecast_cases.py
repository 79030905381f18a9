"""A region's forecast cases: everything they need in few queries, then one case a specialty.

Year 0 is the day of the region's staff data (today where there are none). What each input came
from goes along as provenance. Nothing is guessed: a specialty without any figure cannot be built,
and says so.
"""

from datetime import date

from sqlmodel import Session

from app.services.forecast_case_inputs import BuiltCase, NoFiguresError, RegionInputs, grouped
from app.services.knowledge import load_bundle
from app.store import forecast_data as store
from app.store.forecast_data import StaffRows
from app.store.regions import load_regions
from seed.workforce import AREAS
from seed.workforce_files import workforce

__all__ = ["BuiltCase", "NoFiguresError", "RegionInputs", "build", "load_region"]


def load_region(session: Session, region_id: int, today: date) -> RegionInputs:
    """Everything of one region; the number of queries does not depend on how many people there are.

    LookupError: there is no such health region.
    """
    found = load_regions(session, frozenset({region_id}))
    if not found:
        raise LookupError(f"{region_id} is no health region")
    region = found[0]
    data_sets = store.list_data_sets(session, region_id)
    data_set = store.in_use(data_sets)
    places = store.region_places(session, region_id, AREAS.get(region.key, ()))
    known = store.known_trainees(session, places, today)
    delays = store.open_delays(session, [each.enrolment_id for each in known])
    knowledge = load_bundle(session).knowledge
    return RegionInputs(
        region=region,
        today=today,
        data_sets=data_sets,
        data_set=data_set,
        staff=StaffRows() if data_set is None else store.load_staff(session, data_set.id),
        known=known,
        delays=grouped((each.enrolment_id, each) for each in delays),
        assumptions=store.assumptions(session, region_id),
        specialties={each.code: each for each in knowledge.specialties},
        places=places,
        workforce=workforce(),
    )


def build(
    inputs: RegionInputs, code: str, *, years: int = 20, paths: int = 10_000, seed: int = 1
) -> BuiltCase:
    """The case of one specialty as now. Raises NoFiguresError when nothing is known of it."""
    # The engine comes with it, which the web does without.
    from app.services.forecast_case_build import build_case

    if code not in inputs.codes:
        raise NoFiguresError(code)
    return build_case(inputs, code, years=years, paths=paths, seed=seed)
