"""Signing in and out, language, live sessions, change of side, and the demo picker."""

from flask import (
    Blueprint,
    Response,
    abort,
    flash,
    g,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import PUBLIC, SIGNED_IN, access
from app.extensions import installation
from app.i18n import LOCALE_COOKIE, LOCALES
from app.roles import Role
from app.services import demo_picker
from app.services import sign_in as service
from app.store import sessions as session_store
from app.web.account.forms import SignInForm
from app.web.requests import SESSION_COOKIE
from app.web.sides import SIDES

blueprint = Blueprint("account", __name__)

YEAR = 365 * 24 * 3600


def safe_next(wanted: str | None) -> str:
    """An address on this site to go on to; anything else becomes the front page.

    Browsers drop tabs and line ends and read a backslash as a slash, so `/<tab>/other.example`
    would lead away too: only printable characters and forward slashes pass.
    """
    wanted = wanted or ""
    is_plain = wanted.isprintable() and "\\" not in wanted
    if is_plain and wanted.startswith("/") and not wanted.startswith("//"):
        return wanted
    return url_for("public.home")


@blueprint.get("/logg-inn")
@access(PUBLIC)
def sign_in() -> ResponseReturnValue:
    """The sign-in form."""
    form = SignInForm(neste=request.args.get("neste"))
    return render_template("account/sign_in.html", form=form, closed_minutes=None)


@blueprint.post("/logg-inn")
@access(PUBLIC)
def check_sign_in() -> ResponseReturnValue:
    """Check name and password; every wrong answer reads the same."""
    form = SignInForm()
    if not form.validate():
        return render_template("account/sign_in.html", form=form, closed_minutes=None), 422
    home = installation()
    result = service.sign_in(
        g.session,
        home.settings,
        username=form.username.data,
        password=form.password.data,
        now=home.clock.now(),
        today=home.clock.today(),
    )
    if result.token is not None:
        return with_session(result.token, safe_next(form.neste.data), result.locale)
    closed = result.outcome is service.SignInOutcome.CLOSED
    minutes = home.settings.sign_in_window_minutes if closed else None
    if not closed:
        form.password.errors = [_("Navnet eller passordet stemmer ikke.")]
    page = render_template("account/sign_in.html", form=form, closed_minutes=minutes)
    return page, 429 if closed else 422


def with_session(token: str, address: str, locale: str | None = None) -> Response:
    """Send the browser on with its new session; a fresh form token comes with it."""
    session.clear()
    response = make_response(redirect(address, 303))
    home = installation()
    response.set_cookie(
        SESSION_COOKIE,
        token,
        max_age=home.settings.session_hours * 3600,
        secure=home.settings.cookie_secure,
        httponly=True,
        samesite="Lax",
    )
    if locale in LOCALES:
        keep_locale(response, locale)
    return response


def keep_locale(response: Response, locale: str) -> None:
    """Remember the language in this browser."""
    response.set_cookie(
        LOCALE_COOKIE,
        locale,
        max_age=YEAR,
        samesite="Lax",
        httponly=True,
        secure=installation().settings.cookie_secure,
    )


@blueprint.post("/logg-ut")
@access(SIGNED_IN)
def sign_out() -> ResponseReturnValue:
    """End this session, here and in the database."""
    service.sign_out(
        g.session,
        person_id=g.actor.person_id,
        session_id=g.login_session_id,
        now=installation().clock.now(),
    )
    session.clear()
    response = make_response(redirect(url_for("public.home"), 303))
    response.delete_cookie(SESSION_COOKIE)
    return response


@blueprint.get("/konto")
@access(SIGNED_IN)
def account() -> ResponseReturnValue:
    """Where one is signed in, and the roles one has."""
    live = session_store.list_sessions(g.session, g.actor.person_id, installation().clock.now())
    return render_template(
        "account/account.html", sessions=live, current_id=g.login_session_id, sides=SIDES
    )


@blueprint.post("/konto/avslutt")
@access(SIGNED_IN)
def end_sessions() -> ResponseReturnValue:
    """End one of one's own sessions, or all the others."""
    wanted = request.form.get("session", type=int)
    others = [
        row.id
        for row in session_store.list_sessions(
            g.session, g.actor.person_id, installation().clock.now()
        )
        if row.id != g.login_session_id and wanted in (None, row.id)
    ]
    for session_id in others:
        service.sign_out(
            g.session,
            person_id=g.actor.person_id,
            session_id=session_id,
            now=installation().clock.now(),
        )
    flash(_("Innloggingen er avsluttet.") if others else _("Det var ingen innlogging å avslutte."))
    return redirect(url_for("account.account"), 303)


@blueprint.post("/bytt-side")
@access(SIGNED_IN)
def change_side() -> ResponseReturnValue:
    """Work on another side, and go on to the page that asked; the menu never mixes sides."""
    wanted = request.form.get("role", "")
    if wanted not in [str(role) for role in g.actor.roles]:
        abort(403)
    session_store.set_role(g.session, g.login_session_id, Role(wanted))
    g.session.commit()
    start = url_for(SIDES[Role(wanted)].start)
    return redirect(safe_next(request.form["neste"]) if "neste" in request.form else start, 303)


@blueprint.get("/sprak/<locale>")
@access(PUBLIC)
def set_locale(locale: str) -> ResponseReturnValue:
    """Choose the language and go back to the page."""
    if locale not in LOCALES:
        abort(404)
    response = make_response(redirect(safe_next(request.args.get("neste")), 303))
    keep_locale(response, locale)
    return response


@blueprint.get("/demo")
@access(PUBLIC)
def demo_people() -> ResponseReturnValue:
    """Choose whom to be; only in demo mode."""
    if not installation().settings.demo:
        abort(404)
    clock = installation().clock
    page = demo_picker.list_cast(
        g.session,
        today=clock.today(),
        now=clock.now(),
        most_dated=installation().settings.dated_list_limit,
    )
    return render_template("account/demo_people.html", page=page)


@blueprint.post("/demo/<public_id>")
@access(PUBLIC)
def be_demo_person(public_id: str) -> ResponseReturnValue:
    """Sign in as an invented person; only in demo mode, only invented people."""
    home = installation()
    token = service.sign_in_as_demo(
        g.session,
        home.settings,
        public_id=public_id,
        now=home.clock.now(),
        today=home.clock.today(),
    )
    if token is None:
        abort(404)
    return with_session(token, url_for("public.home"))
