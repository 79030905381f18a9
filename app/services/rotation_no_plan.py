"""Why there is no plan, in words: what clashes, the smallest changes, what is not to blame.

Everything is told from the planner's explanation and the case it was given, never from the board
as it is now.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from flask_babel import gettext as _
from flask_babel import ngettext

from app.services.board_filters import Wanted
from app.services.board_load import LoadRow, load_rows
from app.services.board_months import Head, head_of, month_name, span_name
from app.services.board_rows import BlockKey, Drawing, Marks, RowGroup, build_groups
from app.services.board_words import Names
from app.services.rotation_months import month_of
from app.services.rotation_room_links import RoomLink, room_links
from app.services.wording import in_words, listed, upper_first
from rotations.types.case import Limit, Lock, Placement, RotationCase, Span
from rotations.types.results import Clash, Explanation, Option, Relaxation, RelaxKind

AROUND = 6
"""Months shown before and after the clash."""
MOST_NOT_CAUSE = 6


@dataclass(frozen=True, slots=True)
class Demand:
    """One of the demands that clash: what it says, and where it comes from."""

    text: str
    note: str


@dataclass(frozen=True, slots=True)
class Way:
    """One way out: what gives way, and what that means."""

    title: str
    text: str
    changed: int | None
    agree_with: str
    is_smallest: bool
    rooms: tuple[RoomLink, ...] = ()
    """Numbers of places that it asks for."""


@dataclass(frozen=True, slots=True)
class ClashBoard:
    """The few rows of the board that clash; what the board's table asks of a page."""

    head: Head
    groups: tuple[RowGroup, ...]
    loads: tuple[LoadRow, ...]
    wanted: Wanted = field(default_factory=Wanted)
    is_dense: bool = False
    is_tall: bool = False
    is_empty: bool = False
    has_vacancies: bool = False


@dataclass(frozen=True, slots=True)
class NoPlan:
    """The page when no plan exists, or none was found."""

    sentence: str
    reason: str
    facts: tuple[str, ...]
    ways: tuple[Way, ...]
    demands: tuple[Demand, ...]
    not_cause: tuple[str, ...]
    board: ClashBoard | None = None
    why: str = ""
    """What is in the way, inside a sentence; empty when nothing is known to be."""


def tell(
    case: RotationCase,
    explained: Explanation,
    present: Sequence[Placement],
    today: date,
    asked: BlockKey | None = None,
) -> NoPlan:
    """The explanation in the page's language; `asked` is the block that somebody asked about."""
    names = Names(case, today=today)
    clash = explained.clashes[0] if explained.clashes else None
    teller = _Teller(case, names, asked)
    return NoPlan(
        teller.sentence(clash, explained),
        teller.reason(clash, explained),
        teller.facts(explained),
        tuple(teller.way(option) for option in explained.options),
        teller.demands(clash) if clash else (),
        tuple(
            _("*%(place)s* har ledig plass hele tiden", place=name)
            for name in _not_cause(case, explained, names)[:MOST_NOT_CAUSE]
        ),
        _drawn(case, clash, present, today) if clash else None,
        teller.why(clash) if clash else "",
    )


