"""The handover meeting of one LIS1, for the two supervisors who meet."""

from flask import Blueprint, abort, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import HANDOVER, access
from app.extensions import installation
from app.services import lis1_handover
from app.services.rotation_life import Refused
from app.web.lis1_requests import HandoverForm, save_handover, status_of

ADDRESS = "/overlevering/<offer_id>"


def add_routes(blueprint: Blueprint) -> None:
    """Hang the page on the supervisors' blueprint."""
    blueprint.add_url_rule(ADDRESS, "handover", handover)
    blueprint.add_url_rule(ADDRESS, "handover_save", handover_save, methods=["POST"])


@access(HANDOVER)
def handover(offer_id: str) -> ResponseReturnValue:
    """When the two meet, and what they agreed on."""
    return _page(offer_id)


def _page(
    offer_id: str, refused: Refused | None = None, form: HandoverForm | None = None
) -> ResponseReturnValue:
    page = lis1_handover.load(g.session, offer_id, installation().clock.today())
    if page is None:
        abort(404)
    body = render_template("supervisor/handover.html", page=page, refused=refused, form=form)
    return body, status_of(refused)


@access(HANDOVER)
def handover_save(offer_id: str) -> ResponseReturnValue:
    """Keep the day of the meeting and its minutes."""
    page = lis1_handover.load(g.session, offer_id, installation().clock.today())
    if page is None:
        abort(404)
    form = HandoverForm()
    refused = save_handover(page.offer, form)
    if refused is not None:
        return _page(offer_id, refused, form)
    flash(_("Overleveringsmøtet er lagret."))
    return redirect(url_for("supervisor.handover", offer_id=offer_id), 303)
