"""Leger: expected dates, filters, sorting, pages and the file; and Oversikt from the same dates."""

import csv
import io
import re
from collections.abc import Callable, Iterator
from datetime import date
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import Session, col, select

from app.db.tables import Person, ServiceRecord
from app.services import coordinator_start
from app.services.expected_dates import ExpectedDates
from app.services.my_pathway import load_reckoning
from app.store import record_batches
from app.store.trainees import ReachFilter
from tests.support.people import INGRID, KJERSTI, MARTE

SignIn = Callable[[FlaskClient, str], None]
TODAY = date(2026, 11, 23)


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    with app.extensions["legelop"].database.session() as opened:
        yield opened


@pytest.fixture
def coordinator(client: FlaskClient, sign_in: SignIn) -> FlaskClient:
    sign_in(client, MARTE)
    return client


def sentence(page: str) -> str:
    found = re.search(r'<p class="answer-sentence">(.*?)</p>', page, re.DOTALL)
    assert found
    return unescape(re.sub(r"<[^>]+>", "", found.group(1)))


def cells(page: str, label: str) -> list[str]:
    """What stands in one column, as text without its note."""
    found = re.findall(rf'<td data-label="{label}"[^>]*>(.*?)</td>', page, re.DOTALL)
    without_notes = [re.sub(r'<span class="cell-note">.*?</span>', "", one) for one in found]
    return [unescape(re.sub(r"<[^>]+>", "", one)).strip() for one in without_notes]


def everybody(client: FlaskClient, query: str) -> list[str]:
    """All pages of a list put together, as public ids."""
    found: list[str] = []
    for number in range(1, 10):
        page = client.get(f"/leger?{query}&side={number}").text
        found += re.findall(r"/leger/([^/]+)/vei", page)
        if 'rel="next"' not in page:
            return found
    raise AssertionError("the list has no end")


def first_day(text: str) -> date | None:
    found = re.search(r"(\d\d)\.(\d\d)\.(\d{4})", text)
    return date(int(found[3]), int(found[2]), int(found[1])) if found else None


# The dates


def test_the_list_says_the_same_day_as_min_vei_for_everybody(app: Flask, session: Session) -> None:
    with app.test_request_context():
        filed = record_batches.load_within(session, ReachFilter(everybody=True))
        dates = ExpectedDates(session, filed, TODAY)
        different = []
        for one in filed[::6]:
            person = one.record.person
            reckoning = load_reckoning(session, person, today=TODAY)
            assert reckoning is not None
            short, whole = dates.of(person).projection, reckoning.projection
            said = (short.certainty, short.expected, short.expected_latest, short.best)
            full = (whole.certainty, whole.expected, whole.expected_latest, whole.best)
            if said != full or short.chain != whole.chain or short.deciding != whole.deciding:
                different.append(person)
        assert different == []


def test_a_changed_record_changes_the_day_at_once(
    coordinator: FlaskClient, session: Session
) -> None:
    """What is kept between requests is kept by value, so it cannot be stale."""
    before = cells(coordinator.get("/leger?sok=ingrid+solbakken").text, "Godkjent")
    booked = session.exec(
        select(ServiceRecord)
        .join(Person, col(Person.id) == col(ServiceRecord.person_id))
        .where(Person.public_id == INGRID)
        .order_by(col(ServiceRecord.starts_on).desc())
    ).first()
    assert booked is not None and booked.ends_on == date(2029, 2, 28)
    booked.starts_on, booked.ends_on = date(2028, 11, 1), date(2029, 4, 30)
    session.commit()
    after = cells(coordinator.get("/leger?sok=ingrid+solbakken").text, "Godkjent")
    assert (before, after) == (["28.02.2029"], ["30.04.2029"])


# Sorting, filters and pages


