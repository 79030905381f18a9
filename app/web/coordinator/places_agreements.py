"""Avtaler: one agreement, a new one in two steps, and changing one."""

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import COORDINATED_AGREEMENT, ORGANISATION_COORDINATOR, access
from app.extensions import installation
from app.services import places_agreements as service
from app.services.places_agreement_form import Parties
from app.services.places_agreements import Opening
from app.services.places_words import agreement_kind_name
from app.store import places as store
from app.store.places import AgreementRow
from app.web.coordinator.courses import pairs
from app.web.coordinator.places import conflict_page, form_page, posted

ADDRESS = "/avtaler"
OPENING = {"slag": "kind", "fra": "home_id", "til": "host_id"}
"""Words of the address that say what a new agreement is of."""
LONGEST_KEY = 40


def add_routes(blueprint: Blueprint) -> None:
    """Hang the pages on the coordinator's blueprint."""
    both = ["GET", "POST"]
    for path, name, view, methods in (
        ("/ny", "agreement_new", agreement_new, both),
        ("/<agreement_id>", "agreement", agreement, ["GET"]),
        ("/<agreement_id>/endre", "agreement_edit", agreement_edit, both),
    ):
        blueprint.add_url_rule(f"{ADDRESS}{path}", name, view, methods=methods)


@access(COORDINATED_AGREEMENT)
def agreement(agreement_id: str) -> ResponseReturnValue:
    """One agreement: who, when, how many, what stands in the way."""
    row = _agreement(agreement_id)
    page = service.load_agreement(g.session, g.actor, row, installation().clock.today())
    return render_template("coordinator/agreement.html", page=page, row=row)


@access(ORGANISATION_COORDINATOR)
def agreement_new() -> ResponseReturnValue:
    """A new agreement: first its kind and parties, then the rest."""
    first = {
        field: request.args[word][:LONGEST_KEY]
        for word, field in OPENING.items()
        if request.args.get(word)
    }
    if "kind" not in first or "host_id" not in first:
        return _opening(service.load_opening(g.session, g.actor, first))
    found = service.choose_parties(g.session, g.actor, first)
    if isinstance(found, Opening):
        return _opening(found)
    return _form(found, None)


@access(COORDINATED_AGREEMENT)
def agreement_edit(agreement_id: str) -> ResponseReturnValue:
    """Change or end an agreement."""
    return _form(_agreement(agreement_id), agreement_id)


def _form(found: Parties | AgreementRow, agreement_id: str | None) -> ResponseReturnValue:
    clock = installation().clock
    heading = _("%(kind)s: %(home)s – %(host)s", kind=agreement_kind_name(found.kind),
                home=found.home, host=found.host)  # fmt: skip
    back = (
        url_for("coordinator.places")
        if agreement_id is None
        else url_for("coordinator.agreement", agreement_id=agreement_id)
    )
    if request.method == "GET":
        draft = service.agreement_draft(g.session, g.actor, found, clock.today())
        return form_page(draft, heading, None, back)
    done = service.save_agreement(g.session, g.actor, posted(), found, now=clock.now())
    if isinstance(done, str):
        flash(_("Avtalen er lagret."))
        return redirect(url_for("coordinator.agreement", agreement_id=done), 303)
    if done.is_stale and not done.problems:
        return conflict_page(done, heading, back)
    return form_page(done, heading, None, back)


def _opening(opening: Opening) -> ResponseReturnValue:
    words = {field: word for word, field in OPENING.items()}
    problems = [(words[field], text) for field, text in pairs(opening.problems)]
    page = render_template(
        "coordinator/agreement_new.html",
        opening=opening,
        raw=opening.raw,
        problems=problems,
        errors=dict(reversed(problems)),
    )
    return page, 422 if problems else 200


def _agreement(agreement_id: str) -> AgreementRow:
    found = store.find_agreement(g.session, agreement_id)
    if found is None:
        abort(404)
    return found
