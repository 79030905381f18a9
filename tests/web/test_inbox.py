"""The inbox: own messages only, read when opened, unread again; settings; the calendar feed."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from icalendar import Calendar
from sqlmodel import select

from app.db.tables import AuditEvent, CalendarLink, Message, Person
from app.services import job_failures, person_settings, reminders
from app.services.message_words import MessageKind
from app.services.messages import tell
from app.services.person_settings import MailGroup, MailRhythm
from tests.support.people import ARVID, INGRID, KJERSTI, MARTE, NORA

SignIn = Callable[[FlaskClient, str], None]
TODAY = date(2026, 11, 23)
SIGNUP = {
    "course": "Grunnkurs",
    "closes_on": date(2026, 12, 8),
    "starts_on": date(2027, 3, 1),
    "ends_on": date(2027, 3, 3),
    "place": "Oslo",
    "moved_days": 91,
}


@pytest.fixture
def ingrid(client: FlaskClient, sign_in: SignIn) -> FlaskClient:
    sign_in(client, INGRID)
    return client


def person_id(app: Flask, public_id: str) -> int:
    with app.extensions["legelop"].database.session() as session:
        found = session.exec(select(Person.id).where(Person.public_id == public_id)).one()
    assert isinstance(found, int)
    return found


def empty(app: Flask) -> None:
    with app.extensions["legelop"].database.session() as session:
        session.execute(sa.delete(Message))
        session.commit()


def tell_signup(app: Flask, public_id: str = INGRID, number: int = 1) -> list[str]:
    """Messages about sign-ups to one person, alone in the database; their ids, oldest first."""
    who = person_id(app, public_id)
    with app.extensions["legelop"].database.session() as session:
        session.execute(sa.delete(Message))
        for index in range(number):
            tell(
                session,
                who,
                MessageKind.SIGNUP_CLOSES,
                SIGNUP,
                dedup_key=f"signup:{index}",
                told_on=TODAY,
                now=datetime.now(UTC) + timedelta(minutes=index),
                link="/min-vei",
                act_by=SIGNUP["closes_on"] if index == 0 else None,  # type: ignore[arg-type]
            )
        session.commit()
        return list(session.exec(select(Message.public_id).order_by(Message.id)))  # type: ignore[arg-type]


def text(client: FlaskClient, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.text)).replace(" .", ".")


def test_the_headline_says_how_many_are_unread_and_what_comes_first(
    app: Flask, ingrid: FlaskClient
) -> None:
    tell_signup(app, number=3)
    page = text(ingrid, "/innboks")
    assert "Du har tre uleste meldinger. Én trenger svar innen 8. desember" in page
    assert "Melder du deg ikke på, flytter datoen din seg 91 dager" in page
    assert "Innboks 3 uleste" in page


@pytest.mark.parametrize(
    "address",
    [
        reminders.COURSES_PAGE,
        reminders.TALKS_PAGE,
        reminders.PATHWAY_PAGE,
        job_failures.JOBS_PAGE,
        f"/leger/{INGRID}/vei",
        f"/veiledning/leger/{INGRID}/samtaler",
    ],
)
def test_the_addresses_in_messages_are_pages(app: Flask, address: str) -> None:
    with app.test_request_context():
        app.url_map.bind("localhost").match(address)


def test_an_empty_inbox_says_so(app: Flask, ingrid: FlaskClient) -> None:
    empty(app)
    page = text(ingrid, "/innboks")
    assert "Ingen meldinger." in page
    assert "Merk alle som lest" not in page


def test_the_list_alone_reads_nothing_and_opening_reads_one(
    app: Flask, ingrid: FlaskClient
) -> None:
    first, second = tell_signup(app, number=2)
    assert "Innboks 2 uleste" in text(ingrid, "/innboks")
    assert "Innboks 1 uleste" in text(ingrid, f"/innboks/{first}")
    assert "Innboks 1 uleste" in text(ingrid, f"/innboks/{first}")
    page = text(ingrid, f"/innboks/{second}")
    assert "Du har lest alle meldingene dine" in page
    assert "uleste" not in page


@pytest.mark.parametrize(
    "headers", [{"Sec-Purpose": "prefetch;prerender"}, {"Purpose": "prefetch"}]
)
def test_fetching_ahead_reads_nothing(
    app: Flask, ingrid: FlaskClient, headers: dict[str, str]
) -> None:
    (one,) = tell_signup(app)
    assert ingrid.get(f"/innboks/{one}", headers=headers).status_code == 200
    assert ingrid.head(f"/innboks/{one}").status_code == 200
    assert "Du har én ulest melding" in text(ingrid, "/innboks")


def test_a_message_can_be_unread_again_and_all_can_be_read(app: Flask, ingrid: FlaskClient) -> None:
    first, _second = tell_signup(app, number=2)
    ingrid.get(f"/innboks/{first}")
    assert ingrid.post(f"/innboks/{first}/ulest").status_code == 303
    assert "Innboks 2 uleste" in text(ingrid, "/innboks")
    ingrid.post("/innboks/les-alle")
    page = text(ingrid, "/innboks")
    assert "2 meldinger er merket som lest" in page
    assert "Du har lest alle meldingene dine" in page


def test_a_letter_links_to_where_something_can_be_done(app: Flask, ingrid: FlaskClient) -> None:
    (one,) = tell_signup(app)
    page = ingrid.get(f"/innboks/{one}").text
    assert re.search(r'<a class="ds-button compact" href="/min-vei">Meld deg på</a>', page)


@pytest.mark.parametrize("who", [NORA, KJERSTI, MARTE, ARVID])
def test_nobody_reads_or_changes_anothers_messages(
    app: Flask, client: FlaskClient, sign_in: SignIn, who: str
) -> None:
    (one,) = tell_signup(app, INGRID)
    sign_in(client, who)
    assert client.get(f"/innboks/{one}").status_code == 404
    client.post(f"/innboks/{one}/ulest")
    client.post("/innboks/les-alle")
    assert "Grunnkurs" not in client.get("/innboks").text
    with app.extensions["legelop"].database.session() as session:
        assert session.exec(select(Message.read_at)).one() is None


def test_every_side_has_the_inbox_in_its_header(
    app: Flask, client: FlaskClient, sign_in: SignIn
) -> None:
    for who in (INGRID, KJERSTI, MARTE, ARVID):
        tell_signup(app, who)
        sign_in(client, who)
        assert "1<span" in client.get("/innboks/innstillinger").text


def test_a_long_inbox_has_pages(app: Flask, ingrid: FlaskClient) -> None:
    tell_signup(app, number=51)
    assert "Side 1 av 2" in text(ingrid, "/innboks")
    assert ingrid.get("/innboks?side=2").text.count('class="told"') == 1
    assert ingrid.get("/innboks?side=99").status_code == 200


def settings_of(app: Flask) -> person_settings.PersonSettings:
    who = person_id(app, INGRID)
    with app.extensions["legelop"].database.session() as session:
        return person_settings.load(session, who)


def test_choices_are_kept_and_written_to_the_audit_trail(app: Flask, ingrid: FlaskClient) -> None:
    sent = {"rhythm": "weekly", "days": "30", "om-courses": "1"}
    assert ingrid.post("/innboks/innstillinger", data=sent).status_code == 303
    chosen = settings_of(app)
    assert (chosen.rhythm, chosen.reminder_days) == (MailRhythm.WEEKLY, 30)
    # What was not on her page is as it was.
    assert chosen.groups == {MailGroup.COURSES, MailGroup.FORECAST, MailGroup.OPERATION}
    with app.extensions["legelop"].database.session() as session:
        actions = session.exec(select(AuditEvent.action)).all()
    assert actions.count("settings.changed") == 1
    assert (
        "Ingenting var endret"
        in ingrid.post("/innboks/innstillinger", data=sent, follow_redirects=True).text
    )


@pytest.mark.parametrize("days", ["", "0", "91", "-3", "ti", "1.5", "٣"])
def test_wrong_days_are_told_and_the_input_is_kept(
    app: Flask, ingrid: FlaskClient, days: str
) -> None:
    response = ingrid.post("/innboks/innstillinger", data={"rhythm": "never", "days": days})
    assert response.status_code == 422
    assert "Skriv et helt tall fra 1 til 90." in response.text
    assert 'value="never" selected' in response.text
    assert settings_of(app).rhythm is MailRhythm.DAILY


def test_a_made_up_rhythm_is_refused(app: Flask, ingrid: FlaskClient) -> None:
    response = ingrid.post("/innboks/innstillinger", data={"rhythm": "hourly", "days": "14"})
    assert response.status_code == 422
    assert settings_of(app).rhythm is MailRhythm.DAILY


def test_without_a_mail_server_the_page_says_that_no_mail_is_sent(ingrid: FlaskClient) -> None:
    assert "Legeløp sender ikke e-post ennå." in text(ingrid, "/innboks/innstillinger")


def made_address(client: FlaskClient) -> str:
    found = re.search(
        r"http://localhost(/kalender/[\w-]+\.ics)", client.post("/innboks/kalender").text
    )
    assert found is not None
    return found[1]


def test_the_calendar_address_is_shown_once_and_only_its_hash_is_kept(
    app: Flask, ingrid: FlaskClient
) -> None:
    address = made_address(ingrid)
    assert address not in ingrid.get("/innboks/innstillinger").text
    with app.extensions["legelop"].database.session() as session:
        (link,) = session.exec(select(CalendarLink)).all()
    assert link.token_hash not in address


def test_the_feed_opens_without_signing_in_and_names_no_leave(
    app: Flask, ingrid: FlaskClient
) -> None:
    address = made_address(ingrid)
    response = app.test_client().get(address)
    assert response.mimetype == "text/calendar"
    calendar = Calendar.from_ical(response.data)
    assert calendar["X-WR-CALNAME"] == "Legeløp"
    assert calendar.walk("VEVENT")
    for word in ("permisjon", "leave", "forsink", "delay"):
        assert word not in response.text.lower()


def test_a_new_address_closes_the_old_one_and_a_revoked_one_opens_nothing(
    app: Flask, ingrid: FlaskClient
) -> None:
    stranger = app.test_client()
    first, second = made_address(ingrid), made_address(ingrid)
    assert (stranger.get(first).status_code, stranger.get(second).status_code) == (404, 200)
    ingrid.post("/innboks/kalender/slett")
    assert stranger.get(second).status_code == 404
    assert stranger.get("/kalender/made-up.ics").status_code == 404
    page = ingrid.post("/innboks/kalender/slett", follow_redirects=True).text
    assert "Du har ingen kalenderadresse." in page


def test_the_page_says_when_the_calendar_was_last_read(app: Flask, ingrid: FlaskClient) -> None:
    address = made_address(ingrid)
    assert "Den er ikke brukt ennå" in text(ingrid, "/innboks/innstillinger")
    app.test_client().get(address)
    assert "Sist lest" in text(ingrid, "/innboks/innstillinger")
