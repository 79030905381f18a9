"""From the record of a case to the value that the engines read, and what cannot be so in it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from app.exchange.json_text import Notes, Place
from app.exchange.shapes import BAD, is_whole, whole_rows
from pathways.checks.record import (
    KnownKeys,
    RecordFinding,
    RecordRule,
    absence_findings,
    head_findings,
    progress_findings,
    service_findings,
    share_findings,
)
from pathways.types.record import (
    AbsenceKind,
    AbsencePeriod,
    AttendanceState,
    CourseTaken,
    GroupPeriod,
    ObjectiveTally,
    PlaceKind,
    ProcedureTally,
    Service,
    Share,
    Talk,
    TraineeRecord,
)

AT: Place = ("record",)
HEAD = (
    *("specialty", "stage", "organisation", "authorised_on", "student_licence_on"),
    *("degree_expected_on", "started_on", "personal_supervisor", "approver"),
)
PARTS = (
    *("services", "absences", "shares", "objectives", "courses", "talks"),
    *("group_guidance", "procedures"),
)
Rows = dict[str, list[tuple[int, dict[str, Any]]]]


def record_of(
    data: Mapping[str, Any], name: str, today: date, course_names: Mapping[str, str]
) -> TraineeRecord:
    """The record, with the rows that have no mistake, in the order of the file.

    A head field with a mistake stands as None (days, names) or an empty text (stage).
    """
    head = {field: None if data[field] is BAD else data[field] for field in HEAD}
    rows = {part: [row for _, row in whole_rows(data[part])] for part in PARTS}
    return TraineeRecord(
        person="case",
        name=name,
        **(head | {"stage": head["stage"] or "", "started_on": head["started_on"] or today}),
        plan_id=None,
        plan_version=None,
        services=tuple(_service(row, today) for row in rows["services"]),
        absences=tuple(
            AbsencePeriod(AbsenceKind(row["kind"]), row["starts_on"], row["ends_on"])
            for row in rows["absences"]
        ),
        shares=tuple(Share(**row) for row in rows["shares"]),
        objectives=tuple(_tally(row) for row in rows["objectives"]),
        courses=tuple(_taken(row, course_names) for row in rows["courses"]),
        talks=tuple(Talk(row["held_on"], float(row["hours"])) for row in rows["talks"]),
        group_guidance=tuple(
            GroupPeriod(**(row | {"hours": float(row["hours"])})) for row in rows["group_guidance"]
        ),
        procedures=tuple(ProcedureTally(**row) for row in rows["procedures"]),
    )


def in_order(record: TraineeRecord) -> TraineeRecord:
    """The record with its periods by start day, as the engines read it."""
    return replace(
        record,
        services=tuple(sorted(record.services, key=lambda s: (s.starts_on, s.key))),
        absences=tuple(sorted(record.absences, key=lambda a: (a.starts_on, a.ends_on))),
        shares=tuple(sorted(record.shares, key=lambda s: s.starts_on)),
    )


def note_findings(
    data: Mapping[str, Any],
    record: TraineeRecord,
    today: date,
    known: KnownKeys,
    plan_seqs: frozenset[int] | None,
    notes: Notes,
) -> None:
    """Note everything that cannot be so in `record`, at the rows of the file.

    `plan_seqs` is None when the plan could not be read. What hangs on a value with a mistake is
    not looked at: one mistake is told once.
    """
    numbers = {part: [index for index, _ in whole_rows(data[part])] for part in PARTS}
    named = keys_named(data["services"])
    findings = (
        *(f for f in head_findings(record, known) if data[f.field] is not BAD),
        *service_findings(record.services, today, known, plan_seqs, named),
        *absence_findings(record.absences),
        *share_findings(record.shares),
        *progress_findings(record, known),
    )
    for finding in findings:
        if finding.rule is RecordRule.STAGE_OF_OTHER_SPECIALTY and not is_whole(data["specialty"]):
            continue
        _note(finding, numbers, notes)


def keys_named(rows: Any, field: str = "key") -> frozenset[str]:
    """The keys of all rows, also of those with a mistake elsewhere."""
    found = () if rows is BAD else rows
    return frozenset(row[field] for row in found if row is not BAD and row[field] is not BAD)


def _note(finding: RecordFinding, numbers: Mapping[str, list[int]], notes: Notes) -> None:
    place: Place = (*AT, finding.field)
    found = finding.found
    if finding.part is not None and finding.index is not None:
        rows = numbers[finding.part]
        place = (*AT, finding.part, rows[finding.index], finding.field)
        if finding.other is not None:
            shown, meant = f"[{finding.other}]", f"[{rows[finding.other]}]"
            found = found.replace(finding.part + shown, finding.part + meant)
    notes.add(place, found, finding.expected)


def _service(row: Mapping[str, Any], today: date) -> Service:
    name = row["name"] or row["key"]
    return Service(
        key=row["key"],
        stage=row["stage"],
        name_nb=name,
        name_en=name,
        place=row["place"] or "",
        organisation=row["organisation"] or "",
        place_kind=PlaceKind(row["place_kind"]),
        starts_on=row["starts_on"],
        ends_on=row["ends_on"],
        is_planned=row["starts_on"] > today,
        counted_inside=row["counted_inside"],
        plan_seq=row["plan_seq"],
    )


def _tally(row: Mapping[str, Any]) -> ObjectiveTally:
    held_by = tuple((holder["name"], holder["count"]) for holder in row["held_by"])
    return ObjectiveTally(**(row | {"held_by": held_by}))  # type: ignore[operator]


def _taken(row: Mapping[str, Any], names: Mapping[str, str]) -> CourseTaken:
    return CourseTaken(
        course_key=row["course_key"],
        name_nb=names.get(row["course_key"], row["course_key"]),
        state=AttendanceState(row["state"]),
        starts_on=row["starts_on"],
        ends_on=row["ends_on"],
        is_equivalent=row["is_equivalent"],
    )
