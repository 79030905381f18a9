"""Plasseringer: the doctor's own placements, comments, wishes, and swaps with others."""

import re
from datetime import date

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import OWN_RECORD, access
from app.db.tables import SwapState, VersionState
from app.extensions import installation
from app.services import my_placements, my_placements_swap, rotation_comments, rotation_swaps
from app.services import rotation_wishes as wishes
from app.services.pdf_placements import placements_document
from app.services.rotation_comments import Speaker
from app.services.rotation_life import Moment, Refused
from app.services.rotation_wishes import WishDraft
from app.store import rotation_life as store
from app.store import rotations
from app.store.rotation_life import Membership
from app.web.pdf import made, pdf_response

ADDRESS = "/plasseringer"
MONTH = re.compile(r"(\d{4})-(\d{2})")
UP, YES = "opp", "ja"


def add_routes(blueprint: Blueprint) -> None:
    """Hang the pages on the doctor's blueprint."""
    rules = (
        ("", "placements", placements, "GET"),
        ("/pdf", "placements_pdf", placements_pdf, "GET"),
        ("/<plan_id>/kommentar", "placement_comment", comment, "POST"),
        ("/<plan_id>/onsker", "add_placement_wish", add_wish, "POST"),
        ("/<plan_id>/onsker/<int:wish_id>/flytt", "move_placement_wish", move_wish, "POST"),
        ("/<plan_id>/onsker/<int:wish_id>/fjern", "remove_placement_wish", remove_wish, "POST"),
        ("/<plan_id>/bytt/<block>", "placement_swap", swap, "GET"),
        ("/<plan_id>/bytt/<block>", "ask_placement_swap", ask_swap, "POST"),
        ("/bytter/<swap_id>/svar", "answer_placement_swap", answer_swap, "POST"),
        ("/bytter/<swap_id>/trekk", "withdraw_placement_swap", withdraw_swap, "POST"),
    )
    for address, endpoint, view, method in rules:
        blueprint.add_url_rule(f"{ADDRESS}{address}", endpoint, view, methods=[method])


@access(OWN_RECORD)
def placements() -> ResponseReturnValue:
    """The doctor's own placements, wishes and swaps."""
    return _page()


@access(OWN_RECORD)
def placements_pdf() -> ResponseReturnValue:
    """The doctor's own published placements as a file."""
    page = my_placements.load_page(g.session, g.actor.person_id, _moment().today)
    document = placements_document(page, g.actor.name, made())
    return pdf_response(document, _("mine-plasseringer"))


def _page(refused: Refused | None = None, plan_id: str = "", form: str = "") -> str:
    page = my_placements.load_page(g.session, g.actor.person_id, _moment().today)
    return render_template(
        "lis/placements.html",
        page=page,
        refused=refused,
        refused_plan=plan_id,
        refused_form=form,
        said=request.form,
    )


@access(OWN_RECORD)
def comment(plan_id: str) -> ResponseReturnValue:
    """Say something to the proposed version."""
    mine = _membership(plan_id)
    done = rotation_comments.add(
        g.session,
        mine.plan_id,
        request.form.get("tekst", ""),
        Speaker(member_key=mine.member_key),
        _moment(),
    )
    if isinstance(done, Refused):
        return _page(done, plan_id, "kommentar"), 422
    flash(_("Kommentaren er sendt."))
    return _back("forslag")


@access(OWN_RECORD)
def add_wish(plan_id: str) -> ResponseReturnValue:
    """Put a wish last on the list."""
    draft = WishDraft(
        service=_text("tjeneste"),
        unit_key=_text("sted"),
        from_month=_month("fra"),
        to_month=_month("til"),
        note=_text("merknad"),
    )
    done = wishes.add(g.session, _membership(plan_id).plan_id, draft, _moment())
    if isinstance(done, Refused):
        return _page(done, plan_id, "onske"), 422
    flash(_("Ønsket er lagt sist i listen."))
    return _back("onsker")


