"""The minutes in words, for the page, the PDF and the workbook: what one reader may read of them.

A reader with a conflict over a candidate sees the key and no more of that case. The public edition
has keys only, and no text about persons: reasons of changes, remarks and grounds are left out.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from app.clock import OSLO
from app.db.tables import CouncilSide, CouncilTask
from app.services.lis1_decisions_words import excepted_words, side_name, task_name
from app.services.lis1_words import honesty_words, mechanism_name, town
from app.services.wording import day, doubt, in_words, language, long_day, moment, upper_first
from pathways.types.knowledge import FactStatus
from rotations.lis1.results import How, Mechanism
from rotations.lis1.strategy import Honesty

Minutes = Mapping[str, Any]
Line = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads: from whom these cases (keys) are hidden, or everybody."""

    hidden: frozenset[str] = frozenset()
    is_public: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """A heading with paragraphs and a table; either may be empty."""

    title: str
    texts: tuple[str, ...] = ()
    heads: Line = ()
    rows: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class MinutesPage:
    """The minutes as one reader reads them."""

    name: str
    council: str
    is_draft: bool
    is_public: bool
    sentence: str
    reason: str
    parts: tuple[Part, ...]


def page_of(minutes: Minutes, reader: Reader) -> MinutesPage:
    """The minutes in the page's language."""
    decided = minutes["decided_at"]
    run = minutes["run"]
    placed = len(minutes["placed"])
    if decided:
        sentence = _(
            "Rådet vedtok *kjøring %(run)s* %(day)s.", run=run, day=long_day(_at(decided).date())
        )
    else:
        sentence = _("Utkast: kjøring %(run)s er *ikke vedtatt*.", run=run)
    reason = ngettext(
        "%(num)s lege får plass.",
        "%(num)s leger får plass.",
        placed,
    )
    if minutes["unplaced"]:
        reason += " " + ngettext(
            "%(words)s får ikke plass.",
            "%(words)s får ikke plass.",
            len(minutes["unplaced"]),
            words=upper_first(in_words(len(minutes["unplaced"]))),
        )
    parts = [
        _who(minutes, reader),
        _rules(minutes),
        _draw(minutes),
        _runs(minutes),
        _why(minutes),
        _changes(minutes, reader),
        _conflicts(minutes, reader),
        _remarks(minutes, reader),
        _result(minutes, reader),
        _unplaced(minutes, reader),
        _left(minutes),
    ]
    return MinutesPage(
        minutes["intake"]["name"],
        minutes["council"],
        not decided,
        reader.is_public,
        sentence,
        reason,
        tuple(each for each in parts if each.texts or each.rows),
    )


# ---- Who -------------------------------------------------------------------------------------


def _who(minutes: Minutes, reader: Reader) -> Part:
    rows = []
    for each in minutes["members"]:
        side = side_name(CouncilSide(each["side"]))
        task = task_name(CouncilTask(each["task"]))
        approved = each["approved_at"]
        if each["has_left"]:
            said = _("Inhabil i hele inntaket")
        elif approved:
            said = _("Godkjente %(when)s", when=moment(_at(approved)))
            excepted = excepted_words(each["excepted"])
            said = f"{said}, {excepted}" if excepted else said
        else:
            said = _("Har ikke godkjent") if not minutes["decided_at"] else "–"
        rows.append((each["name"], task, each["represents"] or side, side, said))
    texts = []
    if minutes["proposed_by"] and minutes["proposed_at"]:
        when = moment(_at(minutes["proposed_at"]))
        texts.append(_("Lagt fram av %(name)s %(when)s.", name=minutes["proposed_by"], when=when))
    heads = (_("Medlem"), _("Oppgave"), _("Fra"), _("Taler for"), _("Godkjenning"))
    return Part(_("Rådet"), tuple(texts), heads, tuple(rows))


def _remarks(minutes: Minutes, reader: Reader) -> Part:
    if reader.is_public:
        return Part("")
    rows = [(each["name"], each["remark"]) for each in minutes["members"] if each["remark"]]
    rows += [
        (
            _(
                "%(name)s, forslag %(number)s, sendt tilbake",
                name=each["by"],
                number=each["number"],
            ),
            each["remark"],
        )
        for each in minutes["earlier"]
    ]
    return Part(_("Merknader"), (), (_("Medlem"), _("Merknad")), tuple(rows))


