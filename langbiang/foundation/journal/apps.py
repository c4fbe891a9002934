from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.module_loading import autodiscover_modules


class JournalConfig(AppConfig):
    name = "langbiang.foundation.journal"
    label = "journal"
    verbose_name = "Nhật ký"

    def ready(self) -> None:
        """Hear what each app declares: its facts first, then who hears them, then the figures it tells."""
        from . import checks  # noqa: F401

        autodiscover_modules("acts")
        autodiscover_modules("handlers")
        autodiscover_modules("metrics")
        post_migrate.connect(_lay_first_stone, sender=self)


def _lay_first_stone(using: str, **signal: Any) -> None:
    """
    Make the one row of the head, and a cursor for each consumer that has none.

    After migrations and not in one, for a flushed test database needs it as well.
    """
    from .consuming import make_cursors
    from .models import JournalHead

    if using == "default":
        JournalHead.objects.get_or_create(pk=1)
        make_cursors()
