"""Writes the demo's LIS1 council: members, rules, tracks, and intakes with all that is in them.

Public ids and keys become row ids; nothing here commits. What a run gave and what was decided is
worked out afterwards (`lis1_deciding`): no result stands here.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time

from sqlmodel import Session

from app.db import tables as db
from app.exchange.lis1_parts import write_parts
from app.sorting import norwegian_key
from rotations.lis1.draw import hash_of, hash_of_list
from rotations.lis1.types import CapKind, Together
from seed.demo.lis1_values import (
    DemoCandidate,
    DemoCouncil,
    DemoIntake,
    DemoOffer,
    DemoSeat,
)
from seed.demo.values import public_id

Ids = Mapping[str, Mapping[str, int]]
"""Row ids by key, by kind: person, organisation."""


def add_lis1_councils(session: Session, councils: Iterable[DemoCouncil], ids: Ids) -> None:
    """Add the councils with everything in them."""
    for council in councils:
        _Loader(session, council, ids).add()
    session.flush()


class _Loader:
    """One council; every kind of row knows the row ids of those before it."""

    def __init__(self, session: Session, council: DemoCouncil, ids: Ids) -> None:
        self.session, self.council = session, council
        self.people, self.places = ids["person"], ids["organisation"]
        self.owner = self.places[council.organisation]
        self.tracks: dict[str, int] = {}
        self.rules: dict[int, int] = {}

    def add(self) -> None:
        """Everything, in the order of the foreign keys."""
        self._add_members()
        self._add_tracks()
        self._add_rules()
        for intake in self.council.intakes:
            self._add_intake(intake)

    def _add_members(self) -> None:
        for each in self.council.members:
            self.session.add(
                db.CouncilMember(
                    organisation_id=self.owner,
                    person_id=self.people[each.person],
                    task=each.task,
                    side=each.side,
                    represents_id=self.places[each.represents],
                    valid_from=each.since,
                )
            )

    def _add_tracks(self) -> None:
        for each in self.council.tracks:
            row = db.Lis1Track(
                organisation_id=self.owner,
                key=each.key,
                name=each.name,
                phases=write_parts(each.phases),
                coupled_to=each.coupled_to,
                source=each.source,
                status=each.status,
                is_demo=True,
            )
            self.tracks[each.key] = _added(self.session, row)

    def _add_rules(self) -> None:
        for each in self.council.rules:
            row = db.Lis1Rules(
                public_id=public_id("lis1-rules", str(each.number)),
                organisation_id=self.owner,
                number=each.number,
                state=each.state,
                text=each.text,
                source=each.source,
                status=each.status,
                any_remaining=each.any_remaining,
                criteria=write_parts(each.criteria),
                made_by_id=self.people[each.made_by],
                made_at=_noon(each.made_on),
                decided_on=each.decided_on,
                decided_by_id=self.people[each.made_by] if each.decided_on else None,
                is_demo=True,
            )
            self.rules[each.number] = _added(self.session, row)

    def _add_intake(self, intake: DemoIntake) -> None:
        draw = intake.draw
        row = db.Lis1Intake(
            public_id=intake.public_id,
            organisation_id=self.owner,
            name=intake.name,
            state=intake.state,
            starts_on=intake.starts_on,
            advertised_on=intake.advertised_on,
            deadline_on=intake.deadline_on,
            decide_on=intake.decide_on,
            rules_id=self.rules[intake.rules],
            qualifications=write_parts(intake.qualifications),
            near=[[self.places[one], self.places[other]] for one, other in intake.near],
            seed=draw.seed if draw else None,
            public_source=draw.public_source if draw else "",
            public_text=draw.public_text if draw else "",
            commitment=hash_of(draw.seed) if draw else None,
            list_hash=hash_of_list(each.key for each in intake.candidates) if draw else None,
            committed_on=draw.committed_on if draw else None,
            revealed_on=draw.revealed_on if draw else None,
            drawn_by_hand=list(intake.drawn_by_hand),
            is_demo=True,
        )
        intake_id = _added(self.session, row)
        self._add_dates(intake_id, intake)
        self._add_content(intake_id, intake)

    def _add_content(self, intake_id: int, intake: DemoIntake) -> None:
        """Seats, candidates, couples, runs and offers."""
        seats = {each.key: self._add_seat(intake_id, each) for each in intake.seats}
        candidates = {
            each.key: self._add_candidate(intake_id, each, seats) for each in intake.candidates
        }
        for one, other in intake.couples:
            self.session.add(
                db.Lis1Couple(
                    intake_id=intake_id,
                    one_id=candidates[one],
                    other_id=candidates[other],
                    wish=Together.NEAR,
                    is_confirmed=True,
                )
            )
        self._add_runs(intake_id, intake)
        for each in intake.candidates:
            if each.offer is not None:
                self._add_offer(intake_id, candidates[each.key], each.offer, seats)
        self.session.flush()
        # The engine and its solver are loaded only when a demo is made.
        from seed.demo.lis1_deciding import run_and_decide

        run_and_decide(self.session, intake_id, intake, dict(self.people))

    def _add_dates(self, intake_id: int, intake: DemoIntake) -> None:
        """Offer rounds and caps."""
        for dates in intake.offer_rounds:
            self.session.add(
                db.Lis1OfferDates(
                    intake_id=intake_id,
                    number=dates.number,
                    sent_on=dates.sent_on,
                    reply_by=dates.reply_by,
                    marked_by=dates.marked_by,
                )
            )
        for kind, place, most in intake.caps:
            self.session.add(
                db.Lis1Cap(
                    intake_id=intake_id,
                    kind=CapKind(kind),
                    place_id=self.places[place],
                    places=most,
                )
            )

    def _add_seat(self, intake_id: int, seat: DemoSeat) -> int:
        row = db.Lis1Seat(
            intake_id=intake_id,
            key=seat.key,
            hospital_id=self.places[seat.hospital],
            municipality_id=self.places[seat.municipality],
            track_id=self.tracks[seat.track],
            starts_on=seat.starts_on,
            places=seat.places,
            needs=list(seat.needs),
            is_closed=seat.is_closed,
            is_own_post=seat.is_own_post,
            contact_name=seat.contact_name,
        )
        return _added(self.session, row)

    def _add_candidate(self, intake_id: int, each: DemoCandidate, seats: Mapping[str, int]) -> int:
        row = db.Lis1Candidate(
            intake_id=intake_id,
            key=each.key,
            person_id=self.people[each.person] if each.person else None,
            given_name=each.given_name,
            family_name=each.family_name,
            sort_name=norwegian_key(f"{each.family_name} {each.given_name}"),
            email=each.email,
            qualifications=list(each.qualifications),
            groups={"gender": each.gender},
            sent_at=_noon(each.sent_on) if each.sent_on else None,
            receipt=hash_of(f"{intake_id}{each.key}")[:8].upper() if each.sent_on else None,
            is_demo=True,
        )
        candidate_id = _added(self.session, row)
        for rank, seat in enumerate(each.wishes, 1):
            self.session.add(db.Lis1Wish(candidate_id=candidate_id, rank=rank, seat_id=seats[seat]))
        for fact in each.facts:
            self.session.add(
                db.Lis1Fact(
                    candidate_id=candidate_id,
                    subject=fact.subject,
                    place_id=self.places[fact.place] if fact.place else None,
                    amount=fact.amount,
                    is_confirmed=fact.confirmed_on is not None,
                    confirmed_on=fact.confirmed_on,
                )
            )
        if each.preplaced is not None:
            seat, reason = each.preplaced
            self.session.add(
                db.Lis1Preplacement(
                    candidate_id=candidate_id,
                    seat_id=seats[seat],
                    reason=reason,
                    made_at=_noon(self.council.rules[0].made_on),
                )
            )
        return candidate_id

    def _add_runs(self, intake_id: int, intake: DemoIntake) -> None:
        if intake.asked_by is None:
            return
        asked_on = intake.draw.revealed_on if intake.draw else intake.decide_on
        assert asked_on is not None
        for number, way in enumerate(intake.ways, 1):
            self.session.add(
                db.Lis1Run(
                    public_id=public_id("lis1-run", f"{intake.public_id}:{way}"),
                    intake_id=intake_id,
                    number=number,
                    mechanism=way,
                    rules_id=self.rules[intake.rules],
                    state=db.RunState.WAITING,
                    asked_by_id=self.people[intake.asked_by],
                    asked_at=_noon(asked_on),
                )
            )

    def _add_offer(
        self, intake_id: int, candidate_id: int, offer: DemoOffer, seats: Mapping[str, int]
    ) -> None:
        row = db.Lis1Offer(
            public_id=public_id("lis1-offer", f"{intake_id}:{candidate_id}"),
            intake_id=intake_id,
            round=1,
            candidate_id=candidate_id,
            seat_id=seats[offer.seat],
            state=offer.state,
            made_at=_noon(offer.told_on),
            sent_at=_noon(offer.told_on),
            reply_by=offer.reply_by,
            answered_at=_noon(offer.reply_by) if offer.state is db.OfferState.ACCEPTED else None,
            municipality_starts_on=offer.municipality_starts_on,
        )
        offer_id = _added(self.session, row)
        self.session.add(
            db.Lis1Start(
                offer_id=offer_id,
                hospital_supervisor_id=self._person(offer.hospital_supervisor),
                municipality_supervisor_id=self._person(offer.municipality_supervisor),
                buddy_id=self._person(offer.buddy),
                handover_on=offer.handover_on,
                handover_held_on=offer.handover_held_on,
                handover_minutes=(
                    "Gjennomgått læringsmål som gjenstår, vaktordning og hvem som veileder."
                    if offer.handover_held_on
                    else ""
                ),
                handover_by_id=self._person(offer.hospital_supervisor)
                if offer.handover_held_on
                else None,
            )
        )
        for kind, text, owner, due, done in offer.points:
            self.session.add(
                db.Lis1ChecklistPoint(
                    offer_id=offer_id,
                    kind=db.ChecklistKind(kind),
                    text=text,
                    owner=owner,
                    due_on=due,
                    done_on=done,
                )
            )

    def _person(self, public: str | None) -> int | None:
        return self.people[public] if public else None


def _added(session: Session, row: object) -> int:
    session.add(row)
    session.flush()
    row_id = getattr(row, "id", None)
    assert isinstance(row_id, int)
    return row_id


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), UTC)
