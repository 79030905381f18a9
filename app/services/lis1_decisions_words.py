"""What is said of a proposal: who is who, the rule, what the checks found, what is lacking."""

from collections.abc import Iterable, Sequence

from flask_babel import gettext as _
from flask_babel import ngettext

from app.db.tables import CouncilSide, CouncilTask
from app.services.lis1_decisions_rule import Lack, Standing
from app.services.lis1_decisions_state import Check, Checked, Sitting
from app.services.lis1_words import town
from app.services.wording import in_words, listed, upper_first
from app.store.lis1_conflicts import ConflictRow
from app.store.lis1_decisions import MemberRow


def task_name(task: CouncilTask) -> str:
    """What a member does on the council."""
    return {
        CouncilTask.CHAIR: _("leder"),
        CouncilTask.SECRETARY: _("sekretær"),
        CouncilTask.MEMBER: _("medlem"),
    }[task]


def side_name(side: CouncilSide) -> str:
    """Whom a member speaks for."""
    return {
        CouncilSide.HOSPITAL: _("sykehuset"),
        CouncilSide.MUNICIPALITY: _("kommunene"),
        CouncilSide.UNION: _("fagforeningen"),
        CouncilSide.ADMINISTRATION: _("administrasjonen"),
    }[side]


def member_name(member: MemberRow) -> str:
    """A member with what tells most: "Tor Arne Hovind, leder", "Sigrid Aune, for kommunene"."""
    if member.task is CouncilTask.MEMBER:
        return _("%(name)s, for %(side)s", name=member.name, side=side_name(member.side))
    return _("%(name)s, %(task)s", name=member.name, task=task_name(member.task))


def rule_text() -> str:
    """The rule, as every page with a proposal says it."""
    return _(
        "Minst to medlemmer godkjenner, én for sykehuset og én for kommunene."
        " Den som er inhabil i en sak, godkjenner alt unntatt den saken."
        " Da må to andre ha godkjent den. Regelen er vårt valg; ingen kilde fastsetter den."
    )


# ---- Checks ----------------------------------------------------------------------------------


def check_words(checked: Checked, sitting: Sitting) -> tuple[str, str]:
    """Mark and sentence of one check."""
    if checked.check is Check.CONFLICTS and not checked.is_ok:
        return "at_risk", conflict_sentence(sitting.open_conflicts)
    if checked.check is Check.CHANGES and checked.is_ok:
        return "done", changes_sentence(len(sitting.judged.changes))
    good, bad = _sentences(checked)
    return ("done", good) if checked.is_ok else ("late" if checked.hinders else "at_risk", bad)


def _sentences(checked: Checked) -> tuple[str, str]:
    return {
        Check.QUALIFICATION: (
            _("Ingen er plassert over kvalifikasjon"),
            _("Noen er plassert over kvalifikasjon"),
        ),
        Check.CAPS: (
            _("Tak for sykehus og kommune holder"),
            _("Et tak for sykehus eller kommune holder ikke"),
        ),
        Check.PROMISES: (
            _("Alle er med én gang, og ingen har fått en plass som ikke kan gis"),
            _("Noen mangler, eller har fått en plass som ikke kan gis"),
        ),
        Check.DRAW: (
            _("Trekningen er etterprøvd"),
            _("Trekningen stemmer ikke med det som ble kunngjort")
            if checked.hinders
            else _("Trekningen kan ikke regnes etter"),
        ),
        Check.UNCHANGED: (
            _("Ingenting er endret siden kjøringen"),
            _("%(what)s er endret siden kjøringen", what=checked.found),
        ),
        Check.AS_PROPOSED: ("", _("Fordelingen er en annen enn den som ble lagt fram")),
        Check.SETTLED: ("", _("Kjøringen fant ikke en fordeling som faller til ro")),
        Check.CHANGES: ("", _("En endring for hånd mangler grunn")),
        Check.CONFLICTS: (_("Ingen har meldt seg inhabil"), ""),
    }[checked.check]


