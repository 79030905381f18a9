"""What a finding says on the board, in the page's language, from its typed values.

One function for each rule that needs more than a sentence; names stand between asterisks, as the
page stresses them. The rules' own English sentences are for files and logs.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from flask_babel import gettext as _
from flask_babel import ngettext

from app.services.board_months import MonthNames
from app.services.board_rows import BlockKey
from app.services.rotation_months import first_day, whole_months
from app.services.wording import figure, in_words, listed, lower_first, upper_first
from rotations.types.case import Doctor, Limit, LimitKind, LimitPer, PairKind, RotationCase, Site
from rotations.types.findings import Rule, Violation


@dataclass(frozen=True)
class Names:
    """What a finding's keys are called."""

    case: RotationCase
    services: Mapping[BlockKey, str] = field(default_factory=dict)
    """In the page's language; the case's own where there is none."""
    today: date | None = None
    """The day that notice is counted from; None: the first day of the plan."""

    @cached_property
    def _doctors(self) -> Mapping[str, Doctor]:
        return {doctor.key: doctor for doctor in self.case.doctors}

    @cached_property
    def _sites(self) -> Mapping[str, Site]:
        return {site.key: site for site in self.case.sites}

    @cached_property
    def _limits(self) -> Mapping[str, Limit]:
        return {limit.key: limit for limit in self.case.limits}

    @cached_property
    def _own_services(self) -> Mapping[BlockKey, str]:
        return {
            (doctor.key, block.key): block.service
            for doctor in self.case.doctors
            for block in doctor.blocks
        }

    @cached_property
    def _months(self) -> MonthNames:
        return MonthNames(self.case.first_month)

    def doctor(self, key: str | None) -> str:
        """A doctor's name, stressed."""
        found = self._doctors.get(key or "")
        return f"*{found.name if found else key}*"

    def service(self, doctor: str | None, block: str | None) -> str:
        """A block's service inside a sentence."""
        key = (doctor or "", block or "")
        name = self.services.get(key) or self._own_services.get(key) or block or ""
        return lower_first(name)

    def site(self, key: str | None) -> str:
        """A place's name."""
        found = self._sites.get(key or "")
        return found.name if found else key or ""

    def limit(self, key: str | None) -> Limit | None:
        """A limit of the case."""
        return self._limits.get(key or "")

    def limit_name(self, limit: Limit) -> str:
        """Whose limit it is: its place for one place, else the name it was given."""
        if len(limit.sites) == 1 and limit.kind in (LimitKind.PLACE, LimitKind.SUPERVISOR):
            name = self.site(limit.sites[0])
            return f"{name}, {listed(limit.services)}" if limit.services else name
        return limit.name or listed([self.site(key) for key in limit.sites])

    def months(self, violation: Violation) -> str:
        """The months concerned: mars–august 2027."""
        if violation.first is None:
            return ""
        last = violation.first if violation.last is None else violation.last
        return self._months.span(violation.first, last)

    def begins(self, violation: Violation) -> str:
        """The first of the months concerned."""
        if violation.first is None:
            return ""
        return self._months.of(violation.first)


def sentence_of(violation: Violation, names: Names) -> str:
    """One sentence or two that say who, where, when and how much."""
    special = _SPECIAL.get(violation.rule)
    if special is not None:
        return special(violation, names) + _others_there(violation, names)
    return _plain(violation.rule) % {
        "doctor": names.doctor(violation.doctor),
        "service": names.service(violation.doctor, violation.block),
        "place": names.site(violation.site),
        "months": names.months(violation),
        "begins": names.begins(violation),
        "other": listed([names.service(violation.doctor, key) for key in violation.others]),
    }


