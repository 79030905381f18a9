"""The sharing of training places as a scenario: only a run of it says what chances it gives."""

from collections.abc import Mapping

from flask_babel import gettext as _
from sqlmodel import Session

from app.services import forecast_capacity, forecast_scenarios
from app.services import forecast_scenario_form as form
from app.services.forecast_capacity import Settings
from app.services.forecast_scenarios import Desk
from app.store import forecast_scenarios as store
from pathways.forecast.scenarios import ChangeKind


def keep(session: Session, desk: Desk, settings: Settings, names: Mapping[str, str]) -> str | None:
    """Keep the sharing as a scenario, a new version where there is one; its public id. Commits.

    None when nothing is worked out.
    """
    starts = forecast_capacity.starts_of(session, desk.region, settings)
    if not starts:
        return None
    name = _("Fordelingen av opplæringsplasser")
    note = _("Inntaket som opplæringen har plass til, fordelt der det dekker mest i gjennomsnitt.")
    changes = [
        {"kind": ChangeKind.INTAKE, "value": float(number), "from_year": None, "specialty": code}
        for code, number in starts
    ]
    scenarios = store.list_scenarios(session, desk.region.id)
    row = next((each for each in scenarios if each.name == name), None)
    known = forecast_scenarios.known(session, desk, names)
    if row is None:
        return forecast_scenarios.save_new(
            session, desk, form.to_raw(name, note, changes, 0), known
        )[0]
    raw = form.to_raw(name, note, changes, row.number)
    forecast_scenarios.save_version(session, desk, row, raw, known)
    return row.public_id
