"""Who has handed in wishes and who has not; one candidate's case, for the council.

A row that is hidden from a member because of a conflict of interest holds the key alone.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlmodel import Session

from app.clock import OSLO
from app.db.tables import Lis1Candidate, Lis1Couple, Lis1Fact, Lis1Intake, Lis1Preplacement
from app.services.lis1_candidates_edit import genders
from app.services.lis1_candidates_facts import Question, fact_words, questions_of, state_of
from app.services.lis1_candidates_pairs import couple_sentence, seats_beforehand
from app.services.lis1_candidates_rules import (
    SeatShelf,
    Taking,
    refuses_change,
    refuses_new,
    shelf_of,
    taking,
)
from app.services.lis1_conflicts import hidden_candidates
from app.services.wording import figure, in_words, long_day, upper_first
from app.store import lis1 as lis1_store
from app.store import lis1_candidates as store
from app.store.lis1 import StoredIntake


@dataclass(frozen=True, slots=True)
class CandidateLine:
    """A candidate in the list. When `is_hidden`, only the key is filled in."""

    key: str
    is_hidden: bool = False
    name: str = ""
    email: str = ""
    sent_at: datetime | None = None
    wishes: int = 0
    qualifications: tuple[str, ...] = ()
    waiting: int = 0
    """Facts that nobody has looked at."""
    partner: str | None = None
    partner_waits: bool = False
    preplaced: str | None = None
    """Title of the seat given beforehand."""
    withdrawn_on: date | None = None
    has_link: bool = False

    @property
    def takes_part(self) -> bool:
        """Whether the candidate is still in the intake."""
        return self.withdrawn_on is None

    @property
    def lacks_wishes(self) -> bool:
        """Whether wishes are awaited: nothing handed in, and no seat beforehand."""
        return self.takes_part and self.sent_at is None and self.preplaced is None


@dataclass(frozen=True, slots=True)
class Filter:
    """A way of narrowing the list: what is missing."""

    key: str
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class CandidatesPage:
    """The list with its answer."""

    intake_id: str
    intake: Lis1Intake
    sentence: str
    reason: str
    lines: tuple[CandidateLine, ...]
    filters: tuple[Filter, ...]
    chosen: str
    total: int
    without_link: int
    without_wishes: int
    refuses_new: str | None
    is_open: bool


_LACKS: Mapping[str, Callable[[CandidateLine], bool]] = {
    "": lambda line: True,
    "onsker": lambda line: line.lacks_wishes,
    "opplysninger": lambda line: line.takes_part and line.waiting > 0,
    "kvalifikasjoner": lambda line: line.takes_part and not line.qualifications,
    "lenke": lambda line: line.takes_part and not line.has_link,
    "trukket": lambda line: not line.takes_part,
}


def load_page(
    session: Session, intake_id: int, person_id: int, *, lacking: str, today: date
) -> CandidatesPage:
    """The list of candidates as this member may see it; `lacking` is the key of a filter."""
    stored = lis1_store.load_intake(session, intake_id)
    assert stored is not None
    hidden = hidden_candidates(session, intake_id, person_id)
    lines = _lines(stored, hidden)
    chosen = lacking if lacking in _LACKS else ""
    names = {
        "": _("Alle"),
        "onsker": _("Uten ønsker"),
        "opplysninger": _("Opplysninger venter"),
        "kvalifikasjoner": _("Uten kvalifikasjoner"),
        "lenke": _("Uten lenke"),
        "trukket": _("Trukket"),
    }
    counts = {
        key: sum(fits(line) for line in lines if key == "" or not line.is_hidden)
        for key, fits in _LACKS.items()
    }
    active = [each for each in stored.candidates if each.withdrawn_on is None]
    done = sum(each.sent_at is not None for each in active)
    return CandidatesPage(
        intake_id=stored.intake.public_id,
        intake=stored.intake,
        sentence=list_sentence(stored.intake, done, len(active), today),
        reason=_reason(stored, active, today),
        lines=tuple(
            line for line in lines if _LACKS[chosen](line) and not (chosen and line.is_hidden)
        ),
        filters=tuple(Filter(key, names[key], counts[key]) for key in names),
        chosen=chosen,
        total=len(lines),
        without_link=sum(each.link_hash is None for each in active),
        without_wishes=len(active) - done,
        refuses_new=refuses_new(stored.intake),
        is_open=taking(stored.intake, today) is Taking.OPEN,
    )


def list_sentence(intake: Lis1Intake, done: int, total: int, today: date) -> str:
    """How many have handed in, and until when it can be done."""
    if total == 0:
        return _("Ingen kandidater er lagt inn ennå.")
    count = _("*%(done)s av %(total)s* har levert ønsker.", done=figure(done), total=figure(total))
    if done == total:
        count = _("*Alle %(total)s* har levert ønsker.", total=figure(total))
    if intake.deadline_on is None:
        return _("%(count)s Fristen er ikke satt.", count=count)
    day_words = long_day(intake.deadline_on)
    if today <= intake.deadline_on:
        return _("%(count)s Fristen er %(day)s.", count=count, day=day_words)
    return _("%(count)s Fristen var %(day)s.", count=count, day=day_words)


def _reason(stored: StoredIntake, active: Sequence[Lis1Candidate], today: date) -> str:
    """What waits for the council."""
    ids = {each.id for each in active}
    waiting = sum(
        not fact.is_confirmed and fact.refused_on is None
        for candidate, facts in stored.facts.items()
        if candidate in ids
        for fact in facts
    )
    parts = []
    if waiting:
        text = ngettext(
            "Én opplysning venter på at rådet bekrefter den.",
            "%(words)s opplysninger venter på at rådet bekrefter dem.",
            waiting,
            words=upper_first(in_words(waiting)),
        )
        parts.append(text)
    if stored.intake.deadline_on is not None and today <= stored.intake.deadline_on:
        left = (stored.intake.deadline_on - today).days
        parts.append(
            _("Siste dag er i dag.")
            if left == 0
            else ngettext("Én dag igjen.", "%(num)s dager igjen.", left)
        )
    return " ".join(parts)


def _lines(stored: StoredIntake, hidden: frozenset[int]) -> list[CandidateLine]:
    shelf = shelf_of(stored)
    keys = {each.id: each.key for each in stored.candidates}
    couples: dict[int, tuple[Lis1Couple, int]] = {}
    for couple in stored.couples:
        couples[couple.one_id] = (couple, couple.other_id)
        couples[couple.other_id] = (couple, couple.one_id)
    beforehand = {each.candidate_id: each for each in stored.preplacements}
    lines = []
    for each in sorted(stored.candidates, key=lambda row: (len(row.key), row.key)):
        assert each.id is not None
        if each.id in hidden:
            lines.append(CandidateLine(each.key, is_hidden=True))
            continue
        pair = couples.get(each.id)
        given = beforehand.get(each.id)
        facts = stored.facts.get(each.id, ())
        lines.append(
            CandidateLine(
                key=each.key,
                name=each.name,
                email=each.email,
                sent_at=each.sent_at,
                wishes=len(stored.wishes.get(each.id, ())),
                qualifications=tuple(
                    shelf.qualification_names.get(key, key) for key in each.qualifications
                ),
                waiting=sum(not f.is_confirmed and f.refused_on is None for f in facts),
                partner=None if pair is None else keys[pair[1]],
                partner_waits=pair is not None and not pair[0].is_confirmed,
                preplaced=None if given is None else shelf.title(shelf.by_id[given.seat_id]),
                withdrawn_on=each.withdrawn_on,
                has_link=each.link_hash is not None,
            )
        )
    return lines


# ---- One candidate ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FactLine:
    """Something said about a candidate, with how far it has come and who said so."""

    row: Lis1Fact
    text: str
    kind: str
    state: str
    by: str | None


@dataclass(frozen=True, slots=True)
class CasePage:
    """A candidate's case."""

    intake_id: str
    candidate: Lis1Candidate
    sentence: str
    gender: str | None
    qualifications: tuple[str, ...]
    wishes: tuple[tuple[str, str], ...]
    """Title and details of the seats, best first."""
    facts: tuple[FactLine, ...]
    questions: tuple[Question, ...]
    couple: Lis1Couple | None
    couple_text: str
    partner: str | None
    """Key of the other."""
    others: tuple[tuple[str, str], ...]
    """Who can be entered as the other of a couple: key, and key with name."""
    preplaced: Lis1Preplacement | None
    preplaced_seat: str
    beforehand: tuple[tuple[str, str], ...]
    """Seats that can be given beforehand: key, and words with the places left."""
    refuses: str | None
    """Why nothing can be changed; None when it can."""
    text_at: datetime | None
    """When something was written in confidence; for the secretary's page only."""
    shelf: SeatShelf = field(repr=False)


