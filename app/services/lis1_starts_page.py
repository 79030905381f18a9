"""The page before the start: what is missing for each who has accepted."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlmodel import Session

from app.db.tables import Lis1Intake, OfferState
from app.services import lis1_checklist, lis1_starts
from app.services import lis1_offers_words as words
from app.services.lis1_conflicts import hidden_candidates
from app.services.lis1_starts import Choices
from app.services.lis1_starts_words import PointLine, handover_words, point_lines
from app.services.wording import day, in_words, listed, upper_first
from app.store import lis1_offers as offer_store
from app.store import lis1_starts as store
from app.store.lis1_offers import OfferRow
from app.store.lis1_starts import Named, PointRow, StartRow
from pathways.delays.days import days_before, months_before


@dataclass(frozen=True, slots=True)
class Lacks:
    """What is missing for one; every flag is something that somebody must do."""

    handover: bool = False
    """Not held, and the day to agree on it has passed or the day agreed on has."""
    minutes: bool = False
    """Held, and nothing is written of it."""
    buddy: bool = False
    supervisors: int = 0
    points: int = 0
    """Points of the checklist that are over their day."""

    @property
    def anything(self) -> bool:
        """Whether something is missing."""
        return bool(self.handover or self.minutes or self.buddy or self.supervisors or self.points)


@dataclass(frozen=True, slots=True)
class StartLine:
    """One who has accepted; `name` is None for a case that is hidden from the reader."""

    key: str
    name: str | None
    seat: str
    starts: str
    supervisors: str
    has_supervisors: bool
    handover: str
    handover_mark: str
    handover_note: str
    buddy: str
    has_buddy: bool
    checklist: str
    checklist_mark: str
    lacks: Lacks


@dataclass(frozen=True, slots=True)
class OverduePoint:
    """A point over its day, and whose it is."""

    key: str
    name: str
    point: PointLine


@dataclass(frozen=True, slots=True)
class StartsPage:
    """Everything on the page."""

    intake_id: str
    name: str
    sentence: str
    reason: str
    lines: tuple[StartLine, ...]
    overdue: tuple[OverduePoint, ...]


@dataclass(frozen=True, slots=True)
class StartPage:
    """One who has accepted, with what can be chosen and written."""

    intake_id: str
    offer: OfferRow
    line: StartLine
    start: StartRow
    choices: Choices
    points: tuple[PointLine, ...]
    last_day: str | None
    """The handover meeting is held before this day is over; None: no municipal service."""


def load(session: Session, intake_id: int, person_id: int, today: date) -> StartsPage:
    """The page as one member of the council sees it; a fixed number of queries."""
    intake = session.get_one(Lis1Intake, intake_id)
    hidden = hidden_candidates(session, intake_id, person_id)
    offers = [
        each
        for each in offer_store.list_offers(session, intake_id)
        if each.state is OfferState.ACCEPTED
    ]
    ids = [each.id for each in offers]
    starts, points = store.list_starts(session, ids), store.list_points(session, ids)
    months = lis1_checklist.load(session, intake.organisation_id).handover_months
    lines = [
        line_of(
            each,
            starts.get(each.id, StartRow(each.id)),
            points.get(each.id, ()),
            months,
            today,
            is_hidden=each.candidate_id in hidden,
        )
        for each in offers
    ]
    lines.sort(key=lambda each: (not each.lacks.anything, each.key))
    sentence, reason = _opening(lines)
    return StartsPage(
        intake.public_id,
        intake.name,
        sentence,
        reason,
        tuple(lines),
        tuple(
            OverduePoint(offer.key, offer.name, point)
            for offer in offers
            if offer.candidate_id not in hidden
            for point in point_lines(points.get(offer.id, ()), today)
            if point.is_overdue
        ),
    )


def load_one(session: Session, offer: OfferRow, today: date) -> StartPage:
    """The page of one who has accepted; the reader may know the case."""
    intake = session.get_one(Lis1Intake, offer.intake_id)
    start = store.list_starts(session, (offer.id,)).get(offer.id, StartRow(offer.id))
    points = store.list_points(session, (offer.id,)).get(offer.id, ())
    months = lis1_checklist.load(session, intake.organisation_id).handover_months
    there = offer.municipality_starts_on
    return StartPage(
        intake.public_id,
        offer,
        line_of(offer, start, points, months, today),
        start,
        _with_present(lis1_starts.choices(session, offer, today), start),
        point_lines(points, today),
        day(days_before(there, 1)) if there else None,
    )


def _with_present(found: Choices, start: StartRow) -> Choices:
    """Whoever is chosen now can stay, also one who has left the place since."""
    return Choices(
        _among(found.hospital, start.hospital_supervisor),
        _among(found.municipality, start.municipality_supervisor),
        _among(found.buddies, start.buddy),
    )


def _among(people: tuple[Named, ...], present: Named | None) -> tuple[Named, ...]:
    if present is None or any(each.id == present.id for each in people):
        return people
    return (present, *people)


def lacks_of(
    offer: OfferRow, start: StartRow, points: Iterable[PointRow], months: int, today: date
) -> Lacks:
    """What is missing for one who has accepted."""
    there = offer.municipality_starts_on
    held = start.handover_held_on is not None
    is_due = there is not None and today >= months_before(there, months)
    has_passed = start.handover_on is not None and start.handover_on < today
    wanted = 2 if there else 1
    return Lacks(
        handover=there is not None
        and not held
        and (has_passed or (is_due and start.handover_on is None)),
        minutes=held and not start.handover_minutes.strip(),
        buddy=start.buddy is None,
        supervisors=max(0, wanted - len(start.supervisor_ids)),
        points=sum(each.done_on is None and each.due_on < today for each in points),
    )


def line_of(
    offer: OfferRow,
    start: StartRow,
    points: tuple[PointRow, ...],
    months: int,
    today: date,
    *,
    is_hidden: bool = False,
) -> StartLine:
    """One who has accepted as a line; nothing of a hidden case but its key."""
    if is_hidden:
        return StartLine(
            offer.key, None, "", "", "", True, "", "unknown", "", "", True, "", "unknown", Lacks()
        )
    lacks = lacks_of(offer, start, points, months, today)
    mark, note = _handover_state(offer, start, lacks, months)
    done = sum(each.done_on is not None for each in points)
    supervisors = [
        each.name for each in (start.hospital_supervisor, start.municipality_supervisor) if each
    ]
    return StartLine(
        key=offer.key,
        name=offer.name,
        seat=words.seat_words(offer.seat),
        starts=words.starts_words(offer),
        supervisors=listed(supervisors) if supervisors else _("Mangler"),
        has_supervisors=not lacks.supervisors,
        handover=handover_words(start) if offer.municipality_starts_on else _("Trengs ikke"),
        handover_mark=mark,
        handover_note=note,
        buddy=start.buddy.name if start.buddy else _("Mangler fadder"),
        has_buddy=start.buddy is not None,
        checklist=_("%(done)s av %(all)s gjort", done=done, all=len(points)),
        checklist_mark="late" if lacks.points else "done" if done == len(points) else "on_track",
        lacks=lacks,
    )


def _handover_state(offer: OfferRow, start: StartRow, lacks: Lacks, months: int) -> tuple[str, str]:
    """Mark of the meeting, and what stands under it."""
    there = offer.municipality_starts_on
    if there is None:
        return "unknown", ""
    last = _("Siste dag er %(day)s", day=day(days_before(there, 1)))
    if lacks.minutes:
        return "at_risk", _("Referat mangler")
    if start.handover_held_on is not None:
        return "done", ""
    if lacks.handover:
        return "late", last
    if start.handover_on is not None:
        return "on_track", last
    return "unknown", _("Avtales innen %(day)s", day=day(months_before(there, months)))


def _opening(lines: list[StartLine]) -> tuple[str, str]:
    """What is missing, counted over everybody, hidden cases left out."""
    shown = [each for each in lines if each.name is not None]
    if not lines:
        return (
            _("Ingen har takket ja ennå."),
            _("Når noen takker ja, ser du her hva som mangler før de begynner."),
        )
    missing = _missing(
        sum(each.lacks.handover for each in shown),
        sum(each.lacks.buddy for each in shown),
        sum(bool(each.lacks.supervisors) for each in shown),
    )
    points = sum(each.lacks.points for each in shown)
    late = (
        ngettext(
            "Ett punkt på sjekklistene er over fristen.",
            "%(num)s punkter på sjekklistene er over fristen.",
            points,
        )
        if points
        else _("Ingen punkter på sjekklistene er over fristen.")
    )
    if not missing:
        everybody = ngettext(
            "Alt er på plass for den ene som har takket ja.",
            "Alt er på plass for alle %(num)s som har takket ja.",
            len(lines),
        )
        return everybody, late
    return upper_first(listed(missing)) + ".", late


def _missing(handovers: int, buddies: int, supervisors: int) -> list[str]:
    found = []
    if handovers:
        found.append(
            ngettext(
                "*ett overleveringsmøte* mangler",
                "*%(words)s overleveringsmøter* mangler",
                handovers,
                words=in_words(handovers),
            )
        )
    if buddies:
        found.append(
            ngettext(
                "én mangler fadder", "%(words)s mangler fadder", buddies, words=in_words(buddies)
            )
        )
    if supervisors:
        found.append(
            ngettext(
                "én mangler veileder",
                "%(words)s mangler veileder",
                supervisors,
                words=in_words(supervisors),
            )
        )
    return found
