"""What a scan found survives the way through JSON exactly."""

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.services.course_outlook_values import OutlookFormatError, from_details, to_details
from pathways.types.courses import Extra, HalfYear, MoreSeats, Move, Obstacle, Outlook

DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))
COUNTS = st.integers(0, 10_000)
SIGNED = st.integers(-10_000, 10_000)
KEYS = st.text(min_size=1, max_size=20)
EXTRAS = st.builds(
    Extra,
    starts_on=DAYS,
    ends_on=DAYS,
    seats=COUNTS,
    saved_days=COUNTS,
    helped=COUNTS,
    seated=COUNTS,
    obstacle=st.none() | st.sampled_from(Obstacle),
)


def several(rows: st.SearchStrategy) -> st.SearchStrategy:
    """A few rows."""
    return st.lists(rows, max_size=4).map(tuple)


OUTLOOKS = st.builds(
    Outlook,
    course=st.just("kurs"),
    needing=COUNTS,
    seats_ahead=COUNTS,
    delayed=COUNTS,
    delay_days=COUNTS,
    unknown=COUNTS,
    extras=several(EXTRAS),
    more_seats=several(st.builds(MoreSeats, KEYS, COUNTS, COUNTS, COUNTS)),
    moves=several(st.builds(Move, KEYS, DAYS, DAYS, SIGNED, COUNTS)),
    half_years=several(st.builds(HalfYear, DAYS, COUNTS, COUNTS, COUNTS, COUNTS)),
    best=st.none() | EXTRAS,
    saved_by=st.just({}),
)


@given(OUTLOOKS)
def test_what_is_written_is_read_back_exactly(outlook: Outlook) -> None:
    through_json = json.loads(json.dumps(to_details(outlook)))
    assert from_details("kurs", through_json) == outlook


def test_the_days_of_each_doctor_are_not_written() -> None:
    outlook = Outlook("kurs", 1, 1, 1, 30, 0, saved_by={"kari": 30})
    assert "kari" not in json.dumps(to_details(outlook))
    assert from_details("kurs", to_details(outlook)).saved_by == {}


def test_days_are_iso_text() -> None:
    extra = Extra(date(2027, 3, 8), date(2027, 3, 12), 16)
    details = to_details(Outlook("kurs", 0, 0, 0, 0, 0, extras=(extra,)))
    assert details["extras"][0]["starts_on"] == "2027-03-08"


@pytest.mark.parametrize("version", [None, 0, 2, "1"])
def test_another_version_is_refused_by_name(version: object) -> None:
    details = to_details(Outlook("kurs", 0, 0, 0, 0, 0)) | {"version": version}
    with pytest.raises(OutlookFormatError, match=r"kurs: version .*, this reads version 1"):
        from_details("kurs", details)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("needing", "12"),
        ("needing", True),
        ("delayed", 1.5),
        ("extras", [{}]),
        ("extras", None),
        ("best", {"starts_on": 5}),
        ("moves", [{"session": 1}]),
    ],
)
def test_what_was_never_written_is_refused(name: str, value: object) -> None:
    details = to_details(Outlook("kurs", 0, 0, 0, 0, 0)) | {name: value}
    with pytest.raises(OutlookFormatError, match="kurs"):
        from_details("kurs", details)


def test_a_missing_count_is_refused() -> None:
    details = to_details(Outlook("kurs", 0, 0, 0, 0, 0))
    del details["needing"]
    with pytest.raises(OutlookFormatError, match="needing"):
        from_details("kurs", details)
