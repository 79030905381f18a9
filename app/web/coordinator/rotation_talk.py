"""What is said about a plan: comments to answer, wishes to read, swaps to decide; a host's say."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import COORDINATED_PLAN, AccessRule, access
from app.actors import Actor, places_coordinated
from app.db.session import current_session
from app.extensions import installation
from app.roles import Role
from app.services import (
    rotation_comments,
    rotation_swaps_decide,
    rotation_talk_page,
    rotation_wishes_page,
)
from app.services.rotation_comments import Speaker
from app.services.rotation_host_page import load_host_comments
from app.services.rotation_hosts import reaches
from app.services.rotation_life import Refused
from app.store import hosts as host_store
from app.store import rotation_life as life_store
from app.web.coordinator.rotation_life import moment, plan_of


def _units_of(actor: Actor, plan_id: str) -> frozenset[int]:
    """The units in a plan's proposed version that the actor speaks for."""
    session = current_session()
    hosts = life_store.proposed_hosts(session, plan_id)
    if not hosts:
        return frozenset()
    if actor.role is Role.SUPERVISOR:
        practices = host_store.contract_specialists(session, _today())
        return frozenset(
            unit
            for unit, organisation in hosts.items()
            if actor.person_id in practices.get(organisation, frozenset())
        )
    units = frozenset(
        grant.unit_id for grant in actor.grants_as(Role.COORDINATOR) if grant.unit_id is not None
    )
    return reaches(session, places_coordinated(actor), units, hosts)


def _hosts_plan(actor: Actor, view_args: Mapping[str, Any]) -> bool:
    speaks = actor.role in (Role.COORDINATOR, Role.SUPERVISOR)
    return speaks and bool(_units_of(actor, str(view_args["plan_id"])))


HOSTED_PLAN = AccessRule("receives doctors by the proposed plan", _hosts_plan)
"""A proposed plan, for coordinators of a place that doctors come to by it, and for the contract
specialists whose practice it is."""


def add_routes(blueprint: Blueprint) -> None:
    """Hang the pages on the coordinator's blueprint."""
    base = "/rotasjonstavle/<plan_id>"
    rules = (
        ("/kommentarer", "plan_comments", comments, ["GET"]),
        ("/kommentarer/<int:comment_id>/svar", "answer_comment", answer, ["POST"]),
        ("/innspill", "plan_host_comment", host_comment, ["GET", "POST"]),
        ("/onsker", "plan_wishes", wishes, ["GET"]),
        ("/bytter", "plan_swaps", swaps, ["GET"]),
        ("/bytter/<swap_id>/godkjenn", "approve_swap", approve, ["POST"]),
        ("/bytter/<swap_id>/avsla", "refuse_swap", refuse, ["POST"]),
    )
    for address, endpoint, view, methods in rules:
        blueprint.add_url_rule(f"{base}{address}", endpoint, view, methods=methods)


@access(COORDINATED_PLAN)
def comments(plan_id: str) -> ResponseReturnValue:
    """Every comment, those without an answer first."""
    return _comments(plan_id)


@access(COORDINATED_PLAN)
def answer(plan_id: str, comment_id: int) -> ResponseReturnValue:
    """Answer a comment; whoever wrote it is told."""
    text = request.form.get("tekst", "")
    done = rotation_comments.answer(
        g.session, plan_of(plan_id).id, comment_id, _version(), text, moment()
    )
    if isinstance(done, Refused):
        return _comments(plan_id, done, comment_id, text), 409 if done.is_stale else 422
    flash(_("Svaret er sendt."))
    return redirect(url_for("coordinator.plan_comments", plan_id=plan_id), 303)


def _comments(
    plan_id: str, refused: Refused | None = None, comment_id: int = 0, text: str = ""
) -> str:
    page = rotation_talk_page.load_comments(g.session, plan_of(plan_id), _today())
    return render_template(
        "coordinator/rotation_comments.html",
        page=page,
        refused=refused,
        comment_id=comment_id,
        text=text,
    )


@access(HOSTED_PLAN)
def host_comment(plan_id: str) -> ResponseReturnValue:
    """A host sees who is proposed there, and comments."""
    plan, units = plan_of(plan_id), _units_of(g.actor, plan_id)
    text, refused = request.form.get("tekst", ""), None
    if request.method == "POST":
        unit = request.form.get("enhet", 0, type=int)
        if unit not in units:
            abort(404)
        done = rotation_comments.add(g.session, plan.id, text, Speaker(unit_id=unit), moment())
        if not isinstance(done, Refused):
            flash(_("Kommentaren er sendt til %(place)s.", place=plan.organisation))
            return redirect(url_for("coordinator.plan_host_comment", plan_id=plan_id), 303)
        refused = done
    page = load_host_comments(g.session, plan, units, g.actor.person_id, _today())
    found = render_template(
        "coordinator/rotation_host_comment.html", page=page, refused=refused, text=text
    )
    return found, 422 if refused else 200


@access(COORDINATED_PLAN)
def wishes(plan_id: str) -> ResponseReturnValue:
    """Everybody's ranked wishes, and what those that are not met would cost."""
    page = rotation_wishes_page.load_wishes(g.session, plan_of(plan_id), _today())
    return render_template("coordinator/rotation_wishes.html", page=page)


@access(COORDINATED_PLAN)
def swaps(plan_id: str) -> ResponseReturnValue:
    """Requests to swap, those that wait for a decision first."""
    return _swaps(plan_id)


@access(COORDINATED_PLAN)
def approve(plan_id: str, swap_id: str) -> ResponseReturnValue:
    """Say yes: the swap is made in the open draft, or in a new one."""
    done = rotation_swaps_decide.approve(
        g.session, plan_of(plan_id).id, swap_id, _version(), moment()
    )
    if isinstance(done, Refused):
        return _swaps(plan_id, done, swap_id), 409 if done.is_stale else 422
    if done.is_new_draft:
        flash(
            _("Byttet er lagt inn i et nytt utkast, versjon %(number)s.", number=done.draft.number)
        )
    else:
        flash(_("Byttet er lagt inn i utkastet, versjon %(number)s.", number=done.draft.number))
    return redirect(url_for("coordinator.plan_swaps", plan_id=plan_id), 303)


@access(COORDINATED_PLAN)
def refuse(plan_id: str, swap_id: str) -> ResponseReturnValue:
    """Say no, with a reason that both doctors get to see."""
    reason = request.form.get("grunn", "")
    done = rotation_swaps_decide.refuse(
        g.session, plan_of(plan_id).id, swap_id, _version(), reason, moment()
    )
    if isinstance(done, Refused):
        return _swaps(plan_id, done, swap_id, reason), 409 if done.is_stale else 422
    flash(_("Byttet er avslått. Begge legene har fått melding."))
    return redirect(url_for("coordinator.plan_swaps", plan_id=plan_id), 303)


def _swaps(
    plan_id: str, refused: Refused | None = None, swap_id: str = "", reason: str = ""
) -> str:
    page = rotation_talk_page.load_swaps(g.session, plan_of(plan_id))
    return render_template(
        "coordinator/rotation_swaps.html",
        page=page,
        refused=refused,
        swap_id=swap_id,
        reason=reason,
    )


def _version() -> int:
    return request.form.get("version", 0, type=int)


def _today() -> date:
    return installation().clock.today()
