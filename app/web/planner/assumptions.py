"""What people believe of the forecast's inputs, with who said it and when."""

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import PLANNER_REGION, access
from app.services import forecast_assumptions as service
from app.services.forecast_assumptions_page import load_page
from app.services.places_fields import Draft
from app.web.coordinator.places import form_page, posted
from app.web.planner.desk import desk, names

ADDRESS = "/framskriving/forutsetninger"
LONGEST_WORD = 20


def add_routes(blueprint: Blueprint) -> None:
    """Add the pages of this module."""
    for address, endpoint, view, methods in (
        ("", "assumptions", assumptions, ["GET"]),
        ("/nytt", "assumption_new", assumption_new, ["GET", "POST"]),
        ("/<said_id>/trekk-tilbake", "assumption_withdraw", assumption_withdraw, ["POST"]),
    ):
        blueprint.add_url_rule(f"{ADDRESS}{address}", endpoint, view, methods=methods)


@access(PLANNER_REGION)
def assumptions() -> ResponseReturnValue:
    """What people have said, and whose word counts."""
    page = load_page(g.session, g.region, names())
    return render_template("planner/assumptions.html", page=page, region=g.region)


@access(PLANNER_REGION)
def assumption_new() -> ResponseReturnValue:
    """Write down what somebody has said; the address may fill in of what (`?hva=`, `?fag=`)."""
    known, back = names(), url_for("planner.assumptions", region=g.region.key)
    heading = _("Nytt svar · %(region)s", region=g.region.name)
    if request.method == "GET":
        first = {
            "name": request.args.get("hva", "")[:LONGEST_WORD],
            "specialty": request.args.get("fag", "")[:LONGEST_WORD],
        }
        return form_page(service.new_draft(desk(), known, first), heading, None, back)
    done = service.keep(g.session, desk(), posted(), known)
    if isinstance(done, Draft):
        return form_page(done, heading, None, back)
    flash(_("Svaret er lagret. Det teller fra neste framskriving."), "success")
    return redirect(back, 303)


@access(PLANNER_REGION)
def assumption_withdraw(said_id: str) -> ResponseReturnValue:
    """Let an answer no longer count; it stays on the page as withdrawn."""
    if not service.withdraw(g.session, desk(), said_id):
        abort(404)
    flash(_("Svaret er trukket tilbake. Det teller ikke i neste framskriving."), "success")
    return redirect(url_for("planner.assumptions", region=g.region.key), 303)
