"""Asking about a plan on the pages: the panel's form, the wishes, the answer, and who may ask."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import Session, select

from app.db.tables import RotationRun, RotationWish, RunState, VersionState
from app.exchange.rotation_files import case_to_document
from app.exchange.rotation_results import answer_document
from app.services import rotation_question
from app.services.rotation_case import load_case
from app.store import rotation_runs, rotations
from rotations.costs import cost_of
from rotations.types.questions import Answered
from rotations.types.results import Alternative, Clash, Explanation, RepairResult
from tests.support.draft_world import HOME, NOW, TODAY, WARD, DraftWorld, make_draft_world
from tests.support.people import MARTE
from tests.web.test_board_edits import board, said

SignIn = Callable[[FlaskClient, str], None]
BO = "draft-bo:acute"
ELSEWHERE = {"valgt": BO, "heller_sted": HOME, "heller_maned": "2027-03"}


@pytest.fixture
def world(app: Flask) -> Iterator[DraftWorld]:
    with app.extensions["legelop"].database.session() as session:
        yield make_draft_world(session)


@pytest.fixture
def marte(client: FlaskClient, sign_in: SignIn) -> FlaskClient:
    sign_in(client, MARTE)
    return client


def answered(world: DraftWorld, *, is_possible: bool) -> None:
    """The worker has answered what was asked last."""
    row = rotation_runs.take_next(world.session, NOW)
    assert row is not None
    question = rotation_question.question_of(row.options)
    assert question is not None
    found = load_case(world.session, row.version_id, today=TODAY)
    plan = tuple(
        replace(each, site=HOME) if (each.doctor, each.block) == ("draft-bo", "acute") else each
        for each in found.placements
    )
    cost = cost_of(found.case, found.placements, plan)
    limit = next(each for each in found.case.limits if WARD in each.sites)
    clash = Clash(((limit.key, 6, 11),), ("draft-anna", "draft-bo"), (), "They clash.")
    answer = (
        Answered(
            Alternative(True, cost.points, True, 0.0, plan),
            cost,
            RepairResult(plan, (), 0, 0, True, 0.1),
            cost,
            None,
            False,
            1,
        )
        if is_possible
        else Answered(
            Alternative(False, None, True),
            None,
            None,
            None,
            Explanation(True, (clash,), (), 10, 7, 2.0),
            False,
            1,
        )
    )
    document = case_to_document(found.case)
    rotation_runs.set_case(world.session, row.id, document, "hash", dict(row.options))
    result = {
        "answer": answer_document(found.case, question, answer),
        rotation_runs.SUMMARY: rotation_question.summary_of(question, answer),
    }
    rotation_runs.finish(world.session, row.id, RunState.DONE, at=NOW, result=result)
    world.session.commit()


def test_why_here_is_asked_in_the_panel_followed_and_taken_over(
    world: DraftWorld, marte: FlaskClient
) -> None:
    assert "Hvorfor her, og ikke …?" in said(marte.get(board(world, f"?valgt={BO}")).text)
    asked = marte.post(board(world, "/hvorfor-her"), data=ELSEWHERE)
    assert asked.status_code == 303
    open_page = said(marte.get(asked.location).text)
    assert "Leter etter svaret." in open_page and "Stopp og behold" not in open_page
    answered(world, is_possible=True)
    part = marte.get(asked.location, headers={"HX-Request": "true", "HX-Target": "kjoring"})
    assert part.headers["HX-Refresh"] == "true"
    page = said(marte.get(asked.location).text)
    assert "Akuttpsykiatri for Bo Prøve på Poliklinikken fra mars 2027 går an" in page
    assert "Ingen andre må flytte." in page and "Færre endringer er ikke mulig" in page
    taken = marte.post(f"{asked.location}/bruk", data={"plan": "beste"})
    assert taken.status_code == 303
    assert ("acute", HOME, 6, 11, False) in world.rows("Bo")
    assert "Forslaget er tatt inn i utkastet." in said(marte.get(asked.location).text)


def test_what_is_wrong_in_the_form_is_told_at_its_field_and_nothing_is_asked(
    world: DraftWorld, marte: FlaskClient
) -> None:
    page = marte.post(board(world, "/hvorfor-her"), data={**ELSEWHERE, "heller_sted": WARD})
    assert page.status_code == 422
    assert "Der er den nå. Velg et annet sted eller en annen måned." in said(page.text)
    assert f'<option value="{WARD}" selected>' in page.text
    page = marte.post(board(world, "/hvorfor-her"), data={**ELSEWHERE, "heller_maned": "soon"})
    assert page.status_code == 422 and "Velg en måned." in said(page.text)
    gone = marte.post(board(world, "/hvorfor-her"), data={**ELSEWHERE, "valgt": "draft-x:acute"})
    assert gone.status_code == 303
    assert world.session.exec(select(RotationRun)).all() == []


def test_a_published_plan_is_asked_about_and_has_nothing_to_take_over(
    world: DraftWorld, marte: FlaskClient
) -> None:
    world.state(VersionState.PUBLISHED)
    asked = marte.post(board(world, "/hvorfor-her"), data={**ELSEWHERE, "tavle": "versjon=7"})
    answered(world, is_possible=True)
    page = said(marte.get(asked.location).text)
    assert "Versjon 7" in page and "Bruk dette i utkastet" not in page


def add_wish(session: Session, world: DraftWorld) -> int:
    plan = rotations.find_plan(session, world.plan_id)
    assert plan is not None
    row = RotationWish(
        plan_id=plan.id,
        person_id=world.people["Bo"],
        rank=1,
        service="Psykose",
        unit_id=world.units[WARD],
        made_at=NOW,
    )
    session.add(row)
    session.commit()
    assert row.id is not None
    return row.id


def test_the_price_of_a_wish_stands_beside_it(world: DraftWorld, marte: FlaskClient) -> None:
    wish_id = add_wish(world.session, world)
    page = said(marte.get(board(world, "/onsker")).text)
    assert "Psykose ved Døgnpost Ikke oppfylt Hva ville ønsket koste?" in page
    asked = marte.post(board(world, f"/onsker/{wish_id}/hva-koster"))
    assert asked.status_code == 303
    assert "Leter etter svaret" in said(marte.get(board(world, "/onsker")).text)
    answered(world, is_possible=False)
    page = said(marte.get(board(world, "/onsker")).text)
    assert "Ønsket går ikke sammen med kravene i planen." in page
    assert "for versjon 7" in page and "Spør igjen" in page
    page = said(marte.get(asked.location).text)
    assert "Hva ville ønsket koste?" in page
    assert "går ikke : to leger må til Døgnpost i mars–august 2027 , som tar to." in page
    again = marte.post(f"{asked.location}/igjen")
    assert again.status_code == 303 and again.location != asked.location


def test_what_cannot_be_asked_is_said(world: DraftWorld, marte: FlaskClient) -> None:
    assert marte.post(board(world, "/onsker/999999/hva-koster")).status_code == 303
    assert "Ønsket kan ikke prøves" in said(marte.get(board(world, "/onsker")).text)
    assert marte.post(board(world, "/forslag/made-up/igjen")).status_code == 404