@pytest.mark.parametrize("direction", ["", "-"])
def test_sorting_by_day_sorts_all_pages_and_puts_the_unknown_last(
    coordinator: FlaskClient, direction: str
) -> None:
    days = []
    for number in range(1, 10):
        page = coordinator.get(f"/leger?sorter={direction}dato&side={number}").text
        days += [first_day(text) for text in cells(page, "Godkjent")]
        if 'rel="next"' not in page:
            break
    known = [day for day in days if day is not None]
    assert len(known) > 100
    assert known == sorted(known, reverse=bool(direction))
    assert days[: len(known)] == known


def test_sorting_by_days_to_win_starts_with_the_most(coordinator: FlaskClient) -> None:
    page = coordinator.get("/leger?sorter=-vinn").text
    assert 'aria-sort="descending"' in page
    shown = [int(text.split()[0]) for text in cells(page, "Kan vinnes") if text != "–"]
    assert shown and shown == sorted(shown, reverse=True)


def test_every_order_holds_the_same_doctors(coordinator: FlaskClient) -> None:
    by_name = everybody(coordinator, "sorter=navn")
    assert len(by_name) == len(set(by_name)) > 100
    assert everybody(coordinator, "sorter=-navn") == by_name[::-1]
    for order in ("dato", "-dato", "vinn", "-vinn"):
        assert sorted(everybody(coordinator, f"sorter={order}")) == sorted(by_name)


def test_the_year_leaves_those_whose_day_is_in_it(coordinator: FlaskClient) -> None:
    page = coordinator.get("/leger?ferdig=2029&sorter=dato").text
    days = [first_day(text) for text in cells(page, "Godkjent")]
    assert days and {day.year for day in days if day} == {2029}
    assert "LIS1 ferdig" not in page
    numbers = re.findall(r"\d+", sentence(page))
    assert int(numbers[0]) == len(days)
    assert "2029" in sentence(page)
    assert days[0] is not None and f"{days[0].day}." in sentence(page)


def test_unsure_dates_can_be_listed_alone(coordinator: FlaskClient) -> None:
    page = coordinator.get("/leger?dato=usikker").text
    shown = cells(page, "Godkjent")
    assert shown
    assert all(
        text.startswith("Tidligst") or "–" in text or text.startswith("Ukjent") for text in shown
    )


def test_sorting_and_pages_keep_what_is_chosen(coordinator: FlaskClient) -> None:
    page = unescape(coordinator.get("/leger?steg=part3&sorter=dato").text)
    following = re.search(r'href="([^"]*)" rel="next"', page)
    assert following and "steg=part3" in following.group(1) and "sorter=dato" in following.group(1)
    heads = re.findall(r'class="sort-link" href="([^"]*)"', page)
    assert len(heads) == 3 and all("steg=part3" in one and "side=" not in one for one in heads)
    assert "sorter=-dato" in heads[1]
    assert '<input type="hidden" name="sorter" value="dato">' in page


@pytest.mark.parametrize(
    "query",
    [
        "ferdig=x",
        "ferdig=99999999999",
        "ferdig=-1",
        "ferdig=0",
        "sorter=--dato",
        "sorter=tull",
        "dato=%00",
        "side=99999999999999999999",
        "mangler=alt",
        "fag=" + "X" * 500,
    ],
)
def test_what_cannot_be_read_does_no_harm(coordinator: FlaskClient, query: str) -> None:
    assert coordinator.get(f"/leger?{query}").status_code == 200
    assert coordinator.get(f"/leger/eksport?{query}").status_code == 200


def test_a_page_beyond_the_last_is_the_last(coordinator: FlaskClient) -> None:
    last = coordinator.get("/leger?side=999").text
    assert cells(last, "Godkjent")
    assert 'rel="next"' not in last


def test_htmx_gets_the_list_alone(coordinator: FlaskClient) -> None:
    part = coordinator.get(
        "/leger?ferdig=2029", headers={"HX-Request": "true", "HX-Target": "legeliste"}
    ).text
    assert part.lstrip().startswith('<div id="legeliste"')
    assert "<html" not in part