class _Teller:
    """Words for one case."""

    def __init__(self, case: RotationCase, names: Names, asked: BlockKey | None) -> None:
        self.case, self.names, self.asked = case, names, asked

    # --- The answer ---

    def sentence(self, clash: Clash | None, explained: Explanation) -> str:
        """What is in the way."""
        if clash is None and not explained.is_proven:
            seconds = round(explained.seconds)
            return _(
                "Vi fant ingen plan på *%(seconds)s sekunder*, men kan ikke si at det ikke finnes "
                "en.",
                seconds=seconds,
            )
        if clash is None:
            return _("Det finnes ingen plan som holder alle kravene.")
        return _("Det finnes ingen plan: %(what)s.", what=self.why(clash))

    def why(self, clash: Clash) -> str:
        """What is in the way, inside a sentence."""
        if not clash.limits:
            return self._alone(clash)
        key, first, last = clash.limits[0]
        limit = self.names.limit(key)
        if limit is None or len(clash.limits) > 1:
            number = in_words(_size(clash))
            return _("*%(number)s krav* kan ikke gjelde samtidig", number=number)
        return self._full(clash, limit, first, last)

    def _alone(self, clash: Clash) -> str:
        who = self.names.doctor(clash.doctors[0]) if clash.doctors else ""
        if clash.locks:
            lock = clash.locks[0]
            if self._is_asked(lock):
                return _("resten av det %(doctor)s trenger, får ikke plass rundt den", doctor=who)
            return _(
                "%(doctor)s er låst til %(service)s %(when)s, og det går ikke",
                doctor=who,
                service=self.names.service(lock.doctor, lock.block),
                when=self._when(lock),
            )
        if clash.frozen:
            return _("plasseringene til %(doctor)s i måneder som er satt, står i veien", doctor=who)
        return _("det som gjenstår for %(doctor)s får ikke plass i planen", doctor=who)

    def _is_asked(self, lock: Lock) -> bool:
        return (lock.doctor, lock.block) == self.asked

    def _full(self, clash: Clash, limit: Limit, first: int, last: int) -> str:
        site = self.names.limit_name(limit)
        months = span_name(self.case.first_month, first, last)
        if clash.is_minimum and not clash.at_most:
            return _(
                "%(place)s skal ha minst %(least)s i *%(months)s*, men ingen kan komme",
                place=site,
                least=in_words(limit.minimum or 0),
                months=months,
            )
        if clash.is_minimum:
            return _(
                "%(place)s skal ha minst %(least)s i *%(months)s*, men bare %(most)s kan komme",
                place=site,
                least=in_words(limit.minimum or 0),
                months=months,
                most=in_words(clash.at_most or 0),
            )
        number = len(clash.doctors)
        values = {
            "number": in_words(number),
            "place": site,
            "months": months,
            "most": _room(limit),
        }
        if len(clash.locks) >= number and not any(map(self._is_asked, clash.locks)):
            return ngettext(
                "%(number)s lege er låst på %(place)s i *%(months)s*, som tar %(most)s",
                "%(number)s leger er låst på %(place)s i *%(months)s*, som tar %(most)s",
                number,
                **values,
            )
        return ngettext(
            "%(number)s lege må til %(place)s i *%(months)s*, som tar %(most)s",
            "%(number)s leger må til %(place)s i *%(months)s*, som tar %(most)s",
            number,
            **values,
        )

    def reason(self, clash: Clash | None, explained: Explanation) -> str:
        """How many demands clash, and what it takes."""
        if clash is None:
            return _("Prøv igjen med lengre tid, eller lås opp noen plasseringer først.")
        size = _size(clash)
        if size == 1:
            text = _("Det skyldes ikke de andre legene eller plassene.")
        else:
            text = _(
                "%(number)s krav kan ikke gjelde samtidig. Tar du bort ett av dem, går resten av "
                "dem opp.",
                number=upper_first(in_words(size)),
            )
        others = len(explained.clashes) - 1
        if others:
            more = ngettext(
                "Det er ett sted til der krav kolliderer.",
                "Det er %(words)s steder til der krav kolliderer.",
                others,
                words=in_words(others),
            )
            return f"{text} {more}"
        return text

    def facts(self, explained: Explanation) -> tuple[str, ...]:
        """What was tried."""
        seconds = max(1, round(explained.seconds))
        tried = ngettext("%(num)s krav er prøvd", "%(num)s krav er prøvd", explained.demands_tried)
        if not explained.is_proven:
            return (tried,)
        proven = ngettext("Bevist etter %(num)s sekund", "Bevist etter %(num)s sekunder", seconds)
        return proven, tried

    # --- The demands ---

    def demands(self, clash: Clash) -> tuple[Demand, ...]:
        """Each demand of the clash with where it comes from."""
        limits = [self._limit_demand(*each, clash=clash) for each in clash.limits]
        locks = [self._lock_demand(lock) for lock in clash.locks]
        locked = {lock.doctor for lock in clash.locks}
        others = [
            Demand(
                _("*%(doctor)s* skal ha plass", doctor=self.names.doctor(key).strip("*")),
                _("Tjenester som gjenstår, permisjon og måneder som er satt"),
            )
            for key in clash.doctors
            if key not in locked and not clash.is_minimum
        ]
        return (*limits, *locks, *others)

    def _limit_demand(self, key: str, first: int, last: int, *, clash: Clash) -> Demand:
        limit = self.names.limit(key)
        months = span_name(self.case.first_month, first, last)
        if limit is None:
            return Demand(key, months)
        name = self.names.limit_name(limit)
        bound = self._bound(limit, name, clash)
        notes = [upper_first(months), _beside(limit), limit.source]
        return Demand(bound, " · ".join(note for note in notes if note))

    def _bound(self, limit: Limit, name: str, clash: Clash) -> str:
        """Of several limits a clash does not say which of a limit's two bounds takes part."""
        if clash.is_minimum or limit.maximum is None:
            return _("*%(place)s* skal ha minst %(number)s", place=name, number=limit.minimum)
        if len(clash.limits) == 1 or not limit.minimum:
            return _("*%(place)s* tar høyst %(number)s", place=name, number=limit.maximum)
        return _(
            "*%(place)s* skal ha minst %(least)s og tar høyst %(most)s",
            place=name,
            least=limit.minimum,
            most=limit.maximum,
        )

    def _lock_demand(self, lock: Lock) -> Demand:
        site = self.names.site(lock.site) if lock.site else _("et av stedene")
        service = self.names.service(lock.doctor, lock.block)
        text = _(
            "%(doctor)s har %(service)s på %(place)s %(when)s",
            doctor=self.names.doctor(lock.doctor),
            service=service,
            place=site,
            when=self._when(lock),
        )
        if self._is_asked(lock):
            return Demand(text, _("Det du spør om"))
        note = _("Låst plassering")
        return Demand(text, f"{note} · {lock.reason}" if lock.reason else note)

    def _when(self, lock: Lock) -> str:
        if lock.first is not None and lock.last is not None:
            return span_name(self.case.first_month, lock.first, lock.last)
        if lock.first is not None:
            return _("fra %(month)s", month=month_name(self.case.first_month, lock.first))
        return ""

    # --- The ways out ---

    def way(self, option: Option) -> Way:
        """A way out in words."""
        parts = [self._relaxed(each) for each in option.relaxations]
        titles = [title for title, _text in parts]
        texts = [text for _title, text in parts if text]
        return Way(
            upper_first(listed(titles)),
            " ".join(texts),
            option.changed,
            listed(self._agree_with(option)),
            option.is_smallest,
            room_links(option.relaxations, self.names),
        )

    def _relaxed(self, each: Relaxation) -> tuple[str, str]:
        limit = self.names.limit(each.limit) if each.limit else None
        doctor = self.names.doctor(each.doctor).strip("*") if each.doctor else ""
        if limit is not None and each.kind in (
            RelaxKind.RAISE_MAXIMUM,
            RelaxKind.LOWER_MINIMUM,
        ):
            return self._bound_moved(each, limit)
        if each.kind is RelaxKind.RELEASE_LOCK:
            return _("lås opp %(doctor)s", doctor=doctor), self._unlocked(each)
        if each.kind is RelaxKind.THAW:
            return (
                _("la %(doctor)s flyttes i måneder som er satt", doctor=doctor),
                _("Legen får kortere varsel enn avtalt."),
            )
        service = self.names.service(each.doctor, each.block)
        return (
            _("la %(service)s for %(doctor)s vente", service=service, doctor=doctor),
            _("Tjenesten får ikke plass før planen er slutt."),
        )

    def _bound_moved(self, each: Relaxation, limit: Limit) -> tuple[str, str]:
        by = each.by or 1
        name = self.names.limit_name(limit)
        when = ""
        if each.first is not None:
            last = each.first if each.last is None else each.last
            months = span_name(self.case.first_month, each.first, last)
            when = _("Gjelder %(months)s.", months=months)
        if each.kind is RelaxKind.RAISE_MAXIMUM:
            most = limit.maximum or 0
            everybody = limit.outside
            title = _(
                "hev taket på %(place)s fra %(before)s til %(after)s",
                place=name,
                before=in_words(most if everybody is None else everybody.maximum or 0),
                after=in_words(most + by + (everybody.doctors if everybody else 0)),
            )
            return title, " ".join(part for part in (when, _beside(limit)) if part)
        least = (limit.outside or limit).minimum or 0
        title = _(
            "senk kravet på %(place)s fra %(before)s til %(after)s",
            place=name,
            before=in_words(least),
            after=in_words(max(0, least - by)),
        )
        return title, when

    def _unlocked(self, each: Relaxation) -> str:
        if each.lock is None:
            return ""
        service = self.names.service(each.lock.doctor, each.lock.block)
        return _("Gjelder %(service)s, %(when)s.", service=service, when=self._when(each.lock))

    def _agree_with(self, option: Option) -> list[str]:
        found = []
        for each in option.relaxations:
            limit = self.names.limit(each.limit) if each.limit else None
            if limit is not None:
                found.append(self.names.limit_name(limit))
            elif each.doctor:
                found.append(self.names.doctor(each.doctor).strip("*"))
        return list(dict.fromkeys(found))


