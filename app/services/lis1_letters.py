"""The list of letters after a decision: one line, or one letter, for each candidate.

Who may not know a candidate's case gets no line of it: then the chair or the secretary, whoever
has no conflict there, prints that one.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlmodel import Session

from app.exchange.csv_text import csv_text
from app.exchange.lis1_candidates_list import write_sheets
from app.exchange.pdf import Answer, Block, Document, Facts, Heading, Paragraph
from app.services.lis1_conflicts import hidden_candidates
from app.services.lis1_minutes_words import Minutes
from app.services.lis1_runs import judge
from app.services.lis1_words import Words
from app.services.pdf_frame import Made, frame
from app.services.wording import day, long_day
from app.store import lis1 as lis1_store
from app.store import lis1_decisions as store
from app.store import lis1_runs


@dataclass(frozen=True, slots=True)
class Letter:
    """What one candidate is told. Without a seat hospital and the rest are empty."""

    key: str
    name: str
    email: str
    hospital: str
    municipality: str
    track: str
    starts_on: str
    municipality_on: str
    wish: str
    reason: str
    contact: str
    reply_by: str

    @property
    def has_seat(self) -> bool:
        """Whether there is a seat to tell of."""
        return bool(self.hospital)


@dataclass(frozen=True, slots=True)
class Letters:
    """All that one reader may send, and how many are left for another."""

    intake: str
    council: str
    decided: str
    """The day of the decision, for a sentence."""
    lines: tuple[Letter, ...]
    left_out: tuple[str, ...]
    """Keys of the candidates that the reader has a conflict over."""


def load_letters(session: Session, intake_id: int, person_id: int) -> Letters | None:
    """The letters of the newest decision that was made; None before there is one."""
    rows = store.list_decisions(session, intake_id)
    decided = next((each for each in rows if each.decided_at is not None), None)
    kept = store.load_minutes(session, intake_id)
    stored = lis1_store.load_intake(session, intake_id)
    run = lis1_runs.get_run(session, decided.run_id) if decided else None
    if kept is None or stored is None or run is None:
        return None
    minutes = kept[1]
    judged = judge(session, run)
    words = Words(judged.intake)
    reasons = {each.candidate: " ".join(words.full_reason(each)) for each in judged.reasons}
    hidden = hidden_candidates(session, intake_id, person_id)
    people = {each.key: each for each in stored.candidates if each.withdrawn_on is None}
    seats = {each.key: each for each in stored.seats}
    reply_by = min((each.reply_by for each in stored.offer_dates), default=None)
    lines, left_out = [], []
    for each in sorted(_all(minutes), key=lambda row: str(row["key"])):
        person = people.get(each["key"])
        if person is None:
            continue
        if person.id in hidden:
            left_out.append(person.key)
            continue
        seat = seats.get(each.get("seat", ""))
        contact = ", ".join(filter(None, (seat.contact_name, seat.contact_email))) if seat else ""
        lines.append(
            _letter(
                each,
                person.name,
                person.email,
                reasons.get(person.key, ""),
                contact,
                day(reply_by) if reply_by and seat else "",
            )
        )
    return Letters(
        minutes["intake"]["name"],
        minutes["council"],
        long_day(datetime.fromisoformat(minutes["decided_at"]).date()),
        tuple(lines),
        tuple(left_out),
    )


def _all(minutes: Minutes) -> list[dict[str, Any]]:
    return [*minutes["placed"], *minutes["unplaced"]]


def _letter(
    each: dict[str, Any], name: str, email: str, reason: str, contact: str, reply_by: str
) -> Letter:
    rank = each.get("rank")
    return Letter(
        each["key"],
        name,
        email,
        each.get("hospital", ""),
        each.get("municipality", ""),
        each.get("track", ""),
        _day(each.get("starts_on")),
        _day(each.get("municipality_starts_on")),
        "" if rank is None else _("nr. %(rank)s", rank=rank),
        reason,
        contact,
        reply_by,
    )


def _day(text: str | None) -> str:
    return day(date.fromisoformat(text)) if text else ""


def table_of(letters: Letters) -> list[tuple[str, ...]]:
    """The list as rows of text, headings first."""
    heads = (
        *(_("Nøkkel"), _("Navn"), _("E-post"), _("Sykehus"), _("Kommune"), _("Løp")),
        *(_("Oppstart"), _("Starter i kommunen"), _("Ønske"), _("Hvorfor")),
        *(_("Kontakt"), _("Svar innen")),
    )
    return [
        heads,
        *(
            (
                *(each.key, each.name, each.email, each.hospital, each.municipality, each.track),
                *(each.starts_on, each.municipality_on, each.wish, each.reason),
                *(each.contact, each.reply_by),
            )
            for each in letters.lines
        ),
    ]


def letters_csv(letters: Letters) -> str:
    """The list as a text file; no cell is read as a formula."""
    return csv_text(table_of(letters))


def letters_book(letters: Letters) -> bytes:
    """The list as a workbook of texts."""
    return write_sheets([(_("Brevliste"), table_of(letters))])


def letters_document(letters: Letters, made: Made) -> Document:
    """The letters as PDF, each under its own heading."""
    count = len(letters.lines)
    blocks: list[Block] = [
        Answer(ngettext("*%(num)s* brev", "*%(num)s* brev", count)),
        *([Paragraph(left_out_words(letters), is_note=True)] if letters.left_out else []),
    ]
    for each in letters.lines:
        blocks.append(Heading(_("%(name)s (%(key)s)", name=each.name, key=each.key)))
        blocks += _body(each, letters.decided)
    return frame(
        _("Brev: %(name)s", name=letters.intake),
        letters.council,
        letters.intake,
        tuple(blocks),
        made,
    )


def left_out_words(letters: Letters) -> str:
    """What the reader does not print, and who does."""
    return ngettext(
        "%(num)s brev er utelatt fordi du er inhabil. Leder eller sekretær uten inhabilitet"
        " skriver det ut.",
        "%(num)s brev er utelatt fordi du er inhabil. Leder eller sekretær uten inhabilitet"
        " skriver dem ut.",
        len(letters.left_out),
    )


def _body(each: Letter, decided: str) -> list[Block]:
    if not each.has_seat:
        text = _("Du har ikke fått plass i dette inntaket.")
        return [Paragraph(text), Paragraph(each.reason)]
    pairs = (
        (_("Sykehus"), each.hospital),
        (_("Kommune"), each.municipality),
        (_("Løp"), each.track),
        (_("Oppstart"), each.starts_on),
        (_("Starter i kommunen"), each.municipality_on),
        (_("Hvorfor denne plassen"), each.reason),
        (_("Kontakt"), each.contact),
        (_("Svar innen"), each.reply_by),
    )
    text = _("Rådet vedtok %(day)s at du får denne plassen.", day=decided)
    return [Paragraph(text), Facts(tuple((name, said) for name, said in pairs if said))]
