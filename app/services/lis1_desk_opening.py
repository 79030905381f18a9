"""What the council's desk begins with: the answer, the reason under it, and the facts."""

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import ngettext

from app.db.tables import IntakeState
from app.services.lis1_case import municipality_starts_on
from app.services.lis1_desk_runs import Entry
from app.services.lis1_runs import is_drawn
from app.services.lis1_words import letter, wish_word
from app.services.start_pages import Opening
from app.services.wording import figure, in_words, long_day, upper_first
from app.store.lis1 import StoredIntake
from app.store.lis1_desk import IntakeLine
from rotations.lis1.figures import Figures


def opening_of_line(line: IntakeLine) -> Opening:
    """The answer of an intake that has not been shared out yet."""
    intake = line.intake
    if intake.state is IntakeState.PREPARING:
        return Opening(
            _("*%(name)s* er ikke lyst ut ennå.", name=intake.name),
            _("Først plasser og frister, så kan kandidatene ønske."),
        )
    if intake.state is IntakeState.OPEN and intake.deadline_on is not None:
        return Opening(
            _(
                "*%(sent)s av %(all)s* har levert ønsker. Fristen er %(day)s.",
                sent=line.sent,
                all=line.candidates,
                day=long_day(intake.deadline_on),
            )
        )
    if not is_drawn(intake):
        return Opening(
            _("*%(sent)s av %(all)s* har levert ønsker.", sent=line.sent, all=line.candidates),
            _("Nå må det trekkes. Så kan plassene fordeles."),
        )
    return Opening(
        _("Det er trukket. *%(all)s leger* kan få plass.", all=figure(line.candidates)),
        _("Kjør én eller flere av de seks måtene å fordele på, og se hva hver av dem gir."),
    )


def opening_of_run(chosen: Entry, entries: Sequence[Entry], *, is_decided: bool) -> Opening:
    """How many get their first wish in the chosen run, beside the others."""
    assert chosen.figures is not None
    ranks = chosen.figures.everybody
    name = letter(chosen.row.number)
    counts = {"first": ranks.first, "all": ranks.candidates, "run": name}
    sentence = (
        _("*%(first)s av %(all)s* fikk førsteønsket med kjøring %(run)s.", **counts)
        if is_decided
        else _(
            "*%(first)s av %(all)s* får førsteønsket hvis rådet velger kjøring %(run)s.", **counts
        )
    )
    others = [
        each
        for each in entries
        if each is not chosen
        and each.figures is not None
        and bool(each.stale) is bool(chosen.stale)
    ]
    best = max(others, key=lambda each: _first(each.figures), default=None)
    return Opening(sentence, _beside(chosen, best))


def _is_beside(each: Entry, chosen: Entry) -> bool:
    """Whether two runs share out the same: the same rules, and as old."""
    is_same_age = bool(each.stale) is bool(chosen.stale)
    return each.figures is not None and is_same_age and each.row.rules_id == chosen.row.rules_id


def _first(found: Figures | None) -> int:
    return found.everybody.first if found else 0


def _beside(chosen: Entry, best: Entry | None) -> str:
    """The run with most first wishes, when it is another; then pairs and the worst wish here."""
    assert chosen.figures is not None
    texts = []
    named = False
    if best is not None and best.figures is not None:
        other = letter(best.row.number)
        count, pairs = _first(best.figures), best.figures.swap_pairs
        if count > _first(chosen.figures):
            named = True
            texts.append(
                ngettext(
                    "Kjøring %(run)s gir %(first)s, men der finnes %(pairs)s par av lege og"
                    " kommune som heller ville hatt hverandre.",
                    "Kjøring %(run)s gir %(first)s, men der finnes %(pairs)s par av lege og"
                    " kommune som heller ville hatt hverandre.",
                    pairs,
                    run=other,
                    first=count,
                    pairs=in_words(pairs),
                )
                if pairs
                else _(
                    "Kjøring %(run)s gir %(first)s, og der finnes ingen par av lege og kommune"
                    " som heller ville hatt hverandre.",
                    run=other,
                    first=count,
                )
            )
        else:
            texts.append(_("Ingen annen kjøring gir flere."))
    texts.append(_here(chosen, named))
    return " ".join(texts)


def _here(chosen: Entry, named: bool) -> str:
    """What the chosen run leaves behind; `named`: the pairs were explained just before."""
    assert chosen.figures is not None
    found, run = chosen.figures, letter(chosen.row.number)
    count = in_words(found.swap_pairs) if found.swap_pairs else _("ingen")
    if named:
        pairs = _("I %(run)s finnes %(count)s", run=run, count=count)
    else:
        pairs = _(
            "I %(run)s finnes %(count)s par av lege og kommune som heller ville hatt hverandre",
            run=run,
            count=count,
        )
    ranks = found.everybody
    if ranks.unplaced:
        rest = ngettext(
            "%(words)s lege får ingen plass",
            "%(words)s leger får ingen plass",
            ranks.unplaced,
            words=in_words(ranks.unplaced),
        )
    elif ranks.worst is not None:
        rest = _("ingen får dårligere enn %(wish)s", wish=wish_word(ranks.worst))
    else:
        return upper_first(pairs) + "."
    return _("%(one)s, og %(other)s.", one=pairs, other=rest)


def facts_of(stored: StoredIntake) -> tuple[str, ...]:
    """How large the intake is, and when the municipality will be known."""
    people = sum(each.withdrawn_on is None for each in stored.candidates)
    places = sum(each.places for each in stored.seats)
    towns = len({each.municipality_id for each in stored.seats})
    text = _(
        "%(people)s, %(places)s i %(towns)s",
        people=ngettext("%(num)s lege", "%(num)s leger", people),
        places=ngettext("%(num)s plass", "%(num)s plasser", places),
        towns=ngettext("%(num)s kommune", "%(num)s kommuner", towns),
    )
    notice = _notice(stored)
    return (text, notice) if notice else (text,)


def _notice(stored: StoredIntake) -> str | None:
    """When the first offers go out, and how long that is before the municipal service."""
    tracks = {each.id: each for each in stored.tracks}
    days = {municipality_starts_on(each, tracks[each.track_id]) for each in stored.seats}
    known = sorted(each for each in days if each is not None)
    if not known or not stored.offer_dates:
        return None
    sent = stored.offer_dates[0].sent_on
    first = known[0]
    months = (first.year - sent.year) * 12 + first.month - sent.month - (first.day < sent.day)
    if months < 1:
        return None
    length = ngettext("%(num)s måned", "%(num)s måneder", months)
    if len(known) == 1:
        return _(
            "Alle får vite kommunen fra %(day)s, %(months)s før de begynner der",
            day=long_day(sent),
            months=length,
        )
    return _(
        "Alle får vite kommunen fra %(day)s, minst %(months)s før de begynner der",
        day=long_day(sent),
        months=length,
    )
