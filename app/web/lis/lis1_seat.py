"""Answering an offer of a LIS1 seat: by the personal address, or signed in. Asked twice."""

from flask import (
    Blueprint,
    Response,
    abort,
    flash,
    g,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import OWN_RECORD, PUBLIC, access
from app.extensions import installation
from app.services import lis1_my_offer, lis1_offers
from app.services.rotation_life import Refused
from app.services.sign_in import token_hash
from app.store import lis1_offers as store
from app.store.lis1_candidates import find_by_link
from app.store.lis1_offers import OfferRow
from app.web.lis1_requests import moment, status_of

YES, NO = "ja", "nei"


def add_routes(blueprint: Blueprint) -> None:
    """Hang the pages on the doctor's blueprint."""
    by_link = "/lis1/<token>/tilbud"
    blueprint.add_url_rule(by_link, "lis1_by_link", lis1_by_link)
    blueprint.add_url_rule(by_link, "lis1_answer_by_link", lis1_answer_by_link, methods=["POST"])
    blueprint.add_url_rule("/min-lis1-plass", "lis1_answer", lis1_answer, methods=["POST"])


@access(PUBLIC)
def lis1_by_link(token: str) -> ResponseReturnValue:
    """One's own offer behind the personal address; nothing is read before the secret matches."""
    return _shown(_by_link(token), token, None)


@access(PUBLIC)
def lis1_answer_by_link(token: str) -> ResponseReturnValue:
    """Say yes or no by the personal address."""
    return _answered(_by_link(token), token)


@access(OWN_RECORD)
def lis1_answer() -> ResponseReturnValue:
    """Say yes or no, signed in."""
    offer = store.offer_of_person(g.session, g.actor.person_id, lis1_my_offer.SHOWN)
    if offer is None:
        abort(404)
    return _answered(offer, None)


def _by_link(token: str) -> OfferRow:
    candidate = find_by_link(g.session, token_hash(token))
    if candidate is None or candidate.id is None:
        abort(404)
    offers = store.offers_of_candidate(g.session, candidate.id)
    found = next((each for each in offers if each.state in lis1_my_offer.SHOWN), None)
    if found is None:
        abort(404)
    return found


def _shown(offer: OfferRow, token: str | None, refused: Refused | None) -> ResponseReturnValue:
    """The offer on a page of its own; where it is confirmed, and what is wrong is said."""
    chosen = request.form.get("svar", "")
    body = render_template(
        "lis/lis1_offer.html",
        offer=lis1_my_offer.offer_for(g.session, offer.candidate_id, installation().clock.today()),
        address=_address(token),
        chosen=chosen if chosen in (YES, NO) and refused is None else None,
        refused=refused,
    )
    return _kept_by_nobody(body, status_of(refused))


def _kept_by_nobody(body: str, status: int) -> Response:
    """No cache keeps it: whoever has the personal address is not signed in."""
    response = make_response(body, status)
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _answered(offer: OfferRow, token: str | None) -> ResponseReturnValue:
    chosen = request.form.get("svar", "")
    if chosen not in (YES, NO):
        return _shown(offer, token, Refused(_("Velg ja eller nei."), "svar"))
    if request.form.get("bekreft") != "1":
        return _shown(offer, token, None)
    if request.form.get("tilbud") != offer.public_id:
        return _shown(offer, token, lis1_offers.changed())
    seen = request.form.get("versjon", 0, type=int)
    done = lis1_offers.answer(g.session, offer, seen, yes=chosen == YES, moment=moment())
    if isinstance(done, Refused):
        return _shown(offer, token, done)
    flash(_("Du har takket ja.") if chosen == YES else _("Du har takket nei."))
    if token is None:
        return redirect(url_for("lis.my_pathway"), 303)
    return redirect(url_for("public.lis1_wishes", token=token), 303)


def _address(token: str | None) -> str:
    """Where the answer is sent."""
    if token is None:
        return url_for("lis.lis1_answer")
    return url_for("lis.lis1_answer_by_link", token=token)
