"""Every route, every role, a stranger: who gets in and who does not."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import access
from app.db.tables import AgreementKind
from app.roles import Role
from app.web.requests import SESSION_COOKIE
from seed.demo.cast import CAST
from seed.demo.departments import DPS_MOSS
from seed.demo.values import public_id
from tests.support.people import BY_ROLE, INGRID
from tests.support.session_world import add_open_session

EVERYBODY = {"stranger", *map(str, Role)}
SIGNED_IN = set(map(str, Role))

# Who may open each page. A new route fails this test until its row is written here by hand.
EXPECTED: dict[str, set[str]] = {
    "account.account": SIGNED_IN,
    "account.be_demo_person": EVERYBODY,
    "account.change_side": SIGNED_IN,
    "account.check_sign_in": EVERYBODY,
    "account.demo_people": EVERYBODY,
    "account.end_sessions": SIGNED_IN,
    "account.set_locale": EVERYBODY,
    "account.sign_in": EVERYBODY,
    "account.sign_out": SIGNED_IN,
    "admin.jobs": {"admin"},
    "admin.run_job": {"admin"},
    "admin.start": {"admin"},
    "admin.stop_run": {"admin"},
    "coordinator.agreement": {"coordinator"},
    "coordinator.agreement_edit": {"coordinator"},
    "coordinator.agreement_new": {"coordinator"},
    "coordinator.answer_comment": {"coordinator"},
    "coordinator.approve_swap": {"coordinator"},
    "coordinator.ask_again": {"coordinator"},
    "coordinator.ask_for_run": {"coordinator"},
    "coordinator.ask_why_here": {"coordinator"},
    "coordinator.ask_wish_price": {"coordinator"},
    "coordinator.ask_for_scan": {"coordinator"},
    "coordinator.assign_delays": {"coordinator"},
    "coordinator.board": {"coordinator"},
    "coordinator.board_density": {"coordinator"},
    "coordinator.board_pdf": {"coordinator"},
    "coordinator.board_sheet": {"coordinator"},
    "coordinator.boards": {"coordinator"},
    "coordinator.cancel_run": {"coordinator"},
    "coordinator.change_signing": {"coordinator"},
    "coordinator.check_board_undo": {"coordinator"},
    "coordinator.check_board_edit": {"coordinator"},
    "coordinator.course": {"coordinator"},
    "coordinator.course_demand": {"coordinator"},
    "coordinator.course_new": {"coordinator"},
    "coordinator.course_session": {"coordinator"},
    "coordinator.course_setup": {"coordinator"},
    "coordinator.courses": {"coordinator"},
    "coordinator.delays": {"coordinator"},
    "coordinator.export_delays": {"coordinator"},
    "coordinator.export_sessions": {"coordinator"},
    "coordinator.export_trainees": {"coordinator"},
    "coordinator.follow_up_delays": {"coordinator"},
    "coordinator.hosts": {"coordinator", "supervisor"},
    "coordinator.hosts_pdf": {"coordinator", "supervisor"},
    "coordinator.import_places": {"coordinator"},
    "coordinator.import_sessions": {"coordinator"},
    "coordinator.log_delete": {"coordinator"},
    "coordinator.log_edit": {"coordinator"},
    "coordinator.log_new": {"coordinator"},
    "coordinator.log_undo": {"coordinator"},
    "coordinator.edit_board": {"coordinator"},
    "coordinator.logbook": {"coordinator"},
    "coordinator.place": {"coordinator"},
    "coordinator.place_close": {"coordinator"},
    "coordinator.place_edit": {"coordinator"},
    "coordinator.place_guide": {"coordinator"},
    "coordinator.place_new": {"coordinator"},
    "coordinator.place_objectives": {"coordinator"},
    "coordinator.place_room": {"coordinator"},
    "coordinator.place_room_edit": {"coordinator"},
    "coordinator.place_supervisor": {"coordinator"},
    "coordinator.place_supervisor_edit": {"coordinator"},
    "coordinator.places": {"coordinator"},
    "coordinator.places_file": {"coordinator"},
    "coordinator.plan_comments": {"coordinator"},
    "coordinator.plan_compare": {"coordinator"},
    "coordinator.plan_compare_pdf": {"coordinator"},
    "coordinator.plan_discard": {"coordinator"},
    # Only while a plan is proposed; the demo has a draft.
    "coordinator.plan_host_comment": set(),
    "coordinator.plan_member": {"coordinator"},
    "coordinator.plan_member_edit": {"coordinator"},
    "coordinator.plan_member_out": {"coordinator"},
    "coordinator.plan_member_rebuild": {"coordinator"},
    "coordinator.plan_members": {"coordinator"},
    "coordinator.plan_members_add": {"coordinator"},
    "coordinator.plan_need": {"coordinator"},
    "coordinator.plan_need_drop": {"coordinator"},
    "coordinator.plan_need_new": {"coordinator"},
    "coordinator.plan_new": {"coordinator"},
    "coordinator.plan_new_draft": {"coordinator"},
    "coordinator.plan_propose": {"coordinator"},
    "coordinator.plan_publish": {"coordinator"},
    "coordinator.plan_settings": {"coordinator"},
    "coordinator.plan_sheet": {"coordinator"},
    "coordinator.plan_sheet_template": {"coordinator"},
    "coordinator.plan_swaps": {"coordinator"},
    "coordinator.plan_take_back": {"coordinator"},
    "coordinator.plan_vacancy_add": {"coordinator"},
    "coordinator.plan_versions": {"coordinator"},
    "coordinator.plan_wishes": {"coordinator"},
    "coordinator.promise_extra": {"coordinator"},
    "coordinator.refuse_swap": {"coordinator"},
    "coordinator.rotation_run": {"coordinator"},
    "coordinator.rotation_run_pdf": {"coordinator"},
    "coordinator.rotation_runs": {"coordinator"},
    "coordinator.scan_progress": {"coordinator"},
    "coordinator.repair_board": {"coordinator"},
    "coordinator.request_session": {"coordinator"},
    "coordinator.session_attendance": {"coordinator"},
    "coordinator.session_cancel": {"coordinator"},
    "coordinator.session_edit": {"coordinator"},
    "coordinator.session_new": {"coordinator"},
    "coordinator.session_seats": {"coordinator"},
    "coordinator.session_sheet": {"coordinator"},
    "coordinator.signing": {"coordinator"},
    "coordinator.start": {"coordinator"},
    "coordinator.stop_run": {"coordinator"},
    "coordinator.take_run": {"coordinator"},
    "coordinator.trainee_list": {"coordinator"},
    "coordinator.undo_board_edit": {"coordinator"},
    "coordinator.undo_delays": {"coordinator"},
    "council.candidate": {"council"},
    "council.candidate_couple": {"council"},
    "council.candidate_edit": {"council"},
    "council.candidate_fact": {"council"},
    "council.candidate_link": {"council"},
    "council.candidate_links": {"council"},
    "council.candidate_new": {"council"},
    "council.candidate_preplace": {"council"},
    # For the secretary alone: tests/web/test_lis1_candidates.py.
    "council.candidate_text": set(),
    "council.candidate_withdraw": {"council"},
    "council.candidates": {"council"},
    "council.candidates_file": {"council"},
    "council.candidates_import": {"council"},
    "council.draw": {"council"},
    "council.draw_by_hand": {"council"},
    "council.draw_fix": {"council"},
    "council.draw_restart": {"council"},
    "council.draw_reveal": {"council"},
    "council.review": {"council"},
    "council.review_brief": {"council"},
    "council.review_brief_pdf": {"council"},
    "council.rules": {"council"},
    "council.rules_adopt": {"council"},
    "council.rules_discard": {"council"},
    "council.rules_edit": {"council"},
    "council.rules_effect": {"council"},
    "council.rules_new": {"council"},
    "council.rules_version": {"council"},
    "council.ask_runs": {"council"},
    "council.ask_what_if": {"council"},
    "council.cancel_runs": {"council"},
    "council.change_seat": {"council"},
    "council.compare_runs": {"council"},
    "council.compare_with": {"council"},
    "council.desk": {"council"},
    "council.put_aside_run": {"council"},
    "council.run": {"council"},
    "council.run_person": {"council"},
    "council.take_back_run": {"council"},
    "council.undo_change": {"council"},
    "council.start": {"council"},
    "council.answer_decision": {"council"},
    "council.comment_intake": {"council"},
    "council.comment_person": {"council"},
    "council.comment_run": {"council"},
    "council.conflict": {"council"},
    "council.decision": {"council"},
    "council.declare_conflict": {"council"},
    "council.letters": {"council"},
    "council.lift_conflict": {"council"},
    "council.log": {"council"},
    "council.minutes": {"council"},
    "council.minutes_file": {"council"},
    "council.minutes_page": {"council"},
    "council.propose": {"council"},
    "council.intake": {"council"},
    "council.intake_cap": {"council"},
    "council.intake_cap_new": {"council"},
    "council.intake_cap_remove": {"council"},
    "council.intake_dates": {"council"},
    "council.intake_near": {"council"},
    "council.intake_new": {"council"},
    "council.intake_qualifications": {"council"},
    "council.intake_seat": {"council"},
    "council.intake_seat_new": {"council"},
    "council.intake_seat_remove": {"council"},
    "council.intake_seats_file": {"council"},
    "council.intake_seats_import": {"council"},
    "council.intake_settings": {"council"},
    "council.intake_step": {"council"},
    "council.intake_track": {"council"},
    "council.intake_track_new": {"council"},
    "council.intakes": {"council"},
    "council.checklist": {"council"},
    "council.offer": {"council"},
    "council.offer_answer": {"council"},
    "council.offer_withdraw": {"council"},
    "council.offers": {"council"},
    "council.offers_again": {"council"},
    "council.offers_again_make": {"council"},
    "council.offers_give": {"council"},
    "council.offers_line": {"council"},
    "council.offers_make": {"council"},
    "council.offers_send": {"council"},
    "council.start_handover": {"council"},
    "council.start_of": {"council"},
    "council.start_people": {"council"},
    "council.start_point": {"council"},
    "council.starts": {"council"},
    "health.alive": EVERYBODY,
    "health.ready": EVERYBODY,
    # The secret word in the address is the key; a made-up one finds nothing.
    "inbox.calendar": EVERYBODY,
    "inbox.inbox": SIGNED_IN,
    "inbox.letter": SIGNED_IN,
    "inbox.make_calendar": SIGNED_IN,
    "inbox.read_all": SIGNED_IN,
    "inbox.revoke_calendar": SIGNED_IN,
    "inbox.save_settings": SIGNED_IN,
    "inbox.settings": SIGNED_IN,
    "inbox.unread": SIGNED_IN,
    "lis.add_activity": {"trainee"},
    "lis.add_placement_wish": {"trainee"},
    "lis.add_talk": {"trainee"},
    "lis.answer_placement_swap": {"trainee"},
    "lis.ask_placement_swap": {"trainee"},
    "lis.begin_objectives": {"trainee"},
    "lis.change_talk": {"trainee"},
    "lis.comment_delay": {"trainee", "supervisor", "coordinator"},
    "lis.confirm_talk": {"trainee"},
    "lis.course_apply": {"trainee"},
    "lis.course_interest": {"trainee"},
    "lis.course_session": {"trainee"},
    "lis.course_withdraw": {"trainee"},
    "lis.courses": {"trainee"},
    "lis.delays": {"trainee"},
    "lis.delete_note": {"trainee"},
    "lis.edit_note": {"trainee"},
    "lis.ladder": {"trainee"},
    "lis.lis1_answer": {"trainee"},
    "lis.lis1_answer_by_link": EVERYBODY,
    "lis.lis1_by_link": EVERYBODY,
    "lis.lis1_couple": {"trainee"},
    "lis.lis1_wishes": {"trainee"},
    "lis.log_delete": {"trainee"},
    "lis.log_edit": {"trainee"},
    "lis.log_export": {"trainee"},
    "lis.log_new": {"trainee"},
    "lis.log_print": {"trainee"},
    "lis.log_undo": {"trainee"},
    "lis.logbook": {"trainee"},
    "lis.keep_wish": {"trainee"},
    "lis.move_placement_wish": {"trainee"},
    "lis.my_pathway": {"trainee"},
    "lis.new_note": {"trainee"},
    "lis.objectives": {"trainee"},
    # Ingrid's own page: she herself, her supervisor and the coordinator of her trust.
    "lis.person_courses": {"trainee", "supervisor", "coordinator"},
    "lis.person_delay": {"trainee", "supervisor", "coordinator"},
    "lis.person_delays": {"trainee", "supervisor", "coordinator"},
    "lis.person_pathway": {"trainee", "supervisor", "coordinator"},
    "lis.person_yearly_plan": {"trainee", "supervisor", "coordinator"},
    "lis.placement_comment": {"trainee"},
    "lis.placement_swap": {"trainee"},
    "lis.placements": {"trainee"},
    "lis.placements_pdf": {"trainee"},
    "lis.remove_placement_wish": {"trainee"},
    "lis.set_delay_cause": {"trainee", "supervisor", "coordinator"},
    "lis.send_for_signing": {"trainee"},
    "lis.talks": {"trainee"},
    "lis.undo_signing": {"trainee"},
    "lis.withdraw": {"trainee"},
    "lis.person_what_if": {"trainee", "supervisor", "coordinator"},
    "lis.what_if": {"trainee"},
    "lis.withdraw_placement_swap": {"trainee"},
    "lis.withdraw_wish": {"trainee"},
    "lis.yearly_plan": {"trainee"},
    "planner.ask_for_forecast": {"planner"},
    "planner.run": {"planner"},
    "planner.stop_forecast": {"planner"},
    "planner.assumption_new": {"planner"},
    "planner.assumption_withdraw": {"planner"},
    "planner.assumptions": {"planner"},
    "planner.capacity": {"planner"},
    "planner.capacity_scenario": {"planner"},
    "planner.compare": {"planner"},
    "planner.scenario": {"planner"},
    "planner.scenario_edit": {"planner"},
    "planner.scenario_new": {"planner"},
    "planner.scenario_presets": {"planner"},
    "planner.scenario_withdraw": {"planner"},
    "planner.scenarios": {"planner"},
    "planner.specialty": {"planner"},
    "planner.start": {"planner"},
    "planner.backtest": {"planner"},
    "planner.data": {"planner"},
    "planner.data_file": {"planner"},
    "planner.data_import": {"planner"},
    "planner.data_withdraw": {"planner"},
    "planner.ask_backtest": {"planner"},
    "planner.escalation": {"planner"},
    "planner.hospitals": {"planner"},
    "planner.report_pdf": {"planner"},
    "planner.report_sheet": {"planner"},
    "public.about_data": EVERYBODY,
    "public.accessibility": EVERYBODY,
    "public.check_lis1_draw": EVERYBODY,
    "public.home": EVERYBODY,
    # What the council published of a draw: keys and nobody's name.
    "public.lis1_draw": EVERYBODY,
    "public.lis1_draw_file": EVERYBODY,
    # The secret word in the address is the key; a made-up one finds nothing.
    "public.lis1_couple": EVERYBODY,
    "public.lis1_wishes": EVERYBODY,
    "public.ladder": EVERYBODY,
    "public.pathways": EVERYBODY,
    "public.plan": EVERYBODY,
    "public.privacy": EVERYBODY,
    "static": EVERYBODY,
    "supervisor.add_talk": {"supervisor"},
    "supervisor.case": {"supervisor"},
    "supervisor.change_talk": {"supervisor"},
    "supervisor.doctors": {"supervisor"},
    # No such offer: who gets in is in tests/web/test_lis1_offers.py.
    "supervisor.handover": set(),
    "supervisor.handover_save": set(),
    "supervisor.send_back": {"supervisor"},
    "supervisor.sign": {"supervisor"},
    "supervisor.start": {"supervisor"},
    "supervisor.talks": {"supervisor"},
    "supervisor.undo": {"supervisor"},
}

CONTRACT_AGREEMENT = public_id(
    "agreement", AgreementKind.CONTRACT_SPECIALIST, "Opplæring hos avtalespesialist i Moss"
)

ROTATION_PLAN = public_id("rotation plan", "VOP")

ARGUMENTS = {
    "public_id": INGRID,
    "data_set_id": "made-up",
    "plan_id": "VOP-diakonhjemmet",
    "locale": "en",
    "filename": "favicon.svg",
    "kind": "objective",
    "slug": "permisjon",
    "entry": "1",
    "flag": "made-up",
    "course_key": "all-administrasjon-og-ledelse",
    "session_id": "a-session",
    "message_id": "made-up",
    "place_key": DPS_MOSS,
    "capacity_id": "made-up",
    "supervisor_id": "made-up",
    "agreement_id": CONTRACT_AGREEMENT,
    "token": "made-up",
    "job": "clean_up",
    "run_id": "1",
    "what": "flytt",
    "block": "made-up",
    "member_key": "made-up",
    "block_key": "made-up",
    "comment_id": "1",
    "swap_id": "made-up",
    "wish_id": "1",
    "offer_id": "made-up",
    "seat_key": "made-up",
    "other_id": "made-up",
    "cap_id": "1",
    "track_key": "made-up",
    "key": "K-01",
    "intake_id": public_id("lis1-intake", "2026-03"),
    "rules_id": public_id("lis1-rules", "3"),
    "code": "VOP",
    "said_id": "made-up",
    "scenario_id": "made-up",
}


def cases(app: Flask) -> list[tuple[str, str, str]]:
    """(endpoint, method, address) of every route."""
    with app.extensions["legelop"].database.session() as session:
        add_open_session(session, ARGUMENTS["session_id"])
    found = []
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            given = {name: ARGUMENTS[name] for name in rule.arguments}
            if "plan_id" in given and rule.endpoint != "public.plan":
                given["plan_id"] = ROTATION_PLAN
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                found.append((rule.endpoint, method, app.url_for(rule.endpoint, **given)))
    return found


def test_every_route_has_a_row_here(app: Flask) -> None:
    assert {rule.endpoint for rule in app.url_map.iter_rules()} == set(EXPECTED)


@pytest.mark.parametrize("who", sorted(EVERYBODY))
def test_routes_let_in_whom_they_should(
    who: str, app: Flask, sign_in: Callable[[FlaskClient, str], None]
) -> None:
    wrong = []
    for endpoint, method, address in cases(app):
        client = app.test_client()
        if who != "stranger":
            sign_in(client, BY_ROLE[Role(who)])
        response = client.open(address, method=method, data={"role": who})
        sent_to_sign_in = response.status_code == 302 and "/logg-inn" in response.location
        got_in = response.status_code not in (401, 403) and not sent_to_sign_in
        if got_in != (who in EXPECTED[endpoint]):
            wrong.append(f"{method} {address}: {response.status_code}")
        if who == "stranger" and not got_in and not sent_to_sign_in:
            wrong.append(f"{method} {address}: a stranger is not sent to sign in")
    assert wrong == []


def test_a_route_without_a_rule_stops_the_start(app: Flask) -> None:
    app._got_first_request = False  # the test client has already asked once
    app.add_url_rule("/uten-regel", "without_rule", lambda: "secret")
    with pytest.raises(RuntimeError, match="without_rule"):
        access.require_rules(app)


def test_a_made_up_session_is_a_stranger(client: FlaskClient) -> None:
    client.set_cookie(SESSION_COOKIE, "made-up")
    assert client.get("/min-vei").status_code == 302


def test_demo_cast_covers_every_role() -> None:
    assert {member.role for member in CAST} == set(map(str, Role))
