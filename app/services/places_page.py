"""Steder og avtaler: every place one coordinates or sends doctors to, and what runs out."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlmodel import Session

from app.actors import Actor, places_coordinated
from app.db.tables import AgreementState
from app.roles import Role
from app.services.places_words import (
    PLACE_KINDS,
    STAYS,
    agreement_mark,
    bounds,
    closed_from,
    in_force,
    place_kind_heading,
)
from app.services.wording import day, in_words, long_day, upper_first
from app.sorting import norwegian_key
from app.store import access as access_store
from app.store import places as store
from app.store.places import AgreementRow, CapacityRow, PlaceRow
from pathways.types.record import PlaceKind
from rotations.types.case import LimitKind

MOST_PLACES = 300
"""So many places are shown at most; a search finds the rest."""
LEAST_MONTHS_AHEAD = 6
"""An agreement that ends within the next half-year boundary this far ahead is told of: the
months in which a rotation would be planned and told. A choice of ours.
"""


@dataclass(frozen=True, slots=True)
class Scope:
    """What an actor coordinates. `organisation_ids` None: everything."""

    organisation_ids: frozenset[int] | None
    unit_ids: frozenset[int]

    def keeps(self, organisation_id: int) -> bool:
        """Whether an organisation is within."""
        return self.organisation_ids is None or organisation_id in self.organisation_ids


@dataclass(frozen=True, slots=True)
class AgreementLine:
    """One agreement as lists show it."""

    public_id: str
    title: str
    mark: str
    state: str
    days: str
    blockers: str | None


@dataclass(frozen=True, slots=True)
class PlaceLine:
    """One place of the list. Empty texts are unknown."""

    key: str
    name: str
    organisation: str
    rooms: tuple[str, ...]
    supervisors: str
    agreements: tuple[AgreementLine, ...]
    is_own: bool

    @property
    def is_known(self) -> bool:
        """Whether anything is written about it."""
        return bool(self.rooms or self.supervisors or self.agreements)


@dataclass(frozen=True, slots=True)
class PlaceGroup:
    """Places of one kind: those with something written, and the rest."""

    kind: PlaceKind
    heading: str
    known: tuple[PlaceLine, ...]
    unknown: tuple[PlaceLine, ...]


@dataclass(frozen=True, slots=True)
class PlacesPage:
    """The page."""

    sentence: str
    reason: str
    groups: tuple[PlaceGroup, ...]
    agreements: tuple[AgreementLine, ...]
    """Those that run out soon or wait, the first to end first."""
    ended: tuple[AgreementLine, ...]
    can_add: bool
    left_out: int
    kinds: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Found:
    """What is stored about the places in an actor's scope."""

    scope: Scope
    places: tuple[PlaceRow, ...]
    capacities: tuple[CapacityRow, ...]
    supervisors: Mapping[int, int]
    """Places by unit id, today."""
    agreements: tuple[AgreementRow, ...]


def scope_of(session: Session, actor: Actor) -> Scope:
    """What the actor coordinates, with all below; one query at most."""
    mine = places_coordinated(actor)
    units = frozenset(
        grant.unit_id for grant in actor.grants_as(Role.COORDINATOR) if grant.unit_id is not None
    )
    if mine is None:
        return Scope(None, units)
    return Scope(access_store.with_children(session, set(mine)), units)


def load_page(session: Session, actor: Actor, today: date, *, kind: str, words: str) -> PlacesPage:
    """The page; the number of queries does not depend on how many places there are.

    `kind` is a value of `PlaceKind` and `words` part of a name; empty ones narrow nothing.
    """
    found = _load(session, actor, today)
    lines = [(row, _line(row, found, today)) for row in found.places]
    wanted = [
        pair
        for pair in lines
        if kind in ("", pair[0].place_kind) and words.lower() in _searched(pair[0])
    ]
    shown = wanted[:MOST_PLACES]
    ending, waiting = _ending(found.agreements, today), _waiting(found.agreements, today)
    over = [each for each in found.agreements if each.ends_on is not None and each.ends_on < today]
    return PlacesPage(
        sentence=_sentence(len(ending), today),
        reason=_reason(len(waiting), lines, found.scope),
        groups=_groups(shown),
        agreements=tuple(line_of(each, today) for each in (*ending, *waiting)),
        ended=tuple(line_of(each, today) for each in reversed(over)),
        can_add=found.scope.organisation_ids is None or bool(found.scope.organisation_ids),
        left_out=len(wanted) - len(shown),
        kinds=_kinds(row for row, _line in lines),
    )


def load_sentence(session: Session, actor: Actor, today: date) -> str:
    """The page's own sentence, for start pages; two queries."""
    scope = scope_of(session, actor)
    rows = store.list_agreements(session, party_ids=scope.organisation_ids, ends_from=today)
    return _sentence(len(_ending(rows, today)), today)


def line_of(row: AgreementRow, today: date) -> AgreementLine:
    """An agreement as lists show it."""
    mark, state = agreement_mark(row.state, row.ends_on, today)
    if row.ends_on is None:
        days = _("til videre")
    elif row.starts_on > today:
        days = _("%(first)s–%(last)s", first=day(row.starts_on), last=day(row.ends_on))
    else:
        days = _("til %(day)s", day=day(row.ends_on))
    return AgreementLine(row.public_id, row.title, mark, state, days, row.blockers)


