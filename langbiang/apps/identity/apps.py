from django.apps import AppConfig


class IdentityConfig(AppConfig):
    name = "langbiang.apps.identity"
    label = "identity"
    verbose_name = "Tài khoản"

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_in

        from langbiang.apps.directory.interface import declare_frozen

        from .lasting import mark_sign_in

        user_logged_in.connect(mark_sign_in)
        declare_frozen(
            "identity.Deputation.principal",
            "identity.Deputation.deputy",
            reason="Who acts for whom is named person by person and ends with the seat of either.",
        )
