"""Who may do what. Every route states one rule here; a route without one stops the start.

Access is decided before anything about a person is loaded: a rule sees only who asks, the
words of the address, and (for a doctor's record) the few keys that say where the doctor
belongs. "No" and "no such person" are the same answer, so that an address tells nothing.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from flask import Flask, abort, g, request
from flask.typing import RouteCallable

from app.actors import Actor, Reach, may_read_record, organisations_of, places_coordinated
from app.db.session import current_session
from app.db.tables import CouncilTask
from app.extensions import installation
from app.roles import Role
from app.store import access as access_store
from app.store import courses as course_store
from app.store import lis1_access, place_access
from app.store import regions as region_store
from app.store import rotations as rotation_store

Check = Callable[[Actor, Mapping[str, Any]], bool]


@dataclass(frozen=True, slots=True)
class AccessRule:
    """A named rule. `check` is None for a page that anybody may open."""

    name: str
    check: Check | None


PUBLIC = AccessRule("public", None)
SIGNED_IN = AccessRule("signed in", lambda actor, view_args: True)


def works_as(*roles: Role) -> AccessRule:
    """A page for those who work on one of these sides now."""
    names = " or ".join(roles)
    return AccessRule(f"works as {names}", lambda actor, view_args: actor.role in roles)


OWN_RECORD = AccessRule(
    "own record",
    lambda actor, view_args: actor.role is Role.TRAINEE,
)
"""The page shows the actor's own record and no other; there is no person in the address."""


def _reaches_person(actor: Actor, view_args: Mapping[str, Any]) -> bool:
    public_id = str(view_args["public_id"])
    row = access_store.load_reach(current_session(), public_id)
    if row is None:
        return False
    return may_read_record(actor, Reach(**row))


PERSON_RECORD = AccessRule("person in scope", _reaches_person)
"""A doctor's record, for the doctor and for those whose role reaches the doctor."""

GUIDED_PERSON = AccessRule(
    "guides the person",
    lambda actor, view_args: actor.role is Role.SUPERVISOR and _reaches_person(actor, view_args),
)
"""A doctor whom a supervisor or leader guides, approves for or has in the unit; nobody else."""

COORDINATED_PERSON = AccessRule(
    "coordinates the person",
    lambda actor, view_args: actor.role is Role.COORDINATOR and _reaches_person(actor, view_args),
)
"""A doctor whose registrations a coordinator of the unit, trust or region may keep."""


COURSE_KEEPER = AccessRule(
    "keeps courses",
    lambda actor, view_args: (
        actor.role is Role.COORDINATOR and places_coordinated(actor) != frozenset()
    ),
)
"""The catalogue of courses and their sessions, for coordinators of more than single units."""


def _reaches_session(actor: Actor, view_args: Mapping[str, Any]) -> bool:
    session = current_session()
    is_there, region = course_store.find_region_of(session, str(view_args["session_id"]))
    places = places_coordinated(actor)
    if not is_there or places is None:
        return is_there
    return region is not None and region in access_store.regions_of(session, places)


COORDINATED_SESSION = AccessRule(
    "coordinates the session",
    lambda actor, view_args: actor.role is Role.COORDINATOR and _reaches_session(actor, view_args),
)
"""A course session, for coordinators of its health region or of a place within it."""


def _keeps_plan(actor: Actor, view_args: Mapping[str, Any]) -> bool:
    session = current_session()
    owner = rotation_store.find_owner(session, str(view_args["plan_id"]))
    places = places_coordinated(actor)
    if owner is None or places is None:
        return owner is not None
    return owner in access_store.with_children(session, set(places))


COORDINATED_PLAN = AccessRule(
    "coordinates the plan",
    lambda actor, view_args: actor.role is Role.COORDINATOR and _keeps_plan(actor, view_args),
)
"""A rotation plan, for coordinators of the organisation that keeps it or of what is above it."""


def _coordinates_organisations(actor: Actor, view_args: Mapping[str, Any]) -> bool:
    return actor.role is Role.COORDINATOR and places_coordinated(actor) != frozenset()


ORGANISATION_COORDINATOR = AccessRule("coordinates organisations", _coordinates_organisations)
"""What belongs to whole organisations, such as a new agreement; not for single units."""


