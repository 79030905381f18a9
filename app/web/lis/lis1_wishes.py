"""Mine ønsker for LIS1: the candidate's page for who is signed in and known as a candidate."""

from flask import Blueprint, abort, g, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.access import OWN_RECORD, access
from app.db.tables import Lis1Candidate
from app.store import lis1_candidates as store
from app.web.public.lis1_wishes import answer, answer_couple

ADDRESS = "/mine-lis1-onsker"
LONGEST_ID = 32


def add_routes(blueprint: Blueprint) -> None:
    """Hang the page on the doctor's blueprint."""
    blueprint.add_url_rule(ADDRESS, "lis1_wishes", lis1_wishes, methods=["GET", "POST"])
    blueprint.add_url_rule(f"{ADDRESS}/par", "lis1_couple", lis1_couple, methods=["POST"])


@access(OWN_RECORD)
def lis1_wishes() -> ResponseReturnValue:
    """One's own page in the latest intake, or in the one that the address names."""
    mine = _mine()
    if mine is None:
        return render_template("lis/lis1_wishes_none.html")
    candidate, intake = mine
    return answer(
        candidate,
        url_for("lis.lis1_wishes", inntak=intake),
        url_for("lis.lis1_couple", inntak=intake),
        url_for("lis.lis1_answer"),
    )


@access(OWN_RECORD)
def lis1_couple() -> ResponseReturnValue:
    """Ask another candidate to be a couple, or answer."""
    mine = _mine()
    if mine is None:
        abort(404)
    return answer_couple(mine[0], url_for("lis.lis1_wishes", inntak=mine[1]))


def _mine() -> tuple[Lis1Candidate, str] | None:
    """The candidate that the person is, and the intake's public id."""
    wanted = request.args.get("inntak", "")[:LONGEST_ID]
    found = [
        (candidate, intake.public_id)
        for candidate, intake in store.list_of_person(g.session, g.actor.person_id)
        if wanted in ("", intake.public_id)
    ]
    return found[0] if found else None
