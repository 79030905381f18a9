"""Karrierestige from the doctor's own record."""

from flask import Blueprint, g, render_template, request
from flask.typing import ResponseReturnValue

from app.access import OWN_RECORD, access
from app.extensions import installation
from app.services.ladder_page import GOAL_FIELD, load_own_ladder_page
from app.web.public.ladder import LONGEST_TEXT


def add_routes(blueprint: Blueprint) -> None:
    """Hang the page on the doctor's blueprint."""
    blueprint.add_url_rule("/min-vei/stige", "ladder", ladder)


@access(OWN_RECORD)
def ladder() -> ResponseReturnValue:
    """The doctor's own ladders, with what is served taken off."""
    page = load_own_ladder_page(
        g.session,
        g.actor.public_id,
        goal=request.args.get(GOAL_FIELD, "")[:LONGEST_TEXT],
        today=installation().clock.today(),
    )
    if page is None:
        return render_template("lis/no_enrolment.html")
    return render_template("public/ladder.html", page=page), page.status
