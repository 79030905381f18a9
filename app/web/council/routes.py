"""Pages for the LIS1 council."""

from flask import Blueprint, g, render_template
from flask.typing import ResponseReturnValue

from app.access import access, works_as
from app.extensions import installation
from app.roles import Role
from app.services import knowledge, lis1_figures, start_pages
from app.services.my_pathway_reckoning import intakes_of

blueprint = Blueprint("council", __name__)


@blueprint.get("/radets-bord")
@access(works_as(Role.COUNCIL))
def start() -> ResponseReturnValue:
    """The next start of LIS1 and the posts that have been published."""
    bundle = knowledge.current()
    intakes = intakes_of(bundle)
    return render_template(
        "council/start.html",
        opening=start_pages.council(intakes, installation().clock.today()),
        sources=lis1_figures.intake_sources(bundle, intakes),
        tables=lis1_figures.load_tables(g.session),
    )
