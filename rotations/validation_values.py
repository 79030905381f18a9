"""What the parts of `rotations.validation` share: findings, names of months, common checks."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from rotations.types.case import RotationCase, Span

Place = tuple[str | int, ...]
"""Keys and row numbers from the root of the case, named as in files."""
MONTHS_A_YEAR = 12


@dataclass(frozen=True, slots=True)
class Finding:
    """Where, what stands there, and what may stand there."""

    place: Place
    found: str
    expected: str


def month_name(case: RotationCase, month: int) -> str:
    """A month of the case as `YYYY-MM`."""
    from_year_0 = case.first_month.year * MONTHS_A_YEAR + case.first_month.month - 1 + month
    year, rest = divmod(from_year_0, MONTHS_A_YEAR)
    return f"{year:04}-{rest + 1:02}"


def case_months(case: RotationCase) -> str:
    """The months of the case in words."""
    return f"{month_name(case, 0)} to {month_name(case, case.months - 1)}"


def order(case: RotationCase, span: Span, at: Place) -> Iterator[Finding]:
    """A span that ends before it begins."""
    if span.first > span.last:
        expected = f"{month_name(case, span.first)} (from) or later"
        yield Finding((*at, "to"), month_name(case, span.last), expected)


def inside(case: RotationCase, span: Span, at: Place) -> Iterator[Finding]:
    """A span without any month of the case says nothing, so it is a mistake."""
    if span.first <= span.last and not span.meets(Span(0, case.months - 1)):
        found = f"{month_name(case, span.first)} to {month_name(case, span.last)}"
        yield Finding((*at, "from"), found, f"months that meet the case, {case_months(case)}")


def known(
    names: Sequence[str], those: Collection[str], at: Place, expected: str
) -> Iterator[Finding]:
    """Names in a list that nothing has."""
    for index, name in enumerate(names):
        if name not in those:
            yield Finding((*at, index), name, expected)


def twice(keys: Sequence[str], at: Place, expected: str) -> Iterator[Finding]:
    """Rows whose key an earlier row has."""
    seen = set()
    for index, key in enumerate(keys):
        if key in seen:
            yield Finding((*at, index, "key"), key, expected)
        seen.add(key)


def repeated(names: Iterable[str], at: Place, expected: str) -> Iterator[Finding]:
    """Names that stand several times in one list."""
    for name, number in Counter(names).items():
        if number > 1:
            yield Finding(at, f"{name} {number} times", expected)
