from django.apps import AppConfig


class IdentityConfig(AppConfig):
    name = "langbiang.apps.identity"
    label = "identity"
    verbose_name = "Tài khoản"

    def ready(self) -> None:
        from langbiang.apps.directory.interface import declare_frozen

        declare_frozen(
            "identity.Deputation.principal",
            "identity.Deputation.deputy",
            reason="Who acts for whom is named person by person and ends with the seat of either.",
        )
