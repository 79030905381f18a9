"""How far an actor's role reaches over doctors, as a filter for the store's lists."""

from sqlmodel import Session

from app.actors import Actor
from app.roles import Role, ScopeKind
from app.store import access as access_store
from app.store.trainees import ReachFilter


def reach_of(session: Session, actor: Actor, role: Role | None = None) -> ReachFilter:
    """The doctors that the actor may list on this side (the one worked on now by default).

    A council member and a planner list nobody by name; planners get counts by their region.
    """
    grants = actor.grants_as(role or actor.role)
    own = {ScopeKind.ORGANISATION, ScopeKind.REGION}
    organisations = {
        grant.organisation_id
        for grant in grants
        if grant.scope in own and grant.organisation_id is not None
    }
    return ReachFilter(
        everybody=any(grant.scope is ScopeKind.ALL for grant in grants),
        organisation_ids=access_store.with_children(session, organisations),
        unit_ids=frozenset(
            grant.unit_id
            for grant in grants
            if grant.scope is ScopeKind.UNIT and grant.unit_id is not None
        ),
        guided_by=(
            actor.person_id if any(grant.scope is ScopeKind.OWN for grant in grants) else None
        ),
    )
