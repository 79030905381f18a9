"""One candidate in one run: the list, what became of each wish, and what would have changed it."""

from dataclasses import dataclass

from flask_babel import gettext as _
from sqlmodel import Session

from app.actors import Actor
from app.db.tables import Lis1Intake
from app.services.lis1_desk_people import got_words, what_if_lines
from app.services.lis1_run_page import Seen, see
from app.services.lis1_words import letter
from app.services.start_pages import Opening
from app.services.wording import figure
from app.store.lis1_runs import RunRow
from rotations.lis1.priority import points
from rotations.lis1.reasons import Reason
from rotations.lis1.results import How


@dataclass(frozen=True, slots=True)
class WishRow:
    """One wish and what became of it."""

    rank: int
    seat: str
    fate: str
    points: str
    criteria: str
    is_got: bool


@dataclass(frozen=True, slots=True)
class PersonPage:
    """A candidate's case in one run."""

    intake: Lis1Intake
    row: RunRow
    letter: str
    key: str
    name: str
    candidate_id: int
    opening: Opening
    wishes: tuple[WishRow, ...]
    what_ifs: tuple[str, ...]
    can_ask: bool

    @property
    def intake_id(self) -> str:
        """The intake's public id, for the addresses on the page."""
        return self.intake.public_id


def load_page(
    session: Session, actor: Actor, intake: Lis1Intake, row: RunRow, key: str
) -> PersonPage | None:
    """The page of one candidate; None for a candidate who is not in the run."""
    seen = see(session, actor, intake, row)
    reason = next((each for each in seen.judged.reasons if each.candidate == key), None)
    stored = next((each for each in seen.stored.candidates if each.key == key), None)
    if reason is None or stored is None or stored.id is None:
        return None
    told, can_ask = what_if_lines(reason, seen.judged, seen.words)
    return PersonPage(
        intake=intake,
        row=row,
        letter=letter(row.number),
        key=key,
        name=stored.name,
        candidate_id=stored.id,
        opening=Opening(
            _sentence(seen, reason, stored.name), " ".join(seen.words.full_reason(reason))
        ),
        wishes=_wishes(seen, reason),
        what_ifs=tuple(told),
        can_ask=can_ask,
    )


def _sentence(seen: Seen, reason: Reason, name: str) -> str:
    run = letter(seen.row.number)
    if reason.seat is None:
        return _("%(name)s får *ingen plass* i kjøring %(run)s.", name=name, run=run)
    got = got_words(reason, seen.words)
    return _("%(name)s får *%(seat)s* i kjøring %(run)s.", name=name, seat=got, run=run)


def _wishes(seen: Seen, reason: Reason) -> tuple[WishRow, ...]:
    intake = seen.judged.intake
    candidate = next(each for each in intake.candidates if each.key == reason.candidate)
    missed = {each.seat: seen.words.missed(each) for each in reason.missed}
    seats = {each.key: each for each in intake.seats}
    rows = []
    for rank, key in enumerate(candidate.wishes, 1):
        is_got = key == reason.seat
        fate = _("Fikk denne.") if is_got else missed.get(key) or _after(reason)
        rows.append(
            WishRow(
                rank,
                seen.words.seat(key),
                fate,
                figure(points(intake, candidate, seats[key])),
                seen.words.points(reason.candidate, seats[key]),
                is_got,
            )
        )
    return tuple(rows)


def _after(reason: Reason) -> str:
    """A wish that was not looked at."""
    if reason.how is How.PREPLACED:
        return _("Plassen var gitt på forhånd.")
    return _("Ikke aktuelt: et høyere ønske ble oppfylt.")
