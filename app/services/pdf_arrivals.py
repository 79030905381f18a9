"""Leger som kommer as PDF: who is here and who comes, for one host."""

from collections.abc import Iterable

from flask_babel import gettext as _
from sqlmodel import Session

from app.actors import Actor, places_coordinated
from app.exchange.pdf import Answer, Block, Cell, Document, Heading, Paper, Paragraph, Table
from app.roles import Role
from app.services.host_view import ArrivalLine, HostPage
from app.services.pdf_frame import Made, cell, frame, remember_taken
from app.services.wording import plain
from app.store.rotation_plans import organisation_names


def arrivals_document(session: Session, page: HostPage, actor: Actor, made: Made) -> Document:
    """The actor's page; that it was taken is remembered. Commits."""
    host = _host(session, actor)
    remember_taken(session, "arrivals", ("person", str(made.by)), made)
    return frame(
        _("Leger som kommer"),
        host,
        "",
        (
            Answer(page.sentence),
            Paragraph(plain(page.reason)),
            *_part(_("Her nå"), page.here),
            *_part(_("Kommer"), page.coming),
        ),
        made,
        Paper.A4_WIDE,
    )


def _host(session: Session, actor: Actor) -> str:
    """The organisations that the actor coordinates; the actor's name for all others."""
    places = places_coordinated(actor) if actor.role is Role.COORDINATOR else None
    names = [name for _id, name in organisation_names(session, places)] if places else []
    return ", ".join(names) or actor.name


def _part(title: str, lines: tuple[ArrivalLine, ...]) -> Iterable[Block]:
    if not lines:
        return
    yield Heading(title)
    yield Table(
        headings=(
            _("Lege"),
            _("Når"),
            _("Sted og tjeneste"),
            _("Læringsmål her"),
            _("Kommer fra"),
        ),
        widths=(3, 0, 4, 4, 5),
        rows=tuple(map(_row, lines)),
    )


def _row(line: ArrivalLine) -> tuple[Cell, ...]:
    return (
        cell(line.name, line.group),
        cell(line.days),
        cell(line.unit, line.service),
        cell(line.objectives or _("ikke oppgitt")),
        Cell((line.home, *(_contact(each.name, each.email) for each in line.contacts))),
    )


def _contact(name: str, email: str | None) -> str:
    told = _("Kontakt: %(name)s", name=name)
    return f"{told}, {email}" if email else told
