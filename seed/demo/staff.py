"""Those who supervise, approve, coordinate, decide and plan."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from math import ceil

from app.roles import Role, ScopeKind
from pathways.types.knowledge import Family
from seed.demo.context import Context
from seed.demo.departments import FINNMARK, HELGELAND, NORDLAND, OSTFOLD, UNN
from seed.demo.months import month_start
from seed.demo.names import NameSource
from seed.demo.numbers import ALIS_PER_SUPERVISOR, TRAINEES_PER_SUPERVISOR
from seed.demo.places import Practice, trust_of
from seed.demo.values import DemoPerson

UNSUPERVISED = frozenset({(UNN, "GEN"), (UNN, "KLF"), ("nordlandssykehuset", "GER")})
"""Small groups without a supervisor in the field, so that a missing one is seen."""

SHARED_UP_TO = 1
"""A municipality with at most this many ALIS shares a supervisor with others near it."""
SHARED_MUNICIPALITIES = 4

COORDINATING_MUNICIPALITIES = (
    *("fredrikstad-kommune", "sarpsborg-kommune", "moss-kommune", "halden-kommune"),
    *("bodo-kommune", "tromso-kommune", "alta-kommune"),
)

COUNCIL_SEATS = (
    ("Klinikksjef", None),
    ("HR-rådgiver", None),
    ("Kommuneoverlege", "municipality"),
    ("Tillitsvalgt for LIS1", None),
)
COUNCIL_TRUSTS = {
    OSTFOLD: "sarpsborg-kommune",
    UNN: "tromso-kommune",
    NORDLAND: "bodo-kommune",
    FINNMARK: "hammerfest-kommune",
    HELGELAND: "rana-kommune",
}
"""Trusts with a LIS1 council, and the municipality that sits on it."""

PRACTICES = (
    Practice("demo-avtalespesialist-moss-2", "HUD", "moss-kommune", "helse-sor-ost"),
    Practice("demo-avtalespesialist-fredrikstad", "OYE", "fredrikstad-kommune", "helse-sor-ost"),
    Practice("demo-avtalespesialist-sarpsborg", "GYN", "sarpsborg-kommune", "helse-sor-ost"),
    Practice("demo-avtalespesialist-halden", "VOP", "halden-kommune", "helse-sor-ost"),
    Practice("demo-avtalespesialist-bodo", "ONH", "bodo-kommune", "helse-nord"),
    Practice("demo-avtalespesialist-tromso", "OYE", "tromso-kommune", "helse-nord"),
    Practice("demo-avtalespesialist-alta", "HUD", "alta-kommune", "helse-nord"),
)


@dataclass(slots=True)
class Staff:
    """Who supervises and approves where, by employer and specialty, family or municipality."""

    supervisors: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    leaders: dict[tuple[str, Family], str] = field(default_factory=dict)
    practice_supervisors: dict[str, list[str]] = field(default_factory=dict)
    chiefs: dict[str, str] = field(default_factory=dict)
    """Municipal chief physicians, who approve in the municipality."""

    def supervisor(self, employer: str, code: str, number: int) -> str | None:
        """Supervisor of trainee `number`; the trainees are dealt out in turn."""
        found = self.supervisors.get((employer, code), [])
        return found[number % len(found)] if found else None


def add_hospital_staff(
    context: Context,
    staff: Staff,
    families: Mapping[str, Family],
    cells: Mapping[str, Mapping[str, int]],
) -> None:
    """A leader per employer and family, and supervisors for every specialty there."""
    leaders, supervisors = context.names("leaders"), context.names("supervisors")
    for employer, by_code in cells.items():
        for code, trainees in by_code.items():
            key = (employer, families[code])
            if key not in staff.leaders:
                staff.leaders[key] = _leader(context, leaders, employer, code)
            if (employer, code) in UNSUPERVISED:
                continue
            there = staff.supervisors.setdefault((employer, code), [])
            while len(there) < ceil(trainees / TRAINEES_PER_SUPERVISOR):
                there.append(_supervisor(context, supervisors, employer, code, len(there)))


def add_municipal_staff(
    context: Context, staff: Staff, alis: Mapping[str, int], lis1: Mapping[str, int]
) -> None:
    """A chief physician and supervisors in general practice for every municipality in use."""
    chiefs, guides = context.names("chiefs"), context.names("practice-supervisors")
    shared: dict[str | None, list[str]] = {}
    for municipality in sorted({*alis, *lis1}):
        chief = staff.chiefs[municipality] = _chief(context, chiefs, municipality)
        number = alis.get(municipality, 0)
        near = shared.setdefault(trust_of(context.places.organisations[municipality]), [])
        if number == 0:
            found = [chief]
        elif number <= SHARED_UP_TO:
            if not near:
                guide = _practice_supervisor(context, guides, municipality, 0)
                near.extend([guide] * SHARED_MUNICIPALITIES)
            found = [near.pop()]
        else:
            found = [
                _practice_supervisor(context, guides, municipality, index)
                for index in range(ceil(number / ALIS_PER_SUPERVISOR))
            ]
        staff.practice_supervisors[municipality] = found


def _chief(context: Context, names: NameSource, municipality: str) -> str:
    since = _since(context, f"chief:{municipality}")
    person = _person(context, names, f"chief:{municipality}", since)
    chief = context.add_staff(person, "Kommuneoverlege", None, municipality, since)
    context.grant(chief, Role.SUPERVISOR, ScopeKind.OWN, since)
    if context.block == 0 and municipality in COORDINATING_MUNICIPALITIES:
        context.grant(
            chief, Role.COORDINATOR, ScopeKind.ORGANISATION, since, organisation=municipality
        )
    return chief


def add_administration(context: Context, employers: Mapping[str, object]) -> None:
    """Coordinators per trust; in the first step also councils, planners and the rest."""
    names = context.names("administration")
    for employer in employers:
        if context.places.organisations[employer].kind == "health_trust":
            _coordinator(context, names, employer)
    if context.block > 0:
        return
    for trust, municipality in COUNCIL_TRUSTS.items():
        _council(context, names, trust, municipality)
    for region in ("helse-sor-ost",):
        since = _since(context, f"planner:{region}")
        person = _person(context, names, f"planner:{region}", None)
        planner = context.add_staff(person, "Rådgiver, bemanning", None, region, since)
        context.grant(planner, Role.PLANNER, ScopeKind.REGION, since, organisation=region)
    since = _since(context, "admin")
    person = _person(context, names, "admin", None)
    admin = context.add_staff(person, "Systemforvalter", None, "helse-nord", since)
    context.grant(admin, Role.ADMIN, ScopeKind.ALL, since)


def add_contract_specialists(context: Context) -> None:
    """Private specialists with an agreement, each with an invented practice."""
    names = context.names("contract-specialists")
    for practice in PRACTICES:
        since = _since(context, practice.key)
        person = _person(context, names, practice.key, since)
        unit = context.places.practice(practice, person.family_name)
        owner = context.add_staff(person, "Avtalespesialist", unit, practice.key, since)
        context.grant(owner, Role.SUPERVISOR, ScopeKind.OWN, since)


def _leader(context: Context, names: NameSource, employer: str, code: str) -> str:
    seed = f"leader:{employer}:{code}"
    since = _since(context, seed)
    unit = context.places.main(employer, code)
    person = _person(context, names, seed, since)
    leader = context.add_staff(person, "Avdelingsleder", unit, employer, since)
    context.grant(leader, Role.SUPERVISOR, ScopeKind.OWN, since)
    context.grant(leader, Role.SUPERVISOR, ScopeKind.UNIT, since, unit=unit.key)
    return leader


def _supervisor(context: Context, names: NameSource, employer: str, code: str, number: int) -> str:
    seed = f"supervisor:{employer}:{code}:{number}"
    since = _since(context, seed)
    choose = context.places.second if number % 2 else context.places.main
    person = _person(context, names, seed, since)
    supervisor = context.add_staff(person, "Overlege", choose(employer, code), employer, since)
    context.grant(supervisor, Role.SUPERVISOR, ScopeKind.OWN, since)
    return supervisor


def _practice_supervisor(
    context: Context, names: NameSource, municipality: str, number: int
) -> str:
    seed = f"gp:{municipality}:{number}"
    since = _since(context, seed)
    person = _person(context, names, seed, since)
    unit = context.places.surgery(municipality, number)
    guide = context.add_staff(
        person, "Fastlege, spesialist i allmennmedisin", unit, municipality, since
    )
    context.grant(guide, Role.SUPERVISOR, ScopeKind.OWN, since)
    return guide


def _coordinator(context: Context, names: NameSource, employer: str) -> None:
    since = _since(context, f"coordinator:{employer}")
    person = _person(context, names, f"coordinator:{employer}", since)
    title = "Utdanningskoordinerende overlege"
    coordinator = context.add_staff(person, title, None, employer, since)
    context.grant(
        coordinator, Role.COORDINATOR, ScopeKind.ORGANISATION, since, organisation=employer
    )


def _council(context: Context, names: NameSource, trust: str, municipality: str) -> None:
    for number, (title, seat) in enumerate(COUNCIL_SEATS):
        seed = f"council:{trust}:{number}"
        since = _since(context, seed)
        person = _person(context, names, seed, None)
        employer = municipality if seat == "municipality" else trust
        member = context.add_staff(person, title, None, employer, since)
        context.grant(member, Role.COUNCIL, ScopeKind.ORGANISATION, since, organisation=trust)


def _since(context: Context, seed: str) -> date:
    """The first day in the present job: two to fifteen years ago."""
    return month_start(context.today, -context.rng(f"since:{seed}", 0).randint(24, 180))


def _person(context: Context, names: NameSource, seed: str, since: date | None) -> DemoPerson:
    """A member of staff; doctors were authorised some years before the present job."""
    given, family = names.draw()
    authorised = None
    if since is not None:
        authorised = month_start(since, -context.rng(f"authorised:{seed}", 0).randint(84, 200))
    return DemoPerson(context.person_id(seed, 0), given, family, authorised)
