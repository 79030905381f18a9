"""Hva om …: trying out changes beside the plan, and keeping one of them as a wish.

Everything tried stands in the address (`alt`), so that it can be bookmarked; only a wish is
ever saved.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import OWN_RECORD, PERSON_RECORD, access
from app.extensions import installation
from app.htmx import htmx, is_htmx
from app.services import my_pathway, wishes
from app.services.my_pathway_answer import opening
from app.services.my_pathway_reckoning import Reckoning
from app.services.my_pathway_words import doctor_name
from app.services.what_if import (
    MOST,
    Tried,
    WhatIfPart,
    build_what_if,
    choices_of,
    read_tokens,
)
from app.services.what_if_changes import change_from_token
from app.store import wishes as wish_store
from app.web.lis.looking import is_own_look
from app.web.lis.what_if_form import FormView, form_view, kinds_for, read_form

PART = "hvaom"
"""The part of the page that htmx replaces."""


@dataclass(frozen=True, slots=True)
class KindLink:
    """A form that can be opened."""

    title: str
    address: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class WhatIfView:
    """The section with its addresses and the form that is open."""

    part: WhatIfPart
    is_own: bool
    name: str
    sentence: str
    address: str
    back_url: str
    wish_url: str
    kinds: tuple[KindLink, ...]
    form: FormView | None
    errors: tuple[tuple[str, str], ...]

    def address_without(self, token: str) -> str:
        """The same page without one of the alternatives."""
        return _with(self.address, [one for one in self.part.tokens if one != token])


def add_routes(blueprint: Blueprint) -> None:
    """Hang the routes on the side's blueprint."""
    blueprint.add_url_rule("/min-vei/hva-om", "what_if", what_if)
    blueprint.add_url_rule("/leger/<public_id>/hva-om", "person_what_if", person_what_if)
    blueprint.add_url_rule("/min-vei/onsker", "keep_wish", keep_wish, methods=["POST"])
    blueprint.add_url_rule(
        "/min-vei/onsker/trekk", "withdraw_wish", withdraw_wish, methods=["POST"]
    )


@access(OWN_RECORD)
def what_if() -> ResponseReturnValue:
    """The doctor's own alternatives."""
    return _page(g.actor.public_id, is_own=True)


@access(PERSON_RECORD)
def person_what_if(public_id: str) -> ResponseReturnValue:
    """The same for whoever has scope: to look at, never to save."""
    return _page(public_id, is_own=is_own_look(public_id, "what_if"))


@access(OWN_RECORD)
def keep_wish() -> ResponseReturnValue:
    """Keep one alternative as a wish. What it does is worked out again here."""
    reckoning = _reckoning(g.actor.public_id, is_own=True)
    try:
        change = change_from_token(request.form.get("endring", ""))
    except ValueError:
        abort(400)
    if reckoning is None:
        abort(404)
    (alternative,) = reckoning.alternatives([change])
    if alternative.projection is None:
        abort(400)
    wishes.keep_wish(
        g.session,
        person_id=g.actor.person_id,
        changes=alternative.changes,
        days_moved=alternative.days_moved,
        now=installation().clock.now(),
    )
    flash(_("Ønsket er lagret. Den som planlegger, ser det på siden din."), "success")
    return redirect(url_for("lis.my_pathway") + "#onsker", 303)


@access(OWN_RECORD)
def withdraw_wish() -> ResponseReturnValue:
    """Take a wish back."""
    done = wishes.withdraw_wish(
        g.session,
        person_id=g.actor.person_id,
        wish_id=request.form.get("onske", 0, type=int),
        version=request.form.get("versjon", 0, type=int),
        now=installation().clock.now(),
    )
    if done:
        flash(_("Ønsket er trukket tilbake."), "success")
    else:
        flash(_("Ønsket var alt trukket tilbake. Ingenting er endret."), "warning")
    return redirect(url_for("lis.my_pathway") + "#hvaom", 303)


def what_if_view(reckoning: Reckoning, public_id: str, wished: Sequence[str]) -> WhatIfView:
    """The section as the address of this request asks for it."""
    today = reckoning.today
    if reckoning.is_own:
        address, back = url_for("lis.what_if"), url_for("lis.my_pathway")
    else:
        address = url_for("lis.person_what_if", public_id=public_id)
        back = url_for("lis.person_pathway", public_id=public_id)
    tried = read_tokens(request.args.getlist("alt"), today)
    choices = choices_of(reckoning)
    kinds = kinds_for(choices)
    kind = request.args.get("prov", "")
    form: FormView | None = None
    errors: tuple[tuple[str, str], ...] = ()
    if kind in dict(kinds):
        tried, form, errors = _tried(reckoning, tried, kind)
    part = build_what_if(reckoning, tried, wished)
    return WhatIfView(
        part=part,
        is_own=reckoning.is_own,
        name=doctor_name(reckoning),
        sentence=opening(reckoning).sentence,
        address=address,
        back_url=back,
        wish_url=url_for("lis.keep_wish"),
        kinds=tuple(
            KindLink(title, _with(address, part.tokens, key), key == kind) for key, title in kinds
        ),
        form=form,
        errors=errors,
    )


def _tried(
    reckoning: Reckoning, tried: Tried, kind: str
) -> tuple[Tried, FormView, tuple[tuple[str, str], ...]]:
    """What the address names and the form that was sent, together; or what is wrong."""
    choices = choices_of(reckoning)
    if "sendt" not in request.args:
        return tried, form_view(kind, choices), ()
    change, form = read_form(kind, request.args, reckoning.today, choices)
    if change is None:
        return tried, form, form.errors
    if change in tried.changes:
        return tried, form, ()
    if len(tried.changes) >= MOST:
        message = _("Tre alternativer er nok om gangen. Ta bort ett av dem først.")
        return tried, form, (("hvaom-tittel", message),)
    return Tried((*tried.changes, change), tried.dropped), form, ()


def _page(public_id: str, *, is_own: bool) -> ResponseReturnValue:
    reckoning = _reckoning(public_id, is_own=is_own)
    if reckoning is None:
        return render_template("lis/no_enrolment.html")
    wished = my_pathway.wish_tokens(wish_store.list_wishes(g.session, public_id))
    view = what_if_view(reckoning, public_id, wished)
    part = is_htmx() and htmx.target == PART
    return render_template("lis/_what_if.html" if part else "lis/what_if.html", what_if=view)


def _reckoning(public_id: str, *, is_own: bool) -> Reckoning | None:
    return my_pathway.load_reckoning(
        g.session, public_id, today=installation().clock.today(), is_own=is_own
    )


def _with(address: str, tokens: Sequence[str], kind: str | None = None) -> str:
    """An address with these alternatives, and the form to open."""
    pairs = [("alt", token) for token in tokens] + ([("prov", kind)] if kind else [])
    return f"{address}?{urlencode(pairs)}" if pairs else address
