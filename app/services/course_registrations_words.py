"""What became of a registration, in words, for the doctor's page and the coordinator's."""

from collections.abc import Callable

from flask_babel import gettext as _

from app.services.course_registrations import Refusal, Refused, Registered
from app.services.wording import long_day, plain
from pathways.types.courses import CourseKind, RegistrationState


def kind_name(kind: CourseKind) -> str:
    """What a session is a session of."""
    return {
        CourseKind.COURSE: _("Vanlig kurs"),
        CourseKind.SIMULATION: _("Simuleringstrening (RegSim)"),
    }[kind]


def state_name(state: RegistrationState) -> str:
    """Where a doctor stands in a session."""
    return {
        RegistrationState.INTERESTED: _("Interessert"),
        RegistrationState.APPLIED: _("Påmeldt, ikke avgjort"),
        RegistrationState.CONFIRMED: _("Har plass"),
        RegistrationState.WAITING: _("På venteliste"),
        RegistrationState.WITHDRAWN: _("Ikke lenger påmeldt"),
        RegistrationState.ATTENDED: _("Gjennomført"),
        RegistrationState.ABSENT: _("Møtte ikke"),
    }[state]


def refusal_words(refused: Refused) -> str:
    """Why it could not be done, and what can be done instead. One or two sentences."""
    return _REFUSALS[refused.reason](refused)


def withdrawn_words(done: Registered) -> str:
    """What happened to a place that was given up."""
    if done.registration.state is not RegistrationState.WITHDRAWN:
        return ""
    said = [_("Du er ikke lenger påmeldt.")]
    if done.is_late and done.session.signup_closes_on is not None:
        on = long_day(done.session.signup_closes_on)
        said.append(
            _("Påmeldingen stengte %(day)s, så arrangøren kan alt ha regnet med deg.", day=on)
        )
    if done.offered:
        said.append(_("Plassen er gitt til den neste på ventelisten."))
    return " ".join(said)


def _on(refused: Refused) -> str:
    return "" if refused.on is None else long_day(refused.on)


def _already_registered(refused: Refused) -> str:
    row = refused.registration
    if row is None:
        return _("Du er alt påmeldt denne samlingen.")
    return _("Du står alt i denne samlingen: %(state)s.", state=state_name(row.state).lower())


def _seat_elsewhere(refused: Refused) -> str:
    other = refused.other
    if other is None:
        return _("Du er alt påmeldt en annen samling av kurset. Meld deg av den først.")
    return _(
        "Du er alt påmeldt samlingen som begynner %(day)s i %(place)s. Meld deg av den først.",
        day=long_day(other.starts_on),
        place=plain(other.place),
    )


def _stale(refused: Refused) -> str:
    row = refused.registration
    if row is None:
        return _("Påmeldingen er endret etter at du åpnet siden. Se på siden og prøv igjen.")
    return _(
        "Påmeldingen er endret etter at du åpnet siden. Nå er den: %(state)s.",
        state=state_name(row.state).lower(),
    )


_REFUSALS: dict[Refusal, Callable[[Refused], str]] = {
    Refusal.NO_SUCH_SESSION: lambda refused: _("Samlingen finnes ikke lenger."),
    Refusal.NOT_IN_TRAINING: lambda refused: _("Bare leger i utdanning kan melde seg på."),
    Refusal.CANCELLED: lambda refused: _("Samlingen er avlyst."),
    Refusal.BEGUN: lambda refused: _("Samlingen begynte %(day)s.", day=_on(refused)),
    Refusal.NOT_OPEN_YET: lambda refused: _(
        "Påmeldingen åpner %(day)s. Du kan si fra at du er interessert.", day=_on(refused)
    ),
    Refusal.OPEN_NOW: lambda refused: _("Påmeldingen er åpen. Meld deg på i stedet."),
    Refusal.CLOSED: lambda refused: _("Påmeldingen stengte %(day)s.", day=_on(refused)),
    Refusal.ALREADY_REGISTERED: _already_registered,
    Refusal.SEAT_ELSEWHERE: _seat_elsewhere,
    Refusal.ALREADY_TAKEN: lambda refused: _("Kurset er alt registrert som gjennomført."),
    Refusal.NOT_REGISTERED: lambda refused: _("Det er ingen påmelding å melde av."),
    Refusal.NO_SEAT: lambda refused: _("Bare de som hadde plass, kan føres som møtt."),
    Refusal.NOT_OVER: lambda refused: _(
        "Samlingen varer til %(day)s. Oppmøte føres etter det.", day=_on(refused)
    ),
    Refusal.STALE: _stale,
}
