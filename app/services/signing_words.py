"""Signing in words: kinds, chains, who holds what, and why something was not done."""

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import ngettext

from app.services.wording import day, plain
from app.store.signing import SignableRow
from pathways.signing import Chain, Refusal, SignableKind, Step
from pathways.types.record import SignState


def kinds_name(kind: SignableKind) -> str:
    """The kind as a heading."""
    return {
        SignableKind.OBJECTIVE: _("Læringsmål"),
        SignableKind.ACTIVITY: _("Læringsaktiviteter"),
        SignableKind.PROCEDURE: _("Prosedyrer"),
        SignableKind.COURSE: _("Kurs"),
        SignableKind.TALK: _("Veiledningssamtaler"),
    }[kind]


def counted(kind: SignableKind, count: int) -> str:
    """How many of a kind, to begin a line with: 4 læringsmål."""
    return {
        SignableKind.OBJECTIVE: lambda: ngettext("%(num)s læringsmål", "%(num)s læringsmål", count),
        SignableKind.ACTIVITY: lambda: ngettext(
            "%(num)s læringsaktivitet", "%(num)s læringsaktiviteter", count
        ),
        SignableKind.PROCEDURE: lambda: ngettext(
            "Prosedyrer fra én dag", "Prosedyrer fra %(num)s dager", count
        ),
        SignableKind.COURSE: lambda: ngettext(
            "Kurs gjennomført", "%(num)s kurs gjennomført", count
        ),
        SignableKind.TALK: lambda: ngettext(
            "%(num)s veiledningssamtale", "%(num)s veiledningssamtaler", count
        ),
    }[kind]()


def step_name(step: Step) -> str:
    """Whose signature, in the middle of a sentence."""
    return {Step.DOCTOR: _("legen"), Step.SUPERVISOR: _("veileder"), Step.LEADER: _("leder")}[step]


def chain_words(chain: Chain) -> str:
    """The order of signatures: veileder, så leder."""
    return _(", så ").join(step_name(step) for step in chain)


def refusal_words(reason: Refusal) -> str:
    """Why something was not done, and what to do about it."""
    return {
        Refusal.MISSING_SUPERVISOR: _(
            "Mangler veileder. Be koordinatoren utpeke en, og send på nytt."
        ),
        Refusal.MISSING_LEADER: _(
            "Mangler leder som godkjenner. Be koordinatoren utpeke en, og send på nytt."
        ),
        Refusal.NOT_YOURS: _("Saken ligger ikke hos deg."),
        Refusal.CHANGED: _("Endret av andre etter at du åpnet siden."),
        Refusal.NOT_SENT: _("Er trukket tilbake eller ikke sendt."),
        Refusal.ALREADY_SENT: _("Er allerede sendt."),
        Refusal.ALREADY_SIGNED: _("Er allerede signert."),
        Refusal.NO_REASON: _("Skriv hvorfor, så legen vet hva som mangler."),
        Refusal.NOT_HELD_YET: _("Er ikke gjennomført ennå."),
        Refusal.TOO_LATE: _("Det kan bare angres samme dag."),
    }[reason]


def identifiers_in_short(identifiers: Sequence[str], most: int = 6) -> str:
    """Identifiers with what they share written once: VOP-012, -014, -015 og 3 til."""
    shown: list[str] = []
    before = ""
    for identifier in identifiers[:most]:
        prefix, dash, rest = identifier.rpartition("-")
        shown.append(f"-{rest}" if dash and prefix == before else identifier)
        before = prefix
    text = ", ".join(shown)
    left = len(identifiers) - most
    if left <= 0:
        return text
    return _("%(shown)s og %(left)s til", shown=text, left=left)


def kind_of_one(kind: SignableKind) -> str:
    """One of a kind."""
    return {
        SignableKind.OBJECTIVE: _("Læringsmål"),
        SignableKind.ACTIVITY: _("Læringsaktivitet"),
        SignableKind.PROCEDURE: _("Prosedyre"),
        SignableKind.COURSE: _("Kurs"),
        SignableKind.TALK: _("Veiledningssamtale"),
    }[kind]


def where_now(row: SignableRow) -> str:
    """Where one thing stands, for a table."""
    item = row.item
    if item.state is SignState.SIGNED:
        word = _("Godkjent") if row.ref.kind is SignableKind.OBJECTIVE else _("Signert")
        return f"{word} {day(item.signed_on)}" if item.signed_on else word
    if item.state is SignState.SENT:
        return _(
            "Hos %(name)s siden %(day)s",
            name=plain(row.holder or _("ukjent")),
            day=day(item.sent_on) if item.sent_on else _("ukjent dag"),
        )
    return _("Sendt tilbake til legen") if item.note else _("Underveis, lagret hos legen")
