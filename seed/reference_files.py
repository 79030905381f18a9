"""Reads `seed/reference` into the value types of `pathways.types`.

Every reader takes the reference folder and raises `ReferenceFileError` with all
problems of its file. `read_bundle` reads everything and collects the problems of all
files. What the facts say is judged by `pathways.checks`, not here: a reader only sees
to it that a value is what its column promises.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from pathways.checks.reference import ReferenceBundle
from pathways.types.knowledge import (
    Course,
    FactStatus,
    Family,
    Lis1Figure,
    LocalOffer,
    Objective,
    Organisation,
    Part2Kind,
    RoundDate,
    Source,
    Specialty,
)
from pathways.types.plans import PublishedPlan
from seed.csv_rows import Problem, ReferenceFileError, Row, build_rows, read_rows
from seed.reference_plans import LIS1, read_plan_files

T = TypeVar("T")

REFERENCE_FOLDER = Path(__file__).parent / "reference"

SOURCE_COLUMNS = ("key", "title", "address", "page_date", "retrieved", "note")
SPECIALTY_COLUMNS = (
    *("code", "code_display", "code_official", "name_nb", "name_en", "family", "part2"),
    *(
        "minimum_total_years",
        "minimum_part23_months",
        "is_asa",
        "status",
        "source_key",
        "note",
    ),
)
ORGANISATION_COLUMNS = (
    *(
        "key",
        "name",
        "kind",
        "parent",
        "municipality",
        "org_number",
        "municipality_number",
    ),
    *("health_community", "health_community_source", "population", "population_year"),
    *("population_source", "county", "source_key", "status", "note"),
)
LIS1_FIGURE_COLUMNS = (
    *(
        "key",
        "intake",
        "application_round",
        "organisation",
        "site",
        "municipality",
        "posts",
    ),
    *("measure", "applicants", "hired", "source_key", "source_date", "status", "note"),
)
ROUND_DATE_COLUMNS = (
    *(
        "key",
        "round",
        "year",
        "step_nb",
        "step_en",
        "on",
        "time",
        "source_key",
        "status",
    ),
)
COURSE_COLUMNS = (
    *("key", "code", "name_nb", "specialty", "scope", "arranger", "hours", "days"),
    *("requirement", "frequency", "usual_capacity", "recommended_timing", "rule_set"),
    *("current", "source_key", "page_date", "status", "note"),
)
OBJECTIVE_COLUMNS = (
    *("key", "row_type", "identifier", "scope", "part", "category", "gist_en", "value"),
    *("unit", "validity", "source_key", "page_date", "status"),
)
LOCAL_OFFER_COLUMNS = (
    *("key", "stage", "specialty", "organisation", "name_nb", "name_en", "source_key"),
    *("status", "is_demo", "note_nb", "note_en"),
)

ORGANISATION_KINDS = (
    *("health_region", "health_trust", "hospital", "unit", "private_nonprofit"),
    "municipality",
)
OBJECTIVE_ROW_TYPES = ("objective", "procedure", "category", "count")
ROUNDS = ("spring", "autumn")

PAGE_DATE = r"undated|\d{4}(-\d{2}(-\d{2})?)?"


def read_sources(folder: Path = REFERENCE_FOLDER) -> tuple[Source, ...]:
    """The numbered list of sources first, then every other address that was used."""
    return build_rows(folder / "sources.csv", SOURCE_COLUMNS, _source)


def read_specialties(folder: Path = REFERENCE_FOLDER) -> tuple[Specialty, ...]:
    """The specialties in Norwegian alphabetical order of their names."""
    return build_rows(folder / "specialties.csv", SPECIALTY_COLUMNS, _specialty)


def read_organisations(folder: Path = REFERENCE_FOLDER) -> tuple[Organisation, ...]:
    """Health regions, trusts, hospitals and units, then municipalities."""
    return build_rows(folder / "organisations.csv", ORGANISATION_COLUMNS, _organisation)


def read_lis1_figures(folder: Path = REFERENCE_FOLDER) -> tuple[Lis1Figure, ...]:
    """Published numbers of LIS1 posts, applicants and hired, national and local."""
    return build_rows(folder / "lis1_figures.csv", LIS1_FIGURE_COLUMNS, _lis1_figure)


def read_round_dates(folder: Path = REFERENCE_FOLDER) -> tuple[RoundDate, ...]:
    """The dates of LIS1 rounds as they were published."""
    return build_rows(folder / "lis1_rounds.csv", ROUND_DATE_COLUMNS, _round_date)


def read_objectives(folder: Path = REFERENCE_FOLDER) -> tuple[Objective, ...]:
    """Learning objectives, recommended procedure counts and published counts."""
    return build_rows(folder / "objectives.csv", OBJECTIVE_COLUMNS, _objective)


def read_courses(folder: Path = REFERENCE_FOLDER) -> tuple[Course, ...]:
    """Courses that the sources name; a specialty must be in `specialties.csv`."""
    build = _with_known_specialty(_specialty_codes(folder), _course)
    return build_rows(folder / "courses.csv", COURSE_COLUMNS, build)


def read_local_offers(folder: Path = REFERENCE_FOLDER) -> tuple[LocalOffer, ...]:
    """Local offers that the sources name; a specialty must be in `specialties.csv`."""
    build = _with_known_specialty(_specialty_codes(folder), _local_offer)
    return build_rows(folder / "local_offers.csv", LOCAL_OFFER_COLUMNS, build)


def read_plans(folder: Path = REFERENCE_FOLDER) -> tuple[PublishedPlan, ...]:
    """The published training plans in `plans`, by plan id.

    A plan names a specialty of `specialties.csv` or LIS1.
    """
    return read_plan_files(folder / "plans", known_codes={*_specialty_codes(folder), LIS1})


def read_bundle(folder: Path = REFERENCE_FOLDER) -> ReferenceBundle:
    """Everything above in one value, for the checks and the loader.

    Raises one `ReferenceFileError` with the problems of all files. Rules and stages are
    read elsewhere; add them with `dataclasses.replace`.
    """
    problems: list[Problem] = []

    def collect(read: Callable[[Path], tuple[T, ...]]) -> tuple[T, ...]:
        try:
            return read(folder)
        except ReferenceFileError as error:
            problems.extend(error.problems)
            return ()

    bundle = ReferenceBundle(
        sources=collect(read_sources),
        specialties=collect(read_specialties),
        organisations=collect(read_organisations),
        lis1_figures=collect(read_lis1_figures),
        round_dates=collect(read_round_dates),
        courses=collect(read_courses),
        objectives=collect(read_objectives),
        local_offers=collect(read_local_offers),
        plans=collect(read_plans),
    )
    if problems:
        raise ReferenceFileError(dict.fromkeys(problems))
    return bundle


def _specialty_codes(folder: Path) -> frozenset[str]:
    rows = read_rows(folder / "specialties.csv", SPECIALTY_COLUMNS)
    return frozenset(row.text("code") for row in rows)


def _with_known_specialty(codes: frozenset[str], build: Callable[[Row], T]) -> Callable[[Row], T]:
    def checked(row: Row) -> T:
        code = row.optional("specialty")
        if code is not None and code not in codes:
            row.fail("specialty", "a code in specialties.csv, or nothing")
        return build(row)

    return checked


def _page_date(row: Row) -> str | None:
    return row.matching("page_date", PAGE_DATE, "YYYY, YYYY-MM, YYYY-MM-DD, undated or nothing")


def _source(row: Row) -> Source:
    return Source(
        key=row.text("key"),
        title=row.text("title"),
        address=row.matching("address", r"https?://\S+", "an address with http(s), or nothing"),
        page_date=_page_date(row),
        retrieved=row.text("retrieved"),
        note=row.optional("note"),
    )


def _specialty(row: Row) -> Specialty:
    code = row.text("code")
    row.matching("code", "[A-Z]{3}", "three capitals A to Z")
    return Specialty(
        code=code,
        code_display=row.text("code_display"),
        code_official=row.flag("code_official"),
        name_nb=row.text("name_nb"),
        name_en=row.text("name_en"),
        family=row.choice("family", Family),
        part2=row.choice("part2", Part2Kind) if row.optional("part2") else None,
        minimum_total_years=row.required_number("minimum_total_years"),
        minimum_part23_months=row.required_whole("minimum_part23_months"),
        is_asa=row.flag("is_asa"),
        status=row.choice("status", FactStatus),
        source_key=row.text("source_key"),
        note=row.optional("note"),
    )


def _organisation(row: Row) -> Organisation:
    return Organisation(
        key=row.text("key"),
        name=row.text("name"),
        kind=row.one_of("kind", ORGANISATION_KINDS),
        parent=row.optional("parent"),
        municipality=row.optional("municipality"),
        org_number=row.optional("org_number"),
        municipality_number=row.matching("municipality_number", r"\d{4}", "four digits"),
        health_community=row.optional("health_community"),
        population=row.whole("population"),
        population_year=row.whole("population_year"),
        county=row.optional("county"),
        source_key=row.text("source_key"),
        status=row.choice("status", FactStatus),
        note=row.optional("note"),
        health_community_source_key=row.optional("health_community_source"),
        population_source_key=row.optional("population_source"),
    )


def _lis1_figure(row: Row) -> Lis1Figure:
    return Lis1Figure(
        key=row.text("key"),
        intake=row.text("intake"),
        application_round=row.optional("application_round"),
        organisation=row.text("organisation"),
        site=row.optional("site"),
        municipality=row.optional("municipality"),
        posts=row.whole("posts"),
        measure=row.text("measure"),
        applicants=row.optional("applicants"),
        hired=row.whole("hired"),
        source_key=row.text("source_key"),
        source_date=row.optional("source_date"),
        status=row.choice("status", FactStatus),
        note=row.optional("note"),
    )


def _round_date(row: Row) -> RoundDate:
    return RoundDate(
        key=row.text("key"),
        round=row.one_of("round", ROUNDS),
        year=row.required_whole("year"),
        step_nb=row.text("step_nb"),
        step_en=row.text("step_en"),
        on=row.required_day("on"),
        time=row.matching("time", r"([01]\d|2[0-3]):[0-5]\d", "a time as HH:MM, or nothing"),
        source_key=row.text("source_key"),
        status=row.choice("status", FactStatus),
    )


def _course(row: Row) -> Course:
    return Course(
        key=row.text("key"),
        code=row.optional("code"),
        name_nb=row.text("name_nb"),
        specialty=row.optional("specialty"),
        scope=row.text("scope"),
        arranger=row.optional("arranger"),
        hours=row.optional("hours"),
        days=row.optional("days"),
        requirement=row.optional("requirement"),
        frequency=row.optional("frequency"),
        usual_capacity=row.optional("usual_capacity"),
        recommended_timing=row.optional("recommended_timing"),
        rule_set=row.text("rule_set"),
        current=row.flag("current"),
        source_key=row.text("source_key"),
        page_date=_page_date(row),
        status=row.choice("status", FactStatus),
        note=row.optional("note"),
    )


def _objective(row: Row) -> Objective:
    return Objective(
        key=row.text("key"),
        row_type=row.one_of("row_type", OBJECTIVE_ROW_TYPES),
        identifier=row.optional("identifier"),
        scope=row.text("scope"),
        part=row.text("part"),
        category=row.optional("category"),
        gist_en=row.optional("gist_en"),
        value=row.number("value"),
        unit=row.optional("unit"),
        validity=row.optional("validity"),
        source_key=row.text("source_key"),
        page_date=_page_date(row),
        status=row.choice("status", FactStatus),
    )


def _local_offer(row: Row) -> LocalOffer:
    return LocalOffer(
        key=row.text("key"),
        stage=row.text("stage"),
        specialty=row.optional("specialty"),
        organisation=row.text("organisation"),
        name_nb=row.text("name_nb"),
        name_en=row.text("name_en"),
        source_key=row.text("source_key"),
        status=row.choice("status", FactStatus),
        is_demo=row.flag("is_demo"),
        note_nb=row.optional("note_nb"),
        note_en=row.optional("note_en"),
    )
