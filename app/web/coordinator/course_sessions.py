"""Samlinger: add, change, cancel, give seats, tell who came; the arranger's sheet and list."""

from flask import Blueprint, Response, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale, ngettext
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from app.access import COORDINATED_SESSION, COURSE_KEEPER, access
from app.exchange.course_sheet import write_xlsx
from app.exchange.list_rows import MOST_BYTES
from app.extensions import installation
from app.i18n import BABEL_LOCALES
from app.services import course_registrations as registrations
from app.services import course_session_form as forms
from app.services import course_sessions as service
from app.services import course_sessions_import as lists
from app.services import course_sessions_page as pages
from app.services.course_registrations import Refused
from app.services.course_registrations_words import refusal_words
from app.services.course_session_form import label_of
from app.services.course_sessions import NotDone, SavedSession, SessionDraft
from app.services.course_sessions_page import SessionPage
from app.services.list_check import ListKept
from app.services.wording import moment, plain
from app.store import courses as store
from app.store.courses import StoredSession
from app.web.coordinator.courses import both_versions, kept_fields, pairs, posted

ADDRESS = "/koordinator/samlinger"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FIRST = {"kurs": "course_key", "fra": "starts_on", "til": "ends_on", "plasser": "seats"}
"""Words of an address that fill in the form, such as the session that saves most."""


def add_routes(blueprint: Blueprint) -> None:
    """Hang the pages on the coordinator's blueprint."""
    both = ["GET", "POST"]
    for path, name, view, methods in (
        ("/ny", "session_new", session_new, both),
        ("/eksport", "export_sessions", export_sessions, ["GET"]),
        ("/importer", "import_sessions", import_sessions, both),
        ("/<session_id>", "course_session", course_session, ["GET"]),
        ("/<session_id>/endre", "session_edit", session_edit, both),
        ("/<session_id>/avlys", "session_cancel", session_cancel, both),
        ("/<session_id>/plasser", "session_seats", session_seats, ["POST"]),
        ("/<session_id>/oppmote", "session_attendance", session_attendance, ["POST"]),
        ("/<session_id>/ark", "session_sheet", session_sheet, ["GET"]),
    ):
        blueprint.add_url_rule(f"{ADDRESS}{path}", name, view, methods=methods)


@access(COORDINATED_SESSION)
def course_session(session_id: str) -> ResponseReturnValue:
    """One session: who has a seat, who waits, in order."""
    return render_template("coordinator/course_session.html", page=_page(session_id))


@access(COURSE_KEEPER)
def session_new() -> ResponseReturnValue:
    """Add a session of a course."""
    if request.method == "GET":
        return _form(service.form_of(g.session, g.actor, None, _first()))
    return _save(None)


@access(COORDINATED_SESSION)
def session_edit(session_id: str) -> ResponseReturnValue:
    """Change a session: days, place, seats, sign-up."""
    held = _held(session_id)
    locked = service.is_locked(held, installation().clock.today())
    if locked is not None:
        flash(_("%(why)s Den kan ikke endres.", why=locked), "warning")
        return redirect(_address(session_id), 303)
    if request.method == "GET":
        return _form(service.form_of(g.session, g.actor, held, _first()))
    return _save(session_id)


@access(COORDINATED_SESSION)
def session_cancel(session_id: str) -> ResponseReturnValue:
    """Cancel a session, with the reason that everybody registered gets to see."""
    reason, refused = "", None
    if request.method == "POST":
        clock = installation().clock
        reason = request.form.get("reason", "").strip()
        done = service.cancel(
            g.session,
            session_id,
            reason,
            request.form.get("version", 0, type=int),
            by=g.actor.person_id,
            today=clock.today(),
            now=clock.now(),
        )
        if not isinstance(done, NotDone):
            told = ngettext("Én lege får melding.", "%(num)s leger får melding.", done)
            flash(_("Samlingen er avlyst.") + (f" {told}" if done else ""))
            return redirect(_address(session_id), 303)
        refused = done
    page = _page(session_id)
    if page.locked is not None:
        flash(page.locked, "warning")
        return redirect(_address(session_id), 303)
    found = render_template(
        "coordinator/course_session_cancel.html", page=page, reason=reason, refused=refused
    )
    return found, 200 if refused is None else 409 if refused.is_stale else 422


@access(COORDINATED_SESSION)
def session_seats(session_id: str) -> ResponseReturnValue:
    """Give the seats now, by the rule or to those chosen."""
    clock = installation().clock
    chosen = None
    if request.form.get("velg"):
        chosen = frozenset(request.form.getlist("lege", type=int))
    done = service.give(
        g.session,
        session_id,
        chosen,
        by=g.actor.person_id,
        today=clock.today(),
        now=clock.now(),
    )
    if isinstance(done, NotDone):
        flash(done.text, "warning")
    else:
        flash(ngettext("Én lege har fått plass.", "%(num)s leger har fått plass.", done))
    return redirect(_address(session_id), 303)


@access(COORDINATED_SESSION)
def session_attendance(session_id: str) -> ResponseReturnValue:
    """One doctor with a seat came, or did not."""
    clock = installation().clock
    came = request.form.get("mott") == "1"
    what = registrations.confirm_attended if came else registrations.mark_absent
    done = what(
        g.session,
        request.form.get("lege", 0, type=int),
        session_id,
        by=g.actor.person_id,
        today=clock.today(),
        now=clock.now(),
        version=request.form.get("version", 0, type=int),
    )
    if isinstance(done, Refused):
        flash(refusal_words(done), "warning")
    else:
        name = plain(done.registration.name)
        flash(
            _("%(name)s er ført som møtt. Kurset står i loggen.", name=name)
            if came
            else _("%(name)s er ført som ikke møtt.", name=name)
        )
    return redirect(_address(session_id), 303)


