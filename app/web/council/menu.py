"""The pages of one intake, in the order of the work."""

from flask_babel import lazy_gettext as _l

from app.web.sides import MenuEntry

ENTRIES = (
    MenuEntry("council.intake", _l("Plasser")),
    MenuEntry("council.candidates", _l("Kandidater")),
    MenuEntry("council.draw", _l("Trekning")),
    MenuEntry("council.desk", _l("Fordeling")),
    MenuEntry("council.decision", _l("Vedtak")),
    MenuEntry("council.offers", _l("Tilbud")),
    MenuEntry("council.starts", _l("Før oppstart")),
    MenuEntry("council.log", _l("Logg")),
)
