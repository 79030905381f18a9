"""Whether everything that is needed is placed, and once."""

from collections import Counter
from collections.abc import Iterator

from rotations.plan_facts import PlanFacts
from rotations.types.findings import Rule, Severity, Violation
from rotations.words import count_of


def missing_block(facts: PlanFacts) -> Iterator[Violation]:
    """A compulsory block of a doctor who must finish is not placed."""
    for plan in facts.plans.values():
        if not plan.doctor.must_finish:
            continue
        placed = {each.block.key for each in plan.placed}
        for block in plan.doctor.blocks:
            if block.choice is None and block.key not in placed:
                yield Violation(
                    rule=Rule.MISSING_BLOCK,
                    severity=Severity.BREACH,
                    sentence=f"{plan.doctor.name} has no placement for {block.service}.",
                    doctor=plan.doctor.key,
                    block=block.key,
                )


def twice(facts: PlanFacts) -> Iterator[Violation]:
    """A block is placed more than once."""
    for plan in facts.plans.values():
        counts = Counter(each.block.key for each in plan.placed)
        for key, count in counts.items():
            if count > 1:
                there = plan.of_block(key)
                yield Violation(
                    rule=Rule.TWICE,
                    severity=Severity.BREACH,
                    sentence=f"{plan.doctor.name} has {plan.blocks[key].service} {count} times; "
                    "it is needed once.",
                    doctor=plan.doctor.key,
                    block=key,
                    first=there[0].first,
                    last=max(each.last for each in there),
                    count=count,
                    expected=1,
                )


def choice(facts: PlanFacts) -> Iterator[Violation]:
    """A doctor takes more or fewer blocks of a choice than asked.

    A doctor who need not finish may still have some to take.
    """
    for plan in facts.plans.values():
        for wanted in plan.doctor.choices:
            taken = list(
                dict.fromkeys(e.block.key for e in plan.placed if e.block.choice == wanted.key)
            )
            is_short = plan.doctor.must_finish and len(taken) < wanted.take
            if not is_short and len(taken) <= wanted.take:
                continue
            options = [b for b in plan.doctor.blocks if b.choice == wanted.key]
            services = ", ".join(dict.fromkeys(block.service for block in options))
            yield Violation(
                rule=Rule.CHOICE,
                severity=Severity.BREACH,
                sentence=f"{plan.doctor.name} has {count_of(len(taken), 'block')} of "
                f"{services}; exactly {wanted.take} should be taken.",
                doctor=plan.doctor.key,
                count=len(taken),
                expected=wanted.take,
                others=tuple(taken),
            )
