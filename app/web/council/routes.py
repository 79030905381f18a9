"""Pages for the LIS1 council."""

from flask import Blueprint, g, render_template
from flask.typing import ResponseReturnValue

from app.access import access, works_as
from app.extensions import installation
from app.roles import Role
from app.services import knowledge, lis1_figures, start_pages
from app.services.my_pathway_reckoning import intakes_of
from app.web.council import candidates, decisions, draw, intakes, offers, review, rules, runs
from app.web.council.menu import intake_entries

blueprint = Blueprint("council", __name__)
runs.add_routes(blueprint)
intakes.add_routes(blueprint)
candidates.add_routes(blueprint)
draw.add_routes(blueprint)
rules.add_routes(blueprint)
decisions.add_routes(blueprint)
offers.add_routes(blueprint)
review.add_routes(blueprint)


@blueprint.app_context_processor
def _menu() -> dict[str, object]:
    return {"intake_entries": intake_entries}


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
