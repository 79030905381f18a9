"""The board's sentence, the reason under it, and where the plan is in its life."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext

from app.db.tables import VersionState
from app.services.board_findings import Findings
from app.services.board_months import month_name
from app.services.rotation_case import PlanCase
from app.services.rotation_dates import DraftDate
from app.services.start_pages import Opening
from app.services.wording import day, figure, in_words, upper_first
from app.store.rotation_values import VersionHead
from rotations.types.case import RotationCase


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the strip draft – proposed – published."""

    text: str
    is_current: bool
    is_passed: bool


def opening_of(
    version: VersionHead,
    findings: Findings,
    plan_case: PlanCase,
    published: VersionHead | None,
    dates: Mapping[str, DraftDate],
    mended: str = "",
) -> Opening:
    """How many breaches the version has, and what it does to the doctors' dates.

    `mended`: what takes the breaches away, when that is known.
    """
    case = plan_case.case
    if not plan_case.placements:
        return Opening(_("Ingen plan ennå."), _empty_reason(version, len(case.doctors)))
    return Opening(
        _sentence(version, findings, case, mended), _reason(version, case, published, dates)
    )


def version_name(version: VersionHead) -> str:
    """What a version is called: Utkast 7, Forslag 7, Versjon 6."""
    number = version.number
    return {
        VersionState.DRAFT: _("Utkast %(number)s", number=number),
        VersionState.PROPOSED: _("Forslag %(number)s", number=number),
        VersionState.DISCARDED: _("Forkastet utkast %(number)s", number=number),
    }.get(version.state, _("Versjon %(number)s", number=number))


def _empty_reason(version: VersionHead, rows: int) -> str:
    return ngettext(
        "%(name)s har %(words)s rad og ingen plasseringer. Lag et forslag, eller plasser for hånd.",
        "%(name)s har %(words)s rader og ingen plasseringer. Lag et forslag, eller plasser for"
        " hånd.",
        rows,
        name=version_name(version),
        words=in_words(rows),
    )


def _sentence(version: VersionHead, findings: Findings, case: RotationCase, mended: str) -> str:
    name, count = version_name(version), findings.breaches
    if count == 0:
        if not findings.remarks:
            return _("%(name)s har *ingen brudd*.", name=name)
        return ngettext(
            "%(name)s har *ingen brudd* og %(words)s merknad.",
            "%(name)s har *ingen brudd* og %(words)s merknader.",
            findings.remarks,
            name=name,
            words=in_words(findings.remarks),
        )
    text = ngettext(
        "%(name)s har *%(num)s brudd*.", "%(name)s har *%(num)s brudd*.", count, name=name
    )
    if mended:
        return f"{text} {mended}"
    first = findings.lines[0]
    if count == 1:
        return f"{text} {first.sentence.replace('*', '')}"
    if first.month is None or first.month < 0:
        return text
    month = month_name(case.first_month, first.month)
    return text + " " + _("Det første kommer i %(month)s.", month=month)


def _reason(
    version: VersionHead,
    case: RotationCase,
    published: VersionHead | None,
    dates: Mapping[str, DraftDate],
) -> str:
    if published is None or published.published_on is None:
        return _("Ingen versjon er publisert ennå.")
    since = day(published.published_on)
    if published.id == version.id:
        return _("Publisert %(day)s. Lag et nytt utkast for å endre noe.", day=since)
    days = {key: each.days for key, each in dates.items()}
    later = {key: count for key, count in days.items() if count is not None and count > 0}
    unknown = sum(1 for count in days.values() if count is None)
    text = _later(later, case, published.number, since)
    if unknown:
        text += " " + upper_first(
            ngettext(
                "For %(words)s lege er datoen ukjent.",
                "For %(words)s leger er datoen ukjent.",
                unknown,
                words=in_words(unknown),
            )
        )
    return text


def _later(later: Mapping[str, int], case: RotationCase, number: int, since: str) -> str:
    if not later:
        return _(
            "Ingen lege får senere dato enn i versjon %(number)s, som ble publisert %(day)s.",
            number=number,
            day=since,
        )
    worst = max(later, key=lambda key: (later[key], key))
    name = next((each.name for each in case.doctors if each.key == worst), worst)
    if len(later) == 1:
        return ngettext(
            "%(name)s får dato %(num)s dag senere enn i versjon %(number)s, som ble publisert"
            " %(day)s.",
            "%(name)s får dato %(num)s dager senere enn i versjon %(number)s, som ble publisert"
            " %(day)s.",
            later[worst],
            name=name,
            number=number,
            day=since,
        )
    text = _(
        "%(words)s leger får senere dato enn i versjon %(number)s, som ble publisert %(day)s.",
        words=in_words(len(later)),
        number=number,
        day=since,
    )
    most = ngettext(
        "Mest for %(name)s: %(num)s dag.",
        "Mest for %(name)s: %(num)s dager.",
        later[worst],
        name=name,
    )
    return f"{upper_first(text)} {most}"


def steps_of(version: VersionHead) -> tuple[Step, ...]:
    """The strip: which steps are passed and which one the version stands on."""
    order = (VersionState.DRAFT, VersionState.PROPOSED, VersionState.PUBLISHED)
    names = (
        _("Utkast %(number)s", number=version.number),
        _("Foreslått"),
        _("Publisert"),
    )
    if version.state is VersionState.SUPERSEDED:
        names = (*names[:2], _("Erstattet"))
    at = order.index(version.state) if version.state in order else len(order) - 1
    if version.state is VersionState.DISCARDED:
        return (Step(version_name(version), is_current=True, is_passed=False),)
    return tuple(
        Step(name, is_current=index == at, is_passed=index < at) for index, name in enumerate(names)
    )


def changes_text(count: int, published: VersionHead | None) -> str:
    """How much differs from what is published; empty when nothing is published."""
    if published is None:
        return ""
    if count == 0:
        return _("Ingen endringer siden versjon %(number)s", number=published.number)
    return ngettext(
        "%(count)s endring siden versjon %(number)s",
        "%(count)s endringer siden versjon %(number)s",
        count,
        count=figure(count),
        number=published.number,
    )


def doctor_count(shown: int, every: int) -> str:
    """How many rows the filters leave of all."""
    return _("%(shown)s av %(all)s rader vises.", shown=figure(shown), all=figure(every))
