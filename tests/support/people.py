"""Public ids of the demo cast by name, for tests."""

from app.roles import Role
from seed.demo.cast import CAST

BY_NAME = {member.name: member.public_id for member in CAST}

INGRID = BY_NAME["Ingrid Solbakken"]
NORA = BY_NAME["Nora Eikeland"]
THEA = BY_NAME["Thea Bjørkelund"]
SIVERT = BY_NAME["Sivert Moen"]
KJERSTI = BY_NAME["Kjersti Myhre"]
MARTE = BY_NAME["Marte Lindqvist"]
TOR_ARNE = BY_NAME["Tor Arne Hovind"]
SIGRID = BY_NAME["Sigrid Aune"]
ELIN = BY_NAME["Elin Sandnes"]
RAGNHILD = BY_NAME["Ragnhild Tveit"]
ARVID = BY_NAME["Arvid Sletten"]

BY_ROLE = {
    Role.TRAINEE: INGRID,
    Role.SUPERVISOR: KJERSTI,
    Role.COORDINATOR: MARTE,
    Role.COUNCIL: TOR_ARNE,
    Role.PLANNER: ELIN,
    Role.ADMIN: ARVID,
}
