"""Coverage by hospital: rotas, breadth and generalists; nobody is pointed out."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlmodel import Session

from app.exchange.project_files import plain
from app.services import forecast_hospitals as service
from app.services import forecast_hospitals_words as words
from app.services.forecast_hospitals_values import Hospital, measure
from app.services.knowledge import load_bundle
from app.store.forecast_data import PostsRow, StockRow
from app.store.regions import load_regions
from pathways.forecast.coverage import AgeBand
from pathways.forecast.types import Ages, Exits, Sex
from tests.support.forecast_stored import store_run
from tests.support.staff_rows import add_hospitals

EXITS = Exits(Ages(59, (0.0, 0.5)), Ages(59, (0.0, 0.5)))
"""Half of those of sixty and above go each year."""
BODO, LOFOTEN = (1, "bodo", "Bodø"), (2, "lofoten", "Lofoten")
NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


def stock(code: str, place: int, age: int, persons: int, second: str | None = None) -> StockRow:
    return StockRow(code, place, Sex.WOMAN, age, persons, 100.0, second)


def posts(code: str, place: int, minimum: int | None) -> PostsRow:
    return PostsRow(code, place, 0, 0, 0, minimum, None, None)


def one(*rows: StockRow, wanted: tuple[PostsRow, ...] = ()) -> Hospital:
    (found,) = measure([BODO], rows, wanted, {"VOP": EXITS, "KIR": EXITS})
    return found


def test_breadth_counts_those_who_hold_a_specialty_as_their_second() -> None:
    found = one(stock("GAS", 1, 45, 1, "KIR"), stock("KIR", 1, 45, 1), stock("VOP", 1, 45, 3))

    assert (found.persons, found.breadth(1), found.breadth(2)) == (5, 3, 2)
    assert [each.code for each in found.thin] == ["GAS", "KIR"]
    assert [each.code for each in found.generalists(["KIR", "MED"])] == ["KIR"]


def test_a_second_specialty_does_not_fill_its_rota() -> None:
    found = one(stock("GAS", 1, 45, 6, "KIR"), stock("KIR", 1, 45, 5), wanted=(posts("KIR", 1, 6),))
    assert (found.staffed, len(found.rotas)) == (0, 1)


def test_a_rota_with_old_people_falls_under_and_one_with_young_does_not() -> None:
    old = one(stock("VOP", 1, 62, 6), wanted=(posts("VOP", 1, 4),))
    young = one(stock("VOP", 1, 40, 6), wanted=(posts("VOP", 1, 4),))

    assert [each.code for each in old.falling(5)] == ["VOP"]
    assert words.chance(old.fields[0], 5) == "flere enn 9 av 10 forløp"
    assert words.chance(one(stock("VOP", 1, 62, 6)).fields[0], 5) == "–"
    assert (old.staffed, old.staffed_after(5)) == (1, 0)
    assert not young.falling(5) and young.staffed_after(10) == 1


def test_a_rota_that_is_under_today_does_not_fall() -> None:
    found = one(stock("VOP", 1, 62, 3), wanted=(posts("VOP", 1, 4),))
    assert found.staffed == 0 and not found.falling(5)
    assert words.chance(found.fields[0], 5) == "under i dag"


def test_ages_of_few_people_are_not_used() -> None:
    rest = stock("VOP", 2, 40, 40)
    wanted = (posts("VOP", 1, 3),)
    old, young = (
        measure([BODO], [stock("VOP", 1, age, 4), rest], wanted, {"VOP": EXITS})[0]
        for age in (66, 40)
    )
    of_old, of_young = (each.fields[0].after(10) for each in (old, young))

    assert of_old is not None and of_young is not None
    stays = (40 + 4 * 0.5**10) / 44
    assert of_old.below == pytest.approx(1 - stays**4 - 4 * (1 - stays) * stays**3)
    assert of_young.below == 0
    assert words.expected(old.fields[0], 10) == "under fem"
    assert old.bands == ()


def test_an_unknown_curve_leaves_the_future_unknown() -> None:
    (found,) = measure([BODO], [stock("PED", 1, 66, 6)], [posts("PED", 1, 4)], {})

    assert found.staffed_after(5) is None and not found.falling(5)
    assert words.of_rotas(found.staffed_after(5), found) == "ukjent"
    assert words.chance(found.fields[0], 5) == words.expected(found.fields[0], 5) == "ukjent"


def test_places_without_people_or_posts_are_left_out() -> None:
    found = measure([BODO, LOFOTEN], [stock("VOP", 2, 45, 1)], [], {})
    assert [each.name for each in found] == ["Lofoten"]


def test_the_oldest_are_told_of_as_a_group() -> None:
    assert words.oldest((AgeBand(0, 59, 9), AgeBand(60, None, 5))) == "5 er 60 år og over"
    assert words.oldest((AgeBand(0, None, 9),)) == words.oldest(()) == "for få til å vises"
    assert words.band_name(AgeBand(55, 59, 7)) == "55–59 år"
    assert words.band_name(AgeBand(0, 54, 7)) == "under 55 år"


def test_the_sentence_counts_hospitals() -> None:
    old = one(stock("VOP", 1, 62, 6), wanted=(posts("VOP", 1, 4),))
    young = one(stock("VOP", 1, 40, 6), wanted=(posts("VOP", 1, 4),))
    short = one(stock("VOP", 1, 40, 3), wanted=(posts("VOP", 1, 4),))

    assert words.sentence_of([old, young], 2026) == (
        "*Ett* sykehus har fag som trolig faller under vaktkravet innen 2031."
    )
    assert words.sentence_of([old, old, young], 2026).startswith("*To* sykehus har fag")
    assert words.sentence_of([young], 2026) == (
        "*Ingen* sykehus har fag som trolig faller under vaktkravet innen 2031."
    )
    assert words.reason_of([old, short], 2026) == (
        "Vi teller bare dem som er i stilling der i dag, og lar dem slutte etter alder."
        " Ett sykehus har fag som er under i dag. Innen 2036 gjelder det ett."
    )


def test_the_sentence_says_what_is_known_when_less_is() -> None:
    bare = one(stock("VOP", 1, 40, 2))
    unknown = replace(bare, fields=tuple(replace(each, minimum=4, left=()) for each in bare.fields))
    assert words.sentence_of([bare], 2026) == (
        "*Ett* sykehus har fag som hviler på én eller to spesialister."
    )
    assert words.sentence_of([unknown], 2026) == (
        "*Ett* sykehus har fag som er under vaktkravet i dag."
    )


def load(session: Session, *generalists: str, hospital: str = "") -> service.HospitalsPage | None:
    region = next(each for each in load_regions(session, None) if each.key == "helse-nord")
    wanted = service.Wanted(generalists, hospital)
    return service.load_page(session, region, load_bundle(session), wanted)


def test_without_staff_data_there_is_no_page(session: Session) -> None:
    assert load(session) is None


def test_the_newest_data_and_the_curves_of_the_newest_forecast_are_used(session: Session) -> None:
    add_hospitals(session, LONG_AGO, key="old", persons=99)
    withdrawn = add_hospitals(session, datetime(2026, 11, 22, tzinfo=UTC), key="wrong", persons=77)
    withdrawn.withdrawn_at = NOW
    add_hospitals(session, datetime(2026, 11, 1, tzinfo=UTC))
    documents = {"case": {"exits": plain(EXITS)}, "provenance": {}, "result": {}, "summary": {}}
    store_run(session, {"VOP": documents}, finished_at=LONG_AGO)

    page = load(session, hospital="nordlandssykehuset-bodo")

    assert page is not None and page.chosen is not None
    assert (page.curves_of, page.near_year) == (date(2026, 10, 31), 2031)
    assert page.sentence.startswith("*Ett* sykehus har fag som trolig faller")
    bodo, lofoten = page.rows
    assert (bodo.persons, bodo.now, bodo.near) == ("6", "1 av 1", "0 av 1")
    assert bodo.falling == ("Psykiatri",)
    assert (lofoten.persons, lofoten.thin, lofoten.now) == (
        "under fem", ("Generell kirurgi",), "ingen kjente",
    )  # fmt: skip
    (row,) = page.chosen.rows
    assert (row.persons, row.minimum, row.near, row.is_falling) == ("6", "4", "0,2", True)


def test_before_the_first_forecast_the_future_is_unknown(session: Session) -> None:
    add_hospitals(session, NOW)
    page = load(session)
    assert page is not None and page.curves_of is None
    assert page.rows[0].near == "ukjent"


def test_what_counts_as_generalist_is_ours_until_somebody_chooses(session: Session) -> None:
    add_hospitals(session, NOW)

    ours, chosen = load(session), load(session, "KIR", "nothing")

    assert ours is not None and chosen is not None
    assert ours.is_our_choice and ours.rows[0].generalists == "1 av 5"
    assert not chosen.is_our_choice
    assert [row.generalists for row in chosen.rows] == ["0 av 1", "1 av 1"]
    assert chosen.rows[0].missing == ("Generell kirurgi",)
