"""Min vei: the doctor's own page, and the same page for whoever has scope."""

from flask import Blueprint, g, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.access import OWN_RECORD, PERSON_RECORD, access
from app.charts.strip import draw_strip
from app.charts.timeline import draw_timeline
from app.extensions import installation
from app.htmx import htmx, is_htmx
from app.services import lis1_my_offer
from app.services import my_pathway as service
from app.services.lis1_my_offer import MyOffer
from app.services.pathways_links import PathwayLinks
from app.store import wishes as wish_store
from app.web.lis import (
    courses,
    delays,
    ladder,
    lis1_seat,
    lis1_wishes,
    logbook,
    notes,
    objectives,
    placements,
    talks,
    what_if,
    yearly_plan,
)
from app.web.lis.looking import is_own_look

blueprint = Blueprint("lis", __name__)
ladder.add_routes(blueprint)
delays.add_routes(blueprint)
courses.add_routes(blueprint)
objectives.add_routes(blueprint)
talks.add_routes(blueprint)
logbook.add_routes(blueprint)
notes.add_routes(blueprint)
what_if.add_routes(blueprint)
yearly_plan.add_routes(blueprint)
placements.add_routes(blueprint)
lis1_wishes.add_routes(blueprint)
lis1_seat.add_routes(blueprint)

REQUIREMENTS_PART = "krav"
"""The part of the page that the filter replaces."""
EVERYTHING = "alle"


@blueprint.get("/min-vei")
@access(OWN_RECORD)
def my_pathway() -> ResponseReturnValue:
    """The doctor's own pathway."""
    return _page(g.actor.public_id, is_own=True)


@blueprint.get("/leger/<public_id>/vei")
@access(PERSON_RECORD)
def person_pathway(public_id: str) -> ResponseReturnValue:
    """A doctor's pathway for a supervisor or coordinator with scope; the look is remembered."""
    return _page(public_id, is_own=is_own_look(public_id, "my_pathway"))


def _page(public_id: str, *, is_own: bool) -> ResponseReturnValue:
    """The whole page, or only the requirements when the filter asks for them."""
    reckoning = service.load_reckoning(
        g.session, public_id, today=installation().clock.today(), is_own=is_own
    )
    lis1 = _lis1_seat() if is_own else None
    if reckoning is None:
        # Only one's own page can be empty: access to another's is decided on an enrolment.
        return render_template("lis/no_enrolment.html", offer=lis1)
    links = PathwayLinks(
        pathways=url_for("public.pathways"),
        plans=url_for("public.plan", plan_id="-").removesuffix("/-"),
    )
    wishes = wish_store.list_wishes(g.session, public_id)
    page = service.my_pathway(reckoning, links, wishes)
    show_all = request.args.get("krav") == EVERYTHING
    if is_htmx() and htmx.target == REQUIREMENTS_PART:
        return render_template("lis/_requirements.html", page=page, show_all=show_all)
    return render_template(
        "lis/my_pathway.html",
        page=page,
        show_all=show_all,
        strip=draw_strip(page.strip).render(),
        timeline=draw_timeline(page.years.timeline).render(),
        what_if=what_if.what_if_view(reckoning, public_id, service.wish_tokens(wishes)),
        offer=lis1,
    )


def _lis1_seat() -> MyOffer | None:
    """The actor's own LIS1 seat, while it is offered or waits to begin."""
    return lis1_my_offer.offer_for_person(
        g.session, g.actor.person_id, installation().clock.today()
    )
