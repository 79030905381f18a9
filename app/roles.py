"""Roles and the reach of a role: the words that tables, access rules and menus share."""

from enum import StrEnum


class Role(StrEnum):
    """What a person may be here; one person may hold several, each with a scope."""

    TRAINEE = "trainee"
    SUPERVISOR = "supervisor"
    COORDINATOR = "coordinator"
    COUNCIL = "council"
    PLANNER = "planner"
    ADMIN = "admin"


class ScopeKind(StrEnum):
    """How far a role reaches, narrowest first."""

    OWN = "own"
    """The person's own record, or the trainees the person supervises."""
    UNIT = "unit"
    ORGANISATION = "organisation"
    """A trust or a municipality with everything below it."""
    REGION = "region"
    """A health region with its trusts and their hospitals."""
    ALL = "all"
