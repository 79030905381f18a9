"""Invented scenarios and beliefs of Helse Nord, marked as such: nobody has said any of this."""

from datetime import UTC, date, datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from app.db import tables as db
from app.db.tables import AssumptionName
from app.services import forecast_scenarios
from app.services.forecast_scenarios import Desk
from app.store import forecast_assumptions as assumption_store
from app.store import forecast_scenarios as store
from app.store import regions
from pathways.forecast.scenarios import ChangeKind
from seed.demo.cast import ELIN
from seed.demo.values import public_id

REGION, PLANNER = "helse-nord", "Elin Sandnes"
PRESETS_AT = datetime(2026, 11, 13, 8, tzinfo=UTC)
FIRST_AT = datetime(2026, 11, 16, 12, 20, tzinfo=UTC)
SECOND_AT = datetime(2026, 11, 20, 9, 5, tzinfo=UTC)
OWN = "Flere blir i psykiatrien"
SAID = (
    (AssumptionName.RETENTION, "VOP", 0.58, 0.7, "Fagdirektør (oppdiktet)", date(2026, 10, 14),
     "Tror flere blir når de får fast stilling tidlig."),
    (AssumptionName.RETENTION, "VOP", 0.55, 0.66, "Klinikksjef i psykiatri (oppdiktet)",
     date(2026, 11, 4), ""),
    (AssumptionName.RECRUITS, "RAD", 0.5, 1.5, "Avdelingsleder i radiologi (oppdiktet)",
     date(2026, 11, 5), "Færre søkere enn før."),
    (AssumptionName.DRIFT, None, 0.002, 0.008, "Analysegruppen (oppdiktet)", date(2026, 11, 10),
     "Kortere arbeidsuke og høyere krav, minus oppgaver som andre overtar."),
)  # fmt: skip
"""Input, specialty, tertiles, who (nobody), day, why."""


def load(session: Session, today: date) -> int:
    """Add the seven ready scenarios, one of the planner's own with two versions, and some beliefs.

    Does nothing when its own scenario is there; how many scenarios were added. Commits.
    """
    key = col(db.Organisation.key) == REGION
    region_id = session.execute(sa.select(col(db.Organisation.id)).where(key)).scalar_one()
    if store.find_scenario(session, region_id, public_id("scenario", f"{REGION}-own")):
        return 0
    planner = col(db.Person.public_id) == ELIN.public_id
    by = session.execute(sa.select(col(db.Person.id)).where(planner)).scalar()
    (region,) = regions.load_regions(session, frozenset({region_id}))
    made = forecast_scenarios.add_presets(session, Desk(region, None, today, PRESETS_AT))
    _own(session, region_id, by)
    for number, (name, code, low, high, who, day, why) in enumerate(SAID):
        values = {
            "name": name, "specialty_code": code, "low": low, "high": high,
            "said_by": who, "said_on": day, "note": why, "is_demo": True,
        }  # fmt: skip
        assumption_store.add_said(
            session,
            region_id,
            values,
            by=by,
            now=FIRST_AT.replace(minute=FIRST_AT.minute + number),
            public_id=public_id("assumption", f"{REGION}-{number}"),
        )
    session.commit()
    return made + 1


def _own(session: Session, region_id: int, by: int | None) -> None:
    first = [_change(ChangeKind.RETENTION, 0.75)]
    added = store.add_scenario(
        session,
        region_id,
        OWN,
        first,
        note="Oppdiktet: fast stilling fra første dag.",
        preset=None,
        by=by,
        now=FIRST_AT,
        public_id=public_id("scenario", f"{REGION}-own"),
        is_demo=True,
    )
    row = store.find_scenario(session, region_id, added)
    assert row is not None
    second = [*first, _change(ChangeKind.INTAKE_FACTOR, 1.2, 2028)]
    store.add_version(
        session,
        row.id,
        1,
        OWN,
        second,
        note="Oppdiktet: i tillegg en femdel flere plasser fra 2028.",
        by=by,
        now=SECOND_AT,
    )


def _change(kind: ChangeKind, value: float, year: int | None = None) -> dict[str, object]:
    return {"kind": kind.value, "value": value, "from_year": year, "specialty": "VOP"}
