"""Plasseringer: a doctor's own placements, what to know and do before each, and what is proposed.

From published plans; a proposed version stands beside it while it can be commented on. Only the
doctor's own rows are shown, so that a vacant post or another doctor is never named here.
"""

from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlmodel import Session

from app.db.tables import VersionState
from app.exchange.rotation_needs import Needs, read_needs
from app.services import rotation_comments
from app.services.my_placements_wishes import WishList, load_wish_list
from app.services.rotation_compare import changes_between
from app.services.rotation_life_words import change_words, days_of, where
from app.services.rotation_talk_page import SwapLine, swap_line
from app.services.wording import long_day, upper_first
from app.store import places, rotation_people, rotation_swaps, rotation_talk, rotations
from app.store import rotation_life as store
from app.store.place_values import GuideRow
from app.store.rotation_life import Membership
from app.store.rotation_talk import CommentRow
from app.store.rotation_values import BoardRows, PlacementRow, PlanHead, VersionHead


@dataclass(frozen=True, slots=True)
class PlacementCard:
    """One placement with what the place has told, and what must be done before."""

    block: str
    title: str
    """Service and place."""
    words: str
    """The same inside a sentence."""
    place: str
    organisation: str
    days: str
    starts_on: date
    is_now: bool
    inside: str | None
    """The service counted inside it, where and when."""
    guide: GuideRow | None
    missing: tuple[str, ...]
    """Objectives that must be met before it begins and are not yet."""
    can_swap: bool


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposed version beside what is published."""

    head: VersionHead
    lines: tuple[str, ...]
    """The doctor's placements by it."""
    changes: tuple[str, ...]
    """What differs from what is published."""
    is_open: bool
    deadline: str
    comments: tuple[CommentRow, ...]


@dataclass(frozen=True, slots=True)
class PlanPart:
    """One plan that the doctor is a member of."""

    plan: PlanHead
    published: VersionHead | None
    cards: tuple[PlacementCard, ...]
    behind: tuple[str, ...]
    """Placements that are over."""
    proposal: Proposal | None
    wishes: WishList


@dataclass(frozen=True, slots=True)
class PlacementsPage:
    """The page."""

    sentence: str
    reason: str | None
    parts: tuple[PlanPart, ...]
    to_answer: tuple[SwapLine, ...]
    """Swaps that wait for this doctor."""
    swaps: tuple[SwapLine, ...]
    person_id: int


def load_page(session: Session, person_id: int, today: date) -> PlacementsPage:
    """The page; the number of queries grows with the doctor's plans alone (nearly always one)."""
    by_plan: dict[str, list[Membership]] = {}
    for each in store.memberships(session, person_id):
        by_plan.setdefault(each.plan_public_id, []).append(each)
    swaps = [swap_line(row) for row in rotation_swaps.list_mine(session, person_id)]
    busy = frozenset(
        side.placement_id
        for line in swaps
        if line.row.state in ("asked", "accepted")
        for side in (line.row.giver, line.row.taker)
    )
    parts = tuple(_part(session, members, person_id, busy, today) for members in by_plan.values())
    waiting = tuple(
        line
        for line in swaps
        if line.row.state == "asked" and line.row.taker.person_id == person_id
    )
    return PlacementsPage(
        _sentence(parts),
        _reason(parts),
        parts,
        waiting,
        tuple(line for line in swaps if line not in waiting),
        person_id,
    )


def _part(
    session: Session,
    members: list[Membership],
    person_id: int,
    busy: frozenset[int],
    today: date,
) -> PlanPart:
    by_state = {each.state: each for each in members}
    published = by_state.get(VersionState.PUBLISHED)
    proposed = by_state.get(VersionState.PROPOSED)
    key = members[-1].member_key
    before = _own(rotations.load_board(session, published.version_id), key) if published else None
    after = _own(rotations.load_board(session, proposed.version_id), key) if proposed else None
    newest = members[-1]
    board = after or before or _own(rotations.load_board(session, newest.version_id), key)
    plan = board.version.plan
    needs = read_needs(board.members[0].needs, plan.first_month)
    cards: tuple[PlacementCard, ...] = ()
    behind: tuple[str, ...] = ()
    if before is not None:
        own = read_needs(before.members[0].needs, plan.first_month)
        cards = _cards(session, before, own, person_id, busy, today)
        behind = tuple(
            f"{upper_first(where(row))}, {days_of(row)}"
            for row in before.placements
            if row.ends_on < today
        )
    return PlanPart(
        plan,
        before.version if before else None,
        cards,
        behind,
        _proposal(session, before, after, person_id, today) if after else None,
        load_wish_list(session, plan, needs, person_id, today),
    )


