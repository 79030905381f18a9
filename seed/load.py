"""Loads the reference files into the database; safe to run again and again.

Nothing is written unless every file can be read. What has not changed is left alone (one
hash over all files tells), so a second start costs one query.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlmodel import Session

from app.db.tables import ReferenceBatch
from app.store import audit, organisations, plans
from app.store import knowledge as store
from pathways.checks.bundle import ReferenceBundle
from pathways.types import knowledge as values
from seed.knowledge_files import read_knowledge
from seed.reference_files import REFERENCE_FOLDER, read_bundle


@dataclass(frozen=True, slots=True)
class LoadResult:
    """What a loading did; `changed` is False when the files were the same as last time."""

    changed: bool
    counts: dict[str, int]


def load_reference(
    session: Session, *, now: datetime, folder: Path = REFERENCE_FOLDER
) -> LoadResult:
    """Bring the database's reference data in line with the files, in one transaction.

    Raises `ReferenceFileError` naming file, row and field; then nothing has changed.
    """
    content_hash = hash_folder(folder)
    latest = store.latest_batch(session)
    if latest is not None and latest.content_hash == content_hash:
        return LoadResult(False, latest.counts)
    bundle = read_bundle(folder)
    counts = _write(session, _values(read_knowledge(folder), bundle))
    counts["Organisation"] = organisations.save_organisations(session, bundle.organisations)
    counts["PlanVersion"] = _write_plans(session, bundle.plans, folder, now)
    session.add(ReferenceBatch(content_hash=content_hash, loaded_at=now, counts=counts))
    audit.add_event(
        session,
        at=now,
        by=None,
        action="reference_loaded",
        subject=("reference", content_hash[:12]),
        details=dict(counts),
    )
    session.commit()
    return LoadResult(True, counts)


def hash_folder(folder: Path) -> str:
    """One hash over the names and contents of all reference files."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.suffix in (".csv", ".json"):
            digest.update(str(path.relative_to(folder)).encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


def _values(
    knowledge: values.Knowledge, bundle: ReferenceBundle
) -> dict[type[Any], tuple[Any, ...]]:
    """Every kind of value, in an order that foreign keys allow."""
    return {
        values.Source: knowledge.sources,
        values.Rule: knowledge.rules,
        values.Specialty: knowledge.specialties,
        values.Stage: knowledge.stages,
        values.Transition: knowledge.transitions,
        values.Requirement: knowledge.requirements,
        values.Course: bundle.courses,
        values.Objective: bundle.objectives,
        values.Lis1Figure: bundle.lis1_figures,
        values.RoundDate: bundle.round_dates,
        values.LocalOffer: bundle.local_offers,
    }


def _write(session: Session, kinds: dict[type[Any], tuple[Any, ...]]) -> dict[str, int]:
    counts = {
        kind.__name__: store.replace_values(session, kind, rows) for kind, rows in kinds.items()
    }
    for kind, rows in reversed(kinds.items()):
        store.delete_missing(session, kind, rows)
    return counts


def _write_plans(session: Session, published: tuple[Any, ...], folder: Path, now: datetime) -> int:
    for plan in published:
        raw = (folder / "plans" / f"{plan.plan_id}.json").read_bytes()
        plans.add_version(
            session,
            plan,
            document=json.loads(raw),
            content_hash=hashlib.sha256(raw).hexdigest(),
            loaded_at=now,
        )
    return len(published)
