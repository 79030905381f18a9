"""One row of a list of room or of supervisors: what it would do, or everything that is wrong.

Rows go through the rules of the forms (`places_room_form`, `places_forms`). A column that the file
does not have leaves what is stored as it is.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from flask_babel import gettext as _

from app.exchange import places_list
from app.exchange.list_rows import NO, YES, ListRow
from app.exchange.places_list import BETWEEN, GROUPS, KINDS, ROOM_TAB, SECTIONS
from app.services.list_words import Mistake
from app.services.logbook_choices import Option
from app.services.logbook_form import Problem
from app.services.places_changes import stored_capacity, stored_supervisor, trust_of
from app.services.places_fields import FormSpec, PlaceReading, Stored, written
from app.services.places_forms import supervisor_raw, supervisor_spec
from app.services.places_room_form import CAPACITY_FIELDS, capacity_raw, capacity_spec
from app.services.places_words import bounds, period
from app.services.wording import listed
from app.store.places import CapacityRow, PlaceRow, SupervisorRow

Raw = dict[str, str]
PLAIN_ROOM = ("name", "minimum", "maximum", "valid_from", "valid_to", "source")
PLAIN_SUPERVISOR = ("name", "places", "valid_from", "valid_to")
FLAGS = ("is_hard", "counts_share")
NEW_ROOM = {"kind": "place", "is_hard": "1"}
"""What a new row says in columns that the file does not have: as the form begins."""
ENOUGH_NAMES = 3


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """What one row would do. `changes` are (label, now, new); empty for a new or equal row."""

    section: str
    number: int
    title: str
    place: PlaceRow
    before: CapacityRow | SupervisorRow | None
    values: Mapping[str, Any]
    changes: tuple[tuple[str, str, str], ...] = ()

    @property
    def is_new(self) -> bool:
        """Whether the row adds something."""
        return self.before is None

    @property
    def does_something(self) -> bool:
        """Whether anything is written for it."""
        return self.is_new or bool(self.changes)


@dataclass(frozen=True)
class Shelf:
    """What every row is held against."""

    places: tuple[PlaceRow, ...]
    """Those whose room the actor keeps."""
    capacities: tuple[CapacityRow, ...] = ()
    supervisors: tuple[SupervisorRow, ...] = ()
    staff: tuple[Option, ...] = ()
    by_key: Mapping[str, PlaceRow] = field(init=False)

    def __post_init__(self) -> None:
        """Places by their keys."""
        object.__setattr__(self, "by_key", {row.key: row for row in self.places})

    @cached_property
    def by_name(self) -> Mapping[str, list[PlaceRow]]:
        """Places by their names; several may have the same."""
        found: dict[str, list[PlaceRow]] = defaultdict(list)
        for row in self.places:
            found[row.name.lower()].append(row)
        return found

    @cached_property
    def by_id(self) -> Mapping[int, PlaceRow]:
        """Places by row id."""
        return {row.id: row for row in self.places}

    def stored(self, section: str) -> tuple[CapacityRow, ...] | tuple[SupervisorRow, ...]:
        """What is stored of one section."""
        return self.capacities if section == ROOM_TAB else self.supervisors

    def siblings(self, place: PlaceRow) -> tuple[Option, ...]:
        """The places that a place can share room with: those of the same employer."""
        family = _family(place)
        return tuple(
            (str(row.id), row.name)
            for row in self.places
            if row.id != place.id and _family(row) == family
        )


class RowProblem(Exception):
    """A row that cannot be understood at all; the field and what was expected."""

    def __init__(self, field: str, text: str) -> None:
        super().__init__(text)
        self.field, self.text = field, text


def judge_row(section: str, row: ListRow, shelf: Shelf) -> tuple[PlannedRow | None, list[Mistake]]:
    """What a row would do, or everything that is wrong with it."""
    headings = SECTIONS[section].headings

    def wrong(problem: Problem) -> Mistake:
        heading = headings.get(problem.field, headings["unit"])
        return Mistake(row.number, heading, problem.text, section)

    if row.extra:
        text = _("Raden har flere celler enn overskrifter.")
        return None, [Mistake(row.number, None, text, section)]
    try:
        place = _place_of(row, shelf)
        before = _before(section, row, place, shelf)
    except RowProblem as problem:
        return None, [wrong(Problem(problem.field, problem.text))]
    make = _room if section == ROOM_TAB else _supervisor
    spec, raw, unread = make(row, place, before, shelf)
    reading = PlaceReading(raw)
    spec.read(reading)
    known = {each.field for each in unread}
    problems = [*unread, *(each for each in reading.problems if each.field not in known)]
    if problems:
        return None, [wrong(each) for each in problems]
    if before is None:
        before = _same(section, place, reading.values, shelf)
    elif isinstance(before, CapacityRow):
        # Places that the actor does not keep stay as they are.
        hidden = set(before.unit_ids) - set(shelf.by_id)
        reading.values["unit_ids"] = sorted({*reading.values["unit_ids"], *hidden})
    values = reading.values
    changes = _changes(before, values, spec)
    planned = PlannedRow(section, row.number, _title(values, place), place, before, values, changes)
    if before is not None and planned.changes and _is_older(row, before):
        text = _("Raden er endret på siden etter at filen ble lastet ned. Last ned filen på nytt.")
        return None, [wrong(Problem("version", text))]
    return planned, []


def stored_of(before: CapacityRow | SupervisorRow) -> Stored:
    """A stored row as a form has it."""
    if isinstance(before, CapacityRow):
        return stored_capacity(before)
    return stored_supervisor(before)


def cells_of_room(row: CapacityRow, shelf: Shelf) -> dict[str, str]:
    """A capacity as the cells of its row."""
    first, *others = [shelf.by_id[each] for each in row.unit_ids if each in shelf.by_id]
    kinds = {value: word for word, value in KINDS.items()}
    groups = {value: word for word, value in GROUPS.items()}
    return {
        **{name: written(getattr(row, name)) for name in CAPACITY_FIELDS},
        "public_id": row.public_id,
        "version": str(row.version),
        "unit": first.name,
        "unit_key": first.key,
        "kind": kinds.get(str(row.kind), ""),
        "groups": BETWEEN.join(groups[str(each)] for each in row.groups),
        "services": BETWEEN.join(row.services),
        "shared": BETWEEN.join(each.name for each in others),
        **{name: places_list.yes_or_no(getattr(row, name)) for name in FLAGS},
    }


def cells_of_supervisor(row: SupervisorRow, shelf: Shelf) -> dict[str, str]:
    """A supervisor's places as the cells of their row."""
    place = shelf.by_id[row.unit_id]
    cells = {name: written(getattr(row, name)) for name in PLAIN_SUPERVISOR}
    own = {"public_id": row.public_id, "version": str(row.version)}
    return cells | own | {"unit": place.name, "unit_key": place.key}


