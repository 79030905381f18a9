"""Places and rotation plans.

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

import app.db.base

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "capacity",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(length=160), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "place",
                "supervisor",
                "agreement",
                "rota",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("services", sa.JSON(), nullable=False),
        sa.Column("groups", sa.JSON(), nullable=False),
        sa.Column("minimum", sa.Integer(), nullable=True),
        sa.Column("maximum", sa.Integer(), nullable=True),
        sa.Column("is_hard", sa.Boolean(), nullable=False),
        sa.Column("counts_share", sa.Boolean(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("source", sqlmodel.sql.sqltypes.AutoString(length=300), nullable=False),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "maximum IS NULL OR maximum >= 0", name=op.f("ck_capacity_maximum_not_negative")
        ),
        sa.CheckConstraint(
            "minimum IS NULL OR maximum IS NULL OR maximum >= minimum",
            name=op.f("ck_capacity_bounds_ordered"),
        ),
        sa.CheckConstraint(
            "minimum IS NULL OR minimum >= 0", name=op.f("ck_capacity_minimum_not_negative")
        ),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to >= valid_from", name=op.f("ck_capacity_dates_ordered")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_capacity_organisation_id_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_capacity")),
        sa.UniqueConstraint("public_id", name=op.f("uq_capacity_public_id")),
    )
    with op.batch_alter_table("capacity", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_capacity_organisation_id"), ["organisation_id"], unique=False
        )

    op.create_table(
        "rotation_plan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(length=160), nullable=False),
        sa.Column("specialty_code", sqlmodel.sql.sqltypes.AutoString(length=8), nullable=True),
        sa.Column("first_month", sa.Date(), nullable=False),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.Column("frozen_until", sa.Date(), nullable=True),
        sa.Column("notice_months", sa.Integer(), nullable=False),
        sa.Column("weights", sa.JSON(), nullable=False),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("months BETWEEN 1 AND 120", name=op.f("ck_rotation_plan_months_range")),
        sa.CheckConstraint(
            "notice_months BETWEEN 0 AND 24", name=op.f("ck_rotation_plan_notice_range")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_rotation_plan_organisation_id_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rotation_plan")),
        sa.UniqueConstraint("public_id", name=op.f("uq_rotation_plan_public_id")),
    )
    with op.batch_alter_table("rotation_plan", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_rotation_plan_organisation_id"), ["organisation_id"], unique=False
        )

    op.create_table(
        "agreement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "external_service",
                "contract_specialist",
                "municipality",
                "combined_post",
                "observation_stay",
                "consultant_exchange",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "planned",
                "awaiting_approval",
                "agreed",
                "ended",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("title", sqlmodel.sql.sqltypes.AutoString(length=160), nullable=False),
        sa.Column("home_id", sa.Integer(), nullable=False),
        sa.Column("host_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("specialty_code", sqlmodel.sql.sqltypes.AutoString(length=8), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("places", sa.Integer(), nullable=True),
        sa.Column("months_a_year", sa.Integer(), nullable=True),
        sa.Column("min_months", sa.Integer(), nullable=True),
        sa.Column("max_months", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("home_share", sa.Integer(), nullable=True),
        sa.Column("tutor", sqlmodel.sql.sqltypes.AutoString(length=160), nullable=True),
        sa.Column("funding_note", sqlmodel.sql.sqltypes.AutoString(length=1000), nullable=True),
        sa.Column("blockers", sqlmodel.sql.sqltypes.AutoString(length=1000), nullable=True),
        sa.Column("note", sqlmodel.sql.sqltypes.AutoString(length=1000), nullable=True),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "ends_on IS NULL OR ends_on >= starts_on", name=op.f("ck_agreement_dates_ordered")
        ),
        sa.CheckConstraint(
            "home_share IS NULL OR home_share BETWEEN 1 AND 99",
            name=op.f("ck_agreement_home_share_range"),
        ),
        sa.CheckConstraint(
            "months_a_year IS NULL OR months_a_year >= 0",
            name=op.f("ck_agreement_months_not_negative"),
        ),
        sa.CheckConstraint(
            "places IS NULL OR places >= 0", name=op.f("ck_agreement_places_not_negative")
        ),
        sa.ForeignKeyConstraint(
            ["home_id"], ["organisation.id"], name=op.f("fk_agreement_home_id_organisation")
        ),
        sa.ForeignKeyConstraint(
            ["host_id"], ["organisation.id"], name=op.f("fk_agreement_host_id_organisation")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_agreement_person_id_person")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_agreement_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreement")),
        sa.UniqueConstraint("public_id", name=op.f("uq_agreement_public_id")),
    )
    with op.batch_alter_table("agreement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_agreement_home_id"), ["home_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_agreement_host_id"), ["host_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_agreement_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_agreement_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "capacity_unit",
        sa.Column("capacity_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["capacity_id"], ["capacity.id"], name=op.f("fk_capacity_unit_capacity_id_capacity")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["unit.id"], name=op.f("fk_capacity_unit_unit_id_unit")
        ),
        sa.PrimaryKeyConstraint("capacity_id", "unit_id", name=op.f("pk_capacity_unit")),
    )
    with op.batch_alter_table("capacity_unit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_capacity_unit_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "objective_place",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("objective_set", sqlmodel.sql.sqltypes.AutoString(length=20), nullable=False),
        sa.Column("identifier", sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column(
            "legal_state",
            sa.Enum(
                "approved",
                "applied",
                "not_approved",
                "unknown",
                name="legal_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("source", sqlmodel.sql.sqltypes.AutoString(length=300), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to >= valid_from",
            name=op.f("ck_objective_place_dates_ordered"),
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["unit.id"], name=op.f("fk_objective_place_unit_id_unit")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_objective_place")),
        sa.UniqueConstraint(
            "objective_set",
            "identifier",
            "unit_id",
            name=op.f("uq_objective_place_objective_set_identifier_unit_id"),
        ),
    )
    with op.batch_alter_table("objective_place", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_objective_place_objective_set"), ["objective_set"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_objective_place_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "rotation_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "proposed",
                "published",
                "superseded",
                "discarded",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("based_on_id", sa.Integer(), nullable=True),
        sa.Column("made_at", app.db.base.UtcDateTime(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("proposed_on", sa.Date(), nullable=True),
        sa.Column("comments_close_on", sa.Date(), nullable=True),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.Column("published_by_id", sa.Integer(), nullable=True),
        sa.Column("superseded_on", sa.Date(), nullable=True),
        sa.Column("last_edit", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["based_on_id"],
            ["rotation_version.id"],
            name=op.f("fk_rotation_version_based_on_id_rotation_version"),
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["person.id"], name=op.f("fk_rotation_version_made_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["plan_id"],
            ["rotation_plan.id"],
            name=op.f("fk_rotation_version_plan_id_rotation_plan"),
        ),
        sa.ForeignKeyConstraint(
            ["published_by_id"],
            ["person.id"],
            name=op.f("fk_rotation_version_published_by_id_person"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rotation_version")),
        sa.UniqueConstraint("plan_id", "number", name=op.f("uq_rotation_version_plan_id_number")),
        sa.UniqueConstraint("public_id", name=op.f("uq_rotation_version_public_id")),
    )
    with op.batch_alter_table("rotation_version", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_rotation_version_plan_id"), ["plan_id"], unique=False)
        batch_op.create_index(
            "uq_rotation_version_open",
            ["plan_id"],
            unique=True,
            sqlite_where=sa.text("state IN ('draft', 'proposed')"),
            postgresql_where=sa.text("state IN ('draft', 'proposed')"),
        )
        batch_op.create_index(
            "uq_rotation_version_published",
            ["plan_id"],
            unique=True,
            sqlite_where=sa.text("state = 'published'"),
            postgresql_where=sa.text("state = 'published'"),
        )

    op.create_table(
        "rotation_wish",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("service", sqlmodel.sql.sqltypes.AutoString(length=160), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("from_month", sa.Date(), nullable=True),
        sa.Column("to_month", sa.Date(), nullable=True),
        sa.Column("note", sqlmodel.sql.sqltypes.AutoString(length=500), nullable=True),
        sa.Column("made_at", app.db.base.UtcDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_rotation_wish_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["rotation_plan.id"], name=op.f("fk_rotation_wish_plan_id_rotation_plan")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["unit.id"], name=op.f("fk_rotation_wish_unit_id_unit")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rotation_wish")),
        sa.UniqueConstraint(
            "plan_id", "person_id", "rank", name=op.f("uq_rotation_wish_plan_id_person_id_rank")
        ),
    )
    with op.batch_alter_table("rotation_wish", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_rotation_wish_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_rotation_wish_plan_id"), ["plan_id"], unique=False)

    op.create_table(
        "unit_guide",
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("contact_name", sqlmodel.sql.sqltypes.AutoString(length=160), nullable=True),
        sa.Column("contact_email", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=True),
        sa.Column("contact_phone", sqlmodel.sql.sqltypes.AutoString(length=40), nullable=True),
        sa.Column("housing", sqlmodel.sql.sqltypes.AutoString(length=1000), nullable=True),
        sa.Column("travel", sqlmodel.sql.sqltypes.AutoString(length=1000), nullable=True),
        sa.Column("before_arrival", sa.JSON(), nullable=False),
        sa.Column("changed_at", app.db.base.UtcDateTime(), nullable=True),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_unit_guide_unit_id_unit")),
        sa.PrimaryKeyConstraint("unit_id", name=op.f("pk_unit_guide")),
    )
    op.create_table(
        "unit_supervisor",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(length=160), nullable=False),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("places >= 0", name=op.f("ck_unit_supervisor_places_not_negative")),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to >= valid_from",
            name=op.f("ck_unit_supervisor_dates_ordered"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_unit_supervisor_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["unit.id"], name=op.f("fk_unit_supervisor_unit_id_unit")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_supervisor")),
        sa.UniqueConstraint("public_id", name=op.f("uq_unit_supervisor_public_id")),
    )
    with op.batch_alter_table("unit_supervisor", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_unit_supervisor_person_id"), ["person_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_unit_supervisor_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "rotation_comment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("member_key", sqlmodel.sql.sqltypes.AutoString(length=60), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("text", sqlmodel.sql.sqltypes.AutoString(length=2000), nullable=False),
        sa.Column("at", app.db.base.UtcDateTime(), nullable=False),
        sa.Column("answer", sqlmodel.sql.sqltypes.AutoString(length=2000), nullable=True),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("answered_at", app.db.base.UtcDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["answered_by_id"],
            ["person.id"],
            name=op.f("fk_rotation_comment_answered_by_id_person"),
        ),
        sa.ForeignKeyConstraint(
            ["by_id"], ["person.id"], name=op.f("fk_rotation_comment_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["unit.id"], name=op.f("fk_rotation_comment_unit_id_unit")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["rotation_version.id"],
            name=op.f("fk_rotation_comment_version_id_rotation_version"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rotation_comment")),
    )
    with op.batch_alter_table("rotation_comment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_rotation_comment_by_id"), ["by_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_rotation_comment_version_id"), ["version_id"], unique=False
        )

    op.create_table(
        "rotation_edit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "move",
                "lock",
                "unlock",
                "swap",
                "split",
                "leave",
                "add",
                "remove",
                "repair",
                "plan",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("at", app.db.base.UtcDateTime(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("told", sa.JSON(), nullable=False),
        sa.Column("members", sa.JSON(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("undone_at", app.db.base.UtcDateTime(), nullable=True),
        sa.Column("undone_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["by_id"], ["person.id"], name=op.f("fk_rotation_edit_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["undone_by_id"], ["person.id"], name=op.f("fk_rotation_edit_undone_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["rotation_version.id"],
            name=op.f("fk_rotation_edit_version_id_rotation_version"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rotation_edit")),
        sa.UniqueConstraint("version_id", "seq", name=op.f("uq_rotation_edit_version_id_seq")),
    )
    with op.batch_alter_table("rotation_edit", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_rotation_edit_version_id"), ["version_id"], unique=False
        )

    op.create_table(
        "rotation_member",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("key", sqlmodel.sql.sqltypes.AutoString(length=60), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("vacancy_name", sqlmodel.sql.sqltypes.AutoString(length=80), nullable=True),
        sa.Column(
            "trainee_group",
            sa.Enum(
                "lis1",
                "lis23",
                "alis",
                "consultant",
                name="trainee_group",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("available_to", sa.Date(), nullable=True),
        sa.Column("deadline", sa.Date(), nullable=True),
        sa.Column("must_finish", sa.Boolean(), nullable=False),
        sa.Column("needs", sa.JSON(), nullable=False),
        sa.Column("planned_leave", sa.JSON(), nullable=False),
        sa.CheckConstraint(
            "(person_id IS NULL) <> (vacancy_name IS NULL)",
            name=op.f("ck_rotation_member_person_or_vacancy"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_rotation_member_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["rotation_version.id"],
            name=op.f("fk_rotation_member_version_id_rotation_version"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rotation_member")),
        sa.UniqueConstraint("version_id", "key", name=op.f("uq_rotation_member_version_id_key")),
    )
    with op.batch_alter_table("rotation_member", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_rotation_member_person_id"), ["person_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_rotation_member_version_id"), ["version_id"], unique=False
        )

    op.create_table(
        "rotation_notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("member_key", sqlmodel.sql.sqltypes.AutoString(length=60), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("told_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_rotation_notice_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["unit.id"], name=op.f("fk_rotation_notice_unit_id_unit")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["rotation_version.id"],
            name=op.f("fk_rotation_notice_version_id_rotation_version"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rotation_notice")),
        sa.UniqueConstraint(
            "version_id",
            "member_key",
            "starts_on",
            name=op.f("uq_rotation_notice_version_id_member_key_starts_on"),
        ),
    )
    with op.batch_alter_table("rotation_notice", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_rotation_notice_person_id"), ["person_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_rotation_notice_version_id"), ["version_id"], unique=False
        )

    op.create_table(
        "rotation_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "solve",
                "repair",
                "explain",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
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
        sa.Column("at_edit", sa.Integer(), nullable=False),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.Column("case_document", sa.JSON(), nullable=True),
        sa.Column("input_hash", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=True),
        sa.Column("software", sa.JSON(), nullable=False),
        sa.Column("started_at", app.db.base.UtcDateTime(), nullable=True),
        sa.Column("progress", sa.JSON(), nullable=False),
        sa.Column("result", sa.JSON(), nullable=True),
        sa.Column("stop_asked", sa.Boolean(), nullable=False),
        sa.Column("cancel_asked", sa.Boolean(), nullable=False),
        sa.Column("finished_at", app.db.base.UtcDateTime(), nullable=True),
        sa.Column("taken_over_as", sa.Integer(), nullable=True),
        sa.Column("error", sqlmodel.sql.sqltypes.AutoString(length=1000), nullable=True),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["person.id"], name=op.f("fk_rotation_run_asked_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["rotation_version.id"],
            name=op.f("fk_rotation_run_version_id_rotation_version"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rotation_run")),
        sa.UniqueConstraint("public_id", name=op.f("uq_rotation_run_public_id")),
    )
    with op.batch_alter_table("rotation_run", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_rotation_run_version_id"), ["version_id"], unique=False
        )

    op.create_table(
        "rotation_placement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("block_key", sqlmodel.sql.sqltypes.AutoString(length=60), nullable=False),
        sa.Column("service_nb", sqlmodel.sql.sqltypes.AutoString(length=160), nullable=False),
        sa.Column("service_en", sqlmodel.sql.sqltypes.AutoString(length=160), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("continues", sa.Boolean(), nullable=False),
        sa.Column("inner_unit_id", sa.Integer(), nullable=True),
        sa.Column("inner_starts_on", sa.Date(), nullable=True),
        sa.Column("inner_ends_on", sa.Date(), nullable=True),
        sa.Column("is_locked", sa.Boolean(), nullable=False),
        sa.Column("locked_by_id", sa.Integer(), nullable=True),
        sa.Column("locked_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "ends_on >= starts_on", name=op.f("ck_rotation_placement_dates_ordered")
        ),
        sa.ForeignKeyConstraint(
            ["inner_unit_id"], ["unit.id"], name=op.f("fk_rotation_placement_inner_unit_id_unit")
        ),
        sa.ForeignKeyConstraint(
            ["locked_by_id"], ["person.id"], name=op.f("fk_rotation_placement_locked_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["rotation_member.id"],
            name=op.f("fk_rotation_placement_member_id_rotation_member"),
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["unit.id"], name=op.f("fk_rotation_placement_unit_id_unit")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rotation_placement")),
    )
    with op.batch_alter_table("rotation_placement", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_rotation_placement_member_id"), ["member_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_rotation_placement_unit_id"), ["unit_id"], unique=False
        )

    op.create_table(
        "swap_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("from_person_id", sa.Integer(), nullable=False),
        sa.Column("to_person_id", sa.Integer(), nullable=False),
        sa.Column("from_placement_id", sa.Integer(), nullable=False),
        sa.Column("to_placement_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "asked",
                "accepted",
                "declined",
                "approved",
                "refused",
                "withdrawn",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("note", sqlmodel.sql.sqltypes.AutoString(length=500), nullable=True),
        sa.Column("check_result", sa.JSON(), nullable=False),
        sa.Column("asked_at", app.db.base.UtcDateTime(), nullable=False),
        sa.Column("answered_at", app.db.base.UtcDateTime(), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", app.db.base.UtcDateTime(), nullable=True),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(length=500), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["person.id"], name=op.f("fk_swap_request_decided_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["from_person_id"], ["person.id"], name=op.f("fk_swap_request_from_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["from_placement_id"],
            ["rotation_placement.id"],
            name=op.f("fk_swap_request_from_placement_id_rotation_placement"),
        ),
        sa.ForeignKeyConstraint(
            ["to_person_id"], ["person.id"], name=op.f("fk_swap_request_to_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["to_placement_id"],
            ["rotation_placement.id"],
            name=op.f("fk_swap_request_to_placement_id_rotation_placement"),
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["rotation_version.id"],
            name=op.f("fk_swap_request_version_id_rotation_version"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_swap_request")),
        sa.UniqueConstraint("public_id", name=op.f("uq_swap_request_public_id")),
    )
    with op.batch_alter_table("swap_request", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_swap_request_from_person_id"), ["from_person_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_swap_request_to_person_id"), ["to_person_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_swap_request_version_id"), ["version_id"], unique=False
        )

    # Not as a batch: SQLite would rebuild the table and lose the guard against overlaps.
    op.add_column("service_record", sa.Column("rotation_version_id", sa.Integer(), nullable=True))
    op.create_index(
        "ix_service_record_rotation_version_id", "service_record", ["rotation_version_id"]
    )


def downgrade() -> None:
    """Take back."""
    op.drop_index("ix_service_record_rotation_version_id", table_name="service_record")
    op.drop_column("service_record", "rotation_version_id")

    with op.batch_alter_table("swap_request", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_swap_request_version_id"))
        batch_op.drop_index(batch_op.f("ix_swap_request_to_person_id"))
        batch_op.drop_index(batch_op.f("ix_swap_request_from_person_id"))

    op.drop_table("swap_request")
    with op.batch_alter_table("rotation_placement", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_rotation_placement_unit_id"))
        batch_op.drop_index(batch_op.f("ix_rotation_placement_member_id"))

    op.drop_table("rotation_placement")
    with op.batch_alter_table("rotation_run", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_rotation_run_version_id"))

    op.drop_table("rotation_run")
    with op.batch_alter_table("rotation_notice", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_rotation_notice_version_id"))
        batch_op.drop_index(batch_op.f("ix_rotation_notice_person_id"))

    op.drop_table("rotation_notice")
    with op.batch_alter_table("rotation_member", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_rotation_member_version_id"))
        batch_op.drop_index(batch_op.f("ix_rotation_member_person_id"))

    op.drop_table("rotation_member")
    with op.batch_alter_table("rotation_edit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_rotation_edit_version_id"))

    op.drop_table("rotation_edit")
    with op.batch_alter_table("rotation_comment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_rotation_comment_version_id"))
        batch_op.drop_index(batch_op.f("ix_rotation_comment_by_id"))

    op.drop_table("rotation_comment")
    with op.batch_alter_table("unit_supervisor", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_unit_supervisor_unit_id"))
        batch_op.drop_index(batch_op.f("ix_unit_supervisor_person_id"))

    op.drop_table("unit_supervisor")
    op.drop_table("unit_guide")
    with op.batch_alter_table("rotation_wish", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_rotation_wish_plan_id"))
        batch_op.drop_index(batch_op.f("ix_rotation_wish_person_id"))

    op.drop_table("rotation_wish")
    with op.batch_alter_table("rotation_version", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_rotation_version_published",
            sqlite_where=sa.text("state = 'published'"),
            postgresql_where=sa.text("state = 'published'"),
        )
        batch_op.drop_index(
            "uq_rotation_version_open",
            sqlite_where=sa.text("state IN ('draft', 'proposed')"),
            postgresql_where=sa.text("state IN ('draft', 'proposed')"),
        )
        batch_op.drop_index(batch_op.f("ix_rotation_version_plan_id"))

    op.drop_table("rotation_version")
    with op.batch_alter_table("objective_place", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_objective_place_unit_id"))
        batch_op.drop_index(batch_op.f("ix_objective_place_objective_set"))

    op.drop_table("objective_place")
    with op.batch_alter_table("capacity_unit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_capacity_unit_unit_id"))

    op.drop_table("capacity_unit")
    with op.batch_alter_table("agreement", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_agreement_unit_id"))
        batch_op.drop_index(batch_op.f("ix_agreement_person_id"))
        batch_op.drop_index(batch_op.f("ix_agreement_host_id"))
        batch_op.drop_index(batch_op.f("ix_agreement_home_id"))

    op.drop_table("agreement")
    with op.batch_alter_table("rotation_plan", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_rotation_plan_organisation_id"))

    op.drop_table("rotation_plan")
    with op.batch_alter_table("capacity", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_capacity_organisation_id"))

    op.drop_table("capacity")
