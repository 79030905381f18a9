"""The council's pages before the start: supervisors, buddy, handover meeting, checklist."""

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import COUNCIL_CASE, COUNCIL_INTAKE, access
from app.db.tables import ChecklistKind, OfferState
from app.extensions import installation
from app.services import lis1_checklist, lis1_starts, lis1_starts_page
from app.services.lis1_checklist import LINES, WrittenLine
from app.services.lis1_starts_words import kind_name
from app.services.rotation_life import Refused
from app.store import lis1_offers as offer_store
from app.store.lis1 import find_intake
from app.store.lis1_offers import OfferRow
from app.web.lis1_requests import HandoverForm, moment, row_id, save_handover, status_of

ADDRESS = "/inntak/<intake_id>/oppstart"
CASE = f"{ADDRESS}/<key>"
CHECKLIST = "/inntak/<intake_id>/sjekkliste"


def add_routes(blueprint: Blueprint) -> None:
    """Hang the pages on the council's blueprint."""
    blueprint.add_url_rule(ADDRESS, "starts", starts)
    blueprint.add_url_rule(CASE, "start_of", start_of)
    blueprint.add_url_rule(CHECKLIST, "checklist", checklist, methods=["GET", "POST"])
    for path, endpoint, view in (
        ("/folk", "start_people", start_people),
        ("/mote", "start_handover", start_handover),
        ("/punkt", "start_point", start_point),
    ):
        blueprint.add_url_rule(f"{CASE}{path}", endpoint, view, methods=["POST"])


@access(COUNCIL_INTAKE)
def starts(intake_id: str) -> ResponseReturnValue:
    """What is missing before they start."""
    page = lis1_starts_page.load(
        g.session, row_id(intake_id), g.actor.person_id, installation().clock.today()
    )
    return render_template("council/starts.html", page=page)


@access(COUNCIL_CASE)
def start_of(intake_id: str, key: str) -> ResponseReturnValue:
    """One who has accepted, with what can be chosen and written."""
    return _start_page(_accepted(intake_id, key))


def _start_page(
    offer: OfferRow, refused: Refused | None = None, form: HandoverForm | None = None
) -> ResponseReturnValue:
    body = render_template(
        "council/start_of.html",
        page=lis1_starts_page.load_one(g.session, offer, installation().clock.today()),
        refused=refused,
        form=form,
    )
    return body, status_of(refused)


@access(COUNCIL_CASE)
def start_people(intake_id: str, key: str) -> ResponseReturnValue:
    """Choose the two supervisors and the buddy."""
    offer = _accepted(intake_id, key)
    chosen = tuple(request.form.get(name, type=int) for name in ("sykehus", "kommune", "fadder"))
    refused = lis1_starts.set_people(
        g.session,
        offer,
        request.form.get("versjon", 0, type=int),
        (chosen[0], chosen[1], chosen[2]),
        moment(),
    )
    return _done(offer, refused, _("Veiledere og fadder er lagret."))


@access(COUNCIL_CASE)
def start_handover(intake_id: str, key: str) -> ResponseReturnValue:
    """Write down the handover meeting."""
    offer = _accepted(intake_id, key)
    form = HandoverForm()
    refused = save_handover(offer, form)
    if refused is not None:
        return _start_page(offer, refused, form)
    return _done(offer, None, _("Overleveringsmøtet er lagret."))


@access(COUNCIL_CASE)
def start_point(intake_id: str, key: str) -> ResponseReturnValue:
    """Tick a point off, or take the tick away."""
    offer = _accepted(intake_id, key)
    refused = lis1_starts.tick(
        g.session,
        offer,
        request.form.get("punkt", 0, type=int),
        request.form.get("versjon", 0, type=int),
        is_done=request.form.get("gjort") == "1",
        moment=moment(),
    )
    return _done(offer, refused, _("Sjekklisten er lagret."))


@access(COUNCIL_INTAKE)
def checklist(intake_id: str) -> ResponseReturnValue:
    """The template of the checklist, and when the handover meeting is agreed on."""
    intake = find_intake(g.session, intake_id)
    assert intake is not None
    refused = None
    written = None
    if request.method == "POST":
        written = _written()
        refused = lis1_checklist.save(
            g.session,
            intake.organisation_id,
            written,
            request.form.get("maneder", ""),
            [request.form.get(f"versjon-{at}", 0, type=int) for at in range(1, LINES + 2)],
            by=g.actor.person_id,
            now=installation().clock.now(),
        )
        if refused is None:
            flash(_("Malen er lagret. Den gjelder for dem som takker ja fra nå."))
            return redirect(url_for("council.checklist", intake_id=intake_id), 303)
    template = lis1_checklist.load(g.session, intake.organisation_id)
    body = render_template(
        "council/checklist.html",
        intake=intake,
        template=template,
        written=None if refused and refused.is_stale else written,
        months=request.form.get("maneder", template.handover_months),
        kinds=[(each.value, kind_name(each)) for each in ChecklistKind],
        refused=refused,
    )
    return body, status_of(refused)


def _written() -> list[WrittenLine]:
    return [
        WrittenLine(
            *(request.form.get(f"{name}-{at}", "") for name in ("slag", "dager", "hvem", "tekst"))
        )
        for at in range(1, LINES + 1)
    ]


def _accepted(intake_id: str, key: str) -> OfferRow:
    """The accepted offer of a candidate; 404 when there is none."""
    offers = offer_store.offers_of_key(g.session, intake_id, key)
    found = next((each for each in offers if each.state is OfferState.ACCEPTED), None)
    if found is None:
        abort(404)
    return found


def _done(offer: OfferRow, refused: Refused | None, said: str) -> ResponseReturnValue:
    if refused is not None:
        return _start_page(offer, refused)
    flash(said)
    address = url_for("council.start_of", intake_id=offer.intake_key, key=offer.key)
    return redirect(address, 303)
