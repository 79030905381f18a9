"""What happens around every request: session, actor, log line, headers."""

import time
from uuid import uuid4

import sqlalchemy as sa
import structlog
from flask import Flask, Response, g, has_app_context, request
from sqlmodel import Session

from app.actors import Actor, grants_on
from app.db.session import bind_session
from app.extensions import Installation, installation
from app.services import sign_in
from app.store import access as access_store

SESSION_COOKIE = "legelop_session"

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
    " font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none';"
    " frame-ancestors 'none'; manifest-src 'self'"
)

log = structlog.get_logger()


def init_app(app: Flask, home: Installation) -> None:
    """Hang the hooks on the application, in the order they must run."""
    app.before_request(open_request)
    app.after_request(set_headers)
    app.after_request(log_request)
    app.teardown_request(close_request)
    count_queries(home)


def open_request() -> None:
    """Open a database session and find out who asks."""
    g.started = time.perf_counter()
    g.queries = 0
    g.actor = None
    g.login_session_id = None
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request=uuid4().hex[:12])
    if request.endpoint == "static":
        return
    g.session = Session(installation().database.engine, expire_on_commit=False)
    bind_session(g.session)
    token = request.cookies.get(SESSION_COOKIE)
    if token:
        g.actor = find_actor(g.session, token)


def find_actor(session: Session, token: str) -> Actor | None:
    """The person behind the cookie with the roles held today; None for a stranger."""
    home = installation()
    live = sign_in.resume(session, home.settings, token=token, now=home.clock.now())
    if live is None:
        return None
    grants = grants_on(access_store.load_grants(session, live.person_id), home.clock.today())
    if not any(grant.role is live.role for grant in grants):
        return None
    g.login_session_id = live.session_id
    structlog.contextvars.bind_contextvars(actor=live.public_id, role=str(live.role))
    return Actor(
        person_id=live.person_id,
        public_id=live.public_id,
        name=live.name,
        role=live.role,
        grants=grants,
        is_demo=live.is_demo,
    )


def set_headers(response: Response) -> Response:
    """Headers that keep the page ours alone, and personal pages out of every cache."""
    headers = response.headers
    headers["Content-Security-Policy"] = CONTENT_SECURITY_POLICY
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = "same-origin"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()"
    if installation().settings.cookie_secure:
        headers["Strict-Transport-Security"] = "max-age=31536000"
    if request.endpoint != "static":
        # The same address answers a whole page or a part, and differs by person and language.
        response.vary.update(("HX-Request", "Cookie", "Accept-Language"))
        # A page behind a personal address says so itself: nobody is signed in there.
        personal = g.get("actor") or headers.get("Cache-Control") == "no-store"
        headers["Cache-Control"] = "no-store" if personal else "no-cache"
    return response


def log_request(response: Response) -> Response:
    """One line for each request: route and figures, never the query or a name."""
    if request.endpoint != "static":
        log.info(
            "request",
            method=request.method,
            route=request.url_rule.rule if request.url_rule else None,
            status=response.status_code,
            ms=round((time.perf_counter() - g.started) * 1000, 1),
            queries=g.queries,
        )
    return response


def close_request(_error: BaseException | None) -> None:
    """Roll back what was not committed and give the connection back."""
    session = g.pop("session", None)
    if session is not None:
        session.close()
    bind_session(None)


def count_queries(home: Installation) -> None:
    """Count, for each request's log line, what it asks this installation's database."""

    @sa.event.listens_for(home.database.engine, "before_cursor_execute")
    def count(*_args: object) -> None:
        if has_app_context() and "queries" in g:
            g.queries += 1
