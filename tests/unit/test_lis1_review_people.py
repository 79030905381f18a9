"""Where a former LIS1 works now, read from the records and never guessed."""

from dataclasses import replace
from datetime import date

import pytest

from app.services.lis1_review_people import Former, Where, Work, former_lis1
from app.store.lis1_review import Job, Place, Records, Service, Training

TODAY = date(2026, 11, 23)
REGION, OTHER_REGION, TRUST, OTHER_TRUST, FAR_TRUST, KALNES = 1, 2, 3, 4, 5, 6
HALDEN, MOSS, BODO, PRACTICE, SAME_NAME, OTHER_SAME_NAME, LOST = 7, 8, 9, 10, 11, 12, 13


def place(
    number: int, kind: str, parent: int | None = None, name: str = "", community: str | None = None
) -> Place:
    return Place(number, name or f"Sted {number}", kind, parent, None, None, community)


PLACES = {
    each.id: each
    for each in (
        place(REGION, "health_region"),
        place(OTHER_REGION, "health_region"),
        place(TRUST, "health_trust", REGION),
        place(OTHER_TRUST, "health_trust", REGION),
        place(FAR_TRUST, "health_trust", OTHER_REGION),
        place(KALNES, "hospital", TRUST),
        place(HALDEN, "municipality", None, "Halden", "Østfold"),
        place(MOSS, "municipality", None, "Moss", "Østfold"),
        place(BODO, "municipality", None, "Bodø", "Salten"),
        Place(PRACTICE, "Praksis", "contract_specialist", REGION, "Halden", None, None),
        place(SAME_NAME, "municipality", None, "Våler", "Østfold"),
        place(OTHER_SAME_NAME, "municipality", None, "Våler", "Innlandet"),
        Place(LOST, "Praksis 2", "contract_specialist", None, "Våler", None, None),
    )
}
HOSPITAL = Service(1, "lis1_hospital", KALNES, date(2022, 9, 1), date(2023, 8, 31))
DISTRICT = Service(1, "lis1_municipality", HALDEN, date(2023, 9, 1), date(2024, 2, 29))


def job(where: int, title: str = "Fastlege", share: int = 100, since: int = 2024) -> Job:
    return Job(1, where, title, share, date(since, 3, 1))


def read(
    jobs: tuple[Job, ...] = (),
    trainings: tuple[Training, ...] = (),
    services: tuple[Service, ...] = (HOSPITAL, DISTRICT),
) -> tuple[Former, ...]:
    return former_lis1(Records(PLACES, services, jobs, trainings), TODAY)


def only(jobs: tuple[Job, ...] = (), trainings: tuple[Training, ...] = ()) -> Former:
    [found] = read(jobs, trainings)
    return found


@pytest.mark.parametrize(
    ("employer", "where"),
    [
        (HALDEN, Where.SAME_MUNICIPALITY),
        (PRACTICE, Where.SAME_MUNICIPALITY),
        (TRUST, Where.SAME_TRUST),
        (KALNES, Where.SAME_TRUST),
        (MOSS, Where.SAME_COMMUNITY),
        (OTHER_TRUST, Where.SAME_REGION),
        (FAR_TRUST, Where.ELSEWHERE),
        (BODO, Where.ELSEWHERE),
        (LOST, Where.ELSEWHERE),
    ],
)
def test_the_nearest_kind_of_place_counts(employer: int, where: Where) -> None:
    assert only((job(employer),)).where is where


def test_without_a_job_or_training_today_nothing_is_known() -> None:
    assert (only().where, only().work) == (Where.UNKNOWN, Work.UNKNOWN)


def test_a_job_that_is_still_called_lis1_tells_nothing() -> None:
    assert only((job(TRUST, "LIS1"),)).where is Where.UNKNOWN


@pytest.mark.parametrize(
    ("title", "work"),
    [
        ("Fastlege, spesialist i allmennmedisin", Work.GENERAL_PRACTITIONER),
        ("ALIS", Work.ALIS),
        ("LIS3", Work.LIS23),
        ("Overlege", Work.CONSULTANT),
        ("Kommuneoverlege", Work.OTHER),
        ("", Work.OTHER),
    ],
)
def test_the_first_word_of_the_title_says_as_what(title: str, work: Work) -> None:
    assert only((job(MOSS, title),)).work is work


def test_training_says_as_what_and_where_when_there_is_no_job() -> None:
    alis = Training(1, "part3", "ALM", MOSS)
    assert only((), (alis,)).where is Where.SAME_COMMUNITY
    assert only((), (alis,)).work is Work.ALIS
    specialist = only((job(TRUST, "Overlege"),), (replace(alis, specialty="VOP"),))
    assert (specialist.where, specialist.work) == (Where.SAME_TRUST, Work.LIS23)


def test_of_several_jobs_the_largest_counts_and_then_the_newest() -> None:
    assert only((job(MOSS, share=60), job(BODO, share=40))).where is Where.SAME_COMMUNITY
    assert only((job(BODO, since=2020), job(MOSS, since=2025))).where is Where.SAME_COMMUNITY


def test_whoever_has_not_finished_is_not_a_former_lis1() -> None:
    assert read(services=(HOSPITAL,)) == ()
    assert read(services=(HOSPITAL, replace(DISTRICT, ends_on=TODAY))) == ()
    assert read(services=(HOSPITAL, replace(DISTRICT, ends_on=None))) == ()
    assert read(trainings=(Training(1, "lis1_municipality", None, TRUST),)) == ()


def test_the_hospital_is_the_one_with_most_days_and_months_run_from_first_to_last() -> None:
    services = (
        replace(HOSPITAL, organisation_id=TRUST, ends_on=date(2022, 12, 31)),
        replace(HOSPITAL, starts_on=date(2023, 1, 1)),
        DISTRICT,
    )
    [found] = read(services=services)
    assert (found.hospital, found.municipality, found.months) == (KALNES, HALDEN, 18)
    longer = (*services[:2], replace(DISTRICT, ends_on=date(2024, 8, 31)))
    assert read(services=longer)[0].months == 24
