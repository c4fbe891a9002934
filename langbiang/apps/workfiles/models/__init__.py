"""Tables of the filing plan and the work files."""

from .lasting import LastingCopy
from .plan import FilingPlan, PlanEntry
from .workfile import FileItem, Share, WorkFile

__all__ = ["FileItem", "FilingPlan", "LastingCopy", "PlanEntry", "Share", "WorkFile"]
