"""The council's pages: who has handed in wishes, one candidate's case, links, and by hand."""

from datetime import date

from flask import Blueprint, Response, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import COUNCIL_CASE, COUNCIL_INTAKE, COUNCIL_SECRETARY, access
from app.db.tables import Lis1Candidate
from app.extensions import installation
from app.services import lis1_candidates as service
from app.services import lis1_candidates_edit as edit
from app.services import lis1_candidates_facts as facts
from app.services import lis1_candidates_links as links
from app.services import lis1_candidates_pairs as pairs
from app.services import lis1_candidates_private as private
from app.services import lis1_comments
from app.services.lis1_candidates_edit import Acting
from app.services.lis1_candidates_facts import Declared
from app.services.lis1_candidates_rules import SeatShelf, shelf_of
from app.services.lis1_comments import About
from app.services.lis1_conflicts import hidden_candidates
from app.services.logbook_form import day_from
from app.services.places_fields import Draft
from app.services.wording import day
from app.store import lis1 as lis1_store
from app.store import lis1_candidates as store
from app.web.coordinator.course_sessions import XLSX
from app.web.coordinator.places import conflict_page, form_page
from app.web.council import candidates_files
from app.web.council.candidates_files import acting_in
from app.web.public.lis1_wishes import ADDRESS as PERSONAL
from rotations.lis1.types import Together

ADDRESS = "/inntak/<intake_id>/kandidater"
ONE = f"{ADDRESS}/<key>"
LONGEST_WORD, LONGEST_TEXT = 60, 10_000


def add_routes(blueprint: Blueprint) -> None:
    """Hang the pages on the council's blueprint."""
    both = ["GET", "POST"]
    blueprint.add_url_rule(ADDRESS, "candidates", candidates)
    blueprint.add_url_rule(f"{ADDRESS}/ny", "candidate_new", candidate_new, methods=both)
    blueprint.add_url_rule(
        f"{ADDRESS}/lenker", "candidate_links", candidate_links, methods=["POST"]
    )
    candidates_files.add_routes(blueprint, ADDRESS)
    blueprint.add_url_rule(ONE, "candidate", candidate)
    blueprint.add_url_rule(f"{ONE}/endre", "candidate_edit", candidate_edit, methods=both)
    blueprint.add_url_rule(f"{ONE}/fortrolig", "candidate_text", candidate_text, methods=["POST"])
    for path, view in (
        ("trekk", candidate_withdraw),
        ("lenke", candidate_link),
        ("opplysning", candidate_fact),
        ("par", candidate_couple),
        ("plass", candidate_preplace),
    ):
        blueprint.add_url_rule(f"{ONE}/{path}", view.__name__, view, methods=["POST"])


# ---- All of them -----------------------------------------------------------------------------


@access(COUNCIL_INTAKE)
def candidates(intake_id: str) -> ResponseReturnValue:
    """Who has handed in wishes, and who has not."""
    acting = acting_in(intake_id)
    page = service.load_page(
        g.session,
        acting.intake_id,
        g.actor.person_id,
        lacking=request.args.get("mangler", "")[:LONGEST_WORD],
        today=acting.today,
    )
    return render_template("council/candidates.html", page=page)


@access(COUNCIL_INTAKE)
def candidate_new(intake_id: str) -> ResponseReturnValue:
    """A candidate entered by hand."""
    acting = acting_in(intake_id)
    shelf = _shelf(acting)
    heading, back = _("Legg inn en kandidat"), url_for("council.candidates", intake_id=intake_id)
    if request.method == "GET":
        return form_page(edit.new_draft(shelf), heading, None, back)
    done = edit.save_new(g.session, acting, shelf, _posted())
    if isinstance(done, edit.Kept):
        flash(_("%(key)s er lagt inn.", key=done.key), "success")
        return redirect(_address(intake_id, done.key), 303)
    return _not_kept(done, heading, back)


@access(COUNCIL_INTAKE)
def candidate_links(intake_id: str) -> ResponseReturnValue:
    """Personal addresses for all who lack one, as a sheet that can be fetched this once."""
    acting = acting_in(intake_id)
    stored = lis1_store.load_intake(g.session, acting.intake_id)
    assert stored is not None
    made = links.make_links(
        g.session,
        acting,
        stored.candidates,
        hidden_candidates(g.session, acting.intake_id, g.actor.person_id),
        also_old=request.form.get("alle") == "1",
    )
    if not made:
        flash(_("Alle har en lenke. Ingen nye er laget."))
        return redirect(url_for("council.candidates", intake_id=intake_id), 303)
    deadline = stored.intake.deadline_on
    book = links.links_book(made, _base(), "" if deadline is None else day(deadline))
    disposition = {"Content-Disposition": "attachment; filename=lenker.xlsx"}
    return Response(book, mimetype=XLSX, headers=disposition)


