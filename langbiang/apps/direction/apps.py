from django.apps import AppConfig


class DirectionConfig(AppConfig):
    name = "langbiang.apps.direction"
    label = "direction"
    verbose_name = "Điều hành"

    def ready(self) -> None:
        from .holding import register
        from .panels import register_panels

        register()
        register_panels()
