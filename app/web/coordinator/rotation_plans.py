"""A new plan, the doctors in it, and what each of them needs."""

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.access import COORDINATED_PLAN, ORGANISATION_COORDINATOR, access
from app.extensions import installation
from app.services import rotation_members as service
from app.services import rotation_members_page as pages
from app.services import rotation_needs_form as needs
from app.services import rotation_needs_save as saving
from app.services import rotation_new_plan
from app.services.places_fields import Draft
from app.services.rotation_case import NeedsError
from app.services.rotation_life import Refused
from app.services.wording import plain
from app.store.rotation_values import PlanHead
from app.web.coordinator.places import conflict_page, form_page, posted
from app.web.coordinator.rotation_life import moment, plan_of
from rotations.types.case import TraineeGroup

BASE = "/rotasjonstavle/<plan_id>/leger"
FILLED = {"tjeneste": "service", "minst": "least", "mest": "most"}
"""Words of an address that fill in a new need."""
LONGEST_WORD = 160


def add_routes(blueprint: Blueprint) -> None:
    """Hang the pages on the coordinator's blueprint."""
    get, both, post = ["GET"], ["GET", "POST"], ["POST"]
    rules = (
        ("/rotasjonstavle/ny", "plan_new", plan_new, both),
        (BASE, "plan_members", plan_members, get),
        (f"{BASE}/legg-til", "plan_members_add", plan_members_add, post),
        (f"{BASE}/stilling", "plan_vacancy_add", plan_vacancy_add, post),
        (f"{BASE}/<member_key>", "plan_member", plan_member, get),
        (f"{BASE}/<member_key>/ta-ut", "plan_member_out", plan_member_out, post),
        (f"{BASE}/<member_key>/raden", "plan_member_edit", plan_member_edit, both),
        (f"{BASE}/<member_key>/pa-nytt", "plan_member_rebuild", plan_member_rebuild, post),
        (f"{BASE}/<member_key>/behov", "plan_need_new", plan_need, both),
        (f"{BASE}/<member_key>/behov/<block_key>", "plan_need", plan_need, both),
        (f"{BASE}/<member_key>/behov/<block_key>/fjern", "plan_need_drop", plan_need_drop, post),
    )
    for address, endpoint, view, methods in rules:
        blueprint.add_url_rule(address, endpoint, view, methods=methods)
    # Doctors and hosts see the plan on pages of other sides.
    blueprint.app_errorhandler(NeedsError)(broken_needs)


@access(ORGANISATION_COORDINATOR)
def plan_new() -> ResponseReturnValue:
    """Name, owner, months, notice; then the doctors."""
    clock = installation().clock
    heading, back = _("Ny plan"), url_for("coordinator.boards", alle=1)
    if request.method == "GET":
        draft = rotation_new_plan.blank(g.session, g.actor, clock.today())
        return form_page(draft, heading, None, back)
    done = rotation_new_plan.make(
        g.session, g.actor, posted(), today=clock.today(), now=clock.now()
    )
    if isinstance(done, Draft):
        return form_page(done, heading, None, back)
    public_id, specialty = done
    flash(_("Planen er laget. Legg til legene som skal være med."))
    return redirect(
        url_for("coordinator.plan_members", plan_id=public_id, spesialitet=specialty or None), 303
    )


@access(COORDINATED_PLAN)
def plan_members(plan_id: str) -> ResponseReturnValue:
    """Who is in the plan, and who can be added."""
    return _members_page(plan_of(plan_id))


@access(COORDINATED_PLAN)
def plan_members_add(plan_id: str) -> ResponseReturnValue:
    """Add the chosen doctors with what they need."""
    plan = plan_of(plan_id)
    done = service.add_doctors(g.session, plan, request.form.getlist("lege"), moment())
    if isinstance(done, Refused):
        return _members_page(plan, done)
    left = len(done.gaps)
    said = ngettext(
        "%(name)s er lagt til.",
        "%(num)s leger er lagt til.",
        len(done.names),
        name=plain(done.names[0]),
    )
    if left:
        said += " " + ngettext(
            "For én av dem er det noe du må avgjøre: %(names)s.",
            "For %(num)s av dem er det noe du må avgjøre: %(names)s.",
            left,
            names=plain(", ".join(done.gaps)),
        )
    flash(said, "warning" if left else "message")
    return redirect(_address(plan_id), 303)


@access(COORDINATED_PLAN)
def plan_vacancy_add(plan_id: str) -> ResponseReturnValue:
    """Add a vacant post."""
    plan = plan_of(plan_id)
    chosen = request.form.get("gruppe", "")
    group = TraineeGroup(chosen) if chosen in tuple(TraineeGroup) else TraineeGroup.LIS23
    done = service.add_vacancy(
        g.session, plan, request.form.get("stilling", "")[:LONGEST_WORD], group, moment()
    )
    if isinstance(done, Refused):
        return _members_page(plan, done)
    flash(_("%(name)s er lagt til. Si hva stillingen trenger.", name=plain(done.names[0])))
    return redirect(_address(plan_id), 303)


@access(COORDINATED_PLAN)
def plan_member(plan_id: str, member_key: str) -> ResponseReturnValue:
    """One row: what is needed, and what is left to settle."""
    return _member_page(plan_id, member_key)


@access(COORDINATED_PLAN)
def plan_member_out(plan_id: str, member_key: str) -> ResponseReturnValue:
    """Take a row out of the draft."""
    seen = request.form.get("sett", -1, type=int)
    done = service.take_out(g.session, plan_of(plan_id), member_key, seen, moment())
    if isinstance(done, Refused):
        return _refused(plan_id, member_key, done)
    flash(_("%(name)s er tatt ut av planen. Du kan angre på tavla.", name=plain(done)))
    return redirect(_address(plan_id), 303)


