"""Addresses on the public side, so that drawing, list and facts link alike."""

from dataclasses import dataclass
from urllib.parse import quote

from pathways.types.knowledge import Family


@dataclass(frozen=True, slots=True)
class PathwayLinks:
    """Where the pages are, and whether the map is shown as a list (kept in every link)."""

    pathways: str = "/veier"
    plans: str = "/planer"
    as_list: bool = False

    def everything(self) -> str:
        """The map with nothing chosen."""
        return self.pathways + ("?vis=liste" if self.as_list else "")

    def family(self, family: Family) -> str:
        """The map with one family opened."""
        return f"{self.pathways}?familie={family.letter.lower()}{self._list()}"

    def specialty(self, family: Family, code: str) -> str:
        """The map with one specialty chosen, at its facts."""
        letter = family.letter.lower()
        return f"{self.pathways}?familie={letter}&fag={code.lower()}{self._list()}#fakta"

    def plan(self, plan_id: str) -> str:
        """One published plan."""
        return f"{self.plans}/{quote(plan_id)}"

    def _list(self) -> str:
        return "&vis=liste" if self.as_list else ""


def family_of_letter(letter: str) -> Family | None:
    """The family of a letter in an address, in either case."""
    return next((one for one in Family if one.letter.lower() == letter.strip().lower()), None)
