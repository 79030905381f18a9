"""What the page says about a judged requirement: what counts, what may count, what does not."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from flask_babel import Babel

from app.services.my_pathway_requirements import beside_text, has_text, open_points, state_word
from pathways.requirement_state import RequirementState
from pathways.types.record import GroupPeriod, ObjectiveTally, PlaceKind, ProcedureTally, Talk
from tests.unit.requirement_values import (
    GENERAL_PRACTICE,
    MEASURES,
    Kind,
    a_requirement,
    an_alis,
    in_practice,
    judged,
)
from tests.unit.test_requirements_courses import PROCEDURES, SURGERY
from tests.unit.trainee_records import a_record, a_service, day


@pytest.fixture(autouse=True)
def norwegian() -> Iterator[None]:
    app = Flask(__name__)
    Babel(app, default_locale="nb_NO")
    with app.test_request_context():
        yield


def plain_spaces(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


def told(state: RequirementState) -> str:
    return plain_spaces(has_text(state))


def test_time_over_a_cap_is_named() -> None:
    sixty = a_requirement(Kind.SERVICE, amount=60, unit="months")
    state = judged(
        sixty, an_alis(in_practice("01.01.2021", "31.12.2025")), measures=GENERAL_PRACTICE
    )
    assert told(state) == "54 md., 6 md. over grensen teller ikke"


def test_a_place_that_may_count_is_said_so() -> None:
    institution = a_requirement(Kind.SERVICE, amount=6, unit="months", inside_service="institution")
    home = in_practice("01.01.2026", "30.06.2026", place_kind=PlaceKind.NURSING_HOME)
    state = judged(institution, an_alis(home))
    assert state_word(state) == "Ukjent"
    assert told(state) == "0 md., 6 md. som kanskje teller"
    assert open_points(state) == ["kilden sier ikke om tjenesten på stedet teller"]


def test_an_older_set_is_shown_with_its_year() -> None:
    common = a_requirement(Kind.COMMON_OBJECTIVES, amount=29)
    tallies = (ObjectiveTally("FKM", 8, 0, 0), ObjectiveTally("FKM-2024", 62, 0, 0))
    state = judged(common, a_record(objectives=tallies))
    assert told(state) == "8 godkjent, 62 godkjent i settet fra 2024"
    assert open_points(state) == ["kilden sier ikke hvordan mål fra et eldre sett regnes over"]


def test_the_last_twelve_months_are_told_when_they_lack_hours() -> None:
    hours = a_requirement(Kind.SUPERVISION, amount=4, unit="hours_per_month")
    record = an_alis(in_practice("24.11.2024", None), talks=(Talk(day("01.03.2025"), 84),))
    state = judged(hours, record, measures=MEASURES)
    assert beside_text(state) == ["42 timer under snittet siste tolv måneder"]


def test_procedures_are_kinds_with_a_full_number() -> None:
    tallies = (ProcedureTally("procedure-kir-01", 30), ProcedureTally("procedure-kir-04", 4))
    record = a_record(stage="part3:KIR", specialty="KIR", procedures=tallies)
    assert told(judged(PROCEDURES, record, measures=SURGERY)) == "1 har fullt antall, 1 begynt på"


def test_a_broken_order_and_an_open_one() -> None:
    order = a_requirement(Kind.ORDER, "lis1_municipality")
    early = a_service("01.03.2026", "31.08.2026", "lis1_municipality")
    year = a_service("01.09.2025", "31.08.2026", "lis1_hospital")
    record = a_record(year, early, stage="lis1_municipality", specialty=None)
    broken = judged(order, record)
    assert state_word(broken) == "Begynner før sykehusåret er fullført"
    assert told(broken) == "fra 01.03.2026"
    own = judged(order, replace(record, services=(year, replace(early, is_own_post=True))))
    assert state_word(own) == "Uavklart"
    assert open_points(own) == ["om rekkefølgen kan fravikes for egne LIS1-stillinger, er uavklart"]


def test_guidance_marked_as_practice_without_such_service_may_count() -> None:
    year = a_requirement(
        Kind.GROUP_GUIDANCE, amount=12, unit="months", inside_service="open_unselected_practice"
    )
    group = GroupPeriod(day("01.01.2025"), day("31.12.2025"), 60, in_open_practice=True)
    post = in_practice("01.01.2025", None, place_kind=PlaceKind.MUNICIPALITY)
    state = judged(year, an_alis(post, group_guidance=(group,)))
    assert beside_text(state) == ["12 md. som kanskje teller"]
