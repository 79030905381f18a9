"""The logbook's pages, alike for the doctor and for a coordinator with scope.

Every form has its own address and works without scripts: "Sjekk" shows what the change does,
"Lagre" keeps it, and "Angre" on the page afterwards takes it back.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from flask import abort, flash, g, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.extensions import installation
from app.services import consequence as effects
from app.services import knowledge
from app.services import logbook as service
from app.services.consequence import Consequence
from app.services.logbook import Draft, NotSaved, Writer
from app.services.logbook_book import NEW, Book, open_book
from app.services.logbook_choices import names_of
from app.services.logbook_fields import fields_of
from app.services.logbook_page import build_page, done_line
from app.services.logbook_rules import check_deleting
from app.services.logbook_words import (
    add_words,
    change_words,
    delete_words,
    is_signed,
    line,
    state_words,
)
from app.services.wording import moment, plain
from app.store.logbook import Entry, LogKind
from app.store.private_notes import list_notes

SLUGS: dict[LogKind, str] = {
    LogKind.SERVICE: "tjeneste",
    LogKind.ABSENCE: "permisjon",
    LogKind.SHARE: "stilling",
    LogKind.COURSE: "kurs",
    LogKind.PROCEDURE: "prosedyrer",
    LogKind.GUIDANCE: "gruppeveiledning",
}
KINDS = {slug: kind for kind, slug in SLUGS.items()}
FOR_COORDINATORS = (LogKind.SERVICE, LogKind.ABSENCE, LogKind.SHARE)

STEP, CHECK, SAVE = "trinn", "sjekk", "lagre"
EVENT = "gjort"


@dataclass(frozen=True, slots=True)
class Desk:
    """Whose logbook it is, what may be registered, and the address of each thing to do."""

    public_id: str
    is_own: bool
    kinds: tuple[LogKind, ...]
    url: Callable[..., str]
    """Address of `page`, `new`, `edit`, `delete` and `undo` with its words."""

    def slug(self, kind: LogKind) -> str:
        """The kind as addresses have it."""
        return SLUGS[kind]


def show(desk: Desk) -> ResponseReturnValue:
    """Everything registered, and the line about what was just done."""
    book = _book(desk)
    if book is None:
        return render_template("lis/no_enrolment.html")
    event = request.args.get(EVENT, type=int)
    by = g.actor.person_id
    return render_template(
        "lis/logbook.html",
        desk=desk,
        page=build_page(g.session, book, desk.kinds, installation().clock.today()),
        done=done_line(g.session, book, event, by) if event else None,
        notes=list_notes(g.session, by) if desk.is_own else None,
    )


def form(desk: Desk, slug: str, entry_id: int = NEW) -> ResponseReturnValue:
    """An empty form or one to change, then its consequence, then back to the page."""
    kind = _kind(desk, slug)
    if request.method == "GET":
        draft = service.form_of(g.session, desk.public_id, kind, entry_id)
        if draft is None:
            abort(404)
        return _render(desk, draft)
    raw = {name: text[:1000] for name, text in request.form.items()}
    today = installation().clock.today()
    draft = service.draft_of(g.session, desk.public_id, kind, raw, entry_id=entry_id, today=today)
    if draft is None:
        abort(404)
    return _judge(desk, draft)


def confirm(desk: Desk, slug: str, entry_id: int) -> ResponseReturnValue:
    """What deleting does, and then the deleting."""
    kind = _kind(desk, slug)
    book = _book(desk)
    entry = None if book is None else book.find(kind, entry_id)
    if book is None or entry is None:
        if request.method == "POST" and book is not None:
            flash(_("Den var allerede slettet. Ingenting er endret."), "warning")
            return redirect(desk.url("page"), 303)
        abort(404)
    reason = check_deleting(entry, book)
    if request.method == "POST" and reason is None and not is_signed(entry):
        version = request.form.get("version", 0, type=int)
        result = service.delete(g.session, book, kind, entry_id, version, _writer())
        if not isinstance(result, NotSaved):
            return redirect(desk.url("page", **{EVENT: result.event}), 303)
        flash(_("Den ble endret etter at du åpnet siden. Ingenting er slettet."), "warning")
        return redirect(desk.url("delete", slug=slug, entry=entry_id), 303)
    today = installation().clock.today()
    page = render_template(
        "lis/logbook_delete.html",
        desk=desk,
        slug=slug,
        entry=entry,
        heading=delete_words(kind),
        line=_line(entry),
        reason=_locked(entry) or reason,
        effect=_effect(service.consequence(g.session, book, book.without(kind, entry_id), today)),
    )
    return page, 409 if request.method == "POST" else 200


def undo(desk: Desk) -> ResponseReturnValue:
    """Take back the change that the page has just told of."""
    book = _book(desk)
    if book is None:
        abort(404)
    result = service.undo(g.session, book, request.form.get(EVENT, 0, type=int), _writer())
    if isinstance(result, NotSaved):
        why = result.text or _("Noe nyere har endret den.")
        flash(_("Det kunne ikke angres. %(why)s", why=why), "warning")
        return redirect(desk.url("page"), 303)
    return redirect(desk.url("page", **{EVENT: result.event}), 303)


def _judge(desk: Desk, draft: Draft) -> ResponseReturnValue:
    """The form again with its problems, both versions, the consequence, or saved."""
    step = request.form.get(STEP)
    if step not in (CHECK, SAVE):
        # "Endre" and "Vis avdelinger": the form as it was written, without judging it.
        return _render(desk, draft, judged=False)
    if draft.is_locked:
        return _render(desk, draft), 409
    if draft.problems:
        return _render(desk, draft), 422
    if draft.is_stale:
        return _conflict(desk, draft)
    if step == CHECK:
        today = installation().clock.today()
        effect = _effect(service.consequence(g.session, draft.book, draft.after, today))
        return _render(desk, draft, effect=effect)
    result = service.save(g.session, draft, _writer())
    if isinstance(result, NotSaved):
        again = service.draft_of(
            g.session,
            desk.public_id,
            draft.kind,
            draft.raw,
            entry_id=draft.before.id if draft.before else NEW,
            today=installation().clock.today(),
        )
        if again is None:
            abort(404)
        return _conflict(desk, again) if again.is_stale else (_render(desk, again), 422)
    return redirect(desk.url("page", **{EVENT: result.event}), 303)


def _render(
    desk: Desk,
    draft: Draft,
    *,
    judged: bool = True,
    effect: tuple[str, str] | None = None,
) -> str:
    entry_id = draft.before.id if draft.before else NEW
    slug = desk.slug(draft.kind)
    problems = [(each.field, each.text) for each in draft.problems] if judged else []
    shown = draft if judged else _without_problems(draft)
    address = (
        desk.url("new", slug=slug)
        if entry_id == NEW
        else desk.url("edit", slug=slug, entry=entry_id)
    )
    return render_template(
        "lis/logbook_form.html",
        desk=desk,
        version=draft.version,
        heading=change_words(draft.kind) if entry_id else add_words(draft.kind),
        address=address,
        fields=fields_of(shown),
        problems=problems,
        effect=effect,
        line=_line(draft.entry) if draft.entry else "",
        locked=_locked(draft.before) if draft.before else None,
        withdrawn=draft.before.holder if draft.before and not is_signed(draft.before) else None,
        has_units=draft.kind is LogKind.SERVICE,
        kept=_kept(draft),
    )


def _conflict(desk: Desk, draft: Draft) -> ResponseReturnValue:
    """Both versions in words, the one that is stored first."""
    assert draft.entry is not None
    last = draft.last_change
    mine = last is not None and last.person_id == g.actor.person_id
    who = _("Du") if mine else plain(last.name) if last else _("Noen andre")
    at = moment(last.at) if last else ""
    slug = desk.slug(draft.kind)
    page = render_template(
        "lis/logbook_conflict.html",
        desk=desk,
        heading=change_words(draft.kind),
        title=_("%(who)s slettet den samme registreringen %(at)s.", who=who, at=at)
        if draft.is_gone
        else _("%(who)s endret den samme registreringen %(at)s.", who=who, at=at),
        stored=_line(draft.before) if draft.before else None,
        mine=_line(draft.entry),
        address=desk.url("edit", slug=slug, entry=draft.before.id)
        if draft.before
        else desk.url("new", slug=slug),
        kept=_kept(draft),
        version=draft.before.version if draft.before else 0,
    )
    return page, 409


def _effect(found: Consequence | None) -> tuple[str, str] | None:
    return None if found is None else (effects.sentence(found), effects.months_sentence(found))


def _locked(entry: Entry) -> str | None:
    """Who signed it, when it cannot be changed."""
    return state_words(entry) if is_signed(entry) else None


def _line(entry: Entry) -> str:
    return line(entry, names_of(knowledge.load_bundle(g.session)))


def _kept(draft: Draft) -> list[tuple[str, str]]:
    """The form as hidden fields, for the next step."""
    left_out = {STEP, "version", "csrf_token"}
    return [(name, text) for name, text in draft.raw.items() if name not in left_out]


def _without_problems(draft: Draft) -> Draft:
    return replace(draft, problems=())


def _book(desk: Desk) -> Book | None:
    return open_book(g.session, desk.public_id)


def _kind(desk: Desk, slug: str) -> LogKind:
    kind = KINDS.get(slug)
    if kind is None or kind not in desk.kinds:
        abort(404)
    return kind


def _writer() -> Writer:
    clock = installation().clock
    return Writer(g.actor.person_id, clock.today(), clock.now())
