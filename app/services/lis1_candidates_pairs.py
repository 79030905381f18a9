"""Couples and seats given beforehand.

A couple holds when both have said so, or when the council enters it for both. A seat beforehand
needs a reason, a qualification and room, under the seat's places and every cap over it.
"""

from datetime import timedelta

from flask_babel import gettext as _
from sqlmodel import Session

from app.db.tables import Lis1Candidate, Lis1Couple, Lis1Preplacement, Lis1Seat
from app.services.lis1_candidates_edit import Acting, remember
from app.services.lis1_candidates_rules import SeatShelf, refuses_change, shelf_of
from app.services.lis1_case import intake_of
from app.services.lis1_conflicts import blocked_places
from app.services.lis1_room import room_left
from app.store import lis1_candidates as store
from app.store.lis1 import StoredIntake, load_intake
from rotations.lis1.types import Together

LONGEST_REASON = 1000
MOST_TRIES = 5
"""Times a day that one may ask for somebody who is not a candidate: nobody can feel their way
to who has applied."""


def together_words() -> dict[Together, str]:
    """What a couple can ask for."""
    return {
        Together.SAME_MUNICIPALITY: _("samme kommune"),
        Together.NEAR: _("samme kommune eller to som ligger nær hverandre"),
    }


def couple_sentence(couple: Lis1Couple) -> str:
    """What a couple asks for, and what happens when it cannot be had."""
    what = together_words()[couple.wish]
    if couple.or_apart:
        return _("Helst %(what)s. Går ikke det, vil de heller ha plass hver for seg.", what=what)
    return _("Bare %(what)s. Går ikke det, får ingen av dem plass.", what=what)


# ---- The candidates themselves ---------------------------------------------------------------


def ask(
    session: Session,
    acting: Acting,
    candidate: Lis1Candidate,
    other: str,
    wish: Together,
    *,
    or_apart: bool,
) -> str | None:
    """Ask another candidate, named by key or address, to be a couple; commits.

    Returns why not, or None. Who is no candidate is asked for a few times a day at most.
    """
    assert candidate.id is not None
    store.lock_intake(session, acting.intake_id)
    tries = store.count_events(
        session,
        acting.intake.public_id,
        "lis1.couple_not_found",
        candidate.key,
        acting.now - timedelta(days=1),
    )
    if tries >= MOST_TRIES:
        session.rollback()
        return _("Du har prøvd mange ganger. Prøv igjen i morgen, eller be rådet legge det inn.")
    found = find_other(session, acting.intake_id, other)
    if found is None or found.withdrawn_on is not None:
        remember(session, acting, "couple_not_found", {"candidate": candidate.key})
        session.commit()
        return _("Vi fant ingen kandidat med det. Be den andre om nøkkelen på sin egen side.")
    assert found.id is not None
    refused = _cannot_be_asked(session, candidate.id, found.id)
    if refused is not None:
        session.rollback()
        return refused
    session.add(
        Lis1Couple(
            intake_id=acting.intake_id,
            one_id=candidate.id,
            other_id=found.id,
            wish=wish,
            or_apart=or_apart,
            is_confirmed=False,
        )
    )
    told = {"candidate": candidate.key, "other": found.key, "wish": str(wish), "or_apart": or_apart}
    remember(session, acting, "couple_asked", told)
    session.commit()
    return None


def _cannot_be_asked(session: Session, own_id: int, other_id: int) -> str | None:
    if other_id == own_id:
        return _("Det er deg selv. Skriv nøkkelen eller e-posten til den andre.")
    if store.find_couple(session, own_id) is not None:
        return _("Du har allerede spurt noen, eller noen har spurt deg.")
    if store.find_couple(session, other_id) is not None:
        return _("Den andre kan ikke spørres nå. Snakk sammen, eller be rådet legge det inn.")
    return None


def answer(
    session: Session, acting: Acting, candidate: Lis1Candidate, *, says_yes: bool
) -> str | None:
    """Answer who asked (yes holds, no ends it), or end a couple one is in; commits.

    Only who was asked can say yes.
    """
    assert candidate.id is not None
    store.lock_intake(session, acting.intake_id)
    couple = store.find_couple(session, candidate.id)
    if couple is None or (says_yes and couple.other_id != candidate.id):
        session.rollback()
        return _("Det er ingen som venter på svaret ditt.")
    if says_yes:
        couple.is_confirmed = True
        session.add(couple)
    else:
        session.delete(couple)
    word = "couple_confirmed" if says_yes else "couple_ended"
    remember(session, acting, word, {"candidate": candidate.key})
    session.commit()
    return None


def find_other(session: Session, intake_id: int, written: str) -> Lis1Candidate | None:
    """Another candidate by what was written: an address, or a key in any spelling."""
    text = written.strip()
    if "@" in text:
        return store.find_by_email(session, intake_id, text.lower())
    number = text.upper().removeprefix("K").strip(" -")
    if not (number.isascii() and number.isdigit() and len(number) < 6):
        return None
    return store.find_candidate(session, intake_id, store.key_of(int(number)))


# ---- The council -----------------------------------------------------------------------------


