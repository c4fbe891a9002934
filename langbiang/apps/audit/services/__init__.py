"""What controlling writes: that something was taken away, and reports of verification."""

from .exporting import CannotExport, export_acts, export_looks
from .verifying import CannotVerify, make_waiting, order_report

__all__ = ["CannotExport", "CannotVerify", "export_acts", "export_looks", "make_waiting", "order_report"]
