"""The package in which a work file goes to the archive, and the check of one."""

from .layout import MEDIA_TYPE
from .verifying import Finding, Report, verify_package
from .writing import list_parts, write_package

__all__ = ["MEDIA_TYPE", "Finding", "Report", "list_parts", "verify_package", "write_package"]
