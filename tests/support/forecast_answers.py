"""Answers of the forecast with figures that nobody reckoned, for what only carries them about."""

from random import Random

from pathways.forecast.results import (
    BANDS,
    Advice,
    Answer,
    Asked,
    Band,
    LeverEffect,
    LeverKind,
    NoIntake,
    Outlook,
    Parts,
    Question,
    Swing,
    Tried,
)
from pathways.forecast.scenarios import ChangeKind


def any_answer(draw: Random) -> Answer:
    """An answer of the right form: rows as long as its years, advices that share one curve."""
    years = draw.randint(1, 20)
    target = draw.randint(1, years)
    question = Question(
        draw.randint(1, target),
        target,
        tuple(draw.uniform(0.01, 0.99) for _ in range(draw.randint(1, 4))),
        draw.randint(0, 40),
    )
    too_soon = draw.random() < 0.3
    curve = tuple(_tried(draw, n) for n in range(1 if too_soon else question.most + 1))
    earliest = target + 1 if too_soon else draw.randint(1, target)
    return Answer(
        question=question,
        outlook=_outlook(draw, years),
        now=_tried(draw, draw.randint(0, 9)),
        advices=tuple(_advice(draw, question, p, curve, earliest) for p in question.chances),
        earliest_year=earliest,
        levers=tuple(
            LeverEffect(kind, _figure(draw), draw.randint(1, years), _figure(draw))
            for kind in draw.sample(list(LeverKind), 3)
        ),
        lever_year=draw.randint(1, years),
        swings=tuple(
            Swing(kind.value, *(_figure(draw) for _ in range(4)))
            for kind in draw.sample(list(ChangeKind), 4)
        ),
        worst_year=draw.randint(1, years),
        pipeline=_row(draw, years, 0),
        pipeline_starts=_row(draw, years, 0),
        exits=_row(draw, years, 0),
    )


def _advice(
    draw: Random, question: Question, chance: float, curve: tuple[Tried, ...], earliest: int
) -> Advice:
    asked = Asked(question.first_year, question.target_year, chance, question.most)
    if earliest > question.target_year:
        return Advice(asked, None, NoIntake.TOO_SOON, curve, earliest)
    if draw.random() < 0.3:
        return Advice(asked, None, NoIntake.TOO_MANY, curve, earliest)
    return Advice(asked, draw.randrange(len(curve)), None, curve, earliest)


def _outlook(draw: Random, years: int) -> Outlook:
    return Outlook(
        supply=_band(draw, years),
        needed=_band(draw, years),
        gap=_band(draw, years),
        heads=_band(draw, years),
        filled=tuple(draw.choice((0.0, 1.0, draw.random())) for _ in range(years + 1)),
        surplus=tuple(draw.random() for _ in range(years + 1)),
        shortfall=_row(draw, years, 0),
        parts=tuple(
            Parts(year, abs(_figure(draw)), abs(_figure(draw))) for year in range(years + 1)
        ),
        paths=draw.randint(1, 10_000),
    )


def _band(draw: Random, years: int) -> Band:
    return Band({level: _row(draw, years) for level in BANDS}, _row(draw, years))


def _row(draw: Random, years: int, least: float | None = None) -> tuple[float, ...]:
    row = (_figure(draw) for _ in range(years + 1))
    return tuple(row if least is None else (max(least, each) for each in row))


def _tried(draw: Random, starts: int) -> Tried:
    chance, low, high, surplus = (draw.random() for _ in range(4))
    return Tried(starts, chance, low, high, surplus, abs(_figure(draw)))


def _figure(draw: Random) -> float:
    return draw.choice((0.0, 12.5, draw.uniform(-80, 80), draw.uniform(-1e-7, 1e-7)))
