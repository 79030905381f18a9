"""The demo world is whole, the same every time, and holds nothing it must not hold."""

import json
from collections import Counter, defaultdict
from dataclasses import fields
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from app.roles import Role, ScopeKind
from pathways.types.record import AbsenceKind, ObjectiveState, PlaceKind, SignState
from seed.demo import values
from seed.demo.cast import CAST, HENRIK, INGRID, KJERSTI, NORA, PER_OLAV, RAGNHILD, SIVERT, THEA
from seed.demo.months import months_between
from seed.demo.names import POOLS, WELL_KNOWN, username
from seed.demo.timeline import Block, Leave, PartTime, lay_out
from seed.demo.values import DEMO_TODAY, DemoEnrolment, DemoReference, DemoService, World
from seed.demo.world import build_world, read_demo_reference
from seed.reference_plans import read_plan_file

FORBIDDEN_WORDS = (
    *("birth", "ssn", "national", "diagnos", "patient", "cause", "reason", "sick", "health"),
    *("phone", "address", "gender", "hpr"),
)


@pytest.fixture(scope="module")
def reference() -> DemoReference:
    return read_demo_reference()


@pytest.fixture(scope="module")
def world(reference: DemoReference) -> World:
    return build_world(reference)


@pytest.fixture(scope="module")
def larger(reference: DemoReference) -> World:
    return build_world(reference, 2)


@pytest.fixture(params=["world", "larger"])
def any_world(request: pytest.FixtureRequest) -> World:
    found: World = request.getfixturevalue(request.param)
    return found


def services_by_person(world: World) -> dict[str, list[DemoService]]:
    found = defaultdict(list)
    for service in world.services:
        found[service.person].append(service)
    return found


def services_of(world: World, person: str) -> list[tuple[str, str, str]]:
    return [
        (each.name_nb, each.starts_on.isoformat(), str(each.ends_on))
        for each in sorted(services_by_person(world)[person], key=lambda each: each.starts_on)
    ]


# The same every time


def test_two_builds_are_the_same(reference: DemoReference, world: World) -> None:
    again = build_world(reference)
    assert again == world
    assert again.content_hash() == world.content_hash()


def test_another_day_or_scale_is_another_world(
    reference: DemoReference, world: World, larger: World
) -> None:
    other_day = build_world(reference, today=date(2026, 11, 24))
    hashes = {each.content_hash() for each in (world, larger, other_day)}
    assert len(hashes) == 3


def test_a_larger_scale_keeps_the_people_of_the_smaller(world: World, larger: World) -> None:
    for (name, small), (_, large) in zip(world.tables(), larger.tables(), strict=True):
        assert large[: len(small)] == small or name in ("accounts", "sessions"), name
    assert larger.accounts[: len(world.accounts)] == world.accounts


