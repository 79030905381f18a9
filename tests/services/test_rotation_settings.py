"""A plan's settings: defaults, what is kept, two people at once, and what a run was made by."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from sqlmodel import Session, select

from app.db.tables import AuditEvent, RotationPlan
from app.services import rotation_settings, rotation_settings_form
from app.services.places_fields import Draft
from app.services.rotation_case import load_case
from app.store import rotations
from app.store.rotation_values import PlanHead
from rotations.types.case import Limit, LimitKind, Span, Weights
from tests.support.draft_world import NOW, TODAY, DraftWorld, make_draft_world


@pytest.fixture
def world(session: Session) -> DraftWorld:
    return make_draft_world(session)


def plan_of(world: DraftWorld) -> PlanHead:
    found = rotations.find_plan(world.session, world.plan_id)
    assert found is not None
    return found


def raw_of(plan: PlanHead, **changes: str) -> Mapping[str, str]:
    return {**rotation_settings_form.load_page(plan).draft.raw, **changes}


def save(world: DraftWorld, raw: Mapping[str, str]) -> Draft | None:
    return rotation_settings_form.save(
        world.session, plan_of(world), raw, by=world.people["Marte"], now=NOW
    )


def problem(done: Draft | None, name: str) -> str:
    assert done is not None
    return next(each.text for each in done.problems if each.field == name)


def test_a_plan_that_has_chosen_nothing_has_the_defaults(world: DraftWorld) -> None:
    found = rotation_settings.weights_of(plan_of(world))
    assert found.weights == Weights()
    assert (found.of_wish(1), found.of_wish(8), found.of_wish(30)) == (12, 1, 1)


def test_only_what_differs_is_stored_and_the_case_is_weighed_by_it(world: DraftWorld) -> None:
    plan = plan_of(world)
    raw = raw_of(plan, site_change="5", wish_points="20, 10", over_price="")
    assert save(world, raw) is None
    stored = world.session.exec(
        select(RotationPlan).where(RotationPlan.public_id == world.plan_id)
    ).one()
    assert stored.weights == {"site_change": 5, "wish_points": [20, 10]}
    case = load_case(world.session, world.version_id, today=TODAY).case
    assert case.weights == replace(Weights(), site_change=5)
    event = world.session.exec(
        select(AuditEvent).where(AuditEvent.subject_key == world.plan_id)
    ).one()
    assert event.action == "rotation_plan.changed"
    assert event.details["before"]["site_change"] == 2
    assert event.details["after"]["site_change"] == 5


def test_wishes_of_a_place_cost_what_the_plan_says_and_demands_do_not(world: DraftWorld) -> None:
    plan = replace(plan_of(world), weights={"over_price": 7, "under_price": 3})
    soft = Limit("a", LimitKind.PLACE, "A", ("x",), Span(0, 1), maximum=1, is_hard=False)
    hard = replace(soft, key="b", is_hard=True)
    priced = rotation_settings.weights_of(plan).priced((soft, hard))
    assert [(each.over_price, each.under_price) for each in priced] == [(7, 3), (20, 20)]


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("site_change", "1001", "0 til 1000"),
        ("worst_off", "21", "0 til 20"),
        ("notice_months", "25", "0 til 24"),
        ("wish_points", "3, 5", "foran"),
        ("wish_points", "3, mye", "hele tall"),
        ("wish_points", "9,8,7,6,5,4,3,2,1", "ett til åtte"),
        ("name", "", "heter"),
        ("frozen_until", "2026-09-15", "listen"),
    ],
)
def test_what_cannot_be_is_told_at_its_field_and_nothing_is_kept(
    world: DraftWorld, app: Flask, name: str, text: str, told: str
) -> None:
    with app.test_request_context():
        done = save(world, raw_of(plan_of(world), **{name: text}))
        assert told in problem(done, name)
    assert plan_of(world).version == 1


def test_a_second_writer_gets_both_versions(world: DraftWorld) -> None:
    old = raw_of(plan_of(world), idle_month="9")
    assert save(world, raw_of(plan_of(world), idle_month="3")) is None
    done = save(world, old)
    assert done is not None and done.is_stale and done.stored is not None
    assert (done.stored.values["idle_month"], (done.values or {})["idle_month"]) == (3, 9)
    assert rotation_settings.values_of(plan_of(world))["idle_month"] == 3


def test_the_defaults_are_shown_before_they_are_saved(world: DraftWorld) -> None:
    assert save(world, raw_of(plan_of(world), idle_month="3", notice_months="4")) is None
    page = rotation_settings_form.with_defaults(plan_of(world), raw_of(plan_of(world)))
    assert page.is_reset
    assert (page.draft.raw["idle_month"], page.draft.raw["notice_months"]) == ("6", "4")
    assert rotation_settings.values_of(plan_of(world))["idle_month"] == 3


def test_a_run_tells_which_settings_have_changed_since(world: DraftWorld, app: Flask) -> None:
    plan = plan_of(world)
    options: dict[str, Any] = {rotation_settings.KEPT: rotation_settings.all_of(plan)}
    assert rotation_settings.changed_since(plan, options) == ()
    later = replace(plan, weights={"late_month": 1}, notice_months=3)
    assert rotation_settings.changed_since(later, options) == ("late_month", "notice_months")
    assert rotation_settings.changed_since(later, {}) == ()
    with app.test_request_context():
        assert "måned etter fristen og varslingsfrist" in rotation_settings_form.changed_text(
            later, options
        )
