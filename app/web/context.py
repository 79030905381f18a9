"""What every template may use: the layout around the page, and where the language is changed."""

from dataclasses import dataclass
from datetime import date

from flask import Flask, g, request, url_for
from sqlalchemy.exc import SQLAlchemyError

from app.actors import Actor
from app.extensions import installation
from app.i18n import LOCALES, current_locale
from app.store import messages as message_store
from app.web.sides import PUBLIC_MENU, SIDES, MenuEntry


@dataclass(frozen=True, slots=True)
class MenuItem:
    """A link in the main menu."""

    label: str
    url: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class RoleChoice:
    """Another side that the person may work on."""

    role: str
    name: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Layout:
    """The frame of a page: who is signed in, on which side, in which language, on which day."""

    side: str
    side_name: str
    menu: tuple[MenuItem, ...]
    roles: tuple[RoleChoice, ...]
    person_name: str | None
    is_signed_in: bool
    is_demo: bool
    today: date
    locale: str
    other_locale_name: str
    other_locale_url: str
    start_url: str
    unread: int = 0


def init_app(app: Flask) -> None:
    """Give `layout` to every template."""

    @app.context_processor
    def layout_value() -> dict[str, object]:
        return {"layout": layout()}


def layout() -> Layout:
    """The frame of this page."""
    actor: Actor | None = g.get("actor")
    home = installation()
    locale = current_locale()
    other = "en" if locale == "nb" else "nb"
    side = SIDES[actor.role] if actor else None
    return Layout(
        side=str(actor.role) if actor else "public",
        side_name=str(side.name) if side else "",
        menu=tuple(_item(entry) for entry in (side.menu if side else PUBLIC_MENU)),
        roles=_role_choices(actor),
        person_name=actor.name if actor else None,
        is_signed_in=actor is not None,
        is_demo=home.settings.demo,
        today=home.clock.today(),
        locale=locale,
        other_locale_name=LOCALES[other],
        other_locale_url=url_for("account.set_locale", locale=other, neste=_here()),
        start_url=url_for(side.start) if side else url_for("public.pathways"),
        unread=_unread(actor),
    )


def _unread(actor: Actor | None) -> int:
    """Messages not opened: one query. An error page must come up also without the database."""
    if actor is None:
        return 0
    try:
        return message_store.count_unread(g.session, actor.person_id)
    except SQLAlchemyError:
        return 0


def _item(entry: MenuEntry) -> MenuItem:
    is_current = request.endpoint == entry.endpoint or request.path.startswith(entry.under)
    return MenuItem(str(entry.label), url_for(entry.endpoint), is_current)


def _role_choices(actor: Actor | None) -> tuple[RoleChoice, ...]:
    if actor is None or len(actor.roles) < 2:
        return ()
    return tuple(
        RoleChoice(str(role), str(SIDES[role].name), role is actor.role) for role in actor.roles
    )


def _here() -> str:
    """The page to come back to; a posted form is left by its start page instead."""
    if request.method != "GET" or request.endpoint is None:
        return url_for("public.home")
    return request.full_path.rstrip("?")
