"""The council's pages: its rules, a proposal to change them, and what the proposal would do."""

from typing import Any

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import COUNCIL_RULES, access, works_as
from app.db.tables import Lis1Rules, RulesState
from app.extensions import installation
from app.htmx import is_htmx
from app.roles import Role
from app.services import lis1_rules as service
from app.services import lis1_rules_effect as effects
from app.services import lis1_rules_form as form
from app.services import lis1_rules_page as pages
from app.services import lis1_rules_words as words
from app.services.lis1_rules import Council, Desk, RulesDraft
from app.services.lis1_rules_effect import EffectState
from app.services.lis1_rules_templates import templates
from app.services.wording import moment, plain
from app.store import lis1_rules as store
from app.web.coordinator.courses import both_versions, kept_fields, pairs
from rotations.lis1.types import CriterionKind, FactStatus, Scope

ADDRESS = "/lis1-regler"
ONE = f"{ADDRESS}/<rules_id>"
LONGEST_FIELD = 9000


def add_routes(blueprint: Blueprint) -> None:
    """Hang the pages on the council's blueprint."""
    both = ["GET", "POST"]
    for path, name, view, methods in (
        (ADDRESS, "rules", rules, ["GET"]),
        (f"{ADDRESS}/ny", "rules_new", rules_new, both),
        (ONE, "rules_version", rules_version, ["GET"]),
        (f"{ONE}/endre", "rules_edit", rules_edit, both),
        (f"{ONE}/virkning", "rules_effect", rules_effect, both),
        (f"{ONE}/vedta", "rules_adopt", rules_adopt, ["POST"]),
        (f"{ONE}/forkast", "rules_discard", rules_discard, ["POST"]),
    ):
        blueprint.add_url_rule(path, name, view, methods=methods)


@access(works_as(Role.COUNCIL))
def rules() -> ResponseReturnValue:
    """What counts now, in which words, and since when."""
    councils = service.councils(g.session, g.actor)
    council = _council(councils)
    if council is None:
        return render_template("council/rules_none.html")
    page = pages.load_page(g.session, council)
    return render_template("council/rules.html", page=page, councils=councils)


@access(works_as(Role.COUNCIL))
def rules_new() -> ResponseReturnValue:
    """Choose where a proposal begins, and begin."""
    council = _council(service.councils(g.session, g.actor))
    if council is None:
        return render_template("council/rules_none.html")
    if request.method == "POST":
        try:
            made = service.propose(g.session, _desk(), council.id, request.form.get("start", ""))
        except LookupError:
            g.session.rollback()
            flash(_("Velg hvor forslaget skal begynne."), "error")
        else:
            return redirect(url_for("council.rules_edit", rules_id=made), 303)
    adopted = store.find_adopted(g.session, council.id)
    return render_template(
        "council/rules_new.html",
        council=council,
        adopted=adopted,
        templates=templates(),
        starts=(service.FROM_ADOPTED, service.EMPTY),
        doubts={each.key: words.status_name(each.status) for each in templates()},
    )


@access(COUNCIL_RULES)
def rules_version(rules_id: str) -> ResponseReturnValue:
    """One version: its text, what it changes, and what it would do."""
    return _version_page(_row(rules_id))


@access(COUNCIL_RULES)
def rules_edit(rules_id: str) -> ResponseReturnValue:
    """Change a proposal."""
    row = _row(rules_id)
    if row.state is not RulesState.PROPOSED:
        return _version_page(row, refused=service.not_a_proposal(row)), 409
    if request.method == "GET":
        return _edit_page(row, RulesDraft(form.to_raw(row)))
    raw = {name: text[:LONGEST_FIELD] for name, text in request.form.items()}
    draft = service.save(g.session, _desk(), row, raw)
    if draft is None:
        if "more" in raw:
            return redirect(url_for("council.rules_edit", rules_id=rules_id) + "#new", 303)
        flash(_("Forslaget er lagret."))
        return redirect(url_for("council.rules_version", rules_id=rules_id), 303)
    return _conflict(row, draft) if draft.stored is not None else _edit_page(row, draft)


@access(COUNCIL_RULES)
def rules_effect(rules_id: str) -> ResponseReturnValue:
    """Ask for the effect of a proposal, or look how far it has come."""
    row = _row(rules_id)
    if request.method == "POST":
        clock = installation().clock
        missing = effects.ask(g.session, g.actor, row, now=clock.now())
        if missing is not None:
            return _version_page(row, refused=missing), 409
        return redirect(url_for("council.rules_version", rules_id=rules_id) + "#effect", 303)
    if not is_htmx():
        return redirect(url_for("council.rules_version", rules_id=rules_id) + "#effect", 303)
    return render_template("council/_rules_effect.html", view=_view(row), **_effect(row))


