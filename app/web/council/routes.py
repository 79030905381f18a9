"""Pages for the LIS1 council."""

from flask import Blueprint

from app.web.council import candidates, decisions, draw, intakes, offers, review, rules, runs
from app.web.council.menu import ENTRIES

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
    return {"intake_entries": ENTRIES}
