"""The escalation plans for LIS1 and ALIS: read, added up, and a wrong file told."""

import csv
import shutil
from pathlib import Path

import pytest

from seed.csv_rows import ReferenceFileError
from seed.escalation import (
    NATIONAL,
    PlanKind,
    PlanMeasure,
    Track,
    escalation_plans,
    planned_by_year,
    read_escalation_plans,
)
from seed.reference_files import REFERENCE_FOLDER, read_organisations

NORTH = "helse-nord"


@pytest.mark.parametrize("organisation", [NATIONAL, NORTH])
def test_the_steps_lead_from_the_start_to_the_goal(organisation: str) -> None:
    by_year = planned_by_year(escalation_plans(), Track.LIS1, organisation)
    goal = next(
        each
        for each in escalation_plans()
        if (each.track, each.organisation, each.kind) == (Track.LIS1, organisation, PlanKind.GOAL)
    )
    assert by_year[max(by_year)] == goal.value
    assert goal.year == max(by_year)


def test_steps_of_a_region_are_steps_of_the_country() -> None:
    by_year = planned_by_year(escalation_plans(), Track.LIS1, NATIONAL)
    assert by_year == {2019: 950, 2020: 969, 2021: 1038, 2022: 1119, 2023: 1150}


def test_without_a_start_nothing_is_added_up() -> None:
    assert planned_by_year(escalation_plans(), Track.ALIS, NATIONAL) == {}


def test_what_no_source_gives_a_number_for_has_none() -> None:
    unknown = [each for each in escalation_plans() if each.value is None]
    assert {(each.track, each.kind) for each in unknown} == {
        (Track.ALIS, PlanKind.GOAL),
        (Track.ALIS, PlanKind.COUNTED),
    }


def test_every_row_is_of_the_country_or_of_a_known_region_and_says_what_it_counts() -> None:
    known = {each.key for each in read_organisations() if each.kind == "health_region"}
    rows = escalation_plans()
    assert {each.organisation for each in rows} <= {NATIONAL, *known}
    assert len({each.key for each in rows}) == len(rows)
    assert all(
        each.measure is PlanMeasure.PLACES_PER_YEAR for each in rows if each.track is Track.LIS1
    )


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        ("value", "about 950", "a whole number"),
        ("value", "", "or the status open"),
        ("source_key", "a-newspaper", "a key of sources.csv"),
        ("kind", "hope", "one of base, step"),
        ("year", "", "a whole number"),
    ],
)
def test_a_wrong_row_is_told(tmp_path: Path, field: str, value: str, expected: str) -> None:
    shutil.copy(REFERENCE_FOLDER / "sources.csv", tmp_path)
    with (REFERENCE_FOLDER / "escalation_plans.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    rows[0][field] = value
    with (tmp_path / "escalation_plans.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    with pytest.raises(ReferenceFileError, match=rf"line 2, {field}: .*{expected}"):
        read_escalation_plans(tmp_path)
