from django.apps import AppConfig


class WorkFilesConfig(AppConfig):
    name = "langbiang.apps.workfiles"
    label = "workfiles"
    verbose_name = "Hồ sơ công việc"

    def ready(self) -> None:
        from langbiang.apps.documents.interface import register_panel

        from .holding import register
        from .panel import work_files_of

        register()
        register_panel(work_files_of)
