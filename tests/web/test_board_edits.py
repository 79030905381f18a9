"""Changing a draft on the board: consequence, saving, undoing, conflict, and what is refused."""

import re
from collections.abc import Callable, Iterator
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import select

from app.db.tables import RotationEdit, RotationRun, RotationVersion, VersionState
from tests.support.draft_world import CLINIC, HOME, WARD, DraftWorld, make_draft_world
from tests.support.people import INGRID, KJERSTI, MARTE

SignIn = Callable[[FlaskClient, str], None]
HTMX = {"HX-Request": "true", "HX-Target": "virkning-flytt"}
ANNA = "draft-anna:acute"
MOVE = {"valgt": ANNA, "sett": "0", "til_sted": HOME, "til_maned": "2026-09"}


@pytest.fixture
def world(app: Flask) -> Iterator[DraftWorld]:
    with app.extensions["legelop"].database.session() as session:
        yield make_draft_world(session)


@pytest.fixture
def marte(client: FlaskClient, sign_in: SignIn) -> FlaskClient:
    sign_in(client, MARTE)
    return client


def board(world: DraftWorld, words: str = "") -> str:
    return f"/rotasjonstavle/{world.plan_id}{words}"


def said(text: str) -> str:
    """The words of a page, without its marks."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", text)).split())


def test_the_panel_tells_what_where_when_and_who_locked_it(
    world: DraftWorld, marte: FlaskClient
) -> None:
    world.lock("Anna", "acute", by="Nils")
    page = said(marte.get(board(world, f"?valgt={ANNA}")).text)
    assert "Akuttpsykiatri Døgnpost, 01.09.2026–28.02.2027 (6 md.)" in page
    assert "Låst av Nils Prøve 23.11.2026" in page
    assert "Lås opp" in page


def test_the_consequence_comes_as_a_part_and_saves_nothing(
    world: DraftWorld, marte: FlaskClient
) -> None:
    part = marte.get(board(world, "/sjekk"), query_string={**MOVE, "gjor": "flytt"}, headers=HTMX)
    assert part.status_code == 200
    assert "<html" not in part.text
    text = said(part.text)
    assert "Hvis du flytter" in text
    assert "Døgnpost, september 2026–februar 2027" in text
    assert "Godkjenning, Anna" in text
    assert "Varsel til Anna" in text
    assert ("acute", WARD, 0, 5, False) in world.rows("Anna")


def test_without_a_script_the_consequence_is_a_page_with_the_form_kept(
    world: DraftWorld, marte: FlaskClient
) -> None:
    page = marte.get(board(world, "/sjekk"), query_string={**MOVE, "gjor": "flytt"})
    assert page.status_code == 200
    assert "<html" in page.text
    assert f'<option value="{HOME}" selected>' in page.text
    assert f'action="{board(world)}/flytt"' in page.text


def test_a_saved_edit_is_told_on_the_board_with_a_way_back(
    world: DraftWorld, marte: FlaskClient
) -> None:
    before = world.rows("Anna")
    done = marte.post(board(world, "/flytt"), data=MOVE)
    assert done.status_code == 303
    assert "gjort=1" in done.location and "valgt=draft-anna" in done.location
    assert ("acute", HOME, 0, 5, False) in world.rows("Anna")
    page = said(marte.get(done.location).text)
    assert "Anna Prøve har nå akuttpsykiatri på Poliklinikken, september 2026–februar 2027." in page
    assert "Ingen dato er flyttet." in page
    undone = marte.post(board(world, "/angre"), data={"sett": "1"}, follow_redirects=True)
    assert "Angret: Anna Prøve har nå akuttpsykiatri" in said(undone.text)
    assert world.rows("Anna") == before


def test_an_undo_says_first_what_comes_back(world: DraftWorld, marte: FlaskClient) -> None:
    marte.post(board(world, "/flytt"), data=MOVE)
    page = marte.get(board(world, "/angre?tavle=gruppe%3Dlis23"))
    text = said(page.text)
    assert "Angre det siste som ble gjort?" in text
    assert "Gjort av Marte Lindqvist" in text
    assert (
        "Anna Prøve, akuttpsykiatri: Poliklinikken, september 2026–februar 2027 blir Døgnpost,"
        " september 2026–februar 2027 igjen."
    ) in text
    assert "Hvis du angrer" in text and "Godkjenning, Anna" in text
    assert 'name="sett" value="1"' in page.text
    assert "gruppe=lis23" in page.text
    assert ("acute", HOME, 0, 5, False) in world.rows("Anna")


def test_with_nothing_done_there_is_nothing_to_undo(world: DraftWorld, marte: FlaskClient) -> None:
    answer = marte.get(board(world, "/angre"), follow_redirects=True)
    assert "Det er ingenting å angre." in said(answer.text)
    assert f'{board(world)}/angre"' not in answer.text


def test_a_lock_is_told_with_a_way_back_and_undone(world: DraftWorld, marte: FlaskClient) -> None:
    done = marte.post(board(world, "/las"), data={"valgt": ANNA, "sett": "0"})
    page = marte.get(done.location)
    assert "Anna Prøve er låst til akuttpsykiatri på Døgnpost" in said(page.text)
    notice = page.text.partition('class="edit-done"')[2].partition("board-status")[0]
    assert 'action="' + board(world) + '/angre"' in notice
    back = said(marte.get(board(world, "/angre")).text)
    assert "Akuttpsykiatri for Anna Prøve blir ikke lenger låst." in back
    marte.post(board(world, "/angre"), data={"sett": "1"})
    assert ("acute", WARD, 0, 5, False) in world.rows("Anna")


def test_an_undone_leave_and_an_undone_addition_are_told(
    world: DraftWorld, marte: FlaskClient
) -> None:
    days = {"valgt": "draft-cato:", "perm_fra": "01.03.2028", "perm_til": "31.05.2028"}
    marte.post(board(world, "/permisjon"), data=days)
    assert "Permisjonen 01.03.2028–31.05.2028 for Cato Prøve tas bort." in said(
        marte.get(board(world, "/angre")).text
    )
    data = {"valgt": "draft-cato:psychosis", "til_sted": CLINIC, "til_maned": "2027-09"}
    marte.post(board(world, "/legg-til"), data={**data, "sett": "1"})
    back = said(marte.get(board(world, "/angre")).text)
    assert "Cato Prøve mister psykose: DPS Halden, september 2027–februar 2028." in back


def test_a_placement_is_made_longer_as_far_as_its_block_allows(
    world: DraftWorld, marte: FlaskClient
) -> None:
    panel = marte.get(board(world, f"?valgt={ANNA}")).text
    lengths = panel.partition('name="til_lengde"')[2].partition("</select>")[0]
    assert re.findall(r'value="(\d*)"', lengths) == ["", "7", "8", "9", "10", "11", "12"]
    longer = {**MOVE, "til_sted": WARD, "til_lengde": "9"}
    assert marte.post(board(world, "/flytt"), data=longer).status_code == 303
    assert ("acute", WARD, 0, 8, False) in world.rows("Anna")
    for wrong in ("13", "snart"):
        answer = marte.post(board(world, "/flytt"), data={**longer, "til_lengde": wrong})
        assert answer.status_code == 422
        assert 'id="til_lengde-error"' in answer.text


def test_filters_are_kept_and_nothing_else(world: DraftWorld, marte: FlaskClient) -> None:
    kept = {"tavle": "gruppe=lis23&neste=//ondt.no&versjon=7"}
    done = marte.post(board(world, "/flytt"), data={**MOVE, **kept})
    assert "gruppe=lis23" in done.location
    assert "neste" not in done.location and "versjon" not in done.location


def test_a_locked_placement_is_unlocked_and_moved_in_one(
    world: DraftWorld, marte: FlaskClient
) -> None:
    world.lock("Anna", "acute")
    part = marte.get(board(world, "/sjekk"), query_string={**MOVE, "gjor": "flytt"}, headers=HTMX)
    assert "Lås opp og flytt" in part.text
    assert 'name="laas_opp" value="1"' in part.text
    refused = marte.post(board(world, "/flytt"), data=MOVE)
    assert refused.status_code == 422
    assert "Lås opp først." in said(refused.text)
    assert marte.post(board(world, "/flytt"), data={**MOVE, "laas_opp": "1"}).status_code == 303


@pytest.mark.parametrize(
    ("what", "changes", "field"),
    [
        ("flytt", {"til_sted": "ukjent"}, "til_sted"),
        ("flytt", {"til_maned": "2031-01"}, "til_maned"),
        ("flytt", {"til_maned": "snart"}, "til_maned"),
        ("bytt", {"bytt_med": ""}, "bytt_med"),
        ("bytt", {"bytt_med": ANNA}, "bytt_med"),
        ("del", {"del_fra": "2030-01"}, "del_fra"),
        ("permisjon", {"perm_fra": "1. mai", "perm_til": "01.06.2027"}, "perm_fra"),
        ("permisjon", {"perm_fra": "01.05.2027", "perm_til": "01.04.2027"}, "perm_til"),
    ],
)
def test_what_is_wrong_is_told_at_its_field_and_nothing_is_saved(
    world: DraftWorld, marte: FlaskClient, what: str, changes: dict[str, str], field: str
) -> None:
    data = {**MOVE, **changes}
    for answer in (
        marte.post(board(world, f"/{what}"), data=data),
        marte.get(board(world, "/sjekk"), query_string={**data, "gjor": what}),
    ):
        assert answer.status_code == 422
        assert f'id="{field}-error"' in answer.text
        assert f'href="#{field}"' in answer.text
    assert world.session.exec(select(RotationEdit).where(RotationEdit.seq == 1)).first() is None


def test_the_second_of_two_sees_both_versions_and_may_use_his_own(
    world: DraftWorld, marte: FlaskClient
) -> None:
    marte.post(board(world, "/flytt"), data=MOVE)
    mine = {**MOVE, "til_sted": WARD, "til_maned": "2028-03"}
    clash = marte.post(board(world, "/flytt"), data=mine)
    assert clash.status_code == 409
    text = said(clash.text)
    assert "Din endring er ikke lagret, men ikke tapt." in text
    assert "Poliklinikken, september 2026–februar 2027" in text
    assert "Døgnpost fra mars 2028" in text
    assert clash.text.index("Behold det som er lagret") < clash.text.index("Bruk min")
    assert ("acute", HOME, 0, 5, False) in world.rows("Anna")
    assert 'name="sett" value="1"' in clash.text
    again = marte.post(board(world, "/flytt"), data={**mine, "sett": "1"})
    assert again.status_code == 303
    assert ("acute", WARD, 18, 23, False) in world.rows("Anna")


def test_an_undo_of_an_older_board_asks_first(world: DraftWorld, marte: FlaskClient) -> None:
    marte.post(board(world, "/flytt"), data=MOVE)
    clash = marte.post(board(world, "/angre"), data={"sett": "0"})
    assert clash.status_code == 409
    assert ("acute", HOME, 0, 5, False) in world.rows("Anna")


def test_a_missing_placement_is_offered_and_added(world: DraftWorld, marte: FlaskClient) -> None:
    page = said(marte.get(board(world, "?valgt=draft-cato:psychosis")).text)
    assert "Psykose Ikke plassert ennå" in page
    assert "Legg inn på tavla" in page
    data = {"valgt": "draft-cato:psychosis", "til_sted": CLINIC, "til_maned": "2027-09"}
    assert marte.post(board(world, "/legg-til"), data=data).status_code == 303
    assert ("psychosis", CLINIC, 12, 17, False) in world.rows("Cato")


def test_what_is_not_a_draft_is_shown_and_not_changed(
    world: DraftWorld, marte: FlaskClient
) -> None:
    world.state(VersionState.PROPOSED)
    assert "Bare et utkast kan endres." in marte.get(board(world, f"?valgt={ANNA}")).text
    answer = marte.post(board(world, "/flytt"), data=MOVE, follow_redirects=True)
    assert "Ingenting er endret" in answer.text
    assert ("acute", WARD, 0, 5, False) in world.rows("Anna")


def test_a_repair_leaves_the_chosen_placement_where_it_is(
    world: DraftWorld, marte: FlaskClient
) -> None:
    answer = marte.post(board(world, "/rett-resten"), data={"valgt": ANNA})
    assert answer.status_code == 303
    run = world.session.exec(
        select(RotationRun).join(RotationVersion).where(RotationVersion.id == world.version_id)
    ).one()
    assert answer.location.endswith(run.public_id)
    (lock,) = run.options["locks"]
    assert (lock["doctor"], lock["site"], lock["first"]) == ("draft-anna", WARD, 0)


def test_the_fewest_changes_can_be_asked_for_without_choosing_anything(
    world: DraftWorld, marte: FlaskClient
) -> None:
    answer = marte.post(board(world, "/rett-resten"), data={})
    run = world.session.exec(select(RotationRun)).one()
    assert answer.location.endswith(run.public_id)
    assert run.options["locks"] == []
    gone = marte.post(board(world, "/rett-resten"), data={"valgt": "draft-anna:gone"})
    assert "/forslag/" not in gone.location


@pytest.mark.parametrize("who", [INGRID, KJERSTI])
def test_nobody_else_changes_the_plan(
    world: DraftWorld, client: FlaskClient, sign_in: SignIn, who: str
) -> None:
    sign_in(client, who)
    assert client.post(board(world, "/flytt"), data=MOVE).status_code == 403
    assert client.get(board(world, "/sjekk?gjor=flytt")).status_code == 403
    assert ("acute", WARD, 0, 5, False) in world.rows("Anna")