# ---- One -------------------------------------------------------------------------------------


@access(COUNCIL_CASE)
def candidate(intake_id: str, key: str) -> ResponseReturnValue:
    """A candidate's case."""
    return _case(intake_id, key)


@access(COUNCIL_CASE)
def candidate_edit(intake_id: str, key: str) -> ResponseReturnValue:
    """Change name, address, qualifications, and wishes while they are not locked."""
    acting = acting_in(intake_id)
    row, shelf = _row(acting, key), _shelf(acting)
    heading, back = _("Endre %(key)s", key=key), _address(intake_id, key)
    if request.method == "GET":
        wishes = [shelf.by_id[each].key for each in store.list_wishes(g.session, row.id or 0)]
        return form_page(edit.change_draft(shelf, row, wishes), heading, None, back)
    done = edit.save_change(g.session, acting, shelf, key, _posted())
    if isinstance(done, edit.Kept):
        flash(_("Endringen er lagret."), "success")
        return redirect(back, 303)
    return _not_kept(done, heading, back)


@access(COUNCIL_CASE)
def candidate_withdraw(intake_id: str, key: str) -> ResponseReturnValue:
    """Take a candidate out with a day and a reason, or in again."""
    acting = acting_in(intake_id)
    _row(acting, key)
    if request.form.get("tilbake") == "1":
        refused = edit.restore(g.session, acting, key)
        return _back(intake_id, key, refused, _("Kandidaten er med igjen."))
    on = _day(request.form.get("dag", ""), acting.today)
    if on is None:
        refused = _("Skriv datoen som dag.måned.år, for eksempel 01.04.2027.")
    else:
        reason = request.form.get("arsak", "")[:LONGEST_WORD]
        refused = edit.withdraw(g.session, acting, key, reason, on)
    return _back(
        intake_id, key, refused, _("Kandidaten er tatt ut. Nøkkelen brukes ikke om igjen.")
    )


@access(COUNCIL_CASE)
def candidate_link(intake_id: str, key: str) -> ResponseReturnValue:
    """A new personal address for one candidate, shown this once."""
    acting = acting_in(intake_id)
    made = links.make_link(g.session, acting, _row(acting, key))
    if made is None:
        return _back(intake_id, key, _("Noen andre laget en lenke samtidig. Prøv igjen."), "")
    return _case(intake_id, key, link=_base() + made.token)


@access(COUNCIL_CASE)
def candidate_fact(intake_id: str, key: str) -> ResponseReturnValue:
    """Confirm or refuse what was declared, write something down, or take it away."""
    acting = acting_in(intake_id)
    row = _row(acting, key)
    form = request.form
    verdict = form.get("svar", "")
    if verdict == "ny":
        read = _declared(acting)
        refused = read if isinstance(read, str) else facts.add_fact(g.session, acting, row, read)
        return _back(intake_id, key, refused, _("Opplysningen er skrevet inn."))
    fact_id, version = _number("opplysning"), _number("version")
    if verdict == "fjern":
        refused = facts.remove_fact(g.session, acting, row, fact_id, version)
        return _back(intake_id, key, refused, _("Opplysningen er tatt bort."))
    refused = facts.judge(g.session, acting, row, fact_id, version, verdict)
    return _back(intake_id, key, refused, _("Rådets svar er lagret."))


@access(COUNCIL_CASE)
def candidate_couple(intake_id: str, key: str) -> ResponseReturnValue:
    """Enter a couple for both, or take it apart."""
    acting = acting_in(intake_id)
    row = _row(acting, key)
    hidden = hidden_candidates(g.session, acting.intake_id, g.actor.person_id)
    if request.form.get("svar") == "nei":
        refused = pairs.end_couple(g.session, acting, row, hidden)
        return _back(intake_id, key, refused, _("De er ikke lenger et par i inntaket."))
    other = store.find_candidate(
        g.session, acting.intake_id, request.form.get("hvem", "")[:LONGEST_WORD]
    )
    if other is None or other.id in hidden:
        return _back(intake_id, key, _("Velg en kandidat fra listen."), "")
    near = request.form.get("onsker_par") == Together.NEAR
    refused = pairs.enter_couple(
        g.session,
        acting,
        row,
        other,
        Together.NEAR if near else Together.SAME_MUNICIPALITY,
        or_apart=request.form.get("ellers") != "ingen",
    )
    return _back(intake_id, key, refused, _("Paret er lagt inn for begge."))


