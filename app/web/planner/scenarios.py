"""Scenarios: the list, one with its versions, the form with its check."""

from typing import Any

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import PLANNER_REGION, access
from app.services import (
    forecast_scenario_check,
    forecast_scenario_form,
    forecast_scenario_kinds,
    forecast_scenario_page,
    forecast_scenarios,
)
from app.services.forecast_scenarios import ScenarioDraft
from app.services.wording import moment, plain, upper_first
from app.store import forecast_scenarios as store
from app.store.forecast_scenarios import ScenarioRow
from app.web.coordinator.courses import both_versions, kept_fields, pairs
from app.web.planner import assumptions, compare
from app.web.planner.desk import desk, names
from pathways.forecast.scenarios import ChangeKind

ADDRESS = "/framskriving/scenarier"
ONE = f"{ADDRESS}/<scenario_id>"
LONGEST_FIELD, LONGEST_KEY = 1200, 40
CHECK, MORE_LINES = "sjekk", "linjer"
"""Buttons of the form that save nothing."""


def add_routes(blueprint: Blueprint) -> None:
    """Add the pages of this module, of comparing and of what people believe."""
    both = ["GET", "POST"]
    for path, name, view, methods in (
        (ADDRESS, "scenarios", scenarios, ["GET"]),
        (f"{ADDRESS}/ferdige", "scenario_presets", scenario_presets, ["POST"]),
        (f"{ADDRESS}/nytt", "scenario_new", scenario_new, both),
        (ONE, "scenario", scenario, ["GET"]),
        (f"{ONE}/endre", "scenario_edit", scenario_edit, both),
        (f"{ONE}/trekk", "scenario_withdraw", scenario_withdraw, ["POST"]),
    ):
        blueprint.add_url_rule(path, name, view, methods=methods)
    compare.add_routes(blueprint)
    assumptions.add_routes(blueprint)


@access(PLANNER_REGION)
def scenarios() -> ResponseReturnValue:
    """What a region has thought of, and what came of it."""
    page = forecast_scenario_page.load_list(g.session, g.region, names())
    heading = _("Scenarier / %(region)s", region=g.region.short_name)
    return render_template("planner/scenarios.html", heading=heading, page=page, region=g.region)


@access(PLANNER_REGION)
def scenario_presets() -> ResponseReturnValue:
    """Add the ready scenarios that are missing."""
    number = forecast_scenarios.add_presets(g.session, desk())
    flash(_("%(number)s ferdige scenarier er lagt til.", number=number))
    return redirect(url_for("planner.scenarios", region=g.region.key), 303)


@access(PLANNER_REGION)
def scenario_new() -> ResponseReturnValue:
    """Write a new scenario, empty or as a copy."""
    copied = _copied()
    if request.method == "GET":
        raw = {}
        if copied is not None:
            name = _("%(name)s, kopi", name=copied.name)[: forecast_scenario_form.LONGEST_NAME]
            newest = copied.newest
            raw = dict(forecast_scenario_form.to_raw(name, newest.note, newest.changes, 0))
        return _form_page(ScenarioDraft(raw), None)
    known, raw = forecast_scenarios.known(g.session, desk(), names()), _raw()
    if raw.get("handling") in (CHECK, MORE_LINES):
        return _not_saved(forecast_scenarios.check(g.session, desk(), raw, known), None)
    preset = None if copied is None else copied.preset
    made, draft = forecast_scenarios.save_new(g.session, desk(), raw, known, preset)
    if made is None:
        return _form_page(draft, None)
    flash(_("Scenarioet er lagret. Be om å få det regnet ut."))
    return redirect(url_for("planner.scenario", scenario_id=made, region=g.region.key), 303)


@access(PLANNER_REGION)
def scenario(scenario_id: str) -> ResponseReturnValue:
    """One scenario: what it changes now, and every version."""
    row = _row(scenario_id)
    versions = forecast_scenario_page.versions_of(store.list_versions(g.session, row.id), names())
    return render_template(
        "planner/scenario.html",
        heading=_("Scenario / %(region)s", region=g.region.short_name),
        row=row,
        versions=versions,
        counted=forecast_scenario_page.counted(len(row.newest.changes)),
        made=upper_first(forecast_scenario_page.made(row.newest)),
        region=g.region,
    )


