"""The council's pages after the decision: offers, answers, who is next in line."""

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from wtforms import IntegerField, StringField

from app.access import COUNCIL_CASE, COUNCIL_INTAKE, access
from app.extensions import installation
from app.services import lis1_offers as service
from app.services import lis1_offers_line, lis1_offers_next, lis1_offers_page
from app.services.rotation_life import Refused
from app.store import lis1_offers as store
from app.store.lis1_offers import OfferRow
from app.web.council import starts
from app.web.forms import DayField, MessageForm
from app.web.lis1_requests import moment, row_id, status_of
from rotations.lis1.results import Mechanism

ADDRESS = "/inntak/<intake_id>/tilbud"
CASE = f"{ADDRESS}/kandidat/<key>"
YES = "ja"


class AnswerForm(MessageForm):
    """An answer that the council writes down."""

    svar = StringField()
    dag = DayField()
    merknad = StringField()
    versjon = IntegerField()


class WithdrawForm(MessageForm):
    """Why an offer is taken back."""

    grunn = StringField()
    versjon = IntegerField()


def add_routes(blueprint: Blueprint) -> None:
    """Hang the pages on the council's blueprint."""
    blueprint.add_url_rule(ADDRESS, "offers", offers)
    blueprint.add_url_rule(f"{ADDRESS}/plass/<seat_key>", "offers_line", offers_line)
    blueprint.add_url_rule(f"{ADDRESS}/pa-nytt", "offers_again", offers_again)
    blueprint.add_url_rule(CASE, "offer", offer)
    for address, endpoint, view in (
        (f"{ADDRESS}/lag", "offers_make", offers_make),
        (f"{ADDRESS}/send", "offers_send", offers_send),
        (f"{ADDRESS}/plass/<seat_key>/<key>", "offers_give", offers_give),
        (f"{ADDRESS}/pa-nytt", "offers_again_make", offers_again_make),
        (f"{CASE}/svar", "offer_answer", offer_answer),
        (f"{CASE}/trekk", "offer_withdraw", offer_withdraw),
    ):
        blueprint.add_url_rule(address, endpoint, view, methods=["POST"])
    starts.add_routes(blueprint)


# ---- All offers ------------------------------------------------------------------------------


@access(COUNCIL_INTAKE)
def offers(intake_id: str) -> ResponseReturnValue:
    """Who has answered, and which seats are free."""
    return _offers_page(intake_id)


def _offers_page(intake_id: str, refused: Refused | None = None) -> ResponseReturnValue:
    page = lis1_offers_page.load(
        g.session, row_id(intake_id), g.actor.person_id, installation().clock.today()
    )
    body = render_template("council/offers.html", page=page, refused=refused)
    return body, status_of(refused)


@access(COUNCIL_INTAKE)
def offers_make(intake_id: str) -> ResponseReturnValue:
    """Make the offers of the decision; they are shown before they are sent."""
    made = service.prepare(g.session, row_id(intake_id), moment())
    if isinstance(made, Refused):
        return _offers_page(intake_id, made)
    flash(ngettext("Ett tilbud er laget.", "%(num)s tilbud er laget.", made))
    return _back(intake_id)


@access(COUNCIL_INTAKE)
def offers_send(intake_id: str) -> ResponseReturnValue:
    """Send the next round as it was shown."""
    number = request.form.get("runde", 0, type=int)
    count = request.form.get("antall", 0, type=int)
    sent = service.send(g.session, row_id(intake_id), number, count, moment())
    if isinstance(sent, Refused):
        return _offers_page(intake_id, sent)
    flash(
        ngettext(
            "Ett tilbud er sendt i runde %(round)s.",
            "%(num)s tilbud er sendt i runde %(round)s.",
            sent,
            round=number,
        )
    )
    return _back(intake_id)


# ---- A place that is free --------------------------------------------------------------------


@access(COUNCIL_INTAKE)
def offers_line(intake_id: str, seat_key: str) -> ResponseReturnValue:
    """Who is next in line for a seat."""
    return _line_page(intake_id, seat_key)


def _line_page(
    intake_id: str, seat_key: str, refused: Refused | None = None
) -> ResponseReturnValue:
    page = lis1_offers_line.load_line(g.session, row_id(intake_id), seat_key, g.actor.person_id)
    if page is None:
        abort(404)
    body = render_template("council/offers_line.html", page=page, refused=refused)
    return body, status_of(refused)


