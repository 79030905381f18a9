"""The inbox, the personal settings and the calendar feed. Everybody sees only their own."""

from flask import (
    Blueprint,
    Response,
    abort,
    flash,
    g,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.access import PUBLIC, SIGNED_IN, access
from app.extensions import installation
from app.services import calendar_feed, messages, messages_page, person_settings, settings_page
from app.web.inbox.forms import SettingsForm, ticked

blueprint = Blueprint("inbox", __name__)


@blueprint.get("/innboks")
@access(SIGNED_IN)
def inbox() -> ResponseReturnValue:
    """The list, with the newest unread letter beside it; nothing is marked read by this."""
    return _page(None)


@blueprint.get("/innboks/<message_id>")
@access(SIGNED_IN)
def letter(message_id: str) -> ResponseReturnValue:
    """One letter; opening it marks it read.

    This GET writes, on purpose: a message is read when it is opened, also from a mail or without
    JavaScript. It is idempotent, changes nobody else's data, and a browser that only fetches ahead
    says so and marks nothing.
    """
    if not _is_fetched_ahead():
        messages.mark_read(g.session, g.actor.person_id, message_id, now=installation().clock.now())
    return _page(message_id)


def _is_fetched_ahead() -> bool:
    told = f"{request.headers.get('Sec-Purpose', '')} {request.headers.get('Purpose', '')}"
    return request.method == "HEAD" or "prefetch" in told or "prerender" in told


def _page(message_id: str | None) -> str:
    home = installation()
    page = messages_page.load_inbox(
        g.session,
        g.actor.person_id,
        opened=message_id,
        today=home.clock.today(),
        page_size=home.settings.page_size,
        number=request.args.get("side", 1, type=int),
    )
    if page is None:
        abort(404)
    return render_template("inbox/inbox.html", page=page)


@blueprint.post("/innboks/les-alle")
@access(SIGNED_IN)
def read_all() -> ResponseReturnValue:
    """Mark every message read."""
    count = messages.mark_read(g.session, g.actor.person_id, None, now=installation().clock.now())
    flash(
        ngettext("Én melding er merket som lest.", "%(num)s meldinger er merket som lest.", count)
        if count
        else _("Alle meldingene var lest fra før.")
    )
    return redirect(url_for("inbox.inbox"), 303)


@blueprint.post("/innboks/<message_id>/ulest")
@access(SIGNED_IN)
def unread(message_id: str) -> ResponseReturnValue:
    """Mark a message unread again."""
    messages.mark_unread(g.session, g.actor.person_id, message_id)
    return redirect(url_for("inbox.inbox"), 303)


@blueprint.get("/innboks/innstillinger")
@access(SIGNED_IN)
def settings() -> ResponseReturnValue:
    """When mail comes, how early to be reminded, and the calendar address."""
    return _settings_page(_settings())


@blueprint.post("/innboks/innstillinger")
@access(SIGNED_IN)
def save_settings() -> ResponseReturnValue:
    """Keep the choices, or say what to mend."""
    page, form = _settings(), SettingsForm()
    if not form.validate():
        return _settings_page(page, form), 422
    wanted = form.chosen(page.chosen, page.groups)
    saved = person_settings.save(
        g.session, g.actor.person_id, wanted, now=installation().clock.now()
    )
    flash(_("Valgene er lagret.") if saved else _("Ingenting var endret."))
    return redirect(url_for("inbox.settings"), 303)


@blueprint.post("/innboks/kalender")
@access(SIGNED_IN)
def make_calendar() -> ResponseReturnValue:
    """Make a new secret address and show it, this once: only its hash is kept."""
    token = calendar_feed.make_link(g.session, g.actor.person_id, now=installation().clock.now())
    address = _public_url() + url_for("inbox.calendar", token=token)
    return _settings_page(_settings(), address=address)


@blueprint.post("/innboks/kalender/slett")
@access(SIGNED_IN)
def revoke_calendar() -> ResponseReturnValue:
    """Close the address; calendars that read it find nothing more."""
    closed = calendar_feed.revoke_link(g.session, g.actor.person_id, now=installation().clock.now())
    flash(
        _("Kalenderadressen er slettet. Kalendere som bruker den, får ikke noe mer.")
        if closed
        else _("Du har ingen kalenderadresse.")
    )
    return redirect(url_for("inbox.settings"), 303)


@blueprint.get("/kalender/<token>.ics")
@access(PUBLIC)
def calendar(token: str) -> ResponseReturnValue:
    """The calendar of whoever holds the secret word; anything else is not found."""
    clock = installation().clock
    text = calendar_feed.read_feed(
        g.session, token, public_url=_public_url(), today=clock.today(), now=clock.now()
    )
    if text is None:
        abort(404)
    return Response(text, mimetype="text/calendar")


def _public_url() -> str:
    """Where people reach us: the setting, else the address of this request."""
    return installation().settings.public_url or request.url_root.rstrip("/")


def _settings_page(
    page: settings_page.SettingsPage, sent: SettingsForm | None = None, address: str | None = None
) -> str:
    """The page with what is chosen, or with what was sent and did not pass."""
    form = sent or SettingsForm(
        formdata=None, rhythm=str(page.chosen.rhythm), days=str(page.chosen.reminder_days)
    )
    return render_template(
        "inbox/settings.html",
        page=page,
        form=form,
        ticked=page.chosen.groups if sent is None else ticked(),
        address=address,
    )


def _settings() -> settings_page.SettingsPage:
    return settings_page.load_page(
        g.session, g.actor, sends_mail=installation().settings.sends_mail
    )
