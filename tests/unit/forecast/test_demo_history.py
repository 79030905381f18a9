"""The demo's invented staff data hold together to the person, and are the same every time."""

from collections import Counter

import pytest

from app.db import tables as db
from seed.demo.forecast_data import staff_rows
from seed.demo.forecast_history import FIRST_YEAR, LAST_YEAR, History, live
from seed.demo.forecast_values import SITES, Profile, profiles
from seed.demo.numbers import HOSPITAL_TRAINEES
from seed.reference_files import read_specialties

NORTH = ("unn", "nordlandssykehuset", "finnmarkssykehuset", "helgelandssykehuset", "bodo-kommune")


@pytest.fixture(scope="module")
def lived() -> dict[str, tuple[Profile, History]]:
    return {each.code: (each, live(each)) for each in profiles()}


def test_every_specialty_has_its_invented_size(lived: dict[str, tuple[Profile, History]]) -> None:
    assert set(lived) == {each.code for each in read_specialties()}
    sizes = {code: len(told.stock) for code, (_profile, told) in lived.items()}
    assert (sizes["VOP"], sizes["RAD"], sizes["ONC"]) == (84, 46, 27)
    assert 1_300 <= sum(sizes.values()) - sizes["ALM"] <= 1_900
    assert min(sizes.values()) >= 3


def test_nobody_appears_or_is_gone_unaccounted_for(
    lived: dict[str, tuple[Profile, History]],
) -> None:
    for code, (profile, told) in lived.items():
        persons, training = profile.before, told.years[0].in_training
        assert [row.year for row in told.years] == list(range(FIRST_YEAR, LAST_YEAR + 1)), code
        for row in told.years:
            in_post = sum(n for key, n in told.in_post.items() if key[0] == row.year)
            gone = sum(n for key, n in told.gone.items() if key[0] == row.year)
            assert in_post == persons, (code, row.year)
            persons += row.stayed + row.recruited - gone
            assert row.persons == persons, (code, row.year)
            assert row.in_training == training, (code, row.year)
            training += row.started - row.dropped_out - row.approved
        assert len(told.stock) == persons, code
        assert len(told.trainees) == training, code


def test_it_is_the_same_every_time() -> None:
    some = profiles()[:3]
    assert [live(each) for each in some] == [live(each) for each in some]


def test_the_rows_of_the_tables_say_what_was_lived(
    lived: dict[str, tuple[Profile, History]],
) -> None:
    places = {key: number for number, key in enumerate(sorted(site_keys()), start=1)}
    rows = staff_rows(places)
    in_post = Counter[str]()
    for row in rows[db.StaffStock]:
        in_post[row["specialty_code"]] += row["persons"]
    assert in_post == {code: len(told.stock) for code, (_profile, told) in lived.items()}
    vacant = Counter[str]()
    for row in rows[db.StaffPosts]:
        vacant[row["specialty_code"]] += row["vacant"]
    assert all(vacant[code] == profile.vacant for code, (profile, _told) in lived.items())
    assert any(row["second_code"] for row in rows[db.StaffStock])


def test_the_region_counts_no_fewer_in_training_than_are_in_the_demo(
    lived: dict[str, tuple[Profile, History]],
) -> None:
    known = Counter[str]()
    for employer in NORTH:
        known.update(HOSPITAL_TRAINEES[employer])
    few = {code for code, number in known.items() if len(lived[code][1].trainees) < number}
    assert not few


def site_keys() -> set[str]:
    return {key for sites in SITES.values() for key, _share in sites}
