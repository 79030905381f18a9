"""The report of a forecast as a PDF: the answer, the board, each specialty, what it rests on."""

from collections.abc import Iterator

from flask_babel import gettext as _

from app.exchange.pdf import (
    Answer,
    Block,
    Document,
    Facts,
    Heading,
    Item,
    Items,
    Paragraph,
    Table,
)
from app.services import forecast_report_words as words
from app.services.forecast_report import FieldReport, Report, inputs_together
from app.services.forecast_specialty_words import amount, tenth
from app.services.forecast_summary import LEAD
from app.services.forecast_words import a_year, row_sentence
from app.services.pdf_frame import Made, cell, frame
from app.services.wording import page_day, plain

DRIVERS, HELPS = 3, 3
"""Told of each specialty in the report of a region; the spreadsheet has all."""
ALL = 99


def report_document(report: Report, made: Made) -> Document:
    """The document; it names no doctor, so nobody's taking it is written down."""
    opening = words.opening_of(report)
    blocks: list[Block] = [Answer(opening.sentence)]
    if opening.reason:
        blocks.append(Paragraph(plain(opening.reason)))
    blocks.append(Paragraph(" · ".join([*report.tags, words.data_words(report)]), is_note=True))
    if report.is_one:
        blocks += _field(report.fields[0], report)
        blocks += _years(report.fields[0])
    else:
        blocks += [Heading(_("Alle fag")), _board(report)]
        for each in report.fields:
            blocks.append(Heading(each.name))
            blocks.append(Paragraph(plain(each.opening.sentence)))
            if each.opening.reason:
                blocks.append(Paragraph(plain(each.opening.reason)))
            blocks += _field(each, report)
    blocks += [Heading(_("Forutsetninger")), _inputs(report)]
    blocks += [Heading(_("Slik regnet vi")), Items(tuple(map(Item, words.method())))]
    if report.sources:
        blocks += [Heading(_("Kilder")), _sources(report)]
    blocks += [Heading(_("Hva rapporten er laget av")), Facts(words.facts_of(report))]
    return frame(_title(report), report.region, report.region, tuple(blocks), made)


def _title(report: Report) -> str:
    if report.is_one:
        return _("Framskriving: %(specialty)s", specialty=report.fields[0].name)
    return _("Framskriving av legespesialister")


def _board(report: Report) -> Table:
    year = report.run.target_year
    return Table(
        headings=(
            _("Fag"),
            _("Mangler i %(year)s", year=year),
            _("8 av 10 forløp"),
            _("Sjanse for full dekning"),
            _("Inntak nå"),
            _("Trengs for %(share)s %%", share=round(100 * LEAD)),
        ),
        widths=(4, 2, 2.5, 2.5, 1.5, 2),
        rows=tuple(
            (
                cell(each.name, row_sentence(each.summary)),
                cell(words.gap_words(each)),
                cell(words.span_words(each)),
                cell(words.chance_words(each.summary.chance, each.few)),
                cell(a_year(each.summary.intake_now)[0]),
                cell(words.starts_words(each.lead)),
            )
            for each in report.fields
        ),
    )


def _field(each: FieldReport, report: Report) -> Iterator[Block]:
    drivers, helps, level = (ALL, ALL, 2) if report.is_one else (DRIVERS, HELPS, 3)
    yield Table(
        headings=(_("Inntak"), _("I året"), _("Sjanse i %(year)s", year=report.run.target_year)),
        widths=(3, 2, 5),
        rows=tuple(
            (
                cell(option.title),
                cell(option.result),
                cell(option.difference, " ".join(option.texts) if report.is_one else ""),
            )
            for option in each.options
        ),
    )
    moved = words.drivers_of(each, drivers)
    if moved:
        yield Heading(_("Hva som flytter svaret mest"), level)
        yield Table(
            headings=(_("Forutsetning"), _("Lav"), _("Høy")),
            widths=(6, 1, 1),
            rows=tuple((cell(name), cell(low), cell(high)) for name, low, high in moved),
        )
    if each.helps:
        yield Heading(_("Hva som hjelper før %(year)s", year=each.summary.earliest_year), level)
        yield Items(
            tuple(
                Item(
                    _(
                        "%(what)s: %(amount)s årsverk i %(year)s",
                        what=name,
                        amount=amount(fte),
                        year=year,
                    )
                )
                for name, fte, year in each.helps[:helps]
            )
        )
    if each.costs:
        yield Heading(_("Hva forsinkelser koster"), level)
        yield Items(
            tuple(
                Item(f"{row.term}: {plain(row.cost)}", row.note) for row in each.costs[: helps + 1]
            )
        )
    yield Paragraph(each.certainty, is_note=True)


def _years(each: FieldReport) -> Iterator[Block]:
    yield Heading(_("År for år"))
    yield Table(
        headings=(
            _("År"),
            _("Spesialister"),
            _("Behov"),
            _("Mangler"),
            _("Sjanse for full dekning"),
        ),
        widths=(1, 2, 2, 2, 2),
        rows=tuple(
            (
                cell(str(row.year)),
                cell(_middle(row.supply, each.few)),
                cell(_middle(row.needed, each.few)),
                cell(_middle(row.gap, each.few)),
                cell(words.chance_words(row.chance, each.few)),
            )
            for row in each.years
        ),
    )


def _middle(values: tuple[float, float, float], few: bool) -> str:
    return tenth(round(values[1]) if few else values[1])


def _inputs(report: Report) -> Table:
    return Table(
        headings=(_("Forutsetning"), _("Hvor den er fra")),
        widths=(2, 5),
        rows=tuple((cell(name), cell(text)) for name, text in inputs_together(report.fields)),
    )


def _sources(report: Report) -> Items:
    return Items(
        tuple(
            Item(
                each.title,
                " · ".join(
                    part
                    for part in (page_day(each.page_date) or _("uten dato"), each.address)
                    if part
                ),
            )
            for each in report.sources
        )
    )
