"""What is stored about places, on both databases: which rows count, and who was faster."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import Session, select

from app.db import tables as db
from app.store import hosts, place_access
from app.store import place_edits as edits
from app.store import places as store
from pathways.types.knowledge import FactStatus
from pathways.types.record import PlaceKind
from rotations.types.case import LimitKind, TraineeGroup
from tests.web.test_query_counts import counted_statements

NOW = datetime(2026, 11, 23, 5, tzinfo=UTC)
TODAY = NOW.date()


class Ground:
    """A trust with a hospital and two units, a municipality with one, a practice with one."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.trust = self.organisation("trust", "health_trust")
        self.hospital = self.organisation("hospital", "hospital", self.trust)
        self.town = self.organisation("town", "municipality")
        self.practice = self.organisation("practice", "contract_specialist")
        self.ward = self.unit("ward", self.hospital)
        self.clinic = self.unit("clinic", self.trust)
        self.surgery = self.unit("surgery", self.town)
        self.private = self.unit("private", self.practice)

    def organisation(self, key: str, kind: str, parent: int | None = None) -> int:
        row = db.Organisation(
            key=f"t-{key}", name=key, kind=kind, parent_id=parent, status=FactStatus.CONFIRMED
        )
        self.session.add(row)
        self.session.flush()
        return row.id or 0

    def unit(self, key: str, owner: int) -> int:
        row = db.Unit(
            organisation_id=owner, key=f"t-{key}", name=key, short_name=key[:12],
            place_kind=PlaceKind.HOSPITAL,
        )  # fmt: skip
        self.session.add(row)
        self.session.flush()
        return row.id or 0

    def capacity(self, units: tuple[int, ...], **more: Any) -> str:
        fields = {
            "organisation_id": self.trust, "name": "Room", "kind": LimitKind.PLACE, "minimum": 1,
            "maximum": 3, "valid_from": date(2026, 1, 1), "valid_to": None,
        }  # fmt: skip
        key = edits.add_row(self.session, edits.CAPACITY, fields | more)
        edits.set_units(self.session, key, units)
        return key

    def agreement(self, home: int, host: int, **more: Any) -> str:
        fields = {
            "kind": db.AgreementKind.EXTERNAL_SERVICE, "state": db.AgreementState.AGREED,
            "title": "Deal", "home_id": home, "host_id": host, "starts_on": date(2026, 1, 1),
        }  # fmt: skip
        return edits.add_row(self.session, edits.AGREEMENT, fields | more)


@pytest.fixture
def ground(session: Session) -> Ground:
    return Ground(session)


def test_capacities_come_with_all_their_units_and_only_when_in_force(ground: Ground) -> None:
    shared = ground.capacity((ground.ward, ground.clinic), groups=["lis1"], services=["Akutt"])
    ground.capacity((ground.ward,), valid_to=date(2026, 12, 31))
    ground.capacity((ground.ward,), valid_from=date(2028, 1, 1))
    ground.capacity((ground.surgery,))
    first, last = date(2027, 1, 1), date(2027, 12, 31)
    [found] = store.limits_of(ground.session, [ground.ward], first, last).capacities
    assert found.public_id == shared
    assert found.unit_ids == (ground.ward, ground.clinic)
    assert found.groups == (TraineeGroup.LIS1,)
    assert found.services == ("Akutt",)
    # Both ends of a period belong to it.
    ends = store.limits_of(ground.session, [ground.ward], date(2026, 12, 31), date(2028, 1, 1))
    assert len(ends.capacities) == 3


def test_supervisors_are_those_in_force_at_the_units(ground: Ground) -> None:
    for unit, name, last in (
        (ground.ward, "Ada", None),
        (ground.ward, "Bo", date(2026, 6, 30)),
        (ground.clinic, "Cy", None),
    ):
        fields = {
            "unit_id": unit, "name": name, "places": 2, "valid_from": date(2026, 1, 1),
            "valid_to": last,
        }  # fmt: skip
        edits.add_row(ground.session, edits.SUPERVISOR, fields)
    found = store.limits_of(ground.session, [ground.ward], TODAY, TODAY).supervisors
    assert [(row.name, row.places) for row in found] == [("Ada", 2)]


def test_an_agreement_speaks_of_its_unit_or_of_everything_below_the_host(ground: Ground) -> None:
    one = ground.agreement(ground.town, ground.trust, unit_id=ground.ward)
    whole = ground.agreement(ground.town, ground.trust)
    ground.agreement(ground.town, ground.practice)
    ground.agreement(ground.town, ground.trust, ends_on=date(2026, 6, 30))
    units = [ground.ward, ground.clinic, ground.surgery]
    found = store.limits_of(ground.session, units, TODAY, TODAY).agreements
    speaks = {row.public_id: set(row.unit_ids) for row in found}
    assert speaks == {one: {ground.ward}, whole: {ground.ward, ground.clinic}}
    assert {row.home for row in found} == {"town"}


