"""What the public map shows, as plain values with every text already worded.

The service fills these from the graph; `pathway_map` draws them as SVG and the template
lists them. So the drawing and the list can never differ.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Strand:
    """One specialty: a thin strand of its family's bundle."""

    code: str
    name: str
    href: str
    passes_part2: bool
    """Whether the strand stops at the family's shared part 2."""
    is_chosen: bool = False
    local_offers: int = 0
    """Local offers on the training of this specialty."""


@dataclass(frozen=True, slots=True)
class Bundle:
    """A family of specialties, in the map's order, its strands in Norwegian order."""

    letter: str
    name: str
    count_text: str
    """For example "10 fag"."""
    href: str
    strands: tuple[Strand, ...]
    is_open: bool = False
    ends_at_registered: bool = False
    """General practice, community and occupational medicine end at their own interchange."""

    @property
    def line(self) -> str:
        """The letter in lower case, as classes and addresses use it."""
        return self.letter.lower()


@dataclass(frozen=True, slots=True)
class MapStop:
    """A stage that is the same for every specialty, or that a specialist may go on to."""

    template: str
    name: str
    under: str | None = None
    local_offers: int = 0


@dataclass(frozen=True, slots=True)
class MapTexts:
    """The words of the drawing that belong to no station."""

    title: str
    description: str
    zones: tuple[str, ...]
    """Six headings, left to right."""
    part2: str
    local: str
    local_label: str
    """Names the link from a local mark to the list of offers."""


@dataclass(frozen=True, slots=True)
class PathwayMap:
    """The whole map. `onward` names the stages the chosen specialty leads on to."""

    texts: MapTexts
    stops: tuple[MapStop, ...]
    bundles: tuple[Bundle, ...]
    onward: frozenset[str] = frozenset()

    @property
    def open_bundle(self) -> Bundle | None:
        """The one family that is spread out."""
        return next((bundle for bundle in self.bundles if bundle.is_open), None)

    @property
    def chosen(self) -> Strand | None:
        """The chosen specialty."""
        return next(
            (strand for bundle in self.bundles for strand in bundle.strands if strand.is_chosen),
            None,
        )

    def stop(self, template: str) -> MapStop | None:
        """The stop of one stage template, if the graph has it."""
        return next((stop for stop in self.stops if stop.template == template), None)
