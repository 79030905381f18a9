"""The steps of a draw: what each demands, what nobody sees before its time, what is found out."""

import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
import structlog
from click.testing import CliRunner, Result
from sqlmodel import Session

from app import logs
from app.cli import cli
from app.db.tables import AuditEvent, IntakeState, Lis1Candidate, Lis1Intake
from app.exchange.lis1_files import draw_file_document
from app.i18n import speaking
from app.services import lis1_draw, lis1_draw_page
from app.services.lis1_candidates_edit import Acting, restore
from app.services.lis1_case import load_case
from app.services.lis1_draw import Desk, Refused
from app.services.lis1_draw_state import fixed_by_draw, list_is_closed, numbers_of
from rotations.lis1.draw import hash_of, hash_of_list, new_seed, verify
from tests.support.lis1_world import NOW, TODAY, Lis1World, make_intake

SOURCE = {"public_source": "Lottotallene lørdag 28. november 2026"}
TEXT = {"public_text": "3 9 14 17 22 28 31"}
LATER = TODAY + timedelta(days=7)


@pytest.fixture(autouse=True)
def _norwegian() -> Iterator[None]:
    with speaking("nb"):
        yield


@pytest.fixture
def world(session: Session) -> Lis1World:
    return make_intake(session, is_drawn=False)


def desk(world: Lis1World, on: date = TODAY) -> Desk:
    return Desk(world.actor("Tor"), world.intake_id, on, NOW + (on - TODAY))


def drawn(world: Lis1World) -> Lis1Intake:
    assert lis1_draw.fix_seed(world.session, desk(world), SOURCE) is None
    assert lis1_draw.reveal(world.session, desk(world, LATER), TEXT) is None
    return world.intake


def fields(refused: Refused | None) -> list[str]:
    assert refused is not None
    return [each.field for each in refused.problems]


def log(session: Session) -> str:
    return repr([dict(row.details) for row in session.execute(sa.select(AuditEvent)).scalars()])


def test_the_seed_is_in_the_row_alone_until_it_is_revealed(world: Lis1World, caplog) -> None:
    assert lis1_draw.fix_seed(world.session, desk(world), SOURCE) is None
    intake = world.intake
    seed = intake.seed
    assert seed is not None and intake.commitment == hash_of(seed)
    page = lis1_draw_page.load_council(world.session, intake, ())
    public = lis1_draw_page.load_public(world.session, intake)
    file = draw_file_document(lis1_draw_page.draw_file(world.session, intake))
    _stored, case = load_case(world.session, world.intake_id)
    for shown in (page, public, file, case, log(world.session), caplog.text):
        assert seed not in repr(shown)
    assert page.numbers == () and numbers_of(intake, page.keys) == {}
    assert lis1_draw.reveal(world.session, desk(world, LATER), TEXT) is None
    assert lis1_draw_page.load_public(world.session, world.intake).seed == seed


def test_the_order_follows_from_what_was_published(world: Lis1World) -> None:
    intake = drawn(world)
    page = lis1_draw_page.load_council(world.session, intake, ())
    assert page.problems == ()
    assert "kan etterprøves" in page.sentence
    numbers = numbers_of(intake, page.keys)
    assert sorted(numbers) == ["K-01", "K-02", "K-03", "K-04"]
    assert [row.key for row in page.numbers] == sorted(numbers, key=lambda key: numbers[key])
    assert {row.name for row in page.numbers} == {f"{name} Lege" for name in world.keys}
    assert [step.by for step in page.steps] == [None, *["Tor Råd"] * 4]
    _stored, case = load_case(world.session, world.intake_id)
    assert verify(case.draw, case.candidates).order == tuple(row.key for row in page.numbers)