def test_no_units_are_no_limits(session: Session) -> None:
    assert store.limits_of(session, [], TODAY, TODAY) == store.PlaceLimits((), (), ())


def test_limits_take_the_same_number_of_queries_however_many_rows(ground: Ground) -> None:
    def asked() -> int:
        ground.session.expire_all()
        with counted_statements(ground.session.get_bind()) as statements:
            store.limits_of(ground.session, [ground.ward, ground.clinic], TODAY, TODAY)
        return len(statements)

    ground.capacity((ground.ward,))
    ground.agreement(ground.town, ground.trust)
    before = asked()
    for _number in range(5):
        ground.capacity((ground.ward, ground.clinic))
        ground.agreement(ground.town, ground.trust, unit_id=ground.ward)
    assert asked() == before <= 6


def test_a_stale_writer_changes_nothing(ground: Ground) -> None:
    key = ground.capacity((ground.ward,))
    assert edits.change_row(ground.session, edits.CAPACITY, key, 1, {"maximum": 4})
    assert not edits.change_row(ground.session, edits.CAPACITY, key, 1, {"maximum": 9})
    ground.session.expire_all()
    found = store.find_capacity(ground.session, key)
    assert found is not None and (found.maximum, found.version) == (4, 2)


def test_two_who_write_the_first_guide_do_not_overwrite_each_other(ground: Ground) -> None:
    fields = {"housing": "Hybel"}
    assert edits.save_guide(ground.session, ground.ward, 0, fields, NOW)
    assert not edits.save_guide(ground.session, ground.ward, 0, {"housing": "Annet"}, NOW)
    assert edits.save_guide(ground.session, ground.ward, 1, {"housing": "Leilighet"}, NOW)
    ground.session.expire_all()
    found = store.load_guides(ground.session, [ground.ward])[ground.ward]
    assert (found.housing, found.version) == ("Leilighet", 2)


def test_objectives_are_put_once_and_taken_away(ground: Ground) -> None:
    def put(state: db.LegalState, *names: str) -> None:
        fields = {"legal_state": state, "source": "x", "valid_from": None, "valid_to": None}
        edits.put_objectives(ground.session, ground.ward, "VOP", names, fields, is_demo=False)

    put(db.LegalState.APPLIED, "VOP-1", "VOP-2")
    put(db.LegalState.APPROVED, "VOP-2", "VOP-3")
    assert edits.remove_objectives(ground.session, ground.ward, "VOP", ["VOP-1", "VOP-9"]) == 1
    found = store.list_objective_places(ground.session, [ground.ward])
    assert [(row.identifier, row.legal_state) for row in found] == [
        ("VOP-2", db.LegalState.APPROVED),
        ("VOP-3", db.LegalState.APPROVED),
    ]
    known = edits.known_identifiers(ground.session, "VOP", ["VOP-2", "VOP-77"])
    assert known == {"VOP-2"}
    published = ground.session.exec(
        select(db.ObjectiveRow.identifier).where(
            db.ObjectiveRow.scope == "RUS", db.ObjectiveRow.row_type == "objective"
        )
    ).first()
    assert published is not None
    assert edits.known_identifiers(ground.session, "RUS", [published]) == {published}


def test_the_keys_of_access(ground: Ground) -> None:
    ground.agreement(ground.trust, ground.practice)
    ground.agreement(ground.town, ground.trust, unit_id=ground.clinic)
    reach = place_access.find_place_reach(ground.session, "t-private")
    assert reach is not None
    assert ground.trust in reach.homes and ground.trust in reach.keepers
    reach = place_access.find_place_reach(ground.session, "t-clinic")
    assert reach is not None
    assert ground.town in reach.homes and ground.town not in reach.keepers
    reach = place_access.find_place_reach(ground.session, "t-ward")
    assert reach is not None
    assert reach.owners == {ground.hospital, ground.trust} and not reach.homes
    assert place_access.find_place_reach(ground.session, "t-none") is None
    key = ground.agreement(ground.hospital, ground.town)
    parties = place_access.find_parties(ground.session, key)
    assert parties is not None
    assert parties == {ground.hospital, ground.trust, ground.town}
    assert place_access.find_parties(ground.session, "none") is None


Place = Callable[..., None]


