"""Checks on the tables: sources, keys, specialties, organisations, courses, objectives."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Protocol

from pathways.checks.bundle import ReferenceBundle
from pathways.checks.finding import CheckResult
from pathways.checks.inspection import Inspection
from pathways.types.knowledge import Course, FactStatus, Family, Organisation, Part2Kind

SPECIALTIES = 46
"""All specialties (src-103)."""

FAMILY_SIZES = {
    Family.INTERNAL: 10,
    Family.SURGERY: 11,
    Family.PSYCHIATRY: 3,
    Family.HOSPITAL: 13,
    Family.LABORATORY: 6,
    Family.PRIMARY: 3,
}
"""Specialties in each family of the map; together 46."""

PART2_SIZES = {Part2Kind.FIM: 10, Part2Kind.SURGERY: 8}
"""Specialties with each shared part 2 (src-039; the eight by elimination)."""

SHARED_SCOPES = {"ALL", "LIS1", "KIR-DEL2"}
"""Scopes that several specialties share: all, part 1, surgery part 2."""

STATED_HOURS = re.compile(r"The page states (\d+) hours")
"""How the note of a course gives the hours of all courses on its page."""

PARENT_KINDS = {
    "health_trust": ("health_region",),
    "private_nonprofit": ("health_region",),
    "hospital": ("health_trust", "private_nonprofit"),
    "unit": ("health_trust", "hospital", "private_nonprofit"),
}
"""What an organisation can belong to; regions and municipalities belong to nothing."""

ORG_NUMBER_WEIGHTS = (3, 2, 7, 6, 5, 4, 3, 2)


class _Fact(Protocol):
    """What every row of the reference data has."""

    @property
    def source_key(self) -> str: ...

    @property
    def status(self) -> FactStatus: ...


def source_keys(bundle: ReferenceBundle) -> CheckResult:
    """Every fact names a source in the list, and every plan an address in it."""
    check = Inspection("source_keys", "Every source key is in the list of sources")
    known = {source.key for source in bundle.sources}
    for subject, key in _source_keys(bundle):
        check.examined += 1
        if key not in known:
            check.error(subject, f"source {key} is not in the list of sources")
    for plan in bundle.plans:
        check.examined += 1
        if bundle.source_key_of(plan.source_address) is None:
            check.error(plan.plan_id, f"{plan.source_address} is not in the list of sources")
    return check.result()


def duplicate_keys(bundle: ReferenceBundle) -> CheckResult:
    """A key, a specialty code, an objective's identifier or a number is used once."""
    check = Inspection("duplicate_keys", "Keys, codes and numbers are used once")
    tables: dict[str, list[str]] = {
        "plan": [plan.plan_id for plan in bundle.plans],
        "source": [source.key for source in bundle.sources],
    }
    for table, key, _ in _facts(bundle):
        tables.setdefault(table, []).append(key)
    tables["objective identifier"] = [o.identifier for o in bundle.objectives if o.identifier]
    tables["organisation number"] = [o.org_number for o in bundle.organisations if o.org_number]
    tables["municipality number"] = [
        o.municipality_number
        for o in bundle.organisations
        if o.kind == "municipality" and o.municipality_number
    ]
    for table, keys in tables.items():
        check.examined += len(keys)
        for key, times in Counter(keys).items():
            if times > 1:
                check.error(f"{table} {key}", f"used {times} times")
    return check.result()


def status_of_rows(bundle: ReferenceBundle) -> CheckResult:
    """Facts that no page confirmed are counted, and open ones shown with their reason.

    They are settings with a visible mark, never hard rules.
    """
    check = Inspection("status_of_rows", "Rows that are unverified or open")
    unverified: Counter[str] = Counter()
    totals: Counter[str] = Counter()
    open_rows: dict[tuple[str, str], list[str]] = defaultdict(list)
    for table, key, fact in _facts(bundle):
        check.examined += 1
        totals[table] += 1
        unverified[table] += fact.status is FactStatus.UNVERIFIED
        if fact.status is FactStatus.OPEN:
            open_rows[table, _reason(fact)].append(key)
    for table, count in unverified.items():
        if count:
            check.note(table, f"{count} of {totals[table]} rows are unverified")
    for (table, reason), keys in open_rows.items():
        shown = keys[0] if len(keys) == 1 else f"{keys[0]} and {len(keys) - 1} more"
        check.note(f"{table} {shown}", f"open: {reason}")
    return check.result()