@access(COORDINATED_PLAN)
def plan_member_edit(plan_id: str, member_key: str) -> ResponseReturnValue:
    """From when until when the row is planned."""
    plan = plan_of(plan_id)
    bench = _bench(plan, member_key)
    heading, back = plain(bench.member.name), _address(plan_id, member_key)
    if request.method == "GET":
        return form_page(saving.member_draft(bench), heading, None, back)
    done = saving.save_member(g.session, plan, member_key, posted(), moment())
    return _kept(done, plan_id, member_key, heading)


@access(COORDINATED_PLAN)
def plan_member_rebuild(plan_id: str, member_key: str) -> ResponseReturnValue:
    """Make needs that cannot be read anew."""
    done = saving.rebuild(g.session, plan_of(plan_id), member_key, moment())
    if isinstance(done, Refused):
        return _refused(plan_id, member_key, done)
    flash(_("Behovene til %(name)s er laget på nytt. Se gjennom dem.", name=plain(done)))
    return redirect(_address(plan_id, member_key), 303)


@access(COORDINATED_PLAN)
def plan_need(plan_id: str, member_key: str, block_key: str | None = None) -> ResponseReturnValue:
    """Add or change one thing that is needed."""
    plan = plan_of(plan_id)
    bench = _bench(plan, member_key)
    heading = _("Behov for %(name)s", name=plain(bench.member.name))
    if request.method == "GET":
        block = None if block_key is None else bench.block(block_key)
        if block is None and block_key is not None:
            abort(404)
        filled = {
            field: request.args[word][:LONGEST_WORD]
            for word, field in FILLED.items()
            if word in request.args
        }
        draft = needs.need_draft(bench, block, filled)
        return form_page(draft, heading, None, _address(plan_id, member_key))
    done = saving.save_need(g.session, plan, member_key, block_key, posted(), moment())
    return _kept(done, plan_id, member_key, heading)


@access(COORDINATED_PLAN)
def plan_need_drop(plan_id: str, member_key: str, block_key: str) -> ResponseReturnValue:
    """Take one need away, with its placement."""
    seen = request.form.get("sett", -1, type=int)
    done = saving.drop_need(g.session, plan_of(plan_id), member_key, block_key, seen, moment())
    if isinstance(done, Refused):
        return _refused(plan_id, member_key, done)
    flash(_("Behovet er tatt bort. Du kan angre på tavla."))
    return redirect(_address(plan_id, member_key), 303)


# --- Shared ---


def _members_page(plan: PlanHead, refused: Refused | None = None) -> ResponseReturnValue:
    usual = {"spesialitet": plan.specialty_code or "", "sok": ""}
    words = {name: request.args.get(name, text)[:LONGEST_WORD] for name, text in usual.items()}
    page = pages.load_members(
        g.session,
        plan,
        installation().clock.today(),
        specialty=words["spesialitet"],
        words=words["sok"],
    )
    found = render_template(
        "coordinator/rotation_members.html", page=page, words=words, refused=refused
    )
    return found, 422 if refused else 200


def _member_page(
    plan_id: str, member_key: str, refused: Refused | None = None
) -> ResponseReturnValue:
    page = pages.load_member(g.session, plan_of(plan_id), member_key, installation().clock.today())
    if page is None:
        abort(404)
    found = render_template("coordinator/rotation_member.html", page=page, refused=refused)
    if refused is None:
        return found
    return found, 409 if refused.is_stale else 422


def _refused(plan_id: str, member_key: str, refused: Refused) -> ResponseReturnValue:
    """Nothing was done: the row as it is now, or the list when it is gone."""
    board = service.board_of(g.session, plan_of(plan_id))
    if board is None or board.member(member_key) is None:
        flash(refused.text, "warning")
        return redirect(_address(plan_id), 303)
    return _member_page(plan_id, member_key, refused)


def _kept(
    done: str | Draft | Refused, plan_id: str, member_key: str, heading: str
) -> ResponseReturnValue:
    back = _address(plan_id, member_key)
    if isinstance(done, Refused):
        return _refused(plan_id, member_key, done)
    if isinstance(done, str):
        flash(_("Endringen er lagret i utkastet. Du kan angre på tavla."))
        return redirect(back, 303)
    if done.is_stale and not done.problems:
        return conflict_page(done, heading, back)
    return form_page(done, heading, None, back)


def _bench(plan: PlanHead, member_key: str) -> needs.Bench:
    found = needs.bench_of(g.session, plan, member_key)
    if found is None:
        abort(404)
    return found


def _address(plan_id: str, member_key: str = "") -> str:
    if member_key:
        return url_for("coordinator.plan_member", plan_id=plan_id, member_key=member_key)
    return url_for("coordinator.plan_members", plan_id=plan_id)


def broken_needs(error: NeedsError) -> ResponseReturnValue:
    """A plan that cannot be judged: whose needs are broken, and where to mend them.

    Whoever does not coordinate the plan learns only that it cannot be shown.
    """
    g.session.rollback()
    check = COORDINATED_PLAN.check
    assert check is not None
    keeps = g.actor is not None and check(g.actor, {"plan_id": error.plan.public_id})
    page = render_template(
        "coordinator/rotation_broken.html", plan=error.plan, broken=error.broken if keeps else ()
    )
    return page, 409