# --- The place and what is stored ---


def _family(place: PlaceRow) -> int:
    return next(iter(trust_of(place)), place.organisation_id)


def _place_of(row: ListRow, shelf: Shelf) -> PlaceRow:
    key, name = row.cells.get("unit_key", ""), row.cells.get("unit", "")
    if key:
        if key not in shelf.by_key:
            raise RowProblem(
                "unit_key", _("Ingen av stedene du koordinerer har denne nøkkelen. La den stå tom.")
            )
        return shelf.by_key[key]
    found = shelf.by_name.get(name.lower(), [])
    if len(found) == 1:
        return found[0]
    if not found:
        raise RowProblem(
            "unit",
            _(
                "Stedet er ikke blant dem du koordinerer. Skriv navnet slik det står på Steder og "
                "avtaler."
            ),
        )
    keys = ", ".join(place.key for place in found[:ENOUGH_NAMES])
    raise RowProblem(
        "unit", _("Flere steder heter dette. Skriv nøkkelen til ett av dem: %(keys)s.", keys=keys)
    )


def _before(
    section: str, row: ListRow, place: PlaceRow, shelf: Shelf
) -> CapacityRow | SupervisorRow | None:
    key = row.cells.get("public_id", "")
    if not key:
        return None
    for stored in shelf.stored(section):
        if stored.public_id == key and place.id in _units_of(stored):
            return stored
    raise RowProblem(
        "public_id",
        _("Ingenting på dette stedet har denne nøkkelen. La den stå tom for en ny rad."),
    )


def _units_of(row: CapacityRow | SupervisorRow) -> tuple[int, ...]:
    return row.unit_ids if isinstance(row, CapacityRow) else (row.unit_id,)


def _same(
    section: str, place: PlaceRow, values: Mapping[str, Any], shelf: Shelf
) -> CapacityRow | SupervisorRow | None:
    """A stored row that says exactly this: the file was read before."""
    for stored in shelf.stored(section):
        if place.id in _units_of(stored) and stored_of(stored).values == values:
            return stored
    return None


def _is_older(row: ListRow, before: CapacityRow | SupervisorRow) -> bool:
    version = row.cells.get("version", "")
    return bool(version) and version != str(before.version)