@access(PLANNER_REGION)
def scenario_edit(scenario_id: str) -> ResponseReturnValue:
    """Change a scenario: a new version, the old ones stay."""
    row = _row(scenario_id)
    if row.withdrawn_at is not None:
        abort(404)
    if request.method == "GET":
        newest = row.newest
        raw = forecast_scenario_form.to_raw(row.name, newest.note, newest.changes, newest.number)
        return _form_page(ScenarioDraft(raw), row)
    known, raw = forecast_scenarios.known(g.session, desk(), names()), _raw()
    if raw.get("handling") in (CHECK, MORE_LINES):
        draft = forecast_scenarios.check(g.session, desk(), raw, known, row.public_id)
        return _not_saved(draft, row)
    found = forecast_scenarios.save_version(g.session, desk(), row, raw, known)
    if found is None:
        flash(_("Scenarioet er lagret. Be om å få det regnet ut."))
        address = url_for("planner.scenario", scenario_id=scenario_id, region=g.region.key)
        return redirect(address, 303)
    return _conflict(row, found) if found.stored is not None else _form_page(found, row)


@access(PLANNER_REGION)
def scenario_withdraw(scenario_id: str) -> ResponseReturnValue:
    """Take a scenario out of use."""
    row = _row(scenario_id)
    version = request.form.get("version", "")
    if not forecast_scenarios.withdraw(g.session, desk(), row, version):
        flash(_("Noen andre endret scenarioet etter at du åpnet siden. Se på det først."), "error")
        address = url_for("planner.scenario", scenario_id=scenario_id, region=g.region.key)
        return redirect(address, 303)
    flash(_("Scenarioet er trukket tilbake. Det som er regnet ut, blir stående."))
    return redirect(url_for("planner.scenarios", region=g.region.key), 303)


def _raw() -> dict[str, str]:
    return {name: text[:LONGEST_FIELD] for name, text in request.form.items()}


def _row(scenario_id: str) -> ScenarioRow:
    found = store.find_scenario(g.session, g.region.id, scenario_id)
    if found is None:
        abort(404)
    return found


def _copied() -> ScenarioRow | None:
    key = request.args.get("kopi", "")[:LONGEST_KEY]
    return _row(key) if key else None


def _not_saved(draft: ScenarioDraft, row: ScenarioRow | None) -> ResponseReturnValue:
    """The form again: with more lines, or with what saving it would do."""
    if draft.raw.get("handling") == MORE_LINES:
        return _form_page(ScenarioDraft(draft.raw), row, more=5)
    effect = None
    if draft.values is not None:
        effect = forecast_scenario_check.load_effect(
            g.session, g.region.id, draft.values["changes"], names()
        )
    return _form_page(draft, row, effect=effect)


def _form_page(
    draft: ScenarioDraft, row: ScenarioRow | None, more: int | None = None, effect: Any = None
) -> ResponseReturnValue:
    problems = pairs(draft.problems)
    known = names()
    lines = forecast_scenario_form.lines_of(
        draft.raw, forecast_scenario_form.EMPTY_LINES if more is None else more
    )
    page = render_template(
        "planner/scenario_form.html",
        row=row,
        raw=draft.raw,
        lines=lines,
        kinds=[("", "–"), *((e.value, forecast_scenario_kinds.label_of(e)) for e in ChangeKind)],
        specialties=[("", _("Alle fag")), *known.items()],
        copied=request.args.get("kopi", "")[:LONGEST_KEY] or None,
        effect=effect,
        problems=problems,
        errors=dict(reversed(problems)),
        region=g.region,
    )
    return page, 422 if problems else 200


def _conflict(row: ScenarioRow, draft: ScenarioDraft) -> ResponseReturnValue:
    """Both versions side by side; the one that is stored first."""
    assert draft.stored is not None and draft.values is not None
    title = _("Noen andre endret scenarioet etter at du åpnet siden.")
    if draft.last is not None:
        who = _("Du") if draft.last.person_id == g.actor.person_id else plain(draft.last.name)
        title = _("%(who)s endret scenarioet %(at)s.", who=who, at=moment(draft.last.at))
    length = max(len(each["changes"]) for each in (draft.stored, draft.values))
    stored, mine = (
        forecast_scenario_form.words_of(each, names(), length)
        for each in (draft.stored, draft.values)
    )
    page = render_template(
        "coordinator/course_conflict.html",
        heading=_("Endre scenarioet"),
        title=title,
        lines=both_versions(stored, mine),
        address=url_for("planner.scenario_edit", scenario_id=row.public_id, region=g.region.key),
        back=url_for("planner.scenario", scenario_id=row.public_id, region=g.region.key),
        kept=kept_fields(dict(draft.raw)),
        version=draft.version,
    )
    return page, 409
