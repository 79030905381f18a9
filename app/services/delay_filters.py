"""What the list of delays is asked for: filters, order, page; and the same out of an address."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from flask_babel import gettext as _

from app.services import delay_words as words
from app.services.wording import day
from app.sorting import norwegian_key
from app.store.delay_counts import Choices, Scans
from app.store.delay_flags import FlagFilter, Order, View
from pathways.types.delays import Cause, DelayState

SHOWN_STATES = (DelayState.LATE, DelayState.AT_RISK, DelayState.BLOCKED)
DESCENDING = "-"
MOST_PAGES = 10_000


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for."""

    filter: FlagFilter
    sort: Order = Order.SAVEABLE
    descending: bool = True
    page: int = 1

    @property
    def is_narrowed(self) -> bool:
        """Whether any filter leaves something out of the ordinary list."""
        kept = self.filter
        empty = FlagFilter(person_id=kept.person_id, since=kept.since)
        return kept != empty


def read_wanted(words_of: Mapping[str, str], person_id: int) -> Wanted:
    """The words of an address; what cannot be read narrows nothing."""
    sort = words_of.get("sorter", "")
    name = sort.removeprefix(DESCENDING)
    order = Order(name) if name in set(Order) else Order.SAVEABLE
    cause, state = words_of.get("aarsak", ""), words_of.get("tilstand", "")
    view = words_of.get("vis", "")
    return Wanted(
        filter=FlagFilter(
            unit_id=_number(words_of.get("enhet", "")),
            cause=Cause(cause) if cause in set(Cause) else None,
            course=words_of.get("kurs", "")[:200],
            state=DelayState(state) if state in set(DelayState) else None,
            view=View(view) if view in set(View) else View.OPEN,
            person_id=person_id,
        ),
        sort=order,
        # Most days first is how the list comes; the others come with the first first.
        descending=sort.startswith(DESCENDING) if sort else True,
        page=min(max(_number(words_of.get("side", "")) or 1, 1), MOST_PAGES),
    )


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else None


def settled(wanted: Wanted, choices: Choices, scans: Scans | None) -> Wanted:
    """The same without units and courses that do not occur, with the day that "new" is after."""
    kept = wanted.filter
    unit_ids = {key for key, _name in choices.units}
    courses = {key for key, _name in choices.courses}
    return replace(
        wanted,
        filter=replace(
            kept,
            unit_id=kept.unit_id if kept.unit_id in unit_ids else None,
            course=kept.course if kept.course in courses else "",
            since=scans.previous if scans else None,
        ),
    )


@dataclass(frozen=True, slots=True)
class FilterChoices:
    """The choices of every filter as (value, text)."""

    units: tuple[tuple[str, str], ...]
    causes: tuple[tuple[str, str], ...]
    courses: tuple[tuple[str, str], ...]
    states: tuple[tuple[str, str], ...]
    views: tuple[tuple[str, str], ...]


def filter_choices(choices: Choices, scans: Scans | None, today: date) -> FilterChoices:
    """What the filters offer: only what occurs, in the Norwegian alphabet."""
    return FilterChoices(
        units=(("", _("Alle enheter")), *_sorted(choices.units)),
        causes=(
            ("", _("Alle årsaker")),
            *((str(cause), words.cause_name(cause)) for cause in choices.causes),
        ),
        courses=(("", _("Alle kurs")), *_sorted(choices.courses)),
        states=(
            ("", _("Alle tilstander")),
            *((str(state), words.state_name(state)) for state in SHOWN_STATES),
        ),
        views=_views(scans, today),
    )


def _sorted(pairs: tuple[tuple[object, str], ...]) -> tuple[tuple[str, str], ...]:
    named = sorted(pairs, key=lambda pair: norwegian_key(pair[1]))
    return tuple((str(key), name) for key, name in named)


def _views(scans: Scans | None, today: date) -> tuple[tuple[str, str], ...]:
    views = [
        (View.OPEN, _("Det som venter")),
        (View.MINE, _("Det jeg er ansvarlig for")),
        (View.RESTING, _("Det som er fulgt opp")),
    ]
    if scans is not None and scans.previous is not None:
        since = since_words(scans.previous, today)
        views += [
            (View.NEW, _("Nye %(since)s", since=since)),
            (View.CLOSED, _("Lukket %(since)s", since=since)),
        ]
    return tuple((str(view), text) for view, text in views)


def since_words(previous: date, today: date) -> str:
    """Since the scan before: "siden i går", or since a day."""
    if (today - previous).days == 1:
        return _("siden i går")
    return _("siden %(day)s", day=day(previous))
