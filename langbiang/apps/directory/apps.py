from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "langbiang.apps.directory"
    label = "directory"
    verbose_name = "Cơ quan, danh bạ"
