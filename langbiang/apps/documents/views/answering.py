"""One act, one answer: shared by every app with forms, so it stands with the seat in use (identity)."""

from langbiang.apps.identity.interface import act_on, answer, page

__all__ = ["act_on", "answer", "page"]
