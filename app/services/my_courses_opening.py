"""The sentence of a doctor's courses: which are left, and what must be done before which day.

`opening` is the one home of the sentence, for the page, a start page and the digest.
"""

from datetime import date

from flask_babel import gettext as _
from flask_babel import ngettext

from app.services import delay_words
from app.services.my_courses_load import CourseSituation, MyCourses
from app.services.my_courses_words import course_name, is_open, moved_words, name_of, whose
from app.services.start_pages import Opening
from app.services.wording import in_words, long_day, upper_first
from pathways.types.delays import DelayState


def opening(found: MyCourses) -> Opening:
    """Which courses are left, and what must be done before which day."""
    if found.specialty is None:
        return _before_specialty(found)
    if not found.needed:
        return _nothing_left(found)
    without = found.without_seat
    if not without:
        return _all_seated(found)
    urgent = next((each for each in without if each.sign_up_by is not None), None)
    if urgent is not None and urgent.sign_up_by is not None:
        return Opening(
            _count(found) + " " + _urgent(found, urgent, urgent.sign_up_by), _reason(found)
        )
    worst = max(found.needed, key=lambda each: each.moved or 0)
    if worst.moved:
        return Opening(_count(found) + " " + moved_words(worst), _reason(found))
    return Opening(_count(found) + " " + _next(found), _reason(found))


def _before_specialty(found: MyCourses) -> Opening:
    if found.is_own:
        sentence = _("Du trenger ingen kurs til spesialiteten *ennå*.")
    else:
        sentence = _("%(name)s trenger ingen kurs til spesialiteten *ennå*.", name=name_of(found))
    return Opening(sentence, _("De kommer i del 2 og 3 og i ALIS. Under står det vi vet kommer."))


def _nothing_left(found: MyCourses) -> Opening:
    if not found.taken:
        return Opening(
            _("Ingen samlinger er lagt inn for faget *ennå*."),
            _("Hvilke kurs som kreves, og om de flytter datoen, er derfor ukjent."),
        )
    if found.is_own:
        return Opening(_("Alle kursene du trenger, er *tatt*."), _unheld(found))
    return Opening(
        _("Alle kursene %(name)s trenger, er *tatt*.", name=name_of(found)), _unheld(found)
    )


def _all_seated(found: MyCourses) -> Opening:
    last = max(
        (each.mine.session.ends_on for each in found.needed if each.mine is not None),
        default=None,
    )
    if found.is_own:
        sentence = ngettext(
            "Du har plass på *det ene kurset* du mangler.",
            "Du har plass på *alle de %(words)s kursene* du mangler.",
            len(found.needed),
            words=in_words(len(found.needed)),
        )
    else:
        sentence = ngettext(
            "%(name)s har plass på *det ene kurset* som mangler.",
            "%(name)s har plass på *alle de %(words)s kursene* som mangler.",
            len(found.needed),
            words=in_words(len(found.needed)),
            name=name_of(found),
        )
    if last is None:
        return Opening(sentence)
    return Opening(sentence, _("Det siste er over %(day)s.", day=long_day(last)))


def _count(found: MyCourses) -> str:
    number = len(found.without_seat)
    if found.is_own:
        return ngettext(
            "Du trenger ett kurs til.",
            "Du trenger %(words)s kurs til.",
            number,
            words=in_words(number),
        )
    return ngettext(
        "%(name)s trenger ett kurs til.",
        "%(name)s trenger %(words)s kurs til.",
        number,
        words=in_words(number),
        name=name_of(found),
    )


def _urgent(found: MyCourses, situation: CourseSituation, by: date) -> str:
    finding = situation.flag.finding if situation.flag else None
    lost = finding.days_saveable if finding and finding.state is DelayState.AT_RISK else 0
    name, last = course_name(situation), long_day(by)
    if not lost:
        return (
            _("Meld deg på %(course)s innen *%(day)s*.", course=name, day=last)
            if found.is_own
            else _("Fristen for %(course)s er *%(day)s*.", course=name, day=last)
        )
    days = delay_words.days_words(lost)
    if found.is_own:
        return _(
            "Meld deg på %(course)s innen *%(day)s*, ellers flytter datoen seg *%(days)s*.",
            course=name,
            day=last,
            days=days,
        )
    return _(
        "Uten påmelding til %(course)s innen *%(day)s* flytter datoen seg *%(days)s*.",
        course=name,
        day=last,
        days=days,
    )


def _next(found: MyCourses) -> str:
    """The first day that matters when nothing is urgent."""
    for each in found.without_seat:
        session = each.reachable
        if session is None or each.has_asked or not is_open(session, found.today):
            continue
        if session.signup_closes_on is not None:
            return _(
                "Påmeldingen til %(course)s stenger *%(day)s*.",
                course=course_name(each),
                day=long_day(session.signup_closes_on),
            )
    opens = min(
        (
            each.reachable.signup_opens_on
            for each in found.without_seat
            if not each.has_asked and each.reachable and each.reachable.signup_opens_on
        ),
        default=None,
    )
    if opens is not None and opens > found.today:
        return _("Den neste påmeldingen åpner *%(day)s*.", day=long_day(opens))
    starts = [each.reachable.starts_on for each in found.without_seat if each.reachable]
    if starts:
        return _("Den neste samlingen begynner *%(day)s*.", day=long_day(min(starts)))
    return _("*Ingen samling* er utlyst.")


def _reason(found: MyCourses) -> str | None:
    parts = []
    seated = len(found.needed) - len(found.without_seat)
    if seated:
        parts.append(
            ngettext(
                "Ett kurs til er det plass på.",
                "%(words)s kurs til er det plass på.",
                seated,
                words=upper_first(in_words(seated)),
            )
        )
    moved = [each.moved for each in found.needed]
    if None in moved:
        parts.append(_("For noen av dem er det ukjent hva de gjør med datoen."))
    elif not any(moved):
        parts.append(_("Slik det er nå, flytter ingen av dem %(whose)s.", whose=whose(found)))
    return " ".join(parts) or None


def _unheld(found: MyCourses) -> str | None:
    number = len(found.unheld)
    if not number:
        return None
    return ngettext(
        "For ett kurs til er ingen samling lagt inn her.",
        "For %(words)s kurs til er ingen samling lagt inn her.",
        number,
        words=in_words(number),
    )
