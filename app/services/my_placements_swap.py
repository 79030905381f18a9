"""Asking to swap a placement: one's own, and those of others that break no rule."""

from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlmodel import Session

from app.services.rotation_case import load_case
from app.services.rotation_life_words import days_of, where
from app.services.rotation_swap_words import MoveLine, move_lines
from app.services.rotation_swaps import Partner, partners
from app.services.wording import in_words, upper_first
from app.store import rotation_swaps as store
from app.store.rotation_life import Membership
from app.store.rotation_values import PlacementRow, PlanHead


@dataclass(frozen=True, slots=True)
class PartnerLine:
    """A placement to choose. `value` names it in the form."""

    value: str
    name: str
    placement: str
    days: str
    moves: tuple[MoveLine, ...]


@dataclass(frozen=True, slots=True)
class SwapPage:
    """The page for one of the doctor's placements."""

    plan: PlanHead
    block: str
    mine: str
    sentence: str
    reason: str
    partners: tuple[PartnerLine, ...]
    is_all: bool
    """Whether every placement that could be swapped was tried."""


def load_page(session: Session, membership: Membership, block: str, today: date) -> SwapPage | None:
    """The page; None when the placement is not there, has begun, or is in a swap already."""
    plan_case = load_case(session, membership.version_id, today=today)
    mine = plan_case.board.placement(membership.member_key, block)
    ids = {row.id for row in plan_case.board.placements}
    busy = store.open_for(session, ids)
    if mine is None or mine.starts_on <= today or mine.is_locked or mine.id in busy:
        return None
    found, is_all = partners(plan_case, mine, busy, today)
    return SwapPage(
        plan_case.plan,
        block,
        f"{upper_first(where(mine))}, {days_of(mine)}",
        _sentence(found, mine),
        _("Den andre legen må si ja, og så avgjør koordinatoren. Alt sjekkes mot reglene."),
        tuple(_line(each) for each in found),
        is_all,
    )


def _line(partner: Partner) -> PartnerLine:
    row = partner.row
    return PartnerLine(
        f"{row.member_key}:{row.block_key}",
        partner.name,
        upper_first(where(row)),
        days_of(row),
        move_lines(list(partner.moves)),
    )


def _sentence(found: tuple[Partner, ...], mine: PlacementRow) -> str:
    if not found:
        return _("*Ingen* kan bytte med %(placement)s.", placement=where(mine))
    people = len({each.member_key for each in found})
    return ngettext(
        "*Én lege* kan bytte med %(placement)s.",
        "*%(words)s leger* kan bytte med %(placement)s.",
        people,
        words=upper_first(in_words(people)),
        placement=where(mine),
    )
