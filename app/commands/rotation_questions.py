"""What `legelop rotations why` and `wish-cost` ask, from the command line's words."""

import re

from app.exchange.rotation_months import month_text, ordinal
from rotations.types.case import Block, Doctor, Lock, RotationCase
from rotations.types.questions import WhyNot, WishPrice
from seed.csv_rows import Problem, ReferenceFileError

MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])", re.ASCII)
MOST_NAMED = 12
"""Known keys that a message lists."""


def why_not(
    case: RotationCase, file: str, doctor: str, block: str, site: str | None, first: str | None
) -> WhyNot:
    """Why a block is not at `site` or not from the month `first`. ReferenceFileError names the
    option that is wrong and what the case has."""
    if site is None and first is None:
        raise _wrong(file, "--site", "neither --site nor --first", "at least one of them")
    person = _doctor(case, file, doctor)
    wanted = _block(person, file, block)
    if site is not None and site not in wanted.sites:
        raise _wrong(file, "--site", repr(site), f"where {block} can be: {_listed(wanted.sites)}")
    month = None if first is None else _month(case, file, first)
    return WhyNot(Lock(doctor, block, site, month))


def wish_price(case: RotationCase, file: str, doctor: str, wish: str) -> WishPrice:
    """What a wish would cost. ReferenceFileError names the option that is wrong."""
    person = _doctor(case, file, doctor)
    keys = [each.key for each in person.wishes]
    if wish not in keys:
        raise _wrong(file, "--wish", repr(wish), f"a wish of {doctor}: {_listed(keys)}")
    return WishPrice(doctor, wish)


def _doctor(case: RotationCase, file: str, key: str) -> Doctor:
    for each in case.doctors:
        if each.key == key:
            return each
    known = _listed([each.key for each in case.doctors])
    raise _wrong(file, "--doctor", repr(key), f"a doctor of the case: {known}")


def _block(doctor: Doctor, file: str, key: str) -> Block:
    for each in doctor.blocks:
        if each.key == key:
            return each
    known = _listed([each.key for each in doctor.blocks])
    raise _wrong(file, "--block", repr(key), f"a block of {doctor.key}: {known}")


def _month(case: RotationCase, file: str, text: str) -> int:
    ends = month_text(case.first_month, 0), month_text(case.first_month, case.months - 1)
    found = MONTH.fullmatch(text)
    month = -1
    if found is not None:
        month = int(found[1]) * 12 + int(found[2]) - 1 - ordinal(case.first_month)
    if not 0 <= month < case.months:
        raise _wrong(file, "--first", repr(text), f"a month from {ends[0]} to {ends[1]}")
    return month


def _listed(keys: list[str] | tuple[str, ...]) -> str:
    more = len(keys) - MOST_NAMED
    shown = ", ".join(keys[:MOST_NAMED]) or "there is none"
    return f"{shown} and {more} more" if more > 0 else shown


def _wrong(file: str, option: str, found: str, expected: str) -> ReferenceFileError:
    return ReferenceFileError([Problem(file, None, option, found, expected)])
