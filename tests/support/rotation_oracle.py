"""The rules, the score and the loads of a rotation plan the slow way: a dictionary per month.

Written from the meaning of the fields alone (docstrings of `rotations.types` and
docs/rotation-cases.md). It uses nothing else of `rotations`: every question is answered by
walking through the months one at a time, with fractions of a month as `Fraction`.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from itertools import combinations, groupby

from rotations.types.case import (
    Block,
    Doctor,
    Limit,
    LimitPer,
    PairKind,
    Placement,
    RotationCase,
)
from rotations.types.findings import Rule, Severity

Fact = tuple[object, ...]
"""(rule, severity, doctor, block, site, limit, first, last, count, expected, others)."""


class SlowPlan:
    """A case and a plan, asked month by month."""

    def __init__(self, case: RotationCase, placements: Iterable[Placement]) -> None:
        self.case = case
        self.doctors = {doctor.key: doctor for doctor in case.doctors}
        self.sites = {site.key: site for site in case.sites}
        self.good = [each for each in placements if self.is_known(each)]
        self.bad = [each for each in placements if not self.is_known(each)]
        self.facts: list[Fact] = []

    # ---- Asking ---------------------------------------------------------------------------

    def is_known(self, p: Placement) -> bool:
        if p.doctor not in self.doctors or p.site not in self.sites or p.last < p.first:
            return False
        if p.inner is not None and (p.inner.site not in self.sites or p.inner.last < p.inner.first):
            return False
        return any(block.key == p.block for block in self.doctors[p.doctor].blocks)

    def block(self, p: Placement) -> Block:
        return next(b for b in self.doctors[p.doctor].blocks if b.key == p.block)

    def of(self, doctor: Doctor, block: str | None = None) -> list[Placement]:
        found = [
            p for p in self.good if p.doctor == doctor.key and (block is None or p.block == block)
        ]
        return sorted(found, key=lambda p: (p.first, p.last, p.block, p.site))

    def works(self, doctor: Doctor, month: int) -> bool:
        return all(not (span.first <= month <= span.last) for span in doctor.leave)

    def part(self, doctor: Doctor, month: int) -> Fraction:
        percent = 100
        for share in doctor.shares:
            if share.span.first <= month <= share.span.last:
                percent = share.percent
        return Fraction(percent, 100)

    def credit(self, doctor: Doctor, months: Iterable[int]) -> Fraction:
        return sum(
            (self.part(doctor, m) for m in months if self.works(doctor, m)), start=Fraction(0)
        )

    def goes_on(self, p: Placement) -> bool:
        """Whether it lawfully runs on after the case."""
        doctor, end = self.doctors[p.doctor], self.case.months - 1
        if doctor.must_finish or not p.continues or p.last != end:
            return False
        return doctor.available_to is None or doctor.available_to > end

    def where(self, p: Placement, month: int) -> tuple[str, str]:
        """(site, service) in a month of a placement."""
        block = self.block(p)
        if p.inner is not None and p.inner.first <= month <= p.inner.last:
            return p.inner.site, block.inner.service if block.inner else block.service
        return p.site, block.service

    def present(self, doctor: Doctor, month: int) -> set[tuple[str, str]]:
        """(site, service) where the doctor is at work in a month."""
        return {
            self.where(p, month)
            for p in self.of(doctor)
            if p.first <= month <= p.last and self.works(doctor, month)
        }

    # ---- Telling --------------------------------------------------------------------------

    def tell(
        self,
        rule: Rule,
        *,
        soft: bool = False,
        doctor: str | None = None,
        block: str | None = None,
        site: str | None = None,
        limit: str | None = None,
        first: int | None = None,
        last: int | None = None,
        count: int | None = None,
        expected: int | None = None,
        others: tuple[str, ...] = (),
    ) -> None:
        severity = Severity.REMARK if soft else Severity.BREACH
        self.facts.append(
            (rule, severity, doctor, block, site, limit, first, last, count, expected, others)
        )

    def tell_of(
        self,
        rule: Rule,
        p: Placement,
        count: int | None = None,
        expected: int | None = None,
        others: tuple[str, ...] = (),
    ) -> None:
        self.tell(
            rule,
            doctor=p.doctor,
            block=p.block,
            site=p.site,
            first=p.first,
            last=p.last,
            count=count,
            expected=expected,
            others=others,
        )

    # ---- One placement --------------------------------------------------------------------

    def judge_placement(self, p: Placement) -> None:
        doctor, block = self.doctors[p.doctor], self.block(p)
        allowed = [
            m
            for m in range(self.case.months)
            if m >= doctor.start and (doctor.available_to is None or m <= doctor.available_to)
        ]
        if not {p.first, p.last} <= set(allowed) or (p.continues and not self.goes_on(p)):
            self.tell_of(Rule.OUTSIDE, p)
        self.judge_length(p, doctor, block)
        if p.site not in block.sites:
            self.tell_of(Rule.SITE_NOT_ALLOWED, p)
        self.judge_sites(p, doctor)
        if not self.works(doctor, p.first) or not (self.works(doctor, p.last) or self.goes_on(p)):
            self.tell_of(Rule.ON_LEAVE, p)
        if not block.leave_may_interrupt:
            inside = range(p.first + 1, p.last + (1 if self.goes_on(p) else 0))
            for a, b in _runs(m for m in inside if not self.works(doctor, m)):
                self.tell(
                    Rule.INTERRUPTED, doctor=p.doctor, block=p.block, site=p.site, first=a, last=b
                )
        if block.window is not None and p.first not in list(block.window.months):
            self.tell_of(Rule.WINDOW, p, expected=block.window.first)
        if not self.inner_is_right(p, doctor, block):
            self.tell_of(Rule.INNER, p)

    def judge_length(self, p: Placement, doctor: Doctor, block: Block) -> None:
        done = Fraction(0)
        before_last = None
        for month in range(p.first, p.last + 1):
            if self.works(doctor, month):
                before_last = done
                done += self.part(doctor, month)
        if done < block.min_months and not self.goes_on(p):
            self.tell_of(Rule.LENGTH, p, count=int(done), expected=block.min_months)
        elif before_last is not None and before_last >= block.max_months:
            self.tell_of(Rule.LENGTH, p, count=int(done), expected=block.max_months)

    def judge_sites(self, p: Placement, doctor: Doctor) -> None:
        """Closed sites and absence, month by month; a change of site begins a new run."""
        stays: list[tuple[str, list[int]]] = []
        for month in range(p.first, p.last + 1):
            is_inner = p.inner is not None and p.inner.first <= month <= p.inner.last
            site = self.where(p, month)[0]
            was_inner = stays and p.inner is not None and p.inner.first <= month - 1 <= p.inner.last
            if not stays or bool(is_inner) != bool(was_inner):
                stays.append((site, []))
            stays[-1][1].append(month)
        for site, months in stays:
            at_work = [m for m in months if self.works(doctor, m)]
            spans = self.sites[site].open
            closed = [m for m in at_work if spans and all(m not in s.months for s in spans)]
            away = [m for m in at_work if any(s == site and m in t for s, t in doctor.away)]
            for rule, found in ((Rule.SITE_CLOSED, closed), (Rule.DOCTOR_AWAY, away)):
                for a, b in _runs(found):
                    self.tell(rule, doctor=p.doctor, block=p.block, site=site, first=a, last=b)

    def inner_is_right(self, p: Placement, doctor: Doctor, block: Block) -> bool:
        if block.inner is None:
            return p.inner is None
        if p.inner is None:
            return self.goes_on(p)
        served = range(p.inner.first, p.inner.last + 1)
        before = [m for m in range(p.first, p.inner.first) if self.works(doctor, m)]
        at_work = [m for m in served if self.works(doctor, m)]
        return (
            p.inner.site in block.inner.sites
            and p.first <= p.inner.first
            and p.inner.last <= p.last
            and len(at_work) == block.inner.months
            and self.works(doctor, p.inner.first)
            and self.works(doctor, p.inner.last)
            and len(before) >= block.inner.not_before
        )

    # ---- One doctor -----------------------------------------------------------------------

    def judge_doctor(self, doctor: Doctor) -> None:
        mine = self.of(doctor)
        for earlier, later in combinations(mine, 2):
            shared = set(earlier.span.months) & set(later.span.months)
            if shared:
                self.tell(
                    Rule.OVERLAP,
                    doctor=doctor.key,
                    block=later.block,
                    site=later.site,
                    first=min(shared),
                    last=max(shared),
                    others=(earlier.block,),
                )
        for p in mine:
            self.judge_placement(p)
            self.judge_before(p, doctor)
        self.judge_needs(doctor, mine)
        self.judge_frozen(doctor, mine)
        self.judge_notice(doctor, mine)

    def judge_before(self, p: Placement, doctor: Doctor) -> None:
        block = self.block(p)
        for key in block.after:
            first = next((b for b in doctor.blocks if b.key == key), None)
            if first is None:
                continue
            there = self.of(doctor, key)
            unfinished = [e for e in there if e.last >= p.first]
            if unfinished or (not there and first.choice is None):
                self.tell_of(Rule.ORDER, p, others=(key,))
        for demand in block.months_before:
            done = Fraction(0)
            for e in self.of(doctor):
                if e.block in demand.blocks:
                    done += self.credit(doctor, (m for m in e.span.months if m < p.first))
            if done < demand.months:
                self.tell_of(Rule.MONTHS_BEFORE, p, int(done), demand.months, demand.blocks)
        met = self.met_before(doctor, p.first)
        missing = tuple(o for o in block.needs_objectives if o not in met)
        if missing:
            self.tell_of(Rule.OBJECTIVES_BEFORE, p, len(missing), 0, missing)

    def met_before(self, doctor: Doctor, month: int) -> set[str]:
        met = set(doctor.objectives_met)
        for e in self.of(doctor):
            if e.last >= month:
                continue
            stays = {self.where(e, m) for m in e.span.months}
            for row in self.case.objective_places:
                if any(row.site == site and row.service in (None, s) for site, s in stays):
                    met.add(row.objective)
        return met

    def judge_needs(self, doctor: Doctor, mine: list[Placement]) -> None:
        for block in doctor.blocks:
            there = self.of(doctor, block.key)
            if not there and block.choice is None and doctor.must_finish:
                self.tell(Rule.MISSING_BLOCK, doctor=doctor.key, block=block.key)
            if len(there) > 1:
                self.tell(
                    Rule.TWICE,
                    doctor=doctor.key,
                    block=block.key,
                    first=min(p.first for p in there),
                    last=max(p.last for p in there),
                    count=len(there),
                    expected=1,
                )
        for choice in doctor.choices:
            taken = list(dict.fromkeys(p.block for p in mine if self.block(p).choice == choice.key))
            if len(taken) > choice.take or (doctor.must_finish and len(taken) != choice.take):
                self.tell(
                    Rule.CHOICE,
                    doctor=doctor.key,
                    count=len(taken),
                    expected=choice.take,
                    others=tuple(taken),
                )
        for group in doctor.same_town:
            there = [p for p in mine if p.block in group]
            towns = {self.sites[p.site].town for p in there}
            if len(towns) > 1:
                self.tell(
                    Rule.SAME_TOWN,
                    doctor=doctor.key,
                    first=min(p.first for p in there),
                    last=max(p.last for p in there),
                    count=len(towns),
                    expected=1,
                    others=tuple(dict.fromkeys(p.block for p in there)),
                )
        for site, most in doctor.at_most:
            there = [p for p in mine if p.site == site]
            if len(there) > most:
                self.tell(
                    Rule.AT_MOST,
                    doctor=doctor.key,
                    site=site,
                    first=min(p.first for p in there),
                    last=max(p.last for p in there),
                    count=len(there),
                    expected=most,
                    others=tuple(p.block for p in there),
                )

    def published(self, doctor: Doctor) -> list[Placement]:
        keys = {block.key for block in doctor.blocks}
        return sorted(
            (p for p in self.case.published if p.doctor == doctor.key and p.block in keys),
            key=lambda p: (p.first, p.last, p.block, p.site),
        )

    def judge_frozen(self, doctor: Doctor, mine: list[Placement]) -> None:
        told = self.published(doctor)
        if doctor.is_thawed or not told:
            return
        differs = {}
        for month in range(min(self.case.frozen_months, self.case.months)):
            then = {(p.block, p.site) for p in told if p.first <= month <= p.last}
            now = {(p.block, p.site) for p in mine if p.first <= month <= p.last}
            if then != now:
                differs[month] = (sorted(then), sorted(now))
        for months in _equal_runs(differs):
            was, is_now = differs[months[0]]
            block, site = (was or is_now)[0]
            self.tell(
                Rule.FROZEN,
                doctor=doctor.key,
                block=block,
                site=site,
                first=months[0],
                last=months[-1],
            )

    def judge_notice(self, doctor: Doctor, mine: list[Placement]) -> None:
        told = self.published(doctor)
        if not told:
            return
        for block in dict.fromkeys([p.block for p in told] + [p.block for p in mine]):
            then = [p for p in told if p.block == block]
            now = [p for p in mine if p.block == block]
            gone = [p for p in then if not any(_same(p, q) for q in now)]
            new = [q for q in now if not any(_same(p, q) for p in then)]
            away = {month for span in doctor.leave for month in span.months}
            at_work = range(min(self.case.notice_months, self.case.months))
            first = next(
                (
                    month
                    for month in at_work
                    if month not in away
                    and {p.site for p in then if month in p.span}
                    != {q.site for q in now if month in q.span}
                ),
                None,
            )
            if first is not None:
                shown = (new + gone)[0]
                self.tell(
                    Rule.NOTICE,
                    soft=True,
                    doctor=doctor.key,
                    block=block,
                    site=shown.site,
                    first=shown.first,
                    last=shown.last,
                    count=first,
                    expected=self.case.notice_months,
                )

    # ---- Between doctors ------------------------------------------------------------------

    def amounts(self, limit: Limit, *, with_vacant: bool) -> dict[int, Fraction]:
        """Doctors (or parts of them) in every month of the limit's span within the case."""
        found = {}
        for month in range(self.case.months):
            if not limit.span.first <= month <= limit.span.last:
                continue
            found[month] = Fraction(0)
            for doctor in self.case.doctors:
                if self.counts(limit, doctor, month) and (with_vacant or not doctor.is_vacancy):
                    found[month] += self.part(doctor, month) if limit.counts_share else 1
        return found

    def counts(self, limit: Limit, doctor: Doctor, month: int) -> bool:
        return (not limit.groups or doctor.group in limit.groups) and any(
            site in limit.sites and (not limit.services or service in limit.services)
            for site, service in self.present(doctor, month)
        )

    def judge_limit(self, limit: Limit) -> None:
        bounds: tuple[tuple[Rule, int | None, bool, Callable[[Fraction], bool]], ...] = (
            (Rule.MAXIMUM, limit.maximum, True, lambda n: n > (limit.maximum or 0)),
            (Rule.MINIMUM, limit.minimum, False, lambda n: n < (limit.minimum or 0)),
        )
        for rule, bound, with_vacant, is_broken in bounds:
            if bound is None:
                continue
            amounts = self.amounts(limit, with_vacant=with_vacant)
            if limit.per is LimitPer.SPAN:
                whole = sum(amounts.values(), start=Fraction(0))
                runs = [(list(amounts), whole)] if is_broken(whole) else []
            else:
                broken = {m: n for m, n in amounts.items() if is_broken(n)}
                runs = [(months, broken[months[0]]) for months in _equal_runs(broken)]
            for months, amount in runs:
                there = [
                    d.key
                    for d in self.case.doctors
                    if any(self.counts(limit, d, m) for m in months)
                ]
                self.tell(
                    rule,
                    soft=not limit.is_hard,
                    site=limit.sites[0] if len(limit.sites) == 1 else None,
                    limit=limit.key,
                    first=months[0],
                    last=months[-1],
                    count=-(-amount // 1) if rule is Rule.MAXIMUM else amount // 1,
                    expected=bound,
                    others=tuple(there),
                )

    def judge_pairs(self) -> None:
        for pair in self.case.pairs:
            one, other = (self.doctors[key] for key in pair.doctors)
            wrong = []
            for month in range(-50, self.case.months + 50):
                if pair.span is not None and month not in pair.span.months:
                    continue
                mine = {self.sites[site].town for site, _ in self.present(one, month)}
                theirs = {self.sites[site].town for site, _ in self.present(other, month)}
                if not mine or not theirs:
                    continue
                if pair.kind is PairKind.SAME_TOWN:
                    is_wrong = len(mine | theirs) != 1
                else:
                    is_wrong = _is_away(one, mine) and _is_away(other, theirs)
                if is_wrong:
                    wrong.append(month)
            for a, b in _runs(wrong):
                self.tell(Rule.PAIR, doctor=one.key, first=a, last=b, others=(other.key,))

    def judge_locks(self) -> None:
        for lock in self.case.locks:
            ok = any(
                p.doctor == lock.doctor
                and p.block == lock.block
                and (lock.site is None or p.site == lock.site)
                and (lock.first is None or p.first == lock.first)
                and (lock.last is None or p.last == lock.last)
                for p in self.good
            )
            if not ok:
                first = lock.last if lock.first is None else lock.first
                last = lock.first if lock.last is None else lock.last
                self.tell(
                    Rule.LOCK,
                    doctor=lock.doctor,
                    block=lock.block,
                    site=lock.site,
                    first=first,
                    last=last,
                )

    # ---- Points ---------------------------------------------------------------------------

    def points(self, doctor: Doctor) -> dict[str, int]:
        mine, weights, case = self.of(doctor), self.case.weights, self.case
        taken = {m for p in mine for m in p.span.months}
        end = max(taken, default=-1)
        idle_to = end
        if not doctor.must_finish:
            stays = case.months - 1 if doctor.available_to is None else doctor.available_to
            idle_to = max(end, min(stays, case.months - 1))
        idle = [
            m for m in range(doctor.start, idle_to + 1) if m not in taken and self.works(doctor, m)
        ]
        late = [
            m
            for m in range(doctor.start, end + 1)
            if doctor.deadline is not None and m > doctor.deadline and self.works(doctor, m)
        ]
        length = 0
        for p in mine:
            block = self.block(p)
            for month in range(block.min_months + 1, block.max_months + 1):
                if self.credit(doctor, p.span.months) >= month:
                    length += block.points_per_month
        return {
            "wishes": sum(
                w.points
                for w in doctor.wishes
                if not doctor.is_vacancy and any(self.meets(p, w.key, doctor) for p in mine)
            ),
            "length": length,
            "idle": -weights.idle_month * len(idle),
            "site_changes": -weights.site_change * _moves(doctor.site, [p.site for p in mine]),
            "town_changes": -weights.town_change
            * _moves(doctor.town, [self.sites[p.site].town for p in mine]),
            "late": -weights.late_month * len(late),
            "changed": -self.changed(doctor, mine),
        }

    def meets(self, p: Placement, wish_key: str, doctor: Doctor) -> bool:
        wish = next(w for w in doctor.wishes if w.key == wish_key)
        if wish.service is not None and self.block(p).service != wish.service:
            return False
        if wish.site is not None and p.site != wish.site:
            return False
        return wish.starts is None or p.first in list(wish.starts.months)

    def changed(self, doctor: Doctor, mine: list[Placement]) -> int:
        price = 0
        for told in self.published(doctor):
            now = [p for p in mine if p.block == told.block]
            if any(_same(told, p) for p in now):
                continue
            away = {month for span in doctor.leave for month in span.months}
            near = any(
                {p.site for p in (told,) if month in p.span}
                != {p.site for p in now if month in p.span}
                for month in range(min(self.case.notice_months, self.case.months))
                if month not in away
            )
            weights = self.case.weights
            price += weights.changed_near if near else weights.changed_placement
        return price

    def soft_price(self) -> int:
        price = 0
        for limit in self.case.limits:
            if limit.is_hard:
                continue
            taken = self.amounts(limit, with_vacant=True)
            staffed = self.amounts(limit, with_vacant=False)
            if limit.per is LimitPer.SPAN:
                taken = {0: sum(taken.values(), start=Fraction(0))}
                staffed = {0: sum(staffed.values(), start=Fraction(0))}
            for amount in taken.values():
                if limit.maximum is not None and amount > limit.maximum:
                    price += limit.over_price * -((limit.maximum - amount) // 1)
            for amount in staffed.values():
                if limit.minimum is not None and amount < limit.minimum:
                    price += limit.under_price * -((amount - limit.minimum) // 1)
        return -price


def slow_check(case: RotationCase, placements: Iterable[Placement]) -> list[Fact]:
    """Everything that is wrong with a plan, in no particular order."""
    plan = SlowPlan(case, tuple(placements))
    for p in plan.bad:
        plan.tell_of(Rule.UNKNOWN, p)
    for doctor in case.doctors:
        plan.judge_doctor(doctor)
    for limit in case.limits:
        plan.judge_limit(limit)
    plan.judge_pairs()
    plan.judge_locks()
    return plan.facts


def slow_score(
    case: RotationCase, placements: Iterable[Placement]
) -> tuple[int, int, int, dict[str, dict[str, int]]]:
    """(total, worst, soft limits, every doctor's terms)."""
    plan = SlowPlan(case, tuple(placements))
    doctors = {doctor.key: plan.points(doctor) for doctor in case.doctors}
    totals = {key: sum(terms.values()) for key, terms in doctors.items()}
    people = [totals[doctor.key] for doctor in case.doctors if not doctor.is_vacancy]
    worst = min(people) if people else 0
    soft = plan.soft_price()
    total = sum(totals.values()) + case.weights.worst_off * worst + soft
    return total, worst, soft, doctors


def slow_loads(
    case: RotationCase, placements: Iterable[Placement], *, with_vacant: bool = True
) -> dict[str, tuple[int, ...]]:
    """What every limit has in it."""
    plan = SlowPlan(case, tuple(placements))
    found: dict[str, tuple[int, ...]] = {}
    for limit in case.limits:
        unit = 100 if limit.counts_share else 1
        amounts = plan.amounts(limit, with_vacant=with_vacant)
        if limit.per is LimitPer.SPAN:
            found[limit.key] = (int(unit * sum(amounts.values(), start=Fraction(0))),)
        else:
            found[limit.key] = tuple(
                int(unit * amounts.get(month, Fraction(0))) for month in range(case.months)
            )
    return found


def _same(one: Placement, other: Placement) -> bool:
    return (one.block, one.site, one.first, one.last) == (
        other.block,
        other.site,
        other.first,
        other.last,
    )


def _is_away(doctor: Doctor, towns: set[str]) -> bool:
    return doctor.town is not None and towns != {doctor.town}


def _moves(start: str | None, places: list[str]) -> int:
    moves, here = 0, start
    for place in places:
        if here is not None and place != here:
            moves += 1
        here = place
    return moves


def _runs(months: Iterable[int]) -> list[tuple[int, int]]:
    ordered = sorted(months)
    groups = defaultdict(list)
    for index, month in enumerate(ordered):
        groups[month - index].append(month)
    return [(group[0], group[-1]) for group in groups.values()]


def _equal_runs(values: Mapping[int, object]) -> list[list[int]]:
    """Months in a row with equal values."""
    found: list[list[int]] = []
    for first, last in _runs(values):
        months = range(first, last + 1)
        found += [list(group) for _, group in groupby(months, key=lambda m: values[m])]
    return found
