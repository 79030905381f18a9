"""Rules of a LIS1 council in words: what counts, how the machine checks it, what differs."""

import difflib
from collections.abc import Iterable, Mapping, Sequence

from flask_babel import gettext as _
from flask_babel import ngettext

from app.db.tables import Lis1Rules, RulesState
from app.exchange.lis1_parts import read_criteria
from app.services import wording
from app.services.wording import in_words, long_day
from pathways.types.knowledge import FactStatus as KnowledgeStatus
from rotations.lis1.types import Criterion, CriterionKind, FactStatus, Scope


def kind_name(kind: CriterionKind) -> str:
    """What a criterion is about."""
    return {
        CriterionKind.NEED: _("Behov"),
        CriterionKind.AFFILIATION: _("Tilhørighet"),
        CriterionKind.QUALIFICATION: _("Kompetanse"),
    }[kind]


def scope_name(scope: Scope) -> str:
    """Where a criterion counts."""
    return {
        Scope.EVERYWHERE: _("Alle plasser"),
        Scope.HOSPITAL: _("Plasser ved sykehuset det gjelder"),
        Scope.MUNICIPALITY: _("Plasser i kommunen det gjelder"),
    }[scope]


def state_name(state: RulesState) -> str:
    """How far a version has come."""
    return {
        RulesState.PROPOSED: _("Forslag"),
        RulesState.ADOPTED: _("Gjelder"),
        RulesState.SUPERSEDED: _("Tidligere"),
        RulesState.DISCARDED: _("Forkastet"),
    }[state]


def status_name(status: FactStatus) -> str:
    """How sure the source is."""
    return wording.doubt(KnowledgeStatus(status.value)) or _("bekreftet")


def points(weight: int) -> str:
    """Points in a sentence."""
    return ngettext("%(num)s poeng", "%(num)s poeng", weight)


def least(criterion: Criterion) -> str:
    """How much a fact must be: a yes, or so many months."""
    if criterion.at_least == 1:
        return _("ja")
    return _("minst %(months)s", months=wording.months_long(criterion.at_least))


def machine_sentence(criterion: Criterion) -> str:
    """What the machine looks at, in one sentence."""
    weight, subject = points(criterion.weight), criterion.subject
    what = (
        _("«%(subject)s» er bekreftet", subject=subject)
        if criterion.at_least == 1
        else _("«%(subject)s» er bekreftet for %(least)s", subject=subject, least=least(criterion))
    )
    return {
        Scope.EVERYWHERE: _("%(points)s for alle plasser når %(what)s.", points=weight, what=what),
        Scope.HOSPITAL: _(
            "%(points)s for plasser ved et sykehus når %(what)s og gjelder dette sykehuset.",
            points=weight,
            what=what,
        ),
        Scope.MUNICIPALITY: _(
            "%(points)s for plasser i en kommune når %(what)s og gjelder denne kommunen.",
            points=weight,
            what=what,
        ),
    }[criterion.scope]


def remaining_words(any_remaining: bool) -> str:
    """What becomes of those who get none of their wishes."""
    if any_remaining:
        return _(
            "Den som ikke får noe ønske, får en ledig plass, i trukket rekkefølge og der det er "
            "flest plasser igjen."
        )
    return _("Ingen får en plass de ikke har ønsket. Den som ikke får noe ønske, står uten plass.")


def answer(adopted: Lis1Rules | None) -> tuple[str, str]:
    """What counts, and since when."""
    if adopted is None:
        return (
            _("Rådet har *ikke vedtatt regler*."),
            _("Begynn med en mal eller et tomt forslag. Ingenting gjelder før rådet har vedtatt "
              "det."),
        )  # fmt: skip
    count = len([each for each in adopted.criteria if each["weight"]])
    since = "" if adopted.decided_on is None else long_day(adopted.decided_on)
    reason = _("Flest poeng går foran. Har flere like mange, avgjør loddtrekningen.")
    if not count:
        sentence = _("*Bare loddtrekningen* avgjør, siden %(day)s.", day=since)
        return sentence, remaining_words(adopted.any_remaining)
    sentence = ngettext(
        "*Ett kriterium* gir poeng, siden %(day)s.",
        "*%(words)s kriterier* gir poeng, siden %(day)s.",
        count,
        words=in_words(count).capitalize(),
        day=since,
    )
    return sentence, reason


def lines_of(values: Mapping[str, object]) -> list[tuple[str, str]]:
    """A version as label and text, for two versions side by side."""
    criteria = values["criteria"]
    assert isinstance(criteria, list | tuple)
    status = values["status"]
    assert isinstance(status, FactStatus)
    told = [f"{each.key}: {each.text} {machine_sentence(each)}" for each in criteria]
    return [
        (_("Teksten"), str(values["text"])),
        (_("Kilde"), str(values["source"] or "–")),
        (_("Tilstand"), status_name(status)),
        (_("Uten ønsket plass"), remaining_words(bool(values["any_remaining"]))),
        (_("Kriterier"), " ".join(told) or _("Ingen")),
    ]


# ---- What differs ----------------------------------------------------------------------------


def differences(before: Lis1Rules, after: Lis1Rules) -> tuple[str, ...]:
    """What one version says otherwise than another, a sentence each."""
    return (
        *_criteria_changes(read_criteria(before.criteria), read_criteria(after.criteria)),
        *_remaining_change(before, after),
        *_text_changes(before.text, after.text),
    )


def _criteria_changes(before: Iterable[Criterion], after: Iterable[Criterion]) -> Iterable[str]:
    was = {each.key: each for each in before}
    now = {each.key: each for each in after}
    for key, each in now.items():
        if key not in was:
            yield _("Nytt kriterium: %(text)s %(how)s", text=each.text, how=machine_sentence(each))
        elif was[key] != each:
            yield from _criterion_changes(was[key], each)
    for key, each in was.items():
        if key not in now:
            yield _("Tatt ut: %(text)s %(how)s", text=each.text, how=machine_sentence(each))


def _criterion_changes(was: Criterion, now: Criterion) -> Iterable[str]:
    pairs = (
        (_("ordlyden"), f"«{was.text}»", f"«{now.text}»"),
        (_("poengene"), points(was.weight), points(now.weight)),
        (_("hvor mye som kreves"), least(was), least(now)),
        (_("hvor det gjelder"), _low(scope_name(was.scope)), _low(scope_name(now.scope))),
        (_("opplysningen"), f"«{was.subject}»", f"«{now.subject}»"),
        (_("hva det handler om"), _low(kind_name(was.kind)), _low(kind_name(now.kind))),
    )
    for what, old, new in pairs:
        if old != new:
            yield _(
                "%(key)s: %(what)s endres fra %(old)s til %(new)s.",
                key=now.key,
                what=what,
                old=old,
                new=new,
            )


def _remaining_change(before: Lis1Rules, after: Lis1Rules) -> Iterable[str]:
    if before.any_remaining != after.any_remaining:
        yield remaining_words(after.any_remaining)


def _text_changes(before: str, after: str) -> Iterable[str]:
    for line in difflib.ndiff(_sentences(before), _sentences(after)):
        if line.startswith("- "):
            yield _("Teksten mister: «%(text)s»", text=line[2:])
        elif line.startswith("+ "):
            yield _("Teksten får: «%(text)s»", text=line[2:])


def _sentences(text: str) -> Sequence[str]:
    """A text line by line, and long lines sentence by sentence."""
    lines = (line.replace(". ", ".\n").split("\n") for line in text.splitlines())
    return [part.strip() for line in lines for part in line if part.strip()]


def _low(text: str) -> str:
    return wording.lower_first(text)