def _room(limit: Limit) -> str:
    """How many a place takes, and how much of that others have taken."""
    if limit.outside is None or not limit.outside.doctors:
        return in_words(limit.maximum or 0)
    return ngettext(
        "%(most)s, og én av plassene er tatt utenfor planen",
        "%(most)s, og %(words)s av plassene er tatt utenfor planen",
        limit.outside.doctors,
        most=in_words(limit.outside.maximum or 0),
        words=in_words(limit.outside.doctors),
    )


def _beside(limit: Limit) -> str:
    """That the number is what others leave of the room."""
    if limit.outside is None:
        return ""
    return ngettext(
        "Én plass til er tatt av en lege utenfor denne planen.",
        "%(words)s plasser til er tatt av leger utenfor denne planen.",
        limit.outside.doctors,
        words=upper_first(in_words(limit.outside.doctors)),
    )


def _size(clash: Clash) -> int:
    """How many demands clash: limits, locks, and doctors without a lock who must have a place."""
    locked = {lock.doctor for lock in clash.locks}
    free = () if clash.is_minimum else set(clash.doctors) - locked
    return len(clash.limits) + len(clash.locks) + len(free)


def _not_cause(case: RotationCase, explained: Explanation, names: Names) -> list[str]:
    """Names of limits that are not to blame in any of their periods."""
    free = set(explained.not_cause)
    blamed = {
        names.limit_name(limit)
        for limit in case.limits
        if limit.key not in free or limit.maximum is None
    }
    found = [names.limit_name(each) for each in case.limits if each.key in free]
    return [name for name in dict.fromkeys(found) if name not in blamed]


