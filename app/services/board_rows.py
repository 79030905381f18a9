"""The rows of the board: each doctor's months cut into blocks, leave, gaps and what is empty.

Pure but for the words: the same case and placements always give the same cells. The cells of a
row always fill the months that are shown, none twice.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from itertools import groupby

from flask_babel import gettext as _
from flask_babel import ngettext

from app.services.board_months import MonthNames
from app.services.rotation_months import last_day
from app.services.wording import day
from rotations.types.case import Doctor, Placement, RotationCase, Site, SiteKind, Span, TraineeGroup

BlockKey = tuple[str, str]
"""Doctor and block."""
PLACE_CLASSES = {
    SiteKind.HOSPITAL: "hospital",
    SiteKind.DPS: "dps",
    SiteKind.MUNICIPALITY: "municipality",
    SiteKind.CONTRACT_SPECIALIST: "contract",
    SiteKind.OTHER_TRUST: "other",
}
VACANCY = "vacancy"
LETTER_WIDTH, BOARD_WIDTH, LEAST_WIDTH, BLOCK_MARGIN = 6.6, 690.0, 12.0, 28.0
"""Pixels, about: a letter of a block's text, all months beside an open panel, the narrowest
column, and a block's strip and lock."""
TEXT_FITS = 4
"""Months that a gap needs to hold words."""


class CellKind(StrEnum):
    """What a cell of a row is."""

    BLOCK = "block"
    LEAVE = "leave"
    IDLE = "idle"
    """Between start and finish, and neither placed nor on leave."""
    EMPTY = "empty"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Inner:
    """A service inside a block, as months from the cell's first one."""

    place: str
    start: int
    months: int


@dataclass(frozen=True, slots=True)
class Cell:
    """Some months of a row. `label` is the full text; `text` what there is room for."""

    kind: CellKind
    months: int
    text: str = ""
    label: str = ""
    short: str = ""
    """The short name of a block's place, for a file."""
    key: str = ""
    """`doctor:block`, what `valgt` names it by; empty for what is no block."""
    place: str = ""
    classes: str = ""
    is_locked: bool = False
    inner: Inner | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One doctor or vacant post."""

    key: str
    name: str
    note: str
    """The expected date, or when a post is free from."""
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class RowGroup:
    """Rows under one heading."""

    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Marks:
    """What stands out on the board, by doctor and block."""

    locked: Collection[BlockKey] = frozenset()
    changed: Collection[BlockKey] = frozenset()
    """Not as in the published version."""
    breached: Collection[BlockKey] = frozenset()
    """Part of a breach."""
    sized: Collection[BlockKey] = frozenset()
    """May be made longer or shorter."""
    chosen: str = ""


@dataclass(frozen=True, slots=True)
class Drawing:
    """All that the rows are drawn from."""

    case: RotationCase
    placements: Sequence[Placement]
    view: Span
    marks: Marks = field(default_factory=Marks)
    services: Mapping[BlockKey, str] = field(default_factory=dict)
    """Names in the page's language; the case's own where there is none."""
    dates: Mapping[str, date] = field(default_factory=dict)
    """The day each doctor can be approved."""
    specialty: str | None = None
    """Of the whole plan, inside a sentence."""


def build_groups(drawing: Drawing, doctors: Iterable[Doctor]) -> tuple[RowGroup, ...]:
    """The rows of some doctors under their headings, in the order of the groups."""
    placed: dict[str, list[Placement]] = {}
    for each in sorted(drawing.placements):
        placed.setdefault(each.doctor, []).append(each)
    drawer = _Drawer(drawing)
    titles = _titles(drawing.specialty)
    by_title: dict[str, list[Row]] = {title: [] for title in titles.values()}
    for doctor in doctors:
        title = titles[None if doctor.is_vacancy else doctor.group]
        by_title[title].append(drawer.row(doctor, placed.get(doctor.key, [])))
    return tuple(RowGroup(title, tuple(rows)) for title, rows in by_title.items() if rows)


def group_names(specialty: str | None) -> dict[str, str]:
    """Headings of the groups by the word of the filter, in the board's order."""
    return {
        VACANCY if group is None else str(group): title
        for group, title in _titles(specialty).items()
    }


