"""English sentences for clashes. Pages build their own from the values beside them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rotations.types.case import Block, Doctor, Limit, Lock, RotationCase, Span
from rotations.words import count_of, month_name, month_range

NUMBERS = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


@dataclass(frozen=True, slots=True)
class Names:
    """Finds names and months of one case."""

    case: RotationCase
    doctors: Mapping[str, Doctor]
    limits: Mapping[str, Limit]
    sites: Mapping[str, str]

    @classmethod
    def of(cls, case: RotationCase) -> "Names":
        """The names of this case."""
        return cls(
            case,
            {doctor.key: doctor for doctor in case.doctors},
            {limit.key: limit for limit in case.limits},
            {site.key: site.name for site in case.sites},
        )

    def month(self, month: int) -> str:
        """A month as "March 2028"."""
        return month_name(self.case.first_month, month)

    def span(self, first: int, last: int) -> str:
        """Months as "in March 2028" or "in March-May 2028"."""
        return f"in {month_range(self.case.first_month, first, last)}"

    def people(self, keys: Sequence[str]) -> str:
        """Doctors' names with commas."""
        return ", ".join(self.doctors[key].name for key in keys)

    def block(self, doctor: str, key: str) -> Block | None:
        """The doctor's block with this key."""
        return next((b for b in self.doctors[doctor].blocks if b.key == key), None)


def number_word(count: int) -> str:
    """A small number as a word."""
    return NUMBERS[count] if 0 <= count < len(NUMBERS) else str(count)


def maximum_sentence(
    names: Names, limit: tuple[str, int, int], doctors: Sequence[str], locked: Sequence[str]
) -> str:
    """Too many must be at one place: "takes 3 trainees in March 2028, four are locked there"."""
    found = names.limits[limit[0]]
    most = count_of(found.maximum or 0, "trainee")
    takes = f"{found.name} takes {most} {names.span(limit[1], limit[2])}"
    count = number_word(len(doctors))
    if set(locked) >= set(doctors):
        verb = "is" if len(doctors) == 1 else "are"
        return f"{takes}, {count} {verb} locked there: {names.people(doctors)}."
    verb = "has" if len(doctors) == 1 else "have"
    return f"{takes}, {count} {verb} no other way: {names.people(doctors)}."


def minimum_sentence(
    names: Names,
    limit: tuple[str, int, int],
    at_most: int,
    could: Sequence[str],
    held: Sequence[str],
) -> str:
    """Too few can come; `could` are those who have such a block, `held` those locked elsewhere."""
    found = names.limits[limit[0]]
    wanted = count_of(found.minimum or 0, "trainee")
    needs = f"{found.name} needs {wanted} {names.span(limit[1], limit[2])}"
    most = "nobody can come" if at_most <= 0 else f"at most {number_word(at_most)} can come"
    rest = f": {names.people(could)}" if could and at_most > 0 else ""
    tail = f" Held elsewhere: {names.people(held)}." if held else ""
    return f"{needs}, {most}{rest}.{tail}"


def joint_sentence(
    names: Names,
    limits: Sequence[tuple[str, int, int]],
    doctors: Sequence[str],
    pairs: Sequence[tuple[str, str]] = (),
) -> str:
    """Several limits, or limits and pairs of doctors, that cannot hold together."""
    parts = []
    for key, first, last in limits:
        limit = names.limits[key]
        bounds = [f"at least {limit.minimum}"] if limit.minimum else []
        bounds += [f"at most {limit.maximum}"] if limit.maximum is not None else []
        parts.append(f"{limit.name} {' and '.join(bounds)} {names.span(first, last)}")
    parts += [f"{names.people(pair)} must fit each other's plans" for pair in pairs]
    text = "These cannot all hold: " + "; ".join(parts)
    return f"{text}, with the plans of {names.people(doctors)}." if doctors else f"{text}."


