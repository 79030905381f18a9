"""The sentences of one specialty's forecast say what the numbers say."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask_babel import Babel, force_locale

from app.services import forecast_delay_costs as costs
from app.services import forecast_specialty_words as words
from app.services.forecast_origin_words import data_tags, input_name, input_rows, origin_words
from app.services.forecast_provenance import Input, Origin, OriginKind
from app.services.forecast_specialty_options import Training, training_of
from app.services.forecast_specialty_words import Advised, Span
from app.services.wording import plain
from app.store.course_outlooks import OutlookRow
from app.store.forecast_specialty import SiteRow
from pathways.forecast.delay_cost import TraineeDelay
from tests.support.databases import NOW
from tests.support.forecast_cases import field

AIM = "80\u00a0% sjanse for full dekning i 2040"
FEW_AIM = "full dekning i 2040 i 8 av 10 forløp"
TOO_SOON = "Full dekning kan ikke nås med inntak før 2034."


@pytest.fixture(autouse=True, scope="module")
def bokmal() -> Iterator[None]:
    app = Flask(__name__)
    Babel(app)
    with app.app_context(), force_locale("nb_NO"):
        yield


def advised(starts: int | None, wanted: float = 0.8, **rest: object) -> Advised:
    return Advised(wanted, starts, 0.84, 0.12, **rest)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("found", "now", "few", "told"),
    [
        (advised(9), 6, False, f"Ta inn 9 i året, tre flere enn nå, for å ha {AIM}."),
        (advised(7), 6, False, f"Ta inn 7 i året, én flere enn nå, for å ha {AIM}."),
        (advised(6), 6, False, f"Ta inn 6 i året, som nå, for å ha {AIM}."),
        (advised(4), 6, False, f"Det er nok å ta inn 4 i året, to færre enn nå, for å ha {AIM}."),
        (advised(0), 6, False, f"Ingen nye trenger å begynne for å ha {AIM}."),
        (advised(None, is_too_soon=True), 6, False, TOO_SOON),
        (advised(None, most=60), 6, False, f"Selv 60 i året er for få til å ha {AIM}."),
        (advised(2), 1, True, f"Ta inn 2 i året, én flere enn nå, for å ha {FEW_AIM}."),
    ],
)
def test_the_headline_says_the_answer(found: Advised, now: int, few: bool, told: str) -> None:
    assert plain(words.headline(found, now, 2040, 2034, few)) == told


@pytest.mark.parametrize(
    ("low", "high", "told"),
    [
        (7.2, 21.6, "mangler det trolig mellom 7 og 22 årsverk, uansett inntak."),
        (-3.0, 17.4, "mangler det trolig høyst 17 årsverk, uansett inntak."),
        (-3.0, 1.2, "mangler det trolig høyst ett årsverk, uansett inntak."),
        (4.8, 5.2, "mangler det trolig 5 årsverk, uansett inntak."),
        (-9.0, 0.2, "er det trolig nok, uansett inntak."),
    ],
)
def test_the_reason_says_what_no_intake_can_change(low: float, high: float, told: str) -> None:
    reason = words.reason(2027, 2034, Span(low, (low + high) / 2, high))
    assert reason == f"De som begynner i 2027, er ikke ferdige før 2034. I 2033 {told}"


@pytest.mark.parametrize(
    ("chance", "told"),
    [(0.0, "0 %"), (0.004, "under 1 %"), (0.154, "15 %"), (0.996, "over 99 %"), (1.0, "100 %")],
)
def test_a_chance_is_never_rounded_to_none_or_sure(chance: float, told: str) -> None:
    assert words.percent(chance) == told.replace(" ", "\u00a0")


@pytest.mark.parametrize(
    ("chance", "told"),
    [
        (0.0, "0 av 10 forløp"),
        (0.04, "færre enn 1 av 10 forløp"),
        (0.84, "8 av 10 forløp"),
        (0.97, "flere enn 9 av 10 forløp"),
    ],
)
def test_few_specialists_are_told_without_per_cent(chance: float, told: str) -> None:
    assert words.tenths(chance) == words.chance_of(chance, few=True) == told


@pytest.mark.parametrize(
    ("value", "told"),
    [(7.6, "+8"), (-9.4, "−9"), (3.14, "+3,1"), (-0.26, "−0,3"), (0.04, "0"), (-0.04, "0")],
)
def test_an_amount_has_its_sign(value: float, told: str) -> None:
    assert words.amount(value) == told


@pytest.mark.parametrize(
    ("gap", "told"),
    [
        (8.7, "Mangler trolig 9 årsverk i 2040."),
        (1.2, "Mangler trolig ett årsverk i 2040."),
        (0.3, "Trolig nok i 2040."),
        (-4.0, "Trolig 4 årsverk for mye i 2040."),
    ],
)
def test_what_is_missing_as_now(gap: float, told: str) -> None:
    assert words.missing(2040, gap) == told


@pytest.mark.parametrize(
    ("places", "supervisors", "ceiling", "told"),
    [
        (1, 1, None, "Krever én ny veileder og én utdanningsplass til."),
        (0, 2, None, "Krever to nye veiledere."),
        (12, 0, 9, "Krever tolv utdanningsplasser til. Over opplæringskapasiteten på ni i året."),
        (0, 0, None, "Det er plasser og veiledere nok."),
        (None, 2, None, "Krever to nye veiledere. Antall utdanningsplasser er ukjent."),
        (0, None, None, "Antall veiledere er ukjent."),
        (None, None, None, "Hva det krever av plasser og veiledere, er ukjent."),
        (3, 0, 0, "Krever tre utdanningsplasser til. Opplæringskapasiteten er under én i året."),
    ],
)
def test_what_an_intake_takes_and_what_is_unknown(
    places: int | None, supervisors: int | None, ceiling: int | None, told: str
) -> None:
    assert words.requires(places, supervisors, ceiling) == told


@pytest.mark.parametrize(
    ("places", "supervisors", "told"),
    [
        (36, 18, "Det er plasser og veiledere nok."),
        (30, 18, "Krever seks utdanningsplasser til. Over opplæringskapasiteten på fem i året."),
        (40, 16, "Krever to nye veiledere. Over opplæringskapasiteten på fem i året."),
        (None, 16, "Krever to nye veiledere. Over opplæringskapasiteten på fem i året."),
    ],
)
def test_six_a_year_for_six_years_take_36_places_and_a_supervisor_for_two(
    places: int | None, supervisors: int, told: str
) -> None:
    assert Training(places, supervisors, 6.0).asks_for(6).startswith(told)


def test_a_site_that_has_not_said_leaves_the_sum_unknown() -> None:
    case = field()
    rows = [SiteRow("A", (), 4, 10, 3), SiteRow("B", (), None, None, 2)]
    found = training_of(case, rows)
    assert (found.places, found.supervisors) == (None, 5)
    # Five, six and eight years, less the two per cent a year who leave.
    assert 5.8 < found.years < 6.3


def test_the_three_kinds_of_uncertainty_stand_in_one_sentence() -> None:
    alone = words.certainty(2040, 0.27, None)
    assert alone.startswith(
        "Av usikkerheten i 2040 er 27\u00a0% tilfeldigheter for hver person, og 73\u00a0% hvor"
    )
    assert alone.endswith("det viser scenariene hver for seg.")
    assert words.certainty(2040, 0.27, (-2.0, 12.6, 3)).endswith(
        "de 3 scenariene som er regnet ut, gir −2 til 12,6 årsverk for lite på midten."
    )
    assert words.certainty(2040, None, None).startswith("Ingenting i forløpene varierer")


def test_every_input_that_moves_and_every_lever_has_a_name() -> None:
    from pathways.forecast.results import LeverKind
    from pathways.forecast.sensitivity import standard_inputs

    for name, low, high in standard_inputs(field()):
        assert words.swing_name(name, low.value, high.value) != name
    assert all(words.lever_name(kind.value, 0.1) != kind.value for kind in LeverKind)
    assert words.swing_name("exits_later", -2, 2) == "Alder når folk slutter, ± 2 år"
    assert words.swing_name("retention", 0.6, 0.8) == "Andel som blir i regionen, 60–80 %"


# What delays cost


def course(**changes: object) -> OutlookRow:
    values = {
        "course_key": "grunnkurs",
        "name_nb": "Grunnkurs i psykiatri",
        "specialty": "VOP",
        "as_of": NOW.date(),
        "worked_out_at": NOW,
        "demand": 9,
        "seats_ahead": 4,
        "delayed": 5,
        "delay_days": 400,
        "best_starts_on": NOW.date().replace(year=2027, month=3),
        "best_saved_days": 400,
    }
    return OutlookRow(**values | changes)  # type: ignore[arg-type]


DOCUMENT = {
    "until_year": 2036,
    "doctors": 7,
    "days": 883,
    "lost": {"grunnkurs": 1.1, "rotation_slot": 1.3, "gone": 0.01},
}


def test_delays_cost_specialist_years_by_what_delays() -> None:
    everything, slot, basic = costs.rows_of(DOCUMENT, [course()])
    assert (everything.term, plain(everything.cost)) == (
        "Åpne forsinkelser i dag",
        "2,4 spesialistår fram til 2036",
    )
    assert everything.note == "7 leger, til sammen 29 måneder"
    assert plain(slot.cost) == "1,3 spesialistår av dem"
    assert slot.note == ""
    assert (basic.term, basic.note) == (
        "Grunnkurs i psykiatri",
        "Én ekstra samling i mars 2027 henter inn alt",
    )


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"best_saved_days": 200}, "Én ekstra samling i mars 2027 henter inn omtrent 0,6"),
        ({"best_saved_days": 0}, "Én ekstra samling henter ikke inn noe"),
        ({"best_starts_on": None}, "Én ekstra samling henter ikke inn noe"),
    ],
)
def test_an_extra_session_wins_back_its_part(changes: dict[str, object], told: str) -> None:
    assert costs.rows_of(DOCUMENT, [course(**changes)])[2].note == told


def test_few_delayed_doctors_are_not_counted_out() -> None:
    few = costs.rows_of(DOCUMENT | {"doctors": 4}, [])
    assert few[0].note == "Færre enn fem leger"
    assert costs.rows_of({**DOCUMENT, "doctors": 0, "lost": {}}, []) == ()


def test_what_a_run_keeps_of_delays_adds_up_and_names_nobody() -> None:
    case = field()
    kept = costs.worked_out(case, [TraineeDelay(0, 200, "a"), TraineeDelay(0, 100, "b")])
    assert kept["until_year"] == 2036
    assert (kept["doctors"], kept["days"]) == (1, 300)
    assert kept["lost"]["a"] == pytest.approx(2 * kept["lost"]["b"], rel=0.01)
    assert 0 < sum(kept["lost"].values()) < 300 / 365.25
    assert costs.worked_out(case, [])["lost"] == {}


# Where the inputs came from


def test_old_and_invented_figures_are_marked_wherever_they_are_used() -> None:
    old, demo = Origin(OriginKind.OLD, year=2018), Origin(OriginKind.DEMO)
    assert data_tags([{"stock": old}]) == ("Gamle tall fra 2018",)
    assert data_tags([{"stock": demo, "exits": old}]) == (
        "Demotall. Egne tall er ikke lest inn.",
        "Gamle tall fra 2018",
    )
    assert data_tags([{"stock": Origin(OriginKind.OWN)}]) == ()


def test_every_input_has_a_name_and_its_origin() -> None:
    assert len({input_name(each) for each in Input}) == len(Input)
    rows = input_rows(
        {
            "exits": Origin(OriginKind.OWN, 2016, 2025, persons=819),
            "floor": Origin(OriginKind.UNKNOWN),
        }
    )
    assert [(row.text, row.tag) for row in rows] == [
        ("Regionens egne tall, 2016–2025, 819 personer", None),
        ("Ukjent. Regnet uten.", "ukjent"),
    ]
    assert all(origin_words(Origin(kind)) for kind in OriginKind)
