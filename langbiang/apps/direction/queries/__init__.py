"""Asks about tasks, meetings and the week; never writes. Who may see what is said here once."""

from . import calendar, debts, history, meetings, tasks, work

__all__ = ["calendar", "debts", "history", "meetings", "tasks", "work"]