def test_one_person_less_moves_nobody_else(
    reference: DemoReference, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from seed.demo import students

    monkeypatch.setattr(students, "LIS0", 7)
    fewer = build_world(reference)
    gone = {each.public_id for each in world.people} - {each.public_id for each in fewer.people}
    assert len(gone) == 1
    assert [each for each in world.people if each.public_id not in gone] == list(fewer.people)
    assert [each for each in world.services if each.person not in gone] == list(fewer.services)


def test_a_scale_below_one_is_refused(reference: DemoReference) -> None:
    with pytest.raises(ValueError, match="at least 1, not 0"):
        build_world(reference, 0)


# How many


@pytest.mark.parametrize(
    ("group", "number"),
    [("LIS1", 60), ("LIS2/3", 300), ("ALIS", 80), ("student", 10), ("LIS0", 8)],
)
def test_every_group_has_its_size(any_world: World, group: str, number: int) -> None:
    assert groups(any_world)[group] == number * any_world.scale


def in_training(world: World) -> list[DemoEnrolment]:
    """Those who are in it today; former LIS1s have an enrolment that has ended."""
    return [each for each in world.enrolments if each.ends_on is None]


def groups(world: World) -> Counter[str]:
    def group(stage: str) -> str:
        named = {"lis0": "LIS0", "student_licensed": "student", "part3:ALM": "ALIS"}
        return named.get(stage, "LIS1" if stage.startswith("lis1") else "LIS2/3")

    return Counter(group(each.stage) for each in in_training(world))


def test_about_120_supervisors_have_several_trainees_each(world: World) -> None:
    trainees = Counter(
        each.personal_supervisor for each in world.enrolments if each.personal_supervisor
    )
    assert 95 <= len(trainees) <= 145
    assert sum(trainees.values()) / len(trainees) > 2


def test_every_role_is_held_with_the_scope_it_needs(world: World) -> None:
    held = Counter((each.role, each.scope) for each in world.grants)
    assert held[Role.TRAINEE, ScopeKind.OWN] == len(world.enrolments)
    assert held[Role.COORDINATOR, ScopeKind.ORGANISATION] >= 10
    assert held[Role.COUNCIL, ScopeKind.ORGANISATION] >= 15
    assert held[Role.PLANNER, ScopeKind.REGION] == 2
    assert held[Role.ADMIN, ScopeKind.ALL] == 2
    assert held[Role.SUPERVISOR, ScopeKind.UNIT] >= 15
    for grant in world.grants:
        assert (grant.unit is not None) == (grant.scope is ScopeKind.UNIT)
        needs = grant.scope in (ScopeKind.ORGANISATION, ScopeKind.REGION)
        assert (grant.organisation is not None) == needs


def test_every_trust_has_many_specialties_and_some_have_one_trainee(world: World) -> None:
    cells: dict[str, Counter[str]] = defaultdict(Counter)
    for each in world.enrolments:
        if each.specialty and each.specialty != "ALM" and each.organisation:
            cells[each.organisation][each.specialty] += 1
    for trust in ("sykehuset-ostfold", "unn", "nordlandssykehuset"):
        assert len(cells[trust]) >= 14
    for trust in ("finnmarkssykehuset", "helgelandssykehuset"):
        assert len(cells[trust]) >= 7
        assert min(cells[trust].values()) == 1


def test_leave_part_time_and_gaps_are_as_common_as_promised(world: World) -> None:
    trainees = {each.person for each in world.enrolments if each.specialty}
    on_leave = {each.person for each in world.absences if each.kind is AbsenceKind.LEAVE}
    part_time = {each.person for each in world.shares}
    assert 0.18 <= len(on_leave & trainees) / len(trainees) <= 0.32
    assert 0.14 <= len(part_time & trainees) / len(trainees) <= 0.26
    enrolled = [each for each in world.enrolments if each.specialty]
    assert 10 <= sum(each.personal_supervisor is None for each in enrolled) <= 60
    assert 10 <= sum(each.plan_id is None for each in enrolled) <= 150
    planned = {each.person for each in world.services if each.is_planned}
    assert 20 <= len(trainees - planned) <= 200


def test_the_record_of_a_person_stays_within_bounds(world: World) -> None:
    per_person = Counter(each.person for each in world.objectives)
    assert max(per_person.values()) <= 110
    assert 20 <= sum(per_person.values()) / len(per_person) <= 60
    sent = [each for each in world.objectives if each.state is ObjectiveState.SENT]
    assert len(sent) > 300


# Everything points at something


def test_every_key_points_at_a_row(any_world: World, reference: DemoReference) -> None:
    world = any_world
    people = {each.public_id for each in world.people}
    organisations = {each.key for each in reference.organisations}
    organisations |= {each.key for each in world.organisations}
    units = {each.key for each in world.units}
    plans = {each.plan_id for each in reference.plans} | {each.plan_id for each in world.plans}
    known = {
        **dict.fromkeys(
            ("person", "by", "held_by", "supervisor", "personal_supervisor", "approver"), people
        ),
        **dict.fromkeys(("organisation", "parent"), organisations),
        "unit": units,
        "plan_id": plans,
        "course_key": {each.key for each in (*reference.courses, *world.catalogue)},
        "stage": reference.stages,
    }
    for name, rows in world.tables():
        for row in rows:
            for field in fields(row):
                value = getattr(row, field.name)
                if field.name in known and value is not None:
                    assert value in known[field.name], (name, field.name, value)


def test_every_specialty_exists(world: World, reference: DemoReference) -> None:
    codes = {each.code for each in reference.specialties}
    assert {each.specialty for each in world.enrolments if each.specialty} <= codes
    assert {each.specialty for each in world.units if each.specialty} <= codes


def test_a_service_of_a_plan_exists_in_the_plan_of_the_person(
    any_world: World, reference: DemoReference
) -> None:
    seqs = {plan.plan_id: {each.seq for each in plan.services} for plan in reference.plans}
    for plan in any_world.plans:
        seqs[plan.plan_id] = {each["seq"] for each in json.loads(plan.document)["services"]}
    plan_of = {each.person: each.plan_id for each in any_world.enrolments}
    followed = [each for each in any_world.services if each.plan_seq is not None]
    assert len(followed) > 500
    for service in followed:
        assert service.plan_seq in seqs[plan_of[service.person] or ""], service


def test_a_unit_belongs_to_the_organisation_of_the_service(any_world: World) -> None:
    home = {each.key: each.organisation for each in any_world.units}
    for service in any_world.services:
        assert service.unit is None or home[service.unit] == service.organisation, service


def test_short_names_fit_the_board(any_world: World) -> None:
    assert all(0 < len(each.short_name) <= 12 for each in any_world.units)
    keys = [each.key for each in any_world.units]
    assert len(set(keys)) == len(keys)
    assert max(map(len, keys)) <= 80


# People


def test_everybody_has_an_account_a_job_and_a_role(any_world: World) -> None:
    people = [each.public_id for each in any_world.people]
    assert len(set(people)) == len(people)
    assert [each.person for each in any_world.accounts] == people
    assert {each.person for each in any_world.employments} == set(people)
    assert {each.person for each in any_world.grants} == set(people)


def test_usernames_are_unique_and_plain(any_world: World) -> None:
    names = [each.username for each in any_world.accounts]
    assert len(set(names)) == len(names)
    assert all(name.replace(".", "").replace("-", "").isalnum() for name in names)
    assert all(name.isascii() and name == name.lower() for name in names)


def test_sami_and_norwegian_letters_become_plain_ones() -> None:
    assert username("Iŋgá", "Sæterbø") == "inga.saeterbo"
    assert username("Tor Arne", "Hovind") == "tor-arne.hovind"


def test_few_people_share_a_name_and_nobody_has_that_of_the_cast(world: World) -> None:
    names = Counter(each.name for each in world.people)
    assert len(names) > 0.97 * len(world.people)
    assert all(names[member.name] == 1 for member in CAST)


def test_nobody_is_called_as_somebody_well_known(larger: World) -> None:
    drawn = {(each.given_name, each.family_name) for each in larger.people}
    assert not drawn & WELL_KNOWN
    for pool in POOLS:
        assert len(set(pool.given)) == len(pool.given) >= 8
        assert len(set(pool.family)) == len(pool.family) >= 10


def test_no_field_can_hold_a_cause_a_patient_or_a_national_number() -> None:
    kinds = [kind for name, kind in vars(values).items() if name.startswith("Demo")]
    names = [
        field.name
        for kind in kinds
        if isinstance(kind, type) and kind is not DemoReference
        for field in fields(kind)
    ]
    assert len(names) > 80
    assert [each for each in names if any(word in each for word in FORBIDDEN_WORDS)] == []


def test_practices_of_contract_specialists_say_that_they_are_invented(world: World) -> None:
    assert len(world.organisations) == 8
    assert all("oppdiktet" in each.name for each in world.organisations)
    assert {each.kind for each in world.organisations} == {"contract_specialist"}


# Service


def test_nobody_is_at_two_places_at_once(any_world: World) -> None:
    inside = 0
    for person, services in services_by_person(any_world).items():
        outer = sorted(
            (each for each in services if each.counted_inside is None),
            key=lambda each: each.starts_on,
        )
        for before, after in pairwise(outer):
            assert before.ends_on is not None, person
            assert before.ends_on < after.starts_on, person
        for each in services:
            assert each.ends_on is None or each.starts_on <= each.ends_on
            inside += each.counted_inside is not None
    assert inside > 0


def test_a_service_counted_inside_lies_inside(any_world: World) -> None:
    for person, services in services_by_person(any_world).items():
        holders = {(each.starts_on, each.name_nb): each for each in services}
        for each in services:
            if each.counted_inside is not None:
                holder = holders[each.counted_inside]
                assert holder.counted_inside is None, person
                assert holder.starts_on <= each.starts_on, person
                assert each.ends_on is not None and holder.ends_on is not None
                assert each.ends_on <= holder.ends_on, person


def test_planned_means_after_today(any_world: World) -> None:
    for each in any_world.services:
        assert each.is_planned == (each.starts_on > any_world.today)


def test_somebody_in_training_serves_today_at_the_stage_of_the_enrolment(world: World) -> None:
    by_person = services_by_person(world)
    for enrolment in in_training(world):
        now = [
            each.stage
            for each in by_person[enrolment.person]
            if each.starts_on <= world.today and (each.ends_on or world.today) >= world.today
        ]
        if not enrolment.stage.startswith("student"):
            assert enrolment.stage in now, enrolment


def test_lis1_start_on_the_first_of_march_or_september(any_world: World) -> None:
    starts = {
        (each.starts_on.month, each.starts_on.day)
        for each in any_world.enrolments
        if each.stage.startswith("lis1")
    }
    assert starts == {(3, 1), (9, 1)}


def test_lis1_in_step_serve_twelve_months_in_hospital_and_six_in_the_municipality(
    world: World,
) -> None:
    moved = {each.person for each in world.shares} | {
        each.person for each in world.absences if each.kind is AbsenceKind.LEAVE
    }
    by_person = services_by_person(world)
    in_step = [
        each.person
        for each in world.enrolments
        if each.stage.startswith("lis1") and each.person not in moved
    ]
    assert len(in_step) > 30
    for person in in_step:
        months: Counter[str] = Counter()
        for each in by_person[person]:
            assert each.ends_on is not None
            months[each.stage] += months_between(each.starts_on, each.ends_on)
        assert months == {"lis1_hospital": 12, "lis1_municipality": 6}


def test_leave_lies_inside_service_so_that_it_can_make_it_longer(world: World) -> None:
    by_person = services_by_person(world)
    generated = {each.person for each in world.enrolments} - {INGRID.public_id}
    begun = [
        each
        for each in world.absences
        if each.kind is AbsenceKind.LEAVE
        and each.starts_on <= world.today
        and each.person in generated
    ]
    assert len(begun) > 60
    for absence in begun:
        assert any(
            each.starts_on <= absence.starts_on
            and (each.ends_on is None or absence.starts_on <= each.ends_on)
            for each in by_person[absence.person]
        ), absence


def test_holiday_and_leave_do_not_overlap(any_world: World) -> None:
    by_person = defaultdict(list)
    for each in any_world.absences:
        by_person[each.person].append((each.starts_on, each.ends_on))
    for spans in by_person.values():
        spans.sort()
        for (_, last), (first, _) in pairwise(spans):
            assert last < first


def test_a_leave_makes_the_block_longer_and_part_time_stretches_it() -> None:
    block = Block("part3:VOP", "Sengepost", "Ward", 12, "unn", None, PlaceKind.HOSPITAL)
    start = date(2025, 3, 1)
    plain = lay_out([block, block], start)
    assert [each.last for each in plain] == [date(2026, 2, 28), date(2027, 2, 28)]
    with_leave = lay_out([block, block], start, [Leave(date(2025, 5, 10), 8)])
    assert [each.last for each in with_leave] == [date(2026, 10, 31), date(2027, 10, 31)]
    half = PartTime(50, date(2026, 3, 1), date(2026, 8, 31))
    stretched = lay_out([block, block], start, (), half)
    assert [each.last for each in stretched] == [date(2026, 2, 28), date(2027, 8, 31)]


# Progress


def test_only_what_is_sent_is_held_and_only_what_is_approved_has_the_day(world: World) -> None:
    seen = set()
    for each in world.objectives:
        key = (each.person, each.objective_set, each.identifier)
        assert key not in seen
        seen.add(key)
        assert (each.held_by is not None) == (each.state is ObjectiveState.SENT), each
        assert (each.approved_on is not None) == (each.state is ObjectiveState.APPROVED), each
        assert (each.sent_on is None) == (each.state is ObjectiveState.IN_PROGRESS), each


def test_nothing_was_sent_approved_signed_or_said_after_today(any_world: World) -> None:
    today = any_world.today
    for each in any_world.objectives:
        assert each.sent_on is None or each.sent_on <= today
        assert each.approved_on is None or each.approved_on <= today
        if each.approved_on and each.sent_on:
            assert each.sent_on <= each.approved_on
    assert all(each.signed_on <= today for each in any_world.signatures)
    ahead = [each for each in any_world.talks if each.held_on > today]
    assert ahead
    assert all(each.sign_state is SignState.DRAFT and each.starts_at for each in ahead)
    assert all(each.sign_state is SignState.SIGNED for each in any_world.talks if each not in ahead)
    for each in (*any_world.procedures, *any_world.activities):
        assert each.done_on <= today
        assert each.sent_on is None or each.done_on <= each.sent_on <= today
        assert each.signed_on is None or each.sent_on <= each.signed_on <= today
    attended = [each for each in any_world.courses if each.state == "attended"]
    assert attended
    assert all(each.ends_on is not None and each.ends_on <= today for each in attended)


def test_a_signature_belongs_to_an_objective_and_stands_once(world: World) -> None:
    objectives = {(each.person, each.objective_set, each.identifier) for each in world.objectives}
    steps = [(each.person, each.objective_set, each.identifier, each.step)
             for each in world.signatures]  # fmt: skip
    assert len(set(steps)) == len(steps)
    assert {step[:3] for step in steps} <= objectives


# Invented plans


def test_invented_plans_are_in_schema_1_0_and_have_gaps(
    world: World, reference: DemoReference, tmp_path: Path
) -> None:
    codes = {each.code for each in reference.specialties} | {"LIS1"}
    read = {}
    for plan in world.plans:
        path = tmp_path / f"{plan.plan_id}.json"
        path.write_text(plan.document, encoding="utf-8")
        read[plan.specialty] = read_plan_file(path, codes)
    assert {"VOP", "MED", "HJS", "KIR", "ORT", "ANE", "ALM", "LIS1"} == set(read)
    assert read["KIR"].total_months is None
    assert any(each.duration.minimum is None for each in read["HJS"].services)
    assert all(each.provider_slug == "sykehuset-ostfold" for each in read.values())


def test_a_published_plan_is_used_where_a_place_has_none_of_its_own(world: World) -> None:
    plans = {
        (each.organisation, each.specialty): each.plan_id
        for each in world.enrolments
        if each.plan_id
    }
    assert plans["sykehuset-ostfold", "RAD"] == "RAD-diakonhjemmet"
    assert plans["unn", "ANE"] == "ANE-helse-bergen"
    assert plans["bodo-kommune", "ALM"] == "ALM-nasjonal"


# The cast


def test_the_picker_has_eleven_people_in_three_groups() -> None:
    assert [member.group for member in CAST] == ["trainee"] * 4 + ["staff"] * 5 + ["other"] * 2
    assert len({member.public_id for member in CAST}) == 11
    assert all(member.subtitle_nb and member.subtitle_en for member in CAST)


def test_everybody_of_the_cast_holds_the_role_of_the_picker(world: World) -> None:
    held = {(each.person, each.role) for each in world.grants}
    accounts = {each.person: each.username for each in world.accounts}
    for member in CAST:
        assert (member.public_id, member.role) in held
        assert accounts[member.public_id] == username(member.given_name, member.family_name)


def test_ingrid_is_at_dps_halden_with_psychosis_and_old_age_ahead(world: World) -> None:
    assert services_of(world, INGRID.public_id) == [
        ("LIS1 sykehus", "2021-09-01", "2022-08-31"),
        ("LIS1 kommune", "2022-09-01", "2023-02-28"),
        ("Akuttpsykiatri", "2023-03-01", "2024-03-31"),
        ("Poliklinikk", "2024-12-01", "2026-07-31"),
        ("Poliklinikk", "2026-08-01", "2027-08-31"),
        ("Psykose", "2027-09-01", "2028-08-31"),
        ("Alderspsykiatri", "2028-09-01", "2029-02-28"),
    ]
    [leave] = [each for each in world.absences if each.person == INGRID.public_id]
    assert (leave.starts_on, leave.ends_on) == (date(2024, 4, 1), date(2024, 11, 30))
    [share] = [each for each in world.shares if each.person == INGRID.public_id]
    assert (share.share_percent, share.starts_on) == (80, date(2025, 8, 1))


def test_ingrids_objectives_and_talks_add_up(world: World) -> None:
    mine = [each for each in world.objectives if each.person == INGRID.public_id]
    tally = Counter((each.objective_set, each.state.value, each.held_by) for each in mine)
    assert tally["VOP", "approved", None] == 56
    assert tally["FKM", "approved", None] == 15
    assert tally["VOP", "sent", KJERSTI.public_id] == 4
    assert tally["FKM", "sent", PER_OLAV.public_id] == 4
    mine_all = [each for each in world.talks if each.person == INGRID.public_id]
    talks = [each for each in mine_all if each.held_on <= world.today]
    assert sum(each.hours for each in talks) == 86
    assert max(each.held_on for each in talks) == date(2026, 10, 14)
    [enrolment] = [each for each in world.enrolments if each.person == INGRID.public_id]
    assert (enrolment.personal_supervisor, enrolment.approver) == (
        KJERSTI.public_id,
        PER_OLAV.public_id,
    )


def test_the_other_doctors_of_the_cast_are_where_they_say(world: World) -> None:
    assert services_of(world, NORA.public_id) == [
        ("Indremedisin", "2026-09-01", "2026-12-31"),
        ("Kirurgi", "2027-01-01", "2027-04-30"),
        ("Psykiatri", "2027-05-01", "2027-08-31"),
        ("Kommunetjeneste", "2027-09-01", "2028-02-29"),
    ]
    assert services_of(world, THEA.public_id)[2:] == [
        ("Åpen allmennpraksis", "2025-09-01", "2027-02-28"),
        ("Institusjonstjeneste, sykehus", "2027-03-01", "2027-08-31"),
        ("Åpen allmennpraksis", "2027-09-01", "2030-08-31"),
    ]
    [sivert] = [each for each in world.people if each.public_id == SIVERT.public_id]
    assert sivert.authorised_on is None
    assert sivert.degree_expected_on is not None
    assert (sivert.degree_expected_on.year, sivert.degree_expected_on.month) == (2027, 6)


def test_the_contract_specialist_of_the_cast_expects_henrik_in_march_2028(world: World) -> None:
    [practice] = [
        each.organisation for each in world.employments if each.person == RAGNHILD.public_id
    ]
    coming = [each for each in world.services if each.organisation == practice]
    assert [(each.person, each.starts_on) for each in coming] == [
        (HENRIK.public_id, date(2028, 3, 1))
    ]
    assert coming[0].place_kind is PlaceKind.CONTRACT_SPECIALIST


def test_kjersti_supervises_several_and_has_something_waiting(world: World) -> None:
    mine = [each for each in world.enrolments if each.personal_supervisor == KJERSTI.public_id]
    assert len(mine) >= 4
    waiting = [each for each in world.objectives if each.held_by == KJERSTI.public_id]
    assert len({each.person for each in waiting}) >= 2
    assert world.today == DEMO_TODAY


# What the doctors have registered themselves


def test_procedures_are_those_with_a_recommended_number_where_the_doctor_is(
    world: World, reference: DemoReference
) -> None:
    scope = {each.key: each.scope for each in reference.objectives if each.row_type == "procedure"}
    enrolled = {each.person: each for each in world.enrolments}
    assert {scope[each.procedure_key] for each in world.procedures} == {
        *("ORT", "GAS", "OYE", "KIR", "KIR-DEL2")
    }
    for each in world.procedures:
        doctor = enrolled[each.person]
        wanted = "KIR-DEL2" if doctor.stage.startswith("part2") else doctor.specialty
        assert scope[each.procedure_key] == wanted
        assert each.count > 0


def test_what_is_registered_has_a_state_that_hangs_together(any_world: World) -> None:
    guide = {each.person: each.personal_supervisor for each in any_world.enrolments}
    rows = (*any_world.procedures, *any_world.activities)
    assert {each.state for each in rows} == set(SignState)
    for each in rows:
        sent, signed = each.state is SignState.SENT, each.state is SignState.SIGNED
        assert each.held_by == (guide[each.person] if sent else None)
        assert (each.waits_for is not None) == sent
        assert (each.sent_on is not None) == (sent or signed)
        assert each.signed_by == (guide[each.person] if signed else None)
        assert (each.signed_on is not None) == signed


def test_an_activity_belongs_to_an_objective_that_is_begun(world: World) -> None:
    begun = {
        (each.person, each.objective_set, each.identifier)
        for each in world.objectives
        if each.state is ObjectiveState.IN_PROGRESS
    }
    assert world.activities
    assert {
        (each.person, each.objective_set, each.identifier) for each in world.activities
    } <= begun


def test_talks_are_agreed_on_weekdays_with_the_doctors_own_supervisor(world: World) -> None:
    guide = {each.person: each.personal_supervisor for each in world.enrolments}
    ahead = [each for each in world.talks if each.held_on > world.today]
    assert all(each.held_on.weekday() < 5 for each in ahead)
    assert all(each.supervisor == guide[each.person] for each in ahead)
    names = {each.public_id: each.name for each in world.people}
    assert {"Ingrid Solbakken", "Jonas Blikstad", "Silje Nerdrum"} <= {
        names[each.person] for each in ahead
    }
