"""The command line: what it prints, and that wrong input ends with code 2 and changes nothing."""

import json
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import networkx as nx
import pytest
import sqlalchemy as sa

from app.db.session import Database
from app.db.tables import DelayFlag
from seed.reference_files import REFERENCE_FOLDER
from tests.support.command import Finished, run_command
from tests.support.databases import copy_sqlite

ROOT = Path(__file__).parents[2]


@pytest.fixture
def legelop(sqlite_template: Path, tmp_path: Path):
    """Run the command on a fresh database with reference data."""
    address = copy_sqlite(sqlite_template, tmp_path)
    environment = {
        "LEGELOP_DATABASE_URL": address,
        "LEGELOP_SECRET_KEY": "x" * 40,
        "LEGELOP_DEMO": "1",
    }

    def run(*words: str, typed: str = "") -> Finished:
        return run_command(*words, typed=typed, environment=environment)

    run.address = address
    return run


def test_the_command_starts_in_a_process_of_its_own() -> None:
    result = subprocess.run(
        [sys.executable, "-m", "app", "graph", "show", "nowhere"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 2
    assert "nowhere" in result.stderr


def test_graph_check_says_what_it_checked(legelop) -> None:
    result = legelop("graph", "check")
    assert result.returncode == 0, result.stdout + result.stderr
    assert "46" in result.stdout
    assert "cycle" in result.stdout.lower()


def test_reference_check_reports_the_known_contradiction(legelop) -> None:
    result = legelop("reference", "check")
    assert result.returncode == 0, result.stdout + result.stderr
    assert "BUP-sykehuset-innlandet" in result.stdout
    assert "66" in result.stdout


def test_a_broken_plan_file_is_named_and_changes_nothing(legelop, tmp_path: Path) -> None:
    folder = tmp_path / "reference"
    shutil.copytree(REFERENCE_FOLDER, folder)
    plan = folder / "plans" / "VOP-diakonhjemmet.json"
    plan.write_text(plan.read_text("utf-8").replace('"months": 60', '"months": "sixty"'), "utf-8")
    result = legelop("reference", "load", "--from", str(folder))
    assert result.returncode == 2
    assert "VOP-diakonhjemmet.json" in result.stderr
    assert "total_duration.months" in result.stderr
    assert "Traceback" not in result.stderr
    assert "nothing new" in legelop("reference", "load").stdout


def test_graph_show_describes_a_stage_and_its_routes(legelop) -> None:
    result = legelop("graph", "show", "degree", "--to", "specialist:VOP")
    assert "at least 78 months" in result.stdout


def test_an_unknown_stage_is_answered_with_near_ones(legelop) -> None:
    result = legelop("graph", "show", "part3:VPO")
    assert result.returncode == 2
    assert "part3:VOP" in result.stderr
    assert "Traceback" not in result.stderr


def test_the_graph_is_exported_as_json_and_graphml(legelop, tmp_path: Path) -> None:
    exported = json.loads(legelop("graph", "export").stdout)
    path = tmp_path / "graph.graphml"
    legelop("graph", "export", "--format", "graphml", "-o", str(path))
    graph = nx.read_graphml(path)
    assert len(exported["nodes"]) == len(graph) > 100


def test_an_account_is_made_and_a_wrong_one_is_refused(legelop) -> None:
    words = ("account", "create", "kari", "--given-name", "Kari", "--family-name", "Holm")
    password = "et langt nok passord\n" * 2
    made = legelop(*words, "--role", "admin", "--scope", "all", typed=password)
    assert "Created kari" in made.stdout, made.stderr
    again = legelop(*words, "--role", "admin", "--scope", "all", typed=password)
    assert again.returncode == 2
    assert "taken" in again.stderr
    assert "0 sessions ended" in legelop("account", "revoke", "kari").stdout


def test_jobs_are_listed_and_run_by_name(legelop) -> None:
    assert "never run" in legelop("jobs", "list").stdout
    assert "rows deleted" in legelop("jobs", "run", "clean_up").stdout
    dated = ("jobs", "run", "clean_up", "--date", "2026-11-20")
    assert "rows deleted" in legelop(*dated).stdout
    assert "already run" in legelop(*dated).stdout
    wrong = legelop("jobs", "run", "nope")
    assert wrong.returncode == 2
    assert "clean_up" in wrong.stderr


def test_tables_agree_with_the_code(legelop) -> None:
    assert "agree" in legelop("db", "check").stdout


def test_wrong_settings_are_named(legelop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEGELOP_PAGE_SIZE", "many")
    result = legelop("jobs", "list")
    assert result.returncode == 2
    assert "page_size" in result.stderr


def test_a_taken_port_is_told_before_anything_is_made(legelop) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        result = legelop("up", "--port", str(port))
    assert result.returncode == 2
    assert f"port {port} is taken" in result.stderr
    assert f"PORT={port + 1} make run" in result.stderr


def scanned_flags(legelop) -> int:
    database = Database(legelop.address)
    with database.session() as session:
        count = session.scalar(sa.select(sa.func.count()).select_from(DelayFlag))
    database.engine.dispose()
    return count or 0


def test_the_demo_world_is_loaded_once_and_reset_on_request(legelop) -> None:
    first = legelop("demo", "--scale", "1")
    assert "799 people" in first.stdout, first.stderr
    assert legelop("demo", "load").stdout == first.stdout
    flags = scanned_flags(legelop)
    assert flags > 100
    assert legelop("demo", "reset").stdout == first.stdout
    assert scanned_flags(legelop) == flags, "a new world is scanned at once"
    assert legelop("demo", "--scale", "0").returncode == 2
