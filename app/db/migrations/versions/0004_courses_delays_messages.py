"""Course sessions and registrations, delay flags, messages, and runs that can be asked for.

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

import app.db.base

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "delay_scan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("finished_at", app.db.base.UtcDateTime(), nullable=False),
        sa.Column("content_hash", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("sessions", sa.JSON(), nullable=False),
        sa.Column("doctors", sa.Integer(), nullable=False),
        sa.Column("opened", sa.Integer(), nullable=False),
        sa.Column("updated", sa.Integer(), nullable=False),
        sa.Column("closed", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delay_scan")),
    )
    op.create_table(
        "scan_state",
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("record_digest", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("expected", sa.Date(), nullable=True),
        sa.Column("best", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["enrolment.id"], name=op.f("fk_scan_state_enrolment_id_enrolment")
        ),
        sa.PrimaryKeyConstraint("enrolment_id", name=op.f("pk_scan_state")),
    )
    op.create_table(
        "calendar_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("created_at", app.db.base.UtcDateTime(), nullable=False),
        sa.Column("last_used_at", app.db.base.UtcDateTime(), nullable=True),
        sa.Column("revoked_at", app.db.base.UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_calendar_link_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_link")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_calendar_link_token_hash")),
    )
    with op.batch_alter_table("calendar_link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_calendar_link_person_id"), ["person_id"], unique=False)

    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("dedup_key", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.Column("message_id", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.Column("address", sqlmodel.sql.sqltypes.AutoString(length=254), nullable=False),
        sa.Column("subject", sqlmodel.sql.sqltypes.AutoString(length=300), nullable=False),
        sa.Column("body", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "claimed",
                "handing_over",
                "sent",
                "in_doubt",
                "failed",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("created_at", app.db.base.UtcDateTime(), nullable=False),
        sa.Column("not_before", app.db.base.UtcDateTime(), nullable=False),
        sa.Column("changed_at", app.db.base.UtcDateTime(), nullable=False),
        sa.Column("last_error", sqlmodel.sql.sqltypes.AutoString(length=300), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_outbox_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("dedup_key", name=op.f("uq_outbox_dedup_key")),
        sa.UniqueConstraint("message_id", name=op.f("uq_outbox_message_id")),
    )
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_outbox_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_outbox_state"), ["state"], unique=False)

    op.create_table(
        "person_setting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("key", sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
        sa.Column("value", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.Column("changed_at", app.db.base.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_person_setting_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_setting")),
        sa.UniqueConstraint("person_id", "key", name=op.f("uq_person_setting_person_id_key")),
    )
    with op.batch_alter_table("person_setting", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_person_setting_person_id"), ["person_id"], unique=False
        )

    op.create_table(
        "course_outlook",
        sa.Column("course_key", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("worked_out_at", app.db.base.UtcDateTime(), nullable=False),
        sa.Column("demand", sa.Integer(), nullable=False),
        sa.Column("seats_ahead", sa.Integer(), nullable=False),
        sa.Column("delayed", sa.Integer(), nullable=False),
        sa.Column("delay_days", sa.Integer(), nullable=False),
        sa.Column("best_starts_on", sa.Date(), nullable=True),
        sa.Column("best_saved_days", sa.Integer(), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["course_key"], ["course.key"], name=op.f("fk_course_outlook_course_key_course")
        ),
        sa.PrimaryKeyConstraint("course_key", name=op.f("pk_course_outlook")),
    )
    op.create_table(
        "course_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("course_key", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.Column("region_id", sa.Integer(), nullable=True),
        sa.Column("arranger", sqlmodel.sql.sqltypes.AutoString(length=160), nullable=True),
        sa.Column("place", sqlmodel.sql.sqltypes.AutoString(length=160), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("signup_opens_on", sa.Date(), nullable=True),
        sa.Column("signup_closes_on", sa.Date(), nullable=True),
        sa.Column("seats_given_on", sa.Date(), nullable=True),
        sa.Column("cancelled_on", sa.Date(), nullable=True),
        sa.Column("cancel_reason", sqlmodel.sql.sqltypes.AutoString(length=300), nullable=True),
        sa.Column("note", sqlmodel.sql.sqltypes.AutoString(length=300), nullable=True),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_course_session_dates_ordered")),
        sa.CheckConstraint("seats > 0", name=op.f("ck_course_session_seats_positive")),
        sa.CheckConstraint(
            "signup_closes_on IS NULL OR signup_closes_on <= starts_on",
            name=op.f("ck_course_session_deadline_before"),
        ),
        sa.CheckConstraint(
            "signup_opens_on IS NULL OR signup_closes_on IS NULL OR signup_opens_on <= signup_closes_on",
            name=op.f("ck_course_session_signup_ordered"),
        ),
        sa.ForeignKeyConstraint(
            ["course_key"], ["course.key"], name=op.f("fk_course_session_course_key_course")
        ),
        sa.ForeignKeyConstraint(
            ["region_id"],
            ["organisation.id"],
            name=op.f("fk_course_session_region_id_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_course_session")),
        sa.UniqueConstraint("public_id", name=op.f("uq_course_session_public_id")),
    )
    with op.batch_alter_table("course_session", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_course_session_course_key_starts_on"),
            ["course_key", "starts_on"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_course_session_region_id"), ["region_id"], unique=False
        )

    op.create_table(
        "course_setup",
        sa.Column("course_key", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "course",
                "simulation",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("seat_order", sa.JSON(), nullable=False),
        sa.Column("service_measure", sqlmodel.sql.sqltypes.AutoString(length=20), nullable=False),
        sa.Column("is_predictable", sa.Boolean(), nullable=False),
        sa.Column("usual_seats", sa.Integer(), nullable=True),
        sa.Column("usual_days", sa.Integer(), nullable=True),
        sa.Column("timing_from_months", sa.Integer(), nullable=True),
        sa.Column("timing_to_months", sa.Integer(), nullable=True),
        sa.Column("note", sqlmodel.sql.sqltypes.AutoString(length=300), nullable=True),
        sa.Column("changed_at", app.db.base.UtcDateTime(), nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "timing_to_months IS NULL OR timing_from_months IS NULL OR timing_to_months >= timing_from_months",
            name=op.f("ck_course_setup_timing_ordered"),
        ),
        sa.CheckConstraint(
            "usual_days IS NULL OR usual_days > 0", name=op.f("ck_course_setup_days_positive")
        ),
        sa.CheckConstraint(
            "usual_seats IS NULL OR usual_seats > 0", name=op.f("ck_course_setup_seats_positive")
        ),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["person.id"], name=op.f("fk_course_setup_changed_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["course_key"], ["course.key"], name=op.f("fk_course_setup_course_key_course")
        ),
        sa.PrimaryKeyConstraint("course_key", name=op.f("pk_course_setup")),
    )
    op.create_table(
        "message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sqlmodel.sql.sqltypes.AutoString(length=60), nullable=False),
        sa.Column("value_map", sa.JSON(), nullable=False),
        sa.Column("link", sqlmodel.sql.sqltypes.AutoString(length=300), nullable=True),
        sa.Column("act_by", sa.Date(), nullable=True),
        sa.Column("dedup_key", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.Column("told_on", sa.Date(), nullable=False),
        sa.Column("created_at", app.db.base.UtcDateTime(), nullable=False),
        sa.Column("read_at", app.db.base.UtcDateTime(), nullable=True),
        sa.Column("outbox_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["outbox_id"], ["outbox.id"], name=op.f("fk_message_outbox_id_outbox")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_message_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
        sa.UniqueConstraint("person_id", "dedup_key", name=op.f("uq_message_person_id_dedup_key")),
        sa.UniqueConstraint("public_id", name=op.f("uq_message_public_id")),
    )
    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_message_outbox_id"), ["outbox_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_message_person_id"), ["person_id"], unique=False)

    op.create_table(
        "course_registration",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "interested",
                "applied",
                "confirmed",
                "waiting",
                "withdrawn",
                "attended",
                "absent",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("applied_on", sa.Date(), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("changed_at", app.db.base.UtcDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["enrolment_id"],
            ["enrolment.id"],
            name=op.f("fk_course_registration_enrolment_id_enrolment"),
        ),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["course_session.id"],
            name=op.f("fk_course_registration_session_id_course_session"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_course_registration")),
        sa.UniqueConstraint(
            "session_id",
            "enrolment_id",
            name=op.f("uq_course_registration_session_id_enrolment_id"),
        ),
    )
    with op.batch_alter_table("course_registration", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_course_registration_enrolment_id"), ["enrolment_id"], unique=False
        )

    op.create_table(
        "course_standing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("course_key", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=True),
        sa.Column(
            "outcome",
            sa.Enum(
                "confirmed",
                "likely",
                "no_seat",
                "not_announced",
                "arranger_decides",
                name="outcome",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("is_bound", sa.Boolean(), nullable=False),
        sa.Column("moved_days", sa.Integer(), nullable=True),
        sa.Column("saved_by_extra", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=True),
        sa.Column("applicants", sa.Integer(), nullable=True),
        sa.Column("seats", sa.Integer(), nullable=True),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["course_key"], ["course.key"], name=op.f("fk_course_standing_course_key_course")
        ),
        sa.ForeignKeyConstraint(
            ["enrolment_id"],
            ["enrolment.id"],
            name=op.f("fk_course_standing_enrolment_id_enrolment"),
        ),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["course_session.id"],
            name=op.f("fk_course_standing_session_id_course_session"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_course_standing")),
        sa.UniqueConstraint(
            "enrolment_id", "course_key", name=op.f("uq_course_standing_enrolment_id_course_key")
        ),
    )
    with op.batch_alter_table("course_standing", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_course_standing_course_key"), ["course_key"], unique=False
        )

    op.create_table(
        "delay_flag",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("ref", sqlmodel.sql.sqltypes.AutoString(length=220), nullable=False),
        sa.Column(
            "cause",
            sa.Enum(
                "course",
                "procedure_access",
                "rotation_slot",
                "leave_or_part_time",
                "staffing",
                "missing_supervisor",
                "missing_approval",
                "waiting_for_lis1",
                name="cause",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "on_track",
                "at_risk",
                "late",
                "blocked",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("days_moved", sa.Integer(), nullable=True),
        sa.Column("is_bound", sa.Boolean(), nullable=False),
        sa.Column("days_saveable", sa.Integer(), nullable=False),
        sa.Column(
            "action",
            sa.Enum(
                "sign_up",
                "ask_for_session",
                "watch_waiting_list",
                "plan_service",
                "try_swap",
                "sign_or_answer",
                "find_supervisor",
                "hold_talk",
                "plan_procedures",
                "apply_lis1",
                "nothing",
                name="action",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "owner",
            sa.Enum(
                "trainee",
                "coordinator",
                "supervisor",
                "approver",
                "holder",
                "nobody",
                name="owner",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("act_by", sa.Date(), nullable=True),
        sa.Column("course_key", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=True),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("changed_on", sa.Date(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column(
            "documented_cause",
            sa.Enum(
                "course",
                "procedure_access",
                "rotation_slot",
                "leave_or_part_time",
                "staffing",
                "missing_supervisor",
                "missing_approval",
                "waiting_for_lis1",
                name="documented_cause",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("assigned_to_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["assigned_to_id"], ["person.id"], name=op.f("fk_delay_flag_assigned_to_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["course_key"], ["course.key"], name=op.f("fk_delay_flag_course_key_course")
        ),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["enrolment.id"], name=op.f("fk_delay_flag_enrolment_id_enrolment")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delay_flag")),
        sa.UniqueConstraint("public_id", name=op.f("uq_delay_flag_public_id")),
    )
    with op.batch_alter_table("delay_flag", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_delay_flag_assigned_to_id"), ["assigned_to_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_delay_flag_closed_on"), ["closed_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_delay_flag_course_key"), ["course_key"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_delay_flag_enrolment_id"), ["enrolment_id"], unique=False
        )
        batch_op.create_index(
            "uq_delay_flag_open",
            ["enrolment_id", "ref", "cause"],
            unique=True,
            sqlite_where=sa.text("closed_on IS NULL"),
            postgresql_where=sa.text("closed_on IS NULL"),
        )

    op.create_table(
        "acknowledgement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("flag_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", app.db.base.UtcDateTime(), nullable=False),
        sa.Column("plan", sqlmodel.sql.sqltypes.AutoString(length=500), nullable=False),
        sa.Column("follow_up_on", sa.Date(), nullable=True),
        sa.Column("withdrawn_at", app.db.base.UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["by_id"], ["person.id"], name=op.f("fk_acknowledgement_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["flag_id"], ["delay_flag.id"], name=op.f("fk_acknowledgement_flag_id_delay_flag")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_acknowledgement")),
    )
    with op.batch_alter_table("acknowledgement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_acknowledgement_flag_id"), ["flag_id"], unique=False)

    op.create_table(
        "delay_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("flag_id", sa.Integer(), nullable=False),
        sa.Column("at", app.db.base.UtcDateTime(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "opened",
                "updated",
                "closed",
                "commented",
                "cause_set",
                "acknowledged",
                "assigned",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "reason",
            sa.Enum(
                "first_seen",
                "session_cancelled",
                "session_added",
                "seat_gained",
                "seat_lost",
                "deadline_passed",
                "deadline_near",
                "date_moved",
                "record_changed",
                "sent",
                "signed",
                "done",
                "rule_changed",
                "left_training",
                name="reason",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("before", sa.JSON(), nullable=True),
        sa.Column("after", sa.JSON(), nullable=True),
        sa.Column("text", sqlmodel.sql.sqltypes.AutoString(length=500), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_delay_event_by_id_person")),
        sa.ForeignKeyConstraint(
            ["flag_id"], ["delay_flag.id"], name=op.f("fk_delay_event_flag_id_delay_flag")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delay_event")),
    )
    with op.batch_alter_table("delay_event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_delay_event_flag_id"), ["flag_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_delay_event_on_day"), ["on_day"], unique=False)

    with op.batch_alter_table("course", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "origin",
                sa.Enum(
                    "reference",
                    "own",
                    "demo",
                    name="origin",
                    native_enum=False,
                    create_constraint=True,
                    length=40,
                ),
                nullable=False,
                server_default="reference",
            )
        )

    with op.batch_alter_table("job_run", schema=None) as batch_op:
        batch_op.add_column(sa.Column("requested_by_id", sa.Integer(), nullable=True))
        batch_op.add_column(
            sa.Column("claimed_by", sqlmodel.sql.sqltypes.AutoString(length=80), nullable=True)
        )
        batch_op.add_column(sa.Column("attempts", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("done", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("total", sa.Integer(), nullable=True))
        batch_op.add_column(
            sa.Column("stop_requested_at", app.db.base.UtcDateTime(), nullable=True)
        )
        batch_op.alter_column("started_at", existing_type=app.db.base.UtcDateTime(), nullable=True)
        batch_op.create_index(batch_op.f("ix_job_run_finished_at"), ["finished_at"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_job_run_requested_by_id_person"), "person", ["requested_by_id"], ["id"]
        )


def downgrade() -> None:
    """Take back. Runs that were asked for and never begun are lost."""
    op.execute("DELETE FROM job_run WHERE started_at IS NULL")
    with op.batch_alter_table("job_run", schema=None) as batch_op:
        batch_op.drop_constraint(
            batch_op.f("fk_job_run_requested_by_id_person"), type_="foreignkey"
        )
        batch_op.drop_index(batch_op.f("ix_job_run_finished_at"))
        batch_op.alter_column("started_at", existing_type=app.db.base.UtcDateTime(), nullable=False)
        batch_op.drop_column("stop_requested_at")
        batch_op.drop_column("total")
        batch_op.drop_column("done")
        batch_op.drop_column("attempts")
        batch_op.drop_column("claimed_by")
        batch_op.drop_column("requested_by_id")

    with op.batch_alter_table("course", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_course_origin"), type_="check")
        batch_op.drop_column("origin")

    with op.batch_alter_table("delay_event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_delay_event_on_day"))
        batch_op.drop_index(batch_op.f("ix_delay_event_flag_id"))

    op.drop_table("delay_event")
    with op.batch_alter_table("acknowledgement", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_acknowledgement_flag_id"))

    op.drop_table("acknowledgement")
    with op.batch_alter_table("delay_flag", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_delay_flag_open",
            sqlite_where=sa.text("closed_on IS NULL"),
            postgresql_where=sa.text("closed_on IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_delay_flag_enrolment_id"))
        batch_op.drop_index(batch_op.f("ix_delay_flag_course_key"))
        batch_op.drop_index(batch_op.f("ix_delay_flag_closed_on"))
        batch_op.drop_index(batch_op.f("ix_delay_flag_assigned_to_id"))

    op.drop_table("delay_flag")
    with op.batch_alter_table("course_standing", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_course_standing_course_key"))

    op.drop_table("course_standing")
    with op.batch_alter_table("course_registration", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_course_registration_enrolment_id"))

    op.drop_table("course_registration")
    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_message_person_id"))
        batch_op.drop_index(batch_op.f("ix_message_outbox_id"))

    op.drop_table("message")
    op.drop_table("course_setup")
    with op.batch_alter_table("course_session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_course_session_region_id"))
        batch_op.drop_index(batch_op.f("ix_course_session_course_key_starts_on"))

    op.drop_table("course_session")
    op.drop_table("course_outlook")
    with op.batch_alter_table("person_setting", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_person_setting_person_id"))

    op.drop_table("person_setting")
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_outbox_state"))
        batch_op.drop_index(batch_op.f("ix_outbox_person_id"))

    op.drop_table("outbox")
    with op.batch_alter_table("calendar_link", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_calendar_link_person_id"))

    op.drop_table("calendar_link")
    op.drop_table("scan_state")
    op.drop_table("delay_scan")