def alone_sentence(
    names: Names, doctor: Doctor, locks: Sequence[Lock], is_frozen: bool = False
) -> str:
    """Why one doctor has no plan even when nobody else is there."""
    if len(locks) == 1 and not is_frozen:
        return _lock_sentence(names, doctor, locks[0])
    if locks or is_frozen:
        parts = [_lock_words(names, doctor, lock) for lock in locks]
        if is_frozen:
            last = names.month(names.case.frozen_months - 1)
            parts.append(f"what is published until {last}")
        if len(parts) == 1:
            return f"{doctor.name} has no plan that keeps {parts[0]}."
        return f"{doctor.name} cannot keep all of these: {'; '.join(parts)}."
    end = doctor.available_to if doctor.available_to is not None else names.case.months - 1
    needed = sum(b.min_months for b in doctor.blocks if b.choice is None)
    leave = sum(len(range(max(s.first, doctor.start), min(s.last, end) + 1)) for s in doctor.leave)
    room = end - doctor.start + 1 - leave
    if needed > room:
        return (
            f"{doctor.name} needs {needed} months and has {room} "
            f"{names.span(doctor.start, end)}, leave not counted."
        )
    return (
        f"{doctor.name} has no plan {names.span(doctor.start, end)}: the blocks, their order, "
        "leave and the months in which places are open do not fit together."
    )


def _lock_words(names: Names, doctor: Doctor, lock: Lock) -> str:
    block = names.block(doctor.key, lock.block)
    what = block.service if block is not None else lock.block
    where = f" at {names.sites.get(lock.site, lock.site)}" if lock.site is not None else ""
    when = ""
    if lock.first is not None and lock.last is not None:
        when = " " + names.span(lock.first, lock.last)
    elif lock.first is not None:
        when = f" from {names.month(lock.first)}"
    elif lock.last is not None:
        when = f" until {names.month(lock.last)}"
    return f"{what}{where}{when}"


def _lock_sentence(names: Names, doctor: Doctor, lock: Lock) -> str:
    words = f"{doctor.name} is locked to {_lock_words(names, doctor, lock)}"
    block = names.block(doctor.key, lock.block)
    if block is None:
        return f"{words}, which is not among the blocks needed."
    for month in (lock.first, lock.last):
        if month is None:
            continue
        if any(month in span for span in doctor.leave):
            return f"{words}, but is on leave in {names.month(month)}."
        if month < doctor.start:
            return f"{words}, but starts in {names.month(doctor.start)}."
        if doctor.available_to is not None and month > doctor.available_to:
            return f"{words}, but is there only until {names.month(doctor.available_to)}."
    return _place_sentence(names, doctor, lock, block, words)


def _place_sentence(names: Names, doctor: Doctor, lock: Lock, block: Block, words: str) -> str:
    if lock.site is not None and lock.site not in block.sites:
        return f"{words}, where this block cannot be served."
    closed = closed_months(names.case, doctor, lock)
    if closed:
        return f"{words}, which is not open to the doctor {names.span(closed[0], closed[-1])}."
    if lock.first is not None and block.window is not None and lock.first not in block.window:
        window = names.span(block.window.first, block.window.last)
        return f"{words}, but the block must begin {window}."
    return f"{words}; the rest of the plan does not fit around it."


def closed_months(case: RotationCase, doctor: Doctor, lock: Lock) -> list[int]:
    """Months that the lock surely covers in which its site is closed or closed to the doctor."""
    if lock.site is None or lock.first is None:
        return []
    site = next((s for s in case.sites if s.key == lock.site), None)
    block = next((b for b in doctor.blocks if b.key == lock.block), None)
    if site is None or block is None:
        return []
    last = lock.last if lock.last is not None else lock.first + block.min_months - 1
    away = [span for key, span in doctor.away if key == lock.site]
    shut = [m for m in Span(lock.first, last).months if not _is_open(site.open, m)]
    return sorted({*shut, *(m for m in range(lock.first, last + 1) if any(m in s for s in away))})


def _is_open(spans: Sequence[Span], month: int) -> bool:
    return not spans or any(month in span for span in spans)
