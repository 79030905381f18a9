"""Training capacity: what is shared out, what holds it back, and the sentence from the numbers."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlmodel import Session

from app.db.tables import ForecastRun, StaffPosts
from app.services import forecast_capacity as service
from app.services import forecast_capacity_scenario as scenario
from app.services import forecast_capacity_words as words
from app.services.forecast_capacity import CapacityPage, CapacityRow, Settings
from app.services.forecast_scenarios import Desk
from app.services.forecast_specialty_options import training_years
from app.store import forecast_scenarios as store
from app.store.regions import Region, load_regions
from tests.support.forecast_cases import field
from tests.support.forecast_stored import region_id, small, store_run

NAMES = {"ALM": "Allmennmedisin", "NEV": "Nevrologi", "VOP": "Psykiatri"}
YEARS = training_years(field().training)
VOP = {"code": "VOP", "wanted": 6, "gains": [5.0, 4.0, 3.0, 2.0, 1.0, 0.5]}
NEV = {"code": "NEV", "wanted": 3, "gains": [4.5, 2.5, 1.5]}


@pytest.fixture
def region(session: Session) -> Region:
    (found,) = load_regions(session, frozenset({region_id(session)}))
    return found


def add_run(
    session: Session, *fields: Mapping[str, Any], **room: tuple[int | None, int | None]
) -> None:
    """A run that kept these gains; places and supervisors by specialty."""
    run = session.get_one(
        ForecastRun,
        store_run(session, {str(each["code"]): small(str(each["code"])) for each in fields}),
    )
    run.document = {"fields": list(fields)}
    session.add(run)
    assert run.data_set_id is not None
    for code, (places, supervisors) in room.items():
        session.add(
            StaffPosts(
                data_set_id=run.data_set_id, specialty_code=code, organisation_id=run.region_id,
                training_places=places, supervisors=supervisors,
            )
        )  # fmt: skip
    session.flush()


def rows(page: CapacityPage) -> dict[str, CapacityRow]:
    return {each.code: each for each in page.rows}


def test_places_hold_a_specialty_back_and_the_sentence_says_so(
    session: Session, region: Region
) -> None:
    places = int(2 * YEARS) + 1
    add_run(session, VOP, NEV, VOP=(places, 100), NEV=(100, 100))

    page = service.load_page(session, region, Settings(lis1=100), NAMES)

    assert page.opening.sentence == (
        "Opplæringen har plass til *5 av de 9* som trengs hvert år; psykiatri mangler mest."
    )
    vop, nev = rows(page)["VOP"], rows(page)["NEV"]
    assert (vop.starts, vop.room, vop.held_by) == (2, "2", "plasser")
    assert (vop.missed, vop.one_more) == ("6,5", "3")
    assert (nev.starts, nev.held_by, nev.missed) == (3, "–", "0")


def test_supervisors_hold_by_how_many_each_may_have(session: Session, region: Region) -> None:
    add_run(session, VOP, VOP=(100, int(YEARS) + 1))

    one = service.load_page(session, region, Settings(lis1=100, per_supervisor=1), NAMES)
    two = service.load_page(session, region, Settings(lis1=100), NAMES)

    assert (rows(one)["VOP"].starts, rows(one)["VOP"].held_by) == (1, "veiledere")
    assert rows(two)["VOP"].starts > rows(one)["VOP"].starts
    assert two.per_supervisor == 2


def test_lis1_is_shared_where_it_covers_most(session: Session, region: Region) -> None:
    add_run(session, VOP, NEV)

    page = service.load_page(session, region, Settings(lis1=3), NAMES)

    assert {code: each.starts for code, each in rows(page).items()} == {"VOP": 2, "NEV": 1}
    assert "3 av 3 LIS1" in page.lis1_used and "gir 3 årsverk" in page.lis1_used
    assert rows(page)["VOP"].held_by == "LIS1 i alt"
    assert any("ukjent" in text and "psykiatri" in text for text in page.notes)


def test_unknown_places_at_one_hospital_leave_the_room_unknown(
    session: Session, region: Region
) -> None:
    add_run(session, VOP, VOP=(None, None))
    row = rows(service.load_page(session, region, Settings(lis1=100), NAMES))["VOP"]
    assert (row.room, row.starts) == ("ukjent", 6)


def test_the_lis1_of_the_plan_stands_with_its_source(session: Session, region: Region) -> None:
    page = service.load_page(session, region, Settings(), NAMES)
    assert page.run is None and "ikke regnet ut" in page.opening.sentence
    assert page.lis1 is not None and page.lis1_source
    assert (
        service.load_page(session, region, Settings(lis1=7), NAMES).lis1_source != page.lis1_source
    )


def test_the_sharing_becomes_a_scenario_and_again_a_new_version(
    session: Session, region: Region
) -> None:
    desk = Desk(region, None, date(2026, 11, 23), datetime(2026, 11, 23, 8, tzinfo=UTC))
    assert scenario.keep(session, desk, Settings(), NAMES) is None
    add_run(session, VOP, NEV)

    key = scenario.keep(session, desk, Settings(lis1=3), NAMES)
    assert key is not None
    row = store.find_scenario(session, region.id, key)
    assert row is not None
    starts = {each["specialty"]: each["value"] for each in row.newest.changes}
    assert starts == {"VOP": 2, "NEV": 1}
    assert {each["kind"] for each in row.newest.changes} == {"intake"}

    assert scenario.keep(session, desk, Settings(lis1=5), NAMES) == key
    row = store.find_scenario(session, region.id, key)
    assert row is not None and row.number == 2


@pytest.mark.parametrize(
    ("starts", "needed", "worst", "is_least", "said"),
    [
        (61, 74, "Psykiatri", False, "*61 av de 74* som trengs hvert år; psykiatri mangler mest"),
        (61, 74, "Psykiatri", True, "*61 av de minst 74*"),
        (74, 74, None, False, "plass til *alle de 74*"),
        (0, 0, None, False, "*Ingen nye* trenger"),
    ],
)
def test_the_sentence_comes_from_the_numbers(
    starts: int, needed: int, worst: str | None, is_least: bool, said: str
) -> None:
    told = words.opening(starts, needed, worst, is_least=is_least, missed=3.2)
    assert said in told.sentence
    assert ("3,2 årsverk" in (told.reason or "")) == (worst is not None)
