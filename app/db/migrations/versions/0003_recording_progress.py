"""Recording progress: activities, procedures, notes, wishes, and versions on what people edit.

Revision ID: 0003
Revises: 0002
"""

import importlib

import sqlalchemy as sa
import sqlmodel
from alembic import op

import app.db.base

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

OLD_PLACES = (
    "hospital",
    "dps",
    "municipality",
    "open_practice",
    "contract_specialist",
    "other_trust",
)
NEW_PLACES = (*OLD_PLACES, "nursing_home", "emergency_unit", "community_medicine", "company_health")
SUBJECTS = (
    "objective_progress_id",
    "learning_activity_id",
    "procedure_count_id",
    "course_attendance_id",
    "supervision_talk_id",
)
ONE_SUBJECT = " + ".join(f"CASE WHEN {n} IS NULL THEN 0 ELSE 1 END" for n in SUBJECTS) + " = 1"


def set_places(places: tuple[str, ...]) -> None:
    """Change which kinds of place the two tables take; SQLite rebuilds them, so its triggers too."""
    listed = ", ".join(f"'{place}'" for place in places)
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    for table in ("service_record", "unit"):
        name = op.f(f"ck_{table}_place_kind")
        with op.batch_alter_table(table, recreate="auto") as batch_op:
            batch_op.drop_constraint(name, type_="check")
            batch_op.create_check_constraint(name, f"place_kind IN ({listed})")
    if on_sqlite:
        importlib.import_module(
            "app.db.migrations.versions.0002_no_overlapping_service"
        ).create_triggers()


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "organisation_setting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("key", sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
        sa.Column("value", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.Column("changed_at", app.db.base.UtcDateTime(), nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["changed_by_id"],
            ["person.id"],
            name=op.f("fk_organisation_setting_changed_by_id_person"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_organisation_setting_organisation_id_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation_setting")),
        sa.UniqueConstraint(
            "organisation_id", "key", name=op.f("uq_organisation_setting_organisation_id_key")
        ),
    )
    with op.batch_alter_table("organisation_setting", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_organisation_setting_organisation_id"), ["organisation_id"], unique=False
        )

    op.create_table(
        "private_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("text", sqlmodel.sql.sqltypes.AutoString(length=4000), nullable=False),
        sa.Column("written_at", app.db.base.UtcDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_private_note_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_private_note")),
    )
    with op.batch_alter_table("private_note", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_private_note_person_id"), ["person_id"], unique=False)

    op.create_table(
        "procedure_count",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("procedure_key", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "sent",
                "signed",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("held_by_id", sa.Integer(), nullable=True),
        sa.Column("waits_for", sqlmodel.sql.sqltypes.AutoString(length=40), nullable=True),
        sa.Column("sent_on", sa.Date(), nullable=True),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column("note", sqlmodel.sql.sqltypes.AutoString(length=300), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("count > 0", name=op.f("ck_procedure_count_count_positive")),
        sa.ForeignKeyConstraint(
            ["enrolment_id"],
            ["enrolment.id"],
            name=op.f("fk_procedure_count_enrolment_id_enrolment"),
        ),
        sa.ForeignKeyConstraint(
            ["held_by_id"], ["person.id"], name=op.f("fk_procedure_count_held_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["procedure_key"],
            ["objective.key"],
            name=op.f("fk_procedure_count_procedure_key_objective"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_procedure_count")),
    )
    with op.batch_alter_table("procedure_count", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_procedure_count_enrolment_id"), ["enrolment_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_procedure_count_held_by_id"), ["held_by_id"], unique=False
        )

    op.create_table(
        "wish",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("days_moved", sa.Integer(), nullable=True),
        sa.Column("made_at", app.db.base.UtcDateTime(), nullable=False),
        sa.Column("withdrawn_at", app.db.base.UtcDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["enrolment.id"], name=op.f("fk_wish_enrolment_id_enrolment")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wish")),
    )
    with op.batch_alter_table("wish", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_wish_enrolment_id"), ["enrolment_id"], unique=False)

    op.create_table(
        "learning_activity",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("objective_progress_id", sa.Integer(), nullable=True),
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "sent",
                "signed",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("held_by_id", sa.Integer(), nullable=True),
        sa.Column("waits_for", sqlmodel.sql.sqltypes.AutoString(length=40), nullable=True),
        sa.Column("sent_on", sa.Date(), nullable=True),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column("note", sqlmodel.sql.sqltypes.AutoString(length=300), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["enrolment_id"],
            ["enrolment.id"],
            name=op.f("fk_learning_activity_enrolment_id_enrolment"),
        ),
        sa.ForeignKeyConstraint(
            ["held_by_id"], ["person.id"], name=op.f("fk_learning_activity_held_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["objective_progress_id"],
            ["objective_progress.id"],
            name=op.f("fk_learning_activity_objective_progress_id_objective_progress"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_learning_activity")),
    )
    with op.batch_alter_table("learning_activity", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_learning_activity_enrolment_id"), ["enrolment_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_learning_activity_held_by_id"), ["held_by_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_learning_activity_objective_progress_id"),
            ["objective_progress_id"],
            unique=False,
        )

    with op.batch_alter_table("absence", schema=None) as batch_op:
        batch_op.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="1"))

    with op.batch_alter_table("course_attendance", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("is_equivalent", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.add_column(
            sa.Column(
                "equivalent_text", sqlmodel.sql.sqltypes.AutoString(length=300), nullable=True
            )
        )
        batch_op.add_column(
            sa.Column(
                "sign_state",
                sa.Enum(
                    "draft",
                    "sent",
                    "signed",
                    name="sign_state",
                    native_enum=False,
                    create_constraint=True,
                    length=40,
                ),
                nullable=False,
                server_default="signed",
            )
        )
        batch_op.add_column(sa.Column("held_by_id", sa.Integer(), nullable=True))
        batch_op.add_column(
            sa.Column("waits_for", sqlmodel.sql.sqltypes.AutoString(length=40), nullable=True)
        )
        batch_op.add_column(sa.Column("sent_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("signed_on", sa.Date(), nullable=True))
        batch_op.add_column(
            sa.Column("note", sqlmodel.sql.sqltypes.AutoString(length=300), nullable=True)
        )
        batch_op.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
        batch_op.create_index(
            batch_op.f("ix_course_attendance_held_by_id"), ["held_by_id"], unique=False
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_course_attendance_held_by_id_person"), "person", ["held_by_id"], ["id"]
        )

    with op.batch_alter_table("group_guidance", schema=None) as batch_op:
        batch_op.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="1"))

    with op.batch_alter_table("objective_progress", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("waits_for", sqlmodel.sql.sqltypes.AutoString(length=40), nullable=True)
        )
        batch_op.add_column(
            sa.Column("note", sqlmodel.sql.sqltypes.AutoString(length=300), nullable=True)
        )
        batch_op.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="1"))

    with op.batch_alter_table("service_record", schema=None) as batch_op:
        batch_op.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="1"))

    with op.batch_alter_table("share_period", schema=None) as batch_op:
        batch_op.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="1"))

    with op.batch_alter_table("signature", schema=None) as batch_op:
        batch_op.add_column(sa.Column("learning_activity_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("procedure_count_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("course_attendance_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("supervision_talk_id", sa.Integer(), nullable=True))
        batch_op.alter_column("objective_progress_id", existing_type=sa.INTEGER(), nullable=True)
        batch_op.create_index(
            batch_op.f("ix_signature_course_attendance_id"), ["course_attendance_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_signature_learning_activity_id"), ["learning_activity_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_signature_procedure_count_id"), ["procedure_count_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_signature_supervision_talk_id"), ["supervision_talk_id"], unique=False
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_signature_supervision_talk_id_supervision_talk"),
            "supervision_talk",
            ["supervision_talk_id"],
            ["id"],
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_signature_course_attendance_id_course_attendance"),
            "course_attendance",
            ["course_attendance_id"],
            ["id"],
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_signature_learning_activity_id_learning_activity"),
            "learning_activity",
            ["learning_activity_id"],
            ["id"],
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_signature_procedure_count_id_procedure_count"),
            "procedure_count",
            ["procedure_count_id"],
            ["id"],
        )

    with op.batch_alter_table("supervision_talk", schema=None) as batch_op:
        batch_op.add_column(sa.Column("starts_at", sa.Time(), nullable=True))
        batch_op.add_column(
            sa.Column(
                "sign_state",
                sa.Enum(
                    "draft",
                    "sent",
                    "signed",
                    name="sign_state",
                    native_enum=False,
                    create_constraint=True,
                    length=40,
                ),
                nullable=False,
                server_default="signed",
            )
        )
        batch_op.add_column(sa.Column("held_by_id", sa.Integer(), nullable=True))
        batch_op.add_column(
            sa.Column("waits_for", sqlmodel.sql.sqltypes.AutoString(length=40), nullable=True)
        )
        batch_op.add_column(sa.Column("sent_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("signed_on", sa.Date(), nullable=True))
        batch_op.add_column(
            sa.Column("note", sqlmodel.sql.sqltypes.AutoString(length=300), nullable=True)
        )
        batch_op.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
        batch_op.create_index(
            batch_op.f("ix_supervision_talk_held_by_id"), ["held_by_id"], unique=False
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_supervision_talk_held_by_id_person"), "person", ["held_by_id"], ["id"]
        )

    with op.batch_alter_table("signature", schema=None) as batch_op:
        batch_op.create_check_constraint(op.f("ck_signature_one_subject"), ONE_SUBJECT)
    set_places(NEW_PLACES)


def downgrade() -> None:
    """Take back. What the old tables cannot hold is lost: who signed anything but objectives."""
    op.execute("DELETE FROM signature WHERE objective_progress_id IS NULL")
    with op.batch_alter_table("signature", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_signature_one_subject"), type_="check")
    with op.batch_alter_table("supervision_talk", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_supervision_talk_sign_state"), type_="check")
        batch_op.drop_constraint(
            batch_op.f("fk_supervision_talk_held_by_id_person"), type_="foreignkey"
        )
        batch_op.drop_index(batch_op.f("ix_supervision_talk_held_by_id"))
        batch_op.drop_column("version")
        batch_op.drop_column("note")
        batch_op.drop_column("signed_on")
        batch_op.drop_column("sent_on")
        batch_op.drop_column("waits_for")
        batch_op.drop_column("held_by_id")
        batch_op.drop_column("sign_state")
        batch_op.drop_column("starts_at")

    with op.batch_alter_table("signature", schema=None) as batch_op:
        batch_op.drop_constraint(
            batch_op.f("fk_signature_procedure_count_id_procedure_count"), type_="foreignkey"
        )
        batch_op.drop_constraint(
            batch_op.f("fk_signature_learning_activity_id_learning_activity"), type_="foreignkey"
        )
        batch_op.drop_constraint(
            batch_op.f("fk_signature_course_attendance_id_course_attendance"), type_="foreignkey"
        )
        batch_op.drop_constraint(
            batch_op.f("fk_signature_supervision_talk_id_supervision_talk"), type_="foreignkey"
        )
        batch_op.drop_index(batch_op.f("ix_signature_supervision_talk_id"))
        batch_op.drop_index(batch_op.f("ix_signature_procedure_count_id"))
        batch_op.drop_index(batch_op.f("ix_signature_learning_activity_id"))
        batch_op.drop_index(batch_op.f("ix_signature_course_attendance_id"))
        batch_op.alter_column("objective_progress_id", existing_type=sa.INTEGER(), nullable=False)
        batch_op.drop_column("supervision_talk_id")
        batch_op.drop_column("course_attendance_id")
        batch_op.drop_column("procedure_count_id")
        batch_op.drop_column("learning_activity_id")

    with op.batch_alter_table("share_period", schema=None) as batch_op:
        batch_op.drop_column("version")

    with op.batch_alter_table("service_record", schema=None) as batch_op:
        batch_op.drop_column("version")

    with op.batch_alter_table("objective_progress", schema=None) as batch_op:
        batch_op.drop_column("version")
        batch_op.drop_column("note")
        batch_op.drop_column("waits_for")

    with op.batch_alter_table("group_guidance", schema=None) as batch_op:
        batch_op.drop_column("version")

    with op.batch_alter_table("course_attendance", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_course_attendance_sign_state"), type_="check")
        batch_op.drop_constraint(
            batch_op.f("fk_course_attendance_held_by_id_person"), type_="foreignkey"
        )
        batch_op.drop_index(batch_op.f("ix_course_attendance_held_by_id"))
        batch_op.drop_column("version")
        batch_op.drop_column("note")
        batch_op.drop_column("signed_on")
        batch_op.drop_column("sent_on")
        batch_op.drop_column("waits_for")
        batch_op.drop_column("held_by_id")
        batch_op.drop_column("sign_state")
        batch_op.drop_column("equivalent_text")
        batch_op.drop_column("is_equivalent")

    with op.batch_alter_table("absence", schema=None) as batch_op:
        batch_op.drop_column("version")

    with op.batch_alter_table("learning_activity", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_learning_activity_objective_progress_id"))
        batch_op.drop_index(batch_op.f("ix_learning_activity_held_by_id"))
        batch_op.drop_index(batch_op.f("ix_learning_activity_enrolment_id"))

    op.drop_table("learning_activity")
    with op.batch_alter_table("wish", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_wish_enrolment_id"))

    op.drop_table("wish")
    with op.batch_alter_table("procedure_count", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_procedure_count_held_by_id"))
        batch_op.drop_index(batch_op.f("ix_procedure_count_enrolment_id"))

    op.drop_table("procedure_count")
    with op.batch_alter_table("private_note", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_private_note_person_id"))

    op.drop_table("private_note")
    with op.batch_alter_table("organisation_setting", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_organisation_setting_organisation_id"))

    op.drop_table("organisation_setting")
    # Last, because every other change of service_record on SQLite drops its triggers again.
    set_places(OLD_PLACES)