def _plain(rule: Rule) -> str:
    """The text of a rule that says the same each time."""
    return {
        Rule.UNKNOWN: _("%(doctor)s har en plassering som planen ikke kjenner, i %(months)s."),
        Rule.OVERLAP: _("%(doctor)s har både %(other)s og %(service)s i %(months)s."),
        Rule.OUTSIDE: _(
            "%(doctor)s har %(service)s i %(months)s, utenfor tiden som kan planlegges."
        ),
        Rule.SITE_NOT_ALLOWED: _("%(doctor)s kan ikke ta %(service)s på %(place)s."),
        Rule.SITE_CLOSED: _("%(place)s tar ikke imot leger i %(months)s. %(doctor)s står der."),
        Rule.DOCTOR_AWAY: _("%(doctor)s kan ikke være på %(place)s i %(months)s."),
        Rule.ON_LEAVE: _(
            "%(doctor)s har %(service)s i %(months)s. Den begynner eller slutter i permisjon."
        ),
        Rule.INTERRUPTED: _(
            "%(doctor)s skal ha %(service)s uten avbrudd, men har permisjon i %(months)s."
        ),
        Rule.ORDER: _("%(doctor)s begynner på %(service)s i %(begins)s før %(other)s er fullført."),
        Rule.WINDOW: _(
            "%(doctor)s begynner på %(service)s i %(begins)s, utenfor tiden som er satt for den."
        ),
        Rule.INNER: _(
            "%(doctor)s har %(service)s i %(months)s. Tjenesten som skal tas inne i den, mangler"
            " eller er lagt feil."
        ),
        Rule.MISSING_BLOCK: _("%(doctor)s mangler plass for %(service)s."),
        Rule.SAME_TOWN: _("%(doctor)s skal ta %(other)s i samme kommune."),
        Rule.LOCK: _("%(doctor)s er låst til %(service)s på %(place)s, men planen har noe annet."),
        Rule.FROZEN: _("%(doctor)s er flyttet i måneder som er satt: %(months)s."),
    }[rule]


def _length(violation: Violation, names: Names) -> str:
    count, expected = violation.count or 0, violation.expected or 0
    values = {
        "doctor": names.doctor(violation.doctor),
        "service": names.service(violation.doctor, violation.block),
        "count": count,
        "expected": expected,
    }
    if count < expected:
        text = _("%(doctor)s får %(count)s md. av %(service)s. Det trengs minst %(expected)s.")
    else:
        text = _("%(doctor)s får %(count)s md. av %(service)s. Det trengs høyst %(expected)s.")
    return text % values


def _months_before(violation: Violation, names: Names) -> str:
    services = listed([names.service(violation.doctor, key) for key in violation.others])
    return _(
        "%(doctor)s har %(count)s md. av %(before)s før %(service)s i %(begins)s."
        " Kravet er %(expected)s.",
        doctor=names.doctor(violation.doctor),
        count=violation.count,
        before=services,
        service=names.service(violation.doctor, violation.block),
        begins=names.begins(violation),
        expected=violation.expected,
    )


def _objectives_before(violation: Violation, names: Names) -> str:
    return ngettext(
        "%(doctor)s mangler %(num)s læringsmål som må være nådd før %(service)s i %(begins)s.",
        "%(doctor)s mangler %(num)s læringsmål som må være nådd før %(service)s i %(begins)s.",
        violation.count or 0,
        doctor=names.doctor(violation.doctor),
        service=names.service(violation.doctor, violation.block),
        begins=names.begins(violation),
    )


def _twice(violation: Violation, names: Names) -> str:
    return _(
        "%(doctor)s har %(service)s %(count)s ganger. Én er nok.",
        doctor=names.doctor(violation.doctor),
        service=names.service(violation.doctor, violation.block),
        count=in_words(violation.count or 0),
    )


def _choice(violation: Violation, names: Names) -> str:
    return ngettext(
        "%(doctor)s har %(num)s valgfri tjeneste. Det skal være %(expected)s.",
        "%(doctor)s har %(num)s valgfrie tjenester. Det skal være %(expected)s.",
        violation.count or 0,
        doctor=names.doctor(violation.doctor),
        expected=violation.expected,
    )


def _at_most(violation: Violation, names: Names) -> str:
    return _(
        "%(doctor)s har %(count)s tjenester på %(place)s. Det skal være høyst %(expected)s.",
        doctor=names.doctor(violation.doctor),
        count=in_words(violation.count or 0),
        place=names.site(violation.site),
        expected=in_words(violation.expected or 0),
    )


def _maximum(violation: Violation, names: Names) -> str:
    limit = names.limit(violation.limit)
    if limit is None:
        return violation.sentence
    months, beside = names.months(violation), _beside(violation, names)
    count, most = (violation.count or 0) + beside, violation.expected
    if limit.outside is not None:
        most = limit.outside.maximum
    values = {"place": f"*{names.limit_name(limit)}*", "months": months, "most": most}
    if limit.per is LimitPer.SPAN:
        return _(
            "%(place)s har %(count)s legemåneder i %(months)s. Avtalen gjelder %(most)s.",
            count=figure(count),
            **values,
        )
    if limit.kind is LimitKind.SUPERVISOR:
        return ngettext(
            "%(place)s har %(num)s lege i %(months)s. Veilederne kan ta %(most)s.",
            "%(place)s har %(num)s leger i %(months)s. Veilederne kan ta %(most)s.",
            count,
            **values,
        )
    if limit.kind is LimitKind.AGREEMENT:
        return ngettext(
            "%(place)s: %(num)s lege i %(months)s. Avtalen gjelder %(most)s.",
            "%(place)s: %(num)s leger i %(months)s. Avtalen gjelder %(most)s.",
            count,
            **values,
        )
    return ngettext(
        "%(place)s har %(num)s lege i %(months)s. Taket er %(most)s.",
        "%(place)s har %(num)s leger i %(months)s. Taket er %(most)s.",
        count,
        **values,
    )