@pytest.mark.parametrize(
    ("state", "step"),
    [
        (IntakeState.OPEN, lis1_draw.fix_seed),
        (IntakeState.OPEN, lis1_draw.enter_by_hand),
        (IntakeState.CLOSED, lis1_draw.reveal),
        (IntakeState.CLOSED, lis1_draw.restart),
    ],
)
def test_a_step_out_of_turn_is_refused(session: Session, state: IntakeState, step) -> None:
    world = make_intake(session, state, is_drawn=False)
    refused = step(session, desk(world), {**SOURCE, **TEXT})
    assert refused.is_too_late
    assert world.intake.commitment is None


def test_a_source_a_text_and_the_same_day_need_words(world: Lis1World) -> None:
    session = world.session
    assert fields(lis1_draw.fix_seed(session, desk(world), {})) == ["public_source"]
    assert lis1_draw.fix_seed(session, desk(world), SOURCE) is None
    assert fields(lis1_draw.reveal(session, desk(world), {})) == ["public_text", "reason"]
    assert fields(lis1_draw.reveal(session, desk(world), TEXT)) == ["reason"]
    assert world.intake.revealed_on is None
    told = {**TEXT, "reason": "Møtet er i dag."}
    assert lis1_draw.reveal(session, desk(world), told) is None
    assert lis1_draw_page.load_public(session, world.intake).same_day == "Møtet er i dag."


def test_a_text_that_is_too_long_is_told(world: Lis1World) -> None:
    raw = {"public_source": "x" * 501}
    assert fields(lis1_draw.fix_seed(world.session, desk(world), raw)) == ["public_source"]


def test_after_the_draw_nothing_of_it_can_be_changed(world: Lis1World) -> None:
    before = drawn(world).model_dump()
    raw = {**SOURCE, **TEXT, "restart_reason": "x", "order": "K-01", "how": "x"}
    for step in (
        lis1_draw.fix_seed,
        lis1_draw.reveal,
        lis1_draw.restart,
        lis1_draw.enter_by_hand,
    ):
        refused = step(world.session, desk(world, LATER), raw)
        assert refused.is_too_late
        assert "Trekningen ble gjort 30. november 2026" in refused.problems[0].text
    assert world.intake.model_dump() == before
    assert list_is_closed(world.intake) == fixed_by_draw(world.intake) is not None


def test_a_withdrawal_changes_neither_list_nor_numbers(world: Lis1World) -> None:
    assert lis1_draw.fix_seed(world.session, desk(world), SOURCE) is None
    assert "offentliggjort" in (list_is_closed(world.intake) or "")
    gone = world.session.get_one(Lis1Candidate, world.candidates["Bo"])
    gone.withdrawn_on = TODAY
    world.session.commit()
    assert lis1_draw.reveal(world.session, desk(world, LATER), TEXT) is None
    page = lis1_draw_page.load_council(world.session, world.intake, ())
    assert page.problems == ()
    assert [row.key for row in page.numbers if row.has_withdrawn] == ["K-02"]
    _stored, case = load_case(world.session, world.intake_id)
    assert [each.key for each in case.candidates] == ["K-01", "K-03", "K-04"]
    check = verify(case.draw, case.candidates)
    assert check.is_verified
    assert check.order == tuple(row.key for row in page.numbers)