def placeholder_codes(bundle: ReferenceBundle) -> CheckResult:
    """A code that is our placeholder must not be taken for an official one."""
    check = Inspection("placeholder_codes", "Specialty codes that are placeholders")
    check.examined = len(bundle.specialties)
    codes = [s.code for s in bundle.specialties if not s.code_official]
    if codes:
        check.note("specialties", f"{len(codes)} codes are placeholders: {', '.join(codes)}")
    return check.result()


def specialty_counts(bundle: ReferenceBundle) -> CheckResult:
    """There are 46 specialties, in six families, 18 of them with a part 2, three ASA."""
    check = Inspection("specialty_counts", "Number of specialties in all and by family")
    check.examined = len(bundle.specialties)
    families = Counter(specialty.family for specialty in bundle.specialties)
    part2 = Counter(s.part2 for s in bundle.specialties if s.part2 is not None)
    asa = sum(specialty.is_asa for specialty in bundle.specialties)
    counts = [("in all", len(bundle.specialties), SPECIALTIES)]
    counts += [(f"in family {family}", families[family], n) for family, n in FAMILY_SIZES.items()]
    counts += [(f"with part 2 {kind}", part2[kind], n) for kind, n in PART2_SIZES.items()]
    counts += [("of allmenn-, samfunns- and arbeidsmedisin", asa, 3)]
    for where, found, expected in counts:
        if found != expected:
            check.error("specialties", f"{found} {where}, expected {expected}")
    return check.result()


def organisation_parents(bundle: ReferenceBundle) -> CheckResult:
    """An organisation belongs to one that exists and that can own its kind."""
    check = Inspection("organisation_parents", "Organisations belong to one that exists")
    kinds = {organisation.key: organisation.kind for organisation in bundle.organisations}
    for organisation in bundle.organisations:
        check.examined += 1
        allowed = PARENT_KINDS.get(organisation.kind, ())
        parent = organisation.parent
        if parent is None and allowed:
            check.error(organisation.key, f"a {organisation.kind} without a parent")
        elif parent is not None and parent not in kinds:
            check.error(organisation.key, f"the parent {parent} does not exist")
        elif parent is not None and kinds[parent] not in allowed:
            check.error(organisation.key, f"a {organisation.kind} under a {kinds[parent]}")
    return check.result()


def organisation_numbers(bundle: ReferenceBundle) -> CheckResult:
    """An organisation number has nine digits, the last a check digit (modulo 11)."""
    check = Inspection("organisation_numbers", "Organisation numbers have a valid check digit")
    for organisation in bundle.organisations:
        if organisation.org_number is None:
            continue
        check.examined += 1
        if not is_org_number(organisation.org_number):
            message = f"{organisation.org_number} is no valid organisation number"
            check.error(organisation.key, message, organisation.source_key)
    return check.result()


def organisation_municipalities(bundle: ReferenceBundle) -> CheckResult:
    """Name and number of an organisation's municipality must be of the same one.

    Only the municipalities of the list can be compared; the list covers five counties.
    """
    title = "Municipality name and number of organisations agree"
    check = Inspection("organisation_municipalities", title)
    names = {
        o.municipality_number: o.name for o in bundle.organisations if o.kind == "municipality"
    }
    for organisation in bundle.organisations:
        number, name = organisation.municipality_number, organisation.municipality
        if organisation.kind == "municipality" or name is None or number not in names:
            continue
        check.examined += 1
        if names[number] != name:
            message = f"placed in {name} with number {number}, which is {names[number]}"
            check.contradiction(organisation.key, message, organisation.source_key)
    return check.result()


