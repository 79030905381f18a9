"""Checks on LIS1 posts, rounds and the common objectives that LIS1 begins with."""

import re
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from itertools import pairwise

from pathways.checks.bundle import ReferenceBundle
from pathways.checks.finding import CheckResult
from pathways.checks.inspection import Inspection
from pathways.types.knowledge import Lis1Figure, Objective

NATIONAL = "national"
"""The organisation of a figure for the whole country."""

COUPLING = "municipality coupling"
PER_YEAR = "per year"
INTAKES = {"per intake": 1, "in total (two intakes)": 2, COUPLING: 1}
"""Measures that can be compared, with the number of intakes they cover."""

EXTRA_POSTS = re.compile(r"extra posts of the (\d+) added")

STEP_ORDER = ("adverts", "published", "deadline", "offer", "reply", "marking", "start")
"""The steps of a round; offer, reply and marking come in turns (offer-1, reply-1, ...)."""

COMMON_OBJECTIVES = "Shared competence objectives"
"""How `objectives.csv` begins the text of a published count of common objectives."""

COMMON_RULES = "common-objectives"
"""How the rules on the number of common objectives begin their key."""


def lis1_sites(bundle: ReferenceBundle) -> CheckResult:
    """Posts by site, and by coupled municipality, must sum to the trust's per intake.

    A total over two intakes is halved. Judged where a trust gives both.
    """
    check = Inspection("lis1_sites", "LIS1 posts by site and municipality sum to the trust's")
    groups: dict[tuple[str, str], list[Lis1Figure]] = defaultdict(list)
    for figure in bundle.lis1_figures:
        if figure.organisation != NATIONAL and figure.measure in INTAKES:
            groups[figure.organisation, figure.intake].append(figure)
    for (organisation, intake), figures in groups.items():
        sites = [f for f in figures if f.site and f.measure != COUPLING]
        couplings = [f for f in figures if f.measure == COUPLING]
        totals = [f for f in figures if not f.site and f.measure != COUPLING]
        for total in totals:
            for name, parts in (("sites", sites), ("municipalities", couplings)):
                subject = f"{organisation}, {intake}"
                _compare(check, subject, total, parts, f"{name} of the trust")
        for site in dict.fromkeys(f.site for f in couplings):
            whole = [f for f in sites if f.site == site]
            coupled = [f for f in couplings if f.site == site]
            if len(whole) == 1:
                _compare(check, f"{organisation}, {site}", whole[0], coupled, "municipalities")
    return check.result()


def lis1_places(bundle: ReferenceBundle) -> CheckResult:
    """Figures are of organisations that exist, couplings of municipalities that exist."""
    check = Inspection("lis1_places", "LIS1 figures name known trusts and municipalities")
    kinds = {organisation.key: organisation.kind for organisation in bundle.organisations}
    for figure in bundle.lis1_figures:
        check.examined += 1
        if figure.organisation != NATIONAL and figure.organisation not in kinds:
            check.error(figure.key, f"unknown organisation {figure.organisation}")
        if figure.municipality is not None and kinds.get(figure.municipality) != "municipality":
            check.error(figure.key, f"unknown municipality {figure.municipality}")
        if figure.measure == COUPLING and figure.municipality is None:
            check.error(figure.key, "a municipality coupling without a municipality")
    return check.result()


def lis1_years(bundle: ReferenceBundle) -> CheckResult:
    """The two rounds of a year must sum to the year's total (1162 = 575 + 587 in 2023)."""
    check = Inspection("lis1_years", "National LIS1 rounds sum to the year's total")
    rounds = {
        figure.application_round: figure
        for figure in bundle.lis1_figures
        if figure.organisation == NATIONAL and figure.measure == "per intake"
    }
    for figure in bundle.lis1_figures:
        match = re.fullmatch(r"both rounds (\d{4})", figure.application_round or "")
        if not match or figure.measure != PER_YEAR or figure.posts is None:
            continue
        parts = [rounds.get(f"{season} {match[1]}") for season in ("spring", "autumn")]
        posts = [part.posts for part in parts if part is not None and part.posts is not None]
        if len(posts) < 2:
            continue
        check.examined += 1
        if sum(posts) != figure.posts:
            message = f"{figure.posts} posts in the year, {' + '.join(map(str, posts))} in rounds"
            check.contradiction(figure.key, message, figure.source_key)
    return check.result()


def lis1_extra_posts(bundle: ReferenceBundle) -> CheckResult:
    """Extra posts listed by trust must sum to the number that was added."""
    check = Inspection("lis1_extra_posts", "Extra LIS1 posts by trust sum to the number added")
    groups: dict[tuple[str, str], list[Lis1Figure]] = defaultdict(list)
    for figure in bundle.lis1_figures:
        if EXTRA_POSTS.fullmatch(figure.measure):
            groups[figure.intake, figure.measure].append(figure)
    for (intake, measure), figures in groups.items():
        check.examined += 1
        match = EXTRA_POSTS.fullmatch(measure)
        added = int(match[1]) if match else 0
        listed = sum(figure.posts or 0 for figure in figures)
        if listed != added:
            message = f"{added} posts were added, {len(figures)} trusts got {listed} together"
            check.contradiction(f"LIS1 {intake}", message, figures[0].source_key)
    return check.result()


def lis1_hired(bundle: ReferenceBundle) -> CheckResult:
    """More hired than posts is possible (posts added later), but worth knowing."""
    check = Inspection("lis1_hired", "Hired in a LIS1 round against posts advertised")
    for figure in bundle.lis1_figures:
        if figure.hired is None or figure.posts is None:
            continue
        check.examined += 1
        if figure.hired > figure.posts:
            message = f"{figure.hired} were hired for {figure.posts} posts"
            check.note(figure.key, message, figure.source_key)
    return check.result()


