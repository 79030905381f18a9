"""The stays of a sheet beside a draft: whose, which need, where, when; or what is wrong with them.

What is wrong is told row by row, all of it at once. Pure: no session, no clock.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import TypeVar

from flask_babel import gettext as _

from app.exchange.plan_sheet import COLUMNS, StayRow, read_month
from app.services.board_months import span_name
from app.services.list_words import Mistake
from app.services.rotation_case import PlanCase
from app.services.rotation_months import month_of
from app.store.rotation_values import MemberRow, PlacementRow, UnitRow
from rotations.types.case import Block

T = TypeVar("T")
YES, NO = ("ja", "x", "1", "yes"), ("nei", "0", "no", "-")


@dataclass(frozen=True, slots=True)
class Stay:
    """One row that could be read; `block` None: a need that is not there yet."""

    row: StayRow
    member: MemberRow
    unit: UnitRow
    first: int
    last: int
    locked: bool | None
    """None: as it is now."""
    block: Block | None = None


@dataclass(frozen=True, slots=True)
class Shelf:
    """What every row of the sheet is held against."""

    plan_case: PlanCase
    units: tuple[UnitRow, ...]
    """Units that the plan's doctors can be at."""


def read_stays(
    shelf: Shelf, rows: Iterable[StayRow]
) -> tuple[dict[str, tuple[Stay, ...]], tuple[Mistake, ...]]:
    """The stays by member, in order of time, and everything that is wrong."""
    reader = _Reader(shelf)
    found: defaultdict[str, list[Stay]] = defaultdict(list)
    for row in rows:
        stay = reader.stay(row)
        if stay is not None:
            found[stay.member.key].append(stay)
    matched = {}
    for key, stays in found.items():
        stays.sort(key=lambda each: (each.first, each.row.number))
        reader.overlaps(stays)
        matched[key] = reader.matched(stays)
    mistakes = sorted(reader.mistakes, key=lambda each: each.row or 0)
    return matched, tuple(mistakes)


