from django.apps import AppConfig


class IdentityConfig(AppConfig):
    name = "langbiang.apps.identity"
    label = "identity"
    verbose_name = "Tài khoản"
