"""Organisations from the reference data, written, and named for pages."""

from collections.abc import Iterable

from sqlmodel import Session, col, select

from app.db.tables import Organisation, OrganisationIdentifier
from pathways.types import knowledge as values

ORG_NUMBER = "organisasjonsnummer"
MUNICIPALITY_NUMBER = "kommunenummer"


def save_organisations(session: Session, rows: tuple[values.Organisation, ...]) -> int:
    """Add or update every reference organisation with its foreign codes; parents afterwards."""
    known = {row.key: row for row in session.exec(select(Organisation))}
    for value in rows:
        row = known.get(value.key)
        if row is None:
            row = Organisation(key=value.key, name=value.name, kind=value.kind, status=value.status)
            known[value.key] = row
            session.add(row)
        _fill(row, value)
    session.flush()
    for value in rows:
        known[value.key].parent_id = known[value.parent].id if value.parent else None
    _save_identifiers(session, rows, known)
    session.flush()
    return len(rows)


def _fill(row: Organisation, value: values.Organisation) -> None:
    row.name = value.name
    row.kind = value.kind
    row.municipality = value.municipality
    row.county = value.county
    row.health_community = value.health_community
    row.health_community_source_key = value.health_community_source_key
    row.population = value.population
    row.population_year = value.population_year
    row.population_source_key = value.population_source_key
    row.source_key = value.source_key
    row.status = value.status
    row.note = value.note


def _save_identifiers(
    session: Session,
    rows: tuple[values.Organisation, ...],
    known: dict[str, Organisation],
) -> None:
    stored = {
        (row.organisation_id, row.system): row
        for row in session.exec(select(OrganisationIdentifier))
    }
    for value in rows:
        owner = known[value.key].id
        assert owner is not None
        # A municipality number on a hospital says where it lies, not what it is.
        own_number = value.municipality_number if value.kind == "municipality" else None
        for system, code in ((ORG_NUMBER, value.org_number), (MUNICIPALITY_NUMBER, own_number)):
            if code is None:
                continue
            row = stored.get((owner, system))
            if row is None:
                session.add(
                    OrganisationIdentifier(
                        organisation_id=owner,
                        system=system,
                        value=code,
                        source_key=value.source_key,
                    )
                )
            else:
                row.value = code


def load_names_by_key(session: Session, keys: Iterable[str]) -> dict[str, str]:
    """The names of the organisations with these keys; one query, none for no keys."""
    wanted = sorted(set(keys))
    if not wanted:
        return {}
    rows = session.exec(
        select(Organisation.key, Organisation.name).where(col(Organisation.key).in_(wanted))
    )
    return dict(rows.all())


def load_all(session: Session) -> tuple[values.Organisation, ...]:
    """Every organisation, the invented ones too, as a value with its parent's key; one query.

    Foreign codes are not read: they are never keys.
    """
    rows = tuple(session.exec(select(Organisation).order_by(col(Organisation.id))))
    keys = {row.id: row.key for row in rows}
    return tuple(
        values.Organisation(
            key=row.key,
            name=row.name,
            kind=row.kind,
            parent=keys.get(row.parent_id),
            municipality=row.municipality,
            org_number=None,
            municipality_number=None,
            health_community=row.health_community,
            population=row.population,
            population_year=row.population_year,
            county=row.county,
            source_key=row.source_key or "",
            status=row.status,
            note=row.note,
            health_community_source_key=row.health_community_source_key,
            population_source_key=row.population_source_key,
        )
        for row in rows
    )


def load_reference(session: Session) -> tuple[Organisation, ...]:
    """The organisations of the reference data, without the invented ones."""
    rows = session.exec(
        select(Organisation)
        .where(col(Organisation.is_demo).is_(False))
        .order_by(col(Organisation.id))
    )
    return tuple(rows)
