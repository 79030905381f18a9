"""Kurs: the catalogue, one course with its sessions and set-up, and courses of our own."""

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import COURSE_KEEPER, access
from app.extensions import installation
from app.services import course_catalogue as catalogue
from app.services import course_catalogue_setup as setups
from app.services import knowledge
from app.services.course_catalogue import CourseDraft, CoursePage
from app.services.course_catalogue_setup import SetupDraft
from app.services.logbook_form import Problem

ADDRESS = "/koordinator/kurs"
LONGEST_CODE = 40
LONGEST_FIELD = 1000


def add_routes(blueprint: Blueprint) -> None:
    """Hang the pages on the coordinator's blueprint."""
    both = ["GET", "POST"]
    for path, name, view, methods in (
        ("", "courses", courses, ["GET"]),
        ("/nytt", "course_new", course_new, both),
        ("/<course_key>", "course", course, ["GET"]),
        ("/<course_key>/oppsett", "course_setup", course_setup, both),
    ):
        blueprint.add_url_rule(f"{ADDRESS}{path}", name, view, methods=methods)


def posted() -> dict[str, str]:
    """What was written in a form, cut where nobody writes that much."""
    return {name: text[:LONGEST_FIELD] for name, text in request.form.items()}


def pairs(problems: tuple[Problem, ...]) -> list[tuple[str, str]]:
    """(field, message) for the summary on top of a form."""
    return [(each.field, each.text) for each in problems]


@access(COURSE_KEEPER)
def courses() -> ResponseReturnValue:
    """Every course that is given now, by specialty, with the sessions ahead."""
    specialty = request.args.get("fag", "")[:LONGEST_CODE]
    only_ahead = request.args.get("vis") == "samlinger"
    page = catalogue.load_catalogue(
        g.session, specialty=specialty, only_ahead=only_ahead, today=installation().clock.today()
    )
    return render_template(
        "coordinator/courses.html", page=page, specialty=specialty, only_ahead=only_ahead
    )


@access(COURSE_KEEPER)
def course(course_key: str) -> ResponseReturnValue:
    """One course: what the source says, how it is set up, its sessions."""
    page = _course(course_key)
    return render_template(
        "coordinator/course.html", page=page, setup_words=setups.in_words(page.setup)
    )


@access(COURSE_KEEPER)
def course_new() -> ResponseReturnValue:
    """Register a course that no source names."""
    draft = CourseDraft({"specialty": request.args.get("fag", "")[:LONGEST_CODE]})
    if request.method == "POST":
        kept = catalogue.add_course(
            g.session, posted(), by=g.actor.person_id, now=installation().clock.now()
        )
        if isinstance(kept, str):
            flash(_("Kurset er lagt inn. Sett det opp, og legg inn samlinger."))
            return redirect(url_for("coordinator.course", course_key=kept), 303)
        draft = kept
    page = render_template(
        "coordinator/course_new.html",
        draft=draft,
        problems=pairs(draft.problems),
        errors=dict(reversed(pairs(draft.problems))),
        specialties=catalogue.specialty_options(knowledge.current()),
        requirements=catalogue.requirement_options(),
    )
    return page, 422 if draft.problems else 200


@access(COURSE_KEEPER)
def course_setup(course_key: str) -> ResponseReturnValue:
    """How the course is handled here: kind, rule for seats, usual size, timing."""
    page = _course(course_key)
    draft = SetupDraft(setups.to_raw(page.setup))
    if request.method == "POST":
        now = installation().clock.now()
        kept = setups.save(g.session, course_key, posted(), by=g.actor.person_id, now=now)
        if not isinstance(kept, SetupDraft):
            flash(_("Oppsettet er lagret. Det gjelder neste gang plasser gis."))
            return redirect(url_for("coordinator.course", course_key=course_key), 303)
        if kept.stored is not None and kept.mine is not None:
            return _conflict(page, kept)
        draft = kept
    found = render_template(
        "coordinator/course_setup.html",
        page=page,
        raw=draft.raw,
        problems=pairs(draft.problems),
        errors=dict(reversed(pairs(draft.problems))),
        options=setups.options(),
        label_of=setups.label_of,
    )
    return found, 422 if draft.problems else 200


def _conflict(page: CoursePage, draft: SetupDraft) -> ResponseReturnValue:
    """Both versions side by side; the one that is stored first."""
    assert draft.stored is not None and draft.mine is not None
    address = url_for("coordinator.course_setup", course_key=page.course.key)
    found = render_template(
        "coordinator/course_conflict.html",
        heading=_("Endre oppsett"),
        title=_("Noen andre endret oppsettet etter at du åpnet siden."),
        lines=both_versions(setups.in_words(draft.stored), setups.in_words(draft.mine)),
        address=address,
        back=url_for("coordinator.course", course_key=page.course.key),
        kept=kept_fields(dict(draft.raw)),
        version=draft.stored.version,
    )
    return found, 409


def both_versions(
    stored: list[tuple[str, str]], mine: list[tuple[str, str]]
) -> list[tuple[str, str, str]]:
    """(label, stored, mine) of every line that differs."""
    return [
        (label, now, own)
        for (label, now), (_label, own) in zip(stored, mine, strict=True)
        if now != own
    ]


def kept_fields(raw: dict[str, str]) -> list[tuple[str, str]]:
    """A form as hidden fields, so that nothing written is lost."""
    left_out = {"version", "csrf_token"}
    return [(name, text) for name, text in raw.items() if name not in left_out]


def _course(course_key: str) -> CoursePage:
    page = catalogue.load_course(g.session, course_key, installation().clock.today())
    if page is None:
        abort(404)
    return page
