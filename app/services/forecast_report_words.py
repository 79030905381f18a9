"""The words of the report: its headline, the method in short, and what it was made from."""

from collections.abc import Sequence

from flask_babel import gettext as _

from app.services import forecast_specialty_words as words
from app.services import forecast_words
from app.services.forecast_report import FieldReport, Report
from app.services.forecast_words import Named
from app.services.pdf_frame import NOTHING
from app.services.start_pages import Opening
from app.services.wording import day, figure, moment
from pathways.forecast.results import Advice, NoIntake


def opening_of(report: Report) -> Opening:
    """What the board says of the region; one specialty tells its own."""
    if report.is_one:
        return report.fields[0].opening
    named = [Named(each.code, each.name, each.summary) for each in report.fields]
    return forecast_words.opening(named, report.run.target_year, report.run.scenario_name)


def gap_words(each: FieldReport) -> str:
    """What is missing in the middle of the paths; nothing less than nothing."""
    return _amount(max(0.0, each.gap.middle), each.few)


def span_words(each: FieldReport) -> str:
    """Where eight of ten paths lie."""
    low, high = (_amount(value, each.few) for value in (each.gap.low, each.gap.high))
    return low if low == high else _("%(low)s til %(high)s", low=low, high=high)


def _amount(value: float, few: bool) -> str:
    if few:
        return figure(words.whole(value)).replace("-", "−")
    return words.tenth(value)


def chance_words(chance: float, few: bool) -> str:
    """A chance in per cent, or of ten paths."""
    return words.tenths(chance) if few else words.percent(chance)


def starts_words(advice: Advice) -> str:
    """How many starts an advice says, or that none is enough."""
    if advice.starts is not None:
        return figure(advice.starts)
    return why_not(advice)


def why_not(advice: Advice) -> str:
    """Why there is no number."""
    if advice.why_not is NoIntake.TOO_SOON:
        return _("kan ikke nås")
    if advice.why_not is NoIntake.TOO_MANY:
        return _("over %(most)s", most=figure(advice.asked.most))
    return NOTHING


def method() -> tuple[str, ...]:
    """How it is worked out, in short."""
    return (
        _("Hver person følges i alle forløp: slutter, blir ferdig, tar stilling her eller ikke."),
        _("Behovet er det som er i stilling og mangler i dag, ganget med folketall og endringer."),
        _("Tre slags usikkerhet holdes fra hverandre: personer, forutsetninger og scenarier."),
        _("Rådet er det minste faste inntaket som gir den ønskede sjansen for full dekning."),
        _("Tall i årsverk. 8 av 10 forløp ligger mellom lavt og høyt tall."),
    )


def facts_of(report: Report) -> tuple[tuple[str, str], ...]:
    """What the report was made from: enough to make it again."""
    run = report.run
    scenario = (
        _("som nå")
        if run.scenario_name is None
        else _(
            "%(name)s, versjon %(number)s",
            name=run.scenario_name,
            number=run.scenario_number or 1,
        )
    )
    return (
        (_("Region"), report.region),
        (_("Scenario"), scenario),
        (_("År null"), day(run.as_of)),
        (_("Målår"), str(run.target_year)),
        (_("Inntaket endres fra"), str(run.first_year)),
        (_("Bestand"), data_words(report)),
        (_("Regnet ut"), moment(run.finished_at or run.asked_at)),
        (_("Forløp"), figure(run.paths)),
        (_("Frø"), str(run.seed)),
        (_("Versjon av Legeløp"), run.code_version or NOTHING),
        (_("Fingeravtrykk av tallene inn"), run.input_hash or NOTHING),
        (_("Kjøring"), run.public_id),
    )


def data_words(report: Report) -> str:
    """Which staff data: their day and whether they are invented."""
    if report.data_as_of is None:
        return _("ingen egne tall")
    if report.run.is_demo:
        return _("demotall per %(day)s", day=day(report.data_as_of))
    return _("egne tall per %(day)s", day=day(report.data_as_of))


def drivers_of(each: FieldReport, most: int) -> Sequence[tuple[str, str, str]]:
    """What moves the answer most: the input, and the gap with it low and high."""
    return [
        (
            words.swing_name(swing.name, swing.low_value, swing.high_value),
            words.amount(swing.low),
            words.amount(swing.high),
        )
        for swing in each.swings[:most]
    ]
