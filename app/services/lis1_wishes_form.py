"""A candidate's form as it stands in the browser: nothing of it is stored before it is handed in.

Every button sends the whole form back, so it works without a script, and two windows never
overwrite each other unseen.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from app.db.tables import Lis1Fact
from app.services.lis1_candidates_facts import Question
from app.services.lis1_candidates_private import LONGEST_TEXT
from app.services.lis1_candidates_rules import MOST_WISHES

LONGEST_KEY, LONGEST_AMOUNT = 60, 8
REMOVES = ("fjern", "bort")
MOST_LINES = 12
"""Places that one can name under one question."""


Form = Mapping[str, Sequence[str]]
"""A posted form: every value of a field, in order."""


@dataclass(frozen=True, slots=True)
class WishForm:
    """The form as it stands."""

    version: int
    ranked: tuple[str, ...]
    """Keys of seats, best first."""
    said: Mapping[str, tuple[tuple[str, str], ...]]
    """By subject, lines of (place, amount) as they were written."""
    text: str = field(default="", repr=False)
    removes_text: bool = False
    hospital: str = ""
    municipality: str = ""


def stored_form(
    version: int, wishes: Sequence[str], facts: Sequence[Lis1Fact], questions: Sequence[Question]
) -> WishForm:
    """The form with what was handed in last."""
    said = {
        each.subject: tuple(
            ("" if fact.place_id is None else str(fact.place_id), str(fact.amount))
            for fact in facts
            if fact.subject == each.subject
        )
        for each in questions
    }
    return WishForm(version, tuple(wishes), said)


def read_form(form: Form, questions: Sequence[Question]) -> WishForm:
    """The form as it was sent, cut where nobody writes that much."""
    said: dict[str, tuple[tuple[str, str], ...]] = {}
    for number, question in enumerate(questions):
        places = [text[:LONGEST_KEY] for text in form.get(f"sted-{number}", ())]
        amounts = [text[:LONGEST_AMOUNT] for text in form.get(f"mengde-{number}", ())]
        count = max(len(places), len(amounts))
        places += [""] * (count - len(places))
        amounts += [""] * (count - len(amounts))
        lines = [pair for pair in zip(places, amounts, strict=True) if any(map(str.strip, pair))]
        said[question.subject] = tuple(lines[:MOST_LINES])

    def first(name: str) -> str:
        return next(iter(form.get(name, ())), "")

    version = first("version")
    return WishForm(
        version=int(version) if version.isascii() and version.isdigit() else 0,
        ranked=tuple(dict.fromkeys(form.get("onske", ())))[:MOST_WISHES],
        said=said,
        text=first("tekst").replace("\r\n", "\n").strip()[: LONGEST_TEXT + 1],
        removes_text=first("slett_tekst") == "1",
        hospital=first("sykehus")[:LONGEST_KEY],
        municipality=first("kommune")[:LONGEST_KEY],
    )


def moved(form: WishForm, action: str) -> WishForm:
    """The form after a button: `legg`, `opp`, `ned`, `fjern` or `bort` with the key of a seat.

    `bort` is `fjern` from the list of seats, where the button stays.
    """
    word, _colon, key = action.partition(":")
    ranked = list(form.ranked)
    if word == "legg" and key not in ranked and len(ranked) < MOST_WISHES:
        ranked.append(key)
    elif key in ranked:
        at = ranked.index(key)
        to = {"opp": max(at - 1, 0), "ned": min(at + 1, len(ranked) - 1)}.get(word, at)
        ranked.remove(key)
        if word not in REMOVES:
            ranked.insert(to, key)
    return replace(form, ranked=tuple(ranked))


def loses_button(before: WishForm, after: WishForm, action: str) -> bool:
    """Whether the button that was pressed is gone, so that the list should have the focus."""
    word, _colon, key = action.partition(":")
    if word == "fjern":
        return key in before.ranked
    if key not in after.ranked:
        return False
    at = after.ranked.index(key)
    return (word == "opp" and at == 0) or (word == "ned" and at == len(after.ranked) - 1)
