"""The sentences of the backtest: each from its numbers, and nothing else."""

from flask_babel import gettext as _

from app.services.wording import figure, in_words, together
from pathways.forecast.backtest import Mark, Score

HUNDRED = 100
NEAR = 3
"""Years ahead that the headline tells of, or the nearest that could be tried."""


def share(value: float) -> str:
    """5,8 %."""
    return together(_("%(number)s %%", number=figure(round(value * HUNDRED, 1))))


def headline(years: int, score: Score) -> str:
    """How far off the method would have been so many years ahead, on average."""
    if years == 1:
        return _("Ett år fram ville metoden ha bommet med *%(share)s*.", share=share(score.mape))
    return _(
        "%(years)s år fram ville metoden ha bommet med *%(share)s*.",
        years=in_words(years).capitalize(),
        share=share(score.mape),
    )


def reason(score: Score) -> str:
    """Against the plain rivals; all years ahead together."""
    told = [
        _("I snitt over alle år bommet metoden med %(share)s.", share=share(score.mape)),
        _("Å si at alt blir som nå, ville ha bommet med %(share)s.", share=share(score.same_mape)),
    ]
    if score.ratio_mape is not None:
        told.append(
            _(
                "Like mange per innbygger ville ha bommet med %(share)s.",
                share=share(score.ratio_mape),
            )
        )
    return " ".join(told)


def bias(score: Score) -> str:
    """Whether it was too high or too low, all persons together."""
    rounded = round(score.bias * HUNDRED, 1)
    if rounded > 0:
        return _("%(share)s for høyt", share=share(score.bias))
    if rounded < 0:
        return _("%(share)s for lavt", share=share(-score.bias))
    return _("verken for høyt eller for lavt")


def inside(part: float) -> str:
    """98 av 100."""
    return _("%(number)s av 100", number=figure(round(part * HUNDRED)))


def mark_name(mark: Mark) -> str:
    """What is asked for."""
    return {
        "mape_3": _("Bom tre år fram"),
        "mape_8": _("Bom åtte år fram"),
        "inside_80": _("Utfall i spennet som skal holde 8 av 10"),
        "against_same": _("Bom mot å si at alt blir som nå"),
    }[mark.name]


def mark_wanted(mark: Mark) -> str:
    """What it takes."""
    if mark.most is None:
        return _("ukjent")
    if mark.least is None:
        return _("høyst %(most)s", most=share(mark.most))
    return _("%(least)s til %(most)s", least=inside(mark.least), most=inside(mark.most))


def mark_found(mark: Mark) -> str:
    """What came out."""
    if mark.value is None:
        return _("ukjent")
    return share(mark.value) if mark.least is None else inside(mark.value)


def mark_verdict(mark: Mark) -> str:
    """Reached or not, or that nothing can tell."""
    if mark.is_reached is None:
        return _("Kan ikke prøves")
    return _("Nådd") if mark.is_reached else _("Ikke nådd")


def mark_why(mark: Mark) -> str | None:
    """Why it cannot be tried, or which way an interval is wrong."""
    if mark.value is None:
        return _("Historien er for kort.")
    if mark.is_reached or mark.least is None:
        return None
    if mark.value < mark.least:
        return _("Spennet er for smalt: mer hendte enn metoden trodde.")
    return _("Spennet er for bredt: mindre hendte enn metoden trodde.")


def untried(region: str) -> str:
    """Nobody has tried it."""
    return _("Metoden er *ikke prøvd* på historien til %(region)s.", region=region)


def why_untried(has_data: bool) -> str:
    """What it takes."""
    if has_data:
        return _(
            "Prøven stiller seg i tidligere år, framskriver med det man visste da, "
            "og ser hva som kom."
        )
    return _("Det krever regionens egne tall, minst seks år tilbake.")


def too_short() -> str:
    """The history does not reach far enough back."""
    return _("Historien er *for kort* til å prøve metoden.")


def why_too_short(years: int) -> str:
    """How far back it must reach, and what that means."""
    return _(
        "Det trengs minst %(years)s år med antall i stilling. "
        "Ingen vet hvor godt metoden treffer her.",
        years=in_words(years),
    )