class _Reader:
    """Reads the rows, and remembers what is wrong."""

    def __init__(self, shelf: Shelf) -> None:
        self.case = shelf.plan_case.case
        self.board = shelf.plan_case.board
        self.needs = shelf.plan_case.needs
        self.mistakes: list[Mistake] = []
        self._members = _by_name((each.name, each) for each in self.board.members)
        near = shelf.plan_case.units
        self._units = _by_name(
            (name, each)
            for each in sorted(shelf.units, key=lambda unit: unit.key not in near)
            for name in {each.name, each.short, each.key}
        )
        self._near = frozenset(near)
        self._placed: defaultdict[str, dict[str, PlacementRow]] = defaultdict(dict)
        for placed in self.board.placements:
            self._placed[placed.member_key][placed.block_key] = placed

    def stay(self, row: StayRow) -> Stay | None:
        """One row; None when something in it is wrong."""
        before = len(self.mistakes)
        member = self._member(row)
        unit = self._unit(row)
        first, last = self._month(row, "first"), self._month(row, "last")
        if first is not None and last is not None and last < first:
            self._wrong(row, "last", _("Siste måned er før den første."))
        word = row.locked.strip().casefold()
        if word not in (*YES, *NO, ""):
            self._wrong(row, "locked", _("Skriv ja eller nei, eller la feltet stå tomt."))
        if len(self.mistakes) > before or None in (member, unit, first, last):
            return None
        assert member is not None and unit is not None and first is not None and last is not None
        return Stay(row, member, unit, first, last, None if not word else word in YES)

    def overlaps(self, stays: Sequence[Stay]) -> None:
        """Two stays of one doctor in the same month."""
        for one, other in pairwise(stays):
            if other.first <= one.last:
                text = _(
                    "%(name)s er alt på %(place)s i %(months)s (rad %(row)s).",
                    name=one.member.name,
                    place=one.unit.name,
                    months=span_name(self.case.first_month, one.first, one.last),
                    row=one.row.number,
                )
                self._wrong(other.row, "first", text)

    def matched(self, stays: Sequence[Stay]) -> tuple[Stay, ...]:
        """Each stay with the need it is about: the surest matches are made first."""
        member = stays[0].member
        blocks = {each.key: each for each in self.needs[member.key].blocks}
        placed = self._placed[member.key]
        chosen: dict[int, Block] = {}
        rules: tuple[Callable[[Stay, Block], bool], ...] = (
            lambda stay, block: stay.row.key == f"{member.key}:{block.key}",
            lambda stay, block: self._fits(stay, block) and _lies_there(stay, placed, block),
            lambda stay, block: self._fits(stay, block) and _is_at(stay, placed, block),
            lambda stay, block: (
                self._fits(stay, block) and stay.unit.key in block.sites and block.key not in placed
            ),
            lambda stay, block: self._fits(stay, block) and stay.unit.key in block.sites,
            lambda stay, block: bool(stay.row.service) and self._fits(stay, block),
        )
        for rule in rules:
            for number, stay in enumerate(stays):
                if number in chosen:
                    continue
                found = next((block for block in blocks.values() if rule(stay, block)), None)
                if found is not None:
                    chosen[number] = blocks.pop(found.key)
        for number, stay in enumerate(stays):
            if number not in chosen and not stay.row.service:
                self._wrong(
                    stay.row,
                    "service",
                    _(
                        "%(name)s har ingen ledig tjeneste som kan tas på %(place)s. Skriv hvilken"
                        " tjeneste det er.",
                        name=member.name,
                        place=stay.unit.name,
                    ),
                )
        return tuple(
            Stay(s.row, s.member, s.unit, s.first, s.last, s.locked, chosen.get(number))
            for number, s in enumerate(stays)
        )

    def _fits(self, stay: Stay, block: Block) -> bool:
        """Whether a row may be about a need, by what it calls the service."""
        wanted = stay.row.service.casefold()
        english = self.needs[stay.member.key].service_en.get(block.service, "")
        return not wanted or wanted in (block.service.casefold(), english.casefold())

    def _member(self, row: StayRow) -> MemberRow | None:
        found = self._members.get(row.doctor.casefold(), ())
        owner = self.board.member(row.key.partition(":")[0]) if row.key else None
        if owner is not None:
            if owner.name.casefold() == row.doctor.casefold():
                return owner
            text = _("Nøkkelen hører til %(name)s. La den stå tom i nye rader.", name=owner.name)
            self._wrong(row, "key", text)
        elif not found:
            text = _(
                "%(name)s er ikke i planen. Skriv navnet slik det står på tavla, eller legg til"
                " legen først.",
                name=row.doctor or "–",
            )
            self._wrong(row, "doctor", text)
        elif len(found) > 1:
            text = _(
                "%(count)s i planen heter %(name)s. Last ned arket og bruk nøkkelen.",
                count=len(found),
                name=row.doctor,
            )
            self._wrong(row, "doctor", text)
        else:
            return found[0]
        return None

    def _unit(self, row: StayRow) -> UnitRow | None:
        found = list(dict.fromkeys(self._units.get(row.place.casefold(), ())))
        near = [each for each in found if each.key in self._near]
        found = near or found
        if len(found) == 1:
            return found[0]
        text = (
            _("%(count)s steder heter %(name)s. Skriv hele navnet.", count=len(found),
              name=row.place)
            if found
            else _("%(name)s er ikke et sted hos dere eller et dere har avtale med.",
                   name=row.place or "–")
        )  # fmt: skip
        self._wrong(row, "place", text)
        return None

    def _month(self, row: StayRow, name: str) -> int | None:
        text = str(getattr(row, name))
        day: date | None = read_month(text)
        if day is None:
            self._wrong(row, name, _("Skriv måneden som 03.2027."))
            return None
        month = month_of(self.case.first_month, day)
        if 0 <= month < self.case.months:
            return month
        months = span_name(self.case.first_month, 0, self.case.months - 1)
        self._wrong(row, name, _("Planen gjelder %(months)s.", months=months))
        return None

    def _wrong(self, row: StayRow, name: str, text: str) -> None:
        self.mistakes.append(Mistake(row.number, COLUMNS[name], text))


def _lies_there(stay: Stay, placed: Mapping[str, PlacementRow], block: Block) -> bool:
    """Whether the need is placed at the stay's unit, beginning in the same month."""
    row = placed.get(block.key)
    return (
        row is not None
        and row.unit.key == stay.unit.key
        and read_month(stay.row.first) == row.starts_on.replace(day=1)
    )


def _is_at(stay: Stay, placed: Mapping[str, PlacementRow], block: Block) -> bool:
    row = placed.get(block.key)
    return row is not None and row.unit.key == stay.unit.key


def _by_name(pairs: Iterable[tuple[str, T]]) -> dict[str, list[T]]:
    found: defaultdict[str, list[T]] = defaultdict(list)
    for name, value in pairs:
        found[name.casefold()].append(value)
    return found
