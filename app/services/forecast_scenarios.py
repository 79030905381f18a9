"""Scenarios: made, changed by a new version, withdrawn, worked out. Each step commits once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from sqlmodel import Session

from app.services import forecast_runs
from app.services import forecast_scenario_form as form
from app.services.forecast_changes import as_rows
from app.services.forecast_scenario_form import Known
from app.services.logbook_form import Problem, Raw
from app.services.wording import in_language
from app.store import audit
from app.store import forecast_scenarios as store
from app.store.audit import LastWriter
from app.store.forecast_scenarios import ScenarioRow
from app.store.regions import Region
from pathways.forecast.scenarios import PRESET_SPECIALTY, PRESETS


@dataclass(frozen=True, slots=True)
class Desk:
    """Who plans for which region, and when."""

    region: Region
    person_id: int | None
    today: date
    now: datetime


@dataclass(frozen=True, slots=True)
class ScenarioDraft:
    """The form of a scenario as it was written, and what stands in the way of saving it."""

    raw: Raw
    problems: tuple[Problem, ...] = ()
    values: Mapping[str, Any] | None = None
    """None while a field cannot be read."""
    stored: Mapping[str, Any] | None = None
    """What is stored now, when somebody else changed it meanwhile."""
    version: int = 0
    last: LastWriter | None = None


def preset_name(key: str) -> str:
    """What one of the ready scenarios is called."""
    return {
        "later_retirement": _("Slutter to år senere"),
        "no_recruits": _("Ingen kommer utenfra"),
        "population_high": _("Befolkningen bruker mer"),
        "population_low": _("Befolkningen bruker mindre"),
        "more_lis1": _("Flere LIS1"),
        "alis_growth": _("Flere ALIS"),
        "no_delays": _("Ingen forsinkelser"),
    }[key]


def known(session: Session, desk: Desk, names: Mapping[str, str]) -> Known:
    """What a form is read against today."""
    base = forecast_runs.base_year(session, desk.region.id, desk.today)
    return Known(names, base, base + forecast_runs.YEARS)


def specialty_names(specialties: Any) -> dict[str, str]:
    """Specialties by code in the language of the page, by name."""
    named = {each.code: in_language(each, "name") or each.code for each in specialties}
    return dict(sorted(named.items(), key=lambda pair: pair[1]))


def values_of(row: ScenarioRow) -> dict[str, Any]:
    """What a scenario says now, as the form has it."""
    return {"name": row.name, "note": row.newest.note, "changes": row.newest.changes}


def add_presets(session: Session, desk: Desk) -> int:
    """Add the ready scenarios that the region does not have; how many. Commits."""
    there = {each.preset for each in store.list_scenarios(session, desk.region.id)}
    base = forecast_runs.base_year(session, desk.region.id, desk.today)
    missing = [key for key in PRESETS if key not in there]
    for key in missing:
        made = store.add_scenario(
            session,
            desk.region.id,
            preset_name(key),
            as_rows(PRESETS[key], base, PRESET_SPECIALTY.get(key)),
            note=_("Ferdig scenario. Størrelsen er vår antakelse, ikke et tall fra en kilde."),
            preset=key,
            by=desk.person_id,
            now=desk.now,
        )
        _log(session, desk, made, "made", {"preset": key})
    session.commit()
    return len(missing)


def check(session: Session, desk: Desk, raw: Raw, known: Known, but: str = "") -> ScenarioDraft:
    """Read a form; a name that another scenario (not `but`) has is a problem."""
    reading = form.read(raw, known)
    name = reading.values["name"]
    others = {
        each.name.casefold(): each
        for each in store.list_scenarios(session, desk.region.id)
        if each.public_id != but
    }
    if name and name.casefold() in others:
        reading.fail("name", _("Et annet scenario heter det samme. Velg et annet navn."))
    problems = tuple(reading.problems)
    return ScenarioDraft(raw, problems, None if problems else reading.values)


def save_new(
    session: Session, desk: Desk, raw: Raw, known: Known, preset: str | None = None
) -> tuple[str | None, ScenarioDraft]:
    """Keep a new scenario; its public id, or None and what stands in the way. Commits."""
    draft = check(session, desk, raw, known)
    if draft.values is None:
        return None, draft
    made = store.add_scenario(
        session,
        desk.region.id,
        draft.values["name"],
        draft.values["changes"],
        note=draft.values["note"],
        preset=preset,
        by=desk.person_id,
        now=desk.now,
    )
    _log(session, desk, made, "made", {"changes": len(draft.values["changes"])})
    session.commit()
    return made, draft


def save_version(
    session: Session, desk: Desk, row: ScenarioRow, raw: Raw, known: Known
) -> ScenarioDraft | None:
    """Keep a changed scenario as a new version; None when it is kept. Commits."""
    draft = check(session, desk, raw, known, row.public_id)
    if draft.values is None:
        return draft
    if raw.get("version") != str(row.newest.number):
        return _stale(session, desk, row, draft)
    if draft.values == values_of(row):
        return None
    kept = store.add_version(
        session,
        row.id,
        row.newest.number,
        draft.values["name"],
        draft.values["changes"],
        note=draft.values["note"],
        by=desk.person_id,
        now=desk.now,
    )
    if not kept:
        session.rollback()
        return _stale(session, desk, row, draft)
    _log(session, desk, row.public_id, "changed", {"number": row.newest.number + 1})
    session.commit()
    return None


def _stale(session: Session, desk: Desk, row: ScenarioRow, draft: ScenarioDraft) -> ScenarioDraft:
    """Both versions, when somebody saved first; a withdrawn scenario is a problem."""
    now = store.find_scenario(session, desk.region.id, row.public_id)
    if now is None or now.withdrawn_at is not None:
        gone = _("Scenarioet er trukket tilbake. Lagre det som et nytt scenario.")
        return ScenarioDraft(draft.raw, form.problem(gone))
    last = None
    if now.newest.by_id is not None and now.newest.by is not None:
        last = LastWriter(now.newest.by_id, now.newest.by, now.newest.at)
    return ScenarioDraft(
        draft.raw, (), draft.values, values_of(now), version=now.newest.number, last=last
    )


def withdraw(session: Session, desk: Desk, row: ScenarioRow, version: str) -> bool:
    """Take a scenario out of use; False when somebody has changed it meanwhile. Commits."""
    if version != str(row.newest.number) or not store.withdraw(
        session, row.id, row.newest.number, desk.now
    ):
        session.rollback()
        return False
    _log(session, desk, row.public_id, "withdrawn", {})
    session.commit()
    return True


def _log(
    session: Session, desk: Desk, public_id: str, action: str, told: Mapping[str, Any]
) -> None:
    audit.add_event(
        session,
        at=desk.now,
        by=desk.person_id,
        action=f"forecast.scenario_{action}",
        subject=(store.SUBJECT, public_id),
        details={"region": desk.region.key, **told},
    )
