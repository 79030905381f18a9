"""One row of a file of candidates: whom it would add, or everything that is wrong with it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from app.exchange.lis1_candidates_list import FIRST, GENDERS, TOGETHER, wishes_in
from app.exchange.list_rows import NO, YES, ListRow
from app.services.lis1_candidates_edit import LONGEST_NAME, read_email
from app.services.lis1_candidates_rules import SeatShelf, check_wishes
from app.services.list_words import Mistake
from app.services.places_fields import PlaceReading
from rotations.lis1.types import Together


@dataclass(frozen=True, slots=True)
class PlannedCandidate:
    """A candidate whom a row would add."""

    number: int
    title: str
    values: Mapping[str, Any]
    partner: str = ""
    """Address of the other of a couple."""
    wish: Together = Together.SAME_MUNICIPALITY
    or_apart: bool = True
    is_new: bool = True
    changes: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class PlannedCouple:
    """Two addresses of a file that belong together."""

    one: str
    other: str
    wish: Together
    or_apart: bool


@dataclass(slots=True)
class Roll:
    """What every row is held against: the seats, and who is there already by address."""

    shelf: SeatShelf
    keys: Mapping[str, str]
    rows: dict[str, int] = field(default_factory=dict)
    """The row of each address of the file so far."""


def judge_row(
    row: ListRow, roll: Roll, headings: Mapping[str, str]
) -> tuple[PlannedCandidate | None, list[Mistake]]:
    """Whom a row would add, or everything that is wrong with it."""
    reading = PlaceReading(dict(row.cells))
    if row.extra:
        reading.fail("", _("Raden har flere celler enn overskrifter."))
    _read_intake(reading, roll.shelf)
    reading.words("given_name", LONGEST_NAME, _("Skriv fornavnet."))
    reading.words("family_name", LONGEST_NAME, _("Skriv etternavnet."))
    read_email(reading)
    _refuse_twice(row, reading, roll)
    gender = _word(reading, "gender", GENDERS)
    reading.values["groups"] = {"gender": gender} if gender else {}
    _read_qualifications(reading, roll.shelf)
    _read_wishes(row, reading, roll.shelf)
    together, or_apart = _word(reading, "together", TOGETHER), _word(reading, "or_apart", _ANSWERS)
    partner = reading.text("partner").lower()
    if not partner and (together or or_apart):
        reading.fail("partner", _("Skriv e-posten til den andre, eller la hele paret stå tomt."))
    if reading.problems:
        return None, [
            Mistake(row.number, headings.get(each.field), each.text) for each in reading.problems
        ]
    values = reading.values
    planned = PlannedCandidate(
        row.number,
        _title(values),
        values,
        partner,
        Together(together or Together.SAME_MUNICIPALITY),
        or_apart != NO,
    )
    return planned, []


_ANSWERS = {YES: YES, NO: NO}


def _title(values: Mapping[str, Any]) -> str:
    wishes = len(values["wishes"])
    count = ngettext("%(num)s ønske", "%(num)s ønsker", wishes) if wishes else _("uten ønsker")
    return f"{values['given_name']} {values['family_name']}, {count}"


def _read_intake(reading: PlaceReading, shelf: SeatShelf) -> None:
    """A row of another intake is named: it is the wrong file, or the wrong round."""
    written = reading.text("intake")
    if written and written.lower() not in (shelf.intake.name.lower(), shelf.intake.public_id):
        text = _(
            "Raden gjelder «%(other)s». Her leses bare «%(name)s» inn.",
            other=written,
            name=shelf.intake.name,
        )
        reading.fail("intake", text)


def _refuse_twice(row: ListRow, reading: PlaceReading, roll: Roll) -> None:
    email = reading.values["email"]
    if not email:
        return
    if email in roll.keys:
        text = _("Adressen står allerede i inntaket, som %(key)s.", key=roll.keys[email])
        reading.fail("email", text)
    first = roll.rows.setdefault(email, row.number)
    if first != row.number:
        text = _("Adressen står også i rad %(number)s. Skriv hver kandidat én gang.", number=first)
        reading.fail("email", text)


def _word(reading: PlaceReading, name: str, words: Mapping[str, str]) -> str | None:
    """One of the words that a cell can have; None when it is empty."""
    text = reading.text(name)
    found = next((value for word, value in words.items() if word.lower() == text.lower()), None)
    if text and found is None:
        reading.fail(name, _("Skriv %(words)s.", words=_(" eller ").join(words)))
    return found


def _read_qualifications(reading: PlaceReading, shelf: SeatShelf) -> None:
    names = shelf.qualification_names
    known = {name.lower(): key for key, name in names.items()} | {key: key for key in names}
    has: list[str] = []
    for part in reading.text("qualifications").split(";"):
        text = part.strip()
        if not text:
            continue
        key = known.get(text.lower())
        if key is None:
            reading.fail(
                "qualifications",
                _(
                    "«%(text)s» er ikke en kvalifikasjon i inntaket. Skriv %(names)s.",
                    text=text,
                    names="; ".join(names.values()),
                ),
            )
        elif key not in has:
            has.append(key)
    reading.values["qualifications"] = has


def _read_wishes(row: ListRow, reading: PlaceReading, shelf: SeatShelf) -> None:
    ranked = wishes_in(row.cells)
    for place, (rank, _text) in enumerate(ranked, start=1):
        if rank != place:
            text = _("Ønske %(rank)s står tomt. Skriv ønskene uten hull.", rank=place)
            reading.fail(f"wish{place}", text)
            break
    held = reading.values["qualifications"]
    if any(each.field == "qualifications" for each in reading.problems):
        # What the candidate has cannot be read; the wishes are judged when it can.
        held = list(shelf.qualification_names)
    seats, wrong = check_wishes(shelf, [text for _rank, text in ranked], held)
    reading.values["wishes"] = seats
    for each in wrong:
        reading.fail(f"wish{ranked[each.rank - 1][0]}", each.text)


def pair_up(
    rows: Iterable[PlannedCandidate],
) -> tuple[list[PlannedCouple], list[Mistake]]:
    """The couples of a file. One of the two rows is enough; two that disagree are named."""
    planned = list(rows)
    by_email = {row.values["email"]: row for row in planned}
    couples: list[PlannedCouple] = []
    mistakes: list[Mistake] = []
    taken: dict[str, int] = {}
    column = FIRST["partner"]
    for row in planned:
        mine = row.values["email"]
        if not row.partner:
            continue
        other = by_email.get(row.partner)
        if other is None or other is row:
            text = _("Skriv adressen til en annen kandidat i filen.")
            mistakes.append(Mistake(row.number, column, text))
            continue
        if other.partner == mine and other.number < row.number:
            if (other.wish, other.or_apart) != (row.wish, row.or_apart):
                text = _("Paret ønsker noe annet i rad %(number)s.", number=other.number)
                mistakes.append(Mistake(row.number, FIRST["together"], text))
            continue
        clash = next((taken[each] for each in (mine, row.partner) if each in taken), None)
        if clash is not None:
            text = _("En av dem er par med noen andre i rad %(number)s.", number=clash)
            mistakes.append(Mistake(row.number, column, text))
            continue
        taken[mine] = taken[row.partner] = row.number
        couples.append(PlannedCouple(mine, row.partner, row.wish, row.or_apart))
    return couples, mistakes
