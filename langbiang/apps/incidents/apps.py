from django.apps import AppConfig


class IncidentsConfig(AppConfig):
    name = "langbiang.apps.incidents"
    label = "incidents"
    verbose_name = "Sổ sự cố"

    def ready(self) -> None:
        from .holding import register

        register()
