"""A doctor's ranked wishes for one plan: the list, and what a new wish can name."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from sqlmodel import Session

from app.exchange.rotation_needs import Needs
from app.services import rotation_wishes
from app.services.board import find_version
from app.services.board_months import month_name
from app.services.rotation_months import first_day
from app.services.rotation_talk_page import WishWords, wish_words, wishes_deadline
from app.services.rotation_wishes_page import WishAnswer, answers_of, key_of
from app.services.wording import language
from app.store import rotation_talk, rotations
from app.store.rotation_talk import WishLine
from app.store.rotation_values import PlanHead

Options = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class WishList:
    """The list with its deadline and the choices of the form."""

    wishes: tuple[WishWords, ...]
    deadline: str
    is_open: bool
    has_room: bool
    services: Options
    units: Options
    months: Options
    prices: Mapping[int, WishAnswer]
    """What the coordinator has found out that a wish would cost, by the wish's id."""


def load_wish_list(
    session: Session, plan: PlanHead, needs: Needs, person_id: int, today: date
) -> WishList:
    """The doctor's list for a plan; a few queries, however long it is."""
    lines = rotation_talk.list_wishes(session, plan.id, person_id=person_id)
    head = rotations.open_version(session, plan.id)
    keys = {site for block in needs.blocks for site in block.sites}
    units = rotations.load_units(session, keys)
    services = dict.fromkeys(block.service for block in needs.blocks)
    return WishList(
        tuple(wish_words(line) for line in lines),
        wishes_deadline(head, today),
        rotation_wishes.is_open(head, today),
        len(lines) < rotation_wishes.MOST,
        (("", _("Hvilken som helst")), *((name, _shown(needs, name)) for name in services)),
        (
            ("", _("Hvor som helst")),
            *sorted(((key, unit.name) for key, unit in units.items()), key=lambda pair: pair[1]),
        ),
        (("", _("Når som helst")), *_months(plan, today)),
        _prices(session, plan, lines),
    )


def _prices(session: Session, plan: PlanHead, lines: tuple[WishLine, ...]) -> dict[int, WishAnswer]:
    if not lines:
        return {}
    version = find_version(session, plan, None)
    known = answers_of(session, plan, version, is_own=True)
    found = {line.id: known.get(key_of(line)) for line in lines}
    return {wish: each for wish, each in found.items() if each is not None and each.text}


def _shown(needs: Needs, service: str) -> str:
    return needs.service_en.get(service, service) if language() == "en" else service


def _months(plan: PlanHead, today: date) -> Options:
    """The plan's months that have not begun."""
    days = (first_day(plan.first_month, month) for month in range(plan.months))
    return tuple((day.strftime("%Y-%m"), month_name(day, 0)) for day in days if day > today)
