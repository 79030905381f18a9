"""One place: room by period, supervisors, agreements, what is learned there, practical help."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlmodel import Session

from app.actors import Actor
from app.services import knowledge
from app.services.logbook_words import place_kind_name
from app.services.places_page import AgreementLine, Scope, line_of, scope_of
from app.services.places_words import (
    agreement_kind_name,
    bounds,
    closed_from,
    covers,
    in_force,
    legal_mark,
    legal_state_name,
    limit_kind_name,
    period,
    runs,
)
from app.services.wording import in_language, in_words, listed, long_day
from app.store import places as store
from app.store.place_access import CONTRACT_SPECIALIST
from app.store.places import (
    AgreementRow,
    CapacityRow,
    GuideRow,
    ObjectivePlaceRow,
    PlaceRow,
    SupervisorRow,
)
from rotations.types.case import LimitKind

FAR = date(9999, 12, 31)


@dataclass(frozen=True, slots=True)
class CapacityLine:
    """One row of the table of room."""

    public_id: str
    name: str
    kind: str
    covers: str
    shared_with: str
    """Names of the other units it speaks of."""
    bounds: str
    is_hard: bool
    counts_share: bool
    days: str
    source: str
    is_now: bool
    is_over: bool


@dataclass(frozen=True, slots=True)
class SupervisorLine:
    """One supervisor at the place."""

    public_id: str
    name: str
    places: int
    days: str
    is_over: bool


@dataclass(frozen=True, slots=True)
class ObjectiveLine:
    """Objectives of one set with the same legal state, source and days."""

    objective_set: str
    set_name: str
    runs: tuple[str, ...]
    count: int
    mark: str
    state: str
    source: str
    days: str


@dataclass(frozen=True, slots=True)
class PlacePage:
    """The page of a place."""

    place: PlaceRow
    kind: str
    sentence: str
    reason: str
    capacities: tuple[CapacityLine, ...]
    supervisors: tuple[SupervisorLine, ...]
    agreements: tuple[tuple[str, AgreementLine], ...]
    """(kind, agreement)."""
    objectives: tuple[ObjectiveLine, ...]
    guide: GuideRow | None
    may_change: bool
    may_agree: bool
    is_closed: bool
    """It takes nobody from some day on."""


def load_place(session: Session, actor: Actor, place: PlaceRow, today: date) -> PlacePage:
    """Everything about a place; the number of queries is the same for all."""
    scope = scope_of(session, actor)
    found = store.limits_of(session, (place.id,), date.min, FAR)
    own = [row for row in found.agreements if scope.keeps(row.home_id) or scope.keeps(row.host_id)]
    shared = {unit for row in found.capacities for unit in row.unit_ids} - {place.id}
    names = {row.id: row.name for row in store.list_places(session, unit_ids=shared)}
    objectives = store.list_objective_places(session, (place.id,))
    return PlacePage(
        place=place,
        kind=place_kind_name(place.place_kind),
        sentence=_sentence(place, found.capacities, today),
        reason=_reason(found.supervisors, own, today),
        capacities=tuple(
            sorted(
                (_capacity(row, place, names, today) for row in found.capacities),
                key=lambda line: line.is_over,
            )
        ),
        supervisors=tuple(_supervisor(row, today) for row in found.supervisors),
        agreements=tuple((agreement_kind_name(row.kind), line_of(row, today)) for row in own),
        objectives=_objectives(objectives, set_names(session)),
        guide=store.load_guides(session, (place.id,)).get(place.id),
        may_change=_may_change(place, own, scope),
        may_agree=scope.organisation_ids is None or bool(scope.organisation_ids),
        is_closed=closed_from(found.capacities) is not None,
    )


def set_names(session: Session) -> dict[str, str]:
    """What sets of objectives are called."""
    specialties = knowledge.load_bundle(session).knowledge.specialties
    return {
        "DEL1": _("Del 1"),
        "FKM": _("Felles kompetansemål"),
        **{each.code: in_language(each, "name") or each.code for each in specialties},
    }


def _may_change(place: PlaceRow, own: Iterable[AgreementRow], scope: Scope) -> bool:
    """As the access rule decides; here only for what the page offers."""
    if scope.keeps(place.organisation_id):
        return True
    is_contract = place.organisation_kind == CONTRACT_SPECIALIST
    return is_contract and any(scope.keeps(row.home_id) for row in own)


def _capacity(
    row: CapacityRow, place: PlaceRow, names: dict[int, str], today: date
) -> CapacityLine:
    return CapacityLine(
        public_id=row.public_id,
        name=row.name,
        kind=limit_kind_name(row.kind),
        covers=covers(row),
        shared_with=listed([names[each] for each in row.unit_ids if each != place.id]),
        bounds=bounds(row.minimum, row.maximum),
        is_hard=row.is_hard,
        counts_share=row.counts_share,
        days=period(row.valid_from, row.valid_to),
        source=row.source,
        is_now=in_force(row.valid_from, row.valid_to, today),
        is_over=row.valid_to is not None and row.valid_to < today,
    )


def _supervisor(row: SupervisorRow, today: date) -> SupervisorLine:
    return SupervisorLine(
        row.public_id,
        row.name,
        row.places,
        period(row.valid_from, row.valid_to),
        row.valid_to is not None and row.valid_to < today,
    )


def _objectives(
    rows: Iterable[ObjectivePlaceRow], names: dict[str, str]
) -> tuple[ObjectiveLine, ...]:
    groups: dict[tuple[object, ...], list[ObjectivePlaceRow]] = defaultdict(list)
    for row in rows:
        key = (row.objective_set, row.legal_state, row.source, row.valid_from, row.valid_to)
        groups[key].append(row)
    return tuple(
        ObjectiveLine(
            objective_set=first.objective_set,
            set_name=names.get(first.objective_set, first.objective_set),
            runs=runs(each.identifier for each in members),
            count=len(members),
            mark=legal_mark(first.legal_state),
            state=legal_state_name(first.legal_state),
            source=first.source,
            days=period(first.valid_from, first.valid_to),
        )
        for members in groups.values()
        for first in members[:1]
    )


def _sentence(place: PlaceRow, rows: Collection[CapacityRow], today: date) -> str:
    closed = closed_from(rows)
    if closed is not None and closed <= today:
        return _("%(place)s er *stengt*.", place=place.name)
    if closed is not None:
        return _("%(place)s *stenger* %(day)s.", place=place.name, day=long_day(closed))
    rooms = [
        row
        for row in rows
        if row.kind is LimitKind.PLACE and in_force(row.valid_from, row.valid_to, today)
    ]
    if not rooms:
        return _("Det er *ukjent* hvor mange leger %(place)s tar.", place=place.name)
    first = rooms[0]
    text = bounds(first.minimum, first.maximum)
    if len(rooms) == 1 and not first.groups and not first.services:
        # The dash and what follows it stay on one line.
        text = text.replace("–", "–\u2060")
        return _("%(place)s tar *%(bounds)s leger* samtidig.", place=place.name, bounds=text)
    said = [
        _("%(bounds)s %(who)s", bounds=bounds(row.minimum, row.maximum), who=covers(row))
        for row in rooms
    ]
    return _("%(place)s tar *%(rooms)s* samtidig.", place=place.name, rooms=listed(said))


def _reason(
    supervisors: Iterable[SupervisorRow], agreements: Iterable[AgreementRow], today: date
) -> str:
    now = [row for row in supervisors if in_force(row.valid_from, row.valid_to, today)]
    said = []
    if now:
        said.append(
            ngettext(
                "%(names)s har én plass til veiledning.",
                "%(names)s har %(words)s plasser til veiledning.",
                sum(row.places for row in now),
                names=listed([row.name for row in now]),
                words=in_words(sum(row.places for row in now)),
            )
        )
    else:
        said.append(_("Ingen veileder er oppgitt."))
    said += [
        _("%(title)s: %(blockers)s", title=row.title, blockers=row.blockers)
        for row in agreements
        if row.blockers and (row.ends_on is None or row.ends_on >= today)
    ]
    return " ".join(said)
