from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "langbiang.apps.documents"
    label = "documents"
    verbose_name = "Văn bản"

    def ready(self) -> None:
        from .holding import register
        from .panels import register_panel
        from .replies import answered_panel

        register()
        register_panel(answered_panel)
