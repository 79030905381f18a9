"""The old figures about doctors and the population: read, added together, and wrong ones told."""

import csv
import shutil
from pathlib import Path

import pytest

from pathways.types.knowledge import FactStatus
from seed.csv_rows import ReferenceFileError
from seed.reference_files import REFERENCE_FOLDER, read_specialties
from seed.workforce import AREAS, OWN_PROJECTION
from seed.workforce_files import read_workforce, workforce


def test_counties_of_a_region_are_added_together() -> None:
    people = workforce().population(AREAS["helse-nord"])

    assert (min(people), max(people)) == (2006, 2026)
    assert people[2026].total == 243_272 + 171_218 + 75_288
    assert people[2026].total == sum(people[2026].women) + sum(people[2026].men)


def test_an_area_that_is_not_in_the_files_is_an_error() -> None:
    with pytest.raises(KeyError, match="Rogaland"):
        workforce().population(["Nordland", "Rogaland"])


def test_projections_are_one_kind_at_a_time() -> None:
    own = workforce().projections(AREAS["helse-nord"], OWN_PROJECTION)
    official = workforce().projections(["Nordland"], "ssb_projection_main_2024")

    assert own[2050].total == 231_496 + 171_600 + 69_803
    assert own[2050].bands is not None and abs(sum(own[2050].bands) - own[2050].total) <= 6
    assert own[2050].status is FactStatus.UNVERIFIED
    assert official[2050].bands is None and official[2050].total == 241_234
    assert not workforce().projections(AREAS["helse-nord"], "ssb_projection_main_2024")


def test_bands_are_unknown_when_one_of_the_areas_has_only_a_total() -> None:
    both = workforce().projections(["Østfold", "Nordland"], "ssb_projection_main_2024")
    assert (both[2050].bands, both[2050].total) == (None, 355_556 + 241_234)


@pytest.mark.parametrize(
    ("code", "measure", "count", "is_persons"),
    [
        ("VOP", "employed", 657, True),
        ("ANE", "active_under67", 618, True),
        ("KIR", "employed_16_66", 215, True),
        ("ORT", "approvals_stock", 445, False),
    ],
)
def test_the_newest_count_of_working_persons_comes_first(
    code: str, measure: str, count: int, is_persons: bool
) -> None:
    stock = workforce().old_stock(code)
    assert stock is not None
    found = stock.count
    assert (found.measure, found.value, stock.is_persons) == (measure, count, is_persons)


def test_only_new_specialties_have_no_old_count() -> None:
    codes = [each.code for each in read_specialties()]
    assert [code for code in codes if workforce().old_stock(code) is None] == ["AMM", "BEK", "RUS"]


def test_ages_of_the_old_stock_are_shares_that_add_up_to_one() -> None:
    stock = workforce().old_stock("VOP")
    assert stock is not None and stock.ages["55-66"] == 0.304
    assert sum(stock.ages.values()) == pytest.approx(1, abs=0.002)


def test_a_figure_that_was_not_found_has_no_value_and_the_newest_year_comes_first() -> None:
    missing = workforce().parameter("turnover_doctors_per_trust")
    assert (missing.value, missing.status, missing.year) == (None, FactStatus.OPEN, None)
    women = workforce().parameter("overlege_women_share")
    assert (women.value, women.year) == (43.2, 2018)
    assert workforce().parameter("hired_in_cost_all_staff", "Helse Nord").value == 470
    with pytest.raises(KeyError):
        workforce().parameter("overlege_women_share", "Sverige")


@pytest.mark.parametrize(
    ("file", "changes", "expected"),
    [
        ("population_observed.csv", {"0-4": "many"}, "0-4: found 'many'"),
        ("population_observed.csv", {"sex": "both"}, "one of women, men"),
        ("population.csv", {"90+": ""}, "all age bands, or none"),
        ("population.csv", {"total": "7"}, "which is what the bands make together"),
        ("workforce_specialists.csv", {"specialty": "XYZ"}, "a code of specialties.csv"),
        ("workforce_specialists.csv", {"value": ""}, "a number such as 6.5"),
        ("workforce_parameters.csv", {"source_key": "lost"}, "a key of sources.csv"),
    ],
)
def test_what_is_wrong_is_told_with_file_and_field(
    tmp_path: Path, file: str, changes: dict[str, str], expected: str
) -> None:
    folder = tmp_path / "reference"
    shutil.copytree(REFERENCE_FOLDER, folder, ignore=shutil.ignore_patterns("plans"))
    with (folder / file).open(encoding="utf-8", newline="") as source:
        rows = list(csv.DictReader(source))
    rows[0].update(changes)
    with (folder / file).open("w", encoding="utf-8", newline="") as target:
        writer = csv.DictWriter(target, rows[0])
        writer.writeheader()
        writer.writerows(rows)

    with pytest.raises(ReferenceFileError) as error:
        read_workforce(folder)

    assert file in str(error.value) and expected in str(error.value)