def _beside(violation: Violation, names: Names) -> int:
    """How many outside the plan count towards the bound that is broken."""
    limit = names.limit(violation.limit)
    if limit is None or limit.outside is None:
        return 0
    if violation.rule is Rule.MINIMUM:
        # Vacant posts fill nothing: what fills is what the bound was lowered by.
        return (limit.outside.minimum or 0) - (limit.minimum or 0)
    return limit.outside.doctors


def _others_there(violation: Violation, names: Names) -> str:
    """That others take part of the room, in a sentence of its own."""
    number = _beside(violation, names)
    if not number:
        return ""
    said = ngettext(
        "Én av dem er utenfor denne planen.",
        "%(words)s av dem er utenfor denne planen.",
        number,
        words=upper_first(in_words(number)),
    )
    return f" {said}"


def _minimum(violation: Violation, names: Names) -> str:
    limit = names.limit(violation.limit)
    if limit is None:
        return violation.sentence
    count = (violation.count or 0) + _beside(violation, names)
    values = {"place": f"*{names.limit_name(limit)}*", "months": names.months(violation)}
    least = violation.expected if limit.outside is None else limit.outside.minimum
    if limit.per is LimitPer.SPAN:
        return _(
            "%(place)s har %(count)s legemåneder i %(months)s. Minst %(least)s er avtalt.",
            count=figure(count),
            least=least,
            **values,
        )
    if count == 0:
        return _(
            "%(place)s har ingen lege i %(months)s. Minst %(least)s er avtalt.",
            least=least,
            **values,
        )
    return ngettext(
        "%(place)s har %(num)s lege i %(months)s. Minst %(least)s er avtalt.",
        "%(place)s har %(num)s leger i %(months)s. Minst %(least)s er avtalt.",
        count,
        least=least,
        **values,
    )


def _pair(violation: Violation, names: Names) -> str:
    other = violation.others[0] if violation.others else ""
    values = {
        "doctor": names.doctor(violation.doctor),
        "other": names.doctor(other),
        "months": names.months(violation),
    }
    both = {violation.doctor, other}
    kinds = {pair.kind for pair in names.case.pairs if set(pair.doctors) == both}
    if kinds == {PairKind.SAME_TOWN}:
        return _(
            "%(doctor)s og %(other)s skal være i samme kommune, men er det ikke i %(months)s.",
            **values,
        )
    return _(
        "%(doctor)s og %(other)s skal ikke være borte samtidig, men er det i %(months)s.", **values
    )


def _notice(violation: Violation, names: Names) -> str:
    """The rule counts months from the case's first one; people count whole ones from today."""
    first_month = names.case.first_month
    given, wanted = (
        whole_months(names.today or first_month, first_day(first_month, number or 0))
        for number in (violation.count, violation.expected)
    )
    if given == 0:
        return _(
            "%(doctor)s får ikke varsel før %(service)s endres. Kravet er %(wanted)s måneder.",
            doctor=names.doctor(violation.doctor),
            service=names.service(violation.doctor, violation.block),
            wanted=in_words(wanted),
        )
    return ngettext(
        "%(doctor)s får %(months)s måneds varsel om %(service)s. Kravet er %(wanted)s.",
        "%(doctor)s får %(months)s måneders varsel om %(service)s. Kravet er %(wanted)s.",
        given,
        months=in_words(given),
        doctor=names.doctor(violation.doctor),
        service=names.service(violation.doctor, violation.block),
        wanted=in_words(wanted),
    )


_SPECIAL: Mapping[Rule, Callable[[Violation, Names], str]] = {
    Rule.LENGTH: _length,
    Rule.MONTHS_BEFORE: _months_before,
    Rule.OBJECTIVES_BEFORE: _objectives_before,
    Rule.TWICE: _twice,
    Rule.CHOICE: _choice,
    Rule.AT_MOST: _at_most,
    Rule.MAXIMUM: _maximum,
    Rule.MINIMUM: _minimum,
    Rule.PAIR: _pair,
    Rule.NOTICE: _notice,
}
