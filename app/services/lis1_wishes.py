"""A candidate's own page: the round, the seats, the list, what counts, and the receipt.

It knows nobody else's data, and never shows what was written in confidence again: who has the
address of the page can open it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlmodel import Session

from app.db.tables import Lis1Candidate, Lis1Seat
from app.services.lis1_candidates_facts import (
    Question,
    criterion_line,
    fact_words,
    place_options,
    questions_of,
    state_of,
)
from app.services.lis1_candidates_pairs import couple_sentence
from app.services.lis1_candidates_rules import SeatShelf, Taking, taking
from app.services.lis1_draw_state import Stage, stage_of
from app.services.lis1_wishes_form import MOST_LINES, WishForm, stored_form
from app.services.wording import in_words, long_day, moment
from app.store import lis1_candidates as store
from app.store.lis1_candidates import OwnRows


@dataclass(frozen=True, slots=True)
class SeatLine:
    """A seat as the candidate sees it. `why_not` says what is lacking; None when it can be
    chosen.
    """

    key: str
    title: str
    details: str
    places: str
    why_not: str | None = None


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """One line of an answer: the place and the amount as written, and how far it has come."""

    place: str
    amount: str
    state: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class QuestionView:
    """A question of the rules with the answers so far and one empty line."""

    number: int
    question: Question
    options: tuple[tuple[str, str], ...]
    lines: tuple[AnswerLine, ...]


@dataclass(frozen=True, slots=True)
class CoupleView:
    """The couple that the candidate is in. `waits_for_me`: the other has asked."""

    sentence: str
    wish: str
    waits_for_me: bool
    is_confirmed: bool


@dataclass(frozen=True, slots=True)
class Receipt:
    """What was handed in last."""

    code: str
    """Empty when the council wrote the list."""
    at: datetime
    titles: tuple[str, ...]


@dataclass(frozen=True)
class WishPage:
    """The page."""

    candidate: Lis1Candidate
    rows: OwnRows
    taking: Taking
    sentence: str
    reason: str
    form: WishForm
    chosen: tuple[SeatLine, ...]
    groups: tuple[tuple[str, tuple[SeatLine, ...]], ...]
    """By municipality, the seats that one may wish for, also those on the list."""
    hospitals: tuple[tuple[str, str], ...]
    municipalities: tuple[tuple[str, str], ...]
    questions: tuple[QuestionView, ...]
    facts: tuple[tuple[str, str, str], ...]
    """What was declared, when nothing can be changed: text, kind of mark, state."""
    criteria: tuple[str, ...]
    couple: CoupleView | None
    receipt: Receipt | None
    preplaced: str | None
    secretaries: tuple[str, ...]
    is_changed: bool
    """Whether the form says something else than what was handed in."""
    draw_is_published: bool

    @property
    def is_open(self) -> bool:
        """Whether anything can be handed in."""
        return self.taking is Taking.OPEN and self.candidate.withdrawn_on is None


def shelf_of_own(rows: OwnRows) -> SeatShelf:
    """The seats of the page."""
    return SeatShelf(rows.intake, rows.seats, rows.tracks, rows.places)


def load_page(
    session: Session, candidate: Lis1Candidate, today: date, form: WishForm | None = None
) -> WishPage:
    """The page of a candidate; `form` is what stands in the browser when it is not as stored."""
    return page_of(session, candidate, store.load_own(session, candidate), today, form)


def page_of(
    session: Session,
    candidate: Lis1Candidate,
    rows: OwnRows,
    today: date,
    form: WishForm | None = None,
) -> WishPage:
    """The same from rows that were read."""
    shelf = shelf_of_own(rows)
    questions = questions_of(rows.rules)
    handed_in = [shelf.by_id[each].key for each in rows.wishes]
    stored = stored_form(candidate.version, handed_in, rows.facts, questions)
    shown = form or stored
    now = taking(rows.intake, today)
    chosen = [shelf.by_key[key] for key in shown.ranked if key in shelf.by_key]
    preplaced = rows.preplaced
    return WishPage(
        candidate=candidate,
        rows=rows,
        taking=now,
        sentence=_sentence(candidate, rows, now),
        reason=_reason(candidate, rows, now, today),
        form=shown,
        chosen=tuple(_line(seat, shelf, candidate) for seat in chosen),
        groups=_groups(shelf, candidate, shown),
        hospitals=_named(shelf.hospital(seat) for seat in shelf.open_seats),
        municipalities=_named(shelf.municipality(seat) for seat in shelf.open_seats),
        questions=tuple(
            _question(number, each, shelf, shown, rows) for number, each in enumerate(questions)
        ),
        facts=_facts(rows, questions),
        criteria=tuple(criterion_line(each) for one in questions for each in one.criteria),
        couple=_couple(candidate, rows),
        receipt=_receipt(candidate, rows, shelf),
        preplaced=None if preplaced is None else shelf.title(shelf.by_id[preplaced.seat_id]),
        secretaries=store.secretaries(session, rows.intake.organisation_id, today),
        is_changed=form is not None
        and (form.ranked != stored.ranked or form.said != stored.said or bool(form.text)),
        draw_is_published=stage_of(rows.intake) not in (Stage.LIST_OPEN, Stage.LIST_CLOSED),
    )


# ---- The answer ------------------------------------------------------------------------------


def _sentence(candidate: Lis1Candidate, rows: OwnRows, now: Taking) -> str:
    intake = rows.intake
    if candidate.withdrawn_on is not None:
        return _("Du er *ikke lenger med* i inntaket.")
    if now is Taking.NOT_YET:
        return _("Inntaket er *ikke åpnet* for ønsker ennå.")
    has = candidate.sent_at is not None
    number = len(rows.wishes)
    count = ngettext("ett ønske", "%(words)s ønsker", number, words=in_words(number))
    if now is Taking.OPEN and intake.deadline_on is not None:
        until = long_day(intake.deadline_on)
        if has:
            return _(
                "Du har levert *%(count)s*. Du kan endre til og med %(day)s.",
                count=count,
                day=until,
            )
        return _("Lever ønskene dine senest *%(day)s*.", day=until)
    if now is Taking.OPEN:
        if has:
            return _("Du har levert *%(count)s*. Du kan endre til fristen blir satt.", count=count)
        return _("Du kan levere ønsker nå. *Fristen er ikke satt.*")
    if has:
        return _("Fristen er over. Listen din med *%(count)s* gjelder.", count=count)
    return _("Fristen er over, og du har *ikke levert* ønsker.")


def _reason(candidate: Lis1Candidate, rows: OwnRows, now: Taking, today: date) -> str:
    intake = rows.intake
    if candidate.withdrawn_on is not None:
        return _(
            "Du ble tatt ut %(day)s. Ta kontakt med rådet hvis det ikke stemmer.",
            day=long_day(candidate.withdrawn_on),
        )
    about = f"{intake.name}, {rows.council}."
    if now is Taking.OPEN and intake.deadline_on is not None:
        left = (intake.deadline_on - today).days
        words = (
            _("Fristen er i dag, ut dagen.")
            if left == 0
            else ngettext("Én dag igjen, ut dagen.", "%(num)s dager igjen, ut dagen.", left)
        )
        return f"{about} {words}"
    if now is Taking.OVER and candidate.sent_at is None:
        return f"{about} " + _("Ta kontakt med rådet hvis du fortsatt vil ha en plass.")
    return about


# ---- Seats and questions ---------------------------------------------------------------------


def _line(seat: Lis1Seat, shelf: SeatShelf, candidate: Lis1Candidate) -> SeatLine:
    return SeatLine(
        seat.key,
        shelf.title(seat),
        shelf.details(seat),
        ngettext("%(num)s plass", "%(num)s plasser", seat.places),
        shelf.refuses(seat, candidate.qualifications),
    )


def _groups(
    shelf: SeatShelf, candidate: Lis1Candidate, form: WishForm
) -> tuple[tuple[str, tuple[SeatLine, ...]], ...]:
    found: dict[str, list[SeatLine]] = {}
    for seat in shelf.open_seats:
        if form.hospital and form.hospital != shelf.hospital(seat):
            continue
        if form.municipality and form.municipality != shelf.municipality(seat):
            continue
        found.setdefault(shelf.municipality(seat), []).append(_line(seat, shelf, candidate))
    return tuple((name, tuple(lines)) for name, lines in found.items())


def _named(names: Iterable[str]) -> tuple[tuple[str, str], ...]:
    unique = sorted(set(names))
    return (("", _("Alle")), *((name, name) for name in unique))


def _question(
    number: int, question: Question, shelf: SeatShelf, form: WishForm, rows: OwnRows
) -> QuestionView:
    states = {
        ("" if fact.place_id is None else str(fact.place_id), str(fact.amount)): state_of(fact)
        for fact in rows.facts
        if fact.subject == question.subject
    }
    said = form.said.get(question.subject, ())
    lines = [AnswerLine(place, amount, states.get((place, amount))) for place, amount in said]
    if question.has_place and len(lines) < MOST_LINES:
        lines.append(AnswerLine("", ""))
    if not question.has_place and not lines:
        lines.append(AnswerLine("", ""))
    return QuestionView(number, question, place_options(question, shelf), tuple(lines))


def _facts(rows: OwnRows, questions: Sequence[Question]) -> tuple[tuple[str, str, str], ...]:
    return tuple((fact_words(each, questions, rows.places), *state_of(each)) for each in rows.facts)


# ---- Couple and receipt ----------------------------------------------------------------------


def _couple(candidate: Lis1Candidate, rows: OwnRows) -> CoupleView | None:
    couple = rows.couple
    if couple is None:
        return None
    waits_for_me = not couple.is_confirmed and couple.other_id == candidate.id
    who = rows.partner_key or ""
    if rows.partner_name is not None:
        who = f"{rows.partner_name} ({rows.partner_key})"
    if couple.is_confirmed:
        sentence = _("Du og %(who)s søker som par.", who=who)
    elif waits_for_me:
        sentence = _("%(who)s spør om dere skal søke som par.", who=who)
    else:
        sentence = _("Du har spurt %(who)s. Det gjelder først når den andre har sagt ja.", who=who)
    return CoupleView(sentence, couple_sentence(couple), waits_for_me, couple.is_confirmed)


def _receipt(candidate: Lis1Candidate, rows: OwnRows, shelf: SeatShelf) -> Receipt | None:
    if candidate.sent_at is None:
        return None
    titles = tuple(
        f"{shelf.title(shelf.by_id[each])}, {shelf.details(shelf.by_id[each])}"
        for each in rows.wishes
    )
    return Receipt(candidate.receipt or "", candidate.sent_at, titles)


def receipt_words(receipt: Receipt) -> str:
    """When it was handed in, with the code."""
    if not receipt.code:
        return _("Rådet førte listen %(when)s.", when=moment(receipt.at))
    return _("Levert %(when)s. Kode %(code)s.", when=moment(receipt.at), code=receipt.code)
