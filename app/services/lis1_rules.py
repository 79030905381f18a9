"""Versions of a council's rules: proposed, changed, adopted, discarded. Each step commits once.

A proposal is adopted only when its effect on the last intake has been shown on the text that is
adopted, or there is no drawn intake to show it on. An intake keeps the version it was opened with.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from sqlmodel import Session

from app.actors import Actor, organisations_of
from app.db.tables import Lis1Rules, RulesState
from app.exchange.lis1_parts import read_criteria, write_parts
from app.roles import Role
from app.services import lis1_rules_form as form
from app.services.lis1_intakes_keep import councils_of
from app.services.lis1_rules_effect import Effect, EffectState, load_effect
from app.services.lis1_rules_templates import templates
from app.services.logbook_form import Problem, Raw
from app.services.places_fields import PlaceReading
from app.services.wording import long_day
from app.store import audit
from app.store import lis1_intakes as intake_store
from app.store import lis1_rules as store
from app.store.audit import LastWriter
from rotations.lis1.types import FactStatus, Scope

FROM_ADOPTED, EMPTY = "gjeldende", "tomt"


@dataclass(frozen=True, slots=True)
class Desk:
    """Who changes rules, and when."""

    actor: Actor
    today: date
    now: datetime


@dataclass(frozen=True, slots=True)
class Council:
    """A council whose rules the actor may see and change."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class RulesDraft:
    """The form of a proposal as it was written, and what stands in the way of saving it."""

    raw: Raw
    problems: tuple[Problem, ...] = ()
    values: Mapping[str, Any] | None = None
    stored: Mapping[str, Any] | None = None
    """What is stored now, when somebody else changed it meanwhile."""
    version: int = 0
    last: LastWriter | None = None


def councils(session: Session, actor: Actor) -> tuple[Council, ...]:
    """The councils of the actor: those with rules, else the organisations of the role itself."""
    found = intake_store.list_owners(session, councils_of(session, actor))
    if not found:
        found = store.organisation_names(session, organisations_of(actor, Role.COUNCIL) or ())
    return tuple(Council(*each) for each in found)


def values_of(row: Lis1Rules) -> dict[str, Any]:
    """What a version says, as values."""
    return {
        "text": row.text,
        "source": row.source,
        "status": row.status,
        "any_remaining": row.any_remaining,
        "criteria": read_criteria(row.criteria),
    }


def known_subjects(session: Session, owner: int) -> form.Known:
    """What candidates of a council are asked about: by some version, or in some intake."""
    declared = store.subjects_declared(session, owner)
    asked: dict[str, set[Scope]] = {}
    for row in store.list_versions(session, owner):
        if row.state in (RulesState.ADOPTED, RulesState.SUPERSEDED):
            for each in read_criteria(row.criteria):
                asked.setdefault(each.subject, set()).add(each.scope)
    return form.Known(
        frozenset((*declared, *asked)), frozenset(each for each in declared if declared[each])
    )


def _known_in(session: Session, row: Lis1Rules, values: Mapping[str, Any]) -> form.Known:
    """The same with what the proposal itself has been said to ask about anew."""
    known = known_subjects(session, row.organisation_id)
    own = {each.subject for each in values["criteria"]}
    return form.Known(known.subjects | own, known.without_place)


def propose(session: Session, desk: Desk, owner: int, start: str) -> str:
    """A new proposal from the rules in force, a template or nothing; its public id. Commits.

    Raises LookupError when there is no such beginning.
    """
    store.lock_owner(session, owner)
    row = store.add_proposal(
        session,
        owner,
        {
            **_beginning(session, owner, start),
            "made_by_id": desk.actor.person_id,
            "made_at": desk.now,
            "is_demo": desk.actor.is_demo,
        },
    )
    _log(session, desk, row, "proposed", {"from": start})
    session.commit()
    return row.public_id


def _beginning(session: Session, owner: int, start: str) -> dict[str, Any]:
    if start == EMPTY:
        return {"text": "", "status": FactStatus.UNVERIFIED, "criteria": []}
    if start == FROM_ADOPTED:
        adopted = store.find_adopted(session, owner)
        if adopted is not None:
            kept = ("text", "source", "status", "any_remaining", "criteria")
            return {name: getattr(adopted, name) for name in kept}
    for each in templates():
        if each.key == start:
            return {"text": each.text, "source": each.source, "status": each.status, "criteria": []}
    raise LookupError(start)


def save(session: Session, desk: Desk, row: Lis1Rules, raw: Raw) -> RulesDraft | None:
    """Keep a changed proposal; commits. The form again when it cannot be kept."""
    before = values_of(row)
    reading = form.read(raw, _known_in(session, row, before))
    if row.state is not RulesState.PROPOSED:
        return RulesDraft(raw, (Problem("text", not_a_proposal(row)),))
    if reading.problems:
        return RulesDraft(raw, tuple(reading.problems))
    if raw.get("version") != str(row.version):
        return _stale(session, row, raw, reading.values)
    if before == reading.values:
        return None
    fields = {**reading.values, "criteria": write_parts(reading.values["criteria"])}
    if not store.change(session, row, row.version, (RulesState.PROPOSED,), fields):
        session.rollback()
        session.refresh(row)
        return _stale(session, row, raw, reading.values)
    changed = sorted(name for name, value in reading.values.items() if before[name] != value)
    _log(session, desk, row, "changed", {"changed": changed})
    session.commit()
    return None