def course_scopes(bundle: ReferenceBundle) -> CheckResult:
    """A course is for a specialty or for a scope that is understood.

    Shared scopes and courses of the scheme before 2019 are noted: neither says what a
    doctor of one specialty must take today.
    """
    check = Inspection("course_scopes", "Courses and objectives have a known scope")
    codes = {specialty.code for specialty in bundle.specialties} | SHARED_SCOPES
    rows = [(course.key, course.scope) for course in bundle.courses]
    rows += [(objective.key, objective.scope) for objective in bundle.objectives]
    for key, scope in rows:
        check.examined += 1
        if scope not in codes:
            check.error(key, f"unknown scope {scope}")
    shared = Counter(course.scope for course in bundle.courses if course.specialty is None)
    for scope, count in sorted(shared.items()):
        check.note(f"scope {scope}", f"{count} courses are for no single specialty")
    old = sum(not course.current for course in bundle.courses)
    if old:
        check.note("courses", f"{old} of {len(bundle.courses)} are of the scheme before 2019")
    return check.result()


def course_hours(bundle: ReferenceBundle) -> CheckResult:
    """Hours of the courses listed must sum to the hours that the same page states."""
    check = Inspection("course_hours", "Hours of courses sum to the hours the page states")
    groups: dict[tuple[str, str, int], list[Course]] = defaultdict(list)
    for course in bundle.courses:
        stated = STATED_HOURS.search(course.note or "")
        if stated:
            groups[course.scope, course.source_key, int(stated[1])].append(course)
    for (scope, source_key, hours), courses in groups.items():
        if not all((course.hours or "").isdigit() for course in courses):
            continue
        check.examined += 1
        listed = sum(int(course.hours or 0) for course in courses)
        if listed != hours:
            message = f"{len(courses)} courses take {listed} hours, the page states {hours}"
            check.contradiction(f"courses of {scope}", message, source_key)
    return check.result()


def local_offers(bundle: ReferenceBundle) -> CheckResult:
    """A local offer hangs on an organisation, a specialty and a stage that exist.

    The stage is looked up when the bundle has stages.
    """
    check = Inspection("local_offers", "Local offers hang on what exists")
    organisations = {organisation.key for organisation in bundle.organisations}
    stages = {stage.key for stage in bundle.stages} | {stage.template for stage in bundle.stages}
    for offer in bundle.local_offers:
        check.examined += 1
        if offer.organisation not in organisations:
            check.error(offer.key, f"unknown organisation {offer.organisation}")
        if offer.specialty is not None and bundle.specialty(offer.specialty) is None:
            check.error(offer.key, f"unknown specialty {offer.specialty}")
        if stages and offer.stage not in stages:
            check.error(offer.key, f"unknown stage {offer.stage}")
    return check.result()


def is_org_number(text: str) -> bool:
    """Whether a text is an organisation number: nine digits with a modulo 11 check digit."""
    if not re.fullmatch(r"[0-9]{9}", text):
        return False
    weighted = sum(int(d) * w for d, w in zip(text[:8], ORG_NUMBER_WEIGHTS, strict=True))
    return (11 - weighted % 11) % 11 == int(text[8])


def _reason(fact: _Fact) -> str:
    """Why a fact is open, in the words of its own row."""
    texts = (getattr(fact, name, None) for name in ("note", "note_en", "gist_en"))
    return next((text for text in texts if text), "no reason given")


def _facts(bundle: ReferenceBundle) -> Iterator[tuple[str, str, _Fact]]:
    """Every row as (table, key, row), in stable order; plans and sources are not facts."""
    for specialty in bundle.specialties:
        yield "specialties", specialty.code, specialty
    for table, rows in (
        ("organisations", bundle.organisations),
        ("lis1_figures", bundle.lis1_figures),
        ("lis1_rounds", bundle.round_dates),
        ("courses", bundle.courses),
        ("objectives", bundle.objectives),
        ("local_offers", bundle.local_offers),
        ("rules", bundle.rules),
        ("stages", bundle.stages),
    ):
        for row in rows:
            yield table, row.key, row


def _source_keys(bundle: ReferenceBundle) -> Iterator[tuple[str, str]]:
    for table, key, fact in _facts(bundle):
        yield f"{table} {key}", fact.source_key
        if isinstance(fact, Organisation):
            for second in (fact.health_community_source_key, fact.population_source_key):
                if second is not None:
                    yield f"{table} {key}", second
