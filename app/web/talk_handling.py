"""What both sides do with a posted talk: register it, tell that it was held, cancel it."""

from flask import abort, flash, g, request
from flask_babel import gettext as _

from app.extensions import installation
from app.services import talks
from app.services.signing_words import refusal_words
from app.store import learning
from app.web.talk_forms import TalkEntry, posted_talk


def register_posted(public_id: str, form: TalkEntry) -> bool:
    """Save the talk of the form; when something is wrong the form says what."""
    entry = form.entry()
    home = learning.find_home(g.session, public_id)
    if home is None:
        abort(404)
    if entry is None:
        return False
    clock = installation().clock
    today = clock.today()
    refused = talks.register(g.session, g.actor, home, entry, today=today, now=clock.now())
    if refused is not None:
        form.dag.errors = [refusal_words(refused.reason)]
        return False
    flash(_("Samtalen er avtalt.") if entry.on > today else _("Samtalen er registrert."))
    return True


def change_posted() -> None:
    """An agreed talk was held (`handling=holdt`), or is cancelled; says what came of it."""
    ref = posted_talk()
    if ref is None:
        abort(400)
    clock = installation().clock
    was_held = request.form.get("handling") == "holdt"
    if was_held:
        refused = talks.tell_held(g.session, g.actor, ref, today=clock.today(), now=clock.now())
    else:
        refused = talks.cancel(g.session, g.actor, ref, now=clock.now())
    if refused is not None:
        flash(refusal_words(refused.reason), "error")
    else:
        flash(_("Samtalen er registrert.") if was_held else _("Avtalen er fjernet."))
