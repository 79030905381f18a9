"""What doctors and hosts say about a plan, as the coordinator reads it: comments, wishes, swaps."""

from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlmodel import Session

from app.db.tables import SwapState
from app.services import rotation_comments, rotation_wishes
from app.services.board_months import month_name
from app.services.rotation_life_words import at_place, span
from app.services.rotation_swap_words import MoveLine, move_lines
from app.services.wording import in_language, in_words, long_day, upper_first
from app.store import rotation_swaps, rotation_talk, rotations
from app.store.rotation_swaps import SwapRow, SwapSide
from app.store.rotation_talk import CommentRow, WishLine
from app.store.rotation_values import PlanHead, VersionHead

# --- Comments ---


@dataclass(frozen=True, slots=True)
class CommentsPage:
    """The comments on the newest version that has any, or on the one that is open."""

    plan: PlanHead
    head: VersionHead | None
    sentence: str
    reason: str | None
    comments: tuple[CommentRow, ...]


def load_comments(session: Session, plan: PlanHead, today: date) -> CommentsPage:
    """The page; those without an answer first."""
    versions = rotations.list_versions(session, plan.id)
    head = next((each for each in versions if each.state in rotations.OPEN_STATES), None)
    comments: tuple[CommentRow, ...] = ()
    if head is not None:
        comments = rotation_talk.list_comments(session, head.id)
    if not comments:
        # Comments on what is published are kept, and still worth reading.
        earlier = next((each for each in versions if each.proposed_on is not None), None)
        if earlier is not None:
            found = rotation_talk.list_comments(session, earlier.id)
            head, comments = (earlier, found) if found or head is None else (head, ())
    unanswered = sum(each.answer is None for each in comments)
    ordered = sorted(comments, key=lambda each: (each.answer is not None, each.at))
    return CommentsPage(
        plan,
        head,
        _comments_sentence(len(comments), unanswered),
        _comments_reason(head, today),
        tuple(ordered),
    )


def _comments_sentence(count: int, unanswered: int) -> str:
    if not count:
        return _("*Ingen* har kommentert.")
    if not unanswered:
        return _("*Alle* kommentarene er besvart.")
    return ngettext(
        "*Én kommentar* venter på svar.",
        "*%(words)s kommentarer* venter på svar.",
        unanswered,
        words=upper_first(in_words(unanswered)),
    )


def _comments_reason(head: VersionHead | None, today: date) -> str | None:
    if head is None or head.comments_close_on is None:
        return None
    number, last = head.number, long_day(head.comments_close_on)
    if rotation_comments.is_open(head, today):
        return _("Versjon %(number)s kan kommenteres til og med %(day)s.", number=number, day=last)
    return _("Det gjelder versjon %(number)s. Fristen var %(day)s.", number=number, day=last)


# --- Wishes ---


@dataclass(frozen=True, slots=True)
class WishWords:
    """A wish in words."""

    id: int
    rank: int
    what: str
    note: str | None


def wishes_deadline(head: VersionHead | None, today: date) -> str:
    """Until when the list can be changed."""
    last = rotation_wishes.closes_on(head)
    if last is None:
        return _("Listen er åpen. Fristen settes når en plan foreslås.")
    if last >= today:
        return _("Listen kan endres til og med %(day)s.", day=long_day(last))
    return _("Fristen var %(day)s.", day=long_day(last))


def wish_words(line: WishLine) -> WishWords:
    """A wish as one line: psykose ved DPS Halden, fra mars 2027."""
    what = wish_text(line.service, line.unit, line.from_month, line.to_month)
    return WishWords(line.id, line.rank, what, line.note)


def wish_text(service: str | None, place: str | None, first: date | None, last: date | None) -> str:
    """What is wished; `first` and `last` are the months between which it may begin."""
    parts = [service or _("Hvilken som helst tjeneste")]
    if place:
        parts.append(_("ved %(place)s", place=place))
    what = " ".join(parts)
    when = _when(first, last)
    return f"{what}, {when}" if when else what


def _when(first: date | None, last: date | None) -> str:
    if first is not None and last is not None:
        if first == last:
            return _("start i %(month)s", month=month_name(first, 0))
        return _(
            "start mellom %(first)s og %(last)s",
            first=month_name(first, 0),
            last=month_name(last, 0),
        )
    if first is not None:
        return _("start tidligst %(month)s", month=month_name(first, 0))
    if last is not None:
        return _("start senest %(month)s", month=month_name(last, 0))
    return ""


# --- Swaps ---

STATE_MARKS = {
    SwapState.ASKED: "unknown",
    SwapState.ACCEPTED: "on_track",
    SwapState.DECLINED: "blocked",
    SwapState.APPROVED: "done",
    SwapState.REFUSED: "blocked",
    SwapState.WITHDRAWN: "blocked",
}


def swap_state(state: SwapState) -> str:
    """A state in words."""
    return {
        SwapState.ASKED: _("Venter på svar fra legen"),
        SwapState.ACCEPTED: _("Venter på koordinator"),
        SwapState.DECLINED: _("Legen sa nei"),
        SwapState.APPROVED: _("Godkjent"),
        SwapState.REFUSED: _("Avslått"),
        SwapState.WITHDRAWN: _("Trukket"),
    }[state]


def side_words(side: SwapSide) -> str:
    """What one of the two gives away."""
    named = at_place(in_language(side, "service") or side.service_nb, side.unit, side.service_nb)
    return f"{upper_first(named)}, {span(side.starts_on, side.ends_on)}"


@dataclass(frozen=True, slots=True)
class SwapLine:
    """A request in words."""

    row: SwapRow
    word: str
    mark: str
    give: str
    """What the one who asks gives away."""
    get: str
    moves: tuple[MoveLine, ...]
    """Everything that moves for the two."""


def swap_line(row: SwapRow) -> SwapLine:
    """A request in words."""
    return SwapLine(
        row,
        swap_state(row.state),
        STATE_MARKS[row.state],
        side_words(row.giver),
        side_words(row.taker),
        move_lines(row.check.get("moves", [])),
    )


@dataclass(frozen=True, slots=True)
class SwapsPage:
    """The requests: those that wait for the coordinator, and all others."""

    plan: PlanHead
    sentence: str
    reason: str
    waiting: tuple[SwapLine, ...]
    rest: tuple[SwapLine, ...]


def load_swaps(session: Session, plan: PlanHead) -> SwapsPage:
    """The page; two queries."""
    lines = [swap_line(row) for row in rotation_swaps.list_swaps(session, plan.id)]
    waiting = tuple(each for each in lines if each.row.state is SwapState.ACCEPTED)
    head = rotations.open_version(session, plan.id)
    sentence = (
        ngettext(
            "*Ett bytte* venter på deg.",
            "*%(words)s bytter* venter på deg.",
            len(waiting),
            words=upper_first(in_words(len(waiting))),
        )
        if waiting
        else _("*Ingen bytter* venter på deg.")
    )
    if head is None:
        reason = _("Godkjenner du et bytte, lages et nytt utkast med byttet i.")
    else:
        reason = _(
            "Godkjenner du et bytte, legges det inn i versjon %(number)s.", number=head.number
        )
    rest = tuple(each for each in lines if each.row.state is not SwapState.ACCEPTED)
    return SwapsPage(plan, sentence, reason, waiting, rest)
