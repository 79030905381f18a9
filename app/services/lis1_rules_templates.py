"""Published ways to share out LIS1 posts, to begin a council's rules from: text, source, status."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from rotations.lis1.types import FactStatus


@dataclass(frozen=True, slots=True)
class Template:
    """Where a proposal may begin. No template gives points: no source that was read does."""

    key: str
    name: str
    text: str
    source: str
    status: FactStatus


def templates() -> Sequence[Template]:
    """Every template, in the reader's language: what is begun from it is the council's own."""
    return (
        Template(
            "finnmark",
            _("Finnmarkssykehusets regel"),
            _(
                "Hver LIS1 rangerer alle kommunene innen en frist. Rekkefølgen trekkes. I trukket "
                "rekkefølge får hver det øverste ønsket som er ledig. En kommunal koordinator og "
                "en tillitsvalgt fordeler, og resultatet sendes Statsforvalteren. Ingenting annet "
                "enn trekningen og ønskene teller."
            ),
            "Finnmarkssykehuset, 12.07.2023: https://finnmarkssykehuset.no/fag-og-forskning/lis/"
            "spesialiseringsperiode-i-spesialisthelsetjenesten-og-kommunen",
            FactStatus.CONFIRMED,
        ),
        Template(
            "two_pass",
            _("To runder, som i Storbritannia fra 2024"),
            _(
                "Rekkefølgen trekkes. Først får alle, i trukket rekkefølge, førsteønsket sitt om "
                "det er ledig. Deretter får de andre, i samme rekkefølge, det øverste ønsket som "
                "er ledig. Ingenting annet enn trekningen og ønskene teller."
            ),
            "UK Foundation Programme, udatert side, ordningen gjelder fra 2024: https://foundationprogramme.nhs.uk/programmes/"
            "2-year-foundation-programme/ukfp/application-process/allocation-to-a-foundation-school",
            FactStatus.CONFIRMED,
        ),
    )
