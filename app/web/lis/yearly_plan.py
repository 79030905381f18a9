"""Årsplan: the doctor's own, and the same page for whoever has scope."""

from flask import Blueprint, g, render_template, request
from flask.typing import ResponseReturnValue

from app.access import OWN_RECORD, PERSON_RECORD, access
from app.extensions import installation
from app.services.yearly_plan import load_yearly_plan
from app.services.yearly_plan_view import PlanStart
from app.web.lis.looking import is_own_look


def add_routes(blueprint: Blueprint) -> None:
    """Hang the pages on the doctor's blueprint."""
    blueprint.add_url_rule("/min-vei/aarsplan", "yearly_plan", yearly_plan)
    blueprint.add_url_rule("/leger/<public_id>/aarsplan", "person_yearly_plan", person_yearly_plan)


@access(OWN_RECORD)
def yearly_plan() -> ResponseReturnValue:
    """The doctor's own plan, year by year."""
    return _page(g.actor.public_id, is_own=True)


@access(PERSON_RECORD)
def person_yearly_plan(public_id: str) -> ResponseReturnValue:
    """A doctor's plan for a supervisor or coordinator with scope; the look is remembered."""
    return _page(public_id, is_own=is_own_look(public_id, "yearly_plan"))


def _page(public_id: str, *, is_own: bool) -> ResponseReturnValue:
    asked = request.args.get("fra", "")
    page = load_yearly_plan(
        g.session,
        public_id,
        today=installation().clock.today(),
        is_own=is_own,
        start=PlanStart(asked) if asked in set(PlanStart) else None,
    )
    if page is None:
        return render_template("lis/no_enrolment.html")
    return render_template("lis/yearly_plan.html", page=page)