@access(COUNCIL_CASE)
def candidate_preplace(intake_id: str, key: str) -> ResponseReturnValue:
    """Give a candidate a seat beforehand, with the reason, or take it back."""
    acting = acting_in(intake_id)
    row = _row(acting, key)
    if request.form.get("svar") == "nei":
        refused = pairs.unplace(g.session, acting, row)
        return _back(intake_id, key, refused, _("Plassen på forhånd er tatt tilbake."))
    refused = pairs.preplace(
        g.session,
        acting,
        row,
        request.form.get("plass", "")[:LONGEST_WORD],
        request.form.get("grunn", "")[:LONGEST_TEXT],
    )
    return _back(intake_id, key, refused, _("Plassen er gitt på forhånd."))


@access(COUNCIL_SECRETARY)
def candidate_text(intake_id: str, key: str) -> ResponseReturnValue:
    """What the candidate wrote in confidence; that it was opened is kept."""
    acting = acting_in(intake_id)
    row = _row(acting, key)
    opened = private.open_text(g.session, acting, row)
    if opened is None:
        return _back(intake_id, key, _("Kandidaten har ikke skrevet noe fortrolig."), "")
    return render_template(
        "council/candidate_text.html", opened=opened, candidate=row, intake_id=intake_id
    )


# ---- Parts -----------------------------------------------------------------------------------


def _shelf(acting: Acting) -> SeatShelf:
    stored = lis1_store.load_intake(g.session, acting.intake_id)
    assert stored is not None
    return shelf_of(stored)


def _row(acting: Acting, key: str) -> Lis1Candidate:
    found = store.find_candidate(g.session, acting.intake_id, key)
    if found is None:
        abort(404)
    return found


def _case(intake_id: str, key: str, link: str | None = None) -> ResponseReturnValue:
    acting = acting_in(intake_id)
    check = COUNCIL_SECRETARY.check
    page = service.load_case_page(
        g.session,
        acting.intake_id,
        key,
        g.actor.person_id,
        is_secretary=check is not None and check(g.actor, request.view_args or {}),
    )
    if page is None:
        abort(404)
    return render_template(
        "council/candidate.html",
        page=page,
        link=link,
        today=acting.today,
        reasons=edit.withdrawal_reasons(),
        place_options=facts.place_options,
        comments=lis1_comments.list_comments(
            g.session,
            About(acting.intake_id, candidate_id=page.candidate.id),
            g.actor.person_id,
        ),
        comment_url=url_for("council.comment_person", intake_id=intake_id, key=key),
    )


def _not_kept(done: Draft | str, heading: str, back: str) -> ResponseReturnValue:
    if isinstance(done, str):
        flash(done, "error")
        return redirect(back, 303)
    if done.is_stale and not done.problems:
        return conflict_page(done, heading, back)
    return form_page(done, heading, None, back)


def _back(intake_id: str, key: str, refused: str | None, said: str) -> ResponseReturnValue:
    if refused is not None:
        flash(refused, "error")
    else:
        flash(said, "success")
    return redirect(_address(intake_id, key), 303)


def _address(intake_id: str, key: str) -> str:
    return url_for("council.candidate", intake_id=intake_id, key=key)


def _base() -> str:
    """The address of a personal page without its secret."""
    root = installation().settings.public_url or request.url_root.rstrip("/")
    return f"{root}{PERSONAL}/"


def _posted() -> dict[str, str]:
    return {name: text[:LONGEST_TEXT] for name, text in request.form.items()}


def _number(name: str) -> int:
    text = request.form.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _day(text: str, today: date) -> date | None:
    if not text.strip():
        return today
    try:
        return day_from(text.strip())
    except ValueError:
        return None


def _declared(acting: Acting) -> Declared | str:
    stored = lis1_store.load_intake(g.session, acting.intake_id)
    assert stored is not None
    shelf = shelf_of(stored)
    subject = request.form.get("hva", "")[:LONGEST_WORD]
    question = next((q for q in facts.questions_of(stored.rules) if q.subject == subject), None)
    if question is None:
        return _("Velg hva opplysningen gjelder.")
    place = request.form.get("sted", "")[:LONGEST_WORD] if question.has_place else ""
    amount = request.form.get("mengde", "")[:LONGEST_WORD] if question.has_amount else "1"
    return facts.read_declared(question, place, amount, shelf) or _("Fyll ut opplysningen.")
