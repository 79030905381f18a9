"""A candidate's own page behind a secret address: rank seats, say what counts, hand in.

The secret is checked before anything is loaded; one that is made up is not found. What the
signed-in twin (`app.web.lis.lis1_wishes`) shares with it stands here too.
"""

from dataclasses import replace

from flask import Blueprint, Response, abort, flash, g, make_response, redirect, request, url_for
from flask import render_template as render
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import PUBLIC, access
from app.db.tables import Lis1Candidate
from app.extensions import installation
from app.htmx import htmx, is_htmx
from app.services import lis1_candidates_links as links
from app.services import lis1_candidates_pairs as pairs
from app.services import lis1_my_offer
from app.services import lis1_wishes as service
from app.services.lis1_candidates_edit import Acting
from app.services.lis1_candidates_facts import questions_of
from app.services.lis1_candidates_rules import Taking, taking
from app.services.lis1_wishes_form import WishForm, loses_button, moved, read_form
from app.services.lis1_wishes_save import HandedIn, NotHandedIn, closed_words, hand_in
from app.store import lis1_candidates as store
from app.web.coordinator.courses import pairs as problem_pairs
from rotations.lis1.types import Together

ADDRESS = "/lis1"
PART = "onskeskjema"
"""The part of the page that a button replaces."""
LONGEST_NAME = 254


def add_routes(blueprint: Blueprint) -> None:
    """Hang the page on the public blueprint."""
    blueprint.add_url_rule(
        f"{ADDRESS}/<token>", "lis1_wishes", lis1_wishes, methods=["GET", "POST"]
    )
    blueprint.add_url_rule(f"{ADDRESS}/<token>/par", "lis1_couple", lis1_couple, methods=["POST"])


@access(PUBLIC)
def lis1_wishes(token: str) -> ResponseReturnValue:
    """The page of whoever holds the secret word; anything else is not found."""
    candidate = links.find_candidate(g.session, token)
    if candidate is None:
        abort(404)
    address = url_for("public.lis1_wishes", token=token)
    return answer(
        candidate,
        address,
        url_for("public.lis1_couple", token=token),
        url_for("lis.lis1_answer_by_link", token=token),
    )


@access(PUBLIC)
def lis1_couple(token: str) -> ResponseReturnValue:
    """Ask another candidate to be a couple, or answer."""
    candidate = links.find_candidate(g.session, token)
    if candidate is None:
        abort(404)
    return answer_couple(candidate, url_for("public.lis1_wishes", token=token))


# ---- Shared with the signed-in twin ----------------------------------------------------------


def answer(
    candidate: Lis1Candidate, address: str, couple_address: str, offer_address: str
) -> Response:
    """The page; a button that only changes the form; or everything handed in."""
    clock = installation().clock
    offer = lis1_my_offer.offer_for(g.session, candidate.id or 0, clock.today())
    where: dict[str, object] = {
        "address": address,
        "couple_address": couple_address,
        "offer_address": offer_address,
        "offer": offer,
    }
    if request.method == "GET":
        page = service.load_page(g.session, candidate, clock.today())
        return _personal(render("public/lis1_wishes.html", page=page, problems=[], **_more(where)))
    rows = store.load_own(g.session, candidate)
    form = read_form(request.form.to_dict(flat=False), questions_of(rows.rules))
    action = request.form.get("gjor", "")
    if action != "lever":
        after = moved(form, action)
        page = service.page_of(g.session, candidate, rows, clock.today(), after)
        is_part = is_htmx() and htmx.target == PART and page.is_open
        template = "public/_lis1_wishes_form.html" if is_part else "public/lis1_wishes.html"
        more = _more(where) | {"focus_list": loses_button(form, after, action)}
        return _personal(render(template, page=page, problems=[], **more))
    done = hand_in(g.session, _acting(candidate), candidate.id or 0, form)
    if isinstance(done, HandedIn):
        flash(_("Ønskene er levert. Koden på kvitteringen er %(code)s.", code=done.code), "success")
        return _personal(redirect(address, 303))
    return _not_handed_in(candidate, done, form, where)


def _not_handed_in(
    candidate: Lis1Candidate, done: NotHandedIn, form: WishForm, where: dict[str, object]
) -> Response:
    """What must be mended, or both lists when another window was first; nothing is lost."""
    today = installation().clock.today()
    candidate = g.session.get_one(Lis1Candidate, candidate.id, populate_existing=True)
    if done.is_stale:
        theirs = service.load_page(g.session, candidate, today)
        mine = service.page_of(
            g.session, candidate, theirs.rows, today, replace(form, version=candidate.version)
        )
        text = render("public/lis1_wishes_conflict.html", page=theirs, mine=mine, **_more(where))
        return _personal(text, 409)
    page = service.load_page(g.session, candidate, today, form)
    found = problem_pairs(done.problems)
    text = render("public/lis1_wishes.html", page=page, problems=found, **_more(where))
    return _personal(text, 422)


def answer_couple(candidate: Lis1Candidate, address: str) -> Response:
    """Ask (`hvem`), say yes or no to who asked, or end it (`svar`)."""
    acting = _acting(candidate)
    now = taking(acting.intake, acting.today)
    reply = request.form.get("svar", "")
    if candidate.withdrawn_on is not None or now is not Taking.OPEN:
        refused: str | None = closed_words(now)
    elif reply:
        refused = pairs.answer(g.session, acting, candidate, says_yes=reply == "ja")
    else:
        near = request.form.get("onsker_par") == Together.NEAR
        refused = pairs.ask(
            g.session,
            acting,
            candidate,
            request.form.get("hvem", "")[:LONGEST_NAME],
            Together.NEAR if near else Together.SAME_MUNICIPALITY,
            or_apart=request.form.get("ellers") != "ingen",
        )
    if refused is not None:
        flash(refused, "error")
    elif reply == "ja":
        flash(_("Dere søker nå som par."), "success")
    elif reply:
        flash(_("Dere søker ikke lenger som par."), "success")
    else:
        flash(_("Spørsmålet er sendt til den andres side."), "success")
    return _personal(redirect(f"{address}#par", 303))


def _acting(candidate: Lis1Candidate) -> Acting:
    """The candidate, by name only when signed in as that person."""
    clock = installation().clock
    intake = store.intake_row(g.session, candidate.intake_id)
    is_me = g.actor is not None and g.actor.person_id == candidate.person_id
    return Acting(intake, g.actor.person_id if is_me else None, clock.today(), clock.now())


def _more(where: dict[str, object]) -> dict[str, object]:
    return {
        **where,
        "sends_mail": installation().settings.sends_mail,
        "receipt_words": service.receipt_words,
        "focus_list": False,
    }


def _personal(page: object, status: int = 200) -> Response:
    """An answer that no cache keeps: whoever has the address is not signed in."""
    response = make_response(page)
    if status != 200:
        response.status_code = status
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
