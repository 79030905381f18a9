"""Leger som kommer: who comes to one's units, when, with which service and objectives.

From published plans alone: a draft is nobody's promise. A coordinator sees the doctors of
others, who are on no board of one's own; a supervisor, and a contract specialist, everybody who
comes to the units where he or she works.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlmodel import Session

from app.actors import Actor
from app.db.tables import LegalState
from app.roles import Role
from app.services.places_page import scope_of
from app.services.places_words import group_name, period, runs
from app.services.wording import in_language, in_words, long_day, upper_first
from app.store import hosts as store
from app.store import places as place_store
from app.store.hosts import Arrival, Coordinator
from rotations.types.case import TraineeGroup

SET_OF_GROUP = {TraineeGroup.LIS1: "DEL1", TraineeGroup.ALIS: "ALM"}
"""The objectives that a group works towards; the others by their own specialty."""


@dataclass(frozen=True, slots=True)
class ArrivalLine:
    """One doctor, or one vacant post, at one place."""

    name: str
    group: str
    is_vacant: bool
    service: str
    unit: str
    days: str
    objectives: str
    """Objectives of the doctor's set that can lawfully be met there; empty: none are named."""
    home: str
    contacts: tuple[Coordinator, ...]


@dataclass(frozen=True, slots=True)
class HostPage:
    """The page."""

    sentence: str
    reason: str
    here: tuple[ArrivalLine, ...]
    coming: tuple[ArrivalLine, ...]
    has_units: bool


def load_page(session: Session, actor: Actor, today: date) -> HostPage:
    """Who is here and who comes; the number of queries is the same for all."""
    units, rows = _found(session, actor, today)
    covered = _objectives(session, {row.unit_id for row in rows}, today)
    owners = {key for row in rows for key in (row.home_id, row.plan_owner_id)}
    contacts: dict[int, list[Coordinator]] = defaultdict(list)
    for each in store.coordinators_of(session, owners, today):
        contacts[each.organisation_id].append(each)
    here = [row for row in rows if row.starts_on <= today and row.name is not None]
    coming = [row for row in rows if row.starts_on > today or row.name is None]

    def lines(found: Iterable[Arrival]) -> tuple[ArrivalLine, ...]:
        return tuple(
            _line(row, covered, tuple(contacts[row.home_id] or contacts[row.plan_owner_id]))
            for row in found
        )

    return HostPage(
        sentence=_sentence(coming),
        reason=_reason(here, coming),
        here=lines(here),
        coming=lines(coming),
        has_units=bool(units),
    )


def _found(
    session: Session, actor: Actor, today: date
) -> tuple[frozenset[int], tuple[Arrival, ...]]:
    if actor.role is not Role.COORDINATOR:
        units = store.units_of_staff(session, actor.person_id, today)
        return units, store.list_arrivals(session, units, ends_from=today)
    scope = scope_of(session, actor)
    own = place_store.list_places(
        session, organisation_ids=scope.organisation_ids, unit_ids=scope.unit_ids
    )
    units = frozenset(row.id for row in own)
    rows = store.list_arrivals(session, units, ends_from=today)
    if scope.organisation_ids is None:
        return units, rows
    # One's own doctors are on one's own board.
    return units, tuple(row for row in rows if not scope.keeps(row.home_id))


def _objectives(
    session: Session, unit_ids: Iterable[int], today: date
) -> Mapping[tuple[int, str], list[str]]:
    found: dict[tuple[int, str], list[str]] = defaultdict(list)
    for row in place_store.list_objective_places(session, tuple(unit_ids)):
        begun = row.valid_from is None or row.valid_from <= today
        if (
            row.legal_state is LegalState.APPROVED
            and begun
            and (row.valid_to is None or row.valid_to >= today)
        ):
            found[row.unit_id, row.objective_set].append(row.identifier)
    return found


def _line(
    row: Arrival, covered: Mapping[tuple[int, str], list[str]], contacts: tuple[Coordinator, ...]
) -> ArrivalLine:
    wanted = SET_OF_GROUP.get(row.group, row.specialty_code or "")
    return ArrivalLine(
        name=row.name or _("Ledig plass"),
        group=row.vacancy or group_name(row.group),
        is_vacant=row.name is None,
        service=in_language(row, "service") or row.service_nb,
        unit=row.unit,
        days=period(row.starts_on, row.ends_on),
        objectives=", ".join(runs(covered.get((row.unit_id, wanted), ()))),
        home=row.home,
        contacts=contacts,
    )


def _sentence(coming: Iterable[Arrival]) -> str:
    first = next((row for row in coming if row.name is not None), None)
    if first is None:
        return _("Ingen publisert plan har leger på vei hit.")
    return _(
        "Neste lege kommer *%(day)s*: %(name)s til %(unit)s.",
        day=long_day(first.starts_on),
        name=first.name,
        unit=first.unit,
    )


def _reason(here: list[Arrival], coming: list[Arrival]) -> str:
    vacant = sum(row.name is None for row in coming)
    said = [
        ngettext(
            "Én lege er her nå.",
            "%(words)s leger er her nå.",
            len(here),
            words=upper_first(in_words(len(here))),
        )
        if here
        else _("Ingen er her nå.")
    ]
    if len(coming) > vacant:
        said.append(
            ngettext(
                "Én plassering er planlagt.",
                "%(words)s plasseringer er planlagt.",
                len(coming) - vacant,
                words=upper_first(in_words(len(coming) - vacant)),
            )
        )
    if vacant:
        said.append(
            ngettext(
                "Én plass er ledig.",
                "%(words)s plasser er ledige.",
                vacant,
                words=upper_first(in_words(vacant)),
            )
        )
    return " ".join(said)
