"""Inntak, one of them: which seats there are, and whether they hold together."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlmodel import Session

from app.db.tables import IntakeState, Lis1Cap, Lis1Intake, Lis1Seat, Lis1Track
from app.exchange.lis1_parts import read_qualifications
from app.services import lis1_intakes_holds as holds
from app.services.lis1_intakes_dates import rules_name
from app.services.lis1_intakes_holds import Finding, Sum
from app.services.lis1_intakes_keep import Desk
from app.services.lis1_intakes_rules import Part, fixed_words, may
from app.services.lis1_intakes_settings import settings_words
from app.services.lis1_intakes_state import Step, not_handed_in, steps_of
from app.services.lis1_intakes_tracks import phases_in_words, status_names
from app.services.lis1_intakes_words import NextDate, next_date, state_words
from app.services.wording import in_words, listed, long_day, upper_first
from app.store import lis1_intakes as store
from app.store.lis1 import StoredIntake
from rotations.lis1.types import FactStatus, Intake


@dataclass(frozen=True, slots=True)
class SeatLine:
    """A seat in the words of the page."""

    seat: Lis1Seat
    hospital: str
    municipality: str
    track: str
    needs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CapLine:
    """A cap with what it leaves."""

    cap: Lis1Cap
    place: str
    leaves: str


@dataclass(frozen=True, slots=True)
class TrackLine:
    """A track with its services."""

    track: Lis1Track
    phases: str
    status: str
    is_sure: bool


@dataclass(frozen=True, slots=True)
class IntakePage:
    """Everything that the page of an intake shows."""

    intake: Lis1Intake
    intake_id: str
    sentence: str
    reason: str
    mark: str
    state: str
    next: str | None
    """The next date in a sentence."""
    steps: tuple[Step, ...]
    wrong: tuple[Finding, ...]
    notes: tuple[Finding, ...]
    sums: tuple[tuple[str, tuple[Sum, ...]], ...]
    seats: tuple[SeatLine, ...]
    caps: tuple[CapLine, ...]
    tracks: tuple[TrackLine, ...]
    dates: tuple[tuple[str, date | None], ...]
    offers: Sequence[object]
    rules: str
    settings: tuple[tuple[str, str], ...]
    qualifications: tuple[tuple[str, tuple[str, ...]], ...]
    near: tuple[str, ...]
    may: frozenset[str]
    """Parts that can be changed now, by their names."""
    fixed: str
    """What cannot, in words; empty while everything can."""
    waits_for_approval: bool


def load_page(session: Session, desk: Desk, stored: StoredIntake, intake: Intake) -> IntakePage:
    """The page of an intake that has been loaded; four more queries."""
    row = desk.intake
    found = holds.findings(stored, intake)
    wrong = tuple(each for each in found if each.is_wrong)
    mark, state = state_words(row.state)
    names = {each.key: each.name for each in read_qualifications(row.qualifications)}
    return IntakePage(
        intake=row,
        intake_id=row.public_id,
        sentence=_sentence(stored, wrong),
        reason=_reason(stored),
        mark=mark,
        state=state,
        next=_next_words(next_date(row, stored.offer_dates, desk.today)),
        steps=steps_of(session, desk, stored, found),
        wrong=wrong,
        notes=tuple(each for each in found if not each.is_wrong),
        sums=holds.sums(stored),
        seats=_seats(stored, names),
        caps=tuple(
            CapLine(each, stored.places[each.place_id], holds.leaves(stored, each))
            for each in stored.caps
        ),
        tracks=_tracks(stored),
        dates=(
            (_("Utlyses"), row.advertised_on),
            (_("Siste dag for ønsker"), row.deadline_on),
            (_("Rådet vedtar"), row.decide_on),
            (_("Oppstart"), row.starts_on),
        ),
        offers=stored.offer_dates,
        rules=rules_name(stored.rules),
        settings=settings_words(row),
        qualifications=_qualifications(row),
        near=tuple(listed([stored.places[each] for each in pair]) for pair in row.near),
        may=frozenset(str(part) for part in Part if may(row, part)),
        fixed=fixed_words(row),
        waits_for_approval=row.state is IntakeState.CLOSED
        and store.has_proposal(session, desk.intake_id),
    )


def _sentence(stored: StoredIntake, wrong: Sequence[Finding]) -> str:
    if not stored.seats:
        return _("Inntaket har *ingen plasser* ennå.")
    places = sum(each.places for each in stored.seats)
    towns = len({each.municipality_id for each in stored.seats})
    there = ngettext(
        "*%(num)s plass* i %(towns)s",
        "*%(num)s plasser* i %(towns)s",
        places,
        towns=ngettext("én kommune", "%(words)s kommuner", towns, words=in_words(towns)),
    )
    if not wrong:
        return _("%(there)s, og alt henger sammen.", there=there)
    return ngettext(
        "%(there)s. Én ting henger ikke sammen.",
        "%(there)s. %(words)s ting henger ikke sammen.",
        len(wrong),
        there=there,
        words=upper_first(in_words(len(wrong))),
    )


def _reason(stored: StoredIntake) -> str:
    """Candidates against places, and who has handed in."""
    active = [each for each in stored.candidates if each.withdrawn_on is None]
    if not active:
        return _("Ingen kandidater er lagt inn ennå.")
    count = ngettext("%(num)s kandidat.", "%(num)s kandidater.", len(active))
    if stored.intake.state is not IntakeState.OPEN:
        return count
    return f"{count} {not_handed_in(sum(each.sent_at is not None for each in active), len(active))}"


def _seats(stored: StoredIntake, names: dict[str, str]) -> tuple[SeatLine, ...]:
    tracks = {each.id: each.name for each in stored.tracks}
    return tuple(
        SeatLine(
            each,
            stored.places[each.hospital_id],
            stored.places[each.municipality_id],
            tracks[each.track_id],
            tuple(names.get(key, key) for key in each.needs),
        )
        for each in stored.seats
    )


def _tracks(stored: StoredIntake) -> tuple[TrackLine, ...]:
    """Those that seats have, and those that new seats can have."""
    used = {each.track_id for each in stored.seats}
    return tuple(
        TrackLine(
            each,
            phases_in_words(each),
            status_names()[each.status],
            each.status is FactStatus.CONFIRMED,
        )
        for each in stored.tracks
        if each.id in used or not each.is_retired
    )


def _qualifications(row: Lis1Intake) -> tuple[tuple[str, tuple[str, ...]], ...]:
    known = read_qualifications(row.qualifications)
    names = {each.key: each.name for each in known}
    return tuple((each.name, tuple(names[key] for key in each.includes)) for each in known)


def _next_words(coming: NextDate | None) -> str | None:
    if coming is None:
        return None
    if coming.is_past:
        return _(
            "%(what)s var satt til %(day)s.", what=upper_first(coming.what), day=long_day(coming.on)
        )
    return _("Neste: %(what)s %(day)s.", what=coming.what, day=long_day(coming.on))
