"""Pages for the LIS1 council."""

from flask import Blueprint, g, render_template
from flask.typing import ResponseReturnValue

from app.access import access, works_as
from app.extensions import installation
from app.roles import Role
from app.services import lis1_figures, start_pages

blueprint = Blueprint("council", __name__)


@blueprint.get("/radets-bord")
@access(works_as(Role.COUNCIL))
def start() -> ResponseReturnValue:
    """The next start of LIS1 and the posts that have been published."""
    return render_template(
        "council/start.html",
        opening=start_pages.council(installation().clock.today()),
        tables=lis1_figures.load_tables(g.session),
    )