@access(OWN_RECORD)
def move_wish(plan_id: str, wish_id: int) -> ResponseReturnValue:
    """Move a wish one step up or down."""
    up = request.form.get("retning") == UP
    done = wishes.move(g.session, _membership(plan_id).plan_id, wish_id, up, _moment())
    return _said(done, None, "onsker")


@access(OWN_RECORD)
def remove_wish(plan_id: str, wish_id: int) -> ResponseReturnValue:
    """Take a wish off the list."""
    done = wishes.remove(g.session, _membership(plan_id).plan_id, wish_id, _moment())
    return _said(done, _("Ønsket er tatt bort."), "onsker")


@access(OWN_RECORD)
def swap(plan_id: str, block: str) -> ResponseReturnValue:
    """Whom a placement can be swapped with."""
    return _swap_page(plan_id, block)


@access(OWN_RECORD)
def ask_swap(plan_id: str, block: str) -> ResponseReturnValue:
    """Ask the doctor whose placement is chosen."""
    mine = _membership(plan_id, VersionState.PUBLISHED)
    head = rotations.find_version(g.session, mine.version_id)
    assert head is not None
    member, _colon, other = request.form.get("med", "").partition(":")
    done: str | Refused = Refused(_("Velg hvem du vil bytte med."), "med")
    if member and other:
        done = rotation_swaps.ask(
            g.session,
            head,
            (mine.member_key, block),
            (member, other),
            request.form.get("merknad", ""),
            _moment(),
        )
    if isinstance(done, Refused):
        return _swap_page(plan_id, block, done), 422
    flash(_("Forespørselen er sendt. Du får melding når du har fått svar."))
    return _back("bytter")


def _swap_page(plan_id: str, block: str, refused: Refused | None = None) -> str:
    mine = _membership(plan_id, VersionState.PUBLISHED)
    page = my_placements_swap.load_page(g.session, mine, block, _moment().today)
    if page is None:
        abort(404)
    return render_template(
        "lis/placements_swap.html", page=page, refused=refused, said=request.form
    )


@access(OWN_RECORD)
def answer_swap(swap_id: str) -> ResponseReturnValue:
    """Say yes or no to another doctor."""
    yes = request.form.get("svar") == YES
    done = rotation_swaps.answer(g.session, swap_id, _version(), yes=yes, moment=_moment())
    said = _("Du har sagt ja. Nå avgjør koordinatoren.") if yes else _("Du har sagt nei.")
    return _said(None if isinstance(done, SwapState) else done, said, "bytter")


@access(OWN_RECORD)
def withdraw_swap(swap_id: str) -> ResponseReturnValue:
    """Take back one's own request."""
    done = rotation_swaps.withdraw(g.session, swap_id, _version(), _moment())
    return _said(done, _("Forespørselen er trukket."), "bytter")


# --- Shared ---


def _membership(plan_id: str, state: VersionState | None = None) -> Membership:
    """The doctor's own row in a plan; nobody else's plan can be spoken of."""
    found = [
        each
        for each in store.memberships(g.session, g.actor.person_id)
        if each.plan_public_id == plan_id and (state is None or each.state is state)
    ]
    if not found:
        abort(404)
    return found[-1]


def _moment() -> Moment:
    clock = installation().clock
    return Moment(g.actor.person_id, clock.today(), clock.now())


def _said(refused: Refused | None, text: str | None, anchor: str) -> ResponseReturnValue:
    if refused is not None:
        flash(refused.text, "warning")
    elif text is not None:
        flash(text)
    return _back(anchor)


def _back(anchor: str) -> ResponseReturnValue:
    return redirect(url_for("lis.placements", _anchor=anchor), 303)


def _text(name: str) -> str | None:
    return request.form.get(name, "").strip() or None


def _month(name: str) -> date | None:
    """The first day of a month as the list sends it; anything else is no month."""
    found = MONTH.fullmatch(request.form.get(name, ""))
    if found is None or not 1 <= int(found[2]) <= 12:
        return None
    return date(int(found[1]), int(found[2]), 1)


def _version() -> int:
    return request.form.get("version", 0, type=int)