def _reads_place(actor: Actor, view_args: Mapping[str, Any]) -> bool:
    reach = place_access.find_place_reach(current_session(), str(view_args["place_key"]))
    mine = places_coordinated(actor)
    if reach is None or mine is None:
        return reach is not None
    in_unit = any(grant.unit_id == reach.unit_id for grant in actor.grants_as(Role.COORDINATOR))
    return in_unit or bool(mine & (reach.owners | reach.homes))


READABLE_PLACE = AccessRule(
    "coordinates the place or sends doctors there",
    lambda actor, view_args: actor.role is Role.COORDINATOR and _reads_place(actor, view_args),
)
"""A place of one's own organisation, or one where its doctors serve by an agreement."""


def _keeps_place(actor: Actor, view_args: Mapping[str, Any]) -> bool:
    reach = place_access.find_place_reach(current_session(), str(view_args["place_key"]))
    mine = places_coordinated(actor)
    if reach is None or mine is None:
        return reach is not None
    return bool(mine & reach.keepers)


COORDINATED_PLACE = AccessRule(
    "coordinates the place",
    lambda actor, view_args: actor.role is Role.COORDINATOR and _keeps_place(actor, view_args),
)
"""A place of one's own organisation; a contract specialist's also for those with an agreement."""


def _is_party(actor: Actor, view_args: Mapping[str, Any]) -> bool:
    parties = place_access.find_parties(current_session(), str(view_args["agreement_id"]))
    mine = places_coordinated(actor)
    if parties is None or mine is None:
        return parties is not None
    return bool(mine & parties)


COORDINATED_AGREEMENT = AccessRule(
    "coordinates a party of the agreement",
    lambda actor, view_args: actor.role is Role.COORDINATOR and _is_party(actor, view_args),
)
"""An agreement of one's own organisation, as home or as host."""


def _council_of(actor: Actor, view_args: Mapping[str, Any]) -> tuple[int, int] | None:
    """Row ids of the intake in the address and of its owner, if the actor sits on its council."""
    session = current_session()
    found = lis1_access.find_council(session, str(view_args["intake_id"]))
    if found is None or actor.role is not Role.COUNCIL:
        return None
    mine = organisations_of(actor, Role.COUNCIL)
    if mine is not None and found[1] not in access_store.with_children(session, set(mine)):
        return None
    return found


COUNCIL_SEAT = AccessRule(
    "sits on the council, stepped back or not",
    lambda actor, view_args: _council_of(actor, view_args) is not None,
)
"""What a member who has stepped back from an intake may still see: that it is so, and no more."""


def _council_intake(actor: Actor, view_args: Mapping[str, Any]) -> int | None:
    """Row id of the intake in the address, if the actor sits on its council and has not stepped
    back from it.
    """
    found = _council_of(actor, view_args)
    if found is None:
        return None
    stepped_back = lis1_access.has_stepped_back(current_session(), found[0], actor.person_id)
    return None if stepped_back else found[0]


COUNCIL_INTAKE = AccessRule(
    "sits on the intake's council",
    lambda actor, view_args: _council_intake(actor, view_args) is not None,
)
"""An intake, for members of its LIS1 council who have not stepped back from all of it."""


def _keeps_rules(actor: Actor, view_args: Mapping[str, Any]) -> bool:
    session = current_session()
    owner = lis1_access.find_rules_owner(session, str(view_args["rules_id"]))
    mine = organisations_of(actor, Role.COUNCIL)
    if owner is None or actor.role is not Role.COUNCIL or mine is None:
        return owner is not None and actor.role is Role.COUNCIL
    return owner in access_store.with_children(session, set(mine))


COUNCIL_RULES = AccessRule("sits on the council of the rules", _keeps_rules)
"""A version of a LIS1 council's rules, for its members."""


def _reads_case(actor: Actor, view_args: Mapping[str, Any]) -> bool:
    intake_id = _council_intake(actor, view_args)
    return intake_id is not None and not lis1_access.has_conflict(
        current_session(), intake_id, actor.person_id, str(view_args["key"])
    )


