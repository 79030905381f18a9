"""All SQLModel tables, gathered in one package so that nobody chases import cycles.

`table=True` classes do not validate what they are given: build them from validated forms or
from domain values, never straight from a request. This package must not use
`from __future__ import annotations`; SQLModel relationships break with it.
"""

from app.db.tables.courses import (
    CourseOutlook,
    CourseRegistration,
    CourseSession,
    CourseSetup,
    CourseStanding,
)
from app.db.tables.delays import Acknowledgement, DelayEvent, DelayFlag, DelayScan, ScanState
from app.db.tables.knowledge import (
    CourseRow,
    Lis1FigureRow,
    LocalOfferRow,
    ObjectiveRow,
    ReferenceBatch,
    RequirementRow,
    RoundDateRow,
    RuleRow,
    SourceRow,
    SpecialtyRow,
    StageRow,
    TransitionRow,
)
from app.db.tables.messages import (
    CalendarLink,
    MailState,
    Message,
    Outbox,
    PersonSetting,
)
from app.db.tables.organisations import Organisation, OrganisationIdentifier, Unit
from app.db.tables.people import (
    Account,
    Employment,
    Identifier,
    LoginAttempt,
    LoginSession,
    Person,
    RoleGrant,
)
from app.db.tables.plans import PlanServiceRow, PlanVersion, TrainingPlan
from app.db.tables.progress import (
    CourseAttendance,
    GroupGuidance,
    LearningActivity,
    ObjectiveProgress,
    OrganisationSetting,
    PrivateNote,
    ProcedureCount,
    Signature,
    SupervisionTalk,
    Wish,
)
from app.db.tables.system import AccessLog, AuditEvent, JobRun, Setting
from app.db.tables.training import Absence, Enrolment, ServiceRecord, SharePeriod

__all__ = [
    "Absence",
    "AccessLog",
    "Account",
    "Acknowledgement",
    "AuditEvent",
    "CalendarLink",
    "CourseAttendance",
    "CourseOutlook",
    "CourseRegistration",
    "CourseRow",
    "CourseSession",
    "CourseSetup",
    "CourseStanding",
    "DelayEvent",
    "DelayFlag",
    "DelayScan",
    "Employment",
    "Enrolment",
    "GroupGuidance",
    "Identifier",
    "JobRun",
    "LearningActivity",
    "Lis1FigureRow",
    "LocalOfferRow",
    "LoginAttempt",
    "LoginSession",
    "MailState",
    "Message",
    "ObjectiveProgress",
    "ObjectiveRow",
    "Organisation",
    "OrganisationIdentifier",
    "OrganisationSetting",
    "Outbox",
    "Person",
    "PersonSetting",
    "PlanServiceRow",
    "PlanVersion",
    "PrivateNote",
    "ProcedureCount",
    "ReferenceBatch",
    "RequirementRow",
    "RoleGrant",
    "RoundDateRow",
    "RuleRow",
    "ScanState",
    "ServiceRecord",
    "Setting",
    "SharePeriod",
    "Signature",
    "SourceRow",
    "SpecialtyRow",
    "StageRow",
    "SupervisionTalk",
    "TrainingPlan",
    "TransitionRow",
    "Unit",
    "Wish",
]
