"""Each import contract holds for the tree and breaks when a forbidden import is planted."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("app", "pathways", "rotations", "seed")

# contract -> (module to spoil, line to plant)
PLANTED = {
    "house": ("app/store/people.py", "import app.services.sign_in"),
    "services-know-no-jobs": ("app/services/sign_in.py", "import app.jobs.registry"),
    "pathways-is-pure": ("pathways/graph.py", "import sqlmodel"),
    "rotations-is-pure": ("rotations/__init__.py", "import app.config"),
    "store-knows-no-flask": ("app/store/people.py", "import flask"),
    "scheduler-lives-in-the-worker": ("app/web/assets.py", "import apscheduler"),
    "reference-files-need-no-database": ("seed/csv_rows.py", "import sqlmodel"),
    "only-the-forecast-reckons-with-arrays": ("pathways/spans.py", "import numpy"),
    "lis1-needs-no-solver": ("rotations/lis1/turns.py", "import highspy"),
    "one-module-draws-with-matplotlib": ("app/charts/strip.py", "import matplotlib"),
}


def contracts() -> set[str]:
    text = (ROOT / ".importlinter").read_text("utf-8")
    return set(re.findall(r"\[importlinter:contract:([\w-]+)\]", text))


def lint(folder: Path, *wanted: str) -> subprocess.CompletedProcess[str]:
    program = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    chosen = [part for name in wanted for part in ("--contract", name)]
    return subprocess.run(
        [sys.executable, "-c", program, "--no-cache", *chosen],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env={"PYTHONPATH": str(folder), "PATH": "/usr/bin:/bin"},
    )


@pytest.fixture(scope="module")
def copied_tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tree")
    ignored = shutil.ignore_patterns("__pycache__", "static", "reference", "translations")
    for name in PACKAGES:
        shutil.copytree(ROOT / name, folder / name, ignore=ignored)
    shutil.copy(ROOT / ".importlinter", folder)
    return folder


def test_every_contract_has_a_planted_break() -> None:
    assert contracts() == set(PLANTED)


def test_the_tree_keeps_every_contract(copied_tree: Path) -> None:
    result = lint(copied_tree)
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize("name", sorted(PLANTED))
def test_a_planted_import_breaks_its_contract(name: str, copied_tree: Path) -> None:
    module, line = PLANTED[name]
    path = copied_tree / module
    original = path.read_text("utf-8")
    try:
        path.write_text(original + f"\n{line}\n", "utf-8")
        result = lint(copied_tree, name)
    finally:
        path.write_text(original, "utf-8")
    assert result.returncode == 1, result.stdout
    assert "BROKEN" in result.stdout
