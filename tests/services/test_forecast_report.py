"""The report: told from what a run has stored, as PDF and as workbook."""

import io
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

import pytest
from python_calamine import load_workbook
from sqlmodel import Session

from app.exchange.forecast_sheet import Column, Sheet, write_workbook
from app.exchange.pdf import write_pdf
from app.services import forecast_board
from app.services import forecast_report as service
from app.services import forecast_report_words as words
from app.services.forecast_report_pdf import report_document
from app.services.forecast_report_sheet import report_workbook
from app.services.knowledge import load_bundle
from app.services.pdf_frame import Made
from app.store.regions import Region, load_regions
from tests.support.forecast_stored import FINISHED, small, store_run
from tests.support.pdf_reader import ReadPdf, read_pdf

MADE = Made(datetime(2026, 11, 23, 8, tzinfo=UTC), date(2026, 11, 23), 1, is_demo=False)


@cache
def fields() -> dict[str, Any]:
    """Too few, enough, and so few that they are whole persons."""
    return {"VOP": small("VOP"), "RAD": small("RAD", 0), "THO": small("THO", 1, 3)}


def north(session: Session) -> Region:
    return next(each for each in load_regions(session, None) if each.key == "helse-nord")


def load(session: Session, **wanted: Any) -> service.Report | None:
    return service.load_report(
        session, north(session), load_bundle(session), service.Wanted(**wanted)
    )


def report_of(session: Session, **wanted: Any) -> service.Report:
    store_run(session, fields())
    found = load(session, **wanted)
    assert found is not None
    return found


def printed(report: service.Report) -> ReadPdf:
    return read_pdf(write_pdf(report_document(report, MADE)))


def test_without_a_forecast_there_is_no_report(session: Session) -> None:
    assert load(session) is None
    store_run(session, fields())
    assert load(session, year=2040) is None
    assert load(session, code="PED") is None
    assert load(session, scenario="scenario-none") is None


def test_the_newest_run_of_what_is_asked_for_is_told(session: Session) -> None:
    store_run(session, {"VOP": fields()["VOP"]}, key="old", finished_at=FINISHED.replace(day=1))
    store_run(session, {"VOP": fields()["VOP"]}, key="other", scenario="Flere", finished_at=MADE.at)
    report = report_of(session)

    assert report.run.public_id == "run"
    other = load(session, scenario="scenario-Flere")
    assert other is not None and other.run.public_id == "other"
    assert ("Scenario", "Flere, versjon 3") in words.facts_of(other)


def test_those_with_the_smallest_chance_come_first(session: Session) -> None:
    report = report_of(session)
    chances = [each.summary.chance for each in report.fields]
    assert chances == sorted(chances) and len(chances) == 3
    assert {each.code for each in report.fields} == {"VOP", "RAD", "THO"}
    assert [each.few for each in report.fields if each.code == "THO"] == [True]


def test_a_region_is_told_as_on_the_board(session: Session) -> None:
    report = report_of(session)
    board = forecast_board.opening_of(session, north(session))
    assert words.opening_of(report) == board
    assert f"{report.fields[0].name} mangler" in board.sentence


def test_the_document_tells_the_answer_the_board_and_what_it_rests_on(session: Session) -> None:
    report = report_of(session)
    pdf = printed(report)

    assert (pdf.claims_ua and pdf.language == "nb-NO") or pdf.language == "nb"
    assert pdf.title == "Framskriving av legespesialister"
    for each in report.fields:
        assert each.name in pdf.text
        assert words.span_words(each) in pdf.text
    assert "Vår antakelse" in pdf.text and "Regionens egne tall, 31.10.2026" in pdf.text
    assert "Statistics Norway, table 07459" in pdf.text
    assert "1.2.3" in pdf.text and "ab" * 32 in pdf.text
    assert "Demo" not in pdf.text


def test_one_specialty_is_told_year_by_year(session: Session) -> None:
    report = report_of(session, code="VOP")
    pdf = printed(report)

    assert pdf.title == "Framskriving: Psykiatri"
    sentence = report.fields[0].opening.sentence.replace("*", "")
    assert " ".join(sentence.split()) in pdf.text
    assert "2041" in pdf.text and "År for år" in pdf.text
    assert "1,5 spesialistår fram til 2036" in pdf.text


def test_few_specialists_are_told_as_whole_persons_without_per_cent(session: Session) -> None:
    report = report_of(session, code="THO")
    (each,) = report.fields
    assert "%" not in words.chance_words(each.summary.chance, each.few)
    assert "," not in words.span_words(each) + words.gap_words(each)


def rows_of(data: bytes) -> dict[str, list[list[Any]]]:
    book = load_workbook(io.BytesIO(data))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def test_the_workbook_has_every_number_as_a_number(session: Session) -> None:
    report = report_of(session)
    sheets = rows_of(report_workbook(report))

    assert list(sheets) == ["Fag", "År for år", "Råd", "Forutsetninger", "Kilder"]
    first = report.fields[0]
    row = next(each for each in sheets["Fag"] if each[0] == first.code)
    assert row[4] == pytest.approx(first.gap.middle, abs=0.05)
    assert row[7] == pytest.approx(first.summary.chance, abs=0.0005)
    years = [each for each in sheets["År for år"] if each[0] == "VOP"]
    assert [int(each[2]) for each in years] == list(range(2026, 2042))
    assert {each[2] for each in sheets["Råd"] if each[0] == "VOP"} == {
        "Inntak", "Tiltak", "Flytter svaret", "Forsinkelser",
    }  # fmt: skip
    assert ["VOP", "Psykiatri", "Annen endring av behovet", "Vår antakelse", "antakelse"] in (
        sheets["Forutsetninger"]
    )
    assert any("https://www.ssb.no" in str(each[1]) for each in sheets["Kilder"])


def test_few_specialists_are_whole_numbers_in_the_workbook(session: Session) -> None:
    sheets = rows_of(report_workbook(report_of(session, code="THO")))
    for row in sheets["År for år"]:
        if row[0] == "THO":
            assert all(float(value).is_integer() for value in row[3:12])
            assert round(row[12] * 10, 6) == round(row[12] * 10)


def test_nothing_in_the_workbook_is_a_formula() -> None:
    sheet = Sheet("Fag", "=1+1", (Column("=2+2"),), (("=3+3",), (None,)))
    assert rows_of(write_workbook([sheet], ["=4+4"]))["Fag"] == [
        ["=1+1"], ["=4+4"], [""], ["=2+2"], ["=3+3"],
    ]  # fmt: skip


def test_a_row_of_another_width_is_refused() -> None:
    with pytest.raises(ValueError, match="zip"):
        write_workbook([Sheet("Fag", "Fag", (Column("a"),), ((1, 2),))], [])
