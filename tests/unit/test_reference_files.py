"""Reading of the reference files: the real ones, and every kind of mistake in them."""

import csv
import json
import shutil
from collections import Counter
from pathlib import Path

import pytest

from pathways.types.knowledge import FactStatus, Part2Kind
from seed.csv_rows import Problem, ReferenceFileError, build_rows, read_rows
from seed.reference_files import (
    REFERENCE_FOLDER,
    read_bundle,
    read_courses,
    read_lis1_figures,
    read_local_offers,
    read_objectives,
    read_organisations,
    read_plans,
    read_round_dates,
    read_sources,
    read_specialties,
)

PLAN = "BUP-sykehuset-innlandet"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the reference files that a test may break."""
    copy = tmp_path / "reference"
    shutil.copytree(REFERENCE_FOLDER, copy)
    return copy


def edit_row(path: Path, line: int, **changes: str) -> None:
    """Change fields of one row; `line` counts from 1 with the header as line 1."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    rows[line - 2].update(changes)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def edit_plan(folder: Path, change, plan_id: str = PLAN) -> None:
    path = folder / "plans" / f"{plan_id}.json"
    data = json.loads(path.read_text(encoding="utf-8"))
    change(data)
    path.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")


def plan_problems(folder: Path) -> tuple[Problem, ...]:
    with pytest.raises(ReferenceFileError) as caught:
        read_plans(folder)
    return caught.value.problems


def the_problem(folder: Path) -> Problem:
    (problem,) = plan_problems(folder)
    return problem


def test_all_files_are_read() -> None:
    bundle = read_bundle()

    assert len(bundle.specialties) == 46
    assert len(bundle.plans) == 37
    assert sum(o.kind == "municipality" for o in bundle.organisations) == 93
    assert len(bundle.organisations) == 93 + 54
    assert len(bundle.lis1_figures) == 65
    assert len(bundle.courses) == 114
    assert len(bundle.objectives) == 166


def test_sources_hold_the_numbered_list_and_keep_their_dates() -> None:
    sources = {source.key: source for source in read_sources()}

    assert {f"src-{n:03d}" for n in range(1, 108)} <= set(sources)
    assert sources["src-ostfold"].page_date == "2025-06"
    assert all(source.page_date for source in sources.values())


def test_specialties_keep_norwegian_letters_and_say_what_is_a_placeholder() -> None:
    specialties = {specialty.code: specialty for specialty in read_specialties()}

    assert specialties["ONH"].code_display == "ØNH"
    assert specialties["ONH"].name_nb == "Øre-nese-halssykdommer"
    assert specialties["ONH"].status is FactStatus.CONFIRMED
    assert specialties["ALM"].code_official is False
    assert specialties["ALM"].status is FactStatus.UNVERIFIED
    assert specialties["HJS"].part2 is Part2Kind.FIM
    assert specialties["KIR"].part2 is Part2Kind.SURGERY
    assert specialties["ORT"].part2 is None
    assert {code for code, s in specialties.items() if s.is_asa} == {"ALM", "SAM", "ARB"}


def test_organisations_have_keys_of_their_own_and_parents_as_keys() -> None:
    organisations = {o.key: o for o in read_organisations()}

    assert organisations["unn-narvik"].parent == "unn"
    assert organisations["unn"].parent == "helse-nord"
    vestby = organisations["vestby-kommune"]
    assert (vestby.county, vestby.health_community) == ("Akershus", "Østfold og Vestby")
    assert (vestby.population, vestby.population_year) == (20167, 2026)
    assert vestby.population_source_key == "src-107"
    assert organisations["bindal-kommune"].status is FactStatus.OPEN
    assert organisations["bindal-kommune"].health_community is None


def test_round_dates_are_one_row_for_each_date() -> None:
    rounds = {row.key: row for row in read_round_dates()}

    marking = rounds["2024-spring-marking-1"]
    assert (marking.on.isoformat(), marking.time) == ("2024-05-06", "12:00")
    assert rounds["2024-autumn-start"].on.isoformat() == "2025-03-01"
    assert "2024-autumn-offer-5" not in rounds


def test_local_offers_are_never_demo_and_old_ones_are_open() -> None:
    offers = {offer.key: offer for offer in read_local_offers()}

    assert not any(offer.is_demo for offer in offers.values())
    assert offers["care-helper-haukeland"].status is FactStatus.OPEN


