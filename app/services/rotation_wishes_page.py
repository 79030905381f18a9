"""Everybody's ranked wishes for a plan, which of them it meets, and what the others would cost."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlmodel import Session

from app.services import rotation_question
from app.services.board import find_version
from app.services.rotation_answer_words import in_numbers
from app.services.rotation_case import load_case
from app.services.rotation_talk_page import WishWords, wish_words, wishes_deadline
from app.services.wording import in_words, moment, upper_first
from app.store import rotation_runs, rotation_talk, rotations
from app.store.rotation_runs import QUESTION, RunRow
from app.store.rotation_talk import WishLine
from app.store.rotation_values import PlanHead, VersionHead
from rotations.scoring import score


@dataclass(frozen=True, slots=True)
class WishAnswer:
    """What is known of the price of one wish: the newest question about it."""

    run_id: str
    is_open: bool
    text: str
    """Empty while it is open."""
    asked: str
    stale: str
    """Why the answer may not hold any more; empty when it does."""


@dataclass(frozen=True, slots=True)
class WishView:
    """A wish with how it stands in the version shown."""

    words: WishWords
    is_met: bool | None
    """None when the doctor is not in the version."""
    answer: WishAnswer | None

    @property
    def can_ask(self) -> bool:
        """Whether its price can be asked for."""
        return self.is_met is False and not (self.answer and self.answer.is_open)


@dataclass(frozen=True, slots=True)
class WishesPage:
    """Everybody's wishes, by doctor."""

    plan: PlanHead
    version: VersionHead | None
    sentence: str
    reason: str
    doctors: tuple[tuple[str, tuple[WishView, ...]], ...]


def load_wishes(session: Session, plan: PlanHead, today: date) -> WishesPage:
    """The page; the number of queries does not depend on how many doctors or wishes there are."""
    lines = rotation_talk.list_wishes(session, plan.id)
    head = rotations.open_version(session, plan.id)
    version = find_version(session, plan, None)
    met = _met(session, version, today) if version and lines else {}
    told = answers_of(session, plan, version) if lines else {}
    by_doctor: dict[tuple[str, int], list[WishView]] = {}
    for line in lines:
        view = WishView(wish_words(line), met.get(line.id), told.get(key_of(line)))
        by_doctor.setdefault((line.person, line.person_id), []).append(view)
    return WishesPage(
        plan,
        version,
        _sentence(len(by_doctor)),
        wishes_deadline(head, today),
        tuple((name, tuple(views)) for (name, _id), views in by_doctor.items()),
    )


def _sentence(count: int) -> str:
    if not count:
        return _("*Ingen* har meldt ønsker.")
    return ngettext(
        "*Én lege* har meldt ønsker.",
        "*%(words)s leger* har meldt ønsker.",
        count,
        words=upper_first(in_words(count)),
    )


def _met(session: Session, version: VersionHead, today: date) -> dict[int, bool]:
    """Whether each wish is met in a version, for the doctors who are in it."""
    found = load_case(session, version.id, today=today)
    met = {each.doctor: each.wishes_met for each in score(found.case, found.placements).doctors}
    return {
        int(wish.key): wish.key in met[doctor.key]
        for doctor in found.case.doctors
        for wish in doctor.wishes
    }


# --- Answers that are kept ---

WishKey = tuple[Any, ...]
"""A wish by its row and by what it names: row ids are used again."""


def key_of(line: WishLine) -> WishKey:
    """What an answer to a wish is found by."""
    return (str(line.id), *rotation_question.says_of(line))


def answers_of(
    session: Session, plan: PlanHead, version: VersionHead | None, *, is_own: bool = False
) -> Mapping[WishKey, WishAnswer]:
    """The newest answer, or open question, to each wish for the plan; one query.

    `is_own`: told to the doctor. Nobody else is named either way.
    """
    found: dict[WishKey, WishAnswer] = {}
    for row, number, summary in rotation_runs.list_answers(session, plan.id):
        about = row.options[QUESTION]
        if "wish" not in about or not (row.is_open or summary):
            continue
        key = (about["wish"], *about["says"])
        if key not in found:
            asked = _(
                "Undersøkt %(when)s for versjon %(number)s",
                when=moment(row.asked_at),
                number=number,
            )
            text = in_numbers(summary, is_own=is_own) if summary and not row.is_open else ""
            stale = "" if _is_current(row, version) else _("Planen er endret siden.")
            found[key] = WishAnswer(row.public_id, row.is_open, text, asked, stale)
    return found


def _is_current(row: RunRow, version: VersionHead | None) -> bool:
    return (
        version is not None
        and version.id == row.version_id
        and version.last_edit == row.at_edit
        and row.taken_over_as is None
    )


# --- Asking ---


def find_askable(
    session: Session, plan: PlanHead, wish_id: int
) -> tuple[int, str, WishLine] | None:
    """(version, member, wish) that a question about a wish is about; None when it cannot be
    asked: the wish is gone, or its doctor is not in the plan."""
    wish = rotation_talk.find_wish(session, plan.id, wish_id)
    version = find_version(session, plan, None)
    if wish is None or version is None:
        return None
    members = rotations.load_board(session, version.id).members
    member = next((each for each in members if each.person_id == wish.person_id), None)
    return None if member is None else (version.id, member.key, wish)
