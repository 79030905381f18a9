"""The form of one thing that a doctor of a plan needs: service, months, places, order."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import uuid4

from flask_babel import gettext as _
from sqlmodel import Session

from app.exchange.rotation_needs import Needs
from app.services.logbook_form import Raw
from app.services.places_fields import (
    Draft,
    FormField,
    FormSpec,
    Lines,
    PlaceReading,
    Stored,
    shown,
)
from app.services.rotation_edits import SUBJECT
from app.services.rotation_members_page import months_text, needs_of
from app.services.wording import listed
from app.store import access as access_store
from app.store import place_edits, places, rotations
from app.store import rotation_plans as store
from app.store.rotation_values import BoardRows, MemberRow, PlanHead, UnitRow
from rotations.types.case import Block

LONGEST_SERVICE, LONGEST_BLOCK = 160, 240


@dataclass(frozen=True, slots=True)
class Bench:
    """What the forms of one row are made from: the draft, the row, and the places there are."""

    plan: PlanHead
    board: BoardRows
    member: MemberRow
    needs: Needs
    units: tuple[UnitRow, ...]
    near: frozenset[str]
    """Keys of the units that the plan uses already; the form shows them first."""
    seen: int

    def block(self, key: str) -> Block | None:
        """One block by key."""
        return next((each for each in self.needs.blocks if each.key == key), None)


def bench_of(session: Session, plan: PlanHead, key: str) -> Bench | None:
    """The row in the version that is open; None when there is no such row in a draft."""
    head = rotations.open_version(session, plan.id)
    if head is None or not head.is_draft:
        return None
    board = rotations.load_board(session, head.id)
    member = board.member(key)
    if member is None:
        return None
    near = {each.unit.key for each in board.placements} | {
        site for one in board.members for each in needs_of(one, plan)[0].blocks
        for site in each.sites
    }  # fmt: skip
    return Bench(
        plan,
        board,
        member,
        needs_of(member, plan)[0],
        units_of(session, plan, near),
        frozenset(near),
        store.newest_edit_of(session, head.id, key),
    )


def units_of(session: Session, plan: PlanHead, also: Collection[str]) -> tuple[UnitRow, ...]:
    """Where a plan's doctors can be: one's own units, those agreements open, and `also`."""
    own = access_store.with_children(session, {plan.organisation_id})
    known = {row.id for row in rotations.load_units(session, also).values()}
    return store.units_of(session, own, known | _agreed(session, own))


def _agreed(session: Session, own: frozenset[int]) -> set[int]:
    """Units of hosts that an agreement of one's own lets doctors serve at."""
    rows = [each for each in places.list_agreements(session, party_ids=own) if each.home_id in own]
    hosts = {each.host_id for each in rows if each.unit_id is None}
    whole = {key for key, _name in place_edits.list_units_within(session, hosts)}
    return whole | {each.unit_id for each in rows if each.unit_id is not None}


# --- One need ---


def need_draft(bench: Bench, block: Block | None, first: Raw) -> Draft:
    """The form of a need to fill in; `first` fills a new one."""
    raw = dict(first) if block is None else _raw(bench, block)
    return Draft(need_spec(bench, block), {**raw, "version": str(bench.seen)}, None)


def need_spec(bench: Bench, block: Block | None) -> FormSpec:
    """Service, length, places, and what comes first."""
    names = Counter(unit.name for unit in bench.units)
    near: list[FormField] = []
    far: list[FormField] = []
    for unit in bench.units:
        is_alone = names[unit.name] == 1
        name = unit.name if is_alone else f"{unit.name}, {unit.organisation}"
        spot = FormField(f"unit_{unit.id}", name, "check")
        (near if unit.key in bench.near else far).append(spot)
    own = None if block is None else block.key
    earlier = [each for each in bench.needs.blocks if each.key != own]
    fields = (
        FormField("service", _("Tjeneste"), hint=_("Slik den heter i utdanningsplanen.")),
        FormField("least", _("Minst antall måneder"), size=6),
        FormField(
            "most",
            _("Høyst antall måneder"),
            size=6,
            hint=_("La stå tom hvis det er det samme. Måneder med permisjon teller ikke."),
        ),
        *(
            FormField(
                f"after_{number}", _("Kommer etter %(service)s", service=each.service), "check"
            )
            for number, each in enumerate(earlier)
        ),
        *near,
    )

    def read(reading: PlaceReading) -> None:
        _read(reading, bench, earlier)

    def words(values: Mapping[str, Any]) -> Lines:
        return _words(values, bench)

    told = _("Velg alle stedene der tjenesten kan tas. Forslaget bruker bare dem.")
    return FormSpec(told, fields, read, words, tuple(far), _("Flere steder"))