def hindrance_words(checks: Iterable[Checked]) -> str:
    """Why nobody can approve, in one sentence or more."""
    return " ".join(f"{_sentences(each)[1]}." for each in checks)


def changes_sentence(count: int) -> str:
    """How many changes by hand, all with reasons."""
    text = ngettext(
        "%(words)s endring for hånd, med grunn",
        "%(words)s endringer for hånd, alle med grunn",
        count,
        words=in_words(count),
    )
    return upper_first(text)


def conflict_sentence(rows: Sequence[ConflictRow]) -> str:
    """Open conflicts, without names: "Én inhabilitet er meldt: Moss"."""
    subjects = list(dict.fromkeys(subject_name(each) for each in rows))
    text = ngettext(
        "%(words)s inhabilitet er meldt: %(what)s",
        "%(words)s inhabiliteter er meldt: %(what)s",
        len(rows),
        words=in_words(len(rows)),
        what=listed(subjects),
    )
    return upper_first(text)


def subject_name(row: ConflictRow) -> str:
    """What a conflict is over."""
    if row.place is not None:
        return town(row.place)
    return row.key or _("hele inntaket")


# ---- What is lacking -------------------------------------------------------------------------


def lack_sentences(found: Standing, sitting: Sitting) -> tuple[str, ...]:
    """What a proposal still needs; how many only when it is not said by the sides."""
    sides = {Lack.HOSPITAL, Lack.MUNICIPALITY} & set(found.lacks)
    told = [each for each in found.lacks if each is not Lack.MEMBERS or not sides]
    return tuple(_lack(each, found, sitting) for each in told)


def _lack(lack: Lack, found: Standing, sitting: Sitting) -> str:
    if lack is Lack.MEMBERS:
        count = 2 - len(sitting.voices)
        return ngettext(
            "%(words)s godkjenning mangler.",
            "%(words)s godkjenninger mangler.",
            count,
            words=upper_first(in_words(count)),
        )
    if lack is Lack.CASES:
        return _(
            "%(cases)s må godkjennes av to som ikke er inhabile der.",
            cases=listed(list(found.cases)),
        )
    side = CouncilSide(lack.value)
    return _("Ingen for %(side)s har godkjent.", side=side_name(side))


def wanted(sitting: Sitting, side: CouncilSide) -> str:
    """Who can give the approval that a side lacks."""
    names = [
        each.name
        for each in sitting.members
        if each.side is side and not sitting.has_left(each.person_id)
    ]
    if not names:
        return _("ingen kan: rådet må oppnevne en stedfortreder for %(side)s", side=side_name(side))
    if len(names) == 1:
        return _("%(name)s, for %(side)s", name=names[0], side=side_name(side))
    return _("én for %(side)s: %(names)s", side=side_name(side), names=_or(names))


def _or(names: Sequence[str]) -> str:
    return _("%(first)s eller %(last)s", first=", ".join(names[:-1]), last=names[-1])


def excepted_words(subjects: Sequence[str]) -> str:
    """What an approval is not about: "unntatt sak K-07"."""
    if not subjects:
        return ""
    return ngettext(
        "unntatt sak %(cases)s", "unntatt sakene %(cases)s", len(subjects), cases=listed(subjects)
    )


def sentence_of(sitting: Sitting, run: str) -> str:
    """The page's answer: what the proposal waits for."""
    decision = sitting.decision
    if decision is None:
        return _("Ingen fordeling er lagt fram til vedtak.")
    if decision.decided_at is not None:
        return _("Rådet har vedtatt *kjøring %(run)s*.", run=run)
    lacks = sitting.standing.lacks
    if lacks == (Lack.CASES,):
        return _("Kjøring %(run)s mangler *godkjenning av enkelte saker*.", run=run)
    sides = [side_name(CouncilSide(each.value)) for each in lacks if each.value in SIDES]
    if not sides:
        return _("Kjøring %(run)s mangler *én godkjenning til*.", run=run)
    return _("Kjøring %(run)s mangler godkjenning for *%(sides)s*.", run=run, sides=listed(sides))


SIDES = frozenset(each.value for each in CouncilSide)
