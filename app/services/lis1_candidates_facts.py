"""Declared needs and affiliation: what the rules in force ask about, and what is said of each.

A fact counts when the council has confirmed it. What is behind a need is not written here; only
the secretary reads that (`lis1_candidates_private`).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlmodel import Session

from app.db.tables import Lis1Candidate, Lis1Fact, Lis1Rules
from app.exchange.lis1_parts import read_criteria
from app.services.lis1_candidates_edit import Acting, remember
from app.services.lis1_candidates_rules import SeatShelf, refuses_change
from app.services.wording import day
from app.store import lis1_candidates as store
from rotations.lis1.types import Criterion, Scope

MOST_AMOUNT = 600


@dataclass(frozen=True, slots=True)
class Question:
    """One subject that criteria of the rules ask about."""

    subject: str
    criteria: tuple[Criterion, ...]

    @property
    def texts(self) -> tuple[str, ...]:
        """The criteria as the council wrote them."""
        return tuple(dict.fromkeys(each.text for each in self.criteria))

    @property
    def title(self) -> str:
        """What the question is called: the first criterion's text."""
        return self.texts[0] or self.subject

    @property
    def scopes(self) -> frozenset[Scope]:
        """Where it counts."""
        return frozenset(each.scope for each in self.criteria)

    @property
    def has_place(self) -> bool:
        """Whether the fact is about a hospital or a municipality."""
        return self.scopes != {Scope.EVERYWHERE}

    @property
    def has_amount(self) -> bool:
        """Whether months are asked for; else it is a yes or a no."""
        return any(each.at_least > 1 for each in self.criteria)


def questions_of(rules: Lis1Rules) -> tuple[Question, ...]:
    """What the rules in force ask about, in the order of the criteria."""
    found: dict[str, list[Criterion]] = {}
    for each in read_criteria(rules.criteria):
        found.setdefault(each.subject, []).append(each)
    return tuple(Question(subject, tuple(criteria)) for subject, criteria in found.items())


def criterion_line(criterion: Criterion) -> str:
    """A criterion with its points and where it counts."""
    points = ngettext("%(num)s poeng", "%(num)s poeng", criterion.weight)
    where = {
        Scope.EVERYWHERE: _("for alle plasser"),
        Scope.HOSPITAL: _("for plasser ved sykehuset det gjelder"),
        Scope.MUNICIPALITY: _("for plasser i kommunen det gjelder"),
    }[criterion.scope]
    return _("%(text)s %(points)s %(where)s.", text=criterion.text, points=points, where=where)


def place_options(question: Question, shelf: SeatShelf) -> tuple[tuple[str, str], ...]:
    """The hospitals or municipalities of the intake's seats that a fact can be about, by name."""
    ids: set[int] = set()
    if Scope.HOSPITAL in question.scopes:
        ids |= {seat.hospital_id for seat in shelf.seats}
    if Scope.MUNICIPALITY in question.scopes:
        ids |= {seat.municipality_id for seat in shelf.seats}
    named = sorted((shelf.places[each], each) for each in ids)
    return tuple((str(each), name) for name, each in named)


def fact_words(fact: Lis1Fact, questions: Iterable[Question], places: Any) -> str:
    """A fact in one line: what, where, how much."""
    question = next((each for each in questions if each.subject == fact.subject), None)
    title = question.title.rstrip(".") if question else fact.subject
    parts = [title]
    if fact.place_id is not None:
        parts.append(places[fact.place_id])
    if question is not None and question.has_amount:
        parts.append(ngettext("%(num)s måned", "%(num)s måneder", fact.amount))
    if question is None:
        parts.append(_("reglene som gjelder, spør ikke om dette"))
    return " · ".join(parts)


def state_of(fact: Lis1Fact) -> tuple[str, str]:
    """(kind of mark, words) of how far a fact has come."""
    if fact.is_confirmed:
        on = fact.confirmed_on
        return "done", _("Bekreftet %(day)s", day=day(on)) if on else _("Bekreftet")
    if fact.refused_on is not None:
        return "late", _("Ikke godtatt %(day)s", day=day(fact.refused_on))
    return "unknown", _("Venter på rådet")


# ---- What the candidate or the council declares ----------------------------------------------


@dataclass(frozen=True, slots=True)
class Declared:
    """A need or an affiliation as it was declared; `place_id` None where none is asked for."""

    subject: str
    place_id: int | None
    amount: int


