"""Reference data goes into the database and comes out the same."""

import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import Session, select

from app.db.tables import PlanVersion, ReferenceBatch, RuleRow
from app.services.knowledge import NoReferenceData, load_bundle
from app.store import knowledge as store
from seed.csv_rows import ReferenceFileError
from seed.knowledge_files import read_knowledge
from seed.load import load_reference
from seed.reference_files import REFERENCE_FOLDER, read_bundle
from tests.support.databases import NOW


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the reference files that a test may spoil."""
    target = tmp_path / "reference"
    shutil.copytree(REFERENCE_FOLDER, target)
    return target


def test_what_was_loaded_is_what_the_files_say(session: Session) -> None:
    bundle, files = load_bundle(session), read_bundle()
    assert bundle.knowledge == read_knowledge()
    assert bundle.plans == files.plans
    assert bundle.offers == files.local_offers
    assert bundle.courses == files.courses
    assert bundle.round_dates == files.round_dates


def test_all_37_plans_and_46_specialties_are_there(session: Session) -> None:
    bundle = load_bundle(session)
    assert (len(bundle.plans), len(bundle.knowledge.specialties)) == (37, 46)


def test_loading_again_changes_nothing(session: Session) -> None:
    result = load_reference(session, now=NOW + timedelta(days=1))
    assert not result.changed
    assert len(session.exec(select(ReferenceBatch)).all()) == 1


def test_a_changed_rule_arrives_with_a_new_batch(session: Session, folder: Path) -> None:
    path = folder / "rules.csv"
    rule = load_bundle(session).knowledge.rules[0]
    path.write_text(path.read_text("utf-8").replace(rule.name_nb, "Et nytt navn"), "utf-8")
    load_reference(session, now=NOW, folder=folder)
    assert load_bundle(session).knowledge.rules[0].name_nb == "Et nytt navn"


def test_a_changed_plan_becomes_a_new_version_and_the_old_one_stays(
    session: Session, folder: Path
) -> None:
    path = folder / "plans" / "VOP-diakonhjemmet.json"
    path.write_text(path.read_text("utf-8").replace('"months": 60', '"months": 62'), "utf-8")
    assert load_reference(session, now=NOW, folder=folder).changed
    totals = {
        row.version: row.document["total_duration"]["months"]
        for row in session.exec(select(PlanVersion))
        if row.document["plan_id"] == "VOP-diakonhjemmet"
    }
    assert totals == {1: 60, 2: 62}


def test_a_broken_file_changes_nothing(session: Session, folder: Path) -> None:
    (folder / "plans" / "VOP-diakonhjemmet.json").write_text("{ not json", "utf-8")
    before = store.latest_batch(session)
    with pytest.raises(ReferenceFileError, match=r"VOP-diakonhjemmet\.json"):
        load_reference(session, now=NOW, folder=folder)
    assert store.latest_batch(session) == before


def test_every_rule_keeps_source_and_status(session: Session) -> None:
    rows = session.exec(select(RuleRow)).all()
    assert rows
    assert all(row.source_key and row.status for row in rows)


def test_an_empty_database_says_what_to_do(session: Session) -> None:
    session.delete(session.exec(select(ReferenceBatch)).one())
    with pytest.raises(NoReferenceData, match="legelop reference load"):
        load_bundle(session)
