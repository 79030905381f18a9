"""What was done to whole rows of a draft, in words: doctors added or taken out, needs, a sheet."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

WHAT = "what"
"""Key in an edit's values: what was done to whole rows; its kind says what is nearest to it."""
ADDED, TAKEN_OUT, NEEDS, SHEET = "added", "taken_out", "needs", "sheet"


def rows_sentence(told: Mapping[str, Any]) -> str:
    """What was done: Jonas Aasheim er tatt ut av planen."""
    doctor, count = str(told.get("doctor", "")), int(told.get("count", 1))
    if told[WHAT] == ADDED:
        return ngettext(
            "%(doctor)s er lagt til i planen.",
            "%(num)s leger er lagt til i planen.",
            count,
            doctor=doctor,
        )
    if told[WHAT] == TAKEN_OUT:
        return _("%(doctor)s er tatt ut av planen.", doctor=doctor)
    if told[WHAT] == NEEDS:
        return _("Behovene til %(doctor)s er endret.", doctor=doctor)
    return ngettext(
        "Arket er lest inn. Én rad er endret.",
        "Arket er lest inn. %(num)s rader er endret.",
        count,
    )
