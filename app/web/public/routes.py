"""The public pages: "Veier" and the published training plans."""

from flask import Blueprint, abort, g, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.access import PUBLIC, access
from app.charts.pathway_map import draw_pathway_map
from app.extensions import installation
from app.htmx import is_htmx
from app.services import knowledge
from app.services.pathways_links import PathwayLinks
from app.services.pathways_page import build_pathways_page, load_organisation_names
from app.services.plan_page import build_plan_page
from app.web.public import about, ladder, lis1_draw, lis1_wishes

blueprint = Blueprint("public", __name__)
about.add_routes(blueprint)
ladder.add_routes(blueprint)
lis1_draw.add_routes(blueprint)
lis1_wishes.add_routes(blueprint)

LONGEST_SEARCH = 80


@blueprint.get("/veier")
@access(PUBLIC)
def pathways() -> ResponseReturnValue:
    """The map, whole or as parts; an unknown specialty is answered at the field with 404."""
    bundle = knowledge.current()
    names = load_organisation_names(g.session, bundle.offers)
    page = build_pathways_page(
        bundle.graph,
        bundle.plans,
        bundle.offers,
        today=installation().clock.today(),
        family=request.args.get("familie"),
        specialty=request.args.get("fag", "")[:LONGEST_SEARCH],
        links=_links(),
        organisation_names=names,
    )
    template = "public/_pathways_part.html" if is_htmx() else "public/pathways.html"
    drawing = draw_pathway_map(page.map).render()
    body = render_template(template, page=page, drawing=drawing)
    return body, 200 if page.is_found else 404


@blueprint.get("/planer/<plan_id>")
@access(PUBLIC)
def plan(plan_id: str) -> ResponseReturnValue:
    """One published plan with what it lacks and where it contradicts itself."""
    bundle = knowledge.current()
    page = build_plan_page(
        bundle.knowledge,
        bundle.plans,
        plan_id,
        today=installation().clock.today(),
        links=_links(),
    )
    if page is None:
        abort(404)
    return render_template("public/plan.html", page=page)


def _links() -> PathwayLinks:
    return PathwayLinks(
        pathways=url_for("public.pathways"),
        plans=url_for("public.plan", plan_id="-").removesuffix("/-"),
        as_list=request.args.get("vis") == "liste",
    )