def test_a_list_that_changed_after_all_stops_the_draw_until_a_new_seed(world: Lis1World) -> None:
    session = world.session
    assert lis1_draw.fix_seed(session, desk(world), SOURCE) is None
    first = world.intake.commitment
    row = session.get_one(Lis1Candidate, world.candidates["Anna"])
    row.key = "K-99"
    session.commit()
    assert fields(lis1_draw.reveal(session, desk(world, LATER), TEXT)) == ["public_text"]
    assert "stemmer ikke" in lis1_draw_page.load_public(session, world.intake).sentence
    assert fields(lis1_draw.restart(session, desk(world), {})) == ["restart_reason"]
    raw = {"restart_reason": "En nøkkel var feil."}
    assert lis1_draw.restart(session, desk(world), raw) is None
    assert world.intake.seed is None
    (told,) = lis1_draw_page.load_public(session, world.intake).given_up
    assert (told.commitment, told.reason) == (first, "En nøkkel var feil.")
    intake = drawn(world)
    assert intake.commitment != first
    assert lis1_draw_page.load_public(session, intake).problems == ()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"seed": "0" * 64}, "Frøet har et annet fingeravtrykk"),
        ({"public_text": "1 2 3"}, "Rekkefølgen er en annen"),
        ({"commitment": "f" * 64}, "Frøets fingeravtrykk er et annet enn det loggen har"),
        ({"list_hash": hash_of_list(["X"])}, "Listen har et annet fingeravtrykk"),
        ({"committed_on": LATER + timedelta(days=1)}, "Datoene viser ikke"),
        ({"public_source": ""}, "Den offentlige teksten er ikke fra kilden"),
        (
            {"seed": "0" * 64, "commitment": hash_of("0" * 64)},
            "Frøets fingeravtrykk er et annet enn det loggen har",
        ),
    ],
)
def test_what_is_changed_in_the_table_is_told(world: Lis1World, change, said: str) -> None:
    drawn(world)
    world.session.execute(sa.update(Lis1Intake).values(**change))
    world.session.commit()
    page = lis1_draw_page.load_public(world.session, world.intake)
    assert any(each.startswith(said) for each in page.problems)
    assert "stemmer ikke" in page.sentence


def test_the_downloaded_file_verifies_and_a_changed_one_does_not(
    world: Lis1World, tmp_path: Path
) -> None:
    intake = drawn(world)
    document = draw_file_document(lis1_draw_page.draw_file(world.session, intake))
    assert set(document) == {"schema_version", "round", "name", "draw", "keys", "order"}
    for name in world.keys:
        assert name not in json.dumps(document)
    file = tmp_path / "trekning.json"

    def asked() -> Result:
        file.write_text(json.dumps(document), "utf-8")
        return CliRunner().invoke(cli, ["lis1", "verify-draw", str(file)])

    def answer(exit_code: int) -> dict:
        done = asked()
        assert done.exit_code == exit_code, done.output
        return json.loads(done.stdout)

    assert answer(0)["order"] == document["order"]
    document["order"].reverse()
    assert [each["fault"] for each in answer(1)["problems"]] == ["order"]
    document["order"].reverse()
    document["keys"].append("K-05")
    assert {each["fault"] for each in answer(1)["problems"]} == {"list", "order"}
    for keys in (["K-05", "K-05"], "K-01"):
        document["keys"] = keys
        assert "keys: found" in str(asked().exception)


BY_HAND = {"drawn_on": "20.11.2026", "how": "Lapper i en hatt. Alle så på."}


def test_an_order_drawn_by_hand_is_checked_and_kept(world: Lis1World) -> None:
    session = world.session
    for order, said in (
        ("", "Skriv nøklene"),
        ("K-01 K-02 K-03", "K-04 mangler"),
        ("K-01 K-02 K-03 K-04 K-04", "K-04 står mer enn én gang"),
        ("K-01 K-02 K-03 K-04 K-77", "Ingen kandidat har nøkkelen K-77"),
    ):
        refused = lis1_draw.enter_by_hand(session, desk(world), {**BY_HAND, "order": order})
        assert refused is not None and said in refused.problems[0].text
    refused = lis1_draw.enter_by_hand(
        session, desk(world), {"drawn_on": "24.11.2026", "order": "K-1"}
    )
    assert sorted(fields(refused)) == ["drawn_on", "how", "order", "order"]
    raw = {**BY_HAND, "order": "1. K-03\n2. K-01\n3) K-04\n4\tK-02\n"}
    assert lis1_draw.enter_by_hand(session, desk(world), raw) is None
    page = lis1_draw_page.load_public(session, world.intake)
    assert [row.key for row in page.numbers] == ["K-03", "K-01", "K-04", "K-02"]
    assert page.how == "Lapper i en hatt. Alle så på."
    assert "for hånd" in page.sentence and "ingen kan regne den ut" in page.reason
    assert page.recipe is None


