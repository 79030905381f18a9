"""Handing in a candidate's wishes: everything at once, until the end of the deadline's day.

Commits once. What was handed in before stays until the new list is whole.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlmodel import Session

from app.db.tables import Lis1Candidate
from app.services import messages
from app.services.lis1_candidates_edit import Acting, remember
from app.services.lis1_candidates_facts import (
    Declared,
    Question,
    questions_of,
    read_declared,
    replace_facts,
)
from app.services.lis1_candidates_private import LONGEST_TEXT
from app.services.lis1_candidates_rules import SeatShelf, Taking, check_wishes, taking
from app.services.lis1_wishes import shelf_of_own
from app.services.lis1_wishes_form import WishForm
from app.services.logbook_form import Problem
from app.services.message_words import MessageKind
from app.store import lis1_candidates as store

LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Of a receipt's code: none that is mistaken for another."""
OWN_PAGE = "/mine-lis1-onsker"


@dataclass(frozen=True, slots=True)
class HandedIn:
    """The list is kept; `is_told` when the receipt also went to the person's inbox."""

    code: str
    is_told: bool


@dataclass(frozen=True, slots=True)
class NotHandedIn:
    """Nothing is kept: what must be mended, or what was handed in from another window first."""

    problems: tuple[Problem, ...] = ()
    is_stale: bool = False


def hand_in(
    session: Session, acting: Acting, candidate_id: int, form: WishForm
) -> HandedIn | NotHandedIn:
    """Keep the list, the declared needs and the private text; commits, or keeps nothing."""
    store.lock_intake(session, acting.intake_id)
    candidate = session.get_one(Lis1Candidate, candidate_id, populate_existing=True)
    rows = store.load_own(session, candidate)
    now = taking(rows.intake, acting.today)
    if candidate.withdrawn_on is not None or now is not Taking.OPEN:
        session.rollback()
        return NotHandedIn((Problem("lever", closed_words(now)),))
    if form.version != candidate.version:
        session.rollback()
        return NotHandedIn(is_stale=True)
    shelf = shelf_of_own(rows)
    questions = questions_of(rows.rules)
    seats, problems = _wishes(shelf, candidate, form, has_seat=rows.preplaced is not None)
    declared, wrong = _declared(questions, form, shelf)
    problems += wrong
    if len(form.text) > LONGEST_TEXT:
        problems.append(Problem("tekst", _("Skriv høyst %(most)s tegn.", most=LONGEST_TEXT)))
    if problems:
        session.rollback()
        return NotHandedIn(tuple(problems))
    code = new_code()
    fields = {"sent_at": acting.now, "receipt": code}
    if not store.change(session, candidate_id, form.version, fields):
        session.rollback()
        return NotHandedIn(is_stale=True)
    store.replace_wishes(session, candidate_id, seats)
    subjects = frozenset(each.subject for each in questions)
    changed = replace_facts(session, candidate_id, declared, subjects)
    _keep_text(session, acting, candidate, form)
    keys = [shelf.by_id[each].key for each in seats]
    told = {"candidate": candidate.key, "wishes": keys, "receipt": code, "facts": changed}
    remember(session, acting, "wishes_handed_in", told)
    is_told = _tell(session, acting, candidate, shelf, seats, code)
    session.commit()
    return HandedIn(code, is_told)


def closed_words(now: Taking) -> str:
    """Why nothing can be handed in."""
    if now is Taking.NOT_YET:
        return _("Inntaket er ikke åpnet for ønsker ennå.")
    return _("Fristen er over. Ingenting er endret.")


def new_code() -> str:
    """A receipt's code: eight letters and digits that are easy to read aloud."""
    text = "".join(secrets.choice(LETTERS) for _number in range(8))
    return f"{text[:4]}-{text[4:]}"


def _wishes(
    shelf: SeatShelf, candidate: Lis1Candidate, form: WishForm, *, has_seat: bool
) -> tuple[list[int], list[Problem]]:
    seats, wrong = check_wishes(shelf, form.ranked, candidate.qualifications)
    problems = [
        Problem("onsker", _("Ønske %(rank)s: %(why)s", rank=each.rank, why=each.text))
        for each in wrong
    ]
    if not form.ranked and not has_seat:
        problems.append(Problem("onsker", _("Listen er tom. Velg minst én plass.")))
    return seats, problems


def _declared(
    questions: Sequence[Question], form: WishForm, shelf: SeatShelf
) -> tuple[list[Declared], list[Problem]]:
    found: list[Declared] = []
    problems: list[Problem] = []
    for number, question in enumerate(questions):
        for place, amount in form.said.get(question.subject, ()):
            read = read_declared(question, place, amount, shelf)
            if isinstance(read, str):
                problems.append(Problem(f"sporsmal-{number}", f"{question.title} {read}"))
            elif read is not None and read.place_id in {
                each.place_id for each in found if each.subject == read.subject
            }:
                text = _("Skriv hvert sted én gang.")
                problems.append(Problem(f"sporsmal-{number}", f"{question.title} {text}"))
            elif read is not None:
                found.append(read)
    return found, problems


def _keep_text(session: Session, acting: Acting, candidate: Lis1Candidate, form: WishForm) -> None:
    if candidate.id is None or not (form.text or form.removes_text):
        return
    store.write_private_text(session, candidate.id, form.text, acting.now)
    word = "private_text_written" if form.text else "private_text_removed"
    remember(session, acting, word, {"candidate": candidate.key})


def _tell(
    session: Session,
    acting: Acting,
    candidate: Lis1Candidate,
    shelf: SeatShelf,
    seats: Sequence[int],
    code: str,
) -> bool:
    """The receipt to the inbox of who is known here; from there it goes with the next mail."""
    if candidate.person_id is None:
        return False
    return messages.tell(
        session,
        candidate.person_id,
        MessageKind.LIS1_RECEIPT,
        {
            "intake": acting.intake.name,
            "receipt": code,
            "seats": [shelf.title(shelf.by_id[each]) for each in seats],
        },
        dedup_key=f"lis1-receipt:{candidate.id}:{code}",
        told_on=acting.today,
        now=acting.now,
        link=OWN_PAGE,
    )
