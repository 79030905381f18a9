"""Named checks on the pathway graph: that it is whole and every fact can be traced.

Each check is one function from the graph to a `CheckResult`. They must also answer on a
broken graph, since that is what they are for.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import combinations, pairwise

import networkx as nx

from pathways.checks.finding import CheckResult, Finding, Severity
from pathways.graph import (
    AUTHORISATION_STAGE,
    CHOICE_STAGE,
    FINAL_STAGES,
    START_STAGES,
    PathwayGraph,
    knowledge_of,
    progress_subgraph,
    stage_of,
    transition_of,
    transitions_of,
)
from pathways.routes import SPECIALIST, applies_on, minimum_total_months, routes
from pathways.types.knowledge import (
    FactStatus,
    Requirement,
    Rule,
    Specialty,
    Stage,
    TransitionKind,
)


def run_graph_checks(graph: PathwayGraph, today: date) -> tuple[CheckResult, ...]:
    """All checks on the graph, in a fixed order; `today` tells which rules are in force."""
    return (
        check_reachable(graph),
        check_dead_ends(graph),
        check_specialty_routes(graph),
        check_progress_cycles(graph),
        check_exchange_returns(graph),
        check_traceable(graph),
        check_minimum_times(graph),
        check_requirement_stages(graph),
        check_requirement_versions(graph),
        check_part2(graph),
        check_names(graph),
        check_requirements_in_force(graph, today),
        check_open_rules(graph, today),
    )


def check_reachable(graph: PathwayGraph) -> CheckResult:
    """Nobody can be at a stage that no way leads to."""
    name = "stages-reachable"
    starts = [key for key in START_STAGES if key in graph]
    reached = set(starts).union(*(nx.descendants(graph, key) for key in starts))
    missing = [
        _error(name, key, "is a start stage that the graph does not have")
        for key in START_STAGES
        if key not in graph
    ]
    lost = [
        _error(name, key, "cannot be reached from any start stage")
        for key in sorted(set(graph) - reached)
    ]
    return _result(name, "Every stage can be reached from a start", len(graph), missing + lost)


def check_dead_ends(graph: PathwayGraph) -> CheckResult:
    """Only a working role may be the end; a side step must have a way back."""
    name = "no-dead-end"
    progress = progress_subgraph(graph)
    findings = [
        _error(name, key, "has no way on and is no final stage")
        for key in sorted(graph)
        if progress.out_degree(key) == 0
        and key not in FINAL_STAGES
        and not (_is_side_step(graph, key) and graph.out_degree(key))
    ]
    return _result(name, "Every stage leads on, or is a working role", len(graph), findings)


def check_specialty_routes(graph: PathwayGraph) -> CheckResult:
    """Every specialty has a way from student to specialist and on to a working role."""
    name = "specialty-route"
    progress = progress_subgraph(graph)
    starts = [key for key in START_STAGES if key in progress]
    specialties = knowledge_of(graph).specialties
    findings = []
    for specialty in specialties:
        goal = f"{SPECIALIST}:{specialty.code}"
        if goal not in progress:
            findings.append(_error(name, specialty.code, f"has no stage {goal}"))
            continue
        before, after = nx.ancestors(progress, goal), nx.descendants(progress, goal)
        findings += [
            _error(name, specialty.code, f"has no route from {start} to {goal}")
            for start in starts
            if start not in before
        ]
        if not after.intersection(FINAL_STAGES):
            findings.append(_error(name, specialty.code, f"has no working role after {goal}"))
    return _result(name, "Every specialty has its route", len(specialties), findings)


def check_progress_cycles(graph: PathwayGraph) -> CheckResult:
    """A cycle of progress edges would make every time in it unbounded."""
    name = "no-progress-cycle"
    progress = progress_subgraph(graph)
    findings = []
    for component in sorted(map(sorted, nx.strongly_connected_components(progress))):
        if len(component) > 1 or progress.has_edge(component[0], component[0]):
            findings.append(
                _error(name, component[0], "is in a cycle with " + ", ".join(component))
            )
    edges = progress.number_of_edges()
    return _result(name, "Progress never comes back to where it was", edges, findings)


def check_exchange_returns(graph: PathwayGraph) -> CheckResult:
    """An exchange without a way back would strand somebody; so would half a return."""
    name = "exchange-return"
    kinds = {(t.origin, t.target): t.kind for t in transitions_of(graph)}
    opposite = {
        TransitionKind.EXCHANGE: TransitionKind.RETURN,
        TransitionKind.RETURN: TransitionKind.EXCHANGE,
    }
    pairs = {pair: kind for pair, kind in kinds.items() if kind in opposite}
    findings = [
        _error(name, f"{origin} -> {target}", f"has no {opposite[kind]} the other way")
        for (origin, target), kind in pairs.items()
        if kinds.get((target, origin)) is not opposite[kind]
    ]
    return _result(name, "Every exchange and leave has a way back", len(pairs), findings)


def check_traceable(graph: PathwayGraph) -> CheckResult:
    """A figure that cannot be traced to a source does not exist."""
    name = "sources-and-rules"
    knowledge = knowledge_of(graph)
    sources = {source.key for source in knowledge.sources}
    rules = {rule.key for rule in knowledge.rules}
    facts = list(_facts(graph))
    findings = []
    for subject, source_key, rule_keys in facts:
        if source_key not in sources:
            findings.append(_error(name, subject, f"names the unknown source {source_key!r}"))
        findings += [
            _error(name, subject, f"names the unknown rule {key!r}")
            for key in rule_keys
            if key not in rules
        ]
    return _result(name, "Every source and rule that is named exists", len(facts), findings)


def check_minimum_times(graph: PathwayGraph) -> CheckResult:
    """The stages of the plain route must add up to the legal minimum, without help.

    `routes` never answers less than the minimum total, so the stages are added here on
    their own. No other route may be shorter.
    """
    name = "minimum-time"
    specialties = knowledge_of(graph).specialties
    findings = [f for s in specialties for f in _minimum_time_findings(graph, name, s)]
    return _result(name, "LIS1, part 2 and part 3 add up to 6.5 years", len(specialties), findings)


def check_requirement_stages(graph: PathwayGraph) -> CheckResult:
    """A requirement must hang on a stage or on a template that has stages."""
    name = "requirement-stages"
    known = set(graph) | {stage.template for stage in _stages(graph)}
    requirements = knowledge_of(graph).requirements
    findings = [
        _error(name, requirement.key, f"is for the unknown stage {requirement.stage!r}")
        for requirement in requirements
        if requirement.stage not in known
    ]
    return _result(name, "Every requirement has its stage", len(requirements), findings)


def check_requirement_versions(graph: PathwayGraph) -> CheckResult:
    """On any one day a requirement asks for one amount.

    Versions of a requirement share stage, kind and name. Keys are unique, and the last
    day of a version is not before its first.
    """
    name = "requirement-versions"
    requirements = knowledge_of(graph).requirements
    keys = Counter(requirement.key for requirement in requirements)
    findings = [_error(name, key, f"is used {n} times") for key, n in keys.items() if n > 1]
    findings += [
        _error(name, r.key, f"ends on {r.valid_to}, before it begins on {r.valid_from}")
        for r in requirements
        if r.valid_from and r.valid_to and r.valid_to < r.valid_from
    ]
    clashes = {
        (a.key, b.key): _error(
            name, a.key, f"asks for {_amount(a)} and {b.key} for {_amount(b)} on the same day"
        )
        for versions in _versions(graph)
        for a, b in combinations(versions, 2)
        if _overlap(a, b) and (a.amount, a.unit) != (b.amount, b.unit)
    }
    findings += clashes.values()
    return _result(name, "One amount per requirement and day", len(requirements), findings)


def check_part2(graph: PathwayGraph) -> CheckResult:
    """The specialties with a part 2 pass through it, and only they have one."""
    name = "part2"
    specialties = knowledge_of(graph).specialties
    progress = progress_subgraph(graph)
    findings = []
    for specialty in specialties:
        part2, part3 = f"part2:{specialty.code}", f"part3:{specialty.code}"
        if (specialty.part2 is not None) != (part2 in graph):
            said = "should have" if specialty.part2 else "should not have"
            findings.append(_error(name, specialty.code, f"{said} the stage {part2}"))
        if specialty.part2 and progress.has_edge(CHOICE_STAGE, part3):
            findings.append(_error(name, specialty.code, "can go to part 3 without part 2"))
    return _result(name, "Part 2 only where a specialty has it", len(specialties), findings)


def check_names(graph: PathwayGraph) -> CheckResult:
    """Two stages with the same name cannot be told apart on a page or in a list."""
    name = "names-unique"
    stages = _stages(graph)
    findings = []
    for language in ("nb", "en"):
        holders: defaultdict[str, list[str]] = defaultdict(list)
        for stage in stages:
            holders[getattr(stage, f"name_{language}")].append(stage.key)
        findings += [
            _error(name, keys[0], f"has the name {text!r} together with {', '.join(keys[1:])}")
            for text, keys in sorted(holders.items())
            if len(keys) > 1
        ]
    return _result(name, "Stage names are unique in each language", len(stages), findings)


def check_requirements_in_force(graph: PathwayGraph, today: date) -> CheckResult:
    """Between two versions of a requirement there is no day without one, and none has run out."""
    name = "requirements-in-force"
    groups = _versions(graph)
    findings: dict[str, Finding] = {}
    for versions in groups:
        ordered = sorted(versions, key=lambda r: r.valid_from or date.min)
        for earlier, later in pairwise(ordered):
            if earlier.valid_to and later.valid_from:
                first_day_without = earlier.valid_to + timedelta(days=1)
                if first_day_without < later.valid_from:
                    message = f"is not there from {first_day_without} until {later.key} begins"
                    findings[earlier.key] = _error(name, earlier.key, message)
        if all(r.valid_to is not None and r.valid_to < today for r in ordered):
            last = ordered[-1]
            message = f"ended on {last.valid_to} and nothing follows"
            findings[last.key] = _note(name, last.key, message, last.source_key)
    title = "Versions of a requirement follow each other"
    return _result(name, title, len(groups), list(findings.values()))


def check_open_rules(graph: PathwayGraph, today: date) -> CheckResult:
    """Rules in force that sources disagree on or cut off: settings until somebody decides."""
    name = "open-rules"
    rules = [rule for rule in knowledge_of(graph).rules if rule.applies_on(today)]
    findings = [
        _note(name, rule.key, _open_rule_message(rule), rule.source_key)
        for rule in rules
        if rule.status is FactStatus.OPEN
    ]
    return _result(name, "Rules in force that are not settled", len(rules), findings)


def _open_rule_message(rule: Rule) -> str:
    value = f"{rule.value} {rule.unit or ''}".strip() if rule.value else "no figure"
    return f"{rule.name_en}: {value}. {rule.note_en or ''}".strip()


def _is_side_step(graph: PathwayGraph, key: str) -> bool:
    kinds = [transition_of(graph, origin, key).kind for origin in graph.predecessors(key)]
    return bool(kinds) and all(kind is TransitionKind.EXCHANGE for kind in kinds)


def _minimum_time_findings(
    graph: PathwayGraph, name: str, specialty: Specialty
) -> Iterator[Finding]:
    goal, part3 = f"{SPECIALIST}:{specialty.code}", f"part3:{specialty.code}"
    if part3 in graph:
        months = stage_of(graph, part3).minimum_months
        if months != specialty.minimum_part23_months:
            least = specialty.minimum_part23_months
            yield _error(name, specialty.code, f"{part3} takes {months} months, not {least}")
    if goal not in graph or AUTHORISATION_STAGE not in graph:
        return  # the check of routes says so
    least = minimum_total_months(graph, specialty.code)
    for place, route in enumerate(routes(graph, AUTHORISATION_STAGE, goal)):
        served = sum(stage.minimum_months or 0 for stage in route.stages[:-1])
        way = ", ".join(route.stage_keys)
        if place == 0 and served != least:
            message = f"takes {served} months from authorisation, not {least}: {way}"
            yield _error(name, specialty.code, message)
        if route.minimum_from_authorisation_months != least:
            counted = route.minimum_from_authorisation_months
            message = f"can be reached in {counted} months, not {least}: {way}"
            yield _error(name, specialty.code, message)


def _facts(graph: PathwayGraph) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Subject, source and rules of everything that carries a source."""
    knowledge = knowledge_of(graph)
    for stage in _stages(graph):
        yield stage.key, stage.source_key, stage.rule_keys
    for transition in transitions_of(graph):
        subject = f"{transition.origin} -> {transition.target}"
        yield subject, transition.source_key, transition.rule_keys
    for requirement in knowledge.requirements:
        yield requirement.key, requirement.source_key, requirement.rule_keys
    for rule in knowledge.rules:
        yield rule.key, rule.source_key, ()
    for specialty in knowledge.specialties:
        yield specialty.code, specialty.source_key, ()


