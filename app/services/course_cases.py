"""Answers course cases from files: who gets which session, and what would help."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from app.exchange.course_files import CourseCase, DoctorRow
from app.exchange.course_result import course_result
from pathways.courses.candidates import candidate_days, usual_days, usual_seats
from pathways.courses.population import settle
from pathways.courses.service import begun_on, service_ticks
from pathways.courses.worth import outlook
from pathways.month_axis import DAY
from pathways.types.courses import CourseOffer, Demand, Doctor, Extra, ServiceMeasure
from pathways.types.record import AbsenceKind, PlaceKind, Service, TraineeRecord
from pathways.worktime import absence_spans, ticks_of

NO_SPECIALTY = "-"
"""Stands for the specialty of somebody whose months are given and whose specialty is not."""


def answer(case: CourseCase, extras: Sequence[date] = ()) -> dict[str, Any]:
    """The result of one case as plain JSON values.

    `extras` are days to try one more session of each course on, instead of one in each month.
    """
    candidates = {offer.key: _candidates(case, offer, extras) for offer in case.offers}
    days = {
        offer.key: {
            *(session.starts_on for session in offer.sessions),
            *(each.starts_on for each in candidates[offer.key] if each.obstacle is None),
        }
        for offer in case.offers
    }
    doctors = [_doctor(case, row, days) for row in case.doctors]
    settlement = settle(case.offers, doctors, case.today)
    outlooks = [
        outlook(offer, settlement, doctors, case.today, candidates[offer.key])
        for offer in case.offers
    ]
    return course_result(case, doctors, settlement, outlooks)


def _candidates(case: CourseCase, offer: CourseOffer, extras: Iterable[date]) -> tuple[Extra, ...]:
    asked = tuple(
        Extra(day, day + timedelta(days=usual_days(offer) - 1), usual_seats(offer))
        for day in sorted(set(extras))
    )
    return asked or candidate_days(offer, case.today, case.notice_days, case.months_ahead)


def _doctor(case: CourseCase, row: DoctorRow, days: Mapping[str, set[date]]) -> Doctor:
    record = _record(case, row)
    leaves = tuple(absence_spans(record, AbsenceKind.LEAVE))
    begun = begun_on(record, row.specialty or NO_SPECIALTY)
    from_on = row.from_on or (begun if row.service_months is None else case.today)
    demands = []
    for offer in case.offers:
        if offer.key not in row.needs:
            continue
        sessions = {session.key for session in offer.sessions}
        demands.append(
            Demand(
                row.key,
                offer.key,
                from_on or date.max,  # nobody knows when the doctor begins in the specialty
                _service(case, row, record, days[offer.key], offer.rule.measure),
                leaves,
                tuple(each for each in row.registrations if each.session in sessions),
            )
        )
    return Doctor(row.key, row.ready_on, tuple(demands))


def _service(
    case: CourseCase,
    row: DoctorRow,
    record: TraineeRecord,
    days: Iterable[date],
    measure: ServiceMeasure,
) -> dict[date, int]:
    """Ticks before each day; given months are what there is up to and including today."""
    specialty = row.specialty or NO_SPECIALTY
    ticks = service_ticks(record, specialty, case.limits, days, measure, today=case.today)
    given = ticks_of(row.service_months or Fraction(0))
    return {day: given + served for day, served in ticks.items()}


def _record(case: CourseCase, row: DoctorRow) -> TraineeRecord:
    """What the engine reads of a record; with given months the service begins tomorrow."""
    specialty = row.specialty or NO_SPECIALTY
    periods = row.periods or ((f"part3:{specialty}", case.today + DAY, None),)
    services = tuple(
        Service(
            key=str(number),
            stage=stage,
            name_nb=stage,
            name_en=stage,
            place="",
            organisation="",
            place_kind=PlaceKind.HOSPITAL,
            starts_on=first,
            ends_on=last,
            is_planned=first > case.today,
        )
        for number, (stage, first, last) in enumerate(sorted(periods, key=lambda p: p[1]))
    )
    return TraineeRecord(
        person=row.key,
        name=row.key,
        stage=services[-1].stage,
        specialty=specialty,
        organisation=None,
        authorised_on=None,
        student_licence_on=None,
        degree_expected_on=None,
        started_on=services[0].starts_on,
        plan_id=None,
        plan_version=None,
        personal_supervisor=None,
        approver=None,
        services=services,
        absences=row.absences,
        shares=row.shares,
        objectives=(),
        courses=(),
        talks=(),
        group_guidance=(),
    )