def test_who_withdrew_before_a_draw_by_hand_may_be_left_out(world: Lis1World) -> None:
    gone = world.session.get_one(Lis1Candidate, world.candidates["Bo"])
    gone.withdrawn_on = TODAY
    world.session.commit()
    raw = {**BY_HAND, "order": "K-03, K-01, K-04"}
    assert lis1_draw.enter_by_hand(world.session, desk(world), raw) is None
    _stored, case = load_case(world.session, world.intake_id)
    assert case.draw.order == ("K-03", "K-01", "K-04")


def test_a_pasted_list_is_compared(world: Lis1World) -> None:
    lis1_draw.fix_seed(world.session, desk(world), SOURCE)
    page = lis1_draw_page.load_public(world.session, world.intake)
    assert lis1_draw_page.compare_pasted(page, "K-04 K-03 K-02 K-01").is_same
    lis1_draw.reveal(world.session, desk(world, LATER), TEXT)
    page = lis1_draw_page.load_public(world.session, world.intake)
    keys = [row.key for row in page.numbers]
    compare = lis1_draw_page.compare_pasted
    assert compare(page, "\n".join(f"{at}. {key}" for at, key in enumerate(keys, 1))).is_same
    other = compare(page, " ".join(reversed(keys)))
    assert not other.is_same and other.lines[0].startswith(f"Nummer 1 er {keys[0]} her")
    assert compare(page, " ".join(keys[1:])).lines == (f"{keys[0]} mangler.",)
    assert not compare(page, "").is_same
    assert not compare(page, "\x00" * 5).is_same


def test_who_was_not_in_a_draw_by_hand_cannot_come_back(world: Lis1World) -> None:
    gone = world.session.get_one(Lis1Candidate, world.candidates["Bo"])
    gone.withdrawn_on = TODAY
    world.session.commit()
    raw = {**BY_HAND, "order": "K-03, K-01, K-04"}
    assert lis1_draw.enter_by_hand(world.session, desk(world), raw) is None
    acting = Acting(world.intake, world.people["Tor"], TODAY, NOW)
    said = restore(world.session, acting, "K-02")
    assert said is not None and said.startswith("K-02 var ikke med")
    _stored, case = load_case(world.session, world.intake_id)
    assert [each.key for each in case.candidates] == ["K-01", "K-03", "K-04"]


def test_who_closed_the_list_is_told_when_the_log_knows(world: Lis1World) -> None:
    world.session.add(
        AuditEvent(
            at=NOW, actor_id=world.people["Sigrid"], action="lis1.intake_closed",
            subject_kind="lis1_intake", subject_key=world.public_id, details={},
        )
    )  # fmt: skip
    world.session.commit()
    step = lis1_draw_page.load_council(world.session, world.intake, ()).steps[0]
    assert (step.by, step.on) == ("Sigrid Råd", TODAY)


@pytest.mark.parametrize("as_json", [True, False])
def test_a_fault_while_the_seed_is_written_puts_it_in_no_log(
    world: Lis1World, as_json: bool, monkeypatch: pytest.MonkeyPatch, capsys
) -> None:
    seeds: list[str] = []

    def made() -> str:
        seeds.append(new_seed())
        return seeds[-1]

    monkeypatch.setattr(lis1_draw, "new_seed", made)
    monkeypatch.setattr(lis1_draw, "COMMITTED", None)  # no line of the log without an action
    before = structlog.get_config()
    try:
        logs.configure(as_json=as_json)
        try:
            lis1_draw.fix_seed(world.session, desk(world), SOURCE)
        except sa.exc.IntegrityError:
            structlog.get_logger().exception("failed")
        world.session.rollback()
    finally:
        structlog.configure(**before)
    told = capsys.readouterr().err
    assert "audit_event" in told and "IntegrityError" in told
    assert seeds and seeds[0] not in told
    assert world.intake.seed is None