def load_case_page(
    session: Session, intake_id: int, key: str, person_id: int, *, is_secretary: bool
) -> CasePage | None:
    """A candidate's case, for a member who may know it; None when there is no such candidate."""
    stored = lis1_store.load_intake(session, intake_id)
    assert stored is not None
    candidate = next((each for each in stored.candidates if each.key == key), None)
    if candidate is None:
        return None
    assert candidate.id is not None
    shelf = shelf_of(stored)
    hidden = hidden_candidates(session, intake_id, person_id)
    facts = stored.facts.get(candidate.id, ())
    questions = questions_of(stored.rules)
    couple = next(
        (each for each in stored.couples if candidate.id in (each.one_id, each.other_id)), None
    )
    partner = None
    if couple is not None:
        other = couple.other_id if couple.one_id == candidate.id else couple.one_id
        partner = next(each.key for each in stored.candidates if each.id == other)
    given = next((e for e in stored.preplacements if e.candidate_id == candidate.id), None)
    wishes = [shelf.by_id[each] for each in stored.wishes.get(candidate.id, ())]
    names = shelf.qualification_names
    return CasePage(
        intake_id=stored.intake.public_id,
        candidate=candidate,
        sentence=_case_sentence(candidate, len(wishes)),
        gender=dict(genders()).get(str(candidate.groups.get("gender", ""))),
        qualifications=tuple(names.get(each, each) for each in candidate.qualifications),
        wishes=tuple((shelf.title(seat), shelf.details(seat)) for seat in wishes),
        facts=_fact_lines(session, facts, questions, stored),
        questions=questions,
        couple=couple,
        couple_text="" if couple is None else couple_sentence(couple),
        partner=partner,
        others=_others(stored, candidate.id, hidden),
        preplaced=given,
        preplaced_seat="" if given is None else shelf.title(shelf.by_id[given.seat_id]),
        beforehand=_beforehand(stored, shelf, candidate),
        refuses=refuses_change(stored.intake, candidate),
        text_at=store.private_text_at(session, candidate.id) if is_secretary else None,
        shelf=shelf,
    )


