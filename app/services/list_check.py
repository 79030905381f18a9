"""A file of rows that was looked through, and what was kept of it; whatever the rows are."""

from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from app.services.list_words import Mistake


class Looked(Protocol):
    """A row of a file as it would be kept."""

    @property
    def is_new(self) -> bool:
        """Whether it adds something."""

    @property
    def changes(self) -> tuple[Any, ...]:
        """What of it would be different; empty for a row that is as it was."""


Row = TypeVar("Row", bound=Looked, covariant=True)


@dataclass(frozen=True, slots=True)
class ListCheck(Generic[Row]):
    """A file looked through. With any mistake nothing of it can be kept."""

    rows: tuple[Row, ...] = ()
    mistakes: tuple[Mistake, ...] = ()

    @property
    def added(self) -> tuple[Row, ...]:
        """Rows that add something."""
        return tuple(row for row in self.rows if row.is_new)

    @property
    def changed(self) -> tuple[Row, ...]:
        """Rows that change something."""
        return tuple(row for row in self.rows if row.changes)


@dataclass(frozen=True, slots=True)
class ListKept:
    """A file that was kept: how many rows were added, how many changed."""

    added: int
    changed: int
