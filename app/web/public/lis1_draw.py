"""The public page of a draw of LIS1 candidates: keys, fingerprints, and how to check them.

Nothing is there before something has been published.
"""

import json

from flask import Blueprint, Response, abort, g, render_template, request
from flask.typing import ResponseReturnValue

from app.access import PUBLIC, access
from app.db.tables import Lis1Intake
from app.exchange.lis1_files import draw_file_document
from app.services import lis1_draw_page as service
from app.services.lis1_draw_page import Compared
from app.store.lis1 import find_intake

ADDRESS = "/lis1-trekning/<intake_id>"


def add_routes(blueprint: Blueprint) -> None:
    """Hang the pages on the public blueprint."""
    blueprint.add_url_rule(ADDRESS, "lis1_draw", lis1_draw)
    blueprint.add_url_rule(ADDRESS, "check_lis1_draw", check_lis1_draw, methods=["POST"])
    blueprint.add_url_rule(f"{ADDRESS}/trekning.json", "lis1_draw_file", lis1_draw_file)


@access(PUBLIC)
def lis1_draw(intake_id: str) -> ResponseReturnValue:
    """What was published before the draw, what came out, and the recipe."""
    return _page(intake_id)


@access(PUBLIC)
def check_lis1_draw(intake_id: str) -> ResponseReturnValue:
    """Compare a list that somebody pasted; nothing of it is kept."""
    return _page(intake_id, request.form.get("list", "")[: service.LONGEST_PASTE])


@access(PUBLIC)
def lis1_draw_file(intake_id: str) -> ResponseReturnValue:
    """The draw as a file that `legelop lis1 verify-draw` reads."""
    intake = _intake(intake_id)
    if intake.commitment is None and not intake.drawn_by_hand:
        abort(404)
    document = draw_file_document(service.draw_file(g.session, intake))
    return Response(
        json.dumps(document, ensure_ascii=False, indent=2) + "\n",
        mimetype="application/json",
        headers={"Content-Disposition": 'attachment; filename="trekning.json"'},
    )


def _page(intake_id: str, pasted: str | None = None) -> str:
    page = service.load_public(g.session, _intake(intake_id))
    if page is None:
        abort(404)
    compared: Compared | None = None
    if pasted is not None:
        compared = service.compare_pasted(page, pasted)
    return render_template(
        "public/lis1_draw.html", page=page, pasted=pasted or "", compared=compared
    )


def _intake(intake_id: str) -> Lis1Intake:
    found = find_intake(g.session, intake_id)
    if found is None:
        abort(404)
    return found