def _case_sentence(candidate: Lis1Candidate, wishes: int) -> str:
    if candidate.withdrawn_on is not None:
        return _("Trakk seg *%(day)s*.", day=long_day(candidate.withdrawn_on))
    if candidate.sent_at is None:
        return _("Har *ikke levert* ønsker.")
    count = ngettext("ett ønske", "%(words)s ønsker", wishes, words=in_words(wishes))
    sent = candidate.sent_at.astimezone(OSLO).date()
    return _("Leverte *%(count)s* %(day)s.", count=count, day=long_day(sent))


def _fact_lines(
    session: Session,
    facts: Sequence[Lis1Fact],
    questions: Sequence[Question],
    stored: StoredIntake,
) -> tuple[FactLine, ...]:
    people = {each.confirmed_by_id for each in facts if each.confirmed_by_id is not None}
    names = store.names_of(session, people)
    return tuple(
        FactLine(
            each,
            fact_words(each, questions, stored.places),
            *state_of(each),
            names.get(each.confirmed_by_id or 0),
        )
        for each in facts
    )


def _others(
    stored: StoredIntake, own_id: int, hidden: frozenset[int]
) -> tuple[tuple[str, str], ...]:
    taken = {each.one_id for each in stored.couples} | {each.other_id for each in stored.couples}
    return tuple(
        (each.key, f"{each.key} {each.name}")
        for each in stored.candidates
        if each.id not in taken | hidden | {own_id} and each.withdrawn_on is None
    )


def _beforehand(
    stored: StoredIntake, shelf: SeatShelf, candidate: Lis1Candidate
) -> tuple[tuple[str, str], ...]:
    found = []
    for seat, left in seats_beforehand(stored, shelf):
        if shelf.lacking(seat, candidate.qualifications):
            continue
        room = ngettext("%(num)s plass", "%(num)s plasser", left)
        mark = _("egen stilling") if seat.is_own_post else ""
        parts = [shelf.title(seat), shelf.tracks[seat.track_id].name, mark, room]
        found.append((seat.key, ", ".join(part for part in parts if part)))
    return tuple(found)
