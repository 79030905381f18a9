"""Words for places: kinds, bounds, periods, agreements and their states."""

import re
from collections.abc import Iterable, Sequence
from datetime import date

from flask_babel import gettext as _

from app.db.tables import AgreementKind, AgreementState, LegalState
from app.services.wording import day
from app.store.places import CapacityRow
from pathways.types.record import PlaceKind
from rotations.types.case import LimitKind, TraineeGroup

PLACE_KINDS = (
    *(PlaceKind.HOSPITAL, PlaceKind.DPS, PlaceKind.NURSING_HOME, PlaceKind.EMERGENCY_UNIT),
    *(PlaceKind.OPEN_PRACTICE, PlaceKind.MUNICIPALITY, PlaceKind.COMMUNITY_MEDICINE),
    *(PlaceKind.COMPANY_HEALTH, PlaceKind.CONTRACT_SPECIALIST, PlaceKind.OTHER_TRUST),
)
"""In the order of the page."""
STAYS = (AgreementKind.OBSERVATION_STAY, AgreementKind.CONSULTANT_EXCHANGE)
"""Agreements that are over when the person goes home; nobody renews them."""


def place_kind_heading(kind: PlaceKind) -> str:
    """The heading over the places of a kind."""
    return {
        PlaceKind.HOSPITAL: _("Sykehus"),
        PlaceKind.DPS: _("DPS og BUP"),
        PlaceKind.MUNICIPALITY: _("Sykehjem og KAD"),
        PlaceKind.OPEN_PRACTICE: _("Legekontor"),
        PlaceKind.CONTRACT_SPECIALIST: _("Avtalespesialister"),
        PlaceKind.OTHER_TRUST: _("Andre foretak"),
        PlaceKind.NURSING_HOME: _("Sykehjem"),
        PlaceKind.EMERGENCY_UNIT: _("Legevakt"),
        PlaceKind.COMMUNITY_MEDICINE: _("Samfunnsmedisin"),
        PlaceKind.COMPANY_HEALTH: _("Bedriftshelsetjeneste"),
    }[kind]


def place_kind_one(kind: PlaceKind) -> str:
    """What one place of a kind is, for choosing."""
    return {
        PlaceKind.HOSPITAL: _("Avdeling eller enhet på sykehus"),
        PlaceKind.DPS: _("Enhet på DPS eller BUP"),
        PlaceKind.MUNICIPALITY: _("Sykehjem og kommunale akuttplasser (KAD)"),
        PlaceKind.NURSING_HOME: _("Sykehjem"),
        PlaceKind.EMERGENCY_UNIT: _("Legevakt"),
        PlaceKind.OPEN_PRACTICE: _("Legekontor"),
        PlaceKind.COMMUNITY_MEDICINE: _("Samfunnsmedisin"),
        PlaceKind.COMPANY_HEALTH: _("Bedriftshelsetjeneste"),
        PlaceKind.CONTRACT_SPECIALIST: _("Avtalespesialist"),
        PlaceKind.OTHER_TRUST: _("Enhet i et annet foretak"),
    }[kind]


def agreement_kind_name(kind: AgreementKind) -> str:
    """What two employers have agreed on."""
    return {
        AgreementKind.EXTERNAL_SERVICE: _("Fagavtale med annet foretak"),
        AgreementKind.CONTRACT_SPECIALIST: _("Avtalespesialist"),
        AgreementKind.MUNICIPALITY: _("Avtale mellom kommune og sykehus"),
        AgreementKind.COMBINED_POST: _("Kombinasjonsstilling"),
        AgreementKind.OBSERVATION_STAY: _("Hospitering"),
        AgreementKind.CONSULTANT_EXCHANGE: _("Utveksling av overlege eller fastlege"),
    }[kind]


def agreement_state_name(state: AgreementState) -> str:
    """How far an agreement has come."""
    return {
        AgreementState.PLANNED: _("Planlagt"),
        AgreementState.AWAITING_APPROVAL: _("Venter på godkjenning"),
        AgreementState.AGREED: _("Avtalt"),
        AgreementState.ENDED: _("Avsluttet"),
    }[state]


def agreement_mark(state: AgreementState, ends_on: date | None, today: date) -> tuple[str, str]:
    """(mark, word) of an agreement today; one that has run out is ended whatever it says."""
    if state is AgreementState.ENDED or (ends_on is not None and ends_on < today):
        return "unknown", agreement_state_name(AgreementState.ENDED)
    mark = {
        AgreementState.PLANNED: "on_track",
        AgreementState.AWAITING_APPROVAL: "at_risk",
        AgreementState.AGREED: "done",
    }[state]
    return mark, agreement_state_name(state)


