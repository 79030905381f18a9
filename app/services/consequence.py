"""What a change does to the date and to the service that counts, before it is saved."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from flask_babel import gettext as _
from flask_babel import ngettext

from app.services.my_pathway_reckoning import Reckoning
from app.services.my_pathway_words import months
from app.services.wording import long_day
from pathways.projection.values import Certainty


@dataclass(frozen=True, slots=True)
class Consequence:
    """The date on "Min vei" and the months that count so far, before and after a change.

    A date is None when it is unknown.
    """

    date_before: date | None
    date_after: date | None
    months_before: Fraction
    months_after: Fraction
    is_done: bool = False
    """Whether nothing that takes time is left, with and without the change."""

    @property
    def days(self) -> int | None:
        """How many days later the date is after the change; None when one of them is unknown."""
        if self.date_before is None or self.date_after is None:
            return None
        return (self.date_after - self.date_before).days


def consequence_of(before: Reckoning, after: Reckoning) -> Consequence:
    """What lies between two reckonings of the same doctor on the same day."""
    return Consequence(
        date_before=date_of(before),
        date_after=date_of(after),
        months_before=months_of(before),
        months_after=months_of(after),
        is_done=all(each.projection.certainty is Certainty.DONE for each in (before, after)),
    )


def date_of(reckoning: Reckoning) -> date | None:
    """The date that "Min vei" begins with: start in LIS1, end of LIS1, or approval."""
    projection = reckoning.projection
    if reckoning.is_before_lis1:
        return projection.lis1_start.starts_on if projection.lis1_start else None
    return projection.expected


def months_of(reckoning: Reckoning) -> Fraction:
    """The service that counts up to today, in months over all stretches up to the goal."""
    return sum((time.months for time in reckoning.times), Fraction(0))


def sentence(consequence: Consequence) -> str:
    """The date after the change; text between asterisks is emphasised."""
    after = consequence.date_after
    if consequence.is_done:
        return _("Ingenting som tar tid, gjenstår, med og uten endringen.")
    if after is None and consequence.date_before is None:
        return _("Datoen er ikke kjent, og endringen gjør den ikke kjent.")
    if after is None:
        return _("Etter endringen er datoen *ikke lenger kjent*.")
    day = long_day(after)
    if consequence.days is None:
        return _("Etter endringen er datoen *%(day)s*.", day=day)
    if consequence.days == 0:
        return _("Samme dato: *%(day)s*.", day=day)
    if consequence.days > 0:
        later = ngettext("%(num)s dag senere", "%(num)s dager senere", consequence.days)
        return _("Datoen blir *%(day)s*, %(moved)s enn nå.", day=day, moved=later)
    sooner = ngettext("%(num)s dag tidligere", "%(num)s dager tidligere", -consequence.days)
    return _("Datoen blir *%(day)s*, %(moved)s enn nå.", day=day, moved=sooner)


def months_sentence(consequence: Consequence) -> str:
    """The service that counts up to today."""
    before, after = months(consequence.months_before), months(consequence.months_after)
    if before == after:
        return _("Tjenesten som teller til i dag, er den samme: %(months)s måneder.", months=after)
    return _(
        "Tjenesten som teller til i dag, blir %(after)s måneder. Nå er den %(before)s.",
        after=after,
        before=before,
    )