def discard(session: Session, desk: Desk, row: Lis1Rules, version: str) -> Problem | None:
    """Put a proposal away for good; commits. What stands in the way, else None."""
    done = version == str(row.version) and store.change(
        session, row, row.version, (RulesState.PROPOSED,), {"state": RulesState.DISCARDED}
    )
    if not done:
        session.rollback()
        return Problem("", _changed_meanwhile())
    _log(session, desk, row, "discarded", {})
    session.commit()
    return None


def adopt(session: Session, desk: Desk, row: Lis1Rules, raw: Raw) -> tuple[Problem, ...]:
    """Make a proposal the rules in force; commits. What stands in the way, else nothing."""
    store.lock_owner(session, row.organisation_id)
    session.refresh(row)
    old = store.find_adopted(session, row.organisation_id)
    problems = _against(session, desk, row, old, PlaceReading(raw))
    if problems:
        session.rollback()
        return problems
    reading = PlaceReading(raw)
    reading.day("decided_on")
    if old is not None:
        store.change(
            session, old, old.version, (RulesState.ADOPTED,), {"state": RulesState.SUPERSEDED}
        )
    fields = {
        "state": RulesState.ADOPTED,
        "decided_on": reading.values["decided_on"],
        "decided_by_id": desk.actor.person_id,
    }
    if not store.change(session, row, row.version, (RulesState.PROPOSED,), fields):
        session.rollback()
        return (Problem("", _changed_meanwhile()),)
    told = {
        "decided_on": str(reading.values["decided_on"]),
        "instead_of": None if old is None else old.number,
    }
    _log(session, desk, row, "adopted", told)
    session.commit()
    return ()


def _against(
    session: Session, desk: Desk, row: Lis1Rules, old: Lis1Rules | None, reading: PlaceReading
) -> tuple[Problem, ...]:
    """Everything that stands in the way of adopting a proposal."""
    if row.state is not RulesState.PROPOSED or reading.text("version") != str(row.version):
        return (Problem("", _changed_meanwhile()),)
    if not row.text.strip():
        return (Problem("", _("Forslaget har ingen tekst. Skriv den først.")),)
    missing = effect_missing(load_effect(session, row, desk.actor.person_id))
    if missing is not None:
        return (Problem("", missing),)
    reading.day("decided_on", _("Skriv dagen da rådet vedtok reglene."))
    day = reading.values["decided_on"]
    if day is not None and day > desk.today:
        reading.fail("decided_on", _("Skriv en dag som har vært."))
    if day is not None and old is not None and old.decided_on and day < old.decided_on:
        first = long_day(old.decided_on)
        reading.fail(
            "decided_on",
            _("Reglene som gjelder, ble vedtatt %(day)s. Skriv samme dag eller senere.", day=first),
        )
    return tuple(reading.problems)


def effect_missing(effect: Effect) -> str | None:
    """Why a proposal cannot be adopted for its effect's sake, in words; None when it can."""
    if effect.state in (EffectState.SHOWN, EffectState.NO_INTAKE):
        return None
    if effect.state is EffectState.HIDDEN:
        return _(
            "Du har meldt deg inhabil i det siste inntaket og kan ikke se virkningen. En annen i "
            "rådet må vedta."
        )
    return _("Reglene kan vedtas når virkningen av denne teksten på det siste inntaket er vist.")


def not_a_proposal(row: Lis1Rules) -> str:
    """Why a version's text is fixed."""
    if row.state is RulesState.DISCARDED:
        return _("Forslaget er forkastet. Lag et nytt forslag.")
    return _("Vedtatte regler endres ikke. Lag et nytt forslag.")


def _stale(session: Session, row: Lis1Rules, raw: Raw, values: Mapping[str, Any]) -> RulesDraft:
    if row.state is not RulesState.PROPOSED:
        return RulesDraft(raw, (Problem("text", not_a_proposal(row)),))
    last = audit.last_writer(session, (store.RULES, row.public_id))
    return RulesDraft(raw, (), values, values_of(row), row.version, last)


def _changed_meanwhile() -> str:
    return _("Noen andre endret forslaget etter at du åpnet siden. Se på det som står nå.")


def _log(
    session: Session, desk: Desk, row: Lis1Rules, action: str, told: Mapping[str, Any]
) -> None:
    audit.add_event(
        session,
        at=desk.now,
        by=desk.actor.person_id,
        action=f"lis1.rules_{action}",
        subject=(store.RULES, row.public_id),
        details={"number": row.number, **told},
    )
