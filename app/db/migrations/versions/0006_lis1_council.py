"""LIS1 council.

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

import app.db.base

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "lis1_council_member",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "task",
            sa.Enum(
                "chair",
                "secretary",
                "member",
                name="task",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "side",
            sa.Enum(
                "hospital",
                "municipality",
                "union",
                "administration",
                name="side",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("represents_id", sa.Integer(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to >= valid_from",
            name=op.f("ck_lis1_council_member_dates_ordered"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_lis1_council_member_organisation_id_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_lis1_council_member_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["represents_id"],
            ["organisation.id"],
            name=op.f("fk_lis1_council_member_represents_id_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lis1_council_member")),
        sa.UniqueConstraint(
            "organisation_id",
            "person_id",
            "valid_from",
            name=op.f("uq_lis1_council_member_organisation_id_person_id_valid_from"),
        ),
    )
    with op.batch_alter_table("lis1_council_member", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_lis1_council_member_organisation_id"), ["organisation_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_lis1_council_member_person_id"), ["person_id"], unique=False
        )

    op.create_table(
        "lis1_rules",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "proposed",
                "adopted",
                "superseded",
                "discarded",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("text", sqlmodel.sql.sqltypes.AutoString(length=8000), nullable=False),
        sa.Column("source", sqlmodel.sql.sqltypes.AutoString(length=500), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "confirmed",
                "unverified",
                "open",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("any_remaining", sa.Boolean(), nullable=False),
        sa.Column("criteria", sa.JSON(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("made_at", app.db.base.UtcDateTime(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["person.id"], name=op.f("fk_lis1_rules_decided_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["person.id"], name=op.f("fk_lis1_rules_made_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_lis1_rules_organisation_id_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lis1_rules")),
        sa.UniqueConstraint(
            "organisation_id", "number", name=op.f("uq_lis1_rules_organisation_id_number")
        ),
        sa.UniqueConstraint("public_id", name=op.f("uq_lis1_rules_public_id")),
    )
    with op.batch_alter_table("lis1_rules", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_lis1_rules_organisation_id"), ["organisation_id"], unique=False
        )
        batch_op.create_index(
            "uq_lis1_rules_adopted",
            ["organisation_id"],
            unique=True,
            sqlite_where=sa.text("state = 'adopted'"),
            postgresql_where=sa.text("state = 'adopted'"),
        )

    op.create_table(
        "lis1_track",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("key", sqlmodel.sql.sqltypes.AutoString(length=60), nullable=False),
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(length=160), nullable=False),
        sa.Column("phases", sa.JSON(), nullable=False),
        sa.Column("coupled_to", sqlmodel.sql.sqltypes.AutoString(length=8), nullable=True),
        sa.Column("source", sqlmodel.sql.sqltypes.AutoString(length=500), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "confirmed",
                "unverified",
                "open",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("is_retired", sa.Boolean(), nullable=False),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_lis1_track_organisation_id_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lis1_track")),
        sa.UniqueConstraint(
            "organisation_id", "key", name=op.f("uq_lis1_track_organisation_id_key")
        ),
    )
    with op.batch_alter_table("lis1_track", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_lis1_track_organisation_id"), ["organisation_id"], unique=False
        )

    op.create_table(
        "lis1_intake",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(length=160), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "preparing",
                "open",
                "closed",
                "decided",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("advertised_on", sa.Date(), nullable=True),
        sa.Column("deadline_on", sa.Date(), nullable=True),
        sa.Column("decide_on", sa.Date(), nullable=True),
        sa.Column("rules_id", sa.Integer(), nullable=False),
        sa.Column("qualifications", sa.JSON(), nullable=False),
        sa.Column("near", sa.JSON(), nullable=False),
        sa.Column("fewest_shown", sa.Integer(), nullable=False),
        sa.Column("notice_limit_months", sa.Integer(), nullable=False),
        sa.Column("notice_target_months", sa.Integer(), nullable=False),
        sa.Column("seed", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=True),
        sa.Column("public_source", sqlmodel.sql.sqltypes.AutoString(length=500), nullable=False),
        sa.Column("public_text", sqlmodel.sql.sqltypes.AutoString(length=500), nullable=False),
        sa.Column("commitment", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=True),
        sa.Column("list_hash", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=True),
        sa.Column("committed_on", sa.Date(), nullable=True),
        sa.Column("revealed_on", sa.Date(), nullable=True),
        sa.Column("drawn_by_hand", sa.JSON(), nullable=False),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_lis1_intake_organisation_id_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["rules_id"], ["lis1_rules.id"], name=op.f("fk_lis1_intake_rules_id_lis1_rules")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lis1_intake")),
        sa.UniqueConstraint("public_id", name=op.f("uq_lis1_intake_public_id")),
    )
    with op.batch_alter_table("lis1_intake", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_lis1_intake_organisation_id"), ["organisation_id"], unique=False
        )

    op.create_table(
        "lis1_candidate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("intake_id", sa.Integer(), nullable=False),
        sa.Column("key", sqlmodel.sql.sqltypes.AutoString(length=20), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("given_name", sqlmodel.sql.sqltypes.AutoString(length=100), nullable=False),
        sa.Column("family_name", sqlmodel.sql.sqltypes.AutoString(length=100), nullable=False),
        sa.Column("sort_name", sqlmodel.sql.sqltypes.AutoString(length=220), nullable=False),
        sa.Column("email", sqlmodel.sql.sqltypes.AutoString(length=254), nullable=False),
        sa.Column("qualifications", sa.JSON(), nullable=False),
        sa.Column("groups", sa.JSON(), nullable=False),
        sa.Column("link_hash", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=True),
        sa.Column("link_made_at", app.db.base.UtcDateTime(), nullable=True),
        sa.Column("sent_at", app.db.base.UtcDateTime(), nullable=True),
        sa.Column("receipt", sqlmodel.sql.sqltypes.AutoString(length=20), nullable=True),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["intake_id"], ["lis1_intake.id"], name=op.f("fk_lis1_candidate_intake_id_lis1_intake")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_lis1_candidate_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lis1_candidate")),
        sa.UniqueConstraint("intake_id", "email", name=op.f("uq_lis1_candidate_intake_id_email")),
        sa.UniqueConstraint("intake_id", "key", name=op.f("uq_lis1_candidate_intake_id_key")),
        sa.UniqueConstraint(
            "intake_id", "person_id", name=op.f("uq_lis1_candidate_intake_id_person_id")
        ),
        sa.UniqueConstraint("link_hash", name=op.f("uq_lis1_candidate_link_hash")),
    )
    with op.batch_alter_table("lis1_candidate", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_lis1_candidate_intake_id"), ["intake_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_lis1_candidate_person_id"), ["person_id"], unique=False
        )

    op.create_table(
        "lis1_cap",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("intake_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "hospital",
                "municipality",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.CheckConstraint("places BETWEEN 0 AND 1000", name=op.f("ck_lis1_cap_places_range")),
        sa.ForeignKeyConstraint(
            ["intake_id"], ["lis1_intake.id"], name=op.f("fk_lis1_cap_intake_id_lis1_intake")
        ),
        sa.ForeignKeyConstraint(
            ["place_id"], ["organisation.id"], name=op.f("fk_lis1_cap_place_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lis1_cap")),
    )
    with op.batch_alter_table("lis1_cap", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_lis1_cap_intake_id"), ["intake_id"], unique=False)

    op.create_table(
        "lis1_offer_dates",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("intake_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=False),
        sa.Column("reply_by", sa.Date(), nullable=False),
        sa.Column("marked_by", sa.Date(), nullable=False),
        sa.CheckConstraint(
            "reply_by >= sent_on AND marked_by >= reply_by",
            name=op.f("ck_lis1_offer_dates_dates_ordered"),
        ),
        sa.ForeignKeyConstraint(
            ["intake_id"],
            ["lis1_intake.id"],
            name=op.f("fk_lis1_offer_dates_intake_id_lis1_intake"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lis1_offer_dates")),
        sa.UniqueConstraint(
            "intake_id", "number", name=op.f("uq_lis1_offer_dates_intake_id_number")
        ),
    )
    with op.batch_alter_table("lis1_offer_dates", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_lis1_offer_dates_intake_id"), ["intake_id"], unique=False
        )

    op.create_table(
        "lis1_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("intake_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "mechanism",
            sa.Enum(
                "drawn_order",
                "two_pass",
                "stable_for_candidates",
                "stable_for_seats",
                "least_sum",
                "least_worst",
                name="mechanism",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("rules_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "running",
                "done",
                "stopped",
                "cancelled",
                "failed",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("asked_by_id", sa.Integer(), nullable=True),
        sa.Column("asked_at", app.db.base.UtcDateTime(), nullable=False),
        sa.Column("started_at", app.db.base.UtcDateTime(), nullable=True),
        sa.Column("finished_at", app.db.base.UtcDateTime(), nullable=True),
        sa.Column("case_document", sa.JSON(), nullable=True),
        sa.Column("input_hash", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=True),
        sa.Column("result", sa.JSON(), nullable=True),
        sa.Column("is_hidden", sa.Boolean(), nullable=False),
        sa.Column("error", sqlmodel.sql.sqltypes.AutoString(length=1000), nullable=True),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["person.id"], name=op.f("fk_lis1_run_asked_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["intake_id"], ["lis1_intake.id"], name=op.f("fk_lis1_run_intake_id_lis1_intake")
        ),
        sa.ForeignKeyConstraint(
            ["rules_id"], ["lis1_rules.id"], name=op.f("fk_lis1_run_rules_id_lis1_rules")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lis1_run")),
        sa.UniqueConstraint("intake_id", "number", name=op.f("uq_lis1_run_intake_id_number")),
        sa.UniqueConstraint("public_id", name=op.f("uq_lis1_run_public_id")),
    )
    with op.batch_alter_table("lis1_run", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_lis1_run_intake_id"), ["intake_id"], unique=False)

    op.create_table(
        "lis1_seat",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("intake_id", sa.Integer(), nullable=False),
        sa.Column("key", sqlmodel.sql.sqltypes.AutoString(length=60), nullable=False),
        sa.Column("hospital_id", sa.Integer(), nullable=False),
        sa.Column("municipality_id", sa.Integer(), nullable=False),
        sa.Column("track_id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.Column("needs", sa.JSON(), nullable=False),
        sa.Column("is_closed", sa.Boolean(), nullable=False),
        sa.Column("is_own_post", sa.Boolean(), nullable=False),
        sa.Column("contact_name", sqlmodel.sql.sqltypes.AutoString(length=160), nullable=False),
        sa.Column("contact_email", sqlmodel.sql.sqltypes.AutoString(length=254), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("places BETWEEN 0 AND 1000", name=op.f("ck_lis1_seat_places_range")),
        sa.ForeignKeyConstraint(
            ["hospital_id"], ["organisation.id"], name=op.f("fk_lis1_seat_hospital_id_organisation")
        ),
        sa.ForeignKeyConstraint(
            ["intake_id"], ["lis1_intake.id"], name=op.f("fk_lis1_seat_intake_id_lis1_intake")
        ),
        sa.ForeignKeyConstraint(
            ["municipality_id"],
            ["organisation.id"],
            name=op.f("fk_lis1_seat_municipality_id_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["track_id"], ["lis1_track.id"], name=op.f("fk_lis1_seat_track_id_lis1_track")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lis1_seat")),
        sa.UniqueConstraint("intake_id", "key", name=op.f("uq_lis1_seat_intake_id_key")),
    )
    with op.batch_alter_table("lis1_seat", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_lis1_seat_intake_id"), ["intake_id"], unique=False)

    op.create_table(
        "lis1_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("candidate_key", sqlmodel.sql.sqltypes.AutoString(length=20), nullable=False),
        sa.Column("seat_key", sqlmodel.sql.sqltypes.AutoString(length=60), nullable=True),
        sa.Column("swap_with_key", sqlmodel.sql.sqltypes.AutoString(length=20), nullable=True),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(length=1000), nullable=False),
        sa.Column("effect", sa.JSON(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", app.db.base.UtcDateTime(), nullable=False),
        sa.Column("undone_at", app.db.base.UtcDateTime(), nullable=True),
        sa.Column("undone_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_lis1_change_by_id_person")),
        sa.ForeignKeyConstraint(
            ["run_id"], ["lis1_run.id"], name=op.f("fk_lis1_change_run_id_lis1_run")
        ),
        sa.ForeignKeyConstraint(
            ["undone_by_id"], ["person.id"], name=op.f("fk_lis1_change_undone_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lis1_change")),
        sa.UniqueConstraint("run_id", "seq", name=op.f("uq_lis1_change_run_id_seq")),
    )
    with op.batch_alter_table("lis1_change", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_lis1_change_run_id"), ["run_id"], unique=False)

    op.create_table(
        "lis1_comment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("intake_id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=True),
        sa.Column("candidate_id", sa.Integer(), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", app.db.base.UtcDateTime(), nullable=False),
        sa.Column("text", sqlmodel.sql.sqltypes.AutoString(length=2000), nullable=False),
        sa.ForeignKeyConstraint(
            ["by_id"], ["person.id"], name=op.f("fk_lis1_comment_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["candidate_id"],
            ["lis1_candidate.id"],
            name=op.f("fk_lis1_comment_candidate_id_lis1_candidate"),
        ),
        sa.ForeignKeyConstraint(
            ["intake_id"], ["lis1_intake.id"], name=op.f("fk_lis1_comment_intake_id_lis1_intake")
        ),
        sa.ForeignKeyConstraint(
            ["run_id"], ["lis1_run.id"], name=op.f("fk_lis1_comment_run_id_lis1_run")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lis1_comment")),
    )
    with op.batch_alter_table("lis1_comment", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_lis1_comment_candidate_id"), ["candidate_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_lis1_comment_intake_id"), ["intake_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_lis1_comment_run_id"), ["run_id"], unique=False)

    op.create_table(
        "lis1_conflict",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("intake_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("candidate_id", sa.Integer(), nullable=True),
        sa.Column("place_id", sa.Integer(), nullable=True),
        sa.Column("why", sqlmodel.sql.sqltypes.AutoString(length=500), nullable=False),
        sa.Column("declared_at", app.db.base.UtcDateTime(), nullable=False),
        sa.Column("lifted_at", app.db.base.UtcDateTime(), nullable=True),
        sa.Column("lifted_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "candidate_id IS NULL OR place_id IS NULL", name=op.f("ck_lis1_conflict_one_subject")
        ),
        sa.ForeignKeyConstraint(
            ["candidate_id"],
            ["lis1_candidate.id"],
            name=op.f("fk_lis1_conflict_candidate_id_lis1_candidate"),
        ),
        sa.ForeignKeyConstraint(
            ["intake_id"], ["lis1_intake.id"], name=op.f("fk_lis1_conflict_intake_id_lis1_intake")
        ),
        sa.ForeignKeyConstraint(
            ["lifted_by_id"], ["person.id"], name=op.f("fk_lis1_conflict_lifted_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_lis1_conflict_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["place_id"], ["organisation.id"], name=op.f("fk_lis1_conflict_place_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lis1_conflict")),
    )
    with op.batch_alter_table("lis1_conflict", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_lis1_conflict_candidate_id"), ["candidate_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_lis1_conflict_intake_id"), ["intake_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_lis1_conflict_person_id"), ["person_id"], unique=False)

    op.create_table(
        "lis1_couple",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("intake_id", sa.Integer(), nullable=False),
        sa.Column("one_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.Column(
            "wish",
            sa.Enum(
                "same_municipality",
                "near",
                name="wish",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("or_apart", sa.Boolean(), nullable=False),
        sa.Column("is_confirmed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["intake_id"], ["lis1_intake.id"], name=op.f("fk_lis1_couple_intake_id_lis1_intake")
        ),
        sa.ForeignKeyConstraint(
            ["one_id"], ["lis1_candidate.id"], name=op.f("fk_lis1_couple_one_id_lis1_candidate")
        ),
        sa.ForeignKeyConstraint(
            ["other_id"], ["lis1_candidate.id"], name=op.f("fk_lis1_couple_other_id_lis1_candidate")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lis1_couple")),
        sa.UniqueConstraint("one_id", name=op.f("uq_lis1_couple_one_id")),
        sa.UniqueConstraint("other_id", name=op.f("uq_lis1_couple_other_id")),
    )
    with op.batch_alter_table("lis1_couple", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_lis1_couple_intake_id"), ["intake_id"], unique=False)

    op.create_table(
        "lis1_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("intake_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "proposed",
                "decided",
                "sent_back",
                "withdrawn",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("proposed_by_id", sa.Integer(), nullable=True),
        sa.Column("proposed_at", app.db.base.UtcDateTime(), nullable=False),
        sa.Column("note", sqlmodel.sql.sqltypes.AutoString(length=2000), nullable=False),
        sa.Column("allocation", sa.JSON(), nullable=False),
        sa.Column("minutes", sa.JSON(), nullable=True),
        sa.Column("decided_at", app.db.base.UtcDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["intake_id"], ["lis1_intake.id"], name=op.f("fk_lis1_decision_intake_id_lis1_intake")
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by_id"], ["person.id"], name=op.f("fk_lis1_decision_proposed_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["run_id"], ["lis1_run.id"], name=op.f("fk_lis1_decision_run_id_lis1_run")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lis1_decision")),
        sa.UniqueConstraint("intake_id", "number", name=op.f("uq_lis1_decision_intake_id_number")),
        sa.UniqueConstraint("public_id", name=op.f("uq_lis1_decision_public_id")),
    )
    with op.batch_alter_table("lis1_decision", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_lis1_decision_intake_id"), ["intake_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_lis1_decision_run_id"), ["run_id"], unique=False)
        batch_op.create_index(
            "uq_lis1_decision_open",
            ["intake_id"],
            unique=True,
            sqlite_where=sa.text("state = 'proposed'"),
            postgresql_where=sa.text("state = 'proposed'"),
        )

    op.create_table(
        "lis1_fact",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("candidate_id", sa.Integer(), nullable=False),
        sa.Column("subject", sqlmodel.sql.sqltypes.AutoString(length=60), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=True),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("is_confirmed", sa.Boolean(), nullable=False),
        sa.Column("confirmed_by_id", sa.Integer(), nullable=True),
        sa.Column("confirmed_on", sa.Date(), nullable=True),
        sa.Column("refused_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["candidate_id"],
            ["lis1_candidate.id"],
            name=op.f("fk_lis1_fact_candidate_id_lis1_candidate"),
        ),
        sa.ForeignKeyConstraint(
            ["confirmed_by_id"], ["person.id"], name=op.f("fk_lis1_fact_confirmed_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["place_id"], ["organisation.id"], name=op.f("fk_lis1_fact_place_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lis1_fact")),
    )
    with op.batch_alter_table("lis1_fact", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_lis1_fact_candidate_id"), ["candidate_id"], unique=False
        )

    op.create_table(
        "lis1_preplacement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("candidate_id", sa.Integer(), nullable=False),
        sa.Column("seat_id", sa.Integer(), nullable=False),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(length=1000), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("made_at", app.db.base.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["candidate_id"],
            ["lis1_candidate.id"],
            name=op.f("fk_lis1_preplacement_candidate_id_lis1_candidate"),
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["person.id"], name=op.f("fk_lis1_preplacement_made_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["seat_id"], ["lis1_seat.id"], name=op.f("fk_lis1_preplacement_seat_id_lis1_seat")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lis1_preplacement")),
        sa.UniqueConstraint("candidate_id", name=op.f("uq_lis1_preplacement_candidate_id")),
    )
    with op.batch_alter_table("lis1_preplacement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_lis1_preplacement_seat_id"), ["seat_id"], unique=False)

    op.create_table(
        "lis1_private_text",
        sa.Column("candidate_id", sa.Integer(), nullable=False),
        sa.Column("text", sqlmodel.sql.sqltypes.AutoString(length=4000), nullable=False),
        sa.Column("written_at", app.db.base.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["candidate_id"],
            ["lis1_candidate.id"],
            name=op.f("fk_lis1_private_text_candidate_id_lis1_candidate"),
        ),
        sa.PrimaryKeyConstraint("candidate_id", name=op.f("pk_lis1_private_text")),
    )
    op.create_table(
        "lis1_wish",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("candidate_id", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("seat_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["candidate_id"],
            ["lis1_candidate.id"],
            name=op.f("fk_lis1_wish_candidate_id_lis1_candidate"),
        ),
        sa.ForeignKeyConstraint(
            ["seat_id"], ["lis1_seat.id"], name=op.f("fk_lis1_wish_seat_id_lis1_seat")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lis1_wish")),
        sa.UniqueConstraint("candidate_id", "rank", name=op.f("uq_lis1_wish_candidate_id_rank")),
        sa.UniqueConstraint(
            "candidate_id", "seat_id", name=op.f("uq_lis1_wish_candidate_id_seat_id")
        ),
    )
    with op.batch_alter_table("lis1_wish", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_lis1_wish_candidate_id"), ["candidate_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_lis1_wish_seat_id"), ["seat_id"], unique=False)

    op.create_table(
        "lis1_approval",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "verdict",
            sa.Enum(
                "approves",
                "sends_back",
                name="verdict",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("remark", sqlmodel.sql.sqltypes.AutoString(length=2000), nullable=False),
        sa.Column("at", app.db.base.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["decision_id"],
            ["lis1_decision.id"],
            name=op.f("fk_lis1_approval_decision_id_lis1_decision"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_lis1_approval_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lis1_approval")),
        sa.UniqueConstraint(
            "decision_id", "person_id", name=op.f("uq_lis1_approval_decision_id_person_id")
        ),
    )
    with op.batch_alter_table("lis1_approval", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_lis1_approval_decision_id"), ["decision_id"], unique=False
        )

    op.create_table(
        "lis1_offer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("intake_id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=True),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("candidate_id", sa.Integer(), nullable=False),
        sa.Column("seat_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "ready",
                "sent",
                "accepted",
                "declined",
                "expired",
                "withdrawn",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.JSON(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("made_at", app.db.base.UtcDateTime(), nullable=False),
        sa.Column("sent_at", app.db.base.UtcDateTime(), nullable=True),
        sa.Column("reply_by", sa.Date(), nullable=True),
        sa.Column("answered_at", app.db.base.UtcDateTime(), nullable=True),
        sa.Column("answer_note", sqlmodel.sql.sqltypes.AutoString(length=1000), nullable=False),
        sa.Column("municipality_starts_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["candidate_id"],
            ["lis1_candidate.id"],
            name=op.f("fk_lis1_offer_candidate_id_lis1_candidate"),
        ),
        sa.ForeignKeyConstraint(
            ["decision_id"],
            ["lis1_decision.id"],
            name=op.f("fk_lis1_offer_decision_id_lis1_decision"),
        ),
        sa.ForeignKeyConstraint(
            ["intake_id"], ["lis1_intake.id"], name=op.f("fk_lis1_offer_intake_id_lis1_intake")
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["person.id"], name=op.f("fk_lis1_offer_made_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["seat_id"], ["lis1_seat.id"], name=op.f("fk_lis1_offer_seat_id_lis1_seat")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lis1_offer")),
        sa.UniqueConstraint("public_id", name=op.f("uq_lis1_offer_public_id")),
    )
    with op.batch_alter_table("lis1_offer", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_lis1_offer_candidate_id"), ["candidate_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_lis1_offer_intake_id"), ["intake_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_lis1_offer_seat_id"), ["seat_id"], unique=False)
        batch_op.create_index(
            "uq_lis1_offer_open",
            ["candidate_id"],
            unique=True,
            sqlite_where=sa.text("state IN ('ready', 'sent', 'accepted')"),
            postgresql_where=sa.text("state IN ('ready', 'sent', 'accepted')"),
        )

    op.create_table(
        "lis1_checklist_point",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("offer_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "information",
                "access",
                "tools",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("text", sqlmodel.sql.sqltypes.AutoString(length=300), nullable=False),
        sa.Column("owner", sqlmodel.sql.sqltypes.AutoString(length=160), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("done_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["done_by_id"], ["person.id"], name=op.f("fk_lis1_checklist_point_done_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["offer_id"],
            ["lis1_offer.id"],
            name=op.f("fk_lis1_checklist_point_offer_id_lis1_offer"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lis1_checklist_point")),
    )
    with op.batch_alter_table("lis1_checklist_point", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_lis1_checklist_point_offer_id"), ["offer_id"], unique=False
        )

    op.create_table(
        "lis1_start",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("offer_id", sa.Integer(), nullable=False),
        sa.Column("hospital_supervisor_id", sa.Integer(), nullable=True),
        sa.Column("municipality_supervisor_id", sa.Integer(), nullable=True),
        sa.Column("buddy_id", sa.Integer(), nullable=True),
        sa.Column("handover_on", sa.Date(), nullable=True),
        sa.Column("handover_held_on", sa.Date(), nullable=True),
        sa.Column(
            "handover_minutes", sqlmodel.sql.sqltypes.AutoString(length=4000), nullable=False
        ),
        sa.Column("handover_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["buddy_id"], ["person.id"], name=op.f("fk_lis1_start_buddy_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["handover_by_id"], ["person.id"], name=op.f("fk_lis1_start_handover_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["hospital_supervisor_id"],
            ["person.id"],
            name=op.f("fk_lis1_start_hospital_supervisor_id_person"),
        ),
        sa.ForeignKeyConstraint(
            ["municipality_supervisor_id"],
            ["person.id"],
            name=op.f("fk_lis1_start_municipality_supervisor_id_person"),
        ),
        sa.ForeignKeyConstraint(
            ["offer_id"], ["lis1_offer.id"], name=op.f("fk_lis1_start_offer_id_lis1_offer")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lis1_start")),
        sa.UniqueConstraint("offer_id", name=op.f("uq_lis1_start_offer_id")),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("lis1_start")
    with op.batch_alter_table("lis1_checklist_point", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_lis1_checklist_point_offer_id"))

    op.drop_table("lis1_checklist_point")
    with op.batch_alter_table("lis1_offer", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_lis1_offer_open",
            sqlite_where=sa.text("state IN ('ready', 'sent', 'accepted')"),
            postgresql_where=sa.text("state IN ('ready', 'sent', 'accepted')"),
        )
        batch_op.drop_index(batch_op.f("ix_lis1_offer_seat_id"))
        batch_op.drop_index(batch_op.f("ix_lis1_offer_intake_id"))
        batch_op.drop_index(batch_op.f("ix_lis1_offer_candidate_id"))

    op.drop_table("lis1_offer")
    with op.batch_alter_table("lis1_approval", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_lis1_approval_decision_id"))

    op.drop_table("lis1_approval")
    with op.batch_alter_table("lis1_wish", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_lis1_wish_seat_id"))
        batch_op.drop_index(batch_op.f("ix_lis1_wish_candidate_id"))

    op.drop_table("lis1_wish")
    op.drop_table("lis1_private_text")
    with op.batch_alter_table("lis1_preplacement", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_lis1_preplacement_seat_id"))

    op.drop_table("lis1_preplacement")
    with op.batch_alter_table("lis1_fact", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_lis1_fact_candidate_id"))

    op.drop_table("lis1_fact")
    with op.batch_alter_table("lis1_decision", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_lis1_decision_open",
            sqlite_where=sa.text("state = 'proposed'"),
            postgresql_where=sa.text("state = 'proposed'"),
        )
        batch_op.drop_index(batch_op.f("ix_lis1_decision_run_id"))
        batch_op.drop_index(batch_op.f("ix_lis1_decision_intake_id"))

    op.drop_table("lis1_decision")
    with op.batch_alter_table("lis1_couple", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_lis1_couple_intake_id"))

    op.drop_table("lis1_couple")
    with op.batch_alter_table("lis1_conflict", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_lis1_conflict_person_id"))
        batch_op.drop_index(batch_op.f("ix_lis1_conflict_intake_id"))
        batch_op.drop_index(batch_op.f("ix_lis1_conflict_candidate_id"))

    op.drop_table("lis1_conflict")
    with op.batch_alter_table("lis1_comment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_lis1_comment_run_id"))
        batch_op.drop_index(batch_op.f("ix_lis1_comment_intake_id"))
        batch_op.drop_index(batch_op.f("ix_lis1_comment_candidate_id"))

    op.drop_table("lis1_comment")
    with op.batch_alter_table("lis1_change", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_lis1_change_run_id"))

    op.drop_table("lis1_change")
    with op.batch_alter_table("lis1_seat", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_lis1_seat_intake_id"))

    op.drop_table("lis1_seat")
    with op.batch_alter_table("lis1_run", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_lis1_run_intake_id"))

    op.drop_table("lis1_run")
    with op.batch_alter_table("lis1_offer_dates", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_lis1_offer_dates_intake_id"))

    op.drop_table("lis1_offer_dates")
    with op.batch_alter_table("lis1_cap", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_lis1_cap_intake_id"))

    op.drop_table("lis1_cap")
    with op.batch_alter_table("lis1_candidate", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_lis1_candidate_person_id"))
        batch_op.drop_index(batch_op.f("ix_lis1_candidate_intake_id"))

    op.drop_table("lis1_candidate")
    with op.batch_alter_table("lis1_intake", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_lis1_intake_organisation_id"))

    op.drop_table("lis1_intake")
    with op.batch_alter_table("lis1_track", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_lis1_track_organisation_id"))

    op.drop_table("lis1_track")
    with op.batch_alter_table("lis1_rules", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_lis1_rules_adopted",
            sqlite_where=sa.text("state = 'adopted'"),
            postgresql_where=sa.text("state = 'adopted'"),
        )
        batch_op.drop_index(batch_op.f("ix_lis1_rules_organisation_id"))

    op.drop_table("lis1_rules")
    with op.batch_alter_table("lis1_council_member", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_lis1_council_member_person_id"))
        batch_op.drop_index(batch_op.f("ix_lis1_council_member_organisation_id"))

    op.drop_table("lis1_council_member")