@access(COUNCIL_CASE)
def offers_give(intake_id: str, seat_key: str, key: str) -> ResponseReturnValue:
    """Offer the seat to one in line, in the next round."""
    made = lis1_offers_next.give(g.session, row_id(intake_id), seat_key, key, moment())
    if isinstance(made, Refused):
        return _line_page(intake_id, seat_key, made)
    flash(_("Tilbudet er laget. Det går ut når du sender runden."))
    return _back(intake_id)


@access(COUNCIL_INTAKE)
def offers_again(intake_id: str) -> ResponseReturnValue:
    """What sharing out the open places anew would give; nothing is written."""
    return _again_page(intake_id, request.args.get("maate", ""))


def _again_page(intake_id: str, way: str, refused: Refused | None = None) -> ResponseReturnValue:
    mechanism = Mechanism(way) if way in set(Mechanism) else None
    page = lis1_offers_line.load_again(g.session, row_id(intake_id), mechanism, g.actor.person_id)
    body = render_template("council/offers_again.html", page=page, refused=refused)
    return body, status_of(refused)


@access(COUNCIL_INTAKE)
def offers_again_make(intake_id: str) -> ResponseReturnValue:
    """Make the offers that were shown."""
    way = request.form.get("maate", "")
    if way not in set(Mechanism):
        abort(404)
    made = lis1_offers_next.give_anew(
        g.session, row_id(intake_id), Mechanism(way), request.form.get("vist", ""), moment()
    )
    if isinstance(made, Refused):
        return _again_page(intake_id, way, made)
    flash(ngettext("Ett tilbud er laget.", "%(num)s tilbud er laget.", made))
    return _back(intake_id)


# ---- One candidate's offer -------------------------------------------------------------------


@access(COUNCIL_CASE)
def offer(intake_id: str, key: str) -> ResponseReturnValue:
    """One candidate's offers, with an answer to write down."""
    return _offer_page(intake_id, key, None)


def _offer_page(
    intake_id: str, key: str, refused: Refused | None, form: MessageForm | None = None
) -> ResponseReturnValue:
    offers = store.offers_of_key(g.session, intake_id, key)
    if not offers:
        abort(404)
    today = installation().clock.today()
    body = render_template(
        "council/offer.html",
        page=lis1_offers_line.one(offers, today),
        refused=refused,
        form=form,
        today=today,
    )
    return body, status_of(refused)


@access(COUNCIL_CASE)
def offer_answer(intake_id: str, key: str) -> ResponseReturnValue:
    """Write down an answer that came by phone or mail."""
    form = AnswerForm()
    found = latest(intake_id, key)
    if form.svar.data not in (YES, "nei"):
        return _offer_page(intake_id, key, Refused(_("Velg ja eller nei."), "svar"), form)
    if not form.validate():
        return _offer_page(intake_id, key, Refused(str(form.message("dag")), "dag"), form)
    done = service.register(
        g.session,
        found,
        form.versjon.data or 0,
        yes=form.svar.data == YES,
        said_on=form.dag.read,
        note=str(form.merknad.data or ""),
        moment=moment(),
    )
    if isinstance(done, Refused):
        return _offer_page(intake_id, key, done, form)
    flash(_("Svaret er skrevet inn."))
    return _back(intake_id)


@access(COUNCIL_CASE)
def offer_withdraw(intake_id: str, key: str) -> ResponseReturnValue:
    """Take an offer back."""
    form = WithdrawForm()
    found = latest(intake_id, key)
    refused = service.withdraw(
        g.session, found, form.versjon.data or 0, str(form.grunn.data or ""), moment()
    )
    if refused is not None:
        return _offer_page(intake_id, key, refused, form)
    flash(_("Tilbudet er trukket, og plassen er ledig."))
    return _back(intake_id)


# ---- Shared ----------------------------------------------------------------------------------


def latest(intake_id: str, key: str) -> OfferRow:
    """The newest offer of a candidate; 404 when there is none."""
    found = store.offers_of_key(g.session, intake_id, key)
    if not found:
        abort(404)
    return found[0]


def _back(intake_id: str) -> ResponseReturnValue:
    return redirect(url_for("council.offers", intake_id=intake_id), 303)
