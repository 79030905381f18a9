"""Builds the application; the only module that knows everything."""

from flask import Flask
from flask_wtf.csrf import CSRFProtect
from jinja2 import StrictUndefined

from app import access, filters, i18n, logs
from app.clock import Clock
from app.config import ROOT, Settings
from app.db.session import Database
from app.extensions import Installation
from app.htmx import htmx
from app.web import assets, context, errors, requests
from app.web.account.routes import blueprint as account
from app.web.admin.routes import blueprint as admin
from app.web.coordinator.routes import blueprint as coordinator
from app.web.council.routes import blueprint as council
from app.web.health import blueprint as health
from app.web.inbox.routes import blueprint as inbox
from app.web.lis.routes import blueprint as lis
from app.web.planner.routes import blueprint as planner
from app.web.public.routes import blueprint as public
from app.web.supervisor.routes import blueprint as supervisor

BLUEPRINTS = (account, admin, coordinator, council, health, inbox, lis, planner, public, supervisor)


def create_app(settings: Settings | None = None) -> Flask:
    """One application with its settings checked and every route's access rule in place."""
    settings = settings or Settings()
    app = Flask("app", template_folder=str(ROOT / "templates"))
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SESSION_COOKIE_NAME="legelop_form",
        SESSION_COOKIE_SECURE=settings.cookie_secure,
        SESSION_COOKIE_SAMESITE="Lax",
        # A tab left open over lunch must still be able to save.
        WTF_CSRF_TIME_LIMIT=None,
        # Same-origin is checked by SameSite cookies and the token; a strict referrer check
        # would only add errors behind proxies that strip it.
        WTF_CSRF_SSL_STRICT=False,
        MAX_CONTENT_LENGTH=2 * 1024 * 1024,
    )
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    home = Installation(settings, Clock(settings.fixed_today), Database(settings.database_url))
    app.extensions["legelop"] = home
    logs.configure(as_json=settings.log_json)
    requests.init_app(app, home)
    CSRFProtect(app)
    access.init_app(app)
    for part in (i18n, filters, htmx, assets, context, errors):
        part.init_app(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    access.require_rules(app)
    return app
