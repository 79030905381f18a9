"""The sides of the product: start page, menu and name of each role.

A menu holds only pages that exist; a page that is not made yet is named on the start page
of its side, not hidden behind a dead link.
"""

from dataclasses import dataclass

from flask_babel import lazy_gettext as _l

from app.roles import Role


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """A page in a menu: endpoint and label, and the addresses that stand under it."""

    endpoint: str
    label: str
    under: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Side:
    """One side: its name for the role menu, its start page and its menu."""

    name: str
    start: str
    menu: tuple[MenuEntry, ...]


PATHWAYS = MenuEntry("public.pathways", _l("Veier"))
ABOUT_DATA = MenuEntry("public.about_data", _l("Om dataene"))

PUBLIC_MENU = (PATHWAYS, ABOUT_DATA)

SIDES: dict[Role, Side] = {
    Role.TRAINEE: Side(
        _l("Lege i utdanning"),
        "lis.my_pathway",
        (
            MenuEntry("lis.my_pathway", _l("Min vei")),
            MenuEntry("lis.courses", _l("Kurs")),
            MenuEntry("lis.placements", _l("Plasseringer"), ("/plasseringer/",)),
            MenuEntry("lis.logbook", _l("Min logg")),
            MenuEntry("lis.objectives", _l("Læringsmål")),
            MenuEntry("lis.ladder", _l("Karrierestige")),
            PATHWAYS,
        ),
    ),
    Role.SUPERVISOR: Side(
        _l("Veileder"),
        "supervisor.start",
        (
            MenuEntry("supervisor.start", _l("Veiledning")),
            MenuEntry("supervisor.doctors", _l("Mine leger")),
            MenuEntry("coordinator.hosts", _l("Leger som kommer")),
            PATHWAYS,
        ),
    ),
    Role.COORDINATOR: Side(
        _l("Koordinator"),
        "coordinator.start",
        (
            MenuEntry("coordinator.start", _l("Oversikt")),
            MenuEntry("coordinator.boards", _l("Rotasjonstavle"), ("/rotasjonstavle/",)),
            MenuEntry("coordinator.trainee_list", _l("Leger")),
            MenuEntry("coordinator.delays", _l("Forsinkelser")),
            MenuEntry("coordinator.course_demand", _l("Kursbehov")),
            MenuEntry("coordinator.places", _l("Steder og avtaler"), ("/steder/", "/avtaler/")),
        ),
    ),
    Role.COUNCIL: Side(
        _l("LIS1-rådet"),
        "council.start",
        (
            MenuEntry("council.start", _l("Rådets bord"), ("/radets-bord/",)),
            MenuEntry("council.intakes", _l("Inntak"), ("/inntak/",)),
            MenuEntry("council.rules", _l("Regler"), ("/lis1-regler/",)),
            MenuEntry("council.minutes", _l("Protokoller"), ("/protokoller/",)),
            MenuEntry("council.review", _l("Gjennomgang")),
        ),
    ),
    Role.PLANNER: Side(
        _l("Planlegger"),
        "planner.start",
        (
            MenuEntry(
                "planner.start",
                _l("Framskriving"),
                (
                    "/framskriving/fag/",
                    "/framskriving/kjoring/",
                    "/framskriving/sykehus",
                    "/framskriving/opptrapping",
                    "/framskriving/backtest",
                ),
            ),
            MenuEntry(
                "planner.scenarios",
                _l("Scenarier"),
                (
                    "/framskriving/scenarier/",
                    "/framskriving/sammenlign",
                    "/framskriving/forutsetninger",
                ),
            ),
            MenuEntry("planner.capacity", _l("Opplæringskapasitet"), ("/framskriving/kapasitet/",)),
            MenuEntry("planner.data", _l("Tallene"), ("/framskriving/data/",)),
            ABOUT_DATA,
        ),
    ),
    Role.ADMIN: Side(
        _l("Drift"),
        "admin.start",
        (
            MenuEntry("admin.start", _l("Drift")),
            MenuEntry("admin.jobs", _l("Jobber")),
            ABOUT_DATA,
            PATHWAYS,
        ),
    ),
}
