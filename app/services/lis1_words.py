"""What a LIS1 run says, in sentences on the screen. Nobody but the reader's case is named."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from flask_babel import gettext as _
from flask_babel import ngettext

from app.services.wording import day, figure, in_words, listed, lower_first, plain, upper_first
from rotations.lis1.check import Blocking, Fault
from rotations.lis1.priority import counts_for
from rotations.lis1.reasons import COUNTS, Missed, Reason, Why
from rotations.lis1.results import How, Mechanism
from rotations.lis1.strategy import Honesty
from rotations.lis1.types import Criterion, CriterionKind, Intake, Seat
from rotations.lis1.what_if import Change, ChangeKind, WhatIf

MUNICIPALITY = " kommune"
FEW_MISSED = 2
"""So many missed wishes are told one by one in a table; more are told together."""
FULL = (Why.SEAT_FULL, Why.HOSPITAL_FULL, Why.MUNICIPALITY_FULL)


def letter(number: int) -> str:
    """What a run is called: A, B, …, Z, AA, AB."""
    text = ""
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(ord("A") + rest) + text
    return text


def mechanism_name(mechanism: Mechanism) -> str:
    """A way to share out, in a few words."""
    return {
        Mechanism.DRAWN_ORDER: _("Trukket rekkefølge"),
        Mechanism.TWO_PASS: _("To runder etter ønsker"),
        Mechanism.STABLE_FOR_CANDIDATES: _("Beste stabile for legene"),
        Mechanism.STABLE_FOR_SEATS: _("Beste stabile for kommunene"),
        Mechanism.LEAST_SUM: _("Lavest sum av ønsker"),
        Mechanism.LEAST_WORST: _("Minst dårlig for den dårligste"),
    }[mechanism]


def mechanism_note(mechanism: Mechanism) -> str:
    """What stands under its name."""
    return {
        Mechanism.DRAWN_ORDER: _("Finnmarks regel"),
        Mechanism.TWO_PASS: _("Storbritannia 2024"),
        Mechanism.STABLE_FOR_CANDIDATES: _("Legenes ønsker først"),
        Mechanism.STABLE_FOR_SEATS: _("Kommunens prioritet først"),
        Mechanism.LEAST_SUM: _("Best i snitt"),
        Mechanism.LEAST_WORST: _("Deretter lavest sum"),
    }[mechanism]


def run_name(number: int, mechanism: Mechanism) -> str:
    """A run in a table: "C. Beste stabile for legene"."""
    return f"{letter(number)}. {mechanism_name(mechanism)}"


def honesty_words(honesty: Honesty) -> tuple[str, str]:
    """Mark and word for whether an honest list is the best one."""
    return {
        Honesty.BEST: ("done", _("Ja")),
        Honesty.NOT_ALWAYS: ("at_risk", _("Ikke alltid")),
        Honesty.NOT_PROVEN: ("unknown", _("Ikke bevist")),
    }[honesty]


def wish_word(rank: int) -> str:
    """A wish by its number: førsteønsket, … , ønske nr. 7."""
    words = (
        _("førsteønsket"),
        _("andreønsket"),
        _("tredjeønsket"),
        _("fjerdeønsket"),
        _("femteønsket"),
        _("sjetteønsket"),
    )
    return words[rank - 1] if rank <= len(words) else _("ønske nr. %(rank)s", rank=rank)


def town(name: str) -> str:
    """A municipality as people say it: Fredrikstad kommune is Fredrikstad."""
    return name.removesuffix(MUNICIPALITY)


def track_name(name: str) -> str:
    """A track in short: what stands before the colon of its name."""
    return name.split(":")[0]


class Words:
    """Names of the seats of one intake, and the sentences that use them."""

    def __init__(self, intake: Intake) -> None:
        self.intake = intake
        self.seats = {each.key: each for each in intake.seats}
        self.criteria = {each.key: each for each in intake.rules.criteria}
        self.qualifications = {each.key: each.name for each in intake.qualifications}
        self.names = _seat_names(intake)

    def seat(self, key: str) -> str:
        """A seat by no more than what tells it from the others."""
        return self.names.get(key, key)

    # --- Why ---

    def short_reason(self, reason: Reason) -> str:
        """Why this seat, as short as a table wants it."""
        missed = [self.missed(each) for each in reason.missed]
        if len(missed) > FEW_MISSED:
            missed = [_missed_together(reason.missed)]
        return " ".join(filter(None, (self._head(reason), *missed, *self._own(reason))))

    def full_reason(self, reason: Reason) -> tuple[str, ...]:
        """Why this seat; what became of each wish is told wish by wish beside it."""
        return tuple(filter(None, (self._head(reason), *self._own(reason))))

    def _head(self, reason: Reason) -> str:
        if reason.how is How.PREPLACED:
            return _("Plassert på forhånd: %(why)s", why=_sentence(reason.text))
        if reason.how is How.MANUAL:
            return _("Plassert av rådet: %(why)s", why=_sentence(reason.text))
        if reason.how is How.REMAINING:
            return _("Ingen av ønskene kunne oppfylles. Denne plassen var ledig.")
        if reason.how is None:
            return _("Fikk ingen plass.")
        return _("Fikk førsteønsket.") if reason.rank == 1 else ""

    def _own(self, reason: Reason) -> list[str]:
        """What the candidate had to go by: points, partner, number."""
        if reason.how is How.PREPLACED:
            return []
        found = []
        if reason.points and reason.seat:
            found.append(
                ngettext(
                    "Har %(num)s poeng for %(seat)s.",
                    "Har %(num)s poeng for %(seat)s.",
                    reason.points,
                    seat=self.seat(reason.seat),
                )
            )
        if reason.partner:
            found.append(_("Har bedt om plass sammen med en annen søker."))
        found.append(_("Trukket som nr. %(number)s.", number=reason.number))
        return found

    def missed(self, missed: Missed) -> str:
        """What became of one better wish."""
        seat, who = self.seat(missed.seat), _holders(missed)
        return {
            Why.NOT_QUALIFIED: _("%(seat)s krever en kvalifikasjon som mangler.", seat=seat),
            Why.NO_PLACES: _("%(seat)s har ingen plasser i dette inntaket.", seat=seat),
            Why.COUPLE: _("%(seat)s hadde plass, men ikke til begge i paret.", seat=seat),
            Why.LEFT_FREE: _(
                "%(seat)s hadde plass, men denne måten å fordele på ga den ikke.", seat=seat
            ),
            Why.SEAT_FULL: _("%(seat)s ble fylt av %(who)s.", seat=seat, who=who),
            Why.HOSPITAL_FULL: _(
                "%(seat)s hadde plass, men sykehuset var fylt av %(who)s.", seat=seat, who=who
            ),
            Why.MUNICIPALITY_FULL: _(
                "%(seat)s hadde plass, men kommunen var fylt av %(who)s.", seat=seat, who=who
            ),
        }[missed.why]

    # --- What would have changed it ---

    def what_ifs(self, found: Sequence[WhatIf], most: int | None = None) -> list[str]:
        """Sentences on what would have changed it, one per seat that it would have given.

        With `most` as short as a table wants it: what is about the person goes before more places,
        and criteria are told by their kind.
        """
        personal = [each for each in found if each.change.kind is not ChangeKind.MORE_PLACES]
        by_seat: dict[tuple[str, int | None, bool], list[str]] = {}
        for each in (personal or found) if most else found:
            or_better = each.or_earlier and each.rank != 1
            phrase = self._short_fact(each.change) if most else ""
            told = phrase or self._change(each)
            by_seat.setdefault((each.seat, each.rank, or_better), []).append(told)
        return [self._would(*given, those) for given, those in list(by_seat.items())[:most]]

    def _would(self, key: str, rank: int | None, or_better: bool, phrases: Sequence[str]) -> str:
        what = upper_first(_either(phrases))
        seat = self.seat(key)
        if rank is None or rank == 1:
            return _("%(what)s ville gitt %(seat)s.", what=what, seat=seat)
        wish = wish_word(rank)
        if or_better:
            return _(
                "%(what)s ville gitt %(seat)s, %(wish)s, eller noe bedre.",
                what=what,
                seat=seat,
                wish=wish,
            )
        return _("%(what)s ville gitt %(seat)s, %(wish)s.", what=what, seat=seat, wish=wish)

    def _change(self, what_if: WhatIf) -> str:
        change = what_if.change
        if change.kind is ChangeKind.DRAW_NUMBER:
            if change.number == 1 or not what_if.or_earlier:
                return _("nr. %(number)s", number=change.number)
            return _("nr. %(number)s eller lavere", number=change.number)
        if change.kind is ChangeKind.FACT:
            return self._fact(change)
        if change.kind is ChangeKind.MORE_PLACES:
            return self._more(change)
        if change.kind is ChangeKind.QUALIFICATION:
            names = [self.qualifications.get(key, key) for key in change.qualifications]
            return _("kvalifikasjonen %(name)s", name=lower_first(listed(names)))
        if change.kind is ChangeKind.ALONE:
            return _("å søke uten partneren")
        return _("%(seat)s nederst på lista", seat=self.seat(change.seat or ""))

    def _short_fact(self, change: Change) -> str:
        """A fact by the kind of its criterion; empty for what is no fact about a place."""
        criterion = self.criteria.get(change.criterion or "")
        place = change.fact.place if change.fact else None
        if criterion is None or place is None:
            return ""
        return {
            CriterionKind.AFFILIATION: _("tilhørighet til %(place)s", place=town(place)),
            CriterionKind.NEED: _("et bekreftet behov i %(place)s", place=town(place)),
            CriterionKind.QUALIFICATION: "",
        }[criterion.kind]

    def _fact(self, change: Change) -> str:
        criterion = self.criteria.get(change.criterion or "")
        if criterion is None:
            return _("en opplysning til")
        place = change.fact.place if change.fact else None
        if criterion.kind is CriterionKind.AFFILIATION and place and self._is_only(criterion):
            return _("tilhørighet til %(place)s", place=town(place))
        text = criterion.text.rstrip(". ")
        if place:
            return _("«%(text)s» bekreftet for %(place)s", text=text, place=town(place))
        return _("«%(text)s» bekreftet", text=text)

    def _is_only(self, criterion: Criterion) -> bool:
        kinds = Counter((each.kind, each.scope) for each in self.criteria.values())
        return kinds[criterion.kind, criterion.scope] == 1

    def _more(self, change: Change) -> str:
        raised = [self.seat(change.seat)] if change.seat else []
        raised += [town(cap.place) for cap in change.caps]
        return _("én plass til i %(places)s", places=listed(list(dict.fromkeys(raised))))

    # --- Who would rather have had each other ---

    def pair(self, pair: Blocking) -> tuple[str, str]:
        """The seat that would rather have been had, and why it could have been."""
        seats = listed([self.seat(each) for each in pair.seats])
        if not pair.displaced:
            return seats, _("Det er ledig plass der.")
        if pair.is_same_seat:
            return seats, _("Noen med lavere prioritet har plassen.")
        return seats, _("Noen med lavere prioritet tar plassen under taket.")

    def points(self, key: str, seat: Seat) -> str:
        """Which criteria give a candidate points for a seat, with the points of each."""
        candidate = next(each for each in self.intake.candidates if each.key == key)
        found = [
            _("%(points)s: %(text)s", points=figure(each.weight), text=_sentence(each.text))
            for each in self.intake.rules.criteria
            if counts_for(each, candidate, seat)
        ]
        return " ".join(found)


def _seat_names(intake: Intake) -> Mapping[str, str]:
    """The municipality; where that is not enough the hospital, the track or the start too."""
    tracks = {each.key: lower_first(track_name(each.name)) for each in intake.tracks}
    parts = {
        each.key: (
            town(each.municipality),
            each.hospital,
            tracks.get(each.track, each.track),
            day(each.starts_on),
            each.key,
        )
        for each in intake.seats
    }
    by_town: dict[str, list[str]] = {}
    for key, names in parts.items():
        by_town.setdefault(names[0], []).append(key)
    found = {}
    for name, keys in by_town.items():
        telling = _telling([parts[key] for key in keys])
        for key in keys:
            rest = ", ".join(parts[key][at] for at in telling)
            found[key] = _("%(town)s (%(which)s)", town=name, which=rest) if rest else name
    return found


def _telling(rows: Sequence[tuple[str, ...]]) -> list[int]:
    """The columns after the first that it takes to tell these rows apart."""
    found: list[int] = []
    for at in range(1, len(rows[0])):
        if len({tuple(row[each] for each in found) for row in rows}) == len(rows):
            break
        if len({row[at] for row in rows}) > 1:
            found.append(at)
    return found


def _missed_together(missed: Sequence[Missed]) -> str:
    number = in_words(len(missed))
    if all(each.why in FULL for each in missed):
        return _("De %(number)s første ønskene var fulle.", number=number)
    return _("Ingen av de %(number)s første ønskene kunne oppfylles.", number=number)


def _holders(missed: Missed) -> str:
    """Who has what was asked for, counted: "fem med flere poeng og tre med lavere nummer"."""
    words = {
        "by_preplaced": _("plassert på forhånd"),
        "by_points": _("med flere poeng"),
        "by_number": _("med lavere nummer"),
        "by_first_choice": _("som hadde den øverst"),
        "in_spite": _("som står etter i rekken"),
        "for_the_sum": _("fordi alles ønsker veies samlet"),
    }
    counts = [(getattr(missed, name), words[name]) for name in COUNTS]
    return listed([f"{in_words(count)} {text}" for count, text in counts if count])


def _either(phrases: Sequence[str]) -> str:
    """One of some: a, b eller c."""
    once = list(dict.fromkeys(phrases))
    if len(once) < 2:
        return "".join(once)
    return _("%(first)s eller %(last)s", first=", ".join(once[:-1]), last=once[-1])


def _sentence(text: str) -> str:
    """What somebody wrote, with one full stop."""
    return plain(text).strip().rstrip(".") + "."


# --- Why a change by hand is refused ---


def fault_words(faults: Iterable[Fault]) -> list[str]:
    """What a change by hand would break, a sentence each."""
    words = {
        Fault.NOT_QUALIFIED: _("Legen mangler en kvalifikasjon som plassen krever."),
        Fault.CLOSED: _("Plassen er lukket. Den tar bare dem som er plassert på forhånd."),
        Fault.NOT_WISHED: _("Legen har ikke ønsket plassen."),
        Fault.OVER_SEAT: _("Det er ingen ledig plass der."),
        Fault.OVER_HOSPITAL: _("Sykehuset ville fått flere enn taket."),
        Fault.OVER_MUNICIPALITY: _("Kommunen ville fått flere enn taket."),
        Fault.MOVED: _("Legen er plassert på forhånd og kan ikke flyttes."),
        Fault.APART: _("Paret har bedt om begge eller ingen, og ville kommet fra hverandre."),
    }
    other = _("Endringen bryter en regel for inntaket.")
    return list(dict.fromkeys(words.get(each, other) for each in faults))