def _drawn(
    case: RotationCase, clash: Clash, present: Sequence[Placement], today: date
) -> ClashBoard:
    """The few rows of the board that clash, around the months of the clash."""
    months = [month for _key, first, last in clash.limits for month in (first, last)]
    months += [
        month for lock in clash.locks for month in (lock.first, lock.last) if month is not None
    ]
    first = max(0, min(months, default=0) - AROUND)
    last = min(case.months - 1, max(months, default=case.months - 1) + AROUND)
    view = Span(first, last)
    sites = {site for key, _a, _b in clash.limits for site in _sites(case, key)}
    placed = [each for each in present if each.doctor in clash.doctors]
    breached = {
        (each.doctor, each.block)
        for each in placed
        if each.site in sites
        and any(each.first <= b and a <= each.last for _k, a, b in clash.limits)
    }
    locked = {(lock.doctor, lock.block) for lock in case.locks}
    drawing = Drawing(case, placed, view, Marks(locked=locked, breached=breached))
    doctors = [each for each in case.doctors if each.key in clash.doctors]
    now = month_of(case.first_month, today)
    loads = tuple(
        row for site in sorted(sites) for row in load_rows(case, present, view, now, site)
    )
    head = head_of(case.first_month, view, now)
    return ClashBoard(head, build_groups(drawing, doctors), loads)


def _sites(case: RotationCase, key: str) -> tuple[str, ...]:
    return next((limit.sites for limit in case.limits if limit.key == key), ())
