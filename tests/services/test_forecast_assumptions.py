"""What people believe: kept with who said it, judged by field, the newest counts."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import Session, col

from app.db.tables import AssumptionName, AuditEvent, ForecastAssumption
from app.services import forecast_assumptions as service
from app.services.forecast_assumptions_page import AssumptionPage, SubjectView, load_page
from app.services.forecast_case_said import said_of
from app.services.forecast_scenarios import Desk
from app.services.places_fields import Draft
from app.store import forecast_data as data_store
from app.store.regions import Region, load_regions
from tests.support.databases import NOW

TODAY = date(2026, 11, 23)
NAMES = {"VOP": "Psykiatri", "RAD": "Radiologi"}
SAID = {
    "name": "retention",
    "specialty": "VOP",
    "low": "58",
    "high": "70 %",
    "said_by": "Klinikksjefen",
    "said_on": "4.11.2026",
    "note": "Erfaring",
}


def region(session: Session, key: str = "helse-nord") -> Region:
    return next(each for each in load_regions(session, None) if each.key == key)


def desk(session: Session, at: datetime = NOW, key: str = "helse-nord") -> Desk:
    return Desk(region(session, key), None, TODAY, at)


def keep(session: Session, minutes: int = 0, key: str = "helse-nord", **other: str) -> str:
    at = NOW + timedelta(minutes=minutes)
    made = service.keep(session, desk(session, at, key), {**SAID, **other}, NAMES)
    assert isinstance(made, str)
    return made


def refused(session: Session, **other: str) -> Mapping[str, str]:
    """Messages by field; nothing may be kept."""
    draft = service.keep(session, desk(session), {**SAID, **other}, NAMES)
    assert isinstance(draft, Draft)
    assert draft.raw == {**SAID, **other}
    assert not session.execute(sa.select(col(ForecastAssumption.id))).all()
    return {each.field: each.text for each in draft.problems}


def page(session: Session) -> AssumptionPage:
    return load_page(session, region(session), NAMES)


def only(session: Session) -> SubjectView:
    (view,) = page(session).in_use
    return view


def actions(session: Session) -> list[str]:
    rows = session.execute(sa.select(col(AuditEvent.action)).order_by(col(AuditEvent.id)))
    return [action for (action,) in rows if action.startswith("forecast.")]


def test_what_is_said_is_kept_as_people_write_it(session: Session) -> None:
    keep(session)
    (row,) = data_store.assumptions(session, region(session).id)
    assert (row.name, row.specialty_code) == (AssumptionName.RETENTION, "VOP")
    assert (row.low, row.high) == (0.58, 0.7)
    assert (row.said_by, row.said_on) == ("Klinikksjefen", date(2026, 11, 4))
    assert actions(session) == ["forecast.assumption_said"]
    (line,) = only(session).lines
    assert (line.low, line.high, line.counts) == ("58\u00a0%", "70\u00a0%", True)


@pytest.mark.parametrize(
    ("field", "written", "told"),
    [
        ("name", "", "Velg hva det gjelder."),
        ("name", "salary", "Velg noe fra listen."),
        ("specialty", "XXX", "Velg noe fra listen."),
        ("low", "mange", "fra 0 til 100"),
        ("low", "-1", "fra 0 til 100"),
        ("high", "101", "fra 0 til 100"),
        ("high", "57", "kan ikke være mindre"),
        ("said_by", " ", "Skriv hvem"),
        ("said_on", "24.11.2026", "Dagen må være 23.11.2026 eller tidligere."),
        ("said_on", "i går", "dag.måned.år"),
        ("note", "x" * 1001, "høyst 1000 tegn"),
    ],
)
def test_bad_input_is_named_by_field_and_nothing_is_kept(
    session: Session, field: str, written: str, told: str
) -> None:
    found = refused(session, **{field: written})
    assert list(found) == [field]
    assert told in found[field]


def test_a_count_belongs_to_one_specialty_unless_it_is_none(session: Session) -> None:
    counted = {"name": "recruits", "specialty": "", "low": "0,5", "high": "1,5"}
    assert refused(session, **counted) == {"specialty": "Velg fag. Antallet gjelder ett fag."}
    keep(session, name="recruits", specialty="", low="0", high="0")
    assert only(session).specialty == "Alle fag"


def test_several_answers_stand_side_by_side_and_the_newest_entry_counts(session: Session) -> None:
    keep(session, said_by="Den første", said_on="20.11.2026")
    keep(session, 1, said_by="Den andre", low="50", high="60", said_on="1.11.2026")
    view = only(session)
    assert [(each.who, each.counts) for each in view.lines] == [
        ("Den andre", True),
        ("Den første", False),
    ]
    assert "55\u00a0% på midten" in view.use
    rows = data_store.assumptions(session, region(session).id)
    assert said_of(rows, "VOP")[AssumptionName.RETENTION].said_by == "Den andre"


def test_withdrawing_lets_the_one_before_count_again_and_stays_visible(session: Session) -> None:
    keep(session, said_by="Den første")
    newest = keep(session, 1, said_by="Den andre")
    assert service.withdraw(session, desk(session), newest)
    view = only(session)
    assert [(each.who, each.counts, bool(each.withdrawn)) for each in view.lines] == [
        ("Den andre", False, True),
        ("Den første", True, False),
    ]
    assert not service.withdraw(session, desk(session), newest)
    assert actions(session)[-1] == "forecast.assumption_withdrawn"
    assert len(actions(session)) == 3


def test_nobody_withdraws_the_answer_of_another_region(session: Session) -> None:
    kept = keep(session)
    assert not service.withdraw(session, desk(session, key="helse-vest"), kept)
    assert only(session).lines[0].counts
    keep(session, 1, key="helse-vest", said_by="Noen i vest")
    assert len(only(session).lines) == 1


def test_an_answer_for_all_says_which_specialties_have_their_own(session: Session) -> None:
    keep(session, specialty="")
    keep(session, 1, specialty="RAD")
    everybody, own = page(session).in_use
    assert (everybody.specialty, own.specialty) == ("Alle fag", "Radiologi")
    assert everybody.use.endswith("Gjelder ikke Radiologi, som har eget svar.")
    assert "Gjelder ikke" not in own.use


def test_the_sentence_counts_inputs_and_people(session: Session) -> None:
    assert page(session).opening.sentence == "*Ingen* har sagt hva de tror ennå."
    keep(session, said_by="Kari")
    keep(session, 1, said_by="kari", name="drop_out", low="1", high="3")
    gone = keep(session, 2, said_by="Ola", name="drift", low="0", high="1")
    service.withdraw(session, desk(session), gone)
    opening = page(session).opening
    assert opening.sentence == "*To forutsetninger* bygger på det noen har sagt."
    assert opening.reason is not None and opening.reason.startswith("Ett menneske er spurt.")
    (away,) = page(session).withdrawn
    assert (away.title, away.use) == ("Hvor mye behovet vokser, utenom befolkningen", "")


def test_what_has_no_spread_in_a_case_is_told_as_its_middle(session: Session) -> None:
    keep(session, name="exits_later", specialty="", low="-1", high="2")
    assert only(session).use == "Framskrivingen bruker midten: 0,5\u00a0år."
