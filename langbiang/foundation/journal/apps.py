from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "langbiang.foundation.journal"
    label = "journal"
    verbose_name = "Nhật ký"