def _conflicts(minutes: Minutes, reader: Reader) -> Part:
    rows = []
    for each in minutes["conflicts"]:
        over = town(each["place"]) if each["place"] else each["key"] or _("hele inntaket")
        dates = day(_at(each["declared_at"]))
        if each["lifted_at"]:
            dates = _(
                "%(day)s, opphevet %(lifted)s av %(by)s",
                day=dates,
                lifted=day(_at(each["lifted_at"])),
                by=each["lifted_by"] or _("ukjent"),
            )
        why = "" if reader.is_public or each["key"] in reader.hidden else each["why"]
        rows.append((each["name"], over, dates, why or "–"))
    heads = (_("Medlem"), _("Gjelder"), _("Meldt"), _("Hvorfor"))
    if not rows:
        return Part(_("Inhabilitet"), (_("Ingen har meldt seg inhabil."),))
    return Part(_("Inhabilitet"), (), heads, tuple(rows))


# ---- What it rests on ------------------------------------------------------------------------


def _rules(minutes: Minutes) -> Part:
    rules = minutes["rules"]
    uncertain = doubt(FactStatus(rules["status"]))
    source = ", ".join(filter(None, (rules["source"], uncertain)))
    texts = [rules["text"]]
    if source:
        texts.append(_("Kilde: %(source)s.", source=source.rstrip(".")))
    rows = tuple((each["text"], str(each["weight"])) for each in rules["criteria"])
    title = _(
        "Reglene, versjon %(number)s av %(day)s",
        number=rules["version"],
        day=_day(rules["decided_on"]),
    )
    return Part(title, tuple(texts), (_("Kriterium"), _("Poeng")) if rows else (), rows)


def _draw(minutes: Minutes) -> Part:
    draw = minutes["draw"]
    if draw["is_by_hand"]:
        return Part(_("Trekningen"), (_("Trukket for hånd. Det kan ikke regnes etter."),))
    verified = (
        _("Trekningen er regnet ut på nytt og stemmer.")
        if draw["is_verified"]
        else _("Trekningen stemmer ikke med det som ble kunngjort.")
    )
    rows = (
        (_("Fingeravtrykk av frøet"), draw["commitment"]),
        (_("Fingeravtrykk av listen"), draw["list_hash"]),
        (_("Låst"), _day(draw["committed_on"])),
        (_("Varslet kilde"), draw["public_source"]),
        (_("Offentlig tekst"), draw["public"]),
        (_("Vist"), _day(draw["revealed_on"])),
        (_("Frøet"), draw["seed"] if draw["revealed_on"] else ""),
    )
    kept = tuple((name, value) for name, value in rows if value)
    return Part(_("Trekningen"), (verified,), (_("Hva"), _("Verdi")), kept)


def _runs(minutes: Minutes) -> Part:
    rows = []
    for each in minutes["runs"]:
        name = f"{each['run']}. {mechanism_name(Mechanism(each['mechanism']))}"
        if each["is_chosen"]:
            name = _("%(name)s (valgt)", name=name)
        rows.append(
            (
                name,
                str(each["rules"]),
                _("%(first)s av %(all)s", first=each["first"], all=each["candidates"]),
                _mean(each["mean"]),
                "–" if each["worst"] is None else str(each["worst"]),
                str(each["swap_pairs"]),
                honesty_words(Honesty(each["honesty"]))[1],
                str(each["empty"]),
            )
        )
    heads = (
        *(_("Kjøring"), _("Regler"), _("Førsteønsket"), _("Snitt"), _("Dårligste ønske")),
        *(_("Ville byttet"), _("Ærlig liste lønner seg"), _("Tomme plasser")),
    )
    return Part(_("Måtene som ble kjørt"), (), heads, tuple(rows))


def _mean(value: float | None) -> str:
    """A mean rank with two decimals: 1,43."""
    if value is None:
        return "–"
    text = f"{value:.2f}"
    return text if language() == "en" else text.replace(".", ",")


