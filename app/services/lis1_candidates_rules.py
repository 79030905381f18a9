"""What may be done with the candidates of an intake, and which seats a candidate may wish for.

The one place that says so, for the council's pages, the file and the candidate's own page.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property

from flask_babel import gettext as _

from app.db.tables import IntakeState, Lis1Candidate, Lis1Intake, Lis1Seat, Lis1Track
from app.exchange.lis1_parts import read_qualifications
from app.services.lis1_draw_state import list_is_closed
from app.services.wording import day, listed, long_day
from app.store.lis1 import StoredIntake
from rotations.lis1.priority import all_included

MOST_WISHES = 200


class Taking(StrEnum):
    """Whether wishes are taken now."""

    NOT_YET = "not_yet"
    OPEN = "open"
    OVER = "over"


def taking(intake: Lis1Intake, today: date) -> Taking:
    """Whether candidates may hand in wishes today, the day in Oslo; the deadline's day is in."""
    if intake.state is IntakeState.PREPARING:
        return Taking.NOT_YET
    if intake.state is not IntakeState.OPEN:
        return Taking.OVER
    is_over = intake.deadline_on is not None and today > intake.deadline_on
    return Taking.OVER if is_over else Taking.OPEN


def refuses_new(intake: Lis1Intake) -> str | None:
    """Why nobody can be added; None when somebody can."""
    if intake.state is IntakeState.DECIDED:
        return _("Rådet har vedtatt fordelingen. Listen over kandidater kan ikke endres.")
    return list_is_closed(intake)


def refuses_wishes(intake: Lis1Intake) -> str | None:
    """Why the council cannot write or change anybody's wishes; None when it can."""
    if refuses_new(intake) is None:
        return None
    return _("Ønskene er låst. Etter at trekningen er forberedt, endrer ingen dem.")


def refuses_change(intake: Lis1Intake, candidate: Lis1Candidate | None = None) -> str | None:
    """Why nothing about a candidate can be changed; None when it can."""
    if intake.state is IntakeState.DECIDED:
        return _("Rådet har vedtatt fordelingen. Opplysningene kan ikke endres.")
    if candidate is not None and candidate.withdrawn_on is not None:
        return _("Kandidaten trakk seg %(day)s.", day=long_day(candidate.withdrawn_on))
    return None


@dataclass(frozen=True)
class SeatShelf:
    """The seats of an intake with what they ask for."""

    intake: Lis1Intake
    seats: Sequence[Lis1Seat]
    tracks: Mapping[int, Lis1Track]
    places: Mapping[int, str]

    @cached_property
    def by_key(self) -> Mapping[str, Lis1Seat]:
        """Seats by key."""
        return {seat.key: seat for seat in self.seats}

    @cached_property
    def by_id(self) -> Mapping[int, Lis1Seat]:
        """Seats by row id."""
        return {seat.id: seat for seat in self.seats if seat.id is not None}

    @cached_property
    def qualification_names(self) -> Mapping[str, str]:
        """What the intake's qualifications are called, by key."""
        return {each.key: each.name for each in read_qualifications(self.intake.qualifications)}

    @cached_property
    def open_seats(self) -> tuple[Lis1Seat, ...]:
        """The seats one may wish for, by municipality and hospital."""
        found = [seat for seat in self.seats if not seat.is_closed]
        found.sort(key=lambda seat: (self.municipality(seat), self.hospital(seat), seat.key))
        return tuple(found)

    def hospital(self, seat: Lis1Seat) -> str:
        """Name of the seat's hospital."""
        return self.places[seat.hospital_id]

    def municipality(self, seat: Lis1Seat) -> str:
        """Name of the seat's municipality."""
        return self.places[seat.municipality_id]

    def title(self, seat: Lis1Seat) -> str:
        """Municipality and hospital."""
        return f"{self.municipality(seat)} · {self.hospital(seat)}"

    def details(self, seat: Lis1Seat) -> str:
        """Track and first day."""
        return _(
            "%(track)s, oppstart %(day)s",
            track=self.tracks[seat.track_id].name,
            day=day(seat.starts_on),
        )

    def lacking(self, seat: Lis1Seat, held: Iterable[str]) -> tuple[str, ...]:
        """Names of the qualifications that a seat needs and one who holds these has not."""
        has = self._all_held(held)
        return tuple(self.qualification_names.get(k, k) for k in seat.needs if k not in has)

    def _all_held(self, held: Iterable[str]) -> frozenset[str]:
        return frozenset().union(*(self._included.get(key, {key}) for key in held))

    @cached_property
    def _included(self) -> Mapping[str, frozenset[str]]:
        return all_included(read_qualifications(self.intake.qualifications))

    def refuses(self, seat: Lis1Seat, held: Iterable[str]) -> str | None:
        """Why somebody who holds these qualifications cannot wish for a seat; None when allowed."""
        if seat.is_closed:
            return _("%(seat)s er stengt for ønsker.", seat=self.title(seat))
        lacking = self.lacking(seat, held)
        if lacking:
            return _(
                "%(seat)s krever %(what)s.",
                seat=self.title(seat),
                what=listed([f"«{each}»" for each in lacking]),
            )
        return None


def shelf_of(stored: StoredIntake) -> SeatShelf:
    """The seats of an intake that was loaded whole."""
    tracks = {each.id: each for each in stored.tracks if each.id is not None}
    return SeatShelf(stored.intake, stored.seats, tracks, stored.places)


@dataclass(frozen=True, slots=True)
class WishProblem:
    """What is wrong with one line of a list, from 1; the line as it was written."""

    rank: int
    written: str
    text: str


def check_wishes(
    shelf: SeatShelf, written: Sequence[str], held: Collection[str]
) -> tuple[list[int], list[WishProblem]]:
    """The row ids of the seats on a list of keys, and everything that is wrong with the list."""
    seats: list[int] = []
    problems: list[WishProblem] = []
    first: dict[str, int] = {}
    known = {key.lower(): seat for key, seat in shelf.by_key.items()}
    for rank, text in enumerate(written, start=1):
        seat = known.get(text.strip().lower())
        if seat is None:
            why: str | None = _("Plassen «%(key)s» finnes ikke i dette inntaket.", key=text.strip())
        elif seat.key in first:
            why = _("Plassen er allerede ønske %(rank)s. Skriv den én gang.", rank=first[seat.key])
        else:
            first[seat.key] = rank
            why = shelf.refuses(seat, held)
        if why is not None:
            problems.append(WishProblem(rank, text, why))
        elif seat is not None and seat.id is not None:
            seats.append(seat.id)
    return seats, problems