def legal_state_name(state: LegalState) -> str:
    """Whether an objective may lawfully be met at a place."""
    return {
        LegalState.APPROVED: _("Godkjent"),
        LegalState.APPLIED: _("Søkt om godkjenning"),
        LegalState.NOT_APPROVED: _("Ikke godkjent"),
        LegalState.UNKNOWN: _("Ukjent"),
    }[state]


def legal_mark(state: LegalState) -> str:
    """The mark beside it."""
    return {
        LegalState.APPROVED: "done",
        LegalState.APPLIED: "on_track",
        LegalState.NOT_APPROVED: "late",
        LegalState.UNKNOWN: "unknown",
    }[state]


def limit_kind_name(kind: LimitKind) -> str:
    """Where a limit comes from."""
    return {
        LimitKind.PLACE: _("Plasser"),
        LimitKind.SUPERVISOR: _("Veiledere"),
        LimitKind.AGREEMENT: _("Avtale"),
        LimitKind.ROTA: _("Vaktlag"),
    }[kind]


def group_name(group: TraineeGroup) -> str:
    """A group of doctors."""
    return {
        TraineeGroup.LIS1: "LIS1",
        TraineeGroup.LIS23: "LIS2/3",
        TraineeGroup.ALIS: "ALIS",
        TraineeGroup.CONSULTANT: _("Overleger"),
    }[group]


def bounds(minimum: int | None, maximum: int | None) -> str:
    """Fewest and most: 1–3, minst 2, høyst 4."""
    if minimum is None and maximum is None:
        return _("ukjent")
    if maximum is None:
        return _("minst %(number)s", number=minimum)
    if minimum is None:
        return _("høyst %(number)s", number=maximum)
    return str(maximum) if minimum == maximum else f"{minimum}–{maximum}"


def period(first: date | None, last: date | None) -> str:
    """01.09.2025–31.08.2028, or fra 01.09.2025."""
    if first is None:
        return _("hele tiden") if last is None else _("til %(day)s", day=day(last))
    if last is None:
        return _("fra %(day)s", day=day(first))
    return f"{day(first)}–{day(last)}"


def covers(row: CapacityRow) -> str:
    """Whom and what a capacity speaks of: LIS1, psykose; or all doctors."""
    words = [*map(group_name, row.groups), *row.services]
    return ", ".join(words) or _("Alle leger og tjenester")


def in_force(first: date | None, last: date | None, on: date) -> bool:
    """Whether something with these days holds on a day; None is without end."""
    return (first is None or first <= on) and (last is None or on <= last)


def closed_from(capacities: Iterable[CapacityRow]) -> date | None:
    """The first day on which a place takes nobody until further notice; None: it is open."""
    days = [
        row.valid_from
        for row in capacities
        if row.maximum == 0
        and row.is_hard
        and row.kind is LimitKind.PLACE
        and row.valid_to is None
        and len(row.unit_ids) == 1
        and not (row.services or row.groups)
    ]
    return min(days, default=None)


def runs(identifiers: Iterable[str]) -> tuple[str, ...]:
    """Identifiers with numbers in a row joined: VOP-036 to VOP-060, VOP-062.

    >>> runs(["A-1", "A-2", "A-3", "A-7", "B"])
    ('A-1–A-3', 'A-7', 'B')
    """
    found: list[list[str]] = []
    for each in identifiers:
        if found and _follows(found[-1][-1], each):
            found[-1].append(each)
        else:
            found.append([each])
    return tuple(run[0] if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in found)


def _follows(first: str, second: str) -> bool:
    a, b = (re.fullmatch(r"(.*?)(\d+)", each) for each in (first, second))
    return bool(a and b and a[1] == b[1] and int(b[2]) == int(a[2]) + 1)


def expand(text: str) -> Sequence[str]:
    """Identifiers as people write them in a field: one a line, or with commas, or VOP-1–VOP-9.

    A span is opened when both ends have the same beginning and the same number of digits. In the
    order they were written, each once.
    """
    found: dict[str, None] = {}
    for part in re.split(r"[\s,;]+", re.sub(r"\s*[–]\s*", "–", text)):
        ends = re.fullmatch(r"(.*?)(\d+)–(.*?)(\d+)", part)
        if ends and ends[1] == ends[3] and 0 < int(ends[4]) - int(ends[2]) < MOST_IN_A_SPAN:
            width = len(ends[2])
            numbers = range(int(ends[2]), int(ends[4]) + 1)
            found.update({f"{ends[1]}{number:0{width}d}": None for number in numbers})
        elif part:
            found[part] = None
    return tuple(found)


MOST_IN_A_SPAN = 500
