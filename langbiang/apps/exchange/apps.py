from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "langbiang.apps.exchange"
    label = "exchange"
    verbose_name = "Trục liên thông"

    def ready(self) -> None:
        from langbiang.apps.directory.interface import declare_frozen

        declare_frozen(
            "exchange.Packet.sender",
            "exchange.Delivery.receiver",
            reason="Evidence of who sent what to whom: it stays as it was.",
        )
        declare_frozen("exchange.Home.agency", reason="Whoever connects systems sets where an identifier code lives.")
