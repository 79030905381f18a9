"""Karrierestige: the routes from a stage to a goal, for anybody."""

from flask import Blueprint, g, render_template, request
from flask.typing import ResponseReturnValue

from app.access import PUBLIC, access
from app.extensions import installation
from app.services.ladder_page import GOAL_FIELD, START_FIELD, load_ladder_page

LONGEST_TEXT = 80


def add_routes(blueprint: Blueprint) -> None:
    """Hang the page on the public blueprint."""
    blueprint.add_url_rule("/veier/stige", "ladder", ladder)


@access(PUBLIC)
def ladder() -> ResponseReturnValue:
    """The ladders side by side; what cannot be answered is told at its field."""
    page = load_ladder_page(
        g.session,
        start=request.args.get(START_FIELD, "")[:LONGEST_TEXT],
        goal=request.args.get(GOAL_FIELD, "")[:LONGEST_TEXT],
        today=installation().clock.today(),
    )
    return render_template("public/ladder.html", page=page), page.status
