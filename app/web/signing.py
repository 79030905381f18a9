"""Signing as forms carry it: what was chosen, what became of it, and the way back (undo)."""

from dataclasses import dataclass

from flask import abort, flash, g, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.extensions import installation
from app.services import signing
from app.services.signing import SigningResult
from app.services.signing_desk import load_names, thing_name
from app.services.signing_words import kind_of_one, refusal_words, where_now
from app.store.signing import SignableRef

CHOSEN = "valgt"
ONE = "en"
"""The name of the button on a line: that one alone, whatever else is chosen."""
BATCH = "gjort"


@dataclass(frozen=True, slots=True)
class NotDoneLine:
    """One exception, with where the thing is now."""

    name: str
    doctor: str
    why: str
    now: str


def chosen_refs() -> tuple[SignableRef, ...]:
    """What the form names: one line's button, or everything ticked."""
    one = request.form.getlist(ONE)
    return signing.parse_refs(one or request.form.getlist(CHOSEN))


def nothing_chosen(back: str) -> ResponseReturnValue:
    """Back to the list with what to do."""
    flash(_("Velg minst én sak først."), "warning")
    return redirect(back, 303)


def answer(
    result: SigningResult, back: str, *, action: str, verb: str, reason: str = ""
) -> ResponseReturnValue:
    """Back to the list when all was done; else the exceptions by name, and the rest to try again.

    `action` is the address that was posted to and `verb` the text of its button.
    """
    if result.is_done:
        mark = "&" if "?" in back else "?"
        return redirect(f"{back}{mark}{BATCH}={result.batch}", 303)
    names = load_names(g.session, [each.row for each in result.exceptions if each.row])
    lines = [
        NotDoneLine(
            name=f"{kind_of_one(each.ref.kind)}: {thing_name(each.row, names)}"
            if each.row
            else kind_of_one(each.ref.kind),
            doctor=each.row.doctor if each.row else "",
            why=refusal_words(each.reason),
            now=where_now(each.row) if each.row else "",
        )
        for each in result.exceptions
    ]
    page = render_template(
        "signing/not_done.html",
        lines=lines,
        possible=[signing.ref_text(ref) for ref in result.possible],
        action=action,
        verb=verb,
        back=back,
        reason=reason,
    )
    return page, 409


@dataclass(frozen=True, slots=True)
class Done:
    """What was just done, with the key that undoes it."""

    batch: str
    text: str


def just_done() -> Done | None:
    """The selection that the address names, when it is the actor's own."""
    batch = request.args.get(BATCH, "")
    found = signing.find_batch(g.session, g.actor, batch) if batch else None
    if found is None:
        return None
    count = found.count
    texts = {
        "signing.signed": lambda: ngettext("Du signerte én.", "Du signerte %(num)s.", count),
        "signing.sent_back": lambda: ngettext(
            "Du sendte tilbake én. Legen ser hvorfor.",
            "Du sendte tilbake %(num)s. Legen ser hvorfor.",
            count,
        ),
        "signing.sent": lambda: ngettext(
            "Du sendte én til signering.", "Du sendte %(num)s til signering.", count
        ),
        "signing.withdrawn": lambda: ngettext(
            "Du trakk tilbake én.", "Du trakk tilbake %(num)s.", count
        ),
    }
    text = texts.get(found.action)
    return Done(batch, text()) if text else None


def undo(back: str) -> ResponseReturnValue:
    """Take back the selection that the form names."""
    clock = installation().clock
    result = signing.undo(
        g.session, g.actor, request.form.get(BATCH, ""), today=clock.today(), now=clock.now()
    )
    if result is None:
        abort(404)
    if result.is_done:
        flash(_("Angret. Alt er som det var."))
        return redirect(back, 303)
    return answer(result, back, action=back, verb="")