def _why(minutes: Minutes) -> Part:
    title = _("Hvorfor kjøring %(run)s", run=minutes["run"])
    return Part(
        title, (minutes["note"],) if minutes["note"] else (_("Ingen begrunnelse er skrevet."),)
    )


def _changes(minutes: Minutes, reader: Reader) -> Part:
    rows = []
    for each in minutes["changes"]:
        keys = {each["candidate"], each["swap"]} - {None}
        if keys & reader.hidden:
            rows.append((hidden_word(), "", "", ""))
            continue
        what = each["seat"] or _("ingen plass")
        who = each["candidate"]
        if each["swap"]:
            who = _("%(one)s og %(other)s", one=who, other=each["swap"])
        reason = _("Står i rådets egen protokoll") if reader.is_public else each["reason"]
        rows.append((who, what, reason, effect_words(each["effect"])))
    if not rows:
        return Part(_("Endringer for hånd"), (_("Ingen."),))
    heads = (_("Lege"), _("Fikk"), _("Grunn"), _("Virkning"))
    return Part(_("Endringer for hånd"), (), heads, tuple(rows))


def effect_words(effect: Mapping[str, Any]) -> str:
    """What a change by hand did: how many gained and lost."""
    moved = effect.get("moved") if isinstance(effect.get("moved"), list) else None
    if moved is None:
        counts = [effect.get(name) for name in ("gains", "loses")]
        gains, loses = (len(x) if isinstance(x, list) else int(x or 0) for x in counts)
    else:
        turned = [each.get("turned") for each in moved]
        gains, loses = turned.count("gains"), turned.count("loses")
    return _("%(gains)s får noe bedre, %(loses)s noe dårligere", gains=gains, loses=loses)


# ---- The result ------------------------------------------------------------------------------


def hidden_word() -> str:
    """What stands for a case that the reader may not know."""
    return _("Skjult: du har meldt deg inhabil")


def _result(minutes: Minutes, reader: Reader) -> Part:
    rows: list[Line] = []
    for each in minutes["placed"]:
        if each["key"] in reader.hidden:
            rows.append((each["key"], hidden_word()))
            continue
        name = () if reader.is_public else (each["name"],)
        number = "–" if each["number"] is None else str(each["number"])
        seat, start = each["seat_name"], _day(each["starts_on"])
        rows.append((each["key"], *name, number, seat, _got(each), start))
    name_head = () if reader.is_public else (_("Lege"),)
    heads = (_("Nøkkel"), *name_head, _("Trukket"), _("Plass"), _("Ønske"), _("Oppstart"))
    width = len(heads)
    return Part(_("Fordelingen"), (), heads, tuple((*row, *[""] * width)[:width] for row in rows))


def _got(placed: Mapping[str, Any]) -> str:
    how = How(placed["how"])
    if how is How.PREPLACED:
        return _("på forhånd")
    rank = "–" if placed["rank"] is None else _("nr. %(rank)s", rank=placed["rank"])
    if how is How.MANUAL:
        return _("%(rank)s, endret for hånd", rank=rank)
    return str(rank)


def _unplaced(minutes: Minutes, reader: Reader) -> Part:
    if not minutes["unplaced"]:
        return Part(_("Uten plass"), (_("Alle har fått plass."),))
    rows: list[Line] = []
    for each in minutes["unplaced"]:
        if reader.is_public:
            rows.append((each["key"],))
        else:
            hidden = each["key"] in reader.hidden
            rows.append((each["key"], hidden_word() if hidden else each["name"]))
    heads = (_("Nøkkel"),) if reader.is_public else (_("Nøkkel"), _("Lege"))
    return Part(_("Uten plass"), (), heads, tuple(rows))


def _left(minutes: Minutes) -> Part:
    if not minutes["left"]:
        return Part(_("Plasser igjen"), (_("Ingen plasser er igjen."),))
    rows = tuple((each["seat"], str(each["places"]), str(each["left"])) for each in minutes["left"])
    heads = (_("Plass"), _("Plasser"), _("Igjen"))
    return Part(_("Plasser igjen"), (), heads, rows)


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(OSLO)


def _day(text: str | None) -> str:
    return day(date.fromisoformat(text)) if text else ""
