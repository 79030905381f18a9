"""Short stays, exchanges and combined posts at a host: agreements about one person, by day.

They are on no board; what is agreed, or on its way, stands in the agreement alone.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from sqlmodel import Session

from app.db.tables import AgreementState
from app.services.places_agreement_form import ABOUT_PERSONS
from app.services.places_page import Scope
from app.services.places_words import agreement_kind_name, agreement_state_name
from app.services.wording import lower_first
from app.store import places as store
from app.store.agreements import agreements_at
from app.store.places import AgreementRow

FAR = date(9999, 12, 31)


@dataclass(frozen=True, slots=True)
class HostStay:
    """One person's stay, exchange or combined post at the host."""

    row: AgreementRow
    name: str
    kind: str
    about: str
    """What it is, how much of the time is here, who guides, how far the agreement has come."""
    place: str


def stays_of_scope(session: Session, scope: Scope, today: date) -> tuple[HostStay, ...]:
    """Those at the organisations and units that a coordinator keeps; four queries at most."""
    rows = {
        row.id: row
        for row in store.list_agreements(session, party_ids=scope.organisation_ids, ends_from=today)
        if scope.keeps(row.host_id)
    }
    if scope.unit_ids:
        rows |= {row.id: row for row in _at(session, scope.unit_ids, today)}
    return _told(rows.values())


def stays_at(session: Session, unit_ids: Collection[int], today: date) -> tuple[HostStay, ...]:
    """Those at units that a supervisor works at; three queries."""
    return _told(_at(session, unit_ids, today)) if unit_ids else ()


def _at(session: Session, unit_ids: Collection[int], today: date) -> list[AgreementRow]:
    found = agreements_at(session, sorted(unit_ids), today, FAR)
    return [row for row in found if row.unit_id in unit_ids]


def _told(rows: Collection[AgreementRow]) -> tuple[HostStay, ...]:
    wanted = [
        row for row in rows if row.kind in ABOUT_PERSONS and row.state is not AgreementState.ENDED
    ]
    return tuple(
        HostStay(
            row,
            row.person or _("Ikke bestemt"),
            agreement_kind_name(row.kind),
            _about(row),
            row.unit or row.host,
        )
        for row in sorted(wanted, key=lambda row: (row.starts_on, row.id))
    )


def _about(row: AgreementRow) -> str:
    parts = [row.title]
    if row.home_share is not None:
        parts.append(_("%(share)s %% av stillingen er her", share=100 - row.home_share))
    if row.tutor:
        parts.append(_("veileder %(name)s", name=row.tutor))
    if row.state is not AgreementState.AGREED:
        parts.append(lower_first(agreement_state_name(row.state)))
    return ", ".join(parts)
