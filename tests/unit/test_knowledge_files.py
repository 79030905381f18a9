"""The files behind the graph: what they hold, and what a mistake in them says."""

import csv
import shutil
from datetime import date
from pathlib import Path

import pytest

from pathways.types.knowledge import FactStatus, Part2Kind, RequirementKind, TransitionKind
from seed.csv_rows import ReferenceFileError
from seed.knowledge_files import read_knowledge
from seed.reference_files import REFERENCE_FOLDER
from tests.unit.knowledge_values import real_knowledge

FILES = (
    *("sources.csv", "specialties.csv", "rules.csv", "stages.csv"),
    *("transitions.csv", "requirements.csv"),
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in FILES:
        shutil.copy(REFERENCE_FOLDER / name, tmp_path / name)
    return tmp_path


def change(path: Path, place: int, **values: str) -> int:
    """Change one row and return its line."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    rows[place].update(values)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return place + 2


def problems_of(folder: Path) -> list[str]:
    with pytest.raises(ReferenceFileError) as error:
        read_knowledge(folder)
    return [str(problem) for problem in error.value.problems]


def test_every_specialty_has_its_stages():
    knowledge = real_knowledge()
    assert len(knowledge.specialties) == 46
    by_template: dict[str, list[str]] = {}
    for stage in knowledge.stages:
        if stage.specialty:
            by_template.setdefault(stage.template, []).append(stage.specialty)
    codes = [specialty.code for specialty in knowledge.specialties]
    assert sorted(by_template) == ["part2", "part3", "specialist"]
    assert sorted(by_template["part3"]) == sorted(codes)
    assert by_template["specialist"] == codes
    with_part2 = {s.code: s.part2 for s in knowledge.specialties if s.part2}
    assert sorted(by_template["part2"]) == sorted(with_part2)
    assert list(with_part2.values()).count(Part2Kind.FIM) == 10
    assert list(with_part2.values()).count(Part2Kind.SURGERY) == 8


def test_names_are_filled_in_and_complete_in_both_languages():
    knowledge = real_knowledge()
    stages = {stage.key: stage for stage in knowledge.stages}
    assert stages["part3:VOP"].name_nb == "Del 3 i psykiatri"
    assert stages["part3:ALM"].name_nb == "ALIS: del 3 i allmennmedisin"
    assert stages["part3:SAM"].name_nb == "LIS i samfunnsmedisin"
    assert stages["part2:URO"].name_nb == "Kirurgi del 2: urologi"
    assert stages["specialist:ONH"].name_nb == "Spesialist i øre-nese-halssykdommer"
    for stage in knowledge.stages:
        assert "{" not in stage.name_nb + stage.name_en + stage.short_nb + stage.short_en
        assert (stage.note_nb is None) == (stage.note_en is None), stage.key
    for transition in knowledge.transitions:
        assert transition.condition_nb, transition
        assert transition.condition_en, transition
    for fact in (*knowledge.rules, *knowledge.requirements):
        assert (fact.note_nb is None) == (fact.note_en is None), fact.key


def test_what_is_general_knowledge_is_never_confirmed():
    knowledge = real_knowledge()
    facts = (
        *(knowledge.rules + knowledge.stages),
        *(knowledge.transitions + knowledge.requirements),
    )
    unsure = [fact for fact in facts if fact.source_key == "general-knowledge"]
    assert unsure
    assert all(fact.status is not FactStatus.CONFIRMED for fact in unsure)


@pytest.mark.parametrize(
    ("key", "value", "unit"),
    [
        ("minimum-total", 6.5, "years"),
        ("minimum-part23", 60, "months"),
        ("lis1-hospital-months", 12, "months"),
        ("lis1-municipality-months", 6, "months"),
        ("lis1-clinical-objectives", 101, "objectives"),
        ("lis1-municipality-notice", 4, "months"),
        ("lis1-municipality-notice-ostfold", 3, "months"),
        ("consultant-leave", 4, "months"),
        ("consultant-leave-earned", 4 * 12 + 8, "months"),
        ("student-licence-years", 4.5, "years"),
        ("alm-supervision-months", 10.5, "months"),
        ("out-of-hours-shifts", 40, "shifts"),
    ],
)
def test_figures_of_the_rules(key, value, unit):
    rule = next(rule for rule in real_knowledge().rules if rule.key == key)
    assert (rule.number, rule.unit, rule.status) == (value, unit, FactStatus.CONFIRMED)


def test_the_absence_limit_has_three_sources_and_is_open():
    limits = [rule for rule in real_knowledge().rules if rule.key.startswith("lis1-absence-")]
    assert {rule.status for rule in limits} == {FactStatus.OPEN}
    assert {rule.source_key for rule in limits} == {"src-034", "src-035", "src-036"}


def test_transitional_deadlines():
    rules = {rule.key: rule for rule in real_knowledge().rules}
    assert rules["old-scheme-alm-sam"].value == "2026-12-31"
    assert rules["old-scheme-arb"].value == "2028-12-31"
    assert rules["conversion-deadline"].value == "2023-12-31"
    assert rules["competence-exemption-no-lis1"].valid_to == date(2024, 12, 31)


def test_rule_keys_are_unique():
    keys = [rule.key for rule in real_knowledge().rules]
    assert len(set(keys)) == len(keys)


def test_requirements_for_all_stay_on_the_template():
    requirements = {r.key: r for r in real_knowledge().requirements}
    assert requirements["minimum-total"].stage == "part3"
    assert requirements["part3-post:VOP"].stage == "part3:VOP"
    assert requirements["part3-post:ALM"].name_en.startswith("A substantial part")
    assert requirements["part3-objectives:BUP"].amount == 79
    assert requirements["part3-objectives:VOP"].amount is None
    assert requirements["sam-group-guidance:SAM"].kind is RequirementKind.GROUP_GUIDANCE


def test_part_2_specialties_do_not_go_straight_to_part_3():
    knowledge = real_knowledge()
    straight = {
        t.target
        for t in knowledge.transitions
        if t.origin == "part1_complete" and t.kind is TransitionKind.CHOICE
    }
    for specialty in knowledge.specialties:
        assert (f"part2:{specialty.code}" in straight) == (specialty.part2 is not None)
        assert (f"part3:{specialty.code}" in straight) == (specialty.part2 is None)


def test_mistakes_in_several_files_are_told_at_once(folder):
    rule_line = change(folder / "rules.csv", 0, valid_from="1. mai", status="sure")
    stage_line = change(folder / "stages.csv", 2, minimum_months="-1")
    found = problems_of(folder)
    assert f"rules.csv, line {rule_line}, valid_from: found '1. mai'" in found[0]
    assert f"rules.csv, line {rule_line}, status: found 'sure'" in found[1]
    assert f"stages.csv, line {stage_line}, minimum_months: found '-1'" in found[2]
    assert len(found) == 3


@pytest.mark.parametrize("words", ["VOP;XYZ", "everybody", "-XYZ;*", ""])
def test_a_group_that_does_not_exist(folder, words):
    line = change(folder / "transitions.csv", 0, applies_to=words)
    assert f"transitions.csv, line {line}, applies_to" in problems_of(folder)[0]


def test_a_group_that_names_nobody(folder):
    line = change(folder / "transitions.csv", 0, applies_to="VOP;-VOP")
    found = problems_of(folder)
    assert f"transitions.csv, line {line}, applies_to: found 'VOP;-VOP'" in found[0]
    assert "at least one specialty" in found[0]


def test_a_transition_to_a_stage_that_does_not_exist(folder):
    line = change(folder / "transitions.csv", 0, target="part4")
    assert problems_of(folder) == [
        f"transitions.csv, line {line}, target: found 'part4', "
        "expected a stage of stages.csv (part4 is none)"
    ]


def test_a_transition_through_a_part_2_that_the_specialty_does_not_have(folder):
    line = change(folder / "transitions.csv", 0, origin="part1_complete", target="part2")
    change(folder / "transitions.csv", 0, applies_to="VOP")
    found = problems_of(folder)
    assert f"transitions.csv, line {line}, target" in found[0]
    assert "part2:VOP is none" in found[0]


def test_a_requirement_for_all_on_a_single_stage(folder):
    line = change(folder / "requirements.csv", 0, applies_to="*")
    assert f"requirements.csv, line {line}, stage" in problems_of(folder)[0]


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_missing(folder, name):
    (folder / name).unlink()
    assert problems_of(folder) == [f"{name}: found no file, expected a CSV file"]