def _load(session: Session, actor: Actor, today: date) -> Found:
    scope = scope_of(session, actor)
    agreements = store.list_agreements(session, party_ids=scope.organisation_ids)
    hosts = {row.host_id for row in agreements if row.unit_id is None}
    below = access_store.with_children(session, hosts)
    owners = None if scope.organisation_ids is None else scope.organisation_ids | below
    named = {row.unit_id for row in agreements if row.unit_id is not None} | scope.unit_ids
    rows = store.list_places(
        session, organisation_ids=owners, unit_ids=None if owners is None else named
    )
    ids = [row.id for row in rows]
    capacities = store.list_capacities(session, unit_ids=ids)
    with_room = {unit for row in capacities for unit in row.unit_ids}
    # Of a host as a whole only the units that take anybody; of one's own all.
    kept = [
        row
        for row in rows
        if scope.keeps(row.organisation_id) or row.id in named or row.id in with_room
    ]
    supervisors: dict[int, int] = defaultdict(int)
    for each in store.list_supervisors(session, ids, first=today, last=today):
        supervisors[each.unit_id] += each.places
    kept.sort(key=lambda row: norwegian_key(row.name))
    return Found(scope, tuple(kept), capacities, supervisors, agreements)


def _line(row: PlaceRow, found: Found, today: date) -> PlaceLine:
    is_own = found.scope.keeps(row.organisation_id)
    rooms = [
        each
        for each in found.capacities
        if row.id in each.unit_ids
        and each.kind is LimitKind.PLACE
        and in_force(each.valid_from, each.valid_to, today)
    ]
    if closed_from(each for each in rooms if each.unit_ids == (row.id,)) is not None:
        return PlaceLine(row.key, row.name, row.organisation, (_("stengt"),), "", (), is_own)
    places = found.supervisors.get(row.id)
    return PlaceLine(
        key=row.key,
        name=row.name,
        organisation=row.organisation,
        rooms=tuple(_room(each, len(rooms)) for each in rooms) or _agreed(row, found, today),
        supervisors="" if places is None else str(places),
        agreements=tuple(
            line_of(each, today)
            for each in found.agreements
            if each.unit_id == row.id and (each.ends_on is None or each.ends_on >= today)
        ),
        is_own=is_own,
    )


def _room(row: CapacityRow, count: int) -> str:
    text = bounds(row.minimum, row.maximum)
    if count == 1 and not row.groups and not row.services:
        return text
    return f"{text} ({row.name})"


def _agreed(row: PlaceRow, found: Found, today: date) -> tuple[str, ...]:
    """Where the place has said nothing: how many an agreement on it lets in."""
    return tuple(
        _("høyst %(number)s etter avtale", number=each.places)
        for each in found.agreements
        if each.unit_id == row.id
        and each.places is not None
        and each.state is AgreementState.AGREED
        and in_force(each.starts_on, each.ends_on, today)
    )


def _searched(row: PlaceRow) -> str:
    return f"{row.name} {row.organisation}".lower()


def _groups(pairs: Collection[tuple[PlaceRow, PlaceLine]]) -> tuple[PlaceGroup, ...]:
    by_kind: dict[PlaceKind, list[PlaceLine]] = defaultdict(list)
    for row, line in pairs:
        by_kind[row.place_kind].append(line)
    return tuple(
        PlaceGroup(
            kind,
            place_kind_heading(kind),
            tuple(line for line in by_kind[kind] if line.is_known),
            tuple(line for line in by_kind[kind] if not line.is_known),
        )
        for kind in PLACE_KINDS
        if kind in by_kind
    )


def _kinds(rows: Iterable[PlaceRow]) -> tuple[tuple[str, str], ...]:
    there = {row.place_kind for row in rows}
    return tuple((str(kind), place_kind_heading(kind)) for kind in PLACE_KINDS if kind in there)


def _horizon(today: date) -> date:
    """The first day of a half-year that is at least `LEAST_MONTHS_AHEAD` away."""
    month = today.month - 1 + LEAST_MONTHS_AHEAD + (today.day > 1)
    year, month = today.year + month // 12, month % 12 + 1
    return date(year, 7, 1) if 1 < month <= 7 else date(year + (month > 7), 1, 1)


def _ending(rows: Collection[AgreementRow], today: date) -> list[AgreementRow]:
    found = [
        (row.ends_on, row)
        for row in rows
        if row.state is AgreementState.AGREED
        and row.kind not in STAYS
        and row.ends_on is not None
        and today <= row.ends_on < _horizon(today)
    ]
    return [row for _day, row in sorted(found, key=lambda pair: (pair[0], pair[1].id))]


def _waiting(rows: Collection[AgreementRow], today: date) -> list[AgreementRow]:
    return [
        row
        for row in rows
        if row.state is AgreementState.AWAITING_APPROVAL
        and (row.ends_on is None or row.ends_on >= today)
    ]


def _sentence(ending: int, today: date) -> str:
    horizon = long_day(_horizon(today))
    if not ending:
        return _("Ingen avtaler går ut før *%(day)s*.", day=horizon)
    return ngettext(
        "*Én avtale* går ut før %(day)s.",
        "*%(words)s avtaler* går ut før %(day)s.",
        ending,
        words=upper_first(in_words(ending)),
        day=horizon,
    )


def _reason(waiting: int, lines: Collection[tuple[PlaceRow, PlaceLine]], scope: Scope) -> str:
    said = []
    if waiting:
        said.append(
            ngettext(
                "Én avtale venter på godkjenning.",
                "%(words)s avtaler venter på godkjenning.",
                waiting,
                words=upper_first(in_words(waiting)),
            )
        )
    known = sum(bool(line.rooms) for _row, line in lines)
    said.append(
        _(
            "%(known)s av %(all)s steder har oppgitt hvor mange leger de tar.",
            known=known,
            all=len(lines),
        )
    )
    if scope.organisation_ids is not None and not scope.organisation_ids:
        said.append(_("Du koordinerer enkelte enheter og kan se dem, men ikke endre dem."))
    return " ".join(said)
