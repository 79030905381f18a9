"""Reads the files of `seed.workforce`, with the house's one way to tell what is wrong in a file."""

from functools import cache
from pathlib import Path

from pathways.types.knowledge import FactStatus
from seed.csv_rows import Row, build_rows
from seed.reference_files import REFERENCE_FOLDER, read_sources, read_specialties
from seed.workforce import AGE_GROUPS, BANDS, Figure, People, Projected, Workforce

PEOPLE_COLUMNS = ("region", "year", "sex", *AGE_GROUPS, "source_key", "status")
PROJECTED_COLUMNS = (
    *("region", "year", "kind", *BANDS, "total"),
    *("source_key", "status", "note"),
)
FIGURE_COLUMNS = (
    *("subject", "specialty", "scope", "measure", "as_of", "value"),
    *("source_key", "status", "note"),
)


@cache
def workforce() -> Workforce:
    """The figures of the project's own files, read once."""
    return read_workforce()


def read_workforce(folder: Path = REFERENCE_FOLDER) -> Workforce:
    """All files. Raises `ReferenceFileError` with every problem of the first bad file."""
    sources = frozenset(each.key for each in read_sources(folder))
    codes = frozenset(each.code for each in read_specialties(folder))

    def figures(name: str) -> tuple[Figure, ...]:
        path = folder / f"workforce_{name}.csv"
        return build_rows(path, FIGURE_COLUMNS, lambda row: _figure(row, sources, codes))

    return Workforce(
        observed=_people(folder, sources),
        projected=build_rows(
            folder / "population.csv", PROJECTED_COLUMNS, lambda row: _projected(row, sources)
        ),
        specialists=figures("specialists"),
        positions=figures("positions"),
        approvals=figures("approvals"),
        parameters=figures("parameters"),
    )


def _source(row: Row, sources: frozenset[str]) -> str:
    key = row.text("source_key")
    if key and key not in sources:
        row.fail("source_key", "a key of sources.csv")
    return key


def _people(folder: Path, sources: frozenset[str]) -> tuple[People, ...]:
    """Women and men stand in rows of their own; both must be there."""
    rows = build_rows(
        folder / "population_observed.csv", PEOPLE_COLUMNS, lambda row: _one_sex(row, sources)
    )
    sexes = {(people.area, people.year, sex): people for sex, people in rows}
    return tuple(
        People(area, year, women.women, men.men, women.source_key, women.status)
        for (area, year, sex), women in sexes.items()
        if sex == "women" and (men := sexes.get((area, year, "men"))) is not None
    )


def _one_sex(row: Row, sources: frozenset[str]) -> tuple[str, People]:
    persons = tuple(row.required_whole(group) for group in AGE_GROUPS)
    return row.one_of("sex", ("women", "men")), People(
        row.text("region"),
        row.required_whole("year"),
        persons,
        persons,
        _source(row, sources),
        row.choice("status", FactStatus),
    )


def _projected(row: Row, sources: frozenset[str]) -> Projected:
    found = tuple(row.whole(band) for band in BANDS)
    bands = tuple(each for each in found if each is not None)
    if bands and len(bands) < len(BANDS):
        row.fail(BANDS[found.index(None)], "all age bands, or none")
    total = row.required_whole("total")
    if bands and abs(sum(bands) - total) > len(bands):
        row.fail("total", f"about {sum(bands)}, which is what the bands make together")
    return Projected(
        area=row.text("region"),
        year=row.required_whole("year"),
        kind=row.text("kind"),
        bands=bands or None,
        total=total,
        source_key=_source(row, sources),
        status=row.choice("status", FactStatus),
        note=row.optional("note"),
    )


def _figure(row: Row, sources: frozenset[str], codes: frozenset[str]) -> Figure:
    status = row.choice("status", FactStatus)
    is_missing = status is FactStatus.OPEN and row.optional("value") is None
    code = row.optional("specialty")
    if code is not None and code not in codes:
        row.fail("specialty", "a code of specialties.csv, or nothing")
    return Figure(
        subject=row.text("subject"),
        specialty=code,
        scope=row.optional("scope"),
        measure=row.optional("measure") if is_missing else row.text("measure"),
        as_of=row.optional("as_of") if is_missing else row.text("as_of"),
        value=None if is_missing else row.required_number("value"),
        source_key=None if is_missing else _source(row, sources),
        status=status,
        note=row.optional("note"),
    )
