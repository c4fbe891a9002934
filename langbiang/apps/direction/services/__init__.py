"""The only place that writes tasks, meetings and the week."""

from . import calendar, extensions, handover, meetings, tasks

__all__ = ["calendar", "extensions", "handover", "meetings", "tasks"]
