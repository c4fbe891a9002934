from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "langbiang.apps.audit"
    label = "audit"
    verbose_name = "Kiểm soát"
