"""The personal settings as a page shows them: choices, where mail goes, the calendar address."""

from dataclasses import dataclass

from flask_babel import gettext as _
from sqlmodel import Session

from app.actors import Actor
from app.db.tables import MailState
from app.roles import Role
from app.services import person_settings
from app.services.digests import group_names
from app.services.person_settings import GROUPS_OF_ROLE, MailGroup, MailRhythm, PersonSettings
from app.services.wording import moment
from app.store import calendar_links, outbox, people


@dataclass(frozen=True, slots=True)
class SettingsPage:
    """The page. `groups` are those that this person's roles can get messages in."""

    sentence: str
    reason: str | None
    warning: str | None
    """What is wrong with the mail, and what happens meanwhile."""
    chosen: PersonSettings
    groups: tuple[MailGroup, ...]
    group_names: dict[MailGroup, str]
    rhythm_names: dict[MailRhythm, str]
    is_trainee: bool
    calendar: str | None
    """When the calendar address was made and last used; None without one."""


def load_page(session: Session, actor: Actor, *, sends_mail: bool) -> SettingsPage:
    """One person's settings in words."""
    chosen = person_settings.load(session, actor.person_id)
    address = people.find_email(session, actor.person_id)
    held = [group for role in actor.roles for group in GROUPS_OF_ROLE[role]]
    return SettingsPage(
        sentence=_sentence(chosen, address, sends_mail),
        reason=_("Alle meldinger ligger i innboksen, uansett hva du velger her."),
        warning=_warning(session, actor.person_id, address, chosen) if sends_mail else None,
        chosen=chosen,
        groups=tuple(group for group in MailGroup if group in held),
        group_names=group_names(),
        rhythm_names={
            MailRhythm.DAILY: _("Hver dag det er noe nytt"),
            MailRhythm.WEEKLY: _("Høyst én gang i uken"),
            MailRhythm.NEVER: _("Aldri"),
        },
        is_trainee=bool(actor.grants_as(Role.TRAINEE)),
        calendar=_calendar(session, actor.person_id),
    )


def _sentence(chosen: PersonSettings, address: str | None, sends_mail: bool) -> str:
    if not sends_mail:
        return _("Legeløp sender *ikke e-post* ennå.")
    if address is None:
        return _("Vi har *ingen e-postadresse* til deg.")
    if chosen.rhythm is MailRhythm.NEVER:
        return _("Du får *ingen e-post*.")
    if chosen.rhythm is MailRhythm.WEEKLY:
        return _("Du får e-post til %(address)s *høyst én gang i uken*.", address=address)
    return _("Du får e-post til %(address)s *når det er noe nytt*.", address=address)


def _warning(
    session: Session, person_id: int, address: str | None, chosen: PersonSettings
) -> str | None:
    if address is None or chosen.rhythm is MailRhythm.NEVER:
        return None
    latest = outbox.latest_mail(session, person_id)
    if latest is None or latest.state is not MailState.FAILED or latest.address != address:
        return None
    return _(
        "E-posten til %(address)s ble avvist %(at)s. Vi prøver igjen etter en uke."
        " Er adressen feil, må den rettes av dem som driver Legeløp hos deg.",
        address=address,
        at=moment(latest.changed_at),
    )


def _calendar(session: Session, person_id: int) -> str | None:
    link = calendar_links.link_of(session, person_id)
    if link is None:
        return None
    made = _("Laget %(at)s.", at=moment(link.created_at))
    if link.last_used_at is None:
        unused = _("Den er ikke brukt ennå.")
        return f"{made} {unused}"
    last = _("Sist lest %(at)s.", at=moment(link.last_used_at))
    return f"{made} {last}"
