"""Hvem signerer hva: the coordinator's choices for one organisation."""

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.access import access, works_as
from app.extensions import installation
from app.roles import Role
from app.services import signing_settings as service
from app.services.signing_settings import SettingsChange
from app.store.signing_settings import Home

COORDINATOR = works_as(Role.COORDINATOR)


def add_routes(blueprint: Blueprint) -> None:
    """Hang the page on the coordinator's blueprint."""
    blueprint.add_url_rule("/oversikt/signering", "signing", signing)
    blueprint.add_url_rule(
        "/oversikt/signering", "change_signing", change_signing, methods=["POST"]
    )


@access(COORDINATOR)
def signing() -> ResponseReturnValue:
    """Who signs what, and how often talks are held."""
    homes, home = _homes(request.args.get("sted", type=int))
    if home is None:
        return render_template("coordinator/no_signing.html")
    return _page(homes, home, SettingsChange())


@access(COORDINATOR)
def change_signing() -> ResponseReturnValue:
    """Save the choices, or show what is wrong and what others have changed."""
    homes, home = _homes(request.form.get("sted", type=int))
    if home is None:
        return render_template("coordinator/no_signing.html")
    wanted = {
        key: (
            request.form.get(key, "").strip()[:40],
            request.form.get(f"{key}.version", 0, type=int),
        )
        for key in service.KEYS
    }
    change = service.change(
        g.session, home, wanted, by=g.actor.person_id, now=installation().clock.now()
    )
    if not change.is_saved:
        written = {key: value for key, (value, _version) in wanted.items()}
        return _page(homes, home, change, written), 422 if change.problems else 409
    if change.saved:
        flash(
            ngettext(
                "Ett valg er lagret. Det gjelder fra nå, også for det som alt er sendt.",
                "%(num)s valg er lagret. De gjelder fra nå, også for det som alt er sendt.",
                change.saved,
            )
        )
    else:
        flash(_("Ingenting var endret."))
    return redirect(url_for("coordinator.signing", sted=home.id), 303)


def _homes(wanted: int | None) -> tuple[tuple[Home, ...], Home | None]:
    """Those that the coordinator may change, and the one chosen; the first by default."""
    homes = service.list_homes(g.session, g.actor)
    if wanted is None:
        return homes, max(homes, key=lambda home: home.trainees, default=None)
    chosen = next((home for home in homes if home.id == wanted), None)
    if chosen is None:
        abort(403)
    return homes, chosen


def _page(
    homes: tuple[Home, ...],
    home: Home,
    change: SettingsChange,
    written: dict[str, str] | None = None,
) -> str:
    page = service.load_page(g.session, homes, home, installation().clock.today())
    return render_template(
        "coordinator/signing.html", page=page, change=change, written=written or {}
    )
