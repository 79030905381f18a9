"""Registered procedures against the numbers that the sources recommend."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from pathways.types.knowledge import Objective
from pathways.types.record import TraineeRecord

PROCEDURE = "procedure"
_STAGES = {"2": "part2", "3": "part3"}
_PART2_OF_SURGERY = "KIR-DEL2"


@dataclass(frozen=True, slots=True)
class ProcedureTarget:
    """The recommended least number of one procedure.

    `key` is the key of the objective row, `unit` its own words for what is counted
    (procedures, "as main operator", hours), `stage` the template it is recommended in
    (`part2` or `part3`). The sources are quoted in English, so `name` is too.
    """

    key: str
    name: str
    amount: Fraction
    unit: str | None = None
    stage: str = "part3"


class ProcedureState(StrEnum):
    """How the number of one procedure stands."""

    FULL = "full"
    UNDER_WAY = "under_way"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class ProcedureRow:
    """One procedure: how many are registered, how many of those signed, and the number."""

    target: ProcedureTarget
    count: int
    signed: int

    @property
    def left(self) -> Fraction:
        """How many the recommended number still asks for."""
        return max(Fraction(0), self.target.amount - self.count)

    @property
    def state(self) -> ProcedureState:
        """By what is registered; a signature confirms it and does not change the number."""
        if not self.left:
            return ProcedureState.FULL
        return ProcedureState.UNDER_WAY if self.count else ProcedureState.NONE


def procedure_targets_of(
    objectives: Iterable[Objective], specialty: str | None, *, surgery_part2: bool
) -> tuple[ProcedureTarget, ...]:
    """The recommended numbers of a specialty, with those of surgery part 2 where it has them.

    A row without a figure is no target: nothing can be measured by it.
    """
    scopes = {specialty, _PART2_OF_SURGERY} if surgery_part2 else {specialty}
    return tuple(
        ProcedureTarget(
            row.key,
            row.gist_en or row.key,
            Fraction(str(row.value)),
            row.unit,
            _STAGES.get(row.part, "part3"),
        )
        for row in objectives
        if row.row_type == PROCEDURE and row.scope in scopes and row.value is not None
    )


def procedure_rows(
    record: TraineeRecord, targets: Iterable[ProcedureTarget]
) -> tuple[ProcedureRow, ...]:
    """Every recommended procedure with what is registered of it, in the order of the targets.

    Several tallies of one procedure are added. What is registered of a procedure that has no
    recommended number is not here: there is nothing to hold it against.
    """
    counts: dict[str, int] = {}
    signed: dict[str, int] = {}
    for tally in record.procedures:
        counts[tally.procedure_key] = counts.get(tally.procedure_key, 0) + tally.count
        signed[tally.procedure_key] = signed.get(tally.procedure_key, 0) + tally.signed
    return tuple(
        ProcedureRow(target, counts.get(target.key, 0), signed.get(target.key, 0))
        for target in targets
    )
