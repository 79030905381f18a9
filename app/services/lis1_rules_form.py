"""The form of a proposal to change the rules: its text, and each criterion as it is checked.

One row a criterion, and one empty row at the end. Every mistake is told at its field.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from app.db.tables import Lis1Rules
from app.exchange.lis1_parts import read_criteria
from app.services.logbook_form import Raw
from app.services.places_fields import PlaceReading
from rotations.lis1.types import Criterion, CriterionKind, FactStatus, Scope

MOST_CRITERIA = 30
LONGEST_TEXT, LONGEST_SOURCE, LONGEST_CRITERION = 8000, 500, 2000
LONGEST_KEY = 60
MOST_POINTS, MOST_MONTHS = 1000, 600
FIELDS = ("key", "kind", "text", "subject", "scope", "at_least", "weight", "is_new", "drop")


@dataclass(frozen=True, slots=True)
class Known:
    """Subjects that candidates are or were asked about."""

    subjects: frozenset[str]
    without_place: frozenset[str]
    """Of these: declared without a hospital or municipality, or not asked for one."""


@dataclass(frozen=True, slots=True)
class CriterionRow:
    """The fields of one criterion; `at` is its number in the form."""

    at: int
    raw: Raw

    def name(self, field: str) -> str:
        """The name of a field in this row."""
        return name_of(self.at, field)

    def value(self, field: str) -> str:
        """What stands in a field."""
        return self.raw.get(self.name(field), "")

    @property
    def is_empty(self) -> bool:
        """Nothing was written: no criterion."""
        return not any(self.value(each).strip() for each in ("key", "text", "subject", "weight"))


def name_of(at: int, field: str) -> str:
    """The name of a field of a criterion."""
    return f"c{at}_{field}"


def to_raw(row: Lis1Rules) -> dict[str, str]:
    """A version as the text of its form."""
    raw = {
        "text": row.text,
        "source": row.source,
        "status": row.status.value,
        "any_remaining": "1" if row.any_remaining else "",
        "version": str(row.version),
    }
    for at, each in enumerate(read_criteria(row.criteria)):
        values = {
            "key": each.key,
            "kind": each.kind.value,
            "text": each.text,
            "subject": each.subject,
            "scope": each.scope.value,
            "at_least": str(each.at_least),
            "weight": str(each.weight),
        }
        raw |= {name_of(at, field): value for field, value in values.items()}
    return raw


def rows_of(raw: Raw) -> tuple[CriterionRow, ...]:
    """The rows that have something in them, and an empty one to write in."""
    filled = [row for row in _rows(raw) if not row.is_empty]
    after = max((row.at for row in filled), default=-1) + 1
    if after >= MOST_CRITERIA:
        return tuple(filled)
    return (*filled, CriterionRow(after, {}))


def _rows(raw: Raw) -> Iterator[CriterionRow]:
    return (CriterionRow(at, raw) for at in range(MOST_CRITERIA))


def read(raw: Raw, known: Known) -> PlaceReading:
    """The values of the form: text, source, status, any_remaining, criteria."""
    reading = PlaceReading(raw)
    reading.words("text", LONGEST_TEXT, _("Skriv reglene slik rådet vil ha dem."))
    reading.words("source", LONGEST_SOURCE)
    reading.values["source"] = reading.values["source"] or ""
    status = _one_of(reading, "status", FactStatus, _("Velg hvor sikker kilden er."))
    reading.values["status"] = status
    reading.values["any_remaining"] = reading.text("any_remaining") == "1"
    criteria = []
    for row in _rows(raw):
        if row.is_empty or row.value("drop") == "1":
            continue
        found = _criterion(reading, row, known)
        if found is not None:
            criteria.append(found)
        _told_once(reading, row)
    reading.values = {name: reading.values[name] for name in VALUES if name in reading.values}
    reading.values["criteria"] = tuple(criteria)
    return reading


VALUES = ("text", "source", "status", "any_remaining")


def _criterion(reading: PlaceReading, row: CriterionRow, known: Known) -> Criterion | None:
    before = len(reading.problems)
    reading.words(row.name("key"), LONGEST_KEY, _("Gi kriteriet et kort navn."))
    kind = _one_of(reading, row.name("kind"), CriterionKind, _("Velg hva kriteriet handler om."))
    reading.words(row.name("text"), LONGEST_CRITERION, _("Skriv kriteriet slik rådet vil ha det."))
    scope = _one_of(reading, row.name("scope"), Scope, _("Velg hvor kriteriet gjelder."))
    reading.whole(row.name("weight"), 0, MOST_POINTS)
    reading.whole(row.name("at_least"), 1, MOST_MONTHS)
    reading.words(row.name("subject"), LONGEST_KEY, _("Skriv hvilken opplysning kriteriet ser på."))
    _subject(reading, row, scope, known)
    if len(reading.problems) > before or kind is None or scope is None:
        return None
    values: Mapping[str, Any] = reading.values
    return Criterion(
        key=values[row.name("key")],
        kind=kind,
        text=values[row.name("text")],
        subject=values[row.name("subject")],
        weight=values[row.name("weight")],
        scope=scope,
        at_least=values[row.name("at_least")],
    )


def _subject(reading: PlaceReading, row: CriterionRow, scope: Scope | None, known: Known) -> None:
    """A subject that nobody is asked about is a slip of the pen, unless it is said to be new."""
    subject = reading.values[row.name("subject")]
    if subject is None:
        return
    if subject not in known.subjects and row.value("is_new") != "1":
        names = ", ".join(sorted(known.subjects)) or _("ingen ennå")
        reading.fail(
            row.name("subject"),
            _(
                "Ingen kandidat er spurt om «%(subject)s». Skriv en av disse, eller kryss av for "
                "ny opplysning: %(names)s.",
                subject=subject,
                names=names,
            ),
        )
    if scope is not None and scope is not Scope.EVERYWHERE and subject in known.without_place:
        reading.fail(
            row.name("scope"),
            _(
                "«%(subject)s» er oppgitt uten sted. Da kan kriteriet bare gjelde alle plasser.",
                subject=subject,
            ),
        )


def _told_once(reading: PlaceReading, row: CriterionRow) -> None:
    """Two criteria with one name cannot be told apart."""
    key = reading.values.get(row.name("key"))
    earlier = {reading.values.get(name_of(at, "key")) for at in range(row.at)}
    if key is not None and key in earlier:
        reading.fail(row.name("key"), _("Et annet kriterium heter også «%(key)s».", key=key))


def _one_of(reading: PlaceReading, name: str, kind: type[Any], missing: str) -> Any:
    options = tuple((each.value, "") for each in kind)
    chosen = reading.choice(name, options, missing)
    return None if chosen is None else kind(chosen)
