from django.apps import AppConfig
from django.core.signals import request_started


class DeadlinesConfig(AppConfig):
    name = "langbiang.apps.deadlines"
    label = "deadlines"
    verbose_name = "Lịch nghỉ, giờ làm việc"

    def ready(self) -> None:
        from langbiang.apps.directory.interface import declare_frozen

        from . import queries

        declare_frozen(
            "deadlines.OfficeHours.agency", reason="Hours are a dated record of what an agency decided for itself."
        )
        request_started.connect(queries.look_again, dispatch_uid="deadlines.look_again")
