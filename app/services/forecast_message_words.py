"""What a message about a finished forecast says: title, paragraphs, and the word on the link."""

from collections.abc import Callable, Mapping
from typing import Any

from flask_babel import gettext as _

from app.db.tables import RunState

Values = Mapping[str, Any]
Words = tuple[str, tuple[str, ...], str]

REQUIRED: dict[str, frozenset[str]] = {
    "forecast_done": frozenset({"region", "scenario", "year", "is_backtest", "ending"}),
}
"""`scenario` is None for the forecast as now; `ending` is how the run ended, as stored."""


def _done(values: Values) -> Words:
    if values["ending"] == RunState.FAILED:
        return (
            _("Framskrivingen for %(region)s stoppet av en feil", region=values["region"]),
            (_("De forrige tallene står som før."),),
            _("Se hva du kan gjøre"),
        )
    if values["is_backtest"]:
        return (
            _("Framskrivingen er prøvd mot historien i %(region)s", region=values["region"]),
            (),
            _("Se hvordan den ville truffet"),
        )
    scenario = values["scenario"] or _("Som nå")
    title = (
        _("Framskrivingen for %(region)s er ferdig", region=values["region"])
        if values["ending"] == RunState.DONE
        else _("Framskrivingen for %(region)s ble stoppet", region=values["region"])
    )
    return (
        title,
        (
            _(
                "Scenario: %(scenario)s. Full dekning innen %(year)s.",
                scenario=scenario,
                year=values["year"],
            ),
        ),
        _("Se tallene"),
    )


WORDS: dict[str, Callable[[Values], Words]] = {"forecast_done": _done}
