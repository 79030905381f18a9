"""A short digest of what a doctor's date hangs on: another digest means that something changed."""

from hashlib import blake2b

from pathways.types.record import TraineeRecord

SIZE = 12


def digest_of(record: TraineeRecord) -> str:
    """The same for the same record in every process; what a scan itself expects is left out."""
    parts = (
        record.stage,
        record.specialty,
        record.authorised_on,
        record.degree_expected_on,
        record.started_on,
        record.plan_id,
        record.plan_version,
        record.personal_supervisor,
        record.approver,
        [
            (s.stage, s.place_kind.value, s.starts_on, s.ends_on, s.plan_seq, s.counted_inside)
            for s in record.services
        ],
        [(a.kind.value, a.starts_on, a.ends_on) for a in record.absences],
        [(s.percent, s.starts_on, s.ends_on) for s in record.shares],
        [
            (o.objective_set, o.approved, o.sent, o.in_progress, o.held_by, o.oldest_sent_on)
            for o in record.objectives
        ],
        [
            (c.course_key, c.state.value, c.starts_on, c.ends_on, c.is_equivalent)
            for c in record.courses
        ],
        [(p.procedure_key, p.count) for p in record.procedures],
        [(g.starts_on, g.ends_on, g.hours) for g in record.group_guidance],
        [(t.held_on, t.is_agreed) for t in record.talks[-2:]],
    )
    return blake2b(repr(parts).encode(), digest_size=SIZE).hexdigest()