@access(COORDINATED_SESSION)
def session_sheet(session_id: str) -> ResponseReturnValue:
    """The arranger's sheet as a workbook; that it was taken is remembered."""
    clock = installation().clock
    # Norwegian in both languages, like the other files for Norwegian use.
    with force_locale(BABEL_LOCALES["nb"]):
        sheet = pages.load_sheet(
            g.session, session_id, by=g.actor.person_id, today=clock.today(), now=clock.now()
        )
    if sheet is None:
        abort(404)
    return Response(
        write_xlsx(sheet),
        mimetype=XLSX,
        headers={"Content-Disposition": "attachment; filename=deltakere.xlsx"},
    )


@access(COURSE_KEEPER)
def export_sessions() -> ResponseReturnValue:
    """The sessions ahead as a file with the columns that an import reads."""
    with force_locale(BABEL_LOCALES["nb"]):
        text = lists.export_list(g.session, g.actor, installation().clock.today())
    return Response(
        text,
        mimetype="text/csv",
        headers={"Content-Disposition": "attachment; filename=samlinger.csv"},
    )


@access(COURSE_KEEPER)
def import_sessions() -> ResponseReturnValue:
    """An arranger's list: first what it would do, then doing it."""
    if request.method == "GET":
        return render_template("coordinator/course_import.html", check=None, text="")
    clock = installation().clock
    data = _list_data()
    if request.form.get("trinn") == "lagre":
        done = lists.save_list(g.session, g.actor, data, today=clock.today(), now=clock.now())
        if isinstance(done, ListKept):
            flash(
                _(
                    "%(added)s samlinger er lagt til og %(changed)s endret.",
                    added=done.added,
                    changed=done.changed,
                )
            )
            return redirect(url_for("coordinator.courses", vis="samlinger"), 303)
        check = done
    else:
        check = lists.check_list(g.session, g.actor, data, clock.today())
    # The second step sends the same text again, so that what is kept is what was shown.
    text = "" if check.mistakes else data.decode("utf-8-sig", "replace")
    page = render_template("coordinator/course_import.html", check=check, text=text)
    return page, 422 if check.mistakes else 200


def _list_data() -> bytes:
    """The file of the first step, or its text in the second; as UTF-8 when it is text."""
    upload: FileStorage | None = request.files.get("fil")
    if upload is None:
        return request.form.get("tekst", "").encode()
    data = upload.stream.read(MOST_BYTES + 1)
    try:
        return data.decode("utf-8-sig").encode()
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace").encode() if b"\0" not in data else data


def _first() -> dict[str, str]:
    """What the address fills in."""
    return {FIRST[key]: text[:40] for key, text in request.args.items() if key in FIRST}


def _save(public_id: str | None) -> ResponseReturnValue:
    clock = installation().clock
    done = service.save(
        g.session, g.actor, posted(), public_id=public_id, today=clock.today(), now=clock.now()
    )
    if isinstance(done, SavedSession):
        flash(_saved_words(done))
        return redirect(_address(done.public_id), 303)
    if done.is_stale and not done.problems:
        return _conflict(done)
    return _form(done)


def _saved_words(done: SavedSession) -> str:
    said = [_("Samlingen er lagt inn.") if done.is_new else _("Endringen er lagret.")]
    if done.offered:
        said.append(
            ngettext(
                "Én lege fikk plass fra ventelisten.",
                "%(num)s leger fikk plass fra ventelisten.",
                len(done.offered),
            )
        )
    if done.told:
        said.append(
            ngettext("Én lege får melding om det.", "%(num)s leger får melding om det.", done.told)
        )
    return " ".join(said)


def _form(draft: SessionDraft) -> ResponseReturnValue:
    problems = pairs(draft.problems)
    page = render_template(
        "coordinator/course_session_form.html",
        draft=draft,
        raw=draft.raw,
        problems=problems,
        errors=dict(reversed(problems)),
        label_of=label_of,
        address=url_for("coordinator.session_new")
        if draft.before is None
        else url_for("coordinator.session_edit", session_id=draft.before.public_id),
        back=url_for("coordinator.courses") if draft.before is None else _back(draft.before),
    )
    return page, 422 if problems else 200


def _conflict(draft: SessionDraft) -> ResponseReturnValue:
    """Both versions side by side; the one that is stored first."""
    before = draft.before
    assert before is not None and draft.values is not None
    stored = {name: getattr(before, name) for name in forms.FIELDS}
    last = draft.last
    mine = last is not None and last.person_id == g.actor.person_id
    who = _("Du") if mine else plain(last.name) if last else _("Noen andre")
    regions = draft.choices.regions
    page = render_template(
        "coordinator/course_conflict.html",
        heading=_("Endre samling"),
        title=_("%(who)s endret samlingen %(at)s.", who=who, at=moment(last.at) if last else ""),
        lines=both_versions(forms.in_words(stored, regions), forms.in_words(draft.values, regions)),
        address=url_for("coordinator.session_edit", session_id=before.public_id),
        back=_back(before),
        kept=kept_fields(dict(draft.raw)),
        version=before.version,
    )
    return page, 409


def _held(session_id: str) -> StoredSession:
    held = store.find_session(g.session, session_id)
    if held is None:
        abort(404)
    return held


def _page(session_id: str) -> SessionPage:
    page = pages.load_page(g.session, session_id, installation().clock.today())
    if page is None:
        abort(404)
    return page


def _address(session_id: str) -> str:
    return url_for("coordinator.course_session", session_id=session_id)


def _back(held: StoredSession) -> str:
    return _address(held.public_id)
