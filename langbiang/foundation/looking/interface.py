"""The access log as others see it: the only module of it that they import."""

from .acts import RowsExported
from .keeping import note_look
from .models import Look, SealedHour

__all__ = ["Look", "RowsExported", "SealedHour", "note_look"]
