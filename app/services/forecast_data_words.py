"""What the page with the figures says: the sentence, what is missing, the population."""

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import ngettext

from app.services.forecast_case_inputs import RegionInputs
from app.services.forecast_data_sums import MINIMUM
from app.services.forecast_population import RegionPeople
from app.services.start_pages import Opening
from app.services.wording import figure, in_words, listed, long_day
from app.store.forecast_data import StaffRows

MOST_NAMED = 4
OLD_FROM = 4
"""Bands of the population from which people are 80 and over."""


def opening(inputs: RegionInputs) -> Opening:
    """What the forecast of a region rests on, and which specialties it knows nothing of."""
    known, everything = len(inputs.codes), len(inputs.specialties)
    if inputs.data_set is None:
        if not known:
            sentence = _("%(region)s har *ikke lest inn egne tall*.", region=inputs.region.name)
            return Opening(sentence, _("Uten dem kan ingenting framskrives."))
        sentence = _(
            "%(region)s har *ikke lest inn egne tall*. Framskrivingen bruker gamle, nasjonale "
            "tall.",
            region=inputs.region.name,
        )
    elif inputs.data_set.is_demo:
        sentence = _(
            "Framskrivingen bruker *oppdiktede tall* per %(day)s.", day=long_day(inputs.as_of)
        )
    else:
        sentence = _(
            "Framskrivingen bruker *regionens egne tall* per %(day)s.", day=long_day(inputs.as_of)
        )
    return Opening(sentence, _reason(inputs, known, everything))


def _reason(inputs: RegionInputs, known: int, everything: int) -> str:
    if known == everything:
        return _("Alle %(number)s fag har tall for hvem som er i stilling.", number=everything)
    names = sorted(inputs.specialties[code].name_nb for code in inputs.unknown)
    shown = listed(names) if len(names) <= MOST_NAMED else ", ".join(names[:MOST_NAMED])
    rest = len(names) - MOST_NAMED
    if rest > 0:
        shown = _("%(names)s og %(rest)s til", names=shown, rest=rest)
    return ngettext(
        "Ett fag har ingen tall og er ukjent: %(names)s.",
        "%(words)s fag har ingen tall og er ukjente: %(names)s.",
        len(names),
        words=in_words(len(names)).capitalize(),
        names=shown,
    )


def tag_of(inputs: RegionInputs) -> str | None:
    """The mark beside the date, for what must not be taken for today's own figures."""
    if inputs.data_set is not None:
        return _("Demotall. Egne tall er ikke lest inn.") if inputs.data_set.is_demo else None
    return _("Gamle, nasjonale tall") if inputs.codes else None


def lacks(inputs: RegionInputs, rows: StaffRows) -> tuple[str, ...]:
    """What a specialty has no rows of, each with what is done instead."""
    if inputs.data_set is None:
        return ()
    found = [
        (rows.trainees, _("hvem som er i utdanning: bare de som er registrert her, er med")),
        (rows.arrivals, _("årene bak: inntak er ukjent, resten som lignende fag")),
        (rows.exits, _("hvem som har sluttet: som lignende fag")),
        (rows.durations, _("tid til ferdig: som lignende fag")),
        (rows.posts, _("stillinger og vakt: regnet uten")),
    ]
    return tuple(text for there, text in found if not there)


def count_text(number: int | None) -> str:
    """A number of people; below the minimum it is said in words."""
    if number is None:
        return _("ukjent")
    if 0 < number < MINIMUM:
        return _("under %(minimum)s", minimum=in_words(MINIMUM))
    return figure(number)


def years_text(years: Sequence[int]) -> str:
    """A series of years."""
    if not years:
        return _("ingen")
    return f"{min(years)}–{max(years)}" if min(years) != max(years) else str(years[0])


def projection_words(people: RegionPeople) -> str:
    """Which projection is used, of what area, and what is known to be wrong with it."""
    text = _(
        "Innbyggere %(year)s er talt av Statistisk sentralbyrå (%(area)s). Årene framover er vår "
        "egen framskriving med like endringsrater for hvert kull, ikke Statistisk sentralbyrås, "
        "som bare finnes som totaler. Prøvd ti år tilbake ble de over 80 for få, 8–9 %%.",
        year=people.observed_year,
        area=people.area,
    )
    if not people.is_own:
        text += " " + _("Regionens egne fylker mangler, så hele landets utvikling er brukt.")
    return text


def population_rows(people: RegionPeople) -> tuple[tuple[str, str, str, str], ...]:
    """Year, what kind of row, inhabitants, and those of 80 and over."""
    return tuple(
        (
            str(year),
            _("talt") if year == people.observed_year else _("framskrevet av oss"),
            figure(sum(bands)),
            figure(sum(bands[OLD_FROM:])),
        )
        for year, bands in sorted(people.by_year.items())
    )


def state_words(*, is_used: bool, withdrawn: str | None) -> str:
    """Whether a data set is in use."""
    if withdrawn is not None:
        return _("Trukket tilbake %(when)s", when=withdrawn)
    return _("I bruk") if is_used else _("Erstattet av nyere tall")