@access(COUNCIL_RULES)
def rules_adopt(rules_id: str) -> ResponseReturnValue:
    """Make a proposal the rules in force."""
    row = _row(rules_id)
    raw = {name: text[:LONGEST_FIELD] for name, text in request.form.items()}
    problems = service.adopt(g.session, _desk(), row, raw)
    if not problems:
        flash(_("Reglene gjelder nå. Åpne inntak følger reglene de ble åpnet med."))
        return redirect(url_for("council.rules"), 303)
    if any(not each.field for each in problems):
        return _version_page(_row(rules_id), refused=problems[0].text), 409
    return _version_page(_row(rules_id), raw=raw, problems=pairs(problems)), 422


@access(COUNCIL_RULES)
def rules_discard(rules_id: str) -> ResponseReturnValue:
    """Put a proposal away."""
    row = _row(rules_id)
    problem = service.discard(g.session, _desk(), row, request.form.get("version", ""))
    if problem is not None:
        return _version_page(_row(rules_id), refused=problem.text), 409
    flash(_("Forslaget er forkastet."))
    return redirect(url_for("council.rules"), 303)


def _version_page(row: Lis1Rules, **more: Any) -> str:
    problems: list[tuple[str, str]] = more.get("problems", [])
    page = pages.load_version(g.session, row, request.args.get("mot", "")[:40])
    told = _effect(row) if page.view.is_proposal else {}
    return render_template(
        "council/rules_version.html",
        page=page,
        view=page.view,
        problems=problems,
        refused=more.get("refused"),
        **{**told, "raw": more.get("raw", {}), "errors": dict(reversed(problems))},
    )


def _effect(row: Lis1Rules) -> dict[str, Any]:
    """What the part about the effect needs."""
    effect = effects.load_effect(g.session, row, g.actor.person_id)
    return {
        "effect": effect,
        "states": EffectState,
        "missing": service.effect_missing(effect),
        "raw": {},
        "errors": {},
    }


def _edit_page(row: Lis1Rules, draft: RulesDraft) -> ResponseReturnValue:
    problems = pairs(draft.problems)
    page = render_template(
        "council/rules_edit.html",
        row=row,
        raw=draft.raw,
        criteria=form.rows_of(draft.raw),
        name_of=form.name_of,
        subjects=sorted(service.known_subjects(g.session, row.organisation_id).subjects),
        kinds=[(each.value, words.kind_name(each)) for each in CriterionKind],
        scopes=[(each.value, words.scope_name(each)) for each in Scope],
        statuses=[(each.value, words.status_name(each)) for each in FactStatus],
        remaining=words.remaining_words(True),
        otherwise=words.remaining_words(False),
        problems=problems,
        errors=dict(reversed(problems)),
    )
    return page, 422 if problems else 200


def _conflict(row: Lis1Rules, draft: RulesDraft) -> ResponseReturnValue:
    """Both versions side by side; the one that is stored first."""
    assert draft.stored is not None and draft.values is not None
    title = _("Noen andre endret dette etter at du åpnet siden.")
    if draft.last is not None:
        who = _("Du") if draft.last.person_id == g.actor.person_id else plain(draft.last.name)
        title = _("%(who)s endret dette %(at)s.", who=who, at=moment(draft.last.at))
    page = render_template(
        "coordinator/course_conflict.html",
        heading=_("Endre forslaget"),
        title=title,
        lines=both_versions(words.lines_of(draft.stored), words.lines_of(draft.values)),
        address=url_for("council.rules_edit", rules_id=row.public_id),
        back=url_for("council.rules_version", rules_id=row.public_id),
        kept=kept_fields(dict(draft.raw)),
        version=draft.version,
    )
    return page, 409


def _council(councils: tuple[Council, ...]) -> Council | None:
    """The council of the address, else the first."""
    wanted = request.args.get("rad", "")
    return next(
        (each for each in councils if str(each.id) == wanted), councils[0] if councils else None
    )


def _row(rules_id: str) -> Lis1Rules:
    found = store.find_rules(g.session, rules_id)
    if found is None:
        abort(404)
    return found


def _view(row: Lis1Rules) -> pages.VersionView:
    return pages.load_version(g.session, row).view


def _desk() -> Desk:
    clock = installation().clock
    return Desk(g.actor, clock.today(), clock.now())