def lis1_plan_capacity(bundle: ReferenceBundle) -> CheckResult:
    """Posts per intake in a trust's LIS1 plan must equal those in the LIS1 figures."""
    check = Inspection("lis1_plan_capacity", "LIS1 posts in plans against the LIS1 figures")
    for plan in bundle.plans:
        if plan.specialty != "LIS1" or plan.trainee_positions is None:
            continue
        for figure in bundle.lis1_figures:
            intakes = INTAKES.get(figure.measure)
            whole = not figure.site and figure.posts is not None and figure.measure != COUPLING
            if figure.organisation != plan.provider_slug or intakes is None or not whole:
                continue
            check.examined += 1
            per_intake = (figure.posts or 0) / intakes
            if per_intake != plan.trainee_positions:
                message = (
                    f"the plan has {plan.trainee_positions} posts per intake, "
                    f"{figure.key} has {per_intake:g}"
                )
                check.contradiction(plan.plan_id, message, figure.source_key)
    return check.result()


def round_order(bundle: ReferenceBundle) -> CheckResult:
    """The dates of a round must follow the order of its steps."""
    check = Inspection("round_order", "Dates of LIS1 rounds follow the order of the steps")
    rounds: dict[tuple[int, str], list[tuple[tuple[int, int, int], date, str]]] = defaultdict(list)
    for row in bundle.round_dates:
        check.examined += 1
        step = _step(row.key.removeprefix(f"{row.year}-{row.round}-"))
        if step is None:
            check.error(row.key, "the key names no step of a round")
        else:
            rounds[row.year, row.round].append((step, row.on, row.key))
    for steps in rounds.values():
        ordered = sorted(steps)
        for (_, before, first), (_, after, second) in pairwise(ordered):
            if after < before:
                check.contradiction(second, f"on {after}, before {first} on {before}")
    return check.result()


def common_objectives(bundle: ReferenceBundle) -> CheckResult:
    """The published counts of common objectives must follow each other and the rules.

    74 to August 2024, 75 from September 2024, 29 from 2025 (LIS1) and 2026 (parts 2 and
    3); the parts of the old set sum to its count. Every count must be what a rule says on
    the day it starts or ends, and every such rule must be a published count.
    """
    check = Inspection("common_objectives", "Counts of common objectives by date, and the rules")
    counts = [
        row
        for row in bundle.objectives
        if row.row_type == "count" and (row.gist_en or "").startswith(COMMON_OBJECTIVES)
    ]
    check.examined = len(counts)
    totals = [row for row in counts if row.part == "1-3"]
    _check_parts(check, totals, [row for row in counts if "placed in part" in (row.gist_en or "")])
    _check_succession(check, totals)
    rules = [rule for rule in bundle.rules if rule.key.startswith(COMMON_RULES)]
    for row in totals if rules else ():
        for _, day in _days(row):
            numbers = {rule.number for rule in rules if rule.applies_on(day)}
            if row.value not in numbers:
                message = f"{row.value:g} published, the rules on {day} say {_listed(numbers)}"
                check.contradiction(row.key, message, row.source_key)
    published = {row.value for row in totals}
    for rule in rules:
        check.examined += 1
        if totals and rule.number is not None and rule.number not in published:
            message = f"the rule says {rule.number:g}, published are {_listed(published)}"
            check.contradiction(f"rule {rule.key}", message, rule.source_key)
    return check.result()


def _compare(
    check: Inspection, subject: str, total: Lis1Figure, parts: list[Lis1Figure], name: str
) -> None:
    if total.posts is None or not parts or any(part.posts is None for part in parts):
        return
    check.examined += 1
    whole = total.posts / INTAKES[total.measure]
    each = [(part.posts or 0) / INTAKES[part.measure] for part in parts]
    if sum(each) != whole:
        shown = " + ".join(f"{number:g}" for number in each)
        message = f"{whole:g} posts per intake, the {name} sum to {shown} = {sum(each):g}"
        check.contradiction(subject, message, total.source_key)


def _step(text: str) -> tuple[int, int, int] | None:
    """Sorts `adverts`, `offer-2` and so on: phase, turn, place within the turn."""
    name, _, turn = text.partition("-")
    if name not in STEP_ORDER or (turn and not turn.isdigit()):
        return None
    place = STEP_ORDER.index(name)
    phase = {"start": 2}.get(name, 1 if name in ("offer", "reply", "marking") else 0)
    return phase, int(turn or 0), place


def _days(row: Objective) -> Iterable[tuple[str, date]]:
    """The dates in the text of a validity, each with `from` or `to`."""
    for word, day in re.findall(r"\b(from|to) (\d{4}-\d{2}-\d{2})", row.validity or ""):
        yield word, date.fromisoformat(day)


def _check_succession(check: Inspection, totals: list[Objective]) -> None:
    starts = {day for row in totals for word, day in _days(row) if word == "from"}
    for row in totals:
        for word, day in _days(row):
            if word == "to" and day + timedelta(days=1) not in starts:
                message = f"holds to {day}, and no count starts the day after"
                check.contradiction(row.key, message, row.source_key)


def _check_parts(check: Inspection, totals: list[Objective], parts: list[Objective]) -> None:
    old = [row for row in totals if any(word == "to" for word, _ in _days(row))]
    for row in old:
        total = sum(part.value or 0 for part in parts)
        if parts and total != row.value:
            message = f"{row.value:g} objectives, the parts sum to {total:g}"
            check.contradiction(row.key, message, row.source_key)


def _listed(numbers: Iterable[float | None]) -> str:
    return ", ".join(f"{number:g}" for number in sorted(n for n in numbers if n is not None))
