"""Whether the services of a plan can follow each other as the plan says: circles are found.

Two relations bind services: one lies inside another (`counted_inside_seq`), or one starts when
others are full (`after_seq`). A service inside another moves with it, so that an order between
two services is an order between the outermost services that hold them.
"""

from collections.abc import Mapping

from pathways.types.plans import PlanService

Services = Mapping[int, PlanService]


def inside_circle(service: PlanService, by_seq: Services) -> tuple[PlanService, ...]:
    """The circle of services counted inside each other that `service` is on; () when none.

    The first service is the last one too, so that the circle can be read out.
    """
    walked = [service]
    step = _host(service, by_seq)
    while step is not None and step not in walked:
        walked.append(step)
        step = _host(step, by_seq)
    return (*walked, service) if step is not None and step.seq == service.seq else ()


def order_circle(service: PlanService, by_seq: Services) -> tuple[PlanService, ...]:
    """The shortest circle of services that wait for each other, through `service`; () when none.

    Read from left to right, each waits for the next. Services that the plan does not have are
    left out; so are services counted inside each other in a circle, which is its own mistake.
    """
    start = _root(service, by_seq)
    if start is None:
        return ()
    waits_for: dict[int, list[PlanService]] = {}
    for other in by_seq.values():
        root = _root(other, by_seq)
        if root is not None:
            waits_for.setdefault(root.seq, []).append(other)
    return _shortest_way_round(service, start, waits_for, by_seq)


def _shortest_way_round(
    service: PlanService,
    start: PlanService,
    waits_for: Mapping[int, list[PlanService]],
    by_seq: Services,
) -> tuple[PlanService, ...]:
    """Breadth first from what `service` itself waits for, until its own root is met again."""
    ways = [(service, target) for target in _named(service, by_seq)]
    seen: set[int] = set()
    while ways:
        way = ways.pop(0)
        root = _root(way[-1], by_seq)
        if root is None or root.seq in seen:
            continue
        if root.seq == start.seq:
            return way if way[-1].seq == service.seq else (*way, service)
        seen.add(root.seq)
        for member in waits_for[root.seq]:
            step = way if member.seq == way[-1].seq else (*way, member)
            ways.extend((*step, target) for target in _named(member, by_seq))
    return ()


def _named(service: PlanService, by_seq: Services) -> list[PlanService]:
    return [by_seq[seq] for seq in service.after_seq if seq in by_seq]


def _host(service: PlanService, by_seq: Services) -> PlanService | None:
    seq = service.counted_inside_seq
    return None if seq is None else by_seq.get(seq)


def _root(service: PlanService, by_seq: Services) -> PlanService | None:
    """The outermost service that holds this one; None when the holders go in a circle."""
    seen = {service.seq}
    host = _host(service, by_seq)
    while host is not None:
        if host.seq in seen:
            return None
        seen.add(host.seq)
        service, host = host, _host(host, by_seq)
    return service