def read_declared(
    question: Question, place: str, amount: str, shelf: SeatShelf
) -> Declared | str | None:
    """One line of a form: what it declares, what is wrong with it, or None for an empty line."""
    place, amount = place.strip(), amount.strip()
    if not place and not amount:
        return None
    months = 1
    if question.has_amount:
        is_number = amount.isascii() and amount.isdigit() and len(amount) < 5
        months = int(amount) if is_number else 0
        if not 1 <= months <= MOST_AMOUNT:
            return _("Skriv hvor mange måneder, fra 1 til %(most)s.", most=MOST_AMOUNT)
    if not question.has_place:
        return Declared(question.subject, None, months)
    if place not in dict(place_options(question, shelf)):
        return _("Velg stedet det gjelder.")
    return Declared(question.subject, int(place), months)


def replace_facts(
    session: Session, candidate_id: int, declared: Sequence[Declared], subjects: frozenset[str]
) -> list[str]:
    """Make these the candidate's facts about `subjects`; never commits. Returns what was changed.

    What is said as before keeps the council's word; another amount must be looked at anew.
    """
    changed: list[str] = []
    wanted = {(each.subject, each.place_id): each for each in declared}
    for fact in store.list_facts(session, candidate_id):
        if fact.subject not in subjects:
            continue
        same = wanted.pop((fact.subject, fact.place_id), None)
        if same is None:
            session.delete(fact)
            changed.append(fact.subject)
        elif same.amount != fact.amount:
            fact.amount, fact.version = same.amount, fact.version + 1
            fact.is_confirmed, fact.confirmed_by_id = False, None
            fact.confirmed_on, fact.refused_on = None, None
            changed.append(fact.subject)
    for new in wanted.values():
        session.add(
            Lis1Fact(
                candidate_id=candidate_id,
                subject=new.subject,
                place_id=new.place_id,
                amount=new.amount,
            )
        )
        changed.append(new.subject)
    session.flush()
    return sorted(set(changed))


# ---- What the council says of it -------------------------------------------------------------


def judge(
    session: Session,
    acting: Acting,
    candidate: Lis1Candidate,
    fact_id: int,
    version: int,
    verdict: str,
) -> str | None:
    """Confirm ("ja"), refuse ("nei") or take back ("angre") the council's word; commits.

    Returns why not, or None.
    """
    assert candidate.id is not None
    fact = store.find_fact(session, candidate.id, fact_id)
    refused = refuses_change(acting.intake, candidate)
    if fact is None or refused is not None:
        return refused or _stale()
    fields: dict[str, Any] = {
        "is_confirmed": verdict == "ja",
        "confirmed_by_id": acting.by if verdict == "ja" else None,
        "confirmed_on": acting.today if verdict == "ja" else None,
        "refused_on": acting.today if verdict == "nei" else None,
    }
    if not store.change_fact(session, fact_id, version, fields):
        session.rollback()
        return _stale()
    word = {"ja": "confirmed", "nei": "refused"}.get(verdict, "reopened")
    remember(session, acting, f"fact_{word}", _told(candidate, fact))
    session.commit()
    return None


def add_fact(
    session: Session,
    acting: Acting,
    candidate: Lis1Candidate,
    declared: Declared,
) -> str | None:
    """Write down what a candidate has told the council, not yet confirmed; commits."""
    assert candidate.id is not None
    refused = refuses_change(acting.intake, candidate)
    if refused is not None:
        return refused
    known = [
        fact
        for fact in store.list_facts(session, candidate.id)
        if (fact.subject, fact.place_id) == (declared.subject, declared.place_id)
    ]
    if known:
        return _("Dette står allerede. Ta det bort først hvis det er feil.")
    fact = Lis1Fact(
        candidate_id=candidate.id,
        subject=declared.subject,
        place_id=declared.place_id,
        amount=declared.amount,
    )
    session.add(fact)
    remember(session, acting, "fact_added", _told(candidate, fact))
    session.commit()
    return None


def remove_fact(
    session: Session, acting: Acting, candidate: Lis1Candidate, fact_id: int, version: int
) -> str | None:
    """Take away what should not have been written; commits. Returns why not, or None."""
    assert candidate.id is not None
    refused = refuses_change(acting.intake, candidate)
    fact = store.find_fact(session, candidate.id, fact_id)
    if refused is not None or fact is None:
        return refused or _stale()
    told = _told(candidate, fact)
    if not store.remove_fact(session, fact_id, version):
        session.rollback()
        return _stale()
    remember(session, acting, "fact_removed", told)
    session.commit()
    return None


def _told(candidate: Lis1Candidate, fact: Lis1Fact) -> dict[str, Any]:
    return {
        "candidate": candidate.key,
        "subject": fact.subject,
        "place_id": fact.place_id,
        "amount": fact.amount,
    }


def _stale() -> str:
    return _("Noen andre endret dette først. Se hva som står nå.")