def test_a_plan_keeps_what_the_page_says_and_what_it_does_not() -> None:
    plans = {plan.plan_id: plan for plan in read_plans()}
    plan = plans[PLAN]

    assert (plan.total_months, plan.total_stated_as) == (60, "target")
    assert [service.duration.minimum for service in plan.services] == [36, 12, 6, 12]
    assert plan.trainee_positions is None
    assert plan.other_copies[0][1] == "2022-12-14"
    assert plans["HJS-haraldsplass"].services[1].counted_inside_seq == 1


def test_plan_files_are_kept_whole() -> None:
    names = {path.stem for path in (REFERENCE_FOLDER / "plans").glob("*.json")}

    assert names == {plan.plan_id for plan in read_plans()}


@pytest.mark.parametrize(
    ("file", "change", "read", "field", "expected"),
    [
        ("specialties.csv", {"family": "heart"}, read_specialties, "family", "one of internal"),
        ("specialties.csv", {"part2": "x"}, read_specialties, "part2", "fim, surgery"),
        ("specialties.csv", {"code": "ØNH"}, read_specialties, "code", "three capitals"),
        ("specialties.csv", {"is_asa": "ja"}, read_specialties, "is_asa", "yes, no"),
        (
            "specialties.csv",
            {"minimum_total_years": "6,5"},
            read_specialties,
            "minimum_total_years",
            "6.5",
        ),
        (
            "specialties.csv",
            {"minimum_part23_months": ""},
            read_specialties,
            "minimum_part23_months",
            "a whole number",
        ),
        ("sources.csv", {"title": ""}, read_sources, "title", "a text"),
        ("sources.csv", {"page_date": "last year"}, read_sources, "page_date", "YYYY"),
        ("organisations.csv", {"kind": "clinic"}, read_organisations, "kind", "one of"),
        ("organisations.csv", {"population": "many"}, read_organisations, "population", "whole"),
        ("lis1_figures.csv", {"posts": "-3"}, read_lis1_figures, "posts", "whole number"),
        ("lis1_rounds.csv", {"on": "05.02.2024"}, read_round_dates, "on", "YYYY-MM-DD"),
        ("lis1_rounds.csv", {"time": "25:00"}, read_round_dates, "time", "HH:MM"),
        ("courses.csv", {"specialty": "XYZ"}, read_courses, "specialty", "specialties.csv"),
        ("courses.csv", {"status": "sure"}, read_courses, "status", "confirmed"),
        ("objectives.csv", {"row_type": "wish"}, read_objectives, "row_type", "objective"),
        ("objectives.csv", {"value": "a few"}, read_objectives, "value", "number"),
        ("local_offers.csv", {"specialty": "?"}, read_local_offers, "specialty", "specialties"),
    ],
)
def test_a_wrong_field_is_named_with_its_row(folder, file, change, read, field, expected) -> None:
    edit_row(folder / file, 4, **change)

    with pytest.raises(ReferenceFileError) as caught:
        read(folder)

    (problem,) = caught.value.problems
    assert (problem.file, problem.line, problem.field) == (file, 4, field)
    assert expected in problem.expected
    assert (change[field] or "nothing") in problem.found
    assert str(problem).startswith(f"{file}, line 4, {field}: found ")


def test_all_problems_of_all_files_come_in_one_error(folder: Path) -> None:
    edit_row(folder / "specialties.csv", 3, family="heart", is_asa="ja")
    edit_row(folder / "lis1_figures.csv", 2, posts="ten")
    edit_plan(folder, lambda plan: plan.update(schema_version="2.0"))

    with pytest.raises(ReferenceFileError) as caught:
        read_bundle(folder)

    files = Counter(problem.file for problem in caught.value.problems)
    assert files == {"specialties.csv": 2, "lis1_figures.csv": 1, f"{PLAN}.json": 1}
    assert len(str(caught.value).splitlines()) == 4


def test_a_missing_file_is_told_once(folder: Path) -> None:
    (folder / "specialties.csv").unlink()

    with pytest.raises(ReferenceFileError) as caught:
        read_bundle(folder)

    assert [str(problem) for problem in caught.value.problems] == [
        "specialties.csv: found no file, expected a CSV file"
    ]


@pytest.mark.parametrize(
    ("text", "line", "found"),
    [
        ("a,c\n1,2\n", 1, "missing: b; unknown or repeated: c"),
        ("a,a,b\n1,2,3\n", 1, "missing: none; unknown or repeated: a"),
        ("a,b\n1\n", 2, "1 fields"),
        ('a,b\n"x\ny",2\n1,2,3\n', 4, "3 fields"),
        ('a,b\n"x"y,2\n', 2, "broken CSV"),
        ("", 1, "missing: a, b"),
    ],
)
def test_a_broken_table_is_told_with_its_line(tmp_path: Path, text, line, found) -> None:
    path = tmp_path / "table.csv"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(ReferenceFileError) as caught:
        read_rows(path, ("a", "b"))

    (problem,) = caught.value.problems
    assert problem.line == line
    assert found in problem.found


