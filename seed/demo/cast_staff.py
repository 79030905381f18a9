"""The jobs and roles of the cast who supervise, coordinate, decide and run things."""

from datetime import date

from app.roles import Role, ScopeKind
from pathways.types.knowledge import Family
from seed.demo.cast import (
    ARVID,
    ELIN,
    KJERSTI,
    MARTE,
    PER_OLAV,
    RAGNHILD,
    SIGRID,
    TOR_ARNE,
    CastMember,
)
from seed.demo.context import Context
from seed.demo.departments import AKUTT, DPS_FREDRIKSTAD, DPS_HALDEN, OSTFOLD, PSYKOSE
from seed.demo.places import Practice
from seed.demo.staff import Staff
from seed.demo.values import DemoPerson

TVEIT_PRACTICE = Practice("demo-avtalespesialist-moss", "VOP", "moss-kommune", "helse-sor-ost")


def add_cast_staff(context: Context, staff: Staff) -> None:
    """Add them, and put the supervisor and the leader where trainees will find them."""
    _supervisor_and_leader(context, staff)
    _others(context)


def person_of(member: CastMember, authorised_on: date | None) -> DemoPerson:
    """A member of the cast as a person."""
    return DemoPerson(member.public_id, member.given_name, member.family_name, authorised_on)


def _supervisor_and_leader(context: Context, staff: Staff) -> None:
    since = date(2019, 3, 1)
    halden = context.places.unit(DPS_HALDEN)
    kjersti = context.add_staff(
        person_of(KJERSTI, date(2007, 7, 1)), "Overlege", halden, OSTFOLD, since
    )
    context.grant(kjersti, Role.SUPERVISOR, ScopeKind.OWN, since)
    staff.supervisors[(OSTFOLD, "VOP")] = [kjersti]

    since = date(2017, 9, 1)
    akutt = context.places.unit(AKUTT)
    per_olav = context.add_staff(
        person_of(PER_OLAV, date(2001, 7, 1)), "Avdelingsleder", akutt, OSTFOLD, since
    )
    context.grant(per_olav, Role.SUPERVISOR, ScopeKind.OWN, since)
    for unit in (AKUTT, PSYKOSE, DPS_HALDEN, DPS_FREDRIKSTAD):
        context.grant(per_olav, Role.SUPERVISOR, ScopeKind.UNIT, since, unit=unit)
    staff.leaders[(OSTFOLD, Family.PSYCHIATRY)] = per_olav


def _others(context: Context) -> None:
    since = date(2021, 1, 1)
    marte = context.add_staff(person_of(MARTE, None), "Utdanningskoordinator", None, OSTFOLD, since)
    context.grant(marte, Role.COORDINATOR, ScopeKind.ORGANISATION, since, organisation=OSTFOLD)
    since = date(2018, 1, 1)
    chair = context.add_staff(
        person_of(TOR_ARNE, date(1998, 7, 1)), "Klinikksjef", None, OSTFOLD, since
    )
    context.grant(chair, Role.COUNCIL, ScopeKind.ORGANISATION, since, organisation=OSTFOLD)
    since = date(2019, 5, 1)
    sigrid = context.add_staff(
        person_of(SIGRID, date(2001, 2, 1)), "Kommuneoverlege", None, "fredrikstad-kommune", since
    )
    context.grant(sigrid, Role.COUNCIL, ScopeKind.ORGANISATION, since, organisation=OSTFOLD)
    since = date(2022, 8, 1)
    elin = context.add_staff(person_of(ELIN, None), "Rådgiver", None, "helse-nord", since)
    context.grant(elin, Role.PLANNER, ScopeKind.REGION, since, organisation="helse-nord")
    since = date(2012, 1, 1)
    practice = context.places.practice(TVEIT_PRACTICE, RAGNHILD.family_name)
    ragnhild = context.add_staff(
        person_of(RAGNHILD, date(1999, 7, 1)), "Avtalespesialist", practice,
        practice.organisation, since,
    )  # fmt: skip
    context.grant(ragnhild, Role.SUPERVISOR, ScopeKind.OWN, since)
    since = date(2020, 1, 1)
    arvid = context.add_staff(person_of(ARVID, None), "Systemforvalter", None, OSTFOLD, since)
    context.grant(arvid, Role.ADMIN, ScopeKind.ALL, since)