def _versions(graph: PathwayGraph) -> list[list[Requirement]]:
    """The requirements that are versions of each other, those of a template included."""
    by_stage: defaultdict[str, list[Requirement]] = defaultdict(list)
    for requirement in knowledge_of(graph).requirements:
        by_stage[requirement.stage].append(requirement)
    groups: dict[frozenset[str], list[Requirement]] = {}
    for stage in _stages(graph):
        same: defaultdict[tuple[str, str], list[Requirement]] = defaultdict(list)
        for key in sorted({stage.key, stage.template}):
            for requirement in by_stage[key]:
                same[requirement.kind, requirement.name_nb].append(requirement)
        for versions in same.values():
            # All stages of a template share its versions; one group is enough.
            groups[frozenset(r.key for r in versions)] = versions
    return list(groups.values())


def _overlap(a: Requirement, b: Requirement) -> bool:
    starts = [day for day in (a.valid_from, b.valid_from) if day is not None]
    latest_start = max(starts, default=date.min)
    return applies_on(a, latest_start) and applies_on(b, latest_start)


def _amount(requirement: Requirement) -> str:
    if requirement.amount is None:
        return "no figure"
    return f"{requirement.amount:g} {requirement.unit or ''}".strip()


def _stages(graph: PathwayGraph) -> list[Stage]:
    return [stage_of(graph, key) for key in sorted(graph)]


def _error(check: str, subject: str, message: str) -> Finding:
    return Finding(check, Severity.ERROR, subject, message)


def _note(check: str, subject: str, message: str, source_key: str) -> Finding:
    return Finding(check, Severity.NOTE, subject, message, source_key)


def _result(name: str, title: str, examined: int, findings: Iterable[Finding]) -> CheckResult:
    return CheckResult(name, title, examined, tuple(findings))
