from django.apps import AppConfig


class HandoverConfig(AppConfig):
    name = "langbiang.apps.handover"
    label = "handover"
    verbose_name = "Bàn giao công việc"

    def ready(self) -> None:
        from langbiang.apps.directory.interface import declare_frozen

        declare_frozen(
            "handover.HandOver.agency",
            "handover.HandOver.leaving",
            "handover.HandOver.ordered_by",
            "handover.HandOver.undone_by",
            "handover.HandOverLine.to",
            reason="A hand-over is a record of who gave what to whom, on whose order.",
        )
