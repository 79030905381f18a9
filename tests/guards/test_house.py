"""Rules over the whole house: sizes, clocks, secrets, docs, packages."""

import ast
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CODE = [
    path
    for folder in ("app", "pathways", "rotations", "seed")
    for path in sorted((ROOT / folder).rglob("*.py"))
    if "migrations/versions" not in path.as_posix()
]

LONGEST_MODULE = 450
LONGEST_FUNCTION = 60


@pytest.mark.parametrize("path", CODE, ids=lambda path: str(path.relative_to(ROOT)))
def test_modules_and_functions_stay_short(path: Path) -> None:
    text = path.read_text("utf-8")
    assert len(text.splitlines()) <= LONGEST_MODULE
    long = [
        node.name
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef)
        and (node.end_lineno or 0) - node.lineno + 1 > LONGEST_FUNCTION
    ]
    assert long == []


def test_tables_do_not_postpone_annotations() -> None:
    for path in (ROOT / "app" / "db" / "tables").glob("*.py"):
        assert "from __future__ import annotations" not in path.read_text("utf-8").replace(
            "`from __future__ import annotations`", ""
        )


def test_a_web_process_loads_no_scheduler() -> None:
    program = "import app.factory, sys; print('apscheduler' in sys.modules)"
    result = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert result.stdout.strip() == "False"


def test_every_setting_is_documented() -> None:
    from app.config import Settings

    text = (ROOT / "docs" / "operations.md").read_text("utf-8")
    missing = [name for name in Settings.model_fields if f"LEGELOP_{name.upper()}" not in text]
    assert missing == []


def test_every_command_is_documented() -> None:
    import click

    from app.cli import cli

    text = (ROOT / "docs" / "operations.md").read_text("utf-8")
    names = []
    for name, command in cli.commands.items():
        inner = command.commands if isinstance(command, click.Group) else {"": None}
        names += [f"legelop {name} {sub}".strip() for sub in inner]
    assert [name for name in names if name not in text] == []


def test_links_in_the_docs_lead_somewhere() -> None:
    broken = []
    for path in [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]:
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", path.read_text("utf-8")):
            if not (path.parent / target).exists():
                broken.append(f"{path.relative_to(ROOT)}: {target}")
    assert broken == []


def test_make_targets_named_in_the_readme_exist() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    named = set(re.findall(r"`make ([a-z-]+)", (ROOT / "README.md").read_text("utf-8")))
    assert named - targets == set()


def test_the_front_end_lock_names_no_registry_and_pins_every_file() -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text("utf-8"))
    packages = {name: entry for name, entry in lock["packages"].items() if name}
    assert packages
    assert all(entry.get("integrity", "").startswith("sha512-") for entry in packages.values())
    assert not any("resolved" in entry for entry in packages.values())


def test_what_is_served_is_what_was_locked() -> None:
    manifest = json.loads((ROOT / "app/static/vendor/manifest.json").read_text("utf-8"))
    wanted = json.loads((ROOT / "package.json").read_text("utf-8"))["dependencies"]
    served = {entry["package"]: entry["version"] for entry in manifest["files"].values()}
    assert served == wanted


def test_no_secret_and_no_national_identity_number_is_committed() -> None:
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    assert not [name for name in listed if name.startswith("var/") or name.endswith(".sqlite3")]
    # Eleven digits in a row that begin with a date would be a national identity number.
    number = re.compile(r"(?<![\d.])(?:0[1-9]|[12]\d|3[01]|[4-7]\d)(?:0[1-9]|1[0-2])\d{7}(?!\d)")
    for path in sorted((ROOT / "seed").rglob("*")):
        if path.suffix in (".csv", ".py", ".json"):
            assert not number.search(path.read_text("utf-8")), path