def _raw(bench: Bench, block: Block) -> dict[str, str]:
    ids = {unit.key: unit.id for unit in bench.units}
    earlier = [each.key for each in bench.needs.blocks if each.key != block.key]
    return {
        "service": block.service,
        "least": str(block.min_months),
        "most": str(block.max_months) if block.max_months != block.min_months else "",
        **{f"unit_{ids[key]}": "1" for key in block.sites if key in ids},
        **{f"after_{n}": "1" for n, key in enumerate(earlier) if key in block.after},
    }


def _read(reading: PlaceReading, bench: Bench, earlier: list[Block]) -> None:
    values = reading.values
    reading.words("service", LONGEST_SERVICE, _("Skriv hva tjenesten heter."))
    reading.number("least", 1, LONGEST_BLOCK, _("Skriv hvor mange måneder."))
    reading.number("most", 1, LONGEST_BLOCK)
    values["most"] = values["most"] or values["least"]
    reading.ordered("least", "most", _("Minst kan ikke være mer enn høyst."))
    chosen = [each for each in bench.units if reading.text(f"unit_{each.id}") == "1"]
    values["sites"] = [each.key for each in chosen]
    if not chosen and bench.units:
        first = next((u for u in bench.units if u.key in bench.near), bench.units[0])
        reading.fail(f"unit_{first.id}", _("Velg minst ett sted."))
    values["after"] = [
        each.key for n, each in enumerate(earlier) if reading.text(f"after_{n}") == "1"
    ]


def _words(values: Mapping[str, Any], bench: Bench) -> Lines:
    names = {unit.key: unit.name for unit in bench.units}
    services = {each.key: each.service for each in bench.needs.blocks}
    return [
        (_("Tjeneste"), shown(values["service"])),
        (_("Lengde"), months_text(values["least"], values["most"])),
        (_("Steder"), listed([names.get(key, key) for key in values["sites"]]) or "–"),
        (_("Kommer etter"), listed([services.get(key, key) for key in values["after"]]) or "–"),
    ]


def stored_need(bench: Bench, block: Block) -> Stored:
    """A need as it is stored; its version is the newest edit of the row."""
    values = {
        "service": block.service,
        "least": block.min_months,
        "most": block.max_months,
        "sites": [u.key for u in bench.units if u.key in block.sites],
        "after": [each.key for each in bench.needs.blocks if each.key in block.after],
    }
    return Stored((SUBJECT, bench.board.version.public_id), str(bench.seen), values)


def block_of(values: Mapping[str, Any], block: Block | None) -> Block:
    """The block of a form; what the form does not show of it stays."""
    fields = {
        "service": values["service"],
        "sites": tuple(values["sites"]),
        "min_months": values["least"],
        "max_months": values["most"],
        "after": tuple(values["after"]),
    }
    if block is None:
        return Block(key=f"behov-{uuid4().hex[:8]}", **fields)
    return replace(block, **fields)


def circle(needs: Needs, made: Block) -> str | None:
    """Why the order cannot be: something would come after itself."""
    after = {each.key: each.after for each in needs.blocks} | {made.key: made.after}
    trail, ahead = set(), list(made.after)
    while ahead:
        key = ahead.pop()
        if key == made.key:
            return _("Rekkefølgen går i ring: tjenesten ville komme etter seg selv.")
        if key not in trail:
            trail.add(key)
            ahead += after.get(key, ())
    return None
