"""What cannot be so in the locks of a rotation case: names, and demands that contradict."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from rotations.types.case import Block, Doctor, Lock, RotationCase, Span
from rotations.validation_values import Finding, Place, case_months, month_name, order

Judged = tuple[Finding, bool]
"""A finding, and whether it is a contradiction among demands rather than a mistake."""


def judged_locks(case: RotationCase, locks: Sequence[Lock], part: str) -> Iterator[Judged]:
    """Mistakes in locks, and locks that nothing can meet; `part` is where they stand."""
    sound: list[tuple[int, Lock, Doctor, Block]] = []
    doctors = {doctor.key: doctor for doctor in case.doctors}
    for index, lock in enumerate(locks):
        at: Place = (part, index)
        mistakes = list(_mistakes(case, lock, at, doctors))
        yield from ((mistake, False) for mistake in mistakes)
        if not mistakes:
            doctor = doctors[lock.doctor]
            block = next(each for each in doctor.blocks if each.key == lock.block)
            sound.append((index, lock, doctor, block))
            yield from ((finding, True) for finding in _impossible(case, lock, at, doctor))
    yield from ((finding, True) for finding in _contradictions(case, sound, part))


def _mistakes(
    case: RotationCase, lock: Lock, at: Place, doctors: dict[str, Doctor]
) -> Iterator[Finding]:
    doctor = doctors.get(lock.doctor)
    if doctor is None:
        yield Finding((*at, "doctor"), lock.doctor, "the key of a doctor of the case")
    if lock.site is not None and all(site.key != lock.site for site in case.sites):
        yield Finding((*at, "site"), lock.site, "the key of a site of the case")
    if doctor is not None:
        block = next((each for each in doctor.blocks if each.key == lock.block), None)
        if block is None:
            yield Finding((*at, "block"), lock.block, f"the key of a block of {lock.doctor}")
    for name, month in (("from", lock.first), ("to", lock.last)):
        if month is not None and not 0 <= month < case.months:
            yield Finding((*at, name), month_name(case, month), case_months(case))
    if lock.first is not None and lock.last is not None:
        yield from order(case, Span(lock.first, lock.last), at)


def _impossible(case: RotationCase, lock: Lock, at: Place, doctor: Doctor) -> Iterator[Finding]:
    """A lock that the doctor's own months or the site's forbid."""
    block = next(each for each in doctor.blocks if each.key == lock.block)
    if lock.site is not None and lock.site not in block.sites:
        expected = "a site of the block: " + ", ".join(block.sites)
        yield Finding((*at, "site"), lock.site, expected)
    until = case.months - 1 if doctor.available_to is None else doctor.available_to
    for name, month in (("from", lock.first), ("to", lock.last)):
        if month is None:
            continue
        leave = next((span for span in doctor.leave if month in span), None)
        if leave is not None:
            away = f"{month_name(case, leave.first)} to {month_name(case, leave.last)}"
            found = f"{month_name(case, month)}, when {doctor.key} is on leave ({away})"
            yield Finding((*at, name), found, "a month without leave")
        elif not doctor.start <= month <= until:
            expected = f"{month_name(case, doctor.start)} to {month_name(case, until)}"
            yield Finding(
                (*at, name), month_name(case, month), f"{expected}, when the doctor is here"
            )
        elif lock.site is not None and _is_closed(case, lock.site, month):
            found = f"{month_name(case, month)}, when {lock.site} is closed"
            yield Finding((*at, name), found, "a month in which the site is open")
        elif any(site == lock.site and month in span for site, span in doctor.away):
            found = f"{month_name(case, month)}, when {doctor.key} cannot be at {lock.site}"
            yield Finding((*at, name), found, "a month in which the doctor can be there")


def _is_closed(case: RotationCase, key: str, month: int) -> bool:
    site = next(each for each in case.sites if each.key == key)
    return bool(site.open) and not any(month in span for span in site.open)


def _contradictions(
    case: RotationCase, sound: list[tuple[int, Lock, Doctor, Block]], part: str
) -> Iterator[Finding]:
    """Locks of one doctor that cannot hold together."""
    of_doctor: dict[str, list[tuple[int, Lock, Block]]] = defaultdict(list)
    for index, lock, doctor, block in sound:
        at: Place = (part, index)
        for earlier, other, _ in of_doctor[doctor.key]:
            yield from _against(case, lock, other, f"{part}[{earlier}]", at)
        of_doctor[doctor.key].append((index, lock, block))
        if block.choice is not None:
            yield from _too_many(doctor, block.choice, of_doctor[doctor.key], at)


def _against(
    case: RotationCase, lock: Lock, other: Lock, name: str, at: Place
) -> Iterator[Finding]:
    if lock.block == other.block:
        for field, label in (("site", "site"), ("first", "from"), ("last", "to")):
            ours, theirs = getattr(lock, field), getattr(other, field)
            if ours is not None and theirs is not None and ours != theirs:
                words = [x if isinstance(x, str) else month_name(case, x) for x in (ours, theirs)]
                yield Finding((*at, label), words[0], f"{words[1]}, as {name} says of this block")
        return
    ours, theirs = _span(lock), _span(other)
    if ours is not None and theirs is not None and ours.meets(theirs):
        found = f"{month_name(case, ours.first)} to {month_name(case, ours.last)}"
        taken = f"{month_name(case, theirs.first)} to {month_name(case, theirs.last)}"
        expected = f"months apart from {name}: {other.block} {taken}"
        yield Finding((*at, "from"), found, expected)


def _span(lock: Lock) -> Span | None:
    """Months that the lock surely takes."""
    ends = [month for month in (lock.first, lock.last) if month is not None]
    return Span(ends[0], ends[-1]) if ends else None


def _too_many(
    doctor: Doctor, choice: str, locks: list[tuple[int, Lock, Block]], at: Place
) -> Iterator[Finding]:
    take = next((each.take for each in doctor.choices if each.key == choice), None)
    locked = dict.fromkeys(block.key for _, _, block in locks if block.choice == choice)
    if take is not None and len(locked) > take and next(reversed(locked)) == locks[-1][2].key:
        found = f"{locks[-1][1].block}, locked with {len(locked) - 1} more of {choice}"
        yield Finding((*at, "block"), found, f"no more than {take} locked: the choice takes {take}")