def enter_couple(
    session: Session,
    acting: Acting,
    candidate: Lis1Candidate,
    other: Lis1Candidate,
    wish: Together,
    *,
    or_apart: bool,
) -> str | None:
    """Enter a couple for both; it holds at once. Commits; returns why not, or None."""
    assert candidate.id is not None
    assert other.id is not None
    store.lock_intake(session, acting.intake_id)
    refused = refuses_change(acting.intake, candidate) or refuses_change(acting.intake, other)
    mine, theirs = store.find_couple(session, candidate.id), store.find_couple(session, other.id)
    is_same = mine is not None and theirs is not None and mine.id == theirs.id
    if refused is None and other.id == candidate.id:
        refused = _("Velg en annen kandidat.")
    elif refused is None and not is_same and (mine is not None or theirs is not None):
        refused = _("En av dem står allerede som par med noen andre.")
    if refused is not None:
        session.rollback()
        return refused
    couple = mine or Lis1Couple(
        intake_id=acting.intake_id, one_id=candidate.id, other_id=other.id, wish=wish
    )
    couple.wish, couple.or_apart, couple.is_confirmed = wish, or_apart, True
    session.add(couple)
    told = {"candidate": candidate.key, "other": other.key, "wish": str(wish), "or_apart": or_apart}
    remember(session, acting, "couple_entered", told)
    session.commit()
    return None


def end_couple(
    session: Session, acting: Acting, candidate: Lis1Candidate, hidden: frozenset[int]
) -> str | None:
    """Take a couple apart for the council; commits. Returns why not, or None.

    Nobody does it who has a conflict of interest over one of them (`hidden`).
    """
    refused = refuses_change(acting.intake, candidate)
    couple = store.find_couple(session, candidate.id or 0)
    if refused is None and couple is not None and {couple.one_id, couple.other_id} & hidden:
        refused = _("Du har meldt deg inhabil for den andre. Et annet medlem må gjøre dette.")
    return refused or answer(session, acting, candidate, says_yes=False)


def seats_beforehand(stored: StoredIntake, shelf: SeatShelf) -> list[tuple[Lis1Seat, int]]:
    """The seats that somebody can be given beforehand, with the places left in each.

    Places given beforehand already are taken, also under caps.
    """
    case = intake_of(stored)
    left = room_left(case, [each.seat for each in case.preplacements])
    return [(seat, left[seat.key]) for seat in shelf.seats if left[seat.key] > 0]


def preplace(
    session: Session,
    acting: Acting,
    candidate: Lis1Candidate,
    seat_key: str,
    reason: str,
) -> str | None:
    """Give a candidate a seat beforehand, with the reason; commits. Returns why not, or None.

    Closed seats and own posts may be given: they are there for it.
    """
    store.lock_intake(session, acting.intake_id)
    stored = load_intake(session, acting.intake_id)
    assert stored is not None
    shelf = shelf_of(stored)
    refused = refuses_change(acting.intake, candidate)
    if refused is None and not reason.strip():
        refused = _("Skriv hvorfor plassen gis på forhånd.")
    if refused is None and len(reason) > LONGEST_REASON:
        refused = _("Skriv høyst %(most)s tegn.", most=LONGEST_REASON)
    assert candidate.id is not None
    if refused is None and store.find_preplacement(session, candidate.id) is not None:
        refused = _("Kandidaten har allerede en plass på forhånd. Ta den bort først.")
    room = {seat.key: seat for seat, _left in seats_beforehand(stored, shelf)}
    seat = shelf.by_key.get(seat_key)
    if refused is None and (seat is None or seat_key not in room):
        refused = _("Det er ikke ledig plass der. Velg en plass fra listen.")
    if refused is None and seat is not None:
        lacking = shelf.lacking(seat, candidate.qualifications)
        if lacking:
            what = ", ".join(f"«{each}»" for each in lacking)
            refused = _("Kandidaten mangler %(what)s, som plassen krever.", what=what)
    if refused is None and seat is not None:
        refused = _stepped_back(session, acting, seat)
    if refused is not None or seat is None or seat.id is None:
        session.rollback()
        return refused
    session.add(
        Lis1Preplacement(
            candidate_id=candidate.id,
            seat_id=seat.id,
            reason=reason.strip(),
            made_by_id=acting.by,
            made_at=acting.now,
        )
    )
    remember(session, acting, "preplaced", {"candidate": candidate.key, "seat": seat.key})
    session.commit()
    return None


def unplace(session: Session, acting: Acting, candidate: Lis1Candidate) -> str | None:
    """Take back a seat given beforehand; commits. Returns why not, or None."""
    assert candidate.id is not None
    found = store.find_preplacement(session, candidate.id)
    refused = refuses_change(acting.intake, candidate)
    if refused is not None or found is None:
        return refused or _("Kandidaten har ingen plass på forhånd.")
    refused = _stepped_back(session, acting, session.get_one(Lis1Seat, found.seat_id))
    if refused is not None:
        return refused
    session.delete(found)
    remember(session, acting, "preplacement_removed", {"candidate": candidate.key})
    session.commit()
    return None


def _stepped_back(session: Session, acting: Acting, seat: Lis1Seat) -> str | None:
    """Why a member with a conflict of interest over a place gives and takes no seat there."""
    blocked = blocked_places(session, acting.intake_id, acting.by or 0)
    if blocked & {seat.hospital_id, seat.municipality_id}:
        return _("Du har meldt deg inhabil for stedet. Et annet medlem må gjøre dette.")
    return None
