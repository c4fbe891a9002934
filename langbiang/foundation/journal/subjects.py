"""What acts are about: a row with a public name, a version that grows with each act, and official fields."""

from typing import Any, ClassVar

from django.db import models
from uuid_utils.compat import uuid7

from . import canonical


class Subject(models.Model):
    """
    A row that changes only together with an act (`journal.write`).

    OFFICIAL_FIELDS and the state go as a digest into every act and stay there when details are erased, so
    they hold nothing personal that could be guessed; a hand-edited row is found by `journal verify`.
    """

    SUBJECT_KIND: ClassVar[str] = ""
    OFFICIAL_FIELDS: ClassVar[tuple[str, ...]] = ()
    STATE_FIELD: ClassVar[str] = "state"

    uid = models.UUIDField(unique=True, default=uuid7, editable=False)
    version = models.PositiveIntegerField("phiên bản", default=0, editable=False)

    class Meta:
        abstract = True

    def official_fields(self) -> dict[str, Any]:
        """Give the official columns as they will be read back: a date typed as text is a date here."""
        return {name: self._column(name) for name in self.official_names()}

    def official_digest(self) -> bytes:
        return canonical.official_digest(self.SUBJECT_KIND, self.uid, self.official_fields())

    def state_now(self) -> str:
        """Give the present state, empty when this kind of subject has none."""
        return str(getattr(self, self.STATE_FIELD)) if self.STATE_FIELD else ""

    @classmethod
    def official_names(cls) -> tuple[str, ...]:
        """Name the official fields, the state always among them."""
        if not cls.STATE_FIELD or cls.STATE_FIELD in cls.OFFICIAL_FIELDS:
            return cls.OFFICIAL_FIELDS
        return (*cls.OFFICIAL_FIELDS, cls.STATE_FIELD)

    @classmethod
    def say_state(cls, state: str) -> str:
        """Say a state in the words of its kind."""
        field = cls._meta.get_field(cls.STATE_FIELD) if cls.STATE_FIELD else None
        words = dict(field.flatchoices) if isinstance(field, models.Field) else {}
        return str(words.get(state, state))

    def _column(self, name: str) -> Any:
        field = self._meta.get_field(name)
        if not isinstance(field, models.Field):
            raise TypeError(f"{name} is not a column of {self.SUBJECT_KIND}")
        return canonical.plain(field.to_python(getattr(self, field.attname)))