def _own(board: BoardRows, key: str) -> BoardRows:
    """The doctor's own row and nothing else."""
    return BoardRows(
        board.version,
        tuple(each for each in board.members if each.key == key),
        tuple(each for each in board.placements if each.member_key == key),
    )


def _cards(
    session: Session,
    board: BoardRows,
    needs: Needs,
    person_id: int,
    busy: frozenset[int],
    today: date,
) -> tuple[PlacementCard, ...]:
    rows = [row for row in board.placements if row.ends_on >= today]
    guides = places.load_guides(session, {row.unit.id for row in rows})
    wanted = {block.key: block.needs_objectives for block in needs.blocks}
    met: set[str] = set()
    if any(wanted.get(row.block_key) for row in rows):
        met = rotation_people.objectives_met(session, (person_id,)).get(person_id, set())
    inner = {block.key: block.inner.service for block in needs.blocks if block.inner}
    return tuple(
        PlacementCard(
            block=row.block_key,
            title=upper_first(where(row)),
            words=where(row),
            place=row.unit.name,
            organisation=row.unit.organisation,
            days=days_of(row),
            starts_on=row.starts_on,
            is_now=row.starts_on <= today,
            inside=_inside(row, inner),
            guide=_guide(guides.get(row.unit.id)),
            missing=()
            if row.starts_on <= today
            else tuple(each for each in wanted.get(row.block_key, ()) if each not in met),
            can_swap=row.starts_on > today and not row.is_locked and row.id not in busy,
        )
        for row in rows
    )


def _inside(row: PlacementRow, names: dict[str, str]) -> str | None:
    if row.inner_starts_on is None or row.inner_ends_on is None:
        return None
    return _(
        "%(service)s fra %(first)s til %(last)s regnes inne i denne.",
        service=names.get(row.block_key, _("En annen tjeneste")),
        first=long_day(row.inner_starts_on),
        last=long_day(row.inner_ends_on),
    )


def _guide(row: GuideRow | None) -> GuideRow | None:
    """What the place has told; None when it has told nothing."""
    if row is None:
        return None
    told = (row.contact_name, row.contact_email, row.contact_phone, row.housing, row.travel)
    return row if any(told) or row.before_arrival else None


def _proposal(
    session: Session, before: BoardRows | None, after: BoardRows, person_id: int, today: date
) -> Proposal:
    head = after.version
    assert head.comments_close_on is not None
    is_open = rotation_comments.is_open(head, today)
    last = long_day(head.comments_close_on)
    changes = changes_between(before, after, since=today) if before is not None else ()
    return Proposal(
        head,
        tuple(
            f"{upper_first(where(row))}, {days_of(row)}"
            for row in after.placements
            if row.ends_on >= today
        ),
        tuple(upper_first(change_words(each)) for own in changes for each in own.changes),
        is_open,
        _("Du kan kommentere til og med %(day)s.", day=last)
        if is_open
        else _("Fristen for å kommentere var %(day)s.", day=last),
        rotation_talk.list_comments(session, head.id, by=person_id),
    )


def _sentence(parts: tuple[PlanPart, ...]) -> str:
    cards = sorted((card for part in parts for card in part.cards), key=lambda card: card.starts_on)
    following = next((card for card in cards if not card.is_now), None)
    if following is not None:
        return _(
            "Neste plassering er *%(placement)s* fra *%(day)s*.",
            placement=following.words,
            day=long_day(following.starts_on),
        )
    if cards:
        return _("Du har *ingen plassering* etter den du er i nå.")
    if any(part.proposal for part in parts):
        return _("Et *forslag* til plasseringer er klart.")
    return _("Du har *ingen plassering* i en publisert plan.")


def _reason(parts: tuple[PlanPart, ...]) -> str | None:
    lines = []
    now = next((card for part in parts for card in part.cards if card.is_now), None)
    if now is not None:
        lines.append(_("Nå: %(place)s, %(days)s.", place=now.place, days=now.days))
    missing = sum(len(card.missing) for part in parts for card in part.cards)
    if missing:
        lines.append(
            ngettext(
                "%(num)s læringsmål må være godkjent før du begynner.",
                "%(num)s læringsmål må være godkjent før du begynner.",
                missing,
            )
        )
    proposal = next((part.proposal for part in parts if part.proposal), None)
    if proposal is not None:
        lines.append(_("Et nytt forslag er klart. %(deadline)s", deadline=proposal.deadline))
    if not parts:
        lines.append(_("Spør koordinatoren din når planen er klar."))
    return " ".join(lines) or None
