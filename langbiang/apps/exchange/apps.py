from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "langbiang.apps.exchange"
    label = "exchange"
    verbose_name = "Trục liên thông"
