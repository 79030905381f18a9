"""The settings of a plan: what it is weighed by, its notice, and the months that are set."""

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import COORDINATED_PLAN, access
from app.extensions import installation
from app.services import rotation_settings_form as forms
from app.services.rotation_settings_form import SettingsPage
from app.web.coordinator.courses import pairs
from app.web.coordinator.places import conflict_page, posted
from app.web.coordinator.rotation_life import plan_of


def add_routes(blueprint: Blueprint) -> None:
    """Hang the page on the coordinator's blueprint."""
    blueprint.add_url_rule(
        "/rotasjonstavle/<plan_id>/innstillinger",
        "plan_settings",
        plan_settings,
        methods=["GET", "POST"],
    )


@access(COORDINATED_PLAN)
def plan_settings(plan_id: str) -> ResponseReturnValue:
    """Every setting with its default; a form that goes back to the defaults is shown first."""
    plan = plan_of(plan_id)
    if request.method == "GET":
        return _page(forms.load_page(plan))
    raw = posted()
    if raw.get("trinn") == "standard":
        return _page(forms.with_defaults(plan, raw))
    done = forms.save(g.session, plan, raw, by=g.actor.person_id, now=installation().clock.now())
    here = url_for("coordinator.plan_settings", plan_id=plan_id)
    if done is None:
        flash(_("Innstillingene er lagret. De gjelder neste gang du lager et forslag."))
        return redirect(here, 303)
    if done.is_stale and not done.problems:
        return conflict_page(done, _("Innstillinger"), here)
    return _page(forms.load_page(plan_of(plan_id), done))


def _page(page: SettingsPage) -> ResponseReturnValue:
    problems = pairs(page.draft.problems)
    found = render_template(
        "coordinator/rotation_settings.html",
        page=page,
        raw=page.draft.raw,
        problems=problems,
        errors=dict(reversed(problems)),
    )
    return found, 422 if problems else 200
