import os
import random
import signal
from pathlib import Path

from django.apps import AppConfig
from django.conf import settings

ODDS = 100  # of how many packets one is the last of its process


class DyingConfig(AppConfig):
    name = "tests.dying"

    def ready(self) -> None:
        from django.db.models.signals import post_save

        from langbiang.apps.exchange.models import Packet

        post_save.connect(die_at_times, sender=Packet)


def die_at_times(**told: object) -> None:
    """The bytes are in the store, the rows are not committed: die here."""
    if random.randrange(ODDS) == 0:
        with Path(settings.DATA_DIR, "died").open("a") as noted:
            noted.write("x")
        os.kill(os.getpid(), signal.SIGKILL)
