"""Why an edit cannot be made, in words; what every edit asks first."""

from collections.abc import Sequence

from rotations.laying import InTheWay, Row
from rotations.types.case import Block, Placement, RotationCase
from rotations.types.edits import Reason, Refusal
from rotations.words import month_name, month_range


def find_row(case: RotationCase, placements: Sequence[Placement], doctor: str) -> Row | Refusal:
    """The doctor's row, or that there is no such doctor."""
    found = next((each for each in case.doctors if each.key == doctor), None)
    if found is None:
        return Refusal(
            Reason.UNKNOWN_DOCTOR, {"doctor": doctor}, f'There is no doctor "{doctor}" in the plan.'
        )
    return Row(case, found, placements)


def find_placement(row: Row, block: str) -> Placement | Refusal:
    """The placement of a block that the doctor needs, or what is missing."""
    if block not in row.blocks:
        return no_block(row, block)
    found = row.find(block)
    if found is None:
        service = row.blocks[block].service
        return Refusal(
            Reason.NOT_PLACED,
            {"doctor": row.doctor.key, "block": block},
            f"{row.doctor.name}'s {service} is not placed.",
        )
    return found


def no_block(row: Row, block: str) -> Refusal:
    """The doctor needs no such block."""
    return Refusal(
        Reason.UNKNOWN_BLOCK,
        {"doctor": row.doctor.key, "block": block},
        f'{row.doctor.name} has no block "{block}".',
    )


def no_site(site: str) -> Refusal:
    """The case has no such site."""
    return Refusal(Reason.UNKNOWN_SITE, {"site": site}, f'There is no site "{site}" in the plan.')


def has_site(case: RotationCase, site: str) -> bool:
    """Whether the case has the site."""
    return any(each.key == site for each in case.sites)


def locked(row: Row, placement: Placement) -> Refusal:
    """The placement itself is locked."""
    return Refusal(
        Reason.LOCKED, _values(placement), f"{_what(row, placement)} is locked; unlock it first."
    )


def in_the_way(row: Row, found: InTheWay) -> Refusal:
    """What cannot be pushed on."""
    if not found.is_locked:
        return does_not_fit(row, found.placement.block, found.placement.first)
    return Refusal(
        Reason.LOCKED_IN_THE_WAY,
        _values(found.placement),
        f"{_what(row, found.placement)} is locked, so what comes before it cannot be moved on.",
    )


def wrong_length(row: Row, block: Block) -> Refusal:
    """A length that the block does not allow."""
    values: dict[str, str | int] = {
        "doctor": row.doctor.key,
        "block": block.key,
        "least": block.min_months,
        "most": block.max_months,
    }
    name = f"{row.doctor.name}'s {block.service}"
    return Refusal(
        Reason.WRONG_LENGTH,
        values,
        f"{name} takes {block.min_months} to {block.max_months} months.",
    )


def does_not_fit(row: Row, block: str, first: int) -> Refusal:
    """The block would reach outside the plan's months."""
    case = row.case
    whole = month_range(case.first_month, 0, case.months - 1)
    return Refusal(
        Reason.DOES_NOT_FIT,
        {"doctor": row.doctor.key, "block": block, "first": first, "last": case.months - 1},
        f"{row.doctor.name}'s {row.blocks[block].service} from "
        f"{month_name(case.first_month, first)} does not fit within the plan ({whole}).",
    )


def nothing_changed(doctor: str) -> Refusal:
    """Everything is so already."""
    return Refusal(Reason.NOTHING_CHANGED, {"doctor": doctor}, "Nothing would be different.")


def _values(placement: Placement) -> dict[str, str | int]:
    return {
        "doctor": placement.doctor,
        "block": placement.block,
        "site": placement.site,
        "first": placement.first,
        "last": placement.last,
    }


def _what(row: Row, placement: Placement) -> str:
    site = next((s.name for s in row.case.sites if s.key == placement.site), placement.site)
    block = row.blocks.get(placement.block)
    service = block.service if block else placement.block
    when = month_range(row.case.first_month, placement.first, placement.last)
    return f"{row.doctor.name}'s {service} at {site} ({when})"