def test_a_table_that_is_not_utf8_is_told(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes("a,b\nØstfold,1\n".encode("latin-1"))

    with pytest.raises(ReferenceFileError, match="not UTF-8"):
        read_rows(path, ("a", "b"))


def test_typed_fields_of_a_good_row(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text("b,a\n2024-02-29, x ; y;\n,\n", encoding="utf-8")

    rows = build_rows(path, ("a", "b"), lambda row: (row.texts("a"), row.day("b")))

    assert rows[0][0] == ("x", "y")
    assert rows[0][1] is not None and rows[0][1].isoformat() == "2024-02-29"
    assert rows[1] == ((), None)


def test_broken_json_is_told_with_line_and_column(folder: Path) -> None:
    path = folder / "plans" / f"{PLAN}.json"
    path.write_text('{\n  "schema_version": "1.0",,\n}', encoding="utf-8")

    problem = the_problem(folder)

    assert (problem.file, problem.line) == (f"{PLAN}.json", 2)
    assert "column 27" in problem.found


def test_the_same_key_twice_in_a_plan_is_told(folder: Path) -> None:
    path = folder / "plans" / f"{PLAN}.json"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('"variant_nb": null', '"plan_id": "x"', 1), encoding="utf-8")

    assert "twice: plan_id" in the_problem(folder).found


@pytest.mark.parametrize(
    ("change", "field", "found", "expected"),
    [
        (lambda p: p.update(schema_version="1.2"), "schema_version", '"1.2"', "1.0"),
        (
            lambda p: p["services"][1].update(after_seq=[1]),
            "services[1].after_seq",
            "the key",
            "1.1",
        ),
        (lambda p: p.pop("courses"), "courses", "no such key", "null when not stated"),
        (lambda p: p.update(totals=1), "totals", "unknown key", "keys of the schema"),
        (
            lambda p: p["services"][1].update(host_kind="hotel"),
            "services[1].host_kind",
            '"hotel"',
            "'own'",
        ),
        (
            lambda p: p["services"][0]["duration"].update(min="36"),
            "services[0].duration.min",
            '"36"',
            "a valid number",
        ),
        (
            lambda p: p["services"][0]["duration"].update(min=-1),
            "services[0].duration.min",
            "-1",
            "greater than or equal to 0",
        ),
        (
            lambda p: p["services"][2].update(optional="no"),
            "services[2].optional",
            '"no"',
            "a valid boolean",
        ),
        (lambda p: p["specialty"].update(parts=[3]), "specialty.parts[0]", "3", "'3'"),
        (lambda p: p.update(source="a page"), "source", '"a page"', "pattern"),
        (lambda p: p.update(page_date="2019-8-30"), "page_date", "2019-8-30", "YYYY-MM-DD"),
        (lambda p: p.update(plan_id="BUP-sykehuset-innlandet-2"), "plan_id", "-2", "file name"),
        (lambda p: p["services"][1].update(seq=1), "services", "seq 1 2 times", "once"),
    ],
)
def test_a_wrong_plan_is_told_with_its_place(folder: Path, change, field, found, expected) -> None:
    edit_plan(folder, change)

    problem = the_problem(folder)

    assert problem.file == f"{PLAN}.json"
    assert problem.field == field
    assert found in problem.found
    assert expected in problem.expected


def test_a_plan_for_an_unknown_specialty_is_told(folder: Path) -> None:
    edit_plan(folder, lambda plan: plan["specialty"].update(code="XYZ"))

    fields = {problem.field: problem for problem in plan_problems(folder)}

    assert fields["specialty.code"].found == "'XYZ'"
    assert "specialties.csv" in fields["specialty.code"].expected


def test_a_plan_that_is_no_object_is_told(folder: Path) -> None:
    (folder / "plans" / f"{PLAN}.json").write_text("[]", encoding="utf-8")

    assert the_problem(folder).field == "the file"


def test_problems_of_several_plans_come_together(folder: Path) -> None:
    edit_plan(folder, lambda plan: plan.pop("notes"))
    edit_plan(folder, lambda plan: plan.update(notes="none"), "LIS1-ahus")

    assert [problem.file for problem in plan_problems(folder)] == [
        f"{PLAN}.json",
        "LIS1-ahus.json",
    ]


def test_a_folder_without_plans_is_told(folder: Path) -> None:
    shutil.rmtree(folder / "plans")

    assert "no plan" in the_problem(folder).found