def _changes(
    before: CapacityRow | SupervisorRow | None, values: Mapping[str, Any], spec: FormSpec
) -> tuple[tuple[str, str, str], ...]:
    if before is None:
        return ()
    stored = stored_of(before).values
    if stored == values:
        return ()
    now = dict(spec.words(stored))
    return tuple((label, now[label], new) for label, new in spec.words(values) if now[label] != new)


def _title(values: Mapping[str, Any], place: PlaceRow) -> str:
    """Where, what, how many and when."""
    name = str(values["name"])
    called = name if name == place.name else f"{place.name}: {name}"
    room = (
        str(values["places"])
        if "places" in values
        else bounds(values["minimum"], values["maximum"])
    )
    return f"{called}, {room}, {period(values['valid_from'], values['valid_to'])}"


# --- From cells to the text of a form ---


def _room(
    row: ListRow, place: PlaceRow, before: CapacityRow | SupervisorRow | None, shelf: Shelf
) -> tuple[FormSpec, Raw, list[Problem]]:
    siblings = shelf.siblings(place)
    raw = dict(NEW_ROOM)
    if isinstance(before, CapacityRow):
        raw = {name: str(text) for name, text in capacity_raw(before, before.valid_from).items()}
    raw |= {name: row.cells[name] for name in PLAIN_ROOM if name in row.cells}
    unread: list[Problem] = []
    cells = row.cells
    if "services" in cells:
        raw["services"] = "\n".join(_parts(cells["services"]))
    for name in FLAGS:
        if name in cells:
            raw[name] = _flag(name, cells[name], unread)
    if "kind" in cells:
        raw["kind"] = _word("kind", cells["kind"], KINDS, unread)
    if "groups" in cells:
        raw = {name: text for name, text in raw.items() if not name.startswith("group_")}
        for word in _parts(cells["groups"].replace(",", ";")):
            raw[f"group_{_word('groups', word, GROUPS, unread)}"] = "1"
    if "shared" in cells:
        raw = {name: text for name, text in raw.items() if not name.startswith("unit_")}
        raw |= _shared(_parts(cells["shared"]), siblings, unread)
    return capacity_spec(place, siblings, ()), raw, unread


def _supervisor(
    row: ListRow, place: PlaceRow, before: CapacityRow | SupervisorRow | None, shelf: Shelf
) -> tuple[FormSpec, Raw, list[Problem]]:
    staff, raw, unread = shelf.staff, {}, []
    if isinstance(before, SupervisorRow):
        raw = supervisor_raw(before, before.valid_from)
        if before.person_id is not None and str(before.person_id) not in dict(staff):
            # Who supervises already can stay, also after leaving.
            staff = (*staff, (str(before.person_id), before.name))
    raw |= {name: row.cells[name] for name in PLAIN_SUPERVISOR if name in row.cells}
    if not (isinstance(before, SupervisorRow) and before.name == row.cells.get("name")):
        name = row.cells.get("name", "")
        named = [key for key, text in staff if text.lower() == name.lower()]
        raw["person_id"] = named[0] if len(named) == 1 else ""
        if len(named) > 1:
            text = _("Flere ansatte heter dette. Legg inn veilederen på siden til stedet.")
            unread.append(Problem("name", text))
    return supervisor_spec(staff), raw, unread


def _parts(cell: str) -> list[str]:
    return [part.strip() for part in cell.split(";") if part.strip()]


def _word(field: str, cell: str, words: Mapping[str, str], unread: list[Problem]) -> str:
    """What a word of the file stands for; an unknown one is a problem."""
    found = {word.lower(): value for word, value in words.items()}.get(cell.lower())
    if found is None:
        unread.append(Problem(field, _("Skriv en av: %(names)s.", names=", ".join(words))))
    return found or ""


def _flag(field: str, cell: str, unread: list[Problem]) -> str:
    if cell.lower() not in (YES.lower(), NO.lower()):
        unread.append(Problem(field, _("Skriv ja eller nei.")))
    return "1" if cell.lower() == YES.lower() else ""


def _shared(names: Iterable[str], siblings: tuple[Option, ...], unread: list[Problem]) -> Raw:
    by_name = {name.lower(): key for key, name in siblings}
    missing = [name for name in names if name.lower() not in by_name]
    if missing:
        text = _("Ukjent sted, eller et sted med en annen eier: %(names)s.", names=listed(missing))
        unread.append(Problem("shared", text))
    return {f"unit_{by_name[name.lower()]}": "1" for name in names if name.lower() in by_name}
