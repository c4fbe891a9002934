from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "langbiang.foundation.files"
    label = "files"
    verbose_name = "Kho tệp"