# Too many doctors


@pytest.fixture
def few_dated(app: Flask) -> None:
    home = app.extensions["legelop"]
    home.settings.dated_list_limit = 10


def test_with_too_many_doctors_nothing_is_sorted_by_date_and_the_page_says_so(
    few_dated: None, coordinator: FlaskClient
) -> None:
    plain = coordinator.get("/leger").text
    asked = coordinator.get("/leger?sorter=-dato&ferdig=2027").text
    assert "inntil 10 om gangen" in plain
    assert "valgene av dato er ikke brukt" in asked
    assert "aria-sort" in plain and "sorter=dato" not in unescape(plain)
    assert re.findall(r"/leger/([^/]+)/vei", asked) == re.findall(r"/leger/([^/]+)/vei", plain)
    assert len(cells(plain, "Godkjent")) == 50
    assert "eksport" not in plain
    assert coordinator.get("/leger/eksport").status_code == 422


def test_a_narrower_choice_brings_the_dates_back(few_dated: None, coordinator: FlaskClient) -> None:
    page = coordinator.get("/leger?sok=solbakken&sorter=dato").text
    assert "om gangen" not in page
    assert 'aria-sort="ascending"' in page


def test_the_start_page_says_so_too(few_dated: None, coordinator: FlaskClient) -> None:
    page = coordinator.get("/oversikt").text
    assert "inntil 10 leger om gangen" in page
    assert "mangler veileder" in sentence(page)


# The file


def test_the_file_holds_everybody_that_is_chosen(coordinator: FlaskClient) -> None:
    response = coordinator.get("/leger/eksport?ferdig=2029&sorter=dato")
    assert response.mimetype == "text/csv"
    rows = list(csv.reader(io.StringIO(response.text.removeprefix("\ufeff")), delimiter=";"))
    assert rows[0][0] == "Lege" and rows[0][4] == "Kan bli godkjent"
    listed = everybody(coordinator, "ferdig=2029")
    assert len(rows) - 1 == len(listed)
    ingrid = next(row for row in rows if row[0] == "Ingrid Solbakken")
    assert ingrid[4:7] == ["28.02.2029", "", "13.01.2029"]


def test_a_name_that_looks_like_a_formula_is_made_harmless(
    coordinator: FlaskClient, session: Session
) -> None:
    person = session.exec(select(Person).where(Person.public_id == INGRID)).one()
    person.given_name = "=HYPERLINK(1)"
    session.commit()
    text = coordinator.get("/leger/eksport?sok=solbakken").text
    assert "'=HYPERLINK(1) Solbakken" in text


def test_the_file_is_for_coordinators(client: FlaskClient, sign_in: SignIn) -> None:
    sign_in(client, KJERSTI)
    assert client.get("/leger/eksport").status_code in (302, 403)


# Oversikt


def test_the_start_page_opens_with_a_day_and_at_most_five_things(
    coordinator: FlaskClient,
) -> None:
    page = coordinator.get("/oversikt").text
    assert re.search(r"\d{1,2}\. \w+ 20\d\d", sentence(page))
    steps = re.findall(r'class="step-number"', page)
    assert 1 <= len(steps) <= coordinator_start.MOST_WAITING
    assert page.count("Utpek veileder for") >= 1
    assert page.count("Lag utdanningsplan for") >= 1
    assert page.count("Finn plass på") >= 1


def test_the_start_page_says_what_the_list_says(coordinator: FlaskClient) -> None:
    start, listed = coordinator.get("/oversikt").text, coordinator.get("/leger").text
    assert sentence(listed) in unescape(re.sub(r"<[^>]+>", "", start))


def test_the_picker_promises_the_sentence_that_the_page_shows(coordinator: FlaskClient) -> None:
    promised = unescape(re.sub(r"<[^>]+>", "", coordinator.get("/demo").text))
    assert sentence(coordinator.get("/oversikt").text) in promised