def _titles(specialty: str | None) -> dict[TraineeGroup | None, str]:
    return {
        TraineeGroup.LIS23: _("LIS3 %(specialty)s", specialty=specialty) if specialty else "LIS3",
        TraineeGroup.ALIS: "ALIS",
        TraineeGroup.LIS1: "LIS1",
        TraineeGroup.CONSULTANT: _("Overleger"),
        None: _("Ubesatte stillinger"),
    }


def is_finished(doctor: Doctor, placements: Sequence[Placement]) -> bool:
    """Whether all that the doctor needs is placed and ends within the case."""
    if not placements or any(each.continues for each in placements):
        return False
    placed = {each.block for each in placements}
    if any(block.choice is None and block.key not in placed for block in doctor.blocks):
        return False
    taken = [block.choice for block in doctor.blocks if block.key in placed]
    return all(taken.count(choice.key) >= choice.take for choice in doctor.choices)


def fitting_text(name: str, short: str, months: int, shown: int) -> str:
    """The full name where `months` of `shown` columns have room for it, else the short one."""
    width = months * max(BOARD_WIDTH / shown, LEAST_WIDTH)
    return name if len(name) * LETTER_WIDTH + BLOCK_MARGIN <= width else short


class _Drawer:
    """Draws rows; holds what is the same for all of them."""

    def __init__(self, drawing: Drawing) -> None:
        self._drawing = drawing
        self._first_month = drawing.case.first_month
        self._view = drawing.view
        self._names = MonthNames(drawing.case.first_month)
        self._sites = {site.key: site for site in drawing.case.sites}
        self._services = {
            (doctor.key, block.key): block.service
            for doctor in drawing.case.doctors
            for block in doctor.blocks
        } | dict(drawing.services)
        self._words = {
            "locked": _("låst"),
            "changed": _("endret siden publisert"),
            "breached": _("del av et brudd"),
            "continues": _("fortsetter etter planens siste måned"),
            "leave": _("Permisjon"),
            "on leave": _("Permisjon %(months)s"),
            "idle": _("Uten plassering"),
            "done": _("Ferdig i planen %(day)s"),
        }
        self._idle: dict[int, str] = {}

    def row(self, doctor: Doctor, placements: Sequence[Placement]) -> Row:
        return Row(
            doctor.key,
            doctor.name,
            self._note(doctor, placements),
            self._cells(doctor, placements),
        )

    def _note(self, doctor: Doctor, placements: Sequence[Placement]) -> str:
        if doctor.is_vacancy:
            first = placements[0].first if placements else doctor.start
            return _("fra %(month)s", month=self._names.of(first))
        expected = self._drawing.dates.get(doctor.key)
        return day(expected) if expected else ""

    def _cells(self, doctor: Doctor, placements: Sequence[Placement]) -> tuple[Cell, ...]:
        """Each month gets its owner; months in a row with the same owner are one cell."""
        owners = self._owners(doctor, placements)
        blocks = {each.block: each for each in placements}
        cells: list[Cell] = []
        month = self._view.first
        for owner, run in groupby(owners):
            length = len(list(run))
            span = Span(month, month + length - 1)
            cells.append(self._cell(doctor, blocks, owner, span))
            month += length
        return tuple(cells)

    def _owners(
        self, doctor: Doctor, placements: Sequence[Placement]
    ) -> list[tuple[CellKind, str]]:
        """For each month that is shown: what it is, and which block."""
        found = {}
        for each in placements:
            for month in each.span.months:
                found[month] = (CellKind.BLOCK, each.block)
        for span in doctor.leave:
            for month in span.months:
                found[month] = (CellKind.LEAVE, "")
        rest = _rest_of(doctor, placements, self._drawing.case.months)
        return [found.get(month) or (rest(month), "") for month in self._view.months]

    def _cell(
        self,
        doctor: Doctor,
        blocks: Mapping[str, Placement],
        owner: tuple[CellKind, str],
        span: Span,
    ) -> Cell:
        kind, block = owner
        months = len(span.months)
        if kind is CellKind.BLOCK:
            return self._block(doctor, blocks[block], span)
        if kind is CellKind.LEAVE:
            name = self._names.span(span.first, span.last)
            text = self._words["leave"] if months >= TEXT_FITS else ""
            return Cell(kind, months, text, self._words["on leave"] % {"months": name})
        if kind is CellKind.IDLE:
            text = self._words["idle"] if months > TEXT_FITS + 1 else ""
            return Cell(kind, months, text, self._idle_words(months))
        if kind is CellKind.DONE:
            last = max(each.last for each in blocks.values())
            done = day(last_day(self._first_month, last))
            text = done if months > TEXT_FITS else ""
            return Cell(kind, months, text, self._words["done"] % {"day": done})
        return Cell(kind, months)

    def _idle_words(self, months: int) -> str:
        if months not in self._idle:
            self._idle[months] = ngettext(
                "%(num)s måned uten plassering", "%(num)s måneder uten plassering", months
            )
        return self._idle[months]

    def _block(self, doctor: Doctor, placement: Placement, span: Span) -> Cell:
        marks, key = self._drawing.marks, (doctor.key, placement.block)
        name = f"{doctor.key}:{placement.block}"
        states = {
            "breached": key in marks.breached,
            "sized": key in marks.sized,
            "changed": key in marks.changed,
            "chosen": name == marks.chosen,
            "cut-start": placement.first < span.first,
            "cut-end": placement.last > span.last or placement.continues,
        }
        site = self._sites.get(placement.site)
        text = self._text(doctor, site, placement, len(span.months))
        return Cell(
            CellKind.BLOCK,
            len(span.months),
            text,
            self._label(doctor, placement, site, text),
            site.short if site else placement.site,
            name,
            VACANCY if doctor.is_vacancy else PLACE_CLASSES[site.kind] if site else "other",
            "".join(f" is-{word}" for word, holds in states.items() if holds),
            key in marks.locked,
            self._inner(placement, span),
        )

    def _text(self, doctor: Doctor, site: Site | None, placement: Placement, months: int) -> str:
        if site is None:
            return placement.site
        shown = len(self._view.months)
        if doctor.is_vacancy:
            full, short = (_("Ledig: %(place)s", place=each) for each in (site.name, site.short))
            return fitting_text(full, short, months, shown)
        return fitting_text(site.name, site.short, months, shown)

    def _label(self, doctor: Doctor, placement: Placement, site: Site | None, text: str) -> str:
        """What the block is to those who cannot see it; it begins with the text that is seen."""
        drawing, key = self._drawing, (doctor.key, placement.block)
        name = site.name if site else placement.site
        parts = [text]
        if name not in text:
            parts.append(name)
        parts.append(doctor.name)
        service = self._services.get(key, "")
        if service and service not in name:
            parts.append(service)
        parts.append(self._names.span(placement.first, placement.last))
        if placement.inner is not None:
            parts.append(self._inner_words(placement))
        for word, keys in (
            ("locked", drawing.marks.locked),
            ("changed", drawing.marks.changed),
            ("breached", drawing.marks.breached),
        ):
            if key in keys:
                parts.append(self._words[word])
        if placement.continues:
            parts.append(self._words["continues"])
        return ", ".join(parts)

    def _inner_words(self, placement: Placement) -> str:
        assert placement.inner is not None
        site = self._sites.get(placement.inner.site)
        return _(
            "derav %(months)s på %(place)s",
            months=self._names.span(placement.inner.first, placement.inner.last),
            place=site.name if site else placement.inner.site,
        )

    def _inner(self, placement: Placement, span: Span) -> Inner | None:
        inner = placement.inner
        if inner is None or not span.meets(Span(inner.first, inner.last)):
            return None
        first, last = max(inner.first, span.first), min(inner.last, span.last)
        site = self._sites.get(inner.site)
        place = PLACE_CLASSES[site.kind] if site else "other"
        return Inner(place, first - span.first, last - first + 1)


def _rest_of(
    doctor: Doctor, placements: Sequence[Placement], months: int
) -> Callable[[int], CellKind]:
    """What a month is that is neither placed nor leave."""
    last = max((each.last for each in placements), default=-1)
    done = is_finished(doctor, placements)
    end = months - 1 if doctor.available_to is None else doctor.available_to
    # A vacant post and a consultant on exchange are nowhere else to be missed from.
    has_gaps = not doctor.is_vacancy and doctor.group is not TraineeGroup.CONSULTANT

    def rest(month: int) -> CellKind:
        if month > last and done:
            return CellKind.EMPTY if doctor.is_vacancy else CellKind.DONE
        if has_gaps and doctor.start <= month <= end:
            return CellKind.IDLE
        return CellKind.EMPTY

    return rest
