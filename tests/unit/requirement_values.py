"""Short builders for requirements, and judging on one day with the figures of psychiatry."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

from pathways.phases import LIS1_HOSPITAL, LIS1_MUNICIPALITY, PART23, Phase, PlaceCap
from pathways.requirement_places import OPEN_PRACTICE, OTHER_GENERAL_MEDICINE
from pathways.requirement_state import Measures, RequirementState
from pathways.requirements import judge
from pathways.types.knowledge import FactStatus, Requirement, RequirementKind
from pathways.types.record import PlaceKind, Service, TraineeRecord
from pathways.worktime import Limits
from tests.unit.trainee_records import a_record, a_service

TODAY = date(2026, 11, 23)
LIS1 = (
    Phase(LIS1_HOSPITAL, Fraction(12), "lis1-hospital-months"),
    Phase(LIS1_MUNICIPALITY, Fraction(6), "lis1-municipality-months"),
)
MEASURES = Measures(
    limits=Limits(),
    phases=(*LIS1, Phase(PART23, Fraction(60), "minimum-part23")),
    supervision_months=Fraction(21, 2),
)
GENERAL_PRACTICE_CAPS = (
    PlaceCap(OPEN_PRACTICE, Fraction(54), "alm-open-practice-max"),
    PlaceCap(OTHER_GENERAL_MEDICINE, Fraction(30), "alm-other-max"),
)
GENERAL_PRACTICE = replace(
    MEASURES, phases=(*LIS1, Phase(PART23, Fraction(60), "minimum-part23", GENERAL_PRACTICE_CAPS))
)
Kind = RequirementKind


def a_requirement(kind: RequirementKind, stage: str = "part3", **changes: Any) -> Requirement:
    """A confirmed requirement in force on every day."""
    requirement = Requirement(
        key="r",
        stage=stage,
        kind=kind,
        name_nb="Krav",
        name_en="Requirement",
        amount=None,
        unit=None,
        rule_keys=(),
        source_key="src-001",
        valid_from=None,
        valid_to=None,
        status=FactStatus.CONFIRMED,
    )
    return replace(requirement, **changes)


def judged(
    requirement: Requirement,
    record: TraineeRecord,
    plan: Any = None,
    *,
    today: date = TODAY,
    measures: Measures = MEASURES,
) -> RequirementState:
    """One requirement judged on 23.11.2026 unless the test names another day."""
    return judge(requirement, record, plan, today, measures)


def an_alis(*services: Service, **changes: Any) -> TraineeRecord:
    """A doctor in general practice with the given services."""
    return a_record(*services, **{"stage": "part3:ALM", "specialty": "ALM", **changes})


def in_practice(first: str, last: str | None, **changes: Any) -> Service:
    """Service of an ALIS in open practice, or at another kind of place when the test says so."""
    return a_service(first, last, "part3:ALM", **{"place_kind": PlaceKind.OPEN_PRACTICE, **changes})
