"""What the web may use of incidents."""

from .models import Incident
from .queries import KEEPERS, list_work

__all__ = ["KEEPERS", "Incident", "list_work"]