COUNCIL_CASE = AccessRule("may know the candidate's case", _reads_case)
"""One candidate of an intake, for members of the council without a conflict of interest."""


def _hands_over(actor: Actor, view_args: Mapping[str, Any]) -> bool:
    found = lis1_access.find_handover(current_session(), str(view_args["offer_id"]))
    if found is None:
        return False
    if actor.role is Role.SUPERVISOR:
        return actor.person_id in found.supervisors
    return _reads_case(actor, {"intake_id": found.intake, "key": found.candidate})


HANDOVER = AccessRule("takes part in the handover", _hands_over)
"""The handover meeting of one LIS1, for the two supervisors and the council."""


def _has_task(actor: Actor, view_args: Mapping[str, Any], *tasks: CouncilTask) -> bool:
    session = current_session()
    found = lis1_access.find_council(session, str(view_args["intake_id"]))
    members = lis1_access.find_memberships(session, actor.person_id, installation().clock.today())
    return found is not None and any(
        each.organisation_id == found[1] and each.task in tasks for each in members
    )


COUNCIL_LEAD = AccessRule(
    "leads the intake's council or is its secretary",
    lambda actor, view_args: (
        _council_intake(actor, view_args) is not None
        and _has_task(actor, view_args, CouncilTask.CHAIR, CouncilTask.SECRETARY)
    ),
)
"""Letters with names and addresses, for who sends them."""


def _is_secretary(actor: Actor, view_args: Mapping[str, Any]) -> bool:
    return _reads_case(actor, view_args) and _has_task(actor, view_args, CouncilTask.SECRETARY)


COUNCIL_SECRETARY = AccessRule("secretary of the intake's council", _is_secretary)
"""What a candidate wrote in confidence, for the council's secretary alone."""


def _plans_region(actor: Actor, view_args: Mapping[str, Any]) -> bool:
    """Finds the region that is asked for, or the actor's first, and keeps it in `g.region`."""
    if actor.role is not Role.PLANNER:
        return False
    g.regions = region_store.load_regions(current_session(), organisations_of(actor, Role.PLANNER))
    wanted = request.args.get("region")
    g.region = next((each for each in g.regions if wanted in (None, each.key)), None)
    return g.region is not None


PLANNER_REGION = AccessRule("plans for the health region", _plans_region)
"""The forecast of one health region (`?region=`), for planners of that region or of all."""


def access(rule: AccessRule) -> Callable[[RouteCallable], RouteCallable]:
    """State the access rule of a route."""

    def mark(view: RouteCallable) -> RouteCallable:
        view.access_rule = rule  # type: ignore[union-attr]
        return view

    return mark


def rule_of(app: Flask, endpoint: str) -> AccessRule | None:
    """The rule of an endpoint; files under /static are public."""
    if endpoint == "static":
        return PUBLIC
    return getattr(app.view_functions[endpoint], "access_rule", None)


def init_app(app: Flask) -> None:
    """Check every request against its route's rule before the view runs."""

    @app.before_request
    def decide_access() -> None:
        if request.endpoint is None:
            return
        rule = rule_of(app, request.endpoint)
        if rule is None:
            raise RuntimeError(f"route {request.endpoint} states no access rule")
        if rule.check is None:
            return
        if g.actor is None:
            abort(401)
        if not rule.check(g.actor, request.view_args or {}):
            abort(403)


def other_sides(rule: AccessRule, actor: Actor, view_args: Mapping[str, Any]) -> tuple[Role, ...]:
    """The sides of the actor on which the rule lets in whom it stops on this one.

    The same rule decides, with the actor's own roles: what none of them may see is told no more
    of than before.
    """
    if rule.check is None or rule.check(actor, view_args):
        return ()
    return tuple(
        role
        for role in actor.roles
        if role is not actor.role and rule.check(replace(actor, role=role), view_args)
    )


def require_rules(app: Flask) -> None:
    """Stop the start when a route states no rule."""
    missing = sorted(
        rule.endpoint for rule in app.url_map.iter_rules() if rule_of(app, rule.endpoint) is None
    )
    if missing:
        raise RuntimeError(f"routes without an access rule: {', '.join(missing)}")
