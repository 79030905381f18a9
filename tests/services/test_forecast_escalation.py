"""Opptrapping: each sentence is made from the figures, and the unknown stays unknown."""

import pytest
from sqlmodel import Session, select

from app.db.tables import Lis1FigureRow, Organisation
from app.services import forecast_escalation as service
from app.services.forecast_escalation_words import few, reason_of, sentence_of
from app.services.knowledge import load_bundle
from app.store import escalation as store
from app.store.regions import load_regions
from pathways.types.knowledge import FactStatus
from tests.support.doctors import add_doctor
from tests.support.lis1_world import make_intake


def page_of(session: Session, key: str = "helse-nord") -> service.EscalationPage:
    region = next(each for each in load_regions(session, None) if each.key == key)
    return service.load_page(session, region, load_bundle(session), is_demo=False)


def test_the_page_says_how_the_country_and_the_region_stand(session: Session) -> None:
    page = page_of(session)

    assert page.sentence == (
        "Landet hadde *1\u202f185* LIS1-plasser i 2024, 35 over målet på 1\u202f150."
    )
    assert page.reason == (
        "Målet for Helse Nord RHF var 208 i året, 18 prosent av landets."
        " To av fire foretak har publisert hvor mange de har: 92 i året."
        " For ALIS finner vi ikke noe tallfestet mål."
    )
    assert {row.name: row.number for row in page.trusts} == {
        "Finnmarkssykehuset HF": "32",
        "Helgelandssykehuset HF": "ukjent",
        "Nordlandssykehuset HF": "60",
        "Universitetssykehuset Nord-Norge HF": "ukjent",
    }


def test_every_published_figure_has_its_source(session: Session) -> None:
    page = page_of(session)
    rows = page.lis1 + page.alis

    assert all(row.source for row in rows)
    assert {row.doubt for row in rows if row.number == "ukjent"} == {"uavklart"}
    assert ("2023", "1\u202f150", "1\u202f162") in page.by_year
    assert ("2021", "1\u202f038", "ukjent") in page.by_year


def test_another_region_sees_the_country_and_none_of_the_norths_figures(session: Session) -> None:
    page = page_of(session, "helse-vest")

    assert "Vi finner ikke noe eget mål for Helse Vest RHF." in page.reason
    assert {row.where for row in page.lis1} == {"Hele landet"}


@pytest.mark.parametrize(
    ("counted", "said"),
    [
        ((2024, 1150), "akkurat så mange som målet"),
        ((2024, 1148), "to under målet på 1\u202f150"),
        (None, "Vi finner ikke tall"),
    ],
)
def test_the_sentence_follows_the_number(counted: tuple[int, int] | None, said: str) -> None:
    standing = service.Standing("Helse Vest RHF", counted, 1150, None, None, 0, 4, 900)
    assert said in sentence_of(standing)


def test_the_reason_tells_what_all_trusts_have_and_what_none_has() -> None:
    everybody = service.Standing("Helse Vest RHF", None, None, 100, 90, 4, 4, 900)
    nobody = service.Standing("Helse Vest RHF", None, None, None, None, 0, 4, None)

    assert reason_of(everybody) == (
        "Målet for Helse Vest RHF var 100 i året."
        " Foretakene har publisert 90 plasser i året. For ALIS er målet 900."
    )
    assert "Ingen av foretakene har publisert" in reason_of(nobody)


def test_few_doctors_are_told_in_words() -> None:
    assert [few(number) for number in (0, 1, 4, 5)] == ["0", "under fem", "under fem", "5"]


def figure(intake: str, posts: int | None, measure: str = "per intake") -> Lis1FigureRow:
    return Lis1FigureRow(
        key=intake,
        position=1,
        intake=intake,
        organisation="nordlandssykehuset",
        posts=posts,
        measure=measure,
        source_key="src-023",
        status=FactStatus.CONFIRMED,
    )


@pytest.mark.parametrize(
    ("rows", "a_year"),
    [
        ([("spring (recurring)", 30), ("autumn (recurring)", 28)], 58),
        ([("spring (recurring)", 30)], None),
        ([("recurring", 20)], 40),
        ([("recurring", None)], None),
        ([("2021-autumn", 20)], None),
        ([], None),
    ],
)
def test_two_intakes_make_a_year(rows: list[tuple[str, int | None]], a_year: int | None) -> None:
    trust = store.Trust("x", tuple(figure(*row) for row in rows))
    assert service.a_year(trust) == a_year


def test_both_intakes_together_are_not_doubled() -> None:
    trust = store.Trust("x", (figure("recurring", 32, "in total (two intakes)"),))
    assert service.a_year(trust) == 32


def test_open_places_of_intakes_here_are_counted_by_year(session: Session) -> None:
    world = make_intake(session)

    found = store.load_seats(session, {world.organisation_id})

    assert [(each.year, each.places, each.is_demo) for each in found] == [(2027, 4, False)]
    assert store.load_seats(session, set()) == ()


def test_doctors_in_a_municipality_of_the_region_are_counted(session: Session) -> None:
    bodo = session.exec(select(Organisation.id).where(Organisation.key == "bodo-kommune")).one()
    for number, (stage, code) in enumerate(
        [("part3:ALM", "ALM")] * 6 + [("lis1_municipality", "ALM"), ("part3:VOP", "VOP")]
    ):
        row = add_doctor(session, f"kari-{number}")
        row.stage_key, row.specialty_code, row.organisation_id = stage, code, bodo

    here = {row.what: row.number for row in page_of(session).here}

    assert here == {
        "Leger i LIS1 i dag": "under fem",
        "Leger i spesialisering i allmennmedisin i dag": "6",
    }
