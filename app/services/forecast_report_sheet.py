"""The report of a forecast as a workbook: specialties, years, advice, inputs and sources."""

from collections.abc import Iterator

from flask_babel import gettext as _

from app.exchange.forecast_sheet import Cell, Column, ColumnKind, Sheet, write_workbook
from app.services import forecast_report_words as words
from app.services.forecast_report import FieldReport, Report
from app.services.forecast_specialty_words import swing_name
from app.services.wording import page_day, plain
from pathways.forecast.results import Advice

DECIMALS, SHARE_DECIMALS = 1, 3
TENTHS = 1
NUMBER, SHARE, YEAR = ColumnKind.NUMBER, ColumnKind.SHARE, ColumnKind.YEAR


def report_workbook(report: Report) -> bytes:
    """The workbook as a file."""
    opening = words.opening_of(report)
    facts = (plain(opening.sentence), *report.tags, words.data_words(report), *_about())
    sheets = (_fields(report), _years(report), _advice(report), _inputs(report), _sources(report))
    return write_workbook(sheets, facts)


def _about() -> tuple[str, ...]:
    return (
        _("Årsverk. 8 av 10 forløp ligger mellom lav og høy. Under fem spesialister: hele tall."),
    )


def _code_and_name() -> tuple[Column, ...]:
    return Column(_("Kode"), 8), Column(_("Fag"), 30)


def _amount(value: float, few: bool) -> float:
    """Whole persons where there are few of them."""
    return float(round(value)) if few else round(value, DECIMALS)


def _chance(value: float, few: bool) -> float:
    return round(value, TENTHS if few else SHARE_DECIMALS)


def _fields(report: Report) -> Sheet:
    year = report.run.target_year
    columns = (
        *_code_and_name(),
        Column(_("Årsverk i dag"), 10, NUMBER),
        Column(_("Behov i dag"), 10, NUMBER),
        Column(_("Mangler i %(year)s", year=year), 12, NUMBER),
        Column(_("Lav"), 8, NUMBER),
        Column(_("Høy"), 8, NUMBER),
        Column(_("Sjanse for full dekning i %(year)s", year=year), 14, SHARE),
        Column(_("Inntak nå"), 10, NUMBER),
        *(
            Column(_("Trengs for %(share)s %%", share=round(100 * each.asked.chance)), 12, YEAR)
            for each in report.fields[0].advices
        ),
        Column(_("Inntak virker fra"), 12, YEAR),
        Column(_("Rådet i ord"), 60),
    )
    return Sheet(_("Fag"), _("Fag"), columns, tuple(_field(each) for each in report.fields))


def _field(each: FieldReport) -> tuple[Cell, ...]:
    return (
        each.code,
        each.name,
        _amount(each.summary.fte_today, each.few),
        _amount(each.summary.needed_today, each.few),
        _amount(each.gap.middle, each.few),
        _amount(each.gap.low, each.few),
        _amount(each.gap.high, each.few),
        _chance(each.summary.chance, each.few),
        each.summary.intake_now,
        *(_starts(advice) for advice in each.advices),
        each.summary.earliest_year,
        plain(each.opening.sentence),
    )


def _starts(advice: Advice) -> Cell:
    return words.why_not(advice) if advice.starts is None else advice.starts


def _years(report: Report) -> Sheet:
    columns = [*_code_and_name(), Column(_("År"), 8, YEAR)]
    for name in (_("Spesialister"), _("Behov"), _("Mangler")):
        columns += [
            Column(_("%(what)s, lav", what=name), 12, NUMBER),
            Column(name, 12, NUMBER),
            Column(_("%(what)s, høy", what=name), 12, NUMBER),
        ]
    columns.append(Column(_("Sjanse for full dekning"), 14, SHARE))
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            each.code,
            each.name,
            row.year,
            *(_amount(value, each.few) for value in (*row.supply, *row.needed, *row.gap)),
            _chance(row.chance, each.few),
        )
        for each in report.fields
        for row in each.years
    )
    return Sheet(_("År for år"), _("År for år, med dagens inntak"), tuple(columns), rows)


def _advice(report: Report) -> Sheet:
    columns = (
        *_code_and_name(),
        Column(_("Slag"), 18),
        Column(_("Hva"), 46),
        Column(_("Tall"), 14, NUMBER),
        Column(_("Sjanse"), 10, SHARE),
        Column(_("For mange"), 10, SHARE),
        Column(_("Gjelder år"), 10, YEAR),
    )
    rows = tuple(row for each in report.fields for row in _advice_rows(each, report))
    return Sheet(_("Råd"), _("Råd og hva som flytter svaret"), columns, rows)


def _advice_rows(each: FieldReport, report: Report) -> Iterator[tuple[Cell, ...]]:
    who, year = (each.code, each.name), report.run.target_year
    for advice in each.advices:
        tried = advice.tried
        yield (
            *who,
            _("Inntak"),
            _("Minst %(share)s %% sjanse", share=round(100 * advice.asked.chance)),
            _starts(advice),
            None if tried is None else _chance(tried.chance, each.few),
            None if tried is None else _chance(tried.surplus, each.few),
            year,
        )
    for name, fte, when in each.helps:
        yield (*who, _("Tiltak"), name, round(fte, DECIMALS), None, None, when)
    for swing in each.swings:
        name = swing_name(swing.name, swing.low_value, swing.high_value)
        for end, value in ((_("lav"), swing.low), (_("høy"), swing.high)):
            what = f"{name} ({end})"
            yield (*who, _("Flytter svaret"), what, round(value, DECIMALS), None, None, year)
    for row in each.costs:
        yield (*who, _("Forsinkelser"), f"{row.term}: {plain(row.cost)}", *(None,) * 4)


def _inputs(report: Report) -> Sheet:
    columns = (
        *_code_and_name(),
        Column(_("Forutsetning"), 38),
        Column(_("Hvor den er fra"), 60),
        Column(_("Merke"), 14),
    )
    rows = tuple(
        (each.code, each.name, row.name, row.text, row.tag)
        for each in report.fields
        for row in each.inputs
    )
    return Sheet(_("Forutsetninger"), _("Forutsetninger"), columns, rows)


def _sources(report: Report) -> Sheet:
    columns = Column(_("Hva"), 34), Column(_("Svar"), 70), Column(_("Dato"), 14)
    rows: list[tuple[Cell, ...]] = [(what, told, None) for what, told in words.facts_of(report)]
    rows += [(_("Metode"), text, None) for text in words.method()]
    rows += [
        (_("Kilde"), " ".join(filter(None, (each.title, each.address))), page_day(each.page_date))
        for each in report.sources
    ]
    return Sheet(_("Kilder"), _("Kilder, metode og versjoner"), columns, tuple(rows))
