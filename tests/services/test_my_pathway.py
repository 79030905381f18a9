"""Min vei as a value: the sentence, the line, the steps and the gaps, without a database."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from flask_babel import Babel

from app.services.knowledge import KnowledgeBundle
from app.services.my_pathway import my_pathway
from app.services.my_pathway_reckoning import PlanInUse, reckon
from app.services.my_pathway_view import MyPathwayPage
from app.services.pathways_links import PathwayLinks
from pathways.delays.days import months_before
from pathways.graph import build_graph
from pathways.routes import main_route
from pathways.types.record import AttendanceState, CourseTaken, ObjectiveTally, TraineeRecord
from seed.knowledge_files import read_knowledge
from seed.reference_files import REFERENCE_FOLDER, read_bundle
from tests.unit.trainee_records import (
    a_plan,
    a_plan_service,
    a_record,
    a_service,
    day,
    leave,
)

TODAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def bundle() -> KnowledgeBundle:
    knowledge = read_knowledge(REFERENCE_FOLDER)
    files = read_bundle(REFERENCE_FOLDER)
    return KnowledgeBundle(
        1,
        "files",
        datetime(2026, 11, 23, tzinfo=UTC),
        knowledge,
        build_graph(knowledge),
        files.plans,
        files.local_offers,
        files.courses,
        files.round_dates,
    )


@pytest.fixture(autouse=True)
def norwegian() -> Iterator[None]:
    app = Flask(__name__)
    Babel(app, default_locale="nb_NO")
    with app.test_request_context():
        yield


def page_of(
    bundle: KnowledgeBundle,
    record: TraineeRecord,
    plan: PlanInUse | None = None,
    *,
    own: bool = True,
) -> MyPathwayPage:
    return my_pathway(reckon(record, bundle, TODAY, plan, is_own=own), PathwayLinks())


PSYCHIATRY = a_record(
    a_service("01.09.2021", "31.08.2022", "lis1_hospital"),
    a_service("01.09.2022", "28.02.2023", "lis1_municipality"),
    a_service("01.03.2023", "31.03.2024", name_nb="Akutt", plan_seq=1),
    a_service("01.12.2024", "31.08.2027", name_nb="Poliklinikk", place="DPS Halden", plan_seq=2),
    a_service("01.09.2027", "31.08.2028", name_nb="Psykose", is_planned=True, plan_seq=3),
    name="Ingrid Solbakken",
    absences=(leave("01.04.2024", "30.11.2024"),),
    personal_supervisor="Kjersti Myhre",
    approver="Per Olav Dahle",
    objectives=(ObjectiveTally("FKM", 15, 4, 2, (("Per Olav Dahle", 4),), day("02.11.2026")),),
)
LIS1 = a_record(
    a_service("01.09.2026", "31.08.2027", "lis1_hospital", name_nb="Indremedisin"),
    stage="lis1_hospital",
    specialty=None,
    personal_supervisor="Kjersti Myhre",
)
STUDENT = a_record(
    stage="student_licensed",
    specialty=None,
    authorised_on=None,
    student_licence_on=day("09.02.2026"),
    degree_expected_on=day("18.06.2027"),
)


# ---- The sentence ------------------------------------------------------------------------


PLAN = PlanInUse(
    a_plan(*(a_plan_service(n, months) for n, months in ((1, 12), (2, 24), (3, 12), (4, 6)))),
    2,
    False,
)


def test_without_a_plan_only_the_first_possible_day_is_promised(bundle: KnowledgeBundle) -> None:
    page = page_of(bundle, PSYCHIATRY)
    assert page.sentence == (
        "Du kan bli godkjent spesialist i psykiatri tidligst *31. oktober 2028*."
    )
    assert "36,8 av 60 måneder er gjort" in page.reason
    assert "Ingen utdanningsplan er registrert" in page.reason


def test_with_a_plan_the_day_what_decides_it_and_what_is_to_plan_are_told(
    bundle: KnowledgeBundle,
) -> None:
    page = page_of(bundle, PSYCHIATRY, PLAN)
    assert page.sentence == "Du kan bli godkjent spesialist i psykiatri *28. februar 2029*."
    assert page.reason.startswith(
        "Det som avgjør, er plassen på tjeneste 3. Den er booket fra 1. september 2027."
    )
    assert "Så følger tjeneste 4." in page.reason
    stop = next(stop for stop in page.strip.stops if stop.name == "Tjeneste 4")
    assert stop.under == ("må plasseres", "2028–2029")
    assert any("må plasseres" in entry.text for entry in page.years.entries)
    assert [block.kind for block in page.years.timeline.services][-1] == "to-plan"


def test_an_earlier_start_is_named_only_as_early_as_it_helps(bundle: KnowledgeBundle) -> None:
    """Served 34 months on 23.11.2026 would be full on 31.10.2028 at the earliest."""
    page = page_of(bundle, PSYCHIATRY, PLAN)
    assert "Får du den" in page.reason
    assert "er du ferdig 31. oktober 2028, 120 dager før." in page.reason
    step = page.steps[0]
    assert step.title.startswith("Spør om psykose fra")
    assert step.moves
    assert page.steps_note == "De to første kan flytte datoen."


def test_the_bracket_runs_from_what_decides_to_the_goal(bundle: KnowledgeBundle) -> None:
    page = page_of(bundle, PSYCHIATRY, PLAN)
    assert page.strip.decides is not None
    first, last = page.strip.decides
    assert page.strip.stops[first].name == "Psykose"
    assert page.strip.stops[last].name == "Spesialist"
    assert [item.name.partition(",")[0] for item in page.route if item.tag] == [
        "Psykose",
        "Tjeneste 4",
    ]


def test_somebody_else_reads_the_same_in_the_third_person(bundle: KnowledgeBundle) -> None:
    page = page_of(bundle, PSYCHIATRY, own=False)
    assert page.sentence.startswith("Ingrid Solbakken kan bli godkjent")
    texts = [page.reason, page.strip.here_label, *(step.who for step in page.steps)]
    assert not [text for text in texts if "deg" in text.split() or "Du" in text.split()]


def test_a_lis1_is_told_when_lis1_can_end(bundle: KnowledgeBundle) -> None:
    assert page_of(bundle, LIS1).sentence == ("Du kan være ferdig med LIS1 *29. februar 2028*.")


def test_a_student_is_told_the_first_start_and_that_deadlines_are_old(
    bundle: KnowledgeBundle,
) -> None:
    page = page_of(bundle, STUDENT)
    assert page.sentence == "Den første LIS1-starten du kan rekke, er *1. september 2027*."
    assert "Søknadsfristen er ikke publisert hos oss" in page.reason


def test_a_student_without_a_degree_date_gets_no_date(bundle: KnowledgeBundle) -> None:
    page = page_of(bundle, replace(STUDENT, degree_expected_on=None))
    assert page.sentence == "Din første LIS1-start er *ukjent*."
    assert page.years.timeline.end is None


def test_with_the_minimum_time_served_the_rest_can_be_done_tomorrow(
    bundle: KnowledgeBundle,
) -> None:
    page = page_of(bundle, a_record(a_service("01.09.2021", None)))
    assert page.sentence.endswith("tidligst *24. november 2026*.")


def test_a_doctor_on_leave_stands_where_the_path_was_left(bundle: KnowledgeBundle) -> None:
    away = replace(PSYCHIATRY, stage="trainee_leave")
    assert page_of(bundle, away).sentence == page_of(bundle, PSYCHIATRY).sentence


def test_an_asterisk_in_a_name_is_no_emphasis(bundle: KnowledgeBundle) -> None:
    page = page_of(bundle, replace(PSYCHIATRY, name="*Ingrid*"), own=False)
    assert page.sentence.count("*") == 2


def test_the_phases_agree_with_the_graph_for_every_specialty(bundle: KnowledgeBundle) -> None:
    for specialty in bundle.knowledge.specialties:
        record = a_record(stage=f"part3:{specialty.code}", specialty=specialty.code)
        reckoning = reckon(record, bundle, TODAY)
        route = main_route(bundle.graph, specialty.code)
        needed = sum(phase.months for phase in reckoning.measures.phases)
        assert max(needed, reckoning.frame.total_months or 0) == (
            route.minimum_from_authorisation_months
        )


# ---- How it was reckoned -----------------------------------------------------------------


def test_what_is_unsettled_is_marked(bundle: KnowledgeBundle) -> None:
    lines = [line for fact in page_of(bundle, LIS1).explanation for line in fact.lines]
    holiday = next(line for line in lines if line.text.startswith("Ferie teller"))
    assert holiday.tag == "uavklart"
    assert holiday.source is not None


# ---- The line ----------------------------------------------------------------------------


def test_the_line_runs_from_authorisation_over_here_to_consultant(
    bundle: KnowledgeBundle,
) -> None:
    stops = page_of(bundle, PSYCHIATRY).strip.stops
    assert [stop.name for stop in stops] == [
        "Ferdig lege",
        "Tjeneste",
        "Tjeneste",
        "Akutt",
        "Poliklinikk",
        "Psykose",
        "Spesialist",
        "Overlege",
    ]
    assert [stop.mark for stop in stops].count("here") == 1
    assert stops[4].mark == "here"


def test_the_list_says_what_the_drawing_says(bundle: KnowledgeBundle) -> None:
    page = page_of(bundle, PSYCHIATRY)
    names = [item.name for item in page.route if item.name != "Permisjon"]
    assert len(names) == len(page.strip.stops)
    assert all(
        name.startswith(stop.name) for name, stop in zip(names, page.strip.stops, strict=True)
    )
    assert [item.under for item in page.route if item.name == "Permisjon"] == [
        "01.04.2024–30.11.2024 · 8 md."
    ]


def test_each_kind_of_doctor_has_a_line_of_its_own(bundle: KnowledgeBundle) -> None:
    alis = a_record(a_service("01.09.2025", None, "part3:ALM"), stage="part3:ALM", specialty="ALM")
    lines = {
        tuple(stop.name for stop in page_of(bundle, record).strip.stops)
        for record in (PSYCHIATRY, LIS1, STUDENT, alis)
    }
    assert len(lines) == 4
    assert page_of(bundle, alis).strip.stops[-1].name == "Fastlege"


def test_between_services_the_line_says_so(bundle: KnowledgeBundle) -> None:
    record = replace(PSYCHIATRY, services=PSYCHIATRY.services[:3])
    here = next(s for s in page_of(bundle, record).strip.stops if s.mark == "here")
    assert here.name == "Mellom tjenester"


# ---- Next steps --------------------------------------------------------------------------


def test_what_is_missing_comes_first_and_names_who_can_mend_it(bundle: KnowledgeBundle) -> None:
    steps = page_of(bundle, replace(PSYCHIATRY, personal_supervisor=None)).steps
    step = next(step for step in steps if step.title == "Få en personlig veileder")
    assert step.who == "Per Olav Dahle, leder"
    assert steps[0].title == "Få en utdanningsplan"
    assert (steps[0].moves, step.moves) == (True, False)


def test_what_waits_says_with_whom_and_since_when(bundle: KnowledgeBundle) -> None:
    steps = page_of(bundle, PSYCHIATRY).steps
    step = next(s for s in steps if "felles kompetansemål" in s.title)
    assert step.title == "Få svar på fire felles kompetansemål"
    assert step.who.endswith("· Per Olav Dahle")
    assert step.text == "Det eldste ble sendt 02.11.2026. Flytter ikke datoen før 31.10.2028."
    assert not step.moves


def test_a_course_that_is_not_booked_gets_the_day_sign_up_probably_closes(
    bundle: KnowledgeBundle,
) -> None:
    course = CourseTaken("k", "Grunnkurs", AttendanceState.PLANNED, day("12.04.2027"), None)
    steps = page_of(bundle, replace(PSYCHIATRY, courses=(course,))).steps
    step = next(s for s in steps if "Grunnkurs" in s.title)
    assert step.due == "omtrent 12. januar 2027"


def test_a_lis1_without_a_municipality_is_told_when_it_should_be_known(
    bundle: KnowledgeBundle,
) -> None:
    step = next(s for s in page_of(bundle, LIS1).steps if "kommune" in s.title)
    assert step.due == "1. mai 2027"


def test_there_are_never_more_than_five_steps(bundle: KnowledgeBundle) -> None:
    courses = tuple(
        CourseTaken(str(n), f"Kurs {n}", AttendanceState.BOOKED, date(2027, n, 1), None)
        for n in range(1, 9)
    )
    record = replace(PSYCHIATRY, personal_supervisor=None, courses=courses)
    assert len(page_of(bundle, record).steps) == 5


def test_months_before_keeps_to_the_month() -> None:
    assert months_before(date(2027, 5, 31), 3) == date(2027, 2, 28)
    assert months_before(date(2027, 1, 15), 3) == date(2026, 10, 15)


# ---- Requirements, years, plan -----------------------------------------------------------


def test_the_filter_hides_what_is_done_and_loses_nothing(bundle: KnowledgeBundle) -> None:
    requirements = page_of(bundle, PSYCHIATRY).requirements
    everything = [row for group in requirements.shown(True) for row in group.rows]
    left = [row for group in requirements.shown(False) for row in group.rows]
    assert len(everything) == requirements.total
    assert left == [row for row in everything if not row.is_done]
    assert len(left) == requirements.remaining < requirements.total


def test_a_requirement_without_a_figure_says_so(bundle: KnowledgeBundle) -> None:
    rows = [r for g in page_of(bundle, PSYCHIATRY).requirements.groups for r in g.rows]
    objectives = next(row for row in rows if row.name == "Læringsmålene i del 3")
    assert objectives.needs == "antall ikke oppgitt"
    assert objectives.source is not None


def test_what_decides_is_tagged_and_the_rest_says_how_long_it_can_wait(
    bundle: KnowledgeBundle,
) -> None:
    rows = {
        row.name: row
        for group in page_of(bundle, PSYCHIATRY, PLAN).requirements.groups
        for row in group.rows
    }
    decides = {name for name, row in rows.items() if ("avgjør", "accent") in row.tags}
    assert decides == {"Tjeneste 3", "Tjeneste 4"}
    assert rows["Tjeneste 3"].times.slack == "0 dager"
    assert rows["Tjeneste 4"].times.latest == "28.02.2029"
    whole = rows["Minst 60 måneders tjeneste"].times
    assert (whole.earliest, whole.latest, whole.slack) == ("31.10.2028", "28.02.2029", "120 dager")


def test_what_nobody_has_said_is_unknown_and_asked_about(bundle: KnowledgeBundle) -> None:
    plan = a_plan(a_plan_service(1, 12), a_plan_service(2, 24), a_plan_service(9, None))
    page = page_of(bundle, PSYCHIATRY, PlanInUse(plan, 1, False))
    assert "tidligst" in page.sentence
    row = next(r for r in page.requirements.groups[0].rows if r.name == "Tjeneste 9")
    assert (row.times.earliest, row.times.slack) == ("Ukjent", "Ukjent")
    step = next(step for step in page.steps if step.title.startswith("Spør hvor lang"))
    assert step.who.endswith("Per Olav Dahle, leder")


def test_a_year_is_told_in_words(bundle: KnowledgeBundle) -> None:
    years = {e.year: e.text for e in page_of(bundle, PSYCHIATRY).years.entries}
    assert years[2024] == (
        "Akutt, Kalnes til mars. Poliklinikk, DPS Halden fra desember. Permisjon april–november."
    )
    assert years[2028].endswith("Tidligst ferdig 31. oktober.")


def test_the_plan_is_matched_and_its_contradiction_shown(bundle: KnowledgeBundle) -> None:
    plan = a_plan(
        *(a_plan_service(seq, months) for seq, months in ((1, 12), (2, 36), (3, 12), (4, 6))),
        total_stated_as="target",
    )
    page = page_of(bundle, PSYCHIATRY, PlanInUse(plan, 2, False))
    view = page.plan
    assert view is not None
    rows = page.requirements.shown(True)[0].rows
    assert [row.word for row in rows] == [
        "Fullført",
        "Pågår",
        "Planlagt",
        "Ikke planlagt",
    ]
    assert len(view.contradictions) == 1
    assert "66" in view.contradictions[0]
    assert "Tjeneste 4 har ingen periode ennå." in view.gaps


def test_without_a_plan_the_page_says_whom_to_ask(bundle: KnowledgeBundle) -> None:
    page = page_of(bundle, PSYCHIATRY)
    assert page.plan is None
    assert page.no_plan is not None
    assert page.no_plan.title == "Ingen plan er knyttet til deg ennå"
    assert page.no_plan.ask == "Spør Per Olav Dahle, leder."


def test_a_student_is_not_told_that_a_plan_is_missing(bundle: KnowledgeBundle) -> None:
    assert page_of(bundle, STUDENT).no_plan is None


def test_every_stage_of_the_graph_gives_a_page(bundle: KnowledgeBundle) -> None:
    for stage in bundle.knowledge.stages:
        record = a_record(
            a_service("01.03.2025", None, stage.key), stage=stage.key, specialty=stage.specialty
        )
        page = page_of(bundle, record)
        assert page.sentence.count("*") == 2, stage.key
        assert page.strip.stops, stage.key
