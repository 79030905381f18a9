"""A place that is free again: who is next in line, or all open places shared out anew.

Both rest on who holds what now. Nobody who has accepted is moved, and nobody who said no or did
not answer in time is asked again. Only ways that need no solver are run here.
"""

from dataclasses import dataclass

from flask_babel import gettext as _
from sqlmodel import Session

from app.db.tables import OfferState
from app.services import lis1_offers_standing as standing_service
from app.services.lis1_conflicts import blocked_places
from app.services.lis1_offers import NewOffer, changed, make, reason_document, take_back
from app.services.lis1_offers_moment import Moment
from app.services.lis1_offers_standing import WEB_WAYS, Standing
from app.services.rotation_life import Refused
from app.services.wording import listed
from app.store.lis1_candidates import lock_intake
from app.store.lis1_offers import OfferRow
from rotations.lis1.check import problems
from rotations.lis1.draw import hash_of
from rotations.lis1.reasons import reasons
from rotations.lis1.results import How, Mechanism, Placed, Result
from rotations.lis1.rounds import InLine, next_in_line, run_again
from rotations.lis1.types import Intake


@dataclass(frozen=True, slots=True)
class Waiting:
    """One in line for a seat."""

    number: int
    """Priority for the seat, 1 is next."""
    line: InLine
    offer: OfferRow | None
    """The open offer that they would leave; None: they have none."""

    @property
    def can_have(self) -> bool:
        """Whoever has said yes to another seat stays there."""
        return self.offer is None or self.offer.state is not OfferState.ACCEPTED


@dataclass(frozen=True, slots=True)
class SharedAnew:
    """What sharing out the open places would give; nothing is written."""

    mechanism: Mechanism
    new: tuple[Placed, ...]
    still_without: tuple[str, ...]
    intake: Intake
    result: Result


def is_drawn(now: Standing) -> bool:
    """Whether there is an order to go by."""
    draw = now.case.draw
    return bool(draw.order) or draw.seed is not None


def in_line(now: Standing, seat: str) -> tuple[Waiting, ...]:
    """Who would rather have a seat than what they have, best priority first."""
    if not is_drawn(now):
        return ()
    found = next_in_line(now.case, now.result(), seat, now.out)
    return tuple(
        Waiting(number, line, now.held.get(line.candidate)) for number, line in enumerate(found, 1)
    )


def give(session: Session, intake_id: int, seat: str, key: str, moment: Moment) -> int | Refused:
    """Offer a free place to one who is in line, in the next round; commits.

    An offer that they have not answered is taken back, and that place is free: they put this one
    higher on their list. Refused when the place is taken or the line has changed meanwhile.
    """
    lock_intake(session, intake_id)
    now = standing_service.load(session, intake_id)
    if _has_conflict(session, now, seat, moment):
        return _stale(session, _("Du har meldt deg inhabil for plassen. La en annen gjøre det."))
    if now.room.get(seat, 0) < 1:
        return _stale(session, _("Plassen er ikke ledig lenger."))
    chosen = next((each for each in in_line(now, seat) if each.line.candidate == key), None)
    if chosen is None or not chosen.can_have:
        return _stale(session, _("Kandidaten står ikke lenger for tur til plassen."))
    if chosen.offer is not None:
        note = _("Fikk tilbud om en plass høyere på ønskelisten.")
        if not take_back(session, chosen.offer, chosen.offer.version, note):
            session.rollback()
            return changed()
        now = standing_service.load(session, intake_id)
    placed = _with(now, key, seat)
    why = {each.candidate: each for each in reasons(now.case, placed)}
    new = NewOffer(key, seat, reason_document(why[key]))
    return make(session, now, [new], "lis1.offer_next", moment)


def _has_conflict(session: Session, now: Standing, key: str, moment: Moment) -> bool:
    """Whether who does it has a conflict of interest over the hospital or the municipality."""
    seat = now.seat(key)
    assert now.stored.intake.id is not None
    if seat is None or moment.by is None:
        return False
    places = blocked_places(session, now.stored.intake.id, moment.by)
    return bool(places & {seat.hospital_id, seat.municipality_id})


def _with(now: Standing, key: str, seat: str) -> Result:
    """Who holds what, with one more placed."""
    before = now.result()
    wishes = next(each.wishes for each in now.case.candidates if each.key == key)
    rank = wishes.index(seat) + 1 if seat in wishes else None
    mine = Placed(key, seat, rank, How.WISHED)
    placed = sorted([*before.placed, mine], key=lambda each: each.candidate)
    unplaced = tuple(each for each in before.unplaced if each != key)
    return Result(before.mechanism, before.rules, tuple(placed), unplaced)


def share_anew(now: Standing, mechanism: Mechanism) -> SharedAnew | Refused:
    """Share out every open place among those who have no offer; everybody else stays."""
    if mechanism not in WEB_WAYS:
        return Refused(_("Denne måten kan ikke kjøres på nytt her. Velg en av de andre."))
    if not is_drawn(now):
        return Refused(_("Det er ikke trukket ennå, så ingen står for tur."))
    if now.left_over:
        keys = listed([each.key for each in now.left_over])
        return Refused(_("%(keys)s har trukket seg. Trekk tilbudet først.", keys=keys))
    intake, result = run_again(
        now.case, now.result(), mechanism, kept=sorted(now.held), declined=sorted(_gone(now))
    )
    if problems(intake, result):
        return Refused(_("Plassene er endret siden vedtaket. Se på dem under Plasser først."))
    new = tuple(each for each in result.placed if each.candidate not in now.held)
    return SharedAnew(mechanism, new, result.unplaced, intake, result)


def _gone(now: Standing) -> set[str]:
    """Those of the candidates who still take part and have said no, or not answered."""
    return {each.key for each in now.case.candidates} & now.out


def give_anew(
    session: Session, intake_id: int, mechanism: Mechanism, shown: str, moment: Moment
) -> int | Refused:
    """Make the offers that sharing out anew gives, to be sent in the next round; commits.

    `shown` is the fingerprint of what the page showed; with anything else nothing is made.
    """
    lock_intake(session, intake_id)
    now = standing_service.load(session, intake_id)
    found = share_anew(now, mechanism)
    if isinstance(found, Refused):
        session.rollback()
        return found
    if fingerprint(found) != shown or not found.new:
        return _stale(session, _("Plassene er endret etter at du åpnet siden. Se på dem igjen."))
    why = {each.candidate: each for each in reasons(found.intake, found.result)}
    wanted = [
        NewOffer(each.candidate, each.seat, reason_document(why[each.candidate]))
        for each in found.new
    ]
    return make(session, now, wanted, "lis1.offers_again", moment)


def fingerprint(found: SharedAnew) -> str:
    """Who would get what, as a form can carry it: a hash, since some of it may be hidden."""
    return hash_of(",".join(f"{each.candidate}:{each.seat}" for each in found.new))


def _stale(session: Session, text: str) -> Refused:
    session.rollback()
    return Refused(text, is_stale=True)