@pytest.fixture
def place(ground: Ground) -> Place:
    """Put a doctor, or a vacant post, at a unit in a version of the trust's plan."""
    session = ground.session
    plan = db.RotationPlan(
        public_id="t-plan", organisation_id=ground.trust, name="Plan",
        first_month=date(2026, 9, 1), months=36,
    )  # fmt: skip
    session.add(plan)
    session.flush()
    versions: dict[db.VersionState, int] = {}
    for number, state in enumerate((db.VersionState.PUBLISHED, db.VersionState.DRAFT), 1):
        row = db.RotationVersion(
            public_id=f"t-{state}", plan_id=plan.id or 0, number=number, state=state, made_at=NOW
        )
        session.add(row)
        session.flush()
        versions[state] = row.id or 0

    def put(
        name: str | None,
        unit: int,
        first: date,
        last: date,
        state: db.VersionState = db.VersionState.PUBLISHED,
        inner: tuple[int, date, date] | None = None,
    ) -> None:
        person = None
        if name is not None:
            person = db.Person(public_id=f"t-{name}-{state}", given_name=name, family_name="Test")
            session.add(person)
            session.flush()
        member = db.RotationMember(
            version_id=versions[state], key=str(name), person_id=person.id if person else None,
            vacancy_name=None if name else "Stilling 14", group=TraineeGroup.LIS23,
            starts_on=first,
        )  # fmt: skip
        session.add(member)
        session.flush()
        session.add(
            db.RotationPlacement(
                member_id=member.id or 0, block_key="a", service_nb="Akutt", service_en="Acute",
                unit_id=unit, starts_on=first, ends_on=last,
                inner_unit_id=inner[0] if inner else None,
                inner_starts_on=inner[1] if inner else None,
                inner_ends_on=inner[2] if inner else None,
            )
        )  # fmt: skip
        session.flush()

    return put


def test_arrivals_are_of_published_versions_and_not_over(ground: Ground, place: Place) -> None:
    first, last = date(2027, 3, 1), date(2027, 8, 31)
    place("Ada", ground.surgery, first, last)
    place(None, ground.surgery, first, last)
    place("Bo", ground.surgery, first, last, db.VersionState.DRAFT)
    place("Cy", ground.surgery, date(2026, 9, 1), date(2026, 10, 31))
    place("Di", ground.ward, first, last)
    inside = (ground.surgery, date(2027, 5, 1), date(2027, 6, 30))
    place("Eva", ground.ward, first, last, inner=inside)
    found = hosts.list_arrivals(ground.session, [ground.surgery], ends_from=TODAY)
    assert [(row.name, row.vacancy, row.starts_on) for row in found] == [
        (None, "Stilling 14", first),
        ("Ada Test", None, first),
        ("Eva Test", None, date(2027, 5, 1)),
    ]
    assert {row.home for row in found} == {"trust"}
    assert hosts.list_arrivals(ground.session, [], ends_from=TODAY) == ()
    # On the last day the doctor is still there.
    assert hosts.list_arrivals(ground.session, [ground.surgery], ends_from=last)
    assert not hosts.list_arrivals(ground.session, [ground.surgery], ends_from=date(2027, 9, 1))


def test_staff_see_their_unit_and_a_practice_as_a_whole(ground: Ground) -> None:
    session = ground.session
    person = db.Person(public_id="t-x", given_name="X", family_name="Test")
    session.add(person)
    session.flush()
    assert person.id is not None
    job = db.Employment(
        person_id=person.id, organisation_id=ground.practice, title_nb="Spesialist",
        starts_on=date(2020, 1, 1),
    )  # fmt: skip
    other = db.Employment(
        person_id=person.id, organisation_id=ground.trust, unit_id=ground.ward,
        title_nb="Overlege", starts_on=date(2020, 1, 1), ends_on=date(2026, 11, 22),
    )  # fmt: skip
    session.add_all([job, other])
    session.flush()
    assert hosts.units_of_staff(session, person.id, TODAY) == {ground.private}
    earlier = date(2026, 11, 22)
    assert hosts.units_of_staff(session, person.id, earlier) == {ground.private, ground.ward}


def test_the_database_refuses_what_no_form_lets_through(ground: Ground) -> None:
    for wrong in ({"maximum": -1, "minimum": None}, {"minimum": 4}):
        with pytest.raises(sa.exc.IntegrityError):
            ground.capacity((ground.ward,), **wrong)
        ground.session.rollback()
        ground = Ground(ground.session)
    with pytest.raises(sa.exc.IntegrityError):
        ground.agreement(ground.trust, ground.town, home_share=100)
