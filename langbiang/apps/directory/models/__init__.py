"""Tables of the directory: permanent rows, and dated rows that say what held when."""

from .agency import Agency, AgencyIdentifier, AgencyVersion
from .dated import Dated
from .person import Person, RecordsKeeping, Role, Seat
from .territory import AdministrativeUnit, Lineage
from .unit import Post, PostVersion, Unit, UnitVersion

__all__ = [
    "AdministrativeUnit",
    "Agency",
    "AgencyIdentifier",
    "AgencyVersion",
    "Dated",
    "Lineage",
    "Person",
    "Post",
    "PostVersion",
    "RecordsKeeping",
    "Role",
    "Seat",
    "Unit",
    "UnitVersion",
]
